//! Every night each organisation lets go of the entries that it keeps no longer: a job, so that one server does it however many there are.

use std::time::Duration;

use platform::db::Tx;
use platform::jobs::{self, Kind, NewJob, Priority, Trouble};
use uuid::Uuid;

use super::super::model::NotAudited;
use super::super::store;
use super::prune::prune;
use crate::access::{OrganisationId, Outcome, World};
use crate::retention::model::{DAY, night_after, years};

/// The kind of job that does it, one for each organisation. One that is cut off has kept what it did, and goes on where it was.
pub const PRUNE: Kind = Kind { at_once: 1, longest: Duration::from_mins(10), ..Kind::named("audit.prune") };

/// Leaves the job of each organisation that has none: a new one's, and one's whose last was given up. Ask now and then.
pub async fn plan(world: &World) -> Outcome<()> {
    // Looking costs a read, and there is hardly ever anything to write.
    let unplanned = store::list_without_job(&mut world.db.read().await?, PRUNE.name).await?;
    if unplanned.is_empty() {
        return Ok(());
    }
    let mut tx = world.db.write().await?;
    for organisation in unplanned {
        ask(world, &mut tx, organisation).await?;
    }
    world.commit(tx, NotAudited("that a job waits is no deed"), &[]).await
}

/// Does a job of kind [`PRUNE`]: removes an organisation's entries that are kept no longer, and asks for the same tomorrow.
pub async fn let_go(world: &World, payload: &[u8]) -> Result<(), Trouble> {
    let organisation = Uuid::from_slice(payload).map_err(|_| Trouble::Never("whose entries cannot be read".into()))?;
    prune_old(world, OrganisationId(organisation)).await.map_err(|failure| Trouble::Later(failure.to_string()))
}

async fn prune_old(world: &World, organisation: OrganisationId) -> Outcome<()> {
    while prune_step(world, organisation).await? {}
    let mut tx = world.db.write().await?;
    // Of a job that runs the runner keeps the row, and moves it to the next night in the transaction that ends it.
    ask(world, &mut tx, organisation).await?;
    world.commit(tx, NotAudited("that a job waits is no deed"), &[]).await
}

/// Asked before every step, and of the database itself: whoever decides meanwhile to keep more keeps what is still there.
async fn prune_step(world: &World, organisation: OrganisationId) -> Outcome<bool> {
    let Some(kept) = world.organisations.settings_now(world, organisation).await?.audit_kept else {
        tracing::warn!(%organisation, "only a newer program knows how long audit entries are kept: none goes");
        return Ok(false);
    };
    prune(world, organisation, world.now().plus(-years(kept) * DAY)).await
}

async fn ask(world: &World, tx: &mut Tx, organisation: OrganisationId) -> Outcome<()> {
    let (sealed, key) = (world.secret.seal(organisation.0.as_bytes()), organisation.to_string());
    let job = NewJob::new(PRUNE, &sealed, night_after(world.now()).0).once(&key).priority(Priority::Whenever).organisation(organisation.0);
    Ok(jobs::enqueue(tx, &job).await?)
}
