//! The service worker: registering it, and noticing that a newer version has come; and a part that is missing, which the
//! page itself says (`shell/page.js`), because it may be this very program that is half there.

use std::time::Duration;

use super::tell;
use futures::channel::oneshot;
use js_sys::{Function, Object, Promise, Reflect};
use leptos::prelude::set_timeout;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState, Window};

/// How long a worker that should take over may take, before the page is loaded again without it.
const PATIENCE: Duration = Duration::from_secs(3);

/// The container; `None` in a browser without one, and on an insecure origin.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = web_sys::window()?.navigator();
    let there = Reflect::get(&navigator, &"serviceWorker".into()).is_ok_and(|value| value.is_object());
    there.then(|| navigator.service_worker())
}

/// The worker of this page's build: another build is another worker, with a cache of its own.
fn address() -> String {
    let page = web_sys::window().and_then(|window| window.document()).and_then(|document| document.document_element());
    page.and_then(|page| page.get_attribute("data-build")).map_or_else(|| "/sw.js".into(), |build| format!("/sw.js?v={build}"))
}

fn is_own(worker: &ServiceWorker) -> bool {
    worker.script_url().ends_with(&address())
}

/// Registers `/sw.js`; `newer` runs when the worker of another version than the page's has taken over.
pub fn register(newer: impl Fn() + 'static) {
    let Some(container) = container() else { return };
    followed(&container, newer);
    super::for_app(async move {
        let registered = JsFuture::from(container.register(&address())).await;
        let Ok(registration) = registered.map(JsCast::unchecked_into::<ServiceWorkerRegistration>) else { return };
        if let Some(waiting) = registration.waiting() {
            take_over_if_own(&waiting);
        }
        // It may have been found before anybody listened.
        if let Some(installing) = registration.installing() {
            when_installed(&installing);
        }
        watch(&registration);
    });
}

/// Another tab has let a newer worker take over.
fn followed(container: &ServiceWorkerContainer, newer: impl Fn() + 'static) {
    let controlled = container.clone();
    let changed = Closure::<dyn FnMut()>::new(move || {
        if controlled.controller().is_some_and(|worker| !is_own(&worker)) {
            newer();
        }
    });
    drop(container.add_event_listener_with_callback("controllerchange", changed.as_ref().unchecked_ref()));
    // Lives as long as the page: the container does too.
    changed.forget();
}

fn watch(registration: &ServiceWorkerRegistration) {
    let found = Closure::<dyn FnMut(Event)>::new(|event: Event| {
        let registration = event.target().map(JsCast::unchecked_into::<ServiceWorkerRegistration>);
        if let Some(worker) = registration.and_then(|registration| registration.installing()) {
            when_installed(&worker);
        }
    });
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    // Lives as long as the page: the registration does too.
    found.forget();
}

fn when_installed(worker: &ServiceWorker) {
    let watched = worker.clone();
    let changed = Closure::<dyn FnMut()>::new(move || {
        if watched.state() == ServiceWorkerState::Installed {
            take_over_if_own(&watched);
        }
    });
    worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// The worker of this page takes over without a question: the page has been loaded again already.
///
/// A page of another version says nothing yet. What it would draw now, it would fetch through the worker that is just being
/// relieved, and Chromium then lets that one stay until it is idle, half a minute later.
fn take_over_if_own(worker: &ServiceWorker) {
    if is_own(worker) {
        take_over(worker);
    }
}

fn take_over(worker: &ServiceWorker) {
    let message = Object::new();
    drop(Reflect::set(&message, &"type".into(), &"update".into()));
    drop(worker.post_message(&message));
}

fn reload() {
    if let Some(window) = web_sys::window() {
        drop(window.location().reload());
    }
}

/// Lets the newer worker take over, if one waits, and loads the page again: once it has, or in any case before long.
pub fn update() {
    let Some(container) = container() else { return reload() };
    super::for_app(async move {
        let found = JsFuture::from(container.get_registration()).await;
        let registration = found.ok().filter(JsValue::is_object).map(JsCast::unchecked_into::<ServiceWorkerRegistration>);
        let Some(waiting) = registration.and_then(|registration| registration.waiting()) else { return reload() };
        container.set_oncontrollerchange(Some(Closure::once_into_js(reload).unchecked_ref()));
        take_over(&waiting);
        // A worker that is busy takes its time, or never comes: whoever pressed "Reload" is not kept waiting.
        set_timeout(reload, PATIENCE);
    });
}

/// A part of this program is missing: the page says so.
pub fn missing() {
    tell("pando-missing");
}

/// A part is missing that the page cannot be taken over without: it says so, and its links and forms stay the browser's.
pub fn stranded() {
    tell("pando-stranded");
}

/// It has come after all.
pub fn found() {
    tell("pando-found");
}

/// Whether the server says that it runs another version than this page. Without an answer it does not.
pub async fn is_superseded() -> bool {
    // What comes from the page stays in a task of its own: a view may be drawn on any thread, its compiler believes.
    let (say, heard) = oneshot::channel();
    super::for_app(async move {
        let answer = match web_sys::window().and_then(|window| asked(&window)) {
            Some(answer) => JsFuture::from(answer).await.is_ok_and(|answer| answer.is_truthy()),
            None => false,
        };
        // Nobody waits any longer: then nobody needs it.
        let _ = say.send(answer);
    });
    heard.await.unwrap_or(false)
}

fn asked(window: &Window) -> Option<Promise> {
    let ask = Reflect::get(window, &"pandoSuperseded".into()).ok()?.dyn_into::<Function>().ok()?;
    ask.call0(window).ok()?.dyn_into().ok()
}
