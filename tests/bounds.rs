//! What somebody hands in, by mistake or on purpose, costs little time and memory, and is told
//! (`limit-exceeded` and others). `VANTHU_HUGE=1` tries the hostile texts at 15 MB instead of 24 KB.

#![allow(clippy::format_collect)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout, clippy::too_many_lines)] // a test that cannot go on should stop
#![cfg(unix)]

use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;
use vanthu::diagnostic::{Report, Sink};
use vanthu::import::Wish;
use vanthu::{compose, diagnostic, folder, limits};
use wait4::Wait4;

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

/// What a run of the program came to.
struct Ran {
    busy: Duration,
    /// KB.
    peak: u64,
    status: Option<i32>,
}

fn run(arguments: &[&str], name: &str) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_vanthu"))
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let used = child.wait4().unwrap();
    let (busy, peak) = (used.rusage.utime + used.rusage.stime, used.rusage.maxrss / 1024);
    println!("{name}: {} ms, {peak} KB", busy.as_millis());
    Ran { busy, peak, status: used.status.code() }
}

/// Runs the program within a time of the processor and a size (KB). Its exit status.
fn within(arguments: &[&str], time: Duration, size: u64, name: &str) -> i32 {
    let Ran { busy, peak, status } = run(arguments, name);
    assert!(busy < time, "{name}: {busy:?}");
    assert!(peak < size, "{name}: {peak} KB");
    status.unwrap_or_else(|| panic!("{name}: killed"))
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
    let path = dir.path().join("a.docx");
    assert_eq!(docx_status(&path).status.code(), Some(2));
}

fn docx_status(path: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_vanthu")).arg("check").arg(path).output().unwrap()
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

/// A DOCX of some parts; what is not given is as small as can be.
fn docx(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    let mut put = |name: &str, bytes: &[u8]| {
        archive.start_file(name, deflated).unwrap();
        archive.write_all(bytes).unwrap();
    };
    let one = format!(
        "<Relationships><Relationship Id=\"a\" Type=\"{office}/officeDocument\" Target=\"word/document.xml\"/></Relationships>"
    );
    put("_rels/.rels", one.as_bytes());
    for (name, bytes) in parts {
        put(name, bytes);
    }
    archive.finish().unwrap().into_inner()
}

fn document(inside: &str) -> Vec<u8> {
    format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{inside}</w:body></w:document>"
    )
    .into_bytes()
}

#[test]
fn hostile_docx_files_are_findings() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.docx");
    let good = docx(&[("word/document.xml", document("<w:p><w:r><w:t>Chữ</w:t></w:r></w:p>"))]);
    let mut all: Vec<(&str, Vec<u8>, i32)> = vec![("good", good.clone(), 0)];
    let deep = format!("{}{}", "<w:sdt>".repeat(100_000), "</w:sdt>".repeat(100_000));
    all.push(("deep", docx(&[("word/document.xml", document(&deep))]), 2));
    let tables = "<w:tbl><w:tr><w:tc>".repeat(80) + &"</w:tc></w:tr></w:tbl>".repeat(80);
    all.push(("tables", docx(&[("word/document.xml", document(&tables))]), 0));
    let mut laughs = String::from("<!DOCTYPE a [<!ENTITY a \"ha\">");
    for (name, of) in ('b'..='k').zip('a'..) {
        let _ = write!(laughs, "<!ENTITY {name} \"{}\">", format!("&{of};").repeat(10));
    }
    laughs.push_str("]>");
    laughs
        .push_str(std::str::from_utf8(&document("<w:p><w:r><w:t>&k;</w:t></w:r></w:p>")).unwrap());
    all.push(("laughs", docx(&[("word/document.xml", laughs.into_bytes())]), 2));
    let outer = "<!DOCTYPE a [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>".to_owned()
        + std::str::from_utf8(&document("<w:p><w:r><w:t>&a;</w:t></w:r></w:p>")).unwrap();
    all.push(("outer entity", docx(&[("word/document.xml", outer.into_bytes())]), 2));
    all.push((
        "paragraphs",
        docx(&[("word/document.xml", document(&"<w:p/>".repeat(500_001)))]),
        2,
    ));
    let text = format!("<w:p><w:r><w:t>{}</w:t></w:r></w:p>", "“(* ".repeat(1 << 18));
    all.push(("one long paragraph", docx(&[("word/document.xml", document(&text))]), 0));
    let many: Vec<String> = (0..21_000).map(|at| format!("word/x{at}")).collect();
    let mut parts: Vec<(&str, Vec<u8>)> = vec![("word/document.xml", document("<w:p/>"))];
    parts.extend(many.iter().map(|name| (name.as_str(), Vec::new())));
    all.push(("entries", docx(&parts), 2));
    let twice = docx(&[
        ("word/document.xml", document("<w:p/>")),
        ("word/DOCUMENT.xml", document("<w:p/>")),
    ]);
    all.push(("twice", twice, 2));
    for name in ["/etc/passwd", "../../a", "C:\\a", "con", "a\\..\\b"] {
        let parts = [("word/document.xml", document("<w:p/>")), (name, b"x".to_vec())];
        all.push((name, docx(&parts), 0));
    }
    all.push(("ole", [&b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"[..], &[0; 4096]].concat(), 2));
    all.push(("empty", Vec::new(), 2));
    all.push(("text", "Văn bản".into(), 2));
    all.push(("zip64", zip64(&good), 2));
    for (name, bytes, wanted) in all {
        fs::write(&path, bytes).unwrap();
        let status =
            within(&["check", path.to_str().unwrap()], Duration::from_secs(40), 1500 << 10, name);
        assert_eq!(status, wanted, "{name}");
        assert_eq!(imported(&path, name), if wanted == 2 { 2 } else { 0 }, "{name}");
    }
}

/// What `import` makes of it, as a section and as a document; both end alike.
fn imported(path: &Path, name: &str) -> i32 {
    let mut status = 0;
    for shape in ["--section", "--document"] {
        let out = tempfile::tempdir().unwrap();
        let out = out.path().join("out");
        let arguments = ["import", path.to_str().unwrap(), "--into", out.to_str().unwrap(), shape];
        let name = format!("{name}, import {shape}");
        status = within(&arguments, Duration::from_secs(40), 1500 << 10, &name);
    }
    status
}

/// Texts made to bring the import to its knees.
#[test]
fn hostile_texts_of_a_docx_take_little_time() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.docx");
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let mut all = Vec::new();
    for text in [
        "[", "^[", "![", "b²", "a ", "&lt;", "&lt;a:", "*", "**a ", "]", "](", "\\", "|", "- ",
        "1. ",
    ] {
        all.push((
            format!("{text:?} in one paragraph"),
            paragraph(&text.repeat((1 << 17) / text.len())),
        ));
        all.push((format!("{text:?} in paragraphs"), paragraph(&text.repeat(4)).repeat(2_000)));
    }
    let typed = paragraph("a¹").repeat(2_000) + &paragraph("² b").repeat(2_000);
    all.push(("typed notes without numbers".into(), typed));
    let typed = paragraph(&"a¹ ".repeat(1000)) + &paragraph("¹ b").repeat(1000);
    all.push(("typed notes of one paragraph".into(), typed));
    // One mark for each of as many notes as may be, all with the same words; and a text that as many notes part.
    let figures = |at: usize| {
        let digits = (at % 9000 + 1).to_string();
        digits
            .chars()
            .map(|c| "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().nth(c as usize - 48).unwrap())
            .collect::<String>()
    };
    let marks: String = (0..18_000).map(|at| format!("a{} ", figures(at))).collect();
    let notes: String = (0..18_000).map(|at| paragraph(&format!("{} b", figures(at)))).collect();
    all.push(("typed notes of one paragraph, each its own".into(), paragraph(&marks) + &notes));
    let parted = (0..15_000).map(|at| {
        paragraph(&format!("a{}, x", figures(at))) + &paragraph(&format!("{} b", figures(at)))
    });
    all.push(("a paragraph parted by typed notes".into(), parted.collect()));
    let bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>a</w:t></w:r><w:r><w:t>b</w:t></w:r>".repeat(5_000);
    all.push(("runs".into(), format!("<w:p>{bold}</w:p>")));
    all.push((
        "cells".into(),
        format!(
            "<w:tbl>{}</w:tbl>",
            format!("<w:tr><w:tc>{}</w:tc></w:tr>", paragraph("a")).repeat(3_000)
        ),
    ));
    for (name, text) in all {
        fs::write(&path, docx(&[("word/document.xml", document(&text))])).unwrap();
        let _ = imported(&path, &name);
    }
}

/// Zip bombs: a part of 130 MB, and five such headers.
#[test]
fn what_unpacks_without_end_is_a_finding() {
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| fs::File::create(dir.path().join(name)).unwrap();
    let fast = zip::write::SimpleFileOptions::default().compression_level(Some(1));
    let mut one = zip::ZipWriter::new(file("one.docx"));
    one.start_file("word/document.xml", fast).unwrap();
    let blanks = vec![b' '; 1 << 20];
    for _ in 0..130 {
        one.write_all(&blanks).unwrap();
    }
    one.finish().unwrap();
    let mut one =
        zip::ZipArchive::new(fs::File::open(dir.path().join("one.docx")).unwrap()).unwrap();
    let mut many = zip::ZipWriter::new(file("many.docx"));
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let mut relations = String::from("<Relationships>");
    for at in 0..5 {
        let name = format!("word/header{at}.xml");
        many.raw_copy_file_rename(one.by_index_raw(0).unwrap(), &*name).unwrap();
        let _ = write!(
            relations,
            "<Relationship Id=\"h{at}\" Type=\"{office}/header\" Target=\"/{name}\"/>"
        );
    }
    relations.push_str("</Relationships>");
    for (name, bytes) in [
        ("word/document.xml", document("<w:p/>")),
        ("word/_rels/document.xml.rels", relations.into_bytes()),
    ] {
        many.start_file(name, fast).unwrap();
        many.write_all(&bytes).unwrap();
    }
    many.finish().unwrap();
    for (name, wanted) in [("one.docx", 2), ("many.docx", 1)] {
        let path = dir.path().join(name);
        assert!(fs::metadata(&path).unwrap().len() < 8 << 20);
        let status =
            within(&["check", path.to_str().unwrap()], Duration::from_secs(60), 700 << 10, name);
        assert_eq!(status, wanted, "{name}");
        let _ = imported(&path, name);
    }
}

/// An archive whose end says that there are 2⁶⁰ entries.
fn zip64(good: &[u8]) -> Vec<u8> {
    let end = good.len() - 22;
    let mut out = good[..end].to_vec();
    let at = out.len() as u64;
    out.extend(b"PK\x06\x06");
    out.extend(44u64.to_le_bytes());
    out.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend((1u64 << 60).to_le_bytes());
    out.extend((1u64 << 60).to_le_bytes());
    out.extend((1u64 << 60).to_le_bytes());
    out.extend(0u64.to_le_bytes());
    out.extend(b"PK\x06\x07\0\0\0\0");
    out.extend(at.to_le_bytes());
    out.extend(1u32.to_le_bytes());
    out.extend(b"PK\x05\x06\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\0\0");
    out
}

/// Cut short at every length, and one byte wrong at every place: findings, never a panic.
#[test]
fn a_docx_cut_anywhere_is_a_finding() {
    let good = docx(&[("word/document.xml", document("<w:p><w:r><w:t>Chữ</w:t></w:r></w:p>"))]);
    for at in 0..good.len() {
        let mut sink = Sink::new();
        let cut = vanthu::reader::check_bytes("a.docx", good[..at].to_vec(), &mut sink);
        assert!(cut.unreadable && sink.len() == 1, "{at}");
        let made =
            vanthu::import::read("a.docx", good[..at].to_vec(), &Wish::default(), &mut Sink::new());
        assert!(made.1.is_none());
        for bit in [1, 0x80] {
            let mut wrong = good.clone();
            wrong[at] ^= bit;
            let mut sink = Sink::new();
            let _ =
                vanthu::import::read("a.docx", wrong.clone(), &Wish::default(), &mut Sink::new());
            let read = vanthu::reader::check_bytes("a.docx", wrong, &mut sink);
            assert!(!read.unreadable || sink.len() == 1);
        }
    }
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
