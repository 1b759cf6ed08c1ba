//! How often one network address, and everybody together, may ask for codes or try them.
//!
//! A hospital has one address for thousands of people, so this stops a flood, not a guess: guesses are counted
//! per code and per device in the database.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::access::{Failure, Outcome, Timestamp};

/// Knocks of one address that are let through at once, and then again per second.
const ONE: (i64, i64) = (300, 5);
/// The same for everybody together.
const ALL: (i64, i64) = (3000, 50);
/// How many addresses are remembered; beyond that the full ones are forgotten.
const REMEMBERED: usize = 20_000;

/// The brake.
#[derive(Debug, Default)]
pub struct Brake(Mutex<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    all: Option<Bucket>,
    each: HashMap<IpAddr, Bucket>,
}

/// Thousandths of a knock that are left, and when that was so.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: i64,
    at: Timestamp,
}

impl Bucket {
    fn full((burst, _): (i64, i64), now: Timestamp) -> Self {
        Self { left: burst * 1000, at: now }
    }

    /// Fills up for the time that passed; a clock that went back adds nothing.
    fn fill(&mut self, (burst, rate): (i64, i64), now: Timestamp) {
        let passed = now.since(self.at).clamp(0, 3_600_000);
        self.left = (self.left + passed * rate).min(burst * 1000);
        self.at = now;
    }
}

impl Brake {
    /// Lets a knock through, or says how long to wait.
    pub fn knock(&self, from: Option<IpAddr>, now: Timestamp) -> Outcome<()> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = buckets.all.get_or_insert_with(|| Bucket::full(ALL, now));
        all.fill(ALL, now);
        let room = all.left >= 1000;
        if let Some(from) = from.map(network) {
            if buckets.each.len() >= REMEMBERED {
                buckets.each.retain(|_, bucket| bucket.left < ONE.0 * 1000 && now.since(bucket.at) < 60_000);
            }
            let one = buckets.each.entry(from).or_insert_with(|| Bucket::full(ONE, now));
            one.fill(ONE, now);
            if one.left < 1000 || !room {
                return Err(slow_down());
            }
            one.left -= 1000;
        } else if !room {
            return Err(slow_down());
        }
        if let Some(all) = buckets.all.as_mut() {
            all.left -= 1000;
        }
        Ok(())
    }
}

fn slow_down() -> Failure {
    Failure::TooMany { text: "Too many people are signing in at once. Wait a minute and try again.".into(), wait: 60 }
}

/// An IPv6 subscriber owns a whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        address @ IpAddr::V4(_) => address,
    }
}
