//! The release server as a child of the bench: started on a free port, killed without warning, started again.

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use platform::db::{Db, Options};

use crate::http::Client;
use crate::machine::{cpu_seconds, data_root, free_port, on_core_1};
use crate::postgres::Postgres;
use crate::power;
use crate::staff::trouble;

/// Which database the server stands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Engine {
    /// One file.
    Sqlite,
    /// A PostgreSQL of our own.
    Postgres,
}

/// A server with its own data.
pub struct Server {
    program: PathBuf,
    folder: tempfile::TempDir,
    /// Its database.
    url: String,
    preload: Option<PathBuf>,
    /// Whether a kill is a power cut too.
    cuts_power: bool,
    /// How many writes those kills took back.
    pub undone: usize,
    /// More settings, `PANDO_…=…`.
    settings: Vec<String>,
    child: Option<Child>,
    /// Its database, if that is a process of its own.
    pub postgres: Option<Postgres>,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Server {
    /// A server on `engine` with fresh tables; not running yet.
    pub async fn new(program: &Path, engine: Engine, preload: Option<&Path>) -> io::Result<Self> {
        let server = Self::bare(program, engine, preload).await?;
        Db::migrate(&server.options()).await.map_err(trouble)?;
        Ok(server)
    }

    /// One on SQLite whose every kill is a power cut: what it had not flushed is lost. Where its disk `pretends`, that is everything.
    pub async fn on_a_cable(program: &Path, pretends: bool) -> io::Result<Self> {
        let mut server = Self::new(program, Engine::Sqlite, None).await?;
        // Apart from the data, whose folder is for the server alone.
        let beside = server.folder().join("disk");
        std::fs::create_dir(&beside)?;
        server.preload = Some(power::library(&beside, pretends)?);
        server.cuts_power = true;
        Ok(server)
    }

    /// The same before its first start.
    pub async fn without_tables(program: &Path, engine: Engine) -> io::Result<Self> {
        Self::bare(program, engine, None).await
    }

    async fn bare(program: &Path, engine: Engine, preload: Option<&Path>) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("pando-bench.").tempdir_in(data_root()?)?;
        let postgres = match engine {
            Engine::Sqlite => None,
            Engine::Postgres => Some(Postgres::start(preload).await?),
        };
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        let url = postgres.as_ref().map_or_else(|| format!("sqlite:{}", folder.path().join("pando.db").display()), Postgres::url);
        Ok(Self {
            program: program.to_owned(),
            folder,
            url,
            preload: preload.map(Path::to_path_buf),
            cuts_power: false,
            undone: 0,
            settings: Vec::new(),
            child: None,
            postgres,
            address,
        })
    }

    /// Another one on the same database, with the same key; both tell each other what happens at `nats`.
    pub fn beside(&mut self, nats: &str) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("pando-bench.").tempdir_in(data_root()?)?;
        let nats = format!("PANDO_NATS={nats}");
        self.settings = vec![nats.clone()];
        let key = format!("PANDO_SECRET_FILE={}", self.folder.path().join("secret.key").display());
        let (program, url, settings) = (self.program.clone(), self.url.clone(), vec![nats, key]);
        let address = SocketAddr::from(([127, 0, 0, 1], free_port()?));
        Ok(Self { program, folder, url, preload: None, cuts_power: false, undone: 0, settings, child: None, postgres: None, address })
    }

    /// Reaches its database at `address` from its next start on.
    pub fn behind(&mut self, address: SocketAddr) {
        self.url = format!("postgres://pando@{address}/postgres");
    }

    /// Is another version of the program from its next start on.
    pub fn becomes(&mut self, program: &Path) {
        program.clone_into(&mut self.program);
    }

    /// How the bench opens the same database.
    pub fn options(&self) -> Options {
        Options { connections: 4, ..Options::new(self.url.as_str()) }
    }

    /// The folder of its data.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Opens the same database.
    pub async fn db(&self) -> io::Result<Db> {
        Db::open(&self.options()).await.map_err(trouble)
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = on_core_1();
        // Core 1 alone: the runtime must not think that it has both.
        command.arg("env").arg(format!("PANDO_DATABASE={}", self.url)).arg(format!("PANDO_DATA_DIR={}", self.folder.path().display()));
        command.arg(format!("PANDO_LISTEN={}", self.address)).arg(format!("PANDO_PUBLIC_URL=http://{}", self.address));
        // All come from one address, which may hold a quarter of them (`security/connections/book.rs`): 15,000.
        command.args(["PANDO_LOG_LEVEL=warn", "PANDO_MAX_CONNECTIONS=60000"]);
        // Where the database is a process of its own, that one flushes.
        if let Some(preload) = self.preload.as_ref().filter(|_| self.postgres.is_none()) {
            command.arg(format!("LD_PRELOAD={}", preload.display()));
        }
        command.args(&self.settings).arg(&self.program).arg(verb);
        command
    }

    /// Runs another of the program's commands to its end, without holding up those who send meanwhile.
    pub async fn run(&self, verb: &str, arguments: &[&str]) -> io::Result<()> {
        let mut command = self.command(verb);
        command.args(arguments);
        let output = tokio::process::Command::from(command).output().await?;
        if output.status.success() {
            return Ok(());
        }
        Err(io::Error::other(format!("{verb}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))))
    }

    /// Begins another of the program's commands, and kills it after so long; whether it was still at it.
    pub async fn interrupted(&self, verb: &str, after: Duration) -> io::Result<bool> {
        let mut child = self.command(verb).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?;
        tokio::time::sleep(after).await;
        let busy = child.try_wait()?.is_none();
        child.kill()?;
        child.wait()?;
        Ok(busy)
    }

    /// Starts it and waits until it answers.
    pub async fn up(&mut self) -> io::Result<()> {
        let log = std::fs::File::options().create(true).append(true).open(self.folder.path().join("server.log"))?;
        let child = self.command("serve").stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        self.child = Some(child);
        for _ in 0..1500 {
            if Client::new(self.address, "").get("/healthz", "").await.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if let Some(ended) = self.child.as_mut().and_then(|child| child.try_wait().transpose()).transpose()? {
                return Err(io::Error::other(format!("the server ended ({ended}):\n{}", self.log())));
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(io::Error::other(format!("the server did not answer:\n{}", self.log())))
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default()
    }

    /// Kills it without warning.
    pub fn kill(&mut self) -> io::Result<()> {
        if let Some(mut child) = self.child.take() {
            if let Some(ended) = child.try_wait()? {
                return Err(io::Error::other(format!("the server ended by itself ({ended}):\n{}", self.log())));
            }
            child.kill()?;
            child.wait()?;
            if self.cuts_power {
                self.undone += power::cut(self.folder())?;
            }
        }
        Ok(())
    }

    /// Asks it to end, and waits until it has.
    pub async fn stop(&mut self) -> io::Result<()> {
        if let Some(pid) = self.pid() {
            Command::new("kill").arg("-TERM").arg(pid.to_string()).status()?;
        }
        self.ended(Duration::from_secs(30)).await
    }

    /// Waits for it to end by itself.
    pub async fn ended(&mut self, patience: Duration) -> io::Result<()> {
        for _ in 0..patience.as_millis() / 20 {
            if self.child.as_mut().is_none_or(|child| child.try_wait().is_ok_and(|status| status.is_some())) {
                self.child = None;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Err(io::Error::other(format!("the server did not end:\n{}", self.log())))
    }

    /// The server's process: `taskset` and `env` became it.
    pub fn pid(&self) -> Option<u32> {
        self.child.as_ref().map(Child::id)
    }

    /// Processor seconds of the server and its database so far.
    pub fn cpu_seconds(&self) -> f64 {
        let server = self.pid().map_or(0.0, cpu_seconds);
        server + self.postgres.as_ref().and_then(Postgres::pid).map_or(0.0, cpu_seconds)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Err(error) = self.kill() {
            eprintln!("the server could not be ended: {error}");
        }
    }
}

/// Where the server's program is: named, or beside this one.
pub fn find_program(named: Option<PathBuf>) -> io::Result<PathBuf> {
    if let Some(named) = named {
        return Ok(named);
    }
    let beside = std::env::current_exe()?.with_file_name("server");
    if beside.exists() {
        return Ok(beside);
    }
    Err(io::Error::other(format!(
        "there is no server at {}: build it (cargo build --release -p server), or name it with --server",
        beside.display()
    )))
}
