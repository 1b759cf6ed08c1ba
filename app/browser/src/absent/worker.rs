//! The server has no service worker, and all of its code.

/// Registers nothing.
pub fn register(_ready: impl Fn() + Clone + 'static) {}

/// Updates nothing.
pub fn update() {}

/// Nothing is ever missing.
pub fn missing() {}

/// Every page is drawn whole.
pub fn stranded() {}

/// Nothing was missing.
pub fn found() {}

/// The server runs its own version.
pub fn is_superseded() -> impl Future<Output = bool> + Send {
    std::future::ready(false)
}
