//! Opening a database, and bringing its tables up to date.

use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, PgConnection};

use super::{Db, Engine, Result, lane};

static COMMON: Migrator = sqlx::migrate!("../migrations");
static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// When a write is acknowledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// After the disk has it: the only choice for people.
    #[default]
    OnDisk,
    /// Before the commit. Exists so that the crash checker can prove that it notices lost messages.
    AckedTooEarly,
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

    fn is_postgres(&self) -> bool {
        self.url.starts_with("postgres:") || self.url.starts_with("postgresql:")
    }

    fn postgres(&self) -> Result<PgConnectOptions> {
        let options: PgConnectOptions = self.url.parse()?;
        Ok(options
            // A write says so itself; anything else cannot change a row. Every statement is made for an index and is
            // planned once, as on SQLite: tables without statistics yet, or grown since, are not read from end to end
            // (1.3 × as many sends per CPU-second, and as many more on a slow disk).
            .options([("default_transaction_read_only", "on"), ("plan_cache_mode", "force_generic_plan"), ("enable_seqscan", "off")])
            .application_name("pando")
            .statement_cache_capacity(2048)
            .disable_statement_logging())
    }

    fn sqlite(&self) -> Result<SqliteConnectOptions> {
        let options: SqliteConnectOptions = self.url.parse()?;
        Ok(options
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
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
            let pool = PgPoolOptions::new()
                .max_connections(options.connections)
                .acquire_timeout(Duration::from_secs(5))
                .test_before_acquire(false)
                .connect_with(options.postgres()?)
                .await?;
            return Ok(Self::new(Engine::Postgres(pool)));
        }
        let sqlite = options.sqlite()?;
        let writer = sqlite.connect().await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.connections)
            .acquire_timeout(Duration::from_secs(5))
            .test_before_acquire(false)
            .connect_with(sqlite.pragma("query_only", "on"))
            .await?;
        Ok(Self::new(Engine::Sqlite { readers, lane: lane::Lane::new(writer, options.durability) }))
    }

    /// Makes the database if it is a file that is not there, brings its tables up to date, and opens it.
    pub async fn open_up_to_date(options: &Options) -> Result<Self> {
        if !options.is_postgres()
            && let Some(folder) = options.sqlite()?.get_filename().parent()
        {
            std::fs::create_dir_all(folder).map_err(sqlx::Error::Io)?;
        }
        Self::migrate(options).await?;
        Self::open(options).await
    }

    /// Whether the tables are exactly those that this program knows.
    pub async fn is_up_to_date(&self) -> Result<bool> {
        let engine = if matches!(self.engine, Engine::Postgres(_)) { &POSTGRES } else { &SQLITE };
        let mut known: Vec<(i64,)> = COMMON.iter().chain(engine.iter()).map(|migration| (migration.version,)).collect();
        known.sort_unstable();
        let applied: Vec<(i64,)> =
            self.read().await?.query("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version").fetch_all().await?;
        Ok(known == applied)
    }

    /// Brings the tables up to date. Refuses a database that is newer than this program.
    pub async fn migrate(options: &Options) -> Result<()> {
        let engine = if options.is_postgres() { &POSTGRES } else { &SQLITE };
        let mut all: Vec<_> = COMMON.iter().chain(engine.iter()).cloned().collect();
        all.sort_by_key(|migration| migration.version);
        let all = Migrator::with_migrations(all);
        if options.is_postgres() {
            let mut conn = PgConnection::connect(&options.url).await?;
            all.run(&mut conn).await?;
            conn.close().await?;
        } else {
            let mut conn: SqliteConnection = options.sqlite()?.connect().await?;
            all.run(&mut conn).await?;
            conn.close().await?;
        }
        Ok(())
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
