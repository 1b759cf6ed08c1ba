//! Who works here, and starting to talk to them.

pub mod api;

use leptos::prelude::*;

/// Search, and start a conversation.
#[component]
pub fn NewScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}
