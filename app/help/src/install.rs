//! Putting Pando on a phone or computer, for each platform.

use leptos::prelude::*;

use browser::install;
use ui::{Banner, Button, Icon};

/// The browser's own button where it has one, and the steps for every platform.
#[component]
pub fn Install() -> impl IntoView {
    let offered = RwSignal::new(false);
    let installed = RwSignal::new(false);
    Effect::new(move |_| {
        installed.set(install::is_installed());
        offered.set(install::is_offered());
        let offer = window_event_listener_untyped("beforeinstallprompt", move |_| offered.set(true));
        let done = window_event_listener_untyped("appinstalled", move |_| installed.set(true));
        on_cleanup(move || {
            offer.remove();
            done.remove();
        });
    });
    let ask = move |()| {
        install::prompt();
        offered.set(false);
    };
    view! {
        <section class="page__section install" aria-labelledby="install-title">
            <h2 class="page__heading" id="install-title">
                "Pando as an app"
            </h2>
            <p class="page__lead">"Installed, Pando has its own icon and window, and shows how many conversations wait for you."</p>
            <div class="page__section page__text">
                <Show when=move || installed.get()>
                    <Banner>"This is the installed app."</Banner>
                </Show>
                <Show when=move || offered.get() && !installed.get()>
                    <div class="banner banner--boxed">
                        <Icon name="download" />
                        <div class="banner__part">
                            <p>"This browser can install it for you."</p>
                            <Button plain=true press=ask>
                                "Install"
                            </Button>
                        </div>
                    </div>
                </Show>
                <Platforms />
            </div>
        </section>
    }
}

#[component]
fn Platforms() -> impl IntoView {
    view! {
        <Platform icon="phone" name="iPhone and iPad">
            <Step>"Open Pando in Safari."</Step>
            <Step>"Tap Share " <Icon name="share" /> " below or beside the address."</Step>
            <Step>"Scroll down, tap Add to Home Screen " <Icon name="add-to-home" /> ", then Add."</Step>
            <Step>"Open Pando from its icon and sign in there once: the app does not share Safari’s sign-in."</Step>
        </Platform>
        <Platform icon="phone" name="Android">
            <Step>"Open Pando in Chrome."</Step>
            <Step>"Tap the menu " <Icon name="more-vertical" /> " beside the address."</Step>
            <Step>"Tap Add to Home screen, then Install."</Step>
        </Platform>
        <Platform icon="monitor" name="Windows, Mac and Linux">
            <Step>"Open Pando in Chrome or Edge."</Step>
            <Step>"Choose Install " <Icon name="download" /> " at the right end of the address. In Safari on a Mac: File, Add to Dock."</Step>
        </Platform>
    }
}

#[component]
fn Platform(icon: &'static str, name: &'static str, children: Children) -> impl IntoView {
    view! {
        <details class="install__platform card">
            <summary>
                <Icon name=icon />
                {name}
                <Icon name="chevron-down" />
            </summary>
            <ol class="install__steps">{children()}</ol>
        </details>
    }
}

#[component]
fn Step(children: Children) -> impl IntoView {
    view! {
        <li class="install__step">
            <p>{children()}</p>
        </li>
    }
}
