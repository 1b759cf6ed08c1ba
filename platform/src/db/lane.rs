//! The write lane of SQLite: group commit for everything, and nothing acknowledged before it is on disk.
//!
//! All writes share one connection behind a fair lock. A writer opens a savepoint, works, releases it, hands the
//! lock to the next in line and **waits**; whoever finds nobody waiting commits for all. A failed writer
//! rolls back to its own savepoint; a failed COMMIT fails every writer in the batch, visibly. A writer that is
//! alone commits at once: there is no timer on an idle lane.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use sqlx::{Connection, SqliteConnection};
use tokio::runtime::Handle;
use tokio::sync::{Mutex, OwnedMutexGuard, watch};

use super::{DbError, Durability, Result};

/// A batch never holds more writers than this, …
const MOST_WRITERS: u32 = 256;
/// … nor stays open longer than this many milliseconds, however many wait.
const LONGEST: u64 = 5;

type Outcome = Option<std::result::Result<(), Arc<sqlx::Error>>>;

#[derive(Debug)]
pub(super) struct Lane {
    state: Arc<Mutex<State>>,
    pub(super) waiting: AtomicUsize,
    commits: AtomicU64,
    // Stretched by tests that must see an open batch, however slow the machine.
    pub(super) longest: AtomicU64,
    closing: AtomicBool,
    doubtful: watch::Receiver<bool>,
    durability: Durability,
    // Who gives up may be dropped outside the runtime; what he leaves is still cleared up in it.
    runtime: Handle,
}

#[derive(Debug)]
struct State {
    conn: Option<SqliteConnection>,
    batch: Option<Batch>,
    doubtful: watch::Sender<bool>,
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
            lane.clone().spawn(async move { lane.state.clone().lock_owned().await.settle(&lane).await });
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
        let (doubt, doubtful) = watch::channel(false);
        Arc::new(Self {
            state: Arc::new(Mutex::new(State { conn: Some(conn), batch: None, doubtful: doubt })),
            waiting: AtomicUsize::new(0),
            commits: AtomicU64::new(0),
            longest: AtomicU64::new(LONGEST),
            closing: AtomicBool::new(false),
            doubtful,
            durability,
            runtime: Handle::current(),
        })
    }

    pub(super) async fn begin(self: Arc<Self>) -> Result<Turn> {
        if self.closing.load(Ordering::SeqCst) {
            return Err(DbError::Closing);
        }
        self.waiting.fetch_add(1, Ordering::SeqCst);
        let in_line = InLine(Some(self.clone()));
        let mut state = self.state.clone().lock_owned().await;
        in_line.arrived();
        if *state.doubtful.borrow() {
            return Err(DbError::DiskDoubtful);
        }
        if state.conn.is_none() {
            return Err(DbError::Closing);
        }
        // `IMMEDIATE`: two programs that first read and then write would otherwise fail each other (`SQLITE_BUSY`, whatever the time-out).
        // In one text with the savepoint, as below with the COMMIT: each text is handed to the connection's own thread and back.
        let joins = state.batch.is_some();
        state.batch.get_or_insert_with(Batch::new);
        // From here on a cancelled writer is rolled back by `Turn::drop`.
        let mut turn = Turn { lane: self, state: Some(state) };
        if joins {
            sqlx::query("SAVEPOINT writer").execute(turn.connection()).await?;
        } else if let Err(error) = sqlx::raw_sql("BEGIN IMMEDIATE; SAVEPOINT writer").execute(turn.connection()).await {
            // BEGIN may have worked and SAVEPOINT not; left open, it would refuse every later BEGIN.
            turn.state().undo().await;
            turn.state().batch = None;
            turn.state = None;
            return Err(error.into());
        }
        Ok(turn)
    }

    /// Refuses whoever is not in line yet.
    pub(super) fn refuse(&self) {
        self.closing.store(true, Ordering::SeqCst);
    }

    /// Waits until no write is under way, then closes the connection.
    pub(super) async fn close(self: &Arc<Self>) {
        self.refuse();
        let lane = self.clone();
        // In a task of its own: given up half-way, a commit would be made and not told.
        let closed = self.runtime.spawn(async move {
            loop {
                let mut state = lane.state.clone().lock_owned().await;
                state.settle(&lane).await;
                if state.batch.is_some() {
                    // Others stand in line, and the lock is fair: they come before us.
                    continue;
                }
                if let Some(conn) = state.conn.take()
                    && let Err(error) = conn.close().await
                {
                    tracing::error!(%error, "the database did not close; what is committed is safe in its log");
                }
                return;
            }
        });
        if let Err(error) = closed.await {
            tracing::error!(%error, "the write lane did not close");
        }
    }

    /// Returns once a flush has failed.
    pub(super) async fn doubted(&self) {
        // The sender lives in the state, as long as the lane.
        drop(self.doubtful.clone().wait_for(|doubtful| *doubtful).await);
    }

    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::SeqCst)
    }

    fn nobody_waits(&self) -> bool {
        self.waiting.load(Ordering::SeqCst) == 0
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        self.runtime.spawn(task);
    }
}

impl Batch {
    #[expect(clippy::disallowed_methods, reason = "measures how long a batch is open; no business rule reads it")]
    fn new() -> Self {
        Self { began: Instant::now(), writers: 0, outcome: watch::Sender::new(None) }
    }

    fn is_due(&self, lane: &Lane) -> bool {
        let longest = Duration::from_millis(lane.longest.load(Ordering::Relaxed));
        self.writers >= MOST_WRITERS || self.began.elapsed() >= longest
    }
}

impl State {
    /// Commits the batch, if nobody is left to add to it.
    async fn settle(&mut self, lane: &Lane) {
        if lane.nobody_waits() && self.batch.is_some() {
            self.end(lane, "COMMIT").await;
        }
    }

    /// Ends the batch with `last`, and tells everybody in it how it ended.
    async fn end(&mut self, lane: &Lane, last: &'static str) {
        let ended = match &mut self.conn {
            Some(conn) => sqlx::raw_sql(last).execute(conn).await,
            None => Err(sqlx::Error::WorkerCrashed),
        };
        lane.commits.fetch_add(u64::from(ended.is_ok()), Ordering::SeqCst);
        self.tell(ended.map(drop)).await;
    }

    /// Tells everybody in the batch how it ended. After trouble its transaction is gone or cannot be trusted.
    async fn tell(&mut self, ended: std::result::Result<(), sqlx::Error>) {
        let writers = self.batch.as_ref().map_or(0, |batch| batch.writers);
        let outcome = ended.map_err(Arc::new);
        if let Err(error) = &outcome {
            if DbError::is_failed_flush(error) {
                self.doubtful.send_replace(true);
            }
            if writers > 0 {
                tracing::error!(%error, writers, "a commit failed; every write in it fails with it");
            }
            self.undo().await;
        }
        if let Some(batch) = self.batch.take() {
            batch.outcome.send_replace(Some(outcome));
        }
    }

    async fn undo(&mut self) {
        let Some(conn) = &mut self.conn else { return };
        // SQLite may have rolled back by itself (disk full, I/O error): then this has nothing to do.
        if let Err(error) = sqlx::raw_sql("ROLLBACK").execute(conn).await {
            tracing::debug!(%error, "nothing was left to roll back");
        }
    }
}

impl Turn {
    fn state(&mut self) -> &mut State {
        self.state.as_mut().expect("a turn holds the lane until it ends")
    }

    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        self.state().conn.as_mut().expect("a turn is only given while the lane is open")
    }

    /// Releases the savepoint and returns when the batch is on disk. Given up half-way, a commit would be half told: it
    /// runs in a task that nobody ends (`Tx::commit_then`).
    pub(super) async fn commit(mut self) -> Result<()> {
        let lane = self.lane.clone();
        let Some(state) = self.state.take() else { return Err(DbError::Closing) };
        let outcome = end(&lane, state).await;
        if lane.durability == Durability::AckedTooEarly {
            return Ok(());
        }
        wait(outcome).await
    }
}

async fn end(lane: &Lane, mut state: OwnedMutexGuard<State>) -> watch::Receiver<Outcome> {
    let State { conn: Some(conn), batch: Some(batch), .. } = &mut *state else {
        return watch::Sender::new(None).subscribe();
    };
    batch.writers += 1;
    let outcome = batch.outcome.subscribe();
    if lane.nobody_waits() || batch.is_due(lane) {
        state.end(lane, "RELEASE writer; COMMIT").await;
    } else if let Err(error) = sqlx::query("RELEASE writer").execute(conn).await {
        state.tell(Err(error)).await;
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
        self.lane.spawn(async move {
            let Some(conn) = &mut state.conn else { return };
            let undone = sqlx::raw_sql("ROLLBACK TO writer; RELEASE writer").execute(conn).await;
            match undone {
                Ok(_) => state.settle(&lane).await,
                // No such savepoint: the transaction ended by itself, and with it the others in the batch.
                Err(error) => state.tell(Err(error)).await,
            }
        });
    }
}
