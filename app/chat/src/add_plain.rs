//! Adding people to a group beside the messages: the twin of a dialog for those without the program.

use domain::directory::model::Colleague;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;
use leptos_router::hooks::use_query_map;

use super::api::AddPeople;
use super::here::Here;
use super::people::{PersonLine, place};
use call::failure::Problem;
use directory::api::search_people;
use ui::{ErrorState, Skeleton, came, fetched};

/// A search, and each person it finds has a button.
// A form that gets takes the place of the whole query (HTML, "mutate action URL"): what keeps this pane open is a field of it.
#[component]
pub(super) fn AddHere() -> impl IntoView {
    let conversation = expect_context::<Here>().conversation();
    let query = use_query_map();
    let text = Memo::new(move |_| query.with(|query| query.get("q").unwrap_or_default()));
    let found = fetched(move || text.get(), |text| search_people(text, None, None, None, None));
    view! {
        <form class="details__section search search--plain" role="search" action=format!("/c/{conversation}")>
            <input type="hidden" name="info" value="add" />
            <label class="nhsuk-label" for="add-q">
                "Name, role, specialty or ward"
            </label>
            <input class="nhsuk-input" id="add-q" type="search" name="q" value=text.get_untracked() dir="auto" autocomplete="off" />
            <button type="submit" class="button button--secondary">
                "Search"
            </button>
        </form>
        <section class="details__section">
            <Transition fallback=Skeleton>
                {move || Suspend::new(async move {
                    match came(found).await {
                        Ok(found) => view! { <Found people=found.people more=found.next.is_some() /> }.into_any(),
                        Err(Problem(failure)) => view! { <ErrorState failure retry=move |()| found.refetch() /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

#[component]
fn Found(
    people: Vec<Colleague>,
    /// There are more than these.
    more: bool,
) -> impl IntoView {
    let here = expect_context::<Here>();
    let timeline = RwSignal::from(here.room.with_value(|room| room.timeline.clone()));
    if people.is_empty() {
        return view! { <p>"Nobody found. Try fewer letters."</p> }.into_any();
    }
    let line = move |person: Colleague| {
        let id = person.id;
        // Who left stays among the members, to be named, and can be added again.
        let there = timeline
            .with_untracked(|timeline| timeline.details.members.iter().any(|member| member.person.id == id && member.left_at.is_none()));
        let name = person.name.clone();
        let add = move || {
            view! {
                <button type="submit" name="people[]" value=id.to_string() class="button button--secondary button--small" aria-label=format!("Add {name}")>
                    "Add"
                </button>
            }
        };
        view! {
            <li>
                <PersonLine id name=person.name.clone() more=place(&person)>
                    {if there { view! { <span class="tag">"Added"</span> }.into_any() } else { add().into_any() }}
                </PersonLine>
            </li>
        }
    };
    view! {
        <form method="post" action=AddPeople::PATH>
            <input type="hidden" name="conversation" value=here.conversation().to_string() />
            <ul class="people people--plain">{people.into_iter().map(line).collect_view()}</ul>
            {more.then(|| view! { <p class="hint">"There are more. Write more of the name, the role or the ward to find them."</p> })}
        </form>
    }
    .into_any()
}
