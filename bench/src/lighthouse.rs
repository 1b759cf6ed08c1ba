//! The first load as Lighthouse sees it: a phone on a slow line, a processor four times slower than this one.

use std::io;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::opening::clinician;
use crate::report::Report;
use crate::server::{Engine, Server};

/// Runs of each screen; the median counts.
const TIMES: usize = 5;

/// What one run measured: milliseconds, but for the shift and the score.
#[derive(Debug, Deserialize)]
struct Run {
    path: String,
    /// Largest contentful paint.
    lcp: f64,
    /// Total blocking time.
    tbt: f64,
    /// Cumulative layout shift.
    cls: f64,
    /// First contentful paint.
    fcp: f64,
    score: f64,
}

/// Sign-in, the inbox and a conversation of the demonstration hospital.
pub async fn run(program: &Path, quick: bool, report: &mut Report) -> io::Result<()> {
    report.part("Lighthouse 12, mobile, simulated throttling");
    let mut server = Server::new(program, Engine::Sqlite, None).await?;
    server.run("demo", &[]).await?;
    let (person, conversation) = clinician(&server).await?;
    server.up().await?;
    let screens = ["/sign-in".to_owned(), "/c".to_owned(), format!("/c/{conversation}")];
    let runs = measured(&server, &person.cookie, if quick { 1 } else { TIMES }, &screens)?;
    for (name, path) in ["sign-in", "inbox", "conversation"].into_iter().zip(&screens) {
        let of_screen: Vec<&Run> = runs.iter().filter(|run| run.path == *path).collect();
        told(name, &of_screen, report);
    }
    Ok(())
}

fn told(name: &str, runs: &[&Run], report: &mut Report) {
    for run in runs {
        report.line(&format!(
            "{name}: LCP {:.0} ms, TBT {:.0} ms, CLS {:.3}, FCP {:.0} ms, score {:.2}",
            run.lcp, run.tbt, run.cls, run.fcp, run.score
        ));
    }
    let median = |of: fn(&Run) -> f64| {
        let mut found: Vec<f64> = runs.iter().map(|run| of(run)).collect();
        found.sort_by(f64::total_cmp);
        found.get(found.len() / 2).copied().unwrap_or(f64::NAN)
    };
    report.against(&format!("{name}: LCP, median, ms"), median(|run| run.lcp), 1500.0, false);
    report.against(&format!("{name}: TBT, median, ms"), median(|run| run.tbt), 150.0, false);
    report.against(&format!("{name}: CLS, median"), median(|run| run.cls), 0.02, false);
}

/// The browser may use both cores: it is what is measured, and this program only waits for it.
fn measured(server: &Server, cookie: &str, times: usize, screens: &[String]) -> io::Result<Vec<Run>> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/lighthouse/run.mjs");
    let origin = format!("http://localhost:{}", server.address.port());
    let mut command = Command::new("taskset");
    command.args(["-c", "0-1", "node", script, &origin, cookie, &times.to_string()]).args(screens);
    let output = command.stderr(std::process::Stdio::inherit()).output()?;
    if !output.status.success() {
        return Err(io::Error::other(format!("Lighthouse ended with {}", output.status)));
    }
    String::from_utf8_lossy(&output.stdout).lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}
