//! Signs from the sprite.

use leptos::prelude::*;

/// A sign. Decoration only: words stand beside it, or the button around it is named.
#[component]
pub fn Icon(
    /// Its name in `/icons.svg`, without `i-`.
    name: &'static str,
) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true" focusable="false">
            <use href=format!("/icons.svg#i-{name}")></use>
        </svg>
    }
}
