//! What can go wrong with a database, in the few shapes that callers tell apart.

use std::borrow::Cow;
use std::sync::Arc;

/// A result of the database.
pub type Result<T> = std::result::Result<T, DbError>;

/// Trouble with the database; cheap to copy, because one failed commit fails a whole batch.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DbError {
    /// A statement, a connection or a commit failed.
    #[error(transparent)]
    Sqlx(Arc<sqlx::Error>),
    /// The batch that held this write was rolled back because of another failure.
    #[error("the commit failed, and everything in it with it")]
    CommitFailed(#[source] Arc<sqlx::Error>),
    /// A migration failed.
    #[error("migration: {0}")]
    Migrate(Arc<sqlx::migrate::MigrateError>),
    /// Only a newer program may use the tables.
    #[error(
        "a newer Pando has changed this database: only programs that know its migration {oldest} may use it, and this one ends at {number}. Start the newer program, or put back a copy from before it."
    )]
    TooNew {
        /// The lowest number of a program that may.
        oldest: i64,
        /// This one's.
        number: i64,
    },
    /// The server may acknowledge what is not on its disk.
    #[error(
        "this PostgreSQL may lose what it has confirmed: {0}. Nobody should be told that a message is safe when it is not: set it in postgresql.conf and reload."
    )]
    PromisesLess(String),
    /// An earlier statement of the same write failed or was given up half-way.
    #[error("an earlier statement of this write failed, so nothing of it is saved")]
    Failed,
    /// The disk did not confirm what was written. Nobody can say any more what it holds: the program must be restarted.
    #[error("the disk failed to confirm an earlier write; no more are taken until a restart")]
    DiskDoubtful,
    /// The lane was closed, or its task ended before the commit.
    #[error("the database is closing")]
    Closing,
}

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> Self {
        Self::Sqlx(Arc::new(error))
    }
}

impl From<sqlx::migrate::MigrateError> for DbError {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migrate(Arc::new(error))
    }
}

impl DbError {
    /// Whether the disk failed to confirm a flush (`SQLITE_IOERR_FSYNC`, `…_DIR_FSYNC`). The kernel may have dropped
    /// the pages it could not write and call the next flush a success, so trying again proves nothing.
    pub(super) fn is_failed_flush(error: &sqlx::Error) -> bool {
        matches!(code(error).as_deref(), Some("1034" | "1290"))
    }

    /// Whether the database is not there, has no room or no time: nothing is wrong with what was asked, and it may go well in a
    /// while. Beside what [is away](Self::is_away), PostgreSQL's classes 53 (resources) and 57 (given up) and 55P03 (a lock that did
    /// not come); SQLite's BUSY, LOCKED and FULL.
    pub fn is_outage(&self) -> bool {
        self.is_away() || matches!(self, Self::Sqlx(error) if code(error).is_some_and(|code| is_outage(&code)))
    }

    /// Whether nobody can be asked at all, so that whatever else was to be written at the same time fails likewise. PostgreSQL's
    /// classes 08 (connection) and 57P (ended, starting).
    pub fn is_away(&self) -> bool {
        match self {
            Self::Sqlx(error) => match &**error {
                sqlx::Error::Io(_) | sqlx::Error::Tls(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
                // A balancer that has no database to pass us on to hangs up before a word: an answer that sqlx does not understand.
                sqlx::Error::WorkerCrashed | sqlx::Error::Protocol(_) => true,
                error => code(error).is_some_and(|code| is_away(&code)),
            },
            // No rule of ours is checked as late as that: the disk is full, or the connection is lost.
            Self::CommitFailed(_) | Self::DiskDoubtful | Self::Closing => true,
            Self::Migrate(_) | Self::TooNew { .. } | Self::PromisesLess(_) | Self::Failed => false,
        }
    }

    /// Whether the database ended a write because two waited for each other (PostgreSQL: 40P01, 40001). Trying again helps.
    pub fn is_deadlock(&self) -> bool {
        matches!(self, Self::Sqlx(error) if matches!(code(error).as_deref(), Some("40P01" | "40001")))
    }

    /// Whether a unique index refused the row. Constraint names are not told apart: SQLite has none.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sqlx(error) if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation))
    }
}

fn code(error: &sqlx::Error) -> Option<Cow<'_, str>> {
    error.as_database_error().and_then(sqlx::error::DatabaseError::code)
}

/// A code of PostgreSQL has five places, one of SQLite at most four.
fn is_outage(code: &str) -> bool {
    if code.len() == 5 {
        return is_away(code) || ["53", "57", "55P03"].iter().any(|class| code.starts_with(class));
    }
    // The last byte of an extended code of SQLite is what kind of trouble it is: 517 is a BUSY.
    code.parse::<u32>().is_ok_and(|code| matches!(code & 0xff, 5 | 6 | 13))
}

fn is_away(code: &str) -> bool {
    code.len() == 5 && (code.starts_with("08") || code.starts_with("57P"))
}

#[cfg(test)]
mod tests {
    use super::{DbError, is_away, is_outage};

    #[test]
    fn an_outage_is_told_from_a_fault() {
        assert_eq!(["08006", "53300", "53100", "57014", "57P01", "55P03", "5", "6", "13", "517"].map(is_outage), [true; 10]);
        assert_eq!(["23505", "40P01", "42601", "22P02", "1", "19", "2067", "10", ""].map(is_outage), [false; 9]);
    }

    #[test]
    fn a_database_that_is_away_is_told_from_one_that_gives_up_on_one_write() {
        assert_eq!(["08006", "57P01", "57P03"].map(is_away), [true; 3]);
        assert_eq!(["57014", "55P03", "53100", "5", "13", ""].map(is_away), [false; 6]);
        let hung_up = DbError::from(sqlx::Error::Protocol("unexpected response from SSLRequest: 0x00".into()));
        assert!(hung_up.is_away() && hung_up.is_outage());
        assert!(!DbError::from(sqlx::Error::RowNotFound).is_outage());
    }
}
