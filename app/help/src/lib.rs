//! How to use Pando: its keys, putting it on a phone, and getting the newest version.

// A view is one deep type.
#![recursion_limit = "512"]

mod install;
pub mod keys;

use leptos::prelude::*;

use ui::Page;

/// The keys, and how to install.
#[component]
pub fn HelpScreen() -> impl IntoView {
    view! {
        <Page title="Help">
                <install::Install />
                <keys::KeysSection />
                <section class="page__section" aria-labelledby="limits-title">
                    <h2 class="page__heading" id="limits-title">
                        "What Pando does not do"
                    </h2>
                    <div class="card page__text">
                        <p>"Voice notes and video are not in this version."</p>
                        <p>"Nothing you read is kept on your device. Without a network you cannot read, but what you write waits and is sent when you are back."</p>
                    </div>
                </section>
        </Page>
    }
}
