//! Moving the focus. Called from effects and events only, so in the browser only.

use leptos::prelude::document;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

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

/// Whether anything on the page is so.
pub fn is_there(selector: &str) -> bool {
    document().query_selector(selector).is_ok_and(|found| found.is_some())
}
