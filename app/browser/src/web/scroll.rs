//! Where one is in a long list, and how to stay there. The scroller starts at its end (`column-reverse`): there
//! its `scrollTop` is 0, and negative above.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, MutationObserver, MutationObserverInit, NodeList, ScrollIntoViewOptions, ScrollLogicalPosition};

use super::page::{document, element};
use crate::{Anchor, Bring};

/// Scrolls to the end.
pub fn scroll_to_end(scroller: &Element) {
    scroller.set_scroll_top(0);
}

/// Pixels from what is shown to the end.
pub fn from_end(scroller: &Element) -> f64 {
    f64::from(-scroller.scroll_top())
}

/// Pixels from the start to what is shown.
pub fn from_start(scroller: &Element) -> f64 {
    f64::from(scroller.scroll_height() - scroller.client_height() + scroller.scroll_top())
}

/// Pixels from what is shown to the bottom, in a scroller that starts at its top; without end in one that is not shown.
pub fn to_bottom(id: &str) -> f64 {
    element(id)
        .filter(|scroller| scroller.client_height() > 0)
        .map_or(f64::INFINITY, |scroller| f64::from(scroller.scroll_height() - scroller.client_height() - scroller.scroll_top()))
}

/// Brings an element into view, at once: no smooth scrolling, which reduced motion forbids and haste does not want.
pub fn bring(id: &str, how: Bring) {
    if let Some(element) = element(id) {
        let options = ScrollIntoViewOptions::new();
        options.set_block(match how {
            Bring::Near => ScrollLogicalPosition::Nearest,
            Bring::Middle => ScrollLogicalPosition::Center,
            Bring::Top => ScrollLogicalPosition::Start,
        });
        element.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn item(list: &NodeList, at: u32) -> Option<Element> {
    list.get(at)?.dyn_into().ok()
}

/// The first item on screen and where it stands.
pub fn anchor(scroller: &Element, items: &str) -> Option<Anchor> {
    let top = scroller.get_bounding_client_rect().top();
    let list = scroller.query_selector_all(items).ok()?;
    let shown = (0..list.length())
        .filter_map(|at| item(&list, at))
        .find(|item| !item.id().is_empty() && item.get_bounding_client_rect().bottom() > top)?;
    Some(Anchor { id: shown.id(), top: shown.get_bounding_client_rect().top() - top, at: scroller.scroll_top() })
}

/// How far hands have scrolled since; their event comes only later. Where there is less to scroll now, the browser has
/// moved to the new end by itself.
pub fn by_hand(scroller: &Element, anchor: &Anchor) -> i32 {
    let start = scroller.client_height() - scroller.scroll_height();
    scroller.scroll_top() - anchor.at.max(start)
}

/// Scrolls so that the item stands where it stood, and as much further as hands have scrolled since: their wheel is never
/// taken back.
pub fn restore(scroller: &Element, anchor: &Anchor) {
    if let Some(item) = element(&anchor.id) {
        let top = item.get_bounding_client_rect().top() - scroller.get_bounding_client_rect().top();
        let by_hand = f64::from(by_hand(scroller, anchor));
        scroller.set_scroll_top(scroller.scroll_top() + whole(top - (anchor.top - by_hand)));
    }
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
}

/// The items on screen, the last first: an attribute of each, and which of the eight parts of its body, from top to end,
/// are to be seen there. What something else lies over is not: what is hit there belongs to that, and under an open dialog
/// nothing is hit.
pub fn on_screen(scroller: &str, items: &str, body: &str, attribute: &str) -> Vec<(String, u8)> {
    let (Some(scroller), Some(list)) = (element(scroller), document().and_then(|document| document.query_selector_all(items).ok())) else {
        return Vec::new();
    };
    let bounds = scroller.get_bounding_client_rect();
    // From the end: whoever reads is near it mostly, and what is further up need not be measured.
    let near = (0..list.length()).rev().filter_map(|at| item(&list, at)).map(|item| (item.get_bounding_client_rect(), item));
    let shown = near.skip_while(|(place, _)| place.top() >= bounds.bottom()).take_while(|(place, _)| place.bottom() > bounds.top());
    let parts = |item: &Element| uncovered(&scroller, &item.query_selector(body).ok().flatten().unwrap_or_else(|| item.clone()));
    shown.filter_map(|(_, item)| Some((item.get_attribute(attribute)?, parts(&item)))).filter(|(_, parts)| *parts != 0).collect()
}

/// Which of its eight parts are to be seen in the scroller: looked for towards the left and the right in turn.
fn uncovered(scroller: &Element, body: &Element) -> u8 {
    let Some(document) = document() else { return 0 };
    let place = body.get_bounding_client_rect();
    let hit = |part: u8| {
        let across = if part.is_multiple_of(2) { 0.2 } else { 0.8 };
        let (x, y) = (place.left() + place.width() * across, place.top() + place.height() * (f64::from(part) + 0.5) / 8.0);
        document.element_from_point(pixel(x), pixel(y)).is_some_and(|hit| scroller.contains(Some(&hit)))
    };
    (0..8).filter(|part| hit(*part)).fold(0, |parts, part| parts | 1 << part)
}

#[expect(clippy::cast_possible_truncation, reason = "pixels of a page")]
fn pixel(pixels: f64) -> f32 {
    pixels as f32
}

/// Watches an element for as long as it is kept.
#[derive(Debug)]
pub struct Redrawn {
    observer: Option<MutationObserver>,
    _called: Closure<dyn FnMut()>,
}

impl Drop for Redrawn {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Calls back whenever something in an element was drawn anew: before it is shown and before any event is heard (DOM
/// standard, section 4.3: mutation observers are called as a microtask).
pub fn when_redrawn(element: &Element, callback: impl Fn() + 'static) -> Redrawn {
    let called = Closure::<dyn FnMut()>::new(callback);
    let observer = MutationObserver::new(called.as_ref().unchecked_ref()).ok();
    if let Some(observer) = &observer {
        let what = MutationObserverInit::new();
        what.set_child_list(true);
        what.set_character_data(true);
        what.set_subtree(true);
        // Fails only when it is told to watch nothing.
        drop(observer.observe_with_options(element, &what));
    }
    Redrawn { observer, _called: called }
}
