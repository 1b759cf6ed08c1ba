//! The events of conversations, and how each folds into what a browser holds: pure, and the same on both sides.
//!
//! State + events = a fresh fetch. Every action test ends by proving it (`assert_in_sync`).

mod merge;
#[cfg(test)]
mod merge_tests;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

pub use merge::Answered;

use super::model::{Details, Kind, Line, MOST_UNREAD, Mark, Member, Message, Place, Quote, Row, Spans, goes_with};
use crate::access::{ConversationId, PersonId, Timestamp};

/// A change of a conversation, in its gapless order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Event {
    /// A message was sent.
    Said(Message),
    /// A message was edited or deleted; here it is as it is now.
    Changed {
        /// The seq of the change.
        seq: i64,
        /// The message as it is now.
        message: Message,
    },
    /// People, title or rules changed; here are the notice and all of them as they are now.
    Shaped {
        /// The line that tells of it.
        notice: Message,
        /// As it is now.
        details: Details,
    },
}

impl Event {
    /// Its place in the conversation's order.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Said(message) | Self::Shaped { notice: message, .. } => message.seq,
            Self::Changed { seq, .. } => *seq,
        }
    }
}

/// A change of somebody's own inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Own {
    /// A row is new or changed; here it is as it is now.
    Row(Box<Row>),
    /// They are no longer in this conversation.
    Gone(ConversationId),
    /// Several rows at once: whoever holds some asks for what was missed.
    Several,
}

/// What the server says down the socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frame {
    /// The answer to [`Up::Hello`], after everything that was missed: now it is live.
    Ready {
        /// The server's app version; another one than the browser's asks for a reload.
        version: String,
        /// The last seq of the person's own feed.
        feed: i64,
        /// The present moment by the server's clock: devices' clocks are often wrong.
        now: Timestamp,
    },
    /// Changes of a conversation, in order.
    Events {
        /// Which.
        conversation: ConversationId,
        /// In the order of their seqs, without a gap among them.
        events: Vec<Event>,
    },
    /// Receipts moved on.
    Marks {
        /// Where.
        conversation: ConversationId,
        /// Whose, and how far.
        marks: Vec<Mark>,
    },
    /// The person's own inbox changed.
    Own {
        /// The feed's seq.
        feed: i64,
        /// What changed.
        own: Own,
    },
    /// What was missed of the person's own inbox, and rows that should be held and are not: each as it is now.
    Missed {
        /// The feed's seq up to which that is all.
        feed: i64,
        /// What changed.
        own: Vec<Own>,
    },
    /// Somebody is typing. Never stored.
    Typing {
        /// Where.
        conversation: ConversationId,
        /// Who.
        person: PersonId,
    },
    /// Too much was missed: fetch this conversation again (`None`: the inbox).
    Refetch(Option<ConversationId>),
    /// The PIN is asked first; nothing more comes until then.
    Locked,
    /// This device was signed out.
    SignedOut,
    /// The server is stopping: come back in a moment.
    Restarting,
}

/// What a browser holds of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Which.
    pub conversation: ConversationId,
    /// Up to this seq.
    pub seq: i64,
    /// With this many read.
    pub read_number: i64,
    /// Marked as unread by hand.
    #[serde(default)]
    pub marked_unread: bool,
}

/// What a browser says up the socket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Up {
    /// What it holds: at the start, after a break, and now and then to repair a lost hint.
    Hello {
        /// The last seq of the own feed.
        feed: i64,
        /// Every conversation it has a row of.
        held: Vec<Held>,
        /// It should have the row of everything above this place; [`Place::TOP`] when it does not say.
        #[serde(default)]
        above: Place,
        /// The one that is open: its marks are sent whole.
        open: Option<ConversationId>,
    },
    /// This device stored everything up to here.
    Delivered {
        /// Where.
        conversation: ConversationId,
        /// Up to here.
        seq: i64,
    },
    /// What was before the person's eyes: on an unlocked, focused, uncovered screen with somebody at it, for a second.
    Seen {
        /// Where.
        conversation: ConversationId,
        /// The last line on screen, which counts unread; 0 when that is no further than before.
        up_to: i64,
        /// What was on screen, at most [`MOST_SHOWN`](super::model::MOST_SHOWN) stretches: this is what was read.
        shown: Spans,
    },
    /// The person is typing.
    Typing(ConversationId),
    /// The person did something: the idle lock starts anew.
    Active,
}

/// How an event fitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// Folded in.
    Applied,
    /// Was known already: nothing changed.
    Known,
    /// Something before it is missing: fetch again.
    Gap,
}

/// An open conversation as a browser holds it: an unbroken stretch of the timeline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Which.
    pub conversation: ConversationId,
    /// Title, people, rules.
    pub details: Details,
    /// Receipts.
    pub marks: Vec<Mark>,
    /// The lines held, oldest first.
    pub messages: Vec<Message>,
    /// Whether older ones exist.
    pub earlier: bool,
    /// Whether newer ones exist beyond the stretch (after jumping to an old message).
    pub later: bool,
    /// The last change folded in.
    pub last_seq: i64,
    /// The last changes folded in, without a gap among them: an answer that was made before them is caught up with these.
    #[serde(skip)]
    pub recent: VecDeque<Event>,
}

impl Timeline {
    /// Folds in one change.
    pub fn apply(&mut self, event: &Event) -> Fit {
        let seq = event.seq();
        if seq <= self.last_seq {
            return Fit::Known;
        }
        if seq > self.last_seq + 1 {
            return Fit::Gap;
        }
        self.last_seq = seq;
        self.remember(event);
        match event {
            Event::Said(message) => self.append(message),
            Event::Changed { message, .. } => self.replace(message),
            Event::Shaped { notice, details } => {
                self.append(notice);
                self.details = details.clone();
            }
        }
        Fit::Applied
    }

    /// A line that came with an answer already is not there twice.
    fn append(&mut self, message: &Message) {
        if !self.later && self.messages.last().is_none_or(|last| last.seq < message.seq) {
            self.messages.push(message.clone());
        }
    }

    /// Takes in a message as it is now, wherever it stands or is quoted; an older text never replaces a newer one.
    pub fn replace(&mut self, message: &Message) {
        let quote = Quote::of(message);
        for held in &mut self.messages {
            if held.id == message.id && held.version <= message.version {
                held.clone_from(message);
            }
            if let Some(held) = held.quote.as_mut().filter(|held| held.id == message.id) {
                held.clone_from(&quote);
            }
        }
    }

    /// Folds in receipts; they only ever grow, so order does not matter.
    pub fn mark(&mut self, marks: &[Mark]) {
        for mark in marks {
            match self.marks.iter_mut().find(|held| held.person == mark.person) {
                Some(held) => held.join(mark),
                None => self.marks.push(mark.clone()),
            }
        }
    }

    /// How many of the messages held after the one of this number are new to somebody: what others said, and did not delete.
    pub fn count_new(&self, after: i64, me: PersonId) -> usize {
        let newer = self.messages.iter().rev().take_while(|message| message.number > after || message.notice.is_some());
        newer.filter(|message| message.number > after && message.is_news_to(me)).count()
    }

    /// A name for every author, even one who left.
    pub fn name_of(&self, person: PersonId) -> &str {
        self.details.members.iter().find(|member| member.person.id == person).map_or("Somebody", |member| &member.person.name)
    }

    /// Of the others in it now: how many have `message` on a device, how many have read it, how many there are.
    pub fn reach(&self, message: &Message) -> Reach {
        let meant =
            |member: &&Member| member.left_at.is_none() && member.person.id != message.author && member.joined_at <= message.sent_at;
        let others = self.details.members.iter().filter(meant);
        let marks = others.map(|member| self.marks.iter().find(|mark| mark.person == member.person.id));
        marks.fold(Reach::default(), |reach, mark| Reach {
            delivered: reach.delivered + usize::from(mark.is_some_and(|mark| mark.has(message))),
            read: reach.read + usize::from(mark.is_some_and(|mark| mark.has_read(message))),
            of: reach.of + 1,
        })
    }
}

/// How far a message got.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// On a device of so many.
    pub delivered: usize,
    /// Read by so many.
    pub read: usize,
    /// Of so many others.
    pub of: usize,
}

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
}

impl Inbox {
    /// The row of a conversation.
    pub fn row(&self, conversation: ConversationId) -> Option<&Row> {
        self.rows.iter().find(|row| row.conversation == conversation)
    }

    /// Folds in a change of a conversation. A gap, or a row not held, asks for [`super::model::Row`] anew.
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
            Event::Changed { message, .. } => return row.changed(message, me),
            Event::Shaped { notice, details } => row.shaped(notice, details),
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
                if held.is_some_and(|held| held.feed > feed) {
                    return true;
                }
                let newer = held.is_none_or(|held| held.last_seq <= row.last_seq);
                if newer {
                    self.put(Row { feed, ..(**row).clone() });
                }
                newer
            }
            Own::Gone(conversation) => {
                self.rows.retain(|row| row.conversation != *conversation || row.feed > feed);
                true
            }
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

    /// Everything held, for [`Up::Hello`].
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
            if goes_with((&self.draft, answers), &message.body, message.quote.as_ref().map(|quote| quote.id)) {
                self.draft.clear();
                self.answers = None;
            }
        } else {
            self.unread = (self.unread + 1).min(MOST_UNREAD);
        }
    }

    /// Of very many unread ones it is not known how many: one less is then a gap.
    fn changed(&mut self, message: &Message, me: PersonId) -> Fit {
        let was_unread = message.author != me && message.notice.is_none() && message.number > self.read_number;
        if let Some(line) = self.last.as_mut().filter(|line| line.seq == message.seq) {
            *line = Line::of(message);
        }
        if let Some(quote) = self.answers.as_mut().filter(|quote| quote.id == message.id) {
            *quote = Quote::of(message);
        }
        // A message is deleted once, and never changed after it.
        if message.deleted_at.is_some() && was_unread {
            if self.unread == MOST_UNREAD {
                return Fit::Gap;
            }
            self.unread = (self.unread - 1).max(0);
            if self.unread == 0 {
                self.read_number = self.last_number;
            }
        }
        Fit::Applied
    }

    fn shaped(&mut self, notice: &Message, details: &Details) {
        self.tell(notice);
        self.members = i64::try_from(details.members.iter().filter(|member| member.left_at.is_none()).count()).unwrap_or(0);
        if self.kind == Kind::Group {
            self.title.clone_from(&details.title);
        }
    }

    fn tell(&mut self, message: &Message) {
        self.last = Some(Line::of(message));
        self.activity_at = message.sent_at;
        self.archived = false;
    }
}

/// When a person's own clock says so, whether an own message can still be edited.
pub fn may_edit(message: &Message, me: PersonId, now: Timestamp) -> bool {
    message.author == me
        && message.notice.is_none()
        && message.deleted_at.is_none()
        && now.since(message.sent_at) <= super::model::EDIT_MILLIS
}
