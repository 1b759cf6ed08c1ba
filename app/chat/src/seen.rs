//! When something counts as read: it was before somebody's eyes, all of it, for a second. Pure.

use domain::access::{ConversationId, Timestamp};
use domain::chat::model::{MOST_SHOWN, Mark, Span, Spans};

/// Glances half a second apart: this many in a row span a second.
const GLANCES: usize = 3;
/// Every part of a line; the first bit is its top.
// In parts, for a message may be taller than the screen: it is read when each of them was shown for long enough.
pub const WHOLE: u8 = u8::MAX;
/// The last part of a line.
const END: u8 = 1 << 7;
/// So many lines are remembered of which some part was on screen, or that could not be told yet.
const MOST_LINES: usize = 128;
/// Nobody has touched anything for so long: nobody is there.
const PRESENCE: i64 = 60_000;
/// What was told and not confirmed for so long is told again.
const AGAIN: i64 = 10_000;

/// A line at one glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glimpse {
    /// Its place.
    pub seq: i64,
    /// The seq of what it says now.
    pub changed: i64,
    /// Which of its eight parts, from top to end, are on screen and uncovered.
    pub parts: u8,
}

/// What was before somebody's eyes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sight {
    /// The last line whose end was on screen for a second (0: none).
    pub up_to: i64,
    /// The lines that were, from top to end; a long one perhaps part by part.
    pub read: Vec<Glimpse>,
}

/// What was on screen at the last glances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looking {
    conversation: Option<ConversationId>,
    glances: Vec<Vec<Glimpse>>,
    had: Vec<Glimpse>,
}

impl Looking {
    /// One more glance. Answers what was on screen for a second, once a second has passed.
    pub fn glance(&mut self, conversation: ConversationId, lines: Vec<Glimpse>) -> Option<Sight> {
        // Lines of two conversations have the same numbers.
        if self.conversation != Some(conversation) {
            *self = Self { conversation: Some(conversation), ..Self::default() };
        }
        self.glances.push(lines);
        let over = self.glances.len().saturating_sub(GLANCES);
        self.glances.drain(..over);
        if self.glances.len() < GLANCES {
            return None;
        }
        let mut up_to = 0;
        for line in self.lasting() {
            // How far one went is the end of a line: of one whose top alone was shown the point may stand further down.
            if line.parts & END != 0 {
                up_to = up_to.max(line.seq);
            }
            self.keep(line);
        }
        let read = self.had.iter().filter(|line| line.parts == WHOLE).copied().collect();
        Some(Sight { up_to, read })
    }

    /// The parts that were on screen at every glance. A line that changed meanwhile is another line.
    fn lasting(&self) -> Vec<Glimpse> {
        let [earlier @ .., last] = self.glances.as_slice() else { return Vec::new() };
        let parts = |glance: &Vec<Glimpse>, line: &Glimpse| glance.iter().find(|held| is_same(held, line)).map_or(0, |held| held.parts);
        let stayed =
            last.iter().map(|line| Glimpse { parts: earlier.iter().fold(line.parts, |left, glance| left & parts(glance, line)), ..*line });
        stayed.filter(|line| line.parts != 0).collect()
    }

    fn keep(&mut self, line: Glimpse) {
        let parts = self.had.iter().find(|held| is_same(held, &line)).map_or(0, |held| held.parts);
        self.had.retain(|held| !is_same(held, &line));
        self.had.push(Glimpse { parts: parts | line.parts, ..line });
        let over = self.had.len().saturating_sub(MOST_LINES);
        self.had.drain(..over);
    }

    /// Nobody looks any more. What was on screen for a second before stays seen.
    pub fn away(&mut self) {
        self.glances.clear();
    }
}

fn is_same(one: &Glimpse, other: &Glimpse) -> bool {
    (one.seq, one.changed) == (other.seq, other.changed)
}

/// What the server does not know of yet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// How far somebody went; 0 if that is no further than the server knows.
    pub up_to: i64,
    /// What they read.
    pub shown: Spans,
}

impl News {
    /// What is new in a sight to whoever holds this mark of the same person.
    pub fn of(sight: &Sight, known: Option<&Mark>) -> Self {
        let fresh = sight.read.iter().filter(|line| known.is_none_or(|mark| !mark.seen.contains(line.changed)));
        // Whoever sees a line as it is now needs not see it as it was: with both seqs no hole is left where it was changed.
        let shown: Spans = fresh.flat_map(|line| [line.seq, line.changed]).map(|seq| Span(seq, seq)).collect();
        let further = sight.up_to > known.map_or(0, |mark| mark.up_to);
        Self { up_to: if further { sight.up_to } else { 0 }, shown: shown.newest(MOST_SHOWN) }
    }

    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.up_to == 0 && self.shown.is_empty()
    }
}

/// What the server was told of one conversation and has not confirmed, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Told {
    conversation: ConversationId,
    /// The last of it.
    last: News,
    /// All of it.
    all: News,
    /// How much it leaves unread only the server can count.
    uncounted: bool,
    at: Timestamp,
}

/// What was told, and whether somebody is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Eyes {
    /// What was on screen at the last glances.
    pub looking: Looking,
    touched_at: Timestamp,
    pointer: Option<(i32, i32)>,
    told: Vec<Told>,
    settled: Option<(ConversationId, i64)>,
}

impl Eyes {
    /// Somebody did something.
    pub fn touched(&mut self, now: Timestamp) {
        self.touched_at = now;
    }

    /// The pointer is at this place of the display. Only when it came from another one did a hand move it: browsers also
    /// say so when the page moves under it.
    pub fn pointed(&mut self, place: (i32, i32), now: Timestamp) {
        if self.pointer.replace(place).is_some_and(|before| before != place) {
            self.touched(now);
        }
    }

    /// Whether somebody is there, as far as a page can know. A clock that was put back knows nothing.
    pub fn is_there(&self, now: Timestamp) -> bool {
        (0..PRESENCE).contains(&now.since(self.touched_at))
    }

    /// Nobody looks.
    pub fn away(&mut self) {
        self.looking.away();
        self.settled = None;
    }

    /// Whether this is to be told now: not while the same was told a moment ago and its confirmation may be on its way.
    pub fn is_due(&self, conversation: ConversationId, news: &News, now: Timestamp) -> bool {
        let same = |told: &&Told| told.conversation == conversation && told.last == *news;
        !news.is_empty() && self.told.iter().find(same).is_none_or(|told| !(0..AGAIN).contains(&now.since(told.at)))
    }

    /// It was told. What it leaves unread is to be asked for where that cannot be told from here: once it is confirmed, for
    /// before that the server may still answer as it was.
    pub fn tell(&mut self, conversation: ConversationId, news: News, uncounted: bool, now: Timestamp) {
        let before = self.told.iter().position(|told| told.conversation == conversation).map(|at| self.told.swap_remove(at));
        let (mut all, waits) = before.map(|told| (told.all, told.uncounted)).unwrap_or_default();
        all.up_to = all.up_to.max(news.up_to);
        all.shown.join(&news.shown);
        self.told.push(Told { conversation, last: news, all, uncounted: uncounted || waits, at: now });
    }

    /// The server has this much from the same person: whatever it has is told no more. Whether what is left unread is now to
    /// be asked for.
    pub fn confirm(&mut self, conversation: ConversationId, mark: &Mark) -> bool {
        let mut asks = false;
        for told in self.told.iter_mut().filter(|told| told.conversation == conversation) {
            told.all.shown = told.all.shown.less(&mark.seen);
            if told.all.up_to <= mark.up_to {
                told.all.up_to = 0;
                asks |= std::mem::take(&mut told.uncounted);
            }
        }
        self.told.retain(|told| !told.all.is_empty());
        asks
    }

    /// What may never have arrived: a line can be dead without anybody knowing.
    pub fn unconfirmed(&self) -> impl Iterator<Item = (ConversationId, News)> {
        self.told.iter().map(|told| (told.conversation, News { shown: told.all.shown.newest(MOST_SHOWN), ..told.all.clone() }))
    }

    /// It is given up: hands have said otherwise since.
    pub fn take_back(&mut self, conversation: ConversationId) {
        self.told.retain(|told| told.conversation != conversation);
    }

    /// Whether looking at this end is over and done with; from now on it is, until somebody looks anew.
    pub fn settle(&mut self, conversation: ConversationId, up_to: i64) -> bool {
        self.settled.replace((conversation, up_to)) == Some((conversation, up_to))
    }

    /// It is not over after all.
    pub fn unsettle(&mut self) {
        self.settled = None;
    }
}

#[cfg(test)]
#[path = "seen_tests.rs"]
mod tests;
