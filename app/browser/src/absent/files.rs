//! The server is brought files by requests alone.

use leptos::web_sys::Event;

pub use crate::file_words::{Picked, Step};

/// Nobody chooses.
pub fn chosen(_event: &Event) -> Vec<Picked> {
    Vec::new()
}

/// Nobody drops or pastes.
pub fn brought(_event: &Event) -> Vec<Picked> {
    Vec::new()
}

/// Nothing is sent.
pub fn send(_key: u32, _url: &str, _field: &str, _tell: impl Fn(Step) + Clone + 'static) {}

/// Nothing is under way.
pub fn cancel(_key: u32) {}

/// Nothing is held.
pub fn forget(_key: u32) {}
