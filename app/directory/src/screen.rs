//! `/people`: look somebody up.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::finding::Finding;
use super::person::PersonRow;
use super::profile::profile_href;
use super::results::{Results, tab_stop};
use super::search::SearchForm;
use ui::{Erased, Page};

/// Look somebody up: each person found leads to their profile.
#[component]
pub fn PeopleScreen() -> impl IntoView {
    let finding = Finding::new("/people", &use_query_map().read_untracked(), None);
    view! {
        <Page title="People">
            <div class="directory">
                <SearchForm finding />
                <Results finding row=move |person| {
                    view! {
                        <a class="person" href=profile_href(person.id) tabindex=move || tab_stop(finding, person.id)>
                            <PersonRow person=person.clone() />
                        </a>
                    }
                    .erased()
                } />
            </div>
        </Page>
    }
}
