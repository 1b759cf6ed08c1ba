//! What one can set about one's own row of the inbox.

use domain::chat::model::Row;

/// A flag of one's own row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Kept on top.
    Pinned,
    /// Does not ask for attention.
    Muted,
    /// Put away.
    Archived,
}

impl Flag {
    /// What it is called in a form.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pinned => "pinned",
            Self::Muted => "muted",
            Self::Archived => "archived",
        }
    }

    /// Where it stands in a row.
    pub fn of(self, row: &mut Row) -> &mut bool {
        match self {
            Self::Pinned => &mut row.pinned,
            Self::Muted => &mut row.muted,
            Self::Archived => &mut row.archived,
        }
    }

    /// What is said once it was set or taken away.
    pub fn told(self, on: bool) -> &'static str {
        match (self, on) {
            (Self::Pinned, true) => "Pinned",
            (Self::Pinned, false) => "Unpinned",
            (Self::Muted, true) => "Muted",
            (Self::Muted, false) => "Unmuted",
            (Self::Archived, true) => "Archived",
            (Self::Archived, false) => "Back in the inbox",
        }
    }

    /// What is said where that could not be done.
    pub fn refused(self, on: bool) -> &'static str {
        match (self, on) {
            (Self::Pinned, true) => "Not pinned",
            (Self::Pinned, false) => "Not unpinned",
            (Self::Muted, true) => "Not muted",
            (Self::Muted, false) => "Not unmuted",
            (Self::Archived, true) => "Not archived",
            (Self::Archived, false) => "Not moved back to the inbox",
        }
    }
}
