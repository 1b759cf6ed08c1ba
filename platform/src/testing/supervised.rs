//! Somebody else's server for as long as a test needs it: its supervisor waits at the other end of a pipe, and ends it when we
//! end, however we do.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

/// A server under a supervisor, which has said where it answers.
#[derive(Debug)]
pub(super) struct Supervised {
    address: String,
    supervisor: Child,
}

impl Supervised {
    /// Runs a supervisor's script; returns when the server takes connections.
    ///
    /// # Errors
    /// In words for the person at the terminal: what is missing, or what the server said.
    pub(super) async fn start(name: &'static str, script: &'static str, argument: String) -> Result<Self, String> {
        // Blocking, because the child must not belong to the runtime of the one test that came first.
        let started = tokio::task::spawn_blocking(move || Self::start_now(name, script, &argument)).await;
        started.map_err(|error| error.to_string())?
    }

    fn start_now(name: &str, script: &str, argument: &str) -> Result<Self, String> {
        let mut supervisor = Command::new("sh")
            .args(["-c", script, name, argument])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("sh cannot be run: {error}"))?;
        let mut address = String::new();
        if let Some(said) = supervisor.stdout.take() {
            BufReader::new(said).read_line(&mut address).map_err(|error| format!("{name} did not start: {error}"))?;
        }
        if address.trim().is_empty() {
            let mut why = String::new();
            if let Some(mut said) = supervisor.stderr.take() {
                said.read_to_string(&mut why).map_err(|error| error.to_string())?;
            }
            return Err(format!("{name} did not start.\n{why}"));
        }
        Ok(Self { address: address.trim().to_owned(), supervisor })
    }

    /// Where it answers.
    pub(super) fn address(&self) -> &str {
        &self.address
    }
}

impl Drop for Supervised {
    fn drop(&mut self) {
        drop(self.supervisor.stdin.take());
        if let Err(error) = self.supervisor.wait() {
            eprintln!("a supervisor of the tests did not end: {error}");
        }
    }
}
