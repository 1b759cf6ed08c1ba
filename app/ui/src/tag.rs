//! A word about a thing, and a count: never colour alone.

use leptos::prelude::*;

use super::Icon;

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
