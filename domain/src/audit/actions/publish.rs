//! Telling the signed heads outside the database.

use super::super::model::NotAudited;
use super::super::outside::Outside;
use super::super::store::{self, Within};
use crate::access::ctx::internal;
use crate::access::{Outcome, World};

/// So many heads go out in one turn.
const MOST: i64 = 1_000;

/// Writes every head that is not outside yet to the files there; only when they are on disk the database hears that they are out.
pub async fn publish(world: &World, outside: &Outside) -> Outcome<()> {
    let within = store::list_within(&mut world.db.read().await?).await?;
    for tree in within {
        publish_of(world, outside, tree).await?;
    }
    Ok(())
}

async fn publish_of(world: &World, outside: &Outside, Within { organisation_id: organisation, mut out_size }: Within) -> Outcome<()> {
    loop {
        let heads = store::list_heads(&mut world.db.read().await?, organisation, out_size, i64::MAX, MOST).await?;
        let Some(newest) = heads.last().map(|head| head.size) else { return Ok(()) };
        let outside = outside.clone();
        // It waits for a flush, of what may be another machine's disk.
        let written = tokio::task::spawn_blocking(move || outside.append(organisation, &heads)).await.map_err(|error| internal(&error))?;
        let before = written.map_err(|error| internal(&error))?;
        if before > newest {
            // A database that was set back, or whose end was cut off; or another node was faster.
            tracing::warn!(%organisation, before, newest, "outside there are heads that this database does not have, or another node wrote them");
        }
        let mut tx = world.db.write().await?;
        store::update_out(&mut tx, organisation, newest).await?;
        world.commit(tx, NotAudited("where heads are is no deed"), &[]).await?;
        out_size = newest;
    }
}
