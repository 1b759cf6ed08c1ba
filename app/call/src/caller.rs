//! Who calls a server function, and with which world: every server function starts here.

use domain::access::{Ctx, Failure, Standing, World};
use http::header::ACCEPT;
use http::request::Parts;
use leptos::prelude::{expect_context, with_context};

use crate::failure::Problem;
use crate::flash;
use crate::status::set_status;

/// The caller, if at work: signed in, with the PIN given. Everybody else learns how far they have come.
pub fn caller() -> Result<Ctx, Problem> {
    match standing() {
        Standing::Open(caller) => Ok(world().ctx(caller)),
        Standing::Locked(_) => refuse(Failure::Locked),
        Standing::Anonymous | Standing::Arriving { .. } => refuse(Failure::SignedOut),
    }
}

/// How far whoever calls has come in, as the session says.
pub fn standing() -> Standing {
    with_context(|parts: &Parts| parts.extensions.get::<Standing>().copied()).flatten().unwrap_or_default()
}

/// The server's world.
pub fn world() -> World {
    expect_context::<World>()
}

/// Gives an action's result the HTTP status that belongs to it.
pub fn answer<T>(outcome: Result<T, Failure>) -> Result<T, Problem> {
    outcome.or_else(refuse)
}

/// The same for a form that has nothing to fill in: its page says in passing what was done, or why not.
pub fn answer_in_words<T>(outcome: Result<T, Failure>, done: &str) -> Result<T, Problem> {
    match &outcome {
        Ok(_) => flash::tell(done),
        Err(failure) => flash::tell(&failure.to_string()),
    }
    answer(outcome)
}

/// Sends a plain form on to `path` after success; a call from a browser with WASM stays where it is.
pub fn done_at(path: &str) {
    if is_plain_form() {
        go_to(path);
    }
}

/// Sends whoever called on to `path`. It only sets headers: what stands after it still runs.
#[expect(clippy::disallowed_methods, reason = "the one place; callers end with it, after everything is decided")]
pub fn go_to(path: &str) {
    leptos_axum::redirect(path);
}

/// Whether a form was posted without WASM.
pub fn is_plain_form() -> bool {
    // What a browser posts by itself asks for a page; what the program calls asks for JSON.
    let accepts =
        |parts: &Parts| parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|text| text.contains("text/html"));
    with_context(accepts).unwrap_or(false)
}

fn refuse<T>(failure: Failure) -> Result<T, Problem> {
    // A page that asks what its visitor may not know is still a page; only what it is about can be missing.
    let asked = with_context(|parts: &Parts| parts.uri.path().starts_with("/api/")).unwrap_or(false);
    if asked || failure == Failure::NotFound {
        set_status(&failure);
    }
    Err(Problem(failure))
}
