//! What every server function begins and ends with.
//!
//! On the server: [`caller`] says who calls and answers them. On both sides: [`failure`] is how a failure travels, [`flash`] what
//! a refused form said, [`next`] where to go on.

#[cfg(feature = "ssr")]
pub mod caller;
pub mod failure;
pub mod flash;
pub mod next;
mod status;
