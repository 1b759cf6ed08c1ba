//! Several people, a title, and what those who join later see.

use std::cell::RefCell;

use domain::access::{Failure, PersonId};
use domain::chat::model::{MOST_ADDED, title};
use leptos::ev::{Event, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::HtmlInputElement;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_query_map};

use server_fn::ServerFn;

use super::api::StartGroup;
use super::timeline_view::HISTORIES;
use browser::roving::move_focus;
use directory::api::list_colleagues;
use directory::{Carried, Chosen, Finding, PersonRow, Results, SEARCH, SearchBox, WardFacets, tab_stop};
use ui::{
    Announcer, Avatar, Button, Choice, Choices, Erased, ErrorState, ErrorSummary, Field, Icon, Size, Toasts, Typed, came, counted, fetched,
    focus_id,
};

/// The form's field for the people, and for one who is let go.
// With brackets: so the server takes it for a list, of one too (`serde_qs`).
const PEOPLE: &str = "people[]";
const WITHOUT: &str = "without";

thread_local! {
    /// A group somebody began to make and left, until it is made or the page goes; nothing is ever put here on the server.
    static BEGUN: RefCell<Begun> = RefCell::default();
}

/// What was chosen and typed.
#[derive(Clone, Debug, Default)]
struct Begun {
    people: Vec<Chosen>,
    title: String,
    history: Option<String>,
}

/// Said until somebody is chosen.
const TO_DO: &str = "Choose people first. Below them you name the group.";

/// What those who join later see of the past.
fn histories() -> Vec<Choice> {
    HISTORIES.iter().map(|(_, key, label, hint)| Choice::with_hint(key, label, hint)).collect()
}

/// Choose people, then name the group, start it. Without WASM one form does both: its first button searches on and keeps
/// the ticks in the address, its last one starts the group.
#[component]
pub fn GroupForm(
    /// The search.
    finding: Finding,
) -> impl IntoView {
    let start = ServerAction::<StartGroup>::new();
    let form = Typed::new("start-group", start);
    let before = chosen_before(form);
    if before.is_empty() {
        return view! { <Form finding start form known=Vec::new() /> }.erased();
    }
    let known = fetched(|| (), move |()| list_colleagues(before.clone()));
    view! {
        <Suspense>
            {move || Suspend::new(async move {
                match came(known).await {
                    Ok(people) => view! { <Form finding start form known=people.iter().map(Chosen::from).collect() /> }.erased(),
                    Err(problem) => view! { <ErrorState failure=problem.0 retry=move |()| known.refetch() /> }.erased(),
                }
            })}
        </Suspense>
    }
    .erased()
}

#[component]
fn Form(
    finding: Finding,
    start: ServerAction<StartGroup>,
    form: Typed,
    /// Who was chosen before a plain search, or ticked in a form that was refused.
    known: Vec<Chosen>,
) -> impl IntoView {
    let begun = begun();
    let carried = Carried { field: PEOPLE, people: StoredValue::new(known.iter().map(|person| person.id).collect()) };
    let chosen = RwSignal::new(if known.is_empty() { begun.people } else { known });
    Effect::new(move |_| {
        let people = chosen.get();
        BEGUN.with_borrow_mut(|begun| begun.people = people);
    });
    let navigate = use_navigate();
    let tried = StoredValue::new(None);
    Effect::new(move |_| {
        if let Some(Ok(conversation)) = start.value().get() {
            BEGUN.take();
            navigate(&format!("/c/{conversation}"), NavigateOptions::default());
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let people: Vec<_> = chosen.read_untracked().iter().map(|person| person.id).collect();
        let asked = (form_value(&event, "title"), people, form_value(&event, "history"));
        // Asked for again as it was, it is the same group: the answer may be all that was lost.
        let same = tried.with_value(|tried| tried.as_ref().filter(|(before, _)| *before == asked).map(|(_, once)| *once));
        let once = same.unwrap_or_else(|| browser::new_id().0);
        tried.set_value(Some((asked.clone(), once)));
        let (title, people, history) = asked;
        let wanted = StartGroup { title, people, history, once: Some(once) };
        match missing(&wanted) {
            Some(failure) => form.fail(vec![failure]),
            None if start.pending().get_untracked() => {}
            None => drop(start.dispatch(wanted)),
        }
    };
    let filled = move |event: Event| {
        let (title, history) = (form_value(&event, "title"), form_value(&event, "history"));
        BEGUN.with_borrow_mut(|begun| (begun.title, begun.history) = (title, Some(history)));
    };
    // A browser takes Enter for the first button of a form, and that one searches.
    let entered = move |event: KeyboardEvent| {
        let bare = browser::stroke(&event).is_some_and(|stroke| stroke.is_bare("Enter"));
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        if let Some(form) = input.filter(|_| bare).and_then(|input| input.form()) {
            event.prevent_default();
            // Fails only for a button that is not the form's, and none is given.
            drop(form.request_submit());
        }
    };
    view! {
        <ErrorSummary form />
        <form class="directory" method="post" action=StartGroup::url() novalidate=true on:submit=submit on:input=filled>
            <input type="hidden" name="group" value="1" />
            <div class="directory__bar">
                <SearchBox finding />
                <WardFacets finding />
            </div>
            <Chips chosen />
            <Results finding carried row=move |person| {
                view! { <Tick finding chosen person /> }.erased()
            } />
            <Onwards chosen />
            <section class="card directory__group" aria-labelledby="group-heading" on:keydown=entered>
                <h2 class="page__heading" id="group-heading">"The group"</h2>
                <Field form name="title" label="Name of the group" hint="Like Ward 7 night team" value=begun.title check=title />
                <Choices form name="history" legend="Members who join later see" chosen=begun.history.unwrap_or_else(|| "joining".to_owned()) choices=histories() />
                <div class="buttons">
                    <Button busy=start.pending()>"Start group"</Button>
                </div>
            </section>
        </form>
    }
}

/// What has to be said before the server is asked.
fn missing(wanted: &StartGroup) -> Option<Failure> {
    if wanted.people.is_empty() { Some(Failure::invalid("q", "Choose at least one person.")) } else { title(&wanted.title).err() }
}

/// A person with a box to tick.
#[component]
fn Tick(finding: Finding, chosen: RwSignal<Vec<Chosen>>, person: domain::directory::model::Colleague) -> impl IntoView {
    let id = person.id;
    let is_chosen = move || chosen.read().iter().any(|chosen| chosen.id == id);
    let first = chosen.with_untracked(|chosen| chosen.iter().any(|chosen| chosen.id == id));
    let this = Chosen::from(&person);
    let toasts = expect_context::<Toasts>();
    let change = move |event| {
        let ticked = event_target_checked(&event);
        // One of the places is one's own.
        let full = ticked && chosen.with_untracked(|chosen| chosen.len() + 1 >= MOST_ADDED);
        chosen.update(|chosen| {
            chosen.retain(|other| other.id != id);
            if ticked && !full {
                chosen.push(this.clone());
            }
        });
        if full {
            event_target::<HtmlInputElement>(&event).set_checked(false);
            toasts.trouble(format!("Choose at most {} people at once. Add the others afterwards.", MOST_ADDED - 1));
        }
    };
    view! {
        <label class="person">
            <PersonRow person=person />
            <span class="person__end">
                <input
                    class="person__tick"
                    type="checkbox"
                    name=PEOPLE
                    value=id.to_string()
                    checked=first
                    prop:checked=is_chosen
                    tabindex=move || tab_stop(finding, id)
                    on:change=change
                />
            </span>
        </label>
    }
}

/// Who is chosen so far; each can be let go.
#[component]
fn Chips(chosen: RwSignal<Vec<Chosen>>) -> impl IntoView {
    view! {
        <div class="directory__chosen">
            <p class="directory__count" role="status">{move || chosen_words(chosen.read().len())}</p>
            <ul class="chips" aria-label="Chosen">
                <For each=move || chosen.get() key=|person| person.id let:person>
                    <Chip chosen person />
                </For>
            </ul>
        </div>
    }
}

fn chosen_words(count: usize) -> String {
    if count == 0 { TO_DO.to_owned() } else { counted(count, "person chosen", "people chosen") }
}

/// From a long list to what comes after it.
#[component]
fn Onwards(chosen: RwSignal<Vec<Chosen>>) -> impl IntoView {
    let name_it = |event: MouseEvent| {
        if focus_id("title") {
            event.prevent_default();
            event.stop_propagation();
        }
    };
    view! {
        <Show when=move || !chosen.read().is_empty()>
            <div class="directory__onwards">
                <span aria-hidden="true">{move || format!("{} chosen", chosen.read().len())}</span>
                <a class="button" href="#title" on:click=name_it>
                    "Name the group"
                </a>
            </div>
        </Show>
    }
}

#[component]
fn Chip(chosen: RwSignal<Vec<Chosen>>, person: Chosen) -> impl IntoView {
    let Chosen { id, name } = person;
    let (label, told) = (format!("Leave {name} out"), format!("{name} removed"));
    let announcer = expect_context::<Announcer>();
    let drop_it = move |event: MouseEvent| {
        event.prevent_default();
        // On to the next one before this button goes. A finger needs no focus, and a box would bring up its keyboard.
        let (only, last) = chosen.with_untracked(|chosen| (chosen.len() == 1, chosen.last().is_some_and(|last| last.id == id)));
        if !browser::is_touch() {
            if only {
                focus_id(SEARCH);
            } else {
                move_focus(".chip__drop", if last { "ArrowUp" } else { "ArrowDown" });
            }
        }
        announcer.say(told.clone());
        chosen.update(|chosen| chosen.retain(|other| other.id != id));
    };
    view! {
        <li class="chip chip--chosen">
            <Avatar name=name.clone() id=id.to_string() size=Size::Tiny />
            <bdi class="chip__name">{name}</bdi>
            <button type="submit" formmethod="get" formaction="/new" formnovalidate=true name=WITHOUT value=id.to_string() class="chip__drop" aria-label=label on:click=drop_it>
                <Icon name="x" />
            </button>
        </li>
    }
}

/// Who was ticked before a plain search: the address carries them, and who of them was let go.
fn chosen_before(form: Typed) -> Vec<PersonId> {
    let query = use_query_map();
    let (ids, gone) = query.with_untracked(|query| (query.get_all(PEOPLE).unwrap_or_default(), query.get(WITHOUT)));
    form.ticked_or(PEOPLE, &ids).into_iter().filter(|id| Some(id) != gone.as_ref()).filter_map(|id| id.parse().ok()).collect()
}

/// What was typed: before a plain search it is in the address, else this page remembers it.
fn begun() -> Begun {
    let query = use_query_map();
    let mut begun = BEGUN.with_borrow(Clone::clone);
    query.with_untracked(|query| {
        if let Some(title) = query.get("title") {
            begun.title = title;
            begun.history = query.get("history");
        }
    });
    begun
}

/// What a field of the form that something happened in holds.
fn form_value(event: &Event, name: &str) -> String {
    use leptos::web_sys::{Element, FormData, HtmlFormElement};
    let form =
        event.target().and_then(|target| target.dyn_into::<Element>().ok()?.closest("form").ok()??.dyn_into::<HtmlFormElement>().ok());
    let data = form.and_then(|form| FormData::new_with_form(&form).ok());
    data.and_then(|data| data.get(name).as_string()).unwrap_or_default()
}
