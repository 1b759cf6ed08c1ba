//! The inbox beside the open conversation.

use leptos::prelude::*;
use leptos_router::components::Outlet;

/// The inbox, with what is open beside it.
#[component]
pub fn ChatScreen() -> impl IntoView {
    view! { <Outlet /> }
}

/// The open conversation.
#[component]
pub fn ConversationScreen() -> impl IntoView {
    view! { <main id="main"><h1>"Conversation"</h1></main> }
}

/// The place of a conversation while none is open.
#[component]
pub fn NothingOpen() -> impl IntoView {
    view! { <main id="main"><h1>"Conversations"</h1></main> }
}
