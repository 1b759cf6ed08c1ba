//! `kill -9` of one of two servers under load, again and again, and of NATS between them: everything acknowledged is there once, and
//! whoever watches at either of them was told of every change, in order and once.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use domain::access::ConversationId;
use domain::chat::live::{Frame, Held, PROTOCOL, Up};
use domain::chat::model::Place;
use platform::db::Db;
use platform::ids::Chance;
use platform::testing::Nats;
use serde::{Deserialize, Serialize};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::report::Report;
use crate::senders::{PAIRS, Seat, Shared, fill, finish, set_off, tell};
use crate::server::{Engine, Server};
use crate::socket::{Down, Socket};
use crate::staff::{keep_awake, trouble};

/// So soon after the last message everybody has been told of it, though the hint was lost.
const PATIENCE: Duration = Duration::from_secs(30);
/// So many seconds without a word, after the last message: longer than a lost hint may take.
const QUIET: usize = 5;

/// Runs so many cycles.
pub async fn run(program: &std::path::Path, cycles: usize, report: &mut Report) -> io::Result<()> {
    let mut nats = Nats::start().await;
    let mut one = Server::new(program, Engine::Postgres, None).await?;
    let mut other = one.beside(nats.url())?;
    let seats = fill(&one).await?;
    one.up().await?;
    other.up().await?;
    let to = [one.address, other.address];
    let (shared, senders) = set_off(&seats, &to);
    let db = one.db().await?;
    // The first of each pair watches what both say.
    let watchers = watch(seats.iter().step_by(2), to, &shared, &db);
    kill_again_and_again([&mut one, &mut other], &mut nats, &db, cycles).await?;
    finish(&shared, senders).await?;
    let heard = all_told(watchers, &db).await?;
    db.close().await;
    report.line(&heard.shown());
    tell(report, &format!("{cycles} kills of one of two servers"), &shared, &one).await
}

/// What watchers heard.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Heard {
    /// How many there are.
    pub watchers: usize,
    /// How often they said what they hold.
    pub greetings: usize,
    /// How often they had missed so much that a browser fetches it.
    pub fetches: usize,
}

impl Heard {
    /// In words.
    pub fn shown(&self) -> String {
        let Self { watchers, greetings, fetches } = self;
        format!("{watchers} watchers were told of everything, in order and once; {greetings} greetings, {fetches} fetches")
    }
}

/// Everybody who watches, each with what they held in the end.
pub type Watchers = Vec<(ConversationId, JoinHandle<(i64, Heard)>)>;

/// The first of these, as many as there are pairs, watch where they sit, each at one of the servers as long as that answers.
pub fn watch<'s>(seats: impl Iterator<Item = &'s Seat>, to: [SocketAddr; 2], shared: &Arc<Shared>, db: &Db) -> Watchers {
    let watch = |(at, seat): (usize, &Seat)| {
        let mut to = to;
        // Half of them at the one, half at the other.
        to.rotate_left(at % 2);
        let heard = Heard { watchers: 1, ..Heard::default() };
        let watcher = Watcher { to, cookie: seat.cookie.clone(), db: db.clone(), conversation: seat.conversation, told: 0, heard };
        (seat.conversation, tokio::spawn(watcher.run(shared.clone())))
    };
    seats.take(PAIRS).enumerate().map(watch).collect()
}

/// Waits until all of them have been told of all there is.
pub async fn all_told(watchers: Watchers, db: &Db) -> io::Result<Heard> {
    let mut all = Heard::default();
    for (conversation, watcher) in watchers {
        let (told, heard) = timeout(PATIENCE, watcher).await.map_err(trouble)?.map_err(trouble)?;
        let there = last_seq(db, conversation).await?;
        if told != there {
            return Err(io::Error::other(format!("a watcher was told of {told} changes of {there}")));
        }
        all.watchers += heard.watchers;
        all.greetings += heard.greetings;
        all.fetches += heard.fetches;
    }
    Ok(all)
}

async fn last_seq(db: &Db, conversation: ConversationId) -> io::Result<i64> {
    let mut tx = db.read().await.map_err(trouble)?;
    let (seq,): (i64,) =
        tx.query("SELECT last_seq FROM conversation WHERE id = $1").bind(conversation).fetch_one().await.map_err(trouble)?;
    Ok(seq)
}

async fn kill_again_and_again(servers: [&mut Server; 2], nats: &mut Nats, db: &Db, cycles: usize) -> io::Result<()> {
    for cycle in 0..cycles {
        sleep(Duration::from_millis(80 + Chance::Machine.below(320))).await;
        if cycle % 5 == 4 {
            nats.stop();
        }
        let server = &mut *servers[cycle % 2];
        server.kill()?;
        if cycle % 10 == 0 {
            keep_awake(db).await?;
        }
        sleep(Duration::from_millis(Chance::Machine.below(200))).await;
        server.up().await?;
        if cycle % 5 == 4 {
            nats.start_again().await;
        }
        if cycle % 10 == 9 {
            eprintln!("  {} of {cycles} cycles", cycle + 1);
        }
    }
    Ok(())
}

/// A browser that holds one conversation up to a change.
struct Watcher {
    to: [SocketAddr; 2],
    cookie: String,
    db: Db,
    conversation: ConversationId,
    told: i64,
    heard: Heard,
}

impl Watcher {
    /// Watches, at the other server when one is gone, until nothing has come for a while after the last message.
    async fn run(mut self, shared: Arc<Shared>) -> (i64, Heard) {
        let mut quiet = 0;
        while quiet < QUIET {
            if let Ok(mut socket) = Socket::connect(self.to[0], &self.cookie).await {
                // The line broke, or nothing more comes.
                drop(self.follow(&mut socket, &shared, &mut quiet).await);
            }
            self.to.rotate_left(1);
            sleep(Duration::from_millis(50)).await;
        }
        (self.told, self.heard)
    }

    async fn follow(&mut self, socket: &mut Socket, shared: &Shared, quiet: &mut usize) -> io::Result<()> {
        self.greet(socket).await?;
        loop {
            let Ok(down) = timeout(Duration::from_secs(1), socket.next()).await else {
                *quiet += usize::from(shared.stop.load(Ordering::Relaxed));
                if *quiet >= QUIET {
                    return Ok(());
                }
                continue;
            };
            let Down::Text(text) = down? else { return Ok(()) };
            // As a page reads it: what only a newer one would want to know is passed over.
            let Some(frame) = std::str::from_utf8(&text).map_err(trouble).map(Frame::read)? else { continue };
            match frame {
                Frame::Events { conversation, events } if conversation == self.conversation => {
                    for event in events {
                        if event.seq() == self.told + 1 {
                            self.told += 1;
                            *quiet = 0;
                        } else if event.seq() > self.told {
                            self.greet(socket).await?;
                            break;
                        }
                    }
                }
                Frame::Own { .. } => self.greet(socket).await?,
                // So much was missed that a browser fetches it.
                Frame::Refetch(_) => {
                    self.heard.fetches += 1;
                    self.told = last_seq(&self.db, self.conversation).await?;
                }
                _ => {}
            }
        }
    }

    async fn greet(&mut self, socket: &mut Socket) -> io::Result<()> {
        self.heard.greetings += 1;
        let held = vec![Held { conversation: self.conversation, seq: self.told, read_number: 0, marked_unread: false }];
        socket.say(&Up::Hello { protocol: PROTOCOL, feed: 0, held, above: Place::TOP, open: None }).await
    }
}
