//! Turning the pages, as the NHS design system does it: before and after, and numbers that leave out what is far away.

use leptos::prelude::*;

use super::held::Table;
use super::slice::{Stop, stops};
use crate::icon::Icon;

/// The way to the other pages; nothing where there is one.
#[component]
pub(super) fn Pager(table: Table) -> impl IntoView {
    let place = Memo::new(move |_| {
        table.slice.with(|slice| slice.as_ref().and_then(|slice| slice.as_ref().ok()).map(|slice| (slice.page, slice.pages())))
    });
    let label = table.plan.with_value(|plan| format!("Pages of {}", plan.many));
    move || {
        let (page, pages) = place.get().filter(|(_, pages)| *pages > 1)?;
        let beside = |to: usize, words: &'static str, icon: &'static str| {
            (1..=pages).contains(&to).then(|| view! { <li class="pager__beside"><a class="pager__link" href=move || table.address(|state| state.on_page(to)) data-noscroll="" on:click=move |_| table.turned.set_value(true)><Icon name=icon />{words}</a></li> })
        };
        let numbers = stops(page, pages).into_iter().map(|stop| one_stop(table, stop, page)).collect_view();
        Some(view! {
            <nav class="pager" aria-label=label.clone()>
                <ul class="pager__list">
                    {beside(page.wrapping_sub(1), "Previous", "back")}
                    {numbers}
                    {beside(page + 1, "Next", "forward")}
                </ul>
            </nav>
        })
    }
}

fn one_stop(table: Table, stop: Stop, page: usize) -> AnyView {
    match stop {
        Stop::Gap(_) => view! { <li class="pager__gap" aria-hidden="true">"\u{2026}"</li> }.into_any(),
        Stop::Page(number) => view! {
            <li>
                <a
                    class="pager__link"
                    href=move || table.address(|state| state.on_page(number))
                    aria-label=format!("Page {number}")
                    aria-current=(number == page).then_some("page")
                    data-noscroll=""
                    on:click=move |_| table.turned.set_value(true)
                >
                    {number}
                </a>
            </li>
        }
        .into_any(),
    }
}
