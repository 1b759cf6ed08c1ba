//! Putting what comes in, in parts, so that no more than one of them is ever held.

use std::error::Error;
use std::pin::pin;
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use futures::future::BoxFuture;
use futures::{Stream, StreamExt};
use object_store::path::Path as Key;
use object_store::{MultipartId, ObjectStoreExt, PutPayload};
use sha2::{Digest, Sha256};
use tokio::runtime::Handle;

use super::error::BlobError;
use super::patience::in_time;
use super::upload::Upload;
use super::{Blobs, key};

/// How long a part is; S3 takes none shorter but the last. A put holds this and one piece of what it is given, and no more.
pub(super) const PART: usize = 5 * 1024 * 1024;

/// What was put.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// How long it is.
    pub bytes: u64,
    /// Its SHA-256, in base64url.
    pub sha256: String,
}

/// Hears what the store calls a put of several parts, before the first of them is sent.
pub(super) type Tell<'t> = Box<dyn FnOnce(MultipartId) -> BoxFuture<'t, Result<(), BlobError>> + Send + 't>;

impl Blobs {
    /// Keeps `content` under `name`; returns when all of it is on disk. Of a put that failed, or that the caller gave up, nothing can be
    /// read, and what was put of it is taken back while nobody waits: so whoever tries again takes another name.
    ///
    /// # Errors
    /// [`BlobError::TooLong`] as soon as there are more than `most` bytes; [`BlobError::BrokeOff`] when `content` fails.
    pub async fn put<E>(&self, name: &str, content: impl Stream<Item = Result<Bytes, E>>, most: u64) -> Result<Put, BlobError>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        self.put_told(name, content, most, None).await
    }

    /// The same, and what is under way is told.
    pub(super) async fn put_told<E>(
        &self,
        name: &str,
        content: impl Stream<Item = Result<Bytes, E>>,
        most: u64,
        tell: Option<Tell<'_>>,
    ) -> Result<Put, BlobError>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let (blobs, key) = (self.clone(), key(name)?);
        let all = async {
            let mut putting = Putting { blobs, key, tell, bytes: 0, sha256: Sha256::new(), part: Vec::new(), upload: None, whole: false };
            let mut content = pin!(content);
            while let Some(piece) = content.next().await {
                putting.take(&piece.map_err(broke_off)?, most).await?;
            }
            putting.finish().await
        };
        // In a box: it is large, and would be part of every future around it.
        tokio::time::timeout(self.patience.put, Box::pin(all)).await.map_err(|_| BlobError::Late)?
    }
}

fn broke_off(error: impl Into<Box<dyn Error + Send + Sync>>) -> BlobError {
    let error: Box<dyn Error + Send + Sync> = error.into();
    BlobError::BrokeOff(Arc::from(error))
}

/// A put under way. Dropped before it is whole, it takes back what was put.
struct Putting<'t> {
    blobs: Blobs,
    key: Key,
    tell: Option<Tell<'t>>,
    bytes: u64,
    sha256: Sha256,
    part: Vec<u8>,
    upload: Option<Upload>,
    whole: bool,
}

impl Putting<'_> {
    async fn take(&mut self, piece: &[u8], most: u64) -> Result<(), BlobError> {
        self.bytes += piece.len() as u64;
        if self.bytes > most {
            return Err(BlobError::TooLong { most });
        }
        self.sha256.update(piece);
        let mut rest = piece;
        while !rest.is_empty() {
            // Only now that more follows: what fits into one part is put in one go, and the last part is never empty.
            if self.part.len() == PART {
                self.put_part().await?;
            }
            let (now, later) = rest.split_at(rest.len().min(PART - self.part.len()));
            self.part.extend_from_slice(now);
            rest = later;
        }
        Ok(())
    }

    async fn put_part(&mut self) -> Result<(), BlobError> {
        let patience = self.blobs.patience;
        let upload = match &mut self.upload {
            Some(upload) => upload,
            none => {
                let upload = none.insert(in_time(patience.answer, Upload::begin(&self.blobs.store, &self.key)).await?);
                if let (Some(id), Some(tell)) = (upload.id(), self.tell.take()) {
                    tell(id).await?;
                }
                upload
            }
        };
        in_time(patience.part, upload.put_part(PutPayload::from(std::mem::take(&mut self.part)))).await
    }

    async fn finish(mut self) -> Result<Put, BlobError> {
        let patience = self.blobs.patience.part;
        if self.upload.is_some() {
            self.put_part().await?;
        }
        if let Some(upload) = &mut self.upload {
            in_time(patience, upload.complete()).await?;
        } else {
            let all = PutPayload::from(std::mem::take(&mut self.part));
            in_time(patience, self.blobs.store.objects().put(&self.key, all)).await?;
        }
        self.whole = true;
        Ok(Put { bytes: self.bytes, sha256: URL_SAFE_NO_PAD.encode(self.sha256.finalize_reset()) })
    }
}

impl Drop for Putting<'_> {
    fn drop(&mut self) {
        if self.whole {
            return;
        }
        let (blobs, key) = (self.blobs.clone(), self.key.clone());
        // A file goes by itself.
        let upload = self.upload.take().and_then(|upload| upload.id());
        let take_back = async move {
            if let Err(error) = blobs.remove(&key, upload).await {
                tracing::warn!(%error, "what was half put stays until it is swept");
            }
        };
        if let Ok(runtime) = Handle::try_current() {
            drop(runtime.spawn(take_back));
        }
    }
}
