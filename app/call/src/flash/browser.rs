//! The browser's side: with WASM nothing is sent back as a page.

use super::Flash;

/// What a plain form leaves to be said in passing; in the browser there is nothing but what the page came with.
pub fn told() -> String {
    String::new()
}

/// What `form` said before it was refused; in the browser there is nothing but what the page came with.
pub fn take(_form: &str) -> Option<Flash> {
    None
}
