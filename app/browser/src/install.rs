//! Whether the app is installed, and the browser's offer to install it.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// Where the document keeps the offer, which may come before the WASM does.
const OFFER: &str = "pandoInstall";

fn offer() -> Option<JsValue> {
    let window = web_sys::window()?;
    let offer = Reflect::get(&window, &OFFER.into()).ok()?;
    offer.is_object().then_some(offer)
}

/// Whether the browser offers to install the app.
pub fn is_offered() -> bool {
    offer().is_some()
}

/// Has the browser ask whether to install the app; it asks once for each offer.
pub fn prompt() {
    let Some(offer) = offer() else { return };
    let prompt = Reflect::get(&offer, &"prompt".into()).ok().and_then(|prompt| prompt.dyn_into::<Function>().ok());
    if let Some(prompt) = prompt {
        // Refused when it was asked before; the button is gone then.
        drop(prompt.call0(&offer));
    }
    if let Some(window) = web_sys::window() {
        drop(Reflect::set(&window, &OFFER.into(), &JsValue::UNDEFINED));
    }
}

/// Whether this is the installed app and not a browser's tab.
pub fn is_installed() -> bool {
    let Some(window) = web_sys::window() else { return false };
    let matches = |query: &str| window.match_media(query).ok().flatten().is_some_and(|list| list.matches());
    // Safari on iOS says it in its own way too.
    let standalone = Reflect::get(&window.navigator(), &"standalone".into()).ok().and_then(|value| value.as_bool());
    matches("(display-mode: standalone)") || standalone == Some(true)
}
