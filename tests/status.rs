//! `vanthu status` and `vanthu watch`, as a person and a program see them.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on should stop

mod common;

use common::{command, vanthu};
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

fn folder() -> tempfile::TempDir {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    fs::create_dir(dir.join("sections")).unwrap();
    fs::write(
        dir.join("document.yaml"),
        "kind: bao-cao\nissuer: {name: Sở Tư pháp}\noutline:\n  - title: Kết quả\n    children: [mot, hai, ba]\n  - bon\n",
    )
    .unwrap();
    fs::write(
        dir.join("sections/01-mot.yaml"),
        "unit: Phòng Một\ntitle: Công tác\nbody: |\n  Nội dung[^a] và^[ngay đây.] \\^[không].\nfootnotes:\n  a: Chú thích.\n  b: Thừa.\n",
    )
    .unwrap();
    fs::write(dir.join("sections/02-hai.yaml"), "unit: Phòng Hai\ntitle: Công tác\n").unwrap();
    fs::write(dir.join("sections/03-ba.yaml"), "tieu de\n").unwrap();
    root
}

#[test]
fn who_has_handed_in() {
    let root = folder();
    let output = vanthu(root.path(), &["status", "--format", "json"]);
    assert_eq!(output.status.code(), Some(1), "there are errors");
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let of = |key: &str| -> Vec<String> {
        let parts = json["parts"].as_array().unwrap();
        parts.iter().map(|part| part[key].to_string().replace('"', "")).collect()
    };
    assert_eq!(of("id"), ["null", "mot", "hai", "ba", "bon"]);
    assert_eq!(of("state"), ["written", "written", "empty", "broken", "missing"]);
    assert_eq!(of("words"), ["0", "8", "0", "0", "0"]);
    assert_eq!(of("notes"), ["0", "3", "0", "0", "0"]);
    assert_eq!(of("warnings"), ["0", "1", "1", "0", "0"]);
    assert_eq!(json["summary"]["missing"], 1);
    assert_eq!(json["summary"]["errors"], 2, "{json:#}");
    assert!(of("changed")[0].ends_with('Z') && of("changed")[4] == "null");
    let table = String::from_utf8(vanthu(root.path(), &["status"]).stdout).unwrap();
    assert_eq!(
        table,
        "\
Đơn vị                     Tình trạng      Số từ  Chú thích  Lỗi  Cảnh báo  Sửa lần cuối
Văn phòng (document.yaml)  đã viết             -          -    1         -  vừa xong
Phòng Một                  đã viết             8          3    -         1  vừa xong
Phòng Hai                  còn trống           -          -    -         1  vừa xong
sections/03-ba.yaml        không đọc được      -          -    1         -  vừa xong
«bon»                      chưa nộp            -          -    -         -  -

1/4 phần đã viết.
Chưa nộp (có trong bố cục, chưa có tệp): bon.
Còn trống: Phòng Hai.
Không đọc được: sections/03-ba.yaml.
2 lỗi, 2 cảnh báo; xem từng chỗ và cách sửa: vanthu check
"
    );
}

#[test]
fn a_folder_that_is_none_is_told_what_to_do() {
    let root = tempfile::tempdir().unwrap();
    let inside = root.path().join("Báo cáo quý I");
    fs::create_dir_all(inside.join("sections")).unwrap();
    let said = |dir: &Path, arguments: &[&str]| {
        let output = vanthu(dir, arguments);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(said(root.path(), &["check"]).contains("vanthu init"));
    fs::write(inside.join("document.yaml"), "kind: bao-cao\nissuer: {name: S}\n").unwrap();
    assert!(said(root.path(), &["build"]).contains("cd \"Báo cáo quý I\""));
    assert!(said(&inside.join("sections"), &["status"]).contains("cd .."));
    assert!(said(root.path(), &["check", "Báo"]).contains("ngoặc kép"));
    assert!(vanthu(root.path(), &["check", "Báo cáo quý I"]).status.success());
}

struct Watched(Child);

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Lines until one holds `wanted`; what came before it.
fn until(lines: &mut impl Iterator<Item = String>, wanted: &str) -> String {
    let mut all = String::new();
    for line in lines {
        all.push_str(&line);
        all.push('\n');
        if line.contains(wanted) {
            return all;
        }
    }
    panic!("{wanted} did not come after\n{all}");
}

#[test]
fn saving_builds_again() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    fs::create_dir(dir.join("sections")).unwrap();
    fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: S}\n").unwrap();
    fs::write(dir.join("sections/01-a.yaml"), "unit: P\ntitle: T\nbody: a[^b]\n").unwrap();
    let mut child = command(dir, &["watch"]).stdout(Stdio::piped()).spawn().unwrap();
    let output = child.stdout.take().unwrap();
    let _watched = Watched(child);
    let mut lines = BufReader::new(output).lines().map(Result::unwrap);
    let first = until(&mut lines, "Đang chờ");
    let (finding, tally) = (first.find("footnote-undefined"), first.find("chưa ghi tệp nào"));
    assert!(finding.unwrap() < tally.unwrap(), "findings first: {first}");
    assert!(!first.contains('\x1b'), "no terminal, no control codes: {first:?}");
    // An editor that writes beside and renames.
    fs::write(dir.join("sections/.01-a.yaml.new"), "unit: P\ntitle: T\nbody: a b\n").unwrap();
    let since = Instant::now();
    fs::rename(dir.join("sections/.01-a.yaml.new"), dir.join("sections/01-a.yaml")).unwrap();
    let second = until(&mut lines, "Đang chờ");
    assert!(second.contains("Đã ghi") && dir.join("bao-cao.docx").exists(), "{second}");
    assert!(since.elapsed() < Duration::from_secs(5), "{:?}", since.elapsed());
    // A file that goes is a change as well.
    fs::remove_file(dir.join("document.yaml")).unwrap();
    assert!(until(&mut lines, "Đang chờ").contains("document.yaml"));
}

#[cfg(unix)]
#[test]
fn the_result_is_opened_and_printed() {
    use std::os::unix::fs::PermissionsExt;
    let root = tempfile::tempdir().unwrap();
    let (dir, bin) = (root.path().join("hồ sơ"), root.path().join("bin"));
    fs::create_dir_all(&dir).unwrap();
    fs::create_dir_all(&bin).unwrap();
    fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: S}\n").unwrap();
    let program = |name: &str, text: &str| {
        let path = bin.join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    program("xdg-open", &format!("printf %s \"$1\" > '{}/opened'", root.path().display()));
    program("open", &format!("printf %s \"$1\" > '{}/opened'", root.path().display()));
    let run = |arguments: &[&str]| {
        let path = format!("{}:/usr/bin:/bin", bin.display());
        let cache = root.path().join("cache");
        command(&dir, arguments).env("PATH", path).env("XDG_CACHE_HOME", cache).output().unwrap()
    };
    assert!(run(&["build", "--open"]).status.success());
    let opened = root.path().join("opened");
    let since = Instant::now();
    while !opened.exists() && since.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(20));
    }
    std::thread::sleep(Duration::from_millis(50));
    assert!(fs::read_to_string(&opened).unwrap().ends_with("hồ sơ/bao-cao.docx"));
    // A stand-in for LibreOffice that does as it is told.
    program(
        "soffice",
        "while [ \"$1\" != --outdir ]; do shift; done\nprintf '%%PDF' > \"$2/a.pdf\"",
    );
    let made = run(&["build", "--pdf"]);
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert!(String::from_utf8_lossy(&made.stdout).contains("bao-cao.pdf"));
    assert!(run(&["build", "--pdf"]).status.success(), "our own is written over");
    let pdf = dir.join("bao-cao.pdf");
    fs::write(&pdf, "ký").unwrap();
    let refused = run(&["build", "--pdf"]);
    assert_eq!(refused.status.code(), Some(2));
    assert_eq!(fs::read(&pdf).unwrap(), "ký".as_bytes());
    assert!(run(&["build", "--pdf", "--force"]).status.success());
    // One that fails says why, and leaves the old file.
    let before = fs::read(&pdf).unwrap();
    program("soffice", "echo 'Error: source file could not be loaded' >&2; exit 1");
    let failed = run(&["build", "--pdf"]);
    assert_eq!(failed.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&failed.stderr).contains("could not be loaded"));
    assert_eq!(fs::read(&pdf).unwrap(), before);
    let mut names: Vec<_> = fs::read_dir(&dir)
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["bao-cao.docx", "bao-cao.pdf", "document.yaml"]);
}

/// Names are handed to other programs as they are: no shell reads them, and none is taken for an option.
#[cfg(unix)]
#[test]
fn names_are_no_commands() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let bin = root.path().join("bin");
    fs::create_dir_all(&bin).unwrap();
    let program = |name: &str, text: &str| {
        let path = bin.join(name);
        fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    };
    let opened = root.path().join("opened");
    for name in ["xdg-open", "open"] {
        let kept = opened.display();
        program(
            name,
            &format!("printf '%s\\n' \"$#\" \"$1\" > '{kept}.new'; mv '{kept}.new' '{kept}'"),
        );
    }
    program(
        "soffice",
        "while [ \"$1\" != --outdir ]; do shift; done\n[ $# = 3 ] && printf '%%PDF' > \"$2/a.pdf\"",
    );
    for name in [
        "-rf",
        "--help",
        "a b",
        "a;touch x",
        "$(touch x)",
        "`touch x`",
        "a&touch x",
        "a|b",
        "'\"",
        "%PATH%",
        "*",
        "a\nb",
    ] {
        let dir = root.path().join("hồ sơ").join(name);
        fs::create_dir_all(&dir).unwrap();
        fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: S}\n").unwrap();
        let file = format!("./{name}.docx");
        let _ = fs::remove_file(&opened);
        let path = format!("{}:/usr/bin:/bin", bin.display());
        let mut build = command(&dir, &["build", "--open", "--pdf", "-o", &file]);
        let cache = root.path().join("cache");
        let done = build.env("PATH", path).env("XDG_CACHE_HOME", cache).output().unwrap();
        assert!(done.status.success(), "{name:?}: {}", String::from_utf8_lossy(&done.stderr));
        let since = Instant::now();
        while !opened.exists() && since.elapsed() < Duration::from_secs(10) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let pdf = fs::canonicalize(&dir).unwrap().join(format!("{name}.pdf"));
        assert_eq!(fs::read_to_string(&opened).unwrap(), format!("1\n{}\n", pdf.display()));
        let mut names: Vec<_> = fs::read_dir(&dir)
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        let mut wanted =
            vec![format!("{name}.docx"), format!("{name}.pdf"), "document.yaml".to_owned()];
        wanted.sort();
        assert_eq!(names, wanted);
    }
}
