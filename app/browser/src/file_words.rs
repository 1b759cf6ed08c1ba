//! What is said of files, on both sides.

/// A file that somebody brought; the browser holds it under its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picked {
    /// What the browser knows it by.
    pub key: u32,
    /// What it is called.
    pub name: String,
    /// What it says it is, like `image/jpeg`.
    pub kind: String,
    /// How many bytes it has.
    pub size: u64,
}

/// How far sending has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// So many per cent are sent.
    Sent(u32),
    /// The server has answered: its status, and what it said.
    Answered(u16, String),
    /// The line was lost.
    Lost,
}
