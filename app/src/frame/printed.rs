//! What a printed screen says of itself. It is on paper only: the style sheet hides it everywhere else.

use leptos::html;
use leptos::prelude::*;

use ui::when;

/// Who printed it, and when: the moment of printing, or without WASM the moment the page is of.
#[component]
pub fn Printed(
    /// Whoever is signed in.
    name: String,
) -> impl IntoView {
    let moment = NodeRef::<html::Time>::new();
    Effect::new(move |_| {
        let printing = window_event_listener_untyped("beforeprint", move |_| {
            // At once and by hand: the paper does not wait for what is drawn after this event.
            if let Some(moment) = moment.get_untracked() {
                moment.set_text_content(Some(&when::full(browser::now())));
            }
        });
        on_cleanup(move || printing.remove());
    });
    view! {
        <p class="printed">
            "Printed from Pando by " <bdi>{name}</bdi> ", " <time node_ref=moment>{when::full(browser::now())}</time>
        </p>
    }
}
