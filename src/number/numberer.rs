//! Goes through a document in reading order and gives its numbers.

use super::{Heading, Note, NoteBody, Numbered, Resolved, Use};
use crate::assemble::{Author, Document, Element, Role, too_deep};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::markup::{self, BlockKind, InlineKind, Marked, Place};
use crate::say;
use crate::section::{Keys, Name, NoteText};
use crate::source::{FileId, Span};
use crate::style::{Counter, HeadingStyle, Restart, Style};
use crate::text::{Guesses, POINTS, nfc, roman};
use foldhash::fast::FixedState;
use std::cell::LazyCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Counts headings by the levels of one set.
struct Counters<'a> {
    levels: &'a [HeadingStyle],
    counts: Vec<u32>,
}

impl<'a> Counters<'a> {
    fn new(levels: &'a [HeadingStyle]) -> Self {
        Self { levels, counts: Vec::new() }
    }

    /// The next heading of a level; `None` when the letters are used up.
    fn next(&mut self, level: usize) -> Option<String> {
        self.counts.resize(level.max(self.counts.len()), 0);
        for (at, count) in self.counts.iter_mut().enumerate().skip(level) {
            if self.levels.get(at).is_none_or(|format| !format.continues) {
                *count = 0;
            }
        }
        self.counts[level - 1] += 1;
        let format = self.levels.get(level - 1)?;
        let one = |level: usize| {
            let count = self.counts[level - 1].max(1);
            match self.levels[level - 1].number {
                Counter::Roman => Some(roman(count)),
                Counter::Arabic => Some(count.to_string()),
                Counter::Letter => POINTS.get(count as usize - 1).map(char::to_string),
            }
        };
        let first = level - format.parents.min(level - 1);
        let mut number = one(first)?;
        for level in first + 1..=level {
            number.push('.');
            number.push_str(&one(level)?);
        }
        Some(number)
    }
}

/// The notes of one file, and which of them were cited.
struct Defined<'a> {
    notes: &'a [NoteText],
    /// Some of them hold marks that have slots.
    marked: bool,
    /// The index of each note's [`Note`], once it is cited.
    cited: Vec<Option<u32>>,
    /// By key, of those that were not looked up while their file was read.
    keys: Keys<'a>,
}

impl<'a> Defined<'a> {
    fn new(author: &Author<'a>) -> Self {
        let Author { notes, marked, .. } = *author;
        Self { notes, marked, cited: vec![None; notes.len()], keys: Keys::new(notes) }
    }
}

struct Numberer<'a, 's> {
    headings: Vec<Heading>,
    spans: Vec<Span>,
    ids: HashMap<String, usize>,
    guesses: Guesses,
    counters: Counters<'a>,
    set: usize,
    restart: bool,
    part: u32,
    /// See [`Document`].
    partial: bool,
    broken: &'a [Name],
    slots: Vec<Resolved>,
    notes: Vec<Note<'a>>,
    again: HashMap<u32, Vec<Use<'a>>>,
    /// Of each author.
    defined: Vec<Defined<'a>>,
    /// Which of the authors a file's is.
    authors: HashMap<FileId, u32, FixedState>,
    sink: &'s mut Sink,
}

/// Gives the document its numbers.
pub fn number<'a>(document: Document<'a>, style: &'a Style, sink: &mut Sink) -> Numbered<'a> {
    let mut levels: Vec<&[HeadingStyle]> = vec![document.levels];
    let slots = document.elements.iter().map(|element| element.text.slots() as usize).sum();
    let mut numberer = Numberer {
        headings: Vec::new(),
        spans: Vec::new(),
        ids: HashMap::with_capacity(document.authors.len()),
        guesses: Guesses::default(),
        counters: Counters::new(document.levels),
        set: 0,
        restart: style.notes.restart == Restart::Appendix,
        part: 0,
        partial: document.partial,
        broken: document.broken,
        slots: Vec::with_capacity(slots),
        // Nearly every slot is a note's; room that is never used costs nothing.
        notes: Vec::with_capacity(slots),
        again: HashMap::new(),
        defined: document.authors.iter().map(Defined::new).collect(),
        authors: document.authors.iter().map(|author| author.file).zip(0..).collect(),
        sink,
    };
    // Headings first, for references may point forward.
    let mut titles = Vec::with_capacity(document.elements.len());
    // A text of a kind of its own is attached; it is no appendix and is not counted as one.
    let is_plain =
        |e: &&Element<'_>| matches!(e.role, Role::Appendix { given, .. } if given.kind.is_none());
    let appendices = document.elements.iter().filter(is_plain).count();
    let mut appendix = 0;
    for element in &document.elements {
        titles.push(match element.role {
            Role::Heading { level, id, claim } => {
                let at = element.text.scalar.span;
                let heading = numberer.heading(level, at);
                if let Some(name) = id {
                    numberer.id(&name.text, name.span, heading);
                }
                if let Some(claim) = claim {
                    numberer.claim(claim, heading);
                }
                Some(heading)
            }
            Role::Appendix { id, given } => {
                let set = style.levels(match given.kind {
                    Some(kind) => &style.frame(kind).headings,
                    None => &style.appendix.headings,
                });
                numberer.set = levels
                    .iter()
                    .position(|other| std::ptr::eq(*other, set))
                    .unwrap_or(levels.len());
                if numberer.set == levels.len() {
                    levels.push(set);
                }
                numberer.counters = Counters::new(set);
                appendix += u32::from(given.kind.is_none());
                let counted = given.kind.is_none() && appendices > 1;
                let number = if counted { roman(appendix) } else { String::new() };
                let at = numberer.add(0, number, element.text.scalar.span);
                numberer.id(&id.text, id.span, at);
                Some(at)
            }
            _ => None,
        });
        let slots = numberer.room(element.text);
        let level = match element.role {
            Role::Body { level } => level,
            _ => 0,
        };
        numberer.inner(element, level, slots.start);
    }
    let mut first = 0;
    for element in &document.elements {
        numberer.part += u32::from(matches!(element.role, Role::Appendix { .. }));
        numberer.text(element, first);
        first += element.text.slots();
    }
    numberer.unused(&document);
    let Numberer { headings, notes, slots, again, .. } = numberer;
    Numbered { document, slots, titles, headings, levels, notes, again }
}

impl<'a> Numberer<'a, '_> {
    fn heading(&mut self, level: usize, at: Span) -> usize {
        let label = self.counters.next(level);
        if label.is_none() && level <= self.counters.levels.len() {
            self.sink.push(
                Finding::new(
                    Rule::HeadingOverflow,
                    at,
                    say!(
                        "hết chữ cái để đánh thứ tự tiêu đề (sau «y»)",
                        "no letter is left for this heading (after `y`)"
                    ),
                )
                .help(say!("gộp bớt các mục ở cấp này", "join some of the headings of this level")),
            );
        }
        self.add(level, label.unwrap_or_default(), at)
    }

    /// Room for what the slots of a text come to.
    fn room(&mut self, text: &Marked) -> Range<u32> {
        let first = self.slots.len();
        self.slots.resize(first + text.slots() as usize, Resolved::Nothing);
        first as u32..self.slots.len() as u32
    }

    /// The headings inside a text that stands under a heading of `level`; its slots begin at `first`.
    fn inner(&mut self, element: &Element<'a>, level: usize, first: u32) {
        if !element.text.has_headings() {
            return;
        }
        for block in element.text.blocks() {
            if let BlockKind::Heading(heading) = &block.kind {
                let markup::Heading { depth, id, slot } = &**heading;
                let at = element.text.locate(&block.place);
                let level = level + usize::from(*depth);
                let depth = self.counters.levels.len();
                if level > depth {
                    too_deep(at, depth, self.sink);
                }
                let heading = self.heading(level, at);
                self.slots[(first + slot) as usize] = Resolved::Heading(heading as u32);
                if let Some(id) = id {
                    let name = nfc(element.text.text(id)).into_owned();
                    self.id(&name, element.text.locate(id), heading);
                }
            }
        }
    }

    fn add(&mut self, level: usize, number: String, at: Span) -> usize {
        self.headings.push(Heading { level, set: self.set, number, referenced: false });
        self.spans.push(at);
        self.headings.len() - 1
    }

    fn id(&mut self, id: &str, at: Span, heading: usize) {
        if let Some(first) = self.ids.get(id) {
            let other = self.spans[*first];
            self.sink.push(
                Finding::new(
                    Rule::IdDuplicate,
                    at,
                    say!(
                        "mã «{id}» đã dùng cho tiêu đề khác",
                        "the id `{id}` is another heading's already"
                    ),
                )
                .related(other, say!("tiêu đề kia ở đây", "the other heading is here")),
            );
            return;
        }
        self.ids.insert(id.to_owned(), heading);
    }

    fn claim(&mut self, claim: &crate::yaml::Scalar, heading: usize) {
        let believed = claim.value.trim().trim_end_matches(['.', ')']).to_owned();
        let at = (claim.value.len() - claim.value.trim_start().len()) as u32;
        let inner = claim.locate(at..at + believed.len() as u32);
        let number = self.headings[heading].number.clone();
        if believed != number && !number.is_empty() && !self.partial {
            self.sink.push(
                Finding::new(
                    Rule::NumberMismatch,
                    claim.span,
                    say!(
                        "đơn vị ghi số «{believed}» nhưng phần này mang số «{number}»",
                        "the unit says `{believed}`, but this section gets `{number}`"
                    ),
                )
                .help(say!(
                    "sửa thành number: \"{number}\" hoặc bỏ dòng này; số được đánh tự động",
                    "write number: \"{number}\" or drop the line; numbers are given by the program"
                ))
                .edit(inner, number.clone()),
            );
        }
    }

    /// Resolves the marks of a text, whose slots begin at `first`, in reading order.
    fn text(&mut self, element: &Element<'a>, first: u32) {
        let text = element.text;
        if text.slots() == 0 {
            return;
        }
        let slots = first..first + text.slots();
        let Some(author) = self.authors.get(&element.author.file).copied() else { return };
        // Most texts have no other marks than of notes that were looked up while they were read, and are not gone
        // through again: while numbers are given nothing else can be done.
        let mut known = 0;
        for note in text.cited() {
            let resolved = self.cite(author, usize::from(note), Use { text, slot: known });
            self.slots[(first + known) as usize] = resolved;
            known += 1;
        }
        if known == text.slots() {
            return;
        }
        text.each(|inline| {
            if inline.is_words() {
                return;
            }
            let (slot, resolved) = match text.kind(inline) {
                InlineKind::Note { slot, .. } if slot < known => return,
                InlineKind::Note { key, slot } => {
                    (slot, self.cite_key(author, &key, Use { text, slot }))
                }
                InlineKind::NoteHere(note) => {
                    let here = Use { text, slot: note.slot };
                    let body = NoteBody::InPlace(text, note);
                    (note.slot, self.note(author, body, here, slots.clone()))
                }
                InlineKind::Reference { id, slot } => {
                    (slot, self.reference(text, &id, &inline.place()))
                }
                _ => return,
            };
            self.slots[(first + slot) as usize] = resolved;
        });
    }

    /// Adds a note with the next number.
    fn note(
        &mut self,
        author: u32,
        body: NoteBody<'a>,
        first: Use<'a>,
        slots: Range<u32>,
    ) -> Resolved {
        let number = match self.notes.last() {
            Some(last) if !self.restart || last.part == self.part => last.number + 1,
            _ => 1,
        };
        let part = self.part;
        self.notes.push(Note { number, part, body, first, again: false, author, slots });
        Resolved::Note { note: self.notes.len() as u32 - 1, first: true }
    }

    /// A note's mark, by its key.
    fn cite_key(&mut self, author: u32, key: &Place, here: Use<'a>) -> Resolved {
        let defined = &mut self.defined[author as usize];
        let key = nfc(here.text.text(key));
        if let Some(at) = here.text.cited_at(here.slot).or_else(|| defined.keys.find(&key)) {
            return self.cite(author, at, here);
        }
        let finding = Finding::new(
            Rule::FootnoteUndefined,
            here.span(),
            say!("dấu [^{key}] không có nội dung chú thích", "the marker [^{key}] has no note"),
        );
        let known = defined.notes.iter().map(|note| &*note.key);
        let help = match self.guesses.nearest(&key, known) {
            Some(near) => say!("có phải là [^{near}]?", "did you mean [^{near}]?"),
            None => say!(
                "thêm «{key}: \"…\"» dưới «footnotes:» của tệp này",
                "add `{key}: \"…\"` under `footnotes:` of this file"
            ),
        };
        self.sink.push(finding.help(help));
        Resolved::Nothing
    }

    /// A mark of the note at `index` of its file.
    fn cite(&mut self, author: u32, index: usize, here: Use<'a>) -> Resolved {
        let defined = &mut self.defined[author as usize];
        if let Some(note) = defined.cited[index] {
            self.notes[note as usize].again = true;
            self.again.entry(note).or_default().push(here);
            return Resolved::Note { note, first: false };
        }
        defined.cited[index] = Some(self.notes.len() as u32);
        let note = &defined.notes[index];
        // A note without marks is not looked at.
        let marked = defined.marked && note.text.slots() > 0;
        let first = self.slots.len() as u32;
        let slots = if marked { self.room(&note.text) } else { first..first };
        let resolved = self.note(author, NoteBody::Defined(note), here, slots);
        if marked {
            note.text.each(|inline| {
                if let InlineKind::Reference { id, slot } = note.text.kind(inline) {
                    let to = self.reference(&note.text, &id, &inline.place());
                    self.slots[(first + slot) as usize] = to;
                }
            });
        }
        resolved
    }

    fn reference(
        &mut self,
        text: &Marked,
        id: &std::ops::Range<u32>,
        place: &std::ops::Range<u32>,
    ) -> Resolved {
        let id = nfc(text.text(id)).into_owned();
        if let Some(at) = self.ids.get(&id) {
            self.headings[*at].referenced = true;
            return Resolved::Reference(*at as u32);
        }
        let near = self.guesses.nearest(&id, self.ids.keys().map(String::as_str));
        // It may stand in what could not be read, unless it is a slip of the pen.
        let unread = !self.broken.is_empty() && near.is_none();
        if unread || self.broken.iter().any(|broken| broken.text == id) {
            return Resolved::Nothing;
        }
        let finding = Finding::new(
            Rule::ReferenceUndefined,
            text.locate(place),
            say!("[@{id}] không trỏ tới mục nào", "[@{id}] refers to nothing"),
        );
        let help = match near {
            Some(near) => say!("có phải là [@{near}]?", "did you mean [@{near}]?"),
            None => say!(
                "dùng mã của một phần, hoặc đặt mã cho tiêu đề: «## Tiêu đề {{#{id}}}»",
                "use a section's id, or give a heading one: `## Title {{#{id}}}`"
            ),
        };
        self.sink.push(finding.help(help));
        Resolved::Nothing
    }

    fn unused(&mut self, document: &Document<'a>) {
        let placed: LazyCell<HashSet<u32, FixedState>, _> = LazyCell::new(|| {
            document.elements.iter().map(|element| element.author.file.0).collect()
        });
        for (author, defined) in document.authors.iter().zip(&self.defined) {
            let all = defined.cited.iter().all(Option::is_some);
            if all || author.unit.is_some() && !placed.contains(&author.file.0) {
                continue;
            }
            for (note, cited) in author.notes.iter().zip(&defined.cited) {
                if cited.is_none() {
                    let key = &note.key;
                    self.sink.push(
                        Finding::new(
                            Rule::FootnoteUnused,
                            note.span,
                            say!(
                                "chú thích «{key}» không có dấu nào trong bài nên không được in",
                                "the note `{key}` has no marker and is not printed"
                            ),
                        )
                        .help(say!(
                            "đặt [^{key}] vào chỗ cần chú thích, hoặc bỏ chú thích này",
                            "put [^{key}] where it belongs, or remove the note"
                        )),
                    );
                }
            }
        }
    }
}
