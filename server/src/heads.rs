//! What the sockets of this server watch, and how far it was heard: where several servers stand on one database, a hint of
//! another may be lost, and whoever should have had it is found by looking at the database every few seconds.
//!
//! A socket's greeting says what it holds, and its answer brings that up to date; from then on it is told every hint that is
//! heard here. So one number for each thing that is watched is enough for all sockets that watch it: how far it was heard.

mod look;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use domain::access::{DeviceId, PersonId};
use domain::chat::actions::Missed;
use domain::chat::live::{Frame, Held, Own};
use domain::chat::store::Head;
use platform::bus::{Bus, Hint};
use uuid::Uuid;

pub use look::keep_looking;
#[cfg(test)]
pub use look::{EVERY, look_now_and_then};

/// Of more than so many conversations a socket has to ask by itself, as it does now and then.
const MOST: usize = 1000;

/// How far everything was heard that is watched here: conversations, and people's own feeds.
#[derive(Debug, Default)]
pub struct Heads {
    /// Alone on its database a server loses no hint.
    alone: bool,
    known: Mutex<Known>,
}

#[derive(Debug, Default)]
struct Known {
    watched: HashMap<Uuid, Watched>,
    /// What people came into since their sockets said what they hold: no greeting names it.
    joined: HashMap<PersonId, Vec<Uuid>>,
    /// How many sockets each device has.
    devices: HashMap<DeviceId, usize>,
}

#[derive(Debug)]
struct Watched {
    heard: i64,
    /// Whether that is only what a browser said, which may say what it likes.
    claimed: bool,
    /// Once for each socket.
    by: Vec<PersonId>,
}

/// What one socket watches; given up when dropped.
#[derive(Debug)]
pub struct Watch {
    heads: Arc<Heads>,
    person: PersonId,
    device: DeviceId,
    /// In order.
    ids: Vec<Uuid>,
}

impl Heads {
    /// Of a server on this bus, nothing yet. Hears every hint from now on.
    pub fn on(bus: &Bus) -> Arc<Self> {
        let heads = Arc::new(Self { alone: !bus.is_shared(), known: Mutex::default() });
        if bus.is_shared() {
            let ear = heads.clone();
            bus.listen(move |hint| ear.hear(hint));
        }
        heads
    }

    /// A socket of this person on this device, which has not said yet what it holds.
    pub fn watch(self: &Arc<Self>, person: PersonId, device: DeviceId) -> Watch {
        if !self.alone {
            *self.known().devices.entry(device).or_default() += 1;
        }
        Watch { heads: self.clone(), person, device, ids: Vec::new() }
    }

    /// Notes how far a hint goes. What cannot be read, of a newer server perhaps, counts as not heard.
    fn hear(&self, hint: &Hint) {
        let (to, body): (&[Uuid], _) = match hint {
            Hint::Frame { to, body, .. } => (to, body),
            // Whatever it shows of them, each says how far it goes.
            Hint::Topic { bodies, .. } => match bodies.first() {
                Some((_, body)) => (&[], body),
                None => return,
            },
            _ => return,
        };
        // Typing and receipts have no place in an order, and need not be read.
        if ![&br#"{"events""#[..], br#"{"own""#].iter().any(|start| body.starts_with(start)) {
            return;
        }
        match serde_json::from_slice(body) {
            Ok(Frame::Events { conversation, events }) => {
                if let Some(last) = events.last() {
                    self.known().heard(conversation.0, last.seq());
                }
            }
            // Nobody's feed goes so far: it asks them to look again.
            Ok(Frame::Own { feed, own }) if feed < i64::MAX => {
                let mut known = self.known();
                for person in to {
                    known.heard(*person, feed);
                    if let Own::Row(row) = &own {
                        known.joins(PersonId(*person), row.conversation.0, row.last_seq);
                    }
                }
            }
            _ => {}
        }
    }

    /// Everything that is watched.
    fn ids(&self) -> Vec<Uuid> {
        self.known().watched.keys().copied().collect()
    }

    /// Every device that has a socket here.
    fn devices(&self) -> Vec<DeviceId> {
        self.known().devices.keys().copied().collect()
    }

    /// What went further than was heard here, and who watches it.
    fn behind(&self, heads: &[Head]) -> Vec<(Head, Vec<PersonId>)> {
        let mut known = self.known();
        let mut behind = Vec::new();
        for head in heads {
            let Some(watched) = known.watched.get_mut(&head.id) else { continue };
            // A claim beyond the end would hide every lost hint until the end is there.
            if std::mem::take(&mut watched.claimed) {
                watched.heard = watched.heard.min(head.seq);
            }
            if watched.heard < head.seq {
                behind.push((*head, watched.by.clone()));
            }
        }
        behind
    }

    /// Whoever watches these has been told to look again.
    fn told(&self, behind: &[(Head, Vec<PersonId>)]) {
        let mut known = self.known();
        for (head, _) in behind {
            known.heard(head.id, head.seq);
        }
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Known {
    fn heard(&mut self, id: Uuid, seq: i64) {
        if let Some(watched) = self.watched.get_mut(&id) {
            watched.heard = watched.heard.max(seq);
        }
    }

    fn enter(&mut self, id: Uuid, seq: i64, person: PersonId) {
        // Where others watch it already, how far it was heard is not for one of them to say.
        self.watched.entry(id).or_insert_with(|| Watched { heard: seq, claimed: true, by: Vec::new() }).by.push(person);
    }

    /// Somebody is told of a row of theirs, which may be the first they hear of its conversation.
    fn joins(&mut self, person: PersonId, id: Uuid, seq: i64) {
        let listens = self.watched.contains_key(&person.0);
        if !listens || self.watched.get(&id).is_some_and(|watched| watched.by.contains(&person)) {
            return;
        }
        let joined = self.joined.entry(person).or_default();
        if joined.len() < MOST {
            joined.push(id);
            self.enter(id, seq, person);
        }
    }

    fn leave(&mut self, id: Uuid, person: PersonId) {
        let Some(watched) = self.watched.get_mut(&id) else { return };
        if let Some(at) = watched.by.iter().position(|by| *by == person) {
            watched.by.swap_remove(at);
        }
        if watched.by.is_empty() {
            self.watched.remove(&id);
            // Their own feed is watched for as long as they have a socket.
            for joined in if id == person.0 { self.joined.remove(&person).unwrap_or_default() } else { Vec::new() } {
                self.leave(joined, person);
            }
        }
    }
}

impl Watch {
    /// The socket has said what it holds, and this brings that up to date. What it does not hold is watched as well: nobody else would
    /// say that something was said there whose hint was lost.
    pub fn holds(&mut self, feed: i64, held: &[Held], missed: &Missed) {
        if self.heads.alone {
            return;
        }
        let holds = held.iter().map(|held| (held.conversation.0, held.seq));
        let besides = missed.besides.iter().map(|(conversation, seq)| (conversation.0, *seq));
        let mut now: HashMap<Uuid, i64> = holds.chain(besides).take(MOST).collect();
        now.insert(self.person.0, feed);
        for frame in &missed.frames {
            match frame {
                Frame::Events { conversation, events } => {
                    if let Some((seq, last)) = now.get_mut(&conversation.0).zip(events.last()) {
                        *seq = last.seq();
                    }
                }
                Frame::Missed { feed, own } => {
                    now.insert(self.person.0, *feed);
                    let rows = own.iter().filter_map(|own| if let Own::Row(row) = own { Some(row) } else { None });
                    now.extend(rows.map(|row| (row.conversation.0, row.last_seq)));
                }
                // It fetches, and greets again when it is told that it is behind.
                _ => {}
            }
        }
        self.turn_to(&now);
    }

    fn turn_to(&mut self, now: &HashMap<Uuid, i64>) {
        let mut known = self.heads.known();
        for id in self.ids.iter().filter(|id| !now.contains_key(id)) {
            known.leave(*id, self.person);
        }
        for (id, seq) in now {
            if self.ids.binary_search(id).is_err() {
                known.enter(*id, *seq, self.person);
            }
        }
        drop(known);
        self.ids = now.keys().copied().collect();
        self.ids.sort_unstable();
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut known = self.heads.known();
        for id in &self.ids {
            known.leave(*id, self.person);
        }
        if let Some(sockets) = known.devices.get_mut(&self.device) {
            *sockets -= 1;
            if *sockets == 0 {
                known.devices.remove(&self.device);
            }
        }
    }
}
