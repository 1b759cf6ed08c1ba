//! Work to be done after a commit: mail, timers. A row written in the transaction that needs it, taken with a lease.
//!
//! A job runs at least once, and once only unless its runner dies or outlives its lease; so a handler must bear to be
//! called again. Nothing needs to be told: the commit of [`enqueue`] wakes this process's [`Runner`], and another
//! process finds the row when it looks next.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use uuid::Uuid;

use crate::clock::Clock;
use crate::db::{Db, DbError, Tx};
use crate::ids::Chance;
use crate::secret::Secret;

/// How long a runner may hold a job before another one takes it.
const LEASE: i64 = 60_000;
/// A handler is cut off before its lease ends, so that two never run at once.
const LONGEST: Duration = Duration::from_secs(50);
/// After so many tries a job is given up and kept for `doctor`.
const MOST_TRIES: i64 = 10;
/// Another process's jobs are noticed within this time at the latest.
const LOOK_AGAIN: Duration = Duration::from_secs(15);
/// Jobs that wait for somebody else (a mail server) do not hold up the others.
const AT_ONCE: usize = 4;

/// Why a job did not succeed; its words go into the log and `doctor`, so nothing personal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// It may work later.
    Later(String),
    /// It never will.
    Never(String),
}

type Handler = Arc<dyn Fn(Vec<u8>) -> BoxFuture<'static, Result<(), Trouble>> + Send + Sync>;

/// Takes due jobs and runs them; as many runners on as many machines as you like.
#[derive(Clone)]
pub struct Runner {
    db: Db,
    clock: Clock,
    secret: Secret,
    handlers: HashMap<&'static str, Handler>,
}

#[derive(sqlx::FromRow)]
struct Job {
    id: Uuid,
    kind: String,
    payload: String,
    attempts: i64,
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

const INSERT: &str = "INSERT INTO job (id, kind, payload, run_at) VALUES ($1, $2, $3, $4)";

// Two runners may choose the same row; the second then finds its lease taken, on both engines.
const CLAIM: &str = "UPDATE job SET lease_until = $1, attempts = attempts + 1
    WHERE id = (SELECT id FROM job WHERE failed_at IS NULL AND run_at <= $2 AND lease_until <= $2 ORDER BY run_at, id LIMIT 1)
    AND failed_at IS NULL AND lease_until <= $2
    RETURNING id, kind, payload, attempts";

const DELETE: &str = "DELETE FROM job WHERE id = $1 AND attempts = $2";

const POSTPONE: &str = "UPDATE job SET lease_until = 0, run_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2";

const GIVE_UP: &str = "UPDATE job SET lease_until = 0, failed_at = $3, last_error = $4 WHERE id = $1 AND attempts = $2";

const NEXT_DUE: &str = "SELECT min(CASE WHEN lease_until > run_at THEN lease_until ELSE run_at END) FROM job WHERE failed_at IS NULL";

const FAILED: &str = "SELECT kind, failed_at, last_error FROM job WHERE failed_at IS NOT NULL ORDER BY failed_at DESC LIMIT $1";

/// Enqueues a job in `tx`: it exists if and when `tx` is committed, and this process's runner is woken then.
/// `sealed` comes from [`Secret::seal`]: a job may carry a code.
pub async fn enqueue(tx: &mut Tx, kind: &'static str, sealed: &str, run_at: i64) -> Result<(), DbError> {
    let id = Chance::Machine.id(run_at);
    tx.query(INSERT).bind(id).bind(kind).bind(sealed).bind(run_at).execute().await?;
    tx.ring_after_commit();
    Ok(())
}

/// The newest jobs that were given up.
pub async fn list_failed(db: &Db, most: i64) -> Result<Vec<FailedJob>, DbError> {
    db.read().await?.query(FAILED).bind(most).fetch_all().await
}

impl Runner {
    /// A runner that knows no kind of job yet.
    pub fn new(db: Db, clock: Clock, secret: Secret) -> Self {
        Self { db, clock, secret, handlers: HashMap::new() }
    }

    /// Teaches it what to do with jobs of this kind; the handler gets the opened payload.
    #[must_use]
    pub fn on<F, Done>(mut self, kind: &'static str, handler: F) -> Self
    where
        F: Fn(Vec<u8>) -> Done + Send + Sync + 'static,
        Done: Future<Output = Result<(), Trouble>> + Send + 'static,
    {
        self.handlers.insert(kind, Arc::new(move |payload| Box::pin(handler(payload))));
        self
    }

    /// Runs everything that is due now; returns how many were tried.
    pub async fn run_due(&self) -> Result<usize, DbError> {
        let mut tried = 0;
        while let Some(job) = self.claim().await? {
            tried += 1;
            self.try_once(job).await?;
        }
        Ok(tried)
    }

    /// Runs what is due, for ever; drop the future, or abort its task, to stop. A job cut off by that is run again
    /// when its lease ends.
    pub async fn run(&self) {
        futures::future::join_all((0..AT_ONCE).map(|_| self.run_one_by_one())).await;
    }

    async fn run_one_by_one(&self) {
        loop {
            let pause = match self.run_due().await {
                Ok(_) => self.until_next().await,
                Err(error) => {
                    tracing::error!(%error, "jobs cannot be taken");
                    LOOK_AGAIN
                }
            };
            // Early is fine: it finds nothing and sleeps again.
            let _early = tokio::time::timeout(pause, self.db.bell().notified()).await;
        }
    }

    async fn until_next(&self) -> Duration {
        match self.next_due().await {
            Ok(Some(at)) => {
                let millis = u64::try_from(at.saturating_sub(self.clock.now())).unwrap_or(0);
                // Never 0: a runner that lost a race must not spin.
                Duration::from_millis(millis.max(10)).min(LOOK_AGAIN)
            }
            Ok(None) => LOOK_AGAIN,
            Err(error) => {
                tracing::error!(%error, "jobs cannot be looked up");
                LOOK_AGAIN
            }
        }
    }

    async fn next_due(&self) -> Result<Option<i64>, DbError> {
        let next: (Option<i64>,) = self.db.read().await?.query(NEXT_DUE).fetch_one().await?;
        Ok(next.0)
    }

    async fn claim(&self) -> Result<Option<Job>, DbError> {
        let now = self.clock.now();
        // Looking first costs a read; taking without need would cost a flush to disk.
        if self.next_due().await?.is_none_or(|at| at > now) {
            return Ok(None);
        }
        let mut tx = self.db.write().await?;
        let job: Option<Job> = tx.query(CLAIM).bind(now + LEASE).bind(now).fetch_optional().await?;
        tx.commit().await?;
        Ok(job)
    }

    async fn try_once(&self, job: Job) -> Result<(), DbError> {
        let ended = self.handle(&job).await;
        let mut tx = self.db.write().await?;
        // `attempts` is ours alone: once the lease has passed to another runner, these find no row.
        match ended {
            Ok(()) => tx.query(DELETE).bind(job.id).bind(job.attempts),
            Err(Trouble::Later(why)) if job.attempts < MOST_TRIES => {
                tracing::warn!(kind = job.kind, job = %job.id, attempt = job.attempts, why, "a job will be tried again");
                let again = self.clock.now() + back_off(job.attempts);
                tx.query(POSTPONE).bind(job.id).bind(job.attempts).bind(again).bind(short(&why))
            }
            Err(Trouble::Later(why) | Trouble::Never(why)) => {
                tracing::error!(kind = job.kind, job = %job.id, attempt = job.attempts, why, "a job is given up");
                metrics::counter!("pando_jobs_given_up_total", "kind" => job.kind).increment(1);
                tx.query(GIVE_UP).bind(job.id).bind(job.attempts).bind(self.clock.now()).bind(short(&why))
            }
        }
        .execute()
        .await?;
        tx.commit().await
    }

    async fn handle(&self, job: &Job) -> Result<(), Trouble> {
        if job.attempts > MOST_TRIES {
            return Err(Trouble::Never("its runner died each time".into()));
        }
        let Some(handler) = self.handlers.get(job.kind.as_str()) else {
            // During a rolling upgrade an older program meets newer jobs: they wait for one that knows them.
            return Err(Trouble::Later("no handler for this kind".into()));
        };
        let payload = self.secret.open(&job.payload).map_err(|error| Trouble::Never(error.to_string()))?;
        // In a task of its own: a handler that panics fails its job, not the runner.
        let mut running = tokio::spawn(handler(payload));
        match tokio::time::timeout(LONGEST, &mut running).await {
            Ok(Ok(ended)) => ended,
            Ok(Err(_)) => Err(Trouble::Later("the handler panicked".into())),
            Err(_) => {
                running.abort();
                Err(Trouble::Later("it took too long".into()))
            }
        }
    }
}

/// 5 s, 10 s, 20 s … up to 15 minutes.
fn back_off(attempts: i64) -> i64 {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(16);
    (5_000_i64 << doublings).min(900_000)
}

fn short(why: &str) -> String {
    // NUL is the one character that PostgreSQL refuses in a text.
    why.chars().filter(|char| *char != '\0').take(300).collect()
}

#[cfg(test)]
mod tests;
