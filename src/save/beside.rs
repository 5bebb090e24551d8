//! A file that is being written, beside the one that it will be.
//!
//! Its writer holds a lock on it, which the system lets go when the writer ends, however it ends. So
//! what a killed run left is told from what a living one writes, and only that is cleared.

use std::fs::{self, File, TryLockError};
use std::io::{self, BufWriter, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{JoinHandle, spawn};
use std::time::Duration;

const BEFORE: &str = ".vanthu-";
const AFTER: &str = ".tmp";
/// Where locks cannot be had, a file of this age has no writer any more.
const OLD: Duration = Duration::from_secs(24 * 3600);

/// Bytes after which the disk begins to write, while more come.
const EARLY: usize = 768 << 10;

/// What writes the file.
#[derive(Debug)]
pub struct Writer<'a> {
    out: BufWriter<&'a File>,
    /// Bytes since the disk last began.
    fresh: usize,
    disk: Option<JoinHandle<io::Result<()>>>,
}

impl<'a> Writer<'a> {
    fn new(file: &'a File) -> Self {
        Self { out: BufWriter::new(file), fresh: 0, disk: None }
    }

    /// Has the disk write what is there, on a thread that waits for it.
    fn sync(&mut self) -> io::Result<()> {
        if self.disk.as_ref().is_some_and(|disk| !disk.is_finished()) {
            return Ok(());
        }
        self.synced()?;
        self.fresh = 0;
        let file = self.out.get_ref().try_clone()?;
        self.disk = Some(spawn(move || file.sync_data()));
        Ok(())
    }

    /// What the disk said: it says so once only, to whoever asks first.
    fn synced(&mut self) -> io::Result<()> {
        match self.disk.take().map(JoinHandle::join) {
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            Some(Ok(said)) => said,
            None => Ok(()),
        }
    }
}

impl Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.fresh += written;
        if self.fresh >= EARLY {
            self.sync()?;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Seek for Writer<'_> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.out.seek(to)
    }
}

/// The file; taken away again unless it was renamed.
pub(crate) struct Beside {
    path: PathBuf,
    file: File,
    renamed: bool,
}

impl Beside {
    /// An empty file in `folder` that no other run has or clears.
    pub(crate) fn new(folder: &Path) -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        loop {
            let next = NEXT.fetch_add(1, Ordering::Relaxed);
            let path = folder.join(format!("{BEFORE}{}-{next}{AFTER}", std::process::id()));
            let file = match File::options().write(true).create_new(true).open(&path) {
                Err(error) if error.kind() == ErrorKind::AlreadyExists => continue,
                file => file?,
            };
            let _ = file.lock();
            // Between making and locking it, another run may have thought it abandoned.
            if path.exists() {
                return Ok(Self { path, file, renamed: false });
            }
        }
    }

    /// Writes it, down to the disk. Gives its size.
    pub(crate) fn fill(
        &mut self,
        write: impl FnOnce(&mut Writer<'_>) -> io::Result<()>,
    ) -> io::Result<u64> {
        let mut out = Writer::new(&self.file);
        write(&mut out)?;
        out.flush()?;
        out.synced()?;
        self.file.sync_all()?;
        Ok(self.file.metadata()?.len())
    }

    /// Lets those read and write it who could before.
    pub(crate) fn permit(&self, permissions: fs::Permissions) {
        let _ = self.file.set_permissions(permissions);
    }

    /// Gives it its name.
    pub(crate) fn rename(mut self, to: &Path) -> io::Result<()> {
        fs::rename(&self.path, to)?;
        self.renamed = true;
        // The new name is to outlive a power cut too; not every system can sync a folder.
        if let Some(folder) = self.path.parent().and_then(|folder| File::open(folder).ok()) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if !self.renamed {
            let _ = fs::remove_file(&self.path);
        }
    }
}

/// Takes away what killed runs left in `folder`.
pub(crate) fn clear(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let regular = entry.file_type().is_ok_and(|kind| kind.is_file());
        if regular && is_ours(&entry.file_name().to_string_lossy()) {
            // The lock is held until the file is gone, lest its name is taken in between.
            let abandoned = abandoned(&entry.path());
            if abandoned.is_some() {
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// `.vanthu-PROCESS-COUNT.tmp`
fn is_ours(name: &str) -> bool {
    let middle = name.strip_prefix(BEFORE).and_then(|name| name.strip_suffix(AFTER));
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    middle
        .and_then(|middle| middle.split_once('-'))
        .is_some_and(|(one, two)| number(one) && number(two))
}

/// The file, if no run writes it any more.
fn abandoned(path: &Path) -> Option<File> {
    let file = File::options().write(true).open(path).ok()?;
    let old = match file.try_lock() {
        Ok(()) => true,
        Err(TryLockError::WouldBlock) => false,
        Err(TryLockError::Error(_)) => {
            let time = file.metadata().and_then(|meta| meta.modified());
            time.is_ok_and(|time| time.elapsed().is_ok_and(|age| age > OLD))
        }
    };
    old.then_some(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_abandoned_files_of_ours_are_cleared() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let living = Beside::new(dir.path()).unwrap();
        let stay = [
            "bao-cao.docx",
            ".vanthu-1-x.tmp",
            ".vanthu-.tmp",
            "vanthu-1-2.tmp",
            ".vanthu-1-2.tmp.docx",
        ];
        for name in stay.iter().chain(&[".vanthu-1-2.tmp", ".vanthu-999999-0.tmp"]) {
            fs::write(path(name), "x").unwrap();
        }
        fs::create_dir(path(".vanthu-3-3.tmp")).unwrap();
        clear(dir.path());
        let mut left: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let own = living.path.file_name().unwrap().to_str().unwrap().to_owned();
        let mut expected: Vec<String> = stay.iter().map(|&name| name.to_owned()).collect();
        expected.extend([".vanthu-3-3.tmp".to_owned(), own]);
        left.sort();
        expected.sort();
        assert_eq!(left, expected);
        drop(living);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), expected.len() - 1);
    }
}
