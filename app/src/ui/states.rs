//! What a screen shows while there is nothing to show: nothing yet, nothing at all, or trouble.

use domain::access::Failure;
use leptos::prelude::*;

use super::{Button, Heading, Icon, Kind};

/// How a banner sounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    #[default]
    Calm,
    /// Wants attention.
    Attention,
    /// Something is wrong.
    Trouble,
}

/// A line across the top of a pane.
#[component]
pub fn Banner(
    /// How it sounds.
    #[prop(optional)]
    tone: Tone,
    /// What it says, and what can be done.
    children: Children,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Calm => ("banner", "info"),
        Tone::Attention => ("banner banner--attention", "alert"),
        Tone::Trouble => ("banner banner--trouble", "alert"),
    };
    view! {
        <div class=class>
            <Icon name=icon />
            <div class="banner__text">{children()}</div>
        </div>
    }
}

/// There is nothing here, and what to do about it.
#[component]
pub fn Empty(
    /// A sign for what would be here.
    #[prop(optional, default = "leaf")]
    icon: &'static str,
    /// That there is nothing.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon />
            <p class="empty__title">{title}</p>
            {children.map(|children| view! { <div class="empty__more">{children()}</div> })}
        </div>
    }
}

/// Something could not be shown, why, and what to do. Never looks like an empty ward.
#[component]
pub fn ErrorState(
    /// Why.
    failure: Failure,
    /// Tries again, where that can help.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
) -> impl IntoView {
    let again = retry.filter(|_| failure.is_passing());
    view! {
        <div class="error-state" role="alert">
            <Icon name="alert" />
            <p class="error-state__text">{said(&failure)}</p>
            {again.map(|again| view! { <Button kind=Kind::Secondary plain=true press=again>"Try again"</Button> })}
        </div>
    }
}

/// The failure in the words of somebody who wanted to see something, not to save it.
fn said(failure: &Failure) -> String {
    match failure {
        Failure::Internal(reference) if reference == "NETWORK" => "We could not reach Pando. Check your connection, then try again.".into(),
        Failure::Internal(reference) => format!("We could not load this. Try again, or quote {reference} to support."),
        other => other.to_string(),
    }
}

/// Something is on its way. One on a screen at most.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading"</span>
            <span class="skeleton__line"></span>
            <span class="skeleton__line"></span>
            <span class="skeleton__line"></span>
        </div>
    }
}

/// Nothing is at this address.
#[component]
pub fn LostScreen() -> impl IntoView {
    view! {
        <main id="main" class="screen screen--narrow" tabindex="-1">
            <Heading text="We cannot find that screen" />
            <p>"If you typed the address, check it. If you followed a link, what it led to may have been removed."</p>
            <p>
                <a href="/c">"Go to your conversations"</a>
            </p>
        </main>
    }
}
