//! Another PIN for this device. There is no way to have none.

use domain::account::model;
use leptos::form::ActionForm;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use account::api::ChangePin;
use ui::{Button, ErrorSummary, Field, Page, Toasts, Typed};

/// Asks for the current PIN, and twice for the next.
#[component]
pub fn ChangePinScreen() -> impl IntoView {
    let action = ServerAction::<ChangePin>::new();
    let form = Typed::new("change-pin", action);
    let toasts = expect_context::<Toasts>();
    let go = use_navigate();
    Effect::new(move |_| {
        if action.value().with(|value| matches!(value, Some(Ok(())))) {
            toasts.show("Your PIN is changed on this device");
            // As without WASM: what stands in the boxes goes with them, for sent once more it would cost a try.
            go("/settings", NavigateOptions::default());
        }
    });
    view! {
        <Page title="Change your PIN" back="/settings" back_label="Back to settings" wrong=Signal::derive(move || form.is_refused())>
            <ErrorSummary form />
            <p class="page__lead">"On this device only. Your other devices keep theirs."</p>
            <ActionForm action attr:novalidate="" attr:class="page__section">
                <Field form name="current" label="Current PIN" kind="password" autocomplete="current-password" inputmode="numeric" most=4_u32 class="code-input code-input--pin" check=model::pin />
                <Field
                    form
                    name="pin"
                    label="New PIN"
                    hint="4 digits. Not 1234, not 0000, not a year"
                    kind="password"
                    autocomplete="new-password"
                    inputmode="numeric"
                    most=4_u32
                    class="code-input code-input--pin"
                    check=model::new_pin
                />
                <Field form name="again" repeats="pin" label="The new PIN again" kind="password" autocomplete="new-password" inputmode="numeric" most=4_u32 class="code-input code-input--pin" />
                <Button busy=action.pending()>"Change PIN"</Button>
            </ActionForm>
        </Page>
    }
}
