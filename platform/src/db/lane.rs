//! The write lane of SQLite: group commit for everything, and nothing acknowledged before it is on disk.
//!
//! All writes share one connection behind a fair lock. A writer opens a savepoint, works, releases it, hands the
//! lock to the next in line and **waits**; whoever finds nobody waiting commits for all. A failed writer
//! rolls back to its own savepoint; a failed COMMIT fails every writer in the batch, visibly. A writer that is
//! alone commits at once: there is no timer on an idle lane.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::SqliteConnection;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::{DbError, Durability, Result};

/// A batch never holds more writers than this, …
const MOST_WRITERS: u32 = 256;
/// … nor stays open longer than this, however many wait.
const LONGEST: Duration = Duration::from_millis(5);

type Outcome = Option<std::result::Result<(), Arc<sqlx::Error>>>;

#[derive(Debug)]
pub(super) struct Lane {
    state: Arc<Mutex<State>>,
    waiting: AtomicUsize,
    durability: Durability,
}

#[derive(Debug)]
struct State {
    conn: SqliteConnection,
    batch: Option<Batch>,
}

#[derive(Debug)]
struct Batch {
    began: Instant,
    writers: u32,
    outcome: watch::Sender<Outcome>,
}

/// One writer's turn. Dropped without a commit, it rolls back alone.
pub(super) struct Turn {
    lane: Arc<Lane>,
    state: Option<OwnedMutexGuard<State>>,
}

/// Counts a writer in line; if it gives up, the batch that counted on it is closed by somebody else.
struct InLine(Option<Arc<Lane>>);

impl Drop for InLine {
    fn drop(&mut self) {
        if let Some(lane) = self.0.take() {
            lane.waiting.fetch_sub(1, Ordering::SeqCst);
            spawn(async move { lane.clone().state.clone().lock_owned().await.settle(&lane).await });
        }
    }
}

impl InLine {
    fn arrived(mut self) {
        if let Some(lane) = self.0.take() {
            lane.waiting.fetch_sub(1, Ordering::SeqCst);
        }
    }
}

impl Lane {
    pub(super) fn new(conn: SqliteConnection, durability: Durability) -> Arc<Self> {
        let state = Arc::new(Mutex::new(State { conn, batch: None }));
        Arc::new(Self { state, waiting: AtomicUsize::new(0), durability })
    }

    pub(super) async fn begin(self: Arc<Self>) -> Result<Turn> {
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let in_line = InLine(Some(self.clone()));
        let state = self.state.clone().lock_owned().await;
        in_line.arrived();
        // From here on a cancelled writer is rolled back by `Turn::drop`.
        let mut turn = Turn { lane: self, state: Some(state) };
        let state = turn.state();
        if state.batch.is_some() {
            sqlx::query("SAVEPOINT writer").execute(&mut state.conn).await?;
        } else {
            state.batch = Some(Batch::new());
            if let Err(error) = sqlx::raw_sql("BEGIN IMMEDIATE; SAVEPOINT writer").execute(&mut state.conn).await {
                state.batch = None;
                turn.state = None;
                return Err(error.into());
            }
        }
        Ok(turn)
    }

    /// Waits until no write is under way.
    pub(super) async fn drain(self: &Arc<Self>) {
        self.state.clone().lock_owned().await.settle(self).await;
    }

    fn nobody_waits(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) == 0
    }
}

impl Batch {
    #[expect(clippy::disallowed_methods, reason = "measures how long a batch is open; no business rule reads it")]
    fn new() -> Self {
        Self { began: Instant::now(), writers: 0, outcome: watch::Sender::new(None) }
    }

    fn is_due(&self) -> bool {
        self.writers >= MOST_WRITERS || self.began.elapsed() >= LONGEST
    }
}

impl State {
    /// Commits the batch, if nobody is left to add to it.
    async fn settle(&mut self, lane: &Lane) {
        if lane.nobody_waits() && self.batch.is_some() {
            self.close("COMMIT").await;
        }
    }

    /// Ends the batch with `last`, and tells everybody in it how it ended.
    async fn close(&mut self, last: &'static str) {
        let ended = sqlx::raw_sql(last).execute(&mut self.conn).await;
        self.tell(ended.map(drop)).await;
    }

    /// Gives up the whole batch: its transaction is gone or cannot be trusted.
    async fn poison(&mut self, error: sqlx::Error) {
        self.tell(Err(error)).await;
    }

    async fn tell(&mut self, ended: std::result::Result<(), sqlx::Error>) {
        let outcome = ended.map_err(Arc::new);
        if let Err(error) = &outcome {
            tracing::error!(%error, "a commit failed; every write in it fails with it");
            // SQLite may have rolled back by itself (disk full, I/O error): then this has nothing to do.
            if let Err(error) = sqlx::raw_sql("ROLLBACK").execute(&mut self.conn).await {
                tracing::debug!(%error, "nothing was left to roll back");
            }
        }
        if let Some(batch) = self.batch.take() {
            batch.outcome.send_replace(Some(outcome));
        }
    }
}

impl Turn {
    fn state(&mut self) -> &mut State {
        self.state.as_mut().expect("a turn holds the lane until it ends")
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.state().conn
    }

    /// Releases the savepoint and returns when the batch is on disk.
    pub(super) async fn commit(mut self) -> Result<()> {
        let lane = self.lane.clone();
        let Some(state) = self.state.take() else { return Err(DbError::Closing) };
        // In a task of its own: a caller that goes away must not leave a commit half told.
        let outcome = tokio::spawn(end(lane.clone(), state)).await.map_err(|_| DbError::Closing)?;
        if lane.durability == Durability::AckedTooEarly {
            return Ok(());
        }
        wait(outcome).await
    }
}

async fn end(lane: Arc<Lane>, mut state: OwnedMutexGuard<State>) -> watch::Receiver<Outcome> {
    let Some(batch) = state.batch.as_mut() else { return watch::Sender::new(None).subscribe() };
    batch.writers += 1;
    let outcome = batch.outcome.subscribe();
    if lane.nobody_waits() || batch.is_due() {
        state.close("RELEASE writer; COMMIT").await;
    } else if let Err(error) = sqlx::query("RELEASE writer").execute(&mut state.conn).await {
        state.poison(error).await;
    }
    outcome
}

async fn wait(mut outcome: watch::Receiver<Outcome>) -> Result<()> {
    match outcome.wait_for(Option::is_some).await.map_err(|_| DbError::Closing)?.as_ref() {
        Some(Ok(())) => Ok(()),
        Some(Err(error)) => Err(DbError::CommitFailed(error.clone())),
        None => Err(DbError::Closing),
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Some(mut state) = self.state.take() else { return };
        let lane = self.lane.clone();
        spawn(async move {
            let undone = sqlx::raw_sql("ROLLBACK TO writer; RELEASE writer").execute(&mut state.conn).await;
            match undone {
                Ok(_) => state.settle(&lane).await,
                Err(error) => state.poison(error).await,
            }
        });
    }
}

fn spawn(task: impl Future<Output = ()> + Send + 'static) {
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(task);
    }
}
