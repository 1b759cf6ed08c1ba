//! A row, as whoever has it gives it to the table.

use crate::tag::Mood;

/// What stands in a row under a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words, of people too.
    Text(String),
    /// Words that lead somewhere.
    Link {
        /// Where to.
        href: String,
        /// The words.
        text: String,
    },
    /// One word that stands out.
    Tag(Mood, String),
}

impl Cell {
    /// Words.
    pub fn text(words: impl ToString) -> Self {
        Self::Text(words.to_string())
    }
}

/// A row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its id, which a ticked row is known by.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What stands in it, by the words of the columns.
    pub cells: Vec<(&'static str, Cell)>,
}
