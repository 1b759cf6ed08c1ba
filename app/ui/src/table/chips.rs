//! What is filtered, each with the way to let it go.

use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::held::Table;
use super::state::TableState;
use crate::icon::Icon;
use browser::roving::move_focus;

/// One thing that is filtered by.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum One {
    Text(String),
    Value(&'static str, String),
}

fn all(state: &TableState) -> Vec<One> {
    let text = (!state.text.is_empty()).then(|| One::Text(state.text.clone()));
    let values = state.filters.iter().flat_map(|(key, values)| values.iter().map(|value| One::Value(key, value.clone())));
    text.into_iter().chain(values).collect()
}

/// The filters in use as chips; nothing where there are none.
#[component]
pub(super) fn Chips(table: Table) -> impl IntoView {
    view! {
        <Show when=move || table.state.with(TableState::is_filtered)>
            <div class="table-chips">
                <ul class="chips" aria-label="Filters in use">
                    <For each=move || table.state.with(all) key=Clone::clone let:one>
                        <Chip table one />
                    </For>
                </ul>
                <a href=move || table.address(TableState::cleared) data-noscroll="" on:click=move |_| table.to_count()>
                    "Clear all"
                </a>
            </div>
        </Show>
    }
}

#[component]
fn Chip(table: Table, one: One) -> impl IntoView {
    let this = one.clone();
    let (what, words) = match &one {
        One::Text(text) => ("Words", text.clone()),
        One::Value(key, value) => table.plan.with_value(|plan| {
            let facet = plan.facets.iter().find(|facet| facet.key == *key);
            facet.map_or(("", value.clone()), |facet| (facet.label, facet.words(value)))
        }),
    };
    let href = move || {
        table.address(|state| match &one {
            One::Text(_) => state.without_text(),
            One::Value(key, value) => state.without(key, value),
        })
    };
    // On to another one before this one goes.
    let leave = move |_: MouseEvent| {
        let (last, count) = untrack(|| table.state.with(|state| (all(state).last() == Some(&this), all(state).len())));
        if count == 1 || !move_focus(".table-chips .chip", if last { "ArrowUp" } else { "ArrowDown" }) {
            table.to_count();
        }
    };
    view! {
        <li>
            <a class="chip chip--chosen" href=href data-noscroll="" on:click=leave>
                <span class="visually-hidden">"Remove "</span>
                <span class="chip__name">{what} ": " <bdi>{words}</bdi></span>
                <Icon name="x" />
            </a>
        </li>
    }
}
