//! The Merkle tree of RFC 6962 (and RFC 9162): roots, and the two proofs that anybody can check. Pure functions.
//!
//! Inclusion: this leaf is in the tree with that root. Consistency: the tree with that root begins with all of the earlier one.

use std::fmt;
use std::str::FromStr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

/// A SHA-256; printed in base64url.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Hash(pub [u8; 32]);

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text is no hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not a hash of ours")]
pub struct NoHash;

impl FromStr for Hash {
    type Err = NoHash;

    fn from_str(text: &str) -> Result<Self, NoHash> {
        URL_SAFE_NO_PAD.decode(text).ok().and_then(|bytes| bytes.try_into().ok()).map(Self).ok_or(NoHash)
    }
}

/// The root of a tree without leaves.
pub fn empty() -> Hash {
    Hash(Sha256::digest([]).into())
}

/// The leaf of an entry with these bytes.
pub fn leaf(entry: &[u8]) -> Hash {
    // RFC 6962, 2.1: leaves and nodes begin differently, so that nobody passes a node off as an entry.
    Hash(Sha256::new().chain_update([0]).chain_update(entry).finalize().into())
}

/// What stands above two nodes.
pub fn node(left: Hash, right: Hash) -> Hash {
    Hash(Sha256::new().chain_update([1]).chain_update(left.0).chain_update(right.0).finalize().into())
}

/// The root of a tree with these leaves.
pub fn root(leaves: &[Hash]) -> Hash {
    match leaves {
        [] => empty(),
        [leaf] => *leaf,
        leaves => {
            let (left, right) = leaves.split_at(split(leaves.len()));
            node(root(left), root(right))
        }
    }
}

/// How many of `count` leaves are to the left: the largest power of two below it.
fn split(count: usize) -> usize {
    count.next_power_of_two() / 2
}

/// The roots of the full trees of which a tree consists, the largest first: all that its root and its next leaf need.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Peaks {
    size: i64,
    peaks: Vec<Hash>,
}

impl Peaks {
    /// Those that were written down for a tree of this size; nothing if they are not those of such a tree.
    pub fn read(size: i64, text: &str) -> Option<Self> {
        let peaks: Vec<Hash> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>().ok()?;
        (size >= 0 && u32::try_from(peaks.len()) == Ok(size.count_ones())).then_some(Self { size, peaks })
    }

    /// How many leaves the tree has.
    pub fn size(&self) -> i64 {
        self.size
    }

    /// Adds a leaf at the end.
    pub fn push(&mut self, leaf: Hash) {
        // Each full tree that has a sibling now becomes one with it, as the digits of a sum carry.
        let mut above = leaf;
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                above = node(left, above);
            }
        }
        self.peaks.push(above);
        self.size += 1;
    }

    /// The root of the tree.
    pub fn root(&self) -> Hash {
        self.peaks.iter().rev().copied().reduce(|right, left| node(left, right)).unwrap_or_else(empty)
    }
}

impl fmt::Display for Peaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.peaks.iter().map(Hash::to_string).collect();
        f.write_str(&words.join(" "))
    }
}

/// The proof that the leaf at `place` is in the tree of `leaves` (RFC 9162 §2.1.3.1).
pub fn inclusion(leaves: &[Hash], place: usize) -> Vec<Hash> {
    if leaves.len() < 2 || place >= leaves.len() {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, other) = match place.checked_sub(left.len()) {
        None => (inclusion(left, place), right),
        Some(place) => (inclusion(right, place), left),
    };
    proof.push(root(other));
    proof
}

/// Whether `proof` shows that `leaf` is at `place` in the tree of `size` leaves with this root (RFC 9162 §2.1.3.2).
pub fn includes(of: Hash, size: u64, leaf: Hash, place: u64, proof: &[Hash]) -> bool {
    if place >= size {
        return false;
    }
    let mut way = Way { at: place, last: size - 1 };
    let mut above = leaf;
    for other in proof {
        if way.last == 0 {
            return false;
        }
        above = if way.is_right() { node(*other, above) } else { node(above, *other) };
        way.up();
    }
    way.last == 0 && above == of
}

/// The proof that the tree of `leaves` begins with all of that of its first `earlier` leaves (RFC 9162 §2.1.4.1).
pub fn consistency(leaves: &[Hash], earlier: usize) -> Vec<Hash> {
    if earlier == 0 || earlier >= leaves.len() { Vec::new() } else { subproof(leaves, earlier, true) }
}

/// `known`: whoever checks has the root of these very leaves already.
fn subproof(leaves: &[Hash], earlier: usize, known: bool) -> Vec<Hash> {
    if earlier == leaves.len() {
        return if known { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(split(leaves.len()));
    let (mut proof, other) = match earlier.checked_sub(left.len()) {
        None | Some(0) => (subproof(left, earlier, known), right),
        Some(more) => (subproof(right, more, false), left),
    };
    proof.push(root(other));
    proof
}

/// Whether `proof` shows that the later tree begins with all of the earlier one; each is its size and its root (RFC 9162 §2.1.4.2).
pub fn is_consistent(earlier: (u64, Hash), later: (u64, Hash), proof: &[Hash]) -> bool {
    match earlier.0 {
        0 => return earlier.1 == empty() && proof.is_empty(),
        size if size == later.0 => return earlier.1 == later.1 && proof.is_empty(),
        size if size > later.0 => return false,
        _ => {}
    }
    // The root of a full tree is where the way begins, and is not sent.
    let own = earlier.0.is_power_of_two().then_some(earlier.1);
    let mut path = own.into_iter().chain(proof.iter().copied());
    let Some(first) = path.next() else { return false };
    let mut way = Way { at: earlier.0 - 1, last: later.0 - 1 };
    way.past_rights();
    let (mut before, mut after) = (first, first);
    for other in path {
        if way.last == 0 {
            return false;
        }
        if way.is_right() {
            before = node(other, before);
            after = node(other, after);
        } else {
            after = node(after, other);
        }
        way.up();
    }
    way.last == 0 && before == earlier.1 && after == later.1
}

/// The way from a leaf up to the root: where it is on its level, and where the level ends.
struct Way {
    at: u64,
    last: u64,
}

impl Way {
    /// Whether the other node is to the left of it.
    fn is_right(&self) -> bool {
        self.at & 1 == 1 || self.at == self.last
    }

    /// A level up; past those on which it has no other node.
    fn up(&mut self) {
        if self.is_right() {
            while self.at & 1 == 0 && self.at != 0 {
                self.halve();
            }
        }
        self.halve();
    }

    fn past_rights(&mut self) {
        while self.at & 1 == 1 {
            self.halve();
        }
    }

    fn halve(&mut self) {
        self.at >>= 1;
        self.last >>= 1;
    }
}
