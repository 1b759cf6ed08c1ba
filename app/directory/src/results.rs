//! Who was found: a list that the arrow keys walk through, a page at a time.

use domain::access::PersonId;
use domain::directory::model::{Colleague, Found};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use super::finding::{Asked, Finding};
use super::search::{SEARCH, STOPS};
use browser::roving::move_focus;
use ui::{Empty, Erased, ErrorState, Skeleton, came, counted, focus_id};

/// `0` for the one person Tab leads to.
pub fn tab_stop(finding: Finding, person: PersonId) -> &'static str {
    if finding.current.get().is_none_or(|current| current == person) { "0" } else { "-1" }
}

/// What a row of the list holds.
pub type Row = std::sync::Arc<dyn Fn(Colleague) -> AnyView + Send + Sync>;

/// The people found: loading, nobody, trouble, or a list that the arrow keys walk through.
#[component]
pub fn Results(
    /// The search.
    finding: Finding,
    /// Whether several are chosen.
    group: bool,
    /// What a row holds.
    row: impl Fn(Colleague) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let row: Row = std::sync::Arc::new(row);
    view! {
        <Transition fallback=Skeleton>
            {move || {
                let row = row.clone();
                Suspend::new(async move {
                    let (asked, found) = came(finding.found).await;
                    match found {
                        Ok(found) if found.people.is_empty() => view! { <Nobody finding asked /> }.erased(),
                        Ok(found) => view! { <List finding asked found group row /> }.erased(),
                        Err(problem) => view! { <ErrorState failure=problem.0 retry=move |()| finding.found.refetch() /> }.erased(),
                    }
                })
            }}
        </Transition>
    }
}

/// Said only of what stands in the box now.
#[component]
fn Nobody(finding: Finding, asked: Asked) -> impl IntoView {
    view! {
        <Show when=move || finding.is_present(&asked) fallback=|| view! { <p class="directory__count" role="status">"Looking\u{2026}"</p> }>
            <Empty icon="people" title="Nobody found">
                <p>"Try the beginning of a name, a role like Registrar, or a ward. Only people who have joined Pando are here."</p>
            </Empty>
        </Show>
    }
}

#[component]
fn List(finding: Finding, asked: Asked, found: Found, group: bool, row: Row) -> impl IntoView {
    let people = RwSignal::new(found.people);
    let next = RwSignal::new(found.next);
    let asked = StoredValue::new(asked);
    let more = Action::new(move |(): &()| async move {
        let from = Asked { after: next.get_untracked(), ..asked.get_value() };
        if let Ok(found) = from.ask().await {
            people.update(|people| people.extend(found.people));
            next.set(found.next);
        }
    });
    let current = finding.current;
    Effect::new(move |_| current.set(people.with_untracked(|people| people.first().map(|person| person.id))));
    let keyed = move |event: KeyboardEvent| {
        let moved = if event.key() == "Escape" { focus_id(SEARCH) } else { move_focus(STOPS, &event.key()) };
        if moved {
            event.prevent_default();
        }
    };
    let told = move || {
        let count = people.read().len();
        match next.read().is_some() {
            true if asked.with_value(Asked::is_of_everybody) => format!("The first {count} people by name. Type to find others."),
            true => format!("The first {count} people found"),
            false => counted(count, "person found", "people found"),
        }
    };
    let address = move || next.get().map(|place| asked.with_value(|asked| asked.address_after(finding.screen, group, &place)));
    view! {
        <p class="directory__count" role="status">
            {told}
        </p>
        <ul class="people directory__results" id="people" aria-label="People found" on:keydown=keyed>
            <For each=move || people.get() key=|person| person.id let:person>
                <li on:focusin=move |_| current.set(Some(person.id))>{row(person.clone())}</li>
            </For>
        </ul>
        {move || address().map(|address| view! { <More address more /> })}
    }
}

/// The next page, in place; a plain link without WASM.
#[component]
fn More(address: String, more: Action<(), ()>) -> impl IntoView {
    let fetch = move |event: MouseEvent| {
        event.prevent_default();
        more.dispatch(());
    };
    view! {
        <div class="directory__more">
            <a class="button button--secondary" href=address aria-busy=move || more.pending().get().then_some("true") on:click=fetch>
                "Show more people"
            </a>
        </div>
    }
}
