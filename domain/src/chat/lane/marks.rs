//! Writing marks: collected for a moment, so that a busy room costs one statement and one frame, not one each.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use platform::db::DbError;
use tokio::sync::{Mutex, mpsc};

use super::super::live::Frame;
use super::super::model::{Mark, Span, Spans};
use super::super::store::{self, Marked, Moved, NewMark, NewReceipt, Step, What};
use super::{Tools, frame};
use crate::access::{ConversationId, PersonId};

/// How long marks are collected: quick to a pair of eyes, and a room of 50 becomes one frame.
const COLLECT: Duration = Duration::from_millis(40);
/// The most marks written together.
const MOST: usize = 2048;
/// How often a mark is tried that somebody else moves at the same moment; then the browser says it again.
const TRIES: usize = 4;

/// Marks that are being written; written or not, they do not wait any more.
struct Taken<'a>(&'a AtomicUsize, usize);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(self.1, Ordering::SeqCst);
    }
}

pub(super) async fn work(tools: Tools, queue: Arc<Mutex<mpsc::Receiver<NewMark>>>, unwritten: Arc<AtomicUsize>) {
    let mut queue = queue.lock().await;
    let mut batch = Vec::with_capacity(64);
    while queue.recv_many(&mut batch, MOST).await > 0 {
        tokio::time::sleep(COLLECT).await;
        while batch.len() < MOST {
            match queue.try_recv() {
                Ok(mark) => batch.push(mark),
                Err(_) => break,
            }
        }
        let _taken = Taken(&unwritten, batch.len());
        let marks = join(&batch);
        let mut written = write(&tools, &marks).await;
        // PostgreSQL ended one of two that waited for each other: once more, whole.
        if written.as_ref().is_err_and(DbError::is_deadlock) {
            written = write(&tools, &marks).await;
        }
        if let Err(error) = written {
            tracing::error!(%error, "marks could not be written; the browsers say them again");
        }
        batch.clear();
    }
}

/// One mark for each member: the furthest, with everything that was seen.
fn join(batch: &[NewMark]) -> Vec<NewMark> {
    let mut furthest: HashMap<(ConversationId, PersonId), NewMark> = HashMap::with_capacity(batch.len());
    for mark in batch {
        let held = furthest.entry((mark.conversation, mark.person)).or_insert_with(|| mark.clone());
        held.delivered = held.delivered.max(mark.delivered);
        held.up_to = held.up_to.max(mark.up_to);
        held.seen.join(&mark.seen);
    }
    let mut marks: Vec<_> = furthest.into_values().collect();
    // In one order on every node, in which their rows are held.
    marks.sort_unstable_by_key(|mark| (mark.conversation, mark.person));
    marks
}

async fn write(tools: &Tools, marks: &[NewMark]) -> Result<(), DbError> {
    let now = tools.now();
    // Before the transaction: whoever waits for their turn holds no connection meanwhile.
    let turn = tools.turn().await;
    let mut tx = tools.db.write().await?;
    if tools.db.writes_side_by_side() {
        store::hold_marks(&mut tx, marks).await?;
    }
    let (mut moved, mut receipts, mut waiting) = (Vec::new(), Vec::new(), marks.to_vec());
    for _ in 0..TRIES {
        let marked = store::list_marked(&mut tx, &waiting).await?;
        let (steps, notes): (Vec<Step>, Vec<Vec<NewReceipt>>) = steps(&waiting, &marked).into_iter().unzip();
        if steps.is_empty() {
            break;
        }
        let mut done = store::update_marks(&mut tx, &steps).await?;
        let is_done: HashSet<_> = done.iter().map(|moved| (moved.conversation_id, moved.person_id)).collect();
        let written = steps.iter().zip(notes).filter(|(step, _)| is_done.contains(&(step.conversation, step.person)));
        receipts.extend(written.flat_map(|(_, notes)| notes));
        waiting.retain(|mark| !is_done.contains(&(mark.conversation, mark.person)));
        moved.append(&mut done);
    }
    if moved.is_empty() {
        return Ok(());
    }
    store::insert_receipts(&mut tx, &receipts, now).await?;
    tx.commit().await?;
    // Whoever is next need not wait until this was told.
    drop(turn);
    tell(tools, moved).await
}

/// What these marks change, each with the receipts that it is.
fn steps(marks: &[NewMark], marked: &[Marked]) -> Vec<(Step, Vec<NewReceipt>)> {
    let marked: HashMap<_, _> = marked.iter().map(|marked| ((marked.conversation_id, marked.person_id), marked)).collect();
    marks.iter().filter_map(|mark| step(mark, marked.get(&(mark.conversation, mark.person))?)).collect()
}

/// What one mark changes; nothing if it says nothing new, or what cannot be: a seq that nobody took yet, or one from
/// before they joined.
fn step(mark: &NewMark, marked: &Marked) -> Option<(Step, Vec<NewReceipt>)> {
    let taken = |seq: i64| if seq <= marked.last_seq { seq } else { 0 };
    let (delivered, up_to) = (taken(mark.delivered), taken(mark.up_to));
    let was = Spans::from(marked.seen.as_str());
    let fresh = mark.seen.within(marked.from_seq, marked.last_seq).less(&was);
    let further = up_to > marked.up_to;
    let looked = up_to > 0 && marked.unread;
    if delivered <= marked.delivered_seq && !further && !looked && fresh.is_empty() {
        return None;
    }
    let (conversation, person) = (mark.conversation, mark.person);
    let note = |what, span| NewReceipt { conversation, person, what, span, since: marked.joined_seq };
    let mut notes = Vec::new();
    if delivered > marked.delivered_seq {
        notes.push(note(What::Delivered, Span(0, delivered)));
    }
    // The line they went to has the time of both: one row says that they went there, and what they saw on the way.
    let reached = |span: &Span| further && span.0 <= up_to && up_to <= span.1;
    let way = fresh.iter().find(reached);
    if further {
        notes.push(note(What::Passed, Span(way.map_or(up_to + 1, |span| span.0), up_to)));
    }
    let beside =
        fresh.iter().filter_map(|span| if reached(&span) { (span.1 > up_to).then_some(Span(up_to + 1, span.1)) } else { Some(span) });
    notes.extend(beside.map(|span| note(What::Seen, span)));
    let mut seen = was;
    seen.join(&fresh);
    Some((Step { conversation, person, delivered, up_to, was: marked.seen.clone(), seen }, notes))
}

#[expect(clippy::disallowed_methods, reason = "after the commit, in the lane's own task")]
async fn tell(tools: &Tools, moved: Vec<Moved>) -> Result<(), DbError> {
    let mut told: HashMap<ConversationId, Vec<Mark>> = HashMap::new();
    for moved in moved {
        told.entry(moved.conversation_id).or_default().push(moved.into());
    }
    for (conversation, marks) in told {
        let present = tools.presence.of(&tools.db, conversation).await?;
        let Some(people) = present.audience.people() else {
            // In a large one receipts are counted when somebody asks; how far one went concerns one's own devices alone.
            for mark in marks {
                let own = Arc::from([mark.person.0]);
                tools.bus.publish(&frame(own, &Frame::Marks { conversation, marks: vec![mark] }));
            }
            continue;
        };
        tools.bus.publish(&frame(people.clone(), &Frame::Marks { conversation, marks }));
    }
    Ok(())
}
