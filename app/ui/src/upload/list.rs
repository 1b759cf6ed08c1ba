//! What is shown of files on their way.

use domain::text::isolated;
use leptos::prelude::*;

use super::sending::{Sending, Stage, size_words};
use crate::icon::Icon;
use browser::files;
use browser::focus::focus_id;

/// One line a file.
#[component]
pub(super) fn Sendings(all: RwSignal<Vec<Sending>>, name_of_box: &'static str) -> impl IntoView {
    view! {
        <ul class="uploads" aria-label="Files">
            <For each=move || all.get() key=|sending| sending.key let:sending>
                <Line all sending name_of_box />
            </For>
        </ul>
    }
}

#[component]
fn Line(all: RwSignal<Vec<Sending>>, sending: Sending, name_of_box: &'static str) -> impl IntoView {
    let (name, size) = sending.picked.with_value(|picked| (picked.name.clone(), picked.size));
    let label = isolated(&name);
    let percent = move || match sending.stage.get() {
        Stage::Going(percent) => Some(percent),
        _ => None,
    };
    let going = Memo::new(move |_| percent().is_some());
    let may_go = Memo::new(move |_| sending.stage.with(Stage::may_go));
    let wrong = move || sending.stage.with(|stage| matches!(stage, Stage::Refused(_) | Stage::Failed(_)));
    let part = format!("Sent of {label}");
    let named = StoredValue::new(label.clone());
    let deed = move || named.with_value(|label| format!("{} {label}", if may_go.get() { "Send again" } else { "Stop" }));
    let act = move |_| if may_go.get_untracked() { sending.go() } else { sending.stop() };
    let remove = move |_| {
        // On to the box before this button goes.
        focus_id(name_of_box);
        files::forget(sending.key);
        all.update(|all| all.retain(|other| other.key != sending.key));
    };
    view! {
        <li class="uploads__one">
            <span class="uploads__words">
                <bdi class="uploads__name">{name}</bdi>
                <span class="hint">{size_words(size)} ", " <span class:uploads__wrong=wrong>{move || sending.stage.with(Stage::words)}</span></span>
                {move || going.get().then(|| view! { <progress class="uploads__part" max="100" value=move || percent().unwrap_or(100).to_string() aria-label=part.clone()></progress> })}
            </span>
            // One button for both, so that it keeps the focus.
            <Show when=move || going.get() || may_go.get()>
                <button type="button" class="button button--icon" aria-label=deed on:click=act>
                    {move || if may_go.get() { view! { <Icon name="retry" /> } } else { view! { <Icon name="ban" /> } }}
                </button>
            </Show>
            <button type="button" class="button button--icon" aria-label=format!("Remove {label}") on:click=remove>
                <Icon name="x" />
            </button>
        </li>
    }
}
