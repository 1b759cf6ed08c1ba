//! What stands over every screen and the first one can do without: it comes with the code that is fetched when the page lives.

use leptos::prelude::*;

use crate::live;
use account::{LockWatch, Tabs};
use chat::hands::hands;
use chat::state::ChatState;
use ui::{Alive, Erased, Fetch, Place, ToastRegion, Told, UpdatePrompt, drawn, part, registered};

/// What those at work need there.
#[derive(Clone, Copy)]
pub struct Watched {
    /// The organisation's choice.
    pub idle_seconds: i64,
    /// The way to the other tabs.
    pub tabs: Tabs,
    /// Set by whoever hears that another tab is in use.
    pub active: RwSignal<i64>,
    /// Whether the line to the server stands.
    pub live: Signal<bool>,
    /// Whether there is a newer version.
    pub newer: Signal<bool>,
}

/// Notes, the newer version and the lock, for those at work.
#[component]
pub fn OverWork(
    /// Whether the code is there: it comes with the line to the server.
    ready: Signal<bool>,
    watched: Watched,
) -> impl IntoView {
    move || if ready.get() { over(Fetch::new(move || over_work(watched))) } else { told() }
}

/// Notes and the newer version, at the door.
#[component]
pub fn OverDoor() -> impl IntoView {
    let (alive, newer) = (Alive::here(), registered());
    move || if alive.now() { over(Fetch::new(move || over_door(newer))) } else { told() }
}

fn told() -> AnyView {
    view! { <Told /> }.erased()
}

fn over(fetch: Fetch) -> AnyView {
    view! { <Suspense fallback=told>{Suspend::new(drawn(fetch, Place::Dialog))}</Suspense> }.erased()
}

/// Whether the code of the line to the server is there, fetched if need be.
pub async fn line_comes() -> bool {
    fetch_line().await.is_ok()
}

/// Begins with the line to the server; false where its code cannot be had now.
pub async fn line_begins(chat: ChatState) -> bool {
    begin(chat).await.is_ok()
}

part!(/// The line to the server is no part of the first screen: its code is fetched as soon as that stands.
line, preload(fetch_line), fn begin(chat: ChatState) -> () => {
    live::start(chat);
    chat.hands.set(Some(hands(chat)));
});

part!(/// With the line to the server, whose code is awaited anyway.
line, fn over_work(watched: Watched) -> AnyView => {
    let Watched { idle_seconds, tabs, active, live, newer } = watched;
    view! {
        <ToastRegion />
        <UpdatePrompt newer />
        <LockWatch idle_seconds tabs active live />
    }
    .erased()
});

part!(/// With the screens of coming in.
    door, fn over_door(newer: RwSignal<bool>) -> AnyView => view! { <ToastRegion /> <UpdatePrompt newer /> }.erased());
