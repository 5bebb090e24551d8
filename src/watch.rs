//! Notices that files of a document folder have changed.
//!
//! By looking, ten times a second, not by asking the system to tell: that works on network drives,
//! where offices keep their folders, and sees every way of saving, renaming included.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

/// How often to look.
const PAUSE: Duration = Duration::from_millis(100);
/// After a change nothing more may change for so long: an editor may write in several steps.
const SETTLE: Duration = Duration::from_millis(30);
/// Looking may take so much of the time at most: one part in this many.
const SHARE: u32 = 20;
/// Kinds of files that a document is made of.
const KINDS: [&str; 7] = ["yaml", "yml", "png", "jpg", "jpeg", "gif", "bmp"];
/// Folders of programmers' tools, large and never a document's.
const FOREIGN: [&str; 2] = ["target", "node_modules"];

type Seen = BTreeMap<PathBuf, (Option<SystemTime>, u64)>;

/// A folder that is being watched.
#[derive(Debug)]
pub struct Watch {
    dir: PathBuf,
    seen: Seen,
}

impl Watch {
    /// Begins: what is there now is what later looks are compared with.
    #[must_use]
    pub fn new(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), seen: look(dir) }
    }

    /// Waits until something has changed and settled.
    pub fn wait(&mut self) {
        loop {
            let since = Instant::now();
            let mut now = look(&self.dir);
            if now == self.seen {
                std::thread::sleep(PAUSE.max(since.elapsed() * SHARE));
                continue;
            }
            loop {
                std::thread::sleep(SETTLE);
                let again = look(&self.dir);
                if again == now {
                    break;
                }
                now = again;
            }
            self.seen = now;
            return;
        }
    }
}

fn look(dir: &Path) -> Seen {
    let wanted = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().to_string_lossy();
        entry.depth() == 0
            || !(name.starts_with(['.', '~'])
                || entry.file_type().is_dir() && FOREIGN.contains(&&*name))
    };
    let entries = walkdir::WalkDir::new(dir).into_iter().filter_entry(wanted).flatten();
    let of_a_kind = |path: &Path| {
        let kind = path.extension().map(|kind| kind.to_string_lossy().to_lowercase());
        kind.is_some_and(|kind| KINDS.contains(&&*kind))
    };
    entries
        .filter(|entry| of_a_kind(entry.path()))
        .filter_map(|entry| {
            let meta = entry.metadata().ok()?;
            Some((entry.into_path(), (meta.modified().ok(), meta.len())))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_counts_as_a_change() {
        let root = tempfile::tempdir().unwrap();
        let dir = root.path();
        fs::create_dir_all(dir.join("sections")).unwrap();
        fs::write(dir.join("document.yaml"), "a").unwrap();
        let mut before = look(dir);
        let mut changed = |text: &str| {
            let now = look(dir);
            let differs = now != before;
            before = now;
            assert_ne!(differs, text.starts_with('='), "{text}");
        };
        fs::write(dir.join("bao-cao.docx"), "x").unwrap();
        fs::write(dir.join(".document.yaml.swp"), "x").unwrap();
        fs::create_dir(dir.join("target")).unwrap();
        fs::write(dir.join("target/a.yaml"), "x").unwrap();
        changed("=what we write, and what editors keep beside");
        fs::write(dir.join("sections/a.yaml"), "x").unwrap();
        changed("a new file");
        fs::write(dir.join("sections/b.tmp"), "xy").unwrap();
        changed("=half a save");
        fs::rename(dir.join("sections/b.tmp"), dir.join("sections/a.yaml")).unwrap();
        changed("a file put in another's place");
        fs::write(dir.join("ANH.PNG"), "x").unwrap();
        changed("a picture");
        fs::remove_file(dir.join("sections/a.yaml")).unwrap();
        changed("a file that is gone");
        changed("=nothing");
    }
}
