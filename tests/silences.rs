//! Comments that silence findings: where they hold, where not, and what is said of those without use.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod common;

use std::fs;
use vanthu::diagnostic::{Lang, Report, Rule, Severity, Sink, sarif};
use vanthu::folder::{Folder, load};

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("sections")).unwrap();
    let document = ("document.yaml", "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n");
    for (name, text) in [&[document], files].concat() {
        fs::create_dir_all(dir.path().join(name).parent().unwrap()).unwrap();
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

fn check(files: &[(&str, &str)]) -> (Folder, Report) {
    let dir = folder(files);
    let mut sink = Sink::new();
    let folder = load(dir.path(), &mut sink);
    let _ = vanthu::compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    (folder, report)
}

const NAME: &str = "sections/01-a.yaml";

/// What is reported, as `rule line`, and what is silenced.
fn section(text: &str) -> (Vec<String>, Vec<String>) {
    let text = format!("unit: Phòng\n{text}");
    let (folder, report) = check(&[(NAME, &text)]);
    let line = |finding: &vanthu::diagnostic::Finding| {
        let (start, _) = folder.sources.positions(finding.span);
        format!("{} {}", finding.rule.name(), start.line)
    };
    let silenced = report.silenced.iter().map(|silenced| line(&silenced.finding));
    (report.findings.iter().map(line).collect(), silenced.collect())
}

fn all(text: &str, reported: &[&str], silenced: &[&str]) {
    // Line ends and a byte-order mark change nothing.
    for text in [text.to_owned(), text.replace('\n', "\r\n")] {
        let (found, hidden) = section(&text);
        assert_eq!(
            (found, hidden),
            (
                reported.iter().map(ToString::to_string).collect(),
                silenced.iter().map(ToString::to_string).collect(),
            ),
            "{text}"
        );
    }
}

#[test]
fn a_line_of_its_own_covers_what_is_below() {
    all(
        "title: T\n# vanthu: bỏ qua space-run\nbody: |\n  a  b\n\n  c  d\n",
        &[],
        &["space-run 5", "space-run 7"],
    );
    // Blank lines, other comments and a second silence may stand between.
    all(
        "title: T\n# vanthu: ignore space-run\n\n# lý do\n  # VANTHU : Bỏ  Qua reference-capital\nbody: a  b, theo Khoản 2\n",
        &[],
        &["space-run 7", "reference-capital 7"],
    );
    // The key below, and no other.
    all(
        "# vanthu: ignore space-run\ntitle: a  b\nbody: c  d\n",
        &["space-run 4"],
        &["space-run 3"],
    );
    // A note alone; the other is reported.
    all(
        "title: T\nbody: x[^a][^b]\nfootnotes:\n  # vanthu: ignore space-run\n  a: c  d\n  b: e  f\n",
        &["space-run 7"],
        &["space-run 6"],
    );
    // Under the key, all notes.
    all(
        "title: T\nbody: x[^a][^b]\n# vanthu: ignore space-run\nfootnotes:\n  a: c  d\n  b: >-\n    e  f\n",
        &[],
        &["space-run 6", "space-run 8"],
    );
    // NFD, as some keyboards give it.
    all("title: T\n# vanthu: bo\u{309} qua space-run\nbody: a  b\n", &[], &["space-run 4"]);
    // Nothing is below.
    all(
        "title: T\nbody: a  b\n# vanthu: ignore space-run\n",
        &["space-run 3", "silence-unused 4"],
        &[],
    );
}

#[test]
fn the_end_of_a_line_covers_it_and_the_value_that_begins_there() {
    all("title: T\nbody: a  b # vanthu: ignore space-run\n", &[], &["space-run 3"]);
    all("title: T\nbody: | # vanthu: ignore space-run\n  a\n\n  c  d\n", &[], &["space-run 6"]);
    all("title: T\nbody: \"a\n\n  c  d\" # vanthu: ignore space-run\n", &[], &["space-run 5"]);
    all("title: a  b # vanthu: ignore space-run\nbody: c  d\n", &["space-run 3"], &["space-run 2"]);
    all(
        "title: T\nbody: x[^a][^b]\nfootnotes: # vanthu: ignore space-run\n  a: c  d\n  b: e  f\n",
        &[],
        &["space-run 5", "space-run 6"],
    );
    all(
        "title: T\nbody: x[^a][^b]\nfootnotes:\n  a: c  d # vanthu: ignore space-run\n  b: e  f\n",
        &["space-run 6"],
        &["space-run 5"],
    );
}

/// Inside a value it is text, in every style.
#[test]
fn text_is_no_comment() {
    let (words, found) = ("# vanthu: ignore space-run", &["space-run 4"]);
    all(&format!("title: T\nbody: |\n  a  b {words}\n\n  {words}\n"), found, &[]);
    all(&format!("title: T\nbody: >\n  a  b\n  {words}\n"), found, &[]);
    all(&format!("title: T\nbody: \"c\n  a  b {words}\"\n"), found, &[]);
    all(&format!("title: T\nbody: 'c\n  a  b {words}'\n"), found, &[]);
    all(
        &format!("title: T\nbody: c\n  a  b{}\n", words.replace(": ", ":").replace("# ", "#")),
        found,
        &[],
    );
    // A word about the program is no order to it.
    all("title: T\n# vanthu đánh số tự động, bỏ qua space-run\nbody: c\n", &[], &[]);
}

#[test]
fn what_is_wrong_with_a_silence_is_said() {
    let body = "body: a  b\n";
    for (words, found) in [
        ("ignore tone-mixed", "silence-unused"),
        ("ignore space-runn", "unknown-rule"),
        ("ignore yaml-syntax", "silence-unused"),
        ("ignore", "silence-unused"),
        ("", "silence-unused"),
        ("tắt space-run", "silence-unused"),
        ("ignore tất cả", "unknown-rule"),
    ] {
        let (reported, silenced) = section(&format!("title: T\n# vanthu: {words}\n{body}"));
        assert_eq!(reported[0], format!("{found} 3"), "{words}");
        assert!(reported.contains(&"space-run 4".to_owned()) && silenced.is_empty(), "{words}");
    }
    // A reason after a dash, in brackets, or in plain words.
    for reason in ["-- theo mẫu", "– theo mẫu", "(theo mẫu)", "theo mẫu, không sửa"] {
        all(
            &format!("title: T\n# vanthu: ignore space-run {reason}\n{body}"),
            &[],
            &["space-run 4"],
        );
    }
}

/// What was not looked at may have its use.
#[test]
fn silences_of_unread_text_are_not_called_useless() {
    let unused = |files: &[(&str, &str)]| {
        let (_, report) = check(files);
        report.findings.iter().any(|finding| finding.rule == Rule::SilenceUnused)
    };
    let idle = "unit: P\ntitle: T\n# vanthu: ignore space-run\nbody: c\n";
    assert!(unused(&[(NAME, idle)]));
    assert!(!unused(&[(NAME, &format!("{idle}titel: x: y\n"))]));
    assert!(!unused(&[(NAME, &idle.replace("title", "titel"))]));
    assert!(!unused(&[("document.yaml", "kind: x\n"), (NAME, idle)]));
    let outline = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\noutline: [b]\n";
    let other = ("sections/02-b.yaml", "unit: P\ntitle: T\nbody: c\n");
    assert!(!unused(&[("document.yaml", outline), (NAME, idle), other]));
    // A rule that is off here may be on tomorrow.
    let off = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\nchecks: {space-run: off}\n";
    assert!(!unused(&[("document.yaml", off), (NAME, &idle.replace(" c", " c  d"))]));
}

#[test]
fn files_of_the_office_and_styles_have_silences_too() {
    let style = "name: Của ta\nextends: nd30\n# vanthu: ignore style-out-of-range -- cơ quan Đảng\npage: {margins: {left: 45}}\n";
    let document = "style: rieng\nkind: bao-cao\nissuer: {name: Sở Tư pháp}\nrecipients:\n  - Như trên\n  # vanthu: ignore space-run\n  - VP  Sở\n  - VT  Sở\n";
    let (folder, report) = check(&[
        ("document.yaml", document),
        ("styles/rieng.yaml", style),
        (
            NAME,
            "# vanthu: ignore section-empty\nunit: P\n# vanthu: ignore section-empty\ntitle: T\n",
        ),
    ]);
    let found: Vec<_> = report
        .findings
        .iter()
        .map(|one| (one.rule.name(), folder.sources.positions(one.span).0.line))
        .collect();
    assert!(found.contains(&("silence-unused", 1)), "{found:?}");
    let hidden: Vec<_> = report.silenced.iter().map(|one| one.finding.rule.name()).collect();
    assert!(hidden.contains(&"section-empty"), "{hidden:?} {found:?}");
}

/// A finding about a section as a whole stands at the file's beginning, unless the file gives an id.
#[test]
fn the_first_line_covers_the_file_as_a_whole() {
    let outline = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\noutline: [b]\n";
    let other = ("sections/02-b.yaml", "unit: P\ntitle: T\nbody: c\n");
    let (_, report) = check(&[
        ("document.yaml", outline),
        other,
        (
            NAME,
            "# Bản nháp\n# vanthu: bỏ qua section-unplaced -- để dành cho quý sau\nunit: P\ntitle: T\nbody: c\n",
        ),
    ]);
    assert_eq!(report.findings, []);
    assert_eq!(report.silenced[0].by.reason.as_deref(), Some("để dành cho quý sau"));
}

#[test]
fn sarif_keeps_what_is_silenced() {
    let text =
        "unit: P\ntitle: T\n# vanthu: bỏ qua space-run -- theo mẫu\nbody: a  b, theo Khoản 2\n";
    let (folder, report) = check(&[(NAME, text)]);
    let log = sarif::render(&report, &folder.sources, Lang::Vi);
    let results = &log["runs"][0]["results"];
    assert_eq!(results[0]["ruleId"], "reference-capital");
    assert_eq!(results[0]["suppressions"], serde_json::json!([]));
    let replaced = &results[0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    assert_eq!(replaced["insertedContent"]["text"], "khoản");
    assert_eq!(results[1]["ruleId"], "space-run");
    let by = &results[1]["suppressions"][0];
    assert_eq!((&by["kind"], &by["justification"]), (&"inSource".into(), &"theo mẫu".into()));
    assert_eq!(by["location"]["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!((report.warnings(), report.errors()), (1, 0));
}

/// A silenced warning does not keep a final document from being built, nor does a silenced error.
#[test]
fn a_final_build_does_not_count_them() {
    let document = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\nnumber: 7\nsymbol: BC-STP\nplace: Cao Bằng\ndate: 2023-03-09\nsubject: Kết quả công tác\nsignature: {position: Giám đốc, name: Lê Văn A}\nrecipients: [Như trên]\nfiling: VT\n";
    let build = |body: &str| {
        let dir = folder(&[("document.yaml", document), (NAME, body)]);
        let output = common::vanthu(dir.path(), &["build", "--final"]);
        (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(build("unit: P\ntitle: T\nbody: a  b\n").0, 1);
    let (status, said) = build("unit: P\ntitle: T\nbody: a  b # vanthu: ignore space-run\n");
    assert!(status == 0 && said.contains("bỏ qua 1 theo lời ghi"), "{said}");
    let (status, _) = build("unit: P\ntitle: T\nbody: a[^x] # vanthu: ignore footnote-undefined\n");
    assert_eq!(status, 0);
    assert_eq!(Rule::SilenceUnused.level(), vanthu::diagnostic::Level::On(Severity::Warning));
}

/// What is past the thousandth of its kind is not kept, and yet not lost behind a silence.
#[test]
fn a_silence_hides_no_more_than_it_covers() {
    // A title is looked at before its text.
    let text = |count: usize, body: &str| {
        let title = "a[^x] ".repeat(count);
        format!(
            "unit: P\n# vanthu: bỏ qua footnote-undefined -- cũ\ntitle: {title}\nbody: |\n  T{body}\n"
        )
    };
    for (count, body, errors) in [
        (5, "", 0),
        (5, "[^y]", 1),
        (1500, "", 0),
        (999, "[^y]", 1),
        (1000, "[^y]", 1),
        (1500, "[^y]", 1),
        (1500, "[^y] b[^z]", 1),
    ] {
        let (folder, report) = check(&[(NAME, &text(count, body))]);
        assert_eq!(report.errors(), errors, "{count} {body}");
        assert_eq!(report.findings.len(), errors, "{count} {body}");
        assert_eq!(report.silenced.len(), count.min(1000));
        if let Some(finding) = report.findings.first() {
            assert_eq!(folder.sources.slice(finding.span), "[^y]");
        }
    }
    // A silence whose only use is past the bound is used.
    let title = "a[^x] ".repeat(1500);
    let late = format!(
        "unit: P\ntitle: {title}\n# vanthu: bỏ qua footnote-undefined -- cũ\nbody: T[^y]\n"
    );
    let (_, report) = check(&[(NAME, &late)]);
    // One more than is kept, for it says where they go on.
    assert_eq!(report.errors(), 1001);
    assert!(report.findings.iter().all(|finding| finding.rule == Rule::FootnoteUndefined));
}
