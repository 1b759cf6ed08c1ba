//! What is done to the rows of the inbox comes with the line to the server, so that the first screen need not wait for it.

use leptos::prelude::*;

use super::inbox_row::Deeds;
use super::state::Hands;
use super::verbs::Verbs;

/// Whoever calls this has all of it in its own code: only what comes later may.
pub fn hands() -> Hands {
    Hands { deeds: |row| view! { <Deeds row /> }.into_any(), read_all: |chat, toasts| Verbs::of(chat, toasts).read_all_now() }
}
