//! The server's twin of the claims: it has no tabs.

/// Nothing is held.
#[derive(Debug)]
pub struct Claim;

impl Claim {
    /// Nobody else wants it.
    pub fn let_go(self) {}
}

/// There are no other tabs.
pub fn has_claims() -> bool {
    false
}

/// There is no tab.
pub fn noted() -> String {
    String::new()
}

/// There is no tab.
pub fn note(_names: &str) {}

/// Nobody else wants it.
#[expect(clippy::unused_async, reason = "its twin in the browser waits")]
pub async fn claim_soon(_name: &str) -> Option<Claim> {
    Some(Claim)
}

/// Nobody else wants it.
#[expect(clippy::unused_async, reason = "its twin in the browser waits")]
pub async fn claim(_name: &str, _wait: bool) -> Option<Claim> {
    Some(Claim)
}
