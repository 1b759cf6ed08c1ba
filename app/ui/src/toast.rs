//! Short notes that something happened, with a way back where there is one.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::FocusEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlElement;

use super::{Announcer, Erased, Icon, focus, focus_id};
use call::flash;

/// How long a note stays, unless another comes or somebody is at it; one that can be undone, or that tells of trouble, stays longer.
const STAYS: Duration = Duration::from_secs(6);
const STAYS_WITH_UNDO: Duration = Duration::from_secs(12);

/// What a note offers to do. Not a `Callback`: that goes with the menu it was made in, and the note stays.
type Take = Arc<dyn Fn() + Send + Sync>;

#[derive(Clone)]
struct Toast {
    id: u64,
    text: String,
    offer: Option<(&'static str, Take)>,
    stays: Option<Duration>,
    passes: bool,
}

/// Shows notes. Take it from the context; in the browser only.
#[derive(Clone, Copy, Debug)]
pub struct Toasts {
    shown: RwSignal<Vec<Toast>>,
    last: StoredValue<u64>,
    announcer: Announcer,
    /// What a plain form left to be said.
    told: RwSignal<String>,
}

impl Toasts {
    pub(super) fn new(announcer: Announcer) -> Self {
        let told = RwSignal::new(SharedValue::new_str(flash::told).into_inner());
        Self { shown: RwSignal::new(Vec::new()), last: StoredValue::new(0), announcer, told }
    }

    /// Says that something happened.
    pub fn show(self, text: impl Into<String>) {
        self.put(text.into(), None, Some(STAYS), true);
    }

    /// Says that something did not happen; whatever else is told meanwhile, this stays its time.
    pub fn trouble(self, text: impl Into<String>) {
        self.put(text.into(), None, Some(STAYS_WITH_UNDO), false);
    }

    /// Says that something happened, and offers to take it back.
    pub fn show_with_undo(self, text: impl Into<String>, undo: impl Fn() + Send + Sync + 'static) {
        let undo = move || {
            undo();
            self.announcer.say("Undone");
        };
        self.put(text.into(), Some(("Undo", Arc::new(undo))), Some(STAYS_WITH_UNDO), true);
    }

    /// Offers something that can wait, and stays until it is taken or dismissed.
    pub fn offer(self, text: impl Into<String>, label: &'static str, take: impl Fn() + Send + Sync + 'static) {
        self.put(text.into(), Some((label, Arc::new(take))), None, false);
    }

    /// Takes all of them away.
    pub fn clear(self) {
        self.shown.set(Vec::new());
    }

    fn put(self, text: String, offer: Option<(&'static str, Take)>, stays: Option<Duration>, passes: bool) {
        let id = self.last.try_update_value(|last| {
            *last += 1;
            *last
        });
        let Some(id) = id else { return };
        // Who does not see it has to know that there is a button, and where.
        self.announcer.say(offer.as_ref().map_or_else(|| text.clone(), |(label, _)| format!("{text}. {label} is in the note")));
        // One that passes takes the place of the one before: together they would cover what people read.
        self.shown.update(|shown| {
            shown.retain(|toast| !(passes && toast.passes) || is_at(toast.id, FOCUSED));
            shown.push(Toast { id, text, offer, stays, passes });
        });
    }

    /// Takes a note away in time, and not from under somebody's hands.
    fn remove_after(self, id: u64, stays: Duration) {
        set_timeout(move || if is_at(id, ATTENDED) { self.remove_after(id, stays) } else { self.remove(id) }, stays);
    }

    fn remove(self, id: u64) {
        self.shown.try_update(|shown| shown.retain(|toast| toast.id != id));
    }
}

/// The focus is on a note.
const FOCUSED: &str = ":focus-within";
/// The focus or the pointer is on a note.
const ATTENDED: &str = ":is(:hover, :focus-within)";

/// Whether somebody is at a note in this way.
fn is_at(id: u64, way: &str) -> bool {
    document().query_selector(&format!("#note-{id}{way}")).is_ok_and(|found| found.is_some())
}

/// What a plain form left to be said, until there is a program whose note it becomes.
#[component]
pub fn Told() -> impl IntoView {
    let told = expect_context::<Toasts>().told;
    move || {
        (!told.read().is_empty()).then(|| {
            view! {
                <section class="toasts" aria-label="Notes">
                    <p class="toast toast--plain" role="alert" dir="auto">{told}</p>
                </section>
            }
            .erased()
        })
    }
}

/// Where notes are shown: what a plain form left to be said first of all.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = expect_context::<Toasts>();
    let told = toasts.told;
    Effect::new(move |_| {
        let words = told.try_update(std::mem::take).unwrap_or_default();
        if !words.is_empty() {
            toasts.trouble(words);
        }
    });
    view! {
        <section class="toasts" id="notes" aria-label="Notes">
            <For each=move || toasts.shown.get() key=|toast| toast.id let:toast>
                <Note toasts toast />
            </For>
        </section>
    }
}

#[component]
fn Note(toasts: Toasts, toast: Toast) -> impl IntoView {
    let id = toast.id;
    // Its time begins when it can be seen.
    Effect::new(move |_| toast.stays.iter().for_each(|stays| toasts.remove_after(id, *stays)));
    // Where the focus was before it came here.
    let before = StoredValue::new_local(None::<HtmlElement>);
    let comes = move |event: FocusEvent| {
        let from = event.related_target().and_then(|from| from.dyn_into::<HtmlElement>().ok());
        if let Some(from) = from.filter(|from| from.closest(".toast").is_ok_and(|note| note.is_none())) {
            before.set_value(Some(from));
        }
    };
    let close = move || {
        // With the note its focus would be lost; where it was there may be nothing any more.
        if is_at(id, FOCUSED) {
            focus_id("main");
            before.with_value(|before| before.iter().for_each(focus));
        }
        toasts.remove(id);
    };
    let offer = toast.offer.map(|(label, take)| {
        let taken = move |_| {
            take();
            close();
        };
        view! {
            <button type="button" class="toast__action" on:click=taken>
                {label}
            </button>
        }
    });
    view! {
        <div class="toast" id=format!("note-{id}") on:focusin=comes>
            <span dir="auto">{toast.text}</span>
            {offer}
            <button type="button" class="button button--icon" aria-label="Dismiss" on:click=move |_| close()>
                <Icon name="x" />
            </button>
        </div>
    }
}
