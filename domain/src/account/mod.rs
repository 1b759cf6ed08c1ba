//! Coming in and staying in: codes by email, the profile, the PIN, devices and sessions.
//!
//! - Words: *enrolment code* (first time, 24 h), *sign-in code* (a new device, 10 minutes), *PIN* (a lock on a
//!   device, never a factor), *device* (a browser somebody signed in on), *session* (its cookie).
//! - Screens: `/sign-in`, `/sign-in/code`, `/welcome`, `/welcome/pin`, `/unlock`, `/settings`, `/settings/devices`.
//! - Permissions: everybody, for themselves alone. Their organisation decides the idle time ([`crate::organisation`]), nobody else.
//! - Events: a device that was locked, opened or revoked is told on the bus ([`platform::bus::Hint::Devices`]).

pub mod model;
pub mod settings;

#[cfg(feature = "server")]
pub mod actions;
#[cfg(feature = "server")]
pub mod door;
#[cfg(feature = "server")]
pub(crate) mod store;
#[cfg(all(test, feature = "server"))]
pub(crate) mod tests;
