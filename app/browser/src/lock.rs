//! Covering the page and leaving it. Called from effects and events only, so in the browser only.

use leptos::prelude::{document, window};

/// The id of what covers the page.
pub const COVER: &str = "cover";

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
