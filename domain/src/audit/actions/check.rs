//! One organisation's trail under examination: leaf by leaf, each head where the tree had its size.

use std::collections::{HashMap, VecDeque};

use platform::db::Tx;
use uuid::Uuid;

use super::super::entry::Entry;
use super::super::head::Head;
use super::super::model::Deed;
use super::super::outside::{Line, Written};
use super::super::pruned::Pruned;
use super::super::report::{Report, Trouble};
use super::super::store::{self, Leaf};
use super::super::tree::{self, Peaks};
use crate::access::Outcome;
use crate::access::ctx::internal;

/// So many leaves are looked at together.
const PAGE: i64 = 1_000;

/// What has been seen so far, and what was found.
pub(super) struct Check<'a> {
    pub(super) tx: Tx,
    pub(super) report: Report,
    trusted: &'a [String],
    written: Written,
    /// Heads up to here are outside, the database says.
    out_size: i64,
    /// The note that excuses the absence of what was pruned.
    note: Option<Pruned>,
    /// The tree of the leaves so far.
    peaks: Peaks,
    /// How many places there were, with those whose leaves are gone.
    size: i64,
    /// Leaves are gone: no root can be computed any more.
    is_broken: bool,
    /// A head did not fit: none after it will.
    is_forked: bool,
    /// The last signed head that fitted.
    signed: i64,
    /// Heads that should be outside and are not.
    lost: Vec<i64>,
}

impl<'a> Check<'a> {
    pub(super) fn new(tx: Tx, report: Report, trusted: &'a [String], written: Written, out_size: i64) -> Self {
        let (peaks, lost) = (Peaks::default(), Vec::new());
        Self { tx, report, trusted, written, out_size, note: None, peaks, size: 0, is_broken: false, is_forked: false, signed: 0, lost }
    }

    /// Looks for the signed note that reaches furthest.
    pub(super) async fn read_notes(&mut self) -> Outcome<()> {
        let said = store::list_of_deed(&mut self.tx, self.report.organisation, Deed::EntriesPruned.key()).await?;
        // The furthest covers all before it, which may be kept no longer themselves.
        self.note = said.iter().filter_map(|entry| Pruned::read(entry, self.trusted)).max_by_key(|note| note.to);
        Ok(())
    }

    /// Walks along the leaves, from the first.
    pub(super) async fn walk(&mut self) -> Outcome<()> {
        let (organisation, mut after) = (self.report.organisation, -1);
        loop {
            let leaves = store::list_leaves(&mut self.tx, organisation, after, PAGE).await?;
            let Some(last) = leaves.last().map(|leaf| leaf.place) else { return Ok(()) };
            let end = last.saturating_add(1);
            let entries = store::list_sealed(&mut self.tx, organisation, after.saturating_add(1), end).await?;
            let mut entries: HashMap<Uuid, Entry> = entries.into_iter().map(|entry| (entry.id, entry)).collect();
            let mut heads = store::list_heads(&mut self.tx, organisation, self.size, end, i64::MAX).await?.into();
            let mut lines = self.written.up_to(end).map_err(|error| internal(&error))?.into();
            for leaf in leaves {
                let entry = entries.remove(&leaf.entry_id);
                self.leaf(&leaf, entry.as_ref());
                self.heads(&mut heads, &mut lines);
            }
            after = last;
        }
    }

    fn leaf(&mut self, leaf: &Leaf, entry: Option<&Entry>) {
        if leaf.place > self.size {
            self.report.troubles.push(Trouble::LeavesGone { from: self.size + 1, to: leaf.place });
            self.is_broken = true;
        }
        self.size = leaf.place.saturating_add(1);
        let (number, id, hash) = (self.size, leaf.entry_id, leaf.hash());
        match entry {
            Some(entry) if hash == Some(entry.leaf()) => self.report.whole += 1,
            Some(_) => self.report.troubles.push(Trouble::Changed { number, id }),
            None if self.note.as_ref().is_some_and(|note| number <= note.to) => self.report.pruned += 1,
            None => self.report.troubles.push(Trouble::Missing { number, id }),
        }
        // A damaged leaf is none: the next head says so.
        self.peaks.push(hash.unwrap_or_else(tree::empty));
        if let Some(note) = self.note.as_ref().filter(|note| note.to == number) {
            let root = note.root.clone();
            self.compare(number, &root);
        }
    }

    /// Compares the tree of this moment with what was signed of it: outside, and in the database.
    fn heads(&mut self, heads: &mut VecDeque<Head>, lines: &mut VecDeque<Line>) {
        let size = self.size;
        let mut outside = Vec::new();
        while let Some((number, head)) = lines.pop_front_if(|(_, head)| head.as_ref().is_none_or(|head| head.size <= size)) {
            match head {
                Some(head) if self.is_broken || head.size == size => {
                    self.head(&head, true);
                    outside.push(head.size);
                }
                _ => self.report.troubles.push(Trouble::NoLine { number }),
            }
        }
        let mut within = Vec::new();
        while let Some(head) = heads.pop_front_if(|head| head.size <= size) {
            self.head(&head, false);
            // Only what the database counts as out: a head that was just signed may still be on its way.
            if head.size <= self.out_size && !outside.contains(&head.size) {
                self.lost.push(head.size);
            }
            within.push(head.size);
        }
        let gone = outside.into_iter().filter(|size| !within.contains(size)).map(|size| Trouble::HeadGone { size });
        self.report.troubles.extend(gone);
    }

    fn head(&mut self, head: &Head, outside: bool) {
        let size = head.size;
        if !head.is_signed_by(self.trusted) {
            self.report.troubles.push(Trouble::NotSigned { size, outside });
        } else if !self.is_broken && self.compare(size, &head.root) {
            self.signed = size;
        }
    }

    /// Whether the tree of this size has this root. Only the first that does not fit is told.
    fn compare(&mut self, size: i64, root: &str) -> bool {
        let fits = self.peaks.root().to_string() == root;
        if !fits && !self.is_forked && !self.is_broken {
            self.is_forked = true;
            self.report.troubles.push(Trouble::Rewritten { from: self.signed + 1, to: size });
        }
        fits && !self.is_forked
    }

    /// Looks at what there is beyond the last leaf: heads of more, and the row with which the tree goes on.
    pub(super) async fn end(&mut self) -> Outcome<()> {
        let (organisation, size) = (self.report.organisation, self.size);
        let heads = store::list_heads(&mut self.tx, organisation, size, i64::MAX, i64::MAX).await?;
        let mut claimed = size;
        for (head, outside) in heads.iter().map(|head| (head, false)).chain(self.rest()?.iter().map(|head| (head, true))) {
            if head.is_signed_by(self.trusted) {
                claimed = claimed.max(head.size);
            } else {
                self.report.troubles.push(Trouble::NotSigned { size: head.size, outside });
            }
        }
        if claimed > size {
            self.report.troubles.push(Trouble::Truncated { from: size + 1, to: claimed });
        }
        if size > self.signed && !self.is_broken && !self.is_forked {
            self.report.troubles.push(Trouble::NoHead { from: self.signed + 1, to: size });
        }
        if let Some(first) = self.lost.first().copied() {
            self.report.troubles.push(Trouble::Lost { first, count: self.lost.len() });
        }
        let tree = store::find_tree(&mut self.tx, organisation).await?;
        let fits = tree.map_or(size == 0, |tree| tree.size == size && (self.is_broken || tree.peaks().as_ref() == Some(&self.peaks)));
        if !fits {
            self.report.troubles.push(Trouble::Tree);
        }
        Ok(())
    }

    /// The heads outside that are of larger trees; a line that holds none is told.
    fn rest(&mut self) -> Outcome<Vec<Head>> {
        let mut heads = Vec::new();
        for (number, head) in self.written.up_to(i64::MAX).map_err(|error| internal(&error))? {
            match head.filter(|head| head.size > self.size) {
                Some(head) => heads.push(head),
                None => self.report.troubles.push(Trouble::NoLine { number }),
            }
        }
        Ok(heads)
    }
}
