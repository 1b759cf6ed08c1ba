//! Letting go of entries that are kept no longer.

use super::super::head::signer;
use super::super::pruned::Pruned;
use super::super::store;
use crate::access::{OrganisationId, Outcome, Timestamp, World};

/// So many entries go in one step.
const STEP: i64 = 5_000;

/// Removes a step of an organisation's entries that were sealed before this moment: all under one signed head that is on disk outside
/// too. Their leaves stay, and a signed note, itself an entry, says up to where. Returns whether anything went; ask again until not.
pub async fn prune(world: &World, organisation: OrganisationId, before: Timestamp) -> Outcome<bool> {
    let signer = signer(&world.secret);
    let mut tx = world.db.write().await?;
    let tree = store::hold(&mut tx, organisation).await?;
    // Under a head that is outside alone: what those entries were can be proved from there, whatever becomes of this database.
    let within = (tree.pruned, tree.out_size.min(tree.pruned.saturating_add(STEP)));
    let head = store::find_head_before(&mut tx, organisation, before, within).await?;
    // A head that somebody else put there covers nothing.
    let Some(head) = head.filter(|head| head.is_signed_by(&[signer.public()])) else { return Ok(false) };
    let gone = store::delete_sealed(&mut tx, organisation, tree.pruned, head.size).await?;
    store::update_pruned(&mut tx, organisation, head.size).await?;
    world.commit(tx, Pruned::audit(&signer, &head, before), &[]).await?;
    metrics::counter!("pando_audit_pruned_total").increment(gone);
    Ok(true)
}
