//! A question before something that cannot be taken back: a dialog where the program runs, a page of its own where it does not.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::Dialog;

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// In a few words: "Archive 3 people?"
    pub title: String,
    /// What follows from it.
    pub words: String,
    /// What the way out says: "Keep them".
    pub keep: &'static str,
}

/// What leads to the question: a link to its page, which opens a dialog instead where the program runs.
#[component]
pub fn Confirm(
    /// Names the dialog; unique on the page.
    id: &'static str,
    /// The address of the page that asks the same.
    href: String,
    /// What the link says.
    label: String,
    /// What is asked.
    question: Question,
    /// It takes something away.
    #[prop(optional)]
    danger: bool,
    /// Whether it is asked just now; whoever does the deed closes it.
    open: RwSignal<bool>,
    /// The form that does it, with its button.
    children: ChildrenFn,
) -> impl IntoView {
    let Question { title, words, keep } = question;
    let (words, deed) = (StoredValue::new(words), StoredValue::new(children));
    let ask = move |event: MouseEvent| {
        // In another tab it is the page.
        if event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key()) {
            // The router would go there.
            event.prevent_default();
            event.stop_propagation();
            open.set(true);
        }
    };
    view! {
        <a class=if danger { "button button--danger-quiet" } else { "button button--secondary" } href=href on:click=ask>
            {label}
        </a>
        <Dialog id open title>
            <div class="dialog__body">
                <p dir="auto">{words.get_value()}</p>
            </div>
            <div class="dialog__foot">
                // The one that changes nothing has the focus.
                <button type="button" class="button button--secondary" autofocus on:click=move |_| open.set(false)>
                    {keep}
                </button>
                {deed.with_value(|deed| deed())}
            </div>
        </Dialog>
    }
}

/// The same question as a page.
#[component]
pub fn ConfirmPage(
    /// What is asked.
    question: Question,
    /// Where the way out leads.
    back: String,
    /// The form that does it, with its button.
    children: Children,
) -> impl IntoView {
    let Question { title, words, keep } = question;
    view! {
        <section class="card" aria-labelledby="confirm-title">
            <h2 class="page__heading" id="confirm-title">
                {title}
            </h2>
            <p dir="auto">{words}</p>
            <div class="buttons confirm__buttons">
                <a class="button button--secondary" href=back>
                    {keep}
                </a>
                {children()}
            </div>
        </section>
    }
}
