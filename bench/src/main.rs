//! The load generator and the crash checker: real HTTP and real sockets against the release server.
//!
//! The server is pinned to core 1, this program to core 0. Every figure stands beside the machine's own floor,
//! measured in the same run.

mod crash;
mod crowd;
mod forwarder;
mod history;
mod http;
mod idle;
mod large;
mod latency;
mod lighthouse;
mod load;
mod machine;
mod nodes;
mod opening;
mod outage;
mod postgres;
mod power;
mod replay;
mod report;
mod rooms;
mod senders;
mod server;
mod socket;
mod staff;
mod standby;
mod tabs;
mod upgrade;

use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::OnceLock;

use clap::{Parser, Subcommand};
use platform::clock::Clock;

use report::Report;
use server::{Engine, find_program};

static PINNED: OnceLock<bool> = OnceLock::new();

/// Measures the release server, and tries to make it lose messages.
#[derive(Parser)]
struct Arguments {
    /// The server's program; the one beside this program unless it is named.
    #[arg(long, env = "PANDO_SERVER", global = true)]
    server: Option<PathBuf>,
    /// Seconds a stage lasts.
    #[arg(long, default_value_t = 5, global = true)]
    seconds: u64,
    /// Only whether it works: short stages and small worlds.
    #[arg(long, global = true)]
    quick: bool,
    /// Which database; both unless it is named.
    #[arg(long, value_enum, global = true)]
    engine: Option<Engine>,
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Durable sends between two people, and the slow disk.
    Load,
    /// Kill it under load, and compare what was acknowledged with what is stored.
    Crash {
        /// How often.
        #[arg(long, default_value_t = 50)]
        cycles: usize,
    },
    /// Kill one of two servers under load, again and again, and now and then what they tell each other by; PostgreSQL only.
    Nodes {
        /// How often.
        #[arg(long, default_value_t = 50)]
        cycles: usize,
    },
    /// Replace an old program (`--server`) by a newer one under load, one of two servers after the other, and go back; PostgreSQL only.
    Upgrade {
        /// The newer program; the bench of the same version lies beside it.
        #[arg(long)]
        newer: PathBuf,
        /// How often a server is killed in each state between.
        #[arg(long, default_value_t = 6)]
        cycles: usize,
    },
    /// Real dialogues turn by turn, with the server killed in the middle.
    Replay {
        /// The dialogues: a CSV whose fourth column holds turns "Doctor: …", "Patient: …".
        #[arg(long, env = "PANDO_DIALOGUES", default_value = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/mts-dialog/MTS-Dialog-TrainingSet.csv"))]
        dialogues: PathBuf,
    },
    /// Deliveries in rooms of fifty.
    Rooms,
    /// Sends into conversations of thousands, beside those between two.
    Large,
    /// Memory of sockets that are only there.
    Idle {
        /// How many.
        #[arg(long, default_value_t = 15_000)]
        sockets: usize,
    },
    /// All sockets cut at once, and all back.
    Storm {
        /// How many.
        #[arg(long, default_value_t = 15_000)]
        sockets: usize,
    },
    /// First screens with little and with much, and catching up.
    Opening,
    /// Bytes of the first load, as they come over the wire.
    Size {
        /// Where to put the first screen's HTML, for `.ci/size`.
        #[arg(long)]
        page: Option<PathBuf>,
    },
    /// Paint, blocking and shift of the first load on a simulated phone.
    Lighthouse,
    /// All of it in one run.
    All {
        /// How often the server is killed.
        #[arg(long, default_value_t = 50)]
        cycles: usize,
    },
    #[command(hide = true)]
    Control {
        url: String,
        #[arg(long)]
        early: bool,
        #[arg(long)]
        honest: bool,
    },
    #[command(hide = true)]
    OneCommit { url: String, for_seconds: u64 },
    #[command(hide = true)]
    Raw { url: String, for_seconds: u64 },
    #[command(hide = true)]
    Tabs { url: String, one: SocketAddr, other: SocketAddr },
}

impl What {
    fn name(&self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Crash { .. } => "crash",
            Self::Nodes { .. } => "nodes",
            Self::Upgrade { .. } => "upgrade",
            Self::Replay { .. } => "replay",
            Self::Rooms => "rooms",
            Self::Large => "large",
            Self::Idle { .. } => "idle",
            Self::Storm { .. } => "storm",
            Self::Opening => "opening",
            Self::Size { .. } => "size",
            Self::Lighthouse => "lighthouse",
            Self::All { .. } => "all",
            Self::Control { .. } | Self::OneCommit { .. } | Self::Raw { .. } | Self::Tabs { .. } => "",
        }
    }
}

/// Whether this program holds itself on core 0, and leaves core 1 to the server.
pub fn is_pinned() -> bool {
    PINNED.get().copied().unwrap_or(false)
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let is_child = arguments.what.name().is_empty();
    if !is_child {
        machine::open_as_many_files_as_allowed();
    }
    PINNED.get_or_init(|| !is_child && machine::stay_on_core_0());
    // One thread, for it has one core.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let ended = runtime.and_then(|runtime| runtime.block_on(run(&arguments)));
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &Arguments) -> io::Result<()> {
    match &arguments.what {
        What::Control { url, early, .. } => return crash::control_child(url, *early).await,
        What::OneCommit { url, for_seconds } => return load::one_commit(url, *for_seconds).await,
        What::Raw { url, for_seconds } => return load::raw(url, *for_seconds).await,
        What::Tabs { url, one, other } => return tabs::run(url, [*one, *other]).await,
        _ => {}
    }
    let mut report = Report::default();
    let measured = measure(arguments, &mut report).await;
    // Before it is said how it ended: what a failed run has found is kept as well.
    let path = report.keep(arguments.what.name(), Clock::Machine.now())?;
    println!("\nKept in {}.", path.display());
    measured
}

async fn measure(arguments: &Arguments, report: &mut Report) -> io::Result<()> {
    let program = find_program(arguments.server.clone())?;
    if !is_pinned() {
        report.line("not pinned: the generator takes time from the server");
    }
    match &arguments.what {
        What::Nodes { cycles } => {
            report.part("Crash, one of two servers");
            return nodes::run(&program, if arguments.quick { 3 } else { *cycles }, report).await;
        }
        What::Upgrade { newer, cycles } => {
            report.part("Rolling upgrade");
            return upgrade::run(&program, newer, if arguments.quick { 2 } else { *cycles }, report).await;
        }
        What::Lighthouse => return lighthouse::run(&program, arguments.quick, report).await,
        _ => {}
    }
    for engine in arguments.engine.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine]) {
        if let What::All { cycles } = arguments.what {
            for what in all(cycles) {
                one(&program, engine, &what, arguments, report).await?;
            }
        } else {
            one(&program, engine, &arguments.what, arguments, report).await?;
        }
    }
    match &arguments.what {
        What::Size { page } => opening::size(&program, page.as_deref(), report).await,
        What::All { .. } => {
            opening::size(&program, None, report).await?;
            lighthouse::run(&program, arguments.quick, report).await
        }
        _ => Ok(()),
    }
}

fn all(cycles: usize) -> Vec<What> {
    let dialogues = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/data/mts-dialog/MTS-Dialog-TrainingSet.csv"));
    vec![
        What::Load,
        What::Rooms,
        What::Large,
        What::Storm { sockets: 15_000 },
        What::Opening,
        What::Replay { dialogues },
        What::Crash { cycles },
    ]
}

async fn one(program: &Path, engine: Engine, what: &What, arguments: &Arguments, report: &mut Report) -> io::Result<()> {
    let quick = arguments.quick;
    let seconds = if quick { 1 } else { arguments.seconds };
    match what {
        What::Load => {
            load::run(program, engine, seconds, report).await?;
            load::slow_disk(program, engine, seconds, report).await
        }
        What::Crash { cycles } => {
            report.part(&format!("Crash, {engine:?}"));
            // Half a minute and more each.
            if engine == Engine::Postgres && !quick {
                outage::frozen(program, report).await?;
                standby::run(program, report).await?;
            }
            outage::half_migrated(program, engine, report).await?;
            crash::run(program, engine, if quick { 3 } else { *cycles }, report).await
        }
        What::Replay { dialogues } => replay::run(program, engine, dialogues, report).await,
        What::Rooms => rooms::run(program, engine, seconds, report).await,
        What::Large => large::run(program, engine, seconds, report).await,
        What::Idle { sockets } => idle::run(program, engine, if quick { 500 } else { *sockets }, false, report).await,
        What::Storm { sockets } => idle::run(program, engine, if quick { 500 } else { *sockets }, true, report).await,
        What::Opening => opening::run(program, engine, quick, report).await,
        What::Size { .. }
        | What::Lighthouse
        | What::All { .. }
        | What::Nodes { .. }
        | What::Upgrade { .. }
        | What::Control { .. }
        | What::OneCommit { .. }
        | What::Raw { .. }
        | What::Tabs { .. } => Ok(()),
    }
}
