//! Stories of coming in, each on both engines.

mod audited;
mod codes;
mod crowds;
mod devices;
mod flashes;
mod hanging_up;
mod pins;
mod profiles;
pub(crate) mod reception;
mod remembered;
