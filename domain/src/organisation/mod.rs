//! What organisations decide for all their people: settings, and which features are switched off.
//!
//! - Words: *setting* (something an organisation decides, by a name that never changes), *feature* (a part of Pando that it can switch
//!   off), *version* (counts what was decided of one setting: what somebody was shown is named by it), *change* (who, when, from what
//!   to what).
//! - One table of settings ([`settings::SETTINGS`]): what each can be, what it is until somebody decides, and its words.
//! - Read in one place, [`memory`], which a server's [`World`](crate::access::World) owns. A feature that is off answers
//!   [`FeatureOff`](crate::access::Failure::FeatureOff) everywhere: an action asks [`Ctx::needs`](crate::access::Ctx::needs), an area or
//!   named screen says in `app/src/areas.rs` what it needs, a kind of job in [`platform::jobs::Kind::feature`].
//! - Permissions: [`model::allows`]. Everybody at work has what was decided; who did is for admins.
//! - Events: what was decided is told to all servers ([`platform::bus::Hint::Organisation`]).

pub mod model;
pub mod settings;

#[cfg(feature = "server")]
pub mod actions;
#[cfg(feature = "server")]
pub mod memory;
#[cfg(feature = "server")]
pub(crate) mod store;
#[cfg(all(test, feature = "server"))]
mod tests;
