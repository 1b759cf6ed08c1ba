//! What stands around every screen: for those at work, and for those still at the door.

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// Around the screens of coming in.
#[component]
pub fn Door() -> impl IntoView {
    view! { <main id="main"><Outlet /></main> }
}

/// Around the screens of people at work.
#[component]
pub fn Frame() -> impl IntoView {
    view! { <Outlet /> }
}
