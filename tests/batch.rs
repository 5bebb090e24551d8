//! `vanthu build DIR…`: many folders, one summary, one status.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on should stop

mod common;

use common::{command, status};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::Output;

fn vanthu(dir: &Path, arguments: &[&str]) -> Output {
    with_threads("2", dir, arguments)
}

fn with_threads(threads: &str, dir: &Path, arguments: &[&str]) -> Output {
    command(dir, arguments).env("VANTHU_THREADS", threads).output().unwrap()
}

fn folder(root: &Path, name: &str, body: &str) {
    let dir = root.join(name);
    fs::create_dir_all(dir.join("sections")).unwrap();
    fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n").unwrap();
    let text = format!("unit: Phòng\ntitle: Công tác\nbody: {body}\n");
    fs::write(dir.join("sections/01-a.yaml"), text).unwrap();
}

/// Two good folders, one with an error, one with a warning, one that is not there and one that cannot be read.
fn province() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    folder(root.path(), "a", "Nội dung.");
    folder(root.path(), "b", "Thiếu[^x].");
    folder(root.path(), "c", "Ngày 31/02/2023.");
    folder(root.path(), "d", "Nội dung.");
    fs::write(root.path().join("d/sections/02-b.yaml"), b"unit: \xff").unwrap();
    fs::create_dir(root.path().join("d/sections/03-c.yaml")).unwrap();
    folder(root.path(), "e", "Nội dung khác.");
    root
}

const ALL: [&str; 7] = ["build", "a", "b", "khong-co", "c", "d", "e"];

#[test]
fn one_broken_folder_stops_no_other() {
    let root = province();
    let output = vanthu(root.path(), &ALL);
    assert_eq!(status(&output), 2);
    for (dir, there) in [("a", true), ("b", false), ("c", true), ("d", false), ("e", true)] {
        assert_eq!(root.path().join(dir).join("bao-cao.docx").exists(), there, "{dir}");
    }
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(said.matches("Đã ghi").count(), 3, "{said}");
    let last = said.lines().last().unwrap();
    assert_eq!(
        last,
        "Tất cả 6 thư mục: 3 đã ghi, 1 có lỗi phải sửa, 2 không làm được; 3 lỗi, 1 cảnh báo"
    );
    let found = String::from_utf8(output.stderr).unwrap();
    let places: Vec<usize> =
        ["Thư mục b", "[footnote-undefined]", "Thư mục khong-co", "không thấy"]
            .into_iter()
            .chain(["Thư mục c", "[date-invalid]", "Thư mục d", "[file-encoding]"])
            .map(|part| found.find(part).unwrap_or_else(|| panic!("{part} in\n{found}")))
            .collect();
    assert!(places.is_sorted(), "{places:?} in\n{found}");
    assert!(!found.contains("Thư mục a") && !found.contains("Thư mục e"), "{found}");
}

#[test]
fn the_worst_status_is_the_status() {
    let root = province();
    assert_eq!(status(&vanthu(root.path(), &["build", "a", "c", "e"])), 0);
    assert_eq!(status(&vanthu(root.path(), &["build", "a", "b", "e"])), 1);
    assert_eq!(status(&vanthu(root.path(), &["build", "b", "d"])), 2);
    assert_eq!(status(&vanthu(root.path(), &["build", "--final", "a", "e"])), 1);
}

#[test]
fn nothing_depends_on_the_number_of_threads() {
    let root = province();
    let all = |threads: &str, format: &str| {
        let mut arguments = ALL.to_vec();
        arguments.extend(["--format", format]);
        let output = with_threads(threads, root.path(), &arguments);
        let files: Vec<Vec<u8>> = ["a", "c", "e"]
            .map(|dir| fs::read(root.path().join(dir).join("bao-cao.docx")).unwrap())
            .into();
        (output.stdout, output.stderr, files)
    };
    for format in ["text", "json", "sarif"] {
        let one = all("1", format);
        assert!(one == all("2", format) && one == all("5", format), "{format}");
    }
    let alone = vanthu(root.path(), &["build", "a", "-o", "one.docx"]);
    assert_eq!(status(&alone), 0);
    let one = fs::read(root.path().join("one.docx")).unwrap();
    assert_eq!(one, fs::read(root.path().join("a/bao-cao.docx")).unwrap());
}

#[test]
fn programs_get_one_document() {
    let root = province();
    let mut arguments = ALL.to_vec();
    arguments.extend(["--format", "json"]);
    let output = vanthu(root.path(), &arguments);
    assert!(output.stdout.is_empty());
    let log: Value = serde_json::from_slice(&output.stderr).unwrap();
    let folders = log["folders"].as_array().unwrap();
    let dirs: Vec<_> = folders.iter().map(|one| one["dir"].as_str().unwrap()).collect();
    assert_eq!(dirs, ALL[1..]);
    assert!(folders[0]["output"].as_str().unwrap().ends_with("bao-cao.docx"));
    assert_eq!(folders[1]["output"], Value::Null);
    assert_eq!(folders[1]["findings"][0]["file"], "sections/01-a.yaml");
    assert!(folders[2]["error"].as_str().unwrap().contains("khong-co"));
    assert_eq!(folders[3]["summary"]["warnings"], 1);
    let statuses: Vec<_> = folders.iter().map(|one| one["status"].as_u64().unwrap()).collect();
    assert_eq!(statuses, [0, 1, 2, 0, 2, 0]);
    assert_eq!(log["summary"]["written"], 3);
    assert_eq!((&log["summary"]["errors"], &log["summary"]["warnings"]), (&3.into(), &1.into()));

    // One folder keeps the form that it has alone.
    let output = vanthu(root.path(), &["build", "b", "--format", "json"]);
    let log: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(log.as_object().unwrap().keys().collect::<Vec<_>>(), ["findings", "summary"]);

    let output = vanthu(root.path(), &["build", "b", "khong-co", "./c/", "--format", "sarif"]);
    let log: Value = serde_json::from_slice(&output.stderr).unwrap();
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    let notes = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"];
    assert!(notes[0]["message"]["text"].as_str().unwrap().starts_with("khong-co: "));
    let uris: Vec<_> = log["runs"][0]["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        .collect();
    assert_eq!(uris, ["b/sections/01-a.yaml", "./c/sections/01-a.yaml"]);
}

#[test]
fn no_two_documents_in_one_file() {
    let root = province();
    let refused = |arguments: &[&str], word: &str| {
        let output = vanthu(root.path(), arguments);
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(word) && output.stdout.is_empty(), "{said}");
        assert!(!root.path().join("a/bao-cao.docx").exists());
        assert!(!root.path().join("c/bao-cao.docx").exists());
    };
    refused(&["build", "c", "a", "-o", "x.docx"], "-o");
    refused(&["build", "c", "a", "./c/../a"], "«a» và «./c/../a»");
    #[cfg(unix)]
    {
        fs::write(root.path().join("chung.docx"), "").unwrap();
        for dir in ["a", "e"] {
            let link = root.path().join(dir).join("bao-cao.docx");
            std::os::unix::fs::symlink("../chung.docx", &link).unwrap();
        }
        let output = vanthu(root.path(), &["build", "c", "a", "e"]);
        assert_eq!(status(&output), 2);
        assert!(String::from_utf8(output.stderr).unwrap().contains("chung.docx"));
        assert!(!root.path().join("c/bao-cao.docx").exists());
    }
}

#[test]
fn a_persons_file_stops_its_own_folder_only() {
    let root = province();
    fs::write(root.path().join("a/bao-cao.docx"), "của người khác").unwrap();
    let output = vanthu(root.path(), &["build", "a", "e"]);
    assert_eq!(status(&output), 2);
    assert!(String::from_utf8_lossy(&output.stderr).contains("--force"));
    assert_eq!(fs::read(root.path().join("a/bao-cao.docx")).unwrap(), "của người khác".as_bytes());
    assert!(root.path().join("e/bao-cao.docx").exists());
}
