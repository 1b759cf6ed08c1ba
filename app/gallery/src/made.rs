//! 312 people who do not exist, always the same.

use ui::table::Sort;

use crate::people::{Person, STATUS, WARDS};

const FIRST: [&str; 13] = ["Asha", "Ben", "Cleo", "Dilip", "Ella", "Farid", "Grace", "Hywel", "Ines", "Jacob", "Zoë", "ليلى", "Siân"];
const LAST: [&str; 8] = ["Patel", "O'Neil", "Okafor", "Wren", "حداد", "Williams-Featherstonehaugh", "Ng", "Smith"];
const ROLES: [&str; 3] = ["Staff nurse", "Registrar", "Physiotherapist"];
const NOTES: [&str; 6] = ["", "=HYPERLINK(\"https://evil.example\")", "+44 20 7946 0000", "-3", "@SUM(A1:A9)", "Back on Monday, bay 4"];

/// All of them.
pub(crate) fn people() -> Vec<Person> {
    (0..FIRST.len() * LAST.len() * ROLES.len()).map(person).collect()
}

fn person(at: usize) -> Person {
    // Steps that share no factor with the lengths, so that every mixture comes up.
    let of = |words: &[&str], step: usize| words[(at * step + at / words.len()) % words.len()].to_owned();
    Person {
        id: format!("p{at:03}"),
        name: format!("{} {}", FIRST[at % FIRST.len()], LAST[(at / FIRST.len()) % LAST.len()]),
        role: ROLES[at / (FIRST.len() * LAST.len())].to_owned(),
        ward: of(&WARDS, 3),
        status: of(&STATUS, 1),
        messages: u32::try_from(at * 37 % 401).unwrap_or_default(),
        note: of(&NOTES, 5),
    }
}

/// In order; those who are alike by their id, so that no page holds somebody twice.
pub(crate) fn sorted(mut people: Vec<Person>, sort: Sort) -> Vec<Person> {
    people.sort_by(|one, other| {
        let order = match sort.column {
            "messages" => one.messages.cmp(&other.messages),
            "role" => one.role.cmp(&other.role),
            "ward" => one.ward.cmp(&other.ward),
            "status" => one.status.cmp(&other.status),
            _ => one.name.to_lowercase().cmp(&other.name.to_lowercase()),
        };
        let order = if sort.down { order.reverse() } else { order };
        order.then_with(|| one.id.cmp(&other.id))
    });
    people
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::people::plan;
    use crate::server::{matching, people_csv};
    use ui::table::TableState;

    #[test]
    fn there_are_312_and_each_has_an_id() {
        let ids: BTreeSet<String> = people().into_iter().map(|person| person.id).collect();
        assert_eq!(ids.len(), 312);
    }

    #[test]
    fn the_file_holds_exactly_what_is_filtered_in_its_order() {
        let query = "ward=Ward+7&sort=-messages&columns=name&columns=messages&page=2&size=10";
        let found = matching(&TableState::read(&plan(""), query));
        assert!(!found.is_empty() && found.iter().all(|person| person.ward == "Ward 7"));
        let file = String::from_utf8(people_csv(query).unwrap()).unwrap();
        let lines: Vec<&str> = file.trim_start_matches('\u{feff}').lines().collect();
        assert_eq!(lines[0], "Name,Messages");
        assert_eq!(lines.len(), found.len() + 1, "all pages of it");
        assert_eq!(lines[1], format!("{},{}", found[0].name, found[0].messages));
    }
}
