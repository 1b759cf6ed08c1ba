//! The search: its box, the facets, and both as a form.

use leptos::ev::{KeyboardEvent, SubmitEvent};
use leptos::html;
use leptos::prelude::*;

use super::api::list_wards;
use super::facets::Facets;
use super::finding::Finding;
use browser::{self, roving::move_focus};
use ui::{Icon, be_first, came, fetched};

/// The id of the search box.
pub const SEARCH: &str = "q";
/// Where the arrow keys move among those found.
// Not the label around a tick: Space would tick nothing there.
pub const STOPS: &str = "#people .person:not(label), #people .person__tick";

/// The search as a form of its own.
// It finds while one types: with the program there is nothing to send.
#[component]
pub fn SearchForm(
    /// The search.
    finding: Finding,
) -> impl IntoView {
    view! {
        <form class="directory__bar" method="get" action=finding.screen role="search" on:submit=move |event: SubmitEvent| event.prevent_default()>
            <SearchBox finding />
            <WardFacets finding />
        </form>
    }
}

/// The box, and a button for those without WASM.
#[component]
pub fn SearchBox(
    /// The search.
    finding: Finding,
) -> impl IntoView {
    let first = finding.asked.get_untracked().text;
    let input = NodeRef::<html::Input>::new();
    // On a phone its keyboard would hide who is there.
    Effect::new(move |_| {
        if !browser::is_touch() {
            be_first(input);
        }
    });
    let keyed = move |event: KeyboardEvent| {
        // Enter does not choose: a person may have slipped under the finger since it was aimed at.
        if matches!(event.key().as_str(), "ArrowDown" | "Enter") && !event.is_composing() && move_focus(STOPS, "Home") {
            event.prevent_default();
        }
    };
    view! {
        <div class="search">
            <Icon name="search" />
            <label class="visually-hidden" for=SEARCH>
                "Name, role, specialty, ward or site"
            </label>
            <input
                class="nhsuk-input"
                type="search"
                id=SEARCH
                name="q"
                value=first
                placeholder="Name, role, specialty, ward or site"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                autofocus=true
                node_ref=input
                on:input=move |event| finding.type_text(event_target_value(&event))
                on:keydown=keyed
            />
            <button class="button button--secondary" formmethod="get" formaction=finding.screen formnovalidate=true on:click=move |event| event.prevent_default()>
                "Search"
            </button>
        </div>
    }
}

/// The facets, once their choices are there.
#[component]
pub fn WardFacets(
    /// The search.
    finding: Finding,
) -> impl IntoView {
    let wards = fetched(|| (), |()| list_wards());
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                // Without its choices a search is still a search.
                came(wards).await.ok().map(|wards| view! { <Facets finding wards /> })
            })}
        </Suspense>
    }
}
