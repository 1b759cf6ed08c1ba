//! The names of the columns; those that rows can be ordered by are links.

use leptos::prelude::*;

use super::held::Table;
use crate::icon::Icon;

/// The head; it stays in sight while the rows scroll.
#[component]
pub(super) fn Head(table: Table, ticks: bool) -> impl IntoView {
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {ticks.then(|| view! { <th scope="col" role="columnheader" class="table__tick"><span class="visually-hidden">"Tick"</span></th> })}
                <For each=move || table.columns.get() key=|key| *key let:key>
                    <Name table key />
                </For>
            </tr>
        </thead>
    }
}

#[component]
fn Name(table: Table, key: &'static str) -> impl IntoView {
    let column = table.plan.with_value(|plan| plan.column(key).copied());
    let order = move || table.state.with(|state| (state.sort.column == key).then_some(state.sort.down));
    let aria = move || order().map(|down| if down { "descending" } else { "ascending" });
    let sign = move || order().map(|down| view! { <Icon name=if down { "arrow-down" } else { "arrow-up" } /> });
    column.map(|column| {
        let label = column.label;
        let inside = if column.sorts {
            view! {
                <a class="table__sort" href=move || table.address(|state| state.sorted_by(key)) data-noscroll="">
                    {label}
                    {sign}
                </a>
            }
            .into_any()
        } else {
            label.into_any()
        };
        view! {
            <th scope="col" role="columnheader" class:table__number=column.number aria-sort=aria>
                {inside}
            </th>
        }
    })
}
