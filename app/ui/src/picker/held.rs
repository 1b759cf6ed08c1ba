//! What is picked, what is found, and what the box is about to pick.

use domain::access::Failure;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::announcer::Announcer;
use call::failure::Problem;

/// One that can be picked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// Its id, which the form sends.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What tells it from others of that name.
    pub more: String,
}

/// What a search answers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picks {
    /// Those that were picked already, by their names.
    pub picked: Vec<Pick>,
    /// Those that fit the words; without words the most recent ones.
    pub found: Vec<Pick>,
}

/// A picker on the screen.
#[derive(Clone, Copy)]
pub(super) struct Held {
    /// The form's word for it.
    pub(super) name: &'static str,
    /// The words that are looked for.
    pub(super) asked: RwSignal<String>,
    /// In the order they were picked.
    pub(super) picked: RwSignal<Vec<Pick>>,
    /// What the server found.
    pub(super) found: RwSignal<Result<Vec<Pick>, Failure>>,
    /// The words that `found` answers.
    answered: RwSignal<String>,
    /// Whether the list is open.
    pub(super) open: RwSignal<bool>,
    /// The place of the one that Enter picks.
    pub(super) at: RwSignal<Option<usize>>,
    /// Asks again.
    pub(super) again: Callback<()>,
    /// Says what was picked and let go.
    pub(super) announcer: Announcer,
    /// What asks when typing pauses.
    next: StoredValue<Option<TimeoutHandle>>,
}

impl Held {
    pub(super) fn new(name: &'static str, asked: RwSignal<String>, again: Callback<()>) -> Self {
        Self {
            name,
            asked,
            picked: RwSignal::new(Vec::new()),
            found: RwSignal::new(Ok(Vec::new())),
            answered: RwSignal::new(String::new()),
            open: RwSignal::new(false),
            at: RwSignal::new(None),
            again,
            announcer: expect_context(),
            next: StoredValue::new(None),
        }
    }

    /// This asks next, and nothing that was to ask before it.
    pub(super) fn ask_next(self, next: Option<TimeoutHandle>) {
        if let Some(earlier) = self.next.try_update_value(|held| std::mem::replace(held, next)).flatten() {
            earlier.clear();
        }
    }

    /// Takes an answer in; from the first one also who is picked already.
    pub(super) fn take(self, text: String, answer: Result<Picks, Problem>, first: bool) {
        // Another list: what Enter would pick stands elsewhere in it, or not at all.
        self.at.set(None);
        self.answered.set(text);
        match answer {
            Ok(Picks { picked, found }) => {
                if first {
                    self.picked.set(picked);
                }
                self.found.set(Ok(found));
            }
            Err(Problem(failure)) => self.found.set(Err(failure)),
        }
    }

    /// Whether the answer to what stands in the box is there.
    pub(super) fn is_present(self) -> bool {
        self.answered.with(|answered| *answered == self.asked.get())
    }

    /// Those that were found and are not picked yet.
    pub(super) fn offers(self) -> Vec<Pick> {
        let picked = self.picked.read();
        self.found.with(|found| found.iter().flatten().filter(|pick| !picked.iter().any(|other| other.id == pick.id)).cloned().collect())
    }

    /// Picks one; whether it was not picked before.
    pub(super) fn pick(self, pick: Pick) -> bool {
        let new = self.picked.with_untracked(|picked| !picked.iter().any(|other| other.id == pick.id));
        if new {
            self.picked.update(|picked| picked.push(pick));
        }
        self.at.set(None);
        new
    }

    /// Lets one go.
    pub(super) fn drop(self, id: &str) {
        self.picked.update(|picked| picked.retain(|pick| pick.id != id));
    }

    /// Exactly those of these ids are picked: what stood in boxes before there were chips.
    pub(super) fn take_ticked(self, ids: &[String]) {
        let known: Vec<Pick> = self.picked.get_untracked().into_iter().chain(self.found.get_untracked().unwrap_or_default()).collect();
        let mut ticked: Vec<Pick> = Vec::new();
        for pick in known {
            if ids.contains(&pick.id) && !ticked.contains(&pick) {
                ticked.push(pick);
            }
        }
        self.picked.set(ticked);
    }

    /// The field of the form.
    pub(super) fn field(self) -> String {
        format!("{}[]", self.name)
    }
}
