//! Who knows of what lies in the store: a row for each blob, from before its first byte until after its last.

use std::error::Error;

use bytes::Bytes;
use futures::Stream;
use uuid::Uuid;

use super::error::BlobError;
use super::put::{Put, Tell};
use super::{Blobs, NewBlob, key, store};
use crate::clock::Clock;
use crate::db::{Db, Tx};

/// How long something may lie in the store without anybody keeping it, from when it was begun (ms).
pub const UNKEPT: i64 = 24 * 60 * 60 * 1_000;

impl Blobs {
    /// Puts something new, which the caller then [keeps](keep) in the transaction that refers to it. If that never comes, or this fails,
    /// it is swept away after [`UNKEPT`]; so a caller who is not sure tries again with another id.
    ///
    /// # Errors
    /// As [`Blobs::put`]; [`BlobError::Gone`] if somebody let go of it meanwhile.
    pub async fn put_new<E>(
        &self,
        db: &Db,
        clock: &Clock,
        new: NewBlob,
        content: impl Stream<Item = Result<Bytes, E>>,
        most: u64,
    ) -> Result<Put, BlobError>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let name = new.name();
        let key = key(&name)?;
        let mut tx = db.write().await?;
        let now = clock.now();
        store::insert(&mut tx, &new, now, now + UNKEPT).await?;
        tx.commit().await?;
        let tell: Tell<'_> = Box::new(|upload| Box::pin(note(db, new, upload)));
        let put = self.put_told(&name, content, most, Some(tell)).await?;
        let mut tx = db.write().await?;
        let is_wanted = store::update_put(&mut tx, &new, &put, clock.now()).await?;
        tx.commit().await?;
        if is_wanted {
            return Ok(put);
        }
        // Let go of while it came in: the sweeper may have been there before the last byte was.
        self.remove(&key, None).await?;
        Err(BlobError::Gone)
    }
}

/// Whoever sweeps must know what the store calls the parts, should this program die before they are put together.
async fn note(db: &Db, new: NewBlob, upload: String) -> Result<(), BlobError> {
    let mut tx = db.write().await?;
    let is_wanted = store::update_upload(&mut tx, &new, upload).await?;
    tx.commit().await?;
    if is_wanted { Ok(()) } else { Err(BlobError::Gone) }
}

/// Keeps a blob, in the transaction that refers to it: the sweeper leaves it alone from its commit on. It is kept once.
///
/// # Errors
/// [`BlobError::Gone`] when it is not there to be kept: never put to its end, swept, let go of, or kept by somebody else.
pub async fn keep(tx: &mut Tx, organisation: Uuid, id: Uuid, now: i64) -> Result<Put, BlobError> {
    store::keep(tx, organisation, id, now).await?.ok_or(BlobError::Gone)
}

/// Lets go of a blob, in the transaction after which nothing refers to it: the sweeper removes it after the commit. Whether it was there.
pub async fn forget(tx: &mut Tx, organisation: Uuid, id: Uuid, now: i64) -> Result<bool, BlobError> {
    Ok(store::forget(tx, organisation, id, now).await? > 0)
}
