//! How long everything is kept, and who reaches it: a hold, a subject's access, an export, a purge.
//!
//! - Words: *kept* (what one table, or one kind of blob, declares of itself), *class* (what it is kept as), *way* (the columns by which
//!   a row leads to the person, the conversation and the organisation whose it is), *hold* (nothing it reaches is purged), *subject*
//!   (somebody who is told all that is held of them).
//! - One list, [`list::LIST`], in the order in which it can be written anew: nothing points to what stands after it. An export goes along
//!   it, a purge against it. A table, a column or a kind of blob that is not in it fails a test (`tests/schema.rs`).
//! - Every night one job for all servers removes from the store of images and files what nobody keeps (`actions/sweep.rs`).
//! - Permissions: a subject's access is given to themselves; and, of what is an organisation's, to its admins and those of its network.
//!   Whoever else asks finds nobody. It is written down.
//! - Events: none.

pub mod model;

#[cfg(feature = "server")]
pub mod actions;
#[cfg(feature = "server")]
pub mod list;
#[cfg(feature = "server")]
pub(crate) mod store;
#[cfg(all(test, feature = "server"))]
mod tests;
