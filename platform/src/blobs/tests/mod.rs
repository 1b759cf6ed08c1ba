//! Blobs in a folder and in a bucket, which tell the same stories.

mod keeping;
mod racing;
mod streaming;
mod trouble;

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use futures::Stream;
use sha2::{Digest, Sha256};

use super::put::PART;
use super::*;
use crate::clock::Clock;
use crate::db::{Db, Tx};
use crate::ids::Chance;
use crate::testing::{TestBucket, TestDb, bucket, databases};

const NOON: i64 = 1_700_000_000_000;
const MINUTE: i64 = 60_000;

/// A few seconds are long for a store on this machine, and short for whoever waits for the tests.
const HASTY: Patience = Patience { answer: Duration::from_secs(2), part: Duration::from_secs(2), put: Duration::from_secs(8) };
const MB: usize = 1_000_000;
const MOST: u64 = 100 * MB as u64;

/// A store of its own for each test, and a look behind it.
struct Shelf {
    blobs: Blobs,
    place: Place,
}

enum Place {
    Folder(tempfile::TempDir),
    Bucket(TestBucket),
}

impl Shelf {
    async fn both() -> [Self; 2] {
        [Self::folder(), Self::bucket(bucket().await)]
    }

    fn folder() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Self { blobs: Blobs::open(&BlobRoute::Folder(folder.path().into())).unwrap(), place: Place::Folder(folder) }
    }

    fn bucket(bucket: TestBucket) -> Self {
        Self { blobs: Blobs::open(&bucket.route().parse().unwrap()).unwrap(), place: Place::Bucket(bucket) }
    }

    fn name(&self) -> &'static str {
        match self.place {
            Place::Folder(_) => "a folder",
            Place::Bucket(_) => "a bucket",
        }
    }

    /// Everything that lies there, whole or half put.
    async fn list(&self) -> Vec<String> {
        match &self.place {
            Place::Folder(folder) => files(folder.path()),
            Place::Bucket(bucket) => bucket.list().await,
        }
    }

    /// Returns once nothing lies there any more: what takes back a put that was given up is not waited for by anybody.
    async fn cleared(&self) {
        let clear = async {
            while !self.list().await.is_empty() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(10), clear).await.unwrap_or_else(|_| panic!("something stays in {}", self.name()));
    }

    async fn read(&self, name: &str, range: Option<Range<u64>>) -> Option<Vec<u8>> {
        let found = self.blobs.get(name, range).await.unwrap()?;
        let pieces: Vec<_> = found.content.map(Result::unwrap).collect().await;
        assert_eq!(pieces.iter().map(Bytes::len).sum::<usize>() as u64, found.range.end - found.range.start);
        Some(pieces.concat())
    }
}

fn files(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path.display().to_string()] }).collect()
}

/// A scan of so many bytes, no two stretches of which are alike.
fn scan(bytes: usize) -> Vec<u8> {
    (0..bytes as u64).map(|at| at.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes()[0]).collect()
}

/// It comes in over a line, 64 KiB at a time.
fn over_a_line(scan: &[u8]) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
    let pieces: Vec<_> = scan.chunks(65_536).map(|piece| Ok(Bytes::copy_from_slice(piece))).collect();
    stream::iter(pieces)
}

/// The same, and how many bytes of it were asked for.
fn counted(scan: &[u8]) -> (impl Stream<Item = io::Result<Bytes>> + Send + use<>, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = asked.clone();
    let counting = over_a_line(scan).inspect(move |piece| {
        count.fetch_add(piece.as_ref().map_or(0, Bytes::len), Ordering::SeqCst);
    });
    (counting, asked)
}

fn sha256(content: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(content))
}

/// A database and a store, and a Trust whose blobs lie there.
struct Ward {
    db: Db,
    clock: Clock,
    shelf: Shelf,
    organisation: Uuid,
    _test: TestDb,
}

impl Ward {
    async fn everywhere() -> Vec<Self> {
        let mut shelves: Vec<_> = Shelf::both().await.into_iter().chain(Shelf::both().await).collect();
        // Each of the two on each engine.
        shelves.sort_by_key(Shelf::name);
        let databases = databases().await.into_iter().chain(databases().await);
        shelves.into_iter().zip(databases).map(|(shelf, test)| Self::of(test, shelf)).collect()
    }

    async fn on_both_engines() -> Vec<Self> {
        databases().await.into_iter().map(|test| Self::of(test, Shelf::folder())).collect()
    }

    fn of(test: TestDb, shelf: Shelf) -> Self {
        Self { db: test.db.clone(), clock: Clock::manual(NOON), shelf, organisation: Chance::Machine.id(NOON), _test: test }
    }

    fn name(&self) -> String {
        format!("{} and {}", self.db.engine(), self.shelf.name())
    }

    /// A new image, that nobody has put yet.
    fn image(&self) -> NewBlob {
        NewBlob { organisation: self.organisation, kind: "image", id: Chance::Machine.id(self.clock.now()) }
    }

    async fn put(&self, image: NewBlob, content: &[u8]) -> Put {
        self.shelf.blobs.put_new(&self.db, &self.clock, image, over_a_line(content), MOST).await.unwrap()
    }

    async fn put_one(&self) -> NewBlob {
        let image = self.image();
        self.put(image, b"an image").await;
        image
    }

    async fn keep(&self, image: NewBlob) -> Result<Put, BlobError> {
        let mut tx = self.db.write().await?;
        let kept = keep(&mut tx, image.organisation, image.id, self.clock.now()).await?;
        tx.commit().await?;
        Ok(kept)
    }

    async fn forget(&self, image: NewBlob) -> bool {
        let mut tx = self.db.write().await.unwrap();
        let was_there = forget(&mut tx, image.organisation, image.id, self.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        was_there
    }

    async fn sweep(&self) -> usize {
        self.shelf.blobs.sweep(&self.db, &self.clock).await.unwrap()
    }

    async fn rows(&self) -> i64 {
        count(&mut self.db.read().await.unwrap()).await
    }

    /// Whether nothing of it is known or lies anywhere.
    async fn is_clear(&self) -> bool {
        self.rows().await == 0 && self.shelf.list().await.is_empty()
    }
}

async fn count(tx: &mut Tx) -> i64 {
    tx.query("SELECT count(*) FROM blob").fetch_one::<(i64,)>().await.unwrap().0
}
