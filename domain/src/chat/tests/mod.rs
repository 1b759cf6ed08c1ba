//! Stories of conversations, each on SQLite and on PostgreSQL.

mod clocks;
mod ear;
mod edits;
mod evidence;
mod groups;
mod heads;
mod inbox;
mod joiners;
mod lane;
mod large;
mod marks;
mod messages;
mod newer;
mod permits;
mod purge;
mod resume;
mod statements;
mod together;
mod unread;
mod watcher;
mod workers;

pub(crate) use watcher::Watcher;

use super::model::{Edited, Message, Opened, Receipt, Receipts, Sent};
use crate::access::{ConversationId, Ctx, MessageId, Outcome, PersonId};
use crate::chat::actions;

/// Says `body` in `conversation`.
async fn say(who: &Ctx, conversation: ConversationId, body: &str) -> Sent {
    actions::send(who, conversation, None, body, None, None).await.expect("the message is sent")
}

/// What a fresh fetch shows.
async fn look(who: &Ctx, conversation: ConversationId) -> Opened {
    actions::open(who, conversation, None).await.expect("the conversation opens")
}

/// Changes the version of a message that is there now.
async fn edit(who: &Ctx, conversation: ConversationId, id: MessageId, body: &str) -> Outcome<Message> {
    let page = actions::list_messages(who, conversation, None, None).await?;
    let version = page.messages.iter().find(|message| message.id == id).map_or(1, |message| message.version);
    actions::edit(who, conversation, id, version, body).await.map(|edited| match edited {
        Edited::Done(message) | Edited::Meanwhile(message) => message,
    })
}

/// A direct conversation of two.
async fn direct(one: &Ctx, other: &Ctx) -> ConversationId {
    actions::start_direct(one, other.who.person).await.expect("the conversation starts")
}

/// A group of these people, owned by the first.
async fn group(owner: &Ctx, others: &[&Ctx], history: &str) -> ConversationId {
    let people: Vec<PersonId> = others.iter().map(|ctx| ctx.who.person).collect();
    actions::start_group(owner, None, "Ward 7 nurses", &people, history).await.expect("the group starts")
}

/// Everybody's receipts of a message.
async fn receipts(who: &Ctx, conversation: ConversationId, id: MessageId) -> Vec<Receipt> {
    match actions::list_receipts(who, conversation, id).await.expect("receipts") {
        Receipts::Each(each) => each,
        Receipts::Counted(counted) => panic!("they are counted: {counted:?}"),
    }
}

fn message_id(who: &Ctx) -> MessageId {
    MessageId(who.world.id())
}
