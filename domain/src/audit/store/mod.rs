//! SQL of the audit trail, one statement per function.

mod entries;
mod trees;

pub use entries::*;
pub use trees::*;
