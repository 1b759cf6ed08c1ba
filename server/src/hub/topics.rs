//! Who watches which topic: told of what happens in it as long as they are known to belong to it.
//!
//! A topic has a shape that grows with every change of who belongs to it. Each socket was found to belong in one shape; a hint of a
//! later change brings it to the next. What is told in a shape that a socket did not reach is not told to it: a hint was lost, and
//! whether it still belongs is asked first.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use domain::chat::store::Watched;
use uuid::Uuid;

use super::{Down, Socket, utf8};

struct Watcher {
    person: Uuid,
    socket: Socket,
    /// The shape in which they were last known to belong to it.
    shape: i64,
    /// The first seq they see.
    from: i64,
    /// They were asked whether they still do, and have not said.
    asked: bool,
}

/// Who watches a topic, by the socket's number.
type Watchers = HashMap<u64, Watcher>;

/// Every topic that a socket of this process watches.
#[derive(Default)]
pub(super) struct Topics(Mutex<HashMap<Uuid, Watchers>>);

impl Topics {
    /// A socket watches a topic; one that does already is known to belong to it now.
    pub(super) fn enter(&self, watched: &Watched, socket: &Socket) {
        let watcher =
            Watcher { person: watched.person.0, socket: socket.clone(), shape: watched.shape, from: watched.from_seq, asked: false };
        self.lock().entry(watched.topic.0).or_default().insert(socket.number, watcher);
    }

    /// A socket watches nothing any more.
    pub(super) fn leave(&self, number: u64) {
        self.lock().retain(|_, watchers| {
            watchers.remove(&number);
            !watchers.is_empty()
        });
    }

    /// A socket does not watch this topic.
    pub(super) fn leave_one(&self, topic: Uuid, number: u64) {
        if let Some(watchers) = self.lock().get_mut(&topic) {
            watchers.remove(&number);
        }
    }

    /// These went; whoever belonged to it in the shape before this one does in this one.
    pub(super) fn reshape(&self, topic: Uuid, shape: i64, went: &[Uuid]) {
        if let Some(watchers) = self.lock().get_mut(&topic) {
            watchers.retain(|_, watcher| watcher.shape >= shape || !went.contains(&watcher.person));
            for watcher in watchers.values_mut().filter(|watcher| watcher.shape == shape - 1) {
                watcher.shape = shape;
            }
        }
    }

    /// Tells each the frame that is for them, as far as they are known to belong to it in this shape.
    pub(super) fn tell(&self, topic: Uuid, shape: i64, bodies: &[(i64, Bytes)]) {
        let frames: Vec<_> = bodies.iter().filter_map(|(from, body)| Some((*from, utf8(body)?))).collect();
        let mut topics = self.lock();
        for watcher in topics.get_mut(&topic).into_iter().flat_map(Watchers::values_mut) {
            if watcher.shape < shape {
                if !std::mem::replace(&mut watcher.asked, true) {
                    watcher.socket.tell(Down::Watching(topic));
                }
            } else if let Some((_, frame)) = frames.iter().rfind(|(from, _)| *from <= watcher.from) {
                watcher.socket.tell(Down::Frame(frame.clone()));
            }
        }
    }

    /// Whether nobody watches anything.
    #[cfg(test)]
    pub(super) fn is_empty(&self) -> bool {
        self.lock().values().all(Watchers::is_empty)
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<Uuid, Watchers>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
