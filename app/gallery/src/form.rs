//! The form kit: every kind of box, refused with all that is wrong at once, and guarded while it is not saved.

use call::failure::Problem;
use leptos::ev::SubmitEvent;
use leptos::form::{ActionForm, FromFormData};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use ui::{Banner, Button, Checkboxes, Choice, Choices, DayField, ErrorSummary, Field, Select, TextArea, Toasts, Typed, UnsavedGuard};

use crate::api::GallerySave;
use crate::people::WARDS;
use crate::rules::{Joiner, MOST};

#[component]
pub(crate) fn FormPage() -> impl IntoView {
    let action = ServerAction::<GallerySave>::new();
    let form = Typed::new("gallery-save", action);
    let edited = RwSignal::new(false);
    let toasts = expect_context::<Toasts>();
    Effect::new(move |_| {
        if let Some(Ok::<_, Problem>(())) = action.value().get() {
            edited.set(false);
            toasts.show("Saved");
        }
    });
    let check = move |event: SubmitEvent| {
        let Ok(typed) = GallerySave::from_event(&event) else { return };
        let failures = as_joiner(typed).wrong();
        if !failures.is_empty() {
            event.prevent_default();
            form.fail(failures);
        }
    };
    let saved = use_query_map();
    view! {
        {move || saved.read().get("saved").map(|_| view! { <Banner>"Saved"</Banner> })}
        <ErrorSummary form />
        <ActionForm action attr:novalidate="" on:submit:capture=check on:input=move |_| edited.set(true)>
            <Field form name="name" label="First and last name" hint="As on their badge" autocomplete="off" />
            <DayField form name="born" legend="Date of birth" hint="For example, 27 3 1964" />
            <Field form name="at" label="When they start" hint="For example, 14:30" inputmode="text" class="nhsuk-input--width-5" />
            <Field form name="number" label="Telephone or bleep" hint="For example, 01632 960 001" kind="tel" class="nhsuk-input--width-20" />
            <Wards form />
            <Checkboxes form name="shifts" legend="Shifts" hint="Choose all that they work" choices=shifts() />
            <Choices form name="contact" legend="How to reach them" chosen="" choices=ways() />
            <TextArea form name="note" label="Note (optional)" hint="What the next shift should know" most=MOST />
            <Button busy=action.pending()>"Save"</Button>
        </ActionForm>
        <UnsavedGuard edited />
    }
}

fn shifts() -> Vec<(String, String)> {
    [("early", "Early, 07:00 to 15:00"), ("late", "Late, 14:00 to 22:00"), ("night", "Night, 21:30 to 07:30")]
        .map(|(key, words)| (key.to_owned(), words.to_owned()))
        .to_vec()
}

fn ways() -> Vec<Choice> {
    vec![
        Choice::new("message", "A message"),
        Choice::with_hint("bleep", "A bleep", "Only for what cannot wait"),
        Choice::new("call", "A call"),
    ]
}

#[component]
fn Wards(form: Typed) -> impl IntoView {
    let chosen = form.value_or("ward", "");
    let option = move |ward: &'static str| {
        let selected = ward == chosen;
        view! { <option value=ward selected=selected>{ward}</option> }
    };
    view! {
        <Select form name="ward" label="Ward">
            <option value="">"Choose a ward"</option>
            {WARDS.map(option).collect_view()}
        </Select>
    }
}

fn as_joiner(typed: GallerySave) -> Joiner {
    let GallerySave { name, note, ward, shifts, contact, born, at, number } = typed;
    Joiner { name, note, ward, shifts, contact, born, at, number }
}
