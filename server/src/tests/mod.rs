//! The whole server, asked over HTTP.

mod permissions;
mod stage;
