//! Parts of screens without a feature's words.

use leptos::prelude::*;

/// How many conversations stand out as unread: shown in the title.
#[derive(Clone, Copy, Debug)]
pub struct Unread(pub RwSignal<i64>);

impl Unread {
    /// "(3) Ward 7 – Pando".
    pub fn title(self, text: &str) -> String {
        let name = if text.is_empty() { "Pando".to_owned() } else { format!("{text} – Pando") };
        match self.0.get() {
            0 => name,
            unread => format!("({unread}) {name}"),
        }
    }
}

/// Provides what parts share.
pub fn provide_ui() {
    provide_context(Unread(RwSignal::new(0)));
}

/// Nothing is at this address.
#[component]
pub fn LostScreen() -> impl IntoView {
    view! { <main id="main"><h1>"We cannot find that screen"</h1></main> }
}
