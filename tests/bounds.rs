//! What somebody hands in, by mistake or on purpose, costs little time and memory, and is told
//! (`limit-exceeded` and others); of DOCX see `hostile.rs`. `VANTHU_HUGE=1` tries the hostile texts at 15 MB instead of 24 KB.

#![allow(clippy::unwrap_used, clippy::too_many_lines, clippy::format_collect)] // a test that cannot go on should stop
#![cfg(unix)]

mod common;
mod cost;

use common::{status, vanthu};
use cost::{Ran, run, within};
use std::fs;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use vanthu::diagnostic::{Report, Sink};
use vanthu::{compose, diagnostic, folder, limits};

const DOCUMENT: &str = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n";

fn new(document: &str, section: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sections")).unwrap();
    fs::write(dir.path().join("document.yaml"), document).unwrap();
    fs::write(dir.path().join("sections/a.yaml"), section).unwrap();
    dir
}

fn check(dir: &Path) -> Report {
    let mut sink = Sink::new();
    let folder = folder::load(dir, &mut sink);
    let _ = compose(&folder, &mut sink);
    sink.close(&folder.levels)
}

fn rules(dir: &Path) -> Vec<&'static str> {
    let mut rules: Vec<_> = check(dir).findings.iter().map(|f| f.rule.name()).collect();
    rules.dedup();
    rules
}

fn body(text: &str) -> String {
    format!("unit: P\ntitle: T\nbody: |\n  {}\n", text.replace('\n', "\n  "))
}

/// Makes a text when it is asked for: all of them would be gigabytes, and what the tests hold counts into the peak of
/// the program that they start.
type Made = Box<dyn Fn() -> String>;

/// Texts made to bring a reader to its knees: one mark over and over, on one line or on many.
fn hostile(size: usize) -> Vec<(String, Made)> {
    let over = move |text: &str| text.repeat(size / text.len() + 1);
    let mut out: Vec<(String, Made)> = Vec::new();
    for text in [
        "[",
        "*",
        "*a ",
        "**a ",
        "^",
        "^[a]",
        "![",
        "![a](",
        "<",
        "<http:",
        "|",
        "|a",
        "“",
        "\"",
        "«",
        "(",
        ")",
        "a) ",
        "{#",
        "1",
        "1 ",
        "#",
        "\\",
        "[a](",
        "[a](b)",
        "[@a]",
        "[^a]",
        "[^a",
        "]",
        "e\u{302}\u{301}",
        "²",
        "\u{a0}",
        "\u{200b}",
        "- ",
        ".",
        ", ",
        "😀",
        "ngày 09/3/2023 ",
        "Công văn số 12/SXD-QLĐT ngày 06/3/2023, ",
        "46 (bao gồm: 05 ",
        "5% ",
        "08 nội dung sau: ",
        "Mục I.1.a) ",
        "Điều 1. ",
        "SXD-",
        "µ",
        "a  ",
        "chữ ",
        "*[^(“<|!",
        "<a",
        "[[a](b)",
    ] {
        // As one paragraph of the most that is read, and as many of them.
        let paragraphs = move || {
            let piece = text.repeat((limits::PARAGRAPH as usize).min(size) / text.len() - 1);
            let many = (size / piece.len()).max(1);
            body(&vec![piece; many].join("\n\n"))
        };
        let lines = move || body(&over(&format!("{text}\n")));
        let value = move || format!("unit: P\ntitle: T\nbody: {}", over(text));
        out.push((format!("{text:?} in paragraphs"), Box::new(paragraphs)));
        out.push((format!("{text:?} on one line"), Box::new(move || body(&over(text)))));
        out.push((format!("{text:?} on lines"), Box::new(lines)));
        out.push((format!("{text:?} as a value"), Box::new(value)));
        out.push((format!("{text:?} as a file"), Box::new(move || over(text))));
    }
    for text in [
        "[",
        "{",
        "[a,",
        "\"",
        "'",
        ": ",
        "- ",
        "? ",
        "&a ",
        "!a ",
        "%a\n",
        "a: b: c\n",
        "- a\n",
        "---\n",
        "#\n",
        "a:\n ",
        "k: &a b\n",
        "? a\n: b\n",
        "unit: P\n",
        "a\n",
        "\t",
    ] {
        out.push((format!("YAML {text:?}"), Box::new(move || over(text))));
        let after = move || format!("unit: P\ntitle: {}", over(text));
        out.push((format!("YAML {text:?} after keys"), Box::new(after)));
    }
    for style in [">", "|", ""] {
        let folded = move || format!("unit: P\ntitle: T\nbody: {style}\n{}", over("  a[^a]\n"));
        out.push((format!("lines under {style:?}"), Box::new(folded)));
    }
    let escapes = move || format!("unit: P\ntitle: T\nbody: \"{}\"\n", over("\\u1ebf[^a] "));
    out.push(("escapes".into(), Box::new(escapes)));
    let count = size / 24;
    let each = move |one: fn(usize) -> String| (0..count).map(one).collect::<String>();
    let notes = move || {
        let (marks, notes) =
            (each(|n| format!("a[^k{n}]\n\n")), each(|n| format!("  k{n}: n{n}\n")));
        format!("{}\nfootnotes:\n{notes}", body(&marks))
    };
    out.push(("notes".into(), Box::new(notes)));
    let keys = move || format!("unit: P\ntitle: T\n{}", each(|n| format!("k{n}: a\n")));
    out.push(("keys".into(), Box::new(keys)));
    let references = move || body(&each(|n| format!("[@r{n}] ")));
    out.push(("references".into(), Box::new(references)));
    let headings = move || body(&each(|n| format!("## A{n} {{#h{n}}}\n")));
    out.push(("headings".into(), Box::new(headings)));
    let citations = move || body(&each(|n| format!("số {n}/SXD ngày 06/3/2023\n\n")));
    out.push(("citations".into(), Box::new(citations)));
    out
}

#[test]
fn hostile_texts_take_little_time() {
    let huge = std::env::var_os("VANTHU_HUGE").is_some();
    // Huge ones are mostly refused at a bound at once; the slowest are those that just pass it.
    let sizes: &[usize] = if huge { &[15 << 20, limits::TEXT - (64 << 10)] } else { &[24 << 10] };
    let (time, most) = if huge { (120, 6 << 20) } else { (20, 600 << 10) };
    let dir = new(DOCUMENT, "");
    let out = dir.path().join("a.docx");
    let (mut slowest, mut largest) = ((Duration::ZERO, String::new()), (0, String::new()));
    let mut beyond = Vec::new();
    for size in sizes {
        // A third of them on every run of the tests, all of them in the long one.
        for (name, text) in hostile(*size).into_iter().step_by(if huge { 1 } else { 3 }) {
            fs::write(dir.path().join("sections/a.yaml"), text()).unwrap();
            let path = dir.path().to_str().unwrap();
            let name = format!("{name}, {} KB", size >> 10);
            let Ran { busy, peak, status } =
                run(&["build", path, "-o", out.to_str().unwrap()], &name);
            slowest = slowest.max((busy, name.clone()));
            largest = largest.max((peak, name.clone()));
            let over = busy >= Duration::from_secs(time) || peak >= most;
            if over || status.is_none_or(|code| code > 2) {
                beyond.push(format!("{name}: {busy:?}, {peak} KB, status {status:?}"));
            }
        }
    }
    println!("slowest: {slowest:?}; largest: {largest:?} KB");
    assert!(beyond.is_empty(), "{beyond:#?}");
}

/// Ten thousand names that are each nearly one of ten thousand others.
#[test]
fn names_that_are_nearly_right_take_little_time() {
    let dir = new(DOCUMENT, "");
    let all = |one: &dyn Fn(usize) -> String| (0..10_000).map(one).collect::<String>();
    let headings = all(&|n| format!("  ## A {{#abcdefgh{n}}}\n\n"));
    let references = all(&|n| format!("  a [@abcdefgx{n}]\n\n"));
    let text = format!("unit: P\ntitle: T\nbody: |\n{headings}{references}");
    fs::write(dir.path().join("sections/a.yaml"), text).unwrap();
    let (marks, notes) =
        (all(&|n| format!("  a[^abcdefgx{n}]\n\n")), all(&|n| format!("  abcdefgh{n}: A.\n")));
    let text = format!("unit: P\ntitle: T\nbody: |\n{marks}footnotes:\n{notes}");
    fs::write(dir.path().join("sections/b.yaml"), text).unwrap();
    let arguments = ["check", dir.path().to_str().unwrap()];
    let status = within(&arguments, Duration::from_secs(30), 600 << 10, "nearly right");
    assert_eq!(status, 1);
}

#[test]
fn nesting_at_its_bound_and_far_past_it() {
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", "")] {
        for depth in [limits::DEPTH - 2, limits::DEPTH + 2, 20_000] {
            let text = format!(
                "unit: P\ntitle: T\nbody: {}a{}\n",
                open.repeat(depth),
                close.repeat(depth)
            );
            let dir = new(DOCUMENT, &text);
            // The smallest stack that a thread of ours has.
            let path = dir.path().to_owned();
            let small = std::thread::Builder::new().stack_size(2 << 20);
            let rules = small.spawn(move || rules(&path)).unwrap().join().unwrap();
            assert!(!rules.is_empty());
            if depth > limits::DEPTH && !close.is_empty() {
                // The parser has a bound of its own.
                let told = ["yaml-feature", "yaml-syntax"].iter().any(|rule| rules.contains(rule));
                assert!(told, "{open}: {rules:?}");
            }
        }
    }
    for mark in ["*a ", "**a *b ", "[a ", "^[a ", "“", "("] {
        let text = mark.repeat(limits::PARAGRAPH as usize / mark.len() - 1);
        let _ = rules(new(DOCUMENT, &body(&text)).path());
    }
}

/// Each bound has a finding of its own just past it, and none at it.
#[test]
fn bounds_are_told() {
    let exceeded = |section: &str| {
        let report = check(new(DOCUMENT, section).path());
        report.findings.iter().filter(|f| f.rule.name() == "limit-exceeded").count()
    };
    let paragraph = |len: usize| body(&"a".repeat(len));
    assert_eq!(exceeded(&paragraph(limits::PARAGRAPH as usize)), 0);
    assert_eq!(exceeded(&paragraph(limits::PARAGRAPH as usize + 1)), 1);
    let table =
        |columns: usize, rows: usize| body(&vec!["| a ".repeat(columns) + "|"; rows].join("\n"));
    assert_eq!(exceeded(&table(limits::COLUMNS, 2)), 0);
    assert_eq!(exceeded(&table(limits::COLUMNS + 1, 2)), 1);
    assert_eq!(exceeded(&table(1, limits::ROWS)), 0);
    assert_eq!(exceeded(&table(1, limits::ROWS + 1)), 1);
    let key = |len: usize| format!("{}footnotes:\n  {}: b\n", body("a"), "k".repeat(len));
    assert_eq!(exceeded(&key(limits::KEY)), 0);
    assert_eq!(exceeded(&key(limits::KEY + 1)), 1);
    let value = |len: usize| body(&vec!["a".repeat(62); len / 64].join("\n\n"));
    assert_eq!(exceeded(&value(limits::TEXT - 64)), 0);
    assert_eq!(exceeded(&value(limits::TEXT + 64)), 1);
    let notes = |count: usize| {
        let keys: String = (0..count).map(|n| format!("  k{n}: n\n")).collect();
        format!("{}footnotes:\n{keys}", body("a"))
    };
    assert_eq!(exceeded(&notes(limits::NOTES)), 0);
    assert_eq!(exceeded(&notes(limits::NOTES + 1)), 1);
    let marks = |count: usize| body(&vec!["a[^a] b[@x]"; count / 2].join("\n\n"));
    assert_eq!(exceeded(&marks(limits::NOTES)), 0);
    assert_eq!(exceeded(&marks(limits::NOTES + 2)), 1);
    // A cell, a title, a note.
    let long = "a".repeat(limits::PARAGRAPH as usize + 1);
    assert_eq!(exceeded(&body(&format!("| a |\n| {long} |"))), 1);
    assert_eq!(exceeded(&format!("unit: P\ntitle: {long}\nbody: a\n")), 1);
    assert_eq!(exceeded(&format!("{}footnotes: {{a: {long}}}\n", body("a[^a]"))), 1);
}

#[test]
fn styles_end() {
    let dir = new(&format!("{DOCUMENT}style: s0\n"), &body("a"));
    fs::create_dir(dir.path().join("styles")).unwrap();
    for at in 0..40 {
        let text = format!("extends: s{}\n", at + 1);
        fs::write(dir.path().join(format!("styles/s{at}.yaml")), text).unwrap();
    }
    assert!(rules(dir.path()).contains(&"limit-exceeded"));
}

#[test]
fn too_many_findings_are_told_as_such() {
    let dir = new(DOCUMENT, &body(&"a[^x] ".repeat(3000)));
    let report = check(dir.path());
    let undefined: Vec<_> =
        report.findings.iter().filter(|f| f.rule.name() == "footnote-undefined").collect();
    assert_eq!(undefined.len(), 1000);
    assert!(undefined[999].help.as_ref().unwrap().vi.contains("còn nhiều"));
    assert!(!undefined[998].help.as_ref().unwrap().vi.contains("còn nhiều"));
}

#[test]
fn no_path_leaves_the_folder() {
    let outside = tempfile::tempdir().unwrap();
    let secret = outside.path().join("mat.yaml");
    fs::write(&secret, "unit: P\ntitle: T\nbody: Tuyệt mật.\n").unwrap();
    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/picture");
    let picture =
        walk(&picture).into_iter().find(|p| p.extension().is_some_and(|e| e == "png")).unwrap();
    fs::copy(&picture, outside.path().join("anh.png")).unwrap();
    let dir = new(DOCUMENT, &body("a"));
    let root = dir.path();
    fs::copy(&picture, root.join("anh.png")).unwrap();
    symlink(outside.path().join("anh.png"), root.join("lien-ket.png")).unwrap();
    symlink(root.join("anh.png"), root.join("trong.png")).unwrap();
    symlink(outside.path(), root.join("ngoai")).unwrap();
    let absolute = outside.path().join("anh.png");
    let absolute = absolute.to_str().unwrap();
    let up = format!("../{}/anh.png", outside.path().file_name().unwrap().to_str().unwrap());
    for (path, good) in [
        ("anh.png", true),
        ("./anh.png", true),
        ("trong.png", true),
        ("lien-ket.png", false),
        ("ngoai/anh.png", false),
        (absolute, false),
        (&*up, false),
        ("sections/../anh.png", false),
        ("C:\\anh.png", false),
        ("C:anh.png", false),
        ("..\\anh.png", false),
        ("\\\\may\\chung\\anh.png", false),
        ("//may/chung/anh.png", false),
        ("anh.png:luong", false),
        ("CON", false),
        ("nul.png", false),
        ("a/Com1.png", false),
        ("LPT9", false),
        ("file:///etc/passwd", false),
    ] {
        fs::write(root.join("sections/a.yaml"), body(&format!("![a]({path})"))).unwrap();
        assert_eq!(rules(root).is_empty(), good, "{path}");
    }
    // Sections and styles by links: inside the folder they are read, outside not.
    fs::write(root.join("sections/a.yaml"), body("a")).unwrap();
    symlink(&secret, root.join("sections/b.yaml")).unwrap();
    assert_eq!(rules(root), ["file-unreadable"]);
    fs::remove_file(root.join("sections/b.yaml")).unwrap();
    fs::write(root.join("rieng.yaml"), body("b")).unwrap();
    symlink(root.join("rieng.yaml"), root.join("sections/b.yaml")).unwrap();
    assert!(rules(root).is_empty());
    fs::remove_dir_all(root.join("sections")).unwrap();
    symlink(outside.path(), root.join("sections")).unwrap();
    assert_eq!(rules(root), ["file-unreadable"]);
    fs::remove_file(root.join("sections")).unwrap();
    for style in ["../mat", "con", "/etc/passwd", "a/b", "a:b", ".."] {
        fs::write(root.join("document.yaml"), format!("{DOCUMENT}style: \"{style}\"\n")).unwrap();
        assert_eq!(rules(root), ["style-unknown"], "{style}");
    }
    fs::write(root.join("document.yaml"), format!("{DOCUMENT}style: mat\n")).unwrap();
    fs::create_dir(root.join("styles")).unwrap();
    symlink(&secret, root.join("styles/mat.yaml")).unwrap();
    assert!(rules(root).contains(&"file-unreadable"));
}

fn walk(dir: &Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { out.extend(walk(&path)) } else { out.push(path) }
    }
    out
}

/// A pipe or device where a file should be is told, and not waited for.
#[test]
fn what_is_no_file_is_not_waited_for() {
    let pipe = |path: &Path| assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
    let dir = new(DOCUMENT, &body("a"));
    pipe(&dir.path().join("sections/b.yaml"));
    assert_eq!(rules(dir.path()), ["file-unreadable"]);
    symlink("/dev/zero", dir.path().join("sections/c.yaml")).unwrap();
    assert_eq!(rules(dir.path()), ["file-unreadable"]);
    fs::remove_file(dir.path().join("document.yaml")).unwrap();
    pipe(&dir.path().join("document.yaml"));
    assert_eq!(rules(dir.path()), ["file-unreadable"]);
    pipe(&dir.path().join("a.docx"));
    assert_eq!(status(&vanthu(dir.path(), &["check", "a.docx"])), 2);
}

/// Files that are too much together are one finding, and none of them is read to its end.
#[test]
fn a_folder_is_bounded() {
    let dir = new(DOCUMENT, &body("a"));
    let large = |name: &str, size: u64| {
        let file = fs::File::create(dir.path().join("sections").join(name)).unwrap();
        file.set_len(size).unwrap();
    };
    large("b.yaml", limits::FILE + 1);
    assert_eq!(rules(dir.path()), ["file-unreadable"]);
    large("c.yaml", limits::FOLDER - limits::FILE - 1);
    let sizes = || {
        let mut sink = Sink::new();
        let folder = folder::load(dir.path(), &mut sink);
        let findings = sink.close(&folder.levels).findings;
        findings.into_iter().map(|finding| finding.message.en).collect::<Vec<_>>()
    };
    assert_eq!(sizes(), ["the files come to 512 MB, more than 512 MB"]);
    large("c.yaml", limits::FOLDER - limits::FILE - 1 - body("a").len() as u64);
    assert_eq!(sizes().len(), 2);
    large("c.yaml", 2 * limits::FOLDER);
    assert_eq!(sizes(), ["the files come to 1040 MB, more than 512 MB"]);
}

/// Pictures that say they are larger than any sheet.
#[test]
fn pictures_are_bounded() {
    let dir = new(DOCUMENT, &body("![a](a.png)"));
    for (width, height, good) in
        [(100, 100, true), (20_001, 1, false), (15_000, 15_000, false), (0, 5, false)]
    {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR".to_vec();
        bytes.extend(u32::to_be_bytes(width));
        bytes.extend(u32::to_be_bytes(height));
        bytes.extend(b"\x08\x02\0\0\0\0\0\0\0");
        fs::write(dir.path().join("a.png"), bytes).unwrap();
        assert_eq!(rules(dir.path()).is_empty(), good, "{width} × {height}");
    }
    let large = fs::File::create(dir.path().join("a.png")).unwrap();
    large.set_len(limits::PICTURE + 1).unwrap();
    assert_eq!(rules(dir.path()), ["picture-unreadable"]);
}

/// The table of docs/reliability.md says the numbers that hold.
#[test]
fn the_page_says_the_bounds() {
    let page = include_str!("../docs/reliability.md");
    let table = page.split("## Bounds").nth(1).unwrap().split("\n\n").nth(2).unwrap();
    let styles: serde_yaml::Value =
        serde_yaml::from_str(include_str!("../styles/nd30.yaml")).unwrap();
    let sets = styles["headings"].as_mapping().unwrap().values();
    let levels: Vec<usize> = sets.map(|set| set.as_sequence().unwrap().len()).collect();
    let mb = |bytes: u64| (bytes >> 20) as usize;
    let expected: [(&str, Vec<usize>); 12] = [
        ("a source file;", vec![mb(limits::FILE), limits::FILES, mb(limits::FOLDER)]),
        ("nesting of lists", vec![limits::DEPTH]),
        ("a key", vec![limits::KEY]),
        ("a value", vec![limits::TEXT >> 20]),
        ("a paragraph,", vec![limits::PARAGRAPH as usize >> 10]),
        ("a table", vec![limits::COLUMNS, limits::ROWS]),
        ("notes of a file;", vec![limits::NOTES, limits::NOTES]),
        ("the outline", vec![*levels.iter().min().unwrap(), *levels.iter().max().unwrap(), 9]),
        ("styles that extend", vec![limits::STYLES]),
        ("findings of one rule", vec![diagnostic::MOST_ALIKE as usize, diagnostic::MOST]),
        (
            "a picture;",
            vec![
                mb(limits::PICTURE),
                limits::SIDE,
                limits::PIXELS / 1_000_000,
                mb(limits::PICTURES),
            ],
        ),
        // The marks keep these to themselves.
        ("emphasis open", vec![32, 2048]),
    ];
    let mut seen = 0;
    for row in table.lines().skip(2) {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        if cells[1].starts_with("a DOCX") {
            continue; // the reader keeps those to itself
        }
        let (name, wanted) = expected.iter().find(|(name, _)| cells[1].starts_with(name)).unwrap();
        let mut numbers = Vec::new();
        let mut open = String::new();
        for c in cells[2].chars().chain(['.']) {
            match c {
                '0'..='9' => open.push(c),
                ' ' => {}
                _ if open.is_empty() => {}
                _ => numbers.push(std::mem::take(&mut open).parse::<usize>().unwrap()),
            }
        }
        assert_eq!(&numbers, wanted, "{name}");
        seen += 1;
    }
    assert_eq!(seen, expected.len());
}
