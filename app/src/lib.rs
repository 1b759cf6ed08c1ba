//! What clinicians see.

#[cfg(feature = "ssr")]
pub mod caller;
pub mod chat;
pub mod failure;
