//! What must hold for any input. The fuzz targets search for inputs where it does not; `tests/corpus.rs`
//! tries every input of `corpus/` on every run of the tests.

#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used, clippy::panic)]
#![allow(
    clippy::type_complexity,
    clippy::format_push_string,
    clippy::case_sensitive_file_extension_comparisons
)]

use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::sync::LazyLock;
use vanthu::assemble::Role;
use vanthu::diagnostic::{Lang, Levels, Report, Rule, Sink, json, sarif, text as shown};
use vanthu::markup::{self, Block, BlockKind, Extent, Inline, InlineKind, Marked, Place};
use vanthu::source::{FileId, Source, Sources, Span};
use vanthu::yaml::{self, Node, Scalar, Style, Value};
use vanthu::{compose, docx as writer, fix as mend, folder, manifest, reader, register, section};

/// Every target, by its name.
pub const TARGETS: [(&str, fn(&[u8])); 6] = [
    ("yaml", yaml),
    ("marks", marks),
    ("decode", decode),
    ("whole", whole),
    ("fix", fix),
    ("docx", docx),
];

const FILE: FileId = FileId(0);

fn text_of(data: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(data).ok()?;
    // A source drops the first one itself.
    Some(text.trim_start_matches('\u{feff}'))
}

/// The tree of any text: every place lies in the file, on whole characters, and every character of a value
/// is found where it stands.
pub fn yaml(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let mut sources = Sources::default();
    sources.add(Source::new("a.yaml", text));
    let mut sink = Sink::new();
    let tree = yaml::parse(FILE, sources.get(FILE), &mut sink);
    node(&tree.root, text);
    report(sink, &sources);
}

fn node(node: &Node, text: &str) {
    assert!(text.get(node.span.range()).is_some(), "a node's place: {:?}", node.span);
    match &node.value {
        Value::Blank => {}
        Value::Scalar(one) => scalar(one, text),
        Value::List(nodes) => nodes.iter().for_each(|one| self::node(one, text)),
        Value::Map(entries) => {
            for entry in entries {
                scalar(&entry.key, text);
                self::node(&entry.value, text);
            }
        }
    }
}

fn scalar(scalar: &Scalar, text: &str) {
    let mut last = 0;
    let mut given_up = 0;
    let mut count = 0;
    for (at, c) in scalar.value.char_indices() {
        let end = at + c.len_utf8();
        let span = scalar.locate(at as u32..end as u32);
        let found = text.get(span.range()).expect("a character's place");
        count += 1;
        if span == scalar.span && found.chars().nth(1).is_some() {
            given_up += 1;
            continue; // no lens: the whole scalar is shown
        }
        assert!(span.start >= last, "places rise");
        last = span.start;
        let same = found.starts_with(c) && found.chars().nth(1).is_none();
        // What stands for another character: an escape, a doubled quote, a fold, the end of the file.
        let other = match scalar.style {
            Style::DoubleQuoted => found.starts_with(['\\', ' ', '\t', '\n', '\r']),
            Style::SingleQuoted => found == "''" || c.is_whitespace(),
            Style::Plain | Style::Literal | Style::Folded => c.is_whitespace(),
        };
        assert!(same || other, "{c:?} of {:?} is found as {found:?}", scalar.value);
    }
    assert!(given_up == 0 || given_up == count, "a lens is whole or not there");
}

/// The marks of any text: all places rise, slots are given out once each, and no letter is lost.
pub fn marks(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let mut sources = Sources::default();
    sources.add(Source::new("a.yaml", text));
    for extent in [Extent::Body, Extent::Note, Extent::Line] {
        let mut sink = Sink::new();
        let marked = markup::parse(Scalar::verbatim(FILE, text), extent, &mut sink);
        let report = report(sink, &sources);
        let too_much = [Rule::TableMalformed, Rule::LimitExceeded];
        let malformed = report.findings.iter().any(|one| too_much.contains(&one.rule));
        all_marks(&marked, text, malformed);
    }
}

fn all_marks(marked: &Marked, text: &str, malformed: bool) {
    let mut covered = vec![false; text.len()];
    let mut slots = Vec::new();
    let mut cover = |place: &Place| {
        covered[place.start as usize..place.end as usize].fill(true);
    };
    let mut last = 0;
    for block in marked.blocks() {
        let mark = &block.mark();
        let Block { kind, place, content, .. } = &block;
        assert!(place.start >= last && place.end >= place.start, "blocks rise");
        last = place.end;
        let _ = (marked.text(place), marked.text(mark));
        cover(mark);
        match kind {
            BlockKind::Heading(heading) => {
                slots.push(heading.slot);
                if let Some(id) = &heading.id {
                    cover(id);
                }
            }
            BlockKind::Table(table) => {
                let width = table.rows[0].len();
                for row in &table.rows {
                    let even = row.len() == width && table.columns.len() == width && width > 0;
                    assert!(even || malformed);
                }
                for cell in table.rows.iter().flatten() {
                    cover(&cell.place);
                    inlines(marked, &cell.content, &cell.place, &mut slots);
                }
                if let Some(caption) = &table.caption {
                    inlines(marked, caption, &(0..text.len() as u32), &mut slots);
                    for inline in caption {
                        cover(&inline.place());
                    }
                }
            }
            _ => {}
        }
        inlines(marked, content, place, &mut slots);
        for inline in *content {
            cover(&inline.place());
        }
    }
    slots.sort_unstable();
    if malformed {
        return; // cells too many are an error, and left out
    }
    assert_eq!(slots, (0..marked.slots()).collect::<Vec<_>>(), "slots are given out once each");
    let lost: Vec<(usize, char)> =
        text.char_indices().filter(|(at, c)| c.is_alphanumeric() && !covered[*at]).collect();
    for (at, c) in lost {
        let before = &text[..at];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let word = text[line..].trim_start_matches([' ', '\t', '\r', '\u{feff}']);
        assert!(word.starts_with("Bảng:"), "{c:?} at {at} of {text:?} is lost");
    }
}

fn inlines(marked: &Marked, content: &[Inline], within: &Place, slots: &mut Vec<u32>) {
    let mut last = within.start;
    for inline in content {
        let place = &inline.place();
        assert!(place.start >= last && place.end > place.start && place.end <= within.end);
        last = place.end;
        let _ = marked.text(place);
        match marked.kind(inline) {
            InlineKind::Note { key, slot } | InlineKind::Reference { id: key, slot } => {
                slots.push(slot);
                assert!(marked.text(&key).chars().all(markup::is_name_char));
            }
            InlineKind::NoteHere(note) => {
                slots.push(note.slot);
                inlines(marked, &note.content, place, slots);
            }
            InlineKind::Link(link) => {
                let _ = marked.text(&link.target);
                inlines(marked, &link.content, place, slots);
            }
            InlineKind::Picture(picture) => {
                let _ = (marked.text(&picture.caption), marked.text(&picture.path));
            }
            InlineKind::Text | InlineKind::Space => {}
        }
    }
}

/// `document.yaml` and a section of any text: findings only.
pub fn decode(data: &[u8]) {
    let Some(text) = text_of(data) else { return };
    let mut sources = Sources::default();
    let mut sink = Sink::new();
    let room = &mut yaml::Room::default();
    let (_, tree) = yaml::take(FILE, "a.yaml".to_owned(), text, room, &mut sink);
    let _ = manifest::decode(FILE, tree, &mut sink);
    let mut more = Sink::new();
    let section::Handed { source, section, .. } =
        section::decode(FILE, "a.yaml".to_owned(), text, &mut section::Room::default(), &mut more);
    assert_eq!(source.text(), text.trim_start_matches('\u{feff}'));
    sources.add(source);
    report(sink, &sources);
    let sink = more;
    let report = report(sink, &sources);
    assert!(section.is_ok() || report.errors() > 0, "a section without a word why not");
}

/// A report whose findings can all be shown.
fn report(sink: Sink, sources: &Sources) -> Report {
    let report = sink.close(&Levels::default());
    for finding in &report.findings {
        let spans = std::iter::once(finding.span).chain(finding.related.iter().map(|one| one.span));
        for span in spans.chain(finding.fix.iter().map(|edit| edit.span)) {
            assert!(sources.get(span.file).text().get(span.range()).is_some(), "{finding:?}");
        }
        assert!(!finding.message.vi.is_empty() && !finding.message.en.is_empty());
    }
    report
}

/// A folder: what stands before the first NUL is `document.yaml`, what follows are sections and, when it
/// begins with `extends:`, a style. What has no error is built, and what was written is read again.
pub fn whole(data: &[u8]) {
    if let Some(dir) = written(data) {
        folder_holds(dir.path());
    }
}

/// The folder on the disk.
fn written(data: &[u8]) -> Option<tempfile::TempDir> {
    let text = text_of(data)?;
    let mut files = text.split('\0');
    let document = files.next().unwrap_or_default();
    let root = Path::new("/dev/shm");
    let root = if root.is_dir() { root.to_owned() } else { std::env::temp_dir() };
    let made = tempfile::tempdir_in(root).unwrap();
    let dir = made.path();
    fs::create_dir(dir.join("sections")).unwrap();
    let needed = |text: &str, needed: &[(&str, &str)]| {
        let mut text = text.to_owned();
        for (key, value) in needed {
            if !text.starts_with(&format!("{key}:")) && !text.contains(&format!("\n{key}:")) {
                text.push_str(&format!("\n{key}: {value}\n"));
            }
        }
        text
    };
    let kind = [("kind", "bao-cao"), ("issuer", "{name: Sở Tư pháp}")];
    fs::write(dir.join("document.yaml"), needed(document, &kind)).unwrap();
    for (at, text) in files.take(8).enumerate() {
        if text.starts_with("extends:") {
            fs::create_dir_all(dir.join("styles")).unwrap();
            fs::write(dir.join("styles/rieng.yaml"), text).unwrap();
            continue;
        }
        let text = needed(text, &[("unit", "Phòng"), ("title", "Công tác")]);
        fs::write(dir.join(format!("sections/{at}-s{at}.yaml")), text).unwrap();
    }
    Some(made)
}

/// A folder as for `whole`, mended.
pub fn fix(data: &[u8]) {
    if let Some(dir) = written(data) {
        mending_holds(dir.path());
    }
}

/// Mends a folder, on the disk: only what is told changes, no error is made, what was foretold is what
/// is there, and mending again changes nothing. How many places were mended.
pub fn mending_holds(dir: &Path) -> usize {
    let plan = mend::plan(dir);
    let mut told: BTreeMap<(&str, u32), Vec<&mend::Done>> = BTreeMap::new();
    for done in plan.mended.iter().flat_map(|mended| &mended.edits) {
        told.entry((&done.file, done.line)).or_default().push(done);
    }
    for change in &plan.changes {
        let [before, after] = [&change.before, &change.after].map(|text| Source::new("", text));
        let lines = |source: &Source| source.position(source.text().len() as u32).line;
        assert_eq!(lines(&before), lines(&after), "{}: no edit makes or ends a line", change.name);
        for line in 1..=lines(&before) {
            let edits = told.get(&(change.name.as_str(), line)).map_or(&[][..], Vec::as_slice);
            // Every character that is not told of stays: the line before with what came in has just
            // the characters of the line after with what went out.
            let sum = |line: &str, with: &[&str]| {
                let mut all: Vec<char> = line.chars().collect();
                all.extend(with.iter().flat_map(|text| text.chars()));
                all.sort_unstable();
                all
            };
            let [from, to]: [Vec<&str>; 2] = [
                edits.iter().map(|done| done.from.as_str()).collect(),
                edits.iter().map(|done| done.to.as_str()).collect(),
            ];
            let (one, two) = (before.line(line), after.line(line));
            assert_eq!(sum(one, &to), sum(two, &from), "{}:{line}: {one:?} {two:?}", change.name);
            assert!(!edits.is_empty() || one == two, "{}:{line}: {one:?} {two:?}", change.name);
        }
    }
    assert!(plan.report.errors() <= plan.errors_before, "mending makes an error");
    plan.write().unwrap();
    let again = mend::plan(dir);
    assert!(again.changes.is_empty(), "{:?}", again.changes);
    let seen = |plan: &mend::Plan| -> Vec<(Rule, Span)> {
        plan.report.findings.iter().map(|finding| (finding.rule, finding.span)).collect()
    };
    assert_eq!(seen(&plan), seen(&again), "what remains is not what was foretold");
    plan.mended.iter().map(|mended| mended.edits.len()).sum()
}

/// Checks and builds a folder; what comes out is whole, and the text that went in comes out. Whether it
/// was built.
pub fn folder_holds(dir: &Path) -> bool {
    let mut sink = Sink::new();
    let folder = folder::load(dir, &mut sink);
    let composed = compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    for finding in &report.findings {
        assert!(folder.sources.get(finding.span.file).text().get(finding.span.range()).is_some());
    }
    let _ = shown::render(&report, &folder, Lang::Vi, false);
    let _ = json::render(&report, &folder.sources, Lang::En);
    let _ = sarif::render(&report, &folder.sources, Lang::Vi);
    let Some((numbered, pictures)) = composed else { return false };
    if report.errors() > 0 || folder.unreadable {
        return false;
    }
    let bytes = writer::write(&numbered, &folder.style, &pictures, None).unwrap();
    parts_hold(&bytes);
    let mut sink = Sink::new();
    let finished = reader::check_bytes("a.docx", bytes, &mut sink);
    assert!(!finished.unreadable);
    let seen = sink.close(&Levels::default());
    let broken = [
        Rule::PartBroken,
        Rule::FootnoteUndefined,
        Rule::FootnoteUnused,
        Rule::FootnoteDuplicate,
        Rule::FieldBroken,
        Rule::BookmarkBroken,
        Rule::FileUnreadable,
    ];
    for finding in &seen.findings {
        assert!(!broken.contains(&finding.rule), "{:?}", finding.message);
    }
    let printed = bare(finished.sources.get(FILE).text());
    let mut from = 0;
    let mut expect = |text: &str, what: &str| {
        let wanted = bare(text);
        match printed[from..].find(&wanted) {
            Some(at) => from += at + wanted.len(),
            None => panic!("{what} {text:?} is not printed, or in another place"),
        }
    };
    for (element, ..) in numbered.elements() {
        if matches!(element.role, Role::Heading { .. } | Role::Body { .. }) {
            for piece in pieces(element.text) {
                expect(&piece, "the text");
            }
        }
    }
    for row in register::rows(&numbered, &folder.sources) {
        expect(&row.text, "the note");
    }
    true
}

/// What is the same in print: capitals, no white space, nothing that XML cannot hold.
fn bare(text: &str) -> String {
    text.to_uppercase()
        .chars()
        .filter(|c| !c.is_whitespace() && !vanthu::text::is_forbidden(*c))
        .collect()
}

/// A text's words between its marks, in reading order.
fn pieces(text: &Marked) -> Vec<String> {
    fn add(text: &Marked, content: &[Inline], out: &mut Vec<String>) {
        for inline in content {
            match text.kind(inline) {
                InlineKind::Text => out.push(text.text(&inline.place()).to_owned()),
                InlineKind::Link(link) => add(text, &link.content, out),
                _ => {}
            }
        }
    }
    let mut out = Vec::new();
    for block in text.blocks() {
        if let BlockKind::Table(table) = &block.kind {
            add(text, table.caption.as_deref().unwrap_or_default(), &mut out);
            for cell in table.rows.iter().flatten() {
                add(text, &cell.content, &mut out);
            }
        }
        add(text, block.content, &mut out);
    }
    out
}

/// Every part is XML that any parser takes, and what it refers to is there.
fn parts_hold(bytes: &[u8]) {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().to_owned();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        assert!(!text.chars().any(vanthu::text::is_forbidden), "{name}");
        let mut xml = quick_xml::Reader::from_str(&text);
        xml.config_mut().check_comments = true;
        loop {
            match xml.read_event().unwrap_or_else(|error| panic!("{name}: {error}")) {
                Event::Start(tag) | Event::Empty(tag) => {
                    for attribute in tag.attributes() {
                        let value = attribute.unwrap_or_else(|error| panic!("{name}: {error}"));
                        let value = std::str::from_utf8(&value.value).unwrap();
                        quick_xml::escape::unescape(value).unwrap();
                    }
                }
                Event::GeneralRef(reference) => {
                    let name = reference.decode().unwrap();
                    assert!(matches!(&*name, "amp" | "lt" | "gt" | "quot"), "{name}");
                }
                Event::Eof => break,
                _ => {}
            }
        }
    }
}

const ROOT: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// A DOCX: an archive, or the insides of its parts, parted by NUL: body, notes, styles, numbering, header. Any
/// of them is read to findings that can be shown.
pub fn docx(data: &[u8]) {
    let bytes = if data.starts_with(b"PK") || data.starts_with(b"\xd0\xcf") {
        data.to_vec()
    } else {
        packed(data)
    };
    let mut sink = Sink::new();
    let finished = reader::check_bytes("a.docx", bytes, &mut sink);
    let report = report(sink, &finished.sources);
    assert_eq!(finished.unreadable, report.findings.iter().any(|f| f.rule == Rule::FileUnreadable));
    let _ = shown::render(&report, &finished.sources, Lang::Vi, false);
    let _ = json::render(&report, &finished.sources, Lang::En);
    let _ = sarif::render(&report, &finished.sources, Lang::Vi);
}

static RELATIONS: LazyLock<[String; 2]> = LazyLock::new(|| {
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let one = |kind: &str, target: &str| {
        format!("<Relationship Id=\"{kind}\" Type=\"{office}/{kind}\" Target=\"{target}\"/>")
    };
    let all = |list: &str| format!("<Relationships>{list}</Relationships>");
    let own = ["footnotes", "styles", "numbering", "header"]
        .map(|kind| one(kind, &format!("{kind}.xml")))
        .concat();
    [all(&one("officeDocument", "word/document.xml")), all(&own)]
});

fn packed(data: &[u8]) -> Vec<u8> {
    let mut inside = data.split(|byte| *byte == 0);
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let mut put = |name: &str, bytes: &[&[u8]]| {
        archive.start_file(name, stored).unwrap();
        for piece in bytes {
            archive.write_all(piece).unwrap();
        }
    };
    put("_rels/.rels", &[RELATIONS[0].as_bytes()]);
    put("word/_rels/document.xml.rels", &[RELATIONS[1].as_bytes()]);
    for (part, root) in [
        ("document", "document"),
        ("footnotes", "footnotes"),
        ("styles", "styles"),
        ("numbering", "numbering"),
        ("header", "hdr"),
    ] {
        let Some(inside) = inside.next() else { break };
        let body = if part == "document" { ["<w:body>", "</w:body>"] } else { ["", ""] };
        let head = format!("<w:{root} {ROOT}>{}", body[0]);
        let tail = format!("{}</w:{root}>", body[1]);
        put(&format!("word/{part}.xml"), &[head.as_bytes(), inside, tail.as_bytes()]);
    }
    archive.finish().unwrap().into_inner()
}
