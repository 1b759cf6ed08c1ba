//! Every night what nobody keeps goes from the store of images and files: one job for all of it, so that one server does it however many
//! there are.

use std::time::Duration;

use platform::jobs::{self, Kind, NewJob, Priority, Trouble};

use super::super::model::night_after;
use super::super::store;
use crate::access::{Outcome, World};
use crate::audit::NotAudited;

/// The kind of job that does it. One that is cut off, or that the store fails, has removed what it removed, and goes on where it was.
pub const SWEEP: Kind = Kind { at_once: 1, longest: Duration::from_mins(10), ..Kind::named("blobs.sweep") };

/// There is one.
const KEY: &str = "all";

/// Leaves the job if there is none: at the very first start, and once the last was given up, because the store was away for long. Ask
/// now and then.
pub async fn plan_sweep(world: &World) -> Outcome<()> {
    // Looking costs a read, and there is hardly ever anything to write.
    if store::is_planned(&mut world.db.read().await?, SWEEP.name).await? { Ok(()) } else { ask(world).await }
}

/// Does a job of kind [`SWEEP`]: removes what nobody kept within a day, and what was let go of, and asks for the same tomorrow.
pub async fn sweep_blobs(world: &World) -> Result<(), Trouble> {
    // In its own words, for `doctor`: they say what is wrong with the store.
    let gone = world.blobs.sweep(&world.db, &world.clock).await.map_err(|error| Trouble::Later(error.to_string()))?;
    metrics::counter!("pando_blobs_swept_total").increment(u64::try_from(gone).unwrap_or(u64::MAX));
    // Of a job that runs the runner keeps the row, and moves it to the next night in the transaction that ends it.
    ask(world).await.map_err(|failure| Trouble::Later(failure.to_string()))
}

async fn ask(world: &World) -> Outcome<()> {
    let mut tx = world.db.write().await?;
    let sealed = world.secret.seal(&[]);
    jobs::enqueue(&mut tx, &NewJob::new(SWEEP, &sealed, night_after(world.now()).0).once(KEY).priority(Priority::Whenever)).await?;
    world.commit(tx, NotAudited("that a job waits is no deed"), &[]).await
}
