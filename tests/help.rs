//! What the program says about itself: help, wrong command lines, completions, manual pages.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod common;

use common::said;
use std::fs;
use std::process::Output;

fn vanthu(arguments: &[&str]) -> Output {
    let dir = tempfile::tempdir().unwrap();
    common::vanthu(dir.path(), arguments)
}

#[test]
fn wrong_command_lines_are_answered() {
    for (arguments, wanted) in [
        (&[][..], "Bắt đầu:\n  vanthu init"),
        (&["--lang", "en"], "To begin:\n  vanthu init"),
        (&["biuld"], "«biuld»; có phải là «build»?"),
        (&["chekc"], "có phải là «check»?"),
        (&["hoàn-toàn-khác"], "vanthu --help"),
        (&["--lang=en", "chekc"], "did you mean `check`?"),
        (&["chekc", "--lang", "en"], "did you mean `check`?"),
        (&["build", "--fnal"], "có phải là «--final»?"),
        (&["build", "--khac"], "không có tùy chọn «--khac»"),
        (&["check", "--format", "xml"], "text, json, sarif"),
        (&["check", "--format"], "thiếu giá trị"),
        (&["new"], "<ĐƠN VỊ>"),
        (&["new", "Phòng", "Tổng", "hợp"], "ngoặc kép"),
        (&["check", "-q", "-v"], "không đi cùng"),
        (&["init", "--kind"], "thiếu giá trị"),
    ] {
        let output = vanthu(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
        let said = said(&output);
        assert!(said.contains(wanted), "{arguments:?}\n{said}");
        for word in ["unexpected", "Usage", "tip:", "required"] {
            assert!(!said.contains(word), "{arguments:?}\n{said}");
        }
    }
}

#[test]
fn help_is_in_the_language_that_is_asked_for() {
    for (arguments, wanted) in [
        (&["--help"][..], "Cách dùng: vanthu"),
        (&["build", "-h"], "Bản trình ký"),
        (&["help", "status"], "ai đã nộp"),
        (&["build", "--help", "--lang", "en"], "Usage: vanthu build"),
        (&["--lang", "en", "--help"], "Usage: vanthu"),
        (&["--version"], env!("CARGO_PKG_VERSION")),
    ] {
        let output = vanthu(arguments);
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}");
        assert!(said(&output).contains(wanted), "{arguments:?}\n{}", said(&output));
    }
}

#[test]
fn quiet_and_verbose() {
    let root = tempfile::tempdir().unwrap();
    let dir = root.path();
    fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: S}\nissue: x\n").unwrap();
    let errors = common::vanthu(dir, &["check", "-q"]);
    assert!(said(&errors).contains("unknown-key") && !said(&errors).contains("1 lỗi"));
    fs::write(dir.join("document.yaml"), "kind: bao-cao\nissuer: {name: S}\n").unwrap();
    assert_eq!(said(&common::vanthu(dir, &["build", "--quiet"])), "");
    assert!(dir.join("bao-cao.docx").exists());
    assert!(
        !said(&common::vanthu(dir, &["notes", "-q", "--format", "json"])).is_empty(),
        "asked for"
    );
    let much = common::vanthu(dir, &["build", "-v"]);
    assert!(String::from_utf8_lossy(&much.stderr).contains("đã đọc 1 tệp"), "{}", said(&much));
    let usual = common::vanthu(dir, &["build"]);
    assert!(usual.stderr.is_empty(), "no bar and no words in a pipe: {}", said(&usual));
}

#[test]
fn completions_and_manual_pages() {
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let output = vanthu(&["completions", shell]);
        assert!(output.status.success() && said(&output).contains("watch"), "{shell}");
    }
    let root = tempfile::tempdir().unwrap();
    for (lang, word) in [("vi", "Bản trình ký"), ("en", "Refuses a blank number")] {
        let pages = root.path().join(lang);
        let output = vanthu(&["man", pages.to_str().unwrap(), "--lang", lang]);
        assert!(output.status.success(), "{}", said(&output));
        let page = fs::read_to_string(pages.join("vanthu-build.1")).unwrap();
        assert!(page.contains(word), "{page}");
        assert!(pages.join("vanthu.1").exists());
    }
    let file = root.path().join("file");
    fs::write(&file, "").unwrap();
    assert_eq!(vanthu(&["man", file.join("x").to_str().unwrap()]).status.code(), Some(2));
}
