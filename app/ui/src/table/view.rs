//! The table with everything around it.

use domain::access::Failure;
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlButtonElement;

use super::bar::Bar;
use super::chips::Chips;
use super::choosing::{Choosing, Chosen, Deed};
use super::head::Head;
use super::held::{Found, Table};
use super::pager::Pager;
use super::row::Row;
use super::rows::Rows;
use super::slice::Slice;
use super::state::address;
use crate::fetched::{came_first, came_later};
use crate::states::Skeleton;

/// What can be done with several rows: where a plain form sends it, and what does it where the program runs.
#[derive(Clone, Debug)]
pub struct Several {
    /// The address of the server function.
    pub url: &'static str,
    /// What there is to do.
    pub deeds: Vec<Deed>,
    /// Does it.
    pub act: Callback<Chosen>,
}

/// A table that the server sorts, filters and turns the pages of.
#[component]
pub fn DataTable<R>(
    /// What it shows.
    table: Table,
    /// The rows, as the server found them.
    found: Found<R>,
    /// How one of them is drawn.
    row: fn(R) -> Row,
    /// What can be done with several of them.
    #[prop(optional, into)]
    several: Option<Several>,
    /// Where all that is filtered can be had as a file.
    #[prop(optional)]
    csv: &'static str,
) -> impl IntoView
where
    R: Clone + Send + Sync + 'static,
{
    let take = move |(query, answer): (String, Result<Slice<R>, call::failure::Problem>)| {
        let drawn: Result<Slice<Row>, Failure> = answer.map(|slice| slice.map(row)).map_err(|problem| problem.0);
        table.take(query, drawn);
    };
    let several = StoredValue::new(several);
    // What comes later changes rows, and no more: the focus stays where it is.
    came_later(found, move |answer| {
        if table.slice.with_untracked(Option::is_some) {
            take(answer);
        }
    });
    view! {
        <Suspense fallback=Skeleton>
            {move || Suspend::new(async move {
                let first = came_first(found).await;
                take(first);
                view! { <Around table several csv /> }
            })}
        </Suspense>
    }
}

#[component]
fn Around(table: Table, several: StoredValue<Option<Several>>, csv: &'static str) -> impl IntoView {
    Effect::new(move |_| {
        table.slice.track();
        if table.turned.try_update_value(std::mem::take) == Some(true) {
            request_animation_frame(move || table.to_count());
        }
    });
    // The file is the browser's own to fetch: the router lets go of links that are `external` or `download`.
    let inside = match several.get_value() {
        None => view! { <Grid table /> }.into_any(),
        Some(several) => view! { <Acting table several /> }.into_any(),
    };
    view! {
        <div class="data-table" class:data-table--late=move || table.is_late()>
            <Bar table />
            <Chips table />
            <div class="data-table__told">
                <p id=table.part("count") class="data-table__count" role="status" tabindex="-1">
                    {move || told(table)}
                </p>
                {(!csv.is_empty()).then(|| view! { <a href=move || address(csv, &table.query()) download="" rel="external">"Download as CSV"</a> })}
            </div>
            {inside}
            <Pager table />
        </div>
    }
}

fn told(table: Table) -> String {
    let (one, many) = table.plan.with_value(|plan| (plan.one, plan.many));
    table.slice.with(|slice| slice.as_ref().and_then(|slice| slice.as_ref().ok()).map_or_else(String::new, |slice| slice.words(one, many)))
}

/// The table in a form of its own.
#[component]
fn Acting(table: Table, several: Several) -> impl IntoView {
    let Several { url, deeds, act } = several;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        act.run(chosen(table, &event));
    };
    view! {
        <form method="post" action=url on:submit=submit>
            <Choosing table deeds />
            <Grid table ticks=true />
        </form>
    }
}

fn chosen(table: Table, event: &SubmitEvent) -> Chosen {
    let button = event.submitter().and_then(|button| button.dyn_into::<HtmlButtonElement>().ok());
    let which = leptos::form::form_data_from_event(event).ok().and_then(|data| data.get("which").as_string()).unwrap_or_default();
    let total = table.slice.with_untracked(|slice| slice.iter().flatten().map(|slice| slice.total).sum());
    Chosen {
        deed: button.map(|button| button.value()).unwrap_or_default(),
        ids: table.ticked.get_untracked().into_iter().collect(),
        which,
        query: untrack(|| table.query()),
        count: total,
    }
}

/// The table itself: a box that scrolls under its head where there is room, cards where there is none.
#[component]
fn Grid(table: Table, #[prop(optional)] ticks: bool) -> impl IntoView {
    // The roles are said: shown as cards (`display: block`), a browser takes rows and cells for none any more.
    // And what scrolls is a stop of Tab: the arrow keys need somewhere to be (WCAG 2.2, 2.1.1).
    let caption = table.plan.with_value(|plan| plan.caption);
    view! {
        <div class="table-box" role="region" tabindex="0" aria-label=caption>
            <table class="table table--data" role="table" aria-busy=move || table.is_late().then_some("true")>
                <caption class="visually-hidden">{caption}</caption>
                <Head table ticks />
                <Rows table ticks />
            </table>
        </div>
    }
}
