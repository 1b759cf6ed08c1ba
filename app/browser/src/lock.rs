//! Covering the page and leaving it. Called from effects and events only, so in the browser only.

use std::time::Duration;

use leptos::prelude::{document, set_timeout, window};
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

/// The id of what covers the page.
pub const COVER: &str = "cover";
/// So long after the page was emptied, nothing is seen of it any more.
const PAINTED: Duration = Duration::from_millis(100);

/// Covers or uncovers everything, for the card a phone shows among its recent apps.
pub fn blank(covered: bool) {
    // Not by making the page invisible: that would take the focus away from where somebody was typing.
    if let Some(cover) = document().get_element_by_id(COVER) {
        drop(cover.toggle_attribute_with_force("hidden", !covered));
    }
    // Dialogs lie above any cover; the style sheet hides them by this class.
    if let Some(root) = document().document_element() {
        drop(root.class_list().toggle_with_force("is-covered", covered));
    }
}

/// Locks this device: what is shown goes at once, and the server hears of it now or from the next page that has a line
/// (`shell/page.js`, as everything about that).
pub fn lock() {
    super::tell("pando-lock");
}

/// Asks before the emptied page locks: whoever pressed that and went away leaves nothing on screen. Whoever says no has the page
/// back, and the focus where it was.
pub fn ask(words: &'static str, lock: impl FnOnce() + 'static) {
    let (root, focused) = (document().document_element(), document().active_element());
    let ask = move || {
        if window().confirm_with_message(words).unwrap_or_default() {
            return lock();
        }
        if let Some(root) = root {
            drop(root.remove_attribute("hidden"));
        }
        if let Some(focused) = focused.and_then(|focused| focused.dyn_into::<HtmlElement>().ok()) {
            drop(focused.focus());
        }
    };
    // A question stops all painting: until the empty page is on the screen, the full one is what stands behind it.
    set_timeout(ask, PAINTED);
}

/// Whether the page is covered.
pub fn is_blank() -> bool {
    document().get_element_by_id(COVER).is_some_and(|cover| !cover.has_attribute("hidden"))
}

/// Whether nobody can see the page.
pub fn is_hidden() -> bool {
    document().hidden()
}

/// Goes to `path` in the place of this page, so that on the way Back there is no door to come by, and with a full page load:
/// everything that was in memory and in the page is gone.
pub fn leave_for(path: &str) {
    super::go(path);
}

/// The address of this screen, without the server's name.
pub fn here() -> String {
    let place = window().location();
    format!("{}{}", place.pathname().unwrap_or_default(), place.search().unwrap_or_default())
}
