//! A newer version is there: never taken without being asked, because somebody may be typing.

use leptos::prelude::*;

use super::Toasts;
use browser::worker;

/// Registers the service worker, and offers the newer version, whoever hears of it first: the worker, another tab, or the
/// line to the server.
#[component]
pub fn UpdatePrompt(
    /// Whether the line has heard of one.
    #[prop(optional)]
    outdated: Option<RwSignal<bool>>,
) -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let newer = RwSignal::new(false);
    Effect::new(move |_| {
        worker::register(move || {
            // The frame may be gone, when somebody has gone to the door.
            newer.try_set(true);
        });
    });
    let offered = Memo::new(move |_| newer.get() || outdated.is_some_and(|outdated| outdated.get()));
    Effect::new(move |_| {
        if offered.get() {
            toasts.offer("A newer version of Pando is ready", "Reload", worker::update);
        }
    });
}
