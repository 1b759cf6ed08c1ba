//! What only a browser has: each module has an empty twin for the server, so that no body asks where it runs.

#[cfg(feature = "hydrate")]
pub mod channel;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/channel.rs"]
pub mod channel;
#[cfg(feature = "hydrate")]
pub mod idle;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/idle.rs"]
pub mod idle;
#[cfg(feature = "hydrate")]
pub mod install;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/install.rs"]
pub mod install;
pub mod lock;
#[cfg(feature = "hydrate")]
pub mod roving;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/roving.rs"]
pub mod roving;
#[cfg(feature = "hydrate")]
pub mod worker;
#[cfg(not(feature = "hydrate"))]
#[path = "absent/worker.rs"]
pub mod worker;
