//! What a server remembers of what organisations decided. It is read here, and nowhere else.
//!
//! Every request needs it, so a remembered answer touches no database. It is forgotten at once when a hint says that something was
//! decided, and after seconds whatever is heard. A database that does not answer is an error: nothing is taken for on or off.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use platform::bus::{Bus, Hint};

use super::model::Feature;
use super::settings::Settings;
use super::store;
use crate::access::{Failure, OrganisationId, Outcome, Timestamp, World};

/// How long an answer is believed without asking the database again: so long a hint that was lost may last, as any other may
/// (`server/src/heads`). What has to be off in an emergency is off in seconds, and a busy server asks for each organisation once in
/// as many.
const BELIEVED: i64 = 3000;
/// How many organisations are remembered before all are forgotten: more than any country has Trusts, a few hundred bytes each.
const MOST: usize = 4096;

/// What one server remembers; cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Organisations(Arc<Mutex<Memory>>);

#[derive(Debug, Default)]
struct Memory {
    known: HashMap<OrganisationId, Known>,
    /// How often something was heard to have been decided.
    hints: u64,
}

#[derive(Clone, Debug)]
struct Known {
    asked_at: Timestamp,
    settings: Arc<Settings>,
}

impl Organisations {
    /// Remembers nothing yet, and hears on `bus` of what is decided.
    pub fn new(bus: &Bus) -> Self {
        let organisations = Self::default();
        let ear = organisations.clone();
        bus.listen(move |hint| {
            if let Hint::Organisation(organisation) = hint {
                ear.forget(OrganisationId(*organisation));
            }
        });
        organisations
    }

    /// What an organisation has decided; a few seconds old at most.
    ///
    /// # Errors
    /// When it is not remembered and the database does not answer.
    pub async fn settings(&self, world: &World, organisation: OrganisationId) -> Outcome<Arc<Settings>> {
        let now = world.now();
        if let Some(settings) = self.believed(organisation, now) {
            return Ok(settings);
        }
        // Before the database is asked: what is decided while it answers makes the answer one from before.
        let hints = self.memory().hints;
        let settings = Arc::new(self.settings_now(world, organisation).await?);
        self.keep(organisation, Known { asked_at: now, settings: settings.clone() }, hints);
        Ok(settings)
    }

    /// The same as the database has it at this moment, for what cannot be undone: a hint may be lost.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn settings_now(&self, world: &World, organisation: OrganisationId) -> Outcome<Settings> {
        Ok(Settings::of(&store::list_held(&mut world.db.read().await?, organisation).await?))
    }

    /// Refuses what an organisation has switched off.
    ///
    /// # Errors
    /// [`Failure::FeatureOff`] when it has; and when nobody can tell.
    pub async fn needs(&self, world: &World, organisation: OrganisationId, feature: Feature) -> Outcome<()> {
        let settings = self.settings(world, organisation).await?;
        if settings.features.has(feature) { Ok(()) } else { Err(Failure::FeatureOff) }
    }

    fn believed(&self, organisation: OrganisationId, now: Timestamp) -> Option<Arc<Settings>> {
        let memory = self.memory();
        memory.known.get(&organisation).filter(|known| is_fresh(known.asked_at, now)).map(|known| known.settings.clone())
    }

    /// Remembers an answer of the database, unless something was decided while it was asked: it may be from before that.
    fn keep(&self, organisation: OrganisationId, known: Known, heard: u64) {
        let mut memory = self.memory();
        if memory.hints != heard {
            return;
        }
        if memory.known.len() >= MOST && !memory.known.contains_key(&organisation) {
            memory.known.clear();
        }
        memory.known.insert(organisation, known);
    }

    fn forget(&self, organisation: OrganisationId) {
        let mut memory = self.memory();
        memory.hints += 1;
        memory.known.remove(&organisation);
    }

    fn memory(&self) -> MutexGuard<'_, Memory> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A clock that was put back makes nothing last longer.
fn is_fresh(asked_at: Timestamp, now: Timestamp) -> bool {
    (0..BELIEVED).contains(&now.since(asked_at))
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    const NOW: Timestamp = Timestamp(1_000_000);

    fn organisation(n: usize) -> OrganisationId {
        OrganisationId(Uuid::from_u128(n as u128))
    }

    fn keep(organisations: &Organisations, n: usize, heard: u64) {
        organisations.keep(organisation(n), Known { asked_at: NOW, settings: Arc::default() }, heard);
    }

    #[test]
    fn an_answer_from_before_something_was_decided_is_not_remembered_after_it() {
        let organisations = Organisations::default();
        let heard = organisations.memory().hints;
        // The database was asked; then something was decided; then its answer came.
        organisations.forget(organisation(1));
        keep(&organisations, 1, heard);
        assert_eq!(organisations.believed(organisation(1), NOW), None);
    }

    #[test]
    fn an_answer_lasts_three_seconds_and_no_longer_because_the_clock_was_put_back() {
        let organisations = Organisations::default();
        keep(&organisations, 1, 0);
        let believed = |millis| organisations.believed(organisation(1), NOW.plus(millis)).is_some();
        assert_eq!([0, BELIEVED - 1, BELIEVED, -1].map(believed), [true, true, false, false]);
    }

    #[test]
    fn no_more_organisations_are_remembered_than_there_is_room_for() {
        let organisations = Organisations::default();
        for n in 0..=MOST {
            keep(&organisations, n, 0);
        }
        assert!(organisations.memory().known.len() <= MOST);
        assert!(organisations.believed(organisation(MOST), NOW).is_some(), "the last one is");
    }
}
