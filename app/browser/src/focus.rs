//! Moving the focus. Called from effects and events only, so in the browser only.

use leptos::prelude::{document, request_animation_frame};
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

/// Gives the focus to `element` with the next frame, if it is on none but these tags (on the body it is nowhere).
///
/// What a screen waited for is put into the page after it is drawn, and a browser focuses nothing outside of it.
pub fn focus_soon(element: HtmlElement, from: &'static [&'static str]) {
    request_animation_frame(move || {
        let at = document().active_element().map(|element| element.tag_name());
        if at.is_none_or(|tag| from.contains(&tag.as_str())) {
            focus(&element);
        }
    });
}

/// Gives the focus to what asks for it in the open dialog, with the next frame: what a dialog holds may come after it was opened, and
/// then the browser has put the focus on its head. Wherever else somebody has gone meanwhile, they stay.
pub fn focus_in_dialog() {
    request_animation_frame(|| {
        if is_there("dialog[open]:focus, dialog[open] .dialog__head :focus") {
            let meant = document().query_selector("dialog[open] [autofocus]").ok().flatten();
            if let Some(meant) = meant.and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
                focus(&meant);
            }
        }
    });
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

/// Whether the focus is on nothing: what had it has gone.
pub fn is_nowhere() -> bool {
    document().active_element().is_none_or(|element| element.tag_name() == "BODY")
}
