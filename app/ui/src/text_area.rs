//! Lines to fill in.

use leptos::html;
use leptos::prelude::*;

use super::Typed;
use super::group::{Group, describe};

/// Several lines of text. Too much is said and not swallowed: what was typed stays, and how much there is to take away.
#[component]
pub fn TextArea(
    /// The form's state.
    form: Typed,
    /// The form field, and its id.
    name: &'static str,
    /// What it is called.
    #[prop(into)]
    label: String,
    /// What it should look like.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What is in it at first.
    #[prop(optional, into)]
    value: String,
    /// How many lines it shows.
    #[prop(optional, default = 4)]
    rows: u32,
    /// The most letters that the rule lets pass.
    #[prop(optional)]
    most: Option<usize>,
) -> impl IntoView {
    let value = form.value_or(name, &value);
    let area = NodeRef::<html::Textarea>::new();
    let letters = RwSignal::new(value.chars().count());
    let typed = move |event| {
        form.type_in(name);
        letters.set(event_target_value(&event).chars().count());
    };
    // What was typed before the page came to life is counted as well.
    Effect::new(move |_| {
        if let Some(area) = area.get() {
            letters.set(area.value().chars().count());
        }
    });
    let described = move || {
        let counted = most.map(|_| format!("{name}-count"));
        let ids: Vec<String> = describe(form, name, hint).into_iter().chain(counted).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    };
    view! {
        <Group form name label hint>
            <textarea
                class="nhsuk-textarea"
                class:nhsuk-textarea--error=move || form.error(name).is_some()
                id=name
                name=name
                rows=rows
                dir="auto"
                aria-describedby=described
                aria-invalid=move || form.error(name).is_some().then_some("true")
                node_ref=area
                // A child would have a marker beside it, which is text here.
                inner_html=escaped(&value)
                on:input=typed
            ></textarea>
            {most.map(|most| view! {
                <p class="counter" class:counter--over=move || { letters.get() > most } id=format!("{name}-count")>
                    {move || left(letters.get(), most)}
                </p>
            })}
        </Group>
    }
}

/// Text as the content of a text area; the first line break is the parser's own.
pub fn escaped(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    if text.starts_with('\n') { format!("\n{text}") } else { text }
}

fn left(letters: usize, most: usize) -> String {
    match (most.saturating_sub(letters), letters.saturating_sub(most)) {
        (_, 1) => "1 letter too many".to_owned(),
        (0, 0) => "No letters left".to_owned(),
        (1, _) => "1 letter left".to_owned(),
        (0, over) => format!("{over} letters too many"),
        (left, _) => format!("{left} letters left"),
    }
}

#[cfg(test)]
mod tests {
    use super::{escaped, left};

    #[test]
    fn what_was_typed_is_text_and_no_markup() {
        assert_eq!(escaped("a < b & </textarea>"), "a &lt; b &amp; &lt;/textarea&gt;");
        assert_eq!(escaped("\nsecond line"), "\n\nsecond line");
    }

    #[test]
    fn what_is_left_and_what_is_too_much_is_said() {
        let said = [0, 9, 10, 11, 13].map(|letters| left(letters, 10));
        assert_eq!(said, ["10 letters left", "1 letter left", "No letters left", "1 letter too many", "3 letters too many"]);
    }
}
