//! SQL of coming in, one statement per function.

mod arrival;
mod device;
mod flash;
mod session;

pub use arrival::*;
pub use device::*;
pub use flash::*;
pub use session::*;
