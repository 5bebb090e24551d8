//! A finished DOCX is checked as it stands, whoever made it.
//!
//! Every folder of `tests/docx` is a small package: `body.xml` is what stands in its body, other files
//! what stands in the part of their name; the rest is the same for all. `{{head}}` and `{{tail}}` are a
//! lawful header and signature. Findings stand in `findings.txt` as in `fixtures/`; `UPDATE=1` writes
//! them anew. Folders whose name ends in `-near` hold what comes near to a fault and is none.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod common;

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use vanthu::diagnostic::{Lang, Levels, Report, Sink, json, rules, sarif, text};
use vanthu::reader::{Finished, check_bytes};
use zip::write::SimpleFileOptions;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PAGE: &str = "<w:headerReference w:type=\"default\" r:id=\"rIdH\"/><w:pgSz w:w=\"11906\" w:h=\"16838\"/>\
    <w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1701\" w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/><w:titlePg/>";
const STYLES: &str = "<w:docDefaults><w:rPrDefault><w:rPr>\
    <w:rFonts w:asciiTheme=\"minorHAnsi\" w:hAnsiTheme=\"minorHAnsi\"/><w:sz w:val=\"28\"/></w:rPr></w:rPrDefault></w:docDefaults>\
    <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/>\
    <w:pPr><w:spacing w:before=\"120\"/><w:ind w:firstLine=\"720\"/><w:jc w:val=\"both\"/></w:pPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"Normal\"/>\
    <w:pPr><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/><w:basedOn w:val=\"Heading1\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"FootnoteText\"><w:name w:val=\"footnote text\"/><w:rPr><w:sz w:val=\"20\"/></w:rPr></w:style>\
    <w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\"/>\
    <w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>";
const THEME: &str = "<a:theme xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\"><a:themeElements><a:fontScheme>\
    <a:majorFont><a:latin typeface=\"Cambria\"/></a:majorFont><a:minorFont><a:latin typeface=\"Times New Roman\"/></a:minorFont>\
    </a:fontScheme></a:themeElements></a:theme>";
const NUMBER: &str = "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>2</w:t></w:r></w:fldSimple></w:p>";
const HEAD: [(&str, &str); 5] = [
    ("SỞ TƯ PHÁP", "<w:b/><w:sz w:val=\"26\"/>"),
    ("Số: 12/BC-STP", "<w:sz w:val=\"26\"/>"),
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "<w:b/><w:sz w:val=\"26\"/>"),
    ("Độc lập - Tự do - Hạnh phúc", "<w:b/><w:sz w:val=\"28\"/>"),
    ("Cao Bằng, ngày 09 tháng 3 năm 2026", "<w:i/><w:sz w:val=\"28\"/>"),
];
const TAIL: [(&str, &str); 5] = [
    ("Nơi nhận:", "<w:b/><w:i/><w:sz w:val=\"24\"/>"),
    ("- UBND tỉnh;", "<w:sz w:val=\"22\"/>"),
    ("- Lưu: VT.", "<w:sz w:val=\"22\"/>"),
    ("GIÁM ĐỐC", "<w:b/>"),
    ("Nguyễn Văn An", "<w:b/>"),
];

/// A table of one row: the lines before `split` in its first cell, the others in its second.
fn table(lines: &[(&str, &str)], split: usize) -> String {
    let one = |(text, look): &(&str, &str)| {
        format!(
            "<w:p><w:pPr><w:spacing w:before=\"0\"/><w:ind w:firstLine=\"0\"/><w:jc w:val=\"center\"/></w:pPr>\
             <w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r></w:p>"
        )
    };
    let cell = |lines: &[(&str, &str)]| lines.iter().map(one).collect::<String>();
    format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>",
        cell(&lines[..split]),
        cell(&lines[split..])
    )
}

fn archive(parts: &[(&str, String)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The parts of a package of `tests/docx`.
fn parts(dir: &Path) -> Vec<(&'static str, String)> {
    let given = |name: &str| fs::read_to_string(dir.join(format!("{name}.xml"))).ok();
    let body = given("body").unwrap();
    let body = body.replace("{{head}}", &table(&HEAD, 2)).replace("{{tail}}", &table(&TAIL, 3));
    let section = given("section").unwrap_or_else(|| PAGE.to_owned());
    let root = |name: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{name} xmlns:w=\"{W}\" xmlns:r=\"{R}\">{text}</w:{name}>"
        )
    };
    let separators = "<w:footnote w:type=\"separator\" w:id=\"-1\"><w:p/></w:footnote>\
        <w:footnote w:type=\"continuationSeparator\" w:id=\"0\"><w:p/></w:footnote>";
    let mut relations: Vec<(&str, &str, &str)> = vec![
        ("rId1", "styles", "styles.xml"),
        ("rId2", "theme", "theme/theme1.xml"),
        ("rId3", "footnotes", "/word/footnotes.xml"),
        ("rIdH", "header", "header1.xml"),
        ("rIdF", "footer", "footer1.xml"),
    ];
    let mut out = vec![
        (
            "word/document.xml",
            root("document", &format!("<w:body>{body}<w:sectPr>{section}</w:sectPr></w:body>")),
        ),
        ("word/styles.xml", root("styles", STYLES)),
        ("word/theme/theme1.xml", THEME.to_owned()),
        (
            "word/footnotes.xml",
            root("footnotes", &format!("{separators}{}", given("footnotes").unwrap_or_default())),
        ),
        ("word/header1.xml", root("hdr", NUMBER)),
        ("word/footer1.xml", root("ftr", NUMBER)),
    ];
    if let Some(text) = given("numbering") {
        relations.push(("rId4", "numbering", "numbering.xml"));
        out.push(("word/numbering.xml", root("numbering", &text)));
    }
    let list = |relations: &[(&str, &str, &str)]| {
        let one = |(id, kind, target): &(&str, &str, &str)| {
            format!("<Relationship Id=\"{id}\" Type=\"{R}/{kind}\" Target=\"{target}\"/>")
        };
        format!(
            "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{}</Relationships>",
            relations.iter().map(one).collect::<String>()
        )
    };
    out.push(("word/_rels/document.xml.rels", list(&relations)));
    out.push(("_rels/.rels", list(&[("rId1", "officeDocument", "word/document.xml")])));
    out
}

fn checked(bytes: Vec<u8>) -> (Finished, Report) {
    let mut sink = Sink::new();
    let finished = check_bytes("a.docx", bytes, &mut sink);
    (finished, sink.close(&Levels::default()))
}

fn listing(finished: &Finished, report: &Report) -> String {
    let line = |finding: &vanthu::diagnostic::Finding| {
        let (start, end) = finished.sources.positions(finding.span);
        let (rule, message) = (finding.rule.name(), finding.message.get(Lang::Vi));
        format!("{rule} {}:{}-{}:{} {message}\n", start.line, start.column, end.line, end.column)
    };
    report.findings.iter().map(line).collect()
}

fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docx");
    let mut all: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    all.sort();
    assert!(all.len() > 10);
    all
}

#[test]
fn findings_are_as_written() {
    for dir in folders() {
        let (finished, report) = checked(archive(&parts(&dir)));
        let found = listing(&finished, &report);
        let path = dir.join("findings.txt");
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &found).unwrap();
        }
        assert_eq!(found, fs::read_to_string(&path).unwrap_or_default(), "{}", dir.display());
        assert!(!finished.unreadable);
        if dir.to_string_lossy().ends_with("-near") {
            assert_eq!(found, "", "{}", dir.display());
        }
    }
}

/// Silence is worth something only where one changed word breaks it.
#[test]
fn near_misses_are_read_all_the_same() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docx");
    for (name, from, to, rule) in [
        ("word-near", "II. NHIỆM VỤ", "III. NHIỆM VỤ", "heading-sequence"),
        ("word-near", "3. Nhân lực", "4. Nhân lực", "heading-sequence"),
        ("word-near", "xem xét./.", "xem xét.", "end-mark-missing"),
        ("word-near", "Độc lập - Tự do", "Độc lập -Tự do", "frame-wording"),
        ("word-near", "Số:   ", "Số   ", "frame-wording"),
        ("word-near", "/BC-SCT", "/BC - SCT", "frame-wording"),
        ("word-near", ">DỰ THẢO<", ">DỰ THẢO (lần 1<", "bracket-unbalanced"),
        (
            "word-near",
            "w:footnoteReference w:id=\"1\"",
            "w:footnoteReference w:id=\"2\"",
            "footnote-undefined footnote-unused",
        ),
        ("word-near", "w:line=\"360\"", "w:line=\"200\"", "line-spacing"),
        ("word-near", "w:firstLine=\"709\"/>", "w:firstLine=\"300\"/>", "body-indent"),
        ("word-near", "Nguyễn Văn An", "", ""),
        ("word-near", "- Lưu: VT, KT (Hà).", "- Lưu: VT, KT (Hà.", "bracket-unbalanced"),
        ("labels-near", "c) Điểm ba", "d) Điểm ba", "letter-sequence"),
        ("labels-near", "2.1.1. Đột xuất", "2.1.2. Đột xuất", "heading-sequence"),
        (
            "labels-near",
            "c) Điểm trích.”",
            "c) Điểm trích.",
            "quote-unbalanced clause-sequence letter-sequence",
        ),
        ("labels-near", "w:numFmt w:val=\"decimal\"", "w:numFmt w:val=\"decimalZero\"", ""),
        (
            "labels-near",
            "w:startOverride w:val=\"1\"",
            "w:startOverride w:val=\"5\"",
            "clause-sequence",
        ),
        (
            "notes-near",
            "w:vertAlign w:val=\"superscript\"/></w:rPr><w:t xml:space=\"preserve\">3<",
            "b/></w:rPr><w:t>3<",
            "",
        ),
        ("notes-near", "NOTEREF _RefNote", "NOTEREF _RefKhac", "reference-undefined"),
        (
            "links-near",
            "_RefMuc1 \\h </w:instrText>",
            "_RefMuc7 \\h </w:instrText>",
            "reference-undefined",
        ),
        ("links-near", "w:anchor=\"_top\"", "w:anchor=\"top\"", "reference-undefined"),
        ("page-near", "w:left=\"1985\"", "w:left=\"2098\"", "page-margins"),
        ("page-near", "<w:titlePg/>", "", "page-number"),
        (
            "page-near",
            "<w:jc w:val=\"center\"/></w:pPr><w:fldSimple",
            "<w:jc w:val=\"right\"/></w:pPr><w:fldSimple",
            "page-number",
        ),
        ("body-near", "w:line=\"264\"", "w:line=\"384\"", "line-spacing"),
        ("body-near", "0D0D0D", "5D0D0D", "text-colour"),
        ("body-near", "<w:sz w:val=\"26\"/>", "<w:sz w:val=\"30\"/>", "body-size frame-type"),
    ] {
        let mut all = parts(&root.join(name));
        let mut changed = 0;
        for (_, text) in &mut all {
            changed += text.matches(from).count();
            *text = text.replace(from, to);
        }
        assert!(changed > 0, "{name}: {from}");
        let (finished, report) = checked(archive(&all));
        let found: BTreeSet<&str> = report.findings.iter().map(|f| f.rule.name()).collect();
        let wanted: BTreeSet<&str> = rule.split_whitespace().collect();
        assert_eq!(found, wanted, "{name}: {from} → {to}\n{}", listing(&finished, &report));
    }
}

/// Rules that only a DOCX can break; the others have their fixtures in `fixtures/`.
const OWN: [&str; 19] = [
    "part-broken",
    "footnote-duplicate",
    "bookmark-broken",
    "field-broken",
    "heading-sequence",
    "page-size",
    "page-margins",
    "page-number",
    "font-family",
    "text-colour",
    "body-size",
    "body-indent",
    "body-alignment",
    "line-spacing",
    "paragraph-spacing",
    "frame-missing",
    "frame-wording",
    "frame-type",
    "end-mark-missing",
];

#[test]
fn every_rule_about_a_docx_has_a_fixture() {
    let mut fired: BTreeSet<&str> = BTreeSet::new();
    for dir in folders() {
        let (_, report) = checked(archive(&parts(&dir)));
        fired.extend(report.findings.iter().map(|finding| finding.rule.name()));
    }
    let also = [
        "footnote-undefined",
        "footnote-unused",
        "footnote-order",
        "footnote-empty",
        "footnote-nested",
        "footnote-typed-by-hand",
        "reference-undefined",
        "letter-sequence",
        "clause-sequence",
        "number-typed",
        "quote-unbalanced",
        "citation-conflict",
        "count-mismatch",
    ];
    // In the table they stand together, which is how `fixtures/` knows that they are ours.
    let together: Vec<&str> = rules::ALL
        .iter()
        .filter(|page| (rules::Rule::PartBroken..=rules::Rule::EndMarkMissing).contains(&page.rule))
        .map(|page| page.name)
        .collect();
    assert_eq!(together, OWN);
    for name in OWN.iter().chain(&also) {
        assert!(rules::Rule::named(name).is_some(), "{name}");
        assert!(fired.contains(name), "{name}");
    }
}

/// What the text of a folder's own build may not show: keys, files, drafts, the office's choices.
const SOURCES_ONLY: [&str; 9] = [
    "appendix-unmentioned",
    "draft-blank",
    "footnote-order",
    "key-unused",
    "label-in-text",
    "number-mismatch",
    "section-unplaced",
    "subject-prefix",
    "symbol-mismatch",
];

fn count<'a>(names: impl Iterator<Item = &'a str>) -> BTreeMap<&'a str, usize> {
    let mut out = BTreeMap::new();
    for name in names {
        *out.entry(name).or_default() += 1;
    }
    out
}

/// A folder, what its own check says, and its build.
fn built(dir: &Path) -> Option<(vanthu::folder::Folder, Report, Vec<u8>)> {
    let mut sink = Sink::new();
    let folder = vanthu::folder::load(dir, &mut sink);
    let bytes = vanthu::compose(&folder, &mut sink).map(|(numbered, pictures)| {
        vanthu::docx::write(&numbered, &folder.style, &pictures, None).unwrap()
    });
    let report = sink.close(&folder.levels);
    let bytes = bytes.filter(|_| report.errors() == 0)?;
    Some((folder, report, bytes))
}

/// Our own builds break no rule but those that their sources break, and are told nothing is there
/// where nothing was given.
#[test]
fn what_we_build_passes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (_, report, bytes) = built(root).unwrap();
    assert!(report.findings.is_empty());
    let (finished, report) = checked(bytes);
    assert_eq!(listing(&finished, &report), "");
    let mut seen = 0;
    for entry in fs::read_dir(root.join("fixtures")).unwrap() {
        let dir = entry.unwrap().path();
        let Some((folder, sources, bytes)) = built(&dir) else { continue };
        seen += 1;
        let (finished, report) = checked(bytes);
        let name = dir.file_name().unwrap().to_string_lossy().into_owned();
        let names = |report: &Report| -> Vec<&'static str> {
            report.findings.iter().map(|finding| finding.rule.name()).collect()
        };
        let (wanted, found) = (names(&sources), names(&report));
        let mut wanted = count(wanted.iter().copied().filter(|name| !SOURCES_ONLY.contains(name)));
        let manifest = folder.manifest.as_ref().unwrap();
        let own =
            ["bien-ban", "thoa-thuan", "giay-nghi-phep", "thu-cong"].contains(&manifest.kind.frame);
        if manifest.recipients.is_empty() && manifest.filing.is_none() && !own {
            *wanted.entry("frame-missing").or_default() += 1;
        }
        if name == "characters" {
            // What XML cannot hold is not written, so that two blanks meet.
            *wanted.get_mut("invisible-character").unwrap() -= 1;
            wanted.insert("space-run", 1);
        }
        assert_eq!(count(found.into_iter()), wanted, "{name}\n{}", listing(&finished, &report));
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn places_are_told_as_a_person_finds_them() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docx/labels-typed");
    let (finished, report) = checked(archive(&parts(&dir)));
    let shown = text::render(&report, &finished.sources, Lang::Vi, false);
    assert!(shown.contains("--> a.docx: đoạn 10, mục «1. Công tác tham mưu»"), "{shown}");
    assert!(shown.contains("  10 | d) Điểm thứ ba.\n     | ^^\n"), "{shown}");
    assert!(
        shown.contains("  = a.docx: đoạn 7, mục «1. Công tác tham mưu»: mục trước ở đây"),
        "{shown}"
    );
    let shown = text::render(&report, &finished.sources, Lang::En, false);
    assert!(shown.contains("--> a.docx: paragraph 10, section `1. Công tác tham mưu`"), "{shown}");
    let (page, wide) = checked(archive(&parts(&dir.with_file_name("page"))));
    let shown = text::render(&wide, &page.sources, Lang::En, false);
    assert!(shown.contains("right 25.4 mm (15–20), left 25.4 mm (30–35)"), "{shown}");
    assert!(shown.contains("--> a.docx: the whole document\n  = help"), "{shown}");
    let value = json::render(&report, &finished.sources, Lang::Vi);
    let finding = &value["findings"][0];
    assert_eq!((&finding["line"], &finding["column"]), (&10.into(), &1.into()));
    assert_eq!(finding["file"], "a.docx");
    assert_eq!(finding["place"], "đoạn 10, mục «1. Công tác tham mưu»");
    let value = sarif::render(&report, &finished.sources, Lang::Vi);
    let place = &value["runs"][0]["results"][0]["locations"][0];
    assert_eq!(place["logicalLocations"][0]["fullyQualifiedName"], finding["place"]);
    assert_eq!(place["physicalLocation"]["region"]["startLine"], 10);
}

#[test]
fn notes_are_told_by_their_numbers() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docx/notes");
    let (finished, report) = checked(archive(&parts(&dir)));
    let value = json::render(&report, &finished.sources, Lang::Vi);
    let places: Vec<&str> = value["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| {
            finding["rule"] == "footnote-nested" || finding["rule"] == "footnote-unused"
        })
        .map(|finding| finding["place"].as_str().unwrap())
        .collect();
    assert_eq!(places, ["chú thích không có dấu", "chú thích 7 (cuối trang)"]);
}

fn vanthu(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let output = common::vanthu(dir, arguments);
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

#[test]
fn statuses_of_files() {
    let dir = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docx");
    let put = |name: &str, bytes: &[u8]| fs::write(dir.path().join(name), bytes).unwrap();
    put("sach.docx", &archive(&parts(&root.join("labels-near"))));
    put("canh-bao.docx", &archive(&parts(&root.join("page"))));
    put("loi.DOCX", &archive(&parts(&root.join("notes"))));
    put("rong.docx", b"");
    put("mat-khau.docx", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]);
    let whole = archive(&parts(&root.join("page")));
    put("cut.docx", &whole[..whole.len() / 2]);
    put("khong-noi-dung.docx", &archive(&[("a.txt", "a".into())]));
    put("hong.docx", &archive(&[("word/document.xml", "<w:document".into())]));
    // The archive's own encryption: a flag in the directory and before each entry.
    let mut locked = whole.clone();
    for (mark, flags) in [(b"PK\x01\x02", 8), (b"PK\x03\x04", 6)] {
        for at in 0..locked.len() - 10 {
            if locked[at..].starts_with(mark) {
                locked[at + flags] |= 1;
            }
        }
    }
    put("khoa.docx", &locked);
    fs::create_dir(dir.path().join("thu-muc.docx")).unwrap();
    for (name, status, words) in [
        ("sach.docx", 0, "không có lỗi, không có cảnh báo"),
        ("canh-bao.docx", 0, "cảnh báo[page-size]"),
        ("loi.DOCX", 1, "lỗi[footnote-undefined]"),
        ("rong.docx", 2, "đây không phải tệp DOCX"),
        ("mat-khau.docx", 2, "mật khẩu"),
        ("khoa.docx", 2, "mật khẩu"),
        ("cut.docx", 2, "chưa tải về hết"),
        ("khong-noi-dung.docx", 2, "không có phần nội dung"),
        ("hong.docx", 2, "«word/document.xml» trong tệp bị hỏng"),
        ("khong-co.docx", 2, "không thấy tệp này"),
    ] {
        let (found, said) = vanthu(dir.path(), &["check", name]);
        assert_eq!(found, status, "{name}: {said}");
        assert!(said.contains(words), "{name}: {said}");
    }
    // A folder of such a name is a folder.
    assert_eq!(vanthu(dir.path(), &["check", "thu-muc.docx"]).0, 2);
    let (status, said) =
        vanthu(dir.path(), &["check", "loi.DOCX", "--format", "json", "--lang", "en"]);
    let value: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(status, 1);
    assert_eq!(value["findings"][0]["place"], "paragraph 6");
    let (_, said) = vanthu(dir.path(), &["check", "loi.DOCX", "--format", "sarif"]);
    assert!(serde_json::from_str::<serde_json::Value>(&said).is_ok());
}

/// A part that unpacks to far more than it is packed to is refused, not unpacked.
#[test]
fn a_bomb_is_refused() {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let deflated =
        SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    zip.start_file("word/document.xml", deflated).unwrap();
    let block = vec![b' '; 1 << 20];
    for _ in 0..257 {
        zip.write_all(&block).unwrap();
    }
    let bytes = zip.finish().unwrap().into_inner();
    assert!(bytes.len() < 1 << 20);
    let (finished, report) = checked(bytes);
    assert!(finished.unreadable);
    assert!(report.findings[0].message.en.contains("when unpacked"));
    // Elements nested without end are malformed, not followed.
    let deep = format!("<w:document xmlns:w=\"{W}\">{}", "<w:tbl><w:tr><w:tc>".repeat(100_000));
    assert!(checked(archive(&[("word/document.xml", deep)])).0.unreadable);
}

/// Parts of a document in which there is some of everything.
fn rich() -> Vec<(&'static str, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docx");
    let mut all = parts(&root.join("labels-near"));
    let read = |name: &str| fs::read_to_string(root.join(name).join("body.xml")).unwrap();
    let more = [read("notes"), read("links"), read("tracked"), read("text")].concat();
    for (name, text) in &mut all {
        if *name == "word/document.xml" {
            *text = text.replace("<w:sectPr>", &format!("{more}<w:sectPr>"));
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        prop_assert!(checked(bytes).0.unreadable);
    }

    #[test]
    fn a_cut_or_changed_archive_is_survived(cut in 0.0..1.0_f64, at in 0.0..1.0_f64, byte in any::<u8>()) {
        let mut bytes = archive(&rich());
        let place = (at * bytes.len() as f64) as usize;
        bytes[place] = byte;
        let _ = checked(bytes.clone());
        bytes.truncate((cut * bytes.len() as f64) as usize);
        let _ = checked(bytes);
    }

    /// XML whose bytes are changed, moved, doubled or lost; and values that no one expects.
    #[test]
    fn changed_parts_are_survived(
        part in 0..8_usize, at in 0.0..1.0_f64, length in 0..200_usize, kind in 0..5_u8,
        value in prop_oneof!["-?[0-9]{1,24}", "[a-zA-ZđĐ\u{a0}“”\t ]{0,12}", "&#x?[0-9a-f]{1,6};"],
    ) {
        let mut all = rich();
        let count = all.len();
        let text = &mut all[part % count].1;
        let floor = |text: &str, mut at: usize| { while !text.is_char_boundary(at) { at -= 1 } at };
        let start = floor(text, (at * text.len() as f64) as usize);
        let end = floor(text, (start + length).min(text.len()));
        let piece = text[start..end].to_owned();
        match kind {
            0 => text.replace_range(start..end, ""),
            1 => text.insert_str(start, &piece),
            2 => text.replace_range(start..end, &value),
            3 => {
                // A value of the next attribute.
                if let Some(open) = text[start..].find("val=\"").map(|at| start + at + 5) {
                    let close = text[open..].find('"').map_or(open, |at| open + at);
                    text.replace_range(open..close, &value);
                }
            }
            _ => {
                // A whole element goes elsewhere.
                if let Some(open) = text[start..].find("<w:").map(|at| start + at) {
                    let close = text[open..].find("/>").map_or(open, |at| open + at + 2);
                    let element = text[open..close].to_owned();
                    text.insert_str(start, &element);
                }
            }
        }
        let (finished, report) = checked(archive(&all));
        // Whatever is found has a place and can be shown.
        let _ = text::render(&report, &finished.sources, Lang::Vi, false);
        let _ = json::render(&report, &finished.sources, Lang::En);
    }
}

/// What the standard leaves to a writer changes nothing: prefixes, the strict namespace, the encoding
/// of parts, their names, and elements that nobody knows.
#[test]
fn dialects_are_read_alike() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docx/labels-typed");
    let plain = parts(&dir);
    let listed = |parts: &[(&str, String)]| {
        let (finished, report) = checked(archive(parts));
        listing(&finished, &report)
    };
    let wanted = listed(&plain);
    assert_eq!(wanted.lines().count(), 7);
    let changed = |change: &dyn Fn(&str) -> String| -> Vec<(&'static str, String)> {
        plain.iter().map(|(name, text)| (*name, change(text))).collect()
    };
    let strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";
    assert_eq!(listed(&changed(&|text| text.replace(W, strict))), wanted);
    let renamed = |text: &str| text.replace("w:", "van:").replace("xmlns:van:", "xmlns:w:");
    let renamed = |text: &str| renamed(text).replace("xmlns:w=", "xmlns:van=");
    assert_eq!(listed(&changed(&renamed)), wanted);
    let strange = |text: &str| {
        text.replace(
            "<w:p>",
            "<w:p><q:x xmlns:q=\"urn:q\"><q:r><q:t>lạ</q:t></q:r></q:x><!-- a --><?b c?>",
        )
    };
    assert_eq!(listed(&changed(&strange)), wanted);
    assert_ne!(
        listed(&changed(&|text| text.replace(W, "urn:khac"))),
        wanted,
        "that is no document"
    );

    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in &plain {
        zip.start_file(name.replace("document", "main"), SimpleFileOptions::default()).unwrap();
        let text = text.replace("encoding=\"UTF-8\"", "encoding=\"UTF-16\"");
        let text = text.replace("word/document.xml", "./word/../word/main.xml");
        let wide: Vec<u8> = "\u{feff}"
            .encode_utf16()
            .chain(text.encode_utf16())
            .flat_map(u16::to_le_bytes)
            .collect();
        zip.write_all(&wide).unwrap();
    }
    let (finished, report) = checked(zip.finish().unwrap().into_inner());
    assert_eq!(listing(&finished, &report), wanted);
}
