//! Stories of conversations, each on SQLite and on PostgreSQL.

mod groups;
mod inbox;
mod marks;
mod messages;
mod statements;
mod sync;
mod watcher;

pub(crate) use watcher::Watcher;

use super::model::{Opened, Sent};
use crate::access::{ConversationId, Ctx, MessageId, PersonId};
use crate::chat::actions;

/// Says `body` in `conversation`.
async fn say(who: &Ctx, conversation: ConversationId, body: &str) -> Sent {
    actions::send(who, conversation, None, body, None).await.expect("the message is sent")
}

/// What a fresh fetch shows.
async fn look(who: &Ctx, conversation: ConversationId) -> Opened {
    actions::open(who, conversation, None).await.expect("the conversation opens")
}

/// A direct conversation of two.
async fn direct(one: &Ctx, other: &Ctx) -> ConversationId {
    actions::start_direct(one, other.who.person).await.expect("the conversation starts")
}

/// A group of these people, owned by the first.
async fn group(owner: &Ctx, others: &[&Ctx], history: &str) -> ConversationId {
    let people: Vec<PersonId> = others.iter().map(|ctx| ctx.who.person).collect();
    actions::start_group(owner, "Ward 7 nurses", &people, history).await.expect("the group starts")
}

fn message_id(who: &Ctx) -> MessageId {
    MessageId(who.world.id())
}
