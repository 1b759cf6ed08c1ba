//! One SQL text, two engines: the only module that knows there are two.
//!
//! A feature writes `tx.query(SQL).bind(x).fetch_all::<Message>()` and sees no engine. Writes on SQLite go
//! through the [write lane](lane), which groups commits; on PostgreSQL a write is an ordinary transaction.

mod error;
mod lane;
mod open;
mod query;
mod statements;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use sqlx::pool::PoolConnection;
use sqlx::{PgPool, Postgres, Sqlite, SqlitePool, Transaction};

pub use error::{DbError, Result};
pub use open::{Durability, Options};
pub use query::{Bind, Query, Row, Sql};

/// A database: SQLite in one file, or PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db(Engine);

#[derive(Clone, Debug)]
enum Engine {
    Sqlite { readers: SqlitePool, lane: Arc<lane::Lane> },
    Postgres(PgPool),
}

/// A place to run statements: a read, a snapshot, or a write that must be [committed](Tx::commit).
///
/// Dropped without a commit, a write never happened.
#[must_use]
pub struct Tx(Inner);

enum Inner {
    SqliteRead(PoolConnection<Sqlite>),
    SqliteSnapshot(Transaction<'static, Sqlite>),
    SqliteWrite(lane::Turn),
    PostgresRead(PoolConnection<Postgres>),
    PostgresTx(Transaction<'static, Postgres>),
}

impl Db {
    /// Statements that each see the latest committed data; for a single question.
    pub async fn read(&self) -> Result<Tx> {
        Ok(Tx(match &self.0 {
            Engine::Sqlite { readers, .. } => Inner::SqliteRead(readers.acquire().await?),
            Engine::Postgres(pool) => Inner::PostgresRead(pool.acquire().await?),
        }))
    }

    /// Statements that all see one and the same moment; for several questions that must agree.
    pub async fn snapshot(&self) -> Result<Tx> {
        Ok(Tx(match &self.0 {
            Engine::Sqlite { readers, .. } => Inner::SqliteSnapshot(readers.begin().await?),
            Engine::Postgres(pool) => {
                Inner::PostgresTx(pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?)
            }
        }))
    }

    /// A write; returns when it is this writer's turn. Await nothing but the database while holding it.
    pub async fn write(&self) -> Result<Tx> {
        Ok(Tx(match &self.0 {
            Engine::Sqlite { lane, .. } => Inner::SqliteWrite(lane.clone().begin().await?),
            Engine::Postgres(pool) => Inner::PostgresTx(pool.begin().await?),
        }))
    }

    /// The engine's name, for logs and `doctor`.
    pub fn engine(&self) -> &'static str {
        match &self.0 {
            Engine::Sqlite { .. } => "SQLite",
            Engine::Postgres(_) => "PostgreSQL",
        }
    }

    /// Waits for writes under way, then closes every connection.
    pub async fn close(&self) {
        match &self.0 {
            Engine::Sqlite { readers, lane } => {
                lane.drain().await;
                readers.close().await;
            }
            Engine::Postgres(pool) => pool.close().await,
        }
    }
}

impl Tx {
    /// A statement; the same text on both engines, or [`Sql`] where they must differ.
    pub fn query(&mut self, sql: impl Into<Sql>) -> Query<'_> {
        let sql = sql.into();
        match &mut self.0 {
            Inner::SqliteRead(conn) => Query::sqlite(conn, sql),
            Inner::SqliteSnapshot(tx) => Query::sqlite(tx, sql),
            Inner::SqliteWrite(turn) => Query::sqlite(turn.connection(), sql),
            Inner::PostgresRead(conn) => Query::postgres(conn, sql),
            Inner::PostgresTx(tx) => Query::postgres(tx, sql),
        }
    }

    /// A statement over many rows at once: `before ($1,$2),($3,$4)… after`. Bind row by row.
    ///
    /// Set-based statements are what makes the hot paths fast: one hand-over to the database for a whole batch.
    pub fn query_rows(&mut self, (before, columns, after): (&'static str, usize, &'static str), rows: usize) -> Query<'_> {
        self.query(Sql::rows(before, rows, columns, after))
    }

    /// Makes a write durable. Returns only after it is on disk; an error means that it did not happen,
    /// or that nobody can tell (the connection broke): never that it is safe.
    pub async fn commit(self) -> Result<()> {
        match self.0 {
            Inner::SqliteWrite(turn) => turn.commit().await,
            Inner::PostgresTx(tx) => Ok(tx.commit().await?),
            Inner::SqliteSnapshot(tx) => Ok(tx.commit().await?),
            Inner::SqliteRead(_) | Inner::PostgresRead(_) => Ok(()),
        }
    }
}
