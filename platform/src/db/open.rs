//! Opening a database.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::promises::{IDLE_TIMEOUT, LOCK_TIMEOUT, STATEMENT_TIMEOUT, hold_to_the_disk};
use super::{Db, Engine, Result, lane};
use crate::folder;

/// When a write is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// After the disk has it: the only choice for people.
    #[default]
    OnDisk,
    /// Before the commit. Exists so that the crash checker can prove that it notices lost messages.
    AckedTooEarly,
    /// When the database says so, whatever that is worth: tests keep theirs on a PostgreSQL that flushes nothing.
    Unasked,
}

/// How to open a database.
#[derive(Clone, Debug)]
pub struct Options {
    /// `sqlite:PATH` or `postgres://…`.
    pub url: String,
    /// How many connections may read (SQLite) or work (PostgreSQL) at once.
    pub connections: u32,
    /// When a write is acknowledged.
    pub durability: Durability,
}

impl Options {
    /// The usual options for `url`.
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), connections: 8, durability: Durability::default() }
    }

    pub(super) fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres:") || self.url.starts_with("postgresql:")
    }

    fn postgres(&self) -> Result<PgConnectOptions> {
        let options: PgConnectOptions = self.url.parse()?;
        Ok(options
            // A write says so itself; anything else cannot change a row. Every statement is made for an index and is
            // planned once, as on SQLite: tables without statistics yet, or grown since, are not read from end to end
            // (1.3 × as many sends per CPU-second, and as many more on a slow disk).
            .options([("default_transaction_read_only", "on"), ("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off")])
            .options([
                ("statement_timeout", STATEMENT_TIMEOUT),
                ("lock_timeout", LOCK_TIMEOUT),
                ("idle_in_transaction_session_timeout", IDLE_TIMEOUT),
            ])
            .application_name("pando")
            .statement_cache_capacity(2048)
            .disable_statement_logging())
    }

    /// A migration takes as long as it takes, whatever its server or its user is set to.
    pub(super) async fn postgres_to_migrate(&self) -> Result<PgConnection> {
        let options: PgConnectOptions = self.url.parse()?;
        let patient = options.options([("statement_timeout", "0"), ("lock_timeout", "0"), ("idle_in_transaction_session_timeout", "0")]);
        self.checked(patient.application_name("pando migrate")).await
    }

    async fn checked(&self, options: PgConnectOptions) -> Result<PgConnection> {
        let mut conn = options.connect().await?;
        if self.durability != Durability::Unasked {
            hold_to_the_disk(&mut conn).await?;
        }
        Ok(conn)
    }

    pub(super) fn sqlite(&self) -> Result<SqliteConnectOptions> {
        let options: SqliteConnectOptions = self.url.parse()?;
        Ok(options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            // NORMAL would not flush a WAL at each commit: a power cut would take what was acknowledged (sqlite.org/pragma.html).
            .synchronous(SqliteSynchronous::Full)
            // Which SQLite looks at only if it is asked to.
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-65536")
            .pragma("temp_store", "memory")
            // Rows that are changed again and again are copied into the file once in 16 MB of log, not in 4.
            .pragma("wal_autocheckpoint", "4000")
            // A batch's rows come over in one go, without the two threads waiting for each other in between.
            .row_buffer_size(1024)
            .statement_cache_capacity(2048)
            .disable_statement_logging())
    }
}

impl Db {
    /// Opens the database; the tables must be there already (see [`Db::migrate`]).
    pub async fn open(options: &Options) -> Result<Self> {
        if options.is_postgres() {
            let postgres = options.postgres()?;
            // The pool tries again until it gives up, and tells nobody why: so once without it.
            options.checked(postgres.clone()).await?.close().await?;
            let asked = options.durability != Durability::Unasked;
            let pool = PgPoolOptions::new()
                .max_connections(options.connections)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire(false)
                // Every one: behind the same name another server may answer after a failover.
                .after_connect(move |conn, _| {
                    Box::pin(async move { if asked { hold_to_the_disk(conn).await.map_err(sqlx::Error::config) } else { Ok(()) } })
                })
                .connect_with(postgres)
                .await?;
            return Ok(Self::new(Engine::Postgres(pool)));
        }
        let sqlite = options.sqlite()?;
        let writer = sqlite.connect().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            // Nothing is written past the lane.
            .connect_with(sqlite.pragma("query_only", "on"))
            .await?;
        Ok(Self::new(Engine::Sqlite { readers, lane: lane::Lane::new(writer, options.durability) }))
    }

    /// Makes the database if it is a file that is not there, brings its tables up to date, and opens it.
    pub async fn open_up_to_date(options: &Options) -> Result<Self> {
        if !options.is_postgres() {
            let sqlite = options.sqlite()?;
            let file = sqlite.get_filename();
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            folder.map_or(Ok(()), folder::make).map_err(sqlx::Error::Io)?;
            // What SQLite makes beside it is as open as this.
            folder::make_file(file).map_err(sqlx::Error::Io)?;
        }
        Self::migrate(options).await?;
        Self::open(options).await
    }

    /// Whether a statement can be prepared on this engine; for the test that prepares every statement.
    pub async fn prepare(&self, sql: impl Into<super::Sql>) -> Result<()> {
        use sqlx::Executor;
        let sql = sql.into();
        match &self.engine {
            Engine::Sqlite { readers, .. } => drop(readers.acquire().await?.prepare(sql.for_sqlite()).await?),
            Engine::Postgres(pool) => drop(pool.acquire().await?.prepare(sql.for_postgres()).await?),
        }
        Ok(())
    }
}
