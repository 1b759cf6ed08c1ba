//! The HTML document around [`crate::App`]: what must be there before the first paint.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_meta::MetaTags;
use leptos_router::location::RequestUrl;

use crate::{App, areas};

/// What every page does by itself, whatever becomes of its WASM.
static PAGE: LazyLock<String> = LazyLock::new(|| bare(include_str!("shell/page.js")));
/// What fetches the program.
static PROGRAM: LazyLock<String> = LazyLock::new(|| bare(include_str!("shell/program.js")));

/// A script without comments and indentation.
fn bare(script: &str) -> String {
    let lines = script.lines().map(str::trim_start);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Which build this server runs, and where its program is. Provided by the server.
#[derive(Clone, Debug, Default)]
pub struct Build {
    /// The page names its service worker after it.
    pub version: Arc<str>,
    /// The address of the program, without the `.js` and `.wasm` that it ends in.
    pub program: Arc<str>,
    /// The addresses of its style sheets: what every page is drawn with, and what screens are (`style/`).
    pub styles: [Arc<str>; 2],
    /// The addresses of what a file of screens needs besides, by the name of the file.
    pub parts: Arc<HashMap<String, Vec<String>>>,
}

impl Build {
    /// What fetches the program, and with it what the screen at this path and query needs.
    fn script(&self, path: &str) -> String {
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let file = areas::file(path);
        let names = file.map(|file| areas::files(file, query)).unwrap_or_default();
        // What several are made of is fetched once.
        let mut seen = HashSet::new();
        let parts = names.into_iter().filter_map(|name| self.parts.get(name)).flatten();
        let parts: Vec<_> = parts.filter(|part| seen.insert(*part)).collect();
        let (script, program) = (format!("{}.js", self.program), format!("{}.wasm", self.program));
        format!("{}({script:?}, {program:?}, {:?}, {parts:?});", PROGRAM.as_str(), self.styles[1])
    }
}

/// The document. Theme and density are put on `<html>` by [`crate::frame::Frame`], so that nothing flashes.
pub fn shell() -> impl IntoView {
    let (build, path) = (use_context::<Build>().unwrap_or_default(), asked_for());
    let script = build.script(path.as_deref().unwrap_or_default());
    let [main, screens] = build.styles.map(|sheet| sheet.to_string());
    let begins = path.as_deref().is_none_or(areas::begins_with_screen);
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" data-build=build.version.to_string() data-path=path>
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
                <link rel="stylesheet" href=main />
                {begins.then(|| view! { <link rel="stylesheet" id="screens" href=screens.clone() /> })}
                <script type="module" nonce=use_nonce()>{script}</script>
                // Whoever runs no script fetches nothing later.
                {(!begins).then(|| view! { <noscript><link rel="stylesheet" href=screens /></noscript> })}
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
