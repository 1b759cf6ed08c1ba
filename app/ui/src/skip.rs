//! Links past what is the same on every page.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::focus_id;

/// A link that is seen while it has the focus, and moves the focus to what it names.
#[component]
pub fn SkipLink(
    /// The id of where it leads.
    to: &'static str,
    /// The words.
    children: Children,
) -> impl IntoView {
    let go = move |event: MouseEvent| {
        // The router would change the address and leave the focus behind.
        if focus_id(to) {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    view! {
        <a class="nhsuk-skip-link" href=format!("#{to}") on:click=go>
            {children()}
        </a>
    }
}
