//! Shortcuts, and installing.

use leptos::prelude::*;

/// Shortcuts and installing.
#[component]
pub fn HelpScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}
