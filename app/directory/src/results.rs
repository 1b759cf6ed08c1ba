//! Who was found: a list that the arrow keys walk through, a page at a time.

use domain::access::PersonId;
use domain::directory::model::{Colleague, Found, Place};
use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use super::finding::{AFTER, Asked, Carried, Finding, place_text};
use super::search::{SEARCH, STOPS};
use browser::roving::move_focus;
use ui::{Empty, Erased, ErrorState, Skeleton, Toasts, came, counted, focus_id};

/// `0` for the one person Tab leads to.
pub fn tab_stop(finding: Finding, person: PersonId) -> &'static str {
    if finding.current.get().is_none_or(|current| current == person) { "0" } else { "-1" }
}

const MORE: &str = "Show more people";

/// How many the list that answers a question holds by now, and whether there are more.
type Grown = RwSignal<Option<(Asked, usize, bool)>>;

/// What a row of the list holds.
pub type Row = std::sync::Arc<dyn Fn(Colleague) -> AnyView + Send + Sync>;

/// The people found: loading, nobody, trouble, or a list that the arrow keys walk through.
#[component]
pub fn Results(
    /// The search.
    finding: Finding,
    /// In a form that chooses several: who was chosen on its other pages.
    #[prop(optional)]
    carried: Option<Carried>,
    /// What a row holds.
    row: impl Fn(Colleague) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let row: Row = std::sync::Arc::new(row);
    let grown = RwSignal::new(None);
    view! {
        <Told finding grown />
        <Transition fallback=Skeleton>
            {move || {
                let row = row.clone();
                Suspend::new(async move {
                    let (asked, found) = came(finding.found).await;
                    match found {
                        Ok(found) if found.people.is_empty() => view! { <Nobody finding asked />{along(carried, &[])} }.erased(),
                        Ok(found) => view! { <List finding asked found carried row grown /> }.erased(),
                        Err(problem) => {
                            view! { <ErrorState failure=problem.0 retry=move |()| finding.found.refetch() />{along(carried, &[])} }.erased()
                        }
                    }
                })
            }}
        </Transition>
    }
}

/// Whoever was chosen and is not shown here with a box of their own.
fn along(carried: Option<Carried>, shown: &[Colleague]) -> Option<Vec<AnyView>> {
    let Carried { field, people } = carried?;
    let hidden = people.with_value(|people| {
        let elsewhere = people.iter().filter(|id| !shown.iter().any(|person| person.id == **id));
        elsewhere.map(|id| view! { <input type="hidden" name=field value=id.to_string() /> }.erased()).collect()
    });
    Some(hidden)
}

/// How many were found. The line stays in the page whatever that is: one that comes with its words is not read out.
#[component]
fn Told(finding: Finding, grown: Grown) -> impl IntoView {
    view! {
        <p class="directory__count" role="status">
            <Transition>
                {move || Suspend::new(async move {
                    let (asked, found) = came(finding.found).await;
                    // Trouble speaks for itself.
                    found.ok().map(|found| {
                        let first = (found.people.len(), found.next.is_some());
                        move || told(finding, &asked, first, grown)
                    })
                })}
            </Transition>
        </p>
    }
}

fn told(finding: Finding, asked: &Asked, first: (usize, bool), grown: Grown) -> String {
    // That there is nobody is said only of what stands in the box now.
    if first.0 == 0 && !finding.is_present(asked) {
        return "Looking\u{2026}".to_owned();
    }
    let (count, more) = grown.with(|grown| match grown {
        Some((of, count, more)) if of == asked => (*count, *more),
        _ => first,
    });
    match (count, more) {
        (0, _) => "Nobody found".to_owned(),
        (_, true) if asked.is_of_everybody() => format!("The first {count} people by name. Type to find others."),
        (_, true) => format!("The first {count} people found"),
        (_, false) => counted(count, "person found", "people found"),
    }
}

/// What to do when nobody was found; shown only for what stands in the box now.
#[component]
fn Nobody(finding: Finding, asked: Asked) -> impl IntoView {
    view! {
        <Show when=move || finding.is_present(&asked)>
            <Empty icon="people" title="Try the beginning of a name">
                <p>"Or a role like Registrar, or a ward. Only people who have joined Pando are here."</p>
            </Empty>
        </Show>
    }
}

#[component]
fn List(finding: Finding, asked: Asked, found: Found, carried: Option<Carried>, row: Row, grown: Grown) -> impl IntoView {
    let hidden = along(carried, &found.people);
    let people = RwSignal::new(found.people);
    let next = RwSignal::new(found.next);
    let asked = StoredValue::new(asked);
    let toasts = expect_context::<Toasts>();
    let more = Action::new(move |(): &()| async move {
        let after = next.get_untracked();
        match (Asked { after: after.clone(), ..asked.get_value() }).ask().await {
            // Pressed twice on a slow line, the same page comes twice.
            Ok(found) if next.get_untracked() == after => {
                people.update(|people| people.extend(found.people));
                next.set(found.next);
            }
            Ok(_) => {}
            Err(problem) => toasts.trouble(problem.to_string()),
        }
    });
    let current = finding.current;
    // Of a new list: whom Tab led to before may not be in it, and then Tab would lead to nobody.
    Effect::new(move |_| current.set(people.with_untracked(|people| people.first().map(|person| person.id))));
    Effect::new(move |_| {
        let (count, more) = (people.with(Vec::len), next.with(Option::is_some));
        grown.set(Some((asked.get_value(), count, more)));
    });
    let keyed = move |event: KeyboardEvent| {
        let moved = if event.key() == "Escape" { focus_id(SEARCH) } else { move_focus(STOPS, &event.key()) };
        if moved {
            event.prevent_default();
        }
    };
    view! {
        <ul class="people directory__results" id="people" aria-label="People found" on:keydown=keyed>
            <For each=move || people.get() key=|person| person.id let:person>
                <li on:focusin=move |_| current.set(Some(person.id))>{row(person.clone())}</li>
            </For>
        </ul>
        {hidden}
        {move || next.get().map(|place| view! { <More finding asked place more form=carried.is_some() /> })}
    }
}

/// The next page, in place. Without WASM it is a page of its own: a link, or where a form chooses people one of its buttons, so that
/// what was ticked and typed goes along.
#[component]
fn More(finding: Finding, asked: StoredValue<Asked>, place: Place, more: Action<(), ()>, form: bool) -> impl IntoView {
    let fetch = move |event: MouseEvent| {
        event.prevent_default();
        more.dispatch(());
    };
    let busy = move || more.pending().get().then_some("true");
    let shown = if form {
        view! {
            <button type="submit" class="button button--secondary" formmethod="get" formaction=finding.screen formnovalidate=true name=AFTER value=place_text(&place) aria-busy=busy on:click=fetch>
                {MORE}
            </button>
        }
        .erased()
    } else {
        let address = asked.with_value(|asked| asked.address_after(finding.screen, &place));
        view! { <a class="button button--secondary" href=address aria-busy=busy on:click=fetch>{MORE}</a> }.erased()
    };
    view! { <div class="directory__more">{shown}</div> }
}
