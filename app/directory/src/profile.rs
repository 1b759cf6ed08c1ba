//! `/people/:id`: who somebody is, and talking to them.

use domain::access::{Failure, PersonId};
use domain::directory::model::Colleague;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::api::find_colleague;
use super::person::{NotVerified, WHO_CHECKS, is_unverified};
use account::AtWork;
use call::failure::Problem;
use ui::{Avatar, Erased, ErrorState, Page, Size, Skeleton, came, fetched_first};

/// Where somebody's profile is.
pub fn profile_href(person: PersonId) -> String {
    format!("/people/{person}")
}

/// The profile of the address.
#[component]
pub fn PersonScreen(
    /// Draws what begins to talk to them.
    talk: fn(PersonId) -> AnyView,
) -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<PersonId>().ok())));
    let found = fetched_first(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => find_colleague(id).await,
                None => Err(Problem(Failure::NotFound)),
            }
        },
    );
    let retry = Callback::new(move |()| found.refetch());
    view! {
        <Transition fallback=|| view! { <Around title="Person".to_owned()><Skeleton /></Around> }>
            {move || Suspend::new(async move {
                match came(found).await {
                    Ok(person) => view! { <Around title=person.name.clone()><Profile person talk /></Around> }.erased(),
                    Err(Problem(failure)) => view! { <Around title="Person".to_owned()><ErrorState failure retry /></Around> }.erased(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Around(title: String, children: Children) -> impl IntoView {
    view! {
        <Page title back="/people" back_label="Back to people">
            {children()}
        </Page>
    }
}

#[component]
fn Profile(person: Colleague, talk: fn(PersonId) -> AnyView) -> impl IntoView {
    let mine = expect_context::<AtWork>().me.with_untracked(|me| me.colleague.id == person.id);
    let (id, gone) = (person.id, person.left_at.is_some());
    let next = match (mine, gone) {
        (true, _) => view! {
            <a class="button button--secondary" href="/settings/profile">
                "Change profile"
            </a>
        }
        .erased(),
        (false, true) => view! { <p class="hint">"No longer works here, so there is nobody to write to."</p> }.erased(),
        (false, false) => talk(id),
    };
    view! {
        <section class="card person-card">
            <div class="person-card__hero">
                <Avatar name=person.name.clone() id=person.id.to_string() size=Size::Large />
                <div class="person-card__words">
                    <p class="person-card__name"><bdi>{person.name.clone()}</bdi> {mine.then_some(" (you)")}</p>
                    {is_unverified(&person).then(|| view! { <NotVerified /> }.erased())}
                    {gone.then(|| view! { <span class="tag">"Has left"</span> }.erased())}
                </div>
            </div>
            {(mine && is_unverified(&person)).then(|| view! { <p class="hint">{WHO_CHECKS}</p> }.erased())}
            {next}
            <Facts person />
        </section>
    }
}

/// What there is to know of somebody, one under the other.
#[component]
pub fn Facts(
    /// Who.
    person: Colleague,
) -> impl IntoView {
    let registered = match (person.registration.is_empty(), person.verified_at) {
        (true, _) => "Not registered".to_owned(),
        (false, Some(_)) => format!("{} {}, verified", person.body.name(), person.registration),
        (false, None) => format!("{} {}, not verified", person.body.name(), person.registration),
    };
    // A consultant's grade is "Consultant".
    let grade = if person.grade == person.role { String::new() } else { person.grade };
    let facts = [
        ("Role", person.role),
        ("Grade", grade),
        ("Specialty", person.specialty),
        ("Site", person.site),
        ("Ward", person.ward),
        ("Registration", registered),
    ];
    let fact = |(name, value): (&'static str, String)| {
        (!value.is_empty()).then(|| view! { <div><dt>{name}</dt><dd><bdi>{value}</bdi></dd></div> }.erased())
    };
    view! { <dl class="summary-list">{facts.map(fact).collect_view()}</dl> }
}
