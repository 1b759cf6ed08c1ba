//! The HTTP status of what a server function answers.

#[cfg(not(feature = "ssr"))]
#[path = "status/browser.rs"]
mod side;
#[cfg(feature = "ssr")]
#[path = "status/server.rs"]
mod side;

pub use side::*;
