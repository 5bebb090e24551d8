//! New files → a folder: all of them or none, and none over a file that is there.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

/// A file to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewFile {
    /// Its path from the document folder, with `/`.
    pub path: String,
    /// What it holds.
    pub bytes: Vec<u8>,
}

impl NewFile {
    /// A file of text.
    #[must_use]
    pub fn text(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), bytes: text.into().into_bytes() }
    }
}

/// Why nothing was made.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// These are there already.
    #[error("already there: {0:?}")]
    Exists(Vec<String>),
    /// What the system says of this path.
    #[error("{0}: {1}")]
    System(PathBuf, io::Error),
}

/// Makes the files below `dir`, which may be absent itself.
///
/// # Errors
/// [`Refused`]; nothing is left behind.
pub fn create(dir: &Path, files: &[NewFile]) -> Result<(), Refused> {
    let there = |file: &&NewFile| fs::symlink_metadata(dir.join(&file.path)).is_ok();
    let exist: Vec<String> = files.iter().filter(there).map(|file| file.path.clone()).collect();
    if !exist.is_empty() {
        return Err(Refused::Exists(exist));
    }
    let mut done = Undo::default();
    for file in files {
        let path = dir.join(&file.path);
        write(&path, &file.bytes, &mut done).map_err(|error| Refused::System(path, error))?;
    }
    done.keep();
    Ok(())
}

/// What was made so far; taken away again unless it is kept.
#[derive(Default)]
struct Undo {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Undo {
    fn keep(mut self) {
        self.files.clear();
        self.folders.clear();
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        for file in self.files.iter().rev() {
            let _ = fs::remove_file(file);
        }
        // A folder that somebody has put something into by now stays.
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

fn write(path: &Path, bytes: &[u8], done: &mut Undo) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        folders(parent, done)?;
    }
    // Made anew: a file that came in between is not written over.
    let mut file = File::options().write(true).create_new(true).open(path)?;
    done.files.push(path.to_owned());
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes a folder and those above it.
fn folders(path: &Path, done: &mut Undo) -> io::Result<()> {
    if path.as_os_str().is_empty() || path.is_dir() {
        return Ok(());
    }
    if let Some(parent) = path.parent() {
        folders(parent, done)?;
    }
    match fs::create_dir(path) {
        Ok(()) => {
            done.folders.push(path.to_owned());
            Ok(())
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn new(path: &str) -> NewFile {
        NewFile::text(path, "x")
    }

    #[test]
    fn all_or_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let into = dir.path().join("ho-so");
        create(&into, &[new("document.yaml"), new("sections/01-a.yaml")]).unwrap();
        assert!(into.join("sections/01-a.yaml").is_file());
        // One of them is there: the other is not written.
        let why = create(&into, &[new("sections/02-b.yaml"), new("sections/01-a.yaml")]);
        assert!(matches!(why, Err(Refused::Exists(there)) if there == ["sections/01-a.yaml"]));
        assert!(!into.join("sections/02-b.yaml").exists());
        // A file where a folder should be: what came before goes again.
        fs::write(into.join("pictures"), "").unwrap();
        let why = create(&into, &[new("x/1.yaml"), new("pictures/a.png")]);
        assert!(matches!(why, Err(Refused::System(path, _)) if path.ends_with("pictures/a.png")));
        assert!(!into.join("x").exists());
    }
}
