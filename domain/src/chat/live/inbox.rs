//! How events fold into the rows of an inbox.

use serde::{Deserialize, Serialize};

use super::super::model::{Kind, Line, MOST_UNREAD, Mark, Message, Quote, Row, goes_with};
use super::{Event, Fit, Held, Own};
use crate::access::{ConversationId, PersonId};

/// A stretch of somebody's inbox as a browser holds it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Inbox {
    /// Whose.
    pub me: PersonId,
    /// Rows, in no order (see [`Row::place`]).
    pub rows: Vec<Row>,
    /// The last seq of the own feed folded in.
    pub feed: i64,
    /// Whether rows beyond these exist.
    pub more: bool,
    /// Those one was in and is no longer, and how far the own feed went when that was heard: an answer from before brings none back.
    #[serde(skip)]
    gone: Vec<(ConversationId, i64)>,
    /// What is to be asked for when the server next says something: it may not have heard yet what is known here.
    #[serde(skip)]
    doubted: Vec<ConversationId>,
    /// What was asked for because of that: the answer is believed.
    #[serde(skip)]
    asked_again: Vec<ConversationId>,
}

impl Inbox {
    /// Of somebody, nothing yet.
    pub fn of(me: PersonId) -> Self {
        Self { me, rows: Vec::new(), feed: 0, more: false, gone: Vec::new(), doubted: Vec::new(), asked_again: Vec::new() }
    }

    /// Somebody is no longer in this conversation, as was heard when the own feed went as far as `feed`.
    pub fn lose(&mut self, conversation: ConversationId, feed: i64) {
        // A row from after that is of somebody who came back.
        self.rows.retain(|row| row.conversation != conversation || row.feed > feed);
        match self.gone.iter_mut().find(|(gone, _)| *gone == conversation) {
            Some((_, at)) => *at = feed.max(*at),
            None => self.gone.push((conversation, feed)),
        }
    }

    /// How much of one's own doings in a conversation is known here, as a place in the own feed. Whoever is answered that one is not in it,
    /// was out of it some time after that; and whoever has come back since, later still.
    pub fn known_of(&self, conversation: ConversationId) -> i64 {
        self.row(conversation).map_or(self.feed, |row| row.feed.max(self.feed))
    }

    /// Whether somebody has left since this row was as it is here. Whoever comes back has a later one.
    pub(super) fn has_gone(&self, row: &Row) -> bool {
        self.went_at(row.conversation).is_some_and(|feed| row.feed <= feed)
    }

    fn went_at(&self, conversation: ConversationId) -> Option<i64> {
        self.gone.iter().find(|(gone, _)| *gone == conversation).map(|(_, feed)| *feed)
    }

    /// The row of a conversation.
    pub fn row(&self, conversation: ConversationId) -> Option<&Row> {
        self.rows.iter().find(|row| row.conversation == conversation)
    }

    /// Folds in a change of a conversation. A gap, or a row not held, asks for its [`Row`] anew.
    pub fn apply(&mut self, conversation: ConversationId, event: &Event) -> Fit {
        let me = self.me;
        let Some(row) = self.rows.iter_mut().find(|row| row.conversation == conversation) else { return Fit::Gap };
        if event.seq() <= row.last_seq {
            return Fit::Known;
        }
        if event.seq() > row.last_seq + 1 {
            return Fit::Gap;
        }
        row.last_seq = event.seq();
        match event {
            Event::Said(message) => row.said(message, me),
            Event::Changed { seq, message } => return row.changed(*seq, message, me),
            Event::Shaped { notice, details } => {
                row.shaped(notice, details.as_ref().map(|details| (details.present, details.title.as_str())));
            }
            Event::Reshaped { notice, title, present, .. } => row.shaped(notice, Some((*present, title.as_str()))),
            Event::Hidden { .. } => {}
        }
        Fit::Applied
    }

    /// Folds in a change of the own feed.
    pub fn apply_own(&mut self, feed: i64, own: &Own) -> Fit {
        if feed <= self.feed {
            return Fit::Known;
        }
        if feed > self.feed + 1 || !self.take(feed, own) {
            return Fit::Gap;
        }
        self.feed = feed;
        Fit::Applied
    }

    /// Folds in what was missed of the own feed. Where something was said in a conversation meanwhile its row is asked for anew: a gap.
    pub fn catch_up(&mut self, feed: i64, missed: &[Own]) -> Fit {
        let taken: Vec<bool> = missed.iter().map(|own| self.take(feed, own)).collect();
        if taken.contains(&false) {
            return Fit::Gap;
        }
        self.feed = self.feed.max(feed);
        Fit::Applied
    }

    /// Whether this is all there is to it: a row as it was before what is held of its conversation does not take its place.
    fn take(&mut self, feed: i64, own: &Own) -> bool {
        match own {
            Own::Row(row) => {
                let held = self.row(row.conversation);
                let known = held.map(|held| held.feed).max(self.went_at(row.conversation));
                if known.is_some_and(|known| known > feed) {
                    return true;
                }
                let newer = held.is_none_or(|held| held.last_seq <= row.last_seq);
                if newer {
                    // Told, and not answered: whatever said before that one is gone is over.
                    self.gone.retain(|(gone, _)| *gone != row.conversation);
                    self.put_as_read(Row { feed, ..(**row).clone() });
                }
                newer
            }
            Own::Gone(conversation) => {
                self.lose(*conversation, feed);
                true
            }
            // Which rows they were is not said: whoever holds some asks for what was missed.
            Own::Several => false,
        }
    }

    /// Folds in the own receipts, which come from any of the person's devices. Read part of the way, how much is left
    /// cannot be told from here: a gap.
    pub fn mark(&mut self, conversation: ConversationId, marks: &[Mark]) -> Fit {
        let me = self.me;
        let own = marks.iter().find(|mark| mark.person == me);
        let row = self.rows.iter_mut().find(|row| row.conversation == conversation);
        let (Some(own), Some(row)) = (own, row) else { return Fit::Known };
        if own.read_number <= row.read_number {
            // Marked as unread by hand, and perhaps looked at again elsewhere: the numbers do not say.
            return if row.marked_unread { Fit::Gap } else { Fit::Known };
        }
        row.read_number = own.read_number;
        row.marked_unread = false;
        if row.unread == 0 || row.read_number >= row.last_number {
            row.unread = 0;
            return Fit::Applied;
        }
        Fit::Gap
    }

    /// Puts a row in, in place of an older one.
    pub fn put(&mut self, row: Row) {
        match self.rows.iter_mut().find(|held| held.conversation == row.conversation) {
            Some(held) => *held = row,
            None => self.rows.push(row),
        }
    }

    /// Puts a row in, and what was read since it was as it is here. Receipts have no place in the order of the feed: where fewer are
    /// read than is held, either was marked as unread since, or the row is from before the look.
    pub(super) fn put_as_read(&mut self, mut row: Row) {
        if let Some(held) = self.row(row.conversation).filter(|held| held.read_number > row.read_number) {
            let joins = held.feed == row.feed || !row.marked_unread;
            if joins {
                row.read_number = held.read_number;
                row.marked_unread = false;
                row.unread = row.unread.min(row.last_number - row.read_number).max(0);
            }
            if !joins || row.unread > 0 {
                self.doubt(row.conversation);
            }
        }
        self.put(row);
    }

    /// Its row is to be asked for when the server next says something.
    pub(super) fn doubt(&mut self, conversation: ConversationId) {
        self.doubted.push(conversation);
    }

    /// Whose rows are to be asked for when the server next says something.
    pub fn take_doubted(&mut self) -> Vec<ConversationId> {
        let doubted = std::mem::take(&mut self.doubted);
        self.asked_again.extend(&doubted);
        doubted
    }

    /// Whether a row was asked for because it was doubted; once.
    pub(super) fn asked_again(&mut self, conversation: ConversationId) -> bool {
        let before = self.asked_again.len();
        self.asked_again.retain(|held| *held != conversation);
        self.asked_again.len() != before
    }

    /// Everything held, for [`Up::Hello`](super::Up::Hello).
    pub fn held(&self) -> Vec<Held> {
        let held = |row: &Row| Held {
            conversation: row.conversation,
            seq: row.last_seq,
            read_number: row.read_number,
            marked_unread: row.marked_unread,
        };
        self.rows.iter().map(held).collect()
    }
}

impl Row {
    fn said(&mut self, message: &Message, me: PersonId) {
        self.last_number = message.number;
        self.tell(message);
        if message.author == me {
            self.read_number = message.number;
            self.unread = 0;
            self.marked_unread = false;
            let answers = self.answers.as_ref().map(|quote| quote.id);
            if goes_with((&self.draft, answers), &message.body, message.answers().map(|quote| quote.id)) {
                self.draft.clear();
                self.answers = None;
            }
        } else if message.number > self.read_number {
            self.unread = (self.unread + 1).min(MOST_UNREAD);
        }
    }

    /// Of very many unread ones it is not known how many: one less is then a gap.
    fn changed(&mut self, seq: i64, message: &Message, me: PersonId) -> Fit {
        let was_unread = message.author != me && message.notice.is_none() && message.number > self.read_number;
        if let Some(line) = self.last.as_mut().filter(|line| line.seq == message.seq) {
            *line = Line::of(message);
        }
        if let Some(quote) = self.answers.as_mut().filter(|quote| quote.id == message.id) {
            *quote = Quote::of(message);
        }
        // A message is deleted once, and never changed after it; whoever was away is told of earlier changes as it is now.
        if message.deleted_at.is_some() && message.changed_seq == seq && was_unread {
            if self.unread == MOST_UNREAD {
                return Fit::Gap;
            }
            self.unread = (self.unread - 1).max(0);
            // As the server notes it when the last unread one is deleted.
            if self.unread == 0 {
                self.read_number = self.last_number;
            }
        }
        Fit::Applied
    }

    fn shaped(&mut self, notice: &Message, now: Option<(i64, &str)>) {
        self.tell(notice);
        let Some((present, title)) = now else { return };
        self.members = present;
        // A direct one is called what the other is called; its own title is empty.
        if self.kind == Kind::Group {
            title.clone_into(&mut self.title);
        }
    }

    fn tell(&mut self, message: &Message) {
        self.last = Some(Line::of(message));
        // A clock that is put back moves nothing down.
        self.activity_at = self.activity_at.max(message.sent_at);
        self.archived = false;
    }
}
