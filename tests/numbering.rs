//! Numbering is a bijection between the first uses of notes, in reading order, and 1…N; headings count as their
//! levels say.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use proptest::prelude::*;
use std::fmt::Write;
use std::fs;
use vanthu::diagnostic::{Report, Sink};
use vanthu::folder::Folder;
use vanthu::number::{Numbered, Resolved};
use vanthu::{compose, folder, register};

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    /// Each file cites notes `0…`, in any order, some twice, some written in place; the outline
    /// puts the files in any order.
    #[test]
    fn first_uses_and_numbers_match(
        files in prop::collection::vec(prop::collection::vec(0..6usize, 0..8), 1..5),
        order in any::<u64>(),
    ) {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("sections")).unwrap();
        let mut places: Vec<usize> = (0..files.len()).collect();
        places.sort_by_key(|at| (order >> (at * 8)) & 0xff);
        let mut outline = String::new();
        let mut wanted: Vec<(usize, String)> = Vec::new();
        // Of each mark, in reading order, which note it means, and whether it is the first that does.
        let mut marks: Vec<(usize, bool)> = Vec::new();
        for at in &places {
            let _ = writeln!(outline, "  - s{at}");
            for (n, key) in files[*at].iter().enumerate() {
                let text = if *key == 5 { format!("tại chỗ {at} {n}") } else { format!("chú thích {at} {key}") };
                let known = wanted.iter().position(|(_, other)| *other == text);
                marks.push((known.unwrap_or(wanted.len()), known.is_none()));
                if known.is_none() {
                    wanted.push((*at, text));
                }
            }
        }
        let manifest = format!("kind: bao-cao\nissuer: {{name: Sở}}\noutline:\n{outline}");
        fs::write(dir.path().join("document.yaml"), manifest).unwrap();
        for (at, keys) in files.iter().enumerate() {
            let mut body = String::from("  Mở đầu.\n");
            for (n, key) in keys.iter().enumerate() {
                let mark = if *key == 5 { format!("^[tại chỗ {at} {n}]") } else { format!("[^k{key}]") };
                let lead = ["\n  - ý", "\n  Đoạn", "\n  | ô | ô |\n  | ô"][n % 3];
                let tail = if n % 3 == 2 { " | x |" } else { "" };
                let _ = writeln!(body, "{lead}{mark}{tail}");
            }
            let mut text = format!("unit: Đơn vị {at}\ntitle: Phần\nid: s{at}\nbody: |\n{body}footnotes:\n");
            for key in 0..5 {
                let _ = writeln!(text, "  k{key}: chú thích {at} {key}");
            }
            fs::write(dir.path().join(format!("sections/{at}.yaml")), text).unwrap();
        }
        let mut sink = Sink::new();
        let folder = folder::load(dir.path(), &mut sink);
        let (numbered, _) = compose(&folder, &mut sink).unwrap();
        let slots = numbered.elements().flat_map(|(_, slots, _)| slots);
        let meant: Vec<(usize, bool)> = slots
            .filter_map(|slot| match slot {
                Resolved::Note { note, first } => Some((*note as usize, *first)),
                _ => None,
            })
            .collect();
        prop_assert_eq!(meant, marks);
        for at in 0..numbered.notes().len() {
            for used in numbered.uses(at) {
                let mark = folder.sources.slice(used.span());
                match numbered.notes()[at].key() {
                    Some(key) => prop_assert_eq!(mark, format!("[^{key}]")),
                    None => prop_assert!(mark.starts_with("^[") && mark.ends_with(']')),
                }
            }
        }
        let rows = register::rows(&numbered, &folder.sources);
        let found: Vec<(usize, String)> = rows.iter().map(|row| (row.number, row.text.clone())).collect();
        let wanted: Vec<(usize, String)> = wanted.into_iter().enumerate().map(|(n, (_, text))| (n + 1, text)).collect();
        prop_assert_eq!(found, wanted);
    }
}

const DOCUMENT: &str = "kind: bao-cao\nissuer: {name: Sở}\n";

/// What is seen of a folder of these files, and what is found in it.
fn see<T>(
    files: &[(&str, &str)],
    look: impl FnOnce(&Numbered<'_>, &Folder) -> T,
) -> (T, Folder, Report) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut sink = Sink::new();
    let folder = folder::load(dir.path(), &mut sink);
    let seen = {
        let (numbered, _) = compose(&folder, &mut sink).unwrap();
        look(&numbered, &folder)
    };
    let report = sink.close(&folder.levels);
    (seen, folder, report)
}

/// Each finding: its rule, and the text of its place.
fn told(files: &[(&str, &str)]) -> Vec<(&'static str, String)> {
    let ((), folder, report) = see(files, |_, _| ());
    let told = |finding: &vanthu::diagnostic::Finding| {
        (finding.rule.name(), folder.sources.slice(finding.span).to_owned())
    };
    report.findings.iter().map(told).collect()
}

/// A level of headings as a style says it.
#[derive(Clone, Copy, Debug)]
struct Level {
    number: &'static str,
    parents: usize,
    continues: bool,
}

fn level() -> impl Strategy<Value = Level> {
    let number = prop::sample::select(vec!["roman", "arabic", "letter"]);
    (number, 0..4usize, prop::bool::weighted(0.3)).prop_map(|(number, parents, continues)| Level {
        number,
        parents,
        continues,
    })
}

/// How the decree writes a number.
fn printed(kind: &str, count: usize) -> Option<String> {
    let tens = ["", "X", "XX", "XXX", "XL", "L", "LX"];
    let ones = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    match kind {
        "roman" => Some(format!("{}{}", tens[count / 10], ones[count % 10])),
        "arabic" => Some(count.to_string()),
        _ => "abcdđeghiklmnopqrstuvxy".chars().nth(count - 1).map(String::from),
    }
}

/// The number of the last of these headings, counted again from the first one on.
fn counted(headings: &[usize], levels: &[Level]) -> Option<String> {
    let own = *headings.last().unwrap();
    let format = levels.get(own - 1)?;
    let one = |level: usize| {
        let Level { number, continues, .. } = levels[level - 1];
        let since = headings.iter().rev().take_while(|other| continues || **other >= level);
        printed(number, since.filter(|other| **other == level).count().max(1))
    };
    let first = own.saturating_sub(format.parents).max(1);
    let parts: Option<Vec<String>> = (first..=own).map(one).collect();
    Some(parts?.join("."))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    /// Groups in groups, each with a body that may have headings of its own.
    #[test]
    fn headings_count_as_their_levels_say(
        levels in prop::collection::vec(level(), 1..6),
        groups in prop::collection::vec((1..7usize, prop::collection::vec(1..3usize, 0..3)), 1..50),
    ) {
        let mut style = String::from("extends: nd30\nheadings:\n  muc:\n");
        for Level { number, parents, continues } in &levels {
            let _ = writeln!(style, "    - {{number: {number}, parents: {parents}, continues: {continues}}}");
        }
        let mut outline = String::new();
        let mut wanted: Vec<usize> = Vec::new();
        let mut last = 0;
        for (level, inner) in &groups {
            let level = (*level).min(last + 1);
            let pad = "  ".repeat(2 * level);
            if level > last && level > 1 {
                let _ = writeln!(outline, "{}children:", &pad[2..]);
            }
            last = level;
            let _ = writeln!(outline, "{pad}- title: T");
            wanted.push(level);
            if !inner.is_empty() {
                let _ = writeln!(outline, "{pad}  body: |");
                for depth in inner {
                    let _ = writeln!(outline, "{pad}    {} A\n", "#".repeat(depth + 1));
                    wanted.push(level + depth);
                }
            }
        }
        let document = format!("{DOCUMENT}style: rieng\noutline:\n{outline}");
        let files = [("document.yaml", &*document), ("styles/rieng.yaml", &*style)];
        let (found, _, report) = see(&files, |numbered, _| {
            let heading = |one: &vanthu::number::Heading| (one.level, one.number.clone());
            numbered.headings().iter().map(heading).collect::<Vec<_>>()
        });
        let numbers: Vec<_> = (1..=wanted.len()).map(|to| counted(&wanted[..to], &levels)).collect();
        let each = |(level, number): (&usize, &Option<String>)| (*level, number.clone().unwrap_or_default());
        let expected: Vec<_> = wanted.iter().zip(&numbers).map(each).collect();
        prop_assert_eq!(found, expected, "{}\n{}", style, document);
        let told = |rule: &str| report.findings.iter().filter(|one| one.rule.name() == rule).count();
        let deep = wanted.iter().filter(|level| **level > levels.len()).count();
        prop_assert_eq!(told("heading-too-deep"), deep);
        prop_assert_eq!(told("heading-overflow"), numbers.iter().filter(|one| one.is_none()).count() - deep);
    }
}

/// References and links in a note print what they refer to, whether the note stands below or in place.
#[test]
fn a_note_prints_its_references() {
    let section = "unit: P\ntitle: T\nid: a\nbody: |\n  ## Một\n\n  ## Hai {#hai}\n\n  Chữ[^x] và^[ở [@hai], [tại *[@a]*](https://a.vn)].\n\
        footnotes: {x: \"xem [@a], [mục [@hai] này](https://b.vn)\"}\n";
    let files = [("document.yaml", DOCUMENT), ("sections/a.yaml", section)];
    let (texts, _, report) = see(&files, |numbered, folder| {
        register::rows(numbered, &folder.sources)
            .into_iter()
            .map(|row| row.text)
            .collect::<Vec<_>>()
    });
    println!("{:?}", report.findings);
    assert_eq!(texts, ["xem I, mục 2 này", "ở 2, tại I"]);
}

/// One appendix has no number; of two each has; a text of a kind of its own neither has nor takes one. Notes
/// go on through all of them, or begin again where the style says so.
#[test]
fn appendices_have_numbers_when_there_are_more() {
    let section = |id: &str| {
        format!("unit: P\ntitle: T\nid: {id}\nbody: a[^x] b[^y] a[^x]\nfootnotes: {{x: n, y: m}}\n")
    };
    let (a, b, c, d) = (section("a"), section("b"), section("c"), section("d"));
    let seen = |appendices: &str, restart: &str| {
        let document = format!("{DOCUMENT}style: rieng\noutline: [a]\nappendices: {appendices}\n");
        let style = format!("extends: nd30\nnotes: {{restart: {restart}}}\n");
        let files = [
            ("document.yaml", &*document),
            ("styles/rieng.yaml", &*style),
            ("sections/a.yaml", &*a),
            ("sections/b.yaml", &*b),
            ("sections/c.yaml", &*c),
            ("sections/d.yaml", &*d),
        ];
        see(&files, |numbered, _| {
            let headings =
                numbered.headings().iter().map(|one| one.number.clone()).collect::<Vec<_>>();
            let notes =
                numbered.notes().iter().map(|note| (note.part, note.number)).collect::<Vec<_>>();
            (headings, notes)
        })
        .0
    };
    let attached = "{id: c, kind: quy-che}";
    let (headings, notes) = seen("[b]", "document");
    assert_eq!(headings, ["I", ""]);
    assert_eq!(notes, [(0, 1), (0, 2), (1, 3), (1, 4)]);
    assert_eq!(seen(&format!("[b, {attached}]"), "document").0, ["I", "", ""]);
    let (headings, notes) = seen(&format!("[b, {attached}, d]"), "document");
    assert_eq!(headings, ["I", "I", "", "II"]);
    assert_eq!(notes, [(0, 1), (0, 2), (1, 3), (1, 4), (2, 5), (2, 6), (3, 7), (3, 8)]);
    let (_, notes) = seen(&format!("[b, {attached}, d]"), "appendix");
    assert_eq!(notes, [(0, 1), (0, 2), (1, 1), (1, 2), (2, 1), (2, 2), (3, 1), (3, 2)]);
}

/// What a section that cannot be read may hold is not said to be missing; a slip of the pen is, and so is what is
/// missing besides.
#[test]
fn what_could_not_be_read_is_not_missing() {
    let document = format!("{DOCUMENT}outline: [tong-hop, phan-b, thieu]\n");
    let body = "unit: P\ntitle: T\nid: phan-a\nbody: |\n  x[@phan-b] y[@khac-han] z[@phan-c]\n";
    let document = document.replace("tong-hop", "phan-a");
    let files = [
        ("document.yaml", &*document),
        ("sections/phan-a.yaml", body),
        ("sections/phan-b.yaml", "unit: P\ntitle: \"T\n"),
    ];
    let found = told(&files);
    let found: Vec<_> = found
        .iter()
        .filter(|(rule, _)| *rule != "yaml-syntax")
        .map(|(rule, at)| (*rule, at.as_str()))
        .collect();
    // `phan-b` is there, but cannot be read; `khac-han` may stand in it; `phan-c` is as near as can be to `phan-a`.
    assert_eq!(found, [("section-missing", "thieu"), ("reference-undefined", "[@phan-c]")]);
}

/// The place of a number that a unit believes it has, and what stands there once it is mended.
#[test]
fn a_wrong_number_is_mended_in_its_place() {
    for (written, place, mended) in
        [("2", "2", "1"), ("\"  23. \"", "23", "\"  1. \""), ("'12)'", "12", "'1)'")]
    {
        let section = format!("unit: P\ntitle: T\nid: a\nnumber: {written}\nbody: b\n");
        let style = "extends: nd30\nheadings: {muc: [{number: arabic}]}\n";
        let document = format!("{DOCUMENT}style: rieng\n");
        let files = [
            ("document.yaml", &*document),
            ("sections/a.yaml", &*section),
            ("styles/rieng.yaml", style),
        ];
        let ((), folder, report) = see(&files, |_, _| ());
        assert_eq!(report.findings.len(), 1, "{:?}", report.findings);
        let edit = &report.findings[0].fix[0];
        assert_eq!(folder.sources.slice(edit.span), place);
        let mut text = section.clone();
        text.replace_range(edit.span.range(), &edit.text);
        assert_eq!(text, section.replace(written, mended));
    }
}
