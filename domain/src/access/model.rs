//! Ids, moments and the levels of power: no naked primitives past this point.

use serde::{Deserialize, Serialize};

use crate::words;
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    };
}

id!(/// Several organisations under one administration.
    NetworkId);
id!(/// A Trust.
    OrganisationId);
id!(/// A hospital or clinic of an organisation.
    SiteId);
id!(/// A ward of a site.
    WardId);
id!(/// Somebody with an account.
    PersonId);
id!(/// A browser somebody signed in on.
    DeviceId);
id!(/// A direct or group conversation.
    ConversationId);
id!(/// A message; made by the sender's device, so that a repeat is recognised.
    MessageId);

/// A moment: milliseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "server", derive(sqlx::Type), sqlx(transparent))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// Milliseconds from `earlier` until this moment; negative when it lies before.
    pub fn since(self, earlier: Self) -> i64 {
        self.0 - earlier.0
    }

    /// This moment, `millis` later.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

/// How much somebody may administer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
// In the order of power: `>=` asks for so much at least.
pub enum Level {
    /// One that only a newer version knows: the least of all.
    Other,
    /// Their own things.
    #[default]
    Person,
    /// One organisation.
    OrganisationAdmin,
    /// Every organisation of a network.
    NetworkAdmin,
}

words!(Level { Person = "person", OrganisationAdmin = "organisation_admin", NetworkAdmin = "network_admin" });

/// A person on an open device: the only one whose actions run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// Who.
    pub person: PersonId,
    /// On which device.
    pub device: DeviceId,
    /// Of which organisation.
    pub organisation: OrganisationId,
    /// In which network.
    pub network: NetworkId,
    /// With which power.
    pub level: Level,
}

/// How far somebody has come in. Only [`Standing::Open`] answers data calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Standing {
    /// Nobody we know, or a device that was signed out.
    #[default]
    Anonymous,
    /// Signed in, but has not said who they are, or has no PIN on this device yet.
    Arriving {
        /// Who and where.
        caller: Caller,
        /// Whether the profile still has to be filled in (else only the PIN is missing).
        profile_missing: bool,
    },
    /// Signed in, but the PIN is asked first.
    Locked(Caller),
    /// At work.
    Open(Caller),
}
