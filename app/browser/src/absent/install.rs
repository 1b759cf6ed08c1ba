//! Nothing is installed on the server.

/// Never offered.
pub fn is_offered() -> bool {
    false
}

/// Asks nobody.
pub fn prompt() {}

/// Never installed.
pub fn is_installed() -> bool {
    false
}
