//! Odd characters in every field of every file: the text comes out intact in valid XML, or a finding
//! stands in that field. The fields are those of the decoders, by the tables of `src/schema.rs`.

#![allow(clippy::case_sensitive_file_extension_comparisons, clippy::format_collect)]
#![allow(clippy::unwrap_used, clippy::panic, clippy::print_stdout)] // a test that cannot go on should stop

use quick_xml::events::Event;
use serde_json::{Map, Value, json};
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Read};
use std::path::Path;
use vanthu::diagnostic::{Lang, Report, Sink, json as as_json, sarif, text as shown};
use vanthu::docx::Original;
use vanthu::folder::Folder;
use vanthu::kind::COPIES;
use vanthu::schema::shape::{Key, Record, Shape};
use vanthu::style::Style;
use vanthu::text::is_forbidden;
use vanthu::{compose, docx, folder, schema};

/// Stands for the odd text until the file is written.
const HERE: &str = "@@";
/// A text that is not odd.
const PLAIN: &str = "MaxmB";

/// What an odd text is called, how it is written between double quotes in YAML, and what it is: `None`
/// where there is no such text.
type Odd = (&'static str, String, Option<String>);

fn odd() -> Vec<Odd> {
    let mut out: Vec<Odd> = Vec::new();
    for lone in ["\\ud800", "\\udfff", "\\udc00\\ud800", "\\U0000d800", "\\U00110000"] {
        out.push(("no character", format!("Ma{lone}mB"), None));
    }
    let mut add = |name, quoted: &str, text: &str| {
        out.push((name, format!("Ma{quoted}mB"), Some(format!("Ma{text}mB"))));
    };
    let controls: Vec<char> = ('\0'..' ').filter(|c| is_forbidden(*c)).collect();
    let quoted: String = controls.iter().map(|c| format!("\\x{:02x}", u32::from(*c))).collect();
    add("forbidden controls", &quoted, &controls.iter().collect::<String>());
    add("one control", "\\x01", "\u{1}");
    add("controls", "\\x7f\\x85\\x9f", "\u{7f}\u{85}\u{9f}");
    add("escaped noncharacters", "\\ufffe\\uffff", "\u{fffe}\u{ffff}");
    add("double quote", "\\\"", "\"");
    add("pair", "\\ud83d\\ude00", "😀");
    add("breaks", "\\r\\n \\n\\t", "\r\n \n\t");
    for (name, text) in [
        ("bidi", "\u{202e}\u{2066}\u{200f}\u{2069}"),
        ("zero width", "\u{200b}\u{200c}\u{2060}\u{feff}"),
        ("soft hyphen", "\u{ad}"),
        ("end of CDATA", "]]>"),
        ("XML", "<&>"),
        ("entities", "&amp;&#0;&lt;&x;"),
        ("tags", "</w:t></w:r><w:p/><!-- <![CDATA[ <?a ?>"),
        ("single quotes", "'\u{2019}''"),
        ("noncharacters", "\u{fffe}\u{ffff}"),
        ("higher noncharacters", "\u{1fffe}\u{10ffff}\u{fdd0}"),
        ("replacement", "\u{fffd}"),
        ("long word", &"d".repeat(3000)),
        ("long value", &"đ ế ".repeat(1_000)),
        ("NFD", "e\u{302}\u{301}o\u{31b}\u{323}"),
        ("many marks", &format!("a{}", "\u{301}".repeat(300))),
        ("emoji", "😀👩\u{200d}👩\u{200d}👧🏽🇻🇳"),
        ("private use", "\u{e000}\u{f8ff}\u{100000}"),
        ("line separators", "\u{2028}\u{2029}"),
        ("braces", "{number}{x}{}{{"),
        ("percent", "%1%s%n"),
    ] {
        add(name, text, text);
    }
    out
}

/// Values of a shape, each with an odd text in another place.
fn values(shape: &Shape) -> Vec<Value> {
    match shape {
        Shape::List(of) => values(of).into_iter().map(|value| json!([value])).collect(),
        Shape::OneOrMore(of) => {
            let one = values(of);
            let listed: Vec<Value> = one.iter().map(|value| json!([value])).collect();
            [one, listed].concat()
        }
        Shape::Named(of) => {
            let mut out: Vec<Value> = values(of).into_iter().map(|v| json!({ "a": v })).collect();
            out.push(json!({ HERE: plain(of) }));
            out
        }
        Shape::Either(shapes) => shapes.iter().flat_map(values).collect(),
        Shape::Record(record) => record_values(record),
        Shape::Checks => vec![json!({ "space-run": HERE }), json!({ HERE: "off" })],
        Shape::Details => vec![json!({ "thoi-gian": HERE }), json!({ HERE: "T" })],
        // The record that it stands in: once is enough.
        Shape::Ref(_) => Vec::new(),
        Shape::Text
        | Shape::Form(_)
        | Shape::Choice(_)
        | Shape::Usual(_)
        | Shape::Number(_)
        | Shape::Whole(_)
        | Shape::Switch => vec![json!(HERE)],
    }
}

fn record_values(record: &Record) -> Vec<Value> {
    let mut out = Vec::new();
    for key in &record.keys {
        for value in values(&key.shape) {
            let mut map: Map<String, Value> = record
                .keys
                .iter()
                .filter(|other| other.required && other.name != key.name)
                .map(|other| (other.name.to_owned(), fixed(other)))
                .collect();
            map.insert(key.name.to_owned(), value);
            out.push(Value::Object(map));
        }
    }
    out
}

/// A value of a key that must be there.
fn fixed(key: &Key) -> Value {
    match key.name {
        "kind" => json!("giay-moi"),
        "id" => json!("a"),
        _ => plain(&key.shape),
    }
}

/// A value of a shape that is not odd.
fn plain(shape: &Shape) -> Value {
    match shape {
        Shape::List(of) | Shape::OneOrMore(of) => json!([plain(of)]),
        Shape::Named(_) | Shape::Checks | Shape::Details => json!({}),
        Shape::Either(shapes) => plain(&shapes[0]),
        Shape::Record(record) => {
            let keys = record.keys.iter().filter(|key| key.required);
            Value::Object(keys.map(|key| (key.name.to_owned(), fixed(key))).collect())
        }
        Shape::Choice(words) => json!(words[0].0),
        Shape::Number(_) | Shape::Whole(_) => json!(1),
        Shape::Switch => json!(false),
        Shape::Text | Shape::Form(_) | Shape::Usual(_) | Shape::Ref(_) => json!("T"),
    }
}

/// A file's lines, one to a key, with `quoted` where the odd text goes; and the bytes of that line.
fn written(file: &Value, quoted: &str) -> (String, std::ops::Range<u32>) {
    let mut out = String::new();
    let mut place = 0..0;
    for (key, value) in file.as_object().unwrap() {
        let line = format!("{key}: {value}\n");
        let start = out.len() as u32;
        if line.contains(HERE) {
            let _ = write!(out, "{}", line.replace(HERE, quoted));
            place = start..out.len() as u32;
        } else {
            out.push_str(&line);
        }
    }
    (out, place)
}

/// What became of a folder: what was found, and the package if there is one.
struct Outcome {
    report: Report,
    folder: Folder,
    bytes: Option<Vec<u8>>,
}

fn built(dir: &Path) -> Outcome {
    let mut sink = Sink::new();
    let folder = folder::load(dir, &mut sink);
    let composed = compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    let bytes = composed.filter(|_| report.errors() == 0 && !folder.unreadable).map(
        |(numbered, pictures)| docx::write(&numbered, &folder.style, &pictures, None).unwrap(),
    );
    Outcome { report, folder, bytes }
}

/// What is compared: no white space, no capitals, nothing that XML cannot hold.
fn bare(text: &str) -> String {
    let kept = text.chars().filter(|c| !c.is_whitespace() && !is_forbidden(*c));
    kept.collect::<String>().to_uppercase().to_lowercase()
}

/// All texts and values of attributes of all parts, each part read whole by another reader of XML.
fn texts(bytes: &[u8]) -> Vec<String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = Vec::new();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        let name = entry.name().to_owned();
        if !name.ends_with(".xml") && !name.ends_with(".rels") {
            continue;
        }
        let mut xml = String::new();
        entry.read_to_string(&mut xml).unwrap();
        assert!(!xml.chars().any(is_forbidden), "{name}");
        let mut reader = quick_xml::Reader::from_str(&xml);
        let (mut text, mut depth) = (String::new(), 0);
        loop {
            let event = reader.read_event().unwrap_or_else(|error| panic!("{name}: {error}"));
            if let Event::Start(tag) | Event::Empty(tag) = &event {
                for attribute in tag.attributes() {
                    let attribute = attribute.unwrap();
                    let raw = std::str::from_utf8(&attribute.value).unwrap();
                    assert!(!raw.contains('<'), "{name}: {raw}");
                    out.push(bare(&quick_xml::escape::unescape(raw).unwrap()));
                }
            }
            match event {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Text(piece) => {
                    let piece = piece.decode().unwrap();
                    assert!(!piece.contains("]]>"), "{name}");
                    text.push_str(&piece);
                }
                Event::GeneralRef(reference) => {
                    text.push(match &*reference.decode().unwrap() {
                        "amp" => '&',
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        other => panic!("{name}: &{other};"),
                    });
                }
                Event::Eof => break,
                Event::Comment(_) | Event::PI(_) | Event::CData(_) | Event::DocType(_) => {
                    panic!("{name}: {event:?}")
                }
                Event::Empty(_) | Event::Decl(_) => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
        out.push(bare(&text));
    }
    out
}

/// Tries every odd text in every place of a file; how many came out as they went in, and how many were told.
fn try_all(
    name: &str,
    files: &[Value],
    odd: &[Odd],
    put: &dyn Fn(&str),
    build: &dyn Fn() -> Outcome,
) -> (usize, usize) {
    let (mut intact, mut told) = (0, 0);
    for file in files {
        let (text, _) = written(file, PLAIN);
        put(&text);
        let prints = |outcome: &Outcome, text: &str| {
            let wanted = bare(text);
            outcome.bytes.as_ref().is_some_and(|b| texts(b).iter().any(|t| t.contains(&wanted)))
        };
        let printed = prints(&build(), PLAIN);
        for (what, quoted, meant) in odd {
            let (text, line) = written(file, quoted);
            put(&text);
            let outcome = build();
            let said = outcome.report.findings.iter().take(4).map(|one| &one.message.en);
            let said: Vec<_> = said.collect();
            let start: String = text.chars().take(600).collect();
            let at = || format!("{name}, {what}: {}: {said:?}", start.escape_debug());
            let found = outcome.report.findings.iter().any(|finding| {
                let span = finding.span;
                let own = outcome.folder.sources.get(span.file).name == name;
                own && span.start >= line.start && span.end <= line.end
            });
            for lang in [Lang::Vi, Lang::En] {
                let folder = &outcome.folder;
                let text = shown::render(&outcome.report, folder, lang, false);
                assert!(!text.chars().any(|c| c != '\n' && c.is_control()), "{}", at());
                let _ = sarif::render(&outcome.report, &folder.sources, lang);
                let told = as_json::render(&outcome.report, &folder.sources, lang).to_string();
                serde_json::from_str::<Value>(&told).unwrap();
            }
            let out = outcome.bytes.is_some();
            assert!(out || found, "not built, and nothing said in that field: {}", at());
            let Some(meant) = meant else {
                assert!(found && !out, "what is no text was taken: {}", at());
                told += 1;
                continue;
            };
            if out {
                let same = prints(&outcome, meant);
                assert!(same || found || !printed, "changed without a word: {}", at());
                intact += usize::from(same);
            }
            let lost = printed && meant.chars().any(is_forbidden);
            assert!(!lost || found, "left out without a word: {}", at());
            told += usize::from(found);
        }
    }
    (intact, told)
}

fn new() -> tempfile::TempDir {
    let shared = Path::new("/dev/shm");
    let dir = if shared.is_dir() { tempfile::tempdir_in(shared) } else { tempfile::tempdir() };
    let dir = dir.unwrap();
    fs::create_dir(dir.path().join("sections")).unwrap();
    fs::create_dir(dir.path().join("styles")).unwrap();
    let own = "kind: bao-cao\nissuer: {name: Sở Tư pháp}\nsymbol: BC-STP\n";
    fs::write(dir.path().join("document.yaml"), own).unwrap();
    fs::write(
        dir.path().join("sections/a.yaml"),
        "unit: P\ntitle: T\nbody: C[^a]\nfootnotes: {a: N}\n",
    )
    .unwrap();
    dir
}

#[test]
fn of_document_yaml() {
    let dir = new();
    let dir = dir.path();
    let mut files = record_values(&schema::document());
    // `details` of an invitation; the rest as in a report.
    for file in &mut files {
        let details = file.get("details").is_some();
        if !file["kind"].as_str().unwrap().contains(HERE) && !details {
            file["kind"] = json!("bao-cao");
        }
        if file.get("footnotes").is_some() {
            file["opening"] = json!("C[^a]");
        }
    }
    assert!(files.len() > 50, "{}", files.len());
    let put = |text: &str| fs::write(dir.join("document.yaml"), text).unwrap();
    let (intact, told) = try_all("document.yaml", &files, &odd(), &put, &|| built(dir));
    println!("document.yaml: {} places, {intact} intact, {told} told", files.len());
    assert!(intact > 500 && told > 500, "{intact} {told}");
}

#[test]
fn of_sections() {
    let dir = new();
    let dir = dir.path();
    let mut files = record_values(&schema::section());
    for file in &mut files {
        if file.get("footnotes").is_some() {
            file["body"] = json!("C[^a]");
        }
    }
    // Notes and marks in a body.
    for body in [
        "C^[@@]",
        "**@@** *@@*",
        "- @@",
        "a) @@",
        "1. @@",
        "## @@",
        "|a|@@|\n|-|-|\n|@@|c|",
        "[@@](https://a.vn)",
    ] {
        files.push(json!({ "unit": "P", "title": "T", "body": body }));
    }
    let put = |text: &str| fs::write(dir.join("sections/a.yaml"), text).unwrap();
    let (intact, told) = try_all("sections/a.yaml", &files, &odd(), &put, &|| built(dir));
    println!("sections: {} places, {intact} intact, {told} told", files.len());
    assert!(intact > 150 && told > 100, "{intact} {told}");
}

#[test]
#[ignore = "takes minutes: cargo test --test fields -- --ignored"]
fn of_styles() {
    let dir = new();
    let dir = dir.path();
    let document = "kind: bao-cao\nstyle: rieng\nissuer: {name: S}\nsubject: Về\nto: [A, B]\nappendices: [a]\n\
        opening: C\nsignature: {position: P, name: N}\nrecipients: [A]\nfiling: VT\naddress: [D]\n";
    fs::write(dir.join("document.yaml"), document).unwrap();
    let mut files = record_values(&Style::keys());
    for file in &mut files {
        // What a style does not say it takes from the one it extends.
        let map = file.as_object_mut().unwrap();
        map.retain(|_, value| value.to_string().contains(HERE));
        map.insert("extends".into(), json!("nd30"));
    }
    assert!(files.len() > 100, "{}", files.len());
    // The nature of the field is the same for all these; so fewer texts; names in
    // braces are filled in by design.
    let few = [
        "no character",
        "forbidden controls",
        "tags",
        "entities",
        "double quote",
        "breaks",
        "emoji",
    ];
    let odd: Vec<Odd> = odd().into_iter().filter(|(name, ..)| few.contains(name)).collect();
    let put = |text: &str| fs::write(dir.join("styles/rieng.yaml"), text).unwrap();
    let (intact, told) = try_all("styles/rieng.yaml", &files, &odd, &put, &|| built(dir));
    println!("styles: {} places, {intact} intact, {told} told", files.len());
    assert!(intact > 20 && told > 500, "{intact} {told}");
}

#[test]
fn of_copies() {
    let dir = new();
    let dir = dir.path();
    let original = built(dir).bytes.unwrap();
    let known = [
        "checks",
        "style",
        "issuer",
        "number",
        "symbol",
        "place",
        "date",
        "signature",
        "recipients",
        "filing",
    ];
    let mut record = schema::document();
    record.keys.retain(|key| known.contains(&key.name));
    let parts = Shape::OneOrMore(Box::new(Shape::Text));
    record.keys.push(Key::new("parts", parts));
    let copy = |form: usize| {
        let mut sink = Sink::new();
        let folder = folder::load_copy(dir, "copy.yaml", &COPIES[form], &mut sink);
        let manifest = folder.manifest.as_ref();
        let made = manifest.and_then(|manifest| {
            let original = Original::read(&original).unwrap();
            docx::copy(original, manifest, &folder.style, &mut sink)
        });
        let report = sink.close(&folder.levels);
        let bytes = made.filter(|_| report.errors() == 0 && !folder.unreadable).map(|copy| {
            let mut out = std::io::Cursor::new(Vec::new());
            copy.write_to(&mut out).unwrap();
            out.into_inner()
        });
        Outcome { report, folder, bytes }
    };
    // The decoder's own list of keys, as it tells it.
    fs::write(dir.join("copy.yaml"), "issuer: {name: S}\nzzzzzzzzzzzzzzzzzzzz: 1\n").unwrap();
    let said = copy(0)
        .report
        .findings
        .into_iter()
        .find_map(|finding| Some(finding.help?.en.strip_prefix("the keys are: ")?.to_owned()));
    let mut said: Vec<String> = said.unwrap().split(", ").map(str::to_owned).collect();
    let mut keys: Vec<String> = record.keys.iter().map(|key| key.name.to_owned()).collect();
    said.sort();
    keys.sort();
    assert_eq!(said, keys);
    let files = record_values(&record);
    let put = |text: &str| fs::write(dir.join("copy.yaml"), text).unwrap();
    let (whole, excerpts): (Vec<Value>, Vec<Value>) =
        files.into_iter().partition(|file| file.get("parts").is_none());
    let (intact, told) = try_all("copy.yaml", &whole, &odd(), &put, &|| copy(0));
    println!("copies: {} places, {intact} intact, {told} told", whole.len());
    assert!(intact > 150 && told > 200, "{intact} {told}");
    try_all("copy.yaml", &excerpts, &odd(), &put, &|| copy(1));
}
