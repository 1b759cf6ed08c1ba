//! What is said to whoever writes and does not see what became of it.

use std::time::Duration;

use domain::access::MessageId;
use leptos::prelude::*;

use super::queue::{Progress, Queue};
use super::state::{ChatState, Link};
use super::writing::Writing;

/// So long after Enter nobody need be told yet whether it was sent.
const FIRST_TRY: Duration = Duration::from_secs(1);

/// Which message is being changed, and what it said.
pub(super) fn change_in(writing: &ArcRwSignal<Writing>) -> Option<(MessageId, String)> {
    writing.with_untracked(|writing| writing.edit().map(|edit| (edit.message.id, edit.message.body.clone())))
}

/// That a message which says this is being changed.
pub(super) fn changing(body: &str) -> String {
    format!("Changing your message: {}", first_line(body))
}

/// Says what became of the change of a message that said `body`; that it is being made is true no longer.
pub(super) fn tell_of_change(chat: ChatState, body: &str, words: &str) {
    if let Some(announcer) = chat.announcer {
        announcer.unsay(&changing(body));
        announcer.say(words);
    }
}

/// Says once of a message that it waits: without a line at once, and otherwise when its first try has failed.
pub(super) fn tell_if_waits(chat: ChatState, id: MessageId) {
    let Some(announcer) = chat.announcer else { return };
    let words = "Waiting to be sent";
    if chat.link.get_untracked() == Link::Lost {
        return announcer.say(words);
    }
    let waits = move |queue: &Queue| {
        queue.find(id).is_some_and(|entry| matches!(entry.progress, Progress::Waiting { .. } | Progress::Sending { tries: 1.. }))
    };
    let look = move || {
        if chat.queue.try_with_untracked(waits) == Some(true) {
            announcer.say(words);
        }
    };
    set_timeout(look, FIRST_TRY);
}

/// Its first line.
pub(super) fn first_line(text: &str) -> String {
    text.lines().next().unwrap_or_default().to_owned()
}
