//! What a browser is told: the hints that its server hands to it.

use std::collections::HashMap;

use platform::bus::Hint;

use super::super::live::Frame;
use super::super::store::Watched;
use crate::access::{ConversationId, PersonId};

/// Something that it is told.
#[derive(Clone)]
pub(crate) enum Heard {
    Frame(Frame),
    /// Whether it still watches this.
    Asked(ConversationId),
}

/// What one browser of a person is told, and the large conversations that it is known to watch.
pub(crate) struct Ear {
    person: PersonId,
    watched: HashMap<ConversationId, Watched>,
    pub(crate) told: Vec<Heard>,
    /// It hears nothing of who came and went.
    pub(crate) deaf: bool,
}

impl Ear {
    pub(crate) fn of(person: PersonId) -> Self {
        Self { person, watched: HashMap::new(), told: Vec::new(), deaf: false }
    }

    pub(crate) fn watch(&mut self, watched: Vec<Watched>) {
        self.watched = watched.into_iter().map(|watched| (watched.topic, watched)).collect();
    }

    pub(crate) fn watch_one(&mut self, conversation: ConversationId, watched: Option<Watched>) {
        self.watched.remove(&conversation);
        self.watched.extend(watched.map(|watched| (conversation, watched)));
    }

    /// What the hub of a server does with a hint.
    pub(crate) fn hear(&mut self, hint: &Hint) {
        let me = self.person.0;
        let read = |body: &[u8]| Heard::Frame(serde_json::from_slice(body).expect("a frame reads back"));
        match hint {
            Hint::Frame { to, body, .. } if to.contains(&me) => self.told.push(read(body)),
            Hint::Topic { topic, shape, bodies } => {
                let topic = ConversationId(*topic);
                let Some(watched) = self.watched.get(&topic) else { return };
                if watched.shape < *shape {
                    return self.told.push(Heard::Asked(topic));
                }
                let body = bodies.iter().rfind(|(from, _)| *from <= watched.from_seq);
                self.told.extend(body.map(|(_, body)| read(body)));
            }
            Hint::Watchers { topic, shape, came, went } if !self.deaf => {
                let topic = ConversationId(*topic);
                if went.contains(&me) {
                    self.watched.remove(&topic);
                }
                if let Some(watched) = self.watched.get_mut(&topic).filter(|watched| watched.shape == shape - 1) {
                    watched.shape = *shape;
                }
                if let Some((_, from_seq)) = came.iter().find(|(person, _)| *person == me) {
                    self.watched.insert(topic, Watched { topic, person: self.person, shape: *shape, from_seq: *from_seq });
                }
            }
            Hint::Frame { .. } | Hint::Watchers { .. } | Hint::Devices(_) | Hint::Members(_) | Hint::Organisation(_) => {}
        }
    }
}
