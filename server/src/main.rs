//! The program: serve, migrate, demo, doctor, config.

mod demo;
mod guard;
mod hub;
mod live;
mod routes;
mod security;
mod serve;
mod session;
fn main() {}
