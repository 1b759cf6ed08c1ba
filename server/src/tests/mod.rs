//! The whole server, asked over HTTP.

mod coming_in;
mod compression;
mod dice;
mod line;
mod lines;
mod nodes;
mod permissions;
mod plain;
mod plain_group;
mod plain_lock;
mod refused;
mod screens;
mod scriptless;
mod stage;
mod switched_off;
mod sync;
mod wire;
