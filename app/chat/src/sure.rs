//! What is asked first, as a page of its own beside the messages: the twin of a dialog for those without the program.

use domain::access::PersonId;
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::address::details_href;
use super::api::{Leave, RemovePerson};
use super::here::Here;
use directory::api::find_colleague;
use ui::{Skeleton, came, fetched};

/// What leaving a group means.
pub(super) const LEAVING: &str = "You will no longer see what is said in it. An admin of the group can add you again.";
/// What being taken out means, after the name of whom it is about.
pub(super) const REMOVING: &str = " no longer sees what is said in it. What they wrote stays. You can add them again.";

/// Whether to leave the group.
#[component]
pub(super) fn SureToLeave() -> impl IntoView {
    view! {
        <Question action=Leave::PATH does="Leave group" stays="Stay">
            {LEAVING}
        </Question>
    }
}

/// Whether to take somebody out; in a large group they are looked up.
#[component]
pub(super) fn SureToRemove(person: PersonId) -> impl IntoView {
    let timeline = expect_context::<Here>().room.with_value(|room| room.timeline.clone());
    let large = timeline.with_untracked(|timeline| timeline.details.large);
    let known = timeline.with_untracked(|timeline| timeline.name_of(person).to_owned());
    // Where that fails the question is asked all the same, of whoever the held name says.
    let found = fetched(|| (), move |()| async move { if large { find_colleague(person).await.ok() } else { None } });
    let question = move || {
        let known = known.clone();
        Suspend::new(async move {
            let name = came(found).await.map_or(known, |colleague| colleague.name);
            view! {
                <Question action=RemovePerson::PATH does="Take out of the group" stays="Keep them" person>
                    <bdi>{name}</bdi>
                    {REMOVING}
                </Question>
            }
        })
    };
    view! { <Suspense fallback=Skeleton>{question}</Suspense> }
}

#[component]
fn Question(
    action: &'static str,
    /// What the way on is called.
    does: &'static str,
    /// What the way back is called.
    stays: &'static str,
    /// Whom it is about, if not oneself.
    #[prop(optional)]
    person: Option<PersonId>,
    children: Children,
) -> impl IntoView {
    let conversation = expect_context::<Here>().conversation();
    view! {
        <form class="details__section" method="post" action=action>
            <input type="hidden" name="conversation" value=conversation.to_string() />
            {person.map(|person| view! { <input type="hidden" name="person" value=person.to_string() /> })}
            <p class="details__asked">{children()}</p>
            <div class="buttons">
                <a class="button button--secondary" href=move || details_href(true)>
                    {stays}
                </a>
                <button type="submit" class="button button--danger">
                    {does}
                </button>
            </div>
        </form>
    }
    .into_any()
}
