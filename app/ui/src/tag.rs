//! A word about a thing, a count, a choice: never colour alone.

use leptos::prelude::*;

use super::{Icon, badge};

/// What a tag means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mood {
    /// As it is.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// Wants attention.
    Attention,
    /// An emergency.
    Urgent,
}

/// One word or two about a thing.
#[component]
pub fn Tag(
    /// What it means.
    #[prop(optional)]
    mood: Mood,
    /// A sign before the words.
    #[prop(optional)]
    icon: &'static str,
    /// The words.
    children: Children,
) -> impl IntoView {
    let class = match mood {
        Mood::Plain => "tag",
        Mood::Good => "tag tag--good",
        Mood::Attention => "tag tag--attention",
        Mood::Urgent => "tag tag--urgent",
    };
    view! {
        <span class=class>
            {(!icon.is_empty()).then(|| view! { <Icon name=icon /> })}
            <bdi>{children()}</bdi>
        </span>
    }
}

/// How many: shown short, said whole.
#[component]
pub fn Badge(
    /// How many.
    count: i64,
    /// Of what: "unread".
    what: &'static str,
    /// It counts, and wants nothing.
    #[prop(optional)]
    muted: bool,
) -> impl IntoView {
    view! {
        <span class=if muted { "badge badge--muted" } else { "badge" }>
            <span aria-hidden="true">{badge(count)}</span>
            <span class="visually-hidden">{format!("{count} {what}")}</span>
        </span>
    }
}

/// Something one can choose or let go, as a link.
#[component]
pub fn Chip(
    /// Where it leads.
    href: String,
    /// It is the one that is chosen.
    #[prop(optional)]
    chosen: bool,
    /// What it is called.
    children: Children,
) -> impl IntoView {
    view! {
        <a class="chip" href=href aria-current=chosen.then_some("true")>
            <bdi class="chip__name">{children()}</bdi>
        </a>
    }
}
