//! Which seqs somebody has had before their eyes: a short list of stretches. Pure.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How many stretches are kept for one person in one conversation. Whoever reads on has one; each thing never looked at
/// makes one more.
pub const MOST_SPANS: usize = 64;
/// The most stretches a browser may say at once: more lines than any screen shows.
pub const MOST_SHOWN: usize = 32;

/// A stretch of seqs, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span(pub i64, pub i64);

/// Stretches of seqs: in order, apart from each other, the newest 64.
///
/// What is left out for want of room counts as not seen: the list may forget, but it never makes anything up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Vec<Span>")]
pub struct Spans(Vec<Span>);

impl Spans {
    /// Adds a stretch. One that is none (its end before its start, or a start before the first seq) adds nothing.
    pub fn insert(&mut self, span: Span) {
        self.add(span);
        self.trim();
    }

    /// Adds every stretch of the other.
    pub fn join(&mut self, other: &Self) {
        other.0.iter().for_each(|span| self.add(*span));
        self.trim();
    }

    /// Whether this seq is in one of them.
    pub fn contains(&self, seq: i64) -> bool {
        let after = self.0.partition_point(|held| held.0 <= seq);
        self.0[..after].last().is_some_and(|held| seq <= held.1)
    }

    /// What of these is not in the other.
    #[must_use]
    pub fn less(&self, other: &Self) -> Self {
        let mut rest = Vec::new();
        'spans: for span in &self.0 {
            let Span(mut from, to) = *span;
            let overlapping = other.0.iter().filter(|held| held.1 >= span.0 && held.0 <= span.1);
            for held in overlapping {
                if from < held.0 {
                    rest.push(Span(from, held.0 - 1));
                }
                match held.1.checked_add(1) {
                    Some(after) => from = after,
                    // The stretch held goes to the last number there is: nothing is left past it.
                    None => continue 'spans,
                }
            }
            if from <= to {
                rest.push(Span(from, to));
            }
        }
        Self(rest)
    }

    /// What of these lies between two seqs, both included.
    #[must_use]
    pub fn within(&self, from: i64, to: i64) -> Self {
        let cut = self.0.iter().map(|span| Span(span.0.max(from), span.1.min(to)));
        Self(cut.filter(|span| span.0 <= span.1).collect())
    }

    /// The last `most` of them.
    #[must_use]
    pub fn newest(&self, most: usize) -> Self {
        Self(self.0[self.0.len().saturating_sub(most)..].to_vec())
    }

    /// The last seq in any of them.
    pub fn last(&self) -> Option<i64> {
        self.0.last().map(|span| span.1)
    }

    /// The stretches, in order.
    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        self.0.iter().copied()
    }

    /// Whether nothing is in it.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn add(&mut self, Span(mut from, mut to): Span) {
        if from > to || from < 1 {
            return;
        }
        let first = self.0.partition_point(|held| held.1 < from - 1);
        let past = self.0.partition_point(|held| held.0 <= to.saturating_add(1));
        // Everything that overlaps it, or stands right beside it, becomes one with it.
        if let [touched @ .., last] = &self.0[first..past.max(first)] {
            from = touched.first().unwrap_or(last).0.min(from);
            to = last.1.max(to);
        }
        self.0.splice(first..past.max(first), [Span(from, to)]);
    }

    fn trim(&mut self) {
        let over = self.0.len().saturating_sub(MOST_SPANS);
        self.0.drain(..over);
    }
}

impl From<Vec<Span>> for Spans {
    fn from(spans: Vec<Span>) -> Self {
        spans.into_iter().collect()
    }
}

impl FromIterator<Span> for Spans {
    fn from_iter<T: IntoIterator<Item = Span>>(spans: T) -> Self {
        let mut all = Self::default();
        spans.into_iter().for_each(|span| all.add(span));
        all.trim();
        all
    }
}

/// As it lies in the table: `1-24,30,41-52`.
impl fmt::Display for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, Span(from, to)) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            if from == to { write!(f, "{comma}{from}")? } else { write!(f, "{comma}{from}-{to}")? }
        }
        Ok(())
    }
}

/// What cannot be read counts as not seen.
impl From<&str> for Spans {
    fn from(text: &str) -> Self {
        let read = |part: &str| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            Some(Span(from.parse().ok()?, to.parse().ok()?))
        };
        text.split(',').filter_map(read).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn spans(given: &[(i64, i64)]) -> Spans {
        given.iter().map(|(from, to)| Span(*from, *to)).collect()
    }

    fn seqs(given: &[(i64, i64)]) -> BTreeSet<i64> {
        given.iter().flat_map(|(from, to)| *from..=*to).filter(|seq| *seq > 0).collect()
    }

    fn all(spans: &Spans) -> BTreeSet<i64> {
        spans.iter().flat_map(|span| span.0..=span.1).collect()
    }

    /// Few enough to be kept whole, over a range narrow enough to overlap, touch and repeat.
    fn few() -> impl Strategy<Value = Vec<(i64, i64)>> {
        proptest::collection::vec((-3_i64..120, 0_i64..12).prop_map(|(from, more)| (from.max(1), from.max(1) + more)), 0..40)
    }

    proptest! {
        #[test]
        fn they_hold_what_was_put_in_and_nothing_else(given in few(), asked in 0_i64..150) {
            let spans = spans(&given);
            prop_assert_eq!(all(&spans), seqs(&given));
            prop_assert_eq!(spans.contains(asked), seqs(&given).contains(&asked));
        }

        #[test]
        fn they_are_in_order_and_apart(given in few()) {
            let spans: Vec<Span> = spans(&given).iter().collect();
            prop_assert!(spans.iter().all(|span| span.0 <= span.1));
            prop_assert!(spans.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0), "{spans:?}");
        }

        #[test]
        fn joining_is_the_same_either_way_round_and_twice(one in few(), other in few()) {
            let (mut left, mut right) = (spans(&one), spans(&other));
            left.join(&spans(&other));
            right.join(&spans(&one));
            prop_assert_eq!(&left, &right);
            left.join(&right);
            prop_assert_eq!(all(&left), &seqs(&one) | &seqs(&other));
        }

        #[test]
        fn what_is_new_is_what_was_not_there(one in few(), other in few()) {
            prop_assert_eq!(all(&spans(&one).less(&spans(&other))), &seqs(&one) - &seqs(&other));
        }

        #[test]
        fn they_are_cut_at_both_ends(given in few(), from in 0_i64..60, more in 0_i64..80) {
            let kept = all(&spans(&given).within(from, from + more));
            prop_assert_eq!(kept, seqs(&given).into_iter().filter(|seq| (from..=from + more).contains(seq)).collect());
        }

        #[test]
        fn they_come_back_from_the_table_and_from_the_wire(given in few()) {
            let spans = spans(&given);
            prop_assert_eq!(Spans::from(spans.to_string().as_str()), spans.clone());
            let wire = serde_json::to_string(&spans).expect("written");
            prop_assert_eq!(serde_json::from_str::<Spans>(&wire).expect("read"), spans);
        }

        #[test]
        fn too_many_lose_the_oldest_and_never_gain(starts in proptest::collection::btree_set(1_i64..2000, 0..400)) {
            let given: Vec<(i64, i64)> = starts.iter().map(|seq| (*seq, *seq)).collect();
            let kept = spans(&given);
            prop_assert!(kept.iter().count() <= MOST_SPANS);
            let (kept, given) = (all(&kept), seqs(&given));
            prop_assert!(kept.is_subset(&given));
            let first = kept.first().copied().unwrap_or(i64::MAX);
            prop_assert!(given.iter().filter(|seq| !kept.contains(seq)).all(|seq| *seq < first));
        }
    }

    #[test]
    fn the_text_is_short_and_what_is_not_understood_is_not_seen() {
        assert_eq!(spans(&[(1, 24), (30, 30), (41, 52)]).to_string(), "1-24,30,41-52");
        assert_eq!(Spans::from(""), Spans::default());
        assert_eq!(Spans::from("1-4,x,9-7,-3,12"), spans(&[(1, 4), (12, 12)]));
        assert_eq!(serde_json::to_string(&spans(&[(1, 4)])).expect("written"), "[[1,4]]");
    }

    #[test]
    fn the_ends_of_the_numbers_are_no_trap() {
        let mut spans = spans(&[(i64::MIN, i64::MAX), (0, 5)]);
        assert_eq!(spans, Spans::default());
        spans.insert(Span(1, i64::MAX));
        spans.insert(Span(i64::MAX, i64::MAX));
        assert_eq!(spans.iter().collect::<Vec<_>>(), [Span(1, i64::MAX)]);
        assert!(spans.less(&spans).is_empty());
    }
}
