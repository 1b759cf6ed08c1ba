//! The table of the gallery: 312 people who do not exist, sorted, filtered and paged by the server.

use call::failure::Problem;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use server_fn::ServerFn;
use ui::table::{Chosen, DataTable, Deed, Several, Table};
use ui::{Banner, ErrorSummary, Toasts, Typed, counted};

use crate::api::{GallerySeveral, gallery_people};
use crate::people::{plan, row};

#[component]
pub(crate) fn TablePage(path: String) -> impl IntoView {
    let table = Table::here(plan(&path));
    let found = table.found(gallery_people);
    let action = ServerAction::<GallerySeveral>::new();
    let form = Typed::new("gallery-several", action);
    let toasts = expect_context::<Toasts>();
    let deed = StoredValue::new(String::new());
    Effect::new(move |_| {
        if let Some(Ok::<_, Problem>(done)) = action.value().get() {
            toasts.show(words(&deed.get_value(), done));
            table.refresh();
        }
    });
    let act = Callback::new(move |chosen: Chosen| {
        let Chosen { deed: key, ids, which, query, count } = chosen;
        deed.set_value(key.clone());
        action.dispatch(GallerySeveral { deed: key, chosen: ids, which, query, count });
    });
    let deeds = vec![Deed { key: "remind", label: "Remind", danger: false }, Deed { key: "archive", label: "Archive", danger: true }];
    let several = Several { url: GallerySeveral::url(), deeds, act };
    view! {
        <ErrorSummary form />
        <Done />
        <p class="hint">"Look for “fail” to see what it says when the rows cannot be had."</p>
        <DataTable table found row several csv="/dev/gallery/people.csv" />
    }
}

/// What was done, for those without WASM: the address says so.
#[component]
fn Done() -> impl IntoView {
    let query = use_query_map();
    let done = move || query.with(|query| Some((query.get("deed")?, query.get("done")?.parse::<usize>().ok()?)));
    move || done().map(|(deed, done)| view! { <Banner>{words(&deed, done)}</Banner> })
}

fn words(deed: &str, done: usize) -> String {
    let people = counted(done, "person", "people");
    if deed == "remind" { format!("{people} reminded") } else { format!("{people} archived") }
}
