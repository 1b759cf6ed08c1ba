//! The browser's side of [`crate::browser`].

mod cipher;
mod page;
mod scroll;
mod socket;

pub use cipher::{Key, import_key, seal, unseal};
pub use page::*;
pub use scroll::*;
pub use socket::Socket;
