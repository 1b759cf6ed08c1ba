//! Where people belong: to their home organisation, and to whatever other they work for.
//!
//! - Words: *home* (where somebody's account is kept), *affiliation* (that they belong to an organisation: from, until, with
//!   which level, found by its people or not), *colleague* (somebody who belongs to an organisation that one belongs to).
//! - Permissions: an organisation's admins for their organisation, a network's for each of its organisations; nobody gives a
//!   level above their own, and an organisation keeps an admin.
//! - Rule: whom somebody finds, and what they may administer, is asked of `affiliation` in the statement itself. It ends by the
//!   clock; a job then takes them out of that organisation's groups, and out of Pando once they belong nowhere.

pub mod model;

#[cfg(feature = "server")]
pub mod actions;
#[cfg(feature = "server")]
pub(crate) mod store;
#[cfg(all(test, feature = "server"))]
mod tests;
