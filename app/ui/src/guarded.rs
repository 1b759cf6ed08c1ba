//! What somebody has typed and not saved is not lost by a wrong click: the page asks before it goes.

use leptos::ev::beforeunload;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::Dialog;
use browser::holding::{Holding, Way};

/// Holds whoever wants to leave while `edited` says that something would be lost: links, Back and Forward of the page, and by the
/// browser's own question closing and reloading. The form clears `edited` when it is saved.
#[component]
pub fn UnsavedGuard(
    /// Whether something was changed and not saved.
    edited: RwSignal<bool>,
) -> impl IntoView {
    let asked = RwSignal::new(false);
    let way = StoredValue::new(None::<Way>);
    let navigate = use_navigate();
    let leave = Callback::new(move |()| {
        // Before it goes: the way out would be held once more.
        edited.set(false);
        asked.set(false);
        match way.try_update_value(Option::take).flatten() {
            Some(Way::Link(path)) => navigate(&path, NavigateOptions::default()),
            Some(Way::History(key)) => browser::holding::go(&key),
            None => {}
        }
    });
    Effect::new(move |_| {
        let unloading = window_event_listener(beforeunload, move |event| {
            if edited.get_untracked() {
                browser::keep_open(&event);
            }
        });
        on_cleanup(move || unloading.remove());
        let holding = Holding::begin(move |to| {
            let holds = edited.try_get_untracked() == Some(true);
            if holds {
                way.set_value(Some(to));
                asked.set(true);
            }
            holds
        });
        // It goes with this effect, and lets go.
        StoredValue::new_local(holding);
    });
    view! {
        <Dialog id="unsaved" alert=true open=asked title="Leave without saving?">
            <div class="dialog__body">
                <p class="dialog__title">"Leave without saving?"</p>
                <p>"What you changed on this page is not saved."</p>
            </div>
            <div class="dialog__foot">
                <button type="button" class="button button--secondary" autofocus on:click=move |_| asked.set(false)>
                    "Stay"
                </button>
                <button type="button" class="button button--danger" on:click=move |_| leave.run(())>
                    "Leave without saving"
                </button>
            </div>
        </Dialog>
    }
}
