//! `server audit verify`: whether the audit trail still is what was written down, in plain English.

use std::error::Error;
use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Subcommand;
use domain::audit::actions::verify;
use domain::audit::head::signer;
use domain::audit::outside::Outside;
use domain::audit::report::Report;
use platform::config::Config;
use platform::db::{Db, Tables};
use platform::secret::Secret;

/// What can be done about the audit trail.
#[derive(Subcommand)]
pub enum Audit {
    /// Recompute every hash and every signature, and name each entry that was changed, removed, put there or cut off.
    ///
    /// Compares the entries with their tree, the tree with the heads that the server signed, and those with the files in the folder
    /// `audit-heads`. It only reads, and may run beside a server. The exit code is 1 when anything is wrong.
    Verify {
        /// A public key with which this server signed before its own key was changed; may be given several times.
        #[arg(long, value_name = "KEY")]
        former_key: Vec<String>,
    },
}

/// Does it, and says how the trail stands.
pub async fn run(config: &Config, Audit::Verify { former_key }: &Audit) -> Result<ExitCode, Box<dyn Error>> {
    let (said, is_whole) = look(config, former_key).await?;
    print!("{said}");
    Ok(if is_whole { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// How the trail stands, in words, and whether it is whole.
async fn look(config: &Config, former_keys: &[String]) -> Result<(String, bool), Box<dyn Error>> {
    let secret = Secret::load(&config.secret_file).map_err(|error| {
        format!("Without the server's own key nothing can be checked: {error}. Bring {} back.", config.secret_file.display())
    })?;
    let db = Db::open(&config.database()).await?;
    // Newer ones too: the database says which programs may use them, and this one is among those.
    if !matches!(db.tables().await?, Tables::Current | Tables::Newer) {
        return Err("The tables do not fit this program. Run server migrate, or the program that last served here.".into());
    }
    let outside = Outside::in_folder(&config.audit_heads);
    let reports = verify(&db, &secret, &outside, former_keys).await;
    db.close().await;
    let reports = reports.map_err(|_| "The check could not be finished, and says nothing; the log above has the reason.")?;
    let is_whole = reports.iter().all(|report| report.troubles.is_empty());
    Ok((said(&reports, &signer(&secret).public(), config), is_whole))
}

fn said(reports: &[Report], key: &str, config: &Config) -> String {
    let mut text = String::new();
    for report in reports {
        // Writing into a String cannot fail.
        let _ = writeln!(text, "{report}");
    }
    let _ = writeln!(text, "Signed with the key {key}; the heads outside are in {}.", config.audit_heads.display());
    let wrong: usize = reports.iter().map(|report| report.troubles.len()).sum();
    let things = if wrong == 1 { "thing is" } else { "things are" };
    let _ = match wrong {
        0 => writeln!(text, "The audit trail is whole."),
        _ => writeln!(
            text,
            "{wrong} {things} wrong. Keep the database and the files outside as they are, and find out who could write there."
        ),
    };
    text
}

#[cfg(test)]
mod tests;
