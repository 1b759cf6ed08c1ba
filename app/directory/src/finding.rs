//! A search while it is typed: what was asked, what came back, and who was chosen.

use std::time::Duration;

use domain::access::{PersonId, SiteId, WardId};
use domain::directory::model::{Colleague, Found, Place};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

use super::api::search_people;
use call::failure::Problem;
use ui::{Fetched, fetched};

/// How long typing has to pause before it is asked.
const PAUSE: Duration = Duration::from_millis(120);

/// Where the page before ended, in an address.
pub(super) const AFTER: &str = "after";

pub(super) fn place_text(place: &Place) -> String {
    // The id first: a name has spaces of its own.
    format!("{} {}", place.id, place.sort_name)
}

fn place_of(text: &str) -> Option<Place> {
    let (id, sort_name) = text.split_once(' ')?;
    Some(Place { sort_name: sort_name.to_owned(), id: id.parse().ok()? })
}

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// Words typed.
    pub text: String,
    /// Only this ward.
    pub ward: Option<WardId>,
    /// Only this site.
    pub site: Option<SiteId>,
    /// Where the page before ended.
    pub after: Option<Place>,
    /// Who is not among those to choose from: nobody chooses oneself.
    pub without: Option<PersonId>,
}

impl Asked {
    /// Whether nothing is looked for yet.
    pub fn is_of_everybody(&self) -> bool {
        self.text.trim().is_empty() && self.ward.is_none() && self.site.is_none()
    }

    /// What an address asks; whatever is not understood is not asked.
    pub fn from_query(query: &ParamsMap) -> Self {
        Self {
            text: query.get("q").unwrap_or_default(),
            ward: query.get("ward").and_then(|ward| ward.parse().ok()),
            site: query.get("site").and_then(|site| site.parse().ok()),
            after: query.get(AFTER).and_then(|place| place_of(&place)),
            without: None,
        }
    }

    /// The address of the page of a screen that begins after `place`.
    pub fn address_after(&self, screen: &str, place: &Place) -> String {
        let mut query = ParamsMap::new();
        let ward = self.ward.map(|ward| ward.to_string()).unwrap_or_default();
        let site = self.site.map(|site| site.to_string()).unwrap_or_default();
        for (name, value) in [("q", self.text.clone()), ("ward", ward), ("site", site)] {
            if !value.is_empty() {
                query.insert(name, value);
            }
        }
        query.insert(AFTER, place_text(place));
        format!("{screen}{}", query.to_query_string())
    }

    /// Asks the server; the answer says which question it answers.
    async fn ask_tagged(self) -> (Self, Result<Found, Problem>) {
        let found = self.clone().ask().await;
        (self, found)
    }

    /// Asks the server, from `after` on.
    pub async fn ask(self) -> Result<Found, Problem> {
        let (name, id) = self.after.map(|place| (place.sort_name, place.id)).unzip();
        let mut found = search_people(self.text, self.ward, self.site, name, id).await?;
        found.people.retain(|person| Some(person.id) != self.without);
        Ok(found)
    }
}

/// The search on the screen.
#[derive(Clone, Copy)]
pub struct Finding {
    /// The address of the screen it is on, for plain forms and links.
    pub screen: &'static str,
    /// What is asked now.
    pub asked: RwSignal<Asked>,
    /// An answer, and the question it answers: that may be an older one.
    pub found: Fetched<(Asked, Result<Found, Problem>)>,
    /// What is typed, whether or not it is asked yet.
    typed: RwSignal<String>,
    /// The person that Tab leads to; before the first arrow key everybody.
    pub current: RwSignal<Option<PersonId>>,
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Finding {
    /// Begins with what the address asks; to choose from, it is of all but one.
    pub fn new(screen: &'static str, query: &ParamsMap, without: Option<PersonId>) -> Self {
        let asked = RwSignal::new(Asked { without, ..Asked::from_query(query) });
        let found = fetched(move || asked.get(), Asked::ask_tagged);
        let typed = RwSignal::new(asked.with_untracked(|asked| asked.text.clone()));
        Self { screen, asked, found, typed, current: RwSignal::new(None), pause: StoredValue::new(None) }
    }

    /// Whether an answer to `asked` is the answer to what stands there now.
    pub fn is_present(self, asked: &Asked) -> bool {
        self.asked.with(|now| now == asked) && self.typed.with(|typed| *typed == asked.text)
    }

    /// Asks for `text` once nobody has typed on for a moment.
    pub fn type_text(self, text: String) {
        self.typed.set(text.clone());
        let asked = self.asked;
        let ask = move || {
            asked.try_update(|asked| {
                asked.text = text;
                asked.after = None;
            });
        };
        let next = set_timeout_with_handle(ask, PAUSE).ok();
        if let Some(earlier) = self.pause.try_update_value(|pause| std::mem::replace(pause, next)).flatten() {
            earlier.clear();
        }
    }

    /// Narrows the search.
    pub fn narrow(self, change: impl FnOnce(&mut Asked)) {
        self.asked.update(|asked| {
            change(asked);
            asked.after = None;
        });
    }
}

/// Those whom a plain form had chosen before it asked for other people: they go along with the form, wherever its list stands.
#[derive(Clone, Copy)]
pub struct Carried {
    /// The form's field for a person.
    pub field: &'static str,
    /// Who.
    pub people: StoredValue<Vec<PersonId>>,
}

/// Somebody chosen for a group.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

impl From<&Colleague> for Chosen {
    fn from(person: &Colleague) -> Self {
        Self { id: person.id, name: person.name.clone() }
    }
}
