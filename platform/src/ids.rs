//! Chance, and the ids made from it and the clock.

use std::sync::{Arc, Mutex, PoisonError};

use rand::rngs::{StdRng, SysRng};
use rand::{Rng, SeedableRng, TryRng};
use uuid::{Builder, Uuid};

/// A source of randomness: the machine's, or a seeded one for tests and demonstrations.
#[derive(Clone, Debug)]
pub enum Chance {
    /// The operating system's generator: for everything that must not be guessed.
    Machine,
    /// The same numbers for the same seed.
    Seeded(Arc<Mutex<StdRng>>),
}

impl Chance {
    /// A source that repeats itself for the same `seed`.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(Arc::new(Mutex::new(StdRng::seed_from_u64(seed))))
    }

    /// `N` random bytes.
    ///
    /// # Panics
    /// When the operating system has no randomness to give: nothing safe can be done then.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        match self {
            Self::Machine => SysRng.try_fill_bytes(&mut bytes).expect("the operating system gives randomness"),
            Self::Seeded(rng) => rng.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes),
        }
        bytes
    }

    /// An evenly chosen number below `limit` (which must not be 0).
    pub fn below(&self, limit: u64) -> u64 {
        // 128 bits against a 64-bit limit: the bias is below 2^-64.
        let wide = u128::from_le_bytes(self.bytes::<16>());
        u64::try_from(wide % u128::from(limit.max(1))).unwrap_or(0)
    }

    /// A UUIDv7 for the moment `now` (ms UTC): sorts by time, cannot be guessed (RFC 9562 §5.7).
    pub fn id(&self, now: i64) -> Uuid {
        let millis = u64::try_from(now).unwrap_or(0);
        Builder::from_unix_timestamp_millis(millis, &self.bytes::<10>()).into_uuid()
    }
}
