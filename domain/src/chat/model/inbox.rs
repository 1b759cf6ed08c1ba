//! The inbox: a conversation as one line of it, and where that line stands.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Kind, Message, Notice, Quote, Role};
use crate::access::{ConversationId, Failure, PersonId, Timestamp};
use crate::directory::model::Colleague;

/// The last line of a conversation, for the inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Its seq.
    pub seq: i64,
    /// Who said it.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// Its beginning, an [`excerpt`](super::excerpt).
    pub text: String,
    /// What happened, if it is a notice.
    pub notice: Option<Notice>,
    /// Whether it was deleted.
    pub deleted: bool,
}

impl Line {
    /// The line of `message`.
    pub fn of(message: &Message) -> Self {
        Self {
            seq: message.seq,
            author: message.author,
            author_name: message.author_name.clone(),
            text: super::excerpt(&message.body),
            notice: message.notice.clone(),
            deleted: message.deleted_at.is_some(),
        }
    }
}

/// A conversation as one line of somebody's inbox.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Which.
    pub conversation: ConversationId,
    /// Direct or group.
    pub kind: Kind,
    /// The group's title, or the other's name.
    pub title: String,
    /// The other, if it is a direct one.
    pub with: Option<PersonId>,
    /// How many are in it.
    pub members: i64,
    /// The last line.
    pub last: Option<Line>,
    /// The seq of the last change.
    pub last_seq: i64,
    /// The number of the last message.
    pub last_number: i64,
    /// Read up to this number.
    pub read_number: i64,
    /// How many messages of others are unread, up to [`MOST_UNREAD`](super::MOST_UNREAD).
    pub unread: i64,
    /// Marked as unread by hand.
    pub marked_unread: bool,
    /// Kept on top.
    pub pinned: bool,
    /// Does not ask for attention.
    pub muted: bool,
    /// Put away until something new comes.
    pub archived: bool,
    /// What was typed and not sent.
    pub draft: String,
    /// The message that it answers.
    pub answers: Option<Quote>,
    /// When something last happened.
    pub activity_at: Timestamp,
    /// The seq of the own feed when the row was read: what the person did to it later has a greater one.
    pub feed: i64,
}

impl Row {
    /// Whether it stands out: unread messages or marked so by hand.
    pub fn is_unread(&self) -> bool {
        self.unread > 0 || self.marked_unread
    }

    /// Where it stands in the inbox: pinned first, then by urgency, then the latest; the same order as the index.
    pub fn place(&self) -> Place {
        let urgency = i64::from(self.is_unread() && !self.muted);
        Place { pinned: self.pinned, urgency, activity_at: self.activity_at, conversation: self.conversation }
    }
}

/// A place in the inbox; greater stands higher.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
// The order of the fields is the order of the inbox, and that of the columns of its index.
pub struct Place {
    /// Kept on top.
    pub pinned: bool,
    /// 1 unread, 0 rest.
    pub urgency: i64,
    /// When something last happened.
    pub activity_at: Timestamp,
    /// Decides between equals.
    pub conversation: ConversationId,
}

impl Place {
    /// Above every row.
    pub const TOP: Self =
        Self { pinned: true, urgency: i64::MAX, activity_at: Timestamp(i64::MAX), conversation: ConversationId(Uuid::max()) };
    /// Below every row.
    pub const BOTTOM: Self =
        Self { pinned: false, urgency: i64::MIN, activity_at: Timestamp(i64::MIN), conversation: ConversationId(Uuid::nil()) };
}

/// Whoever does not say how far they hold the inbox holds nothing of it.
impl Default for Place {
    fn default() -> Self {
        Self::TOP
    }
}

/// A page of the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct InboxPage {
    /// The rows, highest place first.
    pub rows: Vec<Row>,
    /// Whether more lie below.
    pub more: bool,
    /// The last seq of the own feed, read at the same moment.
    pub feed: i64,
    /// How many conversations stand out as unread, archived ones aside, up to [`MOST_UNREAD`](super::MOST_UNREAD).
    pub unread: i64,
}

/// What a few letters find among one's own conversations.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundRows {
    /// The rows, the best first.
    pub rows: Vec<Row>,
    /// Whom the direct ones are with: names alone may be those of two people.
    pub people: Vec<Colleague>,
}

/// A conversation as it is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// The stretch around the first unread message, or around the one asked for.
    pub timeline: crate::chat::live::Timeline,
    /// Its row in the inbox.
    pub row: Row,
    /// What the asker may do.
    pub role: Role,
    /// The first unread message, before which the "New" divider stands.
    pub first_unread: Option<i64>,
    /// What a form that is drawn with it is called: posted twice, it says the same thing once.
    pub once: Uuid,
}

/// Which rows of the inbox.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Everything not archived.
    #[default]
    All,
    /// Unread ones.
    Unread,
    /// Groups.
    Groups,
    /// Archived ones.
    Archived,
}

impl Filter {
    /// The word in the address; anything else is [`Filter::All`].
    pub fn from_key(key: &str) -> Self {
        match key {
            "unread" => Self::Unread,
            "groups" => Self::Groups,
            "archived" => Self::Archived,
            _ => Self::All,
        }
    }

    /// Whether `row` belongs there.
    pub fn shows(self, row: &Row) -> bool {
        match self {
            Self::All => !row.archived,
            Self::Unread => !row.archived && row.is_unread(),
            Self::Groups => !row.archived && row.kind == Kind::Group,
            Self::Archived => row.archived,
        }
    }

    /// The word in the address.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "",
            Self::Unread => "unread",
            Self::Groups => "groups",
            Self::Archived => "archived",
        }
    }
}

impl std::fmt::Display for Place {
    /// Written as it travels in an address: `1.1.1763712000000.0193…`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}.{}", u8::from(self.pinned), self.urgency, self.activity_at.0, self.conversation)
    }
}

impl std::str::FromStr for Place {
    type Err = Failure;

    fn from_str(text: &str) -> Result<Self, Failure> {
        let read = || {
            let mut parts = text.splitn(4, '.');
            Some(Self {
                pinned: parts.next()? == "1",
                urgency: parts.next()?.parse().ok()?,
                activity_at: Timestamp(parts.next()?.parse().ok()?),
                conversation: parts.next()?.parse().ok()?,
            })
        };
        read().ok_or_else(|| Failure::invalid("", "That page of the inbox does not exist. Go back to the first."))
    }
}
