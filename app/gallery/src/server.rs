//! The server's side: whether there is a gallery, and its file of all that is filtered.

use call::caller::answer;
use call::failure::Problem;
use domain::access::Failure;
use leptos::prelude::use_context;
use ui::table::{Plan, Slice, TableState, csv};

use crate::made::{self, sorted};
use crate::people::{Person, plan, text};

/// In the context of a server that has a gallery.
#[derive(Clone, Copy, Debug)]
pub struct Shown;

/// Refuses where there is no gallery: every server function of it begins here.
pub(crate) fn here() -> Result<(), Problem> {
    answer(use_context::<Shown>().map(|_| ()).ok_or(Failure::NotFound))
}

/// What the table shows of the people made up; looking for `fail` fails.
pub(crate) fn slice(query: &str) -> Result<Slice<Person>, Problem> {
    let state = TableState::read(&plan(""), query);
    if state.text == "fail" {
        return answer(Err(Failure::Internal("E-GALLERY".into())));
    }
    Ok(Slice::of(matching(&state), state.page, state.size))
}

/// Those who match, in order.
pub(crate) fn matching(state: &TableState) -> Vec<Person> {
    sorted(made::people().into_iter().filter(|person| matches(person, state)).collect(), state.sort)
}

fn matches(person: &Person, state: &TableState) -> bool {
    let words = state.text.to_lowercase();
    let said = format!("{} {} {}", person.name, person.role, person.ward).to_lowercase();
    let is = |facet: &str, value: &str| state.values(facet).is_none_or(|values| values.iter().any(|one| one == value));
    words.split_whitespace().all(|word| said.contains(word)) && is("ward", &person.ward) && is("status", &person.status)
}

/// Exactly what is filtered, on all pages, with the columns that are shown: `/dev/gallery/people.csv`.
pub fn people_csv(query: &str) -> Result<Vec<u8>, String> {
    let plan: Plan = plan("");
    let state = TableState::read(&plan, query);
    let columns = state.shown(&plan);
    let names: Vec<&str> = columns.iter().map(|column| column.label).collect();
    let rows = matching(&state).into_iter().map(|person| columns.iter().map(|column| text(&person, column.key)).collect());
    csv::written(&names, rows).map_err(|error| error.to_string())
}
