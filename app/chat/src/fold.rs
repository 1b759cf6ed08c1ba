//! Folding what came down the socket into what the browser holds, by `domain`'s pure `apply`.

use domain::access::{ConversationId, PersonId, Timestamp};
use domain::chat::live::{Event, Fit, Frame, Inbox, Own, Timeline};
use domain::chat::model::{InboxPage, Message, Row, TYPING_MILLIS, excerpt};
use leptos::prelude::*;

use super::drafts;
use super::heard::Heard;
use super::outbox;
use super::state::{ChatState, Fetch, Room, Typist};
use super::timeline_view::{Keep, trim};
use super::writing::Writing;

impl ChatState {
    /// Folds in what came down the socket, and says what has to be fetched.
    pub fn fold(self, frame: &Frame, now: Timestamp) -> Vec<Fetch> {
        match frame {
            Frame::Events { conversation, events } => self.fold_events(*conversation, events),
            Frame::Marks { conversation, marks } => {
                if let Some(room) = self.room(*conversation) {
                    room.timeline.update(|timeline| timeline.mark(marks));
                }
                let mut fit = Fit::Known;
                self.inbox.maybe_update(|inbox| {
                    fit = inbox.mark(*conversation, marks);
                    fit != Fit::Known
                });
                if fit == Fit::Gap { vec![Fetch::Row(*conversation)] } else { Vec::new() }
            }
            Frame::Own { feed, own } => self.fold_own(std::slice::from_ref(own), |inbox| inbox.apply_own(*feed, own)),
            Frame::Missed { feed, own } => self.fold_own(own, |inbox| inbox.catch_up(*feed, own)),
            Frame::Typing { conversation, person } => {
                self.hear_typing(*conversation, *person, now);
                Vec::new()
            }
            Frame::Refetch(Some(conversation)) => self.again(*conversation),
            Frame::Refetch(None) => self.all_again(),
            Frame::Ready { .. } | Frame::Locked | Frame::SignedOut | Frame::Restarting => Vec::new(),
        }
    }

    fn again(self, conversation: ConversationId) -> Vec<Fetch> {
        let room = self.room(conversation).map(|room| {
            room.timeline.update_untracked(Timeline::distrust);
            Fetch::Room(conversation)
        });
        // Whatever comes now is newer than what is held: the server may have been put back to an earlier moment.
        self.inbox.update_untracked(|inbox| {
            for row in inbox.rows.iter_mut().filter(|row| row.conversation == conversation) {
                (row.last_seq, row.feed) = (0, 0);
            }
        });
        std::iter::once(Fetch::Row(conversation)).chain(room).collect()
    }

    /// Nothing of the inbox is taken for what it is now, nor how far its feed was heard.
    fn all_again(self) -> Vec<Fetch> {
        let mut held = Vec::new();
        self.inbox.update_untracked(|inbox| {
            inbox.feed = 0;
            held = inbox.rows.iter().map(|row| row.conversation).collect();
        });
        let rooms = held.into_iter().flat_map(|conversation| self.again(conversation)).filter(|fetch| matches!(fetch, Fetch::Room(_)));
        std::iter::once(Fetch::Inbox).chain(rooms).collect()
    }

    fn fold_events(self, conversation: ConversationId, events: &[Event]) -> Vec<Fetch> {
        let mut fetch = Vec::new();
        self.inbox.maybe_update(|inbox| {
            let fits: Vec<Fit> = events.iter().map(|event| inbox.apply(conversation, event)).collect();
            if fits.contains(&Fit::Gap) {
                fetch.push(Fetch::Row(conversation));
            }
            fits.contains(&Fit::Applied)
        });
        if let Some(room) = self.room(conversation) {
            let open = self.open.get_untracked() == Some(conversation);
            room.timeline.maybe_update(|timeline| {
                if open {
                    self.hear_changes(timeline, events);
                }
                let fits: Vec<Fit> = events.iter().map(|event| timeline.apply(event)).collect();
                if !open {
                    trim(timeline, Keep::Newest);
                }
                if fits.contains(&Fit::Gap) {
                    fetch.push(Fetch::Room(conversation));
                }
                fits.contains(&Fit::Applied)
            });
        }
        self.settle(conversation, events);
        self.follow(conversation, events);
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

    fn fold_own(self, own: &[Own], apply: impl FnOnce(&mut Inbox) -> Fit) -> Vec<Fetch> {
        let mut fit = Fit::Known;
        let gone = own.iter().filter_map(|own| if let Own::Gone(conversation) = own { Some(*conversation) } else { None });
        let gone: Vec<_> = gone.map(|id| (id, self.called(id))).collect();
        self.inbox.maybe_update(|inbox| {
            fit = apply(inbox);
            fit != Fit::Known
        });
        // Also where no row was held: a draft may wait here for one that is archived.
        for (conversation, called) in gone {
            if fit != Fit::Known && self.row_untracked(conversation).is_none() {
                drafts::lose(self, conversation, called);
            }
        }
        self.hear_drafts();
        drafts::heard(self);
        if fit == Fit::Gap { vec![Fetch::Missed] } else { Vec::new() }
    }

    /// What is held but should have been on the first page of the inbox, or is held whole: perhaps one is no longer in it.
    pub fn unlisted(self, page: &InboxPage) -> Vec<ConversationId> {
        let end = page.rows.last().filter(|_| page.more).map(Row::place);
        let listed = |row: &&Row| page.rows.iter().any(|shown| shown.conversation == row.conversation);
        let expected = |row: &&Row| {
            // What is no longer taken for what it is, is asked for by itself.
            if row.last_seq == 0 {
                return true;
            }
            let above = !row.archived && end.is_none_or(|end| row.place() > end);
            above || self.room(row.conversation).is_some()
        };
        self.inbox
            .with_untracked(|inbox| inbox.rows.iter().filter(|row| !listed(row)).filter(expected).map(|row| row.conversation).collect())
    }

    fn hear_typing(self, conversation: ConversationId, person: PersonId, now: Timestamp) {
        self.typists.update(|typists| {
            typists.retain(|typist| typist.until > now && (typist.conversation, typist.person) != (conversation, person));
            typists.push(Typist { conversation, person, until: now.plus(TYPING_MILLIS) });
        });
    }
}
