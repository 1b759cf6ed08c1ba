//! Doing something with several rows: those that are ticked, or all that match. What is done says how many it was told, so
//! that nobody does to 400 what they meant for 312.

use browser::IN_BROWSER;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::held::Table;
use crate::alive::Alive;
use crate::counted::counted;

/// Something to do with several rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deed {
    /// The word the form sends.
    pub key: &'static str,
    /// What the button says.
    pub label: &'static str,
    /// Takes something away.
    pub danger: bool,
}

/// What is to be done, and with which rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The word of the deed.
    pub deed: String,
    /// The ids of ticked rows.
    pub ids: Vec<String>,
    /// `all` instead of those: all that match.
    pub which: String,
    /// What they have to match.
    pub query: String,
    /// How many that were when somebody decided.
    pub count: usize,
}

/// Ticks all, says how many are ticked, and has the buttons.
#[component]
pub(super) fn Choosing(table: Table, deeds: Vec<Deed>) -> impl IntoView {
    let (one, many) = table.plan.with_value(|plan| (plan.one, plan.many));
    let sizes = Memo::new(move |_| {
        table
            .slice
            .with(|slice| slice.as_ref().and_then(|slice| slice.as_ref().ok()).map_or((0, 0), |slice| (slice.rows.len(), slice.total)))
    });
    let alive = Alive::here();
    let told = move || alive.now().then(|| format!("{} ticked", counted(table.ticked.read().len(), one, many)));
    let buttons = deeds.into_iter().map(|deed| {
        let class = if deed.danger { "button button--danger-quiet button--small" } else { "button button--secondary button--small" };
        view! { <button type="submit" class=class name="deed" value=deed.key>{deed.label}</button> }
    });
    view! {
        <input type="hidden" name="query" value=move || table.query() />
        <input type="hidden" name="count" value=move || sizes.get().1.to_string() />
        <div class="table-choose" role="group" aria-label=format!("Do something with several {many}")>
            <p class="table-choose__count">
                <span role="status">{told}</span>
                " "
                <TickAll table shown=Signal::derive(move || sizes.get().0) />
            </p>
            <WhichOnes sizes />
            <div class="buttons">{buttons.collect_view()}</div>
        </div>
    }
}

/// A link for those without WASM: the page comes again with every row ticked.
#[component]
fn TickAll(table: Table, shown: Signal<usize>) -> impl IntoView {
    // As the program knows it, or the address says.
    let all =
        move || shown.get() > 0 && (table.ticked.read().len() == shown.get() || (!IN_BROWSER && table.state.with(|state| state.ticked)));
    let href = move || table.address(|state| state.with_ticks(!state.ticked));
    let tick = move |event: MouseEvent| {
        // The router would take the link.
        event.prevent_default();
        event.stop_propagation();
        let ids =
            table.slice.with_untracked(|slice| slice.iter().flatten().flat_map(|slice| &slice.rows).map(|row| row.id.clone()).collect());
        let none = untrack(all);
        table.ticked.set(if none { std::collections::BTreeSet::new() } else { ids });
    };
    let words = move || if all() { "Tick none".to_owned() } else { format!("Tick all {} on this page", shown.get()) };
    view! {
        <a href=href data-noscroll="" on:click=tick>
            {words}
        </a>
    }
}

/// The ticked ones, or all on all pages.
#[component]
fn WhichOnes(sizes: Memo<(usize, usize)>) -> impl IntoView {
    let radio = |value: &'static str, checked: bool| view! { <input type="radio" name="which" value=value checked=checked /> };
    view! {
        <Show when=move || { sizes.get().1 > sizes.get().0 }>
            <div class="table-choose__which" role="radiogroup" aria-label="With which">
                <label class="tick">{radio("ticked", true)} <span>"The ticked ones"</span></label>
                <label class="tick">{radio("all", false)} <span>{move || format!("All {} that match", sizes.get().1)}</span></label>
            </div>
        </Show>
    }
}
