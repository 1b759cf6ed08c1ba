//! A throw-away PostgreSQL cluster, and the supervisor that ends it when we end.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

const SUPERVISOR: &str = include_str!("postgres.sh");

/// A PostgreSQL of our own: no TCP port, data and socket in a temporary folder. Gone when dropped, or when this
/// process ends in any way at all.
#[derive(Debug)]
pub struct Cluster {
    url: String,
    supervisor: Child,
}

impl Cluster {
    /// Starts one; `durable` flushes to disk as in production, for crash tests and the bench.
    ///
    /// # Errors
    /// In words for the person at the terminal: what is missing, or what PostgreSQL said.
    pub async fn start(durable: bool) -> Result<Self, String> {
        // Blocking, because the child must not belong to the runtime of the one test that came first.
        let started = tokio::task::spawn_blocking(move || Self::start_now(durable)).await;
        started.map_err(|error| error.to_string())?
    }

    fn start_now(durable: bool) -> Result<Self, String> {
        let mut supervisor = Command::new("sh")
            .args(["-c", SUPERVISOR, "postgres.sh", if durable { "durable" } else { "" }])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("sh cannot be run: {error}"))?;
        let mut url = String::new();
        if let Some(said) = supervisor.stdout.take() {
            BufReader::new(said).read_line(&mut url).map_err(|error| format!("PostgreSQL did not start: {error}"))?;
        }
        if url.trim().is_empty() {
            let mut why = String::new();
            if let Some(mut said) = supervisor.stderr.take() {
                said.read_to_string(&mut why).map_err(|error| error.to_string())?;
            }
            return Err(format!("PostgreSQL did not start.\n{why}"));
        }
        Ok(Self { url: url.trim().to_owned(), supervisor })
    }

    /// Where it answers: the database `postgres` of the superuser `pando`.
    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        if let Err(error) = self.supervisor.wait() {
            eprintln!("the test cluster's supervisor did not end: {error}");
        }
    }
}
