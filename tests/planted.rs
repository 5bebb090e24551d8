//! The sample, with one fault planted at a time: that fault is found, where it is, and nothing else.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use vanthu::diagnostic::{Rule, Sink};
use vanthu::folder::{Overlay, load_with};

const SAMPLE: &str = env!("CARGO_MANIFEST_DIR");

/// `rule: the words under the mark` of every finding, when one file has another text.
fn found(over: Overlay) -> BTreeSet<String> {
    let mut sink = Sink::new();
    let folder = load_with(Path::new(SAMPLE), over, &mut sink);
    let _ = vanthu::compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    let said = |finding: &vanthu::diagnostic::Finding| {
        let words = folder.sources.slice(finding.span).split_whitespace().collect::<Vec<_>>();
        format!("{}: {}", finding.rule.name(), words.join(" "))
    };
    report.findings.iter().map(said).collect()
}

/// A paragraph before a section's first; the section is `file`.
fn before(file: &str, paragraph: &str) -> (String, String, String) {
    (file.to_owned(), "body: |\n  ".to_owned(), format!("body: |\n  {paragraph}\n\n  "))
}

fn instead(file: &str, old: &str, new: &str) -> (String, String, String) {
    (file.to_owned(), old.to_owned(), new.to_owned())
}

#[test]
fn the_sample_has_no_fault() {
    assert_eq!(found(Overlay::new()), BTreeSet::new());
}

const A: &str = "sections/01-tham-muu.yaml";
const B: &str = "sections/02-nhiem-vu-khcn.yaml";
const C: &str = "sections/03-so-huu-tri-tue.yaml";
const D: &str = "sections/04-thanh-tra.yaml";
const M: &str = "document.yaml";

/// What is planted: the file, words of it, what stands there instead; and what is to be found.
type Plant = ((String, String, String), &'static [&'static str]);

/// Faults of the text.
#[allow(clippy::too_many_lines)] // one line each, before they are formatted
fn in_text() -> Vec<Plant> {
    vec![
        (instead(A, "08 nội dung", "07 nội dung"), &["count-mismatch: 07 nội dung"]),
        (
            before(D, "Phòng báo cáo 03 việc, gồm: (1) thanh tra; (2) tiếp dân."),
            &["count-mismatch: 03 việc"],
        ),
        (instead(B, "**07** nhiệm vụ", "**09** nhiệm vụ"), &["sum-mismatch: 46"]),
        (
            before(D, "Tiếp nhận 61 đơn: 10 đơn khiếu nại, 15 đơn tố cáo, 37 đơn kiến nghị."),
            &["sum-mismatch: 61"],
        ),
        (before(D, "Giải quyết 48/49 hồ sơ (đạt 99%)."), &["ratio-mismatch: 99"]),
        (
            before(D, "Theo Quyết định số 24/QĐ-UBND ngày 12/01/2023."),
            &["citation-conflict: 24/QĐ-UBND"],
        ),
        (before(D, "Theo Quyết định số 99/KH-UBND ngày 12/01/2023."), &["citation-kind: KH"]),
        (before(D, "Họp ngày 30/02/2023."), &["date-invalid: 30/02/2023"]),
        (before(D, "Theo Công văn số 99/SKHCN-VP ngày 12/4/2023."), &["date-invalid: 99/SKHCN-VP"]),
        (
            before(D, "Theo Công văn số 98/SKH&CN-VP ngày 12/01/2023."),
            &["symbol-spelling: SKH&CN-VP"],
        ),
        (before(D, "Đề án “Một cửa đã xong."), &["quote-unbalanced: “"]),
        (before(D, "Đề án «Một cửa” đã xong."), &["quote-unbalanced: ”"]),
        (before(D, "Đề án (một cửa đã xong."), &["bracket-unbalanced: ("]),
        (
            before(D, "Theo Khoản 2 Điều 5, khoản 3 điều 6 Luật Thanh tra."),
            &["reference-capital: Khoản", "reference-capital: điều"],
        ),
        (before(D, "Căn cứ vào Khoản 2 Điều 5."), &["reference-capital: Khoản"]),
        (before(D, "Còn [cần bổ sung] số liệu."), &["placeholder-left: [cần bổ sung]"]),
        (before(D, "Hai  dấu cách."), &["space-run: "]),
        (before(D, "Có \u{200b}ký tự ẩn."), &["invisible-character: \u{200b}"]),
        (before(D, "Chữ ră\u{301}n."), &["not-nfc: ă\u{301}"]),
        (before(D, "Hoà bình."), &["tone-mixed: Hoà"]),
        (before(D, "¸p dông quy ®Þnh, ph¸t triÓn kinh tÕ x· héi."), &["legacy-encoding: ¸p"]),
        (before(D, "a) Một.\n\n  c) Hai."), &["letter-sequence: c)"]),
        (before(D, "1. Một.\n\n  3. Hai."), &["clause-sequence: 3."]),
        (before(D, "Gồm:\n  a) Một."), &["label-in-text: a)"]),
        (before(D, "Diện tích nước¹ sạch."), &["footnote-typed-by-hand: ¹"]),
        (before(D, "Chú thích[^99]."), &["footnote-undefined: [^99]"]),
        (before(D, "Xem mục [@khong-co]."), &["reference-undefined: [@khong-co]"]),
        (before(D, "Xem <ftp://a.vn>."), &["link-forbidden: ftp://a.vn"]),
        (before(D, "![Ảnh](khong-co.png)"), &["picture-missing: khong-co.png"]),
        (before(D, "| a | b |\n  | c |"), &["table-malformed: | c |"]),
    ]
}

/// Faults of files, keys and places.
#[allow(clippy::too_many_lines)] // likewise
fn in_files() -> Vec<Plant> {
    vec![
        (instead(C, "## Quản lý công nghệ", "## 1. Quản lý công nghệ"), &["number-typed: 1."]),
        (instead(C, "number: \"3\"", "number: \"4\""), &["number-mismatch: \"4\""]),
        (
            instead(D, "  1: \"Thực hiện", "  8: Nội dung khác.\n  1: \"Thực hiện"),
            &["footnote-unused: 8"],
        ),
        (
            instead(D, "  1: \"Thực hiện", "  8: \"\"\n  1: \"Thực hiện"),
            &["footnote-empty: 8", "footnote-unused: 8"],
        ),
        (instead(D, "[^1]", ""), &["footnote-unused: 1"]),
        (instead(D, "unit: Thanh tra Sở\n", ""), &["missing-key: "]),
        (instead(D, "unit:", "unti:"), &["missing-key: ", "unknown-key: unti"]),
        (
            instead(M, "      - thanh-tra\n", ""), // Then the office says that it does not belong there, and the others move up.
            &[
                "section-unplaced: ",
                "reference-undefined: [@thanh-tra]",
                "number-mismatch: \"5\"",
                "number-mismatch: \"7\"",
                "number-mismatch: \"9\"",
            ],
        ),
        (
            instead(M, "      - thanh-tra\n", "      - thanh-tra\n      - thanh-kiem\n"),
            &["section-missing: thanh-kiem"],
        ),
        (
            instead(M, "authority: [KT. Giám đốc]", "authority: [K/T Giám đốc]"),
            &["signature-authority: K/T Giám đốc"],
        ),
        (
            instead(M, "name: Lương Đức Tố", "name: TS. Lương Đức Tố"),
            &["signature-degree: TS. Lương Đức Tố"],
        ),
        (instead(M, "symbol: BC-SKHCN", "symbol: BC - SKHCN"), &["symbol-mismatch: BC - SKHCN"]),
        (
            instead(M, "kind: bao-cao", "kind: bao-cao\nchecks: {sum-mismatc: off}"),
            &["unknown-rule: sum-mismatc"],
        ),
        (instead(M, "style: nd30", "style: nd31"), &["style-unknown: nd31"]),
    ]
}

#[test]
fn one_fault_is_found_and_nothing_else() {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for ((file, old, new), wanted) in [in_text(), in_files()].concat() {
        let text = fs::read_to_string(Path::new(SAMPLE).join(&file)).unwrap();
        assert!(text.contains(&old), "{file}: {old}");
        let found = found(Overlay::from([(file.clone(), text.replacen(&old, &new, 1))]));
        let wanted: BTreeSet<String> = wanted.iter().map(ToString::to_string).collect();
        seen.extend(wanted.iter().filter_map(|one| Rule::named(one.split(':').next()?)));
        if found != wanted {
            faults.push(format!("{file}: {new}\n  wanted {wanted:?}\n  found  {found:?}"));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(seen.len() > 30, "{}", seen.len());
}

/// What follows a section that cannot be read, or is still to come, is not blamed for it, nor changed.
#[test]
fn a_citation_is_named_as_it_is_printed() {
    let cited = |name: &str, date: &str| format!("  Theo Quyết định số {name} ngày {date}.\n\n");
    let body: String = [
        cited("24/QĐ-UBND", "05/6/2022"),
        cited("24/QĐ-UBND", "05/6/2022"),
        cited("24/QĐ-**UBND**", "06/6/2022"),
        cited("24/QĐ-\n  UBND", "07/6/2022"),
        cited("24/QĐ-UBND", "08/6/2022"),
    ]
    .concat();
    let text = format!("unit: P\ntitle: T\nbody: |\n{body}");
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sections")).unwrap();
    fs::write(dir.path().join(M), "kind: bao-cao\nissuer: {name: Sở Tư pháp}\n").unwrap();
    fs::write(dir.path().join(D), text).unwrap();
    let mut sink = Sink::new();
    let folder = load_with(dir.path(), Overlay::new(), &mut sink);
    let _ = vanthu::compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    let conflicts = report.findings.iter().filter(|finding| finding.rule == Rule::CitationConflict);
    let named: Vec<_> = conflicts
        .map(|finding| finding.message.en.split('`').nth(1).unwrap_or_default().to_owned())
        .collect();
    assert_eq!(named, ["24/QĐ-UBND", "24/QĐ- UBND", "24/QĐ-UBND"]);
}

#[test]
fn a_missing_section_shifts_no_numbers() {
    let section = |number: &str, body: &str| {
        format!("unit: P\ntitle: T\nnumber: {number}\nbody: |\n  {body}\n")
    };
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir(dir.path().join("sections")).unwrap();
    let write = |name: &str, text: &str| fs::write(dir.path().join(name), text).unwrap();
    let outline = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\noutline: [a, b, c]\n";
    write("document.yaml", outline);
    write("sections/01-a.yaml", &section("I", "Điều 1. Một."));
    write("sections/03-c.yaml", &section("III", "Xem [@b].\n\n  Điều 4. Bốn.\n\n  Điều 5. Năm."));
    let rules = || {
        let plan = vanthu::fix::plan(dir.path());
        assert!(plan.changes.is_empty());
        let found: Vec<_> = plan.report.findings.iter().map(|one| one.rule.name()).collect();
        found
    };
    assert_eq!(rules(), ["section-missing", "reference-undefined"]);
    write("sections/02-b.yaml", &section("II", "Điều 2. Hai.").replace("unit: P\n", ""));
    assert_eq!(rules(), ["missing-key"]);
    write("sections/02-b.yaml", &section("II", "Điều 2. Hai.\n\n  Điều 3. Ba."));
    assert_eq!(rules(), Vec::<&str>::new());
}

/// Odd letters anywhere in a text do no harm: those whose lower case has another length, marks, wide
/// ones, those that nobody sees.
#[test]
fn odd_letters_do_no_harm() {
    for name in ["near-misses-figures", "faults-figures", "faults-2026", "faults-text", "sequences"]
    {
        let dir = Path::new(SAMPLE).join("fixtures").join(name);
        let folder = load_with(&dir, Overlay::new(), &mut Sink::new());
        for odd in ['\u{212a}', 'İ', 'ẞ', 'Ⱥ', '\u{301}', '漢', '\u{200b}', 'Ð', '“', '(', ':', '/']
        {
            for step in [2, 3, 5, 11] {
                let mut over = Overlay::new();
                for (_, source) in folder.sources.iter().filter(|(_, one)| one.line_count() > 3) {
                    let mut text = String::new();
                    for (at, c) in source.text().chars().enumerate() {
                        text.push(c);
                        if at % step == 0 && c.is_alphanumeric() && text.contains("body: |\n") {
                            text.push(odd);
                        }
                    }
                    over.insert(source.name.clone(), text);
                }
                let mut sink = Sink::new();
                let folder = load_with(&dir, over, &mut sink);
                let _ = vanthu::compose(&folder, &mut sink);
                assert!(!sink.close(&folder.levels).findings.is_empty(), "{name} {odd}");
            }
        }
    }
}
