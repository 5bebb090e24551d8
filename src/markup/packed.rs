//! A run of text or a mark, in twelve bytes.

use super::{Emphasis, InlineKind, Place, Rare};

/// A run of text or a mark. Marks that later stages give a number to (notes, references, headings)
/// hold a *slot*: 0, 1, 2 … in reading order through the whole [`Marked`](super::Marked), tables included.
///
/// A large document holds a million of them, so this is packed; [`Marked::kind`](super::Marked::kind) says what it is.
#[derive(Clone, Copy)]
pub struct Inline {
    start: u32,
    /// Bytes of its place in the upper 24 bits, for a paragraph is bounded far below; then its
    /// emphasis, two bits; then what it is, three.
    packed: u32,
    /// Its slot, or its index among the [rare](Rare) ones of its kind.
    pub(super) number: u32,
}

const _: () = assert!(size_of::<Inline>() == 12);

/// What an [`Inline`] is, as it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tag {
    Text,
    Space,
    Note,
    NoteHere,
    Reference,
    Link,
    Picture,
}

const TAGS: [Tag; 8] = {
    use Tag::{Link, Note, NoteHere, Picture, Reference, Space, Text};
    [Text, Space, Note, NoteHere, Reference, Link, Picture, Text]
};

impl Inline {
    pub(super) fn new(tag: Tag, number: u32, place: Place) -> Self {
        let packed = place.end.saturating_sub(place.start) << 8 | tag as u32;
        Self { start: place.start, packed, number }
    }

    /// A run of text.
    #[must_use]
    pub fn text(place: Place, emphasis: Emphasis) -> Self {
        let mut inline = Self::new(Tag::Text, 0, place);
        inline.emphasize(emphasis);
        inline
    }

    pub(super) fn tag(&self) -> Tag {
        TAGS[(self.packed & 7) as usize]
    }

    fn is(&self, tag: Tag) -> bool {
        self.packed & 7 == tag as u32
    }

    /// What it is, among what is rare in its text.
    pub(super) fn kind<'a>(&self, rare: &'a Rare) -> InlineKind<'a> {
        let (at, slot) = (self.number as usize, self.number);
        // Between `[^` or `[@` and `]`.
        let name = || {
            let place = self.place();
            place.start + 2..place.end - 1
        };
        match self.tag() {
            Tag::Text => InlineKind::Text,
            Tag::Space => InlineKind::Space,
            Tag::Note => InlineKind::Note { key: name(), slot },
            Tag::NoteHere => InlineKind::NoteHere(&rare.notes[at]),
            Tag::Reference => InlineKind::Reference { id: name(), slot },
            Tag::Link => InlineKind::Link(&rare.links[at]),
            Tag::Picture => InlineKind::Picture(&rare.pictures[at]),
        }
    }

    /// All of it, brackets included.
    #[must_use]
    pub fn place(&self) -> Place {
        self.start..self.start + (self.packed >> 8)
    }

    /// The same, for slicing.
    #[must_use]
    pub(crate) fn range(&self) -> std::ops::Range<usize> {
        let start = self.start as usize;
        start..start + (self.packed >> 8) as usize
    }

    /// The same elsewhere.
    pub(super) fn at(&self, place: Place) -> Self {
        let len = place.end.saturating_sub(place.start);
        Self { start: place.start, packed: len << 8 | self.packed & 0xff, number: self.number }
    }

    /// Its emphasis.
    #[must_use]
    pub fn emphasis(&self) -> Emphasis {
        Emphasis { bold: self.packed & 16 != 0, italic: self.packed & 8 != 0 }
    }

    /// Adds emphasis to what it has.
    pub(super) fn emphasize(&mut self, more: Emphasis) {
        self.packed |= u32::from(more.bold) << 4 | u32::from(more.italic) << 3;
    }

    /// Whether it is a run of text.
    #[must_use]
    pub fn is_text(&self) -> bool {
        self.is(Tag::Text)
    }

    /// Whether it is words: a run of text, or a line break between two.
    #[must_use]
    pub fn is_words(&self) -> bool {
        self.is(Tag::Text) || self.is(Tag::Space)
    }

    /// Whether it is a note's mark, or a note written in place.
    #[must_use]
    pub fn is_note(&self) -> bool {
        self.is(Tag::Note) || self.is(Tag::NoteHere)
    }
}

impl std::fmt::Debug for Inline {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?} {} at {:?}, {:?}", self.tag(), self.number, self.place(), self.emphasis())
    }
}
