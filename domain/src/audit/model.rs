//! The words of an audit entry: who, which deed, to what, and what else is known of it.

use std::collections::BTreeMap;

use serde_json::Value;
use uuid::Uuid;

use crate::access::{Caller, ConversationId, DeviceId, MessageId, OrganisationId, PersonId};
use crate::words;

/// Who acts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// A person, on a device.
    Person {
        /// Who.
        person: PersonId,
        /// Where.
        device: DeviceId,
    },
    /// A program that somebody let in.
    Service(Uuid),
    /// Pando itself: retention, timers.
    System,
    /// One that only a newer version knows.
    Other,
}

impl Actor {
    /// The word that stands for its kind.
    pub fn key(self) -> &'static str {
        match self {
            Self::Person { .. } => "person",
            Self::Service(_) => "service",
            Self::System => "system",
            Self::Other => "other",
        }
    }

    /// Which person or service.
    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::Person { person, .. } => Some(person.0),
            Self::Service(id) => Some(id),
            Self::System | Self::Other => None,
        }
    }

    /// On which device.
    pub fn device(self) -> Option<DeviceId> {
        match self {
            Self::Person { device, .. } => Some(device),
            Self::Service(_) | Self::System | Self::Other => None,
        }
    }

    /// The actor of an entry that was read.
    pub fn read(key: &str, id: Option<Uuid>, device: Option<DeviceId>) -> Self {
        match (key, id, device) {
            ("person", Some(person), Some(device)) => Self::Person { person: PersonId(person), device },
            ("service", Some(id), None) => Self::Service(id),
            ("system", None, None) => Self::System,
            _ => Self::Other,
        }
    }
}

/// What a deed was done to: what the leave for it was about, by name ([`Scoped`](crate::access::Scoped)).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// What is a person's own: their devices, PINs, profile.
    Oneself(PersonId),
    /// A conversation.
    Conversation(ConversationId),
    /// An organisation.
    Organisation(OrganisationId),
    /// One that only a newer version knows.
    Other,
}

impl Scope {
    /// The word that stands for its kind.
    pub fn key(self) -> &'static str {
        match self {
            Self::Oneself(_) => "oneself",
            Self::Conversation(_) => "conversation",
            Self::Organisation(_) => "organisation",
            Self::Other => "other",
        }
    }

    /// Which one.
    pub fn id(self) -> Option<Uuid> {
        match self {
            Self::Oneself(PersonId(id)) | Self::Conversation(ConversationId(id)) | Self::Organisation(OrganisationId(id)) => Some(id),
            Self::Other => None,
        }
    }

    /// The scope of an entry that was read.
    pub fn read(key: &str, id: Option<Uuid>) -> Self {
        match (key, id) {
            ("oneself", Some(id)) => Self::Oneself(PersonId(id)),
            ("conversation", Some(id)) => Self::Conversation(ConversationId(id)),
            ("organisation", Some(id)) => Self::Organisation(OrganisationId(id)),
            _ => Self::Other,
        }
    }
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Came in with a code, on a new device.
    SignedIn,
    /// Signed out on the device at hand.
    SignedOut,
    /// Signed out another device of theirs.
    DeviceSignedOut,
    /// Signed out all of their devices.
    SignedOutEverywhere,
    /// Set the first PIN of a device.
    PinSet,
    /// Gave a device another PIN.
    PinChanged,
    /// Guessed wrong until the device was signed out.
    PinTriesSpent,
    /// Said who they are, for the first time.
    ProfileArrived,
    /// Changed what they say of themselves.
    ProfileChanged,
    /// Made somebody belong to an organisation, or changed how they do.
    AffiliationBegun,
    /// Said when somebody belongs to it no longer.
    AffiliationEnded,
    /// Another organisation keeps somebody's account.
    HomeMoved,
    /// Gave somebody another address to come in by.
    AddressChanged,
    /// Somebody belongs nowhere any more.
    PersonGone,
    /// Founded a group.
    GroupFounded,
    /// Changed a group's title.
    GroupRenamed,
    /// Changed what joiners see.
    RulesChanged,
    /// Brought people in.
    PeopleAdded,
    /// Took somebody out.
    PersonRemoved,
    /// Left.
    PersonLeft,
    /// Changed what somebody may do.
    PersonAppointed,
    /// Gave a message another text.
    MessageEdited,
    /// Took a message back.
    MessageDeleted,
    /// What was said up to somewhere is kept no longer.
    MessagesPurged,
    /// Changed what an organisation has decided.
    SettingChanged,
    /// Audit entries up to somewhere are kept no longer.
    EntriesPruned,
    /// Was told all that is held of somebody.
    AccessGiven,
    /// One that only a newer version knows.
    Other,
}

// They stand in entries that are sealed: one is added, none is ever changed.
words!(Deed {
    SignedIn = "signed_in",
    SignedOut = "signed_out",
    DeviceSignedOut = "device_signed_out",
    SignedOutEverywhere = "signed_out_everywhere",
    PinSet = "pin_set",
    PinChanged = "pin_changed",
    PinTriesSpent = "pin_tries_spent",
    ProfileArrived = "profile_arrived",
    ProfileChanged = "profile_changed",
    AffiliationBegun = "affiliation_begun",
    AffiliationEnded = "affiliation_ended",
    HomeMoved = "home_moved",
    AddressChanged = "address_changed",
    PersonGone = "person_gone",
    GroupFounded = "group_founded",
    GroupRenamed = "group_renamed",
    RulesChanged = "rules_changed",
    PeopleAdded = "people_added",
    PersonRemoved = "person_removed",
    PersonLeft = "person_left",
    PersonAppointed = "person_appointed",
    MessageEdited = "message_edited",
    MessageDeleted = "message_deleted",
    MessagesPurged = "messages_purged",
    SettingChanged = "setting_changed",
    EntriesPruned = "entries_pruned",
    AccessGiven = "access_given",
});

/// What may stand in an entry's detail. There is no way to put in what somebody typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fact {
    /// Which one.
    Id(Uuid),
    /// Which ones.
    Ids(Vec<Uuid>),
    /// A word of ours.
    Word(&'static str),
    /// How many, how far, when.
    Number(i64),
    /// A hash or a signature, in base64url.
    Proof(String),
}

macro_rules! facts {
    ($($id:ident),*) => {
        $(
            impl From<$id> for Fact {
                fn from(id: $id) -> Self {
                    Self::Id(id.0)
                }
            }

            impl From<Vec<$id>> for Fact {
                fn from(ids: Vec<$id>) -> Self {
                    Self::Ids(ids.into_iter().map(|id| id.0).collect())
                }
            }
        )*
    };
}

facts!(PersonId, DeviceId, MessageId, OrganisationId);

impl From<&'static str> for Fact {
    fn from(word: &'static str) -> Self {
        Self::Word(word)
    }
}

impl From<i64> for Fact {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<Fact> for Value {
    fn from(fact: Fact) -> Self {
        match fact {
            Fact::Id(id) => id.to_string().into(),
            Fact::Ids(ids) => ids.into_iter().map(|id| id.to_string()).collect(),
            Fact::Word(word) => word.into(),
            Fact::Number(number) => number.into(),
            Fact::Proof(text) => text.into(),
        }
    }
}

/// A deed to be written down with what it did.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct Audit {
    /// Who did it.
    pub actor: Actor,
    /// What they did.
    pub deed: Deed,
    /// To what.
    pub scope: Scope,
    detail: BTreeMap<&'static str, Value>,
}

impl Audit {
    /// What `actor` did to `scope`.
    pub fn new(actor: Actor, deed: Deed, scope: Scope) -> Self {
        Self { actor, deed, scope, detail: BTreeMap::new() }
    }

    /// What a caller did.
    pub fn by(who: &Caller, deed: Deed, scope: Scope) -> Self {
        Self::new(Actor::Person { person: who.person, device: who.device }, deed, scope)
    }

    /// What a caller did to what is their own.
    pub fn own(who: &Caller, deed: Deed) -> Self {
        Self::by(who, deed, Scope::Oneself(who.person))
    }

    /// What else is known of it.
    pub fn with(mut self, name: &'static str, fact: impl Into<Fact>) -> Self {
        self.detail.insert(name, fact.into().into());
        self
    }

    /// That as JSON, by name.
    pub fn detail(&self) -> String {
        Value::Object(self.detail.iter().map(|(name, fact)| ((*name).to_owned(), fact.clone())).collect()).to_string()
    }
}

/// Not worth an entry, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAudited(pub &'static str);

/// What every commit says of itself: nobody can forget.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// It is written down.
    Audit(Audit),
    /// It is not, and why.
    NotAudited(NotAudited),
}

impl From<Audit> for Note {
    fn from(audit: Audit) -> Self {
        Self::Audit(audit)
    }
}

impl From<NotAudited> for Note {
    fn from(reason: NotAudited) -> Self {
        Self::NotAudited(reason)
    }
}
