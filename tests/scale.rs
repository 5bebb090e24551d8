//! The worked example of docs/scale.md, run as it stands there.

#![allow(clippy::unwrap_used, clippy::print_stderr)] // a test that cannot go on should stop, and says when it is skipped

use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, SystemTime};

/// The page's block in this language.
fn block(language: &str) -> String {
    let page =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/scale.md")).unwrap();
    let start = format!("```{language}\n");
    let from = page.find(&start).unwrap() + start.len();
    page[from..from + page[from..].find("```").unwrap()].to_owned()
}

fn folder(root: &Path, name: &str, body: &str) {
    let dir = root.join("hoso").join(name);
    fs::create_dir_all(dir.join("sections")).unwrap();
    fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n").unwrap();
    let text = format!("unit: Phòng\ntitle: Công tác\nbody: {body}\n");
    fs::write(dir.join("sections/01-a.yaml"), text).unwrap();
}

fn make(root: &Path) -> Output {
    Command::new("make")
        .args(["-k", "-j2"])
        .env("VANTHU", env!("CARGO_BIN_EXE_vanthu"))
        .env_remove("MAKEFLAGS")
        .current_dir(root)
        .output()
        .unwrap()
}

fn built(output: &Output) -> usize {
    String::from_utf8_lossy(&output.stdout).matches("Đã ghi").count()
        + String::from_utf8_lossy(&output.stdout).matches("Wrote").count()
}

#[test]
fn make_builds_what_changed_and_goes_on_past_what_is_broken() {
    if Command::new("make").arg("--version").output().is_err() {
        eprintln!("SKIPPED: there is no make here, so the example of docs/scale.md was not run");
        return;
    }
    let root = tempfile::tempdir().unwrap();
    let root = root.path();
    fs::write(root.join("Makefile"), block("make")).unwrap();
    for name in ["ha-quang", "hoa-an", "bao-lac"] {
        folder(root, name, "Nội dung.");
    }
    folder(root, "hong", "Thiếu[^x].");

    let first = make(root);
    assert!(!first.status.success());
    assert_eq!(built(&first), 3, "{first:?}");
    for name in ["ha-quang", "hoa-an", "bao-lac"] {
        assert!(root.join(format!("ketqua/{name}.docx")).exists(), "{name}");
    }
    assert!(!root.join("ketqua/hong.docx").exists());
    assert!(
        fs::read_to_string(root.join("ketqua/hong.txt")).unwrap().contains("footnote-undefined")
    );

    // The unit mends it; a second later, for file systems that keep whole seconds.
    let section = |name: &str| root.join("hoso").join(name).join("sections/01-a.yaml");
    fs::write(section("hong"), "unit: Phòng\ntitle: Công tác\nbody: Đủ.\n").unwrap();
    let second = make(root);
    assert!(second.status.success(), "{second:?}");
    assert_eq!(built(&second), 1);
    assert_eq!(built(&make(root)), 0, "nothing is left to do");

    // One unit sends its text again.
    let later = SystemTime::now() + Duration::from_secs(2);
    fs::File::options().append(true).open(section("hoa-an")).unwrap().set_modified(later).unwrap();
    assert_eq!(built(&make(root)), 1);
}
