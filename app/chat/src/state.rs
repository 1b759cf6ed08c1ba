//! What the browser holds of conversations: the inbox, the ones opened lately, what is on its way, who is typing.
//!
//! Made once in the frame. Everything that comes down the socket is folded in by `domain`'s pure `fold`; what does
//! not fit is answered with a list of [`Fetch`]es, which `app/src/live.rs` does.

use std::collections::HashMap;

use domain::access::{ConversationId, Failure, MessageId, PersonId, Timestamp};
use domain::account::model::Me;
use domain::account::settings::Settings;
use domain::chat::live::{Answered, Fetch, Inbox};
use domain::chat::model::{Filter, InboxPage, MOST_UNREAD, Message, Opened, Place, Row};
use leptos::prelude::*;
use uuid::Uuid;

mod gone;
mod greeting;
pub mod held;

pub use held::{Link, Room, Shelf, Typist};

use super::heard::Heard;
use super::inbox_view::Holds;
use super::line::{self, Ask};
use super::queue::Queue;
use super::state::held::Wish;
use super::writing::Writing;
use ui::{Announcer, Loss, Toasts};

/// How many opened conversations are kept, so that going back to one shows it at once.
const KEPT_ROOMS: usize = 20;

/// By way of these the first screen does what is not in its own code.
#[derive(Clone, Copy)]
pub struct Hands {
    /// Draws what can be done with a row.
    pub deeds: fn(Row) -> AnyView,
    /// Marks everything as read.
    pub read_all: fn(ChatState, Toasts),
    /// Draws what of a conversation is not sent, if anything.
    pub unsent: fn(ChatState, ConversationId) -> Option<AnyView>,
    /// Draws that the line is lost.
    pub banners: fn() -> AnyView,
    /// What signing out would lose.
    pub loses: fn(ChatState) -> Option<Loss>,
    /// Somebody leaves all the same.
    pub give_up: fn(),
}

/// All of it.
#[derive(Clone, Copy)]
pub struct ChatState {
    /// Who is at work.
    pub me: RwSignal<Option<Me>>,
    /// The rows held.
    pub inbox: RwSignal<Inbox>,
    /// How much is held for each filter.
    pub shelves: RwSignal<[Shelf; 4]>,
    /// Unread conversations that are not held.
    pub unread_beyond: RwSignal<i64>,
    /// The one on screen.
    pub open: RwSignal<Option<ConversationId>>,
    /// Whether the switcher is open.
    pub switcher: RwSignal<bool>,
    /// Whether the list of keys is open.
    pub help: RwSignal<bool>,
    /// A call was refused because this device is locked or signed out: the line acts on it.
    pub refused: RwSignal<bool>,
    /// Where a key asks the open timeline to go.
    pub wish: RwSignal<Option<Wish>>,
    /// The message box is asked to take the focus.
    pub to_box: RwSignal<bool>,
    /// A message the server wants changed: it comes back into the box.
    pub returned: RwSignal<Option<(ConversationId, MessageId, Failure)>>,
    /// The one whose menu is open.
    pub pointed: RwSignal<Option<ConversationId>>,
    /// Where the open one stood in the inbox when it was opened.
    pub stays: RwSignal<Holds>,
    /// What is on its way.
    pub queue: RwSignal<Queue>,
    /// Who is typing.
    pub typists: RwSignal<Vec<Typist>>,
    /// How the socket stands.
    pub link: RwSignal<Link>,
    /// What is done to rows, once its code is there.
    pub hands: RwSignal<Option<Hands>>,
    /// Whether a newer version waits.
    pub outdated: RwSignal<bool>,
    /// What others did in the open conversation, to be read out.
    pub heard: RwSignal<Vec<Heard>>,
    /// Reads things out.
    pub announcer: Option<Announcer>,
    /// The present moment, to a quarter of a minute.
    pub now: RwSignal<Timestamp>,
    /// Whether an earlier page left something here that cannot be read any more.
    pub unreadable: RwSignal<bool>,
    /// Whether this device has no room to keep what is not sent or saved: it is in this page alone.
    pub unkept: RwSignal<bool>,
    /// Those one was in and is no longer, as the server said, and what they were called, if that is known.
    gone: RwSignal<Vec<(ConversationId, String)>>,
    rooms: StoredValue<Vec<Room>>,
    /// How many greetings were said.
    greetings: StoredValue<u32>,
    /// Whether an answer came that was asked for before the latest of them.
    overtaken: StoredValue<bool>,
    writing: RwSignal<HashMap<ConversationId, ArcRwSignal<Writing>>>,
}

impl ChatState {
    /// The state of this page; made at the first call.
    pub fn here() -> Self {
        use_context::<Self>().unwrap_or_else(|| {
            let made = Self::new();
            provide_context(made);
            made
        })
    }

    /// Nothing held yet.
    pub fn new() -> Self {
        Self {
            me: RwSignal::new(None),
            inbox: RwSignal::new(Inbox::of(PersonId(Uuid::nil()))),
            shelves: RwSignal::new([Shelf::default(); 4]),
            unread_beyond: RwSignal::new(0),
            open: RwSignal::new(None),
            switcher: RwSignal::new(false),
            help: RwSignal::new(false),
            refused: RwSignal::new(false),
            wish: RwSignal::new(None),
            to_box: RwSignal::new(false),
            returned: RwSignal::new(None),
            pointed: RwSignal::new(None),
            stays: RwSignal::new(None),
            queue: RwSignal::new(Queue::default()),
            typists: RwSignal::new(Vec::new()),
            link: RwSignal::new(Link::default()),
            hands: RwSignal::new(None),
            outdated: RwSignal::new(false),
            heard: RwSignal::new(Vec::new()),
            announcer: use_context::<Announcer>(),
            now: RwSignal::new(browser::now()),
            unreadable: RwSignal::new(false),
            unkept: RwSignal::new(false),
            gone: RwSignal::new(Vec::new()),
            rooms: StoredValue::new(Vec::new()),
            greetings: StoredValue::new(0),
            overtaken: StoredValue::new(false),
            writing: RwSignal::new(HashMap::new()),
        }
    }

    /// What is being written in a conversation; it lives as long as the app.
    pub fn writing(self, conversation: ConversationId) -> ArcRwSignal<Writing> {
        let held = self.writing.with_untracked(|all| all.get(&conversation).cloned());
        held.unwrap_or_else(|| {
            let row = self.row_untracked(conversation).or_else(|| self.room(conversation).map(|room| room.row.get_untracked()));
            let made = row.map_or_else(
                || Writing::new(conversation, "", None, 0),
                |row| Writing::new(conversation, &row.draft, row.answers.as_ref(), row.feed),
            );
            let made = ArcRwSignal::new(made);
            self.writing.update(|all| drop(all.insert(conversation, made.clone())));
            made
        })
    }

    /// Everything that is being written.
    pub fn all_writing(self) -> Vec<ArcRwSignal<Writing>> {
        self.writing.with_untracked(|all| all.values().cloned().collect())
    }

    /// The same, followed: what comes to it too, and all that changes in it.
    pub fn follow_writing(self) -> Vec<ArcRwSignal<Writing>> {
        let all: Vec<_> = self.writing.with(|all| all.values().cloned().collect());
        all.iter().for_each(Track::track);
        all
    }

    /// What is being written in a conversation, if anything ever was since the page was loaded.
    pub(super) fn written(self, conversation: ConversationId) -> Option<ArcRwSignal<Writing>> {
        self.writing.try_with_untracked(|all| all.get(&conversation).cloned()).flatten()
    }

    /// Tells who is at work.
    pub fn set_me(self, me: Me) {
        self.inbox.update(|inbox| inbox.me = me.colleague.id);
        self.me.set(Some(me));
    }

    /// Who is at work.
    pub fn my_id(self) -> PersonId {
        self.inbox.with_untracked(|inbox| inbox.me)
    }

    /// What they chose.
    pub fn settings(self) -> Settings {
        self.me.with(|me| me.as_ref().map(|me| me.settings.clone())).unwrap_or_default()
    }

    /// Takes in a page of the inbox.
    pub fn take_page(self, filter: Filter, page: InboxPage, first: bool) {
        let below = page.rows.last().filter(|_| page.more).map(Row::place);
        let unread = page.unread;
        self.inbox.update(|inbox| inbox.take_page(page));
        self.doubt();
        self.greet_if_overtaken();
        self.hear_drafts();
        let held = self.inbox.with_untracked(|inbox| stand_out(&inbox.rows));
        // Of very many it is not known how many: they stay very many until another page says otherwise.
        self.unread_beyond.set(if unread < MOST_UNREAD { (unread - held).max(0) } else { MOST_UNREAD });
        self.shelves.update(|shelves| {
            if let Some(shelf) = shelves.get_mut(shelf_of(filter))
                // A first page that comes again ends higher up than somebody has gone by now.
                && (!first || !shelf.loaded)
            {
                *shelf = Shelf { loaded: true, below };
            }
        });
    }

    /// How much of the inbox is held for a filter.
    pub fn shelf(self, filter: Filter) -> Shelf {
        self.shelves.with(|shelves| shelves.get(shelf_of(filter)).copied().unwrap_or_default())
    }

    /// How much of the inbox is held for a filter now, without following it.
    pub fn shelf_untracked(self, filter: Filter) -> Shelf {
        self.shelves.with_untracked(|shelves| shelves.get(shelf_of(filter)).copied().unwrap_or_default())
    }

    /// Down to where every row of the inbox should be held: as far as somebody has gone in any list of what is not put away.
    pub fn holds_above(self) -> Place {
        let lists = [Filter::All, Filter::Unread, Filter::Groups].map(|filter| self.shelf_untracked(filter));
        let ends = lists.into_iter().filter(|shelf| shelf.loaded).map(|shelf| shelf.below.unwrap_or(Place::BOTTOM));
        ends.min().unwrap_or(Place::TOP)
    }

    /// How many conversations stand out as unread, up to [`MOST_UNREAD`].
    pub fn unread(self) -> i64 {
        (self.unread_beyond.get() + self.inbox.with(|inbox| stand_out(&inbox.rows))).min(MOST_UNREAD)
    }

    /// A conversation that was opened and is still held.
    pub fn room(self, conversation: ConversationId) -> Option<Room> {
        self.rooms.with_value(|rooms| rooms.iter().find(|room| room.conversation == conversation).cloned())
    }

    /// Whether a conversation is held, and with it this message.
    pub fn holds(self, conversation: ConversationId, around: Option<MessageId>) -> bool {
        let room = self.room(conversation);
        room.is_some_and(|room| around.is_none_or(|id| room.timeline.with_untracked(|timeline| timeline.find(id).is_some())))
    }

    /// Keeps a conversation that came from the server; the one opened longest ago makes room.
    ///
    /// Leaves the inbox alone: it is drawn on the server at the same time, and both must draw the same.
    pub fn keep(self, opened: Opened) -> Room {
        let Opened { timeline, row, first_unread, once, .. } = opened;
        self.greet_if_overtaken();
        let conversation = timeline.conversation;
        if let Some(room) = self.room(conversation) {
            let taken = room.timeline.try_update(|held| held.take_opened(timeline));
            if taken == Some(Answered::Stale) {
                line::ask(Ask::Fetch(Fetch::Room(conversation)));
            }
            room.row.update(|held| {
                if (held.last_seq, held.feed) <= (row.last_seq, row.feed) {
                    *held = row;
                }
            });
            self.touch(&room);
            self.follow_held(&room);
            return room;
        }
        let room = Room {
            conversation,
            timeline: ArcRwSignal::new(timeline),
            row: ArcRwSignal::new(row),
            new_from: ArcRwSignal::new(first_unread),
            left_unread: ArcRwSignal::new(false),
            once,
        };
        self.touch(&room);
        self.follow_held(&room);
        room
    }

    /// Marks a room as the one used last.
    pub fn touch(self, room: &Room) {
        self.rooms.update_value(|rooms| {
            rooms.retain(|held| held.conversation != room.conversation);
            rooms.insert(0, room.clone());
            rooms.truncate(KEPT_ROOMS);
        });
    }

    /// A conversation came on screen.
    pub fn enter(self, room: &Room) {
        let conversation = room.conversation;
        self.put_row(room.row.get_untracked());
        self.stays.set(self.row_untracked(conversation).map(|row| (conversation, row.place())));
        self.open.set(Some(conversation));
        let read = self.row_untracked(conversation).filter(|row| row.unread > 0).map(|row| row.read_number);
        if let Some(read) = read
            && room.new_from.get_untracked().is_none()
        {
            let me = self.my_id();
            let is_new = |message: &&Message| message.number > read && message.is_news_to(me);
            let first = room.timeline.with_untracked(|timeline| timeline.messages.iter().find(is_new).map(|message| message.seq));
            room.new_from.set(first);
        }
        line::ask(Ask::Hello);
    }

    /// A conversation left the screen.
    pub fn leave(self, conversation: ConversationId) {
        if self.open.try_get_untracked().flatten() == Some(conversation) {
            self.open.try_set(None);
        }
        // The screen that came instead may have said already that none is open.
        if self.stays.try_get_untracked().flatten().is_some_and(|(held, _)| held == conversation) {
            self.stays.try_set(None);
        }
    }

    pub(super) fn drop_room(self, conversation: ConversationId) {
        self.rooms.update_value(|rooms| rooms.retain(|held| held.conversation != conversation));
    }

    /// The conversations that were opened and are still held, the latest first.
    pub(super) fn rooms(self) -> Vec<Room> {
        self.rooms.get_value()
    }

    /// Rooms that lag behind a row that was fetched: the open one is named, the others are let go.
    pub fn stale_rooms(self) -> Vec<ConversationId> {
        let rooms = self.rooms();
        let lags = |room: &&Room| {
            let seq = room.timeline.with_untracked(|timeline| timeline.last_seq);
            self.row_untracked(room.conversation).is_none_or(|row| row.last_seq > seq)
        };
        let stale: Vec<ConversationId> = rooms.iter().filter(lags).map(|room| room.conversation).collect();
        let open = self.open.get_untracked();
        stale.iter().filter(|id| open != Some(**id)).for_each(|id| self.drop_room(*id));
        stale.into_iter().filter(|id| open == Some(*id)).collect()
    }

    /// Forgets everything: the screen is locked or the person has gone.
    pub fn clear(self) {
        self.rooms.set_value(Vec::new());
        self.writing.set(HashMap::new());
        self.queue.set(Queue::default());
        self.typists.set(Vec::new());
        self.shelves.set([Shelf::default(); 4]);
        self.inbox.update(|inbox| inbox.rows.clear());
        self.gone.update(Vec::clear);
        self.me.set(None);
    }

    /// Forgets who stopped typing.
    pub fn hush(self, now: Timestamp) {
        self.typists.maybe_update(|typists| {
            let before = typists.len();
            typists.retain(|typist| typist.until > now);
            typists.len() != before
        });
    }

    /// Puts a fetched row in, unless a newer one is there.
    pub fn put_row(self, row: Row) {
        self.inbox.update(|inbox| inbox.take_row(row));
        self.doubt();
        self.hear_drafts();
        self.greet_if_overtaken();
    }

    /// Asks for the rows of which it is not sure how much is unread.
    pub(super) fn doubt(self) {
        let doubted = self.inbox.try_update_untracked(Inbox::take_doubted).unwrap_or_default();
        for conversation in doubted {
            line::ask(Ask::Later(Fetch::Row(conversation)));
        }
    }

    /// What other devices wrote, told to the boxes of this one.
    pub(super) fn hear_drafts(self) {
        for writing in self.all_writing() {
            let conversation = writing.with_untracked(|writing| writing.conversation);
            if let Some(row) = self.row_untracked(conversation) {
                writing.maybe_update(|writing| writing.hear_draft(row.feed, &row.draft, row.answers.as_ref()));
            }
        }
    }

    /// Changes the own row of a conversation at once; the server's answer comes after.
    pub fn change_row(self, conversation: ConversationId, change: impl FnOnce(&mut Row)) {
        self.inbox.update(|inbox| {
            if let Some(row) = inbox.rows.iter_mut().find(|row| row.conversation == conversation) {
                change(row);
            }
        });
    }

    /// The row of a conversation, if held.
    pub fn row(self, conversation: ConversationId) -> Option<Row> {
        self.inbox.with(|inbox| inbox.row(conversation).cloned())
    }

    /// The row of a room: the inbox's, or the one it was opened with.
    pub fn row_of(self, room: &Room) -> Row {
        self.row(room.conversation).unwrap_or_else(|| room.row.get())
    }

    /// The row of a conversation as it is now, without following it.
    pub fn row_untracked(self, conversation: ConversationId) -> Option<Row> {
        self.inbox.with_untracked(|inbox| inbox.row(conversation).cloned())
    }
}

impl Default for ChatState {
    fn default() -> Self {
        Self::new()
    }
}

fn stand_out(rows: &[Row]) -> i64 {
    i64::try_from(rows.iter().filter(|row| row.is_unread() && !row.archived).count()).unwrap_or(i64::MAX)
}

fn shelf_of(filter: Filter) -> usize {
    match filter {
        Filter::All => 0,
        Filter::Unread => 1,
        Filter::Groups => 2,
        Filter::Archived => 3,
    }
}
