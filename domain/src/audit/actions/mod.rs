//! Writing down, sealing, telling outside, proving, and letting go.

mod check;
mod nightly;
mod prune;
mod publish;
mod record;
mod seal;
mod verify;

pub use nightly::{PRUNE, let_go, plan};
pub use prune::prune;
pub use publish::publish;
pub use record::record;
pub use seal::seal;
pub use verify::verify;
