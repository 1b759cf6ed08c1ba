//! Sends and marks, collected while the last batch commits, and written together in a handful of statements.
//!
//! A send alone does not wait for company. Nothing is acknowledged, and nothing is told, before it is on disk.

mod audience;
mod marks;
mod present;
mod sends;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use platform::bus::{Bus, Hint};
use platform::clock::Clock;
use platform::db::Db;
use platform::workers::Workers;
use serde::Serialize;
use tokio::sync::{Mutex, MutexGuard, mpsc, oneshot};
use uuid::Uuid;

pub use audience::Audience;
use present::Presence;
pub use present::Present;

use super::model::{Deed, Sent};
use super::store::NewMark;
use crate::access::{ConversationId, Failure, MessageId, Outcome, PersonId, Timestamp};

/// The most sends written together.
// Measured on SQLite (`synchronous=FULL`, two cores): 32,800 a second with 64 to a commit, 48,200 with 256.
const MOST_SENDS: usize = 256;
/// How many sends may wait; more are told to come back.
const WAITING_SENDS: usize = 8192;
/// How many marks may wait; more are dropped, and sent again by the next heartbeat.
const WAITING_MARKS: usize = 65_536;

/// Where sends and marks are handed in.
#[derive(Clone)]
pub struct Lane {
    sends: mpsc::Sender<Send>,
    marks: mpsc::Sender<NewMark>,
    /// How many marks are neither written nor given up.
    unwritten: Arc<AtomicUsize>,
    db: Db,
    presence: Arc<Presence>,
    workers: Workers,
}

/// A message to write, checked and complete but for its place.
pub struct Send {
    conversation: ConversationId,
    author: PersonId,
    /// Who was in the conversation when it was handed in, the author among them.
    present: Arc<Present>,
    id: MessageId,
    body: String,
    reply_to: Option<MessageId>,
    written_at: Option<Timestamp>,
    done: Vec<oneshot::Sender<Outcome<Sent>>>,
}

/// What the workers work with.
#[derive(Clone)]
struct Tools {
    db: Db,
    bus: Bus,
    clock: Clock,
    presence: Arc<Presence>,
    /// Sends and marks write to the same rows in no common order: side by side they would wait for each other.
    turn: Option<Arc<Mutex<()>>>,
}

impl Lane {
    /// Starts the workers. One that falls over loses what it was writing, whose senders are told, and is started again with what
    /// waits; they end when the last handle to the lane is dropped.
    pub fn start(db: Db, bus: Bus, clock: Clock) -> Self {
        let (sends, send_queue) = mpsc::channel(WAITING_SENDS);
        let (marks, mark_queue) = mpsc::channel(WAITING_MARKS);
        let presence = Arc::new(Presence::new(clock.clone()));
        let forgetful = presence.clone();
        bus.listen(move |hint| {
            if let Hint::Members(conversation) = hint {
                forgetful.forget(ConversationId(*conversation));
            }
        });
        let turn = db.writes_side_by_side().then(Arc::default);
        let tools = Tools { db: db.clone(), bus, clock, presence: presence.clone(), turn };
        let workers = Workers::default();
        let (send_tools, send_queue) = (tools.clone(), Arc::new(Mutex::new(send_queue)));
        workers.keep("sends", move || sends::work(send_tools.clone(), send_queue.clone()));
        let unwritten = Arc::<AtomicUsize>::default();
        let (left, mark_queue) = (unwritten.clone(), Arc::new(Mutex::new(mark_queue)));
        workers.keep("marks", move || marks::work(tools.clone(), mark_queue.clone(), left.clone()));
        Self { sends, marks, unwritten, db, presence, workers }
    }

    /// Writes a message; returns when it is on disk. The same id twice is one message. A stranger, and whoever may not speak, is
    /// turned away here, and takes no time from the one who writes for everybody.
    pub async fn send(
        &self,
        author: PersonId,
        conversation: ConversationId,
        id: MessageId,
        body: String,
        reply_to: Option<MessageId>,
        written_at: Option<Timestamp>,
    ) -> Outcome<Sent> {
        let present = self.present(conversation, author).await?;
        if !present.allows(author, Deed::Speak) {
            return Err(Failure::Forbidden);
        }
        let (done, answer) = oneshot::channel();
        let send = Send { conversation, author, present, id, body, reply_to, written_at, done: vec![done] };
        let busy = |_| Failure::TooMany { text: "Pando is very busy. Your message is kept and sent again in a moment.".into(), wait: 2 };
        self.sends.try_send(send).map_err(busy)?;
        // Who wrote it fell over, and nobody knows whether it is stored: sent again under the same id, it is one message.
        answer.await.map_err(|_| Failure::Unavailable)?
    }

    /// Notes how far somebody's device stored, or somebody saw; a stranger's is passed over here. Not acknowledged: the
    /// browser says it again when in doubt.
    pub async fn note(&self, mark: NewMark) -> Outcome<()> {
        if self.presence.knows(&self.db, mark.conversation, mark.person).await? {
            self.mark(mark);
        }
        Ok(())
    }

    /// Notes what somebody in the conversation says; of whoever left since, the database knows.
    pub fn mark(&self, mark: NewMark) {
        // Counted before it is handed in: it may be written before this task runs on.
        self.unwritten.fetch_add(1, Ordering::SeqCst);
        if self.marks.try_send(mark).is_err() {
            self.unwritten.fetch_sub(1, Ordering::SeqCst);
            metrics::counter!("pando_marks_dropped_total").increment(1);
        }
    }

    /// Whether every mark noted so far is written, or given up.
    pub fn is_marked(&self) -> bool {
        self.unwritten.load(Ordering::SeqCst) == 0
    }

    /// Those who write what is handed in, and whoever else works for this process.
    pub fn workers(&self) -> &Workers {
        &self.workers
    }

    /// Who is in a conversation with this person, as far as this process knows; for hints, never for permission to write. A
    /// stranger's is not found.
    pub async fn present(&self, conversation: ConversationId, person: PersonId) -> Outcome<Arc<Present>> {
        self.presence.witness(&self.db, conversation, person).await?.ok_or(Failure::NotFound)
    }
}

/// A frame, encoded once, as a hint for the sockets of these people.
pub(crate) fn frame(to: Arc<[Uuid]>, frame: &impl Serialize) -> Hint {
    Hint::Frame { to, except: None, body: encode(frame) }
}

/// The bytes of a frame.
pub fn encode(frame: &impl Serialize) -> bytes::Bytes {
    // Frames are plain data with string keys: encoding cannot fail.
    serde_json::to_vec(frame).unwrap_or_default().into()
}

impl Tools {
    fn now(&self) -> Timestamp {
        Timestamp(self.clock.now())
    }

    /// Held while writing; nothing where the engine lets writers take turns anyway.
    async fn turn(&self) -> Option<MutexGuard<'_, ()>> {
        match &self.turn {
            Some(turn) => Some(turn.lock().await),
            None => None,
        }
    }
}
