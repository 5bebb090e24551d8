//! The everyday shape of a section, read without the parser.
//!
//! Nearly all files are keys with a line of text, a text in double quotes or a `|` block, and one
//! level of keys below them. This reads that shape in one pass, and gives up at anything else: an
//! unusual character, an indicator, a comment, a value that goes on in the next line, a key twice.
//! It never reports a fault. What it reads is what the parser reads, values and places alike:
//! `quick_reading_is_the_parsers` compares the two.

use super::{Decoded, Entry, Node, Scalar, Style, Value};
use crate::source::{FileId, Held, Holding, Span};
use crate::text::is_plain;
use foldhash::fast::FixedState;
use memchr::{memchr, memchr2, memchr2_iter};
use std::collections::HashSet;
use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;
use std::vec::Drain;

/// Longest key, in bytes; YAML allows 1024 characters.
const KEY: usize = 120;

/// What was read of a file, before it becomes a tree.
pub(super) type Pairs = Vec<Pair>;

/// The tree of a file, if it has the everyday shape, and its text as the values of the tree hold it. `room` is
/// for [`Pairs`], and holds nothing for the next file.
pub(super) fn read(file: FileId, text: &str, room: &mut Pairs) -> Option<(Node, Arc<Held>)> {
    if text.len() > crate::limits::TEXT
        || !is_plain(text)
        || !text.ends_with('\n')
        || memchr(b'\t', text.as_bytes()).is_some()
    {
        return None;
    }
    room.clear();
    let mut reader = Reader { text, at: 0, holding: Holding::new(text), pairs: room };
    reader.map(0)?;
    if reader.at < text.len() {
        return None;
    }
    let held = Arc::new(reader.holding.finish());
    let root = Tree { file, held: &held }.map(&mut room.drain(..).peekable(), false)?;
    Some((root, held))
}

/// A key and its value; the keys below a key follow it.
#[derive(Debug)]
pub(super) struct Pair {
    /// It stands below a key.
    below: bool,
    key: Range<u32>,
    /// Where the key is in what is held.
    held_key: Range<u32>,
    /// `None` when there are keys below it.
    value: Option<Text>,
}

/// A value as written, and where it is in what is held.
#[derive(Debug)]
struct Text {
    style: Style,
    span: Range<u32>,
    held: Range<u32>,
}

struct Reader<'a> {
    text: &'a str,
    /// The start of a line.
    at: usize,
    holding: Holding<'a>,
    pairs: &'a mut Pairs,
}

impl Reader<'_> {
    fn bytes(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The end of the line that `at` is in; every line has one.
    fn line_end(&self, at: usize) -> usize {
        memchr(b'\n', &self.bytes()[at..]).map_or(self.text.len(), |len| at + len)
    }

    /// How many spaces stand at `at`.
    fn spaces(&self, at: usize) -> usize {
        self.bytes()[at..].iter().take_while(|byte| **byte == b' ').count()
    }

    /// Passes over empty lines; lines of spaces alone are not everyday.
    fn skip_empty(&mut self) {
        while self.bytes().get(self.at) == Some(&b'\n') {
            self.at += 1;
        }
    }

    /// Keys that stand `indent` spaces in, and their values, from the line at hand on; one at least.
    fn map(&mut self, indent: usize) -> Option<()> {
        let first = self.pairs.len();
        self.skip_empty();
        while self.at < self.text.len() {
            let spaces = self.spaces(self.at);
            if spaces < indent {
                break;
            }
            if spaces > indent {
                return None;
            }
            self.entry(indent)?;
        }
        (self.pairs.len() > first).then_some(())
    }

    /// A key and its value; then the start of the next line that is not empty.
    fn entry(&mut self, indent: usize) -> Option<()> {
        let start = self.at + indent;
        let end = self.line_end(start);
        let line = &self.bytes()[start..end];
        // A letter or digit first, and after it nothing that YAML could take for a mark.
        let len = line.iter().position(|byte| !is_key(*byte))?;
        if len == 0 || len > KEY || matches!(line[0], b'-' | b'.') || line[len] != b':' {
            return None;
        }
        let held_key = self.holding.place(start..start + len);
        let (below, key) = (indent > 0, start as u32..(start + len) as u32);
        let rest = start + len + 1;
        let value = rest + self.spaces(rest);
        self.at = end + 1;
        let text = match self.bytes()[value] {
            b'\n' => {
                self.skip_empty();
                // Only one level below the first: what is deeper belongs to document.yaml.
                let deeper = self.spaces(self.at.min(self.text.len()));
                if below || deeper == 0 || value > rest {
                    return None;
                }
                self.pairs.push(Pair { below, key, held_key, value: None });
                return self.map(deeper);
            }
            _ if value == rest => return None,
            b'|' if value + 1 == end => self.block(indent)?,
            b'"' => {
                let inner = &self.bytes()[value + 1..end];
                let close = memchr2(b'"', b'\\', inner)?;
                if value + 1 + close + 1 != end || inner[close] != b'"' {
                    return None;
                }
                self.text(Style::DoubleQuoted, value..end)
            }
            first if first.is_ascii_alphanumeric() || first >= 0x80 => self.plain(value..end)?,
            _ => return None,
        };
        self.pairs.push(Pair { below, key, held_key, value: Some(text) });
        self.skip_empty();
        // A deeper line would go on with the value.
        (self.spaces(self.at) <= indent).then_some(())
    }

    /// A text that stands in one piece.
    fn text(&self, style: Style, span: Range<usize>) -> Text {
        let quote = usize::from(style == Style::DoubleQuoted);
        let held = self.holding.place(span.start + quote..span.end - quote);
        Text { style, span: span.start as u32..span.end as u32, held }
    }

    /// A plain scalar on one line.
    fn plain(&self, span: Range<usize>) -> Option<Text> {
        let line = &self.bytes()[span.clone()];
        let blank = matches!(line, b"null" | b"Null" | b"NULL");
        let marks = memchr2_iter(b':', b'#', line).any(|at| match line[at] {
            b':' => line.get(at + 1) == Some(&b' '),
            _ => at > 0 && line[at - 1] == b' ',
        });
        if blank || marks || matches!(line.last(), Some(b':' | b' ')) {
            return None;
        }
        Some(self.text(Style::Plain, span))
    }

    /// A `|` block below a key that stands `indent` spaces in.
    fn block(&mut self, indent: usize) -> Option<Text> {
        let inner = self.spaces(self.at.min(self.text.len()));
        if inner <= indent || self.bytes().get(self.at + inner) == Some(&b'\n') {
            return None;
        }
        let start = self.at + inner;
        self.holding.begin(self.at, inner);
        // Everything up to the first line that stands further out.
        let mut last = self.at;
        loop {
            self.skip_empty();
            if self.at == self.text.len() {
                break;
            }
            let spaces = self.spaces(self.at);
            if self.bytes().get(self.at + spaces) == Some(&b'\n') {
                return None;
            }
            if spaces < inner {
                if spaces > indent {
                    return None;
                }
                break;
            }
            // The empty lines before it, and the line.
            if last < self.at {
                self.holding.keep(last..self.at);
            }
            let text = self.at + inner;
            last = self.line_end(text) + 1;
            self.holding.keep(text..last);
            self.at = last;
        }
        let held = self.holding.end(last);
        // The parser's place ends where the next token starts.
        let next = self.at + self.spaces(self.at.min(self.text.len()));
        Some(Text { style: Style::Literal, span: start as u32..next as u32, held })
    }
}

/// Makes nodes of what was read.
struct Tree<'a> {
    file: FileId,
    held: &'a Arc<Held>,
}

impl Tree<'_> {
    /// The mapping of all pairs, or of those below a key; `None` when a key is given twice.
    fn map(&self, pairs: &mut Peekable<Drain<'_, Pair>>, below: bool) -> Option<Node> {
        let mut entries = Vec::with_capacity(if below { pairs.len() } else { 0 });
        while let Some(pair) = pairs.next_if(|pair| pair.below == below) {
            let key =
                self.scalar(Text { style: Style::Plain, span: pair.key, held: pair.held_key });
            let value = match pair.value {
                Some(text) => {
                    let scalar = self.scalar(text);
                    Node { span: scalar.span, value: Value::Scalar(scalar) }
                }
                None => self.map(pairs, true)?,
            };
            entries.push(Entry { key, value });
        }
        if twice(&entries) {
            return None;
        }
        let start = entries.first()?.key.span.start;
        let end = entries.last()?.value.span.end;
        let span = Span { file: self.file, start, end };
        Some(Node { value: Value::Map(entries), span })
    }

    fn scalar(&self, text: Text) -> Scalar {
        let value = Decoded::held(text.held, self.held);
        let Range { start, end } = text.span;
        Scalar::new(value, text.style, Span { file: self.file, start, end })
    }
}

/// Letters of any script, digits, `-`, `_` and `.`, as far as a byte tells.
fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') || byte >= 0x80
}

/// Whether a key is given twice. All of them are composed, being [plain](is_plain).
fn twice(entries: &[Entry]) -> bool {
    // Notes are mostly counted: 9, 10, 11.
    let rises = |one: &str, next: &str| (one.len(), one) < (next.len(), next);
    if entries.is_sorted_by(|one, next| rises(&one.key.value, &next.key.value)) {
        return false;
    }
    let mut seen = HashSet::with_capacity_and_hasher(entries.len(), FixedState::default());
    !entries.iter().all(|entry| seen.insert(&*entry.key.value))
}
