//! What is typed on the way to a conversation, before its box is there: it is written where somebody is going, and nowhere
//! else. (Not in the state of the page, which the first screen has to carry.)

use std::cell::{Cell, RefCell};

use domain::access::{ConversationId, Timestamp};
use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use super::state::ChatState;
use super::{drafts, keeper};
use ui::is_there;

/// So long after a conversation came on screen its box may not have the focus yet, in milliseconds.
const ARRIVES: i64 = 1000;

/// The box of the switcher, once its Enter was pressed and nobody knows yet where that leads.
const WAITING: &str = "#switcher-box[readonly]:focus";

/// So long may the call take that begins to talk to somebody, and so long the way from its answer to their conversation.
const STARTS: [i64; 2] = [20_000, 2_000];

thread_local! {
    static HELD: RefCell<Vec<Ahead>> = const { RefCell::new(Vec::new()) };
    /// When the conversation on screen came there.
    static ENTERED: Cell<Timestamp> = const { Cell::new(Timestamp(0)) };
    /// Somebody is on the way to a person, and since when.
    static STARTED: Cell<Option<(To, Timestamp)>> = const { Cell::new(None) };
    static STARTS_SO_FAR: Cell<u32> = const { Cell::new(0) };
    /// When something was last typed ahead.
    // Half of it: what is subtracted from the least there is would overflow.
    static TYPED: Cell<Timestamp> = const { Cell::new(Timestamp(i64::MIN / 2)) };
}

/// What says that a conversation cannot be had.
const MISSING: &str = "#main .empty--error";
/// A pause this long ends a sentence, in milliseconds.
const SENTENCE: i64 = 2000;

/// A conversation comes on screen.
pub fn entered() {
    ENTERED.set(browser::device_now());
}

/// What was typed on the way to this one, behind what stands there, and whether its last key was to send it.
pub fn take(here: ConversationId, shown: &str) -> Option<(String, bool)> {
    let ahead = HELD.with_borrow_mut(|held| held.extract_if(.., |ahead| ahead.to == To::Known(here)).next())?;
    let text = ahead.text.trim_end_matches('\n');
    Some((format!("{shown}{text}"), text.len() < ahead.text.len()))
}

/// Where somebody is going.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum To {
    /// To a conversation.
    Known(ConversationId),
    /// To a person, and the server has not said yet which conversation that is.
    Person(u32),
}

/// The way to a person with whom nobody may have talked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Start(u32);

/// Somebody sets out to talk to a person: what is typed from now on is for them.
pub fn sets_out() -> Start {
    let start = STARTS_SO_FAR.get().wrapping_add(1);
    STARTS_SO_FAR.set(start);
    STARTED.set(Some((To::Person(start), browser::device_now())));
    Start(start)
}

impl Start {
    /// Whether nobody has set out for elsewhere since.
    pub fn is_last(self) -> bool {
        self.0 == STARTS_SO_FAR.get()
    }

    /// Whether anything was typed on the way.
    pub fn has_words(self) -> bool {
        HELD.with_borrow(|held| held.iter().any(|ahead| ahead.to == To::Person(self.0) && !ahead.text.is_empty()))
    }

    /// Nothing that is typed from now on is for them.
    pub fn ends(self) {
        if STARTED.get().is_some_and(|(going, _)| going == To::Person(self.0)) {
            STARTED.set(None);
        }
    }

    /// It leads nowhere: what was typed on the way, to be shown.
    pub fn gives_up(self) -> Option<String> {
        self.ends();
        let held = HELD.with_borrow_mut(|held| held.extract_if(.., |ahead| ahead.to == To::Person(self.0)).next());
        held.map(|ahead| ahead.text).filter(|text| !text.trim().is_empty())
    }

    /// It leads there, but somebody is elsewhere by now: what was typed on the way becomes a draft. Whoever calls this holds the
    /// conversation, lest what was written there before be overwritten.
    pub fn leaves(self, chat: ChatState, conversation: ConversationId) {
        if let Some(words) = self.gives_up() {
            add(chat, conversation, &words);
        }
    }

    /// The server has said where it leads, or that it leads nowhere.
    pub fn leads(self, to: Option<ConversationId>) {
        let person = To::Person(self.0);
        HELD.with_borrow_mut(|held| match to {
            Some(id) => held.iter_mut().filter(|ahead| ahead.to == person).for_each(|ahead| ahead.to = To::Known(id)),
            None => held.retain(|ahead| ahead.to != person),
        });
        if STARTED.get().is_some_and(|(going, _)| going == person) {
            STARTED.set(to.map(|id| (To::Known(id), browser::device_now())));
        }
    }
}

/// What was typed on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ahead {
    to: To,
    text: String,
}

impl Ahead {
    /// Nothing typed yet.
    fn new(to: To) -> Self {
        Self { to, text: String::new() }
    }

    /// A key was pressed; `false` when it writes nothing. Enter sends nothing that nobody sees: what came before and after it stays
    /// apart.
    fn press(&mut self, key: &str) -> bool {
        let mut letters = key.chars();
        match (key, letters.next(), letters.next()) {
            ("Backspace", ..) => self.text.pop().is_some(),
            ("Enter", ..) if !self.text.is_empty() => {
                self.text.push('\n');
                true
            }
            (_, Some(letter), None) => {
                self.text.push(letter);
                true
            }
            _ => false,
        }
    }
}

/// Listens to keys that no box takes, with a keyboard that is not on the screen, before anything on the page does: the row
/// that was pressed still has the focus, and a space would press it again.
pub fn listen(chat: ChatState) {
    browser::before_all("keydown", move |event| {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
        let Some(stroke) = browser::stroke(event).filter(|stroke| !stroke.ctrl && !stroke.alt) else { return };
        if browser::is_touch() || browser::is_written_in(event) {
            return;
        }
        // The button that somebody set out with still has the focus as well.
        let Some(to) = bound_for(chat).filter(|to| matches!(to, To::Person(_)) || !browser::presses(event)) else { return };
        if press(to, &stroke.key) {
            taken(chat, to, event);
        }
    });
    browser::before_all("paste", move |event| {
        let Some(text) = browser::pasted(event).filter(|_| !browser::is_touch()) else { return };
        let Some(to) = bound_for(chat) else { return };
        let paste = |ahead: &mut Ahead| {
            ahead.text.push_str(&text);
            true
        };
        if write(to, paste) {
            taken(chat, to, event);
        }
    });
    // A conversation that came behind a dialog gets the focus once that has closed.
    browser::before_all("close", move |_| {
        if chat.to_box.get_untracked() {
            chat.to_box.set(true);
        }
    });
}

/// Where what is typed now is to be written, if that is not in a box on the screen.
fn bound_for(chat: ChatState) -> Option<To> {
    // What is typed in a dialog is for nobody, unless its Enter has been pressed.
    if (chat.switcher.get_untracked() || browser::is_modal_open()) && !is_there(WAITING) {
        return None;
    }
    going_to(chat).inspect(|to| turned_back(chat, *to))
}

fn taken(chat: ChatState, to: To, event: &Event) {
    event.prevent_default();
    event.stop_propagation();
    TYPED.set(browser::device_now());
    if chat.open.get_untracked().is_some_and(|open| To::Known(open) == to) {
        chat.to_box.set(true);
    }
    if let To::Known(conversation) = to
        && is_there(MISSING)
    {
        keep_for(chat, conversation);
    }
}

fn press(to: To, key: &str) -> bool {
    write(to, |ahead| ahead.press(key))
}

/// Whether anything was written for there.
fn write(to: To, act: impl FnOnce(&mut Ahead) -> bool) -> bool {
    HELD.with_borrow_mut(|held| {
        if let Some(ahead) = held.iter_mut().find(|ahead| ahead.to == to) {
            return act(ahead);
        }
        let mut ahead = Ahead::new(to);
        let writes = act(&mut ahead);
        held.extend(writes.then_some(ahead));
        writes
    })
}

/// It cannot be opened: what was typed on the way is kept with it, as what was written there.
pub fn keep_for(chat: ChatState, conversation: ConversationId) {
    let held = HELD.with_borrow_mut(|held| held.extract_if(.., |ahead| ahead.to == To::Known(conversation)).next());
    if let Some(ahead) = held {
        add(chat, conversation, ahead.text.trim_end());
        keeper::keep(chat);
    }
}

/// What was typed for somewhere else, before somebody turned back on the way, waits there as a draft.
fn turned_back(chat: ChatState, to: To) {
    let elsewhere = |ahead: &mut Ahead| ahead.to != to && matches!(ahead.to, To::Known(_));
    let left: Vec<Ahead> = HELD.with_borrow_mut(|held| held.extract_if(.., elsewhere).collect());
    for ahead in left {
        if let To::Known(conversation) = ahead.to {
            add(chat, conversation, ahead.text.trim_end());
        }
    }
}

/// Behind what is written in a conversation that is not on screen.
fn add(chat: ChatState, conversation: ConversationId, words: &str) {
    chat.writing(conversation).update(|writing| {
        writing.typed(&format!("{}{words}", writing.shown()));
    });
    drafts::save_soon(chat, conversation);
}

/// Whether the box on screen is to take the focus now. It waits behind an open dialog, until that has closed; and a box that
/// comes on screen while somebody is on the way to a person is not where they want to write.
pub fn takes_focus(chat: ChatState) -> bool {
    if !chat.to_box.get() || browser::is_modal_open() {
        return false;
    }
    chat.to_box.set(false);
    !STARTED.get().is_some_and(|(to, since)| matches!(to, To::Person(_)) && browser::device_now().since(since) < STARTS[0])
}

/// The person somebody set out to, or the conversation of the address while it is not there yet, or only just.
fn going_to(chat: ChatState) -> Option<To> {
    let path = window().location().pathname().ok()?;
    let here = path.strip_prefix("/c/").and_then(|id| id.trim_end_matches('/').parse().ok());
    if let Some((to, since)) = STARTED.get() {
        let most = STARTS[usize::from(matches!(to, To::Known(_)))];
        if here.map(To::Known) != Some(to) && browser::device_now().since(since) < most {
            return Some(to);
        }
        STARTED.set(None);
    }
    let to: ConversationId = here.filter(|_| !browser::is_modal_open())?;
    if chat.open.get_untracked() == Some(to) {
        // Among its messages a letter is meant for one of them.
        let arrives = browser::device_now().since(ENTERED.get()) < ARRIVES && !is_there("#main :focus, #details :focus");
        return (arrives || chat.to_box.get_untracked()).then_some(To::Known(to));
    }
    // Where it cannot be had there is nothing to write in; who is in the middle of a sentence has not seen that yet.
    (!is_there(MISSING) || browser::device_now().since(TYPED.get()) < SENTENCE).then_some(To::Known(to))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn letters_stand_behind_what_is_there_and_keys_that_write_nothing_do_nothing() {
        let here = ConversationId(Uuid::from_u128(4));
        let keys = |keys: &[&str]| keys.iter().map(|key| press(To::Known(here), key)).collect::<Vec<_>>();
        let wrote = keys(&["Enter", "Backspace", "N", "o", "x", "Backspace", "Enter", "ArrowDown", " ", "ß"]);
        assert_eq!(wrote, [false, false, true, true, true, true, true, false, true, true]);
        assert_eq!(take(here, "Bed 4. "), Some(("Bed 4. No\n ß".into(), false)));
        keys(&["o", "k", "Enter"]);
        assert_eq!(take(here, ""), Some(("ok".into(), true)), "what was to be sent is not, and that can be told");
    }

    #[test]
    fn what_is_typed_on_the_way_is_given_up_once_and_only_by_the_way_it_was_typed_on() {
        let (first, second) = (sets_out(), sets_out());
        assert!(press(To::Person(first.0), "N") && press(To::Person(second.0), "o"));
        assert_eq!((first.is_last(), second.is_last()), (false, true));
        assert_eq!((first.gives_up().as_deref(), first.gives_up()), (Some("N"), None));
        assert!(second.has_words() && !first.has_words());
        second.leads(Some(ConversationId(Uuid::nil())));
        assert_eq!(take(ConversationId(Uuid::nil()), "Bed 4? "), Some(("Bed 4? o".into(), false)));
    }
}
