//! The inbox and the conversation: what most people look at all day.

pub mod api;
pub mod screen;
