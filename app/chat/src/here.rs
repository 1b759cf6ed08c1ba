//! What the parts of an open conversation share.

use domain::access::{ConversationId, MessageId};
use domain::chat::model::Message;
use leptos::html;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::inbox_view::face_of;
use super::state::held::Wish;
use super::state::{ChatState, Room};
use super::verbs::Verbs;
use super::writing::Writing;

/// What the parts of one conversation share.
#[derive(Clone, Copy)]
pub struct Here {
    chat: ChatState,
    /// What is held of it.
    pub room: StoredValue<Room>,
    /// Its message box.
    pub area: NodeRef<html::Textarea>,
    /// Its timeline.
    pub scroller: NodeRef<html::Div>,
    /// The message that has or last had the focus: the tab stop.
    pub active: RwSignal<Option<MessageId>>,
    /// The message whose menu is open.
    pub pointed: RwSignal<Option<MessageId>>,
    /// The message that is lit up because somebody came for it.
    pub target: RwSignal<Option<MessageId>>,
    /// Whether people are being added.
    pub adding: RwSignal<bool>,
    /// The dialog that is open.
    pub asked: RwSignal<Asked>,
    /// Where somebody wants to go.
    pub wish: RwSignal<Option<Wish>>,
    /// The conversation that somebody is on the way to, while this one only stands here until that has come.
    pub next: Memo<Option<ConversationId>>,
}

impl Here {
    /// An open conversation, at the message that somebody came for.
    pub fn new(room: Room, target: Option<MessageId>) -> Self {
        let chat = ChatState::here();
        let (path, conversation) = (use_location().pathname, room.conversation);
        let there = move |path: &String| path.strip_prefix("/c/")?.trim_end_matches('/').parse().ok();
        Self {
            chat,
            next: Memo::new(move |_| path.with(there).filter(|next| *next != conversation)),
            room: StoredValue::new(room),
            area: NodeRef::new(),
            scroller: NodeRef::new(),
            active: RwSignal::new(None),
            pointed: RwSignal::new(None),
            target: RwSignal::new(target),
            adding: RwSignal::new(false),
            asked: RwSignal::new(Asked::Nothing),
            wish: chat.wish,
        }
    }

    /// What the browser holds.
    pub fn chat(self) -> ChatState {
        self.chat
    }

    /// Which conversation it is.
    pub fn conversation(self) -> ConversationId {
        self.room.with_value(|room| room.conversation)
    }

    /// What is being written in it.
    pub fn writing(self) -> ArcRwSignal<Writing> {
        self.chat.writing(self.conversation())
    }

    /// To the message box.
    pub fn to_box(self) {
        if let Some(area) = self.area.get_untracked() {
            drop(area.focus());
        }
    }

    /// To the message box once what it is about stands over it: that is read out with the focus.
    fn to_box_described(self) {
        self.chat.to_box.set(true);
    }

    /// Whose colour the conversation has.
    pub fn face(self) -> String {
        // One colour for good: nothing to follow.
        untrack(|| face_of(&self.room.with_value(|room| ChatState::here().row_of(room))))
    }

    /// A message that is held.
    pub fn find(self, id: MessageId) -> Option<Message> {
        self.room.with_value(|room| room.timeline.with_untracked(|timeline| timeline.find(id).cloned()))
    }

    /// Answers a message.
    pub fn reply(self, id: MessageId) {
        if let Some(message) = self.find(id).filter(|message| message.notice.is_none() && message.deleted_at.is_none()) {
            self.writing().update(|writing| writing.reply(&message));
            self.to_box_described();
        }
    }

    /// Changes a message.
    pub fn edit(self, message: Message) {
        self.writing().update(|writing| writing.change(message));
        self.to_box_described();
    }

    /// Marks as unread from a message on.
    pub fn unread(self, verbs: Verbs, id: MessageId) {
        if let Some(message) = self.find(id) {
            verbs.unread(self.conversation(), Some((id, message.number)));
            let me = self.chat.my_id();
            let first = self.room.with_value(|room| {
                room.timeline.with_untracked(|timeline| {
                    // One's own words are never new to oneself: the line stands before those of others.
                    let is_theirs = |line: &&Message| line.seq >= message.seq && line.is_news_to(me);
                    timeline.messages.iter().find(is_theirs).map(|line| line.seq)
                })
            });
            self.room.with_value(|room| room.new_from.set(first));
        }
    }
}

/// A dialog about a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// None.
    #[default]
    Nothing,
    /// Who got it and who read it.
    Receipts(MessageId),
    /// What it said before.
    Versions(MessageId),
    /// Whether to delete it.
    Delete(MessageId),
}
