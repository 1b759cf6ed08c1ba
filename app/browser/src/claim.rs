//! What one tab alone holds, for as long as it lives (Web Locks API): so the others know when it has gone, however it went.

use std::time::Duration;

use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::set_timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Where a tab notes, for as long as it is open, whose line its next page takes up.
const NOTED: &str = "pando.tab";
/// So often, and so long apart, a name is asked for that is about to be free.
const TRIES: usize = 5;
const APART: Duration = Duration::from_millis(100);

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

// Looked up by name, here and below: `web_sys` has it only where everything unstable is switched on.
fn locks() -> Option<JsValue> {
    let found = Reflect::get(&web_sys::window()?.navigator(), &JsValue::from_str("locks")).ok()?;
    (!found.is_undefined()).then_some(found)
}

/// Whether it can be told that another tab has gone.
pub fn has_claims() -> bool {
    locks().is_some()
}

/// What this tab's earlier pages noted. A copy of a tab has what that one noted, too.
pub fn noted() -> String {
    session().and_then(|session| session.get_item(NOTED).ok()?).unwrap_or_default()
}

/// Notes it for this tab's next page.
pub fn note(names: &str) {
    if let Some(session) = session() {
        drop(if names.is_empty() { session.remove_item(NOTED) } else { session.set_item(NOTED, names) });
    }
}

fn session() -> Option<web_sys::Storage> {
    web_sys::window()?.session_storage().ok()?
}

/// Takes a name of this tab's last page. That one may be about to let go of it, or another tab may just be looking.
pub async fn claim_soon(name: &str) -> Option<Claim> {
    for _ in 0..TRIES {
        if let Some(claim) = claim(name, false).await {
            return Some(claim);
        }
        let pause = Promise::new(&mut |done, _| set_timeout(move || drop(done.call0(&JsValue::NULL)), APART));
        drop(JsFuture::from(pause).await);
    }
    None
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
    // Without this the answer of a browser that refuses would be waited for without end.
    catch.call1(&asked, &refuse).ok()?;
    match JsFuture::from(answer).await.ok()?.as_bool() {
        Some(true) => Some(Claim(Some(let_go))),
        Some(false) => None,
        None => Some(Claim(None)),
    }
}
