//! The outside world, and nothing clinical: database, clock, ids, bus, blobs, mail, jobs, logs, settings.
//!
//! Everything that differs between a laptop, one hospital machine and a cluster hides here, so that
//! `domain` can be written once and tested with its own clock and its own database.

#![warn(missing_docs)]

pub mod blobs;
pub mod bus;
pub mod clock;
pub mod config;
pub mod db;
pub mod folder;
pub mod ids;
pub mod jobs;
pub mod mail;
pub mod secret;
pub mod signing;
pub mod telemetry;
pub mod testing;
pub mod workers;
