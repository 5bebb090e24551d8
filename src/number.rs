//! [`Document`] → [`Numbered`]: headings, notes and references get their numbers.
//!
//! Only this stage makes a `Numbered`, and only a `Numbered` can be written.

use crate::assemble::{Author, Document, Element, Role, too_deep};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::markup::{BlockKind, Inline, InlineKind, Marked};
use crate::say;
use crate::section::{Name, NoteText};
use crate::source::Span;
use crate::style::{Counter, HeadingStyle, Restart, Style};
use crate::text::{POINTS, is_forbidden, nearest, nfc, roman};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// What a slot of a text came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Nothing: a fault was reported.
    Nothing,
    /// A note, by its index in [`Numbered::notes`].
    Note {
        /// Its index.
        note: usize,
        /// This is where it is first cited.
        first: bool,
    },
    /// A reference to a heading, by its index in [`Numbered::headings`].
    Reference(usize),
    /// A heading's own number, likewise.
    Heading(usize),
}

/// A heading with its number.
#[derive(Debug)]
pub struct Heading {
    /// From 1; 0 for an appendix.
    pub level: usize,
    /// Its number without closing mark, such as `1.1`: what a reference prints.
    pub number: String,
    /// The levels it belongs to, by their place in [`Numbered::levels`].
    pub set: usize,
    /// Something refers to it.
    pub referenced: bool,
}

/// A note with its number.
#[derive(Debug)]
pub struct Note<'a> {
    /// The printed number: its index + 1, unless numbers begin again in each appendix.
    pub number: usize,
    /// The appendix it stands in, from 1; 0 for the main text.
    pub part: usize,
    /// Who wrote it.
    pub author: Author<'a>,
    /// Its text.
    pub body: NoteBody<'a>,
    /// What the slots of its text came to; for a note in place those of the text it stands in.
    pub resolved: Arc<[Resolved]>,
    /// Where it is cited, in reading order.
    pub uses: Vec<Use<'a>>,
}

/// A citation. Its place in the file is worked out when it is asked for: most never are.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    text: &'a Marked,
    at: &'a Inline,
}

impl Use<'_> {
    /// The place in the file of the marker, or of the note written in place.
    #[must_use]
    pub fn span(self) -> Span {
        self.text.locate(&self.at.place)
    }
}

/// Where a note's text is.
#[derive(Clone, Copy, Debug)]
pub enum NoteBody<'a> {
    /// In `footnotes:`.
    Defined(&'a NoteText),
    /// In place.
    InPlace(&'a Marked, &'a [Inline]),
}

impl<'a> Note<'a> {
    /// Its key, when it has one.
    #[must_use]
    pub fn key(&self) -> Option<&'a str> {
        match self.body {
            NoteBody::Defined(note) => Some(&note.key),
            NoteBody::InPlace(..) => None,
        }
    }

    /// Where it is written.
    #[must_use]
    pub fn span(&self) -> Span {
        match self.body {
            NoteBody::Defined(note) => note.span,
            NoteBody::InPlace(..) => self.uses[0].span(),
        }
    }

    /// Its paragraphs.
    #[must_use]
    pub fn paragraphs(&self) -> Vec<(&'a Marked, &'a [Inline])> {
        match self.body {
            NoteBody::Defined(note) => note
                .text
                .blocks
                .iter()
                .map(|block| (&note.text, block.content.as_slice()))
                .collect(),
            NoteBody::InPlace(text, content) => vec![(text, content)],
        }
    }

    /// Its text as a reader sees it, paragraphs parted by a line break.
    #[must_use]
    pub fn plain(&self, headings: &[Heading]) -> String {
        let paragraph = |(text, content): (&Marked, &[Inline])| {
            let mut out = String::new();
            self.plain_into(text, content, headings, &mut out);
            // As it is printed: without what no XML can hold.
            out.trim().chars().filter(|c| !is_forbidden(*c)).collect::<String>()
        };
        self.paragraphs().into_iter().map(paragraph).collect::<Vec<_>>().join("\n")
    }

    fn plain_into(
        &self,
        text: &Marked,
        content: &[Inline],
        headings: &[Heading],
        out: &mut String,
    ) {
        for inline in content {
            match &inline.kind {
                InlineKind::Reference { slot, .. } => {
                    if let Some(Resolved::Reference(to)) = self.resolved.get(*slot as usize) {
                        out.push_str(&headings[*to].number);
                    }
                }
                InlineKind::Link(link) => self.plain_into(text, &link.content, headings, out),
                _ => out.push_str(&text.plain(std::slice::from_ref(inline))),
            }
        }
    }
}

/// The document with every number in it.
#[derive(Debug)]
pub struct Numbered<'a> {
    document: Document<'a>,
    resolved: Vec<Arc<[Resolved]>>,
    titles: Vec<Option<usize>>,
    headings: Vec<Heading>,
    levels: Vec<&'a [HeadingStyle]>,
    notes: Vec<Note<'a>>,
}

impl<'a> Numbered<'a> {
    /// The document.
    #[must_use]
    pub fn document(&self) -> &Document<'a> {
        &self.document
    }

    /// Its texts, with what their slots came to, and which of the [headings](Self::headings) each
    /// is, when it is one.
    pub fn elements(&self) -> impl Iterator<Item = (&Element<'a>, &[Resolved], Option<usize>)> {
        let parts = self.document.elements.iter().zip(&self.resolved).zip(&self.titles);
        parts.map(|((element, resolved), title)| (element, &**resolved, *title))
    }

    /// The sets of levels of headings: the document's own first, then those of appendices.
    #[must_use]
    pub fn levels(&self) -> &[&'a [HeadingStyle]] {
        &self.levels
    }

    /// How a heading looks.
    #[must_use]
    pub fn heading_style(&self, heading: &Heading) -> Option<&'a HeadingStyle> {
        self.levels[heading.set].get(heading.level.checked_sub(1)?)
    }

    /// All headings, in reading order.
    #[must_use]
    pub fn headings(&self) -> &[Heading] {
        &self.headings
    }

    /// All notes, in the order of their numbers.
    #[must_use]
    pub fn notes(&self) -> &[Note<'a>] {
        &self.notes
    }
}

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
        let parts: Option<Vec<String>> = (first..=level).map(one).collect();
        Some(parts?.join("."))
    }
}

/// The notes of one file, and which of them were cited.
struct Defined<'a> {
    notes: &'a [NoteText],
    /// The number of each note's [`Note`], once it is cited.
    cited: Vec<Option<usize>>,
    /// The one after the last that was looked up: most are cited in the order they are written in.
    next: usize,
    /// By key; made when a note is cited out of turn.
    by_key: Option<HashMap<&'a str, usize>>,
}

impl<'a> Defined<'a> {
    fn new(notes: &'a [NoteText]) -> Self {
        Self { notes, cited: vec![None; notes.len()], next: 0, by_key: None }
    }

    fn find(&mut self, key: &str) -> Option<usize> {
        let at = if self.notes.get(self.next).is_some_and(|note| note.key == key) {
            self.next
        } else {
            let notes = self.notes;
            let keys = || notes.iter().enumerate().map(|(at, note)| (note.key.as_str(), at));
            *self.by_key.get_or_insert_with(|| keys().collect()).get(key)?
        };
        self.next = at + 1;
        Some(at)
    }
}

struct Numberer<'a, 's> {
    headings: Vec<Heading>,
    spans: Vec<Span>,
    ids: HashMap<String, usize>,
    counters: Counters<'a>,
    set: usize,
    restart: bool,
    part: usize,
    /// See [`Document`].
    partial: bool,
    broken: &'a [Name],
    notes: Vec<Note<'a>>,
    /// By file.
    defined: HashMap<u32, Defined<'a>>,
    sink: &'s mut Sink,
}

/// Gives the document its numbers.
pub fn number<'a>(document: Document<'a>, style: &'a Style, sink: &mut Sink) -> Numbered<'a> {
    let mut levels: Vec<&[HeadingStyle]> = vec![document.levels];
    let mut numberer = Numberer {
        headings: Vec::new(),
        spans: Vec::new(),
        ids: HashMap::new(),
        counters: Counters::new(document.levels),
        set: 0,
        restart: style.notes.restart == Restart::Appendix,
        part: 0,
        partial: document.partial,
        broken: document.broken,
        notes: Vec::new(),
        defined: document
            .authors
            .iter()
            .map(|author| (author.file.0, Defined::new(author.notes)))
            .collect(),
        sink,
    };
    // Headings first, for references may point forward.
    let mut resolved: Vec<Vec<Resolved>> = Vec::new();
    let mut titles = Vec::new();
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
        let mut slots = vec![Resolved::Nothing; element.text.slots as usize];
        let level = match element.role {
            Role::Body { level } => level,
            _ => 0,
        };
        numberer.inner(element, level, &mut slots);
        resolved.push(slots);
    }
    let mut shared: Vec<Arc<[Resolved]>> = Vec::with_capacity(resolved.len());
    for (element, mut slots) in document.elements.iter().zip(resolved) {
        numberer.part += usize::from(matches!(element.role, Role::Appendix { .. }));
        let first_note = numberer.notes.len();
        numberer.text(element, &mut slots);
        let slots: Arc<[Resolved]> = slots.into();
        // Notes written in place read their references from the text they stand in.
        for note in &mut numberer.notes[first_note..] {
            if matches!(note.body, NoteBody::InPlace(..)) {
                note.resolved = slots.clone();
            }
        }
        shared.push(slots);
    }
    numberer.unused(&document);
    let Numberer { headings, notes, .. } = numberer;
    Numbered { document, resolved: shared, titles, headings, levels, notes }
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

    /// The headings inside a text that stands under a heading of `level`.
    fn inner(&mut self, element: &Element<'a>, level: usize, slots: &mut [Resolved]) {
        for block in &element.text.blocks {
            if let BlockKind::Heading { depth, id, slot } = &block.kind {
                let at = element.text.locate(&block.place);
                let level = level + usize::from(*depth);
                let depth = self.counters.levels.len();
                if level > depth {
                    too_deep(at, depth, self.sink);
                }
                let heading = self.heading(level, at);
                slots[*slot as usize] = Resolved::Heading(heading);
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

    /// Resolves the marks of a text, in reading order.
    fn text(&mut self, element: &Element<'a>, slots: &mut [Resolved]) {
        let text = element.text;
        text.each(|inline| match &inline.kind {
            InlineKind::Note { key, slot } => {
                let at = Use { text, at: inline };
                slots[*slot as usize] = self.cite(element.author, text.text(key), at);
            }
            InlineKind::NoteHere(note) => {
                let uses = vec![Use { text, at: inline }];
                let body = NoteBody::InPlace(text, &note.content);
                slots[note.slot as usize] = Resolved::Note { note: self.notes.len(), first: true };
                self.note(element.author, body, uses);
            }
            InlineKind::Reference { id, slot } => {
                slots[*slot as usize] = self.reference(text, id, &inline.place);
            }
            _ => {}
        });
    }

    /// Adds a note with the next number.
    fn note(&mut self, author: Author<'a>, body: NoteBody<'a>, uses: Vec<Use<'a>>) {
        let number = match self.notes.last() {
            Some(last) if !self.restart || last.part == self.part => last.number + 1,
            _ => 1,
        };
        let (part, resolved) = (self.part, Arc::default());
        self.notes.push(Note { number, part, author, body, resolved, uses });
    }

    fn cite(&mut self, author: Author<'a>, key: &str, here: Use<'a>) -> Resolved {
        let key = nfc(key);
        let defined = self.defined.get_mut(&author.file.0);
        let found = defined.and_then(|defined| defined.find(&key).map(|at| (defined, at)));
        let Some((defined, index)) = found else {
            let finding = Finding::new(
                Rule::FootnoteUndefined,
                here.span(),
                say!("dấu [^{key}] không có nội dung chú thích", "the marker [^{key}] has no note"),
            );
            let help = match nearest(&key, author.notes.iter().map(|note| note.key.as_str())) {
                Some(near) => say!("có phải là [^{near}]?", "did you mean [^{near}]?"),
                None => say!(
                    "thêm «{key}: \"…\"» dưới «footnotes:» của tệp này",
                    "add `{key}: \"…\"` under `footnotes:` of this file"
                ),
            };
            self.sink.push(finding.help(help));
            return Resolved::Nothing;
        };
        if let Some(at) = defined.cited[index] {
            self.notes[at].uses.push(here);
            return Resolved::Note { note: at, first: false };
        }
        let at = self.notes.len();
        defined.cited[index] = Some(at);
        let note = &defined.notes[index];
        self.note(author, NoteBody::Defined(note), vec![here]);
        let mut resolved = vec![Resolved::Nothing; note.text.slots as usize];
        note.text.each(|inline| {
            if let InlineKind::Reference { id, slot } = &inline.kind {
                resolved[*slot as usize] = self.reference(&note.text, id, &inline.place);
            }
        });
        if !resolved.is_empty() {
            self.notes[at].resolved = resolved.into();
        }
        Resolved::Note { note: at, first: true }
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
            return Resolved::Reference(*at);
        }
        let near = nearest(&id, self.ids.keys().map(String::as_str));
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
        let placed: HashSet<u32> =
            document.elements.iter().map(|element| element.author.file.0).collect();
        for author in &document.authors {
            let placed = author.unit.is_none() || placed.contains(&author.file.0);
            let Some(defined) = self.defined.get(&author.file.0).filter(|_| placed) else {
                continue;
            };
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
