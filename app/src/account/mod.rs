//! Coming in: address, code, profile, PIN, unlock.

pub mod api;
#[cfg(feature = "ssr")]
pub mod visit;

use leptos::prelude::*;

/// Asks for the work e-mail address.
#[component]
pub fn SignInScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}

/// Asks for the code.
#[component]
pub fn CodeScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}

/// Asks who somebody is.
#[component]
pub fn ProfileScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}

/// Asks for a new PIN.
#[component]
pub fn PinScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}

/// Asks for the PIN.
#[component]
pub fn UnlockScreen() -> impl IntoView {
    view! { <h1>"Pando"</h1> }
}
