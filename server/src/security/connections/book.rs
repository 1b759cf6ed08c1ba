//! Who holds a place: so many in all, from one address, and of one person.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use uuid::Uuid;

use super::Patience;

/// How many connections there may be.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// In all.
    pub all: usize,
    /// Of strangers; the others are kept for those who are signed in.
    pub strangers: usize,
    /// Of strangers from one address: a whole hospital may come from one, but not everybody.
    pub from_one: usize,
    /// Of one person's devices; more of them count as strangers.
    pub of_one: usize,
}

impl Most {
    /// So many in all, and of them as many as is fair.
    pub fn of(all: usize) -> Self {
        // A browser alone opens six.
        let fair = |share: usize| share.max(16).min(all);
        Self { all, strangers: fair(all / 4 * 3), from_one: fair(all / 4), of_one: fair(100.min(all / 4)) }
    }
}

/// Every connection there is.
#[derive(Debug)]
pub(super) struct Book {
    most: Most,
    patience: Patience,
    proxies: Arc<[IpAddr]>,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    strangers: usize,
    from: HashMap<IpAddr, usize>,
    of: HashMap<Uuid, usize>,
}

impl Book {
    pub fn new(most: Most, patience: Patience, proxies: Arc<[IpAddr]>) -> Self {
        Self { most, patience, proxies, held: Mutex::default() }
    }

    /// A place for whoever comes from `address`; or which places are taken.
    pub fn enter(book: &Arc<Self>, address: IpAddr) -> Result<Place, &'static str> {
        // Where one socket listens for both, IPv4 comes in the clothes of IPv6 (::ffff:192.0.2.1).
        let address = address.to_canonical();
        let proxied = book.proxies.contains(&address);
        let (network, mut held) = (network(address), book.held());
        if held.all >= book.most.all {
            return Err("all");
        }
        if !proxied && held.from.get(&network).is_some_and(|held| *held >= book.most.from_one) {
            return Err("address");
        }
        let on_trial = !proxied && held.strangers >= book.most.strangers;
        held.all += 1;
        if !proxied {
            held.strangers += 1;
            *held.from.entry(network).or_default() += 1;
        }
        Ok(Place { book: book.clone(), network: (!proxied).then_some(network), on_trial, person: OnceLock::new() })
    }

    /// Whether there is one more place for this person; then a stranger from `network` holds one less.
    fn know(&self, person: Uuid, network: IpAddr) -> bool {
        let mut held = self.held();
        let known = held.of.entry(person).or_default();
        if *known >= self.most.of_one {
            return false;
        }
        *known += 1;
        held.forget(network);
        true
    }

    /// Gives back the place of `person`, or of a stranger from `network`.
    fn leave(&self, person: Option<Uuid>, network: Option<IpAddr>) {
        let mut held = self.held();
        held.all -= 1;
        match (person, network) {
            (Some(person), _) => less(&mut held.of, person),
            (None, Some(network)) => held.forget(network),
            (None, None) => {}
        }
    }

    #[cfg(test)]
    pub fn count(&self) -> (usize, usize) {
        let held = self.held();
        (held.all, held.strangers)
    }

    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's place, until it is dropped.
#[derive(Debug)]
pub(super) struct Place {
    book: Arc<Book>,
    /// Where a stranger comes from; nothing for our own proxies.
    network: Option<IpAddr>,
    /// Came when the places for strangers were taken.
    on_trial: bool,
    /// Whose it has turned out to be; nobody's, if they have too many.
    person: OnceLock<Option<Uuid>>,
}

impl Place {
    pub fn patience(&self) -> &Patience {
        &self.book.patience
    }

    /// It is the place of this person, and no stranger's any more, unless they have too many.
    pub fn know(&self, person: Uuid) {
        if let Some(network) = self.network {
            // Once, though two requests of one connection may come here together.
            self.person.get_or_init(|| self.book.know(person, network).then_some(person));
        }
    }

    /// Whether it is a stranger's who has yet to show a session.
    pub fn is_on_trial(&self) -> bool {
        self.on_trial && self.person().is_none()
    }

    fn person(&self) -> Option<Uuid> {
        self.person.get().copied().flatten()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.book.leave(self.person(), self.network);
    }
}

impl Held {
    fn forget(&mut self, network: IpAddr) {
        self.strangers -= 1;
        less(&mut self.from, network);
    }
}

fn less<K: Eq + Hash>(counts: &mut HashMap<K, usize>, key: K) {
    if let Some(count) = counts.get_mut(&key) {
        *count -= 1;
        if *count == 0 {
            counts.remove(&key);
        }
    }
}

/// What one subscriber has: an address, or the half of IPv6 that every provider gives a customer.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX)).into(),
    }
}
