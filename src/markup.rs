//! Text with marks → blocks and inline runs, places kept.
//!
//! Parsing cannot fail: what is not a mark is text, and what is a broken mark is a finding and text.
//! All ranges count bytes in the value of [`Marked::scalar`], so that text is never copied; the
//! way to the file is [`Scalar::locate`].

mod block;
mod inline;
mod packed;

pub use inline::is_name_char;
pub use packed::Inline;

use crate::diagnostic::Sink;
use crate::limits;
use crate::say;
use crate::source::Span;
use crate::yaml::{Lines, Scalar};
use std::ops::Range;

/// A byte range in a scalar's value.
pub type Place = Range<u32>;

/// What a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// Everything: a section's body, a group's body, the opening and the closing.
    Body,
    /// A note's text: paragraphs and inline marks; no items, headings, tables or notes.
    Note,
    /// One line: a title, the subject, a line of the basis; inline marks and notes only.
    Line,
}

/// A text with its marks understood.
#[derive(Debug)]
pub struct Marked {
    /// The text itself.
    pub scalar: Scalar,
    marks: Marks,
}

/// What is understood of a text.
#[derive(Debug)]
enum Marks {
    /// It is one paragraph of one run, as nearly all notes and titles are.
    Plain(Inline),
    Some(Box<Read>),
}

// A large document has some hundred thousand.
const _: () = assert!(size_of::<Marked>() == 48);

/// The marks of a text, as they were read.
#[derive(Debug)]
struct Read {
    rows: Box<[Row]>,
    /// The content of all blocks.
    inlines: Box<[Inline]>,
    /// How many slots its marks have: see [`Inline`].
    slots: u32,
    /// Which of its file's notes a slot is of, where that was looked up.
    cited: Box<[Option<u16>]>,
    rare: Option<Box<Rare>>,
}

/// What is rare and large, each kind in the order in which it was read.
#[derive(Debug, Default)]
struct Rare {
    notes: Vec<NoteHere>,
    links: Vec<Link>,
    pictures: Vec<Picture>,
    headings: Vec<Heading>,
    tables: Vec<Table>,
}

/// A block, as it is held.
#[derive(Debug)]
struct Row {
    shape: Shape,
    /// Bytes of its mark.
    mark: u8,
    place: Place,
    /// Which of the inlines are its content.
    content: Range<u32>,
}

/// The kind of a block, as it is held: a heading and a table stand among what is [rare](Rare).
#[derive(Clone, Copy, Debug)]
enum Shape {
    Paragraph,
    Item { level: u8 },
    Point { letter: char },
    Clause { number: u32 },
    Article { number: u32 },
    Heading(u32),
    Table(u32),
}

/// A paragraph, heading, item … or table.
#[derive(Clone, Debug)]
pub struct Block<'a> {
    /// What it is.
    pub kind: BlockKind<'a>,
    /// All of it, from its first mark to its last character.
    pub place: Place,
    /// Bytes of its mark.
    mark: u8,
    /// The text; empty for a table.
    pub content: &'a [Inline],
}

impl Block<'_> {
    /// The mark that makes it, without the space after it: `-`, `a)`, `1.`, `Điều 1.`, `##`; empty
    /// for a paragraph and a table.
    #[must_use]
    pub fn mark(&self) -> Place {
        self.place.start..self.place.start + u32::from(self.mark)
    }
}

/// The kinds of block.
#[derive(Clone, Copy, Debug)]
pub enum BlockKind<'a> {
    /// Plain text.
    Paragraph,
    /// `-`, `+`, `*`: an item of level 1, 2, 3.
    Item {
        /// 1, 2 or 3.
        level: u8,
    },
    /// `a)`: a lettered point (điểm).
    Point {
        /// The author's letter, in lower case.
        letter: char,
    },
    /// `1.`: a numbered clause (khoản).
    Clause {
        /// The author's number.
        number: u32,
    },
    /// `Điều 1.`: an article (điều).
    Article {
        /// The author's number.
        number: u32,
    },
    /// `##`, `###`: a heading below the section's own.
    Heading(&'a Heading),
    /// A pipe table.
    Table(&'a Table),
}

/// A heading inside a text.
#[derive(Debug)]
pub struct Heading {
    /// 1 for `##`, 2 for `###`.
    pub depth: u8,
    /// The id of `{#id}`, without its brackets.
    pub id: Option<Place>,
    /// The slot of its number.
    pub slot: u32,
}

/// A pipe table. All rows have the same number of cells: shorter rows are reported and filled.
#[derive(Debug)]
pub struct Table {
    /// The text of the `Bảng: …` line.
    pub caption: Option<Box<[Inline]>>,
    /// Alignment of each column, as the row of dashes says; `None` when it says nothing.
    pub columns: Vec<Option<Align>>,
    /// The rows; the first is the heading row.
    pub rows: Vec<Vec<Cell>>,
}

/// Alignment of a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// `:---`
    Left,
    /// `:---:`
    Center,
    /// `---:`
    Right,
}

/// A cell of a table.
#[derive(Debug)]
pub struct Cell {
    /// From its first to its last character.
    pub place: Place,
    /// Its text.
    pub content: Box<[Inline]>,
}

/// Weight and slope of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Emphasis {
    /// `**…**`
    pub bold: bool,
    /// `*…*`
    pub italic: bool,
}

/// The kinds of inline.
#[derive(Clone, Debug)]
pub enum InlineKind<'a> {
    /// The text at its place, word for word (an escaping `\` stands in no run's place).
    Text,
    /// A line break that is a space; its place covers the break and the white space around it.
    Space,
    /// `[^key]`
    Note {
        /// The key.
        key: Place,
        /// The slot of its number.
        slot: u32,
    },
    /// `^[…]`: a note written in place.
    NoteHere(&'a NoteHere),
    /// `[@id]`
    Reference {
        /// The id.
        id: Place,
        /// The slot of what it refers to.
        slot: u32,
    },
    /// `<https://…>` or `[text](https://…)`
    Link(&'a Link),
    /// `![caption](path)`
    Picture(&'a Picture),
}

static NONE: Rare = Rare {
    notes: Vec::new(),
    links: Vec::new(),
    pictures: Vec::new(),
    headings: Vec::new(),
    tables: Vec::new(),
};

/// A note written in place.
#[derive(Debug)]
pub struct NoteHere {
    /// Its text (no notes in it). Slots of its marks follow this note's own.
    pub content: Box<[Inline]>,
    /// The slot of its number.
    pub slot: u32,
}

/// A link.
#[derive(Debug)]
pub struct Link {
    /// The address.
    pub target: Place,
    /// What is shown; no links in it.
    pub content: Box<[Inline]>,
}

/// A picture.
#[derive(Debug)]
pub struct Picture {
    /// The caption; may be empty.
    pub caption: Place,
    /// The path.
    pub path: Place,
}

impl Marked {
    /// Its blocks in order. A text of [`Extent::Line`] has at most one, a paragraph.
    #[must_use]
    pub fn blocks(&self) -> impl DoubleEndedIterator<Item = Block<'_>> + ExactSizeIterator {
        let count = match &self.marks {
            Marks::Plain(_) => 1,
            Marks::Some(read) => read.rows.len(),
        };
        (0..count).map(|at| match &self.marks {
            Marks::Plain(run) => Block {
                kind: BlockKind::Paragraph,
                place: run.place(),
                mark: 0,
                content: std::slice::from_ref(run),
            },
            Marks::Some(read) => read.block(&read.rows[at]),
        })
    }

    /// How many slots its marks have: see [`Inline`].
    #[must_use]
    pub fn slots(&self) -> u32 {
        match &self.marks {
            Marks::Plain(_) => 0,
            Marks::Some(read) => read.slots,
        }
    }

    /// Looks up the notes that its marks cite while its words are at hand: `find` tells of a key which of the notes it
    /// is.
    pub(crate) fn look_up(&mut self, mut find: impl FnMut(&str) -> Option<u16>) {
        let mut cited = vec![None; self.slots() as usize];
        self.each(|inline| {
            if inline.is_note()
                && let InlineKind::Note { key, slot } = self.kind(inline)
            {
                cited[slot as usize] = find(self.text(&key));
            }
        });
        if let Marks::Some(read) = &mut self.marks {
            read.cited = cited.into();
        }
    }

    /// Which of its file's notes the slots from the first on are of, up to one of which that was not found, or that is
    /// no note's.
    pub(crate) fn cited(&self) -> impl Iterator<Item = u16> {
        let cited = match &self.marks {
            Marks::Plain(_) => &[][..],
            Marks::Some(read) => &read.cited,
        };
        cited.iter().map_while(|cited| *cited)
    }

    /// Which of its file's notes a slot is of; `None` when that has to be found by its key.
    #[must_use]
    pub(crate) fn cited_at(&self, slot: u32) -> Option<usize> {
        match &self.marks {
            Marks::Plain(_) => None,
            Marks::Some(read) => read.cited.get(slot as usize).copied()?.map(usize::from),
        }
    }

    /// Where the mark of a slot stands that is no heading's; nowhere, when there is none.
    pub(crate) fn place_of(&self, slot: u32) -> Place {
        let mut place = 0..0;
        self.each(|inline| {
            let own = match self.kind(inline) {
                InlineKind::Note { slot, .. } | InlineKind::Reference { slot, .. } => slot,
                InlineKind::NoteHere(note) => note.slot,
                _ => return,
            };
            if own == slot {
                place = inline.place();
            }
        });
        place
    }

    fn rare(&self) -> &Rare {
        match &self.marks {
            Marks::Plain(_) => &NONE,
            Marks::Some(read) => read.rare(),
        }
    }

    /// Whether there is a picture among its marks.
    #[must_use]
    pub fn has_pictures(&self) -> bool {
        !self.rare().pictures.is_empty()
    }

    /// Whether there is a heading among its marks.
    #[must_use]
    pub fn has_headings(&self) -> bool {
        !self.rare().headings.is_empty()
    }

    /// The words at a place.
    #[must_use]
    pub fn text(&self, place: &Place) -> &str {
        &self.scalar.value[place.start as usize..place.end as usize]
    }

    /// What one of its inlines is.
    #[must_use]
    pub fn kind(&self, inline: &Inline) -> InlineKind<'_> {
        inline.kind(self.rare())
    }

    /// The place in the file.
    #[must_use]
    pub fn locate(&self, place: &Place) -> Span {
        self.scalar.locate(place.clone())
    }

    /// What a reader sees of some inlines, marks left out; a note is nothing, a reference its id.
    #[must_use]
    pub fn plain(&self, content: &[Inline]) -> String {
        let mut out = String::new();
        self.plain_into(content, &mut out);
        out
    }

    fn plain_into(&self, content: &[Inline], out: &mut String) {
        for inline in content {
            match self.kind(inline) {
                InlineKind::Text => out.push_str(self.text(&inline.place())),
                InlineKind::Space => out.push(' '),
                InlineKind::Note { .. } | InlineKind::NoteHere(_) => {}
                InlineKind::Reference { id, .. } => out.push_str(self.text(&id)),
                InlineKind::Link(link) => self.plain_into(&link.content, out),
                InlineKind::Picture(picture) => out.push_str(self.text(&picture.caption)),
            }
        }
    }

    /// Calls `visit` with every inline of the text in reading order, those inside links and notes
    /// written in place after the link or note itself.
    pub fn each<'a>(&'a self, mut visit: impl FnMut(&'a Inline)) {
        if let Marks::Some(read) = &self.marks
            && read.rare.is_none()
        {
            // As nearly all texts are: nothing stands within anything else.
            return read.inlines.iter().for_each(visit);
        }
        for block in self.blocks() {
            if let BlockKind::Table(table) = block.kind {
                self.each_of(table.caption.as_deref().unwrap_or_default(), &mut visit);
                for cell in table.rows.iter().flatten() {
                    self.each_of(&cell.content, &mut visit);
                }
            }
            self.each_of(block.content, &mut visit);
        }
    }

    fn each_of<'a>(&'a self, content: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
        for inline in content {
            visit(inline);
            if inline.is_words() {
                continue;
            }
            match self.kind(inline) {
                InlineKind::NoteHere(note) => self.each_of(&note.content, visit),
                InlineKind::Link(link) => self.each_of(&link.content, visit),
                _ => {}
            }
        }
    }
}

impl Read {
    fn rare(&self) -> &Rare {
        self.rare.as_deref().unwrap_or(&NONE)
    }

    fn block(&self, row: &Row) -> Block<'_> {
        let kind = match row.shape {
            Shape::Paragraph => BlockKind::Paragraph,
            Shape::Item { level } => BlockKind::Item { level },
            Shape::Point { letter } => BlockKind::Point { letter },
            Shape::Clause { number } => BlockKind::Clause { number },
            Shape::Article { number } => BlockKind::Article { number },
            Shape::Heading(at) => BlockKind::Heading(&self.rare().headings[at as usize]),
            Shape::Table(at) => BlockKind::Table(&self.rare().tables[at as usize]),
        };
        let content = &self.inlines[row.content.start as usize..row.content.end as usize];
        Block { kind, place: row.place.clone(), mark: row.mark, content }
    }
}

/// Reads a text.
pub fn parse(scalar: Scalar, extent: Extent, sink: &mut Sink) -> Marked {
    parse_in(&mut Room::default(), scalar, extent, sink)
}

/// Room in which texts are read one after another, so that what is made of them takes no more than it needs.
#[derive(Debug, Default)]
pub struct Room {
    rows: Vec<Row>,
    inlines: Vec<Inline>,
    lines: Vec<Place>,
}

/// The same as [`parse`], in room that was used before.
pub fn parse_in(room: &mut Room, scalar: Scalar, extent: Extent, sink: &mut Sink) -> Marked {
    parse_lines(room, scalar, Lines::default(), extent, sink)
}

/// The same of a text of whose lines is known where they end.
pub fn parse_lines(
    room: &mut Room,
    scalar: Scalar,
    ends: Lines<'_>,
    extent: Extent,
    sink: &mut Sink,
) -> Marked {
    if let Some(run) = block::plain(&scalar.value, extent) {
        return Marked { scalar, marks: Marks::Plain(run) };
    }
    let read = block::read(room, &scalar, ends, extent, sink);
    let most = limits::NOTES;
    if read.slots as usize > most {
        let message = say!(
            "hơn {most} dấu chú thích, tham chiếu, tiêu đề trong một phần nội dung",
            "more than {most} notes, references and headings in one text"
        );
        sink.push(limits::exceeded(scalar.locate(0..0), message));
    }
    Marked { scalar, marks: Marks::Some(Box::new(read)) }
}

#[cfg(test)]
mod tests;
