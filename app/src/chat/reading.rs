//! What is shown of a row before the server has said yes, and how it is taken back.

use domain::access::ConversationId;
use domain::chat::model::{MOST_UNREAD, Row};

use super::state::ChatState;
use crate::failure::Problem;

/// How far somebody has read.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    read_number: i64,
    unread: i64,
    marked_unread: bool,
}

impl Reading {
    /// As a row has it.
    pub fn of(row: &Row) -> Self {
        Self { read_number: row.read_number, unread: row.unread, marked_unread: row.marked_unread }
    }

    /// Takes back what was `shown` instead of this; what came since then counts on top.
    pub fn put_back(self, shown: Self) -> impl FnOnce(&mut Row) + 'static {
        move |row| {
            if row.read_number == shown.read_number {
                row.read_number = self.read_number;
            }
            row.unread = (self.unread + (row.unread - shown.unread).max(0)).min(MOST_UNREAD);
            row.marked_unread = self.marked_unread;
        }
    }
}

/// Nothing of it is unread.
pub fn all_read(row: &mut Row) {
    row.read_number = row.last_number;
    row.unread = 0;
    row.marked_unread = false;
}

impl ChatState {
    /// How far a conversation is read.
    pub fn reading(self, conversation: ConversationId) -> Reading {
        self.row_untracked(conversation).as_ref().map_or_else(Reading::default, Reading::of)
    }

    /// Does on the server what is shown already. If that fails, what was shown is taken back, and only that: what came in the
    /// meantime stays, and where only the answer was lost, what the server has told of the deed.
    pub async fn at_once(
        self,
        conversation: ConversationId,
        deed: impl Future<Output = Result<(), Problem>>,
        take_back: impl FnOnce(&mut Row),
    ) -> Result<(), Problem> {
        let told = || self.row_untracked(conversation).map(|row| row.feed);
        let before = told();
        let done = deed.await;
        if done.is_err() && told() == before {
            self.change_row(conversation, take_back);
        }
        done
    }

    /// Marks as read, without a receipt; shown at once.
    pub async fn read(self, conversation: ConversationId) -> Result<(), Problem> {
        let before = self.reading(conversation);
        self.change_row(conversation, all_read);
        let shown = self.reading(conversation);
        self.at_once(conversation, super::api::mark_read(conversation), before.put_back(shown)).await
    }
}
