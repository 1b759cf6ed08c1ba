//! Short notes that something happened, with a way back where there is one.

use std::time::Duration;

use leptos::prelude::*;

use super::{Announcer, Icon};

/// How long a note stays; one that can be undone stays longer.
const STAYS: Duration = Duration::from_secs(6);
const STAYS_WITH_UNDO: Duration = Duration::from_secs(12);

#[derive(Clone, Debug)]
struct Toast {
    id: u64,
    text: String,
    undo: Option<Callback<()>>,
}

/// Shows notes. Take it from the context; in the browser only.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last: StoredValue<u64>,
}

impl Toasts {
    pub(super) fn new() -> Self {
        Self { shown: RwSignal::new(Vec::new()), last: StoredValue::new(0) }
    }

    /// Says that something happened.
    pub fn show(self, text: impl Into<String>) {
        self.put(text.into(), None, STAYS);
    }

    /// Says that something happened, and offers to take it back.
    pub fn show_with_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        self.put(text.into(), Some(Callback::new(move |()| undo())), STAYS_WITH_UNDO);
    }

    /// Takes all of them away.
    pub fn clear(self) {
        self.shown.set(Vec::new());
    }

    fn put(self, text: String, undo: Option<Callback<()>>, stays: Duration) {
        let id = self.last.try_update_value(|last| {
            *last += 1;
            *last
        });
        let Some(id) = id else { return };
        if let Some(announcer) = use_context::<Announcer>() {
            announcer.say(text.clone());
        }
        self.shown.update(|shown| shown.push(Toast { id, text, undo }));
        set_timeout(move || self.remove(id), stays);
    }

    fn remove(self, id: u64) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// Where notes are shown.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    view! {
        <div class="toasts">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <Note toasts toast />
            </For>
        </div>
    }
}

#[component]
fn Note(toasts: Toasts, toast: Toast) -> impl IntoView {
    let id = toast.id;
    let undo = toast.undo.map(|undo| {
        let take_back = move |_| {
            undo.run(());
            toasts.remove(id);
        };
        view! {
            <button type="button" class="toast__action" on:click=take_back>
                "Undo"
            </button>
        }
    });
    view! {
        <div class="toast">
            <span>{toast.text}</span>
            {undo}
            <button type="button" class="button button--icon" aria-label="Dismiss" on:click=move |_| toasts.remove(id)>
                <Icon name="x" />
            </button>
        </div>
    }
}
