//! A browser at the other end of a real socket: what it holds is what a browser holds, in the very code that a browser runs.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::Duration;

use chat::drafts;
use chat::fold::Answer;
use chat::line::{self, Ask};
use chat::state::ChatState;
use domain::access::{ConversationId, Ctx, Failure, MessageId, Outcome, PersonId};
use domain::chat::actions;
use domain::chat::live::{Fetch, Fetches, Frame, Timeline};
use domain::chat::model::{INBOX_MOST, Mark, Message, Row};
use leptos::prelude::*;
use tokio::time::timeout;

use super::dice::Dice;
pub use super::wire::LONG;
use super::wire::{Heard, Wire};

thread_local! {
    /// What the state asks for while it takes something in: now, or when the server next says something.
    static ASKED: RefCell<(Vec<Fetch>, Vec<Fetch>)> = const { RefCell::new((Vec::new(), Vec::new())) };
}

/// So much of what a page lived through is told when it ends otherwise than it should.
const REMEMBERED: usize = 120;

/// A page with one conversation on screen.
pub struct Page {
    address: SocketAddr,
    wire: Wire,
    /// Whom and where it asks for what it lacks.
    ctx: Ctx,
    owner: Owner,
    chat: ChatState,
    fetches: Fetches,
    open: ConversationId,
    trouble: Option<Trouble>,
    /// What its state asked for by the way.
    wanted: Vec<Fetch>,
    /// What happened last.
    diary: VecDeque<String>,
    /// Something could not be had: the server is asked whether it answers.
    doubts: bool,
}

/// What the network does to this page's questions.
struct Trouble {
    dice: Dice,
    /// Answers that are on their way.
    late: Vec<(Asked, Outcome<Answer>)>,
}

/// A question, and what was known when it was asked: of one's own doings there, and how many greetings were said.
#[derive(Clone, Copy)]
struct Asked {
    fetch: Fetch,
    known: i64,
    greetings: u32,
}

impl Page {
    /// Opens a conversation on the server at `address`, whose world `ctx` is of, and goes live.
    pub async fn open(address: SocketAddr, ctx: Ctx, conversation: ConversationId) -> Self {
        let wire = Wire::of(address, ctx.who.device).await;
        let owner = Owner::new();
        let chat = owner.with(ChatState::new);
        let mut page = Self {
            address,
            wire,
            owner,
            chat,
            ctx,
            fetches: Fetches::default(),
            open: conversation,
            trouble: None,
            wanted: Vec::new(),
            diary: VecDeque::new(),
            doubts: false,
        };
        let me = page.ctx.who.person;
        page.with(|chat| chat.inbox.update(|inbox| inbox.me = me));
        page.want(Fetch::Inbox).await;
        page.enter(conversation).await.expect("it opens");
        page.greet().await;
        page.greeted().await;
        page
    }

    /// Does something with what the page holds, as the page's own scripts would; what it asks for by the way is fetched later.
    fn with<T>(&mut self, act: impl FnOnce(ChatState) -> T) -> T {
        line::hears(|ask| {
            let fetch = match ask {
                Ask::Fetch(fetch) => fetch,
                Ask::Hello => Fetch::Missed,
                Ask::Later(fetch) => return ASKED.with_borrow_mut(|(_, later)| later.push(fetch)),
                _ => return,
            };
            ASKED.with_borrow_mut(|(now, _)| now.push(fetch));
        });
        let chat = self.chat;
        let done = self.owner.with(|| act(chat));
        // Before anything is awaited: another page may be next on this thread.
        let (now, later) = ASKED.take();
        self.wanted.extend(now);
        for fetch in later {
            self.later(fetch);
        }
        done
    }

    fn note(&mut self, line: impl FnOnce() -> String) {
        if self.diary.len() == REMEMBERED {
            self.diary.pop_front();
        }
        self.diary.push_back(line());
    }

    /// To be asked for when the server next says something, which it is made to do.
    fn later(&mut self, fetch: Fetch) {
        self.fetches.misses(fetch);
        self.doubts = true;
    }

    /// Brings a conversation on screen.
    pub async fn enter(&mut self, conversation: ConversationId) -> Outcome<()> {
        let opened = actions::open(&self.ctx, conversation, None).await?;
        self.open = conversation;
        self.with(|chat| {
            let room = chat.keep(opened);
            chat.enter(&room);
        });
        self.asked().await;
        Ok(())
    }

    /// From now on some answers come late, and some not at all.
    pub fn on_bad_wifi(&mut self, dice: Dice) {
        self.trouble = Some(Trouble { dice, late: Vec::new() });
    }

    /// One of the answers that are late comes; and where one did not come, the server is asked whether it is there.
    pub async fn late(&mut self) {
        if std::mem::take(&mut self.doubts) {
            self.greet().await;
        }
        let Some(trouble) = self.trouble.as_mut().filter(|trouble| !trouble.late.is_empty()) else { return };
        let at = trouble.dice.index(trouble.late.len());
        let (asked, got) = trouble.late.swap_remove(at);
        self.take(asked, got).await;
    }

    /// The network is well again: what is late comes, and what could not be had is had.
    pub async fn on_good_wifi(&mut self) {
        while self.doubts || self.trouble.as_ref().is_some_and(|trouble| !trouble.late.is_empty()) {
            self.late().await;
        }
        self.trouble = None;
    }

    /// Waits until a message of this text is on the screen.
    pub async fn sees(&mut self, text: &str) {
        let seen = async {
            while !self.timeline(|timeline| timeline.messages.iter().any(|message| message.body == text)) {
                self.told().await;
            }
        };
        timeout(LONG, seen).await.unwrap_or_else(|_| panic!("{text:?} never came"));
    }

    /// Waits until it holds a row of this conversation that is so far.
    pub async fn lists(&mut self, conversation: ConversationId, seq: i64) {
        let listed = async {
            while self.row(conversation).is_none_or(|row| row.last_seq < seq) {
                self.told().await;
            }
        };
        timeout(LONG, listed).await.expect("it is listed");
    }

    /// Waits for the line's end, and says with which code.
    pub async fn ends(&mut self) -> u16 {
        let end = async {
            loop {
                if let Heard::Closed(code) = self.wire.hear().await {
                    return code;
                }
            }
        };
        timeout(LONG, end).await.expect("the line ends")
    }

    /// Folds in what is said until nothing is for a while.
    pub async fn settle(&mut self) {
        self.listen(Duration::from_millis(700)).await;
    }

    /// Folds in what is said until nothing is for so long.
    pub async fn listen(&mut self, pause: Duration) {
        while self.wire.has_news(pause).await {
            self.told().await;
        }
    }

    /// The line breaks, with all that was on it, and another one is made.
    pub async fn reconnect(&mut self) {
        self.wire = Wire::of(self.address, self.ctx.who.device).await;
        self.note(|| "a new line".into());
        self.greet().await;
    }

    /// Says what it holds.
    pub async fn greet(&mut self) {
        let hello = self.with(ChatState::greeting);
        self.note(|| format!("says {hello:?}"));
        self.wire.say(&hello).await;
    }

    /// Folds in what is said until the greeting is answered.
    pub async fn greeted(&mut self) {
        let ready = async { while !matches!(self.told().await, Frame::Ready { .. }) {} };
        timeout(LONG, ready).await.expect("the greeting is answered");
    }

    /// Proves that the screen comes to show what a fresh fetch does, and nothing of it twice, by what it is told and asks for. How much
    /// is unread may have to wait for the next greeting, as it does on a page: receipts have no place in the order of the own feed.
    pub async fn assert_in_sync(&mut self) {
        let mut found = Err(String::new());
        for pause in [0, 20, 50, 100, 300, 1000, 4000] {
            self.listen(Duration::from_millis(pause)).await;
            self.late().await;
            found = self.in_sync().await;
            match found {
                Ok(None) => return,
                Ok(Some(_)) => {
                    self.greet().await;
                    self.greeted().await;
                }
                Err(_) => {}
            }
        }
        for line in &self.diary {
            println!("{line}");
        }
        panic!("{found:?}");
    }

    /// What differs from a fresh fetch: of the rows, the open conversation, its receipts; and whether as much is unread.
    async fn in_sync(&mut self) -> Result<Option<String>, String> {
        let mut unread = None;
        let fresh = actions::list_inbox(&self.ctx, "", None, Some(INBOX_MOST)).await.expect("the inbox comes");
        let mut sorted: Vec<_> = fresh.rows.iter().map(Row::place).collect();
        sorted.sort_unstable_by_key(|place| std::cmp::Reverse(*place));
        same("the order of a fresh inbox", &fresh.rows.iter().map(Row::place).collect(), &sorted)?;
        let (above, held) = self.with(|chat| (chat.holds_above(), chat.inbox.get_untracked()));
        let is_meant = |row: &Row| row.place() > above || held.row(row.conversation).is_some();
        for row in fresh.rows.iter().filter(|row| !row.archived && is_meant(row)) {
            let held = held.row(row.conversation);
            same("a row", &held.map(|held| but_unread(held, row)), &Some(but_unread(row, row)))?;
            unread = unread.or_else(|| same("how much is unread", &held.map(unread_of), &Some(unread_of(row))).err());
        }
        let shown = |row: &&Row| !row.archived && fresh.rows.iter().all(|fresh| fresh.conversation != row.conversation);
        same("a row", &held.rows.iter().find(shown), &None)?;
        same("the feed", &held.feed, &fresh.feed)?;
        let opened = match actions::open(&self.ctx, self.open, None).await {
            Ok(opened) => opened,
            Err(Failure::NotFound) => return same("what one is no longer in", &held.row(self.open), &None).map(|()| unread),
            Err(failure) => panic!("{failure}"),
        };
        let open = self.open;
        let Some(room) = self.with(|chat| chat.room(open)) else {
            // They were taken out of it and came back: it is closed until they open it.
            return Ok(unread);
        };
        let (held, fresh) = (room.timeline.with_untracked(Timeline::clone), opened.timeline);
        let from = fresh.messages.first().map_or(i64::MAX, |message| message.seq);
        let kept: Vec<_> = held.messages.iter().filter(|message| message.seq >= from).cloned().collect();
        for (held, fresh) in kept.iter().zip(&fresh.messages) {
            same("a message", held, fresh)?;
        }
        let seqs = |messages: &[Message]| messages.iter().map(|message| message.seq).collect::<Vec<_>>();
        same("messages", &seqs(&kept), &seqs(&fresh.messages))?;
        same("last seq", &held.last_seq, &fresh.last_seq)?;
        same("details", &held.details, &fresh.details)?;
        let mut ids: Vec<MessageId> = held.messages.iter().map(|message| message.id).collect();
        ids.sort_unstable();
        ids.dedup();
        same("how many messages", &held.messages.len(), &ids.len())?;
        let of = |mark: &Mark| (mark.person, mark.delivered_seq, mark.up_to, mark.seen.clone());
        let marks = |timeline: &Timeline, person: PersonId| timeline.marks.iter().find(|mark| mark.person == person).map(of);
        for fresh in fresh.marks.iter().map(of).filter(|mark| mark.1 > 0 || mark.2 > 0) {
            same("a receipt", &marks(&held, fresh.0), &Some(fresh))?;
        }
        Ok(unread)
    }

    fn row(&mut self, conversation: ConversationId) -> Option<Row> {
        self.with(|chat| chat.row_untracked(conversation))
    }

    fn timeline<T>(&mut self, look: impl FnOnce(&Timeline) -> T) -> T {
        let open = self.open;
        let room = self.with(|chat| chat.room(open)).expect("it is open");
        room.timeline.with_untracked(look)
    }

    /// The next frame, folded in.
    pub async fn told(&mut self) -> Frame {
        let frame = match self.wire.hear().await {
            Heard::Told(frame) => frame,
            Heard::Closed(code) => panic!("the line ended with {code}"),
        };
        let missing = self.with(|chat| chat.fold(&frame, chat.now.get_untracked()));
        if matches!(*frame, Frame::Ready { .. }) {
            let missed = self.fetches.retried();
            self.wanted.extend(missed);
        }
        self.note(|| format!("told {frame:?}, lacks {missing:?}"));
        self.wanted.extend(missing);
        Box::pin(self.asked()).await;
        *frame
    }

    /// Asks for what is missing, and for what is missing then.
    async fn want(&mut self, fetch: Fetch) {
        if fetch == Fetch::Missed {
            return self.greet().await;
        }
        if !self.fetches.begins(fetch) {
            return;
        }
        let known = self.with(|chat| if let Fetch::Row(of) | Fetch::Room(of) = fetch { chat.known_of(of) } else { 0 });
        let asked = Asked { fetch, known, greetings: self.with(ChatState::greetings) };
        let got = self.ask(fetch).await;
        self.note(|| format!("asked for {fetch:?}, knowing {known}: {got:?}"));
        let Some(trouble) = &mut self.trouble else { return self.take(asked, got).await };
        match trouble.dice.below(8) {
            0..=2 => trouble.late.push((asked, got)),
            3 => {
                // An answer that does not come is no reason to ask once more: the next word of the server is.
                self.fetches.ended(fetch);
                self.later(fetch);
            }
            _ => self.take(asked, got).await,
        }
    }

    /// What the server answers.
    async fn ask(&self, fetch: Fetch) -> Outcome<Answer> {
        match fetch {
            Fetch::Row(conversation) => actions::find_row(&self.ctx, conversation).await.map(|row| Answer::Row(Box::new(row))),
            Fetch::Room(conversation) => actions::open(&self.ctx, conversation, None).await.map(|opened| Answer::Room(Box::new(opened))),
            Fetch::Inbox | Fetch::Missed => actions::list_inbox(&self.ctx, "", None, None).await.map(Answer::Inbox),
        }
    }

    /// Takes in an answer, or that none came.
    async fn take(&mut self, asked: Asked, got: Outcome<Answer>) {
        let Asked { fetch, known, greetings } = asked;
        self.note(|| format!("answered {fetch:?}"));
        let again = self.fetches.ended(fetch);
        let besides = match (got, fetch) {
            (Ok(answer), _) => self.with(|chat| {
                chat.answered(greetings);
                chat.take(answer)
            }),
            (Err(Failure::NotFound), Fetch::Row(conversation) | Fetch::Room(conversation)) => {
                self.with(|chat| drafts::lose(chat, conversation, None, known));
                Vec::new()
            }
            (Err(failure), _) => panic!("{failure}"),
        };
        for fetch in again.then_some(fetch).into_iter().chain(besides) {
            Box::pin(self.want(fetch)).await;
        }
        Box::pin(self.asked()).await;
    }

    async fn asked(&mut self) {
        for fetch in std::mem::take(&mut self.wanted) {
            self.want(fetch).await;
        }
    }
}

/// A row with as much unread as another one. When one's own changes of it were heard of is not shown.
fn but_unread(row: &Row, other: &Row) -> Row {
    let (read_number, unread, marked_unread) = (other.read_number, other.unread, other.marked_unread);
    Row { feed: 0, read_number, unread, marked_unread, ..row.clone() }
}

/// What is seen of it: where nothing is unread, it is the same how far one has read.
fn unread_of(row: &Row) -> (ConversationId, i64, bool) {
    (row.conversation, row.unread, row.marked_unread)
}

fn same<T: PartialEq + std::fmt::Debug>(what: &str, held: &T, fresh: &T) -> Result<(), String> {
    if held == fresh { Ok(()) } else { Err(format!("{what}: held\n{held:?}, and a fresh fetch has\n{fresh:?}")) }
}
