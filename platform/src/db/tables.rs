//! Bringing the tables up to date, and knowing which programs may use them.
//!
//! A program's number is the newest migration that it knows. It starts on older tables by bringing them up to its number,
//! and on newer ones as long as the database allows it: `program.oldest` is raised by the migrations that the programs
//! before them cannot live with, and by no other. So the version before runs beside the next one, and starts again.

use sqlx::migrate::{Migrate, Migration, Migrator};
use sqlx::{ConnectOptions, Connection, PgConnection, SqliteConnection};

use super::open::Options;
use super::{Db, DbError, Result};

static COMMON: Migrator = sqlx::migrate!("../migrations");
static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

const OLDEST: &str = "SELECT oldest FROM program";

/// How the tables stand to this program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    /// Exactly those that it knows.
    Current,
    /// Some are missing.
    Older,
    /// There are more, and it may use what it knows of them.
    Newer,
    /// Only a newer program may use them: one with this number.
    TooNew(i64),
}

/// What this program knows on an engine, in order.
pub(super) fn known(is_postgres: bool) -> Vec<Migration> {
    let engine = if is_postgres { &POSTGRES } else { &SQLITE };
    let mut all: Vec<_> = COMMON.iter().chain(engine.iter()).cloned().collect();
    // The three folders are numbered through: what is one engine's alone has its place among what is common.
    all.sort_by_key(|migration| migration.version);
    all
}

fn number(known: &[Migration]) -> i64 {
    known.iter().map(|migration| migration.version).max().unwrap_or(0)
}

impl Db {
    /// Brings the tables up to date. Refuses a database that only a newer program may use. Whoever was ended half-way through
    /// a migration has undone it: each is one transaction with the note that it was made.
    pub async fn migrate(options: &Options) -> Result<()> {
        migrate_to(options, known(options.is_postgres())).await
    }

    /// How the tables stand to this program.
    pub async fn tables(&self) -> Result<Tables> {
        self.tables_for(&known(self.writes_side_by_side())).await
    }

    pub(super) async fn tables_for(&self, known: &[Migration]) -> Result<Tables> {
        let mut tx = self.read().await?;
        let applied: Vec<(i64,)> = tx.query("SELECT version FROM _sqlx_migrations WHERE success ORDER BY version").fetch_all().await?;
        let (newer, old): (Vec<i64>, Vec<i64>) = applied.into_iter().map(|row| row.0).partition(|version| *version > number(known));
        if !old.into_iter().eq(known.iter().map(|migration| migration.version)) {
            return Ok(Tables::Older);
        }
        let (oldest,): (i64,) = tx.query(OLDEST).fetch_one().await?;
        Ok(match newer.is_empty() {
            _ if oldest > number(known) => Tables::TooNew(oldest),
            true => Tables::Current,
            false => Tables::Newer,
        })
    }
}

pub(super) async fn migrate_to(options: &Options, known: Vec<Migration>) -> Result<()> {
    let number = number(&known);
    let (oldest,): (i64,) = if options.is_postgres() {
        let mut conn: PgConnection = options.postgres_to_migrate().await?;
        run(&mut conn, known).await?;
        let oldest = sqlx::query_as(OLDEST).fetch_one(&mut conn).await?;
        conn.close().await?;
        oldest
    } else {
        let mut conn: SqliteConnection = options.sqlite()?.connect().await?;
        run(&mut conn, known).await?;
        let oldest = sqlx::query_as(OLDEST).fetch_one(&mut conn).await?;
        conn.close().await?;
        oldest
    };
    if oldest > number { Err(DbError::TooNew { oldest, number }) } else { Ok(()) }
}

/// On newer tables nothing is left to do: whoever made them knew all that is known here.
async fn run<C: Migrate>(conn: &mut C, known: Vec<Migration>) -> Result<()> {
    let mut migrator = Migrator::with_migrations(known);
    migrator.set_ignore_missing(true);
    // Each is compared with what was applied by a digest of its text: one that was ever applied is not changed, comments included.
    Ok(migrator.run_direct(None, conn, false).await?)
}
