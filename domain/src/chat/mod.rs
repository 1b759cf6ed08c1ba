//! Conversations: what people say to each other, directly and in groups.
//!
//! - Words: *conversation* (direct or group), *message*, *notice* (a line that tells of a change: joined, renamed),
//!   *seq* (the gapless number of every change of a conversation), *number* (counts messages only, for unread),
//!   *mark* (how far somebody's devices stored, how far they went, and what they saw of it), *receipt* (when they did), *row* (an inbox line),
//!   *feed* (a person's own changes: flags, drafts, being added), *held* (what a browser says it has).
//! - Screens: `/c` (inbox), `/c/{id}` (conversation), `/new` (start one).
//! - Permissions: [`model::allows`], asked by whatever makes a permit (`store/permits.rs`; for sends, [`lane`]).
//!   Everything is scoped by the asker's membership; a stranger's is not found.
//! - Events: [`live::Event`] per conversation, [`live::Own`] per person; sends and marks go through [`lane`].

pub mod live;
pub mod model;

#[cfg(feature = "server")]
pub mod actions;
#[cfg(feature = "server")]
pub mod lane;
#[cfg(feature = "server")]
pub mod store;
#[cfg(all(test, feature = "server"))]
mod tests;
