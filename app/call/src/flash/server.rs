//! The server's side: what the guard left in the request.

use std::sync::{Arc, Mutex, PoisonError};

use domain::access::Failure;
use http::request::Parts;
use leptos::prelude::use_context;

use super::Flash;

/// Beside a refused form's page: what was typed.
#[derive(Clone, Debug)]
pub struct Kept(pub Arc<Flash>);

/// Beside a posted form: room for what its page says besides the one failure a server function returns.
#[derive(Clone, Debug, Default)]
pub struct More(pub Arc<Mutex<Beside>>);

/// What a server function leaves for the page that the browser is sent back to.
#[derive(Debug, Default)]
pub struct Beside {
    /// All failures of the form.
    pub failures: Vec<Failure>,
    /// What is said in passing.
    pub told: String,
}

/// What `form` said before it was refused, if this page is shown because of it.
pub fn take(form: &str) -> Option<Flash> {
    let parts = use_context::<Parts>()?;
    let kept = parts.extensions.get::<Kept>()?;
    (kept.0.form == form).then(|| (*kept.0).clone())
}

/// What the form that led to this page leaves to be said in passing; nothing mostly.
pub fn told() -> String {
    let parts = use_context::<Parts>();
    parts.and_then(|parts| parts.extensions.get::<Kept>().map(|kept| kept.0.told.clone())).unwrap_or_default()
}

/// Leaves all failures of a form for the page that shows them.
pub fn note(failures: &[Failure]) {
    leave(|beside| failures.clone_into(&mut beside.failures));
}

/// Leaves words that the page of a plain form says in passing.
pub fn tell(words: &str) {
    leave(|beside| words.clone_into(&mut beside.told));
}

fn leave(act: impl FnOnce(&mut Beside)) {
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(more) = parts.extensions.get::<More>() {
        act(&mut more.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
