//! What stands around a box, or around several that are one question: what is asked, how, and what has to change.

use leptos::prelude::*;

use super::Typed;

/// The label, the hint and the error around a box.
#[component]
pub(crate) fn Group(
    form: Typed,
    name: &'static str,
    label: String,
    hint: Signal<String>,
    /// The only box of its form, which keeps the focus: no summary reads its error out.
    #[prop(optional)]
    alone: bool,
    children: Children,
) -> impl IntoView {
    let wrong = move || form.error(name);
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || wrong().is_some()>
            <label class="nhsuk-label" for=name>
                {label}
            </label>
            {move || {
                (!hint.read().is_empty())
                    .then(|| {
                        view! {
                            <div class="nhsuk-hint" id=format!("{name}-hint")>
                                {hint.get()}
                            </div>
                        }
                    })
            }}
            {move || wrong().map(|text| view! { <Wrong name text alone /> })}
            {children()}
        </div>
    }
}

/// The ids of what describes a field.
pub(crate) fn describe(form: Typed, name: &str, hint: Signal<String>) -> Option<String> {
    described(name, !hint.read().is_empty(), form.error(name).is_some())
}

fn described(name: &str, hinted: bool, wrong: bool) -> Option<String> {
    let parts = [(hinted, "hint"), (wrong, "error")];
    let ids: Vec<String> = parts.into_iter().filter(|(there, _)| *there).map(|(_, part)| format!("{name}-{part}")).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// What has to change, beside what it is about.
#[component]
fn Wrong(name: &'static str, text: String, #[prop(optional)] alone: bool) -> impl IntoView {
    view! {
        <p class="nhsuk-error-message" id=format!("{name}-error") role=alone.then_some("alert")>
            // As in the NHS design system: whoever listens has no red.
            <span class="visually-hidden">"Error: "</span>
            {text}
        </p>
    }
}

/// Several boxes under one legend.
#[component]
pub(crate) fn Set(
    form: Typed,
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// What the answer looks like.
    #[prop(optional, into)]
    hint: String,
    /// The fields whose errors stand here.
    fields: Vec<String>,
    children: Children,
) -> impl IntoView {
    let hinted = !hint.is_empty();
    let wrong = Memo::new(move |_| form.error_of(&fields));
    let described = move || described(name, hinted, wrong.read().is_some());
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || wrong.read().is_some()>
            <fieldset class="nhsuk-fieldset" aria-describedby=described>
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
                {hinted.then(|| view! { <div class="nhsuk-hint" id=format!("{name}-hint")>{hint}</div> })}
                {move || wrong.get().map(|text| view! { <Wrong name text /> })}
                {children()}
            </fieldset>
        </div>
    }
}
