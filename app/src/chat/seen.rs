//! When something counts as seen: on a screen somebody looks at, for a second. Pure.

use domain::access::ConversationId;

/// Glances half a second apart: this many in a row span a second.
const GLANCES: usize = 3;

/// What was on screen at the last glances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looking {
    conversation: Option<ConversationId>,
    glances: Vec<i64>,
}

impl Looking {
    /// One more glance, at the last line on screen. Answers up to where everything was on screen for a second.
    pub fn glance(&mut self, conversation: ConversationId, seq: i64) -> Option<i64> {
        if self.conversation != Some(conversation) {
            *self = Self { conversation: Some(conversation), glances: Vec::new() };
        }
        self.glances.push(seq);
        let over = self.glances.len().saturating_sub(GLANCES);
        self.glances.drain(..over);
        let lasting = self.glances.iter().min().copied();
        lasting.filter(|_| self.glances.len() == GLANCES)
    }

    /// Nobody looks any more.
    pub fn away(&mut self) {
        self.glances.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn room(n: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(n))
    }

    #[test]
    fn a_second_of_looking_counts_and_less_does_not() {
        let mut looking = Looking::default();
        assert_eq!([4, 4, 4, 5, 5, 5].map(|seq| looking.glance(room(1), seq)), [None, None, Some(4), Some(4), Some(4), Some(5)]);
    }

    #[test]
    fn messages_that_keep_coming_do_not_put_off_the_older_ones() {
        let mut looking = Looking::default();
        assert_eq!([1, 2, 3, 4].map(|seq| looking.glance(room(1), seq)), [None, None, Some(1), Some(2)]);
    }

    #[test]
    fn looking_away_or_elsewhere_begins_anew() {
        let mut looking = Looking::default();
        assert_eq!([1, 1].map(|seq| looking.glance(room(1), seq)), [None, None]);
        looking.away();
        assert_eq!(looking.glance(room(1), 1), None);
        assert_eq!([1, 1, 1].map(|seq| looking.glance(room(2), seq)), [None, None, Some(1)]);
    }
}
