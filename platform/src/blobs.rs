//! Large things (images, files) by name, outside the database: a folder now, any object store later.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{Error, ObjectStore, ObjectStoreExt};

/// Where blobs are kept.
#[derive(Clone, Debug)]
pub struct Blobs(Arc<dyn ObjectStore>);

/// Trouble with the store.
#[derive(Clone, Debug, thiserror::Error)]
pub enum BlobError {
    /// The name cannot be one.
    #[error("not a name for a blob")]
    Name,
    /// The store failed.
    #[error("the blob store: {0}")]
    Store(Arc<Error>),
}

impl From<Error> for BlobError {
    fn from(error: Error) -> Self {
        Self::Store(Arc::new(error))
    }
}

impl Blobs {
    /// A store in `folder`, which is made if it is not there.
    pub fn open(folder: &Path) -> Result<Self, BlobError> {
        let failed = |source| Error::Generic { store: "folder", source: Box::new(source) };
        crate::folder::make(folder).map_err(failed)?;
        // What the database says is kept must be kept.
        Ok(Self(Arc::new(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true))))
    }

    /// Keeps `content` under `name`, in place of what was there; returns when it is on disk.
    pub async fn put(&self, name: &str, content: Bytes) -> Result<(), BlobError> {
        self.0.put(&key(name)?, content.into()).await?;
        Ok(())
    }

    /// What is kept under `name`.
    pub async fn get(&self, name: &str) -> Result<Option<Bytes>, BlobError> {
        match self.0.get(&key(name)?).await {
            Ok(found) => Ok(Some(found.bytes().await?)),
            Err(Error::NotFound { .. }) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Lets go of what is kept under `name`; nothing there is fine.
    pub async fn delete(&self, name: &str) -> Result<(), BlobError> {
        match self.0.delete(&key(name)?).await {
            Ok(()) | Err(Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }
}

/// A name is ours: `organisation/kind/id`. What people call a file never becomes a path.
fn key(name: &str) -> Result<Key, BlobError> {
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if name.len() <= 200 && name.split('/').all(plain) { Ok(Key::from(name)) } else { Err(BlobError::Name) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_was_put_is_there_after_a_restart_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let image = Bytes::from_static(b"an image");
        Blobs::open(folder.path()).unwrap().put("images/1", image.clone()).await.unwrap();
        let again = Blobs::open(folder.path()).unwrap();
        assert_eq!(again.get("images/1").await.unwrap(), Some(image));
        again.delete("images/1").await.unwrap();
        again.delete("images/1").await.unwrap();
        assert_eq!(again.get("images/1").await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_name_never_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let blobs = Blobs::open(folder.path()).unwrap();
        for name in ["", "/", "../x", "a/../b", "a//b", "/etc/passwd", "a.b", "a\\b", "é", "a\0"] {
            assert!(matches!(blobs.get(name).await, Err(BlobError::Name)), "{name:?}");
        }
    }
}
