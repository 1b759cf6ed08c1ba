//! Who is connected here: hands each hint of the bus to the sockets it is for.

#[cfg(test)]
mod tests;
mod topics;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::ws::Utf8Bytes;
use bytes::Bytes;
use domain::access::{ConversationId, PersonId};
use domain::chat::store::Watched;
use platform::bus::Hint;
use tokio::sync::mpsc;
use uuid::Uuid;

use topics::Topics;

/// What waits for one socket at most. A laggard is dropped, and comes back saying what it holds.
const WAITING: usize = 256;
/// The sockets of one person: every tab on every device they are at.
const EACH: usize = 40;
/// Locks are shared among this many parts, so that a busy room does not stop the others.
const PARTS: usize = 64;

/// What a socket's task is told.
#[derive(Clone, Debug)]
pub enum Down {
    /// A frame to pass on, encoded once for everybody.
    Frame(Utf8Bytes),
    /// The device was locked, opened or revoked: look again.
    Recheck,
    /// Who watches this topic is not known any more: say whether they do.
    Watching(Uuid),
    /// The server stops.
    Stop,
}

#[derive(Clone)]
struct Socket {
    number: u64,
    device: Uuid,
    down: mpsc::Sender<Down>,
    /// Set when something had to be dropped: the task then ends the socket, whatever else it is told.
    lagging: Arc<AtomicBool>,
}

type Part = HashMap<Uuid, Vec<Socket>>;

/// Every socket of this process, by person.
pub struct Hub {
    parts: Vec<Mutex<Part>>,
    topics: Topics,
    numbers: AtomicU64,
}

impl Default for Hub {
    fn default() -> Self {
        Self { parts: (0..PARTS).map(|_| Mutex::default()).collect(), topics: Topics::default(), numbers: AtomicU64::default() }
    }
}

/// A socket's place in the hub; gives it up when dropped.
pub struct Place {
    hub: Arc<Hub>,
    person: Uuid,
    number: u64,
    lagging: Arc<AtomicBool>,
}

impl Place {
    /// Whether something meant for this socket had to be dropped.
    pub fn is_lagging(&self) -> bool {
        self.lagging.load(Ordering::Relaxed)
    }

    /// What this socket watches from now on, and nothing else.
    pub fn watch(&self, topics: &[Watched]) {
        if let Some(socket) = self.socket() {
            self.hub.topics.leave(self.number);
            for topic in topics {
                self.hub.topics.enter(topic, &socket);
            }
        }
    }

    /// Whether this socket watches a topic.
    pub fn watch_one(&self, topic: Uuid, watched: Option<&Watched>) {
        if let Some(socket) = self.socket() {
            self.hub.topics.leave_one(topic, self.number);
            if let Some(watched) = watched {
                self.hub.topics.enter(watched, &socket);
            }
        }
    }

    fn socket(&self) -> Option<Socket> {
        self.hub.part(self.person).get(&self.person)?.iter().find(|socket| socket.number == self.number).cloned()
    }
}

impl Hub {
    /// A place for a socket of `person`, and what it is told; nothing when they have too many.
    pub fn enter(self: &Arc<Self>, person: Uuid, device: Uuid) -> Option<(Place, mpsc::Receiver<Down>)> {
        let (down, told) = mpsc::channel(WAITING);
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let lagging = Arc::new(AtomicBool::new(false));
        let mut part = self.part(person);
        let sockets = part.entry(person).or_default();
        if sockets.len() >= EACH {
            return None;
        }
        sockets.push(Socket { number, device, down, lagging: lagging.clone() });
        metrics::gauge!("pando_sockets").increment(1);
        Some((Place { hub: self.clone(), person, number, lagging }, told))
    }

    /// Acts on a hint; never waits.
    pub fn act(&self, hint: &Hint) {
        match hint {
            Hint::Frame { to, except, body } => {
                let Some(frame) = utf8(body) else { return };
                for person in to.iter() {
                    self.tell(*person, *except, &frame);
                }
            }
            Hint::Devices(devices) => self.each(|socket| {
                if devices.contains(&socket.device) {
                    socket.tell(Down::Recheck);
                }
            }),
            Hint::Topic { topic, shape, bodies } => self.topics.tell(*topic, *shape, bodies),
            Hint::Watchers { topic, shape, came, went } => {
                self.topics.reshape(*topic, *shape, went);
                for (person, from_seq) in came.iter() {
                    let watched = Watched { topic: ConversationId(*topic), person: PersonId(*person), shape: *shape, from_seq: *from_seq };
                    // Copied, so that one lock is given back before the other is taken.
                    let sockets = self.part(*person).get(person).cloned().unwrap_or_default();
                    for socket in &sockets {
                        self.topics.enter(&watched, socket);
                    }
                }
            }
            // For what a server remembers (the lane, `organisation/memory.rs`): no browser shows it.
            Hint::Members(_) | Hint::Organisation(_) => {}
        }
    }

    /// Tells every socket that the server stops.
    pub fn stop(&self) {
        self.each(|socket| socket.tell(Down::Stop));
    }

    /// How many sockets are connected.
    pub fn count(&self) -> usize {
        self.parts.iter().map(|part| lock(part).values().map(Vec::len).sum::<usize>()).sum()
    }

    fn tell(&self, person: Uuid, except: Option<Uuid>, frame: &Utf8Bytes) {
        if let Some(sockets) = self.part(person).get(&person) {
            for socket in sockets.iter().filter(|socket| Some(socket.device) != except) {
                socket.tell(Down::Frame(frame.clone()));
            }
        }
    }

    fn each(&self, act: impl Fn(&Socket)) {
        for part in &self.parts {
            lock(part).values().flatten().for_each(&act);
        }
    }

    fn part(&self, person: Uuid) -> MutexGuard<'_, Part> {
        // The last byte of a UUIDv7 is random.
        lock(&self.parts[usize::from(person.as_bytes()[15]) % PARTS])
    }

    fn leave(&self, person: Uuid, number: u64) {
        let mut part = self.part(person);
        if let Some(sockets) = part.get_mut(&person) {
            sockets.retain(|socket| socket.number != number);
            if sockets.is_empty() {
                part.remove(&person);
            }
        }
        metrics::gauge!("pando_sockets").decrement(1);
    }
}

impl Socket {
    fn tell(&self, down: Down) {
        // Full: the task ends the socket, and the browser comes back. A closed one is about to leave.
        if self.down.try_send(down).is_err() {
            self.lagging.store(true, Ordering::Relaxed);
            metrics::counter!("pando_socket_overflow_total").increment(1);
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.hub.topics.leave(self.number);
        self.hub.leave(self.person, self.number);
    }
}

fn lock(part: &Mutex<Part>) -> MutexGuard<'_, Part> {
    part.lock().unwrap_or_else(PoisonError::into_inner)
}

fn utf8(body: &Bytes) -> Option<Utf8Bytes> {
    Utf8Bytes::try_from(body.clone()).ok()
}
