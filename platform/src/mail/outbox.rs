//! Mail as files in a folder: `.eml` for any mail program, `.json` beside it for our own list.

use std::io::Write as _;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lettre::message::Mailbox;

use super::{Mail, MailError, compose};
use crate::clock::Clock;

/// The list shows no more than this.
const MOST_LISTED: usize = 200;

/// A folder that mail is written to.
#[derive(Clone, Debug)]
pub struct Outbox {
    folder: PathBuf,
    from: Mailbox,
    clock: Clock,
    next: Arc<AtomicU64>,
}

/// A mail in the outbox.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Letter {
    /// Its name in the list; a file name without its ending.
    pub name: String,
    /// When it was written (ms UTC).
    pub at: i64,
    /// The mail.
    pub mail: Mail,
}

impl Outbox {
    pub(super) fn open(folder: &Path, from: Mailbox, clock: Clock) -> Result<Self, MailError> {
        // It holds codes: for this user's eyes only.
        std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
        Ok(Self { folder: folder.to_owned(), from, clock, next: Arc::default() })
    }

    pub(super) async fn put(&self, mail: &Mail) -> Result<(), MailError> {
        let message = compose(mail, &self.from)?.formatted();
        let at = self.clock.now();
        // The process's id keeps two servers on one folder apart.
        let name = format!("{at:013}-{}-{:06}", std::process::id(), self.next.fetch_add(1, Ordering::SeqCst));
        let letter = Letter { name: name.clone(), at, mail: mail.clone() };
        let listed = serde_json::to_vec(&letter).map_err(std::io::Error::other)?;
        let folder = self.folder.clone();
        blocking(move || {
            write(&folder, &format!("{name}.eml"), &message)?;
            write(&folder, &format!("{name}.json"), &listed)
        })
        .await
    }

    /// The newest letters, newest first.
    pub async fn list(&self) -> Result<Vec<Letter>, MailError> {
        let folder = self.folder.clone();
        blocking(move || {
            let mut names: Vec<PathBuf> = Vec::new();
            for entry in std::fs::read_dir(&folder)? {
                let path = entry?.path();
                if path.extension().is_some_and(|ending| ending == "json") {
                    names.push(path);
                }
            }
            names.sort_unstable_by(|one, other| other.cmp(one));
            names.iter().take(MOST_LISTED).map(|path| read(path)).collect()
        })
        .await
    }

    /// One letter, if there is one of that name.
    pub async fn find(&self, name: &str) -> Result<Option<Letter>, MailError> {
        // Only names that we made: no dots, no slashes.
        if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') {
            return Ok(None);
        }
        let path = self.folder.join(format!("{name}.json"));
        blocking(move || match read(&path) {
            Ok(letter) => Ok(Some(letter)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        })
        .await
    }

    pub(super) async fn check(&self) -> Result<(), MailError> {
        let folder = self.folder.clone();
        blocking(move || tempfile::NamedTempFile::new_in(folder).map(drop)).await
    }
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, MailError> {
    Ok(tokio::task::spawn_blocking(work).await.map_err(std::io::Error::other)??)
}

/// Written beside and renamed, so that the list never reads half a letter.
fn write(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let beside = folder.join(format!("{name}.part"));
    let mut file = std::fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&beside)?;
    file.write_all(bytes)?;
    std::fs::rename(beside, folder.join(name))
}

fn read(path: &Path) -> std::io::Result<Letter> {
    serde_json::from_slice(&std::fs::read(path)?).map_err(std::io::Error::other)
}
