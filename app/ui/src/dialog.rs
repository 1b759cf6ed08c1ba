//! A question over the page. The browser's own `<dialog>` keeps the focus in, closes on Escape and gives the focus back.

use std::time::Duration;

use leptos::html;
use leptos::prelude::*;
use leptos::task::tick;
use leptos::web_sys::Element;

use super::for_app;
use super::{Icon, LiveRegions};

/// How often it is looked whether what an open dialog holds scrolls: that comes and grows without telling.
const LOOK: Duration = Duration::from_millis(300);

/// What takes the keyboard to what a body holds, and scrolls it along.
const INSIDE: &str = "a[href], button, input, select, textarea, summary, [tabindex='0']";

/// A modal dialog; what it holds exists only while it is open.
#[component]
pub fn Dialog(
    /// Names the parts; unique on the page.
    id: &'static str,
    /// Whether it is open; the dialog sets it when somebody closes it.
    open: RwSignal<bool>,
    /// What it is about.
    #[prop(into)]
    title: Signal<String>,
    /// Interrupts: its title stands in the body, large.
    #[prop(optional)]
    alert: bool,
    /// Holds a table: wider than a question.
    #[prop(optional)]
    wide: bool,
    /// Keeps one place and one size, whatever is in it.
    #[prop(optional)]
    top: bool,
    /// What is in it: a `dialog__body`, and a `dialog__foot` with its buttons.
    children: ChildrenFn,
) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    let children = StoredValue::new(children);
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            // What it holds is drawn first, for the browser looks there for what takes the focus.
            for_app(async move {
                tick().await;
                if open.try_get_untracked() == Some(true) && !dialog.open() {
                    // Fails only when it is out of the page, and then there is nothing to show.
                    drop(dialog.show_modal());
                }
            });
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    Effect::new(move |_| {
        if !open.get() {
            return;
        }
        let look = move || {
            if let Some(dialog) = dialog.try_get_untracked().flatten() {
                make_reachable(&dialog, &format!("{id}-title"));
            }
        };
        if let Ok(timer) = set_interval_with_handle(look, LOOK) {
            on_cleanup(move || timer.clear());
        }
    });
    // A browser tells of it a while later: by then somebody may have opened it again.
    let closed = move |_| {
        if dialog.get_untracked().is_none_or(|dialog| !dialog.open()) {
            open.set(false);
        }
    };
    let outside = move |event: leptos::ev::MouseEvent| {
        // A click on the backdrop has the dialog itself as its target.
        if event.target() == event.current_target() {
            open.set(false);
        }
    };
    view! {
        <dialog id=id class="dialog" class:dialog--alert=alert class:dialog--wide=wide class:dialog--top=top node_ref=dialog role=if alert { "alertdialog" } else { "dialog" } aria-labelledby=format!("{id}-title") on:close=closed on:click=outside>
            <LiveRegions dialog=true />
            <div class=if alert { "visually-hidden" } else { "dialog__head" }>
                <h2 class="dialog__title" id=format!("{id}-title")>
                    {title}
                </h2>
                {(!alert).then(|| view! {
                    <button type="button" class="button button--icon" aria-label="Close" on:click=move |_| open.set(false)>
                        <Icon name="x" />
                    </button>
                })}
            </div>
            <Show when=move || open.get()>{children.with_value(|children| children())}</Show>
        </dialog>
    }
}

/// Lets the keyboard stop at a body that scrolls and holds nothing else to stop at: its arrow keys need somewhere to be.
fn make_reachable(dialog: &Element, title: &str) {
    let Ok(Some(body)) = dialog.query_selector(".dialog__body") else { return };
    let scrolls = body.scroll_height() > body.client_height();
    let stops = scrolls && matches!(body.query_selector(INSIDE), Ok(None));
    let names = [("tabindex", "0"), ("role", "group"), ("aria-labelledby", title)];
    if stops && !body.has_attribute("role") {
        for (name, value) in names {
            // None of these is refused: they are names that a page knows.
            drop(body.set_attribute(name, value));
        }
    // Not from under whoever is there: with it they would lose their place.
    } else if !stops && body.has_attribute("tabindex") && !body.matches(":focus").unwrap_or(false) {
        for (name, _) in names {
            drop(body.remove_attribute(name));
        }
    }
}
