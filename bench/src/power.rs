//! A power cut: `kill -9` leaves what was written in the system's memory, from where it still reaches the disk; a machine that loses its
//! power does not. What a library between the server and its disk noted (`power_cut.c`) puts the database's files back as they were when
//! they were last flushed.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Offset, length before, and how much follows: as the library writes them.
const HEAD: usize = 24;

/// Compiles a library that stands between a program and its disk.
pub fn preload(folder: &Path, source: &str, defines: &[String]) -> io::Result<PathBuf> {
    let (code, library) = (folder.join("disk.c"), folder.join("disk.so"));
    std::fs::write(&code, source)?;
    let compiled =
        Command::new("cc").args(["-O2", "-shared", "-fPIC"]).args(defines).arg("-o").arg(&library).arg(&code).arg("-ldl").status()?;
    // PostgreSQL's own user has to read it.
    let readable = Command::new("chmod").args(["-R", "a+rX"]).arg(folder).status()?;
    if compiled.success() && readable.success() { Ok(library) } else { Err(io::Error::other("cc could not make the library for the disk")) }
}

/// Compiles the library into `folder`; one that pretends never flushes, and says that it did.
pub fn library(folder: &Path, pretends: bool) -> io::Result<PathBuf> {
    let defines: Vec<String> = pretends.then(|| "-DPRETENDS".to_owned()).into_iter().collect();
    preload(folder, include_str!("../power_cut.c"), &defines)
}

/// Takes back what was not flushed of the database in `folder`, whose server is dead; how many writes that were.
pub fn cut(folder: &Path) -> io::Result<usize> {
    let mut undone = 0;
    for name in ["pando.db", "pando.db-wal"] {
        let (path, notes) = (folder.join(name), folder.join(format!("{name}.undo")));
        if !notes.exists() {
            continue;
        }
        if path.exists() {
            undone += undo(&File::options().write(true).open(path)?, &std::fs::read(&notes)?)?;
        }
        std::fs::remove_file(notes)?;
    }
    // The index of the log is memory that looks like a file: it is gone with the power, and made anew.
    match std::fs::remove_file(folder.join("pando.db-shm")) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(undone),
    }
}

fn undo(file: &File, mut notes: &[u8]) -> io::Result<usize> {
    let mut records = Vec::new();
    while let Some((head, rest)) = notes.split_at_checked(HEAD) {
        let (words, _) = head.as_chunks::<8>();
        let [offset, length, kept] = [words[0], words[1], words[2]].map(u64::from_le_bytes);
        // A note that the kill tore off comes before its write, which then did not happen.
        let Some((kept, rest)) = usize::try_from(kept).ok().and_then(|kept| rest.split_at_checked(kept)) else { break };
        records.push((offset, length, kept));
        notes = rest;
    }
    for (offset, length, kept) in records.iter().rev() {
        file.write_all_at(kept, *offset)?;
        file.set_len(*length)?;
    }
    Ok(records.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_flushed_is_taken_back_and_what_was_stays() {
        let folder = tempfile::tempdir().unwrap();
        let library = library(folder.path(), false).unwrap();
        let path = folder.path().join("pando.db-wal");
        // Written and flushed; then written over, made longer, cut, and not flushed.
        let script = "import os,sys\nf=os.open(sys.argv[1],os.O_RDWR|os.O_CREAT)\nos.write(f,b'flushed, all of it')\nos.fdatasync(f)\n\
                      os.pwrite(f,b'LOST',0)\nos.pwrite(f,b'lost too',30)\nos.ftruncate(f,3)\nos.pwrite(f,b'and this',1)\nos.kill(os.getpid(),9)";
        let ended = Command::new("python3").env("LD_PRELOAD", library).args(["-c", script]).arg(&path).status().unwrap();
        assert!(!ended.success());
        assert_eq!(std::fs::read(&path).unwrap(), b"Land this");
        assert_eq!(cut(folder.path()).unwrap(), 4);
        assert_eq!(std::fs::read(&path).unwrap(), b"flushed, all of it");
        assert_eq!(cut(folder.path()).unwrap(), 0);
    }
}
