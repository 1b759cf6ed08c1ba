//! Folding what came down the socket into what the browser holds, by `domain`'s pure `fold`.

use domain::access::{ConversationId, PersonId, Timestamp};
use domain::chat::live::{Event, Fetch, Frame, Timeline, gone};
use domain::chat::model::{Filter, InboxPage, Message, Opened, Row, TYPING_MILLIS, excerpt};
use leptos::prelude::*;

use super::drafts;
use super::heard::Heard;
use super::outbox;
use super::state::{ChatState, Room, Typist};
use super::timeline_view::{Keep, trim};
use super::writing::Writing;

/// What the server answers to a [`Fetch`].
#[derive(Clone, Debug)]
pub enum Answer {
    /// A row of the inbox.
    Row(Box<Row>),
    /// An opened conversation.
    Room(Box<Opened>),
    /// The top of the inbox.
    Inbox(InboxPage),
}

impl ChatState {
    /// Folds in what came down the socket, and says what has to be fetched.
    pub fn fold(self, frame: &Frame, now: Timestamp) -> Vec<Fetch> {
        if let Frame::Typing { conversation, person } = frame {
            self.hear_typing(*conversation, *person, now);
        }
        // Before it is folded in: afterwards nobody knows what they were called.
        let gone: Vec<_> = gone(frame).map(|conversation| (conversation, self.called(conversation))).collect();
        let mut fetch = Vec::new();
        let mut changed = false;
        self.inbox.maybe_update(|inbox| {
            let folded = inbox.fold(frame);
            fetch.extend(folded.fetch);
            changed = folded.changed;
            changed
        });
        self.doubt();
        for room in self.rooms() {
            fetch.extend(self.fold_into(&room, frame));
        }
        match frame {
            Frame::Events { conversation, events } => {
                self.settle(*conversation, events);
                self.follow(*conversation, events);
            }
            Frame::Own { .. } | Frame::Missed { .. } => self.hear_own(gone, changed),
            _ => {}
        }
        fetch
    }

    fn fold_into(self, room: &Room, frame: &Frame) -> Option<Fetch> {
        let open = self.open.get_untracked() == Some(room.conversation);
        let mut fetch = None;
        room.timeline.maybe_update(|timeline| {
            if let Frame::Events { conversation, events } = frame
                && open
                && *conversation == room.conversation
            {
                self.hear_changes(timeline, events);
            }
            let folded = timeline.fold(frame);
            // The open one is cut by its screen, where nobody looks (`mover.rs`); of the others nobody sees anything.
            if !open && folded.changed {
                trim(timeline, Keep::Newest);
            }
            fetch = folded.fetch;
            folded.changed
        });
        fetch
    }

    /// Notes what others change or delete of what is held of the open conversation. What is answered here has words of its
    /// own: [`Writing::tell`].
    fn hear_changes(self, timeline: &Timeline, events: &[Event]) {
        let me = self.my_id();
        let answered = self.written(timeline.conversation);
        let answered = answered.and_then(|writing| writing.with_untracked(|writing| writing.answers().map(|answers| answers.quote.id)));
        let heard = events.iter().filter_map(|event| {
            let Event::Changed { seq, message } = event else { return None };
            // What a greeting tells once more is no news.
            let is_news = *seq > timeline.last_seq && message.author != me && Some(message.id) != answered;
            (is_news && timeline.find(message.id).is_some()).then(|| {
                let name = message.author_name.clone();
                if message.deleted_at.is_some() { Heard::Deleted(name) } else { Heard::Changed(name, excerpt(&message.body)) }
            })
        });
        self.heard.update(|held| held.extend(heard));
    }

    /// What is being written follows what it answers or changes, however that became known.
    pub(super) fn follow_held(self, room: &Room) {
        room.timeline.with_untracked(|timeline| self.follow_messages(room.conversation, timeline.messages.iter()));
    }

    /// What is being written, and what is on its way, follows the messages it is about.
    fn follow(self, conversation: ConversationId, events: &[Event]) {
        let changed = events.iter().filter_map(|event| if let Event::Changed { message, .. } = event { Some(message) } else { None });
        self.follow_messages(conversation, changed);
    }

    fn follow_messages<'a>(self, conversation: ConversationId, messages: impl Iterator<Item = &'a Message> + Clone) {
        if let Some(writing) = self.written(conversation) {
            writing.maybe_update(|writing| {
                let before = writing.clone();
                messages.clone().for_each(|message| writing.follow(message));
                *writing != before
            });
        }
        self.queue.maybe_update(|queue| messages.filter(|message| queue.follow(message)).count() > 0);
    }

    /// What was said has arrived: it is no longer on its way, and its author no longer typing.
    fn settle(self, conversation: ConversationId, events: &[Event]) {
        let said: Vec<&Message> =
            events.iter().filter_map(|event| if let Event::Said(message) = event { Some(message) } else { None }).collect();
        if said.is_empty() {
            return;
        }
        let me = self.my_id();
        for own in said.iter().filter(|message| message.author == me) {
            // What was taken back was said here too: its words stand in the box, and with it went only the draft that the server held.
            let from_here = outbox::was_withdrawn(own.id) || self.queue.with_untracked(|queue| queue.find(own.id).is_some());
            if let Some(writing) = self.written(conversation) {
                let arrived = if from_here { Writing::was_sent } else { Writing::was_sent_elsewhere };
                let reply_to = own.answers().map(|quote| quote.id);
                writing.update(|writing| arrived(writing, &own.body, reply_to));
                drafts::save_soon(self, conversation);
            }
            // Whoever answers has read what stands above.
            if let Some(room) = self.room(conversation) {
                room.new_from.maybe_update(|from| from.take_if(|from| *from <= own.seq).is_some());
            }
        }
        self.queue.maybe_update(|queue| said.iter().filter(|message| queue.remove(message.id).is_some()).count() > 0);
        self.typists.maybe_update(|typists| {
            let before = typists.len();
            typists.retain(|typist| typist.conversation != conversation || said.iter().all(|message| message.author != typist.person));
            typists.len() != before
        });
        let open = self.open.get_untracked() == Some(conversation);
        let heard = said.iter().filter(|message| message.is_news_to(me)).map(|message| {
            let name = message.author_name.clone();
            if open { Heard::Said(name, message.body.clone()) } else { Heard::Elsewhere(conversation, name) }
        });
        self.heard.update(|held| held.extend(heard));
    }

    /// Rows came, changed or went.
    fn hear_own(self, gone: Vec<(ConversationId, Option<String>)>, changed: bool) {
        // Also where no row was held: a draft may wait here for one that is archived.
        for (conversation, called) in gone {
            if changed && self.row_untracked(conversation).is_none() {
                // Told, and folded in already.
                drafts::lose(self, conversation, called, 0);
            }
        }
        self.hear_drafts();
        drafts::heard(self);
    }

    /// Takes in what the server answered; says what has to be asked for besides.
    pub fn take(self, answer: Answer) -> Vec<Fetch> {
        let besides = match answer {
            Answer::Row(row) => {
                self.put_row(*row);
                Vec::new()
            }
            Answer::Room(opened) => {
                self.put_row(self.keep(*opened).row.get_untracked());
                Vec::new()
            }
            Answer::Inbox(page) => {
                let unlisted = self.inbox.with_untracked(|inbox| inbox.unlisted(&page, |id| self.room(id).is_some()));
                self.take_page(Filter::All, page, true);
                unlisted.into_iter().map(Fetch::Row).collect()
            }
        };
        besides.into_iter().chain(self.stale_rooms().into_iter().map(Fetch::Room)).collect()
    }

    fn hear_typing(self, conversation: ConversationId, person: PersonId, now: Timestamp) {
        self.typists.update(|typists| {
            typists.retain(|typist| typist.until > now && (typist.conversation, typist.person) != (conversation, person));
            typists.push(Typist { conversation, person, until: now.plus(TYPING_MILLIS) });
        });
    }
}
