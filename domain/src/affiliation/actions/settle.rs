//! What follows once somebody no longer belongs to an organisation: a timer that is a row, written with the end itself.

use platform::bus::Hint;
use platform::db::Tx;
use platform::jobs::{self, Kind, NewJob, Trouble};
use serde::{Deserialize, Serialize};

use super::store;
use crate::access::ctx::internal;
use crate::access::{Ctx, Failure, OrganisationId, Outcome, PersonId, Timestamp, World};
use crate::account;
use crate::affiliation::model::OPEN_END;
use crate::audit::{Actor, Audit, Deed, NotAudited, Scope};
use crate::chat;

/// The kind of job that does it.
pub const SETTLE: Kind = Kind::named("affiliation.settle");

/// Of whom, and where.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Ended {
    organisation: OrganisationId,
    person: PersonId,
}

/// Leaves the timer in the transaction that says until when somebody belongs; the one of an earlier end is taken back.
pub(super) async fn leave_until(ctx: &Ctx, tx: &mut Tx, organisation: OrganisationId, person: PersonId, until: Timestamp) -> Outcome<()> {
    let key = format!("{organisation}:{person}");
    // A timer that stands has the old end.
    jobs::cancel(tx, SETTLE, &key).await?;
    if until == OPEN_END {
        return Ok(());
    }
    let payload = serde_json::to_string(&Ended { organisation, person }).map_err(|error| internal(&error))?;
    let sealed = ctx.world.secret.seal(payload.as_bytes());
    Ok(jobs::enqueue(tx, &NewJob::new(SETTLE, &sealed, until.0).once(&key).organisation(organisation.0)).await?)
}

/// Does a job of kind [`SETTLE`]: takes whoever no longer belongs to an organisation out of its groups; and out of Pando, once they belong
/// nowhere any more. Can be done again at any point; nothing is done to whoever belongs there again.
pub async fn settle(world: &World, payload: &[u8]) -> Result<(), Trouble> {
    let ended: Ended = serde_json::from_slice(payload).map_err(|_| Trouble::Never("the timer cannot be read".into()))?;
    let later = |failure: Failure| Trouble::Later(failure.code().to_owned());
    let mut left = Ok(());
    for group in groups_of(world, ended).await.map_err(later)? {
        // What only a newer program can leave waits for it; the others, and Pando itself, do not.
        left = left.and(chat::actions::take_out(world, group, ended.person).await);
    }
    close(world, ended).await.and(left).map_err(later)
}

/// The groups that are to be left. Whoever is bringing them into one at this moment is waited for.
async fn groups_of(world: &World, ended: Ended) -> Outcome<Vec<crate::access::ConversationId>> {
    let mut tx = world.db.write().await?;
    if !is_over(world, &mut tx, ended).await? {
        return Ok(Vec::new());
    }
    let groups = store::list_groups(&mut tx, ended.organisation, ended.person).await?;
    store::delete_words(&mut tx, ended.organisation, ended.person).await?;
    world.commit(tx, NotAudited("that it ended was the deed"), &[]).await?;
    Ok(groups.into_iter().map(|(group,)| group).collect())
}

async fn is_over(world: &World, tx: &mut Tx, ended: Ended) -> Outcome<bool> {
    let until = store::hold_affiliation(tx, ended.organisation, ended.person).await?;
    Ok(until.is_some_and(|until| until <= world.now()))
}

async fn close(world: &World, ended: Ended) -> Outcome<()> {
    let mut tx = world.db.write().await?;
    let now = world.now();
    if !is_over(world, &mut tx, ended).await? {
        return Ok(());
    }
    // Two that end at the same moment: the second sees that the first has.
    store::hold_person(&mut tx, ended.person).await?;
    if store::update_left(&mut tx, ended.person, now).await? == 0 {
        return Ok(());
    }
    let (_, hint) = account::actions::revoke_all(&mut tx, ended.person, now).await?;
    let did = Audit::new(Actor::System, Deed::PersonGone, Scope::Organisation(ended.organisation)).with("person", ended.person);
    world.commit(tx, did, &[hint]).await
}

/// That what is known of somebody's devices no longer holds.
pub(super) async fn devices_of(tx: &mut Tx, person: PersonId) -> Outcome<Hint> {
    let devices = account::store::list_devices_of(tx, person).await?;
    Ok(Hint::Devices(devices.into_iter().map(|(device,)| device.0).collect()))
}
