//! Signing out asks first where words would go with it.

use leptos::prelude::*;

use ui::{Dialog, Unsent};

/// The question: the answer that loses nothing has the focus, and Escape means the same.
#[component]
pub fn SureToSignOut(
    /// Names its parts; unique on the page.
    id: &'static str,
    /// Whether it is asked; set when somebody stays.
    open: RwSignal<bool>,
    /// What would be lost, as a question.
    #[prop(into)]
    title: Signal<String>,
    /// The same in full.
    #[prop(into)]
    words: Signal<String>,
    /// Where the way out leads.
    action: &'static str,
    /// What it is called.
    again: &'static str,
) -> impl IntoView {
    let unsent = use_context::<Unsent>();
    let give_up = move || {
        if let Some(unsent) = unsent {
            unsent.give_up.run(());
        }
    };
    view! {
        <Dialog id open title>
            <div class="dialog__body">
                <p>{words}</p>
            </div>
            <div class="dialog__foot">
                <button type="button" class="button button--secondary" autofocus on:click=move |_| open.set(false)>
                    "Stay signed in"
                </button>
                // A plain form on purpose: the whole page goes, and everything in memory with it.
                <form method="post" action=action>
                    <button type="submit" class="button button--danger" on:click=move |_| give_up()>
                        {again}
                    </button>
                </form>
            </div>
        </Dialog>
    }
}
