//! A newer version waits: never taken without being asked, because somebody may be typing.

use leptos::prelude::*;

use crate::browser::worker;
use crate::ui::{Announcer, Icon};

/// Registers the service worker, and offers its update.
#[component]
pub fn UpdatePrompt() -> impl IntoView {
    let waits = RwSignal::new(false);
    let announcer = expect_context::<Announcer>();
    Effect::new(move |_| {
        worker::register(move || {
            if waits.try_set(true).is_none() {
                announcer.say("A newer version of Pando is ready. Reload when it suits you.");
            }
        });
    });
    view! {
        <Show when=move || waits.get()>
            <div class="toasts">
                <div class="toast">
                    <Icon name="info" />
                    <span>"Update available"</span>
                    <button type="button" class="toast__action" on:click=move |_| worker::update()>
                        "Reload"
                    </button>
                    <button type="button" class="button button--icon" aria-label="Later" on:click=move |_| waits.set(false)>
                        <Icon name="x" />
                    </button>
                </div>
            </div>
        </Show>
    }
}
