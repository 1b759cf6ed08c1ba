//! Who is asking, what they may be told, and what goes wrong.
//!
//! - Words: [`Caller`] (a person on an open device), [`Standing`] (how far somebody has come in), [`Level`],
//!   [`Failure`] (three kinds, one text each), [`Ctx`] (caller, database, clock, chance for one action), [`Permit`] (leave for one
//!   deed in one *scope*: oneself, a conversation, an organisation), [`Does`] (a deed as a type).
//! - Permissions: each feature has a table of its own; [`oneself`] and [`administers`] ask it with a person's or an organisation's row
//!   held.
//! - Rule: somebody else's thing and a missing thing answer the same, [`Failure::NotFound`].

pub mod deeds;
pub mod failure;
pub mod model;

#[cfg(feature = "server")]
mod blobs;
#[cfg(feature = "server")]
pub mod ctx;
#[cfg(feature = "server")]
pub mod permit;
#[cfg(feature = "server")]
pub mod scopes;
#[cfg(feature = "server")]
mod store;
#[cfg(all(test, feature = "server"))]
mod tests;

#[cfg(feature = "server")]
pub use ctx::{Ctx, Parts, World};
pub use deeds::Does;
pub use failure::{Failure, Outcome};
pub use model::{
    Caller, ConversationId, DeviceId, Level, MessageId, NetworkId, OrganisationId, PersonId, SiteId, Standing, Timestamp, WardId,
};
#[cfg(feature = "server")]
pub use permit::{Allows, Permit, Scoped};
#[cfg(feature = "server")]
pub use scopes::{Oneself, Organisation, administers, oneself, sees};
