//! A block's lines → runs and marks.

use super::packed::Tag;
use super::{Emphasis, Extent, Inline, Link, NoteHere, Picture, Place, Rare};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::limits;
use crate::say;
use crate::text::find;
use crate::yaml::Scalar;
use memchr::{memchr, memchr3};
use std::ops::Range;

/// Reads inlines, and gives out slots in the order in which it meets their marks.
pub(super) struct Reader<'a> {
    scalar: &'a Scalar,
    value: &'a str,
    extent: Extent,
    sink: &'a mut Sink,
    slots: u32,
    /// A `<` stands somewhere in the text.
    angles: bool,
    /// The block that is being read.
    block: Place,
    /// Its square brackets, each with the one that closes it; made when somebody asks.
    brackets: Option<Vec<(u32, u32)>>,
    /// The content of all blocks so far, then what is read of the one at hand.
    inlines: &'a mut Vec<Inline>,
    pub(super) rare: Rare,
}

/// Longest address of a link and path of a picture, in bytes; more is text.
const TARGET: usize = 2048;
/// Emphasis that may be open at once; of more the outermost is text.
const OPEN: usize = 32;

/// Characters of a key or id: letters of any script with their marks, digits, `-`, `_`, `.`
#[must_use]
pub fn is_name_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    }
    c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c)
}

/// What opens emphasis, until its partner is found.
struct Delimiter {
    /// Index in the list of inlines at which it stands as text.
    at: usize,
    len: u8,
}

impl<'a> Reader<'a> {
    pub(super) fn new(
        scalar: &'a Scalar,
        extent: Extent,
        inlines: &'a mut Vec<Inline>,
        sink: &'a mut Sink,
    ) -> Self {
        let value: &str = &scalar.value;
        Self {
            scalar,
            value,
            extent,
            sink,
            slots: 0,
            angles: !scalar.value.is_bare() && memchr(b'<', value.as_bytes()).is_some(),
            block: 0..0,
            brackets: None,
            inlines,
            rare: Rare::default(),
        }
    }

    pub(super) fn sink(&mut self) -> &mut Sink {
        self.sink
    }

    /// The content of all blocks, how many slots were given out, and what is rare.
    pub(super) fn end(self) -> (Box<[Inline]>, u32, Option<Box<Rare>>) {
        let Rare { notes, links, pictures, headings, tables } = &self.rare;
        let none = notes.is_empty()
            && links.is_empty()
            && pictures.is_empty()
            && headings.is_empty()
            && tables.is_empty();
        let inlines = self.inlines.as_slice().into();
        self.inlines.clear();
        (inlines, self.slots, (!none).then(|| Box::new(self.rare)))
    }

    /// The next slot.
    pub(super) fn slot(&mut self) -> u32 {
        self.slots += 1;
        self.slots - 1
    }

    /// Reads the content of a block, which is then the last of all; emphasis and brackets may run over its lines.
    pub(super) fn content(&mut self, lines: &[Place]) -> Range<u32> {
        let at = self.inlines.len() as u32;
        let Some((first, last)) = lines.first().zip(lines.last()) else { return at..at };
        if last.end - first.start > limits::PARAGRAPH {
            let most = limits::PARAGRAPH >> 10;
            let place = self.scalar.locate(first.start..first.start);
            self.sink.push(limits::exceeded(
                place,
                say!(
                    "đoạn văn dài quá {most} KB (có thể thiếu dòng trống giữa các đoạn)",
                    "a paragraph of over {most} KB (blank lines may be missing)"
                ),
            ));
            return at..at;
        }
        let notes = self.extent != Extent::Note;
        self.block = first.start..last.end;
        self.brackets = None;
        self.range(self.block.clone(), lines, notes, true);
        at..self.inlines.len() as u32
    }

    /// Reads the content of what is no block, such as a cell.
    pub(super) fn content_apart(&mut self, lines: &[Place]) -> Box<[Inline]> {
        let content = self.content(lines);
        self.take(content.start as usize)
    }

    /// Takes out the last content, which begins at `first`.
    pub(super) fn take(&mut self, first: usize) -> Box<[Inline]> {
        self.inlines.drain(first..).collect()
    }

    /// Where the next byte before `end` is that may begin a mark, else `end`. `^[` and `![` are met at their
    /// bracket.
    fn next_mark(&self, at: u32, end: u32) -> u32 {
        let bytes = &self.value.as_bytes()[at as usize..end as usize];
        let found = if self.angles {
            find(bytes, |byte| matches!(byte, b'\\' | b'*' | b'[' | b'<'))
        } else {
            memchr3(b'\\', b'*', b'[', bytes)
        };
        found.map_or(end, |found| at + found as u32)
    }

    /// Reads the content of a range within the block of these lines.
    fn range(&mut self, range: Place, lines: &[Place], notes: bool, links: bool) {
        let value = self.value;
        let first = self.inlines.len();
        let (mut open, mut starred) = (Vec::new(), false);
        let mut text = range.start; // where the text not yet put out starts
        let mut at = range.start;
        let end = range.end;
        let lines = &lines[lines.partition_point(|line| line.end < range.start)..];
        let mut broken = lines; // the line at hand and those after it
        while at < end {
            let next = self.next_mark(at, end);
            // There is none in a break, but there may be breaks in a mark.
            while let [line, after, ..] = broken
                && line.end < next
                && after.start <= end
            {
                broken = &broken[1..];
                let gap = line.end..after.start;
                if gap.start >= at {
                    self.flush(text..gap.start);
                    (at, text) = (gap.end, gap.end);
                    self.inlines.push(Inline::new(Tag::Space, 0, gap));
                }
            }
            let before = (at < next).then(|| value.as_bytes()[next as usize - 1]);
            at = next;
            if at == end {
                break;
            }
            let rest = &value[at as usize..end as usize];
            let c = rest.as_bytes()[0];
            let found = match c {
                b'\\' => {
                    let next = rest[1..].chars().next();
                    if next.is_some_and(|next| next.is_ascii_punctuation()) {
                        self.flush(text..at);
                        text = at + 1;
                        at += 2;
                        continue;
                    }
                    None
                }
                b'*' => {
                    starred = true;
                    if let Some(len) = self.star(&mut open, text, at, &range) {
                        at += u32::from(len);
                        text = at;
                        continue;
                    }
                    at += rest.bytes().take_while(|byte| *byte == b'*').count() as u32;
                    continue;
                }
                b'[' => match before {
                    Some(b'^') => self.note_here(at - 1, lines, notes),
                    Some(b'!') => self.picture(at - 1..end),
                    _ => None,
                }
                .or_else(|| self.bracket(rest, at, lines, notes, links)),
                b'<' if links => self.angle(rest, at),
                _ => None,
            };
            match found {
                Some(inline) => {
                    self.flush(text..inline.place().start);
                    at = inline.place().end;
                    text = at;
                    self.inlines.push(inline);
                }
                None => at += 1,
            }
        }
        self.flush(text..end);
        if starred {
            // Delimiters with a partner are no text.
            self.inlines.extract_if(first.., |inline| inline.place().is_empty()).for_each(drop);
        }
    }

    /// Adds a run of text, unless there is none.
    fn flush(&mut self, place: Place) {
        if place.start < place.end {
            self.inlines.push(Inline::new(Tag::Text, 0, place));
        }
    }

    /// One or two stars: opens emphasis, closes it, or is text (`None`).
    fn star(&mut self, open: &mut Vec<Delimiter>, text: u32, at: u32, range: &Place) -> Option<u8> {
        let value = self.value;
        let run = value[at as usize..range.end as usize].bytes().take_while(|b| *b == b'*').count();
        let before = value[range.start as usize..at as usize].chars().next_back();
        let after = value[at as usize + run..range.end as usize].chars().next();
        if run > 3 {
            return None;
        }
        let is_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        let is_space = |c: Option<char>| c.is_none_or(char::is_whitespace);
        // A single star inside a word or a product (5*3) is text; two stars may part a word.
        let can_open = !is_space(after) && (run > 1 || !is_word(before));
        let can_close = !is_space(before) && (run > 1 || !is_word(after));
        if can_close {
            // The innermost opener that this run can close; those inside it stay text.
            let nested = open.iter().rposition(|delimiter| usize::from(delimiter.len) <= run);
            if let Some(n) = nested {
                self.flush(text..at);
                let Delimiter { at, len } = open[n];
                open.truncate(n);
                self.inlines[at] = Inline::new(Tag::Text, 0, 0..0);
                self.emphasize(at + 1, Emphasis { bold: len == 2, italic: len != 2 });
                return Some(len);
            }
        }
        if can_open {
            self.flush(text..at);
            let mut rest = at;
            let lens: &[u8] = match run {
                1 => &[1],
                2 => &[2],
                _ => &[2, 1],
            };
            for len in lens {
                if open.len() == OPEN {
                    open.remove(0);
                }
                open.push(Delimiter { at: self.inlines.len(), len: *len });
                self.flush(rest..rest + u32::from(*len));
                rest += u32::from(*len);
            }
            return Some(run as u8);
        }
        None
    }

    /// `[^key]`, `[@id]`, `[text](target)`.
    fn bracket(
        &mut self,
        rest: &str,
        at: u32,
        lines: &[Place],
        notes: bool,
        links: bool,
    ) -> Option<Inline> {
        let name = |skip: usize| {
            let len = rest[skip..].find(|c| !is_name_char(c))?;
            (len > 0 && rest[skip + len..].starts_with(']')).then(|| at + (skip + len) as u32 + 1)
        };
        if rest.starts_with("[^") {
            let end = name(2)?;
            if !notes {
                self.nested(at..end);
                return None;
            }
            return Some(Inline::new(Tag::Note, self.slot(), at..end));
        }
        if rest.starts_with("[@") {
            let end = name(2)?;
            return Some(Inline::new(Tag::Reference, self.slot(), at..end));
        }
        if !links {
            return None;
        }
        let close = self.closing(at)?;
        let target = rest[close + 1..].strip_prefix('(')?;
        let len = find_near(target, b") \n")?;
        if !target[len..].starts_with(')') || len == 0 {
            return None;
        }
        let start = at + close as u32 + 2;
        let target = start..start + len as u32;
        let end = target.end + 1;
        self.check_link(&target);
        let inner = at + 1..at + close as u32;
        let content = self.inner(inner, lines, notes, false);
        Some(self.link(Link { target, content }, at..end))
    }

    /// `^[…]`
    fn note_here(&mut self, at: u32, lines: &[Place], notes: bool) -> Option<Inline> {
        let close = self.closing(at + 1)? as u32 + 1;
        let place = at..at + close + 1;
        if !notes {
            self.nested(place);
            return None;
        }
        let slot = self.slot();
        let inner = at + 2..at + close;
        let content = self.inner(inner.clone(), lines, false, true);
        if self.value[inner.start as usize..inner.end as usize].trim().is_empty() {
            let at = self.scalar.locate(place.clone());
            self.sink.push(Finding::new(
                Rule::FootnoteEmpty,
                at,
                say!(
                    "chú thích viết tại chỗ không có nội dung",
                    "a note written in place without text"
                ),
            ));
        }
        self.rare.notes.push(NoteHere { content, slot });
        Some(Inline::new(Tag::NoteHere, self.rare.notes.len() as u32 - 1, place))
    }

    /// The content of what stands within a block.
    fn inner(&mut self, range: Place, lines: &[Place], notes: bool, links: bool) -> Box<[Inline]> {
        let first = self.inlines.len();
        self.range(range, lines, notes, links);
        self.take(first)
    }

    /// `![caption](path)`
    fn picture(&mut self, range: Place) -> Option<Inline> {
        let at = range.start;
        let rest = &self.value[at as usize..range.end as usize];
        let close = self.closing(at + 1)? + 1;
        let path = rest.get(close + 1..)?.strip_prefix('(')?;
        let len = find_near(path, b")\n")?;
        if !path[len..].starts_with(')') || path[..len].trim().is_empty() {
            return None;
        }
        let start = at + close as u32 + 2;
        let path = start..start + len as u32;
        let end = path.end + 1;
        let caption = at + 2..at + close as u32;
        self.rare.pictures.push(Picture { caption, path });
        Some(Inline::new(Tag::Picture, self.rare.pictures.len() as u32 - 1, at..end))
    }

    /// How far behind the bracket at `at` the one stands that closes it.
    fn closing(&mut self, at: u32) -> Option<usize> {
        let (value, block) = (self.value, &self.block);
        let pairs = self.brackets.get_or_insert_with(|| brackets(value, block));
        let found = pairs.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        Some((pairs[found].1 - at) as usize)
    }

    /// `<https://…>`
    fn angle(&mut self, rest: &str, at: u32) -> Option<Inline> {
        let len = find_near(&rest[1..], b"<> \n")?;
        let target = rest[1..=len].to_owned();
        let scheme = target.split_once(':')?.0;
        let is_scheme = scheme.len() > 1 && scheme.bytes().all(|b| b.is_ascii_alphanumeric());
        if !rest[1 + len..].starts_with('>') || !is_scheme || target.len() == scheme.len() + 1 {
            return None;
        }
        let place = at + 1..at + 1 + len as u32;
        self.check_link(&place);
        let content = Box::new([Inline::new(Tag::Text, 0, place.clone())]);
        let end = place.end + 1;
        Some(self.link(Link { target: place, content }, at..end))
    }

    fn link(&mut self, link: Link, place: Place) -> Inline {
        self.rare.links.push(link);
        Inline::new(Tag::Link, self.rare.links.len() as u32 - 1, place)
    }

    /// Adds emphasis to all inlines from one on.
    fn emphasize(&mut self, from: usize, more: Emphasis) {
        for inline in &mut self.inlines[from..] {
            inline.emphasize(more);
            if inline.tag() == Tag::Link {
                // No links in a link.
                let content = &mut self.rare.links[inline.number as usize].content;
                content.iter_mut().for_each(|inline| inline.emphasize(more));
            }
        }
    }

    fn nested(&mut self, place: Place) {
        let at = self.scalar.locate(place);
        self.sink.push(
            Finding::new(
                Rule::FootnoteNested,
                at,
                say!("chú thích nằm trong chú thích", "a note inside a note"),
            )
            .help(say!(
                "đưa dấu chú thích này ra phần nội dung, hoặc viết thẳng nội dung vào chú thích",
                "move the marker to the body, or write its text in this note"
            )),
        );
    }

    fn check_link(&mut self, target: &Place) {
        let address = &self.value[target.start as usize..target.end as usize];
        let lower = address.to_ascii_lowercase();
        let ok = ["http://", "https://", "mailto:"]
            .iter()
            .any(|scheme| lower.strip_prefix(scheme).is_some_and(|rest| !rest.is_empty()));
        if ok && !address.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return;
        }
        let at = self.scalar.locate(target.clone());
        self.sink.push(
            Finding::new(
                Rule::LinkForbidden,
                at,
                say!("không dùng được liên kết «{address}»", "the link `{address}` cannot be used"),
            )
            .help(say!(
                "liên kết phải bắt đầu bằng http://, https:// hoặc mailto:",
                "a link must start with http://, https:// or mailto:"
            )),
        );
    }
}

/// The square brackets of a text that have partners, by the first of each pair; `\` takes a bracket's meaning.
fn brackets(value: &str, range: &Place) -> Vec<(u32, u32)> {
    let bytes = &value.as_bytes()[range.start as usize..range.end as usize];
    let (mut open, mut pairs, mut at) = (Vec::new(), Vec::new(), 0);
    while let Some(next) = memchr3(b'[', b']', b'\\', &bytes[at..]) {
        at += next;
        match bytes[at] {
            b'[' => open.push(at as u32),
            b']' => {
                let close = range.start + at as u32;
                pairs.extend(open.pop().map(|open| (range.start + open, close)));
            }
            _ => at += 1,
        }
        at = (at + 1).min(bytes.len());
    }
    pairs.sort_unstable();
    pairs
}

/// Where one of some ASCII characters stands, if it is near.
fn find_near(text: &str, what: &[u8]) -> Option<usize> {
    let end = text.len().min(TARGET);
    find(&text.as_bytes()[..end], |byte| what.contains(&byte))
}
