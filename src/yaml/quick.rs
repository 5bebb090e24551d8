//! The everyday shape of a section, read without the parser.
//!
//! Nearly all files are keys with a line of text, a text in double quotes or a `|` block, and one
//! level of keys below them. This reads that shape in one pass, and gives up at anything else: an
//! unusual character, an indicator, a comment, a value that goes on in the next line, a key twice.
//! It never reports a fault. What it reads is what the parser reads, values and places alike:
//! `quick_reading_is_the_parsers` compares the two.

use super::hold::Indented;
use super::{Decoded, Entry, Node, Scalar, Style, Value};
use crate::source::{FileId, Held, Span};
use crate::text::is_plain;
use foldhash::fast::FixedState;
use memchr::{memchr, memchr2, memchr2_iter};
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// Longest key, in bytes; YAML allows 1024 characters.
const KEY: usize = 120;

/// The tree of a file, if it has the everyday shape, and its `|` blocks. A block's value is still its lines as they
/// stand in the file.
pub(super) fn read(file: FileId, held: &Arc<Held>) -> Option<(Node, Vec<Indented>)> {
    let text = held.text();
    if text.len() > crate::limits::TEXT
        || !is_plain(text)
        || !text.ends_with('\n')
        || text.contains('\t')
    {
        return None;
    }
    let mut reader = Reader { file, held, text, at: 0, blocks: Vec::new() };
    let root = reader.map(0)?;
    (reader.at == text.len()).then_some((root, reader.blocks))
}

struct Reader<'a> {
    file: FileId,
    held: &'a Arc<Held>,
    text: &'a str,
    /// The start of a line.
    at: usize,
    blocks: Vec<Indented>,
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

    /// A mapping whose keys stand `indent` spaces in, from the line at hand on.
    fn map(&mut self, indent: usize) -> Option<Node> {
        let mut entries: Vec<Entry> = Vec::new();
        self.skip_empty();
        while self.at < self.text.len() {
            let spaces = self.spaces(self.at);
            if spaces < indent {
                break;
            }
            if spaces > indent {
                return None;
            }
            entries.push(self.entry(indent)?);
        }
        if twice(&entries) {
            return None;
        }
        let start = entries.first()?.key.span.start;
        let end = entries.last()?.value.span.end;
        let span = Span { file: self.file, start, end };
        Some(Node { value: Value::Map(entries), span })
    }

    /// A key and its value; then the start of the next line that is not empty.
    fn entry(&mut self, indent: usize) -> Option<Entry> {
        let start = self.at + indent;
        let end = self.line_end(start);
        let line = &self.bytes()[start..end];
        // A letter or digit first, and after it nothing that YAML could take for a mark.
        let len = line.iter().position(|byte| !is_key(*byte))?;
        if len == 0 || len > KEY || matches!(line[0], b'-' | b'.') || line[len] != b':' {
            return None;
        }
        let key = Arc::new(self.part(start..start + len, Style::Plain));
        let rest = start + len + 1;
        let value = rest + self.spaces(rest);
        self.at = end + 1;
        let node = match self.bytes()[value] {
            b'\n' => {
                self.skip_empty();
                // Only one level below the first: what is deeper belongs to document.yaml.
                let deeper = self.spaces(self.at.min(self.text.len()));
                if indent > 0 || deeper == 0 || value > rest {
                    return None;
                }
                self.map(deeper)?
            }
            _ if value == rest => return None,
            b'|' if value + 1 == end => self.block(indent)?,
            b'"' => {
                let inner = &self.bytes()[value + 1..end];
                let close = memchr2(b'"', b'\\', inner)?;
                if value + 1 + close + 1 != end || inner[close] != b'"' {
                    return None;
                }
                let mut scalar = self.part(value + 1..end - 1, Style::DoubleQuoted);
                scalar.span = Span::new(self.file, value..end);
                self.node(scalar)
            }
            first if first.is_ascii_alphanumeric() || first >= 0x80 => {
                let scalar = self.plain(value..end)?;
                self.node(scalar)
            }
            _ => return None,
        };
        self.skip_empty();
        // A deeper line would go on with the value.
        (self.spaces(self.at) <= indent).then_some(Entry { key, value: node })
    }

    /// A plain scalar on one line.
    fn plain(&self, place: Range<usize>) -> Option<Scalar> {
        let line = &self.bytes()[place.clone()];
        let blank = matches!(line, b"null" | b"Null" | b"NULL");
        let marks = memchr2_iter(b':', b'#', line).any(|at| match line[at] {
            b':' => line.get(at + 1) == Some(&b' '),
            _ => at > 0 && line[at - 1] == b' ',
        });
        if blank || marks || matches!(line.last(), Some(b':' | b' ')) {
            return None;
        }
        Some(self.part(place, Style::Plain))
    }

    /// A `|` block below a key that stands `indent` spaces in.
    fn block(&mut self, indent: usize) -> Option<Node> {
        let inner = self.spaces(self.at.min(self.text.len()));
        if inner <= indent || self.bytes().get(self.at + inner) == Some(&b'\n') {
            return None;
        }
        let start = self.at + inner;
        // Everything up to the first line that stands further out.
        let mut last = self.at;
        while self.at < self.text.len() {
            if self.bytes()[self.at] == b'\n' {
                self.at += 1;
                continue;
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
            self.at = self.line_end(self.at) + 1;
            last = self.at;
        }
        let lines = start - inner..last;
        self.blocks.push((lines.clone(), inner));
        // The parser's place ends where the next token starts.
        let next = self.at + self.spaces(self.at.min(self.text.len()));
        let span = Span::new(self.file, start..next);
        let value = Decoded::part(lines, self.held);
        Some(self.node(Scalar::new(value, Style::Literal, span)))
    }

    /// A scalar that stands in the file word for word.
    fn part(&self, place: Range<usize>, style: Style) -> Scalar {
        let span = Span::new(self.file, place.clone());
        Scalar::new(Decoded::part(place, self.held), style, span)
    }

    fn node(&self, scalar: Scalar) -> Node {
        let span = Span { file: self.file, ..scalar.span };
        Node { value: Value::Scalar(Arc::new(scalar)), span }
    }
}

/// Letters of any script, digits, `-`, `_` and `.`, as far as a byte tells.
fn is_key(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') || byte >= 0x80
}

/// Whether a key is given twice. All of them are composed, being [plain](is_plain).
fn twice(entries: &[Entry]) -> bool {
    let mut seen = HashSet::with_capacity_and_hasher(entries.len(), FixedState::default());
    !entries.iter().all(|entry| seen.insert(&*entry.key.value))
}
