//! A PostgreSQL of our own that flushes as in production, and can be killed and started again; and a standby of it.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::machine::{family, on_core_1};

/// A cluster in a folder of its own. Ended, and its folder removed, when dropped.
pub struct Postgres {
    bin: PathBuf,
    folder: PathBuf,
    preload: Option<PathBuf>,
    server: Option<Child>,
}

impl Postgres {
    /// Makes and starts one; `preload` is a library that slows its flushes.
    pub async fn start(preload: Option<&Path>) -> io::Result<Self> {
        let mut postgres = Self::in_a_folder(preload).await?;
        let mut made = postgres.owned("initdb");
        made.arg("-D").arg(postgres.data()).args(["-U", "pando", "-A", "trust", "-E", "UTF8", "--locale=C"]);
        run(made).await?;
        postgres.up().await?;
        Ok(postgres)
    }

    /// Makes and starts another one that follows this one's log. From then on this one confirms nothing that the other does not
    /// have on its disk; both are set up alike, so that either can be what the other was.
    pub async fn standby(&self) -> io::Result<Self> {
        let mut standby = Self::in_a_folder(None).await?;
        let mut copied = standby.owned("pg_basebackup");
        // Fast: at its leisure it waits for the next checkpoint, which may be minutes away.
        copied.arg("-D").arg(standby.data()).arg("-h").arg(&self.folder).args(["-U", "pando", "-c", "fast", "-R"]);
        run(copied).await?;
        standby.up().await?;
        for one in [&standby, self] {
            one.ask("ALTER SYSTEM SET synchronous_standby_names = '*'").await?;
            one.ask("SELECT pg_reload_conf()").await?;
        }
        for _ in 0..1200 {
            if self.ask("SELECT state, sync_state FROM pg_stat_replication").await? == "streaming|sync" {
                return Ok(standby);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(io::Error::other(format!("the standby does not follow:\n{}", standby.log())))
    }

    /// Makes a standby the one that is written to, as whoever runs it would: it waits for nobody any more.
    pub async fn promote(&self) -> io::Result<()> {
        self.ask("ALTER SYSTEM RESET synchronous_standby_names").await?;
        self.ask("SELECT pg_reload_conf()").await?;
        if self.ask("SELECT pg_promote()").await? == "t" {
            return Ok(());
        }
        Err(io::Error::other(format!("the standby did not take over:\n{}", self.log())))
    }

    async fn in_a_folder(preload: Option<&Path>) -> io::Result<Self> {
        let bin = find_bin()
            .ok_or_else(|| io::Error::other("PostgreSQL is not on this machine: install it (Debian: apt-get install postgresql)"))?;
        let folder = crate::machine::data_root()?.join(format!("pando-bench-pg.{}.{}", std::process::id(), crate::machine::free_port()?));
        std::fs::create_dir(&folder)?;
        let postgres = Self { bin, folder, preload: preload.map(Path::to_path_buf), server: None };
        if is_root() {
            let mut given = Command::new("chown");
            given.arg("postgres").arg(&postgres.folder);
            run(given).await?;
        }
        Ok(postgres)
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("postgres://pando@localhost/postgres?host={}", self.folder.display())
    }

    /// Where it listens.
    pub fn socket(&self) -> PathBuf {
        self.folder.join(".s.PGSQL.5432")
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// The process whose children all its work is done by.
    pub fn pid(&self) -> Option<u32> {
        let file = std::fs::read_to_string(self.data().join("postmaster.pid")).ok()?;
        file.lines().next()?.trim().parse().ok()
    }

    /// Kills every process of it at once, as a fault of the machine would.
    pub fn kill(&mut self) -> io::Result<()> {
        let Some(mut server) = self.server.take() else { return Ok(()) };
        if let Some(pid) = self.pid() {
            let all: Vec<String> = family(pid).iter().map(u32::to_string).collect();
            // Some may have gone with the first.
            Command::new("kill").arg("-9").args(all).stderr(Stdio::null()).status()?;
        }
        // What started it may still stand where it was frozen, and would end never.
        Command::new("kill").arg("-CONT").arg(server.id().to_string()).stderr(Stdio::null()).status()?;
        server.wait()?;
        Ok(())
    }

    /// Stops all its processes where they are, or lets them go on.
    pub fn freeze(&self, stop: bool) -> io::Result<()> {
        let pid = self.pid().ok_or_else(|| io::Error::other("PostgreSQL does not run"))?;
        // What started it for another user stops with it, and goes on only when it is told to.
        let starter = self.server.as_ref().map(Child::id);
        let all: Vec<String> = family(pid).into_iter().chain(starter).map(|pid| pid.to_string()).collect();
        Command::new("kill").arg(if stop { "-STOP" } else { "-CONT" }).args(all).stderr(Stdio::null()).status()?;
        Ok(())
    }

    /// Starts it and waits until it answers.
    pub async fn up(&mut self) -> io::Result<()> {
        let log = std::fs::File::options().create(true).append(true).open(self.folder.join("server.log"))?;
        let mut command = self.owned("postgres");
        command.arg("-D").arg(self.data()).arg("-k").arg(&self.folder);
        for setting in
            ["listen_addresses=", "max_connections=200", "fsync=on", "synchronous_commit=on", "shared_buffers=256MB", "max_wal_size=4GB"]
        {
            command.args(["-c", setting]);
        }
        self.server = Some(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?);
        for _ in 0..1200 {
            if self.ask("SELECT 1").await.is_ok() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(io::Error::other(format!("PostgreSQL did not start:\n{}", self.log())))
    }

    /// What it answers to one statement.
    async fn ask(&self, statement: &str) -> io::Result<String> {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.arg("-h").arg(&self.folder).args(["-U", "pando", "-d", "postgres", "-qAtc", statement]);
        run(psql).await
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default()
    }

    /// A program of it, run by who may (it refuses root), on the server's core.
    fn owned(&self, program: &str) -> Command {
        let mut command = on_core_1();
        if is_root() {
            command.args(["runuser", "-u", "postgres", "--"]);
        }
        command.arg("env");
        if let Some(preload) = &self.preload {
            command.arg(format!("LD_PRELOAD={}", preload.display()));
        }
        command.arg(self.bin.join(program)).current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let ended = self.kill().and_then(|()| std::fs::remove_dir_all(&self.folder));
        if let Err(error) = ended {
            eprintln!("PostgreSQL in {} could not be cleared away: {error}", self.folder.display());
        }
    }
}

/// Runs a program to its end, without holding up those who send meanwhile; what it said.
async fn run(command: Command) -> io::Result<String> {
    let output = tokio::process::Command::from(command).stdin(Stdio::null()).output().await?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn find_bin() -> Option<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?;
    let mut bins: Vec<PathBuf> =
        versions.flatten().map(|version| version.path().join("bin")).filter(|bin| bin.join("initdb").exists()).collect();
    bins.sort();
    bins.pop()
}
