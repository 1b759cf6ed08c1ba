//! The log and the numbers. Neither ever holds clinical text: ids, counts and times only.

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

/// Starts the log, on standard error. Call it once, at the start.
pub fn start_log(format: LogFormat, level: &str) -> Result<(), TelemetryError> {
    use tracing_subscriber::util::SubscriberInitExt;
    // lettre and sqlx write what they are given, which is mail and rows, when asked for details.
    let filter = EnvFilter::try_new(format!("{level},sqlx=warn,lettre=warn,hyper=info,h2=info,rustls=warn"))?;
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => log.json().flatten_event(true).finish().try_init()?,
        LogFormat::Pretty => log.with_ansi(std::io::stderr().is_terminal()).with_target(false).finish().try_init()?,
    }
    std::panic::set_hook(Box::new(|panic| {
        // The place only: the words of a panic may quote the text that was being cut.
        let place = panic.location().map(ToString::to_string);
        tracing::error!(place, "a panic");
        metrics::counter!("pando_panics_total").increment(1);
    }));
    Ok(())
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
