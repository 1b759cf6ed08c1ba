//! Many sockets that are only there: what each costs in memory, and what happens when all come back at once.

use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use domain::access::{ConversationId, PersonId};
use domain::chat::live::{Event, Frame, Held, PROTOCOL, Up};
use domain::chat::model::Place;

use crate::crowd::{Board, Sender, hello, send, stage};
use crate::http::Client;
use crate::latency::stopwatch;
use crate::load::shown;
use crate::machine::{open_files, resident};
use crate::report::Report;
use crate::server::{Engine, Server};
use crate::socket::{Down, Socket};
use crate::staff::Staff;

/// People who talk on while all others come back.
const BYSTANDERS: usize = 20;
/// Conversations in which something was said meanwhile.
const MISSED: usize = 500;

/// Measures memory; with `storm`, cuts all sockets at once and lets them come back.
pub async fn run(program: &Path, engine: Engine, most: usize, storm: bool, report: &mut Report) -> io::Result<()> {
    report.part(&format!("{}, {engine:?}", if storm { "Reconnect storm" } else { "Idle sockets" }));
    let count = most.min(open_files().saturating_sub(500)) / 2 * 2;
    let mut server = Server::new(program, engine, None).await?;
    let db = server.db().await?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(count + BYSTANDERS).await?;
    let groups: Vec<Vec<PersonId>> = people.chunks(2).map(|pair| vec![pair[0].id, pair[1].id]).collect();
    let conversations = staff.conversations(&groups).await?;
    db.close().await;
    server.up().await?;
    let senders = people.into_iter().enumerate().map(|(place, person)| Sender { person, place, conversation: conversations[place / 2] });
    let senders: Vec<Sender> = senders.collect();
    let before = server.pid().map_or(0, resident);
    let mut sockets = Vec::with_capacity(count);
    for sender in &senders[..count] {
        let mut socket = Socket::connect(server.address, &sender.person.cookie).await?;
        socket.say(&hello()).await?;
        until_ready(&mut socket).await?;
        sockets.push(socket);
    }
    tokio::time::sleep(Duration::from_secs(3)).await;
    let after = server.pid().map_or(0, resident);
    #[expect(clippy::cast_precision_loss, reason = "bytes stay far below 2^53")]
    let each = (after.saturating_sub(before)) as f64 / 1024.0 / count.max(1) as f64;
    report.line(&format!("{count} sockets: {} MiB before, {} MiB after", before >> 20, after >> 20));
    report.against("KiB per idle socket, must", each, 16.0, false);
    report.against("KiB per idle socket, goal", each, 10.0, false);
    if storm {
        come_back(&server, &senders, count, sockets, report).await?;
    }
    Ok(())
}

async fn until_ready(socket: &mut Socket) -> io::Result<Vec<Frame>> {
    let mut frames = Vec::new();
    loop {
        match socket.next().await? {
            Down::Text(text) => match serde_json::from_slice(&text).map_err(io::Error::other)? {
                Frame::Ready { .. } => return Ok(frames),
                frame => frames.push(frame),
            },
            Down::Closed(code) => return Err(io::Error::other(format!("hung up: {code}"))),
        }
    }
}

async fn come_back(server: &Server, senders: &[Sender], count: usize, sockets: Vec<Socket>, report: &mut Report) -> io::Result<()> {
    let board = Arc::new(Board::default());
    drop(sockets);
    let missed = MISSED.min(count / 2);
    for pair in 0..missed {
        let sender = &senders[pair * 2];
        send(&board, &mut Client::new(server.address, &sender.person.cookie), sender.conversation, sender.place).await;
    }
    let found = Arc::new(Found::default());
    let bystanders: Vec<Sender> = senders[count..].to_vec();
    let watch = stopwatch();
    let tasks: Vec<_> = senders[..count]
        .iter()
        .map(|sender| {
            let (found, sender, to) = (found.clone(), sender.clone(), server.address);
            tokio::spawn(async move { found.note(back(to, &sender).await, sender.place / 2 < missed) })
        })
        .collect();
    // They talk on for as long as the storm lasts.
    let calm = stage(server, &board, &bystanders, Duration::from_secs(10), Some(Duration::from_millis(100))).await?;
    for task in tasks {
        task.await.map_err(io::Error::other)?;
    }
    let took = found.last.lock().unwrap_or_else(PoisonError::into_inner).map_or(watch.elapsed(), |last| last.duration_since(watch));
    let number = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
    report.line(&format!(
        // Both of a pair missed it: whoever sent it did so from elsewhere.
        "{} back, {} not; {} messages told where {} were missed, {} wrongly",
        number(&found.back),
        number(&found.gone),
        number(&found.told),
        missed * 2,
        number(&found.wrong)
    ));
    report.against("seconds until all were back", took.as_secs_f64(), 10.0, false);
    report.line(&format!("bystanders: {}", shown(&calm)));
    report.against("bystanders' ack p99, ms", calm.acks.percentile(99), 1000.0, false);
    if number(&found.wrong) > 0 || number(&found.told) != missed * 2 || number(&found.gone) > 0 {
        return Err(io::Error::other("somebody did not come back to exactly what was missed"));
    }
    Ok(())
}

#[derive(Default)]
struct Found {
    back: AtomicUsize,
    gone: AtomicUsize,
    told: AtomicUsize,
    wrong: AtomicUsize,
    last: Mutex<Option<std::time::Instant>>,
    sockets: Mutex<Vec<Socket>>,
}

impl Found {
    /// Who missed a message must be told exactly that one; everybody else nothing.
    fn note(&self, came: io::Result<(Socket, usize)>, missed: bool) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(stopwatch());
        match came {
            Ok((socket, told)) => {
                self.back.fetch_add(1, Ordering::Relaxed);
                self.told.fetch_add(told, Ordering::Relaxed);
                self.wrong.fetch_add(usize::from(told != usize::from(missed)), Ordering::Relaxed);
                self.sockets.lock().unwrap_or_else(PoisonError::into_inner).push(socket);
            }
            Err(error) => {
                if self.gone.fetch_add(1, Ordering::Relaxed) == 0 {
                    eprintln!("somebody did not come back: {error}");
                }
            }
        }
    }
}

/// Comes back with what was held: nothing of the one conversation. Tries again as a browser does.
async fn back(to: std::net::SocketAddr, sender: &Sender) -> io::Result<(Socket, usize)> {
    let mut pause = Duration::from_millis(500);
    loop {
        match Socket::connect(to, &sender.person.cookie).await {
            Ok(mut socket) => {
                socket.say(&holding(sender.conversation)).await?;
                let frames = until_ready(&mut socket).await?;
                let events = frames.iter().map(|frame| if let Frame::Events { events, .. } = frame { count_said(events) } else { 0 });
                return Ok((socket, events.sum()));
            }
            Err(error) if pause > Duration::from_secs(8) => return Err(error),
            Err(_) => tokio::time::sleep(pause).await,
        }
        pause *= 2;
    }
}

fn count_said(events: &[Event]) -> usize {
    events.iter().filter(|event| matches!(event, Event::Said(_))).count()
}

/// The greeting of a browser that holds an empty conversation.
pub fn holding(conversation: ConversationId) -> Up {
    Up::Hello {
        protocol: PROTOCOL,
        feed: 0,
        held: vec![Held { conversation, seq: 0, read_number: 0, marked_unread: false }],
        above: Place::TOP,
        open: None,
    }
}
