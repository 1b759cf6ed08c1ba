//! A browser without a screen: holds what a real one holds, folds what it is told, and is compared with a fresh fetch.

use std::sync::{Arc, Mutex};

use super::super::actions;
use super::super::live::{Answered, Fetch, Frame, Inbox, Timeline};
use super::super::model::{INBOX_MOST, InboxPage, Mark, Place, Row};
use super::ear::{Ear, Heard};
use crate::access::{ConversationId, Ctx};

/// A watching browser of one person.
pub(crate) struct Watcher {
    ctx: Ctx,
    inbox: Inbox,
    /// It has the row of everything above this place.
    above: Place,
    open: Option<Timeline>,
    ear: Arc<Mutex<Ear>>,
}

impl Watcher {
    /// Fetches the inbox and starts to listen.
    pub(crate) async fn of(ctx: &Ctx) -> Self {
        let ear = Arc::new(Mutex::new(Ear::of(ctx.who.person)));
        let hears = ear.clone();
        ctx.world.bus.listen(move |hint| hears.lock().expect("nobody panicked").hear(hint));
        let (page, above) = Self::fetch(ctx).await;
        let mut inbox = Inbox::of(ctx.who.person);
        inbox.take_page(page);
        let mut watcher = Self { inbox, above, open: None, ctx: ctx.clone(), ear };
        watcher.watch().await;
        watcher.catch_up().await;
        watcher
    }

    /// Opens a conversation.
    pub(crate) async fn open(&mut self, conversation: ConversationId) {
        self.open = Some(super::look(&self.ctx, conversation).await.timeline);
    }

    /// Goes on to the next page of the inbox.
    pub(crate) async fn page_on(&mut self) {
        let before = self.above.to_string();
        let page = actions::list_inbox(&self.ctx, "", Some(&before), None).await.expect("the inbox comes");
        self.above = page.rows.last().filter(|_| page.more).map_or(Place::BOTTOM, Row::place);
        page.rows.into_iter().for_each(|row| self.inbox.put(row));
    }

    /// What it holds of a conversation's row.
    pub(crate) fn feed(&self) -> i64 {
        self.inbox.feed
    }

    pub(crate) fn row(&self, conversation: ConversationId) -> Option<&Row> {
        self.inbox.row(conversation)
    }

    /// Loses everything it was told since the last time: a broken connection.
    pub(crate) fn drop_all(&self) {
        self.ear.lock().expect("nobody panicked").told.clear();
    }

    /// Folds in what it was told.
    pub(crate) async fn catch_up(&mut self) {
        let told = std::mem::take(&mut self.ear.lock().expect("nobody panicked").told);
        for heard in told {
            match heard {
                Heard::Frame(frame) => self.fold(frame).await,
                Heard::Asked(conversation) => {
                    let watched = actions::watches(&self.ctx, conversation).await.expect("the server answers");
                    self.ear.lock().expect("nobody panicked").watch_one(conversation, watched);
                    self.fold(Frame::Refetch(Some(conversation))).await;
                }
            }
        }
    }

    async fn watch(&self) {
        let watched = actions::list_watched(&self.ctx).await.expect("the server answers");
        self.ear.lock().expect("nobody panicked").watch(watched);
    }

    /// Every hint of who came and went in large conversations is lost.
    pub(crate) fn hears_of_nobody(&self) {
        self.ear.lock().expect("nobody panicked").deaf = true;
    }

    /// Comes back after a break, saying what it holds.
    pub(crate) async fn reconnect(&mut self) {
        let open = self.open.as_ref().map(|timeline| timeline.conversation);
        let up_to = |id| self.open.as_ref().filter(|timeline| timeline.conversation == id).map(|timeline| timeline.last_seq);
        let held = self.inbox.held_with(up_to);
        self.watch().await;
        let frames = actions::resume(&self.ctx, self.inbox.feed, &held, self.above, open).await.expect("the server answers").frames;
        for frame in frames {
            self.fold(frame).await;
        }
    }

    /// Proves that what it holds is what a fresh fetch shows.
    pub(crate) async fn assert_in_sync(&mut self) {
        self.catch_up().await;
        let fresh = actions::list_inbox(&self.ctx, "", None, Some(INBOX_MOST)).await.expect("the inbox comes");
        let sorted = |rows: &mut dyn Iterator<Item = &Row>| {
            let mut rows: Vec<Row> = rows.map(|row| Row { feed: 0, ..row.clone() }).collect();
            rows.sort_by_key(|row| std::cmp::Reverse(row.place()));
            rows
        };
        let is_meant = |row: &&Row| row.place() > self.above || self.inbox.row(row.conversation).is_some();
        let held = sorted(&mut self.inbox.rows.iter().filter(|row| !row.archived));
        assert_eq!(held, sorted(&mut fresh.rows.iter().filter(is_meant)), "the inbox is as a fresh fetch");
        assert_eq!(self.inbox.feed, fresh.feed, "the feed is as a fresh fetch");
        if let Some(held) = &self.open {
            let opened = actions::open(&self.ctx, held.conversation, None).await;
            let Ok(opened) = opened else { return };
            let fresh = opened.timeline;
            assert_eq!(held.last_seq, fresh.last_seq);
            assert_eq!(held.details, fresh.details);
            let from = fresh.messages.first().map_or(i64::MAX, |message| message.seq);
            // Of much that is unread a fresh fetch brings the beginning.
            let to = fresh.messages.last().filter(|_| fresh.later).map_or(i64::MAX, |message| message.seq);
            let kept: Vec<_> = held.messages.iter().filter(|message| (from..=to).contains(&message.seq)).cloned().collect();
            assert_eq!(kept, fresh.messages, "the timeline is as a fresh fetch");
            // Numbers read are the row's; a mark that nobody moved yet may not have been told.
            for fresh in &fresh.marks {
                let held = held.marks.iter().find(|held| held.person == fresh.person);
                let of = |mark: &Mark| (mark.delivered_seq, mark.up_to, mark.seen.clone());
                assert_eq!(held.map(of).unwrap_or_default(), of(fresh), "the receipts are as a fresh fetch");
            }
        }
    }

    /// What it holds of the open conversation.
    pub(crate) fn timeline(&self) -> &Timeline {
        self.open.as_ref().expect("a conversation is open")
    }

    async fn fold(&mut self, frame: Frame) {
        let folded = [Some(self.inbox.fold(&frame)), self.open.as_mut().map(|timeline| timeline.fold(&frame))];
        for fetch in folded.into_iter().flatten().filter_map(|folded| folded.fetch) {
            self.ask(fetch).await;
        }
    }

    async fn ask(&mut self, fetch: Fetch) {
        match fetch {
            Fetch::Row(conversation) => match actions::find_row(&self.ctx, conversation).await {
                Ok(row) => self.inbox.take_row(row),
                Err(_) => self.inbox.rows.retain(|row| row.conversation != conversation),
            },
            Fetch::Room(conversation) => {
                let opened = actions::open(&self.ctx, conversation, None).await;
                if let (Some(held), Ok(opened)) = (&mut self.open, opened) {
                    assert_eq!(held.take_opened(opened.timeline), Answered::Merged, "asked for at once, it is not stale");
                }
            }
            Fetch::Inbox => {
                let (page, above) = Self::fetch(&self.ctx).await;
                let unlisted = self.inbox.unlisted(&page, |_| false);
                self.inbox.take_page(page);
                self.above = above;
                for conversation in unlisted {
                    Box::pin(self.ask(Fetch::Row(conversation))).await;
                }
            }
            Fetch::Missed => Box::pin(self.reconnect()).await,
        }
    }

    async fn fetch(ctx: &Ctx) -> (InboxPage, Place) {
        let page = actions::list_inbox(ctx, "", None, None).await.expect("the inbox comes");
        let above = page.rows.last().filter(|_| page.more).map_or(Place::BOTTOM, Row::place);
        (page, above)
    }
}
