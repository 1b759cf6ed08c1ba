//! What can go wrong with the store, in the few shapes that callers tell apart.

use std::sync::Arc;

use object_store::Error;

use crate::db::DbError;

/// Trouble with a blob or its store.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BlobError {
    /// The name cannot be one.
    #[error("not a name for a blob")]
    Name,
    /// There is more of it than it may have; nothing was kept.
    #[error("more than {most} bytes")]
    TooLong {
        /// How many it may have.
        most: u64,
    },
    /// Whoever sent it stopped half-way; nothing was kept.
    #[error("what was to be put broke off: {0}")]
    BrokeOff(Arc<dyn std::error::Error + Send + Sync>),
    /// No byte of it lies in the range.
    #[error("a range that begins after the end")]
    Range,
    /// The store has less of it than it says.
    #[error("a blob ends before its end")]
    Short,
    /// The store took longer than anybody waits.
    #[error("the blob store did not answer in time")]
    Late,
    /// The store failed.
    #[error("the blob store: {}", with_cause(.0))]
    Store(Arc<Error>),
    /// It is not there to be kept: it was let go of, or lay too long without anybody keeping it.
    #[error("the blob is gone, or was kept already")]
    Gone,
    /// The database failed.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<Error> for BlobError {
    fn from(error: Error) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl BlobError {
    /// Whether the store (or the database) is not there, has no room or no time: nothing is wrong with what was asked, and it may go
    /// well in a while.
    pub fn is_outage(&self) -> bool {
        match self {
            Self::Late => true,
            // What is denied, missing or misnamed comes under names of its own.
            Self::Store(error) => matches!(**error, Error::Generic { .. }),
            Self::Db(error) => error.is_outage(),
            Self::Name | Self::TooLong { .. } | Self::BrokeOff(_) | Self::Range | Self::Short | Self::Gone => false,
        }
    }

    /// Whether the store answered that there is no such thing.
    pub(super) fn is_missing(&self) -> bool {
        matches!(self, Self::Store(error) if matches!(**error, Error::NotFound { .. }))
    }
}

/// An error's words, and those of what lies at the bottom of it: a store that cannot be reached says only there why.
fn with_cause(error: &Error) -> String {
    let words = error.to_string();
    let bottom = std::iter::successors(std::error::Error::source(error), |cause| cause.source()).last().map(ToString::to_string);
    bottom.filter(|cause| !words.contains(cause)).map_or(words.clone(), |cause| format!("{words}: {cause}"))
}

/// The folder failed.
pub(super) fn of_folder(source: std::io::Error) -> Error {
    Error::Generic { store: "folder", source: Box::new(source) }
}
