//! A line to fill in: its label, hint and error in one place.

use leptos::ev::{Event, FocusEvent, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use super::Typed;
use super::group::{Group, describe};
use super::sends_itself::{Check, SendsItself, be_first, drop_spaces, empty_when_refused, pressed_again, send_once_alive};

/// A text field. The error stands between label and box, is tied to it, and what was typed stays.
#[component]
pub fn Field(
    /// The form's state.
    form: Typed,
    /// The form field, and its id.
    name: &'static str,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it should look like.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is in it at first.
    #[prop(optional, into)]
    value: String,
    /// `type` of the box.
    #[prop(optional, default = "text")]
    kind: &'static str,
    /// Which keyboard a phone shows.
    #[prop(optional, into)]
    inputmode: Option<&'static str>,
    /// What a password manager may fill in.
    #[prop(optional, default = "off")]
    autocomplete: &'static str,
    /// The most characters of what is plain ASCII. Not for people's own texts: a browser counts an emoji as two or more
    /// and swallows what it thinks too much, so those are checked by the rule that the server has.
    #[prop(optional, into)]
    most: Option<u32>,
    /// A class for the width of the box.
    #[prop(optional)]
    class: &'static str,
    /// Takes the focus when the page opens.
    #[prop(optional)]
    first: bool,
    /// Asked after the field is left.
    #[prop(optional)]
    check: Option<Check>,
    /// Sends its form by itself.
    #[prop(optional, into)]
    sends: Option<SendsItself>,
    /// The box whose digits are typed here once more: refused there, they are refused here too.
    #[prop(optional, into)]
    repeats: Option<&'static str>,
) -> impl IntoView {
    let value = form.value_or(name, &value);
    let input = NodeRef::<html::Input>::new();
    if first {
        be_first(input);
    }
    if kind == "password" || sends.is_some() {
        empty_when_refused(form, name, repeats, most, sends, input);
    }
    if let Some(sends) = sends {
        send_once_alive(sends, input);
    }
    let typed = move |event: Event| {
        form.type_in(name);
        if kind == "password" {
            drop_spaces(&event);
        }
        if let Some(sends) = sends {
            sends.typed(&event);
        }
    };
    let pressed = move |event: KeyboardEvent| {
        if sends.is_some() {
            pressed_again(form, &event);
        }
    };
    let left = move |event: FocusEvent| {
        if let Some(check) = check {
            form.check(name, check, &event_target_value(&event));
        }
    };
    // An address or digits are no words: they run from the left, and nobody looks up their spelling.
    view! {
        <Group form name label hint alone=sends.is_some()>
            <input
                class=format!("nhsuk-input {class}")
                class:nhsuk-input--error=move || form.error(name).is_some()
                id=name
                name=name
                type=kind
                value=value
                inputmode=inputmode
                autocomplete=autocomplete
                autocapitalize=(kind == "email").then_some("none")
                spellcheck=(kind != "text" || inputmode.is_some()).then_some("false")
                maxlength=most
                dir=(kind == "text" && inputmode.is_none()).then_some("auto")
                autofocus=first
                aria-describedby=move || describe(form, name, hint)
                aria-invalid=move || form.error(name).is_some().then_some("true")
                node_ref=input
                on:input=typed
                on:keydown=pressed
                on:blur=left
            />
        </Group>
    }
}

/// One of many: what was chosen before an error stays chosen.
#[component]
pub fn Select(
    /// The form's state.
    form: Typed,
    /// The form field, and its id.
    name: &'static str,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it is about.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// Told when another is chosen.
    #[prop(optional, into)]
    choose: Option<Callback<String>>,
    /// The options.
    children: Children,
) -> impl IntoView {
    let chosen = move |event| {
        if let Some(choose) = choose {
            choose.run(event_target_value(&event));
        }
    };
    view! {
        <Group form name label hint>
            <select
                class="nhsuk-select"
                class:nhsuk-select--error=move || form.error(name).is_some()
                id=name
                name=name
                aria-describedby=move || describe(form, name, hint)
                aria-invalid=move || form.error(name).is_some().then_some("true")
                on:change=chosen
            >
                {children()}
            </select>
        </Group>
    }
}
