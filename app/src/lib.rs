//! What clinicians see: the list of features, the route table, and the page they are drawn in.
//!
//! [`areas`] is the table of what there is to go to, [`screens`] fetches what is gone to, [`frame`] stands around it, [`live`] is
//! the line to the server.
//!
//! A feature's folder holds `api.rs` (its server functions) and its screens; `ui` holds parts without feature
//! words; `browser` is the glue to what only a browser has. [`App`] itself starts nothing: sockets, timers and
//! listeners begin in effects, which never run on the server.

// A view is one deep type.
#![recursion_limit = "512"]

pub mod areas;
mod commands;
pub mod frame;
mod later;
pub mod live;
pub mod palette;
pub mod screens;
#[cfg(feature = "ssr")]
pub mod shell;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::{NavigateOptions, SsrMode, path};

use areas::File;
use screens::Shown;
use ui::{LostScreen, Unread, provide_ui};

const DOOR: Shown = Shown::Of(File::Door);
const REST: Shown = Shown::Of(File::Rest);

/// Everything, by its address. The guard has sent away whoever may not be where they are.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_ui();
    let unread = expect_context::<Unread>();
    view! {
        <Title formatter=move |text: String| unread.title(&text) />
        <Router>
            <Retraced />
            <Routes fallback=LostScreen>
                <Route path=path!("") view={Shown::Home} />
                <ParentRoute path=path!("") view={Shown::AroundDoor} ssr=SsrMode::Async>
                    <Route path=path!("sign-in") view=DOOR ssr=SsrMode::Async />
                    <Route path=path!("sign-in/code") view=DOOR ssr=SsrMode::Async />
                    <Route path=path!("welcome") view=DOOR ssr=SsrMode::Async />
                    <Route path=path!("welcome/pin") view=DOOR ssr=SsrMode::Async />
                </ParentRoute>
                <Route path=path!("dev/gallery") view={Shown::Of(File::Gallery)} ssr=SsrMode::Async />
                <Route path=path!("dev/gallery/:part/:look?") view={Shown::Of(File::Gallery)} ssr=SsrMode::Async />
                <Route path=path!("unlock") view=DOOR ssr=SsrMode::Async />
                <ParentRoute path=path!("") view={Shown::AroundWork} ssr=SsrMode::Async>
                    <ParentRoute path=path!("c") view={Shown::Chat} ssr=SsrMode::Async>
                        <Route path=path!("") view={Shown::NothingOpen} ssr=SsrMode::Async />
                        <Route path=path!(":id") view={Shown::Of(File::Conversation)} ssr=SsrMode::Async />
                    </ParentRoute>
                    <Route path=path!("new") view=REST ssr=SsrMode::Async />
                    <Route path=path!("people") view=REST ssr=SsrMode::Async />
                    <Route path=path!("people/:id") view=REST ssr=SsrMode::Async />
                    <Route path=path!("lock") view=DOOR ssr=SsrMode::Async />
                    <Route path=path!("settings") view=REST ssr=SsrMode::Async />
                    <Route path=path!("settings/profile") view=REST ssr=SsrMode::Async />
                    <Route path=path!("settings/pin") view=REST ssr=SsrMode::Async />
                    <Route path=path!("settings/devices") view=REST ssr=SsrMode::Async />
                    <Route path=path!("help") view=REST ssr=SsrMode::Async />
                </ParentRoute>
            </Routes>
        </Router>
    }
}

/// Tells the router where the browser's Back and Forward have led. It remembers only the way that it went itself: after a
/// Forward it takes the page before for the present one, and a link to that page would leave the address as it is.
#[component]
fn Retraced() -> impl IntoView {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let navigate = navigate.clone();
        let here = NavigateOptions { replace: true, resolve: false, scroll: false, ..NavigateOptions::default() };
        window_event_listener_untyped("popstate", move |_| navigate(&browser::lock::here(), here.clone()));
    });
}
