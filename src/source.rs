//! Files as they were read, and places in them.
//!
//! Every value of the pipeline keeps its place as a [`Span`]: a file and a byte range in it. Lines
//! and columns are made from it only when a finding is shown.

mod held;

use crate::language::Text;
pub use held::{Block, Held, Holding};
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// One of the files of a run; the number is its place in [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A byte range in a file: `start..end`, counted from the file's first byte after a byte-order mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The bytes `range` of `file`.
    #[must_use]
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Self { file, start: range.start as u32, end: range.end as u32 }
    }

    /// The very beginning of `file`: the place of a finding about the file as a whole.
    #[must_use]
    pub fn file(file: FileId) -> Self {
        Self { file, start: 0, end: 0 }
    }

    /// The byte range, for slicing the file's text.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Line and column, both counted from 1; a column is a character (Unicode scalar value).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// Line, from 1.
    pub line: u32,
    /// Character in the line, from 1.
    pub column: u32,
}

/// Bytes between two counts of characters.
const STEP: usize = 1024;

/// A file's name and text.
#[derive(Debug)]
pub struct Source {
    /// Path relative to the document folder, with `/` on every system.
    pub name: String,
    text: Arc<Held>,
    lines: OnceLock<Vec<u32>>,
    /// Characters before every [`STEP`]th byte: columns in a line without end cost no more than others.
    counts: OnceLock<Vec<u32>>,
    /// Where a person finds each line, when lines are not what a person sees.
    places: Vec<Text>,
}

impl Source {
    /// A file called `name` with `text`; a leading byte-order mark is dropped.
    #[must_use]
    pub fn new(name: impl Into<String>, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        Self::held_as(name, Arc::new(Held::new(text)))
    }

    /// A file of which the text is held already.
    pub(crate) fn held_as(name: impl Into<String>, text: Arc<Held>) -> Self {
        Self {
            name: name.into(),
            text,
            lines: OnceLock::new(),
            counts: OnceLock::new(),
            places: Vec::new(),
        }
    }

    /// A text made of a file that has no lines, such as a DOCX; `places` says of each line where a
    /// person finds it.
    #[must_use]
    pub fn with_places(name: impl Into<String>, text: &str, places: Vec<Text>) -> Self {
        Self { places, ..Self::new(name, text) }
    }

    /// The text, without a byte-order mark; empty when the file could not be read.
    #[must_use]
    pub fn text(&self) -> &str {
        self.text.text()
    }

    /// Bytes that are held of it, a little less than the file has.
    #[must_use]
    pub fn size(&self) -> usize {
        self.text.kept().len()
    }

    /// The text as it is held.
    pub(crate) fn held(&self) -> &Arc<Held> {
        &self.text
    }

    /// Holds the same text in another way.
    pub(crate) fn hold(&mut self, text: Arc<Held>) {
        self.text = text;
    }

    /// Where a person finds a line (from 1), when its number does not say.
    #[must_use]
    pub fn place(&self, line: u32) -> Option<&Text> {
        self.places.get((line as usize).checked_sub(1)?)
    }

    /// Offsets of the first byte of every line. Lines end at `\n`, `\r\n` or `\r`, as YAML has it.
    fn lines(&self) -> &[u32] {
        self.lines.get_or_init(|| {
            let bytes = self.text().as_bytes();
            let mut starts = vec![0];
            for (at, byte) in bytes.iter().enumerate() {
                if *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n')) {
                    starts.push(at as u32 + 1);
                }
            }
            starts
        })
    }

    /// Line and column of a byte offset. An offset past the end is the end; one inside a character
    /// is the character's start.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let offset = self.floor(offset as usize);
        let line = self.lines().partition_point(|start| *start as usize <= offset);
        let start = self.lines()[line - 1] as usize;
        let column = if offset - start < STEP {
            self.text()[start..offset].chars().count() as u32 + 1
        } else {
            self.before(offset) - self.before(start) + 1
        };
        Position { line: line as u32, column }
    }

    /// The offset of a line's first byte (from 1).
    #[must_use]
    pub fn start(&self, line: u32) -> usize {
        let lines = self.lines();
        let start = (line as usize).checked_sub(1).and_then(|at| lines.get(at));
        start.map_or(self.text().len(), |start| *start as usize)
    }

    /// Characters that begin before a byte.
    fn before(&self, offset: usize) -> u32 {
        let first = |bytes: &[u8]| bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count() as u32;
        let bytes = self.text().as_bytes();
        let counts = self.counts.get_or_init(|| {
            let step = |sum: &mut u32, bytes: &[u8]| {
                let before = *sum;
                *sum += first(bytes);
                Some(before)
            };
            bytes.chunks(STEP).chain([&[][..]]).scan(0, step).collect()
        });
        let step = offset / STEP;
        counts[step] + first(&bytes[step * STEP..offset])
    }

    /// The text of line `line` (from 1), without its end.
    #[must_use]
    pub fn line(&self, line: u32) -> &str {
        let lines = self.lines();
        let Some(start) = (line as usize).checked_sub(1).and_then(|at| lines.get(at)) else {
            return "";
        };
        let end = lines.get(line as usize).map_or(self.text().len(), |next| *next as usize);
        self.text()[*start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// How many lines the file has (an empty file has one).
    #[must_use]
    pub fn line_count(&self) -> u32 {
        self.lines().len() as u32
    }

    fn floor(&self, offset: usize) -> usize {
        let mut offset = offset.min(self.text().len());
        while !self.text().is_char_boundary(offset) {
            offset -= 1;
        }
        offset
    }
}

/// All files of a run, in the order in which findings name them.
#[derive(Debug, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    /// Adds a file.
    pub fn add(&mut self, source: Source) -> FileId {
        self.files.push(source);
        FileId(self.files.len() as u32 - 1)
    }

    /// Makes room for so many more.
    pub fn reserve(&mut self, files: usize) {
        self.files.reserve_exact(files);
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.files.len()
    }

    /// Bytes that are held of all of them.
    #[must_use]
    pub fn size(&self) -> usize {
        self.iter().map(|(_, source)| source.size()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file of an id that [`Sources::add`] gave.
    ///
    /// # Panics
    /// If the id belongs to another run.
    #[must_use]
    pub fn get(&self, file: FileId) -> &Source {
        &self.files[file.0 as usize]
    }

    /// The text under a span; empty when the span does not fit the file.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        self.get(span.file).text().get(span.range()).unwrap_or("")
    }

    /// First and last position of a span.
    #[must_use]
    pub fn positions(&self, span: Span) -> (Position, Position) {
        let source = self.get(span.file);
        (source.position(span.start), source.position(span.end))
    }

    /// All files with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &Source)> {
        self.files.iter().enumerate().map(|(at, source)| (FileId(at as u32), source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_characters_and_all_line_ends() {
        let source = Source::new("a", "\u{feff}ă\r\nbc\rđ\n");
        let at = |offset| {
            let place = source.position(offset);
            (place.line, place.column)
        };
        assert_eq!(at(0), (1, 1));
        assert_eq!(at(2), (1, 2)); // after the two bytes of ă
        assert_eq!(at(1), (1, 1)); // inside ă
        assert_eq!(at(4), (2, 1));
        assert_eq!(at(7), (3, 1));
        assert_eq!(at(9), (3, 2));
        assert_eq!(at(10), (4, 1));
        assert_eq!(at(99), (4, 1));
        assert_eq!(source.line(1), "ă");
        assert_eq!(source.line(2), "bc");
        assert_eq!(source.line(3), "đ");
        assert_eq!(source.line(4), "");
        assert_eq!(source.line(0), "");
    }
}
