//! What a browser does with what it is told and what it is answered, and what it has to ask for: the same code in a browser and in
//! every story.

use super::super::model::{InboxPage, Place, Row};
use super::{Fit, Frame, Held, Inbox, Own, Timeline};
use crate::access::ConversationId;

/// Something to ask the server for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetch {
    /// A row of the inbox.
    Row(ConversationId),
    /// An opened conversation.
    Room(ConversationId),
    /// The top of the inbox.
    Inbox,
    /// What was missed, by saying hello again.
    Missed,
}

/// What came of something that was told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Whether what is shown may have changed.
    pub changed: bool,
    /// What has to be asked for.
    pub fetch: Option<Fetch>,
}

impl Folded {
    fn of(fits: &[Fit], missing: Fetch) -> Self {
        let gap = fits.contains(&Fit::Gap);
        Self { changed: gap || fits.contains(&Fit::Applied), fetch: gap.then_some(missing) }
    }

    fn asks(fetch: Fetch) -> Self {
        Self { changed: false, fetch: Some(fetch) }
    }
}

impl Inbox {
    /// Folds in what came down the socket.
    pub fn fold(&mut self, frame: &Frame) -> Folded {
        match frame {
            Frame::Events { conversation, events } => {
                let fits: Vec<Fit> = events.iter().map(|event| self.apply(*conversation, event)).collect();
                Folded::of(&fits, Fetch::Row(*conversation))
            }
            Frame::Marks { conversation, marks } => Folded::of(&[self.mark(*conversation, marks)], Fetch::Row(*conversation)),
            Frame::Own { feed, own } => Folded::of(&[self.apply_own(*feed, own)], Fetch::Missed),
            Frame::Missed { feed, own } => Folded::of(&[self.catch_up(*feed, own)], Fetch::Missed),
            Frame::Refetch(Some(conversation)) => {
                self.distrust(|row| row.conversation == *conversation);
                Folded::asks(Fetch::Row(*conversation))
            }
            // The feed too begins anew: the next page says how far it is.
            Frame::Refetch(None) => {
                self.feed = 0;
                self.distrust(|_| true);
                Folded::asks(Fetch::Inbox)
            }
            Frame::Typing { .. } | Frame::Ready { .. } | Frame::Locked | Frame::SignedOut | Frame::Restarting => Folded::default(),
        }
    }

    /// Whatever comes now of these is newer than what is held: the server may have been put back to an earlier moment.
    fn distrust(&mut self, which: impl Fn(&Row) -> bool) {
        for row in self.rows.iter_mut().filter(|row| which(row)) {
            (row.last_seq, row.feed) = (0, 0);
        }
    }

    /// Takes in a row that was asked for. An answer from before what is held changes nothing, neither what was said since nor what
    /// one did to one's own row; what it was asked for is still to be known.
    pub fn take_row(&mut self, row: Row) {
        let conversation = row.conversation;
        // Fewer may be read than is held: whoever comes back into a conversation begins anew.
        if self.asked_again(conversation) && self.is_news(&row) {
            self.put(row);
        } else if !self.take_newer(row) {
            self.doubt(conversation);
        }
    }

    fn is_news(&self, row: &Row) -> bool {
        let newer = self.row(row.conversation).is_none_or(|held| held.last_seq <= row.last_seq && held.feed <= row.feed);
        newer && !self.has_gone(row)
    }

    fn take_newer(&mut self, row: Row) -> bool {
        let newer = self.is_news(&row);
        if newer {
            self.put_as_read(row);
        }
        newer
    }

    /// Takes in a page that was asked for.
    pub fn take_page(&mut self, page: InboxPage) {
        for row in page.rows {
            self.take_newer(row);
        }
        // What is held besides may be older than the page, and the feed says that nothing after it was missed of any row.
        if self.feed == 0 {
            let besides = self.rows.iter().filter(|row| row.last_seq > 0).map(|row| row.feed).min();
            self.feed = besides.unwrap_or(page.feed).min(page.feed);
        }
    }

    /// What is held but should have been on this first page, or is held `whole`: perhaps one is no longer in it.
    pub fn unlisted(&self, page: &InboxPage, whole: impl Fn(ConversationId) -> bool) -> Vec<ConversationId> {
        let end = page.rows.last().filter(|_| page.more).map(Row::place);
        let listed = |row: &&Row| page.rows.iter().any(|shown| shown.conversation == row.conversation);
        let expected = |row: &&Row| {
            // What is no longer taken for what it is, is asked for by itself.
            let above = !row.archived && end.is_none_or(|end: Place| row.place() > end);
            row.last_seq == 0 || above || whole(row.conversation)
        };
        self.rows.iter().filter(|row| !listed(row)).filter(expected).map(|row| row.conversation).collect()
    }

    /// Everything held, for the greeting. Of what is held whole, `up_to` says how far: one that lags behind its row counts, so that
    /// it catches up.
    pub fn held_with(&self, up_to: impl Fn(ConversationId) -> Option<i64>) -> Vec<Held> {
        let lower = |held: Held| Held { seq: up_to(held.conversation).map_or(held.seq, |seq| seq.min(held.seq)), ..held };
        self.held().into_iter().map(lower).collect()
    }
}

impl Timeline {
    /// Folds in what came down the socket.
    pub fn fold(&mut self, frame: &Frame) -> Folded {
        let again = Fetch::Room(self.conversation);
        match frame {
            Frame::Events { conversation, events } if *conversation == self.conversation => {
                let fits: Vec<Fit> = events.iter().map(|event| self.apply(event)).collect();
                Folded::of(&fits, again)
            }
            Frame::Marks { conversation, marks } if *conversation == self.conversation => {
                self.mark(marks);
                Folded { changed: true, fetch: None }
            }
            Frame::Refetch(which) if which.is_none_or(|which| which == self.conversation) => {
                self.distrust();
                Folded::asks(again)
            }
            _ => Folded::default(),
        }
    }
}

/// What is asked of the server, each thing once at a time.
#[derive(Clone, Debug, Default)]
pub struct Fetches {
    under_way: Vec<Fetch>,
    /// Asked for while it was being fetched: that answer may have been made before what is missing.
    once_more: Vec<Fetch>,
    /// What could not be had, until the server answers again: nothing else may ever say that it is missing.
    missing: Vec<Fetch>,
}

impl Fetches {
    /// Whether to ask for it now; where it is under way it is asked for again after that.
    pub fn begins(&mut self, what: Fetch) -> bool {
        // Not twice side by side: the second answer could be the older one.
        let fresh = !self.under_way.contains(&what);
        note(if fresh { &mut self.under_way } else { &mut self.once_more }, what);
        fresh
    }

    /// The answer has come, or will not; whether to ask once more.
    pub fn ended(&mut self, what: Fetch) -> bool {
        self.under_way.retain(|held| *held != what);
        let before = self.once_more.len();
        self.once_more.retain(|held| *held != what);
        self.once_more.len() != before
    }

    /// It could not be had.
    pub fn misses(&mut self, what: Fetch) {
        note(&mut self.missing, what);
    }

    /// What could not be had, now that the server answers.
    pub fn retried(&mut self) -> Vec<Fetch> {
        std::mem::take(&mut self.missing)
    }
}

fn note(list: &mut Vec<Fetch>, what: Fetch) {
    if !list.contains(&what) {
        list.push(what);
    }
}

/// The conversations that somebody is no longer in, by what they were told.
pub fn gone(frame: &Frame) -> impl Iterator<Item = ConversationId> {
    let own: &[Own] = match frame {
        Frame::Own { own, .. } => std::slice::from_ref(own),
        Frame::Missed { own, .. } => own,
        _ => &[],
    };
    own.iter().filter_map(|own| if let Own::Gone(conversation) = own { Some(*conversation) } else { None })
}
