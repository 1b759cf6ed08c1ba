//! Where one writes in a box: kept while a dialog has the focus, and given back with it.

use std::cell::{Cell, RefCell};

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventTarget, FocusEvent, HtmlInputElement, HtmlTextAreaElement};

use super::page::{before_all, element};

thread_local! {
    /// The box that gave the focus to a dialog, and what was selected in it.
    static LEFT: RefCell<Option<(EventTarget, [u32; 2])>> = const { RefCell::new(None) };
    static KEEPS: Cell<bool> = const { Cell::new(false) };
}

/// Puts the focus on a box and selects what is in it: the next letter begins anew.
pub fn select(id: &str) {
    if let Some(input) = element(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) {
        drop(input.focus());
        input.select();
    }
}

/// From now on a box that gets the focus back from a dialog takes letters where it took them before. Chromium gives back the
/// focus alone: the caret stays in the dialog that is gone, no letter is written, and Enter sends what was there already.
pub fn keep_caret() {
    if !KEEPS.replace(true) {
        before_all("focusin", moved);
    }
}

fn moved(event: &Event) {
    let Some(to) = event.target() else { return };
    let left = event.dyn_ref::<FocusEvent>().and_then(FocusEvent::related_target);
    if is_in_dialog(&to) {
        if let Some(left) = left.filter(|left| !is_in_dialog(left)) {
            let selected = selected(&left);
            LEFT.set(selected.map(|selected| (left, selected)));
        }
    } else if let Some((left, selected)) = LEFT.take()
        && left == to
    {
        // At once, within the closing of the dialog: no key comes between.
        put(&left, selected);
    }
}

fn is_in_dialog(target: &EventTarget) -> bool {
    target.dyn_ref::<Element>().is_some_and(|element| element.closest("dialog").is_ok_and(|found| found.is_some()))
}

/// What is selected in a box without the focus; nothing in what is no box.
fn selected(target: &EventTarget) -> Option<[u32; 2]> {
    let area = target.dyn_ref::<HtmlTextAreaElement>().map(|area| (area.selection_start(), area.selection_end()));
    let input = || target.dyn_ref::<HtmlInputElement>().map(|input| (input.selection_start(), input.selection_end()));
    let (start, end) = area.or_else(input)?;
    Some([start.ok()??, end.ok()??])
}

fn put(target: &EventTarget, [start, end]: [u32; 2]) {
    if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        drop(area.set_selection_range(start, end));
    } else if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        drop(input.set_selection_range(start, end));
    }
}
