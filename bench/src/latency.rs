//! How long things took.

use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

/// A running watch.
#[expect(clippy::disallowed_methods, reason = "measuring is this program's purpose")]
pub fn stopwatch() -> Instant {
    Instant::now()
}

/// Many durations.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Latency(Vec<u32>);

impl Latency {
    /// Notes one, in microseconds.
    pub fn note(&mut self, time: Duration) {
        self.0.push(u32::try_from(time.as_micros()).unwrap_or(u32::MAX));
    }

    /// Adds those of another.
    pub fn join(&mut self, other: &Self) {
        self.0.extend_from_slice(&other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The duration that so many of a hundred stay under, in milliseconds.
    pub fn percentile(&self, hundredth: usize) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_unstable();
        let at = (sorted.len() * hundredth / 100).min(sorted.len().saturating_sub(1));
        sorted.get(at).map_or(0.0, |micros| f64::from(*micros) / 1000.0)
    }

    /// "p50 0.41 ms, p99 1.20 ms".
    pub fn shown(&self) -> String {
        format!("p50 {:.2} ms, p99 {:.2} ms", self.percentile(50), self.percentile(99))
    }
}

/// So many in a time, a second.
#[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
pub fn rate(count: usize, time: Duration) -> f64 {
    count as f64 / time.as_secs_f64().max(1e-9)
}

/// A ratio, without a division by nothing.
pub fn ratio(one: f64, other: f64) -> f64 {
    one / other.max(1e-9)
}
