//! Brings the served page to life in the browser.

// A view is one deep type.
#![recursion_limit = "512"]

mod room;

use std::time::Duration;

use leptos::mount::hydrate_from;
use leptos::prelude::set_timeout;
use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page once the WASM is there. Screens are fetched in parts: the page is taken over, in one go, once the part of its
/// screen is there, and what would change the page meanwhile waits for that. Without the part that this screen is in, the page stays as the server
/// drew it, which works.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    wasm_bindgen_futures::spawn_local(async {
        let location = leptos::prelude::window().location();
        let (path, query) = (location.pathname().unwrap_or_default(), location.search().unwrap_or_default());
        if !app::screens::is_there(&path, &query).await {
            return browser::worker::stranded();
        }
        take_over();
    });
}

/// The page lives from now on, unless it is about to go.
fn take_over() {
    if browser::is_posted() {
        return set_timeout(take_over, Duration::from_millis(500));
    }
    hydrate_from(leptos::tachys::dom::body(), app::App).forget();
    browser::alive();
}
