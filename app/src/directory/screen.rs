//! `/new`: find somebody and talk to them. `/people`: look somebody up.

use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::finding::Finding;
use super::group::GroupForm;
use super::person::PersonRow;
use super::profile::profile_href;
use super::results::{Results, tab_stop};
use super::search::SearchForm;
use super::talking::start_talking;
use ui::{Icon, Page};

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
