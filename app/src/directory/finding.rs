//! A search while it is typed: what was asked, what came back, and who was chosen.

use std::time::Duration;

use domain::access::{PersonId, SiteId, WardId};
use domain::directory::model::{Colleague, Found, Place};
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos_router::params::ParamsMap;

use super::api::search_people;
use crate::failure::Problem;
use crate::ui::{Fetched, fetched};

/// How long typing has to pause before it is asked.
const PAUSE: Duration = Duration::from_millis(120);

/// What is asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Words typed.
    pub text: String,
    /// Only this ward.
    pub ward: Option<WardId>,
    /// Only this site.
    pub site: Option<SiteId>,
    /// Where the page before ended.
    pub after: Option<Place>,
}

impl Asked {
    /// What an address asks; whatever is not understood is not asked.
    pub fn from_query(query: &ParamsMap) -> Self {
        let id = query.get("after_id").and_then(|id| id.parse().ok());
        Self {
            text: query.get("q").unwrap_or_default(),
            ward: query.get("ward").and_then(|ward| ward.parse().ok()),
            site: query.get("site").and_then(|site| site.parse().ok()),
            after: query.get("after_name").zip(id).map(|(sort_name, id)| Place { sort_name, id }),
        }
    }

    /// The address of the page that begins after `place`.
    pub fn address_after(&self, group: bool, place: &Place) -> String {
        let mut query = ParamsMap::new();
        let ward = self.ward.map(|ward| ward.to_string()).unwrap_or_default();
        let site = self.site.map(|site| site.to_string()).unwrap_or_default();
        for (name, value) in
            [("q", self.text.clone()), ("ward", ward), ("site", site), ("group", if group { "1".into() } else { String::new() })]
        {
            if !value.is_empty() {
                query.insert(name, value);
            }
        }
        query.insert("after_name", place.sort_name.clone());
        query.insert("after_id", place.id.to_string());
        format!("/new{}", query.to_query_string())
    }

    /// Asks the server, from `after` on.
    pub async fn ask(self) -> Result<Found, Problem> {
        let (name, id) = self.after.map(|place| (place.sort_name, place.id)).unzip();
        search_people(self.text, self.ward, self.site, name, id).await
    }
}

/// The search on the screen.
#[derive(Clone, Copy)]
pub struct Finding {
    /// What is asked now; a newer question makes the answer to an older one void.
    pub asked: RwSignal<Asked>,
    /// The answer.
    pub found: Fetched<Result<Found, Problem>>,
    /// The person that Tab leads to; before the first arrow key everybody.
    pub current: RwSignal<Option<PersonId>>,
    pause: StoredValue<Option<TimeoutHandle>>,
}

impl Finding {
    /// Begins with what the address asks.
    pub fn new(query: &ParamsMap) -> Self {
        let asked = RwSignal::new(Asked::from_query(query));
        let found = fetched(move || asked.get(), Asked::ask);
        Self { asked, found, current: RwSignal::new(None), pause: StoredValue::new(None) }
    }

    /// Asks for `text` once nobody has typed on for a moment.
    pub fn type_text(self, text: String) {
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
