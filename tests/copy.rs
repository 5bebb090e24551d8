//! Copies of a document that was built: whole and in part.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

mod common;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The fixture built in a folder of its own, with what is said of the copies beside it.
fn original() -> (tempfile::TempDir, PathBuf) {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/copies");
    let dir = tempfile::tempdir().unwrap();
    for form in ["sy", "trs", "sl"] {
        let name = format!("copy-{form}.yaml");
        fs::copy(fixture.join(&name), dir.path().join(&name)).unwrap();
    }
    let file = dir.path().join("ke-hoach.docx");
    let build = ["build", fixture.to_str().unwrap(), "-o", file.to_str().unwrap()];
    assert_eq!(vanthu(dir.path(), &build).0, 0);
    (dir, file)
}

fn vanthu(dir: &Path, arguments: &[&str]) -> (i32, String) {
    let output = common::command(dir, arguments).args(["--lang", "en"]).output().unwrap();
    (common::status(&output), common::said(&output))
}

/// Makes a copy and gives its file.
fn copied(dir: &Path, form: &str, file: &str) -> PathBuf {
    let values = format!("copy-{}.yaml", form.to_lowercase());
    let output = format!("{form}.docx");
    let (status, said) =
        vanthu(dir, &["copy", "--form", form, file, "--with", &values, "-o", &output]);
    assert_eq!(status, 0, "{said}");
    dir.join(output)
}

fn part(file: &Path, name: &str) -> String {
    let mut archive = zip::ZipArchive::new(fs::File::open(file).unwrap()).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The words of a part, tags aside.
fn words(xml: &str) -> String {
    xml.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect()
}

#[test]
fn a_whole_copy_has_every_word_and_the_frame_under_it() {
    let (dir, file) = original();
    let before = fs::read(&file).unwrap();
    let copy = copied(dir.path(), "SY", "ke-hoach.docx");
    assert_eq!(fs::read(&file).unwrap(), before, "the document itself is untouched");
    for name in ["word/footnotes.xml", "word/settings.xml", "word/_rels/document.xml.rels"] {
        assert_eq!(part(&copy, name), part(&file, name));
    }
    let (text, whole) =
        (words(&part(&copy, "word/document.xml")), part(&file, "word/document.xml"));
    let frame = text.strip_prefix(&words(&whole)).unwrap();
    for line in
        ["SỞ KHOA HỌC VÀ CÔNG NGHỆ", "SAO Y", "Số: 01/SY-SKHCN", "ngày 12 tháng 01 năm 2026"]
    {
        assert!(frame.contains(line), "{line} in {frame}");
    }
    assert!(frame.ends_with("Nơi nhận:- Lưu: VT.TL. GIÁM ĐỐCCHÁNH VĂN PHÒNGĐàm Quang Huy"));
    assert!(frame.find("SAO Y") < frame.find("Số: 01"));
    assert_eq!(vanthu(dir.path(), &["check", "SY.docx"]).0, 0);
    assert_eq!(vanthu(dir.path(), &["check", "SY.docx"]).1, "no errors, no warnings\n");
    // The copy's fingerprint is its own: it may be written again, and copied.
    let again = copied(dir.path(), "SY", "ke-hoach.docx");
    let later = copied(dir.path(), "SL", "SY.docx");
    let text = words(&part(&later, "word/document.xml"));
    assert!(text.find("SAO Y") < text.find("SAO LỤC"));
    assert_eq!(part(&later, "word/styles.xml"), part(&again, "word/styles.xml"));
    assert_eq!(vanthu(dir.path(), &["check", "SL.docx"]).1, "no errors, no warnings\n");
}

#[test]
fn an_excerpt_holds_what_is_named_and_nothing_else() {
    let (dir, file) = original();
    let copy = copied(dir.path(), "TrS", "ke-hoach.docx");
    let (body, notes) = (part(&copy, "word/document.xml"), part(&copy, "word/footnotes.xml"));
    let text = words(&body);
    for kept in ["KẾ HOẠCH", "II. NỘI DUNG", "2. Kiểm tra", "III. ", "Lương Đức Tố", "TRÍCH SAO"]
    {
        assert!(text.contains(kept) || words(&body.to_uppercase()).contains(kept), "{kept}");
    }
    // Nowhere in the package is a word of what is left out.
    let mut archive = zip::ZipArchive::new(fs::File::open(&copy).unwrap()).unwrap();
    for at in 0..archive.len() {
        let mut part = Vec::new();
        archive.by_index(at).unwrap().read_to_end(&mut part).unwrap();
        let part = String::from_utf8_lossy(&part).into_owned();
        for gone in ["gian lận", "do-luong", "lưu động", "ba tổ", "Bảo Lạc"] {
            assert!(!part.contains(gone), "{gone}");
        }
    }
    // Notes 4, 5 and 6 keep their numbers.
    assert_eq!(body.matches("<w:footnoteReference ").count(), 3);
    assert!(body.contains("<w:footnotePr><w:numStart w:val=\"4\"/></w:footnotePr><w:pgSz "));
    assert_eq!(notes.matches("<w:footnote w:id=").count(), 3);
    // The heading it refers to is not there, so its number is text.
    assert!(text.contains("nêu tại mục I;") && !body.contains("REF _RefMuc"));
    assert!(part(&file, "word/document.xml").contains("REF _RefMuc"));
    assert_eq!(vanthu(dir.path(), &["check", "TrS.docx"]).1, "no errors, no warnings\n");
}

#[test]
fn notes_between_that_are_left_out_leave_their_numbers_open() {
    let (dir, _) = original();
    let path = dir.path().join("copy-trs.yaml");
    let values = fs::read_to_string(&path).unwrap();
    fs::write(&path, values.replace("[II/2, III]", "[II/1, III., Phụ lục]")).unwrap();
    let copy = copied(dir.path(), "TrS", "ke-hoach.docx");
    let (body, notes) = (part(&copy, "word/document.xml"), part(&copy, "word/footnotes.xml"));
    for number in [3, 6] {
        let mark = format!("w:customMarkFollows=\"1\" w:id=\"{number}\"/><w:t>{number}</w:t>");
        assert!(body.contains(&mark) && notes.contains(&format!("<w:t>{number}</w:t>")));
    }
    assert!(!notes.contains("<w:footnoteRef/>") && body.contains("Bảo Lạc"));
    assert_eq!(body.matches("<w:sectPr>").count(), 2);
    assert_eq!(vanthu(dir.path(), &["check", "TrS.docx"]).1, "no errors, no warnings\n");
}

#[test]
fn what_cannot_be_a_copy_is_refused() {
    let (dir, file) = original();
    let dir = dir.path();
    let sy = ["copy", "--form", "SY", "ke-hoach.docx", "--with", "copy-sy.yaml"];
    let refused = |arguments: &[&str], status: i32, word: &str| {
        let count = fs::read_dir(dir).unwrap().count();
        let (code, said) = vanthu(dir, arguments);
        assert_eq!(code, status, "{said}");
        assert!(said.contains(word), "{word} in {said}");
        assert_eq!(fs::read_dir(dir).unwrap().count(), count, "a file is left over");
    };
    copied(dir, "SY", "ke-hoach.docx");
    refused(&["copy", "--form", "SL", "ke-hoach.docx", "--with", "copy-sl.yaml"], 2, "sao y");
    refused(&["copy", "--form", "SY", "SY.docx", "--with", "copy-sy.yaml"], 2, "is a copy");
    refused(&[&sy[..], &["-o", "ke-hoach.docx"]].concat(), 2, "another file");
    refused(&["copy", "--form", "SY", "ke-hoach.docx"], 2, "copy.yaml");
    refused(&["copy", "--form", "SY", "khong.docx"], 2, "no file");
    // What is said of the copy has findings with places.
    let values = fs::read_to_string(dir.join("copy-trs.yaml")).unwrap();
    for (old, new, words) in [
        ("[II/2, III]", "[II/3]", "reference-undefined"),
        ("[II/2, III]", "[Phụ lục I]", "copy-trs.yaml:6:9"),
        ("parts: [II/2, III]", "", "missing-key"),
        ("parts: [II/2, III]", "part: II", "did you mean `parts`?"),
        ("TrS-SKHCN", "SY-SKHCN", "symbol-mismatch"),
        ("[TL. Giám đốc]", "[T/L Giám đốc]", "signature-authority"),
    ] {
        fs::write(dir.join("copy-trs.yaml"), values.replace(old, new)).unwrap();
        let arguments = ["copy", "--form", "TrS", "ke-hoach.docx", "--with", "copy-trs.yaml"];
        let (_, said) = vanthu(dir, &[&arguments[..], &["-o", "x.docx"]].concat());
        assert!(said.contains(words), "{words} in {said}");
    }
    // A file that somebody changed, and one that is no DOCX.
    let mut bytes = fs::read(&file).unwrap();
    let at = bytes.windows(4).rposition(|four| four == b"PK\x01\x02").unwrap();
    bytes[at + 16] ^= 1;
    for other in [bytes, b"khac".to_vec()] {
        fs::write(&file, other).unwrap();
        refused(&sy, 2, "changed since");
    }
}

#[test]
fn a_draft_is_no_original() {
    let (dir, file) = original();
    let folder = dir.path().join("du-thao");
    fs::create_dir(&folder).unwrap();
    let manifest = "kind: ke-hoach\nissuer: {name: Sở Tư pháp}\nsymbol: KH-STP\nbody: Một.\n";
    fs::write(folder.join("document.yaml"), manifest).unwrap();
    let build = ["build", "du-thao", "-o", file.to_str().unwrap(), "--force"];
    assert_eq!(vanthu(dir.path(), &build).0, 0);
    let copy = ["copy", "--form", "SY", "ke-hoach.docx", "--with", "copy-sy.yaml"];
    let (status, said) = vanthu(dir.path(), &copy);
    assert!(status == 2 && said.contains("not issued yet"), "{said}");
}
