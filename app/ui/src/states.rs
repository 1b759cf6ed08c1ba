//! What a screen shows while there is nothing to show: nothing yet, nothing at all, or trouble.

use domain::access::Failure;
use leptos::prelude::*;

use super::{Button, Erased, Heading, Icon, Kind, Leaf};
use browser::LINE_STANDS;

/// How a banner sounds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// For information.
    #[default]
    Calm,
    /// Wants attention.
    Attention,
    /// Something is wrong.
    Trouble,
}

/// A line across the top of a pane.
#[component]
pub fn Banner(
    /// How it sounds.
    #[prop(optional)]
    tone: Tone,
    /// What it says, and what can be done.
    children: Children,
) -> impl IntoView {
    let (class, icon) = match tone {
        Tone::Calm => ("banner banner--boxed", "info"),
        Tone::Attention => ("banner banner--boxed banner--attention", "alert"),
        Tone::Trouble => ("banner banner--boxed banner--error", "warning"),
    };
    view! {
        <div class=class>
            <Icon name=icon />
            <p>{children()}</p>
        </div>
    }
}

/// There is nothing here, and what to do about it.
#[component]
pub fn Empty(
    /// A sign for what would be here.
    #[prop(optional, default = "leaf")]
    icon: &'static str,
    /// That there is nothing.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Icon name=icon large=true />
            <p class="empty__title">{title}</p>
            {children.map(|children| children())}
        </div>
    }
}

/// Something could not be shown, why, and what to do. Never looks like an empty ward, and tries again by itself as soon as
/// there is a line.
#[component]
pub fn ErrorState(
    /// Why.
    failure: Failure,
    /// Tries again, where that can help.
    #[prop(optional, into)]
    retry: Option<Callback<()>>,
    /// Leads to one's messages where there is nothing to try.
    #[prop(optional)]
    astray: bool,
) -> impl IntoView {
    let again = retry.filter(|_| failure.is_passing());
    if let Some(again) = again {
        Effect::new(move |_| {
            // By either: a browser knows of its own network alone, and the line is tried again only now and then.
            let heard = ["online", LINE_STANDS].map(|event| window_event_listener_untyped(event, move |_| again.run(())));
            on_cleanup(move || heard.into_iter().for_each(WindowListenerHandle::remove));
        });
    }
    view! {
        <div class="empty empty--error" role="alert">
            <Icon name="warning" large=true />
            <p class="empty__title">{failure.on_reading()}</p>
            {again.map(|again| view! {
                <div class="buttons">
                    <Button kind=Kind::Secondary icon="retry" plain=true press=again>"Try again"</Button>
                    // Without the program, the same page once more.
                    <a class="button button--secondary plain" href="">"Try again"</a>
                </div>
            }.erased())}
            {(astray && again.is_none()).then(|| view! { <div class="buttons"><a class="button" href="/c">"Go to your messages"</a></div> }.erased())}
        </div>
    }
}

/// Something is on its way. One on a screen at most.
#[component]
pub fn Skeleton() -> impl IntoView {
    view! {
        <div role="status">
            <span class="visually-hidden">"Loading"</span>
            <div class="skeleton" aria-hidden="true">
                {(0..4).map(|_| view! {
                    <div class="skeleton__row">
                        <span class="skeleton__disc"></span>
                        <span class="skeleton__lines">
                            <span class="skeleton__line"></span>
                            <span class="skeleton__line skeleton__line--short"></span>
                        </span>
                    </div>
                }).collect_view()}
            </div>
            <p class="skeleton__late hint">"This takes longer than usual."</p>
        </div>
    }
}

/// Nothing is at this address.
#[component]
pub fn LostScreen() -> impl IntoView {
    view! {
        <main id="main" class="notice" tabindex="-1">
            <Leaf large=true />
            <Heading class="notice__title" text="We cannot find that" />
            <p>"It may have been removed, or you may no longer have access. If a colleague sent you the link, ask them to add you."</p>
            <div class="buttons">
                <a class="button" href="/c">
                    "Go to your messages"
                </a>
                <a class="button button--secondary" href="/people">
                    "Find a person"
                </a>
            </div>
        </main>
    }
}
