//! The log and the numbers. Neither ever holds clinical text: ids, counts and times only.

use std::backtrace::Backtrace;
use std::io::IsTerminal;
use std::time::Duration;

pub use metrics_exporter_prometheus::PrometheusHandle;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::util::TryInitError;

use crate::config::LogFormat;

/// Why there is no log or no numbers.
#[derive(Debug, thiserror::Error)]
pub enum TelemetryError {
    /// The level cannot be read.
    #[error("log_level: {0}")]
    Level(#[from] tracing_subscriber::filter::ParseError),
    /// There is a log already.
    #[error(transparent)]
    Log(#[from] TryInitError),
    /// There are numbers already.
    #[error(transparent)]
    Numbers(#[from] BuildError),
}

/// So many functions on the way to a panic are named at most.
const MOST_NAMES: usize = 12;
/// How the names begin that every trace has.
const EVERYWHERE: [&str; 8] = ["std::", "core::", "alloc::", "rust_", "__rust", "tokio::", "platform::telemetry::start_log", "unsafe "];

/// Starts the log, on standard error. Call it once, at the start.
pub fn start_log(format: LogFormat, level: &str) -> Result<(), TelemetryError> {
    use tracing_subscriber::util::SubscriberInitExt;
    // lettre and sqlx write what they are given, which is mail and rows, when asked for details. How NATS stands we say ourselves.
    let filter = EnvFilter::try_new(format!("{level},sqlx=warn,lettre=warn,hyper=info,h2=info,rustls=warn,async_nats=off"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => log.json().flatten_event(true).finish().try_init()?,
        LogFormat::Pretty => log.with_ansi(std::io::stderr().is_terminal()).with_target(false).finish().try_init()?,
    }
    std::panic::set_hook(Box::new(|panic| {
        // The place and the way there only: the words of a panic may quote the text that was being cut.
        let place = panic.location().map(ToString::to_string);
        let way = way(&Backtrace::force_capture().to_string());
        tracing::error!(place, way, "a panic");
        metrics::counter!("pando_panics_total").increment(1);
    }));
    Ok(())
}

/// The names of the functions that a trace went through, the innermost first, without those that are the same in each.
fn way(trace: &str) -> String {
    let names = trace.lines().filter_map(|line| line.trim_start().split_once(": ")).filter(|(at, _)| at.parse::<u32>().is_ok());
    let telling =
        names.map(|(_, name)| name).filter(|name| !EVERYWHERE.iter().any(|start| name.trim_start_matches('<').starts_with(start)));
    telling.take(MOST_NAMES).collect::<Vec<_>>().join(" < ")
}

/// Starts counting; the handle writes what `/metrics` answers. Call it once, at the start, inside the runtime.
pub fn start_numbers() -> Result<PrometheusHandle, TelemetryError> {
    let handle = PrometheusBuilder::new().install_recorder()?;
    let upkeep = handle.clone();
    tokio::spawn(async move {
        let mut tick = tokio::time::interval(Duration::from_secs(5));
        loop {
            tick.tick().await;
            upkeep.run_upkeep();
        }
    });
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_a_panic_names_what_is_ours_and_no_words() {
        let trace = "   0: std::panicking::begin\n             at /rustc/1\n   1: <core::option::Option>::expect\n  \
                     2: chat::screen::Screen\n             at ./chat/src/screen.rs:4\n   3: <app::frame::Frame as Render>::build\n";
        assert_eq!(way(trace), "chat::screen::Screen < <app::frame::Frame as Render>::build");
        assert_eq!(way("disabled backtrace"), "");
        assert!(way(&Backtrace::force_capture().to_string()).contains("the_way_to_a_panic"));
    }
}
