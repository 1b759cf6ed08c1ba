//! Removing what nobody keeps: first from the store, then its row. Both can be done again, by any node, at any time.

use futures::stream::{self, StreamExt};

use super::error::BlobError;
use super::store::{self, Doomed};
use super::{Blobs, key};
use crate::clock::Clock;
use crate::db::{Db, DbError};

/// How many are taken in one transaction.
const TAKEN: i64 = 100;
/// How many are removed at once.
const AT_ONCE: usize = 8;
/// What was taken and could not be removed is taken again after this (ms): until then another node leaves it alone.
const AGAIN: i64 = 10 * 60 * 1_000;

impl Blobs {
    /// Removes what nobody kept in time, and what was let go of; returns how many blobs are gone. What the store failed to remove is
    /// tried again by a later sweep.
    ///
    /// # Errors
    /// The last trouble there was; what is done is done all the same.
    pub async fn sweep(&self, db: &Db, clock: &Clock) -> Result<usize, BlobError> {
        let mut swept = 0;
        loop {
            let doomed = take(db, clock.now()).await?;
            if doomed.is_empty() {
                return Ok(swept);
            }
            let (removed, trouble) = self.remove_all(doomed).await;
            swept += removed.len();
            delete(db, &removed).await?;
            if let Some(trouble) = trouble {
                return Err(trouble);
            }
        }
    }

    /// Which of them are gone from the store, and what came between; a store that is down is not asked for the rest.
    async fn remove_all(&self, doomed: Vec<Doomed>) -> (Vec<Doomed>, Option<BlobError>) {
        let removals = doomed.into_iter().map(|doomed| async move { (self.remove_one(&doomed).await, doomed) });
        let mut ended = stream::iter(removals).buffer_unordered(AT_ONCE);
        let (mut removed, mut trouble) = (Vec::new(), None);
        while let Some((ended, doomed)) = ended.next().await {
            match ended {
                Ok(()) => removed.push(doomed),
                Err(error) if error.is_outage() => return (removed, Some(error)),
                Err(error) => trouble = Some(error),
            }
        }
        (removed, trouble)
    }

    async fn remove_one(&self, doomed: &Doomed) -> Result<(), BlobError> {
        self.remove(&key(&doomed.name())?, doomed.upload.clone()).await
    }
}

/// Looking first costs a read; taking without need would cost a flush to disk.
async fn take(db: &Db, now: i64) -> Result<Vec<Doomed>, DbError> {
    if !store::is_due(&mut db.read().await?, now).await? {
        return Ok(Vec::new());
    }
    let mut tx = db.write().await?;
    let doomed = store::take(&mut tx, now, now + AGAIN, TAKEN).await?;
    tx.commit().await?;
    Ok(doomed)
}

async fn delete(db: &Db, removed: &[Doomed]) -> Result<(), DbError> {
    if removed.is_empty() {
        return Ok(());
    }
    let mut tx = db.write().await?;
    for doomed in removed {
        store::delete(&mut tx, doomed).await?;
    }
    tx.commit().await
}
