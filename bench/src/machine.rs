//! The machine: its disk's flush rate, its processes' time and memory, its limits.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::latency::{Latency, stopwatch};

/// How fast the disk under `folder` flushes: as long as `time` allows, one small write each.
pub fn flush_rate(folder: &Path, time: Duration) -> io::Result<Latency> {
    let path = folder.join("flush-rate");
    let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
    let (mut latency, whole) = (Latency::default(), stopwatch());
    while whole.elapsed() < time {
        let one = stopwatch();
        file.write_all(&[7; 512])?;
        file.sync_data()?;
        latency.note(one.elapsed());
    }
    drop(file);
    fs::remove_file(path)?;
    Ok(latency)
}

/// A command that runs on the core that the bench leaves alone.
pub fn on_core_1() -> Command {
    // Once it is held on one core this process is told of one alone.
    if std::thread::available_parallelism().map_or(1, usize::from) >= 2 || crate::is_pinned() {
        let mut command = Command::new("taskset");
        command.args(["-c", "1"]);
        return command;
    }
    Command::new("env")
}

/// Processor time that a process and its children alive now have used, in seconds.
pub fn cpu_seconds(pid: u32) -> f64 {
    let ticks: u64 = family(pid).into_iter().filter_map(ticks).sum();
    // A process has used less than 2^53 ticks.
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^53 ticks")]
    let ticks = ticks as f64;
    // Linux counts in hundredths for every program (USER_HZ).
    ticks / 100.0
}

fn ticks(pid: u32) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // A program's name may hold spaces and brackets; behind it come user and system time, fields 14 and 15 of proc(5).
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}

/// A process and its children.
pub fn family(pid: u32) -> Vec<u32> {
    let mut all = vec![pid];
    let Ok(folders) = fs::read_dir("/proc") else { return all };
    for folder in folders.flatten() {
        let Some(child) = folder.file_name().to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        let parent = fs::read_to_string(format!("/proc/{child}/stat"))
            .ok()
            .and_then(|stat| stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok());
        if parent == Some(pid) {
            all.push(child);
        }
    }
    all
}

/// Resident memory of a process in bytes.
pub fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|kib| kib.parse::<u64>().ok()).unwrap_or(0) * 1024
}

/// Starts this program anew with the highest limit of open files it may have; the server inherits it.
pub fn open_as_many_files_as_allowed() {
    use std::os::unix::process::CommandExt;
    const DONE: &str = "PANDO_BENCH_LIMIT";
    if std::env::var_os(DONE).is_some() {
        return;
    }
    let Ok(program) = std::env::current_exe() else { return };
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -n $(ulimit -Hn) 2>/dev/null; exec \"$0\" \"$@\""]).arg(program).args(std::env::args_os().skip(1));
    // Comes back only when it failed; then there are fewer sockets.
    let error = command.env(DONE, "1").exec();
    eprintln!("the limit of open files stays as it is: {error}");
}

/// How many files this process may open.
pub fn open_files() -> usize {
    let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
    line.and_then(|line| line.split_whitespace().next()).and_then(|soft| soft.parse().ok()).unwrap_or(1024)
}

/// Holds this process on one core, so that the server has the other to itself. Says whether there are two.
pub fn stay_on_core_0() -> bool {
    if std::thread::available_parallelism().map_or(1, usize::from) < 2 {
        return false;
    }
    let pid = std::process::id().to_string();
    Command::new("taskset").args(["-cp", "0", &pid]).output().is_ok_and(|output| output.status.success())
}

/// What a folder's disk is called, for the report.
pub fn filesystem(folder: &Path) -> String {
    let output = Command::new("stat").args(["-f", "-c", "%T"]).arg(folder).output();
    output.map_or_else(|_| "unknown".into(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where data of a run lies: on the disk of the results, not in a memory file system.
pub fn data_root() -> io::Result<PathBuf> {
    let root = PathBuf::from(std::env::var_os("PANDO_BENCH_DATA").unwrap_or_else(|| "/var/tmp".into()));
    std::fs::create_dir_all(&root)?;
    Ok(root)
}

/// A port nobody listens on.
pub fn free_port() -> io::Result<u16> {
    Ok(std::net::TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
