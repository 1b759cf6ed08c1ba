//! The box that finds while one types, its list, and a chip for each that is picked (the combobox of the ARIA practices: the
//! focus stays in the box).

use std::time::Duration;

use domain::text::isolated;
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::held::{Held, Pick};
use crate::counted::counted;
use crate::form::Typed;
use crate::group::describe;
use crate::icon::Icon;
use browser::Bring;
use browser::focus::focus_id;
use browser::roving::move_focus;

/// How long typing has to pause before it is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// The chips, the box and its list.
#[component]
pub(super) fn Combobox(form: Typed, held: Held, hint: Signal<String>, screen: String, alive: RwSignal<bool>) -> impl IntoView {
    let name = held.name;
    let typed = move |event| {
        form.type_in(name);
        held.open.set(true);
        let text = event_target_value(&event);
        let ask = move || drop(held.asked.try_set(text));
        held.ask_next(set_timeout_with_handle(ask, PAUSE).ok());
    };
    let active = Memo::new(move |_| held.at.get().filter(|_| held.open.get()).map(|at| option_id(name, at)));
    Effect::new(move |_| {
        if let Some(id) = active.get() {
            request_animation_frame(move || browser::bring(&id, Bring::Near));
        }
    });
    let shown = move || alive.get() && held.open.get();
    // Before the program there is no list to control, and what is typed is the search of a plain form.
    let role = move |value: &'static str| alive.get().then_some(value);
    view! {
        <Show when=move || alive.get()>
            <Chips held />
        </Show>
        <div class="picker">
            <div class="picker__row">
                <input
                    class="nhsuk-input"
                    class:nhsuk-input--error=move || form.error(name).is_some()
                    id=name
                    name=move || (!alive.get()).then(|| format!("{name}-q"))
                    type="text"
                    dir="auto"
                    autocomplete="off"
                    spellcheck="false"
                    value=held.asked.get_untracked()
                    role=move || role("combobox")
                    aria-autocomplete=move || role("list")
                    aria-expanded=move || alive.get().then(|| held.open.get().to_string())
                    aria-controls=move || alive.get().then(|| format!("{name}-list"))
                    aria-activedescendant=move || active.get()
                    aria-describedby=move || describe(form, name, hint)
                    aria-invalid=move || form.error(name).is_some().then_some("true")
                    on:input=typed
                    on:focus=move |_| held.open.set(true)
                    on:click=move |_| held.open.set(true)
                    on:blur=move |_| held.open.set(false)
                    on:keydown=move |event| keyed(held, &event)
                />
                <Show when=move || !alive.get()>
                    <button type="submit" class="button button--secondary" formmethod="get" formaction=screen.clone() formnovalidate=true>
                        "Search"
                    </button>
                </Show>
            </div>
            <Show when=move || alive.get()>
                <Offers held shown=Signal::derive(shown) />
            </Show>
        </div>
    }
}

fn option_id(name: &str, at: usize) -> String {
    format!("{name}-option-{at}")
}

/// The list below the box. Its words are a status, so that they are read out while the focus stays in the box.
#[component]
fn Offers(held: Held, shown: Signal<bool>) -> impl IntoView {
    let offers = Memo::new(move |_| held.offers());
    let told = move || match (shown.get(), held.is_present(), &*held.found.read(), offers.read().len()) {
        (false, ..) => String::new(),
        (_, false, ..) => "Looking\u{2026}".to_owned(),
        (_, _, Err(failure), _) => failure.to_string(),
        (_, _, _, 0) => "Nothing found. Try the beginning of a name.".to_owned(),
        (_, _, _, count) if held.asked.read().trim().is_empty() => format!("{count} most recent"),
        (_, _, _, count) => format!("{count} found"),
    };
    let one = move |(at, pick): (usize, Pick)| {
        let this = pick.clone();
        view! {
            <li
                class="picker__option"
                id=option_id(held.name, at)
                role="option"
                aria-selected=move || (held.at.get() == Some(at)).to_string()
                on:click=move |_| take(held, this.clone())
            >
                <bdi>{pick.name}</bdi>
                <bdi class="hint">{pick.more}</bdi>
            </li>
        }
    };
    view! {
        // A press on it leaves the focus in the box.
        <div class="picker__list" hidden=move || !shown.get() on:mousedown=move |event| event.prevent_default()>
            <ul class="picker__options" id=format!("{}-list", held.name) role="listbox" aria-label="Found">
                {move || offers.get().into_iter().enumerate().map(one).collect_view()}
            </ul>
            <p class="hint picker__told" role="status">{told}</p>
            // For a hand on a pointer; by the keyboard one types on, and it is asked again.
            <Show when=move || held.found.read().is_err()>
                <button type="button" class="link-button picker__told" tabindex="-1" on:click=move |_| held.again.run(())>
                    "Try again"
                </button>
            </Show>
        </div>
    }
}

/// Picks one, says so, and begins anew.
fn take(held: Held, pick: Pick) {
    let name = pick.name.clone();
    if held.pick(pick) {
        let count = counted(held.picked.with_untracked(Vec::len), "chosen", "chosen");
        held.announcer.say(format!("{} added. {count}", isolated(&name)));
    }
    browser::begin_anew(held.name);
    // What was typed just before is not looked for any more.
    held.ask_next(None);
    held.asked.set(String::new());
    held.open.set(false);
}

fn keyed(held: Held, event: &KeyboardEvent) {
    let Some(stroke) = browser::stroke(event) else { return };
    let offers = untrack(|| held.offers());
    let (open, at) = (held.open.get_untracked(), held.at.get_untracked());
    match stroke.key.as_str() {
        "ArrowDown" | "ArrowUp" if !stroke.alt && !stroke.ctrl => {
            event.prevent_default();
            held.open.set(true);
            held.at.set(step(at, offers.len(), stroke.key == "ArrowDown"));
        }
        "Enter" if open && (at.is_some() || browser::is_in_text(event)) => {
            // Of what is typed nothing is sent before somebody is picked.
            event.prevent_default();
            let only = (offers.len() == 1 && untrack(|| held.is_present())).then_some(0);
            if let Some(pick) = at.or(only).and_then(|at| offers.get(at)) {
                take(held, pick.clone());
            }
        }
        "Escape" if open => {
            event.prevent_default();
            held.open.set(false);
            held.at.set(None);
        }
        "Backspace" if !browser::is_in_text(event) => {
            if let Some(last) = held.picked.with_untracked(|picked| picked.last().cloned()) {
                let_go(held, &last);
            }
        }
        _ => {}
    }
}

/// The next place in a list that ends in its beginning.
fn step(at: Option<usize>, count: usize, down: bool) -> Option<usize> {
    let last = count.checked_sub(1)?;
    Some(match (at, down) {
        (None, true) => 0,
        (None | Some(0), false) => last,
        (Some(at), true) if at >= last => 0,
        (Some(at), true) => at + 1,
        (Some(at), false) => at - 1,
    })
}

fn let_go(held: Held, pick: &Pick) {
    held.announcer.say(format!("{} removed", isolated(&pick.name)));
    held.drop(&pick.id);
}

#[component]
fn Chips(held: Held) -> impl IntoView {
    view! {
        <ul class="chips picker__chips" aria-label="Chosen">
            <For each=move || held.picked.get() key=|pick| pick.id.clone() let:pick>
                <Chip held pick />
            </For>
        </ul>
    }
}

#[component]
fn Chip(held: Held, pick: Pick) -> impl IntoView {
    let Pick { id, name, .. } = pick.clone();
    let drop_it = move |_| {
        // On to the next one before this button goes.
        let only = held.picked.with_untracked(|picked| picked.len() == 1);
        if only || !move_focus(".picker__chips .chip__drop", if is_last(held, &pick) { "ArrowUp" } else { "ArrowDown" }) {
            focus_id(held.name);
        }
        let_go(held, &pick);
    };
    view! {
        <li class="chip chip--chosen">
            <bdi class="chip__name">{name.clone()}</bdi>
            <input type="hidden" name=held.field() value=id />
            <button type="button" class="chip__drop" aria-label=format!("Remove {}", isolated(&name)) on:click=drop_it>
                <Icon name="x" />
            </button>
        </li>
    }
}

fn is_last(held: Held, pick: &Pick) -> bool {
    held.picked.with_untracked(|picked| picked.last() == Some(pick))
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn the_arrows_go_round() {
        assert_eq!([None, Some(0), Some(2)].map(|at| step(at, 3, true)), [Some(0), Some(1), Some(0)]);
        assert_eq!([None, Some(0), Some(2)].map(|at| step(at, 3, false)), [Some(2), Some(2), Some(1)]);
        assert_eq!(step(None, 0, true), None);
        assert_eq!(step(Some(7), 3, true), Some(0), "the list became shorter");
    }
}
