//! The way between the areas: a rail beside them, or a bar below them on a phone.

use leptos::prelude::*;
use leptos_router::components::A;
use server_fn::ServerFn;

use crate::areas::{AREAS, Area, Badge};
use account::api::Lock;
use ui::{Icon, Leaf, Unread, badge};

/// The areas that stand in it, and the lock.
#[component]
pub fn Rail() -> impl IntoView {
    let ways = AREAS.iter().filter(|area| area.in_rail).map(|area| view! { <li><Way area /></li> });
    view! {
        <nav class="shell__rail rail" id="rail" aria-label="Main">
            <a class="rail__mark" href="/c" aria-label="Pando, home">
                <Leaf />
            </a>
            <ul class="rail__list">{ways.collect_view()}</ul>
            <ul class="rail__list rail__list--end">
                <li>
                    // A plain form on purpose: the whole page goes, and everything in memory with it (`shell/page.js`).
                    <form method="post" action=Lock::url()>
                        <button type="submit" class="rail__item">
                            <Icon name="lock" />
                            <span>"Lock"</span>
                        </button>
                    </form>
                </li>
            </ul>
        </nav>
    }
}

#[component]
fn Way(area: &'static Area) -> impl IntoView {
    let unread = expect_context::<Unread>();
    let count = move || area.badge.map_or(0, |Badge::Unread| unread.0.get());
    view! {
        <A href=area.path attr:class="rail__item">
            <Icon name=area.icon />
            <span>{area.label}</span>
            {move || (count() > 0).then(|| view! { <Count count=count() /> })}
        </A>
    }
}

/// How many conversations wait.
#[component]
fn Count(count: i64) -> impl IntoView {
    let count = badge(count);
    view! {
        <span class="badge rail__badge">
            <span aria-hidden="true">{count.clone()}</span>
            <span class="visually-hidden">{format!(", {count} unread")}</span>
        </span>
    }
}
