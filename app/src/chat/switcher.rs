//! Ctrl+K: to a conversation or a person by a few letters.

use std::collections::HashMap;

use domain::access::{ConversationId, PersonId};
use domain::chat::model::{Filter, Kind, Row};
use domain::directory::fold::{fits, letters, readings, words_kept};
use domain::directory::model::{Colleague, MOST_ASKED};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::api::start_direct;
use super::inbox::first_page;
use super::inbox_row::face_of;
use super::keys::step;
use super::people::{Finding, place};
use super::state::ChatState;
use super::verbs::Verbs;
use crate::browser;
use crate::directory::api::list_colleagues;
use crate::failure::Problem;
use crate::ui::for_app;
use crate::ui::{Answer, Avatar, Icon, Size, counted};

/// The most conversations offered.
const MOST: usize = 8;

/// Something to go to.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    to: To,
    name: String,
    more: String,
    /// Whose colour it has.
    face: String,
    group: bool,
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
    let waiting = RwSignal::new(false);
    let finding = Finding::new(text.into());
    let places = places(verbs.chat);
    let offers = Memo::new(move |_| offers(verbs.chat, &places.read(), &text.get(), finding.get().and_then(Result::ok)));
    let take = move |offer: Offer| take(verbs, go, offer.to);
    // Enter before the answer is there: what is found for that text is gone to once it comes.
    Effect::new(move |_| {
        if waiting.get() && finding.get().is_some() {
            waiting.set(false);
            if let Some(offer) = offers.get_untracked().first() {
                take(offer.clone());
            }
        }
    });
    let keyed = move |event: KeyboardEvent| {
        let Some(stroke) = browser::stroke(&event) else { return };
        let offers = offers.get_untracked();
        if stroke.key == "Enter" {
            event.prevent_default();
            match offers.get(chosen.get_untracked()) {
                Some(offer) => take(offer.clone()),
                None => waiting.set(true),
            }
        } else if let Some(step) = step(&stroke).filter(|_| stroke.key.starts_with("Arrow") || stroke.key.starts_with("Page")) {
            event.prevent_default();
            chosen.update(|at| *at = step.from(*at, offers.len()));
        }
    };
    let typed = move |event| {
        chosen.set(0);
        waiting.set(false);
        text.set(event_target_value(&event));
    };
    // What was put away is looked for as well.
    Effect::new(move |_| {
        for_app(async move {
            if let Ok(Some(page)) = first_page(verbs.chat, Filter::Archived, None).await {
                verbs.chat.take_page(Filter::Archived, page, true);
            }
        });
    });
    // The dialog gives the focus to what is there when it opens, and this code may come later than that.
    Effect::new(|_| request_animation_frame(|| browser::focus("switcher-box")));
    let active = move || offers.with(|offers| offers.get(chosen.get()).map(Offer::id));
    let told = move || found_words(offers.with(Vec::len), finding.get().as_ref(), text.read().trim().is_empty());
    view! {
        <div class="switcher">
        <div class="search">
        <Icon name="search" />
        <input
            class="nhsuk-input"
            id="switcher-box"
            type="text"
            dir="auto"
            role="combobox"
            aria-label="Find a person or conversation"
            placeholder="Find a person or conversation"
            aria-expanded="true"
            aria-controls="switcher-list"
            aria-autocomplete="list"
            aria-activedescendant=active
            autocomplete="off"
            autofocus
            // Somebody has chosen: what they type now is no part of the search.
            readonly=move || waiting.get()
            on:input=typed
            on:keydown=keyed
        />
        </div>
        <div class="switcher__list" id="switcher-list" role="listbox" aria-label="Found">
            {move || offers.get().into_iter().enumerate().map(|(at, offer)| option(at, offer, chosen, take)).collect_view()}
        </div>
        </div>
        <p class="switcher__foot" class:switcher__foot--none=move || offers.with(Vec::is_empty) role="status">{told}</p>
    }
    .into_any()
}

/// Goes there. The box closes at once and the focus is where nothing can be written: what is typed before the conversation
/// is there is meant for no other one.
fn take(verbs: Verbs, go: Callback<String>, to: To) {
    let chat = verbs.chat;
    browser::close_dialog("switcher");
    browser::focus("main");
    chat.switcher.set(false);
    let open = move |id: ConversationId| {
        go.run(format!("/c/{id}"));
        // The one that is on screen already is not drawn anew, which would give its message box the focus.
        if chat.open.get_untracked() == Some(id) && browser::is_wide() {
            chat.to_box.set(true);
        }
    };
    match to {
        To::Conversation(id) => open(id),
        To::Person(id) => for_app(async move {
            match start_direct(id).await {
                Ok(conversation) => open(conversation),
                Err(problem) => verbs.trouble(&problem),
            }
        }),
    }
}

/// What those one talks with do and where, as it is now: names alone may be those of two people.
fn places(chat: ChatState) -> Memo<HashMap<PersonId, String>> {
    let answer = Answer::new(move || {
        let others: Vec<PersonId> =
            chat.inbox.with_untracked(|inbox| inbox.rows.iter().filter_map(|row| row.with).take(MOST_ASKED).collect());
        async move { if others.is_empty() { Ok(Vec::new()) } else { list_colleagues(others).await } }
    });
    Memo::new(move |_| {
        let people = answer.get().and_then(Result::ok).unwrap_or_default();
        people.iter().map(|person| (person.id, place(person))).collect()
    })
}

fn option(at: usize, offer: Offer, chosen: RwSignal<usize>, take: impl Fn(Offer) + Copy + Send + Sync + 'static) -> impl IntoView {
    let taken = offer.clone();
    let id = offer.id();
    view! {
        <div class="person" id=id role="option" aria-selected=move || (chosen.get() == at).to_string() on:click=move |_| take(taken.clone())>
            <Avatar name=offer.name.clone() id=offer.face.clone() size=Size::Small group=offer.group />
            <span>
                <span class="person__name"><bdi>{offer.name}</bdi></span>
                <span class="person__place">{offer.more}</span>
            </span>
        </div>
    }
}

/// Everything that answers a text: first what one is in, then people. Who comes later never moves what stands there.
fn offers(chat: ChatState, places: &HashMap<PersonId, String>, text: &str, people: Option<Vec<Colleague>>) -> Vec<Offer> {
    let wanted = Wanted::of(text);
    let mut offers = chat.inbox.with(|inbox| conversations(&inbox.rows, places, &wanted));
    let offered: Vec<String> = offers.iter().map(|offer| offer.face.clone()).collect();
    let fresh = |person: &Colleague| person.id != chat.my_id() && !offered.contains(&person.id.to_string());
    let mut people: Vec<Colleague> = people.unwrap_or_default().into_iter().filter(fresh).collect();
    people.sort_by_key(|person| person_rank(person, &wanted));
    offers.extend(people.into_iter().map(|person| Offer {
        to: To::Person(person.id),
        more: place(&person),
        face: person.id.to_string(),
        name: person.name,
        group: false,
    }));
    offers
}

fn conversations(rows: &[Row], places: &HashMap<PersonId, String>, wanted: &Wanted) -> Vec<Offer> {
    let mut found: Vec<_> = rows.iter().filter_map(|row| wanted.rank(&row.title).map(|rank| (rank, row))).collect();
    found.sort_unstable_by_key(|(rank, row)| (*rank, std::cmp::Reverse((row.is_unread(), row.activity_at.0))));
    // Until it is known the line keeps its room, so that nothing moves when it comes.
    let place = |person: PersonId| places.get(&person).cloned().unwrap_or_else(|| "\u{a0}".into());
    let offer = |row: &Row| Offer {
        to: To::Conversation(row.conversation),
        name: row.title.clone(),
        more: row.with.map_or_else(|| counted(row.members, "member", "members"), place),
        face: face_of(row),
        group: row.kind == Kind::Group,
    };
    found.into_iter().take(MOST).map(|(_, row)| offer(row)).collect()
}

/// What somebody looks for, in each way of reading it.
struct Wanted {
    whole: String,
    readings: Vec<Vec<String>>,
    /// Nothing was typed yet.
    all: bool,
}

impl Wanted {
    fn of(text: &str) -> Self {
        let plain = browser::plain(text);
        Self { whole: letters(&plain), readings: readings(&plain), all: text.trim().is_empty() }
    }

    /// How well a name answers, the best first: the very name, its very words in any order, their beginnings. Nothing when
    /// it does not.
    fn rank(&self, name: &str) -> Option<u8> {
        let plain = browser::plain(name);
        let folded = letters(&plain);
        let has = |word: &String| folded.split(' ').any(|own| own == word);
        match () {
            () if self.all || (folded == self.whole && !folded.is_empty()) => Some(0),
            () if self.readings.iter().any(|words| words.iter().all(has)) => Some(1),
            () => {
                let kept = words_kept(&plain);
                self.readings.iter().any(|words| fits(&kept, words)).then_some(2)
            }
        }
    }
}

/// People by their name first, then by what they do and where.
fn person_rank(person: &Colleague, wanted: &Wanted) -> u8 {
    let everything = format!("{} {} {}", person.name, person.grade, place(person));
    wanted.rank(&person.name).or_else(|| wanted.rank(&everything).map(|rank| rank + 3)).unwrap_or(6)
}

/// What stands under the list, or in its place where there is none.
fn found_words(count: usize, people: Option<&Result<Vec<Colleague>, Problem>>, blank: bool) -> String {
    match (count, people) {
        (0, None) => "Looking\u{2026}".into(),
        (0, Some(Err(Problem(failure)))) => failure.to_string(),
        (0, Some(Ok(_))) if blank => "Type a name, a role or a ward.".into(),
        (0, Some(Ok(_))) => "Nothing found. Try the beginning of a name, a role or a ward.".into(),
        (n, _) => format!("{n} found"),
    }
}

#[cfg(test)]
mod tests {
    use domain::access::{Failure, Timestamp};
    use uuid::Uuid;

    use super::*;

    fn direct(n: u128) -> Row {
        Row {
            conversation: ConversationId(Uuid::from_u128(n)),
            kind: Kind::Direct,
            title: "Ben Okafor".into(),
            with: Some(PersonId(Uuid::from_u128(n))),
            members: 2,
            last: None,
            last_seq: 0,
            last_number: 0,
            read_number: 0,
            unread: 0,
            marked_unread: false,
            pinned: false,
            muted: false,
            archived: false,
            draft: String::new(),
            activity_at: Timestamp(1),
            feed: 0,
        }
    }

    #[test]
    fn two_people_of_one_name_are_told_apart_by_what_they_do() {
        let group = Row { kind: Kind::Group, with: None, members: 3, activity_at: Timestamp(0), ..direct(3) };
        let places = HashMap::from([(PersonId(Uuid::from_u128(1)), "Porter \u{b7} Ward 7".to_owned())]);
        let rows = [Row { activity_at: Timestamp(2), ..direct(1) }, direct(2), group];
        let found = conversations(&rows, &places, &Wanted::of("ben"));
        let more: Vec<&str> = found.iter().map(|offer| offer.more.as_str()).collect();
        assert_eq!(more, ["Porter \u{b7} Ward 7", "\u{a0}", "3 members"]);
    }

    #[test]
    fn trouble_never_looks_like_nobody() {
        let trouble = Err(Problem(Failure::Unreachable));
        assert_eq!(found_words(0, Some(&trouble), false), Failure::Unreachable.to_string());
        assert!(found_words(0, Some(&Ok(Vec::new())), false).starts_with("Nothing found"));
        assert_eq!(found_words(2, None, false), "2 found");
    }

    #[test]
    fn every_word_typed_begins_a_word_of_the_name() {
        let fits = |name: &str, text: &str| Wanted::of(text).rank(name).is_some();
        assert!(fits("Ward 7 handover", "hand 7"));
        assert!(fits("Zoë Müller", "mul"));
        assert!(!fits("Ward 7 handover", "over"));
        assert!(fits("Anything", ""));
        assert!(!fits("Anything", "%"));
        assert!(fits("Dr Aoife O'Brien", "obrien") && fits("Иван Петров", "ива"));
    }

    #[test]
    fn the_very_name_comes_before_its_words_and_those_before_their_beginnings() {
        let rank = |name: &str| Wanted::of("Ward 7").rank(name);
        assert_eq!(["Ward 7", "Night team, ward 7", "Ward 71", "Ward 8"].map(rank), [Some(0), Some(1), Some(2), None]);
    }
}
