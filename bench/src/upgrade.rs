//! A rolling upgrade under load: of two servers of an old program first one and then the other becomes a newer one, which brings
//! the tables up to date beside the old; and back to the old one, on the newer tables. Tabs of both versions are at both servers.

use std::io;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use platform::db::Db;
use platform::ids::Chance;
use platform::testing::Nats;
use tokio::time::{Instant, sleep};

use crate::nodes::{all_told, watch};
use crate::report::Report;
use crate::senders::{Seat, Shared, fill, finish, set_off, tell};
use crate::server::{Engine, Server};
use crate::staff::{keep_awake, trouble};
use crate::tabs::Tabs;

/// So many acknowledgements show that whoever stands serves.
const SERVED: usize = 200;
const PATIENCE: Duration = Duration::from_secs(30);
/// How long somebody may be kept waiting, in seconds.
const STALL: f64 = 2.0;

/// Upgrades from one program to the other and goes back, with so many kills in each state between.
pub async fn run(old: &Path, newer: &Path, cycles: usize, report: &mut Report) -> io::Result<()> {
    let nats = Nats::start().await;
    let mut one = Server::without_tables(old, Engine::Postgres).await?;
    one.run("migrate", &[]).await?;
    let mut other = one.beside(nats.url())?;
    let seats = fill(&one).await?;
    let db = one.db().await?;
    one.up().await?;
    other.up().await?;
    let to = [one.address, other.address];
    // Of each pair one has a tab of the old version, and the other one of the newer.
    let (ours, theirs): (Vec<Seat>, Vec<Seat>) = seats.chunks_exact(2).map(|pair| (pair[0].clone(), pair[1].clone())).unzip();
    let tabs = Tabs::open(&newer.with_file_name("bench"), &one.options().url, to, &theirs).await?;
    let (shared, senders) = set_off(&ours, &to);
    let watchers = watch(ours.iter(), to, &shared, &db);
    let mut pair = Pair { one, other, old, newer, cycles, shared: shared.clone(), db: db.clone() };
    pair.upgrade(report).await?;
    pair.go_back(report).await?;
    let (theirs, finished) = tokio::join!(tabs.close(), finish(&shared, senders));
    finished?;
    let theirs = theirs?;
    report.line(&format!("tabs of the old version: {}", all_told(watchers, &db).await?.shown()));
    report.line(&format!("tabs of the newer version, {} acks: {}", theirs.told.acks.len(), theirs.heard.shown()));
    db.close().await;
    shared.told().join(theirs.told);
    let stall = shared.told().longest.percentile(99) / 1000.0;
    report.against("each sender's longest wait, p99, s", stall, STALL, false);
    tell(report, "one of two servers replaced at a time, to the newer program and back", &shared, &pair.one).await
}

/// Two servers, and those who send to them.
struct Pair<'p> {
    one: Server,
    other: Server,
    old: &'p Path,
    newer: &'p Path,
    cycles: usize,
    shared: Arc<Shared>,
    db: Db,
}

impl Pair<'_> {
    /// One becomes the newer program, then both versions serve, then the other follows.
    async fn upgrade(&mut self, report: &mut Report) -> io::Result<()> {
        self.served().await?;
        let before = tables(&self.db).await?;
        self.one.stop().await?;
        self.served().await?;
        self.one.becomes(self.newer);
        let begun = Instant::now();
        self.one.run("migrate", &[]).await?;
        let (after, took) = (tables(&self.db).await?, begun.elapsed().as_millis());
        report.line(&format!("the newer program brought the tables from number {before} to {after} beside the old one, in {took} ms"));
        self.one.up().await?;
        self.kill_again_and_again().await?;
        report.line(&format!("{} kills while both versions served", self.cycles));
        self.other.stop().await?;
        self.served().await?;
        self.other.becomes(self.newer);
        self.other.up().await?;
        self.kill_again_and_again().await
    }

    /// One becomes the old program again, on the newer tables, serves alone, and then beside the newer one.
    async fn go_back(&mut self, report: &mut Report) -> io::Result<()> {
        self.one.stop().await?;
        self.served().await?;
        self.one.becomes(self.old);
        self.one.up().await?;
        self.other.kill()?;
        // What was answered before it was killed.
        sleep(Duration::from_millis(50)).await;
        let before = self.shared.acked();
        self.served().await?;
        let alone = self.shared.acked() - before;
        report.line(&format!(
            "the old program started again on tables of number {}, and acknowledged {alone} alone",
            tables(&self.db).await?
        ));
        self.other.up().await?;
        self.kill_again_and_again().await
    }

    /// Kills the one and the other by turns; whoever stands serves meanwhile.
    async fn kill_again_and_again(&mut self) -> io::Result<()> {
        keep_awake(&self.db).await?;
        for cycle in 0..self.cycles {
            sleep(Duration::from_millis(80 + Chance::Machine.below(320))).await;
            let shared = self.shared.clone();
            let server = if cycle % 2 == 0 { &mut self.one } else { &mut self.other };
            server.kill()?;
            // Before it is back: what was acknowledged is the other one's work alone.
            shared.acked_more_than(shared.acked() + SERVED, PATIENCE).await?;
            server.up().await?;
        }
        Ok(())
    }

    async fn served(&self) -> io::Result<()> {
        self.shared.acked_more_than(self.shared.acked() + SERVED, PATIENCE).await
    }
}

/// The number of the newest migration that was made.
async fn tables(db: &Db) -> io::Result<i64> {
    let mut tx = db.read().await.map_err(trouble)?;
    let (number,): (i64,) = tx.query("SELECT MAX(version) FROM _sqlx_migrations").fetch_one().await.map_err(trouble)?;
    Ok(number)
}
