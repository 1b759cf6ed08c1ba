//! How long the first screen takes, with little and with much behind it; catching up; and how many bytes come first.

use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use std::time::Duration;

use domain::access::{ConversationId, PersonId};
use domain::chat::live::{Event, Frame, Held, PROTOCOL, Up};
use domain::chat::model::Place;

use crate::crowd::{Board, send};
use crate::http::Client;
use crate::latency::{Latency, stopwatch};
use crate::report::Report;
use crate::server::{Engine, Server};
use crate::socket::{Down, Socket};
use crate::staff::{Person, Staff, trouble};

/// How often a screen is asked for.
const TIMES: usize = 300;
/// Before that, to warm caches as in any server that has run for a minute.
const WARM: usize = 20;
/// Conversations caught up with, and events in each.
const BEHIND: (usize, usize) = (100, 100);

/// Measures `engine`.
pub async fn run(program: &Path, engine: Engine, quick: bool, report: &mut Report) -> io::Result<()> {
    report.part(&format!("Opening, {engine:?}"));
    let little = Hospital::new(program, engine, (400, 10, 100), report).await?;
    let much = Hospital::new(program, engine, if quick { (600, 300, 20_000) } else { (50_000, 5_000, 1_000_000) }, report).await?;
    // By turns: a machine that grows faster or slower meanwhile does so for both.
    let (mut few, mut many) = (Latency::default(), Latency::default());
    let (mut little_client, mut much_client) = (little.client(), much.client());
    for at in 0..WARM + TIMES {
        let pair = (open(&mut little_client, "/c").await?, open(&mut much_client, "/c").await?);
        if at >= WARM {
            few.note(pair.0);
            many.note(pair.1);
        }
    }
    report.line(&format!("first screen with little: {}, with much: {}", few.shown(), many.shown()));
    report.against("first screen p95 with much, ms", many.percentile(95), 20.0, false);
    report.against("much / little, p50", crate::latency::ratio(many.percentile(50), few.percentile(50)), 1.5, false);
    little.others("little", report).await?;
    much.others("much", report).await?;
    drop((little, much));
    catch_up(program, engine, report).await
}

/// A running server with somebody who is in all of its conversations.
struct Hospital {
    server: Server,
    person: Person,
    conversation: ConversationId,
}

impl Hospital {
    /// So many people, conversations and messages.
    async fn new(program: &Path, engine: Engine, size: (usize, usize, usize), report: &mut Report) -> io::Result<Self> {
        let mut server = Server::new(program, engine, None).await?;
        let watch = stopwatch();
        let [people, conversations, messages] = [size.0, size.1, size.2].map(|number| number.to_string());
        server.run("demo", &["--people", &people, "--conversations", &conversations, "--messages", &messages, "--crowded"]).await?;
        report.line(&format!(
            "{} conversations, {} messages of one person among {}: made in {:.1} s",
            size.1,
            size.2,
            size.0,
            watch.elapsed().as_secs_f64()
        ));
        let (person, conversation) = clinician(&server).await?;
        server.up().await?;
        Ok(Self { server, person, conversation })
    }

    fn client(&self) -> Client {
        Client::new(self.server.address, &self.person.cookie)
    }

    /// The conversation with the most messages, alone and by fifty at once; and the directory.
    async fn others(&self, name: &str, report: &mut Report) -> io::Result<()> {
        let (mut client, path) = (self.client(), format!("/c/{}", self.conversation));
        let mut alone = Latency::default();
        for at in 0..WARM + TIMES {
            let time = open(&mut client, &path).await?;
            if at >= WARM {
                alone.note(time);
            }
        }
        report.line(&format!("{name}: a conversation, {}", alone.shown()));
        let together = at_once(&self.server, &self.person, &path).await?;
        report.line(&format!("{name}: a conversation at 50 connections, 900 ms between a screen and the next: {}", together.shown()));
        report.against(&format!("{name}: conversation at 50 connections, p99 ms"), together.percentile(99), 25.0, false);
        let search = search(&mut client).await?;
        report.against(&format!("{name}: search in the directory, p95 ms"), search.percentile(95), 100.0, false);
        Ok(())
    }
}

/// Somebody of the demonstration hospital, and the conversation of theirs in which most was said.
pub async fn clinician(server: &Server) -> io::Result<(Person, ConversationId)> {
    let db = server.db().await?;
    let mut tx = db.read().await.map_err(trouble)?;
    let (id, conversation): (PersonId, ConversationId) = tx
        .query(
            "SELECT p.id, m.conversation_id FROM person p JOIN membership m ON m.person_id = p.id JOIN conversation c ON c.id = m.conversation_id
             WHERE p.email = 'asha.patel@alder-vale.example' ORDER BY c.last_number DESC LIMIT 1",
        )
        .fetch_one()
        .await
        .map_err(trouble)?;
    drop(tx);
    let person = Staff::new(&db).await?.sign_in_known(id).await?;
    db.close().await;
    Ok((person, conversation))
}

/// How long a page takes that has to come.
async fn open(client: &mut Client, path: &str) -> io::Result<Duration> {
    let watch = stopwatch();
    let answer = client.get(path, "Accept: text/html\r\nSec-Fetch-Mode: navigate\r\n").await?;
    if answer.status == 200 { Ok(watch.elapsed()) } else { Err(io::Error::other(format!("{path} answered {}", answer.status))) }
}

async fn at_once(server: &Server, person: &Person, path: &str) -> io::Result<Latency> {
    let tasks: Vec<_> = (0..50)
        .map(|at| {
            let (mut client, path) = (Client::new(server.address, &person.cookie), path.to_owned());
            tokio::spawn(async move {
                let mut latency = Latency::default();
                // Fifty people do not all press at the same moment.
                tokio::time::sleep(Duration::from_millis(900 / 50 * at)).await;
                for _ in 0..20 {
                    latency.note(open(&mut client, &path).await?);
                    tokio::time::sleep(Duration::from_millis(900)).await;
                }
                io::Result::Ok(latency)
            })
        })
        .collect();
    let mut all = Latency::default();
    for task in tasks {
        all.join(&task.await.map_err(trouble)??);
    }
    Ok(all)
}

async fn search(client: &mut Client) -> io::Result<Latency> {
    let mut latency = Latency::default();
    for text in
        ["a", "pa", "nurse", "band 5 ward", "reg resp", "o", "ward 7", "pharm", "olu", "consultant geriatric"].iter().cycle().take(100)
    {
        let watch = stopwatch();
        let answer = client.call("search-people", &format!("text={}", crate::http::encode(text))).await?;
        if answer.status != 200 {
            return Err(io::Error::other(format!("a search answered {}: {}", answer.status, String::from_utf8_lossy(&answer.body))));
        }
        latency.note(watch.elapsed());
    }
    Ok(latency)
}

async fn catch_up(program: &Path, engine: Engine, report: &mut Report) -> io::Result<()> {
    let mut server = Server::new(program, engine, None).await?;
    let db = server.db().await?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(BEHIND.0 + 1).await?;
    let groups: Vec<Vec<PersonId>> = people[1..].iter().map(|other| vec![people[0].id, other.id]).collect();
    let conversations = staff.conversations(&groups).await?;
    db.close().await;
    server.up().await?;
    let board = std::sync::Arc::new(Board::default());
    let tasks: Vec<_> = people[1..]
        .iter()
        .zip(&conversations)
        .map(|(person, conversation)| {
            let (board, mut client, conversation) = (board.clone(), Client::new(server.address, &person.cookie), *conversation);
            tokio::spawn(async move {
                for _ in 0..BEHIND.1 {
                    send(&board, &mut client, conversation, 0).await;
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.map_err(trouble)?;
    }
    let held: Vec<Held> = conversations
        .iter()
        .map(|conversation| Held { conversation: *conversation, seq: 0, read_number: 0, marked_unread: false })
        .collect();
    let hello = Up::Hello { protocol: PROTOCOL, feed: 0, held, above: Place::TOP, open: None };
    let mut latency = Latency::default();
    for _ in 0..5 {
        let watch = stopwatch();
        let told = told(&server, &people[0], &hello).await?;
        latency.note(watch.elapsed());
        if told != BEHIND.0 * BEHIND.1 {
            return Err(io::Error::other(format!("{told} events of {} were caught up with", BEHIND.0 * BEHIND.1)));
        }
    }
    report.against("catching up 10,000 events in 100 conversations, ms", latency.percentile(50), 300.0, false);
    Ok(())
}

async fn told(server: &Server, person: &Person, hello: &Up) -> io::Result<usize> {
    let mut socket = Socket::connect(server.address, &person.cookie).await?;
    socket.say(hello).await?;
    let mut told = 0;
    loop {
        match socket.next().await? {
            Down::Closed(code) => return Err(io::Error::other(format!("hung up: {code}"))),
            Down::Text(text) => match serde_json::from_slice(&text).map_err(io::Error::other)? {
                Frame::Ready { .. } => return Ok(told),
                Frame::Events { events, .. } => told += events.iter().filter(|event| matches!(event, Event::Said(_))).count(),
                _ => {}
            },
        }
    }
}

/// Counts what a browser loads for the messenger's first screen, as it comes over the wire; keeps its page, and beside it how that
/// was packed. `.ci/size` holds the budget.
pub async fn size(program: &Path, keep: Option<&Path>, report: &mut Report) -> io::Result<()> {
    report.part("Bytes of the first load");
    let mut server = Server::new(program, Engine::Sqlite, None).await?;
    server.run("demo", &[]).await?;
    let (person, _) = clinician(&server).await?;
    server.up().await?;
    let mut client = Client::new(server.address, &person.cookie);
    let page = client.get("/c", "Accept: text/html\r\n").await?.body;
    let packed = client.get("/c", "Accept: text/html\r\nAccept-Encoding: br\r\n").await?.body;
    let mut whole = packed.len();
    report.line(&format!("/c: {whole} of {}", page.len()));
    // The style sheet of the screens comes when the first one has been seen.
    for path in parts(&String::from_utf8_lossy(&page)).into_iter().filter(|path| !path.contains("/screens.")) {
        let answer = client.get(&path, "Accept-Encoding: br\r\n").await?;
        if answer.status != 200 {
            return Err(io::Error::other(format!("{path} answered {}", answer.status)));
        }
        report.line(&format!("{path}: {} ({})", answer.body.len(), answer.header("content-encoding").unwrap_or("not packed")));
        whole += answer.body.len();
    }
    report.line(&format!("in all: {whole}"));
    keep.map_or(Ok(()), |keep| {
        std::fs::write(keep, page)?;
        std::fs::write(keep.with_extension("html.br"), packed)
    })
}

/// Styles, scripts and WASM that a page asks for.
fn parts(page: &str) -> BTreeSet<String> {
    let quoted = page.split(['"', '\'']).filter(|text| text.starts_with('/') && !text.contains(char::is_whitespace));
    quoted.filter(|text| [".css", ".js", ".wasm"].iter().any(|end| text.ends_with(end))).map(str::to_owned).collect()
}
