//! Ctrl+K: to a conversation, a person or a screen by a few letters.

mod meant;
mod offers;

use std::collections::HashMap;

use domain::access::{ConversationId, PersonId};
use domain::chat::model::{Filter, FoundRows};
use domain::directory::model::{Colleague, MOST_ASKED};
use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use super::ahead::{Start, sets_out};
use super::api::{search_conversations, start_direct};
use super::inbox::first_page;
use super::keys::step;
use super::people::{Finding, place};
use super::state::ChatState;
use super::verbs::{Verbs, lost_words};
use browser::{self, Bring};
use call::failure::Problem;
use directory::api::list_colleagues;
pub use offers::Screen;
use offers::{Offer, Offers, To, offers};
use ui::for_app;
use ui::{Answer, Avatar, Erased, Icon, Size};

/// What a text finds, and what was chosen of it.
#[derive(Clone, Copy)]
struct Search {
    verbs: Verbs,
    go: Callback<String>,
    text: RwSignal<String>,
    /// By hand; else the first is.
    chosen: RwSignal<Option<To>>,
    /// Enter was pressed before it is known what comes first.
    waiting: RwSignal<bool>,
    /// What is typed since then is for whoever that is.
    way: StoredValue<Option<Start>>,
    /// What was typed for whoever that would have been, when it is nobody.
    lost: RwSignal<String>,
    mine: Finding<FoundRows>,
    people: Finding<Vec<Colleague>>,
    offers: Memo<Offers>,
}

impl Search {
    fn new(verbs: Verbs, go: Callback<String>, screens: Vec<Screen>) -> Self {
        let text = RwSignal::new(String::new());
        let mine = Finding::new(text.into(), search_conversations);
        let people = Finding::people(text.into());
        let places = places(verbs.chat);
        let offers = Memo::new(move |_| offers(verbs.chat, &places.read(), &screens, &text.get(), mine.get(), people.get()));
        let (waiting, way, lost) = (RwSignal::new(false), StoredValue::new(None), RwSignal::new(String::new()));
        Self { verbs, go, text, chosen: RwSignal::new(None), waiting, way, lost, mine, people, offers }
    }

    /// Where the chosen one stands.
    fn at(self) -> usize {
        let chosen = self.chosen.get();
        self.offers.with(|offers| offers.list.iter().position(|offer| Some(offer.to) == chosen).unwrap_or(0))
    }

    fn take(self, to: To) {
        let way = self.way.try_update_value(Option::take).flatten();
        take(self.verbs, self.go, to, way.unwrap_or_else(sets_out));
    }

    fn wait(self) {
        self.waiting.set(true);
        if self.way.with_value(Option::is_none) {
            self.way.set_value(Some(sets_out()));
        }
    }

    /// Enter leads nowhere after all.
    fn stay(self) {
        self.waiting.set(false);
        if let Some(words) = self.turn_back() {
            self.lost.set(words);
        }
    }

    /// What was typed for whoever Enter would have led to, if anything.
    fn turn_back(self) -> Option<String> {
        self.way.try_update_value(Option::take).flatten().and_then(Start::gives_up)
    }

    /// A new search. Where the Enter of the one before leads is found out all the same, if something was typed for them.
    fn anew(self) {
        if let Some(way) = self.way.try_update_value(Option::take).flatten() {
            meant::find_out(self.verbs, self.text.get_untracked(), way);
        }
        self.typed(String::new());
    }

    /// Goes to what was chosen by hand, or to what comes first, once that is known.
    fn enter(self) {
        let first = self.offers.with_untracked(|offers| offers.list.first().filter(|_| offers.firm).map(|offer| offer.to));
        match self.chosen.get_untracked().or(first) {
            Some(to) => self.take(to),
            None => self.wait(),
        }
    }

    /// Goes where Enter was meant to lead as soon as it is known where that is: what is still to come may be meant.
    fn settle(self) {
        if self.waiting.get() && self.offers.with(|offers| offers.firm) {
            if self.offers.with_untracked(|offers| offers.list.is_empty()) {
                self.stay();
            } else {
                self.waiting.set(false);
                self.enter();
            }
        }
    }

    fn typed(self, text: String) {
        self.chosen.set(None);
        self.lost.set(String::new());
        self.stay();
        self.text.set(text);
    }

    fn keyed(self, event: &KeyboardEvent) {
        let Some(stroke) = browser::stroke(event) else { return };
        if stroke.key == "Enter" {
            event.prevent_default();
            self.enter();
        } else if let Some(step) = step(&stroke).filter(|_| stroke.key.starts_with("Arrow") || stroke.key.starts_with("Page")) {
            event.prevent_default();
            let at = untrack(|| self.at());
            let next = self.offers.with_untracked(|offers| offers.list.get(step.from(at, offers.list.len())).map(|offer| offer.to));
            // By hand one need not wait for what may still come.
            self.stay();
            self.chosen.set(next);
        }
    }

    /// What the server said, once it has said all: the words of what is amiss, if something is.
    fn answered(self) -> Option<Result<(), Problem>> {
        let (mine, people) = (self.mine.get()?, self.people.get()?);
        Some(mine.map(drop).and(people.map(drop)))
    }

    fn told(self) -> String {
        let count = self.offers.with(|offers| offers.list.len());
        let found = found_words(count, self.answered(), self.text.read().trim().is_empty(), self.waiting.get());
        self.lost.with(|lost| if lost.is_empty() { found.clone() } else { format!("{found} {}", lost_words(lost)) })
    }
}

/// The box and what it finds: a combobox with a list.
#[component]
pub fn Switcher(
    /// Goes to an address.
    go: Callback<String>,
    /// What there is to go to besides people and conversations.
    screens: Vec<Screen>,
) -> impl IntoView {
    let verbs = Verbs::here();
    let search = Search::new(verbs, go, screens);
    let Search { waiting, offers, .. } = search;
    Effect::new(move |_| search.settle());
    // What follows the search is gone by then: it is told nothing.
    on_cleanup(move || {
        if let Some(words) = search.turn_back() {
            verbs.not_kept(&words);
        }
    });
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
    // The key that opened it, pressed again, begins a new search.
    Effect::new(move |before: Option<()>| {
        if verbs.chat.switcher.get() && before.is_some() {
            search.anew();
            browser::begin_anew("switcher-box");
        }
    });
    let at = Memo::new(move |_| search.at());
    let active = Memo::new(move |_| offers.with(|offers| offers.list.get(at.get()).map(Offer::id)));
    // The focus stays in the box: nothing else brings the chosen one into view.
    Effect::new(move |_| {
        if let Some(id) = active.get() {
            request_animation_frame(move || browser::bring(&id, Bring::Near));
        }
    });
    let none = move || offers.with(|offers| offers.list.is_empty());
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
            aria-activedescendant=move || active.get()
            autocomplete="off"
            autofocus
            // Somebody has chosen: what they type now is no part of the search.
            readonly=move || waiting.get()
            on:input=move |event| search.typed(event_target_value(&event))
            on:keydown=move |event| search.keyed(&event)
        />
        </div>
        <div class="switcher__list" id="switcher-list" role="listbox" aria-label="Found">
            {move || offers.get().list.into_iter().enumerate().map(|(nth, offer)| option(nth, offer, at, search)).collect_view()}
        </div>
        </div>
        <p class="switcher__foot" class:switcher__foot--none=none role="status">{move || search.told()}</p>
    }
    .erased()
}

/// Goes there. The box closes at once and the focus is where nothing can be written: what is typed before the conversation
/// is there is meant for no other one.
fn take(verbs: Verbs, go: Callback<String>, to: To, way: Start) {
    let chat = verbs.chat;
    // What came on screen meanwhile is not where they go, and gets no focus when the dialog has closed.
    chat.to_box.set(false);
    browser::close_dialog("switcher");
    browser::focus("main");
    chat.switcher.set(false);
    let open = move |id: ConversationId| {
        way.leads(Some(id));
        go.run(format!("/c/{id}"));
        // The one that is on screen already is not drawn anew, which would give its message box the focus.
        if chat.open.get_untracked() == Some(id) && !browser::is_touch() {
            chat.to_box.set(true);
        }
    };
    match to {
        To::Conversation(id) => open(id),
        To::Person(id) => for_app(async move {
            match start_direct(id).await {
                Ok(conversation) if way.is_last() => open(conversation),
                // Somebody goes elsewhere by now, and is not called back.
                Ok(conversation) => meant::keep(verbs, way, conversation).await,
                Err(problem) => meant::fail(verbs, way, &problem),
            }
        }),
        // Nothing is written there.
        To::Screen(path) => {
            meant::lose(verbs, way);
            go.run(path.into());
        }
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

fn option(nth: usize, offer: Offer, at: Memo<usize>, search: Search) -> impl IntoView {
    let (id, to) = (offer.id(), offer.to);
    let face = match offer.icon {
        Some(name) => view! { <span class="avatar avatar--small avatar--group"><Icon name /></span> }.into_any(),
        None => view! { <Avatar name=offer.name.clone() id=offer.face size=Size::Small group=offer.group /> }.into_any(),
    };
    view! {
        <div class="person" id=id role="option" aria-selected=move || (at.get() == nth).to_string() on:click=move |_| search.take(to)>
            {face}
            <span>
                <span class="person__name"><bdi>{offer.name}</bdi></span>
                <span class="person__place">{offer.more}</span>
            </span>
        </div>
    }
}

/// What stands under the list, or in its place where there is none.
fn found_words(count: usize, answered: Option<Result<(), Problem>>, blank: bool, waiting: bool) -> String {
    match (count, answered) {
        (_, None) if waiting || count == 0 => "Looking\u{2026}".into(),
        (0, Some(Err(Problem(failure)))) => failure.to_string(),
        (0, _) if blank => "Type a name, a role or a ward; or a screen, such as Settings.".into(),
        (0, _) => "Nothing found. Try the beginning of a name, a role or a ward.".into(),
        (n, Some(Err(Problem(failure)))) => format!("{n} found. {failure}"),
        (n, _) => format!("{n} found"),
    }
}

#[cfg(test)]
mod tests {
    use domain::access::Failure;

    use super::*;

    #[test]
    fn trouble_never_looks_like_nobody() {
        let trouble = || Some(Err(Problem(Failure::Unreachable)));
        assert_eq!(found_words(0, trouble(), false, false), Failure::Unreachable.to_string());
        assert!(found_words(2, trouble(), false, false).ends_with(&Failure::Unreachable.to_string()));
        assert!(found_words(0, Some(Ok(())), false, false).starts_with("Nothing found"));
        assert_eq!(found_words(2, None, false, false), "2 found");
        assert_eq!(found_words(2, None, false, true), "Looking\u{2026}");
    }
}
