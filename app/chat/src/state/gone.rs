//! Conversations that one was in and is no longer.

use domain::access::ConversationId;
use leptos::prelude::*;

use super::super::writing::Writing;
use super::{ChatState, Room};

impl ChatState {
    /// How much is known of one's own doings in a conversation: for whoever asks the server about it, before they ask.
    pub fn known_of(self, conversation: ConversationId) -> i64 {
        self.inbox.with_untracked(|inbox| inbox.known_of(conversation))
    }

    /// Forgets a conversation one is no longer in, by an answer to what was asked when so much was `known` of it; `called` is what it was
    /// called, if that is known. With the membership went the draft that the server held: from now on this page alone has it. Whether
    /// that is so: whoever was heard to do something in it since has come back, or will be heard to have gone.
    pub(crate) fn forget(self, conversation: ConversationId, called: Option<String>, known: i64) -> bool {
        if self.row_untracked(conversation).is_some_and(|row| row.feed > known) {
            return false;
        }
        self.drop_room(conversation);
        self.inbox.update(|inbox| inbox.lose(conversation, known));
        self.gone.update(|gone| {
            let before = gone.iter().position(|(held, _)| *held == conversation).map(|at| gone.remove(at).1);
            gone.push((conversation, called.or(before).unwrap_or_default()));
        });
        if let Some(writing) = self.written(conversation) {
            writing.update(Writing::lost_its_place);
        }
        true
    }

    /// What a conversation is called that is held.
    pub fn called(self, conversation: ConversationId) -> Option<String> {
        let of_room = |room: Room| {
            let title = room.timeline.with_untracked(|timeline| timeline.details.title.clone());
            if title.is_empty() { room.row.get_untracked().title } else { title }
        };
        self.row_untracked(conversation).map(|row| row.title).or_else(|| self.room(conversation).map(of_room))
    }

    /// What a conversation was called, if it is known, that one is no longer in: the server has said so. `None` for any other;
    /// most that one is in are not held.
    pub fn lost(self, conversation: ConversationId) -> Option<String> {
        self.gone
            .with(|gone| gone.iter().find(|(held, _)| *held == conversation).map(|(_, called)| called.clone()))
            // Whoever was added again has a row, and has lost nothing.
            .filter(|_| self.row(conversation).is_none())
    }
}
