//! The browser's side of [`crate`].

mod alive;
mod cipher;
mod page;
mod plain;
mod scroll;
mod socket;

pub use alive::{alive, is_alive, once_alive};
pub use cipher::{Key, import_key, seal, unseal};
pub use page::*;
pub use plain::plain;
pub use scroll::*;
pub use socket::Socket;
