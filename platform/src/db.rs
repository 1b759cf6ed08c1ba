//! One SQL text, two engines: the only module that knows there are two.
//!
//! A feature writes `tx.query(SQL).bind(x).fetch_all::<Message>()` and sees no engine. Writes on SQLite go
//! through the write lane (`lane`), which groups commits; on PostgreSQL a write is an ordinary transaction.

mod error;
mod lane;
mod open;
mod promises;
mod query;
mod statements;
mod tables;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use tokio::sync::Notify;

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

pub use error::{DbError, Result};
pub use open::{Durability, Options};
pub use promises::Promise;
pub use query::{Bind, Query, Row, Sql, portions};
pub use tables::Tables;

/// A database: SQLite in one file, or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db {
    engine: Engine,
    /// Rung after a commit that enqueued a job.
    bell: Arc<Notify>,
}

#[derive(Clone, Debug)]
enum Engine {
    Sqlite { readers: SqlitePool, lane: Arc<lane::Lane> },
    Postgres(PgPool),
}

/// A place to run statements: a read, a snapshot, or a write that must be [committed](Tx::commit).
///
/// Dropped without a commit, a write never happened. After a statement that failed or was given up half-way it
/// takes no other one and cannot be committed: PostgreSQL insists on that, and SQLite may have rolled back
/// everything by itself (disk full, I/O error), so that what follows would be written outside any transaction.
#[must_use]
pub struct Tx {
    inner: Inner,
    failed: bool,
    bell: Arc<Notify>,
    ring: bool,
}

enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteSnapshot(Transaction<'static, Sqlite>),
    SqliteWrite(lane::Turn),
    PostgresRead(PoolConnection<Postgres>),
    PostgresSnapshot(Transaction<'static, Postgres>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// Begins in a task of its own, which a caller who goes away does not end: a BEGIN given up on its way would leave the
/// connection inside a transaction that nobody ends, for the next borrower to write in (sqlx issue 4393).
async fn begin(pool: &PgPool, how: &'static str) -> Result<Transaction<'static, Postgres>> {
    let pool = pool.clone();
    let begun = tokio::spawn(async move { pool.begin_with(how).await });
    Ok(begun.await.map_err(|_| DbError::Closing)??)
}

impl Db {
    fn new(engine: Engine) -> Self {
        Self { engine, bell: Arc::default() }
    }

    /// Statements that each see the latest committed data; for a single question. Cannot write.
    pub async fn read(&self) -> Result<Tx> {
        Ok(Tx::new(
            self,
            match &self.engine {
                Engine::Sqlite { readers, .. } => Inner::SqliteRead(readers.acquire().await?),
                Engine::Postgres(pool) => Inner::PostgresRead(pool.acquire().await?),
            },
        ))
    }

    /// Statements that all see one and the same moment; for several questions that must agree. Cannot write.
    pub async fn snapshot(&self) -> Result<Tx> {
        Ok(Tx::new(
            self,
            match &self.engine {
                Engine::Sqlite { readers, .. } => Inner::SqliteSnapshot(readers.begin().await?),
                Engine::Postgres(pool) => Inner::PostgresSnapshot(begin(pool, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?),
            },
        ))
    }

    /// A write; returns when it is this writer's turn. Await nothing but the database while holding it.
    pub async fn write(&self) -> Result<Tx> {
        Ok(Tx::new(
            self,
            match &self.engine {
                Engine::Sqlite { lane, .. } => Inner::SqliteWrite(lane.clone().begin().await?),
                // Connections are read-only unless a write says otherwise, as on SQLite.
                Engine::Postgres(pool) => Inner::PostgresWrite(begin(pool, "BEGIN READ WRITE").await?),
            },
        ))
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        self.read().await?.query("SELECT 1").execute().await.map(drop)
    }

    /// The engine's name, for logs and `doctor`.
    pub fn engine(&self) -> &'static str {
        match &self.engine {
            Engine::Sqlite { .. } => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// Whether two writes of this process may run at the same time, and so wait for each other's rows.
    pub fn writes_side_by_side(&self) -> bool {
        matches!(self.engine, Engine::Postgres(_))
    }

    /// How many commits the write lane has made; nothing on PostgreSQL, which counts its own.
    pub fn commits(&self) -> Option<u64> {
        match &self.engine {
            Engine::Sqlite { lane, .. } => Some(lane.commits()),
            Engine::Postgres(_) => None,
        }
    }

    /// Returns once the disk has failed to flush: what it holds is not known any more, and every write is refused from
    /// then on. Only opening the file anew tells, so a server ends. Never returns on PostgreSQL, which ends by itself.
    pub async fn doubted(&self) {
        match &self.engine {
            Engine::Sqlite { lane, .. } => lane.doubted().await,
            Engine::Postgres(_) => std::future::pending().await,
        }
    }

    /// What is rung when a commit of this process enqueued a job.
    pub(crate) fn bell(&self) -> &Notify {
        &self.bell
    }

    /// Refuses new writes, waits for those under way, then closes every connection.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { readers, lane } => {
                lane.refuse();
                readers.close().await;
                // Last, so that closing it folds the log into the one file.
                lane.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    fn new(db: &Db, inner: Inner) -> Self {
        Self { inner, failed: false, bell: db.bell.clone(), ring: false }
    }

    /// A statement; the same text on both engines, or [`Sql`] where they must differ.
    pub fn query(&mut self, sql: impl Into<Sql>) -> Query<'_> {
        let (sql, failed) = (sql.into(), &mut self.failed);
        match &mut self.inner {
            Inner::SqliteRead(conn) => Query::sqlite(conn, sql, failed),
            Inner::SqliteSnapshot(tx) => Query::sqlite(tx, sql, failed),
            Inner::SqliteWrite(turn) => Query::sqlite(turn.connection(), sql, failed),
            Inner::PostgresRead(conn) => Query::postgres(conn, sql, failed),
            Inner::PostgresSnapshot(tx) | Inner::PostgresWrite(tx) => Query::postgres(tx, sql, failed),
        }
    }

    /// A statement over many rows at once: `before ($1,$2),($3,$4)… after`. Bind row by row.
    ///
    /// Set-based statements are what makes the hot paths fast: one hand-over to the database for a whole batch.
    pub fn query_rows(&mut self, (before, columns, after): (&'static str, usize, &'static str), rows: usize) -> Query<'_> {
        self.query(Sql::rows(before, rows, columns, after))
    }

    /// Wakes this process's job runner once this write is durable, not before.
    pub(crate) fn ring_after_commit(&mut self) {
        self.ring = true;
    }

    /// Makes a write durable. Returns only after it is on disk; an error means that it did not happen,
    /// or that nobody can tell (the connection broke): never that it is safe.
    pub async fn commit(self) -> Result<()> {
        self.commit_then(|| ()).await
    }

    /// The same, and then does what follows from it. Both in a task of their own: whoever hangs up meanwhile stops
    /// neither, so that nothing is true that nobody was told.
    pub async fn commit_then(self, then: impl FnOnce() + Send + 'static) -> Result<()> {
        if self.failed {
            // PostgreSQL would answer COMMIT with a quiet ROLLBACK, which sqlx reports as success.
            return Err(DbError::Failed);
        }
        let writes = matches!(self.inner, Inner::SqliteWrite(_) | Inner::PostgresWrite(_));
        let committed = async move {
            match self.inner {
                Inner::SqliteWrite(turn) => turn.commit().await?,
                Inner::SqliteSnapshot(tx) => tx.commit().await?,
                Inner::PostgresWrite(tx) | Inner::PostgresSnapshot(tx) => tx.commit().await?,
                Inner::SqliteRead(_) | Inner::PostgresRead(_) => {}
            }
            if self.ring {
                self.bell.notify_one();
            }
            then();
            Ok(())
        };
        // A read leaves nothing half done when whoever asked goes.
        if writes { tokio::spawn(committed).await.map_err(|_| DbError::Closing)? } else { committed.await }
    }
}
