//! A PDF of a DOCX, made by LibreOffice where that is installed.
//!
//! It runs with a profile of its own, so that it works while the person's LibreOffice is open, on a
//! copy, in a folder of its own, for a limited time; the PDF appears whole or not at all. A line after
//! its end tells our own, unchanged file from one that somebody made or signed.

use crate::save::beside::Beside;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// How long LibreOffice may take: its first start on a slow machine takes half a minute.
const PATIENCE: Duration = Duration::from_secs(120);
/// Begins the name of the folder that is worked in.
const BEFORE: &str = ".vanthu-pdf.";
/// Before the checksum in the last line.
const MARK: &str = "\n%vanthu ";

/// Why there is no PDF.
#[derive(Debug, thiserror::Error)]
pub enum Failed {
    /// LibreOffice is not installed.
    #[error("no LibreOffice")]
    NoOffice,
    /// Somebody made or changed the file that stands in the place.
    #[error("{0} is somebody's")]
    Changed(PathBuf),
    /// No answer in so many seconds.
    #[error("no answer in {0} s")]
    Late(u64),
    /// What LibreOffice says.
    #[error("{0}")]
    Office(String),
    /// What the system says of this path.
    #[error("{0}: {1}")]
    System(PathBuf, std::io::Error),
}

/// Writes the PDF beside the DOCX and gives its path. A file there that is not ours is left alone
/// unless `force`.
///
/// # Errors
/// [`Failed`]; an old file is left as it was.
pub fn write(docx: &Path, force: bool) -> Result<PathBuf, Failed> {
    let target = docx.with_extension("pdf");
    if !force && target.exists() && !is_ours(&target) {
        return Err(Failed::Changed(target));
    }
    let office = office().ok_or(Failed::NoOffice)?;
    let parent = match docx.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let system = |error| Failed::System(target.clone(), error);
    let work = fs::canonicalize(parent).map_err(system)?;
    clear(&work);
    let work = work.join(format!("{BEFORE}{}.tmp", std::process::id()));
    fs::create_dir(&work).map_err(system)?;
    let outcome = convert(&office, docx, &work, &target);
    let _ = fs::remove_dir_all(&work);
    outcome.map(|()| target)
}

/// Takes away what killed runs left: a living one is done long before.
fn clear(folder: &Path) {
    let old = |path: &Path| {
        let changed = fs::metadata(path).and_then(|meta| meta.modified()).ok();
        let age = changed.and_then(|changed| changed.elapsed().ok());
        age.is_some_and(|age| age > PATIENCE * 2)
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_dir = entry.file_type().is_ok_and(|kind| kind.is_dir());
        if is_dir && name.starts_with(BEFORE) && name.ends_with(".tmp") && old(&entry.path()) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn convert(office: &Path, docx: &Path, work: &Path, target: &Path) -> Result<(), Failed> {
    let system = |error| Failed::System(target.to_owned(), error);
    let copy = work.join("a.docx");
    fs::copy(docx, &copy).map_err(system)?;
    let (profile, _lock) = profile(work);
    let mut command = Command::new(office);
    command
        .arg(format!("-env:UserInstallation={}", address(&profile)))
        .args(["--headless", "--norestore", "--convert-to", "pdf", "--outdir"])
        .arg(work)
        .arg(&copy)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(File::create(work.join("said")).map_or_else(|_| Stdio::null(), Stdio::from));
    // In a locale that is not installed it reads no name with accents.
    #[cfg(target_os = "linux")]
    command.env("LC_ALL", "C.UTF-8");
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| Failed::System(office.to_owned(), error))?;
    let since = Instant::now();
    let status = loop {
        match child.try_wait().map_err(system)? {
            Some(status) => break status,
            None if since.elapsed() > PATIENCE => {
                end(&mut child);
                return Err(Failed::Late(PATIENCE.as_secs()));
            }
            None => std::thread::sleep(Duration::from_millis(20)),
        }
    };
    let made = work.join("a.pdf");
    let Ok(mut bytes) = fs::read(&made) else {
        let said = fs::read_to_string(work.join("said")).unwrap_or_default();
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("").to_owned();
        return Err(Failed::Office(if last.is_empty() { status.to_string() } else { last }));
    };
    let sum = crc32fast::hash(&bytes);
    bytes.extend_from_slice(format!("{MARK}{sum:08x}\n").as_bytes());
    Beside::new(target.parent().filter(|parent| parent.is_dir()).unwrap_or(Path::new(".")))
        .and_then(|mut beside| {
            beside.fill(|file| file.write_all(&bytes))?;
            beside.rename(target)
        })
        .map_err(system)
}

/// Ends LibreOffice and what it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// Whether we wrote a PDF and nobody changed it since.
fn is_ours(path: &Path) -> bool {
    let Ok(bytes) = fs::read(path) else { return false };
    let Some(at) = bytes.len().checked_sub(MARK.len() + 9) else { return false };
    let line = format!("{MARK}{:08x}\n", crc32fast::hash(&bytes[..at]));
    bytes[at..] == *line.as_bytes()
}

/// A profile that stays, for a new one takes seconds to make; a fresh one while another run uses it.
fn profile(work: &Path) -> (PathBuf, Option<File>) {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty());
    let cache = variable("XDG_CACHE_HOME")
        .or_else(|| variable("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| variable("HOME").map(|home| PathBuf::from(home).join(".cache")))
        .filter(|path| path.is_absolute());
    let shared = || {
        let dir = cache?.join("vanthu");
        fs::create_dir_all(&dir).ok()?;
        let lock = File::create(dir.join("libreoffice.lock")).ok()?;
        lock.try_lock().ok()?;
        Some((dir.join("libreoffice"), Some(lock)))
    };
    shared().unwrap_or_else(|| (work.join("profile"), None))
}

/// A path as a `file:` address.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let text = text.trim_start_matches("//?/");
    let mut out = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.~:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// LibreOffice's program, where it is usually found.
fn office() -> Option<PathBuf> {
    let names: &[&str] = if cfg!(windows) { &["soffice.exe"] } else { &["soffice", "libreoffice"] };
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path)
        .flat_map(|dir| names.iter().map(move |name| dir.join(name)))
        .find(|path| path.is_file());
    let places = [
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.exe",
        r"C:\Program Files (x86)\LibreOffice\program\soffice.exe",
    ];
    on_path.or_else(|| places.iter().map(PathBuf::from).find(|path| path.is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_marks() {
        assert_eq!(address(Path::new("/a b/ế")), "file:///a%20b/%E1%BA%BF");
        assert_eq!(address(Path::new(r"\\?\C:\a")), "file:///C:/a");
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.pdf");
        let mut bytes = b"%PDF-1.7 %%EOF".to_vec();
        let sum = crc32fast::hash(&bytes);
        bytes.extend(format!("{MARK}{sum:08x}\n").bytes());
        fs::write(&path, &bytes).unwrap();
        assert!(is_ours(&path));
        bytes[3] ^= 1;
        fs::write(&path, &bytes).unwrap();
        assert!(!is_ours(&path));
        fs::write(&path, b"").unwrap();
        assert!(!is_ours(&path));
        // What a living run works in is left alone.
        let work = dir.path().join(".vanthu-pdf.1.tmp");
        fs::create_dir(&work).unwrap();
        clear(dir.path());
        assert!(work.is_dir());
        #[cfg(unix)] // elsewhere a folder's time is not so easily changed
        {
            let old = std::time::SystemTime::now() - PATIENCE * 3;
            File::open(&work).unwrap().set_modified(old).unwrap();
            clear(dir.path());
            assert!(!work.exists() && path.exists());
        }
    }
}
