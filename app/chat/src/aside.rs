//! A pane beside the messages, or over them where there is no room: its head, how it closes, where the focus goes.

use leptos::prelude::*;

use super::address::details_href;
use ui::{Icon, Present, is_there};

/// The id of what lies between the messages and the pane over them.
const VEIL: &str = "details-veil";
/// The id of its heading.
const TITLE: &str = "details-title";
/// The id of what opens and closes the details.
const TOGGLE: &str = "details-toggle";

/// The aside.
#[component]
pub(super) fn Aside(
    /// What stands over it.
    title: &'static str,
    /// What it is, among the regions of the page.
    label: Signal<String>,
    children: Children,
) -> impl IntoView {
    close_by_escape();
    take_and_give_back_focus();
    view! {
        // Where it lies over the messages: what is under it is not meant now, and a press on it closes it.
        <a class="details__veil" id=VEIL href=move || details_href(false) tabindex="-1" aria-hidden="true"></a>
        <aside class="shell__aside details" id="details" aria-label=label>
            <div class="pane__head">
                <a class="button button--icon pane__back" href=move || details_href(false) aria-label="Back to messages">
                    <Icon name="back" />
                </a>
                <h2 class="pane__title pane__title--small" id=TITLE tabindex="-1">
                    {title}
                </h2>
                <a class="button button--icon pane__close" href=move || details_href(false) aria-label="Close details">
                    <Icon name="x" />
                </a>
            </div>
            <div class="pane__body">{children()}</div>
        </aside>
    }
    .into_any()
}

/// Escape closes details that lie over the messages or have the focus. Beside the messages they are a pane as any other.
fn close_by_escape() {
    Effect::new(|_| {
        let keyed = window_event_listener(leptos::ev::keydown, |event| {
            let over = browser::is_shown(VEIL);
            let meant = over || is_there("#details:focus-within");
            if event.key() == "Escape"
                && !event.shift_key()
                && !event.default_prevented()
                && meant
                && !is_there("dialog[open], :popover-open")
            {
                event.prevent_default();
                browser::press(TOGGLE);
                if over {
                    browser::focus(TOGGLE);
                }
            }
        });
        on_cleanup(move || keyed.remove());
    });
}

/// Whoever opens the details goes to them, and back to where they were when they close. Their own button keeps the focus where
/// they stand beside it; where they cover it, it has none to keep.
fn take_and_give_back_focus() {
    let (before, present) = (browser::focused_id(), Present::here());
    let (alive, beside) = (browser::is_alive(), before.as_deref() == Some(TOGGLE));
    Effect::new(move |_| {
        if alive {
            // On a phone the pane is shown with the next frame, and nothing hidden takes the focus.
            present.at_next_frame(move || {
                if !beside || !browser::is_wide() || browser::is_shown(VEIL) {
                    browser::focus(TITLE);
                }
            });
        }
        let before = before.clone();
        on_cleanup(move || {
            request_animation_frame(move || {
                // A frame can be late: whoever is elsewhere by then stays there.
                if is_there("#details:focus-within, html:not(:focus-within)") {
                    browser::focus(TOGGLE);
                    browser::focus(before.as_deref().unwrap_or_default());
                }
            });
        });
    });
}
