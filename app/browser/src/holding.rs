//! Holding somebody who is about to leave a page of the program: by a link, or by Back and Forward.

use js_sys::{Function, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, EventTarget, HtmlAnchorElement, MouseEvent};

/// Where somebody was going.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// By a link, to this path of ours.
    Link(String),
    /// Back or forward, to the page of this key.
    History(String),
}

/// Asks at every way out, until it is dropped.
#[derive(Debug)]
pub struct Holding {
    link: Closure<dyn FnMut(Event)>,
    history: Closure<dyn FnMut(Event)>,
}

impl Holding {
    /// From now on `hold` is told where somebody goes, and says whether they are held.
    pub fn begin(hold: impl Fn(Way) -> bool + Clone + 'static) -> Self {
        let by_link = hold.clone();
        let link = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if linked(&event).is_some_and(|path| by_link(Way::Link(path))) {
                event.prevent_default();
                event.stop_propagation();
            }
        });
        let history = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if traversed(&event).is_some_and(|key| hold(Way::History(key))) {
                event.prevent_default();
            }
        });
        // Before the router hears of it.
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            drop(document.add_event_listener_with_callback_and_bool("click", link.as_ref().unchecked_ref(), true));
        }
        if let Some(navigation) = navigation() {
            drop(navigation.add_event_listener_with_callback("navigate", history.as_ref().unchecked_ref()));
        }
        Self { link, history }
    }
}

impl Drop for Holding {
    fn drop(&mut self) {
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            drop(document.remove_event_listener_with_callback_and_bool("click", self.link.as_ref().unchecked_ref(), true));
        }
        if let Some(navigation) = navigation() {
            drop(navigation.remove_event_listener_with_callback("navigate", self.history.as_ref().unchecked_ref()));
        }
    }
}

/// Goes to a page of the history after all.
pub fn go(key: &str) {
    let traverse = navigation().and_then(|navigation| Some((get(&navigation, "traverseTo")?.dyn_into::<Function>().ok()?, navigation)));
    if let Some((traverse, navigation)) = traverse {
        // A key that is gone leads nowhere.
        drop(traverse.call1(&navigation, &JsValue::from_str(key)));
    }
}

/// The browser's history as one can listen to it; browsers from before 2026 may have none, and then Back is not held.
fn navigation() -> Option<EventTarget> {
    get(web_sys::window()?.as_ref(), "navigation")?.dyn_into().ok()
}

fn get(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &JsValue::from_str(name)).ok().filter(|found| !found.is_undefined() && !found.is_null())
}

/// The path that a plain click leads to, if it is another page of ours.
fn linked(event: &Event) -> Option<String> {
    let mouse = event.dyn_ref::<MouseEvent>()?;
    if mouse.button() != 0 || mouse.ctrl_key() || mouse.meta_key() || mouse.shift_key() || mouse.alt_key() || event.default_prevented() {
        return None;
    }
    let link: HtmlAnchorElement = event.target()?.dyn_into::<Element>().ok()?.closest("a[href]").ok()??.dyn_into().ok()?;
    let here = web_sys::window()?.location();
    let elsewhere = !link.target().is_empty() || link.has_attribute("download") || Some(link.origin()) != here.origin().ok();
    let same = Some(link.pathname()) == here.pathname().ok() && Some(link.search()) == here.search().ok();
    (!elsewhere && !same).then(|| format!("{}{}{}", link.pathname(), link.search(), link.hash()))
}

/// The key of the page that Back or Forward leads to, if it can still be held.
fn traversed(event: &Event) -> Option<String> {
    let traverses = get(event, "navigationType")?.as_string()? == "traverse";
    let key = get(&get(event, "destination")?, "key")?.as_string()?;
    (traverses && event.cancelable()).then_some(key)
}
