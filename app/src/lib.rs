//! What clinicians see: the list of features, the route table, and the page they are drawn in.
//!
//! A feature's folder holds `api.rs` (its server functions) and its screens; `ui` holds parts without feature
//! words; `browser` is the glue to what only a browser has. [`App`] itself starts nothing: sockets, timers and
//! listeners begin in effects, which never run on the server.

// A view is one deep type.
#![recursion_limit = "512"]

pub mod areas;
mod commands;
pub mod frame;
pub mod live;
#[cfg(feature = "ssr")]
pub mod shell;

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Redirect, Route, Router, Routes};
use leptos_router::hooks::use_navigate;
use leptos_router::{Lazy, NavigateOptions, SsrMode, path};

use chat::screen::{ChatScreen, NothingOpen};
use frame::{Door, Frame};
use ui::{LostScreen, Unread, provide_ui};

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
                <Route path=path!("") view=|| view! { <Redirect path="/c" /> } />
                <ParentRoute path=path!("") view=Door ssr=SsrMode::Async>
                    <Route path=path!("sign-in") view={Lazy::<areas::SignIn>::new()} ssr=SsrMode::Async />
                    <Route path=path!("sign-in/code") view={Lazy::<areas::Code>::new()} ssr=SsrMode::Async />
                    <Route path=path!("welcome") view={Lazy::<areas::Welcome>::new()} ssr=SsrMode::Async />
                    <Route path=path!("welcome/pin") view={Lazy::<areas::Pin>::new()} ssr=SsrMode::Async />
                </ParentRoute>
                <Route path=path!("dev/gallery") view={Lazy::<areas::Gallery>::new()} ssr=SsrMode::Async />
                <Route path=path!("dev/gallery/:part/:look?") view={Lazy::<areas::Gallery>::new()} ssr=SsrMode::Async />
                <Route path=path!("unlock") view={Lazy::<areas::Unlock>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("") view=Frame ssr=SsrMode::Async>
                    <ParentRoute path=path!("c") view=ChatScreen ssr=SsrMode::Async>
                        <Route path=path!("") view=NothingOpen ssr=SsrMode::Async />
                        <Route path=path!(":id") view={Lazy::<areas::Conversation>::new()} ssr=SsrMode::Async />
                    </ParentRoute>
                    <Route path=path!("new") view={Lazy::<areas::New>::new()} ssr=SsrMode::Async />
                    <Route path=path!("people") view={Lazy::<areas::People>::new()} ssr=SsrMode::Async />
                    <Route path=path!("people/:id") view={Lazy::<areas::Person>::new()} ssr=SsrMode::Async />
                    <Route path=path!("lock") view={Lazy::<areas::Lock>::new()} ssr=SsrMode::Async />
                    <Route path=path!("settings") view={Lazy::<areas::Settings>::new()} ssr=SsrMode::Async />
                    <Route path=path!("settings/profile") view={Lazy::<areas::ChangeProfile>::new()} ssr=SsrMode::Async />
                    <Route path=path!("settings/pin") view={Lazy::<areas::ChangePin>::new()} ssr=SsrMode::Async />
                    <Route path=path!("settings/devices") view={Lazy::<areas::Devices>::new()} ssr=SsrMode::Async />
                    <Route path=path!("help") view={Lazy::<areas::Help>::new()} ssr=SsrMode::Async />
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
