//! Choosing the PIN of this device.

use domain::account::model;
use leptos::ev::SubmitEvent;
use leptos::form::{ActionForm, FromFormData};
use leptos::prelude::*;

use super::api::SetPin;
use browser::lock;
use ui::{Button, ErrorSummary, Field, Heading, Typed};

/// Asks for a new PIN, twice. There is no way past it and no way to remove it later.
#[component]
pub fn PinScreen() -> impl IntoView {
    let action = ServerAction::<SetPin>::new();
    let form = Typed::new("set-pin", action);
    // Heard on the way down (`capture`): on the way up the form has been sent already.
    let check = move |event: SubmitEvent| {
        let Ok(typed) = SetPin::from_event(&event) else { return };
        if let Err(failure) = model::new_pin(&typed.pin) {
            event.prevent_default();
            form.fail(vec![failure]);
        }
    };
    Effect::new(move |_| {
        if let Some(Ok(next)) = action.value().get() {
            lock::leave_for(&next);
        }
    });
    // Once it is set the next page is on its way.
    let busy = Signal::derive(move || action.pending().get() || action.value().with(|value| matches!(value, Some(Ok(_)))));
    view! {
        <ErrorSummary form />
        <p class="door__steps">"Step 2 of 2"</p>
        <Heading class="door__title" text="Choose a PIN for this device" wrong=Signal::derive(move || form.is_wrong()) />
        <p class="door__lead">"Pando locks when you stop using it. The PIN opens it again on this device, and only on this one."</p>
        <ActionForm action attr:novalidate="" on:submit:capture=check>
            <Field
                form
                name="pin"
                label="New PIN"
                hint="4 digits. Not 1234, not 0000, not a year"
                kind="password" autocomplete="new-password"
                inputmode="numeric"
                most=4_u32
                class="code-input code-input--pin"
                first=true
                check=model::new_pin
            />
            <Field form name="again" repeats="pin" label="The same PIN again" kind="password" autocomplete="new-password" inputmode="numeric" most=4_u32 class="code-input code-input--pin" />
            <Button wide=true busy=busy>"Open Pando"</Button>
        </ActionForm>
    }
}
