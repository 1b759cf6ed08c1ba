//! What is kept no longer: gone from every screen at once, and from the tables in steps that hold nobody up.

use super::super::live::Frame;
use super::super::store;
use super::{audience, tell_own};
use crate::access::{ConversationId, Outcome, World};
use crate::audit::{Actor, Audit, Deed, NotAudited, Scope};

/// So many seqs are removed in one step.
const STEP: i64 = 500;

/// Nobody sees what was said up to `seq` from now on, whoever holds it now. What answers it says only that; a draft that answers it
/// answers nothing; nothing of it is unread.
pub async fn raise_floor(world: &World, conversation: ConversationId, seq: i64) -> Outcome<()> {
    let mut tx = world.db.write().await?;
    let held = store::hold(&mut tx, conversation).await?;
    let Some(last_number) = store::raise_floor(&mut tx, &held, seq).await? else { return Ok(()) };
    let audience = audience(&mut tx, conversation).await?;
    // In a large one nobody's unread is noted.
    if audience.people().is_some() {
        store::update_nothing_left(&mut tx, &held, last_number).await?;
    }
    let mut hints = Vec::new();
    for person in store::list_answering(&mut tx, &held).await? {
        store::update_answers_nothing(&mut tx, &held, person).await?;
        hints.push(tell_own(&mut tx, person, conversation).await?);
    }
    hints.push(audience.hint(conversation, &Frame::Refetch(Some(conversation))));
    let did = Audit::new(Actor::System, Deed::MessagesPurged, Scope::Conversation(conversation)).with("up_to", seq);
    world.commit(tx, did, &hints).await
}

/// Removes a step of what lies below the floor, with its earlier texts, its changes and its receipts; whether there was anything.
/// A stop in between leaves nothing that anybody sees.
pub async fn sweep(world: &World, conversation: ConversationId) -> Outcome<bool> {
    let mut tx = world.db.write().await?;
    let held = store::hold(&mut tx, conversation).await?;
    let more = store::delete_below_floor(&mut tx, &held, STEP).await?;
    world.commit(tx, NotAudited("that the floor rose was the deed"), &[]).await?;
    Ok(more)
}
