//! Who is in which conversation: remembered, and checked against the conversation's shape wherever it matters.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use platform::db::{Db, Result};

use super::super::store;
use super::Audience;
use crate::access::{ConversationId, PersonId};

/// How many conversations are remembered before all are forgotten: about 100 bytes a member.
const MOST: usize = 50_000;

/// Who was in a conversation when it had this shape.
#[derive(Debug)]
pub struct Present {
    /// Grows with every change of who is in it.
    pub shape: i64,
    /// Everybody in it, for hints.
    pub audience: Audience,
    names: HashMap<PersonId, String>,
}

impl Present {
    /// The name of somebody in it.
    pub fn name(&self, person: PersonId) -> Option<&str> {
        self.names.get(&person).map(String::as_str)
    }
}

/// What is remembered.
#[derive(Debug, Default)]
pub(super) struct Presence(Mutex<HashMap<ConversationId, Arc<Present>>>);

impl Presence {
    /// Who is in it, from memory or from the database.
    pub(super) async fn of(&self, db: &Db, conversation: ConversationId) -> Result<Arc<Present>> {
        if let Some(present) = self.known(conversation) {
            return Ok(present);
        }
        let (shape, hearers) = store::list_present(&mut db.read().await?, conversation).await?;
        let audience = Audience::of(&hearers);
        let names = hearers.into_iter().map(|hearer| (hearer.id, hearer.name)).collect();
        let present = Arc::new(Present { shape, audience, names });
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(conversation, present.clone());
        Ok(present)
    }

    pub(super) fn forget(&self, conversation: ConversationId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&conversation);
    }

    fn known(&self, conversation: ConversationId) -> Option<Arc<Present>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&conversation).cloned()
    }
}
