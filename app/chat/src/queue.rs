//! What was typed and is not on the server yet: in order within each conversation, until it is there. Pure.

use serde::{Deserialize, Serialize};

use domain::access::{ConversationId, MessageId, PersonId, Timestamp};
use domain::chat::model::{Message, Quote, Quoted, Sent};

/// The first pause after a failed try, in milliseconds; doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: i64 = 1000;
/// The longest pause between two tries.
const LONGEST_PAUSE: i64 = 30_000;
/// After this long without success people are told to use the telephone if it is urgent.
const LATE: i64 = 60_000;

/// How far an outgoing message got.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Progress {
    /// To be tried, not before this moment, after so many failed tries.
    Waiting {
        /// Not before.
        at: Timestamp,
        /// Failed tries.
        tries: u32,
    },
    /// On its way.
    Sending {
        /// Failed tries before this one.
        tries: u32,
    },
    /// The server has it; its event has not come yet.
    Sent(Sent),
    /// Refused, in these words.
    Failed(String),
}

/// A message on its way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Where.
    pub conversation: ConversationId,
    /// Made here, so that a repeat is the same message.
    pub id: MessageId,
    /// The text.
    pub body: String,
    /// What it answers.
    pub quote: Option<Quote>,
    /// When it was typed.
    pub made_at: Timestamp,
    /// How far it got.
    pub progress: Progress,
    /// Whether a try took so long that people should know.
    // What an older program kept does not say.
    #[serde(default)]
    pub slow: bool,
}

impl Outgoing {
    /// A message just typed.
    pub fn new(conversation: ConversationId, id: MessageId, body: String, quote: Option<Quote>, now: Timestamp) -> Self {
        Self { conversation, id, body, quote, made_at: now, progress: Progress::Waiting { at: now, tries: 0 }, slow: false }
    }

    /// Whether it has been failing for so long that a telephone is the better way.
    pub fn is_late(&self, now: Timestamp) -> bool {
        matches!(self.progress, Progress::Waiting { .. } | Progress::Sending { .. }) && now.since(self.made_at) >= LATE
    }

    fn message(&self, me: PersonId) -> Option<Message> {
        let Progress::Sent(Sent { id, seq, number, sent_at }) = &self.progress else { return None };
        Some(Message {
            seq: *seq,
            number: *number,
            id: *id,
            author: me,
            author_name: String::new(),
            notice: None,
            body: self.body.clone(),
            quote: self.quote.clone().map(Quoted::Shown),
            sent_at: *sent_at,
            written_at: self.made_at,
            version: 1,
            changed_seq: *seq,
            edited_at: None,
            deleted_at: None,
        })
    }

    fn holds_up(&self, other: &Self) -> bool {
        // One that was refused waits for hands, perhaps for hours: it holds up nothing.
        self.conversation == other.conversation && matches!(self.progress, Progress::Waiting { .. } | Progress::Sending { .. })
    }
}

/// What somebody should know of a conversation's messages that the server does not have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unsent {
    /// They go by themselves.
    pub waiting: usize,
    /// Somebody has to look.
    pub refused: usize,
}

impl Unsent {
    /// In words; `None` when there is nothing to say.
    pub fn words(self) -> Option<String> {
        match self {
            Self { waiting: 0, refused: 0 } => None,
            Self { waiting: 0, refused: 1 } => Some("Not sent".into()),
            Self { waiting: 0, refused } => Some(format!("{refused} not sent")),
            Self { waiting, refused: 0 } => Some(format!("{waiting} not sent yet")),
            Self { waiting, refused } => Some(format!("{refused} not sent, {waiting} not yet")),
        }
    }
}

/// Everything on its way, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Queue {
    entries: Vec<Outgoing>,
    /// Whether all of it waits behind what lies on the device and cannot be read yet.
    #[serde(skip)]
    held: bool,
}

impl Queue {
    /// Puts a message at the end; one that is there already stays as it is.
    pub fn push(&mut self, entry: Outgoing) {
        if self.find(entry.id).is_none() {
            self.entries.push(entry);
        }
    }

    /// What earlier pages left goes before what was written since.
    pub fn begin_with(&mut self, left: Vec<Outgoing>) {
        let since = std::mem::take(&mut self.entries);
        let is_held = |entry: &Outgoing| since.iter().any(|held| held.id == entry.id);
        left.into_iter().filter(|entry| !is_held(entry)).for_each(|entry| self.push(entry));
        self.entries.extend(since);
    }

    /// Lets nothing go while what was written before it cannot be read yet; whether that is anything new.
    pub fn hold(&mut self, held: bool) -> bool {
        std::mem::replace(&mut self.held, held) != held
    }

    /// Whether nothing may go yet.
    pub fn is_held(&self) -> bool {
        self.held
    }

    /// A message on its way.
    pub fn find(&self, id: MessageId) -> Option<&Outgoing> {
        self.entries.iter().find(|entry| entry.id == id)
    }

    /// Those of one conversation.
    pub fn of(&self, conversation: ConversationId) -> Vec<Outgoing> {
        self.entries.iter().filter(|entry| entry.conversation == conversation).cloned().collect()
    }

    /// The next to send: the first of its conversation, when its moment has come. Marks it as on its way.
    pub fn take_due(&mut self, now: Timestamp) -> Option<Outgoing> {
        if self.held {
            return None;
        }
        let due = (0..self.entries.len()).find(|&at| self.may_go(at, now))?;
        let entry = self.entries.get_mut(due)?;
        if let Progress::Waiting { tries, .. } = entry.progress {
            entry.progress = Progress::Sending { tries };
        }
        Some(entry.clone())
    }

    fn may_go(&self, at: usize, now: Timestamp) -> bool {
        let (before, rest) = self.entries.split_at(at);
        rest.first().is_some_and(|entry| {
            matches!(entry.progress, Progress::Waiting { at, .. } if at <= now) && !before.iter().any(|earlier| earlier.holds_up(entry))
        })
    }

    /// When the next try is due, if one is waiting for its moment.
    pub fn wakes_at(&self) -> Option<Timestamp> {
        if self.held {
            return None;
        }
        let heads =
            self.entries.iter().enumerate().filter(|(at, entry)| !self.entries.iter().take(*at).any(|earlier| earlier.holds_up(entry)));
        let waiting = heads.filter_map(|(_, entry)| match entry.progress {
            Progress::Waiting { at, .. } => Some(at),
            _ => None,
        });
        waiting.min_by_key(|at| at.0)
    }

    /// The server has it.
    pub fn sent(&mut self, sent: Sent) {
        self.change(sent.id, |_| Progress::Sent(sent));
    }

    /// It did not work, but may later: waits longer each time, by 50 to 150 % of the pause (`chance` is from 0 to 1).
    pub fn postpone(&mut self, id: MessageId, now: Timestamp, chance: f64) {
        self.change(id, |tries| {
            // Six doublings are past the longest pause; many more would shift its bits out.
            let pause = (FIRST_PAUSE << tries.min(6)).min(LONGEST_PAUSE);
            // By chance: when a server is back, not all who lost it call in the same moment.
            Progress::Waiting { at: now.plus(pause / 2 + part(pause, chance)), tries: tries + 1 }
        });
    }

    /// No answer came to the try that was this entry's `sending`: it counts as failed. An answer to a later try does not.
    pub fn doubt(&mut self, sending: &Outgoing, now: Timestamp, chance: f64) -> bool {
        let waits = self.find(sending.id).is_some_and(|entry| entry.progress == sending.progress);
        if waits {
            self.postpone(sending.id, now, chance);
        }
        waits
    }

    /// The try under way takes so long that people should know.
    pub fn hangs(&mut self, id: MessageId) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            entry.slow = true;
        }
    }

    /// It was refused.
    pub fn fail(&mut self, id: MessageId, text: String) {
        self.change(id, |_| Progress::Failed(text));
    }

    /// The person wants it tried again now.
    pub fn retry(&mut self, id: MessageId, now: Timestamp) {
        self.change(id, |_| Progress::Waiting { at: now, tries: 0 });
    }

    /// The way is open again: everything that waits is due now.
    pub fn hurry(&mut self, now: Timestamp) {
        for entry in &mut self.entries {
            if let Progress::Waiting { at, .. } = &mut entry.progress {
                *at = now;
            }
        }
    }

    /// What answers a message follows it, and so does what it was sent as; whether anything did.
    pub fn follow(&mut self, message: &Message) -> bool {
        let mut followed = false;
        for entry in self.entries.iter_mut().filter(|entry| entry.id == message.id) {
            entry.body.clone_from(&message.body);
            followed = true;
        }
        for quote in self.entries.iter_mut().filter_map(|entry| entry.quote.as_mut()).filter(|quote| quote.id == message.id) {
            *quote = Quote::of(message);
            followed = true;
        }
        followed
    }

    /// Takes a message out.
    pub fn remove(&mut self, id: MessageId) -> Option<Outgoing> {
        let at = self.entries.iter().position(|entry| entry.id == id)?;
        Some(self.entries.remove(at))
    }

    /// Whether anything in it would be lost if the page were closed and nothing had been kept.
    pub fn is_unsent(&self) -> bool {
        self.entries.iter().any(|entry| !matches!(entry.progress, Progress::Sent(_)))
    }

    /// The last one that the server has, as the message of `me` that it is, though the line has not told of it yet.
    pub fn last_sent(&self, conversation: ConversationId, me: PersonId) -> Option<Message> {
        self.entries.iter().rev().filter(|entry| entry.conversation == conversation).find_map(|entry| entry.message(me))
    }

    /// How many of a conversation were refused, and how many wait because something is in their way: a try that failed, what
    /// was written before them, or that the line is `lost`. One that is only on its way is nothing to be told.
    pub fn unsent(&self, conversation: ConversationId, lost: bool) -> Unsent {
        let own = self.entries.iter().filter(|entry| entry.conversation == conversation);
        let (mut unsent, mut held_up) = (Unsent::default(), lost || self.held);
        for entry in own {
            match entry.progress {
                Progress::Waiting { tries, .. } | Progress::Sending { tries } => {
                    unsent.waiting += 1;
                    held_up |= tries > 0 || entry.slow;
                }
                Progress::Failed(_) => unsent.refused += 1,
                Progress::Sent(_) => {}
            }
        }
        if held_up { unsent } else { Unsent { waiting: 0, ..unsent } }
    }

    /// Those that were refused, each with the reason.
    pub fn refused(&self) -> impl Iterator<Item = (&Outgoing, &str)> {
        self.entries.iter().filter_map(|entry| match &entry.progress {
            Progress::Failed(why) => Some((entry, why.as_str())),
            _ => None,
        })
    }

    /// What to keep over a reload: everything the server does not have. What waits is as if it had never been tried; what was
    /// refused stays so, and goes only when somebody says so again.
    pub fn kept(&self) -> Vec<Outgoing> {
        let again = |entry: Outgoing| {
            let progress = match entry.progress {
                refused @ Progress::Failed(_) => refused,
                _ => Progress::Waiting { at: entry.made_at, tries: 0 },
            };
            Outgoing { progress, ..entry }
        };
        self.entries.iter().filter(|entry| !matches!(entry.progress, Progress::Sent(_))).cloned().map(again).collect()
    }

    fn change(&mut self, id: MessageId, to: impl FnOnce(u32) -> Progress) {
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.id == id) {
            let tries = match entry.progress {
                Progress::Waiting { tries, .. } | Progress::Sending { tries } => tries,
                Progress::Sent(_) | Progress::Failed(_) => 0,
            };
            entry.progress = to(tries);
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "a pause of at most 30,000 ms")]
fn part(pause: i64, chance: f64) -> i64 {
    (pause as f64 * chance) as i64
}

#[cfg(test)]
#[path = "queue_tests.rs"]
mod tests;
