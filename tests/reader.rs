//! A finished DOCX is checked as it stands, whoever made it.
//!
//! Every folder of `tests/docx` is a small package: `body.xml` is what stands in its body, other files
//! what stands in the part of their name; the rest is the same for all. `{{head}}` and `{{tail}}` are a
//! lawful header and signature. Findings stand in `findings.txt` as in `fixtures/`; `UPDATE=1` writes
//! them anew. Folders whose name ends in `-near` hold what comes near to a fault and is none.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
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
