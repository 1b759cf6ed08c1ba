//! Everything that has to change, at the top of the form (the error summary of the NHS design system). Where a form has one
//! box there is nothing to sum up: what is wrong with it stands beside it, and here only what is about no box.

use leptos::ev::MouseEvent;
use leptos::html;
use leptos::prelude::*;

use domain::access::Failure;

use super::{Erased, Typed, focus, focus_id};

/// The summary; takes the focus when it appears, unless `calm`. Each line leads to its field.
#[component]
pub fn ErrorSummary(
    /// The form's state.
    form: Typed,
    /// The form has one box, which keeps the focus.
    #[prop(optional)]
    calm: bool,
) -> impl IntoView {
    let summary = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        // Followed: refused once more, it is read once more.
        form.refusals();
        if let Some(summary) = summary.get()
            && !calm
        {
            focus(&summary);
        }
    });
    let told = move || {
        let failures = form.failures();
        failures.into_iter().filter(|failure| !calm || failure.field().is_none()).collect::<Vec<_>>()
    };
    // A field that is left wrong is told beside the field alone: a summary would snatch the focus from the next one.
    view! {
        <Show when=move || form.is_refused() && !told().is_empty()>
            <div class="nhsuk-error-summary" tabindex="-1" role="alert" aria-labelledby="error-summary-title" node_ref=summary>
                <h2 class="nhsuk-error-summary__title" id="error-summary-title">
                    "There is a problem"
                </h2>
                <ul class="nhsuk-error-summary__list">{move || told().iter().map(line).collect_view()}</ul>
            </div>
        </Show>
    }
}

fn line(failure: &Failure) -> impl IntoView + use<> {
    let text = failure.to_string();
    match failure.field().map(str::to_owned) {
        Some(field) => {
            let id = field.clone();
            let go = move |event: MouseEvent| {
                if focus_id(&id) {
                    event.prevent_default();
                    event.stop_propagation();
                }
            };
            view! { <li><a href=format!("#{field}") on:click=go>{text}</a></li> }.erased()
        }
        None => view! { <li>{text}</li> }.erased(),
    }
}
