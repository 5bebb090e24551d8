//! What a style changes is changed in the document, and in the register alike.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use std::fs;
use std::io::{Cursor, Read};
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
    let places: Vec<_> = ["Chương I<", "Điều 1. ", "Chương II<", "Điều 2. "]
        .iter()
        .map(|label| document.rfind(&format!(">{label}")).unwrap())
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
    assert!(document.contains("HẾT<") && document.contains(">Annex<"));
    assert!(document.contains(">Phần a "));
    let number = styles.split("w:styleId=\"DocumentNumber\"").nth(1).unwrap();
    assert!(number.split("</w:style>").next().unwrap().contains("<w:b/>"));
    assert!(styles.contains("w:after=\"0\" w:line=\"60\""));
}

/// The leaves of a style's file, each with another value: a file that changes that one alone.
fn changes() -> Vec<(String, String)> {
    let text = include_str!("../styles/nd30.yaml");
    let whole: serde_yaml::Value = serde_yaml::from_str(text).unwrap();
    let mut out = Vec::new();
    for group in ["page", "body", "boxes", "rules", "header", "signature", "blanks", "strings"] {
        leaves(&whole[group], &mut vec![group.to_owned()], &mut out);
    }
    out.extend([("font".to_owned(), "font: Arial\n".to_owned())]);
    out.extend([("appendix.wide".to_owned(), "appendix: {wide: 99}\n".to_owned())]);
    out.extend([("notes.restart".to_owned(), "notes: {restart: appendix}\n".to_owned())]);
    out
}

fn leaves(value: &serde_yaml::Value, path: &mut Vec<String>, out: &mut Vec<(String, String)>) {
    use serde_yaml::Value;
    let new = match value {
        Value::Mapping(map) => {
            for (key, value) in map {
                path.push(key.as_str().unwrap().to_owned());
                leaves(value, path, out);
                path.pop();
            }
            return;
        }
        Value::Bool(given) => (!given).to_string(),
        Value::Number(_) if path[0] == "header" && path[1] != "condense" => "0".to_owned(),
        Value::Number(given) if path[0] == "rules" => (given.as_f64().unwrap() / 2.0).to_string(),
        Value::Number(given) => (given.as_f64().unwrap() + 3.0).to_string(),
        Value::String(_) if path.last().unwrap() == "align" => "right".to_owned(),
        Value::String(_) if path.last().unwrap() == "color" => "\"00FF00\"".to_owned(),
        Value::String(given) => format!("\"{given}⟦\""),
        _ => return, // lists of words are checks, or have tests of their own
    };
    // `"a": {"b": {"c": new}}`
    let keys: Vec<String> = path.iter().map(|key| format!("\"{key}\": ")).collect();
    let style = format!("{}{new}{}\n", keys.join("{"), "}".repeat(path.len() - 1));
    out.push((path.join("."), style));
}

/// Nothing that the style's file says is said again in the code: every value of it, changed, changes
/// some document.
#[test]
fn every_value_of_the_style_shows_somewhere() {
    use vanthu::source::{FileId, Source};
    use vanthu::style::{Layer, Style, built_in_layers};
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut folders: Vec<_> = [
        "kind-cong-van",
        "copies",
        "kind-ke-hoach",
        "kind-quyet-dinh",
        "kind-phieu-gui",
        "kind-giay-nghi-phep",
        "kind-nghi-quyet",
        "kind-du-an",
        "kind-phuong-an",
        "kind-giay-moi",
        "pictures-own",
        "draft",
        "kind-thu-cong",
        "kind-bien-ban",
        "signing-three",
        "signing-council",
    ]
    .iter()
    .map(|name| folder::load(&root.join(name), &mut Sink::new()))
    .collect();
    let copies = ["sy", "trs"].map(|form| {
        let kind = &vanthu::kind::COPIES[usize::from(form == "trs")];
        let name = format!("copy-{form}.yaml");
        folder::load_copy(&root.join("copies"), &name, kind, &mut Sink::new())
    });
    let bytes = |folder: &mut vanthu::folder::Folder, style: &Style| {
        folder.style = style.clone();
        let (numbered, pictures) = compose(folder, &mut Sink::new()).unwrap();
        docx::write(&numbered, style, &pictures, None).unwrap()
    };
    let copied = |original: &[u8], copy: &vanthu::folder::Folder, style: &Style| {
        let original = docx::Original::read(original).unwrap();
        let manifest = copy.manifest.as_ref().unwrap();
        let copy = docx::copy(original, manifest, style, &mut Sink::new()).unwrap();
        let mut out = Cursor::new(Vec::new());
        copy.write_to(&mut out).unwrap();
        out.into_inner()
    };
    let nd30 = Style::nd30();
    let before: Vec<Vec<u8>> = folders.iter_mut().map(|folder| bytes(folder, &nd30)).collect();
    let copied_before = copies.each_ref().map(|copy| copied(&before[1], copy, &nd30));
    let changes = changes();
    assert!(changes.len() > 170, "{}", changes.len());
    let mut dead = Vec::new();
    for (path, text) in &changes {
        let mut sink = Sink::new();
        let mut layers = vec![Layer::read(FileId(9), &Source::new("s", text), &mut sink)];
        layers.extend(built_in_layers("nd30").unwrap());
        let style = Style::from_layers(layers, &mut sink);
        let style = style.unwrap_or_else(|| panic!("{path}: {text}"));
        let shows =
            folders.iter_mut().zip(&before).any(|(folder, old)| bytes(folder, &style) != *old)
                || copies
                    .iter()
                    .zip(&copied_before)
                    .any(|(copy, old)| copied(&before[1], copy, &style) != *old);
        if !shows {
            dead.push(path.as_str());
        }
    }
    // These texts are in capitals already; and of a sao lục no copy is made here.
    let capitals = ["national", "resolve", "security", "urgency", "circulation", "retrieval"];
    let mut idle: Vec<String> = capitals.iter().map(|name| format!("boxes.{name}.upper")).collect();
    idle.push("strings.sao-luc".to_owned());
    assert_eq!(dead, idle);
}
