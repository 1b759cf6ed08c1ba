//! The heads outside the database: a file for each organisation, to which lines are only ever added.
//!
//! Whoever can change the database cannot take back what stands there: an end that was cut off, or a tree that was made anew, does
//! not fit the heads of before. So the folder belongs on another disk or another machine than the database, best where a file can
//! only grow.

use std::fs::File;
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Seek, SeekFrom, Take, Write};
use std::iter::Peekable;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::head::Head;
use crate::access::OrganisationId;

/// What a file is called after its organisation.
const ENDING: &str = "heads";
/// No line is longer.
const LONGEST_LINE: u64 = 1024;

/// The folder of those files.
#[derive(Clone, Debug)]
pub struct Outside(PathBuf);

impl Outside {
    /// The files in this folder; it is made when something is written.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self(folder.into())
    }

    /// The file of an organisation.
    pub fn file_of(&self, organisation: OrganisationId) -> PathBuf {
        self.0.join(format!("{organisation}.{ENDING}"))
    }

    /// The organisations that have one.
    pub fn organisations(&self) -> io::Result<Vec<OrganisationId>> {
        let entries = match std::fs::read_dir(&self.0) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries?,
        };
        let mut found = Vec::new();
        for entry in entries {
            let path = entry?.path();
            let is_ours = path.extension().is_some_and(|ending| ending == ENDING);
            found.extend(path.file_stem().filter(|_| is_ours).and_then(|name| name.to_str()?.parse::<OrganisationId>().ok()));
        }
        found.sort_unstable();
        Ok(found)
    }

    /// Appends those of `heads` (the smallest first) that are larger than the last one there, and returns when they are on disk. Two
    /// programs may do so at once. Returns how large the last one was before.
    pub fn append(&self, organisation: OrganisationId, heads: &[Head]) -> io::Result<i64> {
        std::fs::create_dir_all(&self.0)?;
        let path = self.file_of(organisation);
        let mut file = File::options().read(true).append(true).create(true).mode(0o600).open(&path)?;
        file.lock()?;
        let (end, last) = last_line(&mut file, &path)?;
        if end < file.metadata()?.len() {
            // The half of a line that a crash left. It was never counted as out, and comes again now.
            file.set_len(end)?;
        }
        let lines: String = heads.iter().filter(|head| head.size > last).map(Head::line).collect();
        file.write_all(lines.as_bytes())?;
        file.sync_all()?;
        if end == 0 {
            // That there is such a file at all has to last too.
            File::open(&self.0)?.sync_all()?;
        }
        Ok(last)
    }

    /// Everything that was written of an organisation until now, from the beginning.
    pub fn read(&self, organisation: OrganisationId) -> io::Result<Written> {
        let file = match File::open(self.file_of(organisation)) {
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            file => Some(file?),
        };
        // What others add from now on is newer than what it is compared with.
        let length = file.as_ref().map_or(Ok(0), |file| file.metadata().map(|is| is.len()))?;
        let lines = Numbered { file: file.map(|file| BufReader::new(file.take(length))), number: 0 };
        Ok(Written { organisation, lines: lines.peekable() })
    }
}

/// Where the last whole line ends, and the size of its head.
fn last_line(file: &mut File, path: &Path) -> io::Result<(u64, i64)> {
    let length = file.seek(SeekFrom::End(0))?;
    // Room for two: behind the last whole line may stand the half of one that a crash left.
    let from = length.saturating_sub(2 * LONGEST_LINE);
    file.seek(SeekFrom::Start(from))?;
    let mut tail = Vec::new();
    file.read_to_end(&mut tail)?;
    let Some(end) = tail.iter().rposition(|byte| *byte == b'\n') else {
        return if from == 0 { Ok((0, 0)) } else { Err(unreadable(path)) };
    };
    let line = tail[..end].rsplit(|byte| *byte == b'\n').next().and_then(|line| str::from_utf8(line).ok());
    let head = line.and_then(Head::read).ok_or_else(|| unreadable(path))?;
    Ok((from + end as u64 + 1, head.size))
}

fn unreadable(path: &Path) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, format!("{}: its last line is no signed head", path.display()))
}

/// A line: its number, and the head that it holds, if it holds one of this organisation.
pub type Line = (u64, Option<Head>);

/// The lines of a file, in the order in which they were written.
pub struct Written {
    organisation: OrganisationId,
    lines: Peekable<Numbered>,
}

impl Written {
    /// The lines that come next and are of trees no larger than `size`; with those among them that cannot be read.
    pub fn up_to(&mut self, size: i64) -> io::Result<Vec<Line>> {
        let mut found = Vec::new();
        let organisation = self.organisation;
        let is_next = |line: &io::Result<(u64, Option<Head>)>| !matches!(line, Ok((_, Some(head))) if head.size > size);
        while let Some(line) = self.lines.next_if(is_next) {
            let (number, head) = line?;
            found.push((number, head.filter(|head| head.organisation_id == organisation)));
        }
        Ok(found)
    }
}

struct Numbered {
    file: Option<BufReader<Take<File>>>,
    number: u64,
}

impl Iterator for Numbered {
    type Item = io::Result<(u64, Option<Head>)>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut line = Vec::new();
        if let Err(error) = self.file.as_mut()?.read_until(b'\n', &mut line) {
            self.file = None;
            return Some(Err(error));
        }
        // The half of a line at the end was never counted as out.
        let line = line.strip_suffix(b"\n")?;
        self.number += 1;
        Some(Ok((self.number, str::from_utf8(line).ok().and_then(Head::read))))
    }
}
