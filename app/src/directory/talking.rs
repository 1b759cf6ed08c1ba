//! Beginning to talk to somebody, from wherever they were found.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::chat::api::StartDirect;
use crate::ui::{Banner, Tone, Typed};

/// The action behind the forms that begin to talk, which leads to the conversation; and where what is wrong is told.
pub(super) fn start_talking() -> (ServerAction<StartDirect>, impl IntoView) {
    let start = ServerAction::<StartDirect>::new();
    let form = Typed::new("start-direct", start);
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(conversation)) = start.value().get() {
            navigate(&format!("/c/{conversation}"), NavigateOptions::default());
        }
    });
    let told = move || {
        let failures = form.failures().into_iter();
        failures.map(|failure| view! { <Banner tone=Tone::Trouble>{failure.to_string()}</Banner> }).collect_view()
    };
    (start, told)
}
