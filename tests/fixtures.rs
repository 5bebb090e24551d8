//! Every folder of `fixtures/` is a whole small document. Its findings stand in `findings.txt`
//! (`rule file:line:column-line:column`), one a line; a folder with `expect-errors` must not build.
//! `UPDATE=1 cargo test` writes the files anew: read the difference before committing it.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use vanthu::diagnostic::{Lang, Report, Sink, rules, text};
use vanthu::folder::{Folder, load};
use vanthu::{compose, docx};

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut all: Vec<PathBuf> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    all.sort();
    assert!(all.len() > 10);
    all
}

fn check(dir: &Path) -> (Folder, Report, Option<Vec<u8>>) {
    let mut sink = Sink::new();
    let folder = load(dir, &mut sink);
    let composed = compose(&folder, &mut sink);
    let bytes = composed.map(|(numbered, pictures)| {
        docx::write(&numbered, &folder.style, &pictures, None).unwrap()
    });
    let report = sink.close(&folder.levels);
    (folder, report, bytes)
}

fn listing(folder: &Folder, report: &Report) -> String {
    let line = |finding: &vanthu::diagnostic::Finding| {
        let (start, end) = folder.sources.positions(finding.span);
        let name = &folder.sources.get(finding.span.file).name;
        let rule = finding.rule.name();
        format!("{rule} {name}:{}:{}-{}:{}\n", start.line, start.column, end.line, end.column)
    };
    report.findings.iter().map(line).collect()
}

#[test]
fn findings_are_as_written() {
    for dir in folders() {
        let (folder, report, _) = check(&dir);
        let found = listing(&folder, &report);
        let path = dir.join("findings.txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found).unwrap();
        }
        let wanted = fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(found, wanted, "{}", dir.display());
        assert_eq!(report.errors() > 0, dir.join("expect-errors").exists(), "{}", dir.display());
    }
}

#[test]
fn every_rule_has_a_fixture() {
    let mut fired: BTreeSet<&str> = BTreeSet::new();
    for dir in folders() {
        fired.extend(check(&dir).1.findings.iter().map(|finding| finding.rule.name()));
    }
    for page in rules::ALL {
        // A file that cannot be read is no fixture: tests/rules.rs and tests/cli.rs make some. A rule
        // that is not about folders has a test of its own, as tests/rules.rs sees.
        let elsewhere = page.rule.doc().is_some_and(|doc| doc.proof.is_some());
        let excused = page.name == "file-unreadable" || elsewhere;
        assert_ne!(fired.contains(page.name), excused, "{}", page.name);
    }
}

/// What comes near to a fault and is none: a rule that cries wolf is switched off.
#[test]
fn near_misses_stay_silent() {
    for name in ["near-misses", "near-misses-figures"] {
        let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
        let (folder, report, _) = check(&dir);
        assert_eq!(listing(&folder, &report), "");
    }
}

#[test]
fn two_builds_are_the_same_bytes() {
    for dir in folders() {
        assert_eq!(check(&dir).2, check(&dir).2, "{}", dir.display());
    }
}

/// The text of a part of a built fixture, a paragraph or table row on each line.
fn part(fixture: &str, name: &str) -> String {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(fixture);
    let bytes = check(&dir).2.unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut archive.by_name(name).unwrap(), &mut text).unwrap();
    text.replace("</w:p>", "</w:p>\n")
        .replace("<w:tr>", "\n<w:tr>")
        .replace("</w:style>", "</w:style>\n")
}

#[test]
fn parts_are_as_written() {
    insta::assert_snapshot!("inline-document", part("marks-inline", "word/document.xml"));
    insta::assert_snapshot!("inline-footnotes", part("marks-inline", "word/footnotes.xml"));
    insta::assert_snapshot!(
        "inline-note-links",
        part("marks-inline", "word/_rels/footnotes.xml.rels")
    );
    insta::assert_snapshot!("blocks-document", part("marks-blocks", "word/document.xml"));
    insta::assert_snapshot!("table-document", part("table", "word/document.xml"));
    insta::assert_snapshot!("appendices-document", part("appendices", "word/document.xml"));
    insta::assert_snapshot!("styles", part("table", "word/styles.xml"));
    insta::assert_snapshot!("settings", part("table", "word/settings.xml"));
}

#[test]
fn messages_read_in_both_languages() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/faults-notes");
    let (folder, report, _) = check(&dir);
    insta::assert_snapshot!("faults-notes-vi", text::render(&report, &folder, Lang::Vi, false));
    insta::assert_snapshot!("faults-notes-en", text::render(&report, &folder, Lang::En, false));
}

/// Two units' pictures of one name are two pictures; one picture named twice is one; and a picture
/// may stand in a note.
#[test]
fn a_picture_is_its_own_files() {
    let document = part("pictures-own", "word/document.xml");
    let used: Vec<&str> = document
        .match_indices("<pic:cNvPr ")
        .map(|(at, _)| {
            let rest = &document[at..];
            let start = rest.find("r:embed=\"").unwrap() + 9;
            rest[start..].split('"').next().unwrap()
        })
        .collect();
    assert_eq!(used, ["rIdP1", "rIdP2", "rIdP1"]);
    assert!(document.contains("cx=\"381000\" cy=\"190500\""), "40 × 20 pixels");
    assert!(document.contains("cx=\"285750\" cy=\"571500\""), "30 × 60 pixels");
    assert!(part("pictures-own", "word/footnotes.xml").contains("r:embed=\"rIdP3\""));
}
