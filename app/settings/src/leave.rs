//! The way out of this device.

use leptos::prelude::*;
use server_fn::ServerFn;

use account::SureToSignOut;
use account::api::{SignOut, SignOutEverywhere};
use ui::{Announcer, Loss, Unsent};

/// What would be lost: as a question, and in full.
type Words = (&'static str, &'static str);

const UNSENT: Words = ("Lose what is not sent?", "You have messages that are not sent yet. Signing out loses them.");
const UNSAVED: Words = ("Lose what you were writing?", "What you were writing is not saved yet. Signing out loses it.");
const ELSEWHERE: Words =
    ("Lose what is not sent?", "Something in another tab of this browser is not sent or saved yet. Signing out loses it.");
/// What others of one's devices hold nobody can ask from here.
const EVERYWHERE: Words =
    ("Sign out everywhere?", "This signs you out here and on all your other devices. What is not sent on them yet is lost.");

/// Signs out here, in every tab. What was not sent or saved would be lost with it: then it asks first.
#[component]
pub fn LeaveForm(
    /// What it is called, where "Sign out" alone does not say it.
    #[prop(optional, into)]
    label: Option<String>,
    /// On all one's devices.
    #[prop(optional)]
    everywhere: bool,
) -> impl IntoView {
    let (unsent, announcer) = (expect_context::<Unsent>(), expect_context::<Announcer>());
    let loses = move || unsent.loss.get().map(words_of);
    let (open, lost) = (RwSignal::new(false), RwSignal::new(None::<Words>));
    let others = everywhere.then_some(EVERYWHERE);
    let ask = move |event: leptos::ev::MouseEvent| {
        // As it is at this moment: what was unsent when the page was drawn may have gone since.
        lost.set(untrack(loses));
        if lost.get_untracked().or(others).is_some() {
            event.prevent_default();
            open.set(true);
        }
    };
    Effect::new(move |_| {
        if open.get() {
            let now = loses();
            if now.or(others).is_none() {
                // Sent or saved by now: there is nothing to ask any more.
                open.set(false);
                announcer.say("Nothing is unsent any more");
            }
            lost.set(now);
        }
    });
    let title = Signal::derive(move || lost.get().or(others).map_or("Sign out?", |(title, _)| title).to_owned());
    let words = Signal::derive(move || [lost.get(), others].into_iter().flatten().map(|(_, words)| words).collect::<Vec<_>>().join(" "));
    let (id, action, class, words_of_it, again) = if everywhere {
        ("sure-everywhere", SignOutEverywhere::url(), "button button--danger", "Sign out everywhere", "Sign out everywhere all the same")
    } else {
        ("sure-here", SignOut::url(), "button button--danger-quiet", "Sign out", "Sign out all the same")
    };
    view! {
        // A plain form on purpose: the whole page goes, and everything in memory with it.
        <form method="post" action=action>
            <button type="submit" class=class aria-label=label on:click=ask>
                {words_of_it}
            </button>
        </form>
        <SureToSignOut id open title words action again />
    }
}

fn words_of(loss: Loss) -> Words {
    match loss {
        Loss::Messages => UNSENT,
        Loss::Writing => UNSAVED,
        Loss::Elsewhere => ELSEWHERE,
    }
}
