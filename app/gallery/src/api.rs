//! What the gallery asks its server. Nothing is kept, and everything is refused where there is no gallery.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "a server function is one whatever it does, and these have no database to wait for")
)]

use call::failure::Problem;
use leptos::prelude::*;
use ui::table::Slice;

use crate::people::Person;

/// Whether there is a gallery.
#[server(prefix = "/api", endpoint = "gallery-here")]
pub async fn gallery_here() -> Result<(), Problem> {
    crate::server::here()
}

/// What the table shows.
#[server(prefix = "/api", endpoint = "gallery-people")]
pub async fn gallery_people(#[server(default)] query: String) -> Result<Slice<Person>, Problem> {
    crate::server::here()?;
    crate::server::slice(&query)
}

/// Pretends to do something with several people; says with how many.
#[server(prefix = "/api", endpoint = "gallery-several")]
pub async fn gallery_several(
    #[server(default)] deed: String,
    #[server(default)] chosen: Vec<String>,
    /// `all`: not those that are chosen, but all that match the query.
    #[server(default)]
    which: String,
    #[server(default)] query: String,
    /// How many that were when somebody decided.
    #[server(default)]
    count: usize,
) -> Result<usize, Problem> {
    use call::caller::{answer, done_at};
    use domain::access::Failure;
    use ui::table::TableState;
    crate::server::here()?;
    let plan = crate::people::plan("/dev/gallery/table");
    let state = TableState::read(&plan, &query);
    let matching = crate::server::matching(&state).len();
    let done = match which.as_str() {
        "all" if matching != count => {
            return answer(Err(Failure::invalid(
                "",
                format!("{count} people matched when you decided, and {matching} do now. Look again."),
            )));
        }
        "all" => matching,
        _ if chosen.is_empty() => return answer(Err(Failure::invalid("", "Tick at least one person."))),
        _ => chosen.len(),
    };
    let back = state.address(&plan);
    done_at(&format!(
        "{back}{}done={done}&deed={}",
        if back.contains('?') { '&' } else { '?' },
        if deed == "remind" { "remind" } else { "archive" }
    ));
    Ok(done)
}
