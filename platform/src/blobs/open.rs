//! Opening a store.

use std::time::Duration;

use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::local::LocalFileSystem;
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use rustls::crypto::{CryptoProvider, ring};

use super::error::{BlobError, of_folder};
use super::route::{BlobRoute, Bucket};

/// A store that is not there at all says so sooner than one that is slow.
const CONNECT: Duration = Duration::from_secs(3);

/// A folder, or a bucket.
#[derive(Clone, Debug)]
pub(super) enum Store {
    Folder(LocalFileSystem),
    Bucket(AmazonS3),
}

impl Store {
    pub(super) fn open(route: &BlobRoute) -> Result<Self, BlobError> {
        match route {
            BlobRoute::Folder(folder) => {
                crate::folder::make(folder).map_err(of_folder)?;
                // What the database says is kept must be kept.
                Ok(Self::Folder(LocalFileSystem::new_with_prefix(folder)?.with_fsync(true)))
            }
            BlobRoute::S3(bucket) => Ok(Self::Bucket(open(bucket)?)),
        }
    }

    /// What both can do.
    pub(super) fn objects(&self) -> &dyn ObjectStore {
        match self {
            Self::Folder(folder) => folder,
            Self::Bucket(bucket) => bucket,
        }
    }
}

fn open(bucket: &Bucket) -> object_store::Result<AmazonS3> {
    // A server has chosen already.
    if CryptoProvider::get_default().is_none() && ring::default_provider().install_default().is_err() {
        tracing::debug!("somebody else chose a TLS provider at the same moment");
    }
    AmazonS3Builder::new()
        .with_endpoint(&bucket.endpoint)
        .with_bucket_name(&bucket.name)
        .with_region(&bucket.region)
        .with_access_key_id(&bucket.key)
        .with_secret_access_key(&bucket.secret)
        // How long anything may take is ours to say: see `Patience`. A reader may be slow.
        .with_client_options(ClientOptions::new().with_connect_timeout(CONNECT).with_timeout_disabled())
        .with_retry(RetryConfig { max_retries: 2, retry_timeout: Duration::from_secs(5), ..RetryConfig::default() })
        .with_allow_http(bucket.endpoint.starts_with("http://"))
        // Not every store that speaks S3 knows how to delete many at once.
        .with_disable_bulk_delete(true)
        .build()
}
