//! A throw-away NATS server, which can be stopped and started again where it was.

use std::process::Command;

use super::supervised::Supervised;

/// A NATS server of our own, on this machine only. Gone when dropped, or when this process ends in any way at all.
#[derive(Debug)]
pub struct Nats {
    url: String,
    running: Option<Supervised>,
}

impl Nats {
    /// Starts one on a free port.
    ///
    /// # Panics
    /// When there is no NATS server: a test that does without it proves nothing.
    pub async fn start() -> Self {
        let running = run("").await;
        let url = running.address().split(' ').next().unwrap_or_default().to_owned();
        Self { url, running: Some(running) }
    }

    /// Where it answers, or did.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Stops it.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Sends it a signal: `STOP` makes it hang, `CONT` go on.
    ///
    /// # Panics
    /// When it is not running.
    pub fn signal(&self, signal: &str) {
        let process = self.running.as_ref().and_then(|running| running.address().split(' ').nth(1)).expect("it is running");
        assert!(Command::new("kill").args(["-s", signal, process]).status().is_ok_and(|status| status.success()), "it takes a signal");
    }

    /// Starts it again where it was.
    ///
    /// # Panics
    /// When somebody else has taken its port meanwhile.
    pub async fn start_again(&mut self) {
        let port = self.url.rsplit_once(':').map_or("", |(_, port)| port).to_owned();
        self.running = Some(run(&port).await);
    }
}

async fn run(port: &str) -> Supervised {
    Supervised::start("NATS", include_str!("nats.sh"), port.to_owned()).await.unwrap_or_else(|trouble| panic!("{trouble}"))
}
