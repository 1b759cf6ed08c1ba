//! Who works here.
//!
//! `/people`: type a few letters, choose somebody, read who they are (`/people/:id`). Without WASM the search is a form with an
//! address, and every person a link. What leads on from a person found is given by whoever shows them.

// A view is one deep type.
#![recursion_limit = "512"]

pub mod api;
mod facets;
mod finding;
mod person;
mod profile;
mod results;
mod screen;
mod search;

pub use finding::{Carried, Chosen, Finding};
pub use person::{PersonRow, WHO_CHECKS, is_unverified};
pub use profile::{Facts, PersonScreen, profile_href};
pub use results::{Results, tab_stop};
pub use screen::PeopleScreen;
pub use search::{SEARCH, SearchBox, SearchForm, WardFacets};
