//! Durable sends between two people: how many, how fast, at what cost, beside the machine's own floors.

use std::io;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use domain::access::{ConversationId, MessageId, PersonId};
use domain::chat::lane::Lane;
use platform::bus::Bus;
use platform::clock::Clock;
use platform::db::{Db, Options};
use platform::ids::Chance;

use crate::crash::write_one;
use crate::crowd::{Board, Sender, Stage, listen, stage};
use crate::latency::{rate, ratio, stopwatch};
use crate::machine::{filesystem, flush_rate, on_core_1};
use crate::power::preload;
use crate::report::Report;
use crate::server::{Engine, Server};
use crate::staff::{Staff, trouble};

/// Pairs that talk.
const PAIRS: usize = 100;

/// People in pairs, each pair with its conversation, every one listening.
pub struct Pairs {
    /// Both of every pair.
    pub senders: Vec<Sender>,
    /// What they write down.
    pub board: Arc<Board>,
}

impl Pairs {
    /// Hires them before the server runs, starts the server, and connects them.
    pub async fn start(server: &mut Server) -> io::Result<Self> {
        let db = server.db().await?;
        let staff = Staff::new(&db).await?;
        let people = staff.people(PAIRS * 2).await?;
        let groups: Vec<Vec<PersonId>> = people.chunks(2).map(|pair| vec![pair[0].id, pair[1].id]).collect();
        let conversations = staff.conversations(&groups).await?;
        db.close().await;
        server.up().await?;
        let board = Arc::new(Board::default());
        let senders =
            people.into_iter().enumerate().map(|(place, person)| Sender { person, place, conversation: conversations[place / 2] });
        let senders: Vec<Sender> = senders.collect();
        for sender in &senders {
            listen(board.clone(), server.address, &sender.person, sender.place, sender.conversation).await?;
        }
        Ok(Self { senders, board })
    }

    /// So many senders, spread over the pairs.
    pub fn some(&self, count: usize) -> Vec<Sender> {
        // First one of each pair, then the other.
        (0..count).map(|at| self.senders[(at % PAIRS * 2 + at / PAIRS % 2) % self.senders.len()].clone()).collect()
    }
}

/// Measures `engine`.
pub async fn run(program: &Path, engine: Engine, seconds: u64, report: &mut Report) -> io::Result<()> {
    report.part(&format!("Durable sends between two, {engine:?}"));
    let time = Duration::from_secs(seconds);
    let mut server = Server::new(program, engine, None).await?;
    let floor = flush_rate(server.folder(), Duration::from_secs(1))?;
    report.line(&format!(
        "disk ({}): {:.0} flushes a second, {}",
        filesystem(server.folder()),
        rate(floor.count(), Duration::from_secs(1)),
        floor.shown()
    ));
    report.line(&format!("one commit per message: {:.0} a second", child_rate("one-commit", &server, None, seconds)?));
    report.line(&format!("the lane alone, 256 in flight, no network: {:.0} a second", child_rate("raw", &server, None, seconds)?));
    let pairs = Pairs::start(&mut server).await?;
    // To warm up: connections are opened and statements planned, and nothing of it is counted.
    stage(&server, &pairs.board, &pairs.some(64), Duration::from_millis(500), None).await?;
    let mut best: f64 = 0.0;
    for count in [1, 16, 64, 256] {
        let found = stage(&server, &pairs.board, &pairs.some(count), time, None).await?;
        report.line(&format!("{count} at once: {}", shown(&found)));
        #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
        let per_cpu = ratio(found.acked as f64, found.cpu);
        best = best.max(per_cpu);
        if count == 1 {
            report.against("ack p50 alone, ms (2 × flush + 1)", found.acks.percentile(50), 2.0 * floor.percentile(50) + 1.0, false);
        }
    }
    let (must, goal) = if engine == Engine::Sqlite { (8_000.0, 12_000.0) } else { (4_000.0, 6_000.0) };
    report.against("durable sends per CPU-second, must", best, must, true);
    report.against("durable sends per CPU-second, goal", best, goal, true);
    let calm = stage(&server, &pairs.board, &pairs.some(PAIRS), time, Some(Duration::from_millis(100))).await?;
    report.line(&format!("1,000 a second asked: {}", shown(&calm)));
    report.against("delivery p50, ms", calm.arrivals.percentile(50), 1.0, false);
    report.against("delivery p99, ms", calm.arrivals.percentile(99), 3.0, false);
    Ok(())
}

/// A stage in one line.
pub fn shown(stage: &Stage) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    let acked = stage.acked as f64;
    format!(
        "{:.0} acked/s, ack {}, delivery {}, {:.3} CPU-s per 1,000, {:.0} per CPU-second{}",
        stage.rate,
        stage.acks.shown(),
        stage.arrivals.shown(),
        ratio(stage.cpu * 1000.0, acked),
        ratio(acked, stage.cpu),
        if stage.failed > 0 { format!(", {} FAILED", stage.failed) } else { String::new() }
    )
}

/// The same on a disk whose every flush takes 3.3 ms longer.
pub async fn slow_disk(program: &Path, engine: Engine, seconds: u64, report: &mut Report) -> io::Result<()> {
    report.part(&format!("Slow disk, {engine:?}"));
    let folder = tempfile::tempdir()?;
    let preload = preload(folder.path(), include_str!("../slow_fsync.c"), &[])?;
    let mut server = Server::new(program, engine, Some(&preload)).await?;
    // PostgreSQL flushes in processes of its own, which have it loaded already.
    let single =
        child_rate("one-commit", &server, Some(&preload).filter(|_| engine == Engine::Sqlite).map(std::path::PathBuf::as_path), seconds)?;
    report.line(&format!("one commit per message: {single:.0} a second"));
    let pairs = Pairs::start(&mut server).await?;
    let found = stage(&server, &pairs.board, &pairs.some(200), Duration::from_secs(seconds), None).await?;
    report.line(&format!("200 at once: {}", shown(&found)));
    report.against("× one commit per message, must", ratio(found.rate, single), 20.0, true);
    report.against("× one commit per message, goal", ratio(found.rate, single), 40.0, true);
    report.against("acked a second, goal", found.rate, 6_000.0, true);
    Ok(())
}

/// Runs a floor in a process of its own on the server's core; it prints messages a second.
fn child_rate(what: &str, server: &Server, preload: Option<&Path>, seconds: u64) -> io::Result<f64> {
    let mut command = on_core_1();
    command.arg("env");
    if let Some(preload) = preload {
        command.arg(format!("LD_PRELOAD={}", preload.display()));
    }
    command.arg(std::env::current_exe()?).args([what, &server.options().url, &seconds.to_string()]);
    let output = command.stdin(Stdio::null()).stderr(Stdio::inherit()).output()?;
    String::from_utf8_lossy(&output.stdout).trim().parse().map_err(|_| io::Error::other(format!("{what} measured nothing")))
}

async fn seats(url: &str) -> io::Result<(Db, Vec<(ConversationId, PersonId)>)> {
    let db = Db::open(&Options { connections: 4, ..Options::new(url) }).await.map_err(trouble)?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(PAIRS * 2).await?;
    let groups: Vec<Vec<PersonId>> = people.chunks(2).map(|pair| vec![pair[0].id, pair[1].id]).collect();
    let conversations = staff.conversations(&groups).await?;
    let seats = people.iter().enumerate().map(|(at, person)| (conversations[at / 2], person.id)).collect();
    Ok((db, seats))
}

fn new_id() -> MessageId {
    MessageId(Chance::Machine.id(Clock::Machine.now()))
}

/// Floor: one message, one commit, one after the other.
pub async fn one_commit(url: &str, seconds: u64) -> io::Result<()> {
    let (db, seats) = seats(url).await?;
    let (watch, mut count) = (stopwatch(), 0);
    while watch.elapsed() < Duration::from_secs(seconds) {
        let (conversation, author) = seats[count % seats.len()];
        write_one(&db, conversation, author, new_id(), &"x".repeat(120)).await.map_err(trouble)?;
        count += 1;
    }
    println!("{:.1}", rate(count, watch.elapsed()));
    Ok(())
}

/// Ceiling: the lane of sends with 256 in flight and no network.
pub async fn raw(url: &str, seconds: u64) -> io::Result<()> {
    let (db, seats) = seats(url).await?;
    let lane = Lane::start(db, Bus::default(), Clock::Machine);
    let watch = stopwatch();
    let until = Duration::from_secs(seconds);
    let tasks: Vec<_> = (0..256)
        .map(|at| {
            let (lane, (conversation, author)) = (lane.clone(), seats[at % seats.len()]);
            tokio::spawn(async move {
                let mut count = 0;
                while watch.elapsed() < until {
                    lane.send(author, conversation, new_id(), "x".repeat(120), None, None).await.map_err(trouble)?;
                    count += 1;
                }
                io::Result::Ok(count)
            })
        })
        .collect();
    let mut count = 0;
    for task in tasks {
        count += task.await.map_err(trouble)??;
    }
    println!("{:.1}", rate(count, watch.elapsed()));
    Ok(())
}
