//! Writing marks: collected for a moment, so that a busy room costs one statement and one frame, not one each.

use std::collections::HashMap;
use std::time::Duration;

use platform::db::DbError;
use tokio::sync::mpsc;

use super::super::live::Frame;
use super::super::model::Mark;
use super::super::store::{self, Moved, NewMark};
use super::{Tools, frame};
use crate::access::{ConversationId, PersonId};

/// How long marks are collected: quick to a pair of eyes, and a room of 50 becomes one frame.
const COLLECT: Duration = Duration::from_millis(40);
/// The most marks written together.
const MOST: usize = 2048;

pub(super) async fn work(tools: Tools, mut queue: mpsc::Receiver<NewMark>) {
    let mut batch = Vec::with_capacity(64);
    while queue.recv_many(&mut batch, MOST).await > 0 {
        tokio::time::sleep(COLLECT).await;
        while batch.len() < MOST {
            match queue.try_recv() {
                Ok(mark) => batch.push(mark),
                Err(_) => break,
            }
        }
        let marks = join(&batch);
        let mut written = write(&tools, &marks).await;
        if written.as_ref().is_err_and(DbError::is_deadlock) {
            written = write(&tools, &marks).await;
        }
        if let Err(error) = written {
            tracing::error!(%error, "marks could not be written; the browsers say them again");
        }
        batch.clear();
    }
}

/// One mark for each member, the furthest.
fn join(batch: &[NewMark]) -> Vec<NewMark> {
    let mut furthest: HashMap<(ConversationId, PersonId), NewMark> = HashMap::with_capacity(batch.len());
    for mark in batch {
        let held = furthest.entry((mark.conversation, mark.person)).or_insert(*mark);
        held.delivered = held.delivered.max(mark.delivered);
        held.seen = held.seen.max(mark.seen);
    }
    let mut marks: Vec<_> = furthest.into_values().collect();
    marks.sort_unstable_by_key(|mark| (mark.conversation, mark.person));
    marks
}

async fn write(tools: &Tools, marks: &[NewMark]) -> Result<(), DbError> {
    let now = tools.now();
    let turn = tools.turn().await;
    let mut tx = tools.db.write().await?;
    let moved = store::update_marks(&mut tx, marks, now).await?;
    if moved.is_empty() {
        return Ok(());
    }
    store::insert_receipts(&mut tx, &receipts(marks, &moved), now).await?;
    tx.commit().await?;
    drop(turn);
    tell(tools, moved).await
}

/// The receipts that these marks are, as far as they moved something.
fn receipts(marks: &[NewMark], moved: &[Moved]) -> Vec<(ConversationId, PersonId, bool, i64)> {
    let moved: HashMap<_, _> = moved.iter().map(|moved| ((moved.conversation_id, moved.person_id), moved)).collect();
    let mut receipts = Vec::with_capacity(marks.len());
    for mark in marks {
        let Some(moved) = moved.get(&(mark.conversation, mark.person)) else { continue };
        if mark.delivered > 0 && mark.delivered == moved.delivered_seq {
            receipts.push((mark.conversation, mark.person, false, mark.delivered));
        }
        if mark.seen > 0 && mark.seen == moved.seen_seq {
            receipts.push((mark.conversation, mark.person, true, mark.seen));
        }
    }
    receipts
}

async fn tell(tools: &Tools, moved: Vec<Moved>) -> Result<(), DbError> {
    let mut told: HashMap<ConversationId, Vec<Mark>> = HashMap::new();
    for moved in moved {
        told.entry(moved.conversation_id).or_default().push(moved.into());
    }
    for (conversation, marks) in told {
        let present = tools.presence.of(&tools.db, conversation).await?;
        tools.bus.publish(&frame(present.people.clone(), &Frame::Marks { conversation, marks }));
    }
    Ok(())
}
