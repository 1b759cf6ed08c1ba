//! `server doctor`: everything the server needs, checked, with what to do about what is missing.

mod checks;
mod shelf;

use std::process::ExitCode;

use platform::config::Config;

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Grade {
    Good,
    Doubtful,
    Bad,
}

/// What a check found, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    about: &'static str,
    grade: Grade,
    says: String,
    advice: String,
}

impl Finding {
    fn good(about: &'static str, says: impl Into<String>) -> Self {
        Self { about, grade: Grade::Good, says: says.into(), advice: String::new() }
    }

    fn doubtful(about: &'static str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { about, grade: Grade::Doubtful, says: says.into(), advice: advice.into() }
    }

    fn bad(about: &'static str, says: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { about, grade: Grade::Bad, says: says.into(), advice: advice.into() }
    }
}

impl std::fmt::Display for Finding {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mark = match self.grade {
            Grade::Good => "ok     ",
            Grade::Doubtful => "look   ",
            Grade::Bad => "WRONG  ",
        };
        write!(f, "{mark}{:<12}{}", self.about, self.says)?;
        if !self.advice.is_empty() {
            write!(f, "\n       {:<12}→ {}", "", self.advice)?;
        }
        Ok(())
    }
}

/// Checks everything and prints it; the exit code is 1 when something must be done before serving.
pub async fn run(config: &Config) -> ExitCode {
    let mut findings = checks::database(&config.database()).await;
    findings.push(checks::bus(config).await);
    findings.push(checks::secret(config));
    findings.push(shelf::blobs(config).await);
    findings.extend(shelf::one_place(config, &config.database()).await);
    findings.push(checks::audit(config));
    findings.push(checks::mail(config).await);
    findings.push(checks::certificate(config));
    findings.push(checks::clock(config));
    findings.push(checks::descriptors(config));
    findings.push(checks::disk(config));
    for finding in &findings {
        println!("{finding}");
    }
    let worst = findings.iter().map(|finding| finding.grade).max().unwrap_or(Grade::Good);
    println!(
        "{}",
        match worst {
            Grade::Good => "Everything is in order. Next: server serve",
            Grade::Doubtful => "It can serve; look at the lines marked `look` first.",
            Grade::Bad => "Do what the lines marked WRONG say, then run server doctor again.",
        }
    );
    if worst == Grade::Bad { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

#[cfg(test)]
mod tests;
