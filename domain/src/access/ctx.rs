//! Everything an action may touch, handed in: so that a test owns the clock, chance and the database.

use std::ops::Deref;
use std::sync::Arc;

use platform::blobs::Blobs;
use platform::bus::{Bus, Hint};
use platform::clock::Clock;
use platform::db::{Db, DbError, Tx};
use platform::ids::Chance;
use platform::secret::Secret;
use uuid::Uuid;

use super::{Caller, Failure, Permit, Scoped, Timestamp};
use crate::account::door::Door;
use crate::audit::actions::record;
use crate::audit::{Audit, Deed, NotAudited, Note};
use crate::chat;
use crate::organisation::memory::Organisations;
use crate::organisation::model::Feature;

/// The server's one of each; cloning it counts one reference.
#[derive(Clone)]
pub struct World(Arc<Parts>);

impl Deref for World {
    type Target = Parts;

    fn deref(&self) -> &Parts {
        &self.0
    }
}

impl From<Parts> for World {
    fn from(parts: Parts) -> Self {
        Self(Arc::new(parts))
    }
}

/// What a [`World`] is made of.
pub struct Parts {
    /// The truth.
    pub db: Db,
    /// Images and files, outside the database.
    pub blobs: Blobs,
    /// Hints to whoever watches.
    pub bus: Bus,
    /// What time it is.
    pub clock: Clock,
    /// Ids and codes.
    pub chance: Chance,
    /// Seals what must not lie readable in the database, and peppers PINs.
    pub secret: Secret,
    /// What this server remembers of those who come in.
    pub door: Door,
    /// What this server remembers of what organisations decided.
    pub organisations: Organisations,
    /// Where sends and receipts are collected and written together.
    pub lane: chat::lane::Lane,
    /// The address people reach this server by, for mail: `https://pando.example`.
    pub public_url: Arc<str>,
}

impl World {
    /// The present moment.
    pub fn now(&self) -> Timestamp {
        Timestamp(self.clock.now())
    }

    /// A new id, sorted by time.
    pub fn id(&self) -> Uuid {
        self.chance.id(self.clock.now())
    }

    /// Writes down who did what, or says why it need not be; commits, and only then tells those who watch. Whoever asked may hang up
    /// meanwhile, and all of it is done all the same.
    #[expect(clippy::disallowed_methods, reason = "this is the one place where a commit is told")]
    pub async fn commit(&self, mut tx: Tx, note: impl Into<Note>, hints: &[Hint]) -> Result<(), Failure> {
        match note.into() {
            Note::Audit(audit) => record(self, &mut tx, &audit).await?,
            Note::NotAudited(NotAudited(reason)) => tracing::trace!(reason, "not audited"),
        }
        let (bus, hints) = (self.bus.clone(), hints.to_vec());
        Ok(tx.commit_then(move || hints.iter().for_each(|hint| bus.publish(hint))).await?)
    }

    /// This world, for one action of `who`.
    pub fn ctx(&self, who: Caller) -> Ctx {
        Ctx { world: self.clone(), who }
    }
}

/// One action's view of the world, and whose action it is.
#[derive(Clone)]
pub struct Ctx {
    /// The world.
    pub world: World,
    /// Who asked.
    pub who: Caller,
}

impl Ctx {
    /// The present moment.
    pub fn now(&self) -> Timestamp {
        self.world.now()
    }

    /// Refuses with [`Failure::FeatureOff`] what the caller's organisation has switched off. Within seconds of the switch, not with it:
    /// what had begun by then is done.
    pub async fn needs(&self, feature: Feature) -> Result<(), Failure> {
        self.world.organisations.needs(&self.world, self.who.organisation, feature).await
    }

    /// Starts a write.
    pub async fn write(&self) -> Result<Tx, Failure> {
        Ok(self.world.db.write().await?)
    }

    /// Starts a read of several things that must agree.
    pub async fn snapshot(&self) -> Result<Tx, Failure> {
        Ok(self.world.db.snapshot().await?)
    }

    /// Writes down who did what, or says why it need not be; commits, and only then tells those who watch.
    pub async fn commit(&self, tx: Tx, note: impl Into<Note>, hints: &[Hint]) -> Result<(), Failure> {
        self.world.commit(tx, note, hints).await
    }

    /// What the caller does with this permit, to be written down of just what the permit is about.
    pub fn did<S: Scoped, D>(&self, permit: &Permit<S, D>, deed: Deed) -> Audit {
        Audit::by(&self.who, deed, permit.scope())
    }
}

impl From<DbError> for Failure {
    /// Tells an outage from a fault of ours, which is logged once under a reference that the person can quote.
    fn from(error: DbError) -> Self {
        if error.is_outage() {
            tracing::warn!(chain = chain(&error), "the database is not available");
            metrics::counter!("pando_unavailable_total").increment(1);
            return Self::Unavailable;
        }
        internal(&error)
    }
}

/// Turns trouble on our side into a reference, and logs its chain of causes once under it.
pub fn internal(error: &dyn std::error::Error) -> Failure {
    let reference = reference();
    tracing::error!(reference, chain = chain(error), "an action failed on our side");
    metrics::counter!("pando_internal_failures_total").increment(1);
    Failure::Internal(reference)
}

/// An error, and what it came of.
fn chain(error: &dyn std::error::Error) -> String {
    let mut chain = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        chain.push_str(": ");
        chain.push_str(&error.to_string());
        cause = error.source();
    }
    chain
}

fn reference() -> String {
    // Letters and digits that cannot be misheard on the telephone.
    const LETTERS: &[u8] = b"ABCDEFGHJKMNPQRTUVWXYZ2346789";
    // The machine's chance: where an error becomes a failure there is no world to ask.
    let bytes = Chance::Machine.bytes::<6>();
    bytes.iter().map(|byte| char::from(LETTERS[usize::from(*byte) % LETTERS.len()])).collect()
}
