//! A package → a file on disk: never over a person's work, and whole or not at all.
//!
//! The bytes are written beside, synced, and renamed. What stands at the path is looked at twice: before
//! the document is written, and right before the rename, when it is read again unless its [stamp](Stamp) is the same. A link is
//! followed: its target is replaced, the link stays.

pub(crate) mod beside;
mod new;

pub use beside::Writer;
pub use new::{NewFile, Refused, create};

use crate::diagnostic::Text;
use crate::docx;
use crate::say;
use crate::text::rfc3339;
use beside::Beside;
use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Vietnam has one time zone without summer time: UTC+7.
const VIETNAM: u64 = 7 * 3600;
/// Longest chain of links that is followed, as in Linux.
const LINKS: usize = 40;
/// Changes that lie further apart bear times of their own on every drive.
const COARSE: Duration = Duration::from_secs(3);

/// A place that may be written to.
#[derive(Debug)]
pub struct Target {
    /// As given.
    path: PathBuf,
    /// Without links.
    real: PathBuf,
    force: bool,
    /// That of the file that we had written when it was first looked at.
    seen: Option<Stamp>,
}

/// Tells a file that was written to since from one that was not, without reading it.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    size: u64,
    modified: SystemTime,
    /// Which file it is, and when anything of it changed: no program can set that.
    #[cfg(unix)]
    changed: (u64, u64, i64, i64),
}

impl Stamp {
    /// Asked of an open file, since a network drive may answer for a name from memory. None where two changes might
    /// bear the same time: some drives count by two seconds or by hundredths of one.
    fn of(file: &File) -> Option<Self> {
        let meta = file.metadata().ok()?;
        let modified = meta.modified().ok()?;
        let fine =
            !modified.duration_since(UNIX_EPOCH).ok()?.subsec_nanos().is_multiple_of(10_000_000);
        let old = modified.elapsed().is_ok_and(|age| age > COARSE);
        #[cfg(unix)]
        let changed = {
            use std::os::unix::fs::MetadataExt;
            (meta.dev(), meta.ino(), meta.ctime(), meta.ctime_nsec())
        };
        let stamp = Self {
            size: meta.len(),
            modified,
            #[cfg(unix)]
            changed,
        };
        (fine || old).then_some(stamp)
    }
}

/// A package that is written beside its place, down to the disk; taken away again unless it is put there.
pub struct Prepared {
    target: Target,
    beside: Beside,
    size: u64,
}

/// What was written.
#[derive(Debug)]
pub struct Saved {
    /// Bytes of the file.
    pub size: u64,
    /// Where the file is that somebody had changed.
    pub kept: Option<PathBuf>,
}

/// What stands at a path.
enum Found {
    Nothing,
    /// We wrote it, and nobody changed it since.
    Ours(fs::Permissions, Option<Stamp>),
    /// Somebody wrote or changed it.
    Theirs(fs::Permissions),
}

impl Target {
    /// Looks at what stands at `path`. With `force` a changed DOCX may be replaced: it is kept under a
    /// dated name.
    ///
    /// # Errors
    /// Why the path must not or cannot be written to.
    pub fn new(path: &Path, force: bool) -> Result<Self, Text> {
        let name = path.display();
        let real = followed(path).ok_or_else(|| {
            say!(
                "«{name}» là liên kết vòng tròn hoặc không đọc được",
                "`{name}` is a link that leads in a circle or cannot be read"
            )
        })?;
        let slash = path.as_os_str().to_string_lossy().ends_with(['/', std::path::MAIN_SEPARATOR]);
        if slash || real.is_dir() || real.file_name().is_none() {
            return Err(say!(
                "«{name}» là thư mục, không ghi đè được\n  cách sửa: ghi cả tên tệp, ví dụ -o thu-muc/bao-cao.docx",
                "`{name}` is a folder\n  help: give the file's name too, such as -o folder/report.docx"
            ));
        }
        if !folder(&real).is_dir() {
            let folder = folder(&real).display();
            return Err(say!(
                "không ghi được «{name}»: không có thư mục «{folder}»",
                "`{name}` cannot be written: there is no folder `{folder}`"
            ));
        }
        let mut target = Self { path: path.to_owned(), real, force, seen: None };
        if let Found::Ours(_, stamp) = target.examine()? {
            target.seen = stamp;
        }
        Ok(target)
    }

    /// What stands there now, if it may be replaced.
    fn examine(&self) -> Result<Found, Text> {
        let name = self.path.display();
        let meta = match fs::symlink_metadata(&self.real) {
            Ok(meta) => meta,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Found::Nothing),
            Err(error) => return Err(self.unreadable(&error)),
        };
        // To open a pipe would wait for its other end.
        if !meta.is_file() {
            return Err(say!(
                "«{name}» là thư mục, thiết bị hoặc đường ống, không phải tệp; không ghi đè",
                "`{name}` is a folder, device or pipe and no file; it is not written over"
            ));
        }
        if meta.permissions().readonly() {
            return Err(say!(
                "«{name}» được đặt chỉ đọc, nên không ghi đè\n  cách sửa: bỏ thuộc tính chỉ đọc của tệp, hoặc ghi ra tệp khác bằng -o",
                "`{name}` is marked read-only, so it is not written over\n  help: take the mark off, or write elsewhere with -o"
            ));
        }
        if let Some(program) = self.open_in().filter(|_| !self.force) {
            return Err(say!(
                "«{name}» có vẻ đang mở trong {program}, nên không ghi đè\n  cách sửa: đóng tệp rồi chạy lại; nếu không ai mở (chương trình kia đã tắt đột ngột) thì thêm --force",
                "`{name}` seems to be open in {program}, so it is not written over\n  help: close it and run again; if nobody has it open (the program crashed), add --force"
            ));
        }
        let file = File::open(&self.real).map_err(|error| self.unreadable(&error))?;
        // Before it is read, so that what is written while it is read is not missed.
        let stamp = Stamp::of(&file);
        if (stamp.is_some() && stamp == self.seen) || docx::is_unchanged(file) {
            return Ok(Found::Ours(meta.permissions(), stamp));
        }
        let docx = self.real.extension().is_some_and(|end| end.eq_ignore_ascii_case("docx"));
        if !docx {
            return Err(say!(
                "«{name}» không phải tệp DOCX của chương trình, nên không ghi đè\n  cách sửa: ghi ra tệp khác bằng -o, tên có đuôi .docx",
                "`{name}` is no DOCX of this program, so it is not written over\n  help: write elsewhere with -o, to a name that ends in .docx"
            ));
        }
        if !self.force {
            return Err(say!(
                "«{name}» đã được người khác tạo hoặc sửa, nên không ghi đè\n  cách sửa: ghi ra tệp khác bằng -o, hoặc thêm --force (bản cũ được giữ lại với ngày giờ trong tên)",
                "`{name}` was made or changed by somebody, so it is not written over\n  help: write elsewhere with -o, or add --force (the old file is kept under a dated name)"
            ));
        }
        Ok(Found::Theirs(meta.permissions()))
    }

    /// Has a package written beside the place that it is for.
    ///
    /// # Errors
    /// Why not. Nothing is left beside it.
    pub fn prepare(
        self,
        write: impl FnOnce(&mut Writer<'_>) -> io::Result<()>,
    ) -> Result<Prepared, Text> {
        let folder = folder(&self.real);
        beside::clear(folder);
        let fill = || {
            let mut beside = Beside::new(folder)?;
            let size = beside.fill(write)?;
            Ok((beside, size))
        };
        match fill() {
            Ok((beside, size)) => Ok(Prepared { target: self, beside, size }),
            Err(error) => Err(self.unwritable(&error)),
        }
    }

    /// Gives what stands there a second, dated name, which no file has.
    fn keep(&self) -> Result<PathBuf, Text> {
        let seconds =
            SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
        let stem = self.real.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let moment = dated(seconds);
        let mut count = 1;
        loop {
            let again = if count > 1 { format!("-{count}") } else { String::new() };
            let kept = self.real.with_file_name(format!("{stem}.{moment}{again}.bak.docx"));
            match fs::hard_link(&self.real, &kept).or_else(|error| match error.kind() {
                ErrorKind::AlreadyExists => Err(error),
                // Some drives have no second names.
                _ => copy(&self.real, &kept),
            }) {
                Ok(()) => return Ok(kept),
                Err(error) if error.kind() == ErrorKind::AlreadyExists && count < 1000 => {
                    count += 1;
                }
                Err(error) => {
                    let kept = kept.display();
                    let why = reason(&error);
                    let (vi, en) = (why.vi, why.en);
                    return Err(say!(
                        "không giữ được bản cũ ở «{kept}»: {vi}; chưa ghi gì",
                        "the old file cannot be kept at `{kept}`: {en}; nothing was written"
                    ));
                }
            }
        }
    }

    /// The program whose lock file stands beside the file or the link to it.
    fn open_in(&self) -> Option<&'static str> {
        [&self.path, &self.real].into_iter().find_map(|path| {
            let name = path.file_name()?.to_string_lossy().into_owned();
            if path.with_file_name(format!(".~lock.{name}#")).exists() {
                return Some("LibreOffice");
            }
            // Word puts ~$ before a short name and in place of the first letters of a long one.
            let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
            let replaced = stem.chars().count().saturating_sub(6).min(2);
            let word: String = name.chars().skip(replaced).collect();
            path.with_file_name(format!("~${word}")).exists().then_some("Word")
        })
    }

    fn unreadable(&self, error: &io::Error) -> Text {
        let (name, why) = (self.path.display(), reason(error));
        let (vi, en) = (why.vi, why.en);
        say!(
            "không xem được «{name}» đã bị sửa hay chưa, nên không ghi đè: {vi}",
            "it cannot be told whether `{name}` was changed, so it is not written over: {en}"
        )
    }

    fn unwritable(&self, error: &io::Error) -> Text {
        let (name, why) = (self.path.display(), reason(error));
        let (vi, en) = (why.vi, why.en);
        say!("không ghi được «{name}»: {vi}", "`{name}` cannot be written: {en}")
    }
}

impl Prepared {
    /// Puts the package in its place, whole or not at all.
    ///
    /// # Errors
    /// Why not. What stood there stands there still, and nothing beside it.
    pub fn put(self) -> Result<Saved, Text> {
        let Self { target, beside, size } = self;
        // To check and to pack take their time, and people type.
        let found = target.examine()?;
        let kept = match &found {
            Found::Theirs(_) => Some(target.keep()?),
            _ => None,
        };
        if let Found::Ours(permissions, _) | Found::Theirs(permissions) = found {
            beside.permit(permissions);
        }
        if let Err(error) = beside.rename(&target.real) {
            // The path holds what it held: the second name for it is not needed.
            if let Some(kept) = &kept {
                let _ = fs::remove_file(kept);
            }
            return Err(target.unwritable(&error));
        }
        Ok(Saved { size, kept })
    }
}

/// The folder of a file's path.
fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// Where a path leads, though nothing may stand there yet.
fn followed(path: &Path) -> Option<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_symlink() => {
                let target = fs::read_link(&path).ok()?;
                path = folder(&path).join(target);
            }
            _ => return Some(path),
        }
    }
    None
}

/// A moment as it stands in a name: `2026-11-24-153012`, in Vietnam.
fn dated(seconds: u64) -> String {
    let text = rfc3339(seconds + VIETNAM);
    text.trim_end_matches('Z').replace('T', "-").replace(':', "")
}

/// Copies to a name that no file has.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let mut source = File::open(from)?;
    let mut copy = File::options().write(true).create_new(true).open(to)?;
    io::copy(&mut source, &mut copy).and_then(|_| copy.sync_all()).inspect_err(|_| {
        let _ = fs::remove_file(to);
    })
}

/// What went wrong, as a person would say it.
pub(crate) fn reason(error: &io::Error) -> Text {
    // ERROR_SHARING_VIOLATION, ERROR_LOCK_VIOLATION
    if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) {
        return say!(
            "tệp đang mở trong chương trình khác (Word?); đóng tệp rồi chạy lại",
            "it is open in another program (Word?); close it and run again"
        );
    }
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            say!("ổ đĩa hết chỗ; tệp cũ còn nguyên", "the disk is full; the old file is as it was")
        }
        ErrorKind::PermissionDenied => {
            say!("không có quyền với tệp hoặc thư mục này", "no permission for this file or folder")
        }
        ErrorKind::ReadOnlyFilesystem => {
            say!("ổ đĩa chỉ cho đọc", "the disk is read-only")
        }
        _ => say!("{error}", "{error}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_vietnams() {
        assert_eq!(dated(0), "1970-01-01-070000");
        assert_eq!(dated(1_709_208_000), "2024-02-29-190000");
    }

    #[test]
    fn lock_files_are_those_of_the_programs() {
        let dir = tempfile::tempdir().unwrap();
        let path = |name: &str| dir.path().join(name);
        let target =
            |name: &str| Target { path: path(name), real: path(name), force: false, seen: None };
        for (name, lock, program) in [
            ("bc.docx", "~$bc.docx", "Word"),
            ("baocao.docx", "~$baocao.docx", "Word"),
            ("bao-cao.docx", "~$ao-cao.docx", "Word"),
            ("báo cáo.docx", "~$áo cáo.docx", "Word"),
            ("bao-cao-quy.docx", "~$o-cao-quy.docx", "Word"),
            ("bao-cao.docx", ".~lock.bao-cao.docx#", "LibreOffice"),
        ] {
            assert_eq!(target(name).open_in(), None, "{name}");
            fs::write(path(lock), "").unwrap();
            assert_eq!(target(name).open_in(), Some(program), "{name}");
            fs::remove_file(path(lock)).unwrap();
        }
    }
}
