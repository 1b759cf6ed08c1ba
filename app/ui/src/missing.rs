//! A part whose code cannot be had: the network is away, or a newer version has taken the place of this page's. Whoever
//! draws a part draws it by [`drawn`], so that nobody waits for ever or loses the page.

use std::fmt;
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::wasm_split::SplitLoaderError;

use super::{Button, Erased, Heading, Icon, Kind, Skeleton};
use browser::{self, worker};

/// The code of a part could not be fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Missing;

impl From<SplitLoaderError> for Missing {
    fn from(_: SplitLoaderError) -> Self {
        Self
    }
}

/// A part, if its code is there.
pub type Part = Result<AnyView, Missing>;

type Coming = Pin<Box<dyn Future<Output = Part> + Send>>;

/// Fetches a part's code, and draws it; more than once if it has to be.
#[derive(Clone)]
pub struct Fetch(Arc<dyn Fn() -> Coming + Send + Sync>);

impl Fetch {
    /// By this function.
    pub fn new<F: Future<Output = Part> + Send + 'static>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self {
        Self(Arc::new(move || Box::pin(fetch())))
    }

    fn go(&self) -> Coming {
        (self.0)()
    }
}

impl fmt::Debug for Fetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Fetch")
    }
}

/// Where a part stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is the main part of the page.
    Alone,
    /// In the main part of the page, below what names it.
    Within,
    /// In a dialog or the side pane, which take the focus.
    Dialog,
}

/// A part; or in its place that it is missing, and what to do.
pub async fn drawn(fetch: Fetch, place: Place) -> AnyView {
    match fetch.go().await {
        Ok(view) => {
            if place == Place::Dialog && browser::is_alive() {
                browser::focus::focus_in_dialog();
            }
            view
        }
        Err(Missing) if !browser::is_alive() => {
            // Half a page cannot be taken over. It stays what the server drew, which works; the page itself says the rest.
            worker::stranded();
            pending().await
        }
        Err(Missing) => {
            let newer = worker::is_superseded().await;
            view! { <Absent newer fetch place /> }.erased()
        }
    }
}

/// In the place of a part that could not be fetched.
#[component]
fn Absent(newer: bool, fetch: Fetch, place: Place) -> impl IntoView {
    let newer = RwSignal::new(newer);
    let tries = RwSignal::new(0_u32);
    move || {
        if tries.get() == 0 {
            return view! { <Words newer place again=move |()| tries.set(1) /> }.erased();
        }
        let coming = fetch.go();
        let again = async move {
            if let Ok(view) = coming.await {
                return view;
            }
            let superseded = worker::is_superseded().await;
            newer.try_set(superseded);
            view! { <Words newer place again=move |()| tries.update(|tries| *tries += 1) /> }.erased()
        };
        view! { <Suspense fallback=Skeleton>{Suspend::new(again)}</Suspense> }.erased()
    }
}

/// That it is missing, why, and what to do.
#[component]
fn Words(newer: RwSignal<bool>, place: Place, #[prop(into)] again: Callback<()>) -> impl IntoView {
    let (title, text) = if newer.get_untracked() {
        ("Pando was updated", "Reload to go on. Drafts and unsent messages are kept.")
    } else {
        ("This could not be loaded", "Check your connection, then try again. Drafts and unsent messages are kept.")
    };
    let named = match place {
        Place::Dialog => view! { <p class="empty__title">{title}</p> }.erased(),
        Place::Alone | Place::Within => view! { <Heading class="empty__title" text=title /> }.erased(),
    };
    let again = (!newer.get_untracked())
        .then(|| view! { <Button kind=Kind::Secondary icon="retry" plain=true press=again>"Try again"</Button> }.erased());
    let words = view! {
        <div class="empty empty--error" role="alert">
            <Icon name="warning" large=true />
            {named}
            <p>{text}</p>
            <div class="buttons">
                {again}
                <Button plain=true press=move |()| browser::reload()>"Reload"</Button>
            </div>
        </div>
    };
    match place {
        Place::Alone => view! { <main id="main" class="shell__main" tabindex="-1">{words}</main> }.erased(),
        Place::Within | Place::Dialog => words.into_any(),
    }
}

/// A function whose code is fetched with the others of this file when it is first called; [`Missing`] when it cannot be had. A
/// function of the name in `preload()` fetches it before: what the server has drawn with it is only taken over where it is there.
#[macro_export]
macro_rules! part {
    ($(#[$doc:meta])* $file:ident $(, preload($fetch:ident))?, fn $name:ident($($given:ident: $type:ty),*) -> $made:ty => $body:expr) => {
        $(#[$doc])*
        #[::leptos::wasm_split::wasm_split($file, wasm_split_path = ::leptos::wasm_split, fallible $(, preload($fetch))?)]
        fn $name($($given: $type),*) -> Result<$made, $crate::Missing> {
            Ok($body)
        }
    };
}
