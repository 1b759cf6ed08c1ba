//! Sending files: chosen, dropped or pasted. Each says how far it is, can be stopped and sent again. Without WASM it is a file box
//! and a button.
//!
//! - `sending`: one file and how far it has come · `list`: what is shown of it

mod list;
mod sending;

use leptos::ev::{DragEvent, Event};
use leptos::html;
use leptos::prelude::*;

use crate::announcer::Announcer;
use crate::form::Typed;
use crate::group::{Group, describe};
use crate::icon::Icon;
use browser::files::{self, Picked};
use list::Sendings;
use sending::Sending;
pub use sending::size_words;

/// What may be sent, and where to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// The address of the server function; each file is its field `file`.
    pub url: &'static str,
    /// What kinds there may be, as `accept` says it: `image/jpeg,image/png`.
    pub accept: &'static str,
    /// The most bytes of one file.
    pub most: u64,
}

/// A box for files.
#[component]
pub fn Upload(
    /// The form's state: what the server said to a plain form.
    form: Typed,
    /// What is wrong is about this; the box has it as its id.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What may be sent, in words.
    #[prop(optional, into)]
    hint: Signal<String>,
    /// What may be sent, and where to.
    parcel: Parcel,
    /// Told what the server answers to each file.
    #[prop(optional, into)]
    done: Option<Callback<String>>,
) -> impl IntoView {
    let all = RwSignal::new(Vec::<Sending>::new());
    let alive = RwSignal::new(false);
    let over = RwSignal::new(false);
    let announcer = expect_context::<Announcer>();
    let take = Callback::new(move |brought: Vec<Picked>| {
        for picked in brought {
            let sending = Sending::of(picked, parcel, announcer, done);
            all.update(|all| all.push(sending));
            sending.go();
        }
    });
    Effect::new(move |_| {
        alive.set(true);
        // Wherever the focus is on the page: a picture is nothing that a line of text could take.
        let pasted = window_event_listener(leptos::ev::paste, move |event| {
            let brought = files::brought(&event);
            if !brought.is_empty() {
                event.prevent_default();
                take.run(brought);
            }
        });
        on_cleanup(move || pasted.remove());
    });
    // Files are held by their keys, outside of everything that goes with the page.
    on_cleanup(move || all.try_with_untracked(|all| all.iter().for_each(|sending| files::forget(sending.key))).unwrap_or_default());
    let input = NodeRef::<html::Input>::new();
    // Where `dragover` is not prevented nothing may be dropped (HTML, drag and drop), and a file that is would take the page's place.
    view! {
        <form method="post" action=parcel.url enctype="multipart/form-data" on:submit=move |event| event.prevent_default()>
            <Group form name label hint>
                <div
                    class="upload"
                    class:upload--over=move || over.get()
                    on:dragover=move |event: DragEvent| {
                        event.prevent_default();
                        over.set(true);
                    }
                    on:dragleave=move |_| over.set(false)
                    on:drop=move |event: DragEvent| {
                        event.prevent_default();
                        over.set(false);
                        take.run(files::brought(&event));
                    }
                >
                    <Icon name="file" large=true />
                    <input
                        type="file"
                        id=name
                        name="file"
                        multiple=true
                        accept=parcel.accept
                        aria-describedby=move || describe(form, name, hint)
                        node_ref=input
                        on:change=move |event: Event| take.run(files::chosen(&event))
                    />
                    <Show when=move || alive.get() fallback=|| view! { <button type="submit" class="button">"Upload"</button> }>
                        <p class="hint">"Or drop files here, or paste a picture."</p>
                    </Show>
                </div>
            </Group>
        </form>
        <Sendings all name_of_box=name />
    }
}
