//! What people choose for themselves.

use leptos::prelude::*;

/// Look, keys, announcements.
#[component]
pub fn SettingsScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}

/// Where somebody is signed in.
#[component]
pub fn DevicesScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}
