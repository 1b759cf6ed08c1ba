//! Who is in which conversation: remembered for some seconds, and checked against the conversation's shape wherever it matters.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use platform::clock::Clock;
use platform::db::{Db, Result, Tx};

use super::super::model::{Deed, Kind, Role, allows};
use super::super::store::{self, Hearer, Shape, Speaker};
use super::Audience;
use crate::access::{ConversationId, PersonId};

/// How many conversations are remembered before all are forgotten: about 100 bytes a member.
const MOST: usize = 50_000;
/// How long it is believed without asking the database again: so long a hint that was lost, or a name from before, may last.
const KEPT_MILLIS: i64 = 5000;

/// Who was in a conversation when it had this shape.
#[derive(Debug)]
pub struct Present {
    /// Grows with every change of who is in it.
    pub shape: i64,
    /// Everybody in it, for hints.
    pub audience: Audience,
    /// Direct or group, for ever.
    kind: Kind,
    /// Of everybody in it; in a large one, of those who were asked about.
    people: HashMap<PersonId, Somebody>,
}

/// What is remembered of somebody in a conversation.
#[derive(Clone, Debug)]
struct Somebody {
    name: String,
    role: Role,
}

impl Present {
    /// The name of somebody in it.
    pub fn name(&self, person: PersonId) -> Option<&str> {
        self.people.get(&person).map(|somebody| somebody.name.as_str())
    }

    /// Whether somebody in it may do this, as far as this process knows.
    pub fn allows(&self, person: PersonId, deed: Deed) -> bool {
        self.people.get(&person).is_some_and(|somebody| allows(self.kind, somebody.role, deed))
    }

    /// Somebody in it, who is to speak there if that is confirmed.
    pub(super) fn speaker(&self, conversation: ConversationId, person: PersonId) -> Option<Speaker> {
        self.people.get(&person).map(|somebody| Speaker { conversation, role: somebody.role, shape: self.shape })
    }
}

impl From<Hearer> for Somebody {
    fn from(hearer: Hearer) -> Self {
        Self { name: hearer.name, role: hearer.role }
    }
}

/// What is remembered.
pub(super) struct Presence {
    clock: Clock,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    known: HashMap<ConversationId, (i64, Arc<Present>)>,
    /// How often somebody was heard to have come or gone.
    hints: u64,
}

impl Presence {
    pub(super) fn new(clock: Clock) -> Self {
        Self { clock, memory: Mutex::default() }
    }

    /// Whether this person is in it. Whoever is not remembered may have joined since, and the database says; a stranger costs
    /// that one row, and neither fills nor empties what is remembered for others.
    pub(super) async fn knows(&self, db: &Db, conversation: ConversationId, person: PersonId) -> Result<bool> {
        if self.known(conversation).is_some_and(|present| present.name(person).is_some()) {
            return Ok(true);
        }
        store::is_in(&mut db.read().await?, conversation, person).await
    }

    /// Who is in it, if this person is.
    pub(super) async fn witness(&self, db: &Db, conversation: ConversationId, person: PersonId) -> Result<Option<Arc<Present>>> {
        let among = |present: &Arc<Present>| present.name(person).is_some();
        if let Some(present) = self.known(conversation).filter(among) {
            return Ok(Some(present));
        }
        if !store::is_in(&mut db.read().await?, conversation, person).await? {
            return Ok(None);
        }
        Ok(Some(self.read(db, conversation, &[person]).await?).filter(among))
    }

    /// Who is in it, from memory or from the database.
    pub(super) async fn of(&self, db: &Db, conversation: ConversationId) -> Result<Arc<Present>> {
        match self.known(conversation) {
            Some(present) => Ok(present),
            None => self.read(db, conversation, &[]).await,
        }
    }

    /// Who is in it, from the database; in a large one, which of these are.
    pub(super) async fn read(&self, db: &Db, conversation: ConversationId, who: &[PersonId]) -> Result<Arc<Present>> {
        let (heard, now) = (self.memory().hints, self.clock.now());
        let mut tx = db.read().await?;
        let (at, present) = match store::find_shape(&mut tx, conversation).await? {
            Some(shape) if shape.large => self.some(&mut tx, conversation, shape, who).await?,
            shape => (now, all(&mut tx, conversation, shape).await?),
        };
        let present = Arc::new(present);
        self.keep(conversation, present.clone(), heard, at);
        Ok(present)
    }

    /// These of a large one, and those who are remembered of it as it is; since when that is known. Its shape was read before them:
    /// whoever writes by an older one is told so.
    async fn some(&self, tx: &mut Tx, conversation: ConversationId, shape: Shape, who: &[PersonId]) -> Result<(i64, Present)> {
        // A name is remembered no longer because others spoke.
        let as_it_is = self.remembered(conversation).filter(|(_, present)| present.shape == shape.shape);
        let (at, mut people) = as_it_is.map_or_else(|| (self.clock.now(), HashMap::new()), |(at, present)| (at, present.people.clone()));
        for person in who {
            if !people.contains_key(person)
                && let Some(hearer) = store::find_present(tx, conversation, *person).await?
            {
                people.insert(hearer.id, hearer.into());
            }
        }
        Ok((at, Present { shape: shape.shape, audience: Audience::Watchers(shape), kind: shape.kind, people }))
    }

    /// Remembers an answer of the database, unless somebody came or went while it was asked: it may be from before that.
    fn keep(&self, conversation: ConversationId, present: Arc<Present>, heard: u64, at: i64) {
        let mut memory = self.memory();
        let newer = memory.known.get(&conversation).is_some_and(|(_, held)| held.shape > present.shape);
        if newer || memory.hints != heard {
            return;
        }
        if memory.known.len() >= MOST {
            memory.known.retain(|_, (read, _)| is_fresh(*read, at));
        }
        if memory.known.len() >= MOST {
            memory.known.clear();
        }
        memory.known.insert(conversation, (at, present));
    }

    pub(super) fn forget(&self, conversation: ConversationId) {
        let mut memory = self.memory();
        memory.hints += 1;
        memory.known.remove(&conversation);
    }

    fn known(&self, conversation: ConversationId) -> Option<Arc<Present>> {
        self.remembered(conversation).map(|(_, present)| present)
    }

    /// What is remembered and still believed, and since when.
    fn remembered(&self, conversation: ConversationId) -> Option<(i64, Arc<Present>)> {
        let now = self.clock.now();
        self.memory().known.get(&conversation).filter(|(at, _)| is_fresh(*at, now)).cloned()
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn all(tx: &mut Tx, conversation: ConversationId, found: Option<Shape>) -> Result<Present> {
    let kind = found.map_or(Kind::Other, |shape| shape.kind);
    // The shape comes in one statement with the people: in this read each statement sees a moment of its own.
    let (shape, hearers) = store::list_present(tx, conversation).await?;
    let audience = Audience::of(&hearers);
    Ok(Present { shape, audience, kind, people: hearers.into_iter().map(|hearer| (hearer.id, hearer.into())).collect() })
}

/// A clock that was put back makes nothing last longer.
fn is_fresh(at: i64, now: i64) -> bool {
    now.checked_sub(at).is_some_and(|age| (0..KEPT_MILLIS).contains(&age))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::actions;
    use crate::story;

    story!(a_stranger_neither_fills_nor_empties_what_is_remembered, |world| async {
        let (asha, ben, cleo) = (world.person("Asha Patel").await, world.person("Ben Okafor").await, world.person("Cleo Marsh").await);
        let chat = actions::start_direct(&asha, ben.who.person).await.expect("starts");
        let (db, presence) = (&world.world.db, Presence::new(world.clock.clone()));
        let held = presence.witness(db, chat, asha.who.person).await.expect("answered").expect("she is in it");
        for conversation in [chat, ConversationId(asha.world.id())] {
            assert!(presence.witness(db, conversation, cleo.who.person).await.expect("answered").is_none());
        }
        let again = presence.witness(db, chat, ben.who.person).await.expect("answered").expect("he is in it");
        assert!(Arc::ptr_eq(&held, &again), "nobody read the members again");
        assert_eq!(presence.memory().known.len(), 1);
    });

    story!(an_answer_from_before_somebody_left_is_not_remembered_after_it, |world| async {
        let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
        let chat = actions::start_direct(&asha, ben.who.person).await.expect("starts");
        let (db, presence) = (&world.world.db, Presence::new(world.clock.clone()));
        let before = presence.read(db, chat, &[]).await.expect("answered");
        let heard = presence.memory().hints;
        // The database was asked; then somebody left; then its answer came.
        presence.forget(chat);
        presence.keep(chat, before, heard, world.now().0);
        assert!(presence.known(chat).is_none());
    });

    story!(in_a_large_one_a_name_is_remembered_no_longer_because_others_speak, |world| async {
        let (asha, ben) = (world.person("Asha Patel").await, world.person("Ben Okafor").await);
        let chat = actions::start_direct(&asha, ben.who.person).await.expect("starts");
        world.write("UPDATE conversation SET large = TRUE WHERE id = $1", |query| query.bind(chat)).await;
        let (db, presence) = (&world.world.db, Presence::new(world.clock.clone()));
        presence.read(db, chat, &[asha.who.person]).await.expect("answered");
        world.wait(KEPT_MILLIS - 1000);
        let both = presence.read(db, chat, &[ben.who.person]).await.expect("answered");
        assert!(both.name(asha.who.person).is_some() && both.name(ben.who.person).is_some());
        world.wait(2000);
        assert!(presence.known(chat).is_none());
    });
}
