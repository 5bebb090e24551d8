//! The everyday shape of a file, read without the parser.
//!
//! Nearly all files are keys with a line of text, a text in double quotes or a `|` block, and lists and
//! keys below them. This reads that shape in one pass, and gives up at anything else: an
//! unusual character, an indicator, a comment, a value that goes on in the next line, a key twice.
//! It never reports a fault. What it reads is what the parser reads, values and places alike:
//! `quick_reading_is_the_parsers` compares the two.

use super::{Decoded, Entry, Node, Room, Scalar, Style, Value};
use crate::source::{FileId, Held, Holding, Span};
use crate::text::is_plain;
use foldhash::fast::FixedState;
use memchr::{memchr, memchr2, memchr2_iter, memchr3_iter};
use std::cmp::Ordering;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;
use std::vec::Drain;

/// Longest key, in bytes; YAML allows 1024 characters.
const KEY: usize = 120;
/// Collections within one another: an outline of the deepest headings has no more.
const DEPTH: usize = 24;

/// What was read of a file, before it becomes a tree: each collection is followed by what is in it, a key by
/// its value.
pub(super) type Items = Vec<Item>;

/// A text, or the beginning of a collection of so many entries.
#[derive(Debug)]
pub(super) enum Item {
    Text(Text),
    Map(u32),
    List { start: u32, count: u32 },
}

/// A text as written, and where it is in what is held.
#[derive(Debug)]
pub(super) struct Text {
    style: Style,
    span: Range<u32>,
    held: Range<u32>,
}

/// The tree of a file, if it has the everyday shape, and its text as the values of the tree hold it.
pub(super) fn read(file: FileId, text: &str, room: &mut Room) -> Option<(Node, Arc<Held>)> {
    if text.len() > crate::limits::TEXT || !text.ends_with('\n') || !is_printable(text) {
        return None;
    }
    let Room { items, ends } = room;
    items.clear();
    ends.clear();
    let mut reader = Reader { text, at: 0, holding: Holding::new(text), items, ends };
    reader.skip_empty();
    reader.map(0, 1)?;
    if reader.at < text.len() {
        return None;
    }
    let held = Arc::new(reader.holding.finish(true));
    let root = Tree { file, held: &held, items: items.drain(..) }.node()?;
    Some((root, held))
}

struct Reader<'a> {
    text: &'a str,
    /// The start of a line.
    at: usize,
    holding: Holding<'a>,
    items: &'a mut Items,
    /// Where the lines of blocks end in what is held.
    ends: &'a mut Vec<u32>,
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

    /// Whether the line at hand stands `indent` spaces in, and so goes on with the collection there; if not, whether
    /// it ends that. A line further in goes on with something else.
    fn goes_on(&self, indent: usize) -> Option<bool> {
        match self.spaces(self.at).cmp(&indent) {
            Ordering::Less => Some(false),
            Ordering::Equal => Some(self.at < self.text.len()),
            Ordering::Greater => None,
        }
    }

    /// Keys that stand `indent` spaces in, and their values: one at least, which begins in the line at hand.
    fn map(&mut self, indent: usize, depth: usize) -> Option<()> {
        let (at, mut count) = (self.items.len(), 0);
        self.items.push(Item::Map(0));
        loop {
            self.entry(indent, depth)?;
            count += 1;
            if !self.goes_on(indent)? {
                break;
            }
        }
        self.items[at] = Item::Map(count);
        Some(())
    }

    /// Lines with a dash `indent` spaces in, and what stands after it: one at least, the line at hand.
    /// `as_its_key` says whether that is where its key stands; the parser's place begins behind the dash then.
    fn list(&mut self, indent: usize, as_its_key: bool, depth: usize) -> Option<()> {
        let start = self.at + indent + if as_its_key { 2 } else { 0 };
        let (at, start, mut count) = (self.items.len(), start as u32, 0);
        self.items.push(Item::List { start, count });
        loop {
            let value = self.at + indent + 2;
            if self.bytes().get(value - 2..value)? != b"- " {
                return None;
            }
            let end = self.line_end(value);
            if self.key(value..end).is_some() {
                // The first of keys stands behind the dash, the others below it.
                self.map(indent + 2, depth + 1)?;
            } else {
                let text = self.words(value..end)?;
                self.items.push(Item::Text(text));
                self.at = end + 1;
                self.skip_empty();
            }
            count += 1;
            if !self.goes_on(indent)? || self.bytes()[self.at + indent] != b'-' {
                break;
            }
        }
        self.items[at] = Item::List { start, count };
        Some(())
    }

    /// Where the key ends that a line begins with: a letter or digit first, and after it nothing that YAML could take
    /// for a mark.
    fn key(&self, line: Range<usize>) -> Option<usize> {
        let start = line.start;
        let line = &self.bytes()[line];
        let len = line.iter().position(|byte| !is_key(*byte))?;
        let is_key = (1..=KEY).contains(&len)
            && !matches!(line[0], b'-' | b'.')
            && line[len] == b':'
            && matches!(line.get(len + 1), None | Some(b' '))
            // Keys are compared in their composed form.
            && (line[..len].is_ascii() || is_plain(&self.text[start..start + len]));
        is_key.then_some(start + len)
    }

    /// A key and its value; then the start of the next line that is not empty.
    fn entry(&mut self, indent: usize, depth: usize) -> Option<()> {
        let start = self.at + indent;
        let end = self.line_end(start);
        let key = self.key(start..end)?;
        let text = self.text(Style::Plain, start..key);
        self.items.push(Item::Text(text));
        let value = key + 1 + self.spaces(key + 1);
        self.at = end + 1;
        if value == end {
            self.skip_empty();
            let deeper = self.spaces(self.at);
            if value > key + 1 || depth == DEPTH {
                return None;
            }
            return if self.bytes().get(self.at + deeper) == Some(&b'-') && deeper >= indent {
                self.list(deeper, deeper == indent, depth + 1)
            } else if deeper > indent {
                self.map(deeper, depth + 1)
            } else {
                None
            };
        }
        let text = match self.bytes()[value] {
            b'|' if value + 1 == end => self.block(indent)?,
            _ => self.words(value..end)?,
        };
        self.items.push(Item::Text(text));
        self.skip_empty();
        Some(())
    }

    /// A text that stands in one piece.
    fn text(&self, style: Style, span: Range<usize>) -> Text {
        let quote = usize::from(style == Style::DoubleQuoted);
        let held = self.holding.place(span.start + quote..span.end - quote);
        Text { style, span: span.start as u32..span.end as u32, held }
    }

    /// A text on one line, plain or in double quotes.
    fn words(&self, span: Range<usize>) -> Option<Text> {
        let line = &self.bytes()[span.clone()];
        match line.first()? {
            b'"' => {
                let close = memchr2(b'"', b'\\', &line[1..])? + 1;
                let whole = close + 1 == line.len() && line[close] == b'"';
                whole.then(|| self.text(Style::DoubleQuoted, span))
            }
            first if first.is_ascii_alphanumeric() || *first >= 0x80 => {
                let blank = matches!(line, b"null" | b"Null" | b"NULL");
                let marks = memchr2_iter(b':', b'#', line).any(|at| match line[at] {
                    b':' => line.get(at + 1) == Some(&b' '),
                    _ => at > 0 && line[at - 1] == b' ',
                });
                let plain = !blank && !marks && !matches!(line.last(), Some(b':' | b' '));
                plain.then(|| self.text(Style::Plain, span))
            }
            _ => None,
        }
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
                let end = self.holding.keep(last..self.at);
                self.ends.extend(end - (self.at - last) as u32 + 1..=end);
            }
            let text = self.at + inner;
            last = self.line_end(text) + 1;
            self.ends.push(self.holding.keep(text..last));
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
    items: Drain<'a, Item>,
}

impl Tree<'_> {
    /// The next node, with all that is in it; `None` when a key is given twice.
    fn node(&mut self) -> Option<Node> {
        let (value, start, end) = match self.items.next()? {
            Item::Text(text) => {
                let scalar = self.scalar(text);
                let Span { start, end, .. } = scalar.span;
                (Value::Scalar(scalar), start, end)
            }
            Item::Map(count) => {
                let mut entries = Vec::with_capacity(count as usize);
                for _ in 0..count {
                    let Item::Text(key) = self.items.next()? else { return None };
                    entries.push(Entry { key: self.scalar(key), value: self.node()? });
                }
                if twice(&entries) {
                    return None;
                }
                let (start, end) =
                    (entries.first()?.key.span.start, entries.last()?.value.span.end);
                (Value::Map(entries), start, end)
            }
            Item::List { start, count } => {
                let mut nodes = Vec::with_capacity(count as usize);
                for _ in 0..count {
                    nodes.push(self.node()?);
                }
                let end = nodes.last()?.span.end;
                (Value::List(nodes), start, end)
            }
        };
        Some(Node { value, span: Span { file: self.file, start, end } })
    }

    fn scalar(&self, text: Text) -> Scalar {
        let value = Decoded::held(text.held, self.held);
        let Range { start, end } = text.span;
        Scalar::new(value, text.style, Span { file: self.file, start, end })
    }
}

/// Whether a text has no control characters but line breaks, nothing that XML cannot hold and no byte-order mark: YAML
/// takes all else in a value as it is.
#[allow(clippy::needless_bitwise_bool)] // no branch, see below
fn is_printable(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Nearly every byte is told to be fine without a branch, so that the compiler judges many at once.
    let control = |byte: u8| (byte < b' ') & (byte != b'\n');
    !bytes.iter().fold(false, |any, byte| any | control(*byte))
        && memchr3_iter(0x7f, 0xc2, 0xef, bytes).all(|at| match bytes[at] {
            0xc2 => bytes[at + 1] >= 0xa0,
            0xef => !text[at..].starts_with(['\u{feff}', '\u{fffe}', '\u{ffff}']),
            _ => false,
        })
}

/// Letters of any script, digits, `-`, `_` and `.`, as far as a byte tells.
fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') || byte >= 0x80
}

/// Whether a key is given twice. All of them are composed.
fn twice(entries: &[Entry]) -> bool {
    // Notes are mostly counted: 9, 10, 11.
    let rises = |one: &str, next: &str| (one.len(), one) < (next.len(), next);
    if entries.is_sorted_by(|one, next| rises(&one.key.value, &next.key.value)) {
        return false;
    }
    let mut seen = HashSet::with_capacity_and_hasher(entries.len(), FixedState::default());
    !entries.iter().all(|entry| seen.insert(&*entry.key.value))
}

#[cfg(test)]
mod tests;
