//! Signs from the sprite.

use leptos::prelude::*;

/// A sign. Decoration only: words stand beside it, or the button around it is named.
#[component]
pub fn Icon(
    /// Its name in `/icons.svg`, without `i-`.
    name: &'static str,
    /// Half as large again and more, for an empty place.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <svg class=if large { "icon icon--large" } else { "icon" } aria-hidden="true">
            <use href=format!("/icons.svg#i-{name}")></use>
        </svg>
    }
}

/// Pando's leaf.
#[component]
pub fn Leaf(
    /// On a screen that has nothing else to show.
    #[prop(optional)]
    large: bool,
) -> impl IntoView {
    view! {
        <svg class=if large { "leaf leaf--large leaf--mark" } else { "leaf" } aria-hidden="true">
            <use href="/icons.svg#i-leaf"></use>
        </svg>
    }
}
