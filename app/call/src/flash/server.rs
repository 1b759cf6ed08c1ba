//! The server's side: what the guard left in the request.

use std::sync::{Arc, Mutex, PoisonError};

use domain::access::Failure;
use http::request::Parts;
use leptos::prelude::use_context;

use super::Flash;

/// Beside a refused form's page: what was typed.
#[derive(Clone, Debug)]
pub struct Kept(pub Arc<Flash>);

/// Beside a posted form: room for more failures than the one a server function returns.
#[derive(Clone, Debug, Default)]
pub struct More(pub Arc<Mutex<Vec<Failure>>>);

/// What `form` said before it was refused, if this page is shown because of it.
pub fn take(form: &str) -> Option<Flash> {
    let parts = use_context::<Parts>()?;
    let kept = parts.extensions.get::<Kept>()?;
    (kept.0.form == form).then(|| (*kept.0).clone())
}

/// Leaves all failures of a form for the page that shows them.
pub fn note(failures: &[Failure]) {
    let Some(parts) = use_context::<Parts>() else { return };
    if let Some(more) = parts.extensions.get::<More>() {
        failures.clone_into(&mut more.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}
