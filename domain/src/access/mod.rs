//! Who is asking, what they may be told, and what goes wrong.
//!
//! - Words: [`Caller`] (a person on an open device), [`Standing`] (how far somebody has come in), [`Level`],
//!   [`Failure`] (three kinds, one text each), [`Ctx`] (caller, database, clock, chance for one action).
//! - Rule: somebody else's thing and a missing thing answer the same, [`Failure::NotFound`].

pub mod failure;
pub mod model;

#[cfg(feature = "server")]
mod blobs;
#[cfg(feature = "server")]
pub mod ctx;

#[cfg(feature = "server")]
pub use ctx::{Ctx, Parts, World};
pub use failure::{Failure, Outcome};
pub use model::{
    Caller, ConversationId, DeviceId, Level, MessageId, NetworkId, OrganisationId, PersonId, SiteId, Standing, Timestamp, WardId,
};
