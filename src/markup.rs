//! Text with marks → blocks and inline runs, places kept.
//!
//! Parsing cannot fail: what is not a mark is text, and what is a broken mark is a finding and text.
//! All ranges count bytes in the value of [`Marked::scalar`], so that text is never copied; the
//! way to the file is [`Scalar::locate`].

mod block;
mod inline;

pub use inline::is_name_char;

use crate::diagnostic::Sink;
use crate::limits;
use crate::say;
use crate::source::Span;
use crate::yaml::Scalar;
use std::ops::Range;
use std::sync::Arc;

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
    pub scalar: Arc<Scalar>,
    /// Its blocks in order. A text of [`Extent::Line`] has at most one, a paragraph.
    pub blocks: Vec<Block>,
    /// How many slots its marks have: see [`Inline`].
    pub slots: u32,
    /// Whether there may be a picture among them.
    pub pictures: bool,
}

/// A paragraph, heading, item … or table.
#[derive(Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// All of it, from its first mark to its last character.
    pub place: Place,
    /// The mark that makes it, without the space after it: `-`, `a)`, `1.`, `Điều 1.`, `##`; empty
    /// for a paragraph and a table.
    pub mark: Place,
    /// The text; empty for a table.
    pub content: Vec<Inline>,
}

/// The kinds of block.
#[derive(Debug)]
pub enum BlockKind {
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
    Heading {
        /// 1 for `##`, 2 for `###`.
        depth: u8,
        /// The id of `{#id}`, without its brackets.
        id: Option<Place>,
        /// The slot of its number.
        slot: u32,
    },
    /// A pipe table.
    Table(Box<Table>),
}

/// A pipe table. All rows have the same number of cells: shorter rows are reported and filled.
#[derive(Debug)]
pub struct Table {
    /// The text of the `Bảng: …` line.
    pub caption: Option<Vec<Inline>>,
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
    pub content: Vec<Inline>,
}

/// Weight and slope of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Emphasis {
    /// `**…**`
    pub bold: bool,
    /// `*…*`
    pub italic: bool,
}

/// A run of text or a mark. Marks that later stages give a number to (notes, references, headings)
/// hold a *slot*: 0, 1, 2 … in reading order through the whole [`Marked`], tables included.
#[derive(Debug)]
pub struct Inline {
    /// What it is.
    pub kind: InlineKind,
    /// All of it, brackets included.
    pub place: Place,
    /// Its emphasis.
    pub emphasis: Emphasis,
}

/// The kinds of inline. What is rare and large is boxed: a document holds ten times as many runs of text.
#[derive(Debug)]
pub enum InlineKind {
    /// The text at `place`, word for word (an escaping `\` stands in no run's place).
    Text,
    /// A line break that is a space; `place` covers the break and the white space around it.
    Space,
    /// `[^key]`
    Note {
        /// The key.
        key: Place,
        /// The slot of its number.
        slot: u32,
    },
    /// `^[…]`: a note written in place.
    NoteHere(Box<NoteHere>),
    /// `[@id]`
    Reference {
        /// The id.
        id: Place,
        /// The slot of what it refers to.
        slot: u32,
    },
    /// `<https://…>` or `[text](https://…)`
    Link(Box<Link>),
    /// `![caption](path)`
    Picture(Box<Picture>),
}

/// A note written in place.
#[derive(Debug)]
pub struct NoteHere {
    /// Its text (no notes in it). Slots of its marks follow this note's own.
    pub content: Vec<Inline>,
    /// The slot of its number.
    pub slot: u32,
}

/// A link.
#[derive(Debug)]
pub struct Link {
    /// The address.
    pub target: Place,
    /// What is shown; no links in it.
    pub content: Vec<Inline>,
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
    /// The words at a place.
    #[must_use]
    pub fn text(&self, place: &Place) -> &str {
        &self.scalar.value[place.start as usize..place.end as usize]
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
            match &inline.kind {
                InlineKind::Text => out.push_str(self.text(&inline.place)),
                InlineKind::Space => out.push(' '),
                InlineKind::Note { .. } | InlineKind::NoteHere(_) => {}
                InlineKind::Reference { id, .. } => out.push_str(self.text(id)),
                InlineKind::Link(link) => self.plain_into(&link.content, out),
                InlineKind::Picture(picture) => out.push_str(self.text(&picture.caption)),
            }
        }
    }

    /// Calls `visit` with every inline of the text in reading order, those inside links and notes
    /// written in place after the link or note itself.
    pub fn each<'a>(&'a self, mut visit: impl FnMut(&'a Inline)) {
        for block in &self.blocks {
            if let BlockKind::Table(table) = &block.kind {
                each(table.caption.as_deref().unwrap_or_default(), &mut visit);
                for cell in table.rows.iter().flatten() {
                    each(&cell.content, &mut visit);
                }
            }
            each(&block.content, &mut visit);
        }
    }
}

fn each<'a>(content: &'a [Inline], visit: &mut impl FnMut(&'a Inline)) {
    for inline in content {
        visit(inline);
        match &inline.kind {
            InlineKind::NoteHere(note) => each(&note.content, visit),
            InlineKind::Link(link) => each(&link.content, visit),
            _ => {}
        }
    }
}

/// Reads a text.
pub fn parse(scalar: Arc<Scalar>, extent: Extent, sink: &mut Sink) -> Marked {
    let (blocks, slots, pictures) = block::read(&scalar, extent, sink);
    let most = limits::NOTES;
    if slots as usize > most {
        let message = say!(
            "hơn {most} dấu chú thích, tham chiếu, tiêu đề trong một phần nội dung",
            "more than {most} notes, references and headings in one text"
        );
        sink.push(limits::exceeded(scalar.locate(0..0), message));
    }
    Marked { scalar, blocks, slots, pictures }
}

#[cfg(test)]
mod tests;
