//! The server has no service worker.

/// Registers nothing.
pub fn register(_ready: impl Fn() + Clone + 'static) {}

/// Updates nothing.
pub fn update() {}
