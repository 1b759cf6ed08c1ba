//! What a screen reader is told without the focus moving: one polite region and one assertive one.

use std::time::Duration;

use leptos::prelude::*;

/// How long texts are gathered before they are read out together.
const GATHER: Duration = Duration::from_millis(500);

/// Says things to screen readers. Take it from the context.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    polite: RwSignal<String>,
    urgent: RwSignal<String>,
    waiting: StoredValue<Vec<String>>,
}

impl Announcer {
    pub(super) fn new() -> Self {
        Self { polite: RwSignal::new(String::new()), urgent: RwSignal::new(String::new()), waiting: StoredValue::new(Vec::new()) }
    }

    /// Says it when the reader pauses, together with what else happens in this half second. In the browser only.
    pub fn say(self, text: impl Into<String>) {
        let first = self.waiting.try_update_value(|waiting| {
            waiting.push(text.into());
            waiting.len() == 1
        });
        if first == Some(true) {
            // Emptied first, because a region that keeps its text says nothing.
            self.polite.set(String::new());
            set_timeout(move || self.flush(), GATHER);
        }
    }

    /// Interrupts: for what cannot wait, like the lock that is near.
    pub fn interrupt(self, text: impl Into<String>) {
        let text = text.into();
        self.urgent.set(String::new());
        set_timeout(
            move || {
                self.urgent.try_set(text);
            },
            Duration::from_millis(50),
        );
    }

    /// Forgets everything: nothing clinical may stay in the page once it is locked.
    pub fn clear(self) {
        self.waiting.update_value(Vec::clear);
        self.polite.set(String::new());
        self.urgent.set(String::new());
    }

    fn flush(self) {
        let texts = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        self.polite.try_set(texts.join(". "));
    }
}

/// The two regions; there from the server on, because a region that comes with its text is not read.
#[component]
pub fn LiveRegions() -> impl IntoView {
    let announcer = expect_context::<Announcer>();
    view! {
        <div id="polite" class="visually-hidden" role="status" aria-live="polite" aria-atomic="true">
            {move || announcer.polite.get()}
        </div>
        <div id="assertive" class="visually-hidden" role="alert" aria-live="assertive" aria-atomic="true">
            {move || announcer.urgent.get()}
        </div>
    }
}
