//! Saying, changing, taking back; and reading what was said.

use std::collections::VecDeque;

use super::super::live::{Event, Timeline, may_edit};
use super::super::model::deed::Speak;
use super::super::model::{self, Edited, Message, Opened, PAGE, Page, Receipts, Sent, Version};
use super::super::store::{self, Conversation, Seen, may, sees};
use super::tell;
use crate::access::{ConversationId, Ctx, Failure, MessageId, Outcome, Permit, Timestamp};
use crate::audit::{self, Audit};
use platform::db::Tx;
use platform::secret::digest_bytes;
use uuid::Uuid;

/// How much of what came before stands above the first unread message.
const CONTEXT: i64 = 15;

/// Sends a message, which waited on a device since `written_at`, as far as that can be (`None`: it was written now);
/// returns when it is on disk. The same id twice is one message.
pub async fn send(
    ctx: &Ctx,
    conversation: ConversationId,
    id: Option<MessageId>,
    typed: &str,
    reply_to: Option<MessageId>,
    written_at: Option<Timestamp>,
) -> Outcome<Sent> {
    let body = model::body(typed)?;
    let id = id.unwrap_or_else(|| MessageId(ctx.world.id()));
    // May the author speak there? The lane checks it in the transaction that writes.
    ctx.world.lane.send(ctx.who.person, conversation, id, body, reply_to, written_at).await
}

/// The id of what a form of this name says: a browser whose answer was lost posts it again, and other words are another message.
pub fn id_of_form(once: Uuid, typed: &str, reply_to: Option<MessageId>) -> MessageId {
    let chance = digest_bytes(&format!("{once} {reply_to:?} {typed}"));
    // The moment of the page and not of the post: posted again later, it is the same id.
    let (seconds, nanos) = once.get_timestamp().map_or((0, 0), |at| at.to_unix());
    MessageId(uuid::Builder::from_unix_timestamp_millis(seconds * 1000 + u64::from(nanos / 1_000_000), &chance).into_uuid())
}

/// Gives version `version` of an own message another text, within 15 minutes. Receipts start anew: what was read was
/// another text. If another version is there by now, nothing is done.
pub async fn edit(ctx: &Ctx, conversation: ConversationId, id: MessageId, version: i64, typed: &str) -> Outcome<Edited> {
    let body = model::body(typed)?;
    let (mut tx, permit, message) = own_message(ctx, conversation, id).await?;
    // Whichever version was named: an answer may have been lost, and then this is the same change posted again.
    if message.body == body {
        return Ok(Edited::Done(message));
    }
    if message.version != version || message.deleted_at.is_some() {
        return Ok(Edited::Meanwhile(message));
    }
    if !may_edit(&message, ctx.who.person, ctx.now()) {
        return Err(Failure::invalid("body", "A message can be changed for 15 minutes. Send a new one that corrects it."));
    }
    let now = ctx.now();
    store::insert_version(&mut tx, &permit, id, now).await?;
    let seq = store::insert_change(&mut tx, &permit, message.seq, now).await?;
    store::update_body(&mut tx, &permit, id, &body, seq, now).await?;
    let did = ctx.did(&permit, audit::Deed::MessageEdited).with("message", id).with("version", message.version + 1);
    finish(ctx, tx, did, &permit, message.seq, seq).await.map(Edited::Done)
}

/// Takes an own message back. A tombstone stays, and the text is kept for those who answer for it.
pub async fn delete(ctx: &Ctx, conversation: ConversationId, id: MessageId) -> Outcome<Message> {
    let (mut tx, permit, message) = own_message(ctx, conversation, id).await?;
    if message.deleted_at.is_some() {
        return Ok(message);
    }
    let now = ctx.now();
    store::insert_version(&mut tx, &permit, id, now).await?;
    let seq = store::insert_change(&mut tx, &permit, message.seq, now).await?;
    store::update_deleted(&mut tx, &permit, id, seq, now).await?;
    // In a large one nobody's unread is noted: it is counted when somebody looks.
    if !permit.is_large() {
        store::update_nothing_left(&mut tx, permit.held(), permit.last_number()).await?;
    }
    finish(ctx, tx, ctx.did(&permit, audit::Deed::MessageDeleted).with("message", id), &permit, message.seq, seq).await
}

async fn own_message(ctx: &Ctx, conversation: ConversationId, id: MessageId) -> Outcome<(Tx, Permit<Conversation, Speak>, Message)> {
    let mut tx = ctx.write().await?;
    let permit = may::<Speak>(&mut tx, conversation, ctx.who.person).await?;
    let message = store::find_message(&mut tx, &permit, id).await?.ok_or(Failure::NotFound)?;
    if message.author != ctx.who.person || message.notice.is_some() {
        return Err(Failure::Forbidden);
    }
    Ok((tx, permit, message))
}

async fn finish(ctx: &Ctx, mut tx: Tx, did: Audit, permit: &Permit<Conversation, Speak>, line: i64, seq: i64) -> Outcome<Message> {
    let message = store::find_line(&mut tx, permit, line).await?;
    let hints = tell(&mut tx, permit.conversation(), Event::Changed { seq, message: message.clone() }).await?;
    ctx.commit(tx, did, &hints).await?;
    // Its author may have left and come back since, and no longer see what it answers.
    Ok(message.seen_from(permit.from_seq()))
}

/// Opens a conversation at its first unread message, or around a message asked for.
pub async fn open(ctx: &Ctx, conversation: ConversationId, around: Option<MessageId>) -> Outcome<Opened> {
    // One moment for all of it: `last_seq` says that every change up to it is in here.
    let mut tx = ctx.snapshot().await?;
    let me = ctx.who.person;
    let seen = sees(&mut tx, conversation, me).await?;
    let row = store::find_row(&mut tx, me, conversation).await?.ok_or(Failure::NotFound)?;
    let first_unread = store::find_first_unread(&mut tx, &seen, row.read_number).await?;
    let centre = match around {
        Some(id) => store::find_message(&mut tx, &seen, id).await?.map(|message| message.seq),
        None => first_unread,
    };
    let (messages, earlier, later) = stretch(&mut tx, &seen, centre).await?;
    let details = store::find_details(&mut tx, conversation, me).await?;
    let marks = store::list_marks(&mut tx, conversation, me, seen.is_large()).await?;
    tx.commit().await?;
    let timeline = Timeline { conversation, details, marks, messages, earlier, later, last_seq: seen.last_seq(), recent: VecDeque::new() };
    Ok(Opened { timeline, row, role: seen.role(), first_unread, once: ctx.world.id() })
}

/// An unbroken stretch: some lines before `centre` and a page from there on, or the last page.
async fn stretch(tx: &mut Tx, seen: &Seen, centre: Option<i64>) -> Outcome<(Vec<Message>, bool, bool)> {
    let Some(centre) = centre else {
        let page = before(tx, seen, i64::MAX, PAGE).await?;
        return Ok((page.messages, page.more, false));
    };
    let older = before(tx, seen, centre, CONTEXT).await?;
    let newer = after(tx, seen, centre - 1, PAGE).await?;
    if !newer.more && newer.messages.len() + older.messages.len() < usize::try_from(PAGE).unwrap_or(0) {
        // Near the end: fill the screen from above instead.
        let page = before(tx, seen, i64::MAX, PAGE).await?;
        return Ok((page.messages, page.more, false));
    }
    Ok(([older.messages, newer.messages].concat(), older.more, newer.more))
}

/// A page of a conversation.
pub async fn list_messages(ctx: &Ctx, conversation: ConversationId, older_than: Option<i64>, newer_than: Option<i64>) -> Outcome<Page> {
    let mut tx = ctx.snapshot().await?;
    let seen = sees(&mut tx, conversation, ctx.who.person).await?;
    let page = match (older_than, newer_than) {
        (before_seq, None) => before(&mut tx, &seen, before_seq.unwrap_or(i64::MAX), PAGE).await?,
        (None, Some(seq)) => after(&mut tx, &seen, seq, PAGE).await?,
        (Some(_), Some(_)) => return Err(Failure::invalid("", "Ask for older or for newer messages, not both.")),
    };
    tx.commit().await?;
    Ok(page)
}

async fn before(tx: &mut Tx, seen: &Seen, seq: i64, limit: i64) -> Outcome<Page> {
    let mut messages = store::list_before(tx, seen, seq, limit + 1).await?;
    let more = messages.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        messages.remove(0);
    }
    Ok(Page { messages, more, last_seq: seen.last_seq() })
}

async fn after(tx: &mut Tx, seen: &Seen, seq: i64, limit: i64) -> Outcome<Page> {
    let mut messages = store::list_after(tx, seen, seq, limit + 1).await?;
    let more = messages.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        messages.pop();
    }
    Ok(Page { messages, more, last_seq: seen.last_seq() })
}

/// Who has a message on a device, and who has read it; in a large conversation, how many.
pub async fn list_receipts(ctx: &Ctx, conversation: ConversationId, id: MessageId) -> Outcome<Receipts> {
    let mut tx = ctx.snapshot().await?;
    let seen = sees(&mut tx, conversation, ctx.who.person).await?;
    let message = store::find_message(&mut tx, &seen, id).await?.ok_or(Failure::NotFound)?;
    let receipts = if seen.is_large() {
        Receipts::Counted(store::count_receipts(&mut tx, conversation, &message).await?)
    } else {
        Receipts::Each(store::list_receipts(&mut tx, conversation, &message).await?)
    };
    tx.commit().await?;
    Ok(receipts)
}

/// Every text a message had. Of a deleted one only its author sees them.
pub async fn list_versions(ctx: &Ctx, conversation: ConversationId, id: MessageId) -> Outcome<Vec<Version>> {
    let mut tx = ctx.snapshot().await?;
    let seen = sees(&mut tx, conversation, ctx.who.person).await?;
    let message = store::find_message(&mut tx, &seen, id).await?.ok_or(Failure::NotFound)?;
    if message.deleted_at.is_some() && message.author != ctx.who.person {
        return Err(Failure::Forbidden);
    }
    let versions = store::list_versions(&mut tx, conversation, id).await?;
    tx.commit().await?;
    Ok(versions)
}
