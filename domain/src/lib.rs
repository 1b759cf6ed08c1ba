//! What clinicians do, without HTML and without HTTP.
//!
//! A feature is a folder of the same six files: `mod.rs` is its map, `model.rs` its words and rules, `live.rs` its
//! events and how they fold into what a browser holds (both sides); `actions.rs`, `store.rs` and `tests.rs` are
//! the server's. One word per feature, the same in `app`, `style` and `end2end`.

#![warn(missing_docs)]

pub mod access;
pub mod account;
pub mod affiliation;
pub mod audit;
pub mod chat;
pub mod directory;
pub mod organisation;
pub mod retention;
pub mod text;
pub mod typed;
mod words;

#[cfg(feature = "server")]
pub mod testing;
