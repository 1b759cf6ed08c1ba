//! `/new`: find somebody and talk to them. `/people`: look somebody up.

use domain::directory::model::Found;
use leptos::ev::{KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::form::ActionForm;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::list_wards;
use super::facets::Facets;
use super::finding::{Asked, Finding};
use super::group::GroupForm;
use super::person::PersonRow;
use super::profile::profile_href;
use super::talking::start_talking;
use crate::browser::{self, roving::move_focus};
use crate::ui::{Empty, ErrorState, Icon, Page, Skeleton, be_first, came, counted, fetched, focus_id};

/// The id of the search box.
pub const SEARCH: &str = "q";
/// Where the arrow keys move.
const STOPS: &str = "#people .person:not(label), #people .person__tick";

/// Find one person, or several for a group.
#[component]
pub fn NewScreen() -> impl IntoView {
    let query = use_query_map();
    let group = Memo::new(move |_| query.read().get("group").is_some_and(|group| group == "1"));
    let finding = Finding::new("/new", &query.read_untracked());
    let title = move || if group.get() { "New group" } else { "New message" }.to_owned();
    view! {
        <Page title=Signal::derive(title)>
                <nav class="tabs" aria-label="What to start">
                    <ul class="tabs__list">
                        <Tab to="/new" icon="user" label="One person" current=Signal::derive(move || !group.get()) />
                        <Tab to="/new?group=1" icon="users" label="A group" current=group />
                    </ul>
                </nav>
                <Show when=move || group.get() fallback=move || view! { <DirectSearch finding /> }>
                    <GroupForm finding />
                </Show>
        </Page>
    }
}

#[component]
fn Tab(to: &'static str, icon: &'static str, label: &'static str, #[prop(into)] current: Signal<bool>) -> impl IntoView {
    // Not the router's `A`: it looks at the path alone, and both tabs have the same.
    view! {
        <li>
            <a class="tabs__link" href=to aria-current=move || current.get().then_some("page")>
                <Icon name=icon />
                {label}
            </a>
        </li>
    }
}

/// Look somebody up: each person found leads to their profile.
#[component]
pub fn PeopleScreen() -> impl IntoView {
    let finding = Finding::new("/people", &use_query_map().read_untracked());
    view! {
        <Page title="People">
            <div class="directory">
                <SearchForm finding />
                <Results finding group=false row=move |person| {
                    view! {
                        <a class="person" href=profile_href(person.id) tabindex=move || tab_stop(finding, person.id)>
                            <PersonRow person=person.clone() />
                        </a>
                    }
                    .into_any()
                } />
            </div>
        </Page>
    }
}

/// The search as a form of its own.
#[component]
fn SearchForm(finding: Finding) -> impl IntoView {
    view! {
        <form class="directory__bar" method="get" action=finding.screen role="search" on:submit=move |event: SubmitEvent| event.prevent_default()>
            <SearchBox finding />
            <WardFacets finding />
        </form>
    }
}

/// One person: search, and each person is a button.
#[component]
fn DirectSearch(finding: Finding) -> impl IntoView {
    let (start, trouble) = start_talking();
    view! {
        <div class="directory">
            <SearchForm finding />
            {trouble}
            <Results finding group=false row=move |person| {
                view! {
                    <ActionForm action=start>
                        <input type="hidden" name="person" value=person.id.to_string() />
                        <button type="submit" class="person" tabindex=move || tab_stop(finding, person.id) aria-disabled=move || start.pending().get().then_some("true")>
                            <PersonRow person=person.clone() />
                            <span class="person__end">
                                <Icon name="messages" />
                            </span>
                        </button>
                    </ActionForm>
                }
                .into_any()
            } />
        </div>
    }
}

/// `0` for the one person Tab leads to.
pub fn tab_stop(finding: Finding, person: domain::access::PersonId) -> &'static str {
    if finding.current.get().is_none_or(|current| current == person) { "0" } else { "-1" }
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

/// What a row of the list holds.
pub type Row = std::sync::Arc<dyn Fn(domain::directory::model::Colleague) -> AnyView + Send + Sync>;

/// The people found: loading, nobody, trouble, or a list that the arrow keys walk through.
#[component]
pub fn Results(
    /// The search.
    finding: Finding,
    /// Whether several are chosen.
    group: bool,
    /// What a row holds.
    row: impl Fn(domain::directory::model::Colleague) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let row: Row = std::sync::Arc::new(row);
    view! {
        <Transition fallback=Skeleton>
            {move || {
                let row = row.clone();
                Suspend::new(async move {
                    let (asked, found) = came(finding.found).await;
                    match found {
                        Ok(found) if found.people.is_empty() => view! { <Nobody finding asked /> }.into_any(),
                        Ok(found) => view! { <List finding asked found group row /> }.into_any(),
                        Err(problem) => view! { <ErrorState failure=problem.0 retry=move |()| finding.found.refetch() /> }.into_any(),
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
