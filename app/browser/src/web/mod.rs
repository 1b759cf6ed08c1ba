//! The browser's side of [`crate`].

mod alive;
mod cipher;
mod page;
mod plain;
mod scroll;
mod socket;

/// Whether this is the browser's half of the program. (What Leptos offers asks the owner at hand, and without one takes the server
/// for a browser.)
pub const IN_BROWSER: bool = true;

pub use alive::{alive, is_alive, once_alive};
pub use cipher::{Key, import_key, seal, unseal};
pub use page::*;
pub use plain::plain;
pub use scroll::*;
pub use socket::Socket;
