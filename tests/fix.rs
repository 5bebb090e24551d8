//! `vanthu check --fix`: what is mended, what is left, and what happens to the files.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod common;

use common::vanthu;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;
use vanthu::diagnostic::Report;
use vanthu::fix::{self, Plan};

const DOCUMENT: &str = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n";

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sections")).unwrap();
    fs::write(dir.path().join("document.yaml"), DOCUMENT).unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    dir
}

/// The file after mending, and the plan; a second run finds nothing to do.
fn mended(name: &str, text: &str) -> (String, Plan) {
    let dir = folder(&[(name, text)]);
    let plan = fix::plan(dir.path());
    plan.write().unwrap();
    let again = fix::plan(dir.path());
    assert!(again.changes.is_empty() && again.mended.is_empty(), "{:?}", again.changes);
    assert_eq!(fs::read_dir(dir.path().join("sections")).unwrap().count(), 1, "nothing beside");
    (fs::read_to_string(dir.path().join(name)).unwrap(), plan)
}

fn rules(report: &Report) -> Vec<&'static str> {
    report.findings.iter().map(|finding| finding.rule.name()).collect()
}

fn section(body: &str) -> String {
    format!("unit: Phòng\ntitle: Công tác\n{body}")
}

const NAME: &str = "sections/01-a.yaml";

#[test]
fn layout_comments_marks_and_line_ends_stay() {
    let nfd: String = "được ghi".nfd().collect();
    let before = format!(
        "\u{feff}unit: Phòng Tổng hợp   # đơn vị\r\ntitle: \"Kết  quả\\u200b công tác\"\r\nnumber:   '3.'   # số\r\n\
         body: |\r\n  a) Một;\r\n\r\n  c) Hai, theo Khoản 2 Điều 5;\r\n\r\n  d) Ba.\r\n\r\n  Văn bản {nfd} \u{200b}rồi.\r\n\r\nfootnotes: {{}} # hết"
    );
    let (after, plan) = mended(NAME, &before);
    assert_eq!(
        after,
        "\u{feff}unit: Phòng Tổng hợp   # đơn vị\r\ntitle: \"Kết quả công tác\"\r\nnumber:   'I.'   # số\r\n\
         body: |\r\n  a) Một;\r\n\r\n  b) Hai, theo khoản 2 Điều 5;\r\n\r\n  c) Ba.\r\n\r\n  Văn bản được ghi rồi.\r\n\r\nfootnotes: {} # hết"
    );
    assert_eq!(rules(&plan.report), Vec::<&str>::new());
}

#[test]
fn labels_are_numbered_again_through_every_text() {
    let dir = folder(&[
        (NAME, &section("body: |\n  Điều 1. Một.\n\n  1. A.\n\n  3. B.\n\n  Điều 3. Hai.\n")),
        ("sections/02-b.yaml", &section("body: |\n  Theo Điều 4 và khoản 3.\n\n  Điều 4. Ba.\n")),
    ]);
    let plan = fix::plan(dir.path());
    plan.write().unwrap();
    let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap();
    let first = "body: |\n  Điều 1. Một.\n\n  1. A.\n\n  2. B.\n\n  Điều 2. Hai.\n";
    assert_eq!(read(NAME), section(first));
    // Words are the author's: they are shown, not changed.
    let second = "body: |\n  Theo Điều 4 và khoản 3.\n\n  Điều 3. Ba.\n";
    assert_eq!(read("sections/02-b.yaml"), section(second));
    let beware: Vec<_> = plan.mended.iter().flat_map(|one| &one.beware).collect();
    assert_eq!(beware, [&("sections/02-b.yaml".to_owned(), 4, "Điều 4".to_owned())]);
}

/// Taking a character out can turn text into a comment or into indentation; then it stays, and it is
/// said.
#[test]
fn what_yaml_would_read_otherwise_is_left() {
    for body in [
        "body: abc \u{200b}#def\n",
        "body: |\n  \u{200b}  abc\n  def\n",
        "body: \u{200b}\"abc\" def\n",
        "body: \u{200b}- abc\n",
        "body: abc:\u{200b} def\n",
        "body: >\n  \u{200b}  abc\n  def\n",
    ] {
        let before = section(body);
        let dir = folder(&[(NAME, &before)]);
        let plan = fix::plan(dir.path());
        plan.write().unwrap();
        let after = fs::read_to_string(dir.path().join(NAME)).unwrap();
        assert!(after.contains('\u{200b}'), "{after}");
        assert_eq!(plan.refused.len(), 1, "{body}");
        assert_eq!(plan.refused[0].file, NAME);
        assert!(rules(&plan.report).contains(&"invisible-character"), "{body}");
    }
}

/// One finding that cannot be mended does not keep the others of its file.
#[test]
fn the_rest_of_a_file_is_mended() {
    let (after, plan) =
        mended(NAME, &section("body: Hai  ba \u{200b}#bốn  sáu, Khoản 2 Điều 3.\n"));
    assert_eq!(after, section("body: Hai ba \u{200b}#bốn sáu, khoản 2 Điều 3.\n"));
    assert_eq!(plan.refused.len(), 1);
}

#[test]
fn silence_in_a_file_with_nothing_to_mend() {
    let text = section("body: |\n  Đã xong.\n");
    let (after, plan) = mended(NAME, &text);
    assert_eq!((after, plan.changes.len()), (text, 0));
}

#[test]
fn a_file_changed_meanwhile_is_not_written() {
    let dir = folder(&[
        (NAME, &section("body: Hai  ba.\n")),
        ("sections/02-b.yaml", &section("body: Hai  ba.\n")),
    ]);
    let plan = fix::plan(dir.path());
    assert_eq!(plan.changes.len(), 2);
    let theirs = section("body: Bốn  năm.\n");
    fs::write(dir.path().join("sections/02-b.yaml"), &theirs).unwrap();
    assert_eq!(plan.write().unwrap_err().name, "sections/02-b.yaml");
    // Nor is any other.
    assert_eq!(fs::read_to_string(dir.path().join(NAME)).unwrap(), section("body: Hai  ba.\n"));
    assert_eq!(fs::read_to_string(dir.path().join("sections/02-b.yaml")).unwrap(), theirs);
    assert_eq!(fs::read_dir(dir.path().join("sections")).unwrap().count(), 2);
}

#[cfg(unix)]
#[test]
fn links_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = folder(&[]);
    // A link may lead anywhere in the folder, and not out of it.
    let elsewhere = dir.path().join("goc");
    fs::create_dir(&elsewhere).unwrap();
    let real = elsewhere.join("a.yaml");
    fs::write(&real, section("body: Hai  ba.\n")).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink(&real, dir.path().join(NAME)).unwrap();
    fix::plan(dir.path()).write().unwrap();
    assert!(dir.path().join(NAME).is_symlink());
    assert_eq!(fs::read_to_string(&real).unwrap(), section("body: Hai ba.\n"));
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);

    fs::write(&real, section("body: Hai  ba.\n")).unwrap();
    fs::set_permissions(&real, fs::Permissions::from_mode(0o444)).unwrap();
    assert!(fix::plan(dir.path()).write().unwrap_err().why.en.contains("read-only"));
    assert_eq!(fs::read_to_string(&real).unwrap(), section("body: Hai  ba.\n"));

    // Two names of one file would be written over each other.
    fs::set_permissions(&real, fs::Permissions::from_mode(0o644)).unwrap();
    symlink(&real, dir.path().join("sections/02-b.yaml")).unwrap();
    assert!(fix::plan(dir.path()).write().is_err());
    assert_eq!(fs::read_to_string(&real).unwrap(), section("body: Hai  ba.\n"));
}

#[test]
fn a_dry_run_shows_the_difference_and_writes_nothing() {
    let before = section("body: |\n  a) Một.\n\n  c) Hai.\n\n  Một[^x].\n");
    let dir = folder(&[(NAME, &before)]);
    let output = vanthu(dir.path(), &["check", "--fix", "--dry-run"]);
    insta::assert_snapshot!("fix-dry-run", String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(fs::read_to_string(dir.path().join(NAME)).unwrap(), before);
    let output = vanthu(dir.path(), &["check", "--fix", "--lang", "en"]);
    insta::assert_snapshot!("fix", String::from_utf8(output.stdout).unwrap());
    assert_eq!(output.status.code(), Some(1));
    assert!(fs::read_to_string(dir.path().join(NAME)).unwrap().contains("  b) Hai."));
    // Without --fix a dry run is a slip of the pen.
    assert_eq!(vanthu(dir.path(), &["check", "--dry-run"]).status.code(), Some(2));
}

#[test]
fn json_tells_what_was_mended_beside_what_remains() {
    let dir = folder(&[(NAME, &section("body: Hai  ba[^x].\n"))]);
    let output = vanthu(dir.path(), &["check", "--fix", "--format", "json"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let fixed = serde_json::json!([{
        "rule": "space-run", "file": NAME, "line": 3, "column": 10, "from": "  ", "to": " ",
    }]);
    assert_eq!(json["fixed"], fixed);
    assert_eq!(json["findings"][0]["rule"], "footnote-undefined");
    assert_eq!(json["summary"]["errors"], 1);
}

#[test]
fn a_finished_document_is_not_mended() {
    let dir = folder(&[]);
    fs::write(dir.path().join("a.docx"), "PK").unwrap();
    let output = vanthu(dir.path(), &["check", "a.docx", "--fix"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("không sửa «a.docx»"));
    assert_eq!(fs::read(dir.path().join("a.docx")).unwrap(), b"PK");
}

/// Applies a unified diff.
fn patched(before: &str, diff: &str) -> String {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let (mut out, mut at) = (String::new(), 0);
    let mut lines = diff.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("@@") {
            let from = line.split(['-', ',']).nth(1).unwrap().parse::<usize>().unwrap() - 1;
            out.push_str(&old[at..from].concat());
            at = from;
        } else if let Some(rest) =
            line.strip_prefix(['+', ' ']).filter(|_| !line.starts_with("+++"))
        {
            let bare = lines.peek().is_some_and(|next| next.starts_with('\\'));
            out.push_str(if bare { rest.trim_end_matches('\n') } else { rest });
            at += usize::from(line.starts_with(' '));
        } else if line.starts_with('-') && !line.starts_with("---") {
            at += 1;
        }
    }
    out.push_str(&old[at..].concat());
    out
}

#[test]
fn the_difference_can_be_applied() {
    let lines: Vec<String> = (0..40).map(|n| format!("dòng {n}")).collect();
    for changed in [vec![0], vec![39], vec![3, 4, 10, 17, 18], vec![0, 20, 39]] {
        for end in ["", "\n", "\r\n"] {
            let text = |old: bool| {
                let line = |(n, line): (usize, &String)| {
                    if changed.contains(&n) && !old {
                        format!("{line} mới")
                    } else {
                        line.clone()
                    }
                };
                let sep = if end == "\r\n" { "\r\n" } else { "\n" };
                lines.iter().enumerate().map(line).collect::<Vec<_>>().join(sep) + end
            };
            let (before, after) = (text(true), text(false));
            let diff = fix::unified("a", &before, &after, false);
            assert_eq!(patched(&before, &diff), after, "{diff}");
        }
    }
    assert_eq!(fix::unified("a", "x\n", "x\n", false), "");
}

/// How a value is written.
#[derive(Clone, Copy, Debug)]
enum Style {
    Literal,
    Folded,
    Plain,
    Single,
    Double,
}

const STYLES: [Style; 5] =
    [Style::Literal, Style::Folded, Style::Plain, Style::Single, Style::Double];

/// Words of a text, many of them with something to mend.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => prop::sample::select(vec!["báo cáo", "được", "Khoản 2 Điều 5", "kế hoạch", "ế", "(a)", "3.", "…"]),
        1 => prop::sample::select(vec!["hai  ba", "a\u{200b}b", "\u{200b}", "\u{feff}x", "năm\u{a0} sáu", "*đậm*", "#", "x:", "'", "\"", "\\*", "tab\tx"]),
    ]
    .prop_map(str::to_owned)
}

fn line() -> impl Strategy<Value = String> {
    let label = prop::sample::select(vec![
        "",
        "",
        "a) ",
        "b) ",
        "d) ",
        "đ) ",
        "1. ",
        "2. ",
        "4. ",
        "Điều 1. ",
        "Điều 3. ",
        "- ",
        "## ",
    ]);
    let words = prop::collection::vec((word(), any::<bool>()), 1..8);
    (label, words).prop_map(|(label, words)| {
        let one = |(word, nfd): (String, bool)| if nfd { word.nfd().collect() } else { word };
        label.to_owned() + &words.into_iter().map(one).collect::<Vec<String>>().join(" ")
    })
}

/// A value in a style; paragraphs stand on lines of their own.
fn written(style: Style, lines: &[String], escape: bool) -> String {
    match style {
        Style::Literal => format!("|\n  {}\n", lines.join("\n\n  ")),
        Style::Folded => format!(">-\n  {}\n", lines.join("\n\n\n  ")),
        Style::Plain => format!("x{}\n", lines.join("\n\n  x").replace(['#', ':'], "-")),
        Style::Single => format!("'{}'\n", lines.join("\n\n  ").replace('\'', "''")),
        Style::Double => {
            let mut out = String::new();
            for c in lines.join("\n").chars() {
                match c {
                    '"' | '\\' => out.extend(['\\', c]),
                    '\n' if escape => out.push_str("\\n"),
                    '\n' => out.push_str("\n\n  "),
                    c if escape && !c.is_ascii() => {
                        write!(out, "\\u{:04x}", u32::from(c)).unwrap();
                    }
                    c => out.push(c),
                }
            }
            format!("\"{out}\"\n")
        }
    }
}

/// A line without all that may be mended in it.
fn core(line: &str) -> String {
    let mut text: String = line.to_owned();
    // Escapes of what is not ASCII.
    while let Some(at) = text.find("\\u").filter(|at| text.is_char_boundary(at + 6)) {
        let Ok(code) = u32::from_str_radix(&text[at + 2..at + 6], 16) else { break };
        text.replace_range(at..at + 6, &char::from_u32(code).unwrap().to_string());
    }
    let text: String = text.nfc().filter(|c| !"\u{200b}\u{feff}".contains(*c)).collect();
    let blanks = |c: char| matches!(c, ' ' | '\t' | '\u{a0}');
    let mut words: Vec<String> =
        text.split(blanks).filter(|word| !word.is_empty()).map(str::to_lowercase).collect();
    let label = |word: &str| word.len() < 5 && word.ends_with([')', '.']);
    for word in &mut words {
        for part in word.clone().split("\\n").filter(|part| !part.is_empty()) {
            if label(part.trim_matches(['"', '\''])) {
                *word = word.replace(part.trim_matches(['"', '\'']), "");
            }
        }
    }
    words.concat()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn only_what_is_named_changes_and_once_is_enough(
        style in prop::sample::select(STYLES.to_vec()),
        lines in prop::collection::vec(line(), 1..9),
        note in line(),
        number in prop::sample::select(vec!["1", "'I'", "\"\\x49I.\"", "3  # số"]),
        (crlf, mark, escape) in any::<(bool, bool, bool)>(),
    ) {
        let body = written(style, &lines, escape);
        let note = written(STYLES[lines.len() % 5], &[note], escape).replace("\n  ", "\n     ");
        let mut before = format!(
            "# đầu  tệp\nunit: Phòng  # đơn  vị\ntitle: 'Kết  quả'\nnumber: {number}\n# trên  body\nbody: {body}footnotes:\n  # chú  thích\n  a: {note}"
        );
        if crlf {
            before = before.replace('\n', "\r\n");
        }
        let dir = folder(&[]);
        let path = dir.path().join(NAME);
        fs::write(&path, if mark { format!("\u{feff}{before}") } else { before.clone() }).unwrap();
        let plan = fix::plan(dir.path());
        plan.write().unwrap();
        let all = fs::read_to_string(&path).unwrap();
        prop_assert_eq!(all.starts_with('\u{feff}'), mark);
        let after = all.trim_start_matches('\u{feff}');

        // Lines that no edit names are the same, byte for byte; the others but for what was named.
        let named: BTreeSet<usize> =
            plan.mended.iter().flat_map(|one| &one.edits).map(|done| done.line as usize).collect();
        let (old, new): (Vec<&str>, Vec<&str>) =
            (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
        prop_assert_eq!(old.len(), new.len());
        for (at, (old, new)) in old.iter().zip(&new).enumerate() {
            if named.contains(&(at + 1)) {
                if !old.starts_with("number") {
                    prop_assert_eq!(core(old), core(new), "{}\n{}", before, after);
                }
            } else {
                prop_assert_eq!(old, new);
            }
        }

        // Another reader of YAML finds the same keys, and values that differ in no more.
        let read = |text: &str| serde_yaml::from_str::<serde_yaml::Value>(text).ok();
        if let Some(old) = read(&before) {
            let new = read(after);
            prop_assert!(new.is_some(), "{}\n{}", before, after);
            let new = new.unwrap();
            let text = |value: &serde_yaml::Value| value["body"].as_str().map(|text| {
                // A text that was nothing but invisible characters is one empty line.
                text.split('\n').map(core).collect::<Vec<_>>()
            });
            prop_assert_eq!(text(&old), text(&new));
        }

        // What is left to mend was refused, and said; a second run does the same.
        prop_assert!(plan.report.errors() <= plan.errors_before);
        for finding in plan.report.findings.iter().filter(|finding| !finding.fix.is_empty()) {
            let (start, _) = plan.folder.sources.positions(finding.span);
            let said = plan.refused.iter().any(|one| one.rule == finding.rule && one.line == start.line);
            prop_assert!(said, "{:?}\n{}", finding, after);
        }
        let again = fix::plan(dir.path());
        prop_assert!(again.changes.is_empty(), "{:?}", again.changes);
    }
}

/// Every fixture, tried in memory: what can be mended is, and no error is made.
#[test]
fn fixtures_are_mended_in_one_go() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut changed = 0;
    for entry in fs::read_dir(root).unwrap() {
        let dir = entry.unwrap().path();
        let plan = fix::plan(&dir);
        changed += usize::from(!plan.changes.is_empty());
        assert!(plan.report.errors() <= plan.errors_before, "{}", dir.display());
        for finding in plan.report.findings.iter().filter(|finding| !finding.fix.is_empty()) {
            let line = plan.folder.sources.positions(finding.span).0.line;
            let said = plan.refused.iter().any(|one| one.rule == finding.rule && one.line == line);
            assert!(said, "{}: {finding:?}", dir.display());
        }
        for change in &plan.changes {
            let lines = |text: &str| text.matches('\n').count();
            assert_eq!(lines(&change.before), lines(&change.after), "{}", dir.display());
        }
    }
    assert!(changed > 4, "{changed}");
}
