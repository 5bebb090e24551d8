//! [`Document`] → [`Numbered`]: headings, notes and references get their numbers.
//!
//! Only this stage makes a `Numbered`, and only a `Numbered` can be written.

mod numberer;

pub use numberer::number;

use crate::assemble::{Author, Document, Element};
use crate::markup::{Inline, InlineKind, Marked, NoteHere};
use crate::section::NoteText;
use crate::source::Span;
use crate::style::HeadingStyle;
use crate::text::is_forbidden;
use std::collections::HashMap;
use std::ops::Range;

/// What a slot of a text came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolved {
    /// Nothing: a fault was reported.
    Nothing,
    /// A note, by its index in [`Numbered::notes`].
    Note {
        /// Its index.
        note: u32,
        /// This is where it is first cited.
        first: bool,
    },
    /// A reference to a heading, by its index in [`Numbered::headings`].
    Reference(u32),
    /// A heading's own number, likewise.
    Heading(u32),
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

/// A note with its number. A document may have a hundred thousand, so what few of them have stands elsewhere.
#[derive(Debug)]
pub struct Note<'a> {
    /// The printed number: its index + 1, unless numbers begin again in each appendix.
    pub number: u32,
    /// The appendix it stands in, from 1; 0 for the main text.
    pub part: u32,
    /// Its text.
    pub body: NoteBody<'a>,
    /// Where it is first cited.
    pub first: Use<'a>,
    /// It is cited again: [`Numbered::uses`].
    pub again: bool,
    /// Which of [`Document::authors`] wrote it.
    author: u32,
    /// Its own slots, or those of the text it stands in.
    slots: Range<u32>,
}

/// A citation. Its place in the file is worked out when it is asked for: most never are.
#[derive(Clone, Copy, Debug)]
pub struct Use<'a> {
    text: &'a Marked,
    slot: u32,
}

impl Use<'_> {
    /// The place in the file of the marker, or of the note written in place.
    #[must_use]
    pub fn span(self) -> Span {
        self.text.locate(&self.text.place_of(self.slot))
    }
}

/// Where a note's text is.
#[derive(Clone, Copy, Debug)]
pub enum NoteBody<'a> {
    /// In `footnotes:`.
    Defined(&'a NoteText),
    /// In place.
    InPlace(&'a Marked, &'a NoteHere),
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
            NoteBody::InPlace(..) => self.first.span(),
        }
    }

    /// Its paragraphs.
    pub fn paragraphs(&self) -> impl Iterator<Item = (&'a Marked, &'a [Inline])> {
        let (defined, here) = match self.body {
            NoteBody::Defined(note) => (Some(&note.text), None),
            NoteBody::InPlace(text, note) => (None, Some((text, &*note.content))),
        };
        let blocks = |text: &'a Marked| text.blocks().map(move |block| (text, block.content));
        here.into_iter().chain(defined.into_iter().flat_map(blocks))
    }
}

/// The document with every number in it.
#[derive(Debug)]
pub struct Numbered<'a> {
    document: Document<'a>,
    /// What the slots of all texts came to: of the document's elements, one after another, then of notes.
    slots: Vec<Resolved>,
    titles: Vec<Option<usize>>,
    headings: Vec<Heading>,
    levels: Vec<&'a [HeadingStyle]>,
    notes: Vec<Note<'a>>,
    /// The later citations of notes that are cited again, by the note's index.
    again: HashMap<u32, Vec<Use<'a>>>,
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
        let mut rest = &self.slots[..];
        self.document.elements.iter().zip(&self.titles).map(move |(element, title)| {
            let resolved;
            (resolved, rest) = rest.split_at(element.text.slots() as usize);
            (element, resolved, *title)
        })
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

    /// Who wrote a note.
    #[must_use]
    pub fn author(&self, note: &Note<'a>) -> &Author<'a> {
        &self.document.authors[note.author as usize]
    }

    /// What the slots of a note's text came to; for a note in place those of the text it stands in.
    #[must_use]
    pub fn resolved(&self, note: &Note<'a>) -> &[Resolved] {
        &self.slots[note.slots.start as usize..note.slots.end as usize]
    }

    /// Where the note of an index is cited, in reading order.
    pub fn uses(&self, note: usize) -> impl Iterator<Item = Use<'a>> {
        let again = self.again.get(&(note as u32)).map_or(&[][..], Vec::as_slice);
        std::iter::once(self.notes[note].first).chain(again.iter().copied())
    }

    /// A note's text as a reader sees it, paragraphs parted by a line break.
    #[must_use]
    pub fn plain(&self, note: &Note<'a>) -> String {
        let paragraph = |(text, content): (&Marked, &[Inline])| {
            let mut out = String::new();
            self.plain_into(note, text, content, &mut out);
            // As it is printed: without what no XML can hold.
            out.trim().chars().filter(|c| !is_forbidden(*c)).collect::<String>()
        };
        note.paragraphs().map(paragraph).collect::<Vec<_>>().join("\n")
    }

    fn plain_into(&self, note: &Note<'a>, text: &Marked, content: &[Inline], out: &mut String) {
        for inline in content {
            match text.kind(inline) {
                InlineKind::Reference { slot, .. } => {
                    if let Some(Resolved::Reference(to)) = self.resolved(note).get(slot as usize) {
                        out.push_str(&self.headings[*to as usize].number);
                    }
                }
                InlineKind::Link(link) => self.plain_into(note, text, &link.content, out),
                _ => out.push_str(&text.plain(std::slice::from_ref(inline))),
            }
        }
    }
}
