//! What a server asks about what its browsers watch: a hint of another server may have been lost.

use std::sync::Arc;

use platform::bus::Hint;
use uuid::Uuid;

use super::super::lane::frame;
use super::super::live::{Frame, Own};
use super::super::store::{self, Head};
use crate::access::{ConversationId, Outcome, PersonId, World};

/// How far these conversations, and these people's own feeds, are.
pub async fn list_heads(world: &World, ids: &[Uuid]) -> Outcome<Vec<Head>> {
    let mut heads = store::list_heads(&mut world.db.read().await?, ids).await?;
    // What fills a portion up is answered too: some come twice.
    heads.sort_unstable_by_key(|head| head.id);
    heads.dedup_by_key(|head| head.id);
    Ok(heads)
}

/// Of those who watch a conversation, or their own feed, whoever may know that something happened there.
pub async fn list_watchers(world: &World, watched: &[(Uuid, PersonId)]) -> Outcome<Vec<PersonId>> {
    // Somebody's own feed goes by their own id, and is nobody else's to know of.
    let own = watched.iter().filter(|(id, person)| *id == person.0).map(|(_, person)| *person);
    let others: Vec<_> = watched.iter().filter(|(id, person)| *id != person.0).map(|(id, person)| (ConversationId(*id), *person)).collect();
    let mut watchers = store::list_watchers(&mut world.db.read().await?, &others).await?;
    watchers.extend(own);
    watchers.sort_unstable();
    watchers.dedup();
    Ok(watchers)
}

/// What makes every browser of these people say what it holds, and so hear what it missed: a change further on than any.
pub fn look_again(people: &[PersonId]) -> Hint {
    let people: Arc<[Uuid]> = people.iter().map(|person| person.0).collect();
    frame(people, &Frame::Own { feed: i64::MAX, own: Own::Several })
}
