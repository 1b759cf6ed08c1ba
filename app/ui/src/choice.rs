//! One of a few: radios under one legend.

use leptos::prelude::*;

use super::{Erased, Typed};

/// One thing to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The word the form sends.
    pub value: &'static str,
    /// What it is called.
    pub label: &'static str,
    /// What it means, if the label does not say.
    pub hint: &'static str,
}

impl Choice {
    /// A choice that explains itself.
    pub const fn new(value: &'static str, label: &'static str) -> Self {
        Self { value, label, hint: "" }
    }

    /// A choice with an explanation.
    pub const fn with_hint(value: &'static str, label: &'static str, hint: &'static str) -> Self {
        Self { value, label, hint }
    }
}

/// Radios under one legend; what was chosen before an error stays chosen.
#[component]
pub fn Choices(
    /// The form's state.
    form: Typed,
    /// The form field.
    name: &'static str,
    /// What is asked.
    legend: &'static str,
    /// What is chosen at first.
    #[prop(into)]
    chosen: String,
    /// What there is.
    choices: Vec<Choice>,
) -> impl IntoView {
    let chosen = form.value_or(name, &chosen);
    let radios = choices.into_iter().map(|choice| radio(name, &choice, choice.value == chosen)).collect_view();
    view! {
        <fieldset class="nhsuk-fieldset nhsuk-form-group">
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
            {move || form.error(name).map(|text| view! { <p class="nhsuk-error-message">{text}</p> })}
            <div class="nhsuk-radios nhsuk-radios--small" id=name>
                {radios}
            </div>
        </fieldset>
    }
}

fn radio(name: &'static str, choice: &Choice, chosen: bool) -> impl IntoView + use<> {
    let id = format!("{name}-{}", choice.value);
    let hint_id = format!("{id}-hint");
    let hint = choice.hint;
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    view! {
        <div class="nhsuk-radios__item">
            <input class="nhsuk-radios__input" type="radio" id=id.clone() name=name value=choice.value checked=chosen aria-describedby=described />
            <label class="nhsuk-label nhsuk-radios__label" for=id>
                {choice.label}
            </label>
            {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint nhsuk-radios__hint" id=hint_id>{hint}</div> }.erased())}
        </div>
    }
}

/// One of a few words, side by side as one bar.
#[component]
pub fn Segmented(
    /// The form's state.
    form: Typed,
    /// The form field.
    name: &'static str,
    /// What is asked; said by the words beside it, so not shown again.
    legend: &'static str,
    /// What is chosen at first.
    #[prop(into)]
    chosen: String,
    /// What there is.
    choices: Vec<Choice>,
) -> impl IntoView {
    let chosen = form.value_or(name, &chosen);
    let options = choices.into_iter().map(|choice| {
        let checked = choice.value == chosen;
        view! {
            <label class="segmented__one">
                <input type="radio" name=name value=choice.value checked=checked />
                {choice.label}
            </label>
        }
    });
    view! {
        <fieldset class="segmented">
            <legend class="visually-hidden">{legend}</legend>
            {options.collect_view()}
        </fieldset>
    }
}
