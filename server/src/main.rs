//! The program: `serve`, `migrate`, `demo`, `doctor`, `audit`, `config`.

// A view is one deep type.
#![recursion_limit = "512"]

mod addresses;
mod audit_cmd;
mod compression;
mod crashes;
mod doctor;
mod drawing;
mod gate;
mod guard;
mod heads;
mod hub;
mod live;
mod mailbox;
mod routes;
mod security;
mod serve;
mod session;
mod settings_cmd;
mod site;
mod state;
#[cfg(test)]
mod tests;

use std::error::Error;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use platform::clock::Clock;
use platform::config::{self, Config};
use platform::db::Db;
use platform::telemetry;

/// Requests live for a moment on one thread and die on another: a fifth of a send's time went into glibc's allocator.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Pando, a clinical messenger.
#[derive(Parser)]
#[command(name = "server", version, next_help_heading = "Settings")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    config: Config,
}

#[derive(Subcommand)]
enum Command {
    /// Serve people, until SIGTERM or Ctrl-C.
    Serve,
    /// Bring the database's tables up to date, and end.
    Migrate,
    /// Fill an empty database with a demonstration hospital, and end.
    Demo(demo::Size),
    /// Check everything the server needs, and say what to do about what is missing.
    Doctor,
    /// Check the audit trail.
    #[command(subcommand)]
    Audit(audit_cmd::Audit),
    /// Print every setting, what it is for, its value and where that came from.
    Config,
}

fn main() -> ExitCode {
    let (cli, settings) = match config::read::<Cli>(std::env::args_os()) {
        Ok(read) => read,
        Err(error) => error.exit(),
    };
    // Before anything speaks TLS: two providers are linked in, and rustls will not choose for us.
    if rustls::crypto::ring::default_provider().install_default().is_err() {
        eprintln!("Another TLS provider was installed first; going on with it.");
    }
    if matches!(cli.command, Command::Config) {
        print!("{}", settings_cmd::report(&settings));
        return ExitCode::SUCCESS;
    }
    match run(cli) {
        Ok(code) => code,
        Err(trouble) => {
            eprintln!("{}", in_full(trouble.as_ref()));
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode, Box<dyn Error>> {
    let config = cli.config;
    // `serve` starts its own, with the numbers.
    if !matches!(cli.command, Command::Serve) {
        telemetry::start_log(config.log_format, &config.log_level)?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve => serve::serve(config).await?,
            Command::Migrate => {
                let db = Db::open_up_to_date(&config.database()).await?;
                println!("The {} database is up to date.", db.engine());
                db.close().await;
            }
            Command::Demo(size) => {
                let db = Db::open_up_to_date(&config.database()).await?;
                let said = demo::command(&db, Clock::Machine.now(), &size).await;
                db.close().await;
                println!("{}", said.map_err(|refused| refused.to_string())?);
            }
            Command::Doctor => return Ok(doctor::run(&config).await),
            Command::Audit(audit) => return audit_cmd::run(&config, &audit).await,
            Command::Config => {}
        }
        Ok(ExitCode::SUCCESS)
    })
}

/// The error and what caused it, in one line.
fn in_full(error: &(dyn Error + 'static)) -> String {
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let more = error.to_string();
        // Many errors repeat their cause in their own words.
        if !words.contains(&more) {
            words.push_str(": ");
            words.push_str(&more);
        }
        cause = error.source();
    }
    words
}
