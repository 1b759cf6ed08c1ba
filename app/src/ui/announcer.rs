//! What a screen reader is told without the focus moving: one polite region and one assertive one.

use std::time::Duration;

use leptos::prelude::*;

/// The id of the region that waits for a pause.
pub const POLITE: &str = "announcer";
/// The id of the region that interrupts.
pub const ASSERTIVE: &str = "announcer-urgent";

/// How long texts are gathered before they are read out together.
const GATHER: Duration = Duration::from_millis(500);

/// How long a text stays in its region: by then a reader has taken it. A message that is deleted must not live on there.
const STAYS: Duration = Duration::from_secs(5);

/// Says things to screen readers. Take it from the context; in the browser only.
#[derive(Clone, Copy, Debug)]
pub struct Announcer {
    waiting: StoredValue<Vec<String>>,
}

impl Announcer {
    pub(super) fn new() -> Self {
        Self { waiting: StoredValue::new(Vec::new()) }
    }

    /// Says it when the reader pauses, together with what else happens in this half second.
    pub fn say(self, text: impl Into<String>) {
        let first = self.waiting.try_update_value(|waiting| {
            waiting.push(text.into());
            waiting.len() == 1
        });
        if first == Some(true) {
            // Emptied first: a region that keeps its text says nothing.
            put(POLITE, "");
            set_timeout(
                move || {
                    let text = self.gathered();
                    put(POLITE, &text);
                    set_timeout(move || take_back(POLITE, &text), STAYS);
                },
                GATHER,
            );
        }
    }

    /// Takes back what is true no longer, said already or not.
    pub fn unsay(self, text: &str) {
        // Its place stays: what is said next goes with it, at the time that was set.
        self.waiting.try_update_value(|waiting| waiting.iter_mut().filter(|waits| *waits == text).for_each(String::clear));
        take_back(POLITE, text);
    }

    /// Interrupts: for what cannot wait, like the lock that is near.
    pub fn interrupt(self, text: impl Into<String>) {
        let text = text.into();
        put(ASSERTIVE, "");
        set_timeout(move || put(ASSERTIVE, &text), Duration::from_millis(50));
    }

    /// Forgets everything: nothing clinical may stay in the page once it is locked.
    pub fn clear(self) {
        self.waiting.update_value(Vec::clear);
        put(POLITE, "");
        put(ASSERTIVE, "");
    }

    fn gathered(self) -> String {
        let mut waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        waiting.retain(|text| !text.is_empty());
        waiting.join(". ")
    }
}

/// By hand, because the regions belong to nobody's view: whoever speaks may have left the page when it is read.
fn put(region: &str, text: &str) {
    if let Some(region) = document().get_element_by_id(region) {
        region.set_text_content(Some(text));
    }
}

/// Empties a region that still says `text`.
fn take_back(region: &str, text: &str) {
    if document().get_element_by_id(region).is_some_and(|region| region.text_content().as_deref() == Some(text)) {
        put(region, "");
    }
}

/// The two regions; there from the server on, because a region that comes with its text is not read.
#[component]
pub fn LiveRegions() -> impl IntoView {
    view! {
        <div id=POLITE class="visually-hidden" role="status" aria-live="polite"></div>
        <div id=ASSERTIVE class="visually-hidden" role="alert" aria-live="assertive"></div>
    }
}
