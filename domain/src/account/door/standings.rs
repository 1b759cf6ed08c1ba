//! Where every session stands, remembered for a second.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use uuid::Uuid;

use super::SessionKey;
use crate::access::{Caller, Outcome, Standing, Timestamp, World};
use crate::account::model::{ARRIVING_MILLIS, PIN_EVERY_MILLIS, SIGNED_IN_MILLIS};
use crate::account::store;

/// How long an answer is believed without asking the database again.
const BELIEVED: i64 = 1000;
/// How often somebody's activity is written down at most.
const FLUSH_EVERY: i64 = 15_000;
/// From how many remembered sessions on those are forgotten that nobody asked for in ten minutes.
const MANY: usize = 4096;

/// Where every session stands.
#[derive(Debug, Default)]
pub struct Standings {
    seats: RwLock<HashMap<SessionKey, Arc<Seat>>>,
    by_device: RwLock<HashMap<Uuid, Vec<Arc<Seat>>>>,
    /// Grows with every hint: an answer that was being read meanwhile is not believed.
    hints: AtomicU64,
}

/// One session's seat.
#[derive(Debug)]
struct Seat {
    key: SessionKey,
    doubted: AtomicBool,
    /// Last thing the person did, as far as this server knows.
    active_at: AtomicI64,
    flushed_at: AtomicI64,
    known: Mutex<Known>,
}

/// What the database said.
#[derive(Clone, Copy, Debug)]
struct Known {
    caller: Caller,
    stage: Stage,
    idle_millis: i64,
    pin_until: Timestamp,
    ends_at: Timestamp,
    read_at: i64,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    Arriving { profile_missing: bool },
    Locked,
    Open,
    Ended,
}

impl Known {
    fn from_row(row: &store::Seat, now: Timestamp) -> Self {
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
            idle_millis: row.idle_seconds * 1000,
            pin_until: row.unlocked_at.plus(PIN_EVERY_MILLIS),
            ends_at: row.expires_at.min(row.created_at.plus(if matches!(stage, Stage::Arriving { .. }) {
                ARRIVING_MILLIS
            } else {
                SIGNED_IN_MILLIS
            })),
            read_at: now.0,
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
    fn known(&self) -> Known {
        *self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn standing(&self, now: Timestamp) -> Standing {
        self.known().standing(self.active_at.load(Ordering::Relaxed), now)
    }

    fn is_fresh(&self, now: Timestamp) -> bool {
        !self.doubted.load(Ordering::Acquire) && (0..BELIEVED).contains(&(now.0 - self.known().read_at))
    }
}

impl Standings {
    /// Where this session stands. A database that does not answer is an error, not a stranger.
    pub async fn standing(&self, world: &World, key: &SessionKey) -> Outcome<Standing> {
        let now = world.now();
        if let Some(seat) = self.seat(key).filter(|seat| seat.is_fresh(now)) {
            return Ok(seat.standing(now));
        }
        self.read(world, key).await
    }

    /// Where this session stood when it was last read; for a socket that must notice the idle lock without asking
    /// the database every second. Nothing when it is not remembered, or doubted.
    pub fn peek(&self, key: &SessionKey, now: Timestamp) -> Option<Standing> {
        self.seat(key).filter(|seat| !seat.doubted.load(Ordering::Acquire)).map(|seat| seat.standing(now))
    }

    /// Notes that somebody did something on an open device; the database hears of it every 15 seconds.
    pub async fn touch(&self, world: &World, key: &SessionKey) -> Outcome<Standing> {
        let standing = self.standing(world, key).await?;
        let (Standing::Open(caller), Some(seat)) = (standing, self.seat(key)) else { return Ok(standing) };
        let now = world.now().0;
        seat.active_at.store(now, Ordering::Relaxed);
        let flushed = seat.flushed_at.load(Ordering::Relaxed);
        let due = (now - flushed).abs() >= FLUSH_EVERY;
        if due && seat.flushed_at.compare_exchange(flushed, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            let mut tx = world.db.write().await?;
            store::touch_device(&mut tx, caller.device, Timestamp(now)).await?;
            tx.commit().await?;
        }
        Ok(standing)
    }

    /// What is known of these devices may no longer hold.
    pub fn doubt(&self, devices: &[Uuid]) {
        self.hints.fetch_add(1, Ordering::AcqRel);
        let by_device = self.by_device.read().unwrap_or_else(PoisonError::into_inner);
        for seat in devices.iter().filter_map(|device| by_device.get(device)).flatten() {
            seat.doubted.store(true, Ordering::Release);
        }
    }

    fn seat(&self, key: &SessionKey) -> Option<Arc<Seat>> {
        self.seats.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    async fn read(&self, world: &World, key: &SessionKey) -> Outcome<Standing> {
        let hints = self.hints.load(Ordering::Acquire);
        let mut tx = world.db.read().await?;
        let row = store::find_seat(&mut tx, key.as_str()).await?;
        drop(tx);
        let now = world.now();
        let Some(row) = row else {
            self.forget(key);
            return Ok(Standing::Anonymous);
        };
        let known = Known::from_row(&row, now);
        let seat = self.take_seat(key, &known, &row, now);
        // A hint that came while we read may mean that we read too early.
        seat.doubted.store(self.hints.load(Ordering::Acquire) != hints, Ordering::Release);
        Ok(seat.standing(now))
    }

    /// Remembers what the database said, keeping what this server knows of activity.
    fn take_seat(&self, key: &SessionKey, known: &Known, row: &store::Seat, now: Timestamp) -> Arc<Seat> {
        let mut seats = self.seats.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(seat) = seats.get(key) {
            *seat.known.lock().unwrap_or_else(PoisonError::into_inner) = *known;
            // The database knows better when the PIN was entered or another server served; this one, in the seconds
            // before it writes. Not the later but the nearer one: a clock that was set back must not lock for ever.
            let here = seat.active_at.load(Ordering::Relaxed);
            if (row.active_at.0 - now.0).abs() <= (here - now.0).abs() {
                seat.active_at.store(row.active_at.0, Ordering::Relaxed);
            }
            return seat.clone();
        }
        let seat = Arc::new(Seat {
            key: key.clone(),
            doubted: AtomicBool::new(true),
            active_at: AtomicI64::new(row.active_at.0),
            flushed_at: AtomicI64::new(row.active_at.0),
            known: Mutex::new(*known),
        });
        let mut by_device = self.by_device.write().unwrap_or_else(PoisonError::into_inner);
        if seats.len() >= MANY && seats.len().is_power_of_two() {
            let old = |seat: &Arc<Seat>| now.0 - seat.known().read_at > 600_000;
            seats.retain(|_, seat| !old(seat));
            by_device.retain(|_, seats| {
                seats.retain(|seat| !old(seat));
                !seats.is_empty()
            });
        }
        seats.insert(key.clone(), seat.clone());
        by_device.entry(known.caller.device.0).or_default().push(seat.clone());
        seat
    }

    /// Forgets a session that is no more.
    pub fn forget(&self, key: &SessionKey) {
        let mut seats = self.seats.write().unwrap_or_else(PoisonError::into_inner);
        let Some(seat) = seats.remove(key) else { return };
        let device = {
            let mut known = seat.known.lock().unwrap_or_else(PoisonError::into_inner);
            known.stage = Stage::Ended;
            known.caller.device.0
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
