//! The pieces of what the browser holds of conversations.

use domain::access::{ConversationId, MessageId, PersonId, Timestamp};
use domain::chat::live::Timeline;
use domain::chat::model::{Place, Row};
use leptos::prelude::*;
use uuid::Uuid;

/// How much of the inbox is held for one filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Whether its first page came.
    pub loaded: bool,
    /// Where to go on, if there is more.
    pub below: Option<Place>,
}

/// A conversation that was opened.
#[derive(Clone, Debug)]
pub struct Room {
    /// Which.
    pub conversation: ConversationId,
    /// What is held of it.
    pub timeline: ArcRwSignal<Timeline>,
    /// Its row as it was when it was opened; the inbox may not reach down to it.
    pub row: ArcRwSignal<Row>,
    /// The seq before which the "New" divider stands until it is left.
    pub new_from: ArcRwSignal<Option<i64>>,
    /// Whether it was marked as unread while open: then looking at it does not undo that before it is left.
    pub left_unread: ArcRwSignal<bool>,
    /// What its message box is called where it posts without the program.
    pub once: Uuid,
}

/// How the socket stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Link {
    /// Not yet tried, or only just lost.
    #[default]
    Quiet,
    /// Live.
    Live,
    /// Lost for so long that people should know.
    Lost,
}

/// Somebody typing somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Typist {
    /// Where.
    pub conversation: ConversationId,
    /// Who.
    pub person: PersonId,
    /// Shown until.
    pub until: Timestamp,
}

/// Where somebody wants to go in the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// To a message.
    Message(MessageId),
    /// To the first unread one.
    Unread,
    /// To the latest.
    Latest,
}

/// Whether the address names a conversation that cannot be shown. The frame provides it.
#[derive(Clone, Copy, Debug)]
pub struct Astray(pub RwSignal<bool>);
