//! A unit's file, decoded: what one department hands in.

use crate::diagnostic::{Finding, Rule, Sink};
use crate::limits;
use crate::markup::{self, Extent, Marked};
use crate::say;
use crate::source::{FileId, Source, Span};
use crate::text::nfc;
use crate::yaml::{self, Decoded, Entry, Node, Scalar, Value, fields::Fields};
use std::collections::HashMap;

/// An id with its place. Ids and keys are compared in NFC.
#[derive(Clone, Debug)]
pub struct Name {
    /// The id, in NFC.
    pub text: String,
    /// Where it is given; the file's beginning when the file's name gives it.
    pub span: Span,
}

/// A note of a file's `footnotes:`.
#[derive(Debug)]
pub struct NoteText {
    /// Its key, in NFC.
    pub key: Decoded,
    /// The key's place.
    pub span: Span,
    /// Its text.
    pub text: Marked,
}

/// A section as its unit wrote it.
#[derive(Debug)]
pub struct Section {
    /// Its file.
    pub file: FileId,
    /// Its id.
    pub id: Name,
    /// Who answers for the text.
    pub unit: Scalar,
    /// The heading, without a number.
    pub title: Marked,
    /// The number the unit believes it has.
    pub number: Option<Scalar>,
    /// The text.
    pub body: Option<Marked>,
    /// The notes.
    pub notes: Vec<NoteText>,
    /// Some of the notes are [marked](NoteText::is_marked).
    pub marked: bool,
}

impl NoteText {
    /// Whether later stages have to look at it: it refers to something, or has a picture.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        self.text.slots() > 0 || self.text.has_pictures()
    }
}

/// Finds the notes of a file by their keys.
pub(crate) struct Keys<'a> {
    notes: &'a [NoteText],
    /// The one after the last that was found: most are cited in the order they are written in.
    next: usize,
    /// Made when a note is cited out of turn.
    by_key: Option<HashMap<&'a str, usize>>,
}

impl<'a> Keys<'a> {
    pub(crate) fn new(notes: &'a [NoteText]) -> Self {
        Self { notes, next: 0, by_key: None }
    }

    /// Where the note of a key stands, which is in NFC.
    pub(crate) fn find(&mut self, key: &str) -> Option<usize> {
        let at = if self.notes.get(self.next).is_some_and(|note| *note.key == *key) {
            self.next
        } else {
            let notes = self.notes;
            let keys = || notes.iter().enumerate().map(|(at, note)| (&*note.key, at));
            *self.by_key.get_or_insert_with(|| keys().collect()).get(key)?
        };
        self.next = at + 1;
        Some(at)
    }
}

/// The id that a file's name gives: without `NN-` and `.yaml`.
#[must_use]
pub fn id_of_file(name: &str) -> String {
    let base = name.rsplit('/').next().unwrap_or(name);
    let base = base.strip_suffix(".yaml").or_else(|| base.strip_suffix(".yml")).unwrap_or(base);
    let digits = base.bytes().take_while(u8::is_ascii_digit).count();
    let id = base[digits..].strip_prefix('-').filter(|rest| digits > 0 && !rest.is_empty());
    nfc(id.unwrap_or(base)).into_owned()
}

/// A section's file, as it came to be read.
#[derive(Debug)]
pub struct Handed {
    /// The file; its text is held as the section's values hold it.
    pub source: Source,
    /// What could be decoded; else the id, so that an outline that names a faulty file is not blamed for it.
    pub section: Result<Section, Name>,
}

/// Room in which files are decoded one after another.
#[derive(Debug, Default)]
pub struct Room {
    tree: yaml::Room,
    marks: markup::Room,
}

/// Decodes one file.
pub fn decode(file: FileId, name: String, text: &str, room: &mut Room, sink: &mut Sink) -> Handed {
    let mut id = Name { text: id_of_file(&name), span: Span::file(file) };
    let (source, tree) = yaml::take(file, name, text, &mut room.tree, sink);
    let what = say!("phần của đơn vị", "a section");
    let mut fields = Fields::new(tree.root, what, tree.broken, sink);
    let unit = fields.need_text("unit");
    let title = fields.need_text("title");
    if let Some(given) = fields.text("id") {
        id = self::name(&given, fields.sink());
    }
    let number = fields.text("number");
    let body = fields.text("body");
    let notes = fields.take("footnotes");
    let mut notes_out = Vec::new();
    if let Some((_, node)) = notes {
        notes_out = decode_notes(node, &mut room.marks, fields.sink());
    }
    if body.is_none() && !fields.is_broken() && title.is_some() {
        let at = title.as_ref().map_or(Span::file(file), |title| title.span);
        fields.sink().push(
            Finding::new(
                Rule::SectionEmpty,
                at,
                say!("phần này chưa có nội dung", "this section has no text yet"),
            )
            .help(say!("viết nội dung sau «body: |»", "write its text after `body: |`")),
        );
    }
    fields.end();
    let (Some(unit), Some(title)) = (unit, title) else {
        return Handed { source, section: Err(id) };
    };
    let mut title = markup::parse_in(&mut room.marks, title, Extent::Line, sink);
    let mut body = body.map(|body| {
        let lines = room.tree.lines(&body.value);
        markup::parse_lines(&mut room.marks, body, lines, Extent::Body, sink)
    });
    let mut keys = Keys::new(&notes_out);
    for text in std::iter::once(&mut title).chain(&mut body).filter(|text| text.slots() > 0) {
        text.look_up(|key| keys.find(&nfc(key)).and_then(|at| u16::try_from(at).ok()));
    }
    let marked = notes_out.iter().any(NoteText::is_marked);
    let section = Section { file, id, unit, title, number, body, notes: notes_out, marked };
    Handed { source, section: Ok(section) }
}

/// An id given by hand.
pub fn name(scalar: &Scalar, sink: &mut Sink) -> Name {
    let text = nfc(scalar.value.trim()).into_owned();
    if text.is_empty() || !text.chars().all(markup::is_name_char) {
        sink.push(
            Finding::new(
                Rule::WrongType,
                scalar.span,
                say!("«{text}» không dùng làm mã được", "`{text}` cannot be an id"),
            )
            .help(say!(
                "mã chỉ gồm chữ, số, dấu - _ và dấu chấm, không có dấu cách",
                "an id has letters, digits, `-`, `_` and `.`, no spaces"
            )),
        );
    }
    Name { text, span: scalar.span }
}

/// Decodes `footnotes:`.
pub fn decode_notes(node: Node, room: &mut markup::Room, sink: &mut Sink) -> Vec<NoteText> {
    let span = node.span;
    let Value::Map(entries) = node.value else {
        if !matches!(node.value, Value::Blank) {
            sink.push(Finding::new(
                Rule::WrongType,
                span,
                say!(
                    "«footnotes» phải gồm các dòng «dấu: nội dung chú thích»",
                    "`footnotes` must be lines of `key: text`"
                ),
            ));
        }
        return Vec::new();
    };
    let most = limits::NOTES;
    if entries.len() > most {
        let message = say!("hơn {most} chú thích", "more than {most} notes");
        sink.push(limits::exceeded(Span { end: span.start, ..span }, message));
    }
    // The notes stand in the room of their entries, since they are as large.
    entries.into_iter().take(most).filter_map(|entry| note(entry, room, sink)).collect()
}

const _: () = assert!(size_of::<NoteText>() == size_of::<Entry>());

/// Decodes a note; `None` when it has no text of any kind.
fn note(entry: Entry, room: &mut markup::Room, sink: &mut Sink) -> Option<NoteText> {
    let span = entry.key.span;
    let key = entry.key.into_name();
    let name: &str = &key;
    if name.is_empty() || !name.chars().all(markup::is_name_char) {
        sink.push(Finding::new(
            Rule::WrongType,
            span,
            say!("«{key}» không dùng làm dấu chú thích được", "`{key}` cannot be a note's key"),
        ));
    }
    let text = match entry.value.value {
        Value::Scalar(scalar) => scalar,
        Value::Blank => Scalar::empty(entry.value.span),
        _ => {
            sink.push(Finding::new(
                Rule::WrongType,
                span,
                say!("nội dung chú thích phải là chữ", "a note's text must be text"),
            ));
            return None;
        }
    };
    if text.value.chars().all(char::is_whitespace) {
        sink.push(
            Finding::new(
                Rule::FootnoteEmpty,
                span,
                say!("chú thích «{key}» không có nội dung", "the note `{key}` has no text"),
            )
            .help(say!(
                "viết nội dung sau dấu hai chấm, hoặc bỏ chú thích và dấu [^{key}]",
                "write its text after the colon, or remove it and its marker [^{key}]"
            )),
        );
    }
    Some(NoteText { key, span, text: markup::parse_in(room, text, Extent::Note, sink) })
}

#[cfg(test)]
mod tests {
    use super::{Room, decode, id_of_file};
    use crate::diagnostic::Sink;
    use crate::markup::Marked;
    use crate::source::FileId;

    #[test]
    fn keys_are_names() {
        let text = "unit: P\ntitle: T\nbody: a\nfootnotes:\n  1: x\n  ' e\u{302}\u{301} ': y\n  ' ế1': z\n";
        let mut sink = Sink::new();
        let handed = decode(FileId(0), "a.yaml".to_owned(), text, &mut Room::default(), &mut sink);
        let notes = handed.section.unwrap().notes;
        assert_eq!(notes.iter().map(|note| &*note.key).collect::<Vec<_>>(), ["1", "ế", "ế1"]);
        assert!(sink.is_empty());
    }

    /// Which notes markers mean is known when their section is read, in whatever order they come.
    #[test]
    fn markers_are_looked_up() {
        let text = "unit: P\ntitle: T[^a]\nbody: |\n  x[^b]. y[^a]^[z]. [^é][^no] [@x]\n\n  | h |\n  |---|\n  | [^d] |\n\n  [^c]\n\
            footnotes: {a: 1, b: 2, e\u{301}: 3, d: 4, c: 5, f: 6}\n";
        let room = &mut Room::default();
        let handed = decode(FileId(0), "a.yaml".to_owned(), text, room, &mut Sink::new());
        let section = handed.section.unwrap();
        let cited =
            |text: &Marked| (0..text.slots()).map(|at| text.cited_at(at)).collect::<Vec<_>>();
        assert_eq!(cited(&section.title), [Some(0)]);
        let none = None;
        let body = [Some(1), Some(0), none, Some(2), none, none, Some(3), Some(4)];
        let text = section.body.unwrap();
        assert_eq!(cited(&text), body);
        assert_eq!(text.cited().collect::<Vec<_>>(), [1, 0]);
        let at = |slot| text.text(&text.place_of(slot)).to_owned();
        assert_eq!([0, 2, 5, 6, 7].map(at), ["[^b]", "^[z]", "[@x]", "[^d]", "[^c]"]);
    }

    #[test]
    fn ids_of_files() {
        assert_eq!(id_of_file("sections/03-so-huu.yaml"), "so-huu");
        assert_eq!(id_of_file("sections/a/2023.yaml"), "2023");
        assert_eq!(id_of_file("sections/x.y.yml"), "x.y");
    }
}
