//! The server's side: what the guard left in the request.

use std::sync::{Arc, Mutex, PoisonError};

use domain::access::Failure;
use http::Uri;
use http::request::Parts;
use leptos::prelude::use_context;
use serde::{Deserialize, Serialize};

use super::Flash;

/// A form on its way back to its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// What was typed, and what is wrong with it.
    pub flash: Flash,
    /// The path that its form stands on, if we were told.
    pub page: Option<String>,
    /// Whether it was posted from behind the lock: until that is open it is for no page.
    pub over_lock: bool,
}

impl Waiting {
    /// Whether this page is its own: one about the same conversation, and the same message, where its form names one.
    fn belongs_to(&self, page: &Uri) -> bool {
        let fields = &self.flash.fields;
        let pairs = || page.query().into_iter().flat_map(|query| query.split('&'));
        if let Some(message) = fields.get("message")
            && !pairs().any(|pair| pair.strip_prefix("info=") == Some(message))
        {
            return false;
        }
        match fields.get("conversation") {
            Some(conversation) => page.path().split('/').any(|part| part == conversation),
            None => self.page.as_ref().is_none_or(|path| path == page.path()),
        }
    }
}

/// Beside a page: what waits for its browser. The page takes what is its own, and leaves the rest to others.
#[derive(Clone, Debug)]
pub struct Kept {
    waiting: Arc<Vec<Waiting>>,
    /// Whether the PIN is asked.
    locked: bool,
    /// Which of them this page took: it may be drawn twice.
    taken: Arc<Mutex<Vec<usize>>>,
}

impl Kept {
    /// What waits, the oldest first; `locked`: whether the PIN is asked.
    pub fn new(waiting: Vec<Waiting>, locked: bool) -> Self {
        Self { waiting: Arc::new(waiting), locked, taken: Arc::default() }
    }

    /// Which of what waits the page took, once it is drawn.
    pub fn taken(&self) -> Vec<usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest first: that is the one whose page the browser was sent to.
    fn take(&self, is_wanted: impl Fn(&Waiting) -> bool) -> Option<Flash> {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let is_meant = |at: &usize| self.waiting.get(*at).is_some_and(&is_wanted);
        let fresh = |at: &usize| is_meant(at) && !taken.contains(at) && !(self.locked && self.waiting[*at].over_lock);
        let before = taken.iter().copied().find(is_meant);
        let at = before.or_else(|| (0..self.waiting.len()).rev().find(fresh))?;
        if before.is_none() {
            taken.push(at);
        }
        self.waiting.get(at).map(|waiting| waiting.flash.clone())
    }
}

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

/// What `form` said before it was refused, if it is one of this page.
pub fn take(form: &str) -> Option<Flash> {
    let parts = use_context::<Parts>()?;
    let kept = parts.extensions.get::<Kept>()?;
    kept.take(|waiting| waiting.flash.form == form && waiting.belongs_to(&parts.uri))
}

/// What the form that led to this page leaves to be said in passing; nothing mostly.
pub fn told() -> String {
    let parts = use_context::<Parts>();
    let kept = parts.as_ref().and_then(|parts| parts.extensions.get::<Kept>());
    kept.and_then(|kept| kept.take(|waiting| !waiting.flash.told.is_empty())).map(|flash| flash.told).unwrap_or_default()
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
