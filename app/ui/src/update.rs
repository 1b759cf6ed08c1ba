//! A newer version is there: never taken without being asked, because somebody may be typing.

use leptos::prelude::*;

use super::Toasts;
use browser::worker;

/// Registers the service worker, for as long as a frame stands; whether it has a newer version.
pub fn registered() -> RwSignal<bool> {
    let newer = RwSignal::new(false);
    Effect::new(move |_| {
        worker::register(move || {
            // The frame may be gone, when somebody has gone to the door.
            newer.try_set(true);
        });
    });
    newer
}

/// Offers the newer version, whoever hears of it first: the worker, another tab, or the line to the server.
#[component]
pub fn UpdatePrompt(
    /// Whether there is one.
    #[prop(into)]
    newer: Signal<bool>,
) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let offered = Memo::new(move |_| newer.get());
    Effect::new(move |_| {
        if offered.get() {
            toasts.offer("A newer version of Pando is ready", "Reload", worker::update);
        }
    });
}
