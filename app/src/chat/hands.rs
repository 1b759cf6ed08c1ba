//! What is done to the rows of the inbox comes with the line to the server, so that the first screen need not wait for it.

use domain::access::ConversationId;
use leptos::prelude::*;

use super::conversation::Banners;
use super::inbox_row::Deeds;
use super::state::{ChatState, Hands, Link};
use super::verbs::Verbs;
use crate::ui::Icon;

/// Whoever calls this has all of it in its own code: only what comes later may.
pub fn hands() -> Hands {
    Hands {
        deeds: |row| view! { <Deeds row /> }.into_any(),
        read_all: |chat, toasts| Verbs::of(chat, toasts).read_all_now(),
        unsent,
        banners: || view! { <Banners /> }.into_any(),
    }
}

/// Before the last words of a row: they look as if everything were sent.
fn unsent(chat: ChatState, conversation: ConversationId) -> Option<AnyView> {
    let unsent = chat.queue.with(|queue| queue.unsent(conversation, chat.link.get() == Link::Lost));
    let (class, icon) = if unsent.refused > 0 { ("tag tag--urgent", "warning") } else { ("tag tag--attention", "clock") };
    unsent.words().map(|words| view! { <span class=class><Icon name=icon />{words}</span> }.into_any())
}
