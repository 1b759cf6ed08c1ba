//! A newer version is there: never taken without being asked, because somebody may be typing.

use leptos::prelude::*;

use crate::chat::state::ChatState;
use browser::worker;
use ui::Toasts;

/// Registers the service worker, and offers the newer version, whoever hears of it first: the worker, another tab, or the
/// line to the server.
#[component]
pub fn UpdatePrompt() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let newer = RwSignal::new(false);
    Effect::new(move |_| {
        worker::register(move || {
            // The frame may be gone, when somebody has gone to the door.
            newer.try_set(true);
        });
    });
    let chat = use_context::<ChatState>();
    let offered = Memo::new(move |_| newer.get() || chat.is_some_and(|chat| chat.outdated.get()));
    Effect::new(move |_| {
        if offered.get() {
            toasts.offer("A newer version of Pando is ready", "Reload", worker::update);
        }
    });
}
