//! Real clinical conversations, turn by turn, by pairs of clients at once; the server is killed in the middle. In the
//! end both sides must hold exactly what a fresh fetch gives.

use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use domain::access::{ConversationId, MessageId, PersonId};
use domain::chat::live::{Event, Frame, Held, PROTOCOL, Up};
use domain::chat::model::{Page, Place, Sent};
use platform::clock::Clock;
use platform::ids::Chance;

use crate::http::{Client, encode};
use crate::report::Report;
use crate::server::{Engine, Server};
use crate::socket::{Down, Socket};
use crate::staff::{Person, Staff, trouble};

/// Dialogues at once.
const DIALOGUES: usize = 100;

/// A turn: whether the first of the two speaks, and what.
type Turn = (bool, String);

const BUILT_IN: &str = "Doctor: How are you today?\nPatient: A bit short of breath.\nDoctor: Since when?\nPatient: Since Monday, worse at night.\n\
    Doctor: Any chest pain?\nPatient: No, just a cough.\nDoctor: We will take an X-ray.\nPatient: Thank you.";

/// Where the dialogues are.
pub fn dialogues(file: &Path) -> io::Result<(Vec<Vec<Turn>>, String)> {
    if !file.exists() {
        let few = (0..DIALOGUES).map(|_| turns(BUILT_IN)).collect();
        return Ok((few, format!("{} is not there: a small built-in dialogue, {DIALOGUES} times", file.display())));
    }
    let mut found = Vec::new();
    for record in csv::Reader::from_path(file).map_err(io::Error::other)?.records() {
        let record = record.map_err(io::Error::other)?;
        let spoken = turns(record.get(3).unwrap_or_default());
        // A dialogue has at least two sides.
        if spoken.iter().any(|turn| turn.0) && spoken.iter().any(|turn| !turn.0) && found.len() < DIALOGUES {
            found.push(spoken);
        }
    }
    Ok((found, format!("dialogues of {}", file.display())))
}

fn turns(text: &str) -> Vec<Turn> {
    let lines = text.lines().filter_map(|line| line.split_once(':'));
    lines.map(|(who, what)| (who.trim() == "Doctor", what.trim().to_owned())).filter(|turn| !turn.1.is_empty()).collect()
}

/// A line as somebody holds it.
type Line = (i64, MessageId, PersonId, String);

struct Side {
    to: SocketAddr,
    person: Person,
    conversation: ConversationId,
    client: Client,
    socket: Option<Socket>,
    held: Vec<Line>,
    wrong: usize,
}

/// Replays on `engine`.
pub async fn run(program: &Path, engine: Engine, file: &Path, report: &mut Report) -> io::Result<()> {
    report.part(&format!("Replay, {engine:?}"));
    let (dialogues, from) = dialogues(file)?;
    let turns: usize = dialogues.iter().map(Vec::len).sum();
    report.line(&format!("{} dialogues, {turns} turns: {from}", dialogues.len()));
    let mut server = Server::new(program, engine, None).await?;
    let db = server.db().await?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(dialogues.len() * 2).await?;
    let groups: Vec<Vec<PersonId>> = people.chunks(2).map(|pair| vec![pair[0].id, pair[1].id]).collect();
    let conversations = staff.conversations(&groups).await?;
    db.close().await;
    server.up().await?;
    let said = Arc::new(AtomicUsize::new(0));
    let mut tasks = Vec::with_capacity(dialogues.len());
    for ((turns, pair), conversation) in dialogues.into_iter().zip(people.chunks(2)).zip(conversations) {
        let sides = [Side::new(server.address, &pair[0], conversation), Side::new(server.address, &pair[1], conversation)];
        tasks.push(tokio::spawn(talk(turns, sides, said.clone())));
    }
    while said.load(Ordering::Relaxed) < turns / 2 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    server.kill()?;
    report.line(&format!("killed after {} of {turns} turns", said.load(Ordering::Relaxed)));
    server.up().await?;
    let mut trouble_found = Vec::new();
    for task in tasks {
        let talked = tokio::time::timeout(Duration::from_mins(2), task).await;
        trouble_found.extend(talked.map_err(|_| io::Error::other("a dialogue did not end"))?.map_err(trouble)??);
    }
    report.line(&format!(
        "{turns} turns, both sides of {} conversations compared with a fresh fetch: {} differ",
        people.len() / 2,
        trouble_found.len()
    ));
    match trouble_found.first() {
        None => Ok(()),
        Some(first) => Err(io::Error::other(format!("something is missing, doubled or out of order: {first}"))),
    }
}

/// Speaks turn by turn; each answers only when the other's words have arrived. Returns what differs in the end.
async fn talk(turns: Vec<Turn>, mut sides: [Side; 2], said: Arc<AtomicUsize>) -> io::Result<Vec<String>> {
    let mut spoken = Vec::with_capacity(turns.len());
    for (first, text) in turns {
        let (speaker, listener) = if first { (0, 1) } else { (1, 0) };
        let author = sides[speaker].person.id;
        let sent = sides[speaker].send(&text).await?;
        spoken.push((sent.seq, sent.id, author, text));
        for side in [speaker, listener] {
            sides[side].hear_until(sent.seq).await?;
        }
        said.fetch_add(1, Ordering::Relaxed);
    }
    let mut differences = Vec::new();
    for side in &mut sides {
        let fresh = side.fetch().await?;
        if side.wrong > 0 {
            differences.push(format!("{} came out of order in {}", side.wrong, side.conversation));
        }
        if side.held != fresh || fresh != spoken {
            differences.push(format!("{}: {} said, {} held, {} fetched", side.conversation, spoken.len(), side.held.len(), fresh.len()));
        }
    }
    Ok(differences)
}

impl Side {
    fn new(to: SocketAddr, person: &Person, conversation: ConversationId) -> Self {
        Self { to, person: person.clone(), conversation, client: Client::new(to, &person.cookie), socket: None, held: Vec::new(), wrong: 0 }
    }

    /// Sends until it is acknowledged, always under the same id.
    async fn send(&mut self, text: &str) -> io::Result<Sent> {
        let id = MessageId(Chance::Machine.id(Clock::Machine.now()));
        let fields = format!("conversation={}&id={id}&body={}", self.conversation, encode(text));
        loop {
            match self.client.call("send-message", &fields).await {
                Ok(answer) if answer.status < 500 && answer.status != 429 => return answer.json(),
                Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }

    /// Listens until everything up to `seq` is held; connects again with what is held whenever the socket breaks.
    async fn hear_until(&mut self, seq: i64) -> io::Result<()> {
        while self.last() < seq {
            let Some(socket) = &mut self.socket else {
                self.connect().await;
                continue;
            };
            // A line can be dead without a word.
            match tokio::time::timeout(Duration::from_secs(5), socket.next()).await {
                Ok(Ok(Down::Text(text))) => self.hear(serde_json::from_slice(&text).map_err(io::Error::other)?),
                Ok(Ok(Down::Closed(_)) | Err(_)) | Err(_) => self.socket = None,
            }
        }
        Ok(())
    }

    fn last(&self) -> i64 {
        self.held.last().map_or(0, |line| line.0)
    }

    async fn connect(&mut self) {
        let held = vec![Held { conversation: self.conversation, seq: self.last(), read_number: 0, marked_unread: false }];
        let hello = Up::Hello { protocol: PROTOCOL, feed: 0, held, above: Place::TOP, open: Some(self.conversation) };
        match Socket::connect(self.to, &self.person.cookie).await {
            Ok(mut socket) => self.socket = socket.say(&hello).await.is_ok().then_some(socket),
            Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }

    /// Folds in what came: what is known already is passed over, a gap is counted.
    fn hear(&mut self, frame: Frame) {
        let Frame::Events { conversation, events } = frame else { return };
        for event in events {
            let Event::Said(message) = event else { continue };
            if conversation != self.conversation || message.seq <= self.last() {
                continue;
            }
            if message.seq != self.last() + 1 {
                // As a browser does: not folded in, asked for again.
                self.wrong += 1;
                self.socket = None;
                return;
            }
            self.held.push((message.seq, message.id, message.author, message.body));
        }
    }

    async fn fetch(&mut self) -> io::Result<Vec<Line>> {
        let (mut lines, mut after) = (Vec::new(), 0);
        loop {
            // The connection it held may have died with the server.
            let page: Page = match self.client.call("list-messages", &format!("conversation={}&after={after}", self.conversation)).await {
                Ok(answer) => answer.json()?,
                Err(_) => continue,
            };
            lines.extend(page.messages.into_iter().map(|message| (message.seq, message.id, message.author, message.body)));
            after = lines.last().map_or(0, |line| line.0);
            if !page.more {
                return Ok(lines);
            }
        }
    }
}
