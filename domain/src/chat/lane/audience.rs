//! Who is told of what happens in a conversation, and how much of it.

use std::collections::BTreeMap;
use std::sync::Arc;

use platform::bus::Hint;
use uuid::Uuid;

use super::super::live::{Event, Frame};
use super::super::store::{Hearer, Shape};
use super::{encode, frame};
use crate::access::ConversationId;

/// Who hears of a conversation.
#[derive(Debug)]
pub enum Audience {
    /// The people in it, by name.
    People(People),
    /// Whoever watches a large one: who that is, each server knows of its own sockets.
    Watchers(Shape),
}

/// The people in a conversation, each with the first line they see.
#[derive(Debug)]
pub struct People {
    people: Arc<[Uuid]>,
    from: Box<[i64]>,
    /// Where the last to join begins to see: what is shown from there on, everybody sees.
    latest: i64,
}

impl Audience {
    /// These people.
    pub fn of(hearers: &[Hearer]) -> Self {
        Self::People(People {
            people: hearers.iter().map(|hearer| hearer.id.0).collect(),
            from: hearers.iter().map(|hearer| hearer.from_seq).collect(),
            latest: hearers.iter().map(|hearer| hearer.from_seq).max().unwrap_or(0),
        })
    }

    /// All of them, for what hides nothing from anybody; nobody in a large conversation, where that is told to no one.
    pub fn people(&self) -> Option<&Arc<[Uuid]>> {
        match self {
            Self::People(people) => Some(&people.people),
            Self::Watchers(_) => None,
        }
    }

    /// The same frame for all of them.
    pub fn hint(&self, conversation: ConversationId, told: &Frame) -> Hint {
        match self {
            Self::People(people) => frame(people.people.clone(), told),
            Self::Watchers(shape) => topic(conversation, *shape, [(0, encode(told))].into()),
        }
    }

    /// These changes for each of them as a fetch would show them; encoded once for all to whom they show the same.
    pub fn hints(&self, conversation: ConversationId, events: Vec<Event>) -> Vec<Hint> {
        let latest = match self {
            Self::People(people) => people.latest,
            Self::Watchers(shape) => shape.latest,
        };
        let mut hidden: Vec<i64> = events.iter().flat_map(Event::shows).filter(|seq| *seq < latest).collect();
        if hidden.is_empty() {
            return vec![self.hint(conversation, &Frame::Events { conversation, events })];
        }
        hidden.sort_unstable();
        hidden.dedup();
        match self {
            Self::People(people) => people.apart(conversation, &hidden, &events),
            Self::Watchers(shape) => {
                // Whoever sees the line at a seq, and none before it, and those past the last of them.
                let from = std::iter::once(0).chain(hidden.iter().map(|seq| seq + 1));
                let bodies = from.map(|from| (from, encode(&seen_from(conversation, &events, from)))).collect();
                vec![topic(conversation, *shape, bodies)]
            }
        }
    }
}

impl People {
    fn apart(&self, conversation: ConversationId, hidden: &[i64], events: &[Event]) -> Vec<Hint> {
        let mut alike: BTreeMap<usize, (i64, Vec<Uuid>)> = BTreeMap::new();
        for (person, from) in self.people.iter().zip(&self.from) {
            let sees = hidden.partition_point(|seq| seq < from);
            alike.entry(sees).or_insert_with(|| (*from, Vec::new())).1.push(*person);
        }
        let told = |(from, people): (i64, Vec<Uuid>)| frame(people.into(), &seen_from(conversation, events, from));
        alike.into_values().map(told).collect()
    }
}

fn topic(conversation: ConversationId, shape: Shape, bodies: Arc<[(i64, bytes::Bytes)]>) -> Hint {
    Hint::Topic { topic: conversation.0, shape: shape.shape, bodies }
}

fn seen_from(conversation: ConversationId, events: &[Event], from: i64) -> Frame {
    Frame::Events { conversation, events: events.iter().map(|event| event.clone().seen_from(from)).collect() }
}
