//! PostgreSQL is lost in mid-send, and a standby that was waited for takes its place: everything acknowledged is there, once and in
//! order, and every send in between ended with an answer or an error that its sender saw.

use std::io;
use std::path::Path;
use std::time::Duration;

use platform::ids::Chance;
use tokio::time::{Instant, sleep};

use crate::forwarder::Forwarder;
use crate::postgres::Postgres;
use crate::report::Report;
use crate::senders::{Shared, finish, start, tell};
use crate::server::{Engine, Server};

/// How it goes each time: whether callers are refused or only hung up on while there is no database, and for how long nobody notices
/// that there is none. Not at all; and longer than any send may be left without an answer.
const TIMES: [(bool, Duration); 2] = [(false, Duration::ZERO), (true, Duration::from_secs(16))];
/// So soon sends go on once there is a database to write to.
const PATIENCE: Duration = Duration::from_secs(10);

/// Loses the primary so often, each time to a standby of its own.
pub async fn run(program: &Path, report: &mut Report) -> io::Result<()> {
    let mut server = Server::new(program, Engine::Postgres, None).await?;
    let mut forwarder = Forwarder::start(primary(&server)?.socket()).await?;
    server.behind(forwarder.address);
    let (shared, senders) = start(&mut server).await?;
    let (mut gaps, mut lost) = (Vec::new(), Vec::new());
    for how in TIMES {
        let standby = primary(&server)?.standby().await?;
        is_waited_for(&standby, &shared).await?;
        let gap = fail_over(&mut server, standby, &mut lost, &mut forwarder, &shared, how).await?;
        gaps.push(format!("{} ms", gap.as_millis()));
        sleep(Duration::from_millis(500)).await;
    }
    finish(&shared, senders).await?;
    server.kill()?;
    let (failed, hung) = {
        let told = shared.told();
        (told.failed.clone(), told.hung)
    };
    report.line(&format!(
        "PostgreSQL lost {} times, a standby in its place after {}; {} sends ended with an error that the sender saw, the slowest after {:.0} ms",
        gaps.len(),
        gaps.join(", "),
        failed.count(),
        failed.percentile(100)
    ));
    if hung > 0 {
        return Err(io::Error::other(format!("{hung} sends had neither an answer nor an error when their senders gave up")));
    }
    tell(report, "a standby in the primary's place", &shared, &server).await
}

fn primary(server: &Server) -> io::Result<&Postgres> {
    server.postgres.as_ref().ok_or_else(|| io::Error::other("there is no PostgreSQL"))
}

/// While the standby stands still nothing is acknowledged; otherwise what follows would show nothing.
async fn is_waited_for(standby: &Postgres, shared: &Shared) -> io::Result<()> {
    shared.acked_more_than(shared.acked(), PATIENCE).await?;
    standby.freeze(true)?;
    // What it had confirmed before is told yet.
    sleep(Duration::from_millis(200)).await;
    let before = shared.acked();
    sleep(Duration::from_millis(300)).await;
    let meanwhile = shared.acked() - before;
    standby.freeze(false)?;
    if meanwhile > 0 {
        return Err(io::Error::other(format!("{meanwhile} messages were acknowledged that the standby cannot have")));
    }
    shared.acked_more_than(before, PATIENCE).await
}

/// Kills the primary, which joins the lost, and puts the standby in its place; how long nobody was acknowledged.
async fn fail_over(
    server: &mut Server,
    standby: Postgres,
    lost: &mut Vec<Postgres>,
    forwarder: &mut Forwarder,
    shared: &Shared,
    (refuses, unnoticed): (bool, Duration),
) -> io::Result<Duration> {
    sleep(Duration::from_millis(200 + Chance::Machine.below(320))).await;
    let mut primary = server.postgres.take().ok_or_else(|| io::Error::other("there is no PostgreSQL"))?;
    let killed = Instant::now();
    primary.kill()?;
    // Its folder is removed in the end: that takes a while, in which nobody here could do anything else.
    lost.push(primary);
    if refuses {
        forwarder.refuse();
    }
    // Meanwhile senders hold on to what cannot answer, and have to see an error in time.
    sleep(unnoticed).await;
    standby.promote().await?;
    let before = shared.acked();
    forwarder.turn(standby.socket()).await?;
    server.postgres = Some(standby);
    shared.acked_more_than(before, PATIENCE).await?;
    Ok(killed.elapsed())
}
