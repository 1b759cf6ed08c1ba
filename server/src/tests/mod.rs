//! The whole server, asked over HTTP.

mod coming_in;
mod permissions;
mod plain;
mod refused;
mod screens;
mod scriptless;
mod stage;
