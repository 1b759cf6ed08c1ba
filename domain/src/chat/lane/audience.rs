//! Who is told of what happens in a conversation, and how much of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform::bus::Hint;
use uuid::Uuid;

use super::super::live::{Event, Frame};
use super::super::store::Hearer;
use super::frame;
use crate::access::ConversationId;

/// The people in a conversation, each with the first line they see.
#[derive(Debug)]
pub struct Audience {
    people: Arc<[Uuid]>,
    from: Box<[i64]>,
    /// Where the last to join begins to see: what is shown from there on, everybody sees.
    latest: i64,
}

impl Audience {
    /// These people.
    pub fn of(hearers: &[Hearer]) -> Self {
        Self {
            people: hearers.iter().map(|hearer| hearer.id.0).collect(),
            from: hearers.iter().map(|hearer| hearer.from_seq).collect(),
            latest: hearers.iter().map(|hearer| hearer.from_seq).max().unwrap_or(0),
        }
    }

    /// All of them, for what hides nothing from anybody.
    pub fn people(&self) -> &Arc<[Uuid]> {
        &self.people
    }

    /// These changes for each of them as a fetch would show them; encoded once for all to whom they show the same.
    pub fn hints(&self, conversation: ConversationId, events: Vec<Event>) -> Vec<Hint> {
        let mut hidden: Vec<i64> = events.iter().flat_map(Event::shows).filter(|seq| *seq < self.latest).collect();
        if hidden.is_empty() {
            return vec![frame(self.people.clone(), &Frame::Events { conversation, events })];
        }
        hidden.sort_unstable();
        let mut alike: BTreeMap<usize, (i64, Vec<Uuid>)> = BTreeMap::new();
        for (person, from) in self.people.iter().zip(&self.from) {
            let sees = hidden.partition_point(|seq| seq < from);
            alike.entry(sees).or_insert_with(|| (*from, Vec::new())).1.push(*person);
        }
        let told = |(from, people): (i64, Vec<Uuid>)| {
            let events = events.iter().map(|event| event.clone().seen_from(from)).collect();
            frame(people.into(), &Frame::Events { conversation, events })
        };
        alike.into_values().map(told).collect()
    }
}
