//! A browser gives no answers that could have a status.

use domain::access::Failure;

/// What cannot be read here is what came back: a proxy's own page, perhaps, and not what the person said.
pub const READS_ANSWERS: bool = true;

/// Nobody is answered.
pub fn set_status(_: &Failure) {}
