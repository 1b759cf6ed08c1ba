//! How often one network, and everybody together, may ask for codes or try them.
//!
//! A hospital has one address for thousands of people, so this stops a flood, not a guess: guesses are counted
//! per code and per device in the database. What a network does in a quiet minute is its own and not taken from what all
//! have together, so that a few who drain that hold up nobody but each other.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::access::{Failure, Outcome, Timestamp};

/// Knocks that are let through at once, and then again per minute: those of one network, …
const ONE: (i64, i64) = (300, 300);
/// … of everybody together, …
const ALL: (i64, i64) = (3000, 3000);
/// … and of one network whatever the others do.
const OWN: (i64, i64) = (15, 15);
/// How many networks are remembered; a newcomer beyond that shares what is everybody's.
const REMEMBERED: usize = 20_000;
/// When a bucket has filled up again, whatever it is: then its network may be forgotten.
const FULL_AFTER: i64 = 60_000;
/// A knock, in what drops into a bucket in a millisecond per knock a minute.
const KNOCK: i64 = 60_000;

/// The brake.
#[derive(Debug, Default)]
pub struct Brake(Mutex<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    all: Option<Bucket>,
    each: HashMap<IpAddr, Network>,
    swept: Timestamp,
}

#[derive(Clone, Copy, Debug)]
struct Network {
    one: Bucket,
    own: Bucket,
}

/// What is left, and when that was so.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    left: i64,
    at: Timestamp,
}

impl Bucket {
    fn full((burst, _): (i64, i64), now: Timestamp) -> Self {
        Self { left: burst * KNOCK, at: now }
    }

    /// Fills up for the time that passed; a clock that went back adds nothing. Says whether a knock is left.
    fn fill(&mut self, (burst, rate): (i64, i64), now: Timestamp) -> bool {
        let passed = now.since(self.at).clamp(0, 3_600_000);
        self.left = (self.left + passed * rate).min(burst * KNOCK);
        self.at = now;
        self.left >= KNOCK
    }

    fn take(&mut self) {
        self.left -= KNOCK;
    }
}

impl Brake {
    /// Lets a knock through, or says how long to wait.
    pub fn knock(&self, from: Option<IpAddr>, now: Timestamp) -> Outcome<()> {
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let buckets = &mut *buckets;
        let all = buckets.all.get_or_insert_with(|| Bucket::full(ALL, now));
        let room = all.fill(ALL, now);
        // Once a second: each look goes through all of them, and where all are busy it frees nothing.
        if buckets.each.len() >= REMEMBERED && now.since(buckets.swept).abs() >= 1000 {
            buckets.swept = now;
            buckets.each.retain(|_, network| (0..FULL_AFTER).contains(&now.since(network.one.at)));
        }
        let known = from.map(network).filter(|from| buckets.each.len() < REMEMBERED || buckets.each.contains_key(from));
        if let Some(from) = known {
            let fresh = || Network { one: Bucket::full(ONE, now), own: Bucket::full(OWN, now) };
            let Network { one, own } = buckets.each.entry(from).or_insert_with(fresh);
            let (may, quiet) = (one.fill(ONE, now), own.fill(OWN, now));
            if !may || !(quiet || room) {
                return Err(slow_down());
            }
            one.take();
            if quiet {
                own.take();
                return Ok(());
            }
        } else if !room {
            return Err(slow_down());
        }
        all.take();
        Ok(())
    }
}

fn slow_down() -> Failure {
    Failure::TooMany { text: "Too many people are signing in at once. Wait a minute and try again.".into(), wait: 60 }
}

/// Who an address belongs to. Whoever has IPv6 has up to a /48 of it: 65,536 times the /64 of a single wire.
pub(in crate::account) fn network(address: IpAddr) -> IpAddr {
    // An IPv4 address in the form of an IPv6 one would otherwise be of one /48 with all others that are.
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !(u128::MAX >> 48)).into()),
        address @ IpAddr::V4(_) => address,
    }
}
