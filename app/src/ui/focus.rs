//! Moving the focus. Called from effects and events only, so in the browser only.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{Element, HtmlElement};

/// Gives the focus to `element`; makes it focusable by script if it is not.
pub fn focus(element: &HtmlElement) {
    if element.tab_index() < 0 && !element.has_attribute("tabindex") {
        element.set_tab_index(-1);
    }
    // A browser refuses to focus what is not shown; then there is nowhere to go.
    drop(element.focus());
}

/// Gives the focus to the element with this id; whether there is one.
pub fn focus_id(id: &str) -> bool {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    element.inspect(focus).is_some()
}

/// Moves the focus among the elements that `selector` names, as a list with one tab stop does; whether `key` was a move.
pub fn move_focus(selector: &str, key: &str) -> bool {
    let stops = stops(selector);
    let Some(last) = stops.len().checked_sub(1) else { return false };
    let active = document().active_element();
    let here = active.and_then(|active| stops.iter().position(|stop| *stop.unchecked_ref::<Element>() == active));
    let to = match (key, here) {
        ("Home", _) | ("ArrowDown", None) => 0,
        ("End", _) => last,
        ("ArrowDown", Some(here)) => (here + 1).min(last),
        ("ArrowUp", Some(here)) => here.saturating_sub(1),
        _ => return false,
    };
    stops.get(to).inspect(|stop| focus(stop)).is_some()
}

fn stops(selector: &str) -> Vec<HtmlElement> {
    let Ok(found) = document().query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)).filter_map(|node| node.dyn_into().ok()).collect()
}
