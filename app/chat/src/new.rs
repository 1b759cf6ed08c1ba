//! `/new`: find somebody and talk to them, or several for a group.

use domain::organisation::model::Feature;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::new_group::GroupForm;
use super::talking::start_talking;
use account::AtWork;
use directory::{Finding, PersonRow, Results, SearchForm, tab_stop};
use ui::{Erased, Icon, Page};

/// Find one person, or several for a group.
#[component]
pub fn NewScreen() -> impl IntoView {
    let query = use_query_map();
    let at_work = expect_context::<AtWork>();
    let founds = at_work.has(Feature::Groups);
    let group = Memo::new(move |_| founds && query.read().get("group").is_some_and(|group| group == "1"));
    let me = at_work.me.with_untracked(|me| me.colleague.id);
    let finding = Finding::new("/new", &query.read_untracked(), Some(me));
    let title = move || if group.get() { "New group" } else { "New message" }.to_owned();
    view! {
        <Page title=Signal::derive(title)>
                {founds.then(|| view! {
                    <nav class="tabs" aria-label="What to start">
                        <ul class="tabs__list">
                            <Tab to="/new" icon="user" label="One person" current=Signal::derive(move || !group.get()) />
                            <Tab to="/new?group=1" icon="users" label="A group" current=group />
                        </ul>
                    </nav>
                }.erased())}
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

/// One person: search, and each person is a button.
#[component]
fn DirectSearch(finding: Finding) -> impl IntoView {
    let (start, trouble) = start_talking();
    view! {
        <div class="directory">
            <SearchForm finding />
            {trouble}
            <Results finding row=move |person| {
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
                .erased()
            } />
        </div>
    }
}
