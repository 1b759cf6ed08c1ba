//! People who send one message after the other, each under one id until it is acknowledged; and what they were told.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::access::{ConversationId, MessageId, PersonId};
use domain::chat::model::Sent;
use platform::clock::Clock;
use platform::ids::Chance;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::history::{Ack, check, stored};
use crate::http::Client;
use crate::latency::{Latency, stopwatch};
use crate::report::Report;
use crate::server::Server;
use crate::staff::{Staff, trouble};

/// Pairs that talk, and people in the room that all talk in.
pub const PAIRS: usize = 32;
const ROOM: usize = 16;
/// So long somebody waits for an answer, then they try again: not as long as a page (`app/chat/src/outbox.rs`).
const DEADLINE: Duration = Duration::from_secs(15);

/// Somebody at a conversation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Seat {
    /// Where.
    pub conversation: ConversationId,
    /// Who.
    pub person: PersonId,
    /// What their browser shows.
    pub cookie: String,
}

/// What senders were told, and how long they waited for it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Told {
    /// Every acknowledgement, in the order of telling.
    pub acks: Vec<Ack>,
    /// Answers that nobody should have had.
    pub refused: Vec<String>,
    /// Each sender's longest wait, from the first try of a message to its acknowledgement.
    pub longest: Latency,
    /// The tries that ended in an error which the sender saw.
    pub failed: Latency,
    /// How many had not ended when the sender gave up.
    pub hung: usize,
}

impl Told {
    /// Adds what others were told.
    pub fn join(&mut self, other: Self) {
        self.acks.extend(other.acks);
        self.refused.extend(other.refused);
        self.longest.join(&other.longest);
        self.failed.join(&other.failed);
        self.hung += other.hung;
    }

    fn note(&mut self, seat: &Seat, tried: &Tried, took: Duration) {
        match tried {
            Tried::Acked(Sent { id, seq, number, .. }) => {
                self.acks.push(Ack { conversation: seat.conversation, author: seat.person, id: *id, seq: *seq, number: *number });
            }
            Tried::Refused(why) => self.refused.push(why.clone()),
            Tried::Failed => self.failed.note(took),
            Tried::Hung => self.hung += 1,
        }
    }
}

/// What the senders share.
#[derive(Default)]
pub struct Shared {
    told: Mutex<Told>,
    /// Set when nobody begins anything new.
    pub stop: AtomicBool,
}

impl Shared {
    /// What everybody was told so far.
    pub fn told(&self) -> MutexGuard<'_, Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many messages were acknowledged so far.
    pub fn acked(&self) -> usize {
        self.told().acks.len()
    }

    /// Waits until more than so many were acknowledged.
    pub async fn acked_more_than(&self, acked: usize, patience: Duration) -> io::Result<()> {
        let more = async {
            while self.acked() <= acked {
                sleep(Duration::from_millis(5)).await;
            }
        };
        timeout(patience, more).await.map_err(|_| io::Error::other(format!("nobody is answered for {} s", patience.as_secs())))
    }
}

/// Everybody who sends.
pub type Senders = Vec<JoinHandle<()>>;

/// Starts the server, and everybody who sends.
pub async fn start(server: &mut Server) -> io::Result<(Arc<Shared>, Senders)> {
    let seats = fill(server).await?;
    server.up().await?;
    Ok(set_off(&seats, &[server.address]))
}

/// Fills the tables with pairs that talk, and then a room.
pub async fn fill(server: &Server) -> io::Result<Vec<Seat>> {
    let db = server.db().await?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(PAIRS * 2 + ROOM).await?;
    let mut groups: Vec<Vec<PersonId>> = people[..PAIRS * 2].chunks(2).map(|pair| pair.iter().map(|person| person.id).collect()).collect();
    groups.push(people[PAIRS * 2..].iter().map(|person| person.id).collect());
    let conversations = staff.conversations(&groups).await?;
    db.close().await;
    let seats = people.into_iter().enumerate().map(|(at, person)| Seat {
        conversation: conversations[(at / 2).min(PAIRS)],
        person: person.id,
        cookie: person.cookie,
    });
    Ok(seats.collect())
}

/// Everybody sends, each at one of these servers as long as that answers.
pub fn set_off(seats: &[Seat], to: &[SocketAddr]) -> (Arc<Shared>, Senders) {
    let shared = Arc::new(Shared::default());
    let senders = seats.iter().enumerate().map(|(at, seat)| {
        let mut to = to.to_vec();
        let first = at % to.len();
        to.rotate_left(first);
        tokio::spawn(send_on(shared.clone(), to, seat.clone()))
    });
    let senders = senders.collect();
    (shared, senders)
}

/// Lets everybody have their last ack.
pub async fn finish(shared: &Shared, senders: Senders) -> io::Result<()> {
    shared.stop.store(true, Ordering::Relaxed);
    for sender in senders {
        timeout(Duration::from_mins(1), sender)
            .await
            .map_err(|_| io::Error::other("a sender still waits for its last ack"))?
            .map_err(trouble)?;
    }
    Ok(())
}

/// Compares what everybody was told with what is stored.
pub async fn tell(report: &mut Report, what: &str, shared: &Shared, server: &Server) -> io::Result<()> {
    let told = shared.told().clone();
    let db = server.db().await?;
    let verdict = check(&told.acks, &stored(&db).await?);
    db.close().await;
    report.line(&format!("{what}; {verdict}; {} sent again", told.failed.count() + told.hung));
    if let Some(refusal) = told.refused.first() {
        return Err(io::Error::other(format!("{} senders were refused, first: {refusal}", told.refused.len())));
    }
    if told.acks.is_empty() || !verdict.is_clean() {
        return Err(io::Error::other(format!("a promise was broken: {what}: {verdict}")));
    }
    Ok(())
}

/// How one try ended.
enum Tried {
    /// It is on disk.
    Acked(Sent),
    /// There is no use in trying again.
    Refused(String),
    /// No answer, or trouble on its side: nobody knows whether it is stored.
    Failed,
    /// Nothing came at all.
    Hung,
}

/// Sends one message after the other; one without an answer is sent again under the same id, to the next server if there are several.
async fn send_on(shared: Arc<Shared>, mut to: Vec<SocketAddr>, seat: Seat) {
    let mut client = Client::new(to[0], &seat.cookie);
    let (mut n, mut longest) = (0, Duration::ZERO);
    while !shared.stop.load(Ordering::Relaxed) {
        n += 1;
        let id = MessageId(Chance::Machine.id(Clock::Machine.now()));
        // Numbered: the checker knows a double by its words, too.
        let fields = format!("conversation={}&id={id}&body=crash+{n}", seat.conversation);
        let first = stopwatch();
        loop {
            let begun = stopwatch();
            let tried = once(&mut client, &fields).await;
            shared.told().note(&seat, &tried, begun.elapsed());
            match tried {
                Tried::Acked(_) => break,
                Tried::Refused(_) => return,
                Tried::Failed if to.len() == 1 => {}
                Tried::Failed | Tried::Hung => {
                    to.rotate_left(1);
                    client = Client::new(to[0], &seat.cookie);
                }
            }
            sleep(Duration::from_millis(15)).await;
        }
        longest = longest.max(first.elapsed());
    }
    shared.told().longest.note(longest);
}

async fn once(client: &mut Client, fields: &str) -> Tried {
    match timeout(DEADLINE, client.call("send-message", fields)).await {
        Ok(Ok(answer)) if answer.status == 200 => match answer.json() {
            Ok(sent) => Tried::Acked(sent),
            Err(error) => Tried::Refused(format!("an answer that cannot be read: {error}")),
        },
        Ok(Ok(answer)) if answer.status < 500 && answer.status != 429 => {
            Tried::Refused(format!("status {}: {}", answer.status, String::from_utf8_lossy(&answer.body)))
        }
        Ok(_) => Tried::Failed,
        Err(_) => Tried::Hung,
    }
}
