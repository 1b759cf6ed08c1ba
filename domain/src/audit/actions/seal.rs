//! Giving entries their leaves, and the tree a head.

use platform::signing::Signer;
use uuid::Uuid;

use super::super::entry::Entry;
use super::super::head::{Head, signer};
use super::super::model::NotAudited;
use super::super::store;
use super::super::tree::Peaks;
use crate::access::ctx::internal;
use crate::access::{OrganisationId, Outcome, World};

/// So many entries are sealed under one head.
const MOST: i64 = 512;

/// Why a tree is left as it is.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the tree of organisation {0} is not the one that was signed last; nothing is sealed: run `server audit verify`")]
struct NotAsSigned(OrganisationId);

/// Seals everything that waits, and returns how many entries that were. Two nodes may do so at once: whoever has the tree's row
/// finds what is left. An organisation whose tree was damaged holds up no other.
pub async fn seal(world: &World) -> Outcome<usize> {
    let waiting = store::list_waiting_organisations(&mut world.db.read().await?).await?;
    let (mut sealed, mut trouble) = (0, None);
    for organisation in waiting {
        match seal_all(world, organisation).await {
            Ok(more) => sealed += more,
            Err(failure) => trouble = Some(failure),
        }
    }
    trouble.map_or(Ok(sealed), Err)
}

async fn seal_all(world: &World, organisation: OrganisationId) -> Outcome<usize> {
    let signer = signer(&world.secret);
    let (mut sealed, mut after) = (0, Uuid::nil());
    while let Some((more, last)) = seal_some(world, &signer, organisation, after).await? {
        sealed += more;
        after = last;
    }
    Ok(sealed)
}

/// Seals the next entries after this one; returns how many, and the last that was looked at.
async fn seal_some(world: &World, signer: &Signer, organisation: OrganisationId, after: Uuid) -> Outcome<Option<(usize, Uuid)>> {
    let mut tx = world.db.write().await?;
    // Lock first, then look: another node may have sealed what waited a moment ago.
    let mut peaks = hold(&mut tx, organisation).await?;
    let waiting = store::list_waiting(&mut tx, organisation, after, MOST).await?;
    let Some(last) = waiting.last().map(|entry| entry.id) else { return Ok(None) };
    let first = peaks.size();
    let mut leaves = Vec::with_capacity(waiting.len());
    for entry in &waiting {
        if is_ours(world, entry) {
            leaves.push((peaks.size(), entry.id, entry.leaf()));
            peaks.push(entry.leaf());
        }
    }
    if leaves.is_empty() {
        return Ok(Some((0, last)));
    }
    store::insert_leaves(&mut tx, organisation, &leaves).await?;
    store::delete_waiting(&mut tx, organisation, first).await?;
    store::insert_head(&mut tx, &Head::sign(signer, organisation, peaks.size(), peaks.root(), world.now())).await?;
    store::update_tree(&mut tx, organisation, &peaks).await?;
    world.commit(tx, NotAudited("sealing adds nothing to what the entries say"), &[]).await?;
    Ok(Some((leaves.len(), last)))
}

/// Holds the tree, if it still is the one that was signed last: nobody gets a signature under another one from us.
async fn hold(tx: &mut platform::db::Tx, organisation: OrganisationId) -> Outcome<Peaks> {
    let peaks = store::hold(tx, organisation).await?.peaks();
    let signed = store::find_last_head(tx, organisation).await?;
    let is_signed = |peaks: &Peaks| match &signed {
        Some(head) => head.size == peaks.size() && head.root == peaks.root().to_string(),
        None => peaks.size() == 0,
    };
    peaks.filter(is_signed).ok_or_else(|| internal(&NotAsSigned(organisation)))
}

/// What was put among those that wait by somebody else stays there, for `verify` to name.
fn is_ours(world: &World, entry: &Entry) -> bool {
    let is_ours = entry.is_marked_by(&world.secret);
    if !is_ours {
        tracing::error!(entry = %entry.id, "an audit entry was not written with this server's key, and is not sealed");
    }
    is_ours
}
