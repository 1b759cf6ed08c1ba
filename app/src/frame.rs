//! What stands around every screen: for those at work, and for those still at the door.

use domain::account::model::Me;
use leptos::prelude::*;
use leptos_meta::Html;
use leptos_router::components::Outlet;
use leptos_router::hooks::{use_location, use_query_map};

use crate::areas::{self, Pane};
use crate::commands::Commands;
use crate::later::{OverDoor, OverWork, Watched};
use account::api::who_am_i;
use account::{AtWork, Tabs, Word, turned_away};
use browser::lock::COVER;
use call::failure::Problem;
use chat::state::held::Astray;
use chat::state::{ChatState, Link};
use ui::{Erased, ErrorState, Heading, Leaf, LiveRegions, Skeleton, SkipLink, Unsent, came, fetched, registered};

mod printed;
mod rail;

use printed::Printed;
use rail::Rail;

/// Around the screens of coming in.
#[component]
pub fn Door() -> impl IntoView {
    let path = use_location().pathname;
    let wide = move || path.read().as_str() == "/welcome";
    view! {
        <div class="skip-links">
            <SkipLink to="main">"Skip to main content"</SkipLink>
        </div>
        <div class="door">
            <header class="door__brand">
                <Leaf />
                <span>"Pando"</span>
                <p class="door__words">"The hospital’s own messenger. Quick as texting, kept by your organisation, and never left on a phone."</p>
                <img class="door__grove" src="/grove.svg" alt="" />
            </header>
            <main id="main" class="door__main" class:door__main--wide=wide tabindex="-1">
                <Outlet />
            </main>
            <footer class="door__foot">"For the staff of organisations that use Pando"</footer>
        </div>
        <LiveRegions />
        <OverDoor />
    }
}

/// Around the screens of people at work.
#[component]
pub fn Frame() -> impl IntoView {
    let me = fetched(|| (), |()| who_am_i());
    view! {
        // Never a `Suspense`: for each screen that has to come, that takes all there is out of the page for a moment. A dialog that
        // is put back is open, but no longer modal.
        <Transition fallback=Skeleton>
            {move || Suspend::new(async move {
                match came(me).await {
                    Ok(me) => view! { <Work me /> }.erased(),
                    Err(problem) => view! { <Refused problem retry=move |()| me.refetch() /> }.erased(),
                }
            })}
        </Transition>
    }
}

/// Why there is nothing to see; on to the door if that is the reason.
#[component]
fn Refused(problem: Problem, #[prop(into)] retry: Callback<()>) -> impl IntoView {
    let failure = problem.0.clone();
    Effect::new(move |_| turned_away(&failure));
    view! {
        <main id="main" class="notice" tabindex="-1">
            <Leaf large=true />
            <Heading class="notice__title" text="Pando" />
            <ErrorState failure=problem.0 retry />
        </main>
    }
}

#[component]
fn Work(me: Me) -> impl IntoView {
    let idle_seconds = me.idle_seconds;
    let settings = RwSignal::new(me.settings.clone());
    let name = me.colleague.name.clone();
    let chat = ChatState::here();
    chat.set_me(me.clone());
    Effect::new(move |before: Option<()>| {
        let settings = settings.get();
        if before.is_some() {
            chat.me.update(|me| me.iter_mut().for_each(|me| me.settings = settings.clone()));
        }
    });
    let me = RwSignal::new(me);
    Effect::new(move |before: Option<()>| {
        let me = me.get();
        if before.is_some() {
            chat.set_me(me);
        }
    });
    provide_context(AtWork { me, settings });
    provide_context(Unsent {
        loss: Signal::derive(move || chat.hands.get().and_then(|hands| (hands.loses)(chat))),
        give_up: Callback::new(move |()| {
            if let Some(hands) = chat.hands.get_untracked() {
                (hands.give_up)();
            }
        }),
    });
    let live = Signal::derive(move || chat.link.get() == Link::Live);
    provide_context(Astray(RwSignal::new(false)));
    let active = RwSignal::new(0);
    let tabs = Tabs::open(move |word| {
        if word == Word::Active {
            active.set(browser::device_now().0);
        }
    });
    let worker = registered();
    let newer = Signal::derive(move || worker.get() || chat.outdated.get());
    let ready = Signal::derive(move || chat.hands.with(Option::is_some));
    view! {
        <Html attr:data-theme=move || settings.read().theme.clone() attr:data-density=move || settings.read().density.clone() />
        <SkipLinks />
        <Printed name />
        <div class=pane_shown()>
            <Rail />
            <Outlet />
        </div>
        <Commands />
        <div id=COVER class="blank" aria-hidden="true" hidden=true>
            <Leaf large=true />
        </div>
        <LiveRegions />
        <OverWork ready watched=Watched { idle_seconds, tabs, active, live, newer } />
    }
}

/// Which pane a phone shows: the inbox, a conversation, its details, or a page.
fn pane_shown() -> impl Fn() -> &'static str + Clone + Send + Sync {
    let path = use_location().pathname;
    let query = use_query_map();
    move || match areas::pane(&path.read()) {
        Pane::List => "shell shell--list",
        Pane::Open if query.read().get("info").is_some() => "shell shell--open shell--details",
        Pane::Open => "shell shell--open",
        Pane::Page => "shell shell--page",
    }
}

/// Past what is the same on every screen, to what this screen has.
#[component]
fn SkipLinks() -> impl IntoView {
    let path = use_location().pathname;
    let astray = expect_context::<Astray>();
    let links = move || {
        let skips = areas::skips(&path.read(), astray.0.get());
        skips.map(|skip| view! { <SkipLink to=skip.to>{skip.words}</SkipLink> }).collect_view()
    };
    view! { <div class="skip-links">{links}</div> }
}
