//! The people made up for the gallery, and the table of them.

use serde::{Deserialize, Serialize};
use ui::Mood;
use ui::table::{Cell, Column, Facet, Plan, Row};

/// Somebody made up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their id.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they do.
    pub role: String,
    /// Where.
    pub ward: String,
    /// How far they have come in.
    pub status: String,
    /// How many messages they wrote this week.
    pub messages: u32,
    /// What somebody noted; some of it looks like a formula.
    pub note: String,
}

/// Wards there are.
pub(crate) const WARDS: [&str; 8] = ["Ward 1", "Ward 2", "Ward 3", "Ward 4", "Ward 5", "Ward 6", "Ward 7", "Theatres"];
/// How far somebody may have come in.
pub(crate) const STATUS: [&str; 4] = ["Active", "Invited", "Locked", "Left"];

/// The table of them, at this path.
pub(crate) fn plan(screen: &str) -> Plan {
    let options = |all: &[&str]| all.iter().map(|one| ((*one).to_owned(), (*one).to_owned())).collect();
    Plan {
        id: "people",
        screen: screen.to_owned(),
        caption: "People made up for this page",
        one: "person",
        many: "people",
        columns: vec![
            Column::new("name", "Name").kept(),
            Column::new("role", "Role"),
            Column::new("ward", "Ward"),
            Column::new("status", "Status"),
            Column::new("messages", "Messages").number(),
            Column::new("note", "Note").unsorted().put_away(),
        ],
        facets: vec![
            Facet { key: "ward", label: "Ward", options: options(&WARDS) },
            Facet { key: "status", label: "Status", options: options(&STATUS) },
        ],
        order: "name",
    }
}

/// What stands in a column, in plain words.
#[cfg_attr(not(feature = "ssr"), expect(dead_code, reason = "the file is written on the server"))]
pub(crate) fn text(person: &Person, column: &str) -> String {
    match column {
        "name" => person.name.clone(),
        "role" => person.role.clone(),
        "ward" => person.ward.clone(),
        "status" => person.status.clone(),
        "messages" => person.messages.to_string(),
        "note" => person.note.clone(),
        _ => String::new(),
    }
}

/// A row of the table.
pub(crate) fn row(person: Person) -> Row {
    let mood = match person.status.as_str() {
        "Active" => Mood::Good,
        "Invited" => Mood::Attention,
        "Locked" => Mood::Urgent,
        _ => Mood::Plain,
    };
    Row {
        id: person.id,
        name: person.name.clone(),
        cells: vec![
            ("name", Cell::Text(person.name)),
            ("role", Cell::Text(person.role)),
            ("ward", Cell::Text(person.ward)),
            ("status", Cell::Tag(mood, person.status)),
            ("messages", Cell::text(person.messages)),
            ("note", Cell::Text(person.note)),
        ],
    }
}
