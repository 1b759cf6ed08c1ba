//! The whole server, asked over HTTP.

mod coming_in;
mod permissions;
mod refused;
mod screens;
mod stage;
