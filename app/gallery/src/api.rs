//! What the gallery asks its server. Nothing is kept, and everything is refused where there is no gallery.

#![cfg_attr(
    feature = "ssr",
    expect(clippy::unused_async, reason = "a server function is one whatever it does, and these have no database to wait for")
)]

use call::failure::Problem;
use domain::typed::TypedDay;
use leptos::prelude::*;
use server_fn::codec::{MultipartData, MultipartFormData};
use ui::Picks;
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

/// Pretends to save the form; everything that has to change is told at once.
#[server(prefix = "/api", endpoint = "gallery-save")]
pub async fn gallery_save(
    #[server(default)] name: String,
    #[server(default)] note: String,
    #[server(default)] ward: String,
    #[server(default)] shifts: Vec<String>,
    #[server(default)] contact: String,
    #[server(default)] born: TypedDay,
    #[server(default)] at: String,
    #[server(default)] number: String,
) -> Result<(), Problem> {
    use call::caller::{answer, done_at};
    crate::server::here()?;
    let failures = crate::rules::Joiner { name, note, ward, shifts, contact, born, at, number }.wrong();
    call::flash::note(&failures);
    answer(failures.into_iter().next().map_or(Ok(()), Err))?;
    done_at("/dev/gallery/form?saved=1");
    Ok(())
}

/// Pretends to do what was asked before; says what was done.
#[server(prefix = "/api", endpoint = "gallery-archive")]
pub async fn gallery_archive(#[server(default)] deed: String) -> Result<String, Problem> {
    crate::server::here()?;
    let archive = deed == "archive";
    call::caller::done_at(if archive { "/dev/gallery/dialog?done=archive" } else { "/dev/gallery/dialog?done=remind" });
    Ok(if archive { "Ward list archived" } else { "Everybody reminded" }.to_owned())
}

/// Finds people; by no words the most recent ones. Names those who are picked already.
#[server(prefix = "/api", endpoint = "gallery-find")]
pub async fn gallery_find(#[server(default)] text: String, #[server(default)] picked: Vec<String>) -> Result<Picks, Problem> {
    crate::server::here()?;
    crate::server::picks(&text, &picked)
}

/// Pretends to save who was picked; says how many.
#[server(prefix = "/api", endpoint = "gallery-pick")]
pub async fn gallery_pick(#[server(default)] people: Vec<String>) -> Result<usize, Problem> {
    use call::caller::{answer, done_at};
    use domain::access::Failure;
    crate::server::here()?;
    if people.is_empty() {
        return answer(Err(Failure::invalid("people", "Choose at least one person")));
    }
    done_at(&format!("/dev/gallery/picker?picked={}", people.len()));
    Ok(people.len())
}

/// Takes files, counts them and throws them away.
#[server(prefix = "/api", endpoint = "gallery-upload", input = MultipartFormData)]
pub async fn gallery_upload(data: MultipartData) -> Result<usize, Problem> {
    crate::server::here()?;
    let (files, bytes) = crate::server::received(data).await?;
    call::caller::done_at(&format!("/dev/gallery/upload?files={files}&bytes={bytes}"));
    Ok(files)
}
