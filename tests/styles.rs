//! What a style changes is changed in the document, and in the register alike.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use std::fs;
use std::io::Read;
use vanthu::diagnostic::{Levels, Sink};
use vanthu::{compose, docx, folder, register};

const MANIFEST: &str = "style: nha\nkind: quyet-dinh\nissuer: {name: Sở Tư pháp}\nbody: |\n  Điều 1. Một[^a].\n\
    footnotes: {a: trong bài}\nappendices: [b, {id: c, kind: quy-che, page: landscape}]\n";

/// A folder with one appendix, one attached text and `style`; the parts named, and the register's
/// numbers.
fn built(style: &str, parts: &[&str]) -> (Vec<String>, Vec<(usize, usize)>) {
    let dir = tempfile::tempdir().unwrap();
    for (name, text) in [
        ("document.yaml", MANIFEST),
        ("styles/nha.yaml", style),
        (
            "sections/b.yaml",
            "unit: P\ntitle: Biểu\nbody: hai[^x], ba[^y]\nfootnotes: {x: hai, y: ba}\n",
        ),
        (
            "sections/c.yaml",
            "unit: P\ntitle: Làm việc\nbody: |\n  ## Chung\n\n  ### Một\n\n  ## Riêng\n\n  ### Hai[^z]\n\n  Hết.\nfootnotes: {z: bốn}\n",
        ),
    ] {
        let path = dir.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let mut sink = Sink::new();
    let folder = folder::load(dir.path(), &mut sink);
    let (numbered, pictures) = compose(&folder, &mut sink).unwrap();
    let rows = register::rows(&numbered, &folder.sources);
    let numbers = rows.iter().map(|row| (row.part, row.number)).collect();
    let bytes = docx::write(&numbered, &folder.style, &pictures, None).unwrap();
    assert_eq!(sink.close(&Levels::default()).errors(), 0);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let texts = parts.iter().map(|part| {
        let mut text = String::new();
        archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
        text
    });
    (texts.collect(), numbers)
}

#[test]
fn notes_begin_again_where_the_style_says_so() {
    let document = ["word/document.xml"];
    let (on, numbers) = built("extends: nd30\n", &document);
    assert_eq!(numbers, [(0, 1), (1, 2), (1, 3), (2, 4)]);
    assert!(!on[0].contains("numRestart"));
    let (again, numbers) = built("notes: {restart: appendix}\n", &document);
    assert_eq!(numbers, [(0, 1), (1, 1), (1, 2), (2, 1)]);
    assert_eq!(again[0].matches("<w:numRestart w:val=\"eachSect\"/>").count(), 3);
    // The ids go on rising all the same.
    for id in 1..=4 {
        assert_eq!(again[0].matches(&format!("footnoteReference w:id=\"{id}\"")).count(), 1);
    }
}

#[test]
fn an_attached_text_counts_its_own_levels() {
    let (parts, _) = built("extends: nd30\n", &["word/document.xml"]);
    let document = &parts[0];
    let places: Vec<_> = ["Chương I", "Điều 1. ", "Chương II", "Điều 2. "]
        .iter()
        .map(|label| document.rfind(&format!(">{label}<")).unwrap())
        .collect();
    assert!(places.is_sorted(), "articles count on through chapters: {places:?}");
    assert!(document.contains(">Phụ lục<"), "a text of a kind of its own is no second appendix");
    assert_eq!(document.matches("w:orient=\"landscape\"").count(), 1);
}

#[test]
fn a_value_of_the_style_reaches_the_page() {
    let style = "page: {left: 35}\nboxes: {number: {bold: true}}\nrules: {after: 0}\n\
        strings: {end: HẾT, appendix: Annex}\nheadings: {chuong-dieu: [{prefix: 'Phần ', number: letter}, {number: roman}]}\n";
    let (parts, _) = built(style, &["word/document.xml", "word/styles.xml"]);
    let (document, styles) = (&parts[0], &parts[1]);
    assert!(document.contains("w:left=\"1984\""));
    assert!(document.contains(">HẾT<") && document.contains(">Annex<"));
    assert!(document.contains(">Phần a<") || document.contains(">Phần a <"));
    let number = styles.split("w:styleId=\"DocumentNumber\"").nth(1).unwrap();
    assert!(number.split("</w:style>").next().unwrap().contains("<w:b/>"));
    assert!(styles.contains("w:after=\"0\" w:line=\"60\""));
}
