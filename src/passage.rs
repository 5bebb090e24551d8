//! Paragraphs as a reader sees them, with the way back to the file.
//!
//! The rules about text ([`mod@crate::check`]) run over these, whoever made the document: our own
//! sources, or a DOCX. A passage holds what is printed, without marks and without its label; its
//! places in the file are worked out only when a finding needs them.

use crate::assemble::{Element, Role as Part};
use crate::markup::{BlockKind, Inline, InlineKind, Marked, Place};
use crate::number::{Heading, Resolved};
use crate::source::{FileId, Span};
use crate::yaml::Scalar;
use std::ops::Range;

/// What a passage is in its document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A line of the frame: the subject, a basis line, an addressee, a recipient, a name.
    Line,
    /// A heading; level from 1, and 0 for an appendix's title.
    Heading {
        /// From 1; 0 for an appendix.
        level: usize,
    },
    /// A plain paragraph.
    Paragraph,
    /// `-`, `+`, `*`.
    Item {
        /// 1, 2 or 3.
        level: u8,
    },
    /// `a)`.
    Point {
        /// The author's letter, in lower case.
        letter: char,
    },
    /// `1.`.
    Clause {
        /// The author's number.
        number: u32,
    },
    /// `Điều 1.`.
    Article {
        /// The author's number.
        number: u32,
    },
    /// A cell of a table, or its caption.
    Cell,
    /// A paragraph of a note.
    Note,
}

/// Where a passage's places count from.
#[derive(Clone, Copy, Debug)]
enum Origin<'a> {
    /// The value of a scalar.
    Scalar(&'a Scalar),
    /// The text of a file.
    File(FileId),
}

/// A place of a passage. What it is in the file is worked out when it is asked for: most places that
/// are kept in mind are never shown.
#[derive(Clone, Copy, Debug)]
pub struct Spot<'a> {
    origin: Origin<'a>,
    start: u32,
    end: u32,
}

impl Spot<'_> {
    /// Whether it is the very same place.
    #[must_use]
    pub fn is(self, other: Self) -> bool {
        let same = match (self.origin, other.origin) {
            (Origin::Scalar(one), Origin::Scalar(two)) => std::ptr::eq(one, two),
            (Origin::File(one), Origin::File(two)) => one == two,
            _ => false,
        };
        same && (self.start, self.end) == (other.start, other.end)
    }

    /// The place in the file.
    #[must_use]
    pub fn span(self) -> Span {
        match self.origin {
            Origin::Scalar(scalar) => scalar.locate(self.start..self.end),
            Origin::File(file) => Span { file, start: self.start, end: self.end },
        }
    }

    /// The file.
    #[must_use]
    pub fn file(self) -> FileId {
        match self.origin {
            Origin::Scalar(scalar) => scalar.span.file,
            Origin::File(file) => file,
        }
    }
}

/// A stretch of a passage's text and what it was made from.
#[derive(Clone, Debug)]
struct Run {
    /// Where it begins in the text.
    at: u32,
    /// What it was made from, in the origin.
    place: Place,
    /// The text is the origin's, byte for byte.
    verbatim: bool,
}

/// A paragraph as a reader sees it.
#[derive(Clone, Debug)]
pub struct Passage<'a> {
    /// What is printed, without its label and without notes.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// The file that answers for it.
    pub file: FileId,
    /// Where references to notes stand, as offsets in `text`, rising.
    pub markers: Vec<u32>,
    /// Where a line of the source ends inside the paragraph (there is a space), rising.
    pub breaks: Vec<u32>,
    origin: Origin<'a>,
    label: Place,
    runs: Vec<Run>,
}

impl<'a> Passage<'a> {
    /// A passage whose text stands in `file` word for word from byte `start` on; `label` is the
    /// byte range of its label in the file, empty when it has none.
    #[must_use]
    pub fn verbatim(role: Role, file: FileId, start: u32, text: &str, label: Range<u32>) -> Self {
        let place = start..start + text.len() as u32;
        Self {
            text: text.to_owned(),
            role,
            file,
            markers: Vec::new(),
            breaks: Vec::new(),
            origin: Origin::File(file),
            label,
            runs: vec![Run { at: 0, place, verbatim: true }],
        }
    }

    fn empty(role: Role, scalar: &'a Scalar, label: Place) -> Self {
        Self {
            text: String::new(),
            role,
            file: scalar.span.file,
            markers: Vec::new(),
            breaks: Vec::new(),
            origin: Origin::Scalar(scalar),
            label,
            runs: Vec::new(),
        }
    }

    /// Makes it [empty](Self::empty) again; what it has room for, it keeps.
    fn begin(&mut self, role: Role, scalar: &'a Scalar, label: Place) {
        self.text.clear();
        self.markers.clear();
        self.breaks.clear();
        self.runs.clear();
        (self.role, self.file, self.label) = (role, scalar.span.file, label);
        self.origin = Origin::Scalar(scalar);
    }

    /// The place in the file of a byte range of the text.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        self.spot(range).span()
    }

    /// The same, to be asked later.
    #[must_use]
    pub fn spot(&self, range: Range<usize>) -> Spot<'a> {
        let (start, end) = (range.start as u32, range.end.max(range.start) as u32);
        let from = self.source(start, false);
        let to = if end > start { self.source(end - 1, true) } else { from.start..from.start };
        Spot { origin: self.origin, start: from.start, end: to.end.max(from.start) }
    }

    /// The place in the file of its label; the point where its text begins when it has none.
    #[must_use]
    pub fn label(&self) -> Span {
        if self.label.is_empty() {
            return self.span(0..0);
        }
        Spot { origin: self.origin, start: self.label.start, end: self.label.end }.span()
    }

    /// The place in the file of the whole text.
    #[must_use]
    pub fn whole(&self) -> Span {
        self.span(0..self.text.len())
    }

    /// What the byte `at` of the text was made from; for a `last` byte, up to its end.
    fn source(&self, at: u32, last: bool) -> Place {
        let index = self.runs.partition_point(|run| run.at <= at);
        let Some(run) = index.checked_sub(1).and_then(|index| self.runs.get(index)) else {
            return self.label.end..self.label.end;
        };
        if run.verbatim {
            let at = (run.place.start + (at - run.at)).min(run.place.end);
            return at..(at + u32::from(last)).min(run.place.end);
        }
        run.place.clone()
    }

    fn push(&mut self, text: &str, place: &Place, verbatim: bool) {
        if !text.is_empty() {
            self.begin_run(place, verbatim);
            self.text.push_str(text);
        }
    }

    /// What is put behind the text next was made from this.
    #[inline]
    fn begin_run(&mut self, place: &Place, verbatim: bool) {
        // Text that goes on where the last run ended is of that run: most paragraphs have one.
        match self.runs.last_mut() {
            Some(last) if verbatim && last.verbatim && last.place.end == place.start => {
                last.place.end = place.end;
            }
            _ => {
                let at = self.text.len() as u32;
                self.runs.push(Run { at, place: place.clone(), verbatim });
            }
        }
    }
}

/// Where references find their numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct Numbers<'a> {
    /// What the slots of the text came to.
    pub resolved: &'a [Resolved],
    /// All headings.
    pub headings: &'a [Heading],
}

impl<'a> Numbers<'a> {
    fn of(self, slot: u32) -> Option<&'a str> {
        match self.resolved.get(slot as usize) {
            Some(Resolved::Reference(to)) => {
                self.headings.get(*to as usize).map(|heading| heading.number.as_str())
            }
            _ => None,
        }
    }
}

/// Room for the passages of one text after another. Each has some lists, and a large document a hundred thousand
/// passages: the lists of one text are filled again with the next one's.
#[derive(Debug, Default)]
pub struct Passages<'a> {
    all: Vec<Passage<'a>>,
    /// How many of them are of the text at hand; behind them stand those of longer texts.
    used: usize,
}

impl<'a> Passages<'a> {
    /// The passages of an element, in reading order; a note written in place follows the passage it
    /// stands in.
    pub fn of_element(&mut self, element: &Element<'a>, numbers: Numbers<'_>) -> &[Passage<'a>] {
        let (role, level) = match element.role {
            Part::Subject | Part::Basis => (Role::Line, 0),
            Part::Heading { level, .. } => (Role::Heading { level }, level),
            Part::Appendix { .. } => (Role::Heading { level: 0 }, 0),
            Part::Body { level } => (Role::Paragraph, level),
            Part::Opening | Part::Closing => (Role::Paragraph, 0),
        };
        self.of(element.text, role, level, numbers)
    }

    /// The passages of a note of `footnotes:`.
    pub fn of_note(&mut self, text: &'a Marked) -> &[Passage<'a>] {
        self.of(text, Role::Note, 0, Numbers::default())
    }

    fn of(
        &mut self,
        text: &'a Marked,
        plain: Role,
        level: usize,
        numbers: Numbers<'_>,
    ) -> &[Passage<'a>] {
        self.used = 0;
        blocks(text, plain, level, numbers, self);
        &self.all[..self.used]
    }

    /// The next passage, still empty.
    fn next(&mut self, role: Role, scalar: &'a Scalar, label: Place) -> &mut Passage<'a> {
        let at = self.used;
        self.used += 1;
        match self.all.get_mut(at) {
            Some(passage) => passage.begin(role, scalar, label),
            None => self.all.push(Passage::empty(role, scalar, label)),
        }
        &mut self.all[at]
    }
}

/// A plain text of the frame.
#[must_use]
pub fn of_scalar(scalar: &Scalar) -> Passage<'_> {
    let mut passage = Passage::empty(Role::Line, scalar, 0..0);
    passage.push(&scalar.value, &(0..scalar.value.len() as u32), true);
    passage
}

fn blocks<'a>(
    text: &'a Marked,
    plain: Role,
    level: usize,
    numbers: Numbers<'_>,
    out: &mut Passages<'a>,
) {
    for block in text.blocks() {
        let role = match block.kind {
            BlockKind::Paragraph => plain,
            BlockKind::Item { level } => Role::Item { level },
            BlockKind::Point { letter } => Role::Point { letter },
            BlockKind::Clause { number } => Role::Clause { number },
            BlockKind::Article { number } => Role::Article { number },
            BlockKind::Heading(heading) => {
                Role::Heading { level: level + usize::from(heading.depth) }
            }
            BlockKind::Table(_) => Role::Cell,
        };
        if let BlockKind::Table(table) = block.kind {
            if let Some(caption) = &table.caption {
                one(text, role, 0..0, caption, numbers, out);
            }
            for cell in table.rows.iter().flatten() {
                one(text, role, cell.place.start..cell.place.start, &cell.content, numbers, out);
            }
            continue;
        }
        one(text, role, block.mark(), block.content, numbers, out);
    }
}

fn one<'a>(
    text: &'a Marked,
    role: Role,
    label: Place,
    content: &'a [Inline],
    numbers: Numbers<'_>,
    out: &mut Passages<'a>,
) {
    let passage = out.next(role, &text.scalar, label);
    if let (Some(first), Some(last)) = (content.first(), content.last()) {
        passage.text.reserve((last.place().end - first.place().start) as usize);
    }
    let mut notes = Vec::new();
    fill(text, content, numbers, passage, &mut notes);
    for (label, content) in notes {
        one(text, Role::Note, label, content, numbers, out);
    }
}

fn fill<'a>(
    text: &'a Marked,
    content: &'a [Inline],
    numbers: Numbers<'_>,
    passage: &mut Passage<'a>,
    notes: &mut Vec<(Place, &'a [Inline])>,
) {
    let value: &str = &text.scalar.value;
    for inline in content {
        let place = &inline.place();
        // Most are words: nothing else need be known of these.
        if inline.is_text() {
            passage.push(&value[place.start as usize..place.end as usize], place, true);
            continue;
        }
        if inline.is_words() {
            passage.breaks.push(passage.text.len() as u32);
            // One character for another is as good as word for word.
            passage.begin_run(place, place.len() == 1);
            passage.text.push(' ');
            continue;
        }
        match text.kind(inline) {
            InlineKind::Text | InlineKind::Space => {}
            InlineKind::Note { .. } => passage.markers.push(passage.text.len() as u32),
            InlineKind::NoteHere(note) => {
                passage.markers.push(passage.text.len() as u32);
                notes.push((place.start..place.start, &note.content));
            }
            InlineKind::Reference { id, slot } => {
                passage.push(numbers.of(slot).unwrap_or(text.text(&id)), place, false);
            }
            InlineKind::Link(link) => fill(text, &link.content, numbers, passage, notes),
            InlineKind::Picture(picture) => {
                passage.push(text.text(&picture.caption), &picture.caption, true);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::markup::{Extent, parse};

    #[test]
    fn places_lead_back_to_the_source() {
        let value = "a) Một **hai** ba\\*bốn[^x] và [năm](https://a.vn)^[ghi chú *sáu*].";
        let scalar = Scalar::verbatim(FileId(0), value);
        let marked = parse(scalar, Extent::Body, &mut Sink::new());
        let mut room = Passages::default();
        let long = parse(
            Scalar::verbatim(FileId(0), "Năm\nsáu[^y]\n\n- Bảy ^[tám]\n- Chín"),
            Extent::Body,
            &mut Sink::new(),
        );
        assert_eq!(room.of(&long, Role::Paragraph, 0, Numbers::default()).len(), 4);
        // Nothing is left of the passages that were there before.
        let out = room.of(&marked, Role::Paragraph, 1, Numbers::default());
        assert_eq!(out.len(), 2);
        let passage = &out[0];
        assert_eq!(passage.text, "Một hai ba*bốn và năm.");
        assert_eq!(passage.role, Role::Point { letter: 'a' });
        assert_eq!(&value[passage.label().range()], "a)");
        for word in ["Một", "hai", "bốn", "và", "năm", "."] {
            let at = passage.text.rfind(word).unwrap_or_default();
            assert_eq!(&value[passage.span(at..at + word.len()).range()], word);
        }
        assert_eq!(&value[passage.span(0..passage.text.len()).range()], &value[3..]);
        assert_eq!((passage.markers.len(), passage.breaks.len()), (2, 0));
        assert_eq!(&passage.text[..passage.markers[0] as usize], "Một hai ba*bốn");
        assert_eq!(out[1].text, "ghi chú sáu");
        assert_eq!(out[1].role, Role::Note);
    }
}
