//! A throw-away store that speaks S3.

use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::supervised::Supervised;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// A store of our own, on this machine only. Gone when dropped, or when this process ends in any way at all.
#[derive(Debug)]
pub struct S3 {
    place: String,
    process: String,
    _running: Supervised,
}

impl S3 {
    /// Starts one.
    ///
    /// # Panics
    /// When there is none: a test that does without it proves nothing.
    pub async fn start() -> Self {
        let started = Supervised::start("S3", include_str!("s3.sh"), String::new()).await;
        let running = started.unwrap_or_else(|trouble| panic!("{trouble}"));
        let (url, process) = running.address().split_once(' ').expect("an address and a process");
        let place = url.trim_start_matches("http://").to_owned();
        Self { place, process: process.to_owned(), _running: running }
    }

    /// A new, empty bucket.
    pub async fn bucket(&self) -> TestBucket {
        let bucket = TestBucket { place: self.place.clone(), name: format!("ward-{}", NEXT.fetch_add(1, Ordering::SeqCst)) };
        bucket.ask("PUT", "").await;
        bucket
    }

    /// Sends it a signal: `STOP` makes it hang, `CONT` go on, `KILL` ends it.
    ///
    /// # Panics
    /// When it is not running.
    pub fn signal(&self, signal: &str) {
        assert!(
            Command::new("kill").args(["-s", signal, &self.process]).status().is_ok_and(|status| status.success()),
            "it takes a signal"
        );
    }
}

/// A bucket of that store.
#[derive(Debug)]
pub struct TestBucket {
    place: String,
    name: String,
}

impl TestBucket {
    /// The setting that names it.
    pub fn route(&self) -> String {
        format!("s3://ward:s3cret@{}/{}?tls=none", self.place, self.name)
    }

    /// What lies in it, and what is on its way there in parts, by name.
    pub async fn list(&self) -> Vec<String> {
        let (whole, half) = (self.ask("GET", "?list-type=2").await, self.ask("GET", "?uploads").await);
        let names = [whole, half].concat();
        names.split("<Key>").skip(1).filter_map(|rest| Some(rest.split_once('<')?.0.to_owned())).collect()
    }

    /// Asks without a program that knows S3: what is tested must not be what tells.
    async fn ask(&self, method: &str, query: &str) -> String {
        let Self { place, name } = self;
        let mut line = TcpStream::connect(place).await.expect("the store answers");
        let request = format!("{method} /{name}{query} HTTP/1.0\r\nHost: {place}\r\nContent-Length: 0\r\n\r\n");
        line.write_all(request.as_bytes()).await.expect("the store listens");
        let mut answer = String::new();
        line.read_to_string(&mut answer).await.expect("the store says something");
        assert!(answer.split(' ').nth(1).is_some_and(|status| status == "200"), "{answer}");
        answer
    }
}
