//! Choices that fall the same way every time for the same seed.

use platform::ids::Chance;
use uuid::Uuid;

/// A seeded source of choices.
pub struct Dice(Chance);

impl Dice {
    /// Dice that fall the same way for the same `seed`.
    pub fn new(seed: u64) -> Self {
        Self(Chance::seeded(seed))
    }

    /// A number below `limit`.
    pub fn below(&self, limit: usize) -> usize {
        usize::try_from(self.0.below(u64::try_from(limit).unwrap_or(u64::MAX))).unwrap_or(0)
    }

    /// A number from `low` up to and including `high`.
    pub fn between(&self, low: i64, high: i64) -> i64 {
        low + i64::try_from(self.0.below(u64::try_from(high - low + 1).unwrap_or(1))).unwrap_or(0)
    }

    /// Whether a thing happens that happens `in_thousand` times in a thousand.
    pub fn happens(&self, in_thousand: usize) -> bool {
        self.below(1000) < in_thousand
    }

    /// One of several.
    pub fn pick<'a, T: ?Sized>(&self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    /// An id made at `at` (ms UTC).
    pub fn id(&self, at: i64) -> Uuid {
        self.0.id(at)
    }
}
