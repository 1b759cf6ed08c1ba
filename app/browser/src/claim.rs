//! What one tab alone holds, for as long as it lives (Web Locks API): so the others know when it has gone, however it went.

use js_sys::{Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// A name that is held until this is dropped, or the page goes. Empty where the browser knows no such thing.
#[derive(Debug)]
pub struct Claim(Option<Function>);

impl Claim {
    /// Others may have it.
    pub fn let_go(self) {}
}

impl Drop for Claim {
    fn drop(&mut self) {
        if let Some(let_go) = &self.0 {
            drop(let_go.call0(&JsValue::NULL));
        }
    }
}

fn locks() -> Option<JsValue> {
    let found = Reflect::get(&web_sys::window()?.navigator(), &JsValue::from_str("locks")).ok()?;
    (!found.is_undefined()).then_some(found)
}

/// Whether it can be told that another tab has gone.
pub fn has_claims() -> bool {
    locks().is_some()
}

/// Takes a name, or waits until it is free; without `wait` there is `None` while another holds it. A browser that refuses (it
/// does where it keeps nothing for a site) is one that knows no such thing.
pub async fn claim(name: &str, wait: bool) -> Option<Claim> {
    let Some(locks) = locks() else { return Some(Claim(None)) };
    let (mut let_go, mut granted) = (None, None);
    let held = Promise::new(&mut |resolve, _| let_go = Some(resolve));
    let answer = Promise::new(&mut |resolve, _| granted = Some(resolve));
    let (let_go, granted) = (let_go?, granted?);
    let refused = granted.clone();
    let refuse = Closure::once_into_js(move |_: JsValue| drop(refused.call1(&JsValue::NULL, &JsValue::NULL)));
    let taken = Closure::once_into_js(move |lock: JsValue| {
        drop(granted.call1(&JsValue::NULL, &JsValue::from_bool(!lock.is_null())));
        if lock.is_null() { JsValue::NULL } else { held.into() }
    });
    let options = Object::new();
    Reflect::set(&options, &JsValue::from_str("ifAvailable"), &JsValue::from_bool(!wait)).ok()?;
    let request = Reflect::get(&locks, &JsValue::from_str("request")).ok()?.dyn_into::<Function>().ok()?;
    let asked = request.call3(&locks, &JsValue::from_str(name), &options, &taken).ok()?;
    let catch = Reflect::get(&asked, &JsValue::from_str("catch")).ok()?.dyn_into::<Function>().ok()?;
    catch.call1(&asked, &refuse).ok()?;
    match JsFuture::from(answer).await.ok()?.as_bool() {
        Some(true) => Some(Claim(Some(let_go))),
        Some(false) => None,
        None => Some(Claim(None)),
    }
}
