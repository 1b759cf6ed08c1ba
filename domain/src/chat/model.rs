//! Conversations, messages and inbox rows: types, limits and pure rules, the same on both sides.

use serde::{Deserialize, Serialize};

use crate::access::{ConversationId, MessageId, PersonId, Timestamp};
use crate::directory::model::Colleague;
use crate::{deeds, words};

pub mod inbox;
mod notice;
mod quote;
mod spans;
mod text;
mod wanted;

pub use inbox::{Filter, FoundRows, InboxPage, Line, Opened, Place, Row};
pub use notice::Notice;
pub use quote::{Quote, Quoted};
pub use spans::{MOST_SHOWN, Span, Spans};
pub use text::{body, draft, excerpt, goes_with, title};
pub use wanted::{MOST_FOUND, Wanted};

/// The longest message, counted as [`length`](crate::text::length) does.
pub const LONGEST_BODY: usize = 4000;
/// The longest title of a group.
pub const LONGEST_TITLE: usize = 80;
/// Past so many members a conversation is a large one: nothing is written for each of them any more, when somebody says something; it
/// stays one. Of the people in it a page is shown, of receipts how many, of typing nothing.
// To here one statement moves everybody's row; past it a send to 5,000 is to cost no more than one to 2, in writes and in bytes.
pub const LARGE: i64 = 256;
/// The most people in a group.
pub const MOST_MEMBERS: i64 = 5000;
/// The most people who are brought into a group at once.
pub const MOST_ADDED: usize = 256;
/// How many people a page of a large conversation's members holds.
pub const MEMBERS_PAGE: i64 = 50;
/// How long an own message may be edited: 15 minutes.
pub const EDIT_MILLIS: i64 = 15 * 60 * 1000;
/// How long before it came a message may have been written, as far as its device is believed: 7 days.
pub const LONGEST_WAY: i64 = 7 * 24 * 60 * 60 * 1000;
/// A message that was longer on its way than this shows both times: a minute.
pub const LATE_MILLIS: i64 = 60 * 1000;
/// How many messages a page of a conversation holds.
pub const PAGE: i64 = 50;
/// How many rows the inbox opens with: a screenful, so that it opens as fast for whoever has thousands. A taller window
/// fetches more at once.
pub const INBOX_FIRST: i64 = 16;
/// How many rows each further page of the inbox holds.
pub const INBOX_PAGE: i64 = 40;
/// The most rows the inbox opens with, however many an address asks for.
pub const INBOX_MOST: i64 = 500;
/// Unread conversations are counted up to here: more are "99+".
pub const MOST_UNREAD: i64 = 100;
/// Messages by one author within this stand under one header.
pub const GROUPING_MILLIS: i64 = 5 * 60 * 1000;
/// How long somebody is shown as typing after the last sign of it.
pub const TYPING_MILLIS: i64 = 5000;

/// Direct (two people, for ever one conversation) or group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Two people.
    Direct,
    /// Several, with a title and roles.
    Group,
    /// One that only a newer version knows: it is read, and no more.
    Other,
}

words!(Kind { Direct = "direct", Group = "group" });

/// What somebody may do in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
// In the order of what they may: the table compares them.
pub enum Role {
    /// One that only a newer version knows: the least of all.
    Other,
    /// Talks.
    Member,
    /// Adds, removes and renames.
    Admin,
    /// All of that, and makes admins and owners.
    Owner,
}

words!(Role { Member = "member", Admin = "admin", Owner = "owner" });

/// What somebody who joins sees of what was said before.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// Nothing, not even the line that says they joined.
    None,
    /// From the moment of joining.
    #[default]
    Joining,
    /// Everything.
    All,
    /// What only a newer version knows: as if it were nothing.
    Other,
}

words!(History { None = "none", Joining = "joining", All = "all" });

deeds!(
    /// A thing to do in a conversation.
    Deed, deed {
        /// Say something; change what one said, or take it back.
        Speak,
        /// Keep what is one's own there: a draft, flags, what counts as unread.
        Keep,
        /// Change the title or what joiners see.
        Rename,
        /// Bring people in.
        Add,
        /// Take a member out.
        Remove,
        /// Change what somebody may do.
        Appoint,
        /// Go.
        Leave,
    }
);

/// The permission table of conversations, for whoever is in one.
pub fn allows(kind: Kind, role: Role, deed: Deed) -> bool {
    match (kind, deed) {
        // Also where only a newer program knows what may be said and done: flags and drafts are one's own.
        (_, Deed::Keep) => true,
        (Kind::Other, _) => false,
        (_, Deed::Speak) => true,
        // There is only ever one of a pair: whoever left it could not be written to again.
        (Kind::Direct, _) => false,
        (Kind::Group, Deed::Leave) => true,
        (Kind::Group, Deed::Rename | Deed::Add | Deed::Remove) => role >= Role::Admin,
        (Kind::Group, Deed::Appoint) => role == Role::Owner,
    }
}

/// Whether, of those who may take people out, somebody with this role may take out somebody with that one.
pub fn may_remove(own: Role, theirs: Role) -> bool {
    theirs != Role::Owner || own == Role::Owner
}

/// A line of the timeline: a message, or a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its place among all changes of the conversation.
    pub seq: i64,
    /// Its number among messages (for a notice: of the last message before it).
    pub number: i64,
    /// Made by the sender's device.
    pub id: MessageId,
    /// Who said it, or did what the notice tells.
    pub author: PersonId,
    /// Their name.
    pub author_name: String,
    /// What happened, if this is not a message.
    pub notice: Option<Notice>,
    /// The text; empty once deleted.
    pub body: String,
    /// What it answers.
    pub quote: Option<Quoted>,
    /// When the server took it.
    pub sent_at: Timestamp,
    /// When it was written, by the server's clock: earlier than it was taken, if its author had no connection.
    pub written_at: Timestamp,
    /// 1, then one more for each edit.
    pub version: i64,
    /// The seq of its last change: a receipt from before is of an older text.
    pub changed_seq: i64,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// When it was deleted.
    pub deleted_at: Option<Timestamp>,
}

/// Somebody in a conversation, or who once was: so that every author has a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who, as others see them.
    pub person: Colleague,
    /// What they may do.
    pub role: Role,
    /// When they joined.
    pub joined_at: Timestamp,
    /// The change that brought them in.
    pub joined_seq: i64,
    /// When they left.
    pub left_at: Option<Timestamp>,
}

impl Member {
    /// Whether `message` was said to them, and they are still there.
    pub fn is_meant_by(&self, message: &Message) -> bool {
        self.left_at.is_none() && self.person.id != message.author && self.joined_seq <= message.seq
    }
}

impl Message {
    /// Whether it can be new to somebody: what others said, and did not delete.
    pub fn is_news_to(&self, me: PersonId) -> bool {
        self.notice.is_none() && self.author != me && self.deleted_at.is_none()
    }
}

/// How far a member's devices stored, how far the member went, and what of it was before their eyes. Only ever grows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Mark {
    /// Whose.
    pub person: PersonId,
    /// Stored by one of their devices up to here.
    pub delivered_seq: i64,
    /// Read messages up to this number (also by marking them read, which is no receipt): what counts unread.
    pub read_number: i64,
    /// Went up to here: the last line that was on screen. Whatever stands before it need not have been.
    pub up_to: i64,
    /// What was on screen, each seq a line as it was said or as it was changed: this alone is "Read".
    pub seen: Spans,
}

impl Mark {
    /// The further of both, each way.
    pub fn join(&mut self, other: &Self) {
        self.delivered_seq = self.delivered_seq.max(other.delivered_seq);
        self.read_number = self.read_number.max(other.read_number);
        self.up_to = self.up_to.max(other.up_to);
        self.seen.join(&other.seen);
    }

    /// Whether one of their devices has the message as it is now.
    pub fn has(&self, message: &Message) -> bool {
        // What was on a screen was on a device, also where that device never said so.
        self.delivered_seq >= message.changed_seq || self.has_read(message)
    }

    /// Whether the message as it is now was before their eyes. Nothing else is "Read".
    pub fn has_read(&self, message: &Message) -> bool {
        self.seen.contains(message.changed_seq)
    }
}

/// The title, the people and the rules of a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Details {
    /// Direct or group.
    pub kind: Kind,
    /// The group's title; empty for a direct one.
    pub title: String,
    /// What joiners see.
    pub history: History,
    /// Whether it is a large one.
    // A server of the version before says neither of these two.
    #[serde(default)]
    pub large: bool,
    /// How many are in it now.
    #[serde(default)]
    pub present: i64,
    /// Everybody in it and everybody who was, in order of joining; of a large one only whoever asks.
    pub members: Vec<Member>,
}

impl Details {
    /// Folds in what is different in a large one; of its people those who are held stay.
    pub fn reshape(&mut self, title: &str, history: History, present: i64, members: &[Member]) {
        title.clone_into(&mut self.title);
        self.history = history;
        self.present = present;
        for held in &mut self.members {
            if let Some(member) = members.iter().find(|member| member.person.id == held.person.id) {
                held.clone_from(member);
            }
        }
    }
}

/// Some of the people who are in a conversation now.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberPage {
    /// Owners, admins and then the others, by name.
    pub members: Vec<Member>,
    /// Whether more come after these.
    pub more: bool,
}

/// What is sent: the id makes a repeat the same message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// Where.
    pub conversation: ConversationId,
    /// Made by the sender's device (UUID version 7).
    pub id: MessageId,
    /// The text.
    pub body: String,
    /// What it answers.
    #[serde(default)]
    pub reply_to: Option<MessageId>,
}

/// The answer to a send: stored, on disk, and where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sent {
    /// Which message.
    pub id: MessageId,
    /// Where it stands.
    pub seq: i64,
    /// Its number.
    pub number: i64,
    /// When the server took it.
    pub sent_at: Timestamp,
}

/// What became of a draft that was to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Drafted {
    /// It is kept, with this seq of the own feed.
    Kept(i64),
    /// Another device of the same person has saved one since, and nothing was done: here is the row with that.
    Meanwhile(Box<Row>),
}

/// What became of a change of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edited {
    /// It is as wanted; here it is.
    Done(Message),
    /// Somebody changed or deleted it in between, and nothing was done: here it is as it is now.
    Meanwhile(Message),
}

/// A page of a conversation, oldest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// The lines.
    pub messages: Vec<Message>,
    /// Whether more lie beyond, in the direction asked.
    pub more: bool,
    /// The conversation's last change when the page was read.
    pub last_seq: i64,
}

/// When one member's device stored a message, when the member went past it, and when the member read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Receipt {
    /// Who.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Stored on one of their devices.
    pub delivered_at: Option<Timestamp>,
    /// Went that far: past it, if it was not read.
    pub passed_at: Option<Timestamp>,
    /// All of it was on an unlocked, focused, uncovered screen with somebody at it, for a second.
    pub read_at: Option<Timestamp>,
    /// Whether it was said to them, and they are still there: only of those is more to be expected.
    pub there: bool,
    /// When they left, if they did not come back: what they had read, they had.
    pub left_at: Option<Timestamp>,
}

/// How far a message got: with each, or with how many.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Receipts {
    /// Everybody to whom it was said and who is still there, and whoever had it and left.
    Each(Vec<Receipt>),
    /// In a large conversation, how many.
    Counted(Counted),
}

/// With how many a message got how far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Counted {
    /// All of it was before the eyes of so many.
    pub read: i64,
    /// A device of so many has it.
    pub delivered: i64,
    /// Of so many to whom it was said and who are still there, or who read it.
    pub of: i64,
}

/// How far a message got with one member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Got {
    /// They read it.
    Read,
    /// They went past it: what came after it was on their screen, and it was not.
    Passed,
    /// One of their devices has it.
    Delivered,
    /// None of their devices has it yet.
    Waiting,
}

impl Receipt {
    /// Whether it is counted: those who are to read it, and whoever did.
    pub fn counts(&self) -> bool {
        self.there || self.read_at.is_some()
    }

    /// How far it got, and since when.
    pub fn got(&self) -> (Got, Option<Timestamp>) {
        let steps = [(Got::Read, self.read_at), (Got::Passed, self.passed_at), (Got::Delivered, self.delivered_at)];
        steps.into_iter().find(|(_, at)| at.is_some()).unwrap_or((Got::Waiting, None))
    }
}

/// An earlier text of a message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::FromRow))]
pub struct Version {
    /// 1 is the first.
    pub version: i64,
    /// The text.
    pub body: String,
    /// When the next one took its place; `None` for the present one.
    pub until: Option<Timestamp>,
}
