//! The one `h1` of a screen: names the page, and takes the focus when somebody comes from another screen.

use domain::text::isolated;
use leptos::html;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_location;

use browser::IN_BROWSER;
use browser::focus::{focus, focus_soon};

/// How many conversations stand out as unread: shown in the title of every page.
#[derive(Clone, Copy, Debug)]
pub struct Unread(pub RwSignal<i64>);

impl Unread {
    /// "(3) Ward 7 – Pando".
    pub fn title(self, text: &str) -> String {
        // In a tab's title there are no elements that could isolate: characters do.
        let name = if text.is_empty() { "Pando".to_owned() } else { format!("{} – Pando", isolated(text)) };
        // The server writes the title last, when signals may be gone; the browser adds the count.
        match if IN_BROWSER { self.0.get() } else { 0 } {
            0 => name,
            unread => format!("({}) {name}", badge(unread)),
        }
    }
}

/// A count as a badge shows it.
pub fn badge(unread: i64) -> String {
    match unread {
        ..=0 => String::new(),
        1..=99 => unread.to_string(),
        _ => "99+".into(),
    }
}

/// Whether somebody has moved between screens since the page was loaded.
///
/// A page that has just been loaded is read from its top, as any page; after that no load tells a screen reader
/// that everything has changed, so the focus has to.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    first: StoredValue<Option<String>>,
    moved: StoredValue<bool>,
}

impl Arrival {
    pub(super) fn new() -> Self {
        Self { first: StoredValue::new(None), moved: StoredValue::new(false) }
    }

    /// Notes that the screen at `path` is shown; whether it was come to from another screen.
    pub fn at(self, path: &str) -> bool {
        match self.first.get_value() {
            None => self.first.set_value(Some(path.to_owned())),
            Some(first) if first != path => self.moved.set_value(true),
            Some(_) => {}
        }
        self.moved.get_value()
    }
}

/// The heading of a screen; also names the page.
#[component]
pub fn Heading(
    /// The words.
    #[prop(into)]
    text: Signal<String>,
    /// Whether something typed has to change: said in the title first.
    #[prop(optional, into)]
    wrong: Signal<bool>,
    /// How it looks.
    #[prop(optional, default = "pane__title")]
    class: &'static str,
    /// Whether it is there for screen readers and the title only.
    #[prop(optional)]
    hidden: bool,
) -> impl IntoView {
    let heading = NodeRef::<html::H1>::new();
    let arrival = expect_context::<Arrival>();
    let path = use_location().pathname;
    Effect::new(move |_| {
        if let Some(heading) = heading.get()
            && arrival.at(&path.get_untracked())
        {
            focus(&heading);
            // A screen that was waited for takes the place of another heading, and its own is not in the page yet.
            focus_soon(heading.into(), &["BODY"]);
        }
    });
    let written = |wrong: bool, text: String| if wrong { format!("Error: {text}") } else { text };
    // The server writes the title when everything else is drawn: by then a screen fetched late has let go of its signals.
    let drawn = written(wrong.get_untracked(), text.get_untracked());
    let title = move || if IN_BROWSER { written(wrong.get(), text.get()) } else { drawn.clone() };
    view! {
        <Title text=title />
        <h1 class=class class:visually-hidden=hidden tabindex="-1" node_ref=heading>
            {text}
        </h1>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_server_names_a_page_whose_signals_are_gone() {
        let owner = Owner::new();
        let unread = owner.with(|| Unread(RwSignal::new(3)));
        drop(owner);
        assert_eq!(unread.title("Ward 7"), "Ward 7 – Pando");
    }
}
