//! What narrows and orders the rows: one plain form whose answer is an address.

use leptos::ev::SubmitEvent;
use leptos::form::form_data_from_event;
use leptos::prelude::*;
use leptos::web_sys::UrlSearchParams;

use super::held::Table;
use super::plan::{Column, Facet};
use super::state::{SIZES, TableState};
use crate::icon::Icon;

/// The search, the filters, and which columns are shown in which order.
#[component]
pub(super) fn Bar(table: Table) -> impl IntoView {
    let (screen, many) = table.plan.with_value(|plan| (plan.screen.clone(), plan.many));
    let submit = move |event: SubmitEvent| {
        let query = form_data_from_event(&event).ok().and_then(|data| UrlSearchParams::new_with_str_sequence_sequence(&data).ok());
        if let Some(query) = query {
            event.prevent_default();
            let query = String::from(query.to_string());
            // Through the plan: what holds anyway is left out, so that what is shown has one address.
            table.go(table.plan.with_value(|plan| TableState::read(plan, &query).address(plan)));
        }
    };
    let search = table.part("q");
    // As a property too: once somebody has typed, a box listens to its attribute no more.
    view! {
        <form class="table-bar" method="get" action=screen role="search" aria-label=format!("Find {many}") on:submit=submit>
            <div class="table-bar__search">
                <label class="visually-hidden" for=search.clone()>
                    {format!("Find {many}")}
                </label>
                <input
                    class="nhsuk-input"
                    type="search"
                    id=search
                    name="q"
                    dir="auto"
                    autocomplete="off"
                    placeholder=format!("Find {many}")
                    value=table.state.with_untracked(|state| state.text.clone())
                    prop:value=move || table.state.with(|state| state.text.clone())
                />
                <button type="submit" class="button button--secondary">
                    "Search"
                </button>
            </div>
            <Filters table />
            <Layout table />
        </form>
    }
}

#[component]
fn Filters(table: Table) -> impl IntoView {
    let facets = table.plan.with_value(|plan| plan.facets.clone());
    (!facets.is_empty()).then(|| {
        view! {
            <details class="table-bar__fold">
                <summary>
                    "Filters"
                    <Icon name="chevron-down" />
                </summary>
                <div class="table-bar__body">
                    <div class="table-bar__sets">{facets.into_iter().map(|facet| view! { <OneFacet table facet /> }).collect_view()}</div>
                    <button type="submit" class="button button--secondary">
                        "Apply filters"
                    </button>
                </div>
            </details>
        }
    })
}

#[component]
fn OneFacet(table: Table, facet: Facet) -> impl IntoView {
    let key = facet.key;
    let options = facet.options.into_iter().map(|(value, words)| {
        let known = value.clone();
        view! { <Box name=key value words on=Signal::derive(move || table.state.with(|state| state.has(key, &known))) /> }
    });
    view! {
        <fieldset class="table-bar__set">
            <legend>{facet.label}</legend>
            <div class="table-bar__options">{options.collect_view()}</div>
        </fieldset>
    }
}

/// A small box to tick, with its words.
#[component]
fn Box(name: &'static str, value: String, words: String, on: Signal<bool>) -> impl IntoView {
    view! {
        <label class="tick">
            <input type="checkbox" name=name value=value checked=on.get_untracked() prop:checked=move || on.get() />
            <bdi>{words}</bdi>
        </label>
    }
}

/// Which columns, in which order, how many rows.
#[component]
fn Layout(table: Table) -> impl IntoView {
    let columns = table.plan.with_value(|plan| plan.columns.clone());
    let boxes = columns.clone().into_iter().map(|column| view! { <ColumnBox table column /> });
    let orders: Vec<(String, String)> = columns.into_iter().filter(|column| column.sorts).flat_map(orders).collect();
    let sort = Signal::derive(move || table.state.with(|state| state.sort.key()));
    let sizes = SIZES.map(|size| (size.to_string(), format!("{size} rows"))).to_vec();
    let size = Signal::derive(move || table.state.with(|state| state.size.to_string()));
    view! {
        <details class="table-bar__fold">
            <summary>
                "Columns and order"
                <Icon name="chevron-down" />
            </summary>
            <div class="table-bar__body">
                <div class="table-bar__sets">
                    <fieldset class="table-bar__set">
                        <legend>"Columns"</legend>
                        <div class="table-bar__options">{boxes.collect_view()}</div>
                    </fieldset>
                    <div>
                        <OneOf table name="sort" label="Order" options=orders chosen=sort />
                        <OneOf table name="size" label="On a page" options=sizes chosen=size />
                    </div>
                </div>
                <button type="submit" class="button button--secondary">
                    "Apply"
                </button>
            </div>
        </details>
    }
}

fn orders(column: Column) -> [(String, String); 2] {
    let (up, down) = if column.number { ("lowest first", "highest first") } else { ("A to Z", "Z to A") };
    [(column.key.to_owned(), format!("{}, {up}", column.label)), (format!("-{}", column.key), format!("{}, {down}", column.label))]
}

#[component]
fn ColumnBox(table: Table, column: Column) -> impl IntoView {
    let key = column.key;
    if column.kept {
        // Sent, so that a form with nothing ticked is not one that says nothing about columns.
        return view! { <input type="hidden" name="columns" value=key /> }.into_any();
    }
    let on = Signal::derive(move || table.state.with(|state| state.columns.contains(&key)));
    view! { <Box name="columns" value=key.to_owned() words=column.label.to_owned() on /> }.into_any()
}

#[component]
fn OneOf(table: Table, name: &'static str, label: &'static str, options: Vec<(String, String)>, chosen: Signal<String>) -> impl IntoView {
    let id = table.part(name);
    let first = chosen.get_untracked();
    let options = options.into_iter().map(|(value, words)| {
        let selected = value == first;
        view! {
            <option value=value selected=selected>
                {words}
            </option>
        }
    });
    view! {
        <label class="nhsuk-label" for=id.clone()>
            {label}
        </label>
        <select class="nhsuk-select" id=id name=name prop:value=move || chosen.get()>
            {options.collect_view()}
        </select>
    }
}
