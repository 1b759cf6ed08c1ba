//! Brings the served page to life in the browser.

// A view is one deep type.
#![recursion_limit = "512"]

use leptos::mount::hydrate_from_async;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the WASM is there. Screens are fetched in parts, so taking over the page takes its time; what
/// would change the page meanwhile waits for its end.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        hydrate_from_async(leptos::tachys::dom::body(), app::App).await.forget();
        app::browser::alive();
    });
}
