//! What stands at the output's path is never lost, and is the old file or the new one whenever the
//! program is killed. `VANTHU_KILLS=500` kills it that often at a small document and a fifth as often at one
//! of 100 000 notes; docs/reliability.md has the figures.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on should stop
#![cfg(unix)]

mod common;

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use vanthu::save::Target;

fn command(dir: &Path) -> Command {
    common::command(dir, &["build"])
}

fn build(dir: &Path, arguments: &[&str]) -> Output {
    command(dir).args(arguments).output().unwrap()
}

fn built(dir: &Path, arguments: &[&str]) {
    let output = build(dir, arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// It says why, does nothing, and ends with 2.
fn refused(output: &Output, words: &str) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains(words), "{words} in {said}");
    assert!(output.stdout.is_empty());
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sections")).unwrap();
    fs::write(dir.path().join("document.yaml"), "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n")
        .unwrap();
    text(dir.path(), "Nội dung.", 1);
    dir
}

/// Words that hardly deflate, the same for the same seed.
fn words(mut seed: u64, count: usize) -> String {
    let mut out = String::from("Chữ");
    for _ in 0..count {
        out.push(' ');
        for _ in 0..5 {
            seed = random(seed);
            out.push(char::from(b'a' + (seed >> 20) as u8 % 26));
        }
    }
    out + "."
}

fn random(mut seed: u64) -> u64 {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^ seed << 17
}

/// `files` sections of the text.
fn text(dir: &Path, text: &str, files: usize) {
    for at in 0..files {
        let text = format!("unit: Phòng\ntitle: Công tác {at}\nbody: |\n  {text}\n");
        fs::write(dir.join(format!("sections/{at:03}-p{at}.yaml")), text).unwrap();
    }
}

fn names(dir: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What Word does at least: one part differs.
fn edited(bytes: &[u8]) -> Vec<u8> {
    use std::io::{Cursor, Read, Write};
    let mut from = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..from.len() {
        let mut entry = from.by_index(at).unwrap();
        let mut text = Vec::new();
        entry.read_to_end(&mut text).unwrap();
        if entry.name() == "word/document.xml" {
            text = String::from_utf8(text).unwrap().replace("Nội dung", "Nội dụng").into_bytes();
        }
        to.start_file(entry.name(), zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&text).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
fn whatever_somebody_did_to_the_file_is_seen_and_kept() {
    let dir = folder();
    let path = dir.path().join("bao-cao.docx");
    built(dir.path(), &[]);
    let ours = fs::read(&path).unwrap();
    built(dir.path(), &[]);
    let mut changes = vec![edited(&ours), b"khac".to_vec(), Vec::new(), [&ours[..], b"x"].concat()];
    // The same content, packed again: somebody saved it.
    changes.push(edited(&edited(&ours)));
    // Cut short, and one bit different, anywhere.
    for part in 0..40 {
        let at = ours.len() * part / 40;
        changes.push(ours[..at].to_vec());
        let mut flipped = ours.clone();
        flipped[at] ^= 1;
        changes.push(flipped);
    }
    changes.retain(|change| {
        // A bit of the archive's own directory that says nothing about a part may pass unseen.
        !same_parts(change, &ours)
    });
    assert!(changes.len() > 70, "{}", changes.len());
    for change in changes {
        fs::write(&path, &change).unwrap();
        refused(&build(dir.path(), &[]), "--force");
        assert_eq!(fs::read(&path).unwrap(), change);
        built(dir.path(), &["--force"]);
        assert_eq!(fs::read(&path).unwrap(), ours);
        let kept = names(dir.path()).into_iter().find(|name| name.contains(".bak.")).unwrap();
        assert_eq!(fs::read(dir.path().join(&kept)).unwrap(), change);
        fs::remove_file(dir.path().join(kept)).unwrap();
        assert_eq!(names(dir.path()), ["bao-cao.docx", "document.yaml", "sections"]);
    }
}

/// Whether two archives hold the same parts, byte for byte, as any reader sees them.
/// Between the two looks; though its length and the time of its last change are as they were.
#[test]
fn what_is_saved_while_we_write_is_seen() {
    let dir = folder();
    let path = dir.path().join("bao-cao.docx");
    built(dir.path(), &[]);
    let ours = fs::read(&path).unwrap();
    let modified = fs::metadata(&path).unwrap().modified().unwrap();
    let theirs: Vec<u8> = ours.iter().map(|byte| byte ^ 1).collect();
    let again = |path: &Path| {
        fs::write(path, &theirs).unwrap();
        fs::File::options().write(true).open(path).unwrap().set_modified(modified).unwrap();
    };
    let other = dir.path().join("other");
    let in_place: &dyn Fn() = &|| again(&path);
    let renamed: &dyn Fn() = &|| {
        again(&other);
        fs::rename(&other, &path).unwrap();
    };
    for save in [in_place, renamed] {
        fs::write(&path, &ours).unwrap();
        fs::File::options().write(true).open(&path).unwrap().set_modified(modified).unwrap();
        let target = Target::new(&path, false).unwrap();
        let prepared = target.prepare(|out| out.write_all(b"new")).unwrap();
        save();
        let said = prepared.put().unwrap_err();
        assert!(said.en.contains("made or changed by somebody"), "{}", said.en);
        assert!(fs::read(&path).unwrap() == theirs);
    }
    fs::write(&path, &ours).unwrap();
    Target::new(&path, false).unwrap().prepare(|out| out.write_all(b"new")).unwrap().put().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

fn same_parts(one: &[u8], two: &[u8]) -> bool {
    use std::io::{Cursor, Read};
    let parts = |bytes: &[u8]| -> Option<Vec<(String, Vec<u8>)>> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes.to_vec())).ok()?;
        let mut parts = Vec::new();
        for at in 0..archive.len() {
            let mut entry = archive.by_index(at).ok()?;
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).ok()?;
            parts.push((entry.name().to_owned(), bytes));
        }
        Some(parts)
    };
    one.len() == two.len() && parts(one).is_some_and(|list| Some(list) == parts(two))
}

#[test]
fn copies_have_dates_and_never_meet() {
    let dir = folder();
    let path = dir.path().join("bao-cao.docx");
    for count in 1..=5 {
        fs::write(&path, format!("của người khác {count}")).unwrap();
        let output = build(dir.path(), &["--force"]);
        assert!(String::from_utf8_lossy(&output.stdout).contains(".bak.docx"));
        let kept: Vec<String> =
            names(dir.path()).into_iter().filter(|name| name.contains(".bak.")).collect();
        assert_eq!(kept.len(), count);
        for name in &kept {
            // bao-cao.2026-11-24-153012.bak.docx
            let date = name.strip_prefix("bao-cao.").unwrap().split('.').next().unwrap();
            let (day, time) = date.split_at(10);
            assert_eq!(day.split('-').map(str::len).collect::<Vec<_>>(), [4, 2, 2], "{name}");
            let time = time.trim_start_matches('-').split('-').next().unwrap();
            assert!(time.len() == 6 && time.bytes().all(|byte| byte.is_ascii_digit()), "{name}");
        }
    }
    let mut texts: Vec<String> = names(dir.path())
        .into_iter()
        .filter(|name| name.contains(".bak."))
        .map(|name| fs::read_to_string(dir.path().join(name)).unwrap())
        .collect();
    texts.sort();
    assert_eq!(texts, (1..=5).map(|n| format!("của người khác {n}")).collect::<Vec<_>>());
}

#[test]
fn a_file_that_is_open_elsewhere_waits() {
    let dir = folder();
    let path = dir.path().join("bao-cao.docx");
    for (lock, program) in [("~$ao-cao.docx", "Word"), (".~lock.bao-cao.docx#", "LibreOffice")] {
        let lock = dir.path().join(lock);
        fs::write(&lock, "").unwrap();
        built(dir.path(), &[]); // nothing stands there: the lock is a leftover
        refused(&build(dir.path(), &[]), program);
        built(dir.path(), &["--force"]);
        fs::remove_file(&lock).unwrap();
        assert_eq!(names(dir.path()), ["bao-cao.docx", "document.yaml", "sections"]);
        fs::remove_file(&path).unwrap();
    }
}

#[test]
fn marks_and_modes_are_kept() {
    let dir = folder();
    let path = dir.path().join("bao-cao.docx");
    built(dir.path(), &[]);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    built(dir.path(), &[]);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
    for arguments in [&[][..], &["--force"]] {
        refused(&build(dir.path(), arguments), "chỉ đọc");
    }
}

#[test]
fn links_stay_and_lead_on() {
    let dir = folder();
    let other = tempfile::tempdir().unwrap();
    let (link, real) = (dir.path().join("bao-cao.docx"), other.path().join("that.docx"));
    symlink(&real, &link).unwrap();
    for _ in 0..2 {
        built(dir.path(), &[]); // first to a link that leads to nothing
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert!(fs::metadata(&real).unwrap().len() > 1000);
    }
    fs::write(&real, "khac").unwrap();
    refused(&build(dir.path(), &[]), "--force");
    built(dir.path(), &["--force"]);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    let kept = names(other.path());
    assert_eq!(kept.len(), 2, "{kept:?}");
    assert!(kept.iter().any(|name| name.starts_with("that.") && name.ends_with(".bak.docx")));
    fs::remove_file(&link).unwrap();
    symlink(&link, &link).unwrap();
    refused(&build(dir.path(), &[]), "liên kết vòng tròn");
    fs::remove_file(&link).unwrap();
    symlink(dir.path().join("sections"), &link).unwrap();
    refused(&build(dir.path(), &["--force"]), "là thư mục");
}

#[test]
fn what_is_no_docx_is_never_written_over() {
    let dir = folder();
    fs::create_dir(dir.path().join("thu-muc.docx")).unwrap();
    let pipe = dir.path().join("ong.docx");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let before = names(dir.path());
    let document = fs::read(dir.path().join("document.yaml")).unwrap();
    for arguments in [&[][..], &["--force"]] {
        let to = |path: &str| build(dir.path(), &[arguments, &["-o", path]].concat());
        refused(&to("/dev/null"), "thiết bị");
        refused(&to("/dev/full"), "thiết bị");
        refused(&to("ong.docx"), "đường ống");
        refused(&to("thu-muc.docx"), "là thư mục");
        refused(&to("."), "là thư mục");
        refused(&to("moi/"), "là thư mục");
        refused(&to("khong-co/a.docx"), "không có thư mục «khong-co»");
        refused(&to("document.yaml"), "không phải tệp DOCX");
        refused(&to("document.yaml/a.docx"), "không có thư mục");
    }
    assert_eq!(names(dir.path()), before);
    assert_eq!(fs::read(dir.path().join("document.yaml")).unwrap(), document);
}

#[test]
fn a_folder_that_is_not_ours_to_write_in() {
    let dir = folder();
    fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let out = dir.path().join("out");
    fs::create_dir(&out).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    // Root may write everywhere: then somebody else tries.
    let root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let output = if root {
        // Others may not enter the folder of the program's build either.
        let program = dir.path().join("vanthu");
        fs::copy(env!("CARGO_BIN_EXE_vanthu"), &program).unwrap();
        Command::new("setpriv")
            .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
            .args([
                program.as_os_str(),
                OsStr::new("build"),
                OsStr::new("-o"),
                OsStr::new("out/a.docx"),
            ])
            .current_dir(dir.path())
            .env("LC_ALL", "vi_VN.UTF-8")
            .output()
            .unwrap()
    } else {
        build(dir.path(), &["-o", "out/a.docx"])
    };
    refused(&output, "không có quyền");
    assert!(names(&out).is_empty());
    fs::set_permissions(&out, fs::Permissions::from_mode(0o755)).unwrap();
}

#[test]
fn a_full_disk_leaves_the_old_file_alone() {
    let dir = folder();
    let path = dir.path().join("bao-cao.docx");
    built(dir.path(), &[]);
    let old = fs::read(&path).unwrap();
    // A file may grow to some blocks of 1 KiB: the system says so (the signal is passed over), or kills. So at once, and
    // amid a text of which much is on the disk already and more is being deflated.
    let trap = "trap '' XFSZ;";
    for (trap, ends, blocks, files) in
        [(trap, true, 1, 1), ("", false, 1, 1), (trap, true, 400, 60), ("", false, 400, 60)]
    {
        for at in 0..files {
            let text =
                format!("unit: Phòng\ntitle: Công tác {at}\nbody: |\n  {}\n", words(at + 3, 4000));
            fs::write(dir.path().join(format!("sections/{at:03}-p{at}.yaml")), text).unwrap();
        }
        let shell = format!("{trap} ulimit -f {blocks}; exec \"$0\" build");
        let output = Command::new("bash")
            .args(["-c", &shell, env!("CARGO_BIN_EXE_vanthu")])
            .current_dir(dir.path())
            .env("LC_ALL", "vi_VN.UTF-8")
            .output()
            .unwrap();
        if ends {
            refused(&output, "hết chỗ; tệp cũ còn nguyên");
            assert_eq!(names(dir.path()), ["bao-cao.docx", "document.yaml", "sections"]);
        }
        assert!(!output.status.success());
        assert_eq!(fs::read(&path).unwrap(), old);
    }
    built(dir.path(), &[]);
    assert_ne!(fs::read(&path).unwrap(), old);
    assert_eq!(names(dir.path()), ["bao-cao.docx", "document.yaml", "sections"]);
}

/// A real full disk, where one may be made: `mount` wants root.
#[test]
fn a_full_drive_leaves_the_old_file_alone() {
    let dir = folder();
    let drive = dir.path().join("o-dia");
    fs::create_dir(&drive).unwrap();
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=64k", "tmpfs"])
        .arg(&drive)
        .stderr(Stdio::null())
        .status();
    if !mount.is_ok_and(|status| status.success()) {
        return;
    }
    let to = ["-o", "o-dia/a.docx"];
    built(dir.path(), &to);
    let old = fs::read(drive.join("a.docx")).unwrap();
    fs::write(drive.join("day"), vec![0; 48 << 10]).unwrap();
    text(dir.path(), &words(7, 9000), 1);
    let full = build(dir.path(), &to);
    let left = (fs::read(drive.join("a.docx")).unwrap(), names(&drive));
    fs::remove_file(drive.join("day")).unwrap();
    let free = build(dir.path(), &to);
    assert!(Command::new("umount").arg(&drive).status().unwrap().success());
    refused(&full, "hết chỗ");
    assert_eq!(left, (old, vec!["a.docx".to_owned(), "day".to_owned()]));
    assert!(free.status.success());
}

#[test]
fn builds_at_once_do_not_harm_each_other() {
    let dir = folder();
    text(dir.path(), "Nội dung.", 40);
    built(dir.path(), &[]);
    let whole = fs::read(dir.path().join("bao-cao.docx")).unwrap();
    let mut all: Vec<_> = (0..12)
        .map(|_| command(dir.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap())
        .collect();
    for one in all.drain(..) {
        let output = one.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    assert_eq!(fs::read(dir.path().join("bao-cao.docx")).unwrap(), whole);
    assert_eq!(names(dir.path()), ["bao-cao.docx", "document.yaml", "sections"]);
}

/// Two documents that are built in turn, and the bytes that each comes to.
struct Turns {
    dir: tempfile::TempDir,
    bytes: [Vec<u8>; 2],
    took: Duration,
    /// From the making of the file beside to its rename.
    wrote: Duration,
}

/// What kills met.
#[derive(Debug, Default)]
struct Met {
    /// Nothing was written yet.
    before: u32,
    /// The file beside was left, with this share of its bytes: none, to a half, less than all, all.
    beside: [u32; 4],
    /// The new file stood in its place already.
    renamed: u32,
    /// The build had ended.
    ended: u32,
}

impl Met {
    /// A test that never meets the writing tells nothing.
    fn enough(&self, times: u32) -> bool {
        self.beside.iter().sum::<u32>() > times / 10
    }
}

impl Turns {
    /// `size` sections, of as many paragraphs and notes as the second number says.
    fn new((sections, notes): (usize, usize)) -> Self {
        let dir = folder();
        for at in 0..sections {
            let mut text = format!("unit: Phòng\ntitle: Công tác {at}\nbody: |\n");
            for note in 0..notes {
                let words = words((at * notes + note + 1) as u64, 20);
                let _ = write!(text, "  {words}[^n{note}]\n\n");
            }
            text.push_str("footnotes:\n");
            for note in 0..notes {
                let words = words((at * notes + note + 7) as u64, 8);
                let _ = writeln!(text, "  n{note}: {words}");
            }
            fs::write(dir.path().join(format!("sections/{at:04}-p{at}.yaml")), text).unwrap();
        }
        fs::remove_file(dir.path().join("sections/000-p0.yaml")).unwrap();
        let mut turns = Self {
            dir,
            bytes: [Vec::new(), Vec::new()],
            took: Duration::ZERO,
            wrote: Duration::ZERO,
        };
        for turn in 0..2 {
            turns.take(turn);
            let begun = Instant::now();
            let mut child = turns.spawn();
            turns.wait(&mut child, |beside| beside.is_some());
            let there = Instant::now();
            turns.wait(&mut child, |beside| beside.is_none());
            turns.wrote = there.elapsed();
            assert!(child.wait().unwrap().success());
            turns.took = begun.elapsed();
            turns.bytes[turn] = fs::read(turns.output()).unwrap();
        }
        assert_ne!(turns.bytes[0], turns.bytes[1]);
        turns
    }

    /// Makes the sources those of one of the two.
    fn take(&self, turn: usize) {
        let text =
            format!("kind: bao-cao\nissuer: {{name: Sở Tư pháp}}\nsubject: Công tác lần {turn}\n");
        fs::write(self.dir.path().join("document.yaml"), text).unwrap();
    }

    fn output(&self) -> PathBuf {
        self.dir.path().join("bao-cao.docx")
    }

    /// `VANTHU_PROGRAM` is another build of the program, such as a release build.
    fn spawn(&self) -> Child {
        let program = std::env::var_os("VANTHU_PROGRAM");
        Command::new(program.unwrap_or_else(|| env!("CARGO_BIN_EXE_vanthu").into()))
            .arg("build")
            .current_dir(self.dir.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// The file that this process writes beside the output, and its size.
    fn beside(&self, process: u32) -> Option<u64> {
        let path = self.dir.path().join(format!(".vanthu-{process}-0.tmp"));
        fs::metadata(path).ok().map(|meta| meta.len())
    }

    /// Waits until the file beside is as wanted, or the process has ended.
    fn wait(&self, child: &mut Child, wanted: impl Fn(Option<u64>) -> bool) {
        while !wanted(self.beside(child.id())) && child.try_wait().unwrap().is_none() {
            std::thread::sleep(Duration::from_micros(50));
        }
    }

    /// Kills builds at random instants, so many times or until enough of them met the writing: every other
    /// one at any moment of a build, the rest while the file is being written. How long that takes is learnt
    /// as it goes, for one build measured on a busy machine says little about the next one.
    fn kill(&self, times: u32) -> Met {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        let mut met = Met::default();
        let mut last = 1;
        let (mut any, mut writing) = (self.took, self.wrote);
        for time in 0..times * 10 {
            if time >= times && met.enough(times) && time % 2 == 0 {
                break;
            }
            let turn = (time % 2) as usize;
            self.take(turn);
            seed = random(seed);
            let share = (seed % 1000) as u32;
            let mut child = self.spawn();
            let window = if seed & (1 << 40) == 0 {
                &mut any
            } else {
                self.wait(&mut child, |beside| beside.is_some());
                &mut writing
            };
            std::thread::sleep(*window * share / 1000);
            child.kill().unwrap();
            let status = child.wait().unwrap();
            let now = fs::read(self.output()).unwrap();
            assert!(self.bytes.contains(&now), "neither the old file nor the new one");
            let (whole, beside) = (self.bytes[turn].len() as u64, self.beside(child.id()));
            match beside {
                _ if status.success() => {
                    assert!(beside.is_none() && now == self.bytes[turn]);
                    met.ended += 1;
                }
                Some(size) => {
                    assert_eq!(now, self.bytes[last], "not renamed, and yet another file");
                    let part = match size {
                        0 => 0,
                        size if size <= whole / 2 => 1,
                        size if size < whole => 2,
                        _ => 3,
                    };
                    met.beside[part] += 1;
                }
                None if last != turn && now == self.bytes[turn] => met.renamed += 1,
                None => met.before += 1,
            }
            last = usize::from(now == self.bytes[1]);
            // About half of them are to come too late.
            let part = if status.success() { 9 } else { 11 };
            *window = (*window * part / 10).max(Duration::from_micros(100));
        }
        let child = self.spawn().wait().unwrap();
        assert!(child.success());
        assert_eq!(fs::read(self.output()).unwrap(), self.bytes[1]);
        assert_eq!(names(self.dir.path()), ["bao-cao.docx", "document.yaml", "sections"]);
        met
    }
}

/// A document that is written while it is being checked, and whose last note has a fault that only a check sees.
#[test]
fn what_a_check_forbids_leaves_nothing() {
    let dir = folder();
    text(dir.path(), &words(7, 4000), 12);
    let last = "unit: Phòng\ntitle: Công tác\nbody: |\n  Đến ngày 31/02/2023.\n";
    fs::write(dir.path().join("sections/999.yaml"), last).unwrap();
    let document = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\nchecks: {date-invalid: error}\n";
    fs::write(dir.path().join("document.yaml"), document).unwrap();
    let before = names(dir.path());
    for threads in ["1", "2", "3"] {
        let output = command(dir.path()).env("VANTHU_THREADS", threads).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(names(dir.path()), before, "{threads} threads");
    }
}

/// The figures: `cargo test --test save killed -- --nocapture`.
#[test]
fn killed_at_any_moment_it_leaves_the_old_file_or_the_new() {
    let long: Option<u32> = std::env::var("VANTHU_KILLS").ok().and_then(|kills| kills.parse().ok());
    let (small, huge) = long.map_or((100, 20), |kills| (kills, kills / 5));
    let size = if long.is_some() { (5000, 20) } else { (60, 20) };
    for (name, size, times) in [("small", (1, 3), small), ("huge", size, huge)] {
        let turns = Turns::new(size);
        let (took, wrote) = (turns.took.as_millis(), turns.wrote.as_millis());
        let kilobytes = turns.bytes[0].len() >> 10;
        let met = turns.kill(times);
        println!(
            "{name}: {kilobytes} KB, built in {took} ms, {wrote} of them writing; killed at least {times} times: {met:?}"
        );
        assert!(met.enough(times), "{met:?}");
    }
}
