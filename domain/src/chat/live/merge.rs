//! Answers and events come in any order: each answer says at which seq it was made, is caught up with what was folded in
//! since, and is merged into what is held; nothing newer is ever laid over.

use std::collections::VecDeque;

use super::super::model::{Message, Page};
use super::{Event, Timeline};
use crate::access::MessageId;

/// So many changes are remembered, for answers that took their time.
const REMEMBERED: usize = 256;

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// It is part of what is held now.
    Merged,
    /// It was made too long ago to be caught up, or does not join what is held: ask again.
    Stale,
}

impl Timeline {
    /// A held message.
    pub fn find(&self, id: MessageId) -> Option<&Message> {
        self.messages.iter().find(|message| message.id == id)
    }

    pub(super) fn remember(&mut self, event: &Event) {
        if self.recent.len() == REMEMBERED {
            self.recent.pop_front();
        }
        self.recent.push_back(event.clone());
    }

    /// Whether everything that happened after `at` is remembered.
    fn remembers(&self, at: i64) -> bool {
        at >= self.last_seq || self.recent.front().is_some_and(|first| first.seq() <= at + 1)
    }

    /// Brings what was made at `self.last_seq` to where `held` stands, by what `held` remembers.
    fn catch_up(&mut self, held: &Self) -> Answered {
        if !held.remembers(self.last_seq) {
            return Answered::Stale;
        }
        for event in &held.recent {
            // What came before the answer is known to it.
            self.apply(event);
        }
        self.mark(&held.marks);
        Answered::Merged
    }

    /// Takes a whole conversation as it was opened, in place of the stretch held: a jump, or the repair of a gap.
    ///
    /// An answer from before what is held is caught up first; one from after it is newer in everything.
    pub fn take_opened(&mut self, mut opened: Self) -> Answered {
        if opened.last_seq < self.last_seq && opened.catch_up(self) == Answered::Stale {
            return Answered::Stale;
        }
        // Marks stand in no order with the answer: whichever goes further is true.
        opened.mark(&self.marks);
        opened.recent = std::mem::take(&mut self.recent);
        // With a hole before where it stands now, what is remembered would catch nobody up.
        if opened.recent.back().is_none_or(|last| last.seq() < opened.last_seq) {
            opened.recent.clear();
        }
        *self = opened;
        Answered::Merged
    }

    /// Takes the last page, asked for without bounds: what is held joins it where they overlap.
    pub fn take_latest(&mut self, page: Page) -> Answered {
        let Some(page) = self.caught_up(page, false) else { return Answered::Stale };
        let first = page.messages.first().map_or(i64::MAX, |message| message.seq);
        let joins =
            !self.later && self.messages.first().is_some_and(|held| held.seq < first) && self.messages.iter().any(|held| held.seq >= first);
        // What lies between the two is not known: only an unbroken stretch is held.
        if !joins {
            self.messages.clear();
            self.earlier = page.earlier;
        }
        self.later = false;
        self.merge(page.messages);
        Answered::Merged
    }

    /// Takes the page before the line at `first`, if that is still the first one held.
    pub fn take_earlier(&mut self, page: Page, first: i64) -> Answered {
        // Another stretch is shown by now, or this page is there already: nobody waits for it.
        if self.messages.first().is_none_or(|held| held.seq != first) {
            return Answered::Merged;
        }
        let Some(page) = self.caught_up(page, true) else { return Answered::Stale };
        self.earlier = page.earlier;
        self.merge(page.messages);
        Answered::Merged
    }

    /// Takes the page after the line at `last`, if that is still the last one held.
    pub fn take_later(&mut self, page: Page, last: i64) -> Answered {
        if !self.later || self.messages.last().is_none_or(|held| held.seq != last) {
            return Answered::Merged;
        }
        let more = page.more;
        let Some(page) = self.caught_up(page, more) else { return Answered::Stale };
        self.later = more;
        self.merge(page.messages);
        Answered::Merged
    }

    /// Trusts nothing of what is held: the server says that it does not fit, and whatever it answers next is newer.
    pub fn distrust(&mut self) {
        self.last_seq = 0;
        self.recent.clear();
    }

    /// To the end at once: the lines there that are known, and what lies before them is to be fetched.
    pub fn to_end(&mut self) {
        if !self.later {
            return;
        }
        let mut end = self.beside(Page { more: true, ..Page::default() }, false);
        for event in &self.recent {
            match event {
                Event::Said(message) | Event::Shaped { notice: message, .. } | Event::Reshaped { notice: message, .. } => {
                    end.append(message);
                }
                Event::Changed { message, .. } => end.replace(message),
                Event::Hidden { .. } => {}
            }
        }
        self.messages = end.messages;
        self.earlier = true;
        self.later = false;
    }

    /// A page as a stretch of its own that stands where this one stands. A page made later than what is held has newer
    /// lines: their events are on the way, and change nothing when they come.
    fn caught_up(&self, page: Page, later: bool) -> Option<Self> {
        let mut stretch = self.beside(page, later);
        (stretch.last_seq >= self.last_seq || stretch.catch_up(self) == Answered::Merged).then_some(stretch)
    }

    fn beside(&self, page: Page, later: bool) -> Self {
        Self {
            conversation: self.conversation,
            details: self.details.clone(),
            marks: Vec::new(),
            messages: page.messages,
            earlier: page.more,
            later,
            last_seq: page.last_seq,
            recent: VecDeque::new(),
        }
    }

    /// Lines by their seq, each once, the newer version of two.
    fn merge(&mut self, messages: Vec<Message>) {
        for message in messages {
            match self.messages.binary_search_by_key(&message.seq, |held| held.seq) {
                Ok(at) => {
                    if let Some(held) = self.messages.get_mut(at).filter(|held| held.version < message.version) {
                        *held = message;
                    }
                }
                Err(at) => self.messages.insert(at, message),
            }
        }
    }
}
