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
        <svg class="icon" class:icon--large=large aria-hidden="true" focusable="false">
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
        <svg class="leaf" class:leaf--large=large class:leaf--mark=large aria-hidden="true" focusable="false">
            <use href="/icons.svg#i-leaf"></use>
        </svg>
    }
}
