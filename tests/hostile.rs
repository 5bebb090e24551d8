//! A DOCX that somebody hands in, by mistake or on purpose, costs little time and memory, and its faults are findings:
//! for `check` and for `import`.

#![allow(clippy::unwrap_used, clippy::too_many_lines, clippy::format_collect)] // a test that cannot go on should stop
#![cfg(unix)]

mod cost;

use cost::within;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::time::Duration;
use vanthu::diagnostic::Sink;
use vanthu::import::Wish;

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
