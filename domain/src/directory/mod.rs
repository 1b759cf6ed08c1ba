//! Who works here: search while typing by name, role, grade, specialty, ward and site.
//!
//! - Finding goes by folded words ([`fold`]), the same in the browser; the database keeps them as ASCII.
//! - Words: *person* (as others see one: never an email address), *facet* (a way to narrow a search).
//! - Screens: `/new` (start a conversation). Permissions: everybody at work sees the organisations that they belong to.

pub mod fold;
pub mod model;

#[cfg(feature = "server")]
pub mod actions;
#[cfg(feature = "server")]
pub mod plain;
#[cfg(feature = "server")]
pub mod store;
#[cfg(all(test, feature = "server"))]
mod tests;
