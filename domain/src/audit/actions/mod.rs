//! Writing down, sealing, telling outside, proving, and letting go.

mod check;
mod prune;
mod publish;
mod record;
mod seal;
mod verify;

pub use prune::prune;
pub use publish::publish;
pub use record::record;
pub use seal::seal;
pub use verify::verify;
