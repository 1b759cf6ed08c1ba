//! One of a few, or some of them: radios and boxes to tick under one legend.

use leptos::prelude::*;

use super::group::Set;
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
    /// The form field, and the id of the first radio.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// What has to be known to answer.
    #[prop(optional, into)]
    hint: String,
    /// What is chosen at first.
    #[prop(into)]
    chosen: String,
    /// What there is.
    choices: Vec<Choice>,
) -> impl IntoView {
    let chosen = form.value_or(name, &chosen);
    let radios = choices.into_iter().enumerate().map(move |(at, choice)| radio(id_of(name, at), name, &choice, choice.value == chosen));
    view! {
        <Set form name legend hint fields=vec![name.to_owned()]>
            <div class="nhsuk-radios nhsuk-radios--small">{radios.collect_view()}</div>
        </Set>
    }
}

/// The first one has the name of the field: there the error summary leads.
fn id_of(name: &str, at: usize) -> String {
    if at == 0 { name.to_owned() } else { format!("{name}-{}", at + 1) }
}

fn radio(id: String, name: &'static str, choice: &Choice, chosen: bool) -> impl IntoView + use<> {
    // The hint of the question has the other name: the first of these shares its id with the field.
    let hint_id = format!("{id}-hint-of");
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

/// Boxes under one legend, of which any number may be ticked; what was ticked before an error stays so.
#[component]
pub fn Checkboxes(
    /// The form's state.
    form: Typed,
    /// What is wrong is about this, and the first box has it as its id. The form sends `name[]`.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    legend: String,
    /// What has to be known to answer.
    #[prop(optional, into)]
    hint: String,
    /// What is ticked at first.
    #[prop(optional)]
    ticked: Vec<String>,
    /// What there is: the word the form sends, and what it is called.
    choices: Vec<(String, String)>,
) -> impl IntoView {
    let field = format!("{name}[]");
    let ticked = form.ticked_or(&field, &ticked);
    let boxes = choices.into_iter().enumerate().map(move |(at, (value, words))| {
        let checked = ticked.contains(&value);
        view! {
            <label class="tick">
                <input type="checkbox" id=id_of(name, at) name=field.clone() value=value checked=checked />
                <bdi>{words}</bdi>
            </label>
        }
    });
    view! {
        <Set form name legend hint fields=vec![name.to_owned()]>
            <div class="ticks">{boxes.collect_view()}</div>
        </Set>
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
