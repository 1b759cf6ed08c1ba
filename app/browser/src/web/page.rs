//! Clock, chance, focus, fields, dialogs, keys, storage, badge.

use std::cell::Cell;
use std::time::Duration;

use domain::access::{MessageId, Timestamp};
use js_sys::{Array, Date, Function, Math, Promise, Reflect, Uint8Array};
use leptos::prelude::set_timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    ClipboardEvent, Document, Element, Event, FocusOptions, HtmlDialogElement, HtmlElement, HtmlInputElement, HtmlTextAreaElement,
    KeyboardEvent, NodeList, UrlSearchParams, VisibilityState, Window,
};

use super::super::Stroke;
use super::super::focus::is_there;

/// Clocks that differ by less than this agree, in milliseconds.
const CLOCKS_AGREE: i64 = 5_000;
/// Where letters go.
const WRITTEN_IN: &str = ":read-write, input:not([readonly]), select";
/// How long a page may take to go where it is going, in milliseconds.
const WAY_OUT: i64 = 5_000;

pub(super) fn window() -> Option<Window> {
    web_sys::window()
}

pub(super) fn document() -> Option<Document> {
    window().and_then(|window| window.document())
}

pub(super) fn element(id: &str) -> Option<Element> {
    document().and_then(|document| document.get_element_by_id(id))
}

thread_local! {
    /// By how much the server's clock is ahead of this device's.
    static AHEAD: Cell<i64> = const { Cell::new(0) };
    /// When the page last began to go elsewhere, by this device's clock.
    // Half of it: what is subtracted from the least there is would overflow.
    static LEAVING_AT: Cell<i64> = const { Cell::new(i64::MIN / 2) };
}

/// The present moment by the server's clock, as far as it is known: devices' own clocks are often wrong.
pub fn now() -> Timestamp {
    device_now().plus(AHEAD.get())
}

/// Learns the server's clock. A difference as small as an answer's way is no difference.
pub fn learn_clock(server: Timestamp) {
    let ahead = server.since(device_now());
    if (ahead - AHEAD.get()).abs() > CLOCKS_AGREE {
        AHEAD.set(ahead);
    }
}

/// The present moment by this device's clock: for how long ago something was, which learning the server's must not change.
#[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970 are whole and fit for millions of years")]
pub fn device_now() -> Timestamp {
    Timestamp(Date::now() as i64)
}

/// From 0 to 1, for spreading retries. Not for secrets.
pub fn chance() -> f64 {
    Math::random()
}

pub(super) fn random(bytes: &mut [u8]) -> bool {
    window().and_then(|window| window.crypto().ok()).is_some_and(|crypto| crypto.get_random_values_with_u8_array(bytes).is_ok())
}

/// A new id of version 7: the moment, then 74 random bits.
pub fn new_id() -> MessageId {
    let mut bytes = [0; 10];
    if !random(&mut bytes) {
        bytes = Math::random().to_bits().to_le_bytes().repeat(2).first_chunk().copied().unwrap_or(bytes);
    }
    let millis = u64::try_from(now().0).unwrap_or_default();
    MessageId(uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid())
}

/// A name for this tab, new at each load.
pub fn tab() -> String {
    new_id().to_string()
}

/// Whether somebody is looking: the tab is visible and has the focus.
pub fn is_attentive() -> bool {
    is_visible() && document().is_some_and(|document| document.has_focus().unwrap_or(false))
}

/// Whether the tab is visible.
pub fn is_visible() -> bool {
    document().is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

/// Whether the browser believes there is a network.
pub fn is_online() -> bool {
    window().is_none_or(|window| window.navigator().on_line())
}

/// Whether there is room for more than one pane.
pub fn is_wide() -> bool {
    // As the style sheet asks: whoever has larger letters has one pane on a wider screen too.
    window().and_then(|window| window.match_media("(min-width: 48em)").ok().flatten()).is_none_or(|list| list.matches())
}

/// Puts the focus on an element.
pub fn focus(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        drop(element.focus());
    }
}

/// Gives the focus to an element where it stands: nothing is scrolled for it.
pub fn focus_in_place(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        drop(element.focus_with_options(&options));
    }
}

/// Takes the focus from what has it, if that is one of these and has an id: which one it was.
pub fn take_focus(from: &str) -> Option<String> {
    let focused = document()?.active_element().filter(|element| !element.id().is_empty() && element.matches(from).unwrap_or(false))?;
    focused.dyn_ref::<HtmlElement>().and_then(|element| element.blur().ok()).map(|()| focused.id())
}

/// Empties a box and puts the focus on it.
pub fn begin_anew(id: &str) {
    if let Some(input) = element(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok()) {
        input.set_value("");
        drop(input.focus());
    }
}

/// The values of the inputs that fit a selector.
pub fn values_of(selector: &str) -> Vec<String> {
    let found = document().and_then(|document| document.query_selector_all(selector).ok());
    found.iter().flat_map(all_of).filter_map(|input| input.dyn_into::<HtmlInputElement>().ok()).map(|input| input.value()).collect()
}

/// Presses a button or link.
pub fn press(id: &str) {
    if let Some(element) = element(id).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// The id of the focused element.
pub fn focused_id() -> Option<String> {
    document().and_then(|document| document.active_element()).map(|element| element.id()).filter(|id| !id.is_empty())
}

/// Makes a box as high as its text; the style sheet says where that ends.
pub fn grow(field: &HtmlTextAreaElement) {
    let style = field.style();
    // First: as high as it is, it would say that it has to be so high. Set by a script it is no style attribute, which the policy forbids.
    drop(style.set_property("height", "auto"));
    let height = field.scroll_height() + field.offset_height() - field.client_height();
    drop(style.set_property("height", &format!("{height}px")));
}

/// Whether the keyboard is one on the screen, as far as a page can tell: fingers are all there is to point with.
pub fn is_touch() -> bool {
    window()
        .and_then(|window| window.match_media("(hover: none) and (pointer: coarse)").ok().flatten())
        .is_some_and(|query| query.matches())
}

/// Whether something is open that everything else on the page waits for.
pub fn is_modal_open() -> bool {
    is_there("dialog:modal")
}

/// Whether the browser itself has posted a form of this page in the last 20 seconds (`shell/page.js`). What was typed into it is
/// on its way: a page that is taken over now would take it for a draft, and it would be said once more.
pub fn is_posted() -> bool {
    is_there("[data-posted]")
}

/// Whether an event happens in a box with text in it, whose own keys are not to be taken.
pub fn is_in_text(event: &Event) -> bool {
    let target = event.target();
    let area = target.as_ref().and_then(|target| target.dyn_ref::<HtmlTextAreaElement>()).map(HtmlTextAreaElement::value);
    let input = target.as_ref().and_then(|target| target.dyn_ref::<HtmlInputElement>()).map(HtmlInputElement::value);
    area.or(input).is_some_and(|text| !text.is_empty())
}

/// Whether a key goes to something that does with a letter what it likes: a box that can be written in.
pub fn is_written_in(event: &KeyboardEvent) -> bool {
    is_on(event, WRITTEN_IN)
}

/// What is pasted where nothing can be written.
pub fn pasted(event: &Event) -> Option<String> {
    let paste = event.dyn_ref::<ClipboardEvent>().filter(|_| !is_on(event, WRITTEN_IN))?;
    paste.clipboard_data()?.get_data("text/plain").ok().filter(|text| !text.is_empty())
}

/// Whether a key presses the button that it goes to.
pub fn presses(event: &KeyboardEvent) -> bool {
    event.key() == " " && is_on(event, "button, summary")
}

fn is_on(event: &Event, selector: &str) -> bool {
    let element = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.matches(selector).unwrap_or(false))
}

/// Posts a form without waiting for the answer; it arrives even when the page goes at this moment.
pub fn post_and_go(path: &str, fields: &[(&str, &str)]) {
    let Ok(form) = UrlSearchParams::new() else { return };
    for (name, value) in fields {
        form.append(name, value);
    }
    if let Some(window) = window() {
        // A browser that refuses has more than 64 KiB under way already.
        drop(window.navigator().send_beacon_with_opt_url_search_params(path, Some(&form)));
    }
}

/// Whether a menu is open.
pub fn menu_is_open(id: &str) -> bool {
    element(id).is_some_and(|menu| menu.matches(":popover-open").unwrap_or(false))
}

/// Opens a menu by its button; whether there is one. A pointer that is still down is the menu's from then on: lifted outside, it would close it.
pub fn open_menu(button: &str, id: &str, pointer: Option<i32>) -> bool {
    let button = document().and_then(|document| document.query_selector(button).ok().flatten());
    let button = button.and_then(|button| button.dyn_into::<HtmlElement>().ok());
    let (Some(button), Some(menu)) = (button, element(id).and_then(|menu| menu.dyn_into::<HtmlElement>().ok())) else {
        return false;
    };
    // Pressed while it is open, for another line, the button would close it.
    if menu_is_open(id) {
        drop(menu.hide_popover());
    }
    button.click();
    if let Some(pointer) = pointer {
        // Refused when it has been lifted meanwhile.
        drop(menu.set_pointer_capture(pointer));
    }
    true
}

/// Closes a menu; the focus goes back from it to where it was.
pub fn close_menu(id: &str) {
    if let Some(menu) = element(id).and_then(|menu| menu.dyn_into::<HtmlElement>().ok()) {
        // Refused when it is closed already.
        drop(menu.hide_popover());
    }
}

/// Acts on every event of a kind before anything on the page does, for as long as the page lives.
pub fn before_all(kind: &str, act: impl Fn(&Event) + 'static) {
    let act = Closure::<dyn Fn(Event)>::new(move |event: Event| act(&event));
    if let Some(window) = window() {
        // A window is never refused.
        drop(window.add_event_listener_with_callback_and_bool(kind, act.as_ref().unchecked_ref(), true));
        act.forget();
    }
}

/// Whether an element takes room on the screen.
pub fn is_shown(id: &str) -> bool {
    element(id).is_some_and(|element| has_room(&element))
}

/// What is there for landmarks alone is one pixel wide (`_shell.scss`).
fn has_room(element: &Element) -> bool {
    element.get_bounding_client_rect().width() > 1.0
}

/// Whether words on the page are selected.
pub fn has_selection() -> bool {
    window().and_then(|window| window.get_selection().ok().flatten()).is_some_and(|selection| !selection.is_collapsed())
}

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    element(id).and_then(|element| element.dyn_into().ok())
}

/// Opens a dialog over the page.
pub fn show_dialog(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        drop(dialog.show_modal());
    }
}

/// Closes a dialog; the focus goes back to where it was.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id).filter(HtmlDialogElement::open) {
        dialog.close();
    }
}

/// Puts the focus on the next region that is on the page, or the one before. Each is an id, perhaps with that of what in it takes
/// the focus; one that lies in another comes after it.
pub fn walk_regions(regions: &[(&str, Option<&str>)], forward: bool) {
    let Some(document) = document() else { return };
    let shown = |id: &str| document.get_element_by_id(id).filter(has_room);
    let present: Vec<(Element, Option<Element>)> =
        regions.iter().filter_map(|(id, within)| Some((shown(id)?, within.and_then(shown)))).collect();
    let active = document.active_element();
    let at = present.iter().rposition(|(region, _)| region.contains(active.as_deref()));
    let next = match (at, forward) {
        (None, _) => 0,
        (Some(at), true) => (at + 1) % present.len(),
        (Some(at), false) => (at + present.len() - 1) % present.len(),
    };
    let target = present.get(next).and_then(|(region, within)| {
        // What is there for another size of screen takes no focus.
        let inner = |selector: &str| region.query_selector_all(selector).iter().flat_map(all_of).find(has_room);
        within
            .clone()
            .or_else(|| inner("[tabindex='0']"))
            .or_else(|| inner("textarea, input:not([type=hidden]), a[href], button"))
            .or_else(|| Some(region.clone()))
    });
    if let Some(target) = target.and_then(|target| target.dyn_into::<HtmlElement>().ok()) {
        drop(target.focus());
        // After a click a browser does not believe Ctrl and a key that somebody is at the keyboard, and shows no ring.
        for earlier in document.query_selector_all("[data-walked]").iter().flat_map(all_of) {
            drop(earlier.remove_attribute("data-walked"));
        }
        drop(target.set_attribute("data-walked", ""));
    }
}

fn all_of(list: &NodeList) -> Vec<Element> {
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok()).collect()
}

/// An attribute of the nearest element around an event that fits a selector.
pub fn closest(event: &Event, selector: &str, attribute: &str) -> Option<String> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest(selector).ok().flatten()?.get_attribute(attribute)
}

/// The key press of an event; `None` while an input method composes, and for `AltGr`.
pub fn stroke(event: &KeyboardEvent) -> Option<Stroke> {
    // Safari ends a composition before the key that ended it; that key has the code 229.
    if event.is_composing() || event.key_code() == 229 || event.get_modifier_state("AltGraph") {
        return None;
    }
    Some(Stroke { key: event.key(), ctrl: event.ctrl_key() || event.meta_key(), alt: event.alt_key(), shift: event.shift_key() })
}

/// Calls a method that may not be there in every browser; what it answers.
fn call(on: &JsValue, method: &str, with: &[JsValue]) -> Option<JsValue> {
    let found = Reflect::get(on, &JsValue::from_str(method)).ok()?.dyn_into::<Function>().ok()?;
    Reflect::apply(&found, on, &with.iter().cloned().collect::<Array>()).ok()
}

/// Copies text; false where the browser has nowhere to copy to (a page that came without TLS) or may not.
pub fn copy(text: &str) -> impl Future<Output = bool> + use<> {
    // At once, while the browser still knows of the press that asked for it.
    let clipboard = window().and_then(|window| Reflect::get(&window.navigator(), &JsValue::from_str("clipboard")).ok());
    let clipboard = clipboard.filter(|found| !found.is_undefined());
    let promise = clipboard.and_then(|clipboard| call(&clipboard, "writeText", &[JsValue::from_str(text)]));
    let promise = promise.and_then(|promise| promise.dyn_into::<Promise>().ok());
    async move {
        match promise {
            Some(promise) => JsFuture::from(promise).await.is_ok(),
            None => false,
        }
    }
}

/// Where this page comes from, like `https://pando.example`.
pub fn origin() -> String {
    window().and_then(|window| window.location().origin().ok()).unwrap_or_default()
}

/// Shows a number on the installed app's icon; 0 takes it away.
pub fn set_badge(count: i64) {
    let Some(window) = window() else { return };
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    if count > 0 {
        drop(call(&window.navigator(), "setAppBadge", &[JsValue::from(count)]));
    } else {
        drop(call(&window.navigator(), "clearAppBadge", &[]));
    }
}

/// Tells whatever listens on this page, the page's own script too (`shell/page.js`).
pub fn tell(event: &str) {
    if let (Some(window), Ok(event)) = (window(), Event::new(event)) {
        drop(window.dispatch_event(&event));
    }
}

/// The page begins to go elsewhere (for a `beforeunload` event).
pub fn leaving() {
    LEAVING_AT.set(device_now().0);
}

/// A page on its way out is left to finish: what it posts (a lock, a sign-out) has an answer that tells the browser what to
/// forget. If it is still here after that, it goes where it was told meanwhile.
fn unless_leaving(go: impl Fn(&Window) + 'static) {
    let go = move || {
        if let Some(window) = window() {
            go(&window);
        }
    };
    if device_now().0 - LEAVING_AT.get() < WAY_OUT {
        set_timeout(go, Duration::from_millis(WAY_OUT.unsigned_abs()));
    } else {
        go();
    }
}

/// Leaves for another address with a full page load, so that nothing stays in memory.
pub fn go(path: &str) {
    let path = path.to_owned();
    // A path of our own is never refused.
    unless_leaving(move |window| drop(window.location().replace(&path)));
}

/// Loads the page again.
pub fn reload() {
    unless_leaving(|window| drop(window.location().reload()));
}

/// Asks whether to leave (for a `beforeunload` event).
pub fn keep_open(event: &Event) {
    event.prevent_default();
    // Chromium asks without it only since version 119.
    drop(Reflect::set(event, &JsValue::from_str("returnValue"), &JsValue::from_str("unsent")));
}

/// Reads what lies on the device under a key.
pub fn read(key: &str) -> Option<String> {
    window()?.local_storage().ok()??.get_item(key).ok()?
}

/// Puts something on the device, or takes it away. `false` when the browser refused.
pub fn write(key: &str, text: Option<&str>) -> bool {
    let Some(storage) = window().and_then(|window| window.local_storage().ok()).flatten() else { return false };
    match text {
        Some(text) => storage.set_item(key, text).is_ok(),
        None => storage.remove_item(key).is_ok(),
    }
}

pub(super) fn bytes_to_text(bytes: &[u8]) -> Option<String> {
    let letters: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    window()?.btoa(&letters).ok()
}

pub(super) fn text_to_bytes(text: &str) -> Option<Uint8Array> {
    let letters = window()?.atob(text).ok()?;
    let bytes: Option<Vec<u8>> = letters.chars().map(|letter| u8::try_from(u32::from(letter)).ok()).collect();
    bytes.map(|bytes| Uint8Array::from(bytes.as_slice()))
}
