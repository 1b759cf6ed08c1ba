//! A PostgreSQL of our own that flushes as in production, and can be killed and started again.

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
        let bin = find_bin()
            .ok_or_else(|| io::Error::other("PostgreSQL is not on this machine: install it (Debian: apt-get install postgresql)"))?;
        let folder = PathBuf::from(format!("/tmp/pando-bench-pg.{}.{}", std::process::id(), crate::machine::free_port()?));
        std::fs::create_dir(&folder)?;
        let mut postgres = Self { bin, folder, preload: preload.map(Path::to_path_buf), server: None };
        if is_root() {
            run(Command::new("chown").arg("postgres").arg(&postgres.folder))?;
        }
        let data = postgres.folder.join("data");
        let made = run(postgres.owned("initdb").arg("-D").arg(&data).args(["-U", "pando", "-A", "trust", "-E", "UTF8", "--locale=C"]));
        made?;
        postgres.up().await?;
        Ok(postgres)
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("postgres://pando@localhost/postgres?host={}", self.folder.display())
    }

    /// The process whose children all its work is done by.
    pub fn pid(&self) -> Option<u32> {
        let file = std::fs::read_to_string(self.folder.join("data/postmaster.pid")).ok()?;
        file.lines().next()?.trim().parse().ok()
    }

    /// Kills every process of it at once, as a fault of the machine would.
    pub fn kill(&mut self) -> io::Result<()> {
        if let Some(pid) = self.pid() {
            let all: Vec<String> = family(pid).iter().map(u32::to_string).collect();
            // Some may have gone with the first.
            Command::new("kill").arg("-9").args(all).stderr(Stdio::null()).status()?;
        }
        if let Some(mut server) = self.server.take() {
            // What started it may still stand where it was frozen, and would end never.
            Command::new("kill").arg("-CONT").arg(server.id().to_string()).stderr(Stdio::null()).status()?;
            server.wait()?;
        }
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
        command.arg("-D").arg(self.folder.join("data")).arg("-k").arg(&self.folder);
        for setting in
            ["listen_addresses=", "max_connections=200", "fsync=on", "synchronous_commit=on", "shared_buffers=256MB", "max_wal_size=4GB"]
        {
            command.args(["-c", setting]);
        }
        self.server = Some(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn()?);
        for _ in 0..1200 {
            let answer = Command::new(self.bin.join("psql"))
                .arg("-h")
                .arg(&self.folder)
                .args(["-U", "pando", "-d", "postgres", "-qAtc", "SELECT 1"])
                .output()?;
            if answer.status.success() {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let said = std::fs::read_to_string(self.folder.join("server.log")).unwrap_or_default();
        Err(io::Error::other(format!("PostgreSQL did not start:\n{said}")))
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

fn run(command: &mut Command) -> io::Result<()> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(());
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
