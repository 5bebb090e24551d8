//! The program as a whole: exit statuses, bad input, and what it never does to a file.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod common;

use common::{status, vanthu};
use std::fs;
use std::path::Path;
use std::process::Command;

/// With a locale and no more of the caller's environment than that.
fn in_locale(variables: &[(&str, &str)], arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_vanthu"))
        .args(arguments)
        .env_clear()
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn folder() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sections")).unwrap();
    fs::write(dir.path().join("document.yaml"), "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n")
        .unwrap();
    fs::write(
        dir.path().join("sections/01-a.yaml"),
        "unit: Phòng\ntitle: Công tác\nbody: Nội dung.\n",
    )
    .unwrap();
    dir
}

#[test]
fn the_sample_builds() {
    let out = tempfile::tempdir().unwrap();
    let path = out.path().join("bao-cao.docx");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let output = vanthu(root, &["build", "-o", path.to_str().unwrap()]);
    assert_eq!(status(&output), 0, "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty());
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(said.contains("11 phần") && said.contains("22 chú thích"), "{said}");
    assert!(path.exists());
}

#[test]
fn statuses_tell_findings_from_failures() {
    let dir = folder();
    assert_eq!(status(&vanthu(dir.path(), &["check"])), 0);
    fs::write(dir.path().join("sections/02-b.yaml"), "unit: P\ntitle: T\nbody: a[^b]\n").unwrap();
    let check = vanthu(dir.path(), &["check", "--format", "json"]);
    assert_eq!(status(&check), 1);
    let json: serde_json::Value = serde_json::from_slice(&check.stdout).unwrap();
    let finding = &json["findings"][0];
    assert_eq!(finding["rule"], "footnote-undefined");
    assert_eq!(finding["file"], "sections/02-b.yaml");
    assert_eq!((&finding["line"], &finding["column"]), (&3.into(), &8.into()));
    assert_eq!((&finding["end_line"], &finding["end_column"]), (&3.into(), &12.into()));
    assert_eq!(json["summary"]["errors"], 1);
    let build = vanthu(dir.path(), &["build"]);
    assert_eq!(status(&build), 1);
    assert!(build.stdout.is_empty() && !dir.path().join("bao-cao.docx").exists());
    assert_eq!(status(&vanthu(dir.path(), &["check", "khong-co"])), 2);
    assert_eq!(status(&vanthu(dir.path(), &["check", "document.yaml"])), 2);
    assert_eq!(status(&vanthu(dir.path(), &["biuld"])), 2);
    assert_eq!(status(&vanthu(dir.path(), &["check", "sections"])), 2);
}

#[test]
fn bad_files_are_named() {
    let dir = folder();
    let bad = |name: &str, bytes: &[u8]| {
        fs::write(dir.path().join("sections").join(name), bytes).unwrap();
    };
    bad("02-bom.yaml", "\u{feff}unit: P\r\ntitle: T\r\nbody: |\r\n  a[^x]\r\n".as_bytes());
    bad("03-latin.yaml", b"unit: P\ntitle: \xe9\n");
    bad("04-rong.yaml", b"");
    bad("05-lon.yaml", &vec![b'a'; 50 << 20]);
    fs::create_dir(dir.path().join("sections/06-thu-muc.yaml")).unwrap();
    let output = vanthu(dir.path(), &["check"]);
    assert_eq!(status(&output), 2);
    let said = String::from_utf8(output.stdout).unwrap();
    for place in [
        "lỗi[footnote-undefined]",
        "sections/02-bom.yaml:4:4",
        "lỗi[file-encoding]",
        "sections/03-latin.yaml:2:8",
        "lỗi[missing-key]",
        "sections/04-rong.yaml:1:1",
        "sections/05-lon.yaml:1:1",
        "sections/06-thu-muc.yaml:1:1",
    ] {
        assert!(said.contains(place), "{place} in\n{said}");
    }
}

#[test]
fn a_persons_file_is_not_written_over() {
    let dir = folder();
    let path = dir.path().join("bao-cao.docx");
    assert_eq!(status(&vanthu(dir.path(), &["build"])), 0);
    let first = fs::read(&path).unwrap();
    assert_eq!(status(&vanthu(dir.path(), &["build"])), 0, "our own file is written over");
    assert_eq!(fs::read(&path).unwrap(), first);
    let mut changed = first.clone();
    // One byte of a part's checksum in the archive's directory: what any editor changes.
    let at = changed.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    changed[at + 16] ^= 1;
    for other in [changed, b"khac".to_vec()] {
        fs::write(&path, &other).unwrap();
        let refused = vanthu(dir.path(), &["build"]);
        assert_eq!(status(&refused), 2);
        assert!(String::from_utf8_lossy(&refused.stderr).contains("--force"));
        assert_eq!(fs::read(&path).unwrap(), other);
        assert_eq!(status(&vanthu(dir.path(), &["build", "--force"])), 0);
        assert_eq!(fs::read(&path).unwrap(), first);
        let kept: Vec<_> = fs::read_dir(dir.path())
            .unwrap()
            .map(|e| e.unwrap().path())
            .filter(|p| p.to_string_lossy().contains(".bak."))
            .collect();
        assert_eq!(fs::read(&kept[0]).unwrap(), other);
        fs::remove_file(&kept[0]).unwrap();
    }
}

#[test]
fn nothing_is_left_where_it_cannot_be_written() {
    let dir = folder();
    let output = vanthu(dir.path(), &["build", "-o", "khong-co/a.docx"]);
    assert_eq!(status(&output), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("khong-co/a.docx"));
    assert_eq!(status(&vanthu(dir.path(), &["build", "-o", "sections"])), 2);
    let names: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "{names:?}");
}

#[test]
fn a_final_build_wants_everything() {
    let dir = folder();
    let output = vanthu(dir.path(), &["build", "--final"]);
    assert_eq!(status(&output), 1);
    assert_eq!(String::from_utf8_lossy(&output.stderr).matches("[draft-blank]").count(), 3);
}

#[test]
fn the_register_in_three_forms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/outline");
    let json = vanthu(&root, &["notes", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    let texts: Vec<_> = json["notes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|note| note["text"].as_str().unwrap())
        .collect();
    assert_eq!(
        texts,
        [
            "Chú thích của văn phòng.",
            "Chú thích thứ hai.",
            "Chú thích phần hai.",
            "Chú thích phần một."
        ]
    );
    assert_eq!(json["notes"][2]["uses"].as_array().unwrap().len(), 2);
    let csv = String::from_utf8(vanthu(&root, &["notes", "--format", "csv"]).stdout).unwrap();
    assert_eq!(csv.lines().count(), 5);
    let table = String::from_utf8(vanthu(&root, &["notes"]).stdout).unwrap();
    assert!(table.contains("[^1] ×2"));
}

#[test]
fn rules_are_explained() {
    let dir = folder();
    let one = vanthu(dir.path(), &["explain", "footnote-undefined"]);
    assert_eq!(status(&one), 0);
    assert!(String::from_utf8_lossy(&one.stdout).contains("Dấu chú thích không có nội dung"));
    let all = vanthu(dir.path(), &["explain", "--lang", "en"]);
    let all = String::from_utf8(all.stdout).unwrap();
    assert!(all.contains("Footnotes\n  footnote-undefined       error  "), "{all}");
    let mistyped = vanthu(dir.path(), &["explain", "footnote-undefind"]);
    assert_eq!(status(&mistyped), 2);
    assert!(mistyped.stdout.is_empty());
    assert!(String::from_utf8_lossy(&mistyped.stderr).contains("«footnote-undefined»"));
    assert_eq!(status(&vanthu(dir.path(), &["explain", "hoàn toàn khác"])), 2);
}

#[test]
fn vietnamese_unless_the_locale_is_english() {
    let head = |variables: &[(&str, &str)], arguments: &[&str]| {
        in_locale(variables, arguments).lines().next().unwrap().to_owned()
    };
    let explain = ["explain", "footnote-unused"];
    let vi = "footnote-unused: Chú thích không có dấu trong bài";
    let en = "footnote-unused: a note that nothing points to";
    assert_eq!(head(&[], &explain), vi);
    assert_eq!(head(&[("LANG", "C.UTF-8")], &explain), vi);
    assert_eq!(head(&[("LC_ALL", "POSIX"), ("LANG", "en_US.UTF-8")], &explain), vi);
    assert_eq!(head(&[("LANG", "vi_VN.UTF-8")], &explain), vi);
    assert_eq!(head(&[("LANG", "en_GB.UTF-8")], &explain), en);
    assert_eq!(head(&[("LC_ALL", ""), ("LC_MESSAGES", "en")], &explain), en);
    let asked = ["explain", "footnote-unused", "--lang", "vi"];
    assert_eq!(head(&[("LANG", "en_GB.UTF-8")], &asked), vi);
    let asked = ["explain", "footnote-unused", "--lang", "en"];
    assert_eq!(head(&[], &asked), en);
}

#[test]
fn colour_is_for_terminals_unless_it_is_asked_for() {
    let dir = folder();
    fs::write(dir.path().join("sections/02-b.yaml"), "unit: P\ntitle: T\nbody: a[^b]\n").unwrap();
    let coloured = |arguments: &[&str], no: Option<&str>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_vanthu"));
        command.arg("check").args(arguments).current_dir(dir.path()).env_remove("NO_COLOR");
        if let Some(no) = no {
            command.env("NO_COLOR", no);
        }
        command.output().unwrap().stdout.contains(&0x1b)
    };
    assert!(!coloured(&[], None)); // a pipe
    assert!(!coloured(&["--color", "auto"], None));
    assert!(coloured(&["--color", "always"], None));
    assert!(coloured(&["--color", "always"], Some("1")));
    assert!(!coloured(&["--color", "never"], None));
}

/// A run over many files starts again in its place to have large pages, with the arguments that it was given; and what
/// it says is the same where it does not.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[test]
fn many_files_are_read_with_large_pages() {
    use std::ffi::OsStr;
    use std::io::Read;
    use std::os::unix::ffi::OsStrExt;
    use std::process::Stdio;
    let root = tempfile::tempdir().unwrap();
    let name = OsStr::from_bytes(b"h\xff so");
    let dir = root.path().join(name);
    fs::create_dir_all(dir.join("sections")).unwrap();
    fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n").unwrap();
    let body = "  Hai  dấu  cách  ở  đây.\n\n".repeat(20);
    for at in 0..64 {
        let text = format!("unit: P\ntitle: T{at}\nbody: |\n{body}");
        fs::write(dir.join(format!("sections/{at:02}.yaml")), text).unwrap();
    }
    // It says more than a pipe holds, so it waits to be read from.
    let run = |variable: Option<&str>| {
        let mut command = common::command(root.path(), &["check", "--lang", "en"]);
        command.arg(name).stdout(Stdio::piped()).env_remove("GLIBC_TUNABLES");
        if let Some(value) = variable {
            command.env("GLIBC_TUNABLES", value);
        }
        let mut child = command.spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let mut said = vec![0; 1];
        out.read_exact(&mut said).unwrap();
        let environment = fs::read(format!("/proc/{}/environ", child.id())).unwrap();
        out.read_to_end(&mut said).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0));
        let asked = environment.split(|byte| *byte == 0).any(|one| {
            one.starts_with(b"GLIBC_TUNABLES=") && one.windows(9).any(|part| part == b"hugetlb=1")
        });
        (asked, said)
    };
    let given = fs::read_to_string("/sys/kernel/mm/transparent_hugepage/enabled");
    let (asked, said) = run(None);
    assert!(said.len() > 1 << 17, "{}", said.len());
    assert_eq!(asked, given.is_ok_and(|given| given.contains("[madvise]")));
    // Who has told glibc something himself is left alone.
    assert_eq!(run(Some("glibc.malloc.top_pad=131072")), (false, said));
}
