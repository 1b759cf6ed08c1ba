//! Beginning to talk to somebody, from wherever they were found.

use domain::access::PersonId;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::ahead::{Start, sets_out};
use super::api::StartDirect;
use ui::{Banner, Button, Erased, Tone, Typed};

/// The action behind the forms that begin to talk, which leads to the conversation; and where what is wrong is told.
pub(super) fn start_talking() -> (ServerAction<StartDirect>, impl IntoView) {
    let start = ServerAction::<StartDirect>::new();
    let form = Typed::new("start-direct", start);
    let navigate = use_navigate();
    // What is typed from here on is for them, though nobody knows yet where it goes.
    let way = StoredValue::new(None::<Start>);
    Effect::new(move |_| {
        if start.pending().get() {
            way.set_value(Some(sets_out()));
        }
    });
    let arrives = move |to| {
        if let Some(way) = way.try_update_value(Option::take).flatten() {
            way.leads(to);
        }
    };
    on_cleanup(move || arrives(None));
    Effect::new(move |_| {
        let answer = start.value().get();
        if answer.is_some() {
            arrives(answer.clone().and_then(Result::ok));
        }
        if let Some(Ok(conversation)) = answer {
            navigate(&format!("/c/{conversation}"), NavigateOptions::default());
        }
    });
    let told = move || {
        let failures = form.failures().into_iter();
        failures.map(|failure| view! { <Banner tone=Tone::Trouble>{failure.to_string()}</Banner> }).collect_view()
    };
    (start, told)
}

/// Begins to talk, or goes on where one has.
pub fn talk(id: PersonId) -> AnyView {
    let (start, trouble) = start_talking();
    view! {
        {trouble}
        <ActionForm action=start>
            <input type="hidden" name="person" value=id.to_string() />
            <Button icon="messages" busy=start.pending()>"Message"</Button>
        </ActionForm>
    }
    .erased()
}
