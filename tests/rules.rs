//! The table of rules: everything is said of each, in both languages; every example does what it
//! says; and what is made from the table is what stands in `docs/`.
//! `UPDATE=1 cargo test --test rules` makes `docs/` anew: read the difference before committing it.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on should stop

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use vanthu::diagnostic::catalogue::{self, Doc, Example, SECTION};
use vanthu::diagnostic::{
    Lang, Level, Report, Rule, Severity, Sink, Text, explain, reference, rules,
};
use vanthu::folder::{Folder, load};
use vanthu::source::Source;

/// What an example leaves out: keys that everybody needs. They come after what is written, so that
/// places stay.
fn filled(name: &str, mut text: String) -> Vec<u8> {
    let needed: &[(&str, &str)] = match name {
        "document.yaml" => &[("kind", "bao-cao"), ("issuer", "{name: Sở Tư pháp}")],
        _ if name.starts_with("sections/") && !name.ends_with('/') => {
            &[("unit", "Phòng Tổng hợp"), ("title", "Kết quả công tác"), ("body", "Đã xong.")]
        }
        _ => &[],
    };
    for (key, value) in needed {
        if !text.lines().any(|line| line.starts_with(&format!("{key}:"))) {
            text = format!("{}\n{key}: {value}\n", text.trim_end_matches('\n'));
        }
    }
    let mut bytes = Vec::new();
    let mut rest = text.as_str();
    while let Some((before, after)) = rest.split_once('‹') {
        let (byte, after) = after.split_once('›').unwrap();
        bytes.extend_from_slice(before.as_bytes());
        bytes.push(u8::from_str_radix(byte, 16).unwrap());
        rest = after;
    }
    bytes.extend_from_slice(rest.as_bytes());
    bytes
}

fn check(example: &Example) -> (Folder, Report) {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, text: String| {
        let path = dir.path().join(name);
        if name.ends_with('/') {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, filled(name, text)).unwrap();
        }
    };
    write("document.yaml", String::new());
    for file in example.files() {
        write(&file.name, file.plain());
    }
    let mut sink = Sink::new();
    let folder = load(dir.path(), &mut sink);
    let _ = vanthu::compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    (folder, report)
}

/// The findings, as `rule file:line:column-line:column`.
fn found(example: &Example) -> BTreeSet<String> {
    let (folder, report) = check(example);
    let line = |finding: &vanthu::diagnostic::Finding| {
        let (start, end) = folder.sources.positions(finding.span);
        let name = folder.sources.get(finding.span.file).name.trim_end_matches('/');
        let rule = finding.rule.name();
        format!("{rule} {name}:{}:{}-{}:{}", start.line, start.column, end.line, end.column)
    };
    report.findings.iter().map(line).collect()
}

/// What the marks of an example say: the same, for its rule.
fn marked(rule: Rule, example: &Example) -> BTreeSet<String> {
    let mut places = BTreeSet::new();
    for file in example.files() {
        let source = Source::new("", &file.plain());
        for place in file.marked() {
            let start = source.position(place.start as u32);
            let end = source.position(place.end as u32);
            let (rule, name) = (rule.name(), file.name.trim_end_matches('/'));
            places.insert(format!(
                "{rule} {name}:{}:{}-{}:{}",
                start.line, start.column, end.line, end.column
            ));
        }
    }
    places
}

/// Whether a rule's examples are told in words; then the file that runs them must name the rule.
fn told(name: &str, doc: &Doc) -> bool {
    let Some(proof) = &doc.proof else { return false };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(proof);
    assert!(fs::read_to_string(path).unwrap_or_default().contains(name), "{name}: {proof}");
    for example in [&doc.wrong, &doc.right] {
        let Example::Words(words) = example else { panic!("{name}: `proof` is for words") };
        assert!(!words.vi.is_empty() && !words.en.is_empty(), "{name}");
    }
    true
}

#[test]
fn everything_is_said_of_every_rule() {
    assert_eq!(catalogue::faults(), Vec::<String>::new());
    let whole = |text: &Text| !text.vi.is_empty() && !text.en.is_empty() && text.vi != text.en;
    for family in catalogue::families() {
        assert!(whole(&family.name), "{}", family.name.en);
        for (rule, doc) in &family.rules {
            let name = rule.name();
            for text in [&doc.title, &doc.why, &doc.mend, &doc.limits] {
                assert!(whole(text), "{name}: {text:?}");
                let marks = |text: &str| text.contains(['⟦', '⟧']);
                assert!(!marks(&text.vi) && !marks(&text.en), "{name}");
            }
            for text in [&doc.why, &doc.mend, &doc.limits] {
                assert!(text.vi.ends_with('.') && text.en.ends_with('.'), "{name}: {text:?}");
            }
            assert!(!doc.title.vi.ends_with('.') && !doc.title.en.ends_with('.'), "{name}");
        }
    }
}

#[test]
fn wrong_examples_fire_their_rule_where_they_are_marked() {
    let mut faults = Vec::new();
    for page in rules::ALL {
        let doc = page.rule.doc().unwrap();
        if told(page.name, doc) {
            continue;
        }
        let (found, marked) = (found(&doc.wrong), marked(page.rule, &doc.wrong));
        if found != marked || marked.is_empty() {
            faults.push(format!("{}: marked {marked:#?}, found {found:#?}", page.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn right_examples_fire_nothing() {
    let mut faults = Vec::new();
    for page in rules::ALL {
        let doc = page.rule.doc().unwrap();
        if told(page.name, doc) {
            continue;
        }
        let right = &doc.right;
        assert!(!right.files().is_empty() && marked(page.rule, right).is_empty(), "{}", page.name);
        let found = found(right);
        if !found.is_empty() {
            faults.push(format!("{}: {found:#?}", page.name));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn what_can_be_mended_is_said() {
    for page in rules::ALL {
        let doc = page.rule.doc().unwrap();
        if told(page.name, doc) {
            continue;
        }
        let (_, report) = check(&doc.wrong);
        let mended = report.findings.iter().any(|finding| !finding.fix.is_empty());
        assert_eq!(mended, doc.fix, "{}", page.name);
    }
}

#[test]
fn fixed_levels_are_not_lowered() {
    for page in rules::ALL {
        let levels = [
            ("off", Level::Off),
            ("warning", Level::On(Severity::Warning)),
            ("error", Level::On(Severity::Error)),
        ];
        for (level, same) in levels {
            let text = format!("checks: {{⟦⟧{}: {level}}}", page.name);
            let file = catalogue::File { name: "document.yaml".to_owned(), text };
            let (folder, report) = check(&Example::Files(vec![file]));
            let refused = page.fixed && level != "error";
            let wanted = if refused { page.level } else { same };
            assert_eq!(folder.levels.of(page.rule), wanted, "{}", page.name);
            let fired = report.findings.iter().any(|finding| finding.rule == Rule::WrongType);
            assert_eq!(fired, refused, "{}: {level}", page.name);
        }
    }
}

#[test]
fn explanations_show_the_place() {
    let rule = Rule::named("citation-kind").unwrap();
    insta::assert_snapshot!("explain-vi", explain::page(rule, Lang::Vi));
    insta::assert_snapshot!("explain-en", explain::page(Rule::FileUnreadable, Lang::En));
    for page in rules::ALL {
        for lang in [Lang::Vi, Lang::En] {
            let text = explain::page(page.rule, lang);
            let words = matches!(page.rule.doc().unwrap().wrong, Example::Words(_));
            assert!((words || text.contains('^')) && !text.contains(['⟦', '⟧']), "{text}");
            assert!(explain::list(lang).contains(page.name));
        }
    }
    assert_eq!(SECTION, "sections/01-a.yaml", "as `docs/rules.md` leaves it out");
}

fn kept(name: &str, made: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, made).unwrap();
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), made, "docs/{name}");
}

#[test]
fn docs_are_the_table() {
    kept("rules.md", &reference::markdown());
    kept("checks.schema.json", &format!("{:#}\n", reference::schema(Lang::Vi)));
}
