//! The way out of this device.

use leptos::prelude::*;
use server_fn::ServerFn;

use crate::account::api::{SignOut, SignOutEverywhere};
use crate::chat::keeper;
use crate::chat::queue::Queue;
use crate::chat::state::ChatState;

/// Signs out here, in every tab. What was not sent or saved would be lost with it: then it says so first, and asks once more.
#[component]
pub fn LeaveForm(
    /// What it is called, where "Sign out" alone does not say it.
    #[prop(optional, into)]
    label: Option<String>,
    /// On all one's devices.
    #[prop(optional)]
    everywhere: bool,
) -> impl IntoView {
    let chat = ChatState::here();
    let asked = RwSignal::new(None);
    let ask = move |event: leptos::ev::MouseEvent| {
        let lost = loses(chat).or(everywhere.then_some(EVERYWHERE)).filter(|_| asked.get_untracked().is_none());
        if lost.is_some() {
            event.prevent_default();
            asked.set(lost);
        }
    };
    let (action, class, words, again) = if everywhere {
        (SignOutEverywhere::url(), "button button--danger", "Sign out everywhere", "Sign out everywhere all the same")
    } else {
        (SignOut::url(), "button button--danger-quiet", "Sign out", "Sign out all the same")
    };
    view! {
        // A plain form on purpose: the whole page goes, and everything in memory with it.
        <form method="post" action=action>
            <p class="nhsuk-error-message" role="alert">
                {move || asked.get()}
            </p>
            <button type="submit" class=class aria-label=label on:click=ask>
                {move || if asked.get().is_some() { again } else { words }}
            </button>
        </form>
    }
}

/// What others of one's devices hold nobody can ask from here.
const EVERYWHERE: &str = "This signs you out here and on all your other devices. What is not sent on them yet is lost.";

fn loses(chat: ChatState) -> Option<&'static str> {
    if chat.queue.with_untracked(Queue::is_unsent) {
        return Some("You have messages that are not sent yet. Signing out loses them.");
    }
    keeper::has_unsaved(chat).then_some("What you were writing is not saved yet. Signing out loses it.")
}
