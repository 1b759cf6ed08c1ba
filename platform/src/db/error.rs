//! What can go wrong with a database, in the few shapes that callers tell apart.

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
    /// A migration failed, or the database is newer than this program.
    #[error("migration: {0}")]
    Migrate(Arc<sqlx::migrate::MigrateError>),
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
    /// Whether a unique index refused the row. Constraint names are not told apart: SQLite has none.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Self::Sqlx(error) if error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation))
    }
}
