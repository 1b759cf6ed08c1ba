//! Tabs of another version of the program: the bench of that version, beside this one, sends and watches in its own words.

use std::io::{self, BufRead, Write as _};
use std::net::SocketAddr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use platform::db::{Db, Options};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt;
use tokio::process::{Child, Command};
use tokio::time::timeout;

use crate::nodes::{Heard, all_told, watch};
use crate::senders::{Seat, Told, finish, set_off};
use crate::staff::trouble;

/// So soon after it was told to end, the other bench has.
const PATIENCE: Duration = Duration::from_mins(2);

/// What it says in the end.
#[derive(Serialize, Deserialize)]
pub struct Ended {
    /// What its senders were told.
    pub told: Told,
    /// What its watchers heard.
    pub heard: Heard,
}

/// The other bench while it runs.
pub struct Tabs(Child);

impl Tabs {
    /// Opens a tab for each of these people at these servers, whose database is at `url`.
    pub async fn open(bench: &Path, url: &str, to: [SocketAddr; 2], seats: &[Seat]) -> io::Result<Self> {
        let mut command = Command::new(bench);
        command.arg("tabs").arg(url).args(to.map(|address| address.to_string()));
        let started = command.stdin(Stdio::piped()).stdout(Stdio::piped()).kill_on_drop(true).spawn();
        let mut child = started.map_err(|error| io::Error::other(format!("{} cannot be run: {error}", bench.display())))?;
        let mut line = serde_json::to_vec(seats)?;
        line.push(b'\n');
        child.stdin.as_mut().ok_or(io::ErrorKind::BrokenPipe)?.write_all(&line).await?;
        Ok(Self(child))
    }

    /// Lets everybody have their last word, and closes the tabs.
    pub async fn close(mut self) -> io::Result<Ended> {
        // The end of its input is the word to end.
        drop(self.0.stdin.take());
        let output = timeout(PATIENCE, self.0.wait_with_output()).await.map_err(trouble)??;
        if output.status.success() {
            return Ok(serde_json::from_slice(&output.stdout)?);
        }
        Err(io::Error::other(format!("the tabs of the other version ended: {}", output.status)))
    }
}

/// The other bench: at work until its standard input ends.
pub async fn run(url: &str, to: [SocketAddr; 2]) -> io::Result<()> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line)?;
    let seats: Vec<Seat> = serde_json::from_str(&line)?;
    let db = Db::open(&Options { connections: 4, ..Options::new(url) }).await.map_err(trouble)?;
    let (shared, senders) = set_off(&seats, &to);
    let watchers = watch(seats.iter(), to, &shared, &db);
    tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())).await.map_err(trouble)??;
    finish(&shared, senders).await?;
    let heard = all_told(watchers, &db).await?;
    db.close().await;
    let told = shared.told().clone();
    serde_json::to_writer(io::stdout().lock(), &Ended { told, heard })?;
    io::stdout().flush()
}
