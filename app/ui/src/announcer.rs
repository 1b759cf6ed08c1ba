//! What a screen reader is told without the focus moving: one polite region and one assertive one, for the page and for each
//! dialog over it.

use std::time::Duration;

use leptos::prelude::*;
use leptos::web_sys::Element;

/// The id, and in dialogs the class, of the region that waits for a pause.
pub const POLITE: &str = "announcer";
/// The id, and in dialogs the class, of the region that interrupts.
pub const ASSERTIVE: &str = "announcer-urgent";

/// How long texts are gathered before they are read out together.
const GATHER: Duration = Duration::from_millis(500);

/// How long a text stays in its region: by then a reader has taken it. A message that is deleted must not live on there.
const STAYS: Duration = Duration::from_secs(5);

/// Behind what is said a second time: nobody hears it.
const AGAIN: &str = "\u{a0}";

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
            // Only the first of them sets the time: what comes after it goes along.
            waiting.len() == 1
        });
        if first == Some(true) {
            set_timeout(
                move || {
                    let text = self.gathered();
                    put(POLITE, &text);
                    set_timeout(move || take_back(POLITE, Some(&text)), STAYS);
                },
                GATHER,
            );
        }
    }

    /// Takes back what is true no longer, said already or not.
    pub fn unsay(self, text: &str) {
        // Its place stays: what is said next goes with it, at the time that was set.
        self.waiting.try_update_value(|waiting| waiting.iter_mut().filter(|waits| *waits == text).for_each(String::clear));
        take_back(POLITE, Some(text));
    }

    /// Interrupts: for what cannot wait, like the lock that is near.
    pub fn interrupt(self, text: impl Into<String>) {
        let text = text.into();
        take_back(ASSERTIVE, None);
        set_timeout(move || put(ASSERTIVE, &text), Duration::from_millis(50));
    }

    /// Forgets everything: nothing clinical may stay in the page once it is locked.
    pub fn clear(self) {
        self.waiting.update_value(Vec::clear);
        take_back(POLITE, None);
        take_back(ASSERTIVE, None);
    }

    fn gathered(self) -> String {
        let mut waiting = self.waiting.try_update_value(std::mem::take).unwrap_or_default();
        waiting.retain(|text| !text.is_empty());
        waiting.join(". ")
    }
}

/// All regions of a kind: the page's own, and those of dialogs.
fn regions(kind: &str) -> impl DoubleEndedIterator<Item = Element> {
    let all = document().get_elements_by_class_name(kind);
    (0..all.length()).filter_map(move |at| all.item(at))
}

/// By hand, because the regions belong to nobody's view: whoever speaks may have left the page when it is read. What lies
/// outside an open dialog is not read; the last dialog is the one on top.
fn put(kind: &str, text: &str) {
    let on_top = regions(kind).rfind(|region| region.closest("dialog:modal").is_ok_and(|dialog| dialog.is_some()));
    if let Some(region) = on_top.or_else(|| document().get_element_by_id(kind)) {
        // The same words again are no change, and are not read.
        let again = region.text_content().as_deref() == Some(text);
        take_back(kind, None);
        region.set_text_content(Some(&format!("{text}{}", if again { AGAIN } else { "" })));
    }
}

/// Empties the regions of a kind: all of them, or those that still say `text`.
fn take_back(kind: &str, text: Option<&str>) {
    let says = |region: &Element, text: &str| region.text_content().is_some_and(|said| said.trim_end_matches(AGAIN) == text);
    for region in regions(kind).filter(|region| text.is_none_or(|text| says(region, text))) {
        region.set_text_content(None);
    }
}

/// The two regions; there from the server on, because a region that comes with its text is not read.
#[component]
pub fn LiveRegions(
    /// Those of a dialog: the page has its own.
    #[prop(optional)]
    dialog: bool,
) -> impl IntoView {
    let region = |name: &'static str| (!dialog).then_some(name);
    view! {
        <div id=region(POLITE) class=format!("visually-hidden {POLITE}") role="status" aria-live="polite"></div>
        <div id=region(ASSERTIVE) class=format!("visually-hidden {ASSERTIVE}") role="alert" aria-live="assertive"></div>
    }
}
