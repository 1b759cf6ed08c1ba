//! The service worker: registering it, and noticing that a newer one waits.

use js_sys::{Object, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, ServiceWorker, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState};

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

/// Registers `/sw.js`; `ready` runs when a newer one than the page's waits to take over.
pub fn register(ready: impl Fn() + Clone + 'static) {
    let Some(container) = container() else { return };
    leptos::task::spawn_local(async move {
        let registered = JsFuture::from(container.register(&address())).await;
        let Ok(registration) = registered.map(JsCast::unchecked_into::<ServiceWorkerRegistration>) else { return };
        if registration.waiting().is_some() && container.controller().is_some() {
            ready();
        }
        watch(&registration, container, ready);
    });
}

fn watch(registration: &ServiceWorkerRegistration, container: ServiceWorkerContainer, ready: impl Fn() + Clone + 'static) {
    let found = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        let registration = event.target().map(JsCast::unchecked_into::<ServiceWorkerRegistration>);
        let Some(worker) = registration.and_then(|registration| registration.installing()) else { return };
        // The very first worker replaces nothing.
        if container.controller().is_some() {
            when_installed(&worker, ready.clone());
        }
    });
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    // Lives as long as the page: the registration does too.
    found.forget();
}

fn when_installed(worker: &ServiceWorker, ready: impl Fn() + 'static) {
    let watched = worker.clone();
    let changed = Closure::<dyn FnMut()>::new(move || {
        if watched.state() == ServiceWorkerState::Installed {
            ready();
        }
    });
    worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// Lets the newer worker take over, and loads the page again when it has.
pub fn update() {
    let Some(container) = container() else { return };
    let reload = Closure::once_into_js(|| {
        if let Some(window) = web_sys::window() {
            drop(window.location().reload());
        }
    });
    container.set_oncontrollerchange(Some(reload.unchecked_ref()));
    leptos::task::spawn_local(async move {
        let found = JsFuture::from(container.get_registration()).await;
        let waiting = found
            .ok()
            .filter(JsValue::is_object)
            .map(JsCast::unchecked_into::<ServiceWorkerRegistration>)
            .and_then(|found| found.waiting());
        if let Some(waiting) = waiting {
            let message = Object::new();
            drop(Reflect::set(&message, &"type".into(), &"update".into()));
            drop(waiting.post_message(&message));
        }
    });
}
