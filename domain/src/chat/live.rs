//! The events of conversations, and how each folds into what a browser holds: pure, and the same on both sides.
//!
//! State + events = a fresh fetch. Every action test ends by proving it (`assert_in_sync`).

mod fold;
#[cfg(test)]
mod fold_tests;
mod inbox;
mod merge;
#[cfg(test)]
mod merge_tests;
mod wire;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

pub use fold::{Fetch, Fetches, Folded, gone};
pub use inbox::Inbox;
pub use merge::Answered;
pub use wire::{OLDEST_PROTOCOL, PROTOCOL, close};

use super::model::{Details, History, Mark, Member, Message, Place, Quote, Quoted, Row, Spans};
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
        /// As it is now; `None` where a later change of the same frame says it.
        details: Option<Details>,
    },
    /// The same of a large conversation: here are the notice and what is different now.
    Reshaped {
        /// The line that tells of it.
        notice: Message,
        /// What it is called now.
        title: String,
        /// What joiners see now.
        history: History,
        /// How many are in it now.
        present: i64,
        /// Those who came, went, or may do something else now, as they are now.
        members: Vec<Member>,
    },
    /// A message that this person may not see changed: they are told its place among the changes, and nothing else.
    Hidden {
        /// The seq of the change.
        seq: i64,
    },
}

impl Event {
    /// Its place in the conversation's order.
    pub fn seq(&self) -> i64 {
        match self {
            Self::Said(message) | Self::Shaped { notice: message, .. } | Self::Reshaped { notice: message, .. } => message.seq,
            Self::Changed { seq, .. } | Self::Hidden { seq } => *seq,
        }
    }

    /// The change as somebody is told of it who sees the timeline from `from` on.
    #[must_use]
    pub fn seen_from(self, from: i64) -> Self {
        match self {
            Self::Changed { seq, message } if message.seq < from => Self::Hidden { seq },
            Self::Changed { seq, message } => Self::Changed { seq, message: message.seen_from(from) },
            Self::Said(message) => Self::Said(message.seen_from(from)),
            Self::Shaped { .. } | Self::Reshaped { .. } | Self::Hidden { .. } => self,
        }
    }

    /// The lines that it shows something of, beside its own: each is hidden from whoever sees only what came after it.
    pub fn shows(&self) -> impl Iterator<Item = i64> {
        let (changed, answers) = match self {
            Self::Changed { message, .. } => (Some(message.seq), message.answers()),
            Self::Said(message) => (None, message.answers()),
            Self::Shaped { .. } | Self::Reshaped { .. } | Self::Hidden { .. } => (None, None),
        };
        changed.into_iter().chain(answers.map(|quote| quote.seq))
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
        /// The [`PROTOCOL`] of its program.
        #[serde(default)]
        // Not said by a page from before there were versions: 0, which is too old.
        protocol: u16,
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
        // Without `_`: a new kind of event does not compile until somebody says how it folds in.
        match event {
            Event::Said(message) => self.append(message),
            Event::Changed { message, .. } => self.replace(message),
            Event::Shaped { notice, details } => {
                self.append(notice);
                if let Some(details) = details {
                    self.details = details.clone();
                }
            }
            Event::Reshaped { notice, title, history, present, members } => {
                self.append(notice);
                self.details.reshape(title, *history, *present, members);
            }
            Event::Hidden { .. } => {}
        }
        Fit::Applied
    }

    /// A line that came with an answer already is not there twice.
    fn append(&mut self, message: &Message) {
        // After a jump the end is not held: a line there is fetched when one goes on to it.
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
            if held.answers().is_some_and(|held| held.id == message.id) {
                held.quote = Some(Quoted::Shown(quote.clone()));
            }
        }
    }

    /// Folds in receipts; they only ever grow, so order does not matter.
    pub fn mark(&mut self, marks: &[Mark]) {
        for mark in marks {
            match self.marks.iter_mut().find(|held| held.person == mark.person) {
                // Never replaced: a late one says less than what is held.
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
        // Of a large one not everybody is held.
        self.details.members.iter().find(|member| member.person.id == person).map_or("Somebody", |member| &member.person.name)
    }

    /// Of the others to whom it was said and who are still there, and of whoever read it: how many have `message` on a
    /// device, how many have read it, how many there are.
    pub fn reach(&self, message: &Message) -> Reach {
        let others = self.details.members.iter().filter(|member| member.person.id != message.author);
        others.fold(Reach::default(), |reach, member| {
            reach.with(member, self.marks.iter().find(|mark| mark.person == member.person.id), message)
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

impl Reach {
    /// With another one of the people, who got so far. Evidence stays, whoever has left since.
    #[must_use]
    pub fn with(self, member: &Member, mark: Option<&Mark>, message: &Message) -> Self {
        let read = mark.is_some_and(|mark| mark.has_read(message));
        if !read && !member.is_meant_by(message) {
            return self;
        }
        Self {
            delivered: self.delivered + usize::from(mark.is_some_and(|mark| mark.has(message))),
            read: self.read + usize::from(read),
            of: self.of + 1,
        }
    }
}

/// Whether an own message can still be edited at this moment, by the server's clock: a device's own may be wrong.
pub fn may_edit(message: &Message, me: PersonId, now: Timestamp) -> bool {
    message.author == me
        && message.notice.is_none()
        && message.deleted_at.is_none()
        && now.since(message.sent_at) <= super::model::EDIT_MILLIS
}
