//! Many people at once: those who listen on sockets and those who send.

use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use domain::access::{ConversationId, MessageId};
use domain::chat::live::{PROTOCOL, Up};
use domain::chat::model::Place;
use platform::clock::Clock;
use platform::ids::Chance;

use crate::http::{Client, find};
use crate::latency::{Latency, stopwatch};
use crate::server::Server;
use crate::socket::{Down, Socket};
use crate::staff::Person;

/// How often a listener says what its device stored: as often as a browser that gathers for a moment.
const GATHER: Duration = Duration::from_millis(250);
/// The length of a body.
// As long as those with which peers were measured.
const BODY: usize = 120;

/// What everybody writes down.
pub struct Board {
    began: Instant,
    /// How long sends waited for their ack.
    pub acks: Mutex<Latency>,
    /// How long messages took to arrive.
    pub arrivals: Mutex<Latency>,
    /// How many arrived.
    pub arrived: AtomicUsize,
    /// Sends that were not acknowledged.
    pub failed: AtomicUsize,
    stop: AtomicBool,
}

/// What a stage came to.
pub struct Stage {
    /// Acknowledged sends a second.
    pub rate: f64,
    /// Acknowledged sends.
    pub acked: usize,
    /// Arrivals a second.
    pub arrived: usize,
    /// Processor seconds of the server and its database.
    pub cpu: f64,
    /// How long sends waited.
    pub acks: Latency,
    /// How long messages took to arrive.
    pub arrivals: Latency,
    /// Sends that were not acknowledged.
    pub failed: usize,
}

impl Default for Board {
    fn default() -> Self {
        Self {
            began: stopwatch(),
            acks: Mutex::default(),
            arrivals: Mutex::default(),
            arrived: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            stop: AtomicBool::new(false),
        }
    }
}

/// A text that says when it was sent and by whom, so that whoever gets it knows how long it took.
fn body(board: &Board, sender: usize) -> String {
    let mut text = format!("t{:016}s{sender:05}", board.began.elapsed().as_micros());
    text.extend(std::iter::repeat_n('x', BODY - text.len()));
    text
}

/// The greeting of a browser that holds nothing.
pub fn hello() -> Up {
    Up::Hello { protocol: PROTOCOL, feed: 0, held: Vec::new(), above: Place::TOP, open: None }
}

/// Connects a listener; it runs until its socket ends.
pub async fn listen(board: Arc<Board>, to: SocketAddr, person: &Person, me: usize, conversation: ConversationId) -> io::Result<()> {
    let mut socket = Socket::connect(to, &person.cookie).await?;
    socket.say(&hello()).await?;
    tokio::spawn(async move {
        let mut gather = tokio::time::interval(GATHER);
        let (mut stored, mut said) = (0, 0);
        loop {
            tokio::select! {
                down = socket.next() => match down {
                    Ok(Down::Text(frame)) => stored = note(&board, &frame, me).unwrap_or(stored).max(stored),
                    Ok(Down::Closed(code)) => {
                        eprintln!("a listener was hung up on: {code}");
                        return;
                    }
                    Err(_) => return,
                },
                _ = gather.tick(), if stored > said => {
                    said = stored;
                    if socket.say(&Up::Delivered { conversation, seq: stored }).await.is_err() {
                        return;
                    }
                }
            }
        }
    });
    Ok(())
}

/// Notes every message of others in a frame; returns the last seq in it.
fn note(board: &Board, frame: &[u8], me: usize) -> Option<i64> {
    // By its bytes: reading every frame of every listener as JSON would be the generator's time.
    const MARK: &[u8] = b"\"body\":\"t";
    const SEQ: &[u8] = b"\"said\":{\"seq\":";
    let now = board.began.elapsed();
    let mut rest = frame;
    while let Some(at) = find(rest, MARK) {
        rest = &rest[at + MARK.len()..];
        let sent = number(rest.get(..16)?)?;
        if number(rest.get(17..22)?)? != me as u64 {
            board.arrived.fetch_add(1, Ordering::Relaxed);
            board.arrivals.lock().unwrap_or_else(PoisonError::into_inner).note(now.saturating_sub(Duration::from_micros(sent)));
        }
    }
    let last = frame.windows(SEQ.len()).rposition(|window| window == SEQ)? + SEQ.len();
    let digits = frame[last..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    number(&frame[last..last + digits]).and_then(|seq| i64::try_from(seq).ok())
}

fn number(digits: &[u8]) -> Option<u64> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// Sends one message; notes how long its ack took.
pub async fn send(board: &Board, client: &mut Client, conversation: ConversationId, sender: usize) -> bool {
    let id = MessageId(Chance::Machine.id(Clock::Machine.now()));
    let fields = format!("conversation={conversation}&id={id}&body={}", body(board, sender));
    let watch = stopwatch();
    let answer = client.call("send-message", &fields).await;
    let acked = answer.as_ref().is_ok_and(|answer| answer.status == 200);
    if acked {
        board.acks.lock().unwrap_or_else(PoisonError::into_inner).note(watch.elapsed());
    } else {
        if board.failed.fetch_add(1, Ordering::Relaxed) == 0 {
            eprintln!("a send failed: {answer:?}");
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    acked
}

/// Somebody who sends into a conversation.
#[derive(Clone)]
pub struct Sender {
    /// Who.
    pub person: Person,
    /// Their place among all.
    pub place: usize,
    /// Where.
    pub conversation: ConversationId,
}

/// Everybody sends one message after the other for so long; with `every`, each at that pace instead.
pub async fn stage(server: &Server, board: &Arc<Board>, senders: &[Sender], time: Duration, every: Option<Duration>) -> io::Result<Stage> {
    board.stop.store(false, Ordering::Relaxed);
    let mut tasks = Vec::with_capacity(senders.len());
    let (cpu, arrived) = (server.cpu_seconds(), board.arrived.load(Ordering::Relaxed));
    drop(take(&board.acks));
    drop(take(&board.arrivals));
    board.failed.store(0, Ordering::Relaxed);
    let watch = stopwatch();
    for (at, sender) in senders.iter().cloned().enumerate() {
        let (board, to) = (board.clone(), server.address);
        // One after the other within the pace, and not all of them in one moment.
        let share = every.map(|every| every * u32::try_from(at).unwrap_or(0) / u32::try_from(senders.len()).unwrap_or(1));
        tasks.push(tokio::spawn(async move {
            let mut client = Client::new(to, &sender.person.cookie);
            let mut pace = every.map(|every| tokio::time::interval_at(tokio::time::Instant::now() + share.unwrap_or_default(), every));
            while !board.stop.load(Ordering::Relaxed) {
                if let Some(pace) = &mut pace {
                    pace.tick().await;
                }
                send(&board, &mut client, sender.conversation, sender.place).await;
            }
        }));
    }
    tokio::time::sleep(time).await;
    board.stop.store(true, Ordering::Relaxed);
    for task in tasks {
        task.await.map_err(io::Error::other)?;
    }
    let passed = watch.elapsed();
    // What was acknowledged last may still be on its way.
    tokio::time::sleep(Duration::from_millis(100)).await;
    let acks = take(&board.acks);
    Ok(Stage {
        rate: crate::latency::rate(acks.count(), passed),
        acked: acks.count(),
        arrived: board.arrived.load(Ordering::Relaxed) - arrived,
        cpu: server.cpu_seconds() - cpu,
        acks,
        arrivals: take(&board.arrivals),
        failed: board.failed.load(Ordering::Relaxed),
    })
}

fn take(latency: &Mutex<Latency>) -> Latency {
    std::mem::take(&mut *latency.lock().unwrap_or_else(PoisonError::into_inner))
}
