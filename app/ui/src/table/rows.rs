//! The rows: on a phone each is a card, with the name of a column before what stands in it.

use domain::text::isolated;
use leptos::prelude::*;

use super::held::Table;
use super::plan::{Column, Plan};
use super::row::{Cell, Row};
use crate::states::{Empty, ErrorState};
use crate::tag::Tag;

/// The rows; or that there are none, or why they cannot be shown.
#[component]
pub(super) fn Rows(table: Table, ticks: bool) -> impl IntoView {
    let across = move || table.columns.read().len() + usize::from(ticks);
    let alone = move |view: AnyView| {
        view! {
            <tr role="row" class="table__alone">
                <td role="cell" colspan=across().to_string()>
                    {view}
                </td>
            </tr>
        }
        .into_any()
    };
    let drawn = move || match table.slice.get() {
        None => ().into_any(),
        Some(Err(failure)) => alone(view! { <ErrorState failure retry=table.again /> }.into_any()),
        Some(Ok(slice)) if slice.rows.is_empty() => alone(view! { <Nothing table /> }.into_any()),
        Some(Ok(slice)) => slice.rows.into_iter().map(|row| view! { <OneRow table row ticks /> }).collect_view().into_any(),
    };
    view! { <tbody role="rowgroup">{drawn}</tbody> }
}

#[component]
fn Nothing(table: Table) -> impl IntoView {
    let (many, first) = table.plan.with_value(|plan| (plan.many, TableWords::of(plan, table)));
    let clear = first.filtered.then(|| view! { <div class="buttons"><a class="button button--secondary" href=first.cleared data-noscroll="">"Clear all filters"</a></div> });
    let title = if first.filtered { format!("No {many} match") } else { format!("No {many} yet") };
    view! { <Empty icon="search" title>{clear}</Empty> }
}

struct TableWords {
    filtered: bool,
    cleared: String,
}

impl TableWords {
    fn of(plan: &Plan, table: Table) -> Self {
        let state = table.state.get_untracked();
        Self { filtered: state.is_filtered(), cleared: state.cleared().address(plan) }
    }
}

#[component]
fn OneRow(table: Table, row: Row, ticks: bool) -> impl IntoView {
    let Row { id, name, mut cells } = row;
    let columns = table
        .plan
        .with_value(|plan| table.columns.with(|keys| keys.iter().filter_map(|key| plan.column(key).copied()).collect::<Vec<_>>()));
    let drawn = columns.into_iter().enumerate().map(|(at, column)| {
        let place = cells.iter().position(|(key, _)| *key == column.key);
        let cell = place.map_or_else(|| Cell::text(""), |place| cells.swap_remove(place).1);
        one_cell(column, cell, at == 0)
    });
    let drawn = drawn.collect_view();
    let tick = ticks.then(|| view! { <Tick table id name /> });
    view! {
        <tr role="row">
            {tick}
            {drawn}
        </tr>
    }
}

fn one_cell(column: Column, cell: Cell, names: bool) -> AnyView {
    let class = if column.number { "table__number" } else { "" };
    let inside = match cell {
        Cell::Text(text) => view! { <bdi>{text}</bdi> }.into_any(),
        Cell::Link { href, text } => view! { <a href=href><bdi>{text}</bdi></a> }.into_any(),
        Cell::Tag(mood, text) => view! { <Tag mood>{text}</Tag> }.into_any(),
    };
    // Read out with every cell anyway, as the head of its column.
    let label = view! { <span class="table__label" aria-hidden="true">{column.label}</span> };
    if names {
        view! { <th scope="row" role="rowheader" class=class>{label}<span>{inside}</span></th> }.into_any()
    } else {
        view! { <td role="cell" class=class>{label}<span>{inside}</span></td> }.into_any()
    }
}

#[component]
fn Tick(table: Table, id: String, name: String) -> impl IntoView {
    let first = table.state.with_untracked(|state| state.ticked);
    let (value, known) = (id.clone(), id.clone());
    let is_ticked = move || table.ticked.with(|ticked| ticked.contains(&known));
    let change = move |event| {
        let now = event_target_checked(&event);
        table.ticked.update(|ticked| {
            if now {
                ticked.insert(id.clone());
            } else {
                ticked.remove(&id);
            }
        });
    };
    view! {
        <td role="cell" class="table__tick">
            <label class="tick">
                <input type="checkbox" name="chosen[]" value=value checked=first prop:checked=is_ticked on:change=change />
                <span class="visually-hidden">{format!("Tick {}", isolated(&name))}</span>
            </label>
        </td>
    }
}
