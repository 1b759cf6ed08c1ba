//! Brings the served page to life in the browser.

// A view is one deep type.
#![recursion_limit = "512"]

mod room;

use leptos::mount::hydrate_from;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the WASM is there. Screens are fetched in parts: the page is taken over, in one go, once the part of its
/// screen is there, and what would change the page meanwhile waits for that. Without the part that this screen is in, the page stays as the server
/// drew it, which works.
#[wasm_bindgen]
pub fn hydrate() {
    if browser::is_alive() {
        return;
    }
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let location = leptos::prelude::window().location();
        let (path, query) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
        if !app::screens::is_there(&path, &query).await {
            return browser::worker::stranded();
        }
        // A page that is about to go is asked again once it has not gone (`shell/page.js`).
        if browser::is_posted() || browser::is_alive() {
            return;
        }
        hydrate_from(leptos::tachys::dom::body(), app::App).forget();
        browser::alive();
    });
}
