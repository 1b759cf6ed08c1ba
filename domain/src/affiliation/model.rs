//! What is said of somebody who is made to belong.

use crate::access::{Failure, Level, Outcome, Timestamp};
use crate::deeds;

deeds!(
    /// A thing to do to who belongs to an organisation.
    Deed, deed {
        /// Say who belongs to it, from when until when, and what they may administer.
        Affiliate,
        /// Give somebody whose home it is another address to come in by.
        Readdress,
    }
);

/// The permission table of belonging, for whoever has something to do with the organisation.
pub fn allows(level: Level, deed: Deed) -> bool {
    match deed {
        Deed::Affiliate | Deed::Readdress => level >= Level::OrganisationAdmin,
    }
}

/// No beginning: they have belonged there from the first moment. A clock that is set back makes nobody a stranger.
pub const AT_ONCE: Timestamp = Timestamp(0);
/// No end: nobody has said when.
pub const OPEN_END: Timestamp = Timestamp(i64::MAX);

/// How somebody belongs to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// What they may administer there.
    pub level: Level,
    /// Whether its people find them.
    pub visible: bool,
    /// Since when; [`AT_ONCE`] where that is not still to come.
    pub from: Timestamp,
    /// Until when; [`OPEN_END`] where nobody has said.
    pub until: Timestamp,
}

impl Terms {
    /// The same, where they can be: they end after they begin and are not over yet, and give no level above `own`.
    pub fn checked(self, own: Level, now: Timestamp) -> Outcome<Self> {
        if self.until <= self.from.max(now) {
            return Err(Failure::invalid("until", "Choose an end that is still to come, and after the beginning."));
        }
        if self.level > own {
            return Err(Failure::Forbidden);
        }
        Ok(Self { from: if self.from <= now { AT_ONCE } else { self.from }, ..self })
    }
}
