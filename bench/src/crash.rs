//! `kill -9` under load, again and again, on SQLite with the power cut too: everything acknowledged must be there once, in order. And
//! controls that acknowledge too early, or on a disk that only pretends, which the checker must catch.

use std::io::{self, Write as _};
use std::process::{Command, Stdio};
use std::time::Duration;

use domain::access::{ConversationId, MessageId, PersonId};
use platform::clock::Clock;
use platform::db::{Db, Durability, Options};
use platform::ids::Chance;

use crate::history::{Ack, Verdict, check, stored};
use crate::power::preload;
use crate::report::Report;
use crate::senders::{PAIRS, finish, start, tell};
use crate::server::{Engine, Server};
use crate::staff::{Staff, keep_awake, trouble};

/// Runs so many cycles on `engine`.
pub async fn run(program: &std::path::Path, engine: Engine, cycles: usize, report: &mut Report) -> io::Result<()> {
    control(report).await?;
    let mut server = if engine == Engine::Sqlite {
        failing_disk(program, report).await?;
        pretending_disk(program, report).await?;
        Server::on_a_cable(program, false).await?
    } else {
        Server::new(program, engine, None).await?
    };
    let (shared, senders) = start(&mut server).await?;
    let kills = kill_again_and_again(&mut server, cycles).await?;
    finish(&shared, senders).await?;
    server.kill()?;
    let what = match engine {
        Engine::Sqlite => format!("Sqlite: {} power cuts, {} writes not flushed and taken back", kills.0, server.undone),
        Engine::Postgres => format!("Postgres: {} kills of the server, {} of its database", kills.0, kills.1),
    };
    if engine == Engine::Sqlite && server.undone == 0 {
        return Err(io::Error::other("no power cut took anything back: nothing is proved"));
    }
    tell(report, &what, &shared, &server).await
}

/// A disk that says that it flushed, and did not: what was acknowledged is gone after a power cut, and the checker must see that.
async fn pretending_disk(program: &std::path::Path, report: &mut Report) -> io::Result<()> {
    let mut server = Server::on_a_cable(program, true).await?;
    let (shared, senders) = start(&mut server).await?;
    shared.acked_more_than(100, Duration::from_secs(30)).await?;
    server.kill()?;
    server.up().await?;
    finish(&shared, senders).await?;
    server.kill()?;
    let db = server.db().await?;
    let acks = shared.told().acks.clone();
    let verdict = check(&acks, &stored(&db).await?);
    db.close().await;
    report.line(&format!("control, a disk that only pretends to flush: {verdict}"));
    if verdict.lost == 0 {
        return Err(io::Error::other("the checker is blind: what a power cut took was not missed"));
    }
    Ok(())
}

/// A disk that cannot flush: the server acknowledges nothing more and ends; started anew, it has everything acknowledged.
async fn failing_disk(program: &std::path::Path, report: &mut Report) -> io::Result<()> {
    let folder = tempfile::tempdir()?;
    let broken = folder.path().join("broken");
    let library = preload(folder.path(), include_str!("../failing_fsync.c"), &[format!("-DWHEN=\"{}\"", broken.display())])?;
    let mut server = Server::new(program, Engine::Sqlite, Some(&library)).await?;
    let (shared, senders) = start(&mut server).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    std::fs::write(&broken, "")?;
    server.ended(Duration::from_secs(5)).await?;
    std::fs::remove_file(&broken)?;
    server.up().await?;
    tokio::time::sleep(Duration::from_millis(300)).await;
    finish(&shared, senders).await?;
    server.kill()?;
    tell(report, "the disk failed to flush, and the server ended by itself", &shared, &server).await
}

/// Kills of the server, kills of its database.
async fn kill_again_and_again(server: &mut Server, cycles: usize) -> io::Result<(usize, usize)> {
    let mut kills = (0, 0);
    for cycle in 0..cycles {
        // By chance, so that kills fall everywhere into what is under way.
        let pause = 80 + Chance::Machine.below(320);
        tokio::time::sleep(Duration::from_millis(pause)).await;
        // Every other time it is the database, where it is a process of its own.
        if let Some(postgres) = server.postgres.as_mut().filter(|_| cycle % 2 == 1) {
            postgres.kill()?;
            postgres.up().await?;
            kills.1 += 1;
        } else {
            server.kill()?;
            if cycle % 10 == 0 {
                let db = server.db().await?;
                keep_awake(&db).await?;
                db.close().await;
            }
            server.up().await?;
            kills.0 += 1;
        }
        if cycle % 10 == 9 {
            eprintln!("  {} of {cycles} cycles", cycle + 1);
        }
    }
    Ok(kills)
}

/// The checker must see what is lost when acks come before the commit, and nothing when they come after it.
async fn control(report: &mut Report) -> io::Result<()> {
    let mut early = Verdict::default();
    // By chance one loses nothing: the kill has to fall between an acknowledgement and its commit.
    for _ in 0..30 {
        early = killed_child(Durability::AckedTooEarly).await?;
        if early.lost > 0 {
            break;
        }
    }
    report.line(&format!("control, acknowledging before the commit: {early}"));
    if early.lost == 0 {
        return Err(io::Error::other("the checker is blind: acks before the commit were not caught"));
    }
    for _ in 0..3 {
        let honest = killed_child(Durability::OnDisk).await?;
        report.line(&format!("the same, acknowledging after it: {honest}"));
        if honest.lost + honest.moved + honest.doubled > 0 {
            return Err(io::Error::other("the write lane loses what it acknowledged"));
        }
    }
    Ok(())
}

async fn killed_child(durability: Durability) -> io::Result<Verdict> {
    let folder = tempfile::tempdir_in(crate::machine::data_root()?)?;
    let options = Options::new(format!("sqlite:{}", folder.path().join("control.db").display()));
    Db::migrate(&options).await.map_err(trouble)?;
    let db = Db::open(&options).await.map_err(trouble)?;
    let staff = Staff::new(&db).await?;
    let people = staff.people(2 * PAIRS).await?;
    let groups: Vec<Vec<PersonId>> = people.chunks(2).map(|pair| vec![pair[0].id, pair[1].id]).collect();
    staff.conversations(&groups).await?;
    db.close().await;
    let early = if durability == Durability::AckedTooEarly { "--early" } else { "--honest" };
    // A process of its own: `kill -9` leaves nothing of one that could still write.
    let mut child = Command::new(std::env::current_exe()?)
        .args(["control", &options.url, early])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    tokio::time::sleep(Duration::from_millis(250 + Chance::Machine.below(300))).await;
    child.kill()?;
    let output = child.wait_with_output()?;
    let acks: Vec<Ack> = String::from_utf8_lossy(&output.stdout).lines().filter_map(parse).collect();
    let db = Db::open(&options).await.map_err(trouble)?;
    let verdict = check(&acks, &stored(&db).await?);
    db.close().await;
    if verdict.acks == 0 {
        return Err(io::Error::other("the control acknowledged nothing at all"));
    }
    Ok(verdict)
}

fn parse(line: &str) -> Option<Ack> {
    let mut words = line.split(' ');
    let mut word = || words.next();
    let (conversation, author, id, seq) = (word()?.parse().ok()?, word()?.parse().ok()?, word()?.parse().ok()?, word()?.parse().ok()?);
    // The last line may be cut by the kill.
    (word()? == ".").then_some(Ack { conversation, author, id, seq, number: seq })
}

/// The child of the control: many writers at once on the write lane, each printing what was acknowledged to it.
pub async fn control_child(url: &str, early: bool) -> io::Result<()> {
    let durability = if early { Durability::AckedTooEarly } else { Durability::OnDisk };
    let db = Db::open(&Options { durability, ..Options::new(url) }).await.map_err(trouble)?;
    let seats: Vec<(ConversationId, PersonId)> =
        db.read().await.map_err(trouble)?.query("SELECT conversation_id, person_id FROM membership").fetch_all().await.map_err(trouble)?;
    let writers: Vec<_> =
        seats.into_iter().map(|(conversation, author)| tokio::spawn(write_on(db.clone(), conversation, author))).collect();
    for writer in writers {
        writer.await.map_err(trouble)??;
    }
    Ok(())
}

async fn write_on(db: Db, conversation: ConversationId, author: PersonId) -> io::Result<()> {
    for n in 1_u64.. {
        let id = MessageId(Chance::Machine.id(Clock::Machine.now()));
        let seq = write_one(&db, conversation, author, id, &format!("control {n}")).await.map_err(trouble)?;
        writeln!(io::stdout().lock(), "{conversation} {author} {id} {seq} .")?;
    }
    Ok(())
}

/// One message in a commit of its own: the next seq, the row, the author's own mark.
pub async fn write_one(db: &Db, conversation: ConversationId, author: PersonId, id: MessageId, body: &str) -> platform::db::Result<i64> {
    let now = Clock::Machine.now();
    let mut tx = db.write().await?;
    let (seq,): (i64,) = tx
        .query(
            "UPDATE conversation SET last_seq = last_seq + 1, last_number = last_number + 1, last_line = last_seq + 1, last_at = $2
             WHERE id = $1 RETURNING last_seq",
        )
        .bind(conversation)
        .bind(now)
        .fetch_one()
        .await?;
    tx.query("INSERT INTO message (conversation_id, seq, number, id, author_id, body, sent_at, written_at, changed_seq) VALUES ($1, $2, $2, $3, $4, $5, $6, $6, $2)")
        .bind(conversation)
        .bind(seq)
        .bind(id)
        .bind(author)
        .bind(body.to_owned())
        .bind(now)
        .execute()
        .await?;
    tx.query("UPDATE membership SET activity_at = $3, read_number = CASE WHEN person_id = $2 THEN $4 ELSE read_number END WHERE conversation_id = $1")
        .bind(conversation)
        .bind(author)
        .bind(now)
        .bind(seq)
        .execute()
        .await?;
    tx.commit().await?;
    Ok(seq)
}
