//! Large things (images, files) by name, outside the database: in a folder, or in a bucket of a store that speaks S3.
//!
//! Nothing is ever held whole: a [put](Blobs::put) takes a stream, a [get](Blobs::get) gives one. A store that is down or slow fails
//! within its [`Patience`], and [says so](BlobError::is_outage).
//!
//! What a row refers to is put before that row is committed: [`Blobs::put_new`] commits a row of its own first, and whoever refers to the
//! blob [keeps](keep) it in their transaction. What nobody kept within a day, and what was [let go of](forget), the
//! [sweeper](Blobs::sweep) removes, first from the store. So neither a row without bytes survives, nor bytes without a row. Nobody holds a
//! transaction while the store is asked.

mod error;
mod ledger;
mod open;
mod patience;
mod put;
mod route;
mod store;
mod sweep;
#[cfg(test)]
mod tests;
mod upload;

use std::ops::Range;
use std::path::{Path, PathBuf};

use bytes::Bytes;
use futures::stream::{self, BoxStream, StreamExt};
use object_store::multipart::MultipartStore;
use object_store::path::Path as Key;
use object_store::{GetOptions, GetRange, GetResult, ObjectStoreExt};
use uuid::Uuid;

pub use error::BlobError;
pub use ledger::{UNKEPT, forget, keep};
pub use patience::Patience;
pub use put::Put;
pub use route::{BlobRoute, Bucket};

use open::Store;
use patience::in_time;

/// Where blobs are kept.
#[derive(Clone, Debug)]
pub struct Blobs {
    store: Store,
    patience: Patience,
}

/// What is to be put, and for whom.
#[derive(Clone, Copy, Debug)]
pub struct NewBlob {
    /// Whose it is.
    pub organisation: Uuid,
    /// What it is: `image`, `file`.
    pub kind: &'static str,
    /// Its own id: each try to put something is a blob of its own.
    pub id: Uuid,
}

impl NewBlob {
    /// What it is called in the store.
    pub fn name(&self) -> String {
        name(self.organisation, self.kind, self.id)
    }
}

/// What a blob is called in the store.
pub fn name(organisation: Uuid, kind: &str, id: Uuid) -> String {
    format!("{organisation}/{kind}/{id}")
}

/// What is kept under a name, or a range of it.
pub struct Found {
    /// How long the whole is.
    pub bytes: u64,
    /// Which bytes of it `content` gives.
    pub range: Range<u64>,
    /// Those bytes; an error once the store does not go on within its patience, or ends too early.
    pub content: BoxStream<'static, Result<Bytes, BlobError>>,
}

impl Blobs {
    /// The store of this setting. A folder is made if it is not there; whether a bucket is, shows at the first put.
    pub fn open(route: &BlobRoute) -> Result<Self, BlobError> {
        Ok(Self { store: Store::open(route)?, patience: Patience::default() })
    }

    /// The same, with less or more patience.
    #[must_use]
    pub fn with_patience(self, patience: Patience) -> Self {
        Self { patience, ..self }
    }

    /// What is kept under `name`: all of it, or this range, cut off where the blob ends.
    ///
    /// # Errors
    /// [`BlobError::Range`] when no byte of the blob lies in the range.
    pub async fn get(&self, name: &str, range: Option<Range<u64>>) -> Result<Option<Found>, BlobError> {
        let key = key(name)?;
        if range.as_ref().is_some_and(Range::is_empty) {
            return Err(BlobError::Range);
        }
        let options = GetOptions { range: range.clone().map(GetRange::Bounded), ..GetOptions::default() };
        match in_time(self.patience.answer, self.store.objects().get_opts(&key, options)).await {
            Ok(found) => Ok(Some(found_within(found, self.patience))),
            Err(error) if error.is_missing() => Ok(None),
            // Each store has words of its own for a range that begins after the end.
            Err(error @ BlobError::Store(_)) => match range {
                Some(range) if self.length(&key).await? <= Some(range.start) => Err(BlobError::Range),
                _ => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Lets go of what is kept under `name`; nothing there is fine.
    pub async fn delete(&self, name: &str) -> Result<(), BlobError> {
        self.remove(&key(name)?, None).await
    }

    async fn length(&self, key: &Key) -> Result<Option<u64>, BlobError> {
        match in_time(self.patience.answer, self.store.objects().head(key)).await {
            Ok(meta) => Ok(Some(meta.size)),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Removes what is there under a name, whole or half put; nothing there is fine.
    async fn remove(&self, key: &Key, upload: Option<String>) -> Result<(), BlobError> {
        let patience = self.patience.answer;
        match &self.store {
            Store::Folder(folder) => {
                let file = folder.path_to_filesystem(key)?;
                let removed = tokio::task::spawn_blocking(move || remove_files(&file));
                in_time(patience, async { removed.await.map_err(std::io::Error::other).flatten().map_err(error::of_folder) }).await
            }
            Store::Bucket(bucket) => {
                if let Some(upload) = upload {
                    or_missing(in_time(patience, bucket.abort_multipart(key, &upload)).await)?;
                }
                or_missing(in_time(patience, bucket.delete(key)).await)
            }
        }
    }
}

fn or_missing(removed: Result<(), BlobError>) -> Result<(), BlobError> {
    removed.or_else(|error| if error.is_missing() { Ok(()) } else { Err(error) })
}

/// Removes a file, and what a program that died in the middle of putting it has left under the name in which it is put. A power cut
/// brings neither back.
fn remove_files(file: &Path) -> std::io::Result<()> {
    let mut half = file.as_os_str().to_owned();
    // What `object_store` adds to the name of a file that it is still writing.
    half.push("#1");
    let gone = |done: std::io::Result<()>| match done {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        done => done,
    };
    gone(std::fs::remove_file(file))?;
    gone(std::fs::remove_file(PathBuf::from(half)))?;
    let Some(folder) = file.parent() else { return Ok(()) };
    gone(std::fs::File::open(folder).and_then(|folder| folder.sync_all()))
}

/// What was found, as a stream that fails where the store's own would wait for ever or go round in circles.
fn found_within(found: GetResult, patience: Patience) -> Found {
    let (bytes, range) = (found.meta.size, found.range.clone());
    let start = (found.into_stream(), range.end - range.start);
    let content = stream::try_unfold(start, move |(mut content, left)| async move {
        if left == 0 {
            return Ok(None);
        }
        let next = tokio::time::timeout(patience.answer, content.next()).await.map_err(|_| BlobError::Late)?;
        let piece = next.transpose()?.filter(|piece| !piece.is_empty()).ok_or(BlobError::Short)?;
        let left = left.checked_sub(piece.len() as u64).ok_or(BlobError::Short)?;
        Ok(Some((piece, (content, left))))
    });
    Found { bytes, range, content: content.boxed() }
}

/// A name is ours: `organisation/kind/id`. What people call a file never becomes a path.
fn key(name: &str) -> Result<Key, BlobError> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if name.len() <= 200 && name.split('/').all(plain) { Ok(Key::from(name)) } else { Err(BlobError::Name) }
}
