//! What befalls a database and leaves it whole: frozen for half a minute under load, and left half-way through its first tables.

use std::io;
use std::path::Path;
use std::time::Duration;

use platform::ids::Chance;
use tokio::time::Instant;

use crate::report::Report;
use crate::senders::{finish, start, tell};
use crate::server::{Engine, Server};

/// So long a database answers nobody: as long as any statement may take (`platform/src/db/promises.rs`).
const FROZEN: Duration = Duration::from_secs(30);
/// So often a migration is killed on the way.
const TRIES: u32 = 12;

/// PostgreSQL stops answering and goes on as if nothing had been: nobody was told of what is not there, and sends go on.
pub async fn frozen(program: &Path, report: &mut Report) -> io::Result<()> {
    let mut server = Server::new(program, Engine::Postgres, None).await?;
    let (shared, senders) = start(&mut server).await?;
    tokio::time::sleep(Duration::from_millis(500)).await;
    let postgres = server.postgres.as_ref().ok_or_else(|| io::Error::other("there is no PostgreSQL"))?;
    postgres.freeze(true)?;
    tokio::time::sleep(FROZEN).await;
    let before = shared.acked();
    postgres.freeze(false)?;
    let thawed = Instant::now();
    shared.acked_more_than(before, Duration::from_secs(20)).await?;
    let back = thawed.elapsed();
    tokio::time::sleep(Duration::from_millis(500)).await;
    finish(&shared, senders).await?;
    server.kill()?;
    let what = format!("PostgreSQL frozen for {} s, the first message {} ms after", FROZEN.as_secs(), back.as_millis());
    tell(report, &what, &shared, &server).await
}

/// A migration that is killed on the way is finished by the next start, or begun anew.
pub async fn half_migrated(program: &Path, engine: Engine, report: &mut Report) -> io::Result<()> {
    let whole = {
        let server = Server::without_tables(program, engine).await?;
        let begun = Instant::now();
        server.run("migrate", &[]).await?;
        begun.elapsed()
    };
    let mut killed = 0;
    for at in 1..=TRIES {
        let mut server = Server::without_tables(program, engine).await?;
        // All along the way, and not always at the same places.
        let pause = whole.mul_f64(f64::from(at) / f64::from(TRIES)) + Duration::from_micros(Chance::Machine.below(4000));
        killed += usize::from(server.interrupted("migrate", pause).await?);
        server.run("migrate", &[]).await?;
        server.up().await?;
        server.kill()?;
    }
    report.line(&format!("{engine:?}: {killed} migrations killed on the way of {TRIES}; the next start had all tables each time"));
    if killed == 0 {
        return Err(io::Error::other("no migration was killed on the way: nothing is shown"));
    }
    Ok(())
}
