//! What somebody is told when the store of images and files fails them.

use platform::blobs::BlobError;

use super::Failure;
use super::ctx::internal;

impl From<BlobError> for Failure {
    /// Tells an outage, and what the person can put right, from a fault of ours. Whoever knows the field says more of
    /// [`BlobError::TooLong`] themselves.
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Db(error) => error.into(),
            BlobError::Gone => Self::NotFound,
            BlobError::TooLong { most } => Self::invalid("", format!("That is too large. Choose one of at most {} MB.", most / 1_000_000)),
            // They went away, or their line did.
            BlobError::BrokeOff(_) => Self::Unreachable,
            error if error.is_outage() => {
                tracing::warn!(%error, "the blob store is not available");
                metrics::counter!("pando_unavailable_total").increment(1);
                Self::Unavailable
            }
            error => internal(&error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::Arc;

    use super::*;

    #[test]
    fn an_image_that_the_store_cannot_take_now_may_be_sent_again() {
        let failure = Failure::from(BlobError::Late);
        assert_eq!((failure.code(), failure.is_passing(), failure.retry_after()), ("unavailable", true, Some(5)));
    }

    #[test]
    fn each_way_to_lose_an_image_is_told_apart() {
        let broke_off = BlobError::BrokeOff(Arc::new(io::Error::from(io::ErrorKind::BrokenPipe)));
        let told = [BlobError::Gone, BlobError::TooLong { most: 10_000_000 }, broke_off, BlobError::Name, BlobError::Short];
        let codes = told.map(|error| Failure::from(error).code());
        assert_eq!(codes, ["not_found", "invalid", "unreachable", "internal", "internal"]);
    }
}
