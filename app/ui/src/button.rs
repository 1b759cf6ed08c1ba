//! Buttons.

use leptos::prelude::*;

use super::{Erased, Icon};

/// What a button weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// The one thing to do here.
    #[default]
    Primary,
    /// One of several things to do.
    Secondary,
    /// Removes something or signs somebody out.
    Danger,
    /// As light as text.
    Quiet,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Self::Primary => "button",
            Self::Secondary => "button button--secondary",
            Self::Danger => "button button--danger",
            Self::Quiet => "button button--quiet",
        }
    }
}

/// A button; submits its form unless `plain`. While `busy` it keeps the focus and cannot be pressed twice.
#[component]
pub fn Button(
    /// What it weighs.
    #[prop(optional)]
    kind: Kind,
    /// Does not submit the form it stands in.
    #[prop(optional)]
    plain: bool,
    /// The name of a sign before the words.
    #[prop(optional)]
    icon: &'static str,
    /// Something it started has not ended.
    #[prop(optional, into)]
    busy: Signal<bool>,
    /// As wide as its form.
    #[prop(optional)]
    wide: bool,
    /// What pressing does.
    #[prop(optional, into)]
    press: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let pressed = move |event: leptos::ev::MouseEvent| {
        match (busy.try_get_untracked(), press) {
            (Some(false), Some(press)) => drop(press.try_run(())),
            (Some(false), None) => {}
            // Under way; or what it stands in has gone, and only waits on the page for what comes instead.
            _ => event.prevent_default(),
        }
    };
    let held = move |event: leptos::ev::MouseEvent| {
        // The focus stays in the field until the form is sent: a check of the field that is left adds or takes away
        // lines, the button moves from under the pointer, and the press is lost.
        if !plain {
            event.prevent_default();
        }
    };
    view! {
        <button type=if plain { "button" } else { "submit" } class=kind.class() class:button--wide=wide aria-disabled=move || busy.get().then_some("true") on:mousedown=held on:click=pressed>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon /> }.erased())}
            {children()}
        </button>
    }
}
