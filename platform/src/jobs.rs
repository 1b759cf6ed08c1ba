//! Work to be done after a commit: mail, timers. A row written in the transaction that needs it, taken with a lease.
//!
//! A job runs at least once, and once only unless its runner dies or outlives its lease; so a handler must bear to be
//! called again. Nothing needs to be told: the commit of [`enqueue`] wakes this process's [`Runner`], and another
//! process finds the row when it looks next.
//!
//! Each [`Kind`] is a queue of its own, with places of its own: what waits for a slow mail server holds up no timer. A
//! program looks only into the queues of kinds it knows: what a newer one left waits, untouched, for a newer one.

mod runner;
mod store;
#[cfg(test)]
mod tests;

use std::time::Duration;

use uuid::Uuid;

use crate::db::{Db, DbError, Tx};
use crate::ids::Chance;

pub use runner::Runner;

/// A kind of work, and how its queue is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// What it is called in the table; never changed while any waits.
    pub name: &'static str,
    /// How many of them a process does at once.
    pub at_once: u32,
    /// How long one may take; it is cut off then, and only later does its lease end: two never run at once.
    pub longest: Duration,
    /// When one that failed is tried again.
    pub retry: Retry,
    /// The feature that it belongs to, if one can be switched off: in the word of whom the runner [asks](Runner::asks).
    pub feature: Option<&'static str>,
}

impl Kind {
    /// A kind served as most are: four at once, 50 seconds each, ten tries within about three quarters of an hour.
    pub const fn named(name: &'static str) -> Self {
        let retry = Retry { tries: 10, first: Duration::from_secs(5), longest: Duration::from_mins(15) };
        Self { name, at_once: 4, longest: Duration::from_secs(50), retry, feature: None }
    }
}

/// How often and how soon a failed job is tried again: each wait is twice the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// After so many it is given up, and kept for `doctor`.
    pub tries: u32,
    /// The wait after the first.
    pub first: Duration,
    /// No wait is longer.
    pub longest: Duration,
}

impl Retry {
    /// How long to wait (ms) after so many tries; nothing when it is given up.
    fn wait(&self, attempts: i64) -> Option<i64> {
        let doublings = u32::try_from(attempts - 1).ok().filter(|before| before + 1 < self.tries)?;
        let wait = self.first.saturating_mul(1_u32.checked_shl(doublings).unwrap_or(u32::MAX)).min(self.longest);
        Some(millis(wait))
    }
}

/// What goes first among those of one kind that are due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Priority {
    /// Before everything else of its kind.
    Urgent = 0,
    /// In the order of their moments.
    Ordinary = 1,
    /// When nothing else of its kind is due.
    Whenever = 2,
}

/// A job to be left in a transaction.
#[derive(Clone, Copy, Debug)]
pub struct NewJob<'a> {
    kind: Kind,
    sealed: &'a str,
    due_at: i64,
    ends_at: Option<i64>,
    key: Option<&'a str>,
    priority: Priority,
    organisation: Option<Uuid>,
}

impl<'a> NewJob<'a> {
    /// Something to do at `due_at` (ms UTC). `sealed` comes from [`Secret::seal`](crate::secret::Secret::seal): it may carry a code.
    pub fn new(kind: Kind, sealed: &'a str, due_at: i64) -> Self {
        Self { kind, sealed, due_at, ends_at: None, key: None, priority: Priority::Ordinary, organisation: None }
    }

    /// Worth nothing from `ends_at` on: it is given up then, and never begun.
    #[must_use]
    pub fn until(self, ends_at: i64) -> Self {
        Self { ends_at: Some(ends_at), ..self }
    }

    /// One of this kind and key waits at most: the newest words count, the earliest moment, the greater urgency. One that
    /// was asked for while it ran runs again. Can be [cancelled](cancel).
    #[must_use]
    pub fn once(self, key: &'a str) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Whether it goes before, or after, the others of its kind.
    #[must_use]
    pub fn priority(self, priority: Priority) -> Self {
        Self { priority, ..self }
    }

    /// Whose it is.
    #[must_use]
    pub fn organisation(self, organisation: Uuid) -> Self {
        Self { organisation: Some(organisation), ..self }
    }
}

/// Why a job did not succeed; its words go into the log and `doctor`, so nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It may work later.
    Later(String),
    /// It never will.
    Never(String),
}

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct FailedJob {
    /// What kind of work it was.
    pub kind: String,
    /// When it was given up (ms UTC).
    pub failed_at: i64,
    /// What its last try said.
    pub last_error: Option<String>,
}

/// Leaves a job in `tx`: it exists if and when `tx` is committed, and this process's runner is woken then.
pub async fn enqueue(tx: &mut Tx, job: &NewJob<'_>) -> Result<(), DbError> {
    store::insert(tx, Chance::Machine.id(job.due_at), job).await?;
    tx.ring_after_commit();
    Ok(())
}

/// Takes back what was to be done once; whether it was still there. One that runs at this moment ends by itself, and is
/// not tried again.
pub async fn cancel(tx: &mut Tx, kind: Kind, key: &str) -> Result<bool, DbError> {
    Ok(store::cancel(tx, kind.name, key).await? > 0)
}

/// The newest jobs that were given up.
pub async fn list_failed(db: &Db, most: i64) -> Result<Vec<FailedJob>, DbError> {
    store::list_failed(&mut db.read().await?, most).await
}

fn millis(time: Duration) -> i64 {
    i64::try_from(time.as_millis()).unwrap_or(i64::MAX)
}
