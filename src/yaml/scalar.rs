//! A scalar: what it says, and where in its file each byte of that stands.

use super::hold;
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

/// The decoded value of a scalar: a text of its own, or a stretch of what is held of its file.
#[derive(Clone)]
pub struct Decoded {
    pub(super) file: Arc<Held>,
    pub(super) content: Content,
}

#[derive(Clone)]
pub(super) enum Content {
    Own(Box<str>),
    Part(Range<u32>),
}

impl Decoded {
    pub(super) fn own(text: impl Into<Box<str>>, file: &Arc<Held>) -> Self {
        Self { file: file.clone(), content: Content::Own(text.into()) }
    }

    /// A stretch of what is held.
    pub(super) fn held(place: Range<u32>, file: &Arc<Held>) -> Self {
        Self { file: file.clone(), content: Content::Part(place) }
    }
}

impl std::ops::Deref for Decoded {
    type Target = str;

    fn deref(&self) -> &str {
        match &self.content {
            Content::Own(text) => text,
            Content::Part(place) => self.file.kept_at(place).unwrap_or_default(),
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
    lens: OnceLock<Option<Box<Lens>>>,
}

impl Scalar {
    pub(super) fn new(value: Decoded, style: Style, span: Span) -> Self {
        Self { value, style, span, lens: OnceLock::new() }
    }

    /// A text that stands in `file` word for word from its first byte on.
    #[must_use]
    pub fn verbatim(file: FileId, text: &str) -> Self {
        Self {
            value: Decoded::own(text, &Arc::default()),
            style: Style::Literal,
            span: Span::new(file, 0..text.len()),
            lens: OnceLock::from(Some(Box::new(Lens::verbatim(0, text.len())))),
        }
    }

    /// Nothing, at a place.
    #[must_use]
    pub fn empty(span: Span) -> Self {
        let at = Span { end: span.start, ..span };
        let lens = OnceLock::from(None);
        let value = Decoded::own("", &Arc::default());
        Self { value, style: Style::Plain, span: at, lens }
    }

    /// The value as a name: in NFC, without the white space around it.
    #[must_use]
    pub fn into_name(self) -> Decoded {
        let own = match nfc(self.value.trim()) {
            Cow::Borrowed(name) if name.len() == self.value.len() => return self.value,
            name => name.into_owned(),
        };
        Decoded::own(own, &self.value.file)
    }

    /// The place in the file of a byte range of the value. An empty range is the point before its
    /// character. Where the value cannot be matched with the file, the whole scalar.
    #[must_use]
    pub fn locate(&self, range: Range<u32>) -> Span {
        match self.lens() {
            Some(lens) => Span::new(self.span.file, lens.locate(range)),
            None => self.span,
        }
    }

    /// Whether [`locate`](Self::locate) knows the place of every byte.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.lens().is_some()
    }

    fn lens(&self) -> Option<&Lens> {
        self.lens.get_or_init(|| hold::lens(self).map(Box::new)).as_deref()
    }

    /// Whether every line break in the value ends a paragraph: in all styles but `|` YAML has
    /// joined the lines already.
    #[must_use]
    pub fn is_joined(&self) -> bool {
        self.style != Style::Literal
    }
}
