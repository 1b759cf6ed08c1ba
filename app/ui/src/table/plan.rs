//! What a table can show: its columns, its filters, and where it stands.

/// A column.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its word in the address.
    pub key: &'static str,
    /// What stands above it.
    pub label: &'static str,
    /// Whether rows can be ordered by it.
    pub sorts: bool,
    /// Whether it holds numbers, which end where they end.
    pub number: bool,
    /// Whether it is always shown: what names the row.
    pub kept: bool,
    /// Whether it is shown before anybody chooses.
    pub first: bool,
}

impl Column {
    /// A column that rows can be ordered by, shown at first.
    pub const fn new(key: &'static str, label: &'static str) -> Self {
        Self { key, label, sorts: true, number: false, kept: false, first: true }
    }

    /// It names the row: nobody can put it away.
    pub const fn kept(self) -> Self {
        Self { kept: true, ..self }
    }

    /// It holds numbers.
    pub const fn number(self) -> Self {
        Self { number: true, ..self }
    }

    /// Rows cannot be ordered by it.
    pub const fn unsorted(self) -> Self {
        Self { sorts: false, ..self }
    }

    /// Not shown before somebody chooses it.
    pub const fn put_away(self) -> Self {
        Self { first: false, ..self }
    }
}

/// Something that rows can be filtered by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Its word in the address.
    pub key: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What there is to choose: the word in the address, and what it is called.
    pub options: Vec<(String, String)>,
}

impl Facet {
    /// What an option is called.
    pub fn words(&self, value: &str) -> String {
        self.options.iter().find(|(key, _)| key == value).map_or_else(String::new, |(_, words)| words.clone())
    }
}

/// All that a table can show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Names its parts; unique on the page.
    pub id: &'static str,
    /// The path of its screen.
    pub screen: String,
    /// What it is called.
    pub caption: &'static str,
    /// What one row is: "person".
    pub one: &'static str,
    /// What several are: "people".
    pub many: &'static str,
    /// From left to right; the first names the row.
    pub columns: Vec<Column>,
    /// What rows can be filtered by.
    pub facets: Vec<Facet>,
    /// The column that rows are ordered by at first.
    pub order: &'static str,
}

impl Plan {
    /// The column of this word.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key == key)
    }
}
