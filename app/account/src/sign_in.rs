//! The first door: a work email address.

use domain::account::model;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api::RequestCode;
use ui::{Banner, Button, ErrorSummary, Field, Heading, Tone, Typed, unsent_here};

/// Asks for the work email address. The answer is the same whether the address is known or not.
#[component]
pub fn SignInScreen() -> impl IntoView {
    let action = ServerAction::<RequestCode>::new();
    let form = Typed::new("request-code", action);
    let next = use_query_map().read_untracked().get("next").unwrap_or_default();
    let unsent = unsent_here();
    view! {
        <Show when=move || unsent.get()>
            <Banner tone=Tone::Attention>
                "Something written on this device before it was signed out was not sent. It can no longer be read."
            </Banner>
        </Show>
        <ErrorSummary form />
        <Heading class="door__title" text="Sign in" wrong=Signal::derive(move || form.is_wrong()) />
        <p class="door__lead">"We send a code to your work email. No password to remember."</p>
        <ActionForm action attr:novalidate="">
            <input type="hidden" name="next" value=next />
            <Field
                form
                name="email"
                label="Work email address"
                hint="For example a.name@trust.nhs.uk"
                kind="email"
                inputmode="email"
                autocomplete="username"
                first=true
                check=model::email
            />
            <Button wide=true busy=action.pending()>"Send me a code"</Button>
        </ActionForm>
        <div class="door__after">
            <p>"Have you got a code already? " <a href="/sign-in/code">"Enter it"</a></p>
            <p>"No code after a few minutes? Ask your organisation’s Pando admin whether you may use Pando."</p>
        </div>
    }
}
