//! How long anybody waits for a store.

use std::time::Duration;

use super::error::BlobError;

/// How long the store may take before what was asked of it has failed.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// To answer, or to go on with what it gives.
    pub answer: Duration,
    /// To take a part, of 5 MiB at most.
    pub part: Duration,
    /// For a whole put, however slowly it comes in: far less than a blob may [wait to be kept](super::UNKEPT), so that nothing is put
    /// that was swept before.
    pub put: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { answer: Duration::from_secs(10), part: Duration::from_secs(30), put: Duration::from_hours(1) }
    }
}

/// What the store says, or that it said nothing in time.
pub(super) async fn in_time<T>(time: Duration, asked: impl Future<Output = object_store::Result<T>>) -> Result<T, BlobError> {
    Ok(tokio::time::timeout(time, asked).await.map_err(|_| BlobError::Late)??)
}
