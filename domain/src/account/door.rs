//! What a server remembers of those who come in: where each session stands, who hashes PINs, and the brake.
//!
//! On the hot path of every send: a cached answer touches no database. It is thrown away when a hint says that the
//! device changed, and read again after a second at the latest, by a socket after a ping, so that a lost hint costs no more.

pub(super) mod brake;
mod pins;
mod standings;

use std::sync::Arc;

use platform::bus::{Bus, Hint};
use platform::secret;

pub use pins::Pins;
#[cfg(test)]
pub(super) use standings::Answer;
pub use standings::Standings;

/// The door of one server; cheap to clone.
#[derive(Clone, Debug)]
pub struct Door {
    /// Where every session stands.
    pub standings: Arc<Standings>,
    /// Who hashes PINs, a few at a time.
    pub pins: Arc<Pins>,
    /// How often an address may knock.
    pub brake: Arc<brake::Brake>,
    /// Codes are asked for one at a time.
    pub asking: Arc<tokio::sync::Mutex<()>>,
}

impl Door {
    /// A door that hears of revoked, locked and opened devices on `bus`.
    pub fn new(bus: &Bus) -> Self {
        let standings = Arc::new(Standings::default());
        let heard = standings.clone();
        bus.listen(move |hint| {
            if let Hint::Devices(devices) = hint {
                heard.doubt(devices);
            }
        });
        Self { standings, pins: Arc::default(), brake: Arc::default(), asking: Arc::default() }
    }
}

/// Which session: the digest of its cookie's token, never the token itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SessionKey(Arc<str>);

impl SessionKey {
    /// The key of the session with this token.
    pub fn of(token: &str) -> Self {
        Self(secret::digest(token).into())
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}
