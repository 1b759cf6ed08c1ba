//! What only a browser has: its clock and chance, the page by ids, its storage and ciphers, the socket, the badge.
//!
//! The only place that talks to it. The server has a twin of the same names that does nothing, because screens
//! are also drawn there; so no other file asks on which side it runs.

#[cfg(feature = "hydrate")]
pub mod channel;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/channel.rs"]
pub mod channel;
#[cfg(feature = "hydrate")]
pub mod claim;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/claim.rs"]
pub mod claim;
mod file_words;
#[cfg(feature = "hydrate")]
pub mod files;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/files.rs"]
pub mod files;
pub mod focus;
#[cfg(feature = "hydrate")]
pub mod holding;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/holding.rs"]
pub mod holding;
#[cfg(feature = "hydrate")]
pub mod install;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/install.rs"]
pub mod install;
pub mod lock;
#[cfg(feature = "hydrate")]
pub mod roving;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/roving.rs"]
pub mod roving;
mod stroke;
mod task;
#[cfg(feature = "hydrate")]
mod web;
#[cfg(not(feature = "hydrate"))]
#[path = "server.rs"]
mod web;
#[cfg(feature = "hydrate")]
pub mod worker;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/worker.rs"]
pub mod worker;

pub use stroke::Stroke;
pub use task::for_app;
pub use web::*;

/// The page is told so when the line to the server stands again.
pub const LINE_STANDS: &str = "pando-line";

/// The page is told so when it is about to be locked or signed out of (`shell/page.js`).
pub const LEAVES: &str = "pando-leave";

/// Somebody locks the page, which is empty by now; who prevents this locks it, or shows it again (`shell/page.js`).
pub const MAY_LOCK: &str = "pando-may-lock";

/// What a socket says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It stands.
    Opened,
    /// A frame.
    Text(String),
    /// It fell, with this close code.
    Closed(u16),
}

/// How an element is brought into view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bring {
    /// Only as far as needed.
    Near,
    /// To the middle.
    Middle,
    /// To the top.
    Top,
}

/// An element and how far from the top of its scroller it stood: to find one's place again after a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Anchor {
    /// The element's id.
    pub id: String,
    /// Pixels from the top of the scroller.
    pub top: f64,
    /// How far the scroller was scrolled then.
    pub at: i32,
}
