//! A mailer for tests: keeps what was sent, and refuses when told to.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::{Mail, MailError};

/// Where a test's mail ends.
#[derive(Clone, Debug, Default)]
pub struct BlackHole {
    sent: Arc<Mutex<Vec<Mail>>>,
    down: Arc<AtomicBool>,
}

impl BlackHole {
    pub(super) fn put(&self, mail: &Mail) -> Result<(), MailError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(std::io::Error::other("the mail server is down").into());
        }
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).push(mail.clone());
        Ok(())
    }

    /// Everything that was sent, oldest first.
    pub fn sent(&self) -> Vec<Mail> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The newest mail to `address`.
    pub fn last_to(&self, address: &str) -> Option<Mail> {
        self.sent().into_iter().rev().find(|mail| mail.to == address)
    }

    /// From now on refuses everything (`true`), or works again (`false`).
    pub fn go_down(&self, down: bool) {
        self.down.store(down, Ordering::SeqCst);
    }
}
