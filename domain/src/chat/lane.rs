//! Sends and marks, collected and written together.

/// The lane.
#[derive(Clone, Debug, Default)]
pub struct Lane;
