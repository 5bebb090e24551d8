//! A scalar: what it says, and where in its file each byte of that stands.

use super::lens::Lens;
use crate::source::{FileId, Held, Span};
use crate::text::nfc;
use std::borrow::Cow;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bare text.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// The decoded value of a scalar: a stretch of what is held of its file, or a text of its own.
#[derive(Clone)]
pub struct Decoded(pub(super) Content);

#[derive(Clone)]
pub(super) enum Content {
    /// Stands there word for word; in a block it is all its lines.
    Part(Arc<Held>, Range<u32>),
    /// Rare: lines are folded, or there are escapes.
    Own(Arc<Own>),
}

/// A value that does not stand in its file as it is.
pub(super) struct Own {
    pub(super) text: Box<str>,
    file: Arc<Held>,
    /// The way back; it is the same for all copies of a scalar.
    lens: OnceLock<Option<Lens>>,
}

// A large document has some hundred thousand.
const _: () = assert!(size_of::<Decoded>() == 16 && size_of::<Scalar>() == 32);

impl Decoded {
    pub(super) fn own(text: impl Into<Box<str>>, file: &Arc<Held>) -> Self {
        let (text, file) = (text.into(), file.clone());
        Self(Content::Own(Arc::new(Own { text, file, lens: OnceLock::new() })))
    }

    /// A stretch of what is held.
    pub(super) fn held(place: Range<u32>, file: &Arc<Held>) -> Self {
        Self(Content::Part(file.clone(), place))
    }

    /// Where it stands in what is held of its file, word for word.
    pub(super) fn place(&self) -> Option<Range<u32>> {
        match &self.0 {
            Content::Part(_, place) => Some(place.clone()),
            Content::Own(_) => None,
        }
    }

    /// Whether it is known that the words of its lines stand in XML as they are, and no two blanks touch in them.
    #[must_use]
    pub(crate) fn is_bare(&self) -> bool {
        matches!(&self.0, Content::Part(file, _) if file.is_bare())
    }

    fn file(&self) -> &Arc<Held> {
        match &self.0 {
            Content::Part(file, _) => file,
            Content::Own(own) => &own.file,
        }
    }
}

impl std::ops::Deref for Decoded {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.0 {
            Content::Part(file, place) => file.kept_at(place).unwrap_or_default(),
            Content::Own(own) => &own.text,
        }
    }
}

impl std::fmt::Display for Decoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&**self, f)
    }
}

impl std::fmt::Debug for Decoded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Debug::fmt(&**self, f)
    }
}

/// A scalar: its value, and the way back from the value to the file.
#[derive(Clone, Debug)]
pub struct Scalar {
    /// The decoded value.
    pub value: Decoded,
    /// How it is written.
    pub style: Style,
    /// The whole scalar in its file: quotes included; for `|` and `>` from the first character of
    /// text.
    pub span: Span,
}

impl Scalar {
    pub(super) fn new(value: Decoded, style: Style, span: Span) -> Self {
        Self { value, style, span }
    }

    /// A text that stands in `file` word for word from its first byte on.
    #[must_use]
    pub fn verbatim(file: FileId, text: &str) -> Self {
        let value = Decoded::held(0..text.len() as u32, &Arc::new(Held::new(text)));
        Self::new(value, Style::Literal, Span::new(file, 0..text.len()))
    }

    /// Nothing, at a place.
    #[must_use]
    pub fn empty(span: Span) -> Self {
        let at = Span { end: span.start, ..span };
        Self::new(Decoded::held(0..0, &Arc::default()), Style::Plain, at)
    }

    /// The value as a name: in NFC, without the white space around it.
    #[must_use]
    pub fn into_name(self) -> Decoded {
        // As nearly all names are: 1, 2, 3.
        if self.value.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            return self.value;
        }
        let own = match nfc(self.value.trim()) {
            Cow::Borrowed(name) if name.len() == self.value.len() => return self.value,
            name => name.into_owned(),
        };
        Decoded::own(own, self.value.file())
    }

    /// The place in the file of a byte range of the value. An empty range is the point before its
    /// character. Where the value cannot be matched with the file, the whole scalar.
    #[must_use]
    pub fn locate(&self, range: Range<u32>) -> Span {
        let place = match &self.value.0 {
            Content::Own(own) => match own.lens(self) {
                Some(lens) => lens.locate(range),
                None => return self.span,
            },
            Content::Part(file, place) => {
                let stretch = range.start..range.end.max(range.start);
                let literal = self.style == Style::Literal;
                match file.block_kept(place.start).filter(|_| literal) {
                    Some(block) => file.located(block, stretch),
                    None => self.word_for_word(place.len() as u32, &stretch),
                }
            }
        };
        Span::new(self.span.file, place)
    }

    /// The place of a stretch of a value of so many bytes that stands in the file as it is.
    fn word_for_word(&self, len: u32, stretch: &Range<u32>) -> Range<usize> {
        let quoted = matches!(self.style, Style::SingleQuoted | Style::DoubleQuoted);
        // Nothing in quotes is where the first of them is.
        let first = self.span.start + u32::from(quoted && len > 0);
        let at = |at: u32| (first + at.min(len)) as usize;
        at(stretch.start)..at(stretch.end)
    }

    /// Whether [`locate`](Self::locate) knows the place of every byte.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        match &self.value.0 {
            Content::Part(..) => true,
            Content::Own(own) => own.lens(self).is_some(),
        }
    }

    /// Whether every line break in the value ends a paragraph: in all styles but `|` YAML has
    /// joined the lines already.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.style != Style::Literal
    }
}

impl Own {
    fn lens(&self, scalar: &Scalar) -> Option<&Lens> {
        let new = || Lens::new(self.file.text(), scalar.span.range(), scalar.style, &self.text);
        self.lens.get_or_init(new).as_ref()
    }
}
