//! A box of a few digits that sends its form by itself at the last one, and is empty again when they were wrong.
//!
//! In the browser only: without WASM the button of the form sends it. What was typed in full before the page came to life is
//! sent when it does; what a browser put there is not.

use domain::access::{Failure, Outcome};
use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{HtmlInputElement, InputEvent};

use super::{Announcer, Typed, focus, focus_soon};

/// What is said when it has been sent; true until the answer is there.
const CHECKING: &str = "Sent. Checking it.";

/// A rule of the domain, asked after the field is left.
pub type Check = fn(&str) -> Outcome<String>;

/// When a box sends its form.
#[derive(Clone, Copy, Debug)]
pub struct SendsItself {
    /// Whether everything is there.
    pub when: Check,
    /// Whether it has been sent, and nobody has said yet that it was wrong: then it is not sent again.
    pub busy: Signal<bool>,
}

impl SendsItself {
    /// Looks at what was typed or pasted, and sends it when it is all there.
    pub(super) fn typed(self, event: &Event) {
        let input = event_target::<HtmlInputElement>(event);
        if self.is_due(&input) && is_meant(event, &input) {
            send(&input, expect_context::<Announcer>());
        }
    }

    /// Whether everything is there and nothing is on its way; never once the form is gone.
    fn is_due(self, input: &HtmlInputElement) -> bool {
        self.busy.try_get_untracked() == Some(false) && (self.when)(&input.value()).is_ok()
    }
}

fn send(input: &HtmlInputElement, announcer: Announcer) {
    if let Some(form) = input.form() {
        announcer.say(CHECKING);
        // Fails only for a button that is not the form's, and none is given.
        drop(form.request_submit());
    }
}

/// Sends what was typed in full before the page came to life: no key is to come that would.
pub(super) fn send_once_alive(sends: SendsItself, input: NodeRef<html::Input>) {
    let announcer = expect_context::<Announcer>();
    Effect::new(move |_| {
        browser::once_alive(move || {
            if let Some(input) = input.try_get_untracked().flatten()
                && was_typed(&input)
                && sends.is_due(&input)
            {
                send(&input, announcer);
            }
        });
    });
}

/// Whether somebody is in the box and has typed what the page did not come with: what was refused is there from the start. What
/// a password manager filled in is marked so by the browser; one that knows no such mark is given no say.
fn was_typed(input: &HtmlInputElement) -> bool {
    input.value() != input.default_value() && input.matches(":focus:not(:autofill)").unwrap_or(false)
}

/// Takes spaces out of a box of digits that shows only dots: each would fill the place of a digit unseen.
pub(super) fn drop_spaces(event: &Event) {
    let input = event_target::<HtmlInputElement>(event);
    let typed = input.value();
    if typed.contains(' ') {
        input.set_value(&typed.replace(' ', ""));
    }
}

/// Enter out of habit, after the box has sent itself and was refused: nothing is there to be sent.
pub(super) fn pressed_again(form: Typed, event: &KeyboardEvent) {
    if event.key() == "Enter" && form.is_wrong() && event_target_value(event).is_empty() {
        event.prevent_default();
    }
}

/// Whether a person means it just now. A password manager fills in a PIN as soon as the page is touched, wherever that was:
/// then the button sends. What it says of that has no kind of input.
fn is_meant(event: &Event, input: &HtmlInputElement) -> bool {
    input.type_() != "password" || event.dyn_ref::<InputEvent>().is_some_and(|typed| !typed.input_type().is_empty())
}

/// A hint about the box: `alive` once the page has come to life and the box sends itself, else `plain`. Both one line.
pub fn hint_once_alive(plain: &'static str, alive: &'static str) -> Signal<String> {
    let hint = RwSignal::new(plain.to_owned());
    Effect::new(move |_| hint.set(alive.to_owned()));
    hint.into()
}

/// Empties a box whose digits were refused, for they are in the way of the next ones; and stays in it, if it sends itself.
/// Digits that nobody has looked at stay.
pub(super) fn empty_when_refused(
    form: Typed,
    name: &'static str,
    repeats: Option<&'static str>,
    most: Option<u32>,
    sends: Option<SendsItself>,
    input: NodeRef<html::Input>,
) {
    let announcer = expect_context::<Announcer>();
    Effect::new(move |before: Option<u32>| {
        let refusals = form.refusals();
        // The first run is no refusal: what was typed before the page came to life stays.
        if before.is_some_and(|before| before != refusals)
            && let Some(input) = input.get_untracked()
        {
            let typed = input.value();
            let is_full =
                sends.map_or_else(|| usize::try_from(most.unwrap_or(u32::MAX)) == Ok(typed.len()), |sends| (sends.when)(&typed).is_ok());
            let failures = untrack(|| form.failures());
            let refused = failures.iter().any(|failure| match failure {
                Failure::Internal(_) | Failure::Unavailable | Failure::Unreachable => false,
                failure => sends.is_some() || failure.field() == Some(name),
            });
            // Half a repeat of what was refused is as much in the way as a whole one.
            let outdated = repeats.is_some_and(|first| failures.iter().any(|failure| failure.field() == Some(first)));
            if (is_full && refused) || outdated {
                input.set_value("");
            }
            if sends.is_some() {
                announcer.unsay(CHECKING);
                focus(&input);
            }
        }
        refusals
    });
}

/// Puts the focus into the first box of a screen that was come to from another one, unless somebody is somewhere already.
/// (A page that is loaded does so by `autofocus`, without WASM too.)
pub fn be_first(input: NodeRef<html::Input>) {
    Effect::new(move |_| {
        if let Some(input) = input.get() {
            focus_soon(input.into(), &["BODY", "MAIN", "H1"]);
        }
    });
}
