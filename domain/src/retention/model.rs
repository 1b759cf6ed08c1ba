//! The words in which a table, or a kind of blob, says how long it is kept and who reaches it.

use crate::access::{Level, Timestamp};
use crate::deeds;

deeds!(
    /// A thing to do to what is kept.
    Deed, deed {
        /// Tell all that is held of somebody.
        TellHeld,
    }
);

/// The permission table, for whoever has something to do with the organisation that holds it; of what is their own everybody is told.
pub fn allows(level: Level, deed: Deed) -> bool {
    match deed {
        Deed::TellHeld => level >= Level::OrganisationAdmin,
    }
}

/// A day, in milliseconds.
pub const DAY: i64 = 24 * 60 * 60 * 1000;

/// When at night what is kept no longer goes, in milliseconds after midnight (UTC): few are at work then.
const NIGHT: i64 = 2 * 60 * 60 * 1000;

/// When the next night's jobs begin.
pub fn night_after(now: Timestamp) -> Timestamp {
    let today = Timestamp(now.0 - now.0.rem_euclid(DAY) + NIGHT);
    if now < today { today } else { today.plus(DAY) }
}

/// How many days there are in so many years at most: what must be kept for a year is kept for no day less.
pub const fn years(count: i64) -> i64 {
    count * 366
}

/// The record of an adult's acute care is kept for 8 years after they were last seen; a child's until they are 25, which a rule for what
/// is linked to a patient has to lengthen (NHS Records Management Code of Practice 2021, Appendix II).
pub const RECORD_YEARS: i64 = 8;

/// The same in days.
pub const RECORD_DAYS: i64 = years(RECORD_YEARS);

/// Audit entries are kept as long as the record of which they say who changed it, unless their organisation keeps them longer
/// (`organisation/settings.rs`).
pub const AUDIT_DAYS: i64 = RECORD_DAYS;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The rows of a table.
    Table(&'static str),
    /// The blobs of a kind: the first word of their names.
    Blobs(&'static str),
}

impl What {
    /// What it is called.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Table(name) | Self::Blobs(name) => name,
        }
    }
}

/// What it is kept as; a rule of retention is made for a class, or for what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// What was said and done in the care of patients: evidence of it.
    Record,
    /// Who people are, and where they come in.
    Account,
    /// How an organisation has set itself up.
    Configuration,
    /// Who did what.
    Audit,
    /// What the program needs to run; of no use afterwards.
    Operation,
}

/// How long it is kept, unless an organisation says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// So many days from the moment in this column; while there is none in it, as long as it is in use.
    Days(i64, &'static str),
    /// As long as the row of this table that it belongs to.
    AsLongAs(&'static str),
    /// As long as it is in use.
    InUse,
}

/// A step from a row to one of another table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// Which table.
    pub table: &'static str,
    /// By which columns: the one here, and the one there.
    pub on: &'static [(&'static str, &'static str)],
}

/// A step to the row of `table` whose columns there are those here.
pub const fn to(table: &'static str, on: &'static [(&'static str, &'static str)]) -> Step {
    Step { table, on }
}

/// From a row, step by step, to the one whose it is: a person, a conversation or an organisation.
pub type Way = &'static [Step];

/// Columns, and why they stay where they are.
pub type Without = &'static [(&'static [&'static str], &'static str)];

/// Whose something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// Somebody's: they are its subject.
    Person,
    /// A conversation's.
    Conversation,
    /// An organisation's.
    Organisation,
}

impl Whose {
    /// The table of those.
    pub const fn table(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Conversation => "conversation",
            Self::Organisation => "organisation",
        }
    }
}

/// How a hold reaches it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// By its ways to these: while one of them is held, no purge takes it, and nobody's deletion.
    By(&'static [Whose]),
    /// It does not, and why that cannot matter.
    Untouched(&'static str),
}

/// How a subject's access finds what is theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// By this statement of the store, for the person `$1`; of the columns that are not secret it leaves out these.
    Rows(&'static str, Without),
    /// It tells nothing of it, and why.
    Nothing(&'static str),
}

/// How an export takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Export {
    /// All of an organisation's rows, when it is its turn in the list, without the secret columns.
    Taken,
    /// It does not, and why.
    LeftOut(&'static str),
}

/// How it goes when it is kept no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purge {
    /// With what was said: once its conversation's floor has risen above it (`chat::actions::sweep`).
    Swept,
    /// With a range of sealed entries (`audit::actions::prune`).
    Pruned,
    /// When nobody can use it any more (`account::actions::tidy`).
    Tidied,
    /// When its work is done, by whoever did it.
    Done,
    /// Before the row of this table that it belongs to.
    With(&'static str),
    /// By itself, when nothing points to it any more.
    Whole,
    /// Never, and why.
    Stays(&'static str),
}

/// What a table, or a kind of blob, declares of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub what: What,
    /// What it is kept as.
    pub class: Class,
    /// How long.
    pub keep: Keep,
    /// Whose it is; of several ways to the same, a row may go any.
    pub ways: &'static [Way],
    /// Columns that no access and no export takes, whoever asks.
    pub secret: Without,
    /// How a hold reaches it.
    pub hold: Hold,
    /// How a subject's access does.
    pub access: Access,
    /// How an export does.
    pub export: Export,
    /// How it goes.
    pub purge: Purge,
}

impl Kept {
    /// The ways from it to these.
    pub fn ways_to(&self, whose: Whose) -> impl Iterator<Item = Way> {
        self.ways.iter().copied().filter(move |way| way.last().is_some_and(|step| step.table == whose.table()))
    }
}
