//! Picking several of many: people, teams, roles, patients. Where the program runs a box that finds while one types, and chips;
//! without it a search whose answer is a list with boxes to tick. What is picked stands in the form as `NAME[]` either way.
//!
//! - `held`: what is picked and what is found · `plain`: the list with boxes · `combobox`: the box, its list and the chips

mod combobox;
mod held;
mod plain;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::fetched::{came_first, came_later, fetched};
use crate::form::Typed;
use crate::group::Group;
use crate::states::Skeleton;
use call::failure::Problem;
use combobox::Combobox;
use held::Held;
pub use held::{Pick, Picks};
use plain::Plain;

/// Picks several. Without WASM its search takes the form's other fields along in the address: it has a form to itself.
#[component]
pub fn Picker<F>(
    /// The form's state.
    form: Typed,
    /// What is wrong is about this; the box has it as its id.
    name: &'static str,
    /// What is asked.
    #[prop(into)]
    label: String,
    /// What one can look for.
    #[prop(optional, into)]
    hint: String,
    /// The address of this page, which a plain search leads to.
    screen: String,
    /// Finds by words (the most recent ones by none), and names those that are picked already, by their ids.
    find: fn(String, Vec<String>) -> F,
) -> impl IntoView
where
    F: Future<Output = Result<Picks, Problem>> + Send + 'static,
{
    let query = use_query_map();
    let field = format!("{name}[]");
    let before = query.with_untracked(|query| query.get_all(&field)).unwrap_or_default();
    let before = StoredValue::new(form.ticked_or(&field, &before));
    let asked = RwSignal::new(query.with_untracked(|query| query.get(&format!("{name}-q"))).unwrap_or_default());
    let found = fetched(
        move || asked.get(),
        move |text| {
            let answer = find(text.clone(), before.get_value());
            async move { (text, answer.await) }
        },
    );
    let held = Held::new(name, asked, Callback::new(move |()| found.refetch()));
    came_later(found, move |(text, answer)| held.take(text, answer, false));
    let screen = StoredValue::new(screen);
    let hint = Signal::stored(hint);
    view! {
        <Group form name label hint>
            <Suspense fallback=Skeleton>
                {move || Suspend::new(async move {
                    let (text, answer) = came_first(found).await;
                    held.take(text, answer, true);
                    view! { <Inside form held hint screen=screen.get_value() /> }
                })}
            </Suspense>
        </Group>
    }
}

#[component]
fn Inside(form: Typed, held: Held, hint: Signal<String>, screen: String) -> impl IntoView {
    let alive = RwSignal::new(false);
    Effect::new(move |_| {
        // What was ticked before the page came to life is picked.
        held.take_ticked(&browser::values_of(&format!("input[type=checkbox][name='{}[]']:checked", held.name)));
        alive.set(true);
    });
    view! {
        <Combobox form held hint screen alive />
        <Show when=move || !alive.get()>
            <Plain held />
        </Show>
    }
}
