//! Who works here, and starting to talk to them.
//!
//! `/people`: type a few letters, choose somebody, read who they are (`/people/:id`). `/new`: choose somebody, talk;
//! `?group=1` chooses several. Without WASM the search is a form with an address, and every person a link or a button.

pub mod api;
mod facets;
mod finding;
mod group;
mod person;
mod profile;
mod results;
mod screen;
mod search;
mod talking;

pub use person::{PersonRow, WHO_CHECKS, is_unverified};
pub use profile::{Facts, PersonScreen, profile_href};
pub use screen::{NewScreen, PeopleScreen};
