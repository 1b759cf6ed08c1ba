//! Tabs and the way between the pages of an area, as links: each has an address, and works before the program runs.

use leptos::prelude::*;

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tab {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub label: String,
    /// How many wait there, if that is worth a word.
    pub count: Option<i64>,
}

impl Tab {
    /// One without a count.
    pub fn new(href: impl Into<String>, label: impl Into<String>) -> Self {
        Self { href: href.into(), label: label.into(), count: None }
    }
}

/// Tabs in a row; the one whose page this is says so.
#[component]
pub fn Tabs(
    /// What they lead through.
    label: &'static str,
    /// From left to right.
    tabs: Vec<Tab>,
    /// The address of the one that is open.
    #[prop(into)]
    current: Signal<String>,
) -> impl IntoView {
    let one = move |Tab { href, label, count }: Tab| {
        let known = href.clone();
        let count = count.map(|count| view! { <span class="badge badge--muted">{count}</span> });
        view! {
            <li>
                <a class="tabs__link" href=href aria-current=move || (*current.read() == known).then_some("page")>
                    <bdi>{label}</bdi>
                    {count}
                </a>
            </li>
        }
    };
    view! {
        <nav class="tabs" aria-label=label>
            <ul class="tabs__list">{tabs.into_iter().map(one).collect_view()}</ul>
        </nav>
    }
}
