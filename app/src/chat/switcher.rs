//! Ctrl+K: to a conversation or a person by a few letters.

use domain::access::{ConversationId, PersonId};
use domain::directory::fold::{fits, readings, words_kept};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api::start_direct;
use super::keys::step;
use super::people::{finding, place};
use super::verbs::Verbs;
use crate::browser;
use crate::ui::{Avatar, Icon, Size};

/// The most conversations offered.
const MOST: usize = 8;

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    to: To,
    name: String,
    more: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    Conversation(ConversationId),
    Person(PersonId),
}

impl Offer {
    fn id(&self) -> String {
        match self.to {
            To::Conversation(id) => format!("offer-{id}"),
            To::Person(id) => format!("offer-{id}"),
        }
    }
}

/// The box and what it finds: a combobox with a list.
#[component]
pub fn Switcher(go: Callback<String>) -> impl IntoView {
    let verbs = Verbs::here();
    let text = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let people = finding(text.into());
    let offers = Memo::new(move |_| {
        let mut offers = conversations(verbs, &text.get());
        let known: Vec<Option<PersonId>> = verbs.chat.inbox.with_untracked(|inbox| inbox.rows.iter().map(|row| row.with).collect());
        let found = people.get().and_then(Result::ok).unwrap_or_default();
        let fresh = found.into_iter().filter(|person| !known.contains(&Some(person.id)));
        offers.extend(fresh.map(|person| Offer { to: To::Person(person.id), more: place(&person), name: person.name }));
        offers
    });
    let take = move |offer: Offer| {
        verbs.chat.switcher.set(false);
        match offer.to {
            To::Conversation(id) => go.run(format!("/c/{id}")),
            To::Person(id) => spawn_local(async move {
                match start_direct(id).await {
                    Ok(conversation) => go.run(format!("/c/{conversation}")),
                    Err(problem) => verbs.trouble(&problem),
                }
            }),
        }
    };
    let keyed = move |event: KeyboardEvent| {
        let Some(stroke) = browser::stroke(&event) else { return };
        let offers = offers.get_untracked();
        if stroke.key == "Enter" {
            event.prevent_default();
            if let Some(offer) = offers.get(chosen.get_untracked()) {
                take(offer.clone());
            }
        } else if let Some(step) = step(&stroke).filter(|_| stroke.key.starts_with("Arrow") || stroke.key.starts_with("Page")) {
            event.prevent_default();
            chosen.update(|at| *at = step.from(*at, offers.len()));
        }
    };
    // The dialog gives the focus to what is there when it opens, and this code may come later than that.
    Effect::new(|_| request_animation_frame(|| browser::focus("switcher-box")));
    let active = move || offers.with(|offers| offers.get(chosen.get()).map(Offer::id));
    view! {
        <div class="switcher">
        <div class="switcher__search">
        <Icon name="search" />
        <input
            class="switcher__input focus-inside"
            id="switcher-box"
            type="text"
            dir="auto"
            role="combobox"
            aria-label="Find a conversation or person"
            placeholder="Find a conversation or person"
            aria-expanded="true"
            aria-controls="switcher-list"
            aria-autocomplete="list"
            aria-activedescendant=active
            autocomplete="off"
            autofocus
            on:input=move |event| { chosen.set(0); text.set(event_target_value(&event)); }
            on:keydown=keyed
        />
        </div>
        <div class="switcher__list" id="switcher-list" role="listbox" aria-label="Found">
            {move || offers.get().into_iter().enumerate().map(|(at, offer)| option(at, offer, chosen, take)).collect_view()}
        </div>
        </div>
        <p class="switcher__foot" role="status">{move || found_words(offers.with(Vec::len))}</p>
    }
    .into_any()
}

fn option(at: usize, offer: Offer, chosen: RwSignal<usize>, take: impl Fn(Offer) + Copy + Send + Sync + 'static) -> impl IntoView {
    let taken = offer.clone();
    let id = offer.id();
    view! {
        <div class="person" id=id role="option" aria-selected=move || (chosen.get() == at).to_string() on:click=move |_| take(taken.clone())>
            <Avatar name=offer.name.clone() size=Size::Small />
            <span>
                <span class="person__name"><bdi>{offer.name}</bdi></span>
                <span class="person__place"><bdi>{offer.more}</bdi></span>
            </span>
        </div>
    }
}

fn conversations(verbs: Verbs, text: &str) -> Vec<Offer> {
    let wanted = wanted(text);
    verbs.chat.inbox.with(|inbox| {
        let mut rows: Vec<_> = inbox.rows.iter().filter(|row| is_wanted(&row.title, &wanted)).collect();
        rows.sort_unstable_by_key(|row| std::cmp::Reverse((row.is_unread(), row.activity_at.0)));
        let offer = |row: &domain::chat::model::Row| {
            let more = if row.with.is_some() { String::new() } else { format!("{} members", row.members) };
            Offer { to: To::Conversation(row.conversation), name: row.title.clone(), more }
        };
        rows.into_iter().take(MOST).map(offer).collect()
    })
}

/// The words typed, in each way of reading them; every name has the words of nothing.
fn wanted(text: &str) -> Vec<Vec<String>> {
    if text.trim().is_empty() { vec![Vec::new()] } else { readings(&browser::plain(text)) }
}

/// Whether every word typed begins a word of the name.
fn is_wanted(name: &str, wanted: &[Vec<String>]) -> bool {
    let kept = words_kept(&browser::plain(name));
    wanted.iter().any(|words| fits(&kept, words))
}

fn found_words(count: usize) -> String {
    match count {
        0 => "Nothing found".into(),
        1 => "1 found".into(),
        n => format!("{n} found"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_typed_begins_a_word_of_the_name() {
        let fits = |name: &str, text: &str| is_wanted(name, &wanted(text));
        assert!(fits("Ward 7 handover", "hand 7"));
        assert!(fits("Zoë Müller", "mul"));
        assert!(!fits("Ward 7 handover", "over"));
        assert!(fits("Anything", ""));
        assert!(!fits("Anything", "%"));
        assert!(fits("Dr Aoife O'Brien", "obrien") && fits("Иван Петров", "ива"));
    }
}
