//! The page goes, for a while or for good: what is written and not sent stays with its writer.

use browser::{self, lock};
use chat::state::ChatState;
use chat::{drafts, keeper, outbox};
use leptos::prelude::*;
use ui::for_app;

const LOSES: &str = "This device cannot keep what you have not sent or saved yet. Locking loses it. Lock all the same?";

/// Listens to everything that a page goes by.
pub(super) fn listen(chat: ChatState) {
    window_event_listener_untyped("visibilitychange", move |_| {
        if !browser::is_visible() {
            drafts::save_all(chat);
        }
    });
    window_event_listener_untyped("storage", move |_| outbox::watch(chat));
    window_event_listener_untyped("pagehide", |_| keeper::leave());
    window_event_listener_untyped("pageshow", |_| for_app(keeper::come_back()));
    for event in [browser::LEAVES, "pagehide"] {
        window_event_listener_untyped(event, move |_| drafts::flush(chat));
    }
    // The browser's own question comes too late: by then the other tabs, or the server, have heard of the lock.
    window_event_listener_untyped(browser::MAY_LOCK, move |event| {
        if keeper::would_lose(chat) {
            event.prevent_default();
            lock::ask(LOSES, || {
                keeper::give_up();
                lock::lock();
            });
        }
    });
    window_event_listener_untyped("beforeunload", move |event| {
        browser::leaving();
        if keeper::would_lose(chat) {
            browser::keep_open(&event);
        }
    });
}
