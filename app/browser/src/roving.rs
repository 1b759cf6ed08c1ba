//! Moving the focus inside a list that has one tab stop.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::focus::focus;

/// Moves the focus among the elements that `selector` names; whether `key` was a move.
pub fn move_focus(selector: &str, key: &str) -> bool {
    let stops = stops(selector);
    let Some(last) = stops.len().checked_sub(1) else { return false };
    let active = web_sys::window().and_then(|window| window.document()).and_then(|document| document.active_element());
    // By what it is and not by its id: not everything in such a list has one.
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
    let document = web_sys::window().and_then(|window| window.document());
    let Some(found) = document.and_then(|document| document.query_selector_all(selector).ok()) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)).filter_map(|node| node.dyn_into().ok()).collect()
}
