//! What people do to conversations and messages: shown at once, told to the server, taken back if it refuses.

use std::future::Future;

use domain::access::{ConversationId, Failure, MessageId, PersonId};
use domain::chat::model::{MOST_UNREAD, Message, Row};
use domain::text::{cut, isolated, length};
use leptos::prelude::*;

use super::api;
use super::flag::Flag;
use super::line::{self, Ask};
use super::reading::all_read;
use super::state::ChatState;
use call::failure::Problem;
use ui::{Toasts, for_app};

/// A name up to so long is said in passing.
const SHORT: usize = 30;

/// Does things. Made in a component, used in its events.
#[derive(Clone, Copy)]
pub struct Verbs {
    /// What is held.
    pub chat: ChatState,
    toasts: Toasts,
}

/// What was done, and to whom or what, unless that is too long to be read in passing.
pub(super) fn about(told: &str, name: &str) -> String {
    if (1..=SHORT).contains(&length(name)) { format!("{told}: {}", isolated(name)) } else { told.to_owned() }
}

/// What was typed, once it is clear that it is for nobody.
pub fn lost_words(words: &str) -> String {
    format!("Not kept: {}", isolated(words))
}

impl Verbs {
    /// Of this page.
    pub fn here() -> Self {
        Self::of(ChatState::here(), expect_context::<Toasts>())
    }

    pub(super) fn of(chat: ChatState, toasts: Toasts) -> Self {
        Self { chat, toasts }
    }

    /// Says something in passing.
    pub fn tell(self, text: impl Into<String>) {
        self.toasts.show(text);
    }

    /// Shows what was typed and could not be kept.
    pub fn not_kept(self, words: &str) {
        self.toasts.trouble(lost_words(words));
    }

    /// Copies text, and says so.
    pub fn copy(self, text: &str, told: &'static str) {
        let copied = browser::copy(text);
        for_app(async move {
            if copied.await {
                self.tell(told);
            } else {
                self.toasts.trouble("This browser did not let Pando copy. Select the text and copy it yourself.");
            }
        });
    }

    /// Tells why something did not happen.
    pub fn trouble(self, problem: &Problem) {
        match problem.0 {
            Failure::Locked | Failure::SignedOut => self.chat.refused.set(true),
            _ => self.toasts.trouble(problem.to_string()),
        }
    }

    /// Does something on the server that is shown already; if it fails, says so.
    fn run(
        self,
        conversation: ConversationId,
        deed: impl Future<Output = Result<(), Problem>> + 'static,
        take_back: impl FnOnce(&mut Row) + 'static,
    ) {
        for_app(async move {
            if let Err(problem) = self.chat.at_once(conversation, deed, take_back).await {
                self.trouble(&problem);
            }
        });
    }

    /// Pins, mutes or archives, with a way back.
    pub fn flag(self, conversation: ConversationId, flag: Flag, on: bool) {
        self.set_flag(conversation, flag, on);
        let title = self.title_of(conversation);
        self.toasts.show_with_undo(about(flag.told(on), &title), move || self.set_flag(conversation, flag, !on));
    }

    fn title_of(self, conversation: ConversationId) -> String {
        self.chat.row_untracked(conversation).map(|row| row.title).unwrap_or_default()
    }

    fn set_flag(self, conversation: ConversationId, flag: Flag, on: bool) {
        self.chat.change_row(conversation, |row| *flag.of(row) = on);
        let only = |which: Flag| (which == flag).then_some(on);
        let deed = api::set_flags(conversation, only(Flag::Pinned), only(Flag::Muted), only(Flag::Archived));
        let told = about(flag.refused(on), &self.title_of(conversation));
        for_app(async move {
            if let Err(problem) = self.chat.at_once(conversation, deed, move |row| *flag.of(row) = !on).await {
                self.not_done(&told, &problem);
            }
        });
    }

    /// Tells why something did not happen; the note takes the place of the one that said it had.
    fn not_done(self, told: &str, problem: &Problem) {
        match problem.0 {
            Failure::Locked | Failure::SignedOut => self.chat.refused.set(true),
            _ => self.toasts.show(format!("{told}. {problem}")),
        }
    }

    /// Marks as unread: from a message on, or as a whole.
    pub fn unread(self, conversation: ConversationId, from: Option<(MessageId, i64)>) {
        let unread = from.map(|(_, number)| self.count_from(conversation, number));
        let shown = self.chat.show_reading(conversation, |row| match from {
            Some((_, number)) => {
                // What was unread above it stays so.
                row.read_number = row.read_number.min(number - 1);
                row.unread = unread.unwrap_or(row.unread);
                row.marked_unread = true;
            }
            None => row.marked_unread = true,
        });
        if let Some(room) = self.chat.room(conversation) {
            room.left_unread.set(true);
        }
        // Its lines are on the screen: a second later all of them would be told as read again.
        line::ask(Ask::LooksAway(conversation));
        self.run(conversation, api::mark_unread(conversation, from.map(|(id, _)| id)), move |row| shown.take_back(row));
        self.toasts.show("Marked as unread");
    }

    /// How many of what others said is unread from a message on, as far as it is held; the server counts as well.
    fn count_from(self, conversation: ConversationId, number: i64) -> i64 {
        let me = self.chat.my_id();
        let counts = |message: &&Message| {
            message.number >= number && message.author != me && message.notice.is_none() && message.deleted_at.is_none()
        };
        let held = self
            .chat
            .room(conversation)
            .map_or(0, |room| room.timeline.with_untracked(|timeline| timeline.messages.iter().filter(counts).count()));
        i64::try_from(held).unwrap_or(MOST_UNREAD).min(MOST_UNREAD)
    }

    /// Marks as read, without a receipt.
    pub fn read(self, conversation: ConversationId) {
        for_app(async move {
            if let Err(problem) = self.chat.read(conversation).await {
                self.trouble(&problem);
            }
        });
    }

    /// Marks everything as read, with a way back; it needs the code that comes with the line to the server.
    pub fn read_all(self) {
        match self.chat.hands.get_untracked() {
            Some(hands) => (hands.read_all)(self.chat, self.toasts),
            None => self.tell("Still loading. Try again in a moment."),
        }
    }

    pub(super) fn read_all_now(self) {
        let unread: Vec<ConversationId> =
            self.chat.inbox.with_untracked(|inbox| inbox.rows.iter().filter(|row| row.is_unread()).map(|row| row.conversation).collect());
        let beyond = self.chat.unread_beyond.get_untracked();
        if unread.is_empty() && beyond == 0 {
            return self.toasts.show("Nothing is unread");
        }
        let focused = browser::focused_id().filter(|id| id.starts_with("row-"));
        let changed: Vec<_> = unread.iter().map(|conversation| (*conversation, self.chat.show_reading(*conversation, all_read))).collect();
        self.chat.unread_beyond.set(0);
        // The rows find other places, and what is moved loses the focus.
        request_animation_frame(move || {
            if let Some(row) = focused.filter(|_| browser::focused_id().is_none()) {
                browser::focus(&row);
            }
        });
        for_app(async move {
            match api::mark_all_read().await {
                Ok(()) => self.toasts.show_with_undo("Everything is marked as read", move || self.unread_again(&unread)),
                Err(problem) => {
                    for (conversation, shown) in changed {
                        self.chat.change_row(conversation, |row| shown.take_back(row));
                    }
                    self.chat.unread_beyond.set(beyond);
                    self.trouble(&problem);
                }
            }
        });
    }

    fn unread_again(self, conversations: &[ConversationId]) {
        for conversation in conversations {
            let shown = self.chat.show_reading(*conversation, |held| held.marked_unread = true);
            self.run(*conversation, api::mark_unread(*conversation, None), move |row| shown.take_back(row));
        }
    }

    /// Deletes an own message.
    pub fn delete(self, conversation: ConversationId, message: MessageId) {
        let text = self
            .chat
            .room(conversation)
            .and_then(|room| room.timeline.with_untracked(|timeline| timeline.find(message).map(|message| message.body.clone())));
        let text = text.unwrap_or_default();
        for_app(async move {
            match api::delete_message(conversation, message).await {
                Ok(_) => self.toasts.show("Message deleted"),
                // The message stands among many: which one is still there is said by its words.
                Err(Problem(failure)) if failure.is_passing() => {
                    self.toasts.trouble(format!("Not deleted: \u{201c}{}\u{201d}. {failure}", isolated(cut(&text, SHORT))));
                }
                Err(problem) => self.trouble(&problem),
            }
        });
    }

    /// Changes something about a group, and says what has happened.
    pub fn shape(self, deed: impl Future<Output = Result<(), Problem>> + 'static, told: impl Into<String> + 'static) {
        for_app(async move {
            match deed.await {
                Ok(()) => self.toasts.show(told),
                Err(problem) => self.trouble(&problem),
            }
        });
    }

    /// Takes somebody out of a group.
    pub fn remove(self, conversation: ConversationId, person: PersonId) {
        self.shape(api::remove_person(conversation, person), about("Removed", &self.name_of(conversation, person)));
    }

    /// Changes what a member may do.
    pub fn appoint(self, conversation: ConversationId, person: PersonId, role: &'static str) {
        self.shape(api::appoint(conversation, person, role.into()), about("Role changed", &self.name_of(conversation, person)));
    }

    fn name_of(self, conversation: ConversationId, person: PersonId) -> String {
        let room = self.chat.room(conversation);
        room.map(|room| room.timeline.with_untracked(|timeline| timeline.name_of(person).to_owned())).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_names_what_it_is_about_if_that_is_short() {
        assert_eq!(about("Muted", "Ward 7"), "Muted: Ward 7");
        assert_eq!(about("Muted", "\u{639}\u{644}\u{64a}"), "Muted: \u{2068}\u{639}\u{644}\u{64a}\u{2069}");
        assert_eq!(about("Archived", &"Ward 7 ".repeat(9)), "Archived");
        assert_eq!(about("Removed", ""), "Removed");
    }
}
