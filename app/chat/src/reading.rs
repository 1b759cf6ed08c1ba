//! What is shown of a row before the server has said yes, and how it is taken back.

use domain::access::ConversationId;
use domain::chat::model::{MOST_UNREAD, Row};

use super::state::ChatState;
use call::failure::Problem;

/// How far somebody has read.
#[derive(Clone, Copy, Debug, Default)]
struct Reading {
    read_number: i64,
    unread: i64,
    marked_unread: bool,
}

/// What was changed on screen, to be taken back if the server says no.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    before: Reading,
    after: Reading,
}

impl Shown {
    /// Puts the row back as it was; what came since then counts on top.
    pub fn take_back(self, row: &mut Row) {
        let Self { before, after } = self;
        // The server may have told of another mark meanwhile, and that one stands.
        if row.read_number == after.read_number {
            row.read_number = before.read_number;
        }
        // What came while the answer was under way is unread, whatever the answer.
        row.unread = (before.unread + (row.unread - after.unread).max(0)).min(MOST_UNREAD);
        row.marked_unread = before.marked_unread;
    }
}

/// Nothing of it is unread.
pub fn all_read(row: &mut Row) {
    row.read_number = row.last_number;
    row.unread = 0;
    row.marked_unread = false;
}

impl ChatState {
    /// Shows how far a conversation is read as it will be once the server agrees.
    pub fn show_reading(self, conversation: ConversationId, change: impl FnOnce(&mut Row)) -> Shown {
        let before = self.reading(conversation);
        self.change_row(conversation, change);
        Shown { before, after: self.reading(conversation) }
    }

    fn reading(self, conversation: ConversationId) -> Reading {
        let of = |row: Row| Reading { read_number: row.read_number, unread: row.unread, marked_unread: row.marked_unread };
        self.row_untracked(conversation).map_or_else(Reading::default, of)
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
        let shown = self.show_reading(conversation, all_read);
        self.at_once(conversation, super::api::mark_read(conversation), |row| shown.take_back(row)).await
    }
}
