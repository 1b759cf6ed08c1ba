//! A newer version waits: never taken without being asked, because somebody may be typing.

use leptos::prelude::*;

use crate::browser::worker;
use crate::ui::Toasts;

/// Registers the service worker, and offers its update.
#[component]
pub fn UpdatePrompt() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    Effect::new(move |_| worker::register(move || toasts.offer("A newer version of Pando is ready", "Reload", worker::update)));
}
