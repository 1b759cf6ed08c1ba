//! Who works here, and starting to talk to them.
//!
//! One screen, `/new`: type a few letters, choose somebody, talk. `?group=1` chooses several. Without WASM the search
//! is a form with an address, and every person a button.

pub mod api;
mod facets;
mod finding;
mod group;
mod person;
mod screen;

pub use person::PersonRow;
pub use screen::NewScreen;
