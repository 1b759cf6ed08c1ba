//! Writing a batch of sends: take seqs, insert, move up inboxes, commit, answer, tell.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use platform::db::{DbError, Tx};
use tokio::sync::{Mutex, mpsc};

use super::super::live::Event;
use super::super::model::deed::Speak;
use super::super::model::{LONGEST_WAY, Message, Quote, Quoted, Sent};
use super::super::store::{self, Batch, Known, NewMessage, Reserved, Speaker, Spoke};
use super::{MOST_SENDS, Present, Send, Tools};
use crate::access::{ConversationId, Failure, MessageId, Permit, PersonId, Timestamp};

/// How often a batch is tried again because somebody joined or left while it was being written.
const TRIES: usize = 8;

type Crowd = HashMap<ConversationId, Arc<Present>>;

pub(super) async fn work(tools: Tools, queue: Arc<Mutex<mpsc::Receiver<Send>>>) {
    let mut queue = queue.lock().await;
    let mut batch = Vec::with_capacity(MOST_SENDS);
    while queue.recv_many(&mut batch, MOST_SENDS).await > 0 {
        metrics::histogram!("pando_send_batch").record(f64::from(u32::try_from(batch.len()).unwrap_or(0)));
        write(&tools, merge(std::mem::take(&mut batch))).await;
    }
}

/// The same message twice in one batch is written once and answered twice.
fn merge(batch: Vec<Send>) -> Vec<Send> {
    let mut places: HashMap<(ConversationId, MessageId, PersonId), usize> = HashMap::with_capacity(batch.len());
    let mut merged: Vec<Send> = Vec::with_capacity(batch.len());
    for mut send in batch {
        match places.entry((send.conversation, send.id, send.author)) {
            std::collections::hash_map::Entry::Occupied(place) => merged[*place.get()].done.append(&mut send.done),
            std::collections::hash_map::Entry::Vacant(place) => {
                place.insert(merged.len());
                merged.push(send);
            }
        }
    }
    merged
}

/// What came of a try.
enum Tried {
    /// On disk.
    Written(Vec<Message>),
    /// Somebody joined or left: who is in it has to be read again.
    Reshaped(Vec<ConversationId>),
    /// Some of these ids are stored already.
    Repeated,
    /// Somebody in it may not speak where they wanted to.
    Refused(Failure),
    /// The database failed.
    Failed(DbError),
}

async fn write(tools: &Tools, mut batch: Vec<Send>) {
    part_rivals(&mut batch);
    let Ok(mut crowd) = gather(tools, &batch).await else { return refuse(batch) };
    for _ in 0..TRIES {
        dismiss(&mut batch, &crowd);
        if find_answered(tools, &mut batch).await.is_err() {
            return refuse(batch);
        }
        if batch.is_empty() {
            return;
        }
        match attempt(tools, &batch, &crowd).await {
            Tried::Written(messages) => return answer(tools, batch, messages, &crowd),
            Tried::Reshaped(conversations) => {
                if look_again(tools, &batch, &mut crowd, conversations).await.is_err() {
                    return refuse(batch);
                }
            }
            Tried::Repeated => {
                if !answer_known(tools, &mut batch).await {
                    return refuse(batch);
                }
            }
            Tried::Refused(failure) if batch.len() == 1 => return fail(batch, &failure),
            // One by one each would wait anew for a database that is away.
            Tried::Failed(error) if batch.len() == 1 || error.is_away() => return fail(batch, &error.into()),
            Tried::Refused(_) | Tried::Failed(_) => return apart(tools, batch).await,
        }
    }
    if batch.len() > 1 {
        return apart(tools, batch).await;
    }
    fail(batch, &Failure::TooMany { text: "This conversation is changing too fast. Try again in a moment.".into(), wait: 1 });
}

/// A batch that cannot be written is written one by one, so that one message cannot take the others with it.
async fn apart(tools: &Tools, batch: Vec<Send>) {
    for send in batch {
        Box::pin(write(tools, vec![send])).await;
    }
}

/// Of two people's messages with one id only the first can be written; whoever came second is told.
fn part_rivals(batch: &mut Vec<Send>) {
    let mut ids = HashSet::with_capacity(batch.len());
    let rivals = batch.extract_if(.., |send| !ids.insert((send.conversation, send.id))).collect();
    fail(rivals, &not_theirs());
}

/// Everybody who is to hear the batch: of what the senders know of a conversation, the newest. Of a large one each knows only who
/// spoke in it.
async fn gather(tools: &Tools, batch: &[Send]) -> Result<Crowd, DbError> {
    let mut crowd = Crowd::with_capacity(batch.len());
    for send in batch {
        let held = crowd.entry(send.conversation).or_insert_with(|| send.present.clone());
        if held.shape < send.present.shape {
            *held = send.present.clone();
        }
    }
    for send in batch {
        let unknown = |present: &Arc<Present>| present.audience.people().is_none() && present.name(send.author).is_none();
        if crowd.get(&send.conversation).is_some_and(unknown) {
            read(tools, batch, &mut crowd, send.conversation).await?;
        }
    }
    Ok(crowd)
}

/// Reads who is in a conversation, as far as those who speak in it need.
async fn read(tools: &Tools, batch: &[Send], crowd: &mut Crowd, conversation: ConversationId) -> Result<(), DbError> {
    let authors: Vec<PersonId> = batch.iter().filter(|send| send.conversation == conversation).map(|send| send.author).collect();
    crowd.insert(conversation, tools.presence.read(&tools.db, conversation, &authors).await?);
    Ok(())
}

/// Leaves in the batch only what its authors may say.
fn dismiss(batch: &mut Vec<Send>, crowd: &Crowd) {
    let belongs = |send: &Send| crowd.get(&send.conversation).is_some_and(|present| present.name(send.author).is_some());
    let strangers = batch.extract_if(.., |send| !belongs(send)).collect();
    fail(strangers, &Failure::NotFound);
}

/// Reads again who is in these.
async fn look_again(tools: &Tools, batch: &[Send], crowd: &mut Crowd, conversations: Vec<ConversationId>) -> Result<(), DbError> {
    // Who came or went may wait for the same commit (SQLite): a read sees them only after it. A write that writes nothing
    // waits for that; if it fails, the next try says so.
    if let Ok(tx) = tools.db.write().await {
        drop(tx.commit().await);
    }
    for id in conversations {
        read(tools, batch, crowd, id).await?;
    }
    Ok(())
}

/// What is being answered, as it is told.
type Quotes = HashMap<(ConversationId, MessageId), Quote>;

/// Leaves in the batch what answers something that is there; a reply to something gone is told so.
async fn find_answered(tools: &Tools, batch: &mut Vec<Send>) -> Result<(), DbError> {
    if batch.iter().all(|send| send.reply_to.is_none()) {
        return Ok(());
    }
    let mut tx = tools.db.read().await?;
    let quotes = quotes(&mut tx, batch).await?;
    let lost = batch.extract_if(.., |send| send.reply_to.is_some_and(|id| !quotes.contains_key(&(send.conversation, id)))).collect();
    fail(lost, &Failure::invalid("reply_to", "The message you are answering is no longer there. Send it without the quote."));
    Ok(())
}

async fn quotes(tx: &mut Tx, batch: &[Send]) -> Result<Quotes, DbError> {
    let asked: Vec<_> = batch.iter().filter_map(|send| send.reply_to.map(|id| (send.conversation, id, send.author))).collect();
    if asked.is_empty() {
        return Ok(Quotes::new());
    }
    let found = store::list_quoted(tx, &asked).await?;
    Ok(found.into_iter().map(|(conversation, quote)| ((conversation, quote.id), quote)).collect())
}

async fn attempt(tools: &Tools, batch: &[Send], crowd: &Crowd) -> Tried {
    match try_write(tools, batch, crowd).await {
        Ok(tried) => tried,
        Err(error) if error.is_unique_violation() => Tried::Repeated,
        // Another node's writer waited for us as we did for it, and the database let it go first.
        Err(error) if error.is_deadlock() => Tried::Reshaped(Vec::new()),
        Err(error) => Tried::Failed(error),
    }
}

async fn try_write(tools: &Tools, batch: &[Send], crowd: &Crowd) -> Result<Tried, DbError> {
    let now = tools.now();
    let Some(speakers) = speakers(batch, crowd) else { return Ok(Tried::Reshaped(crowd.keys().copied().collect())) };
    let _turn = tools.turn().await;
    let mut tx = tools.db.write().await?;
    // Lock first, then look: taking the seqs holds the conversations' rows. A try that comes to nothing gives them back.
    let held = store::reserve(&mut tx, speakers, now).await?;
    let changed = held.reshaped();
    if !changed.is_empty() {
        return Ok(Tried::Reshaped(changed));
    }
    let permit = match Permit::<Batch, Speak>::may(held) {
        Ok(permit) => permit,
        Err(failure) => return Ok(Tried::Refused(failure)),
    };
    // What was deleted or changed before this lock is quoted as it is now, whoever read it before.
    let quotes = quotes(&mut tx, batch).await?;
    let messages = place(batch, permit.reserved(), crowd, &quotes, now);
    store::insert_messages(&mut tx, &permit, &rows(batch, &messages)).await?;
    let (last, own) = authors(batch, &messages, permit.reserved());
    if !last.is_empty() {
        store::touch(&mut tx, &permit, &last, now).await?;
    }
    if !own.is_empty() {
        store::touch_own(&mut tx, &permit, &own).await?;
    }
    tx.commit().await?;
    Ok(Tried::Written(messages))
}

/// Whoever is to speak, one for each send; nothing if somebody among them is not known.
fn speakers(batch: &[Send], crowd: &Crowd) -> Option<Vec<Speaker>> {
    batch.iter().map(|send| crowd.get(&send.conversation)?.speaker(send.conversation, send.author)).collect()
}

/// Gives every send its seq and number, in the order it came.
fn place(batch: &[Send], reserved: &[Reserved], crowd: &Crowd, quotes: &Quotes, now: Timestamp) -> Vec<Message> {
    let first = |row: &Reserved| (row.id, (row.last_seq - row.taken, row.last_number - row.taken));
    let mut next: HashMap<_, _> = reserved.iter().map(first).collect();
    let place = |send: &Send| {
        let (seq, number) = next.entry(send.conversation).or_default();
        *seq += 1;
        *number += 1;
        let name = crowd.get(&send.conversation).and_then(|present| present.name(send.author));
        Message {
            seq: *seq,
            number: *number,
            id: send.id,
            author: send.author,
            author_name: name.unwrap_or_default().to_owned(),
            notice: None,
            body: send.body.clone(),
            quote: send.reply_to.and_then(|id| quotes.get(&(send.conversation, id)).cloned().map(Quoted::Shown)),
            sent_at: now,
            written_at: send.written_at.map_or(now, |at| Timestamp(at.0.clamp(now.0 - LONGEST_WAY, now.0))),
            version: 1,
            changed_seq: *seq,
            edited_at: None,
            deleted_at: None,
        }
    };
    batch.iter().map(place).collect()
}

fn rows<'a>(batch: &'a [Send], messages: &[Message]) -> Vec<NewMessage<'a>> {
    let row = |(send, message): (&'a Send, &Message)| NewMessage {
        conversation: send.conversation,
        seq: message.seq,
        number: message.number,
        id: send.id,
        author: send.author,
        body: &send.body,
        reply_to: send.reply_to,
        sent_at: message.sent_at,
        written_at: message.written_at,
    };
    batch.iter().zip(messages).map(row).collect()
}

/// Who spoke last in each conversation; and those of whom only their own row is written: who spoke before in the same batch, and
/// whoever spoke in a large conversation.
fn authors(batch: &[Send], messages: &[Message], reserved: &[Reserved]) -> (Vec<Spoke>, Vec<Spoke>) {
    let large: HashSet<_> = reserved.iter().filter(|row| row.large).map(|row| row.id).collect();
    // One statement moves everybody's row by the last message: who spoke before it has read to their own and not to the end.
    let mut last: HashMap<ConversationId, Spoke> = HashMap::with_capacity(batch.len());
    let mut every: HashMap<(ConversationId, PersonId), Spoke> = HashMap::with_capacity(batch.len());
    for (send, message) in batch.iter().zip(messages) {
        let (conversation, author) = (send.conversation, send.author);
        let since = last.get(&conversation).map_or(message.seq, |spoke| spoke.since);
        let spoke = Spoke { conversation, author, number: message.number, since };
        last.insert(conversation, spoke);
        every.insert((conversation, author), spoke);
    }
    last.retain(|conversation, _| !large.contains(conversation));
    every.retain(|_, spoke| last.get(&spoke.conversation).is_none_or(|last| last.author != spoke.author));
    (last.into_values().collect(), every.into_values().collect())
}

#[expect(clippy::disallowed_methods, reason = "after the commit, in the lane's own task")]
fn answer(tools: &Tools, batch: Vec<Send>, messages: Vec<Message>, crowd: &Crowd) {
    let mut said: HashMap<ConversationId, Vec<Event>> = HashMap::with_capacity(batch.len());
    for (send, message) in batch.into_iter().zip(messages) {
        let sent = Sent { id: message.id, seq: message.seq, number: message.number, sent_at: message.sent_at };
        for done in send.done {
            // Whoever asked may have gone away; the message is stored all the same.
            drop(done.send(Ok(sent)));
        }
        said.entry(send.conversation).or_default().push(Event::Said(message));
    }
    for (conversation, events) in said {
        if let Some(present) = crowd.get(&conversation) {
            present.audience.hints(conversation, events).iter().for_each(|hint| tools.bus.publish(hint));
        }
    }
}

/// Answers those whose message was stored before. `false`: the database did not say.
async fn answer_known(tools: &Tools, batch: &mut Vec<Send>) -> bool {
    let ids: Vec<_> = batch.iter().map(|send| (send.conversation, send.id)).collect();
    let known = match tools.db.read().await {
        Ok(mut tx) => store::list_known(&mut tx, &ids).await,
        Err(error) => Err(error),
    };
    let Ok(known) = known else { return false };
    let known: HashMap<_, _> = known.into_iter().map(|known| ((known.conversation_id, known.id), known)).collect();
    let repeated: Vec<Send> = batch.extract_if(.., |send| known.contains_key(&(send.conversation, send.id))).collect();
    for send in repeated {
        let Some(first) = known.get(&(send.conversation, send.id)) else { continue };
        let outcome = repeat(first, &send);
        for done in send.done {
            drop(done.send(outcome.clone()));
        }
    }
    true
}

/// The answer to a repeat: where the first one stands; another author's id is no repeat.
fn repeat(first: &Known, send: &Send) -> Result<Sent, Failure> {
    if first.author_id != send.author {
        return Err(not_theirs());
    }
    Ok(Sent { id: first.id, seq: first.seq, number: first.number, sent_at: first.sent_at })
}

fn not_theirs() -> Failure {
    Failure::invalid("id", "That message could not be told from another one. Send it again.")
}

fn fail(batch: Vec<Send>, failure: &Failure) {
    for done in batch.into_iter().flat_map(|send| send.done) {
        drop(done.send(Err(failure.clone())));
    }
}

fn refuse(batch: Vec<Send>) {
    fail(batch, &DbError::Closing.into());
}
