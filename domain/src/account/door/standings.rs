//! Where every session stands, remembered for a second; by a socket, which asks at every ping, for as long as that.
//!
//! Every question and every doubt takes the next ticket, and an answer carries the ticket of its question: it counts
//! from the moment it was asked for, is believed only while nobody doubted since, and never replaces one that was asked
//! for later, however late it comes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use uuid::Uuid;

use super::SessionKey;
use crate::access::{Caller, Outcome, Standing, Timestamp, World};
use crate::account::model::{ARRIVING_MILLIS, PIN_EVERY_MILLIS, SIGNED_IN_MILLIS};
use crate::account::store;

/// How long an answer is believed without asking the database again.
const BELIEVED: i64 = 1000;
/// How long a socket passes on what comes without asking again: a ping's time.
const BELIEVED_BY_A_SOCKET: i64 = 30_000;
/// How often somebody's activity is written down at most.
const FLUSH_EVERY: i64 = 15_000;
/// From how many remembered sessions on those are forgotten that nobody asked for in ten minutes.
const MANY: usize = 4096;

/// Where every session stands.
#[derive(Debug, Default)]
pub struct Standings {
    seats: RwLock<HashMap<SessionKey, Arc<Seat>>>,
    by_device: RwLock<HashMap<Uuid, Vec<Arc<Seat>>>>,
    /// The last ticket that was given out, and the one of the last doubt.
    tickets: AtomicU64,
    doubted: AtomicU64,
}

/// What is being asked of the database: since when, in both counts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Question {
    ticket: u64,
    at: Timestamp,
}

/// What the database says of a session: where it leads, and how long its organisation leaves a screen alone before it locks.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    seat: store::Seat,
    idle_millis: i64,
}

/// One session's seat.
#[derive(Debug)]
struct Seat {
    key: SessionKey,
    /// Last thing the person did, as far as this server knows.
    active_at: AtomicI64,
    flushed_at: AtomicI64,
    held: Mutex<Held>,
}

/// The newest answer, and the tickets of its question and of the newest doubt.
#[derive(Debug)]
struct Held {
    known: Known,
    asked: u64,
    doubted: u64,
}

/// What the database said.
#[derive(Clone, Copy, Debug)]
struct Known {
    caller: Caller,
    stage: Stage,
    idle_millis: i64,
    pin_until: Timestamp,
    ends_at: Timestamp,
    asked_at: Timestamp,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Arriving { profile_missing: bool },
    Locked,
    Open,
    Ended,
}

impl Known {
    fn from_answer(answer: &Answer, asked_at: Timestamp) -> Self {
        let row = &answer.seat;
        let caller =
            Caller { person: row.person, device: row.device, organisation: row.organisation, network: row.network, level: row.level };
        let profile_missing = row.profiled_at.is_none();
        let stage = match (row.has_pin, row.locked) {
            _ if profile_missing => Stage::Arriving { profile_missing },
            (false, _) => Stage::Arriving { profile_missing },
            (true, true) => Stage::Locked,
            (true, false) => Stage::Open,
        };
        Self {
            caller,
            stage,
            idle_millis: answer.idle_millis,
            pin_until: row.unlocked_at.plus(PIN_EVERY_MILLIS),
            ends_at: row.expires_at.min(row.created_at.plus(if matches!(stage, Stage::Arriving { .. }) {
                ARRIVING_MILLIS
            } else {
                SIGNED_IN_MILLIS
            })),
            asked_at,
        }
    }

    /// Judged at every call: time passes without anybody writing it down.
    fn standing(&self, active_at: i64, now: Timestamp) -> Standing {
        if now >= self.ends_at {
            return Standing::Anonymous;
        }
        // A clock that was set back must not keep a screen open: activity in the future counts as none.
        let idle = (now.0 - active_at).abs() >= self.idle_millis;
        match self.stage {
            Stage::Ended => Standing::Anonymous,
            Stage::Arriving { profile_missing } => Standing::Arriving { caller: self.caller, profile_missing },
            Stage::Open if !idle && now < self.pin_until => Standing::Open(self.caller),
            Stage::Open | Stage::Locked => Standing::Locked(self.caller),
        }
    }
}

impl Seat {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn standing(&self, now: Timestamp) -> Standing {
        self.held().known.standing(self.active_at.load(Ordering::Relaxed), now)
    }

    /// The same, unless it was doubted or is older than `longest`.
    fn believed(&self, longest: i64, now: Timestamp) -> Option<Standing> {
        let held = self.held();
        let believed = held.asked > held.doubted && (0..longest).contains(&now.since(held.known.asked_at));
        believed.then(|| held.known.standing(self.active_at.load(Ordering::Relaxed), now))
    }
}

impl Standings {
    /// Where this session stands. A database that does not answer is an error, not a stranger.
    pub async fn standing(&self, world: &World, key: &SessionKey) -> Outcome<Standing> {
        let now = world.now();
        if let Some(standing) = self.seat(key).and_then(|seat| seat.believed(BELIEVED, now)) {
            return Ok(standing);
        }
        let question = self.ask(now);
        let row = Self::look(world, key, now).await?;
        Ok(self.answer(key, question, row.as_ref(), world.now()))
    }

    /// What the database says of a session now.
    pub(crate) async fn look(world: &World, key: &SessionKey, now: Timestamp) -> Outcome<Option<Answer>> {
        let mut tx = world.db.read().await?;
        let seat = store::find_seat(&mut tx, key.as_str(), now).await?;
        // Given back first: whoever holds a connection and waits for another may wait for ever.
        drop(tx);
        let Some(seat) = seat else { return Ok(None) };
        let decided = world.organisations.settings(world, seat.organisation).await?;
        Ok(Some(Answer { seat, idle_millis: decided.idle_seconds * 1000 }))
    }

    /// Where this session stood when it was last read; for a socket that must notice the idle lock without asking
    /// the database every second. Nothing when it is not remembered, or doubted, or older than a ping.
    pub fn peek(&self, key: &SessionKey, now: Timestamp) -> Option<Standing> {
        self.seat(key)?.believed(BELIEVED_BY_A_SOCKET, now)
    }

    /// Notes that somebody did something on an open device; the database hears of it every 15 seconds.
    pub async fn touch(&self, world: &World, key: &SessionKey) -> Outcome<Standing> {
        let standing = self.standing(world, key).await?;
        let (Standing::Open(caller), Some(seat)) = (standing, self.seat(key)) else { return Ok(standing) };
        let now = world.now().0;
        seat.active_at.store(now, Ordering::Relaxed);
        let flushed = seat.flushed_at.load(Ordering::Relaxed);
        let due = (now - flushed).abs() >= FLUSH_EVERY;
        // Of many calls at the same moment one writes.
        if due && seat.flushed_at.compare_exchange(flushed, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let mut tx = world.db.write().await?;
            store::touch_device(&mut tx, caller.device, Timestamp(now)).await?;
            tx.commit().await?;
        }
        Ok(standing)
    }

    /// What is known of these devices may no longer hold.
    pub fn doubt(&self, devices: &[Uuid]) {
        let ticket = self.doubt_whoever_asks();
        let by_device = self.by_device.read().unwrap_or_else(PoisonError::into_inner);
        for seat in devices.iter().filter_map(|device| by_device.get(device)).flatten() {
            let mut held = seat.held();
            held.doubted = held.doubted.max(ticket);
        }
    }

    fn seat(&self, key: &SessionKey) -> Option<Arc<Seat>> {
        self.seats.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn ticket(&self) -> u64 {
        self.tickets.fetch_add(1, Ordering::AcqRel) + 1
    }

    /// A seat is taken with an answer, and what was doubted while that was on its way had no seat yet to be noted at.
    fn doubt_whoever_asks(&self) -> u64 {
        let ticket = self.ticket();
        self.doubted.fetch_max(ticket, Ordering::AcqRel);
        ticket
    }

    /// Begins a question; call it before the database is asked.
    pub(crate) fn ask(&self, now: Timestamp) -> Question {
        Question { ticket: self.ticket(), at: now }
    }

    /// Takes what the database said, and tells where the session stands.
    pub(crate) fn answer(&self, key: &SessionKey, question: Question, row: Option<&Answer>, now: Timestamp) -> Standing {
        if let Some(row) = row {
            return self.take_seat(key, question, row, now).standing(now);
        }
        self.leave(key);
        Standing::Anonymous
    }

    /// Remembers what the database said, keeping what this server knows of activity.
    fn take_seat(&self, key: &SessionKey, question: Question, row: &Answer, now: Timestamp) -> Arc<Seat> {
        let known = Known::from_answer(row, question.at);
        let row = &row.seat;
        let mut seats = self.seats.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(seat) = seats.get(key) {
            let mut held = seat.held();
            if held.asked < question.ticket {
                (held.known, held.asked) = (known, question.ticket);
                // The database knows better when the PIN was entered or another server served; this one, in the seconds
                // before it writes. Not the later but the nearer one: a clock that was set back must not lock for ever.
                let here = seat.active_at.load(Ordering::Relaxed);
                if (row.active_at.0 - now.0).abs() <= (here - now.0).abs() {
                    seat.active_at.store(row.active_at.0, Ordering::Relaxed);
                }
            }
            drop(held);
            return seat.clone();
        }
        let mut by_device = self.by_device.write().unwrap_or_else(PoisonError::into_inner);
        // At each doubling and not at each newcomer: it looks at all of them, and nobody may come in meanwhile.
        if seats.len() >= MANY && seats.len().is_power_of_two() {
            let old = |seat: &Arc<Seat>| now.since(seat.held().known.asked_at) > 600_000;
            seats.retain(|_, seat| !old(seat));
            by_device.retain(|_, seats| {
                seats.retain(|seat| !old(seat));
                !seats.is_empty()
            });
        }
        let seat = Arc::new(Seat {
            key: key.clone(),
            active_at: AtomicI64::new(row.active_at.0),
            flushed_at: AtomicI64::new(row.active_at.0),
            held: Mutex::new(Held { known, asked: question.ticket, doubted: self.doubted.load(Ordering::Acquire) }),
        });
        seats.insert(key.clone(), seat.clone());
        by_device.entry(known.caller.device.0).or_default().push(seat.clone());
        seat
    }

    /// Forgets a session that was ended; an answer from before that is not believed.
    pub fn forget(&self, key: &SessionKey) {
        self.doubt_whoever_asks();
        self.leave(key);
    }

    fn leave(&self, key: &SessionKey) {
        let mut seats = self.seats.write().unwrap_or_else(PoisonError::into_inner);
        let Some(seat) = seats.remove(key) else { return };
        // Its lock is given back before that of the devices is asked for: a doubt takes them the other way round.
        let device = {
            let mut held = seat.held();
            // Whoever has this seat in hand already sees that it is over.
            held.known.stage = Stage::Ended;
            held.known.caller.device.0
        };
        let mut by_device = self.by_device.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(seats) = by_device.get_mut(&device) {
            seats.retain(|seat| seat.key != *key);
            if seats.is_empty() {
                by_device.remove(&device);
            }
        }
    }
}
