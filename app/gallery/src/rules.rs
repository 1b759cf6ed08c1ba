//! What the gallery's forms accept, by one rule on both sides.

use domain::access::{Failure, Outcome};
use domain::typed::{TimeOfDay, TypedDay, phone};

/// The most letters of a note.
pub(crate) const MOST: usize = 200;
/// The most bytes of one file: with what the form adds, still less than the server reads.
pub(crate) const MOST_BYTES: u64 = 1_500_000;

/// Somebody who joins, as they were typed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Joiner {
    pub(crate) name: String,
    pub(crate) note: String,
    pub(crate) ward: String,
    pub(crate) shifts: Vec<String>,
    pub(crate) contact: String,
    pub(crate) born: TypedDay,
    pub(crate) at: String,
    pub(crate) number: String,
}

impl Joiner {
    /// Everything that has to change, in the form's order.
    pub(crate) fn wrong(&self) -> Vec<Failure> {
        let Self { name, note, ward, shifts, contact, born, at, number } = self;
        let filled =
            |field: &str, value: &str, text: &str| if value.trim().is_empty() { Err(Failure::invalid(field, text)) } else { Ok(()) };
        let letters = note.chars().count();
        let checks: [Outcome<()>; 8] = [
            filled("name", name, "Enter a name"),
            born.parse("born", "date of birth").map(drop),
            TimeOfDay::parse("at", "the time they start", at).map(drop),
            phone("number", number).map(drop),
            filled("ward", ward, "Choose a ward"),
            if shifts.is_empty() { Err(Failure::invalid("shifts", "Choose at least one shift")) } else { Ok(()) },
            filled("contact", contact, "Choose how to reach them"),
            if letters > MOST { Err(Failure::invalid("note", format!("Shorten the note by {} letters", letters - MOST))) } else { Ok(()) },
        ];
        checks.into_iter().filter_map(Result::err).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_at_once_in_the_forms_order() {
        let typed = Joiner { note: "x".repeat(MOST + 3), at: "25".into(), number: "ward 7".into(), ..Joiner::default() };
        let fields: Vec<String> = typed.wrong().iter().filter_map(|failure| failure.field().map(str::to_owned)).collect();
        assert_eq!(fields, ["name", "born-day", "at", "number", "ward", "shifts", "contact", "note"]);
    }
}
