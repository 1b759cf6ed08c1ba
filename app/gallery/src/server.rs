//! The server's side: whether there is a gallery, and its file of all that is filtered.

use call::caller::answer;
use call::failure::Problem;
use domain::access::Failure;
use leptos::prelude::use_context;
use server_fn::codec::MultipartData;
use ui::table::{Plan, Slice, TableState, csv};
use ui::{Pick, Picks};

use crate::made::{self, sorted};
use crate::people::{Person, plan, text};
use crate::rules::MOST_BYTES;

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

/// How many a picker is shown.
const OFFERED: usize = 8;

/// Those who fit the words, and the names of those who are picked.
pub(crate) fn picks(text: &str, ids: &[String]) -> Result<Picks, Problem> {
    let text = text.trim();
    if text == "fail" {
        return answer(Err(Failure::Internal("E-GALLERY".into())));
    }
    let state = TableState { text: text.chars().take(200).collect(), ..TableState::read(&plan(""), "") };
    // By no words those whom one had to do with last; here always the same five.
    let found = if text.is_empty() { made::people().into_iter().step_by(50).take(5).collect() } else { matching(&state) };
    let pick = |person: Person| Pick { id: person.id, name: person.name, more: format!("{}, {}", person.role, person.ward) };
    let picked = made::people().into_iter().filter(|person| ids.contains(&person.id));
    Ok(Picks { picked: picked.map(pick).collect(), found: found.into_iter().take(OFFERED).map(pick).collect() })
}

/// How many files came, and how many bytes.
pub(crate) async fn received(data: MultipartData) -> Result<(usize, u64), Problem> {
    let wrong = |text: &str| answer(Err(Failure::invalid("files", text)));
    let Some(mut parts) = data.into_inner() else { return wrong("Choose at least one file") };
    let (mut files, mut bytes) = (0, 0);
    while let Ok(Some(mut part)) = parts.next_field().await {
        // A file box with nothing in it sends one without a name.
        let named = part.file_name().is_some_and(|name| !name.is_empty());
        let mut size = 0;
        while let Ok(Some(chunk)) = part.chunk().await {
            size += chunk.len() as u64;
        }
        if size > MOST_BYTES {
            return wrong("Choose files smaller than 1.5 MB");
        }
        if named {
            (files, bytes) = (files + 1, bytes + size);
        }
    }
    if files == 0 { wrong("Choose at least one file") } else { Ok((files, bytes)) }
}
