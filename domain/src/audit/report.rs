//! What a check of the audit trail found, in plain English.

use std::fmt;

use uuid::Uuid;

use crate::access::OrganisationId;

/// How one organisation's trail stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Whose.
    pub organisation: OrganisationId,
    /// What it is called; empty when the database does not know it.
    pub name: String,
    /// Entries that are what was sealed.
    pub whole: i64,
    /// Entries that are kept no longer, as a signed note says.
    pub pruned: i64,
    /// Entries that wait to be sealed.
    pub waiting: i64,
    /// What is wrong, each by itself.
    pub troubles: Vec<Trouble>,
}

impl Report {
    /// One of which nothing is known yet.
    pub fn new(organisation: OrganisationId, name: &str) -> Self {
        Self { organisation, name: name.into(), whole: 0, pruned: 0, waiting: 0, troubles: Vec::new() }
    }
}

/// Something wrong. Entries are counted from 1, in the order in which they were sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// An entry says something else than when it was sealed.
    Changed {
        /// Which one it was.
        number: i64,
        /// Its id.
        id: Uuid,
    },
    /// An entry that was sealed is gone, and no signed note excuses it.
    Missing {
        /// Which one it was.
        number: i64,
        /// Its id.
        id: Uuid,
    },
    /// An entry is gone before it was sealed.
    MissingUnsealed {
        /// Its id.
        id: Uuid,
    },
    /// An entry is there that no sealing has seen.
    Inserted {
        /// Its id.
        id: Uuid,
    },
    /// An entry waits to be sealed that was written with another key than this server's, or changed since.
    Foreign {
        /// Its id.
        id: Uuid,
    },
    /// The end was cut off: there are signed heads of more.
    Truncated {
        /// The first entry that is gone.
        from: i64,
        /// The last.
        to: i64,
    },
    /// Leaves are gone from the middle, and with them what the heads after them could prove.
    LeavesGone {
        /// The first entry without one.
        from: i64,
        /// The last.
        to: i64,
    },
    /// The leaves from one head to the next are not those that were signed.
    Rewritten {
        /// The first entry after the last head that fits.
        from: i64,
        /// The last one under the head that does not.
        to: i64,
    },
    /// Entries at the end stand under no signed head.
    NoHead {
        /// The first of them.
        from: i64,
        /// The last.
        to: i64,
    },
    /// A head is outside, and gone from the database.
    HeadGone {
        /// Of how many entries.
        size: i64,
    },
    /// A head was signed by nobody whom we trust, or changed since.
    NotSigned {
        /// Of how many entries.
        size: i64,
        /// Whether it stands in the file outside.
        outside: bool,
    },
    /// Heads that were outside are there no more.
    Lost {
        /// Of how many entries the first of them was.
        first: i64,
        /// How many.
        count: usize,
    },
    /// A line outside is no head, or stands where it cannot have been written.
    NoLine {
        /// Which line.
        number: u64,
    },
    /// The row with which the tree goes on is not that of its leaves.
    Tree,
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { number, id } => write!(f, "CHANGED    entry {number} ({id}) is not what was sealed"),
            Self::Missing { number, id } => write!(f, "MISSING    entry {number} ({id}) was sealed and is gone"),
            Self::MissingUnsealed { id } => write!(f, "MISSING    entry {id} waited to be sealed and is gone"),
            Self::Inserted { id } => write!(f, "INSERTED   entry {id} was put there past the server: it was never to be sealed"),
            Self::Foreign { id } => {
                write!(f, "INSERTED   entry {id} waits to be sealed, but this server's key did not write it, or not all of it")
            }
            Self::Truncated { from, to } => {
                write!(f, "TRUNCATED  {} cut off the end: a signed head says that there were {to}", entries(*from, *to))
            }
            Self::LeavesGone { from, to } => {
                write!(f, "MISSING    {} lost their leaves; what was signed after them cannot be checked", entries(*from, *to))
            }
            Self::Rewritten { from, to } => {
                write!(
                    f,
                    "REWRITTEN  the leaves of {} are not those that were signed; the heads after them do not fit either",
                    entries(*from, *to)
                )
            }
            Self::NoHead { from, to } => write!(f, "UNSIGNED   {} have leaves, but no signed head", entries(*from, *to)),
            Self::HeadGone { size } => {
                write!(f, "MISSING    the signed head of {size} entries is in the file outside, and not in the database")
            }
            Self::NotSigned { size, outside } => {
                let place = if *outside { "file outside" } else { "database" };
                write!(f, "UNSIGNED   the head of {size} entries in the {place} was not signed with a key that is trusted here")
            }
            Self::Lost { first, count } => {
                write!(
                    f,
                    "OUTSIDE    the file outside lacks {count} heads, the first of {first} entries: it was lost or cut; bring it back"
                )
            }
            Self::NoLine { number } => write!(f, "OUTSIDE    line {number} of the file outside is no signed head that belongs there"),
            Self::Tree => f.write_str("CHANGED    the row of the tree does not fit its leaves; nothing more is sealed"),
        }
    }
}

fn entries(from: i64, to: i64) -> String {
    if from == to { format!("entry {from}") } else { format!("entries {from} to {to}") }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name.as_str() {
            "" => write!(f, "{} (unknown to the database)", self.organisation)?,
            name => f.write_str(name)?,
        }
        write!(f, ": {} whole", count(self.whole))?;
        if self.pruned > 0 {
            write!(f, ", the first {} kept no longer (a signed note says so)", self.pruned)?;
        }
        if self.waiting > 0 {
            write!(f, ", {} waiting to be sealed", self.waiting)?;
        }
        match self.troubles.len() {
            0 => Ok(()),
            wrong => {
                write!(f, "; {wrong} wrong:")?;
                self.troubles.iter().try_for_each(|trouble| write!(f, "\n  {trouble}"))
            }
        }
    }
}

fn count(entries: i64) -> String {
    if entries == 1 { "1 entry is".into() } else { format!("{entries} entries are") }
}
