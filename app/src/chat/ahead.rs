//! What is typed on the way to a conversation, before its box is there: it is written where somebody is going, and nowhere
//! else. (Not in the state of the page, which the first screen has to carry.)

use std::cell::{Cell, RefCell};

use domain::access::{ConversationId, Timestamp};
use leptos::ev;
use leptos::prelude::*;

use super::drafts;
use super::state::ChatState;
use crate::browser;

/// So long after a conversation came on screen its box may not have the focus yet, in milliseconds.
const ARRIVES: i64 = 1000;

thread_local! {
    static HELD: RefCell<Option<Ahead>> = const { RefCell::new(None) };
    /// When the conversation on screen came there.
    static ENTERED: Cell<Timestamp> = const { Cell::new(Timestamp(0)) };
}

/// A conversation comes on screen.
pub fn entered() {
    ENTERED.set(browser::device_now());
}

/// What was typed on the way to this one, behind what stands there.
pub fn take(here: ConversationId, shown: &str) -> Option<String> {
    HELD.with_borrow_mut(|held| held.take_if(|ahead| ahead.to == here)).map(|ahead| ahead.after(shown))
}

/// What was typed on the way.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ahead {
    /// Where somebody is going.
    to: ConversationId,
    text: String,
}

impl Ahead {
    /// Nothing typed yet.
    fn new(to: ConversationId) -> Self {
        Self { to, text: String::new() }
    }

    /// A key was pressed; `false` when it writes nothing.
    fn press(&mut self, key: &str) -> bool {
        let mut letters = key.chars();
        match (key, letters.next(), letters.next()) {
            ("Backspace", ..) => self.text.pop().is_some(),
            (_, Some(letter), None) => {
                self.text.push(letter);
                true
            }
            _ => false,
        }
    }

    /// Behind what stands there already.
    fn after(&self, shown: &str) -> String {
        format!("{shown}{}", self.text)
    }
}

/// Listens to keys that no box takes, with a keyboard that is not on the screen.
pub fn listen(chat: ChatState) {
    window_event_listener(ev::keydown, move |event| {
        let Some(stroke) = browser::stroke(&event).filter(|stroke| !stroke.ctrl && !stroke.alt) else { return };
        let beside = event.default_prevented() || browser::is_touch() || !browser::is_wide() || browser::is_modal_open();
        if beside || browser::takes_key(&event) {
            return;
        }
        let Some(to) = going_to(chat) else { return };
        if let Some(before) = HELD.with_borrow_mut(|held| held.take_if(|ahead| ahead.to != to)) {
            // Turned back on the way: it waits there as a draft.
            chat.writing(before.to).update(|writing| {
                writing.typed(&before.after(writing.shown()));
            });
            drafts::save_soon(chat, before.to);
        }
        if HELD.with_borrow_mut(|held| held.get_or_insert_with(|| Ahead::new(to)).press(&stroke.key)) {
            event.prevent_default();
            if chat.open.get_untracked() == Some(to) {
                chat.to_box.set(true);
            }
        }
    });
}

/// The conversation of the address, while it is not there yet, or only just.
fn going_to(chat: ChatState) -> Option<ConversationId> {
    let path = window().location().pathname().ok()?;
    let to = path.strip_prefix("/c/")?.trim_end_matches('/').parse().ok()?;
    if chat.open.get_untracked() == Some(to) {
        // Among its messages a letter is meant for one of them.
        let arrives = browser::device_now().since(ENTERED.get()) < ARRIVES && !is_there("#main :focus, #details :focus");
        return arrives.then_some(to);
    }
    // Where it cannot be had there is nothing to write in.
    (!is_there("#main .empty--error")).then_some(to)
}

fn is_there(selector: &str) -> bool {
    document().query_selector(selector).is_ok_and(|found| found.is_some())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn letters_stand_behind_what_is_there_and_keys_that_write_nothing_do_nothing() {
        let mut ahead = Ahead::new(ConversationId(Uuid::nil()));
        let wrote: Vec<bool> = ["Backspace", "N", "o", "x", "Backspace", "Enter", "ArrowDown", " ", "ß"].map(|key| ahead.press(key)).into();
        assert_eq!(wrote, [false, true, true, true, true, false, false, true, true]);
        assert_eq!(ahead.after("Bed 4. "), "Bed 4. No ß");
    }
}
