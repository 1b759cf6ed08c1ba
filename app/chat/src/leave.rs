//! The way out of a group.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::api;
use super::drafts;
use super::here::Here;
use super::sure::LEAVING;
use super::verbs::Verbs;
use ui::{Dialog, Icon, for_app};

/// The way out asks first: coming back needs an admin.
#[component]
pub(super) fn LeaveForm() -> impl IntoView {
    let here = expect_context::<Here>();
    let conversation = here.room.with_value(|room| room.conversation);
    let open = RwSignal::new(false);
    let ask = move |event: SubmitEvent| {
        event.prevent_default();
        open.set(true);
    };
    view! {
        <section class="details__section">
            <form action=format!("/c/{conversation}") on:submit=ask>
                <button type="submit" name="info" value="leave" class="button button--danger-quiet button--wide">
                    <Icon name="sign-out" />
                    "Leave group"
                </button>
            </form>
        </section>
        <Dialog id="leave-group" open title="Leave this group?">
            <LeaveQuestion open />
        </Dialog>
    }
}

// The focus is on staying: one Enter more than was meant leaves nothing.
#[component]
fn LeaveQuestion(open: RwSignal<bool>) -> impl IntoView {
    let here = expect_context::<Here>();
    let verbs = Verbs::here();
    let conversation = here.room.with_value(|room| room.conversation);
    let navigate = use_navigate();
    let leave = move |_| {
        open.set(false);
        let navigate = navigate.clone();
        // Before the call: an answer that comes late takes nothing from whoever was added again since.
        let known = verbs.chat.known_of(conversation);
        for_app(async move {
            match api::leave(conversation).await {
                Ok(()) => {
                    navigate("/c", NavigateOptions::default());
                    drafts::lose(verbs.chat, conversation, verbs.chat.called(conversation), known);
                    verbs.tell("You left the group");
                }
                Err(problem) => verbs.trouble(&problem),
            }
        });
    };
    view! {
        <div class="dialog__body">
            <p>{LEAVING}</p>
        </div>
        <div class="dialog__foot">
            <button type="button" class="button button--secondary" autofocus on:click=move |_| open.set(false)>
                "Stay"
            </button>
            <button type="button" class="button button--danger" on:click=leave>
                "Leave group"
            </button>
        </div>
    }
}
