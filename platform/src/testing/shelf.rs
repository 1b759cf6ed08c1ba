//! A blob store of a test's own.

use crate::blobs::{BlobRoute, Blobs};

/// Blobs in a temporary folder, which goes with this.
#[derive(Debug)]
pub struct Shelf {
    /// The open store.
    pub blobs: Blobs,
    // Held only to be removed at the end.
    _folder: tempfile::TempDir,
}

impl Shelf {
    /// An empty one.
    ///
    /// # Panics
    /// When the machine has no room for it.
    pub fn empty() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let blobs = Blobs::open(&BlobRoute::Folder(folder.path().into())).expect("a folder that is there opens");
        Self { blobs, _folder: folder }
    }
}
