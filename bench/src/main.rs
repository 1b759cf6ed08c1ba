//! The load generator and the crash checker: real HTTP and real sockets against the release server.
//!
//! The server is pinned to core 1, this program to core 0. Every figure stands beside the machine's own floor,
//! measured in the same run.

mod crash;
mod crowd;
mod history;
mod http;
mod latency;
mod load;
mod machine;
mod postgres;
mod report;
mod server;
mod socket;
mod staff;

use std::io;
use std::path::PathBuf;
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
}

impl What {
    fn name(&self) -> &'static str {
        match self {
            Self::Load => "load",
            Self::Crash { .. } => "crash",
            Self::Control { .. } | Self::OneCommit { .. } | Self::Raw { .. } => "",
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
    PINNED.get_or_init(|| !is_child && machine::stay_on_core_0());
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
        _ => {}
    }
    let mut report = Report::default();
    let measured = measure(arguments, &mut report).await;
    let path = report.keep(arguments.what.name(), Clock::Machine.now())?;
    println!("\nKept in {}.", path.display());
    measured
}

async fn measure(arguments: &Arguments, report: &mut Report) -> io::Result<()> {
    let program = find_program(arguments.server.clone())?;
    let seconds = if arguments.quick { 1 } else { arguments.seconds };
    let engines = arguments.engine.map_or_else(|| vec![Engine::Sqlite, Engine::Postgres], |engine| vec![engine]);
    if !is_pinned() {
        report.line("only one core: the generator takes time from the server");
    }
    for engine in engines {
        match &arguments.what {
            What::Load => {
                load::run(&program, engine, seconds, report).await?;
                load::slow_disk(&program, engine, seconds, report).await?;
            }
            What::Crash { cycles } => {
                report.part(&format!("Crash, {engine:?}"));
                crash::run(&program, engine, if arguments.quick { 3 } else { *cycles }, report).await?;
            }
            What::Control { .. } | What::OneCommit { .. } | What::Raw { .. } => {}
        }
    }
    Ok(())
}
