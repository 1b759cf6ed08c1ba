//! What is asked of the line to the server by those who do not know what it is made of: the line hears it, once it is there.

use std::cell::Cell;

use domain::access::ConversationId;
use domain::chat::live::Fetch;

/// Something asked of the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// Something that is missing.
    Fetch(Fetch),
    /// The same, when the server next says something.
    Later(Fetch),
    /// Say what is held once what is at hand is taken in, and so hear what was missed.
    Hello,
    /// A call went wrong: look whether the line still stands.
    Doubt,
    /// Somebody wants the line back at once.
    Again,
    /// The server said that this device is locked or signed out.
    Refused,
    /// The person is typing here.
    Typing(ConversationId),
    /// What was on screen here is marked as unread: it is not looked at.
    LooksAway(ConversationId),
}

thread_local! {
    static HEARS: Cell<Option<fn(Ask)>> = const { Cell::new(None) };
}

/// From now on the line hears what is asked.
pub fn hears(hear: fn(Ask)) {
    HEARS.set(Some(hear));
}

/// Asks; of nobody before there is a line, which begins with everything that is missing.
pub fn ask(ask: Ask) {
    if let Some(hear) = HEARS.get() {
        hear(ask);
    }
}
