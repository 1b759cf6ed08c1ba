//! What people do to conversations and messages: shown at once, told to the server, taken back if it refuses.

use std::future::Future;

use domain::access::{ConversationId, Failure, MessageId, PersonId};
use domain::chat::model::Row;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api;
use super::state::ChatState;
use crate::failure::Problem;
use crate::ui::Toasts;

/// Does things. Made in a component, used in its events.
#[derive(Clone, Copy)]
pub struct Verbs {
    /// What is held.
    pub chat: ChatState,
    toasts: Toasts,
}

/// A flag of one's own row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flag {
    /// Kept on top.
    Pinned,
    /// Does not ask for attention.
    Muted,
    /// Put away.
    Archived,
}

impl Flag {
    fn of(self, row: &mut Row) -> &mut bool {
        match self {
            Self::Pinned => &mut row.pinned,
            Self::Muted => &mut row.muted,
            Self::Archived => &mut row.archived,
        }
    }

    fn told(self, on: bool) -> &'static str {
        match (self, on) {
            (Self::Pinned, true) => "Pinned",
            (Self::Pinned, false) => "Unpinned",
            (Self::Muted, true) => "Muted",
            (Self::Muted, false) => "Unmuted",
            (Self::Archived, true) => "Archived",
            (Self::Archived, false) => "Back in the inbox",
        }
    }
}

impl Verbs {
    /// Of this page.
    pub fn here() -> Self {
        Self { chat: ChatState::here(), toasts: expect_context::<Toasts>() }
    }

    /// Says something in passing.
    pub fn tell(self, text: impl Into<String>) {
        self.toasts.show(text);
    }

    /// Tells why something did not happen.
    pub fn trouble(self, problem: &Problem) {
        match problem.0 {
            Failure::Locked | Failure::SignedOut => self.chat.refused.set(true),
            _ => self.toasts.show(problem.to_string()),
        }
    }

    /// Does something on the server; if it fails, says so and puts the row back.
    fn run(self, conversation: ConversationId, before: Option<Row>, deed: impl Future<Output = Result<(), Problem>> + 'static) {
        spawn_local(async move {
            if let Err(problem) = deed.await {
                if let Some(before) = before {
                    self.chat.change_row(conversation, |row| *row = before);
                }
                self.trouble(&problem);
            }
        });
    }

    /// Pins, mutes or archives, with a way back.
    pub fn flag(self, conversation: ConversationId, flag: Flag, on: bool) {
        self.set_flag(conversation, flag, on);
        self.toasts.show_with_undo(flag.told(on), move || self.set_flag(conversation, flag, !on));
    }

    fn set_flag(self, conversation: ConversationId, flag: Flag, on: bool) {
        let before = self.chat.row_untracked(conversation);
        self.chat.change_row(conversation, |row| *flag.of(row) = on);
        let only = |which: Flag| (which == flag).then_some(on);
        self.run(conversation, before, api::set_flags(conversation, only(Flag::Pinned), only(Flag::Muted), only(Flag::Archived)));
    }

    /// Marks as unread: from a message on, or as a whole.
    pub fn unread(self, conversation: ConversationId, from: Option<(MessageId, i64)>) {
        let before = self.chat.row_untracked(conversation);
        self.chat.change_row(conversation, |row| match from {
            Some((_, number)) => row.read_number = row.read_number.min(number - 1),
            None => row.marked_unread = true,
        });
        if let Some(room) = self.chat.room(conversation) {
            room.left_unread.set(true);
        }
        self.run(conversation, before, api::mark_unread(conversation, from.map(|(id, _)| id)));
        self.toasts.show("Marked as unread");
    }

    /// Marks as read, without a receipt.
    pub fn read(self, conversation: ConversationId) {
        let before = self.chat.row_untracked(conversation);
        self.chat.change_row(conversation, |row| {
            row.read_number = row.last_number;
            row.marked_unread = false;
        });
        self.run(conversation, before, api::mark_read(conversation));
    }

    /// Marks everything as read, with a way back.
    pub fn read_all(self) {
        let unread: Vec<Row> = self.chat.inbox.with_untracked(|inbox| inbox.rows.iter().filter(|row| row.is_unread()).cloned().collect());
        if unread.is_empty() && self.chat.unread_beyond.get_untracked() == 0 {
            return self.toasts.show("Nothing is unread");
        }
        for row in &unread {
            self.chat.change_row(row.conversation, |row| {
                row.read_number = row.last_number;
                row.marked_unread = false;
            });
        }
        self.chat.unread_beyond.set(0);
        spawn_local(async move {
            match api::mark_all_read().await {
                Ok(()) => self.toasts.show_with_undo("Everything is marked as read", move || self.unread_again(&unread)),
                Err(problem) => {
                    self.chat.inbox.update(|inbox| unread.into_iter().for_each(|row| inbox.put(row)));
                    self.trouble(&problem);
                }
            }
        });
    }

    fn unread_again(self, rows: &[Row]) {
        for row in rows {
            let conversation = row.conversation;
            self.chat.change_row(conversation, |held| held.marked_unread = true);
            self.run(conversation, None, api::mark_unread(conversation, None));
        }
    }

    /// Deletes an own message.
    pub fn delete(self, conversation: ConversationId, message: MessageId) {
        spawn_local(async move {
            match api::delete_message(conversation, message).await {
                Ok(_) => self.toasts.show("Message deleted"),
                Err(problem) => self.trouble(&problem),
            }
        });
    }

    /// Changes something about a group, and says what has happened.
    pub fn shape(self, deed: impl Future<Output = Result<(), Problem>> + 'static, told: &'static str) {
        spawn_local(async move {
            match deed.await {
                Ok(()) => self.toasts.show(told),
                Err(problem) => self.trouble(&problem),
            }
        });
    }

    /// Takes somebody out of a group.
    pub fn remove(self, conversation: ConversationId, person: PersonId) {
        self.shape(api::remove_person(conversation, person), "Removed");
    }

    /// Changes what a member may do.
    pub fn appoint(self, conversation: ConversationId, person: PersonId, role: &'static str) {
        self.shape(api::appoint(conversation, person, role.into()), "Role changed");
    }
}
