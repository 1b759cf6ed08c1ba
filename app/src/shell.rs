//! The HTML document around [`crate::App`]: what must be there before the first paint.

use std::sync::{Arc, LazyLock};

use leptos::config::LeptosOptions;
use leptos::hydration::{AutoReload, HydrationScripts};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::{HashedStylesheet, MetaTags};
use leptos_router::location::RequestUrl;

use crate::App;

/// What every page does by itself, whatever becomes of its WASM; without comments and indentation.
static PAGE: LazyLock<String> = LazyLock::new(|| {
    let lines = include_str!("shell/page.js").lines().map(str::trim_start);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect::<Vec<_>>().join("\n")
});

/// Which build this server runs; the page names its service worker after it. Provided by the server.
#[derive(Clone, Debug)]
pub struct Build(pub Arc<str>);

/// The document. Theme and density are put on `<html>` by [`crate::frame::Frame`], so that nothing flashes.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let build = use_context::<Build>().map(|build| build.0.to_string());
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" data-build=build data-path=asked_for()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" content="#0f3a31" media="(prefers-color-scheme: light)" />
                <meta name="theme-color" content="#0a211c" media="(prefers-color-scheme: dark)" />
                <meta name="referrer" content="same-origin" />
                <meta name="format-detection" content="telephone=no" />
                <meta name="apple-mobile-web-app-title" content="Pando" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
                <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png" />
                <script nonce=use_nonce()>{PAGE.as_str()}</script>
                <HashedStylesheet options=options.clone() id="leptos" />
                <AutoReload options=options.clone() />
                <HydrationScripts options=options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// The path and query that this page answers.
fn asked_for() -> Option<String> {
    let url = use_context::<RequestUrl>()?.parse().ok()?;
    Some(if url.search().is_empty() { url.path().to_owned() } else { format!("{}?{}", url.path(), url.search()) })
}
