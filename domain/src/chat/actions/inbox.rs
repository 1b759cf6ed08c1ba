//! The inbox, and what is one's own in a conversation: drafts, flags, what counts as read.

use std::cmp::Reverse;
use std::sync::Arc;

use super::super::lane::frame;
use super::super::live::{Frame, Own};
use super::super::model::{
    self, Drafted, Filter, FoundRows, INBOX_FIRST, INBOX_MOST, INBOX_PAGE, InboxPage, MOST_FOUND, Place, Row, Wanted,
};
use super::super::store::{self, NameOf, own, own_inbox};
use super::tell_own;
use crate::access::{ConversationId, Ctx, Failure, MessageId, Outcome, PersonId};
use crate::audit::NotAudited;
use crate::directory;
use crate::directory::model::LONGEST_SEARCH;
use crate::directory::plain::plain;

/// A page of the inbox below `before`, or its first `rows` rows, and how many ask for attention, all of one moment.
pub async fn list_inbox(ctx: &Ctx, filter: &str, before: Option<&str>, rows: Option<i64>) -> Outcome<InboxPage> {
    let before = before.filter(|text| !text.is_empty()).map(str::parse).transpose()?;
    let first = rows.unwrap_or(INBOX_FIRST).clamp(INBOX_FIRST, INBOX_MOST);
    let (before, most) = before.map_or((Place::TOP, first), |before| (before, INBOX_PAGE));
    let mut tx = ctx.snapshot().await?;
    let me = ctx.who.person;
    let mut rows = store::list_rows(&mut tx, me, Filter::from_key(filter), before, most + 1).await?;
    let more = rows.len() > usize::try_from(most).unwrap_or(usize::MAX);
    if more {
        rows.pop();
    }
    let feed = store::find_feed(&mut tx, me).await?;
    let unread = store::count_unread(&mut tx, me).await?;
    tx.commit().await?;
    Ok(InboxPage { rows, more, feed, unread })
}

/// One row.
pub async fn find_row(ctx: &Ctx, conversation: ConversationId) -> Outcome<Row> {
    let mut tx = ctx.world.db.read().await?;
    store::find_row(&mut tx, ctx.who.person, conversation).await?.ok_or(Failure::NotFound)
}

/// One's own conversations that a few letters find, archived ones too, the best first; none when nothing was typed.
pub async fn search_conversations(ctx: &Ctx, text: &str) -> Outcome<FoundRows> {
    let text: String = text.chars().take(LONGEST_SEARCH).collect();
    if text.trim().is_empty() {
        return Ok(FoundRows::default());
    }
    let me = ctx.who.person;
    let names = store::list_names(&mut ctx.world.db.read().await?, me).await?;
    let best = best(&names, &Wanted::of(&text, plain));
    let mut tx = ctx.world.db.read().await?;
    let mut rows = store::list_rows_of(&mut tx, me, &best).await?;
    rows.sort_by_key(|row| best.iter().position(|id| *id == row.conversation));
    let others: Vec<PersonId> = rows.iter().filter_map(|row| row.with).collect();
    let people = directory::store::list_colleagues(&mut tx, me, &others, ctx.now()).await?;
    Ok(FoundRows { rows, people })
}

/// The names that answer best; of those that answer alike, what is unread and what moved last.
fn best(names: &[NameOf], wanted: &Wanted) -> Vec<ConversationId> {
    let mut found: Vec<_> = names.iter().filter_map(|name| wanted.rank(&name.name).map(|rank| (rank, name))).collect();
    found.sort_unstable_by_key(|(rank, name)| (*rank, Reverse((name.urgency, name.activity_at, name.conversation))));
    found.into_iter().take(MOST_FOUND).map(|(_, name)| name.conversation).collect()
}

/// Keeps what was typed and not sent, and the message that it answers, for all of one's devices. One that another device saved
/// after the own-seq `over` stays, for this one was written without knowing of it.
pub async fn save_draft(
    ctx: &Ctx,
    conversation: ConversationId,
    typed: &str,
    answers: Option<MessageId>,
    over: Option<i64>,
) -> Outcome<Drafted> {
    let mut tx = ctx.write().await?;
    let me = ctx.who.person;
    if answers.is_some() {
        // What it answers goes with the conversation's row in hand only.
        store::hold(&mut tx, conversation).await?;
    }
    let own = own(&mut tx, conversation, me).await?;
    let answers = match answers {
        Some(id) => store::find_message(&mut tx, &own, id).await?.map(|message| message.id),
        None => None,
    };
    if store::update_draft(&mut tx, &own, model::draft(typed), answers, over.unwrap_or(i64::MAX)).await? == 0 {
        let row = store::find_row(&mut tx, me, conversation).await?.ok_or(Failure::NotFound)?;
        return Ok(Drafted::Meanwhile(Box::new(row)));
    }
    let hint = tell_own(&mut tx, me, conversation).await?;
    let feed = store::update_draft_feed(&mut tx, &own).await?;
    ctx.commit(tx, NotAudited("a draft is its writer's alone"), &[hint]).await?;
    Ok(Drafted::Kept(feed))
}

/// Marks as unread: from a message on, or as a whole. What others see as read stays.
pub async fn mark_unread(ctx: &Ctx, conversation: ConversationId, from: Option<MessageId>) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let own = own(&mut tx, conversation, ctx.who.person).await?;
    let number = match from {
        Some(id) => {
            let message = store::find_message(&mut tx, &own, id).await?.ok_or(Failure::NotFound)?;
            // A notice has the number of the message before it, and that one stays read.
            message.number - i64::from(message.notice.is_none())
        }
        None => own.read_number(),
    };
    store::update_unread(&mut tx, &own, number).await?;
    let hint = tell_own(&mut tx, own.person(), conversation).await?;
    ctx.commit(tx, NotAudited("what is unread is its reader's alone"), &[hint]).await
}

/// Marks one conversation, or all, as read. No receipt: nobody looked.
pub async fn mark_read(ctx: &Ctx, conversation: Option<ConversationId>) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let me = ctx.who.person;
    let hint = if let Some(conversation) = conversation {
        let own = own(&mut tx, conversation, me).await?;
        store::update_read(&mut tx, &own).await?;
        tell_own(&mut tx, me, conversation).await?
    } else {
        // Rows before the person, as everybody locks them: the feed's seq is taken after.
        let own = own_inbox(&mut tx, me).await?;
        let feed = store::update_feed(&mut tx, me).await?;
        store::update_all_read(&mut tx, &own, feed).await?;
        frame(Arc::from([me.0]), &Frame::Own { feed, own: Own::Several })
    };
    ctx.commit(tx, NotAudited("what is unread is its reader's alone"), &[hint]).await
}

/// Pins, mutes, archives; what is `None` stays.
pub async fn set_flags(
    ctx: &Ctx,
    conversation: ConversationId,
    pinned: Option<bool>,
    muted: Option<bool>,
    archived: Option<bool>,
) -> Outcome<()> {
    let mut tx = ctx.write().await?;
    let own = own(&mut tx, conversation, ctx.who.person).await?;
    store::update_flags(&mut tx, &own, [pinned, muted, archived]).await?;
    let hint = tell_own(&mut tx, own.person(), conversation).await?;
    ctx.commit(tx, NotAudited("flags are their owner's alone"), &[hint]).await
}
