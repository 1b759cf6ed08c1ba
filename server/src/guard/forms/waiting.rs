//! What waits until its page is opened, kept apart by whose it is.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use call::flash::{Flash, Heap, Waiting, lock};
use domain::access::{DeviceId, World};

/// How long a form waits for its page.
pub const KEPT: Duration = Duration::from_mins(1);
/// How long one waits that was posted from behind the lock: the PIN may be wrong at first, and another page read before.
const KEPT_OVER_LOCK: Duration = Duration::from_mins(15);
/// How many wait for one browser.
const MOST_OF_ONE: usize = 8;
/// How many wait at once, of people with a session and of strangers each.
const MOST: usize = 1000;

/// Whose it is: a session's device; without one, the browser that our cookie tells apart.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Owner {
    Device(DeviceId),
    Stranger(String),
}

type Heaps = HashMap<Owner, Heap>;

/// Forms on their way back to their page.
pub struct Flashes {
    world: World,
    /// Apart from the strangers': those can post as much as they like, and push out nobody's but their own.
    people: Mutex<Heaps>,
    strangers: Mutex<Heaps>,
}

impl Flashes {
    /// None yet.
    pub fn new(world: World) -> Self {
        Self { world, people: Mutex::default(), strangers: Mutex::default() }
    }

    /// A browser nobody has seen.
    pub fn stranger(&self) -> Owner {
        Owner::Stranger(uuid::Uuid::from_bytes(self.world.chance.bytes()).simple().to_string())
    }

    /// What waits for somebody, if anything does.
    pub fn of(&self, owner: &Owner) -> Option<Heap> {
        let heap = self.heaps(owner).get(owner).cloned()?;
        drop_old(&heap, self.world.now().0);
        let waits = !lock(&heap).is_empty();
        waits.then_some(heap)
    }

    /// Keeps a form until its page takes it.
    pub fn keep(&self, owner: &Owner, flash: Flash, page: Option<String>, over_lock: bool) {
        let now = self.world.now().0;
        let time = if over_lock { KEPT_OVER_LOCK } else { KEPT };
        let until = now.saturating_add(i64::try_from(time.as_millis()).unwrap_or(0));
        let mut heaps = self.heaps(owner);
        for heap in heaps.values() {
            drop_old(heap, now);
        }
        heaps.retain(|_, heap| !lock(heap).is_empty());
        if heaps.values().map(|heap| lock(heap).len()).sum::<usize>() >= MOST {
            // Of whoever has most waiting; of all who have as much, the one that goes soonest anyway.
            let fullest = heaps.values().min_by_key(|heap| {
                let heap = lock(heap);
                (Reverse(heap.len()), heap.iter().map(|waiting| waiting.until).max())
            });
            fullest.into_iter().for_each(drop_oldest);
        }
        let heap = heaps.entry(owner.clone()).or_default();
        // Pressed twice, it still was typed once.
        lock(heap).retain(|waiting| waiting.flash != flash);
        if lock(heap).len() >= MOST_OF_ONE {
            drop_oldest(heap);
        }
        lock(heap).push(Waiting { flash, page, over_lock, until });
    }

    fn heaps(&self, owner: &Owner) -> MutexGuard<'_, Heaps> {
        let heaps = match owner {
            Owner::Device(_) => &self.people,
            Owner::Stranger(_) => &self.strangers,
        };
        heaps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn drop_old(heap: &Heap, now: i64) {
    lock(heap).retain(|waiting| waiting.until > now);
}

/// What was posted from behind the lock goes last: nobody has seen yet that it was refused.
fn drop_oldest(heap: &Heap) {
    let mut heap = lock(heap);
    let at = heap.iter().position(|waiting| !waiting.over_lock).unwrap_or(0);
    if at < heap.len() {
        heap.remove(at);
    }
}

#[cfg(test)]
mod tests;
