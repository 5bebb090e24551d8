//! A DOCX, whoever made it, becomes a section or a document folder; what could not be carried over is
//! told by `import-left-out`, what was guessed by `import-unsure`.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use std::fs;
use std::io::{Cursor, Write};
use vanthu::diagnostic::{Levels, Report, Sink};
use vanthu::folder::load;
use vanthu::import::{Imported, Shape, Wish, read};
use vanthu::save;
use zip::write::SimpleFileOptions;

const W: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const R: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const STYLES: &str = "<w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Heading3\"><w:name w:val=\"heading 3\"/></w:style>\
    <w:style w:type=\"paragraph\" w:styleId=\"Heading4\"><w:name w:val=\"heading 4\"/></w:style>";
const NUMBERING: &str = "<w:abstractNum w:abstractNumId=\"1\"><w:lvl w:ilvl=\"0\"><w:start w:val=\"1\"/><w:numFmt w:val=\"lowerLetter\"/><w:lvlText w:val=\"%1)\"/></w:lvl></w:abstractNum>\
    <w:abstractNum w:abstractNumId=\"2\"><w:lvl w:ilvl=\"0\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"o\"/></w:lvl><w:lvl w:ilvl=\"1\"><w:numFmt w:val=\"bullet\"/><w:lvlText w:val=\"o\"/></w:lvl></w:abstractNum>\
    <w:num w:numId=\"1\"><w:abstractNumId w:val=\"1\"/></w:num><w:num w:numId=\"2\"><w:abstractNumId w:val=\"2\"/></w:num>";

/// A small PNG.
const PNG: &[u8] = &[
    0x89, b'P', b'N', b'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d, b'I', b'H', b'D', b'R', 0, 0, 0,
    2, 0, 0, 0, 3, 8, 0, 0, 0, 0, 1, 2, 3, 4,
];

/// A package with this body and these notes.
fn docx(body: &str, notes: &str) -> Vec<u8> {
    let root = |name: &str, text: &str| {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:{name} xmlns:w=\"{W}\" xmlns:r=\"{R}\" xmlns:a=\"a\" xmlns:wp=\"b\" xmlns:m=\"m\">{text}</w:{name}>"
        )
    };
    let relation = |id: &str, kind: &str, target: &str| {
        let outside = if kind == "hyperlink" { " TargetMode=\"External\"" } else { "" };
        format!("<Relationship Id=\"{id}\" Type=\"{R}/{kind}\" Target=\"{target}\"{outside}/>")
    };
    let relations = [
        relation("s", "styles", "styles.xml"),
        relation("n", "numbering", "numbering.xml"),
        relation("f", "footnotes", "footnotes.xml"),
        relation("p", "image", "media/image1.png"),
        relation("l", "hyperlink", "https://sokhcn.caobang.gov.vn/?a=1&amp;b=(2)"),
        relation("x", "hyperlink", "file:///C:/bao-cao.docx"),
    ]
    .concat();
    let list = |text: &str| {
        let space = "http://schemas.openxmlformats.org/package/2006/relationships";
        format!("<Relationships xmlns=\"{space}\">{text}</Relationships>")
    };
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let mut put = |name: &str, bytes: &[u8]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    };
    put("_rels/.rels", list(&relation("d", "officeDocument", "word/document.xml")).as_bytes());
    put("word/document.xml", root("document", &format!("<w:body>{body}</w:body>")).as_bytes());
    put("word/_rels/document.xml.rels", list(&relations).as_bytes());
    put("word/styles.xml", root("styles", STYLES).as_bytes());
    put("word/numbering.xml", root("numbering", NUMBERING).as_bytes());
    put("word/footnotes.xml", root("footnotes", notes).as_bytes());
    put("word/media/image1.png", PNG);
    zip.finish().unwrap().into_inner()
}

/// A paragraph of a style with these runs.
fn p(style: &str, runs: &str) -> String {
    let style = if style.is_empty() { String::new() } else { format!("<w:pPr>{style}</w:pPr>") };
    format!("<w:p>{style}{runs}</w:p>")
}

fn heading(level: u8, text: &str) -> String {
    p(&format!("<w:pStyle w:val=\"Heading{level}\"/>"), &r("", text))
}

fn list(id: u8, level: u8, text: &str) -> String {
    p(
        &format!("<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{id}\"/></w:numPr>"),
        &r("", text),
    )
}

fn r(look: &str, text: &str) -> String {
    format!("<w:r><w:rPr>{look}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

fn note(id: u8) -> String {
    format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>")
}

fn import(bytes: Vec<u8>, wish: &Wish) -> (Imported, Report) {
    let mut sink = Sink::new();
    let (_, imported) = read("phong.docx", bytes, wish, &mut sink);
    (imported.unwrap(), sink.close(&Levels::default()))
}

fn section(body: &str, notes: &str) -> (String, Imported, Report) {
    let unit = Some("Phòng Tổng hợp".to_owned());
    let wish = Wish { shape: Some(Shape::Section), unit, ..Wish::default() };
    let (imported, report) = import(docx(body, notes), &wish);
    let text = String::from_utf8(imported.files[0].bytes.clone()).unwrap();
    // What was made is read without a fault of its own.
    let dir = tempfile::tempdir().unwrap();
    save::create(dir.path(), &imported.files).unwrap();
    fs::write(dir.path().join("document.yaml"), "kind: bao-cao\nissuer: {name: A}\n").unwrap();
    let mut sink = Sink::new();
    let folder = load(dir.path(), &mut sink);
    assert_eq!(folder.sections.len(), 1, "{text}");
    let faults = sink.close(&Levels::default());
    assert_eq!(faults.errors(), 0, "{:?}\n{text}", faults.findings);
    (text, imported, report)
}

fn messages(report: &Report, rule: &str) -> Vec<String> {
    let named = report.findings.iter().filter(|finding| finding.rule.name() == rule);
    named.map(|finding| finding.message.en.clone()).collect()
}

#[test]
fn a_units_file_becomes_a_section() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p("", &r("", text)));
    let body = [
        heading(1, "3. Sở hữu trí tuệ"),
        p("", &[r("", "Trong quý"), note(1), r("", ", phòng "), r("<w:b/>", "đạt "), r("<w:i/>", "10*2"), note(2), r("", ".")].concat()),
        list(1, 0, "Điểm một"),
        list(1, 0, "Điểm hai"),
        heading(2, "3.1. Kết quả"),
        list(2, 0, "Ý lớn"),
        list(2, 1, "Ý nhỏ"),
        p("", &r("", "- không phải")),
        p("", &format!("<w:hyperlink r:id=\"l\">{}</w:hyperlink>", r("", "cổng"))),
        p("", &r("", "Bảng 1. Số liệu")).replace("<w:p>", "<w:p><w:pPr><w:jc w:val=\"center\"/></w:pPr>"),
        format!("<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}</w:tr></w:tbl>", cell("a|b"), cell("c"), cell("1"), cell("")),
        p("", "<w:r><w:drawing><wp:inline><wp:docPr descr=\"Ảnh\"/><a:blip r:embed=\"p\"/></wp:inline></w:drawing></w:r>"),
    ]
    .concat();
    let notes = "<w:footnote w:id=\"1\"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t> CV số 2110/SKHCN-QLĐLCL.</w:t></w:r></w:p><w:p><w:r><w:t>Đoạn hai.</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id=\"2\"><w:p><w:r><w:t>Dự án: Đô thị số 10A</w:t></w:r></w:p></w:footnote>";
    let (text, imported, report) = section(&body, notes);
    assert_eq!(text, include_str!("import/section.yaml"));
    let paths: Vec<_> = imported.files.iter().map(|made| made.path.as_str()).collect();
    assert_eq!(paths, ["sections/01-so-huu-tri-tue.yaml", "pictures/so-huu-tri-tue-1.png"]);
    assert_eq!(imported.files[1].bytes, PNG);
    assert_eq!(messages(&report, "import-left-out"), ["a picture's alternative text: `Ảnh`"]);
    assert_eq!(messages(&report, "import-unsure"), [""; 0]);
}

#[test]
fn notes_typed_by_hand_are_paired() {
    let raised = |n: &str| r("<w:vertAlign w:val=\"superscript\"/>", n);
    let body = [
        p(
            "",
            &[r("", "Báo cáo"), raised("1"), r("", " của 120 m"), raised("2"), r("", " về duy")]
                .concat(),
        ),
        p("", &r("", "_______")),
        p("", &[raised("1"), r("", " Kế hoạch số 441/KH-UBND.")].concat()),
        p("", &[r("", "trì"), raised("2"), r("", " và"), raised("3"), r("", ".")].concat()),
        p("", &[raised("2"), r("", " Hết.")].concat()),
        p("", &[raised("9"), r("", " Không có dấu.")].concat()),
    ]
    .concat();
    let (text, _, report) = section(&body, "");
    assert!(text.contains("  Báo cáo[^441-kh-ubnd] của 120 m² về duy trì[^het] và³.\n"), "{text}");
    assert!(
        text.contains("footnotes:\n  441-kh-ubnd: Kế hoạch số 441/KH-UBND.\n  het: Hết.\n"),
        "{text}"
    );
    let unsure = messages(&report, "import-unsure").join("\n");
    for told in [
        "2 raised numbers",
        "no note begins with the raised number 3",
        "no raised number above it",
        "joined again",
    ] {
        assert!(unsure.contains(told), "{told}: {unsure}");
    }
}

#[test]
fn what_is_left_out_is_told() {
    let merged = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val=\"2\"/></w:tcPr><w:p><w:r><w:t>Gộp</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p><w:p><w:r><w:t>hai</w:t></w:r></w:p></w:tc><w:tc><w:tbl><w:tr><w:tc><w:p><w:r><w:t>trong</w:t></w:r></w:p></w:tc></w:tr></w:tbl><w:p/></w:tc></w:tr></w:tbl>";
    let body = [
        heading(1, "Một"),
        heading(2, "Hai"),
        heading(3, "Ba"),
        heading(4, "Bốn"),
        p("", &[r("<w:color w:val=\"FF0000\"/>", "đỏ "), r("<w:u w:val=\"single\"/>", "gạch "), r("<w:highlight w:val=\"yellow\"/>", "nền "), r("<w:strike/>", "bỏ ")].concat()),
        p("", &r("<w:vertAlign w:val=\"subscript\"/>", "i")),
        p("<w:jc w:val=\"right\"/>", &r("", "phải")),
        p("", "<m:oMath><m:r/></m:oMath><w:r><w:t>x</w:t></w:r><w:r><w:commentReference w:id=\"1\"/></w:r>"),
        p("", "<w:del><w:r><w:delText>cũ</w:delText></w:r></w:del><w:ins><w:r><w:t>mới</w:t></w:r></w:ins>"),
        p("", "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>Dự thảo lần 2</w:t></w:r></w:p></w:txbxContent></w:pict></w:r>"),
        p("", "<w:r><w:drawing><c:chart xmlns:c=\"c\"/></w:drawing></w:r>"),
        p("", &format!("<w:hyperlink r:id=\"x\">{}</w:hyperlink>", r("", "tệp"))),
        merged.to_owned(),
    ]
    .concat();
    let notes = "<w:footnote w:id=\"5\"><w:p><w:r><w:t>Mồ côi</w:t></w:r></w:p></w:footnote>";
    let (text, _, report) = section(&body, notes);
    let told = messages(&report, "import-left-out").join("\n");
    for word in [
        "coloured",
        "underlined",
        "highlighted",
        "struck-out",
        "lowered",
        "right-aligned",
        "equations",
        "comments",
        "tracked deletions",
        "tracked insertions",
        "a text box: `Dự thảo lần 2`",
        "drawings",
        "merged cells",
        "a table in a table",
        "several paragraphs",
        "too deep",
        "nothing in the text refers to",
        "link",
    ] {
        assert!(told.contains(word), "{word}: {told}");
    }
    assert!(text.contains("  mới\n") && !text.contains("cũ"), "{text}");
    assert!(text.contains("  | Gộp | |\n  |---|---|\n  | 1 hai | trong |\n"), "{text}");
    assert!(text.contains("**Bốn**") && text.contains("  tệp\n"), "{text}");
}

#[test]
fn damaged_files_are_refused_or_read_in_part() {
    let whole = docx(&p("", &r("", "Chữ")), "");
    for cut in (0..whole.len()).step_by(97) {
        let mut sink = Sink::new();
        let wish = Wish::default();
        let (finished, imported) = read("x.docx", whole[..cut].to_vec(), &wish, &mut sink);
        assert_eq!(finished.unreadable, imported.is_none());
        assert!(imported.is_some() || !sink.is_empty());
    }
    // A table that would unfold into more cells than memory holds.
    let row = format!("<w:tr>{}</w:tr>", "<w:tc><w:tcPr><w:gridSpan w:val=\"100\"/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>".repeat(60));
    let (text, _, report) = section(&format!("<w:tbl>{}</w:tbl>", row.repeat(60)), "");
    assert!(!text.contains("| x"), "{text}");
    assert!(messages(&report, "import-left-out").concat().contains("too large"));
}
