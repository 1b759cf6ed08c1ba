//! A page beside the rail: its head with the way back, and one column below.

use leptos::prelude::*;

use super::{Heading, Icon};

/// A page that scrolls by itself.
#[component]
pub fn Page(
    /// What it is called.
    #[prop(into)]
    title: Signal<String>,
    /// Where the way back leads.
    #[prop(optional, default = "/c")]
    back: &'static str,
    /// What that is called.
    #[prop(optional, default = "Back to messages")]
    back_label: &'static str,
    /// Something typed has to change.
    #[prop(optional, into)]
    wrong: Signal<bool>,
    /// One column.
    children: Children,
) -> impl IntoView {
    // Beside the rail a page of an area needs no way back; a page behind another one does.
    let class = if back == "/c" { "button button--icon pane__back" } else { "button button--icon page__back" };
    view! {
        <main id="main" class="shell__main shell__main--scroll" tabindex="-1">
            <header class="pane__head">
                <a class=class href=back aria-label=back_label>
                    <Icon name="back" />
                </a>
                <Heading text=title wrong />
            </header>
            <div class="page">{children()}</div>
        </main>
    }
}
