//! What a run found: printed while it goes, kept as Markdown at the end.

use std::fmt::Write as _;
use std::io;
use std::path::PathBuf;

/// A report in the making.
#[derive(Default)]
pub struct Report {
    text: String,
}

impl Report {
    /// Begins a part.
    pub fn part(&mut self, title: &str) {
        println!("\n## {title}");
        // Writing into a String cannot fail.
        let _ = write!(self.text, "\n## {title}\n\n");
    }

    /// Adds a finding.
    pub fn line(&mut self, text: &str) {
        println!("- {text}");
        let _ = writeln!(self.text, "- {text}");
    }

    /// Adds a finding beside the number it has to beat.
    pub fn against(&mut self, what: &str, found: f64, wanted: f64, at_least: bool) {
        let kept = if at_least { found >= wanted } else { found <= wanted };
        let sign = if at_least { "≥" } else { "≤" };
        self.line(&format!("{} {what}: **{found:.2}** (wanted {sign} {wanted})", if kept { "✓" } else { "✗" }));
    }

    /// Keeps it in `bench/results`.
    pub fn keep(&self, name: &str, now: i64) -> io::Result<PathBuf> {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("results");
        std::fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}-{now}.md"));
        std::fs::write(&path, format!("# bench {name}\n{}", self.text))?;
        Ok(path)
    }
}
