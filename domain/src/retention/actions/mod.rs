//! Telling somebody all that is held of them, and removing at night what nobody keeps.

mod sweep;
mod tell;

pub use sweep::{SWEEP, plan_sweep, sweep_blobs};
pub use tell::{own_access, subject_access};
