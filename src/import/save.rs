//! Files made by an import → a folder: all of them or none, and nothing written over.

use super::Made;
use crate::diagnostic::Text;
use crate::say;
use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// Writes the files below `dir`, which is made when it is not there.
///
/// # Errors
/// What is in the way, or could not be written; then nothing is left of what was.
pub fn save(dir: &Path, files: &[Made]) -> Result<(), Text> {
    let there: Vec<String> = files
        .iter()
        .filter(|made| fs::symlink_metadata(dir.join(&made.path)).is_ok())
        .map(|made| made.path.clone())
        .collect();
    if !there.is_empty() {
        const SHOWN: usize = 3;
        let more = if there.len() > SHOWN { " …" } else { "" };
        let some: Vec<&str> = there.iter().take(SHOWN).map(String::as_str).collect();
        let (list, dir) = (format!("{}{more}", some.join(", ")), dir.display());
        return Err(say!(
            "trong «{dir}» đã có: {list}; không ghi đè, chưa ghi tệp nào (đặt tên khác bằng --name, hoặc thư mục khác bằng --into)",
            "`{dir}` has already: {list}; nothing is written over, nothing was written (choose another name with --name, or another folder with --into)"
        ));
    }
    let mut done = Undo::default();
    let written = files.iter().try_for_each(|made| {
        let path = dir.join(&made.path);
        write(&path, &made.bytes, &mut done).map_err(|error| (path, error))
    });
    match written {
        Ok(()) => {
            done.keep();
            Ok(())
        }
        Err((path, error)) => {
            let name = path.display();
            Err(say!(
                "không ghi được «{name}»: {error}; đã bỏ các tệp vừa ghi",
                "`{name}` cannot be written: {error}; what was written before it was taken away"
            ))
        }
    }
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

fn write(path: &Path, bytes: &[u8], done: &mut Undo) -> std::io::Result<()> {
    if let Some(parent) = path.parent() {
        folders(parent, done)?;
    }
    // Made anew: a file that came in between is not written over.
    let mut file = File::options().write(true).create_new(true).open(path)?;
    done.files.push(path.to_owned());
    file.write_all(bytes)?;
    file.sync_all()
}

fn folders(path: &Path, done: &mut Undo) -> std::io::Result<()> {
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

    fn made(path: &str) -> Made {
        Made { path: path.to_owned(), bytes: b"x".to_vec() }
    }

    #[test]
    fn all_or_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let into = dir.path().join("ho-so");
        save(&into, &[made("document.yaml"), made("sections/01-a.yaml")]).unwrap();
        assert!(into.join("sections/01-a.yaml").is_file());
        // One of them is there: the other is not written.
        let why =
            save(&into, &[made("sections/02-b.yaml"), made("sections/01-a.yaml")]).unwrap_err();
        assert!(why.vi.contains("sections/01-a.yaml"), "{}", why.vi);
        assert!(!into.join("sections/02-b.yaml").exists());
        // A file where a folder should be: what came before goes again.
        fs::write(into.join("pictures"), "").unwrap();
        assert!(save(&into, &[made("x/1.yaml"), made("pictures/a.png")]).is_err());
        assert!(!into.join("x").exists());
    }
}
