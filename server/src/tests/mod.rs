//! The whole server, asked over HTTP.

mod coming_in;
mod compression;
mod dice;
mod ids;
mod line;
mod lines;
mod nodes;
mod permissions;
mod plain;
mod plain_group;
mod plain_lock;
mod planted;
mod refused;
mod routes;
mod screens;
mod scriptless;
mod sockets;
mod stage;
mod switched_off;
mod sync;
mod wire;
