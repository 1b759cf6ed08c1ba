//! Who is in a large conversation: a page of them at a time, and the way to the next.

use domain::chat::model::{Member, MemberPage, Role};
use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::list_members;
use super::here::Here;
use super::members::Members;
use super::verbs::Verbs;
use call::failure::Problem;
use ui::{Erased, ErrorState, Skeleton, came_first, came_later, fetched};

/// What the address calls the person after whom the page begins.
const AFTER: &str = "after";

/// Them, for somebody of this role; anew when somebody came, went, or may do something else.
#[component]
pub(super) fn Crowd(role: Memo<Role>) -> impl IntoView {
    let (here, verbs) = (expect_context::<Here>(), Verbs::here());
    let (conversation, timeline) = here.room.with_value(|room| (room.conversation, RwSignal::from(room.timeline.clone())));
    let after = use_query_map().with_untracked(|query| query.get(AFTER).and_then(|id| id.parse().ok()));
    // Whatever changes about who is in it leaves a notice: a new last one means that what is shown is old.
    let changed =
        Memo::new(move |_| timeline.with(|timeline| timeline.messages.iter().rfind(|line| line.notice.is_some()).map(|notice| notice.seq)));
    let page = fetched(move || changed.get(), move |_| list_members(conversation, after));
    let shown = move || {
        Suspend::new(async move {
            match came_first(page).await {
                Ok(first) => {
                    let (members, more) = (RwSignal::new(first.members), RwSignal::new(first.more));
                    // Into what is drawn: drawn anew, the list would take the focus from whoever is in it.
                    came_later(page, move |again: Result<MemberPage, Problem>| match again {
                        Ok(again) => {
                            members.set(again.members);
                            more.set(again.more);
                        }
                        Err(problem) => verbs.trouble(&problem),
                    });
                    view! { <Pages members more role /> }.erased()
                }
                Err(Problem(failure)) => view! { <ErrorState failure retry=move |()| page.refetch() /> }.erased(),
            }
        })
    };
    view! { <Suspense fallback=Skeleton>{shown}</Suspense> }
}

#[component]
fn Pages(members: RwSignal<Vec<Member>>, more: RwSignal<bool>, role: Memo<Role>) -> impl IntoView {
    let verbs = Verbs::here();
    let conversation = expect_context::<Here>().conversation();
    let last = move || members.with(|members| members.last().map(|member| member.person.id));
    let next = Action::new(move |(): &()| async move {
        let after = last();
        match list_members(conversation, after).await {
            // Pressed twice, or the list came anew meanwhile: it does not follow on what is there.
            Ok(_) if last() != after => {}
            Ok(page) => {
                members.update(|members| members.extend(page.members));
                more.set(page.more);
            }
            Err(problem) => verbs.trouble(&problem),
        }
    });
    let fetch = move |event: MouseEvent| {
        event.prevent_default();
        next.dispatch(());
    };
    let busy = move || next.pending().get().then_some("true");
    view! {
        <Members present=Memo::new(move |_| members.get()) role />
        <Show when=move || more.get()>
            <form action=format!("/c/{conversation}")>
                <input type="hidden" name=AFTER value=move || last().map(|id| id.to_string()) />
                <button type="submit" name="info" value="1" class="button button--secondary button--small" aria-busy=busy on:click=fetch>
                    "Show more members"
                </button>
            </form>
        </Show>
    }
}
