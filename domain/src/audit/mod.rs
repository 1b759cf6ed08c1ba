//! Who did what, when, and whether that is still what was written down.
//!
//! - Words: *audit entry* (one deed: its actor, scope and detail), *leaf* (an entry's hash in its organisation's tree), *head* (the
//!   signed root of a tree of so many leaves), *to seal* (to give entries their leaves, and the tree a head).
//! - Written by [`Ctx::commit`](crate::access::Ctx::commit), in the deed's own transaction: an [`Audit`], or [`NotAudited`] and why.
//!   Ids, numbers and words of ours, never what somebody wrote: [`Fact`] has no other kinds.
//! - An entry lies in the tree of the organisation whose its scope is: a conversation's home, a person's.
//! - Sealed every few seconds (`actions/seal.rs`); each head is also written outside the database (`outside.rs`).
//! - Permissions: nobody reads it on a screen yet; whoever runs the server asks `server audit verify` (`actions/verify.rs`).
//! - Events: none.

pub mod model;

#[cfg(feature = "server")]
pub mod actions;
#[cfg(feature = "server")]
mod canonical;
#[cfg(feature = "server")]
pub mod entry;
#[cfg(feature = "server")]
pub mod head;
#[cfg(feature = "server")]
pub mod outside;
#[cfg(feature = "server")]
mod pruned;
#[cfg(feature = "server")]
pub mod report;
#[cfg(feature = "server")]
pub(crate) mod store;
#[cfg(all(test, feature = "server"))]
mod tests;
#[cfg(feature = "server")]
pub mod tree;

pub use model::{Actor, Audit, Deed, Fact, NotAudited, Note, Scope};
