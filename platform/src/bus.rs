//! The bus: a wake-up hint to whoever watches, never the truth.
//!
//! A lost, doubled or reordered hint costs latency only: what happened is in the database, and every
//! frame carries the sequence number by which a watcher notices that it missed something.

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use uuid::Uuid;

/// What travels on the bus, after the commit that made it true.
#[derive(Clone, Debug)]
pub enum Hint {
    /// A frame, encoded once, for every socket of these people.
    Frame {
        /// The people whose sockets get it.
        to: Arc<[Uuid]>,
        /// A device that must not get it again, because it said it itself.
        except: Option<Uuid>,
        /// The encoded frame (UTF-8 JSON), shared by all sockets.
        body: Bytes,
    },
    /// A frame for every socket that watches a topic, whoever that is; encoded once for all to whom it shows the same.
    Topic {
        /// The topic.
        topic: Uuid,
        /// The shape it had: whoever was found to belong to it in an older one is looked for again.
        shape: i64,
        /// Each with the first seq that somebody sees who is told so, in rising order; the last one that is not above theirs is for them.
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
}

/// Somebody who acts on hints; must not block.
pub type Listener = Box<dyn Fn(&Hint) + Send + Sync>;

/// Where hints are published. In-process: listeners are called at once, in the publisher's task.
#[derive(Clone, Default)]
pub struct Bus {
    listeners: Arc<[OnceLock<Listener>; 16]>,
}

impl std::fmt::Debug for Bus {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Bus").finish_non_exhaustive()
    }
}

impl Bus {
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

    /// Tells every listener. Call it after the commit, never before.
    pub fn publish(&self, hint: &Hint) {
        for listener in self.listeners.iter().filter_map(OnceLock::get) {
            listener(hint);
        }
    }
}
