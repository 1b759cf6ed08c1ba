//! The scopes that are no one feature's: oneself, and an organisation. Conversations have theirs: `chat/store/permits.rs`.

use platform::db::Tx;

use super::{Allows, Does, Failure, Level, OrganisationId, Outcome, Permit, PersonId, Scoped, Timestamp, store};
use crate::audit::Scope;

/// What is a person's own, with their row held; only [`oneself`] makes one.
#[derive(Debug)]
pub struct Oneself {
    person: PersonId,
    profiled_at: Option<Timestamp>,
}

impl Oneself {
    /// Whose.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// Whether they have said who they are.
    pub fn is_profiled(&self) -> bool {
        self.profiled_at.is_some()
    }
}

impl Scoped for Oneself {
    fn scope(&self) -> Scope {
        Scope::Oneself(self.person)
    }
}

/// Leave for a deed to what is one's own. Whoever left has come in for the last time.
pub async fn oneself<D: Does>(tx: &mut Tx, person: PersonId) -> Outcome<Permit<Oneself, D>>
where
    Oneself: Allows<D::Deed>,
{
    let held = store::hold_person(tx, person).await?.ok_or(Failure::SignedOut)?;
    Permit::may(Oneself { person, profiled_at: held.profiled_at })
}

/// An organisation with its row held, and what the asker is there; only [`administers`] makes one.
#[derive(Debug)]
pub struct Organisation {
    id: OrganisationId,
    level: Level,
}

impl Organisation {
    /// Which.
    pub fn id(&self) -> OrganisationId {
        self.id
    }

    /// With which power the asker stands there.
    pub fn level(&self) -> Level {
        self.level
    }
}

impl Scoped for Organisation {
    fn scope(&self) -> Scope {
        Scope::Organisation(self.id)
    }
}

/// Refuses whoever may not see this of an organisation. Nothing is held: what is decided by it is not written.
pub async fn sees<D: Does>(tx: &mut Tx, person: PersonId, organisation: OrganisationId, now: Timestamp) -> Outcome<()>
where
    Organisation: Allows<D::Deed>,
{
    let level = store::find_level(tx, person, organisation, now).await?.ok_or(Failure::NotFound)?;
    if (Organisation { id: organisation, level }).allows(D::DEED) { Ok(()) } else { Err(Failure::Forbidden) }
}

/// Leave for a deed in an organisation: whether its own people, its administrators or the network's may, the feature's table says.
/// One that the asker does not belong to is not found.
pub async fn administers<D: Does>(
    tx: &mut Tx,
    person: PersonId,
    organisation: OrganisationId,
    now: Timestamp,
) -> Outcome<Permit<Organisation, D>>
where
    Organisation: Allows<D::Deed>,
{
    // Lock first, then look: of two who change it at once the second decides by what the first did.
    store::hold_organisation(tx, organisation).await?;
    let level = store::find_level(tx, person, organisation, now).await?.ok_or(Failure::NotFound)?;
    Permit::may(Organisation { id: organisation, level })
}
