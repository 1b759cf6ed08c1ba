//! A put of several parts, which nobody can read until they are put together.

use object_store::aws::AmazonS3;
use object_store::multipart::{MultipartStore, PartId};
use object_store::path::Path as Key;
use object_store::{MultipartId, MultipartUpload, ObjectStoreExt, PutPayload, Result};

use super::open::Store;

/// Parts on their way to one name.
pub(super) enum Upload {
    /// In a file of another name, which is removed with this.
    File(Box<dyn MultipartUpload>),
    /// In a bucket, under a name that only the store knows.
    Parts { bucket: AmazonS3, key: Key, id: MultipartId, parts: Vec<PartId> },
}

impl Upload {
    pub(super) async fn begin(store: &Store, key: &Key) -> Result<Self> {
        Ok(match store {
            Store::Folder(folder) => Self::File(folder.put_multipart(key).await?),
            Store::Bucket(bucket) => {
                let id = bucket.create_multipart(key).await?;
                Self::Parts { bucket: bucket.clone(), key: key.clone(), id, parts: Vec::new() }
            }
        })
    }

    /// What the store calls it, if it does not go by itself.
    pub(super) fn id(&self) -> Option<MultipartId> {
        match self {
            Self::File(_) => None,
            Self::Parts { id, .. } => Some(id.clone()),
        }
    }

    pub(super) async fn put_part(&mut self, part: PutPayload) -> Result<()> {
        match self {
            Self::File(file) => file.put_part(part).await,
            Self::Parts { bucket, key, id, parts } => {
                parts.push(bucket.put_part(key, id, parts.len(), part).await?);
                Ok(())
            }
        }
    }

    pub(super) async fn complete(&mut self) -> Result<()> {
        match self {
            Self::File(file) => file.complete().await.map(drop),
            Self::Parts { bucket, key, id, parts } => bucket.complete_multipart(key, id, std::mem::take(parts)).await.map(drop),
        }
    }
}
