//! `/dev/gallery`: each part of `ui` in each of its states, with made-up data. It exists only where the outbox mailer runs, and
//! is open to everybody there; elsewhere it is not found, and neither are its server functions.

// A view is one deep type.
#![recursion_limit = "512"]

pub mod api;
mod dialog;
mod form;
#[cfg(feature = "ssr")]
mod made;
mod people;
mod picker;
mod rules;
mod screen;
#[cfg(feature = "ssr")]
pub mod server;
mod table;
mod upload;
mod words;

pub use screen::GalleryScreen;
pub use upload::upload_url;
