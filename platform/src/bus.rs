//! The bus: a wake-up hint to whoever watches, never the truth.
//!
//! A lost, doubled or reordered hint costs latency only: what happened is in the database, and every
//! frame carries the sequence number by which a watcher notices that it missed something.
//!
//! Where several servers stand on one database, each tells the others over NATS (`nats`); what that loses is found by
//! whoever looks at the database every few seconds, and sooner when the bus knows that something was lost.

mod letter;
mod nats;
mod route;
#[cfg(test)]
mod tests;

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use route::NatsRoute;

use crate::secret::Secret;

/// What travels on the bus, after the commit that made it true.
// Between servers of two versions it travels by its names (`letter`): what the other one does not know is a hint it lost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hint {
    /// A frame, encoded once, for every socket of these people.
    Frame {
        /// The people whose sockets get it.
        to: Arc<[Uuid]>,
        /// A device that must not get it again, because it said it itself.
        except: Option<Uuid>,
        /// The encoded frame (UTF-8 JSON), shared by all sockets.
        #[serde(with = "letter::text")]
        body: Bytes,
    },
    /// A frame for every socket that watches a topic, whoever that is; encoded once for all to whom it shows the same.
    Topic {
        /// The topic.
        topic: Uuid,
        /// The shape it had: whoever was found to belong to it in an older one is looked for again.
        shape: i64,
        /// Each with the first seq that somebody sees who is told so, in rising order; the last one that is not above theirs is for them.
        #[serde(with = "letter::texts")]
        bodies: Arc<[(i64, Bytes)]>,
    },
    /// Who belongs to a topic is as it was in the shape before this one, but for these.
    Watchers {
        /// The topic.
        topic: Uuid,
        /// Its shape from now on.
        shape: i64,
        /// Who came, and the first seq that they see.
        came: Arc<[(Uuid, i64)]>,
        /// Who went.
        went: Arc<[Uuid]>,
    },
    /// What is known of these devices no longer holds (revoked, locked, unlocked): look again.
    Devices(Arc<[Uuid]>),
    /// What is known of the members of this conversation no longer holds.
    Members(Uuid),
    /// What is known of what this organisation decided no longer holds.
    Organisation(Uuid),
}

/// Somebody who acts on hints; must not block.
pub type Listener = Box<dyn Fn(&Hint) + Send + Sync>;

/// Those who act on hints in this process.
// Set at the start and read for each hint: no lock lies on that way.
type Listeners = Arc<[OnceLock<Listener>; 16]>;

/// Where hints are published. The listeners of this process are called at once, in the publisher's task; those of other
/// servers, if there are any, as soon as NATS brings it to them.
#[derive(Clone, Default)]
pub struct Bus {
    listeners: Listeners,
    others: Option<nats::Others>,
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bus").field("shared", &self.is_shared()).finish_non_exhaustive()
    }
}

impl Bus {
    /// A bus that other servers are on too, those that have the same key. NATS may be down: it is looked for until it is there.
    ///
    /// # Errors
    /// When there is no such address.
    pub async fn shared(route: &NatsRoute, secret: Secret) -> std::io::Result<Self> {
        let listeners = Listeners::default();
        let others = Some(nats::Others::join(route, secret, listeners.clone()).await?);
        Ok(Self { listeners, others })
    }

    /// Whether other servers are on it.
    pub fn is_shared(&self) -> bool {
        self.others.is_some()
    }

    /// Adds somebody who acts on hints; there is room for sixteen.
    ///
    /// # Panics
    /// When all places are taken: a mistake in the program, seen at start.
    pub fn listen(&self, listener: impl Fn(&Hint) + Send + Sync + 'static) {
        let mut listener: Listener = Box::new(listener);
        for place in self.listeners.iter() {
            match place.set(listener) {
                Ok(()) => return,
                Err(back) => listener = back,
            }
        }
        panic!("the bus has room for sixteen listeners");
    }

    /// Tells every listener, here and elsewhere. Call it after the commit, never before.
    pub fn publish(&self, hint: &Hint) {
        self.tell_here(hint);
        if let Some(others) = &self.others {
            others.tell(hint);
        }
    }

    /// Tells the listeners of this process: what it found out by itself, and the others will as well.
    pub fn tell_here(&self, hint: &Hint) {
        tell(&self.listeners, hint);
    }

    /// Returns when hints of other servers may have been lost since the last time; never where there are none. For one who waits.
    pub async fn missed(&self) {
        match &self.others {
            Some(others) => others.missed().await,
            None => std::future::pending().await,
        }
    }
}

fn tell(listeners: &Listeners, hint: &Hint) {
    for listener in listeners.iter().filter_map(OnceLock::get) {
        listener(hint);
    }
}
