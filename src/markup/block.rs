//! Lines → blocks.

use super::inline::Reader;
use super::{Align, Cell, Emphasis, Extent, Heading, Inline, Place, Read, Room, Row, Shape, Table};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::limits::{self, COLUMNS, ROWS};
use crate::say;
use crate::yaml::{Lines, Scalar};
use memchr::{memchr2, memchr3};

/// The only run of a text that is one line of words alone, as nearly all notes and titles are; `None` of others.
pub(super) fn plain(value: &str, extent: Extent) -> Option<Inline> {
    // A block has a line break at its end.
    let bytes = value.strip_suffix('\n').unwrap_or(value).as_bytes();
    if bytes.len() > limits::PARAGRAPH as usize
        || memchr3(b'\n', b'\\', b'*', bytes).is_some()
        || memchr2(b'[', b'<', bytes).is_some()
    {
        return None;
    }
    let place = trimmed(value, 0..bytes.len() as u32);
    let words = &value[place.start as usize..place.end as usize];
    if words.is_empty() || extent != Extent::Line && mark(words, true).is_some() {
        return None;
    }
    Some(Inline::text(place, Emphasis::default()))
}

/// Reads the marks of a text.
pub(super) fn read(
    room: &mut Room,
    scalar: &Scalar,
    ends: Lines<'_>,
    extent: Extent,
    sink: &mut Sink,
) -> Read {
    let mut blocks = Blocks {
        scalar,
        value: &scalar.value,
        reader: Reader::new(scalar, extent, &mut room.inlines, sink),
        rows: &mut room.rows,
        open: None,
        ends,
        lines: &mut room.lines,
        caption: None,
    };
    match extent {
        Extent::Line => blocks.whole(),
        Extent::Note => blocks.all(true),
        Extent::Body => blocks.all(false),
    }
    let rows = blocks.rows.drain(..).collect();
    let (inlines, slots, rare) = blocks.reader.end();
    Read { rows, inlines, slots, cited: Box::default(), rare }
}

/// A block whose lines are still coming: its kind and its mark.
struct Open {
    /// Of a heading the depth stands in it as yet.
    shape: Shape,
    mark: Place,
    start: u32,
}

struct Blocks<'a> {
    scalar: &'a Scalar,
    value: &'a str,
    reader: Reader<'a>,
    rows: &'a mut Vec<Row>,
    open: Option<Open>,
    ends: Lines<'a>,
    /// The lines of the open block's text.
    lines: &'a mut Vec<Place>,
    /// A `Bảng: …` line that may belong to the table after it: index in `rows`.
    caption: Option<usize>,
}

impl Blocks<'_> {
    fn text(&self, place: &Place) -> &str {
        &self.value[place.start as usize..place.end as usize]
    }

    /// The line that begins at a byte, without the white space around it, and where the next begins.
    fn next(&mut self, at: usize) -> (Place, usize) {
        let end = self.ends.end(self.value, at);
        (trimmed(self.value, at as u32..end as u32), end + 1)
    }

    /// The text as one paragraph, whatever lines it has.
    fn whole(&mut self) {
        let mut at = 0;
        while at < self.value.len() {
            let (line, next) = self.next(at);
            if !line.is_empty() {
                self.words(line);
            }
            at = next;
        }
        self.close();
    }

    fn all(&mut self, note: bool) {
        let joined = self.scalar.is_joined();
        let mut at = 0;
        while at < self.value.len() {
            let (line, next) = self.next(at);
            if line.is_empty() {
                self.close();
            } else if self.is_row(&line)
                && let (rows, next) = self.rows(at)
                && rows.len() > 1
            {
                self.table(&rows, note);
                at = next;
                continue;
            } else {
                self.line(line, note);
                if joined {
                    self.close();
                }
            }
            at = next;
        }
        self.close();
    }

    fn is_row(&self, line: &Place) -> bool {
        line.start < line.end && self.value.as_bytes()[line.start as usize] == b'|'
    }

    /// The rows of a table from a byte on, and where the line after them begins.
    fn rows(&mut self, mut at: usize) -> (Vec<Place>, usize) {
        let mut rows = Vec::new();
        while at < self.value.len() {
            let (line, next) = self.next(at);
            if !self.is_row(&line) {
                break;
            }
            rows.push(line);
            at = next;
        }
        (rows, at)
    }

    /// A line that holds something: the start of a block, or more of the one that is open.
    fn line(&mut self, line: Place, note: bool) {
        let fresh = match &self.open {
            None => true,
            Some(open) => !matches!(open.shape, Shape::Paragraph),
        };
        match mark(self.text(&line), fresh) {
            Some((_, len, _)) if note => {
                let place = line.start..line.start + len;
                let at = self.scalar.locate(place);
                self.reader.sink().push(
                    Finding::new(
                        Rule::NoteBlock,
                        at,
                        say!(
                            "chú thích không chứa gạch đầu dòng, điểm, khoản, tiêu đề",
                            "a note holds no items, points, clauses or headings"
                        ),
                    )
                    .help(say!(
                        "viết thành câu; nếu dấu này chỉ là chữ thì thêm \\ phía trước",
                        "write it as a sentence; put \\ before the mark if it is only text"
                    )),
                );
                self.words(line);
            }
            Some((shape, len, skip)) => {
                self.close();
                let mark = line.start..line.start + len;
                let rest = (line.start + skip).min(line.end)..line.end;
                let heading = matches!(shape, Shape::Heading(_));
                self.begin(shape, mark, line.start, rest);
                if heading {
                    self.close();
                }
            }
            None => self.words(line),
        }
    }

    /// A line of plain words: more of the open block, or a new paragraph.
    fn words(&mut self, line: Place) {
        let start = line.start;
        match &self.open {
            Some(_) => self.lines.push(line),
            None => self.begin(Shape::Paragraph, start..start, start, line),
        }
    }

    fn begin(&mut self, shape: Shape, mark: Place, start: u32, rest: Place) {
        self.lines.clear();
        if !rest.is_empty() {
            self.lines.push(rest);
        }
        self.open = Some(Open { shape, mark, start });
    }

    /// Ends the open block: its lines become inlines.
    fn close(&mut self) {
        let Some(Open { mut shape, mark, start }) = self.open.take() else { return };
        let end = self.lines.last().map_or(mark.end, |line| line.end);
        if let Shape::Heading(depth) = shape {
            let id = self.lines.last_mut().and_then(|line| heading_id(self.value, line));
            let (depth, slot) = (depth as u8, self.reader.slot());
            shape = Shape::Heading(self.reader.rare.headings.len() as u32);
            self.reader.rare.headings.push(Heading { depth, id, slot });
            self.lines.retain(|line| !line.is_empty());
        }
        let is_caption = matches!(shape, Shape::Paragraph)
            && matches!(&self.lines[..], [line] if caption(self.text(line)).is_some());
        self.caption = is_caption.then_some(self.rows.len());
        let content = self.reader.content(self.lines);
        self.rows.push(Row { shape, mark: mark.len() as u8, place: start..end, content });
    }

    fn table(&mut self, lines: &[Place], note: bool) {
        let (start, end) = (lines[0].start, lines[lines.len() - 1].end);
        if note {
            let at = self.scalar.locate(start..end);
            self.reader.sink().push(Finding::new(
                Rule::NoteBlock,
                at,
                say!("chú thích không chứa bảng", "a note holds no table"),
            ));
            // Words all the same: nothing is lost where the rule is a warning.
            for line in lines {
                self.words(line.clone());
            }
            return;
        }
        // The caption is the last line of what is open, or a paragraph of its own just before.
        let value = self.value;
        let last = self.lines.last().filter(|_| self.open.is_some()).cloned();
        let open_caption =
            last.and_then(|last| Some(last.start + caption(self.text(&last))?..last.end));
        if open_caption.is_some() {
            self.lines.pop();
        }
        if self.lines.is_empty() && self.open.as_ref().is_some_and(|open| open.mark.is_empty()) {
            self.open = None;
        }
        if self.open.is_some() {
            self.close();
        }
        let caption = match open_caption {
            Some(place) => Some(self.reader.content_apart(&[place])),
            None => self.caption.take().filter(|at| *at + 1 == self.rows.len()).and_then(|_| {
                let Row { place, content, .. } = self.rows.pop()?;
                let skip = caption(&value[place.start as usize..place.end as usize])?;
                // Slots were given out in reading order already; reading it again would move them.
                let content = self.reader.take(content.start as usize);
                Some(skip_words(&content, place.start + skip))
            }),
        };
        let table = self.rows_of(lines, caption);
        let shape = Shape::Table(self.reader.rare.tables.len() as u32);
        self.reader.rare.tables.push(table);
        // Its text stands in its cells.
        self.rows.push(Row { shape, mark: 0, place: start..end, content: 0..0 });
    }

    fn rows_of(&mut self, lines: &[Place], caption: Option<Box<[Inline]>>) -> Table {
        let mut rows: Vec<(Place, Vec<Place>)> =
            lines.iter().map(|line| (line.clone(), cells(self.value, line.clone()))).collect();
        if rows.len() > ROWS || rows.iter().any(|(_, cells)| cells.len() > COLUMNS) {
            let at = self.scalar.locate(rows[0].0.clone());
            self.reader.sink().push(limits::exceeded(
                at,
                say!(
                    "bảng quá {ROWS} hàng hoặc {COLUMNS} cột",
                    "a table of over {ROWS} rows or {COLUMNS} columns"
                ),
            ));
            rows.truncate(ROWS);
            for (_, cells) in &mut rows {
                cells.truncate(COLUMNS);
            }
        }
        let mut columns = Vec::new();
        if rows.len() > 1 {
            let aligns: Option<Vec<_>> =
                rows[1].1.iter().map(|cell| align(self.text(cell))).collect();
            if let Some(aligns) = aligns {
                columns = aligns;
                if columns.len() != rows[0].1.len() {
                    let row = rows[1].0.clone();
                    self.unequal(&row, columns.len(), rows[0].1.len());
                }
                rows.remove(1);
            }
        }
        let width = rows[0].1.len();
        if width == 0 {
            let row = rows[0].0.clone();
            self.unequal(&row, 0, 1);
        }
        columns.resize(width, None);
        let mut done = Vec::new();
        for (line, cells) in rows {
            if cells.len() != width {
                self.unequal(&line, cells.len(), width);
            }
            let mut row: Vec<Cell> = cells
                .into_iter()
                .map(|place| Cell {
                    content: self.reader.content_apart(std::slice::from_ref(&place)),
                    place,
                })
                .collect();
            row.truncate(width.max(1));
            while row.len() < width {
                row.push(Cell { place: line.end..line.end, content: Box::default() });
            }
            done.push(row);
        }
        Table { caption, columns, rows: done }
    }

    fn unequal(&mut self, line: &Place, has: usize, wants: usize) {
        let at = self.scalar.locate(line.clone());
        self.reader.sink().push(
            Finding::new(
                Rule::TableMalformed,
                at,
                say!(
                    "hàng này có {has} ô, hàng tiêu đề có {wants} ô",
                    "this row has {has} cells, the heading row has {wants}"
                ),
            )
            .help(say!(
                "mỗi ô cách nhau bằng dấu |; ô trống vẫn phải có dấu |; dấu | trong chữ viết là \\|",
                "cells are parted by `|`, an empty one too; write a `|` in the text as `\\|`"
            )),
        );
    }
}

/// Drops the words `Bảng:` from inlines that were read with them.
fn skip_words(content: &[Inline], from: u32) -> Box<[Inline]> {
    let rest = |inline: &Inline| {
        let place = inline.place();
        let start = place.start.max(from.min(place.end));
        (start < place.end).then(|| inline.at(start..place.end))
    };
    content.iter().filter_map(rest).collect()
}

/// A place without the white space around it.
#[inline]
pub(super) fn trimmed(value: &str, place: Place) -> Place {
    let bytes = &value.as_bytes()[place.start as usize..place.end as usize];
    // Most lines have none, or nothing else. U+FEFF is EF BB BF.
    let black = |byte: u8| byte > b' ' && byte != 0xef && byte != 0xbf;
    match bytes {
        [] => place,
        [first, .., last] if black(*first) && black(*last) => place,
        _ => trim(value, place),
    }
}

fn trim(value: &str, place: Place) -> Place {
    let text = &value[place.start as usize..place.end as usize];
    let white = [' ', '\t', '\r', '\u{feff}'];
    let start = place.start + (text.len() - text.trim_start_matches(white).len()) as u32;
    let end = place.end - (text.len() - text.trim_end_matches(white).len()) as u32;
    start.min(end)..end
}

/// The mark at a line's start: what it makes, its length, and where the text after it starts.
fn mark(line: &str, fresh: bool) -> Option<(Shape, u32, u32)> {
    let item = |level| Some((Shape::Item { level }, 1, 2));
    let after = |len: usize| {
        line.get(len..).is_some_and(|rest| rest.starts_with(' ') && !rest.trim().is_empty())
    };
    match line.as_bytes().first()? {
        b'-' if after(1) => return item(1),
        b'+' if after(1) => return item(2),
        b'*' if after(1) => return item(3),
        b'#' if line.starts_with("## ") && after(2) => {
            return Some((Shape::Heading(1), 2, 3));
        }
        b'#' if line.starts_with("### ") && after(3) => {
            return Some((Shape::Heading(2), 3, 4));
        }
        // As most paragraphs and notes begin.
        b'A'..=b'Z' => return None,
        _ if !fresh => return None,
        _ => {}
    }
    let first = line.chars().next()?;
    let label = first.len_utf8() + 1;
    if first.is_lowercase() && line[first.len_utf8()..].starts_with(')') && after(label) {
        return Some((Shape::Point { letter: first }, label as u32, label as u32 + 1));
    }
    let (prefix, article) = match line.strip_prefix("Điều ") {
        Some(_) => ("Điều ".len(), true),
        None => (0, false),
    };
    let digits = line[prefix..].bytes().take_while(u8::is_ascii_digit).count();
    // Longer numbers are years or sums that begin a sentence.
    if !(1..=3).contains(&digits) || !line[prefix + digits..].starts_with('.') {
        return None;
    }
    let number = line[prefix..prefix + digits].parse().ok()?;
    let len = prefix + digits + 1;
    let shape = if article { Shape::Article { number } } else { Shape::Clause { number } };
    (after(len) || (article && line.len() == len)).then_some((shape, len as u32, len as u32 + 1))
}

/// Where the text of a `Bảng: …` line starts.
fn caption(line: &str) -> Option<u32> {
    let rest = line.strip_prefix("Bảng:")?;
    let skip = line.len() - rest.trim_start().len();
    (!rest.trim().is_empty()).then_some(skip as u32)
}

/// Takes `{#id}` off a heading's end.
fn heading_id(value: &str, line: &mut Place) -> Option<Place> {
    let text = &value[line.start as usize..line.end as usize];
    let open = text.rfind("{#")?;
    let id = text[open + 2..].strip_suffix('}')?;
    let is_name = !id.is_empty() && id.chars().all(super::inline::is_name_char);
    if !is_name {
        return None;
    }
    let start = line.start + open as u32 + 2;
    let place = start..start + id.len() as u32;
    *line = trimmed(value, line.start..line.start + open as u32);
    Some(place)
}

/// The cells of a row: what stands between its bars.
fn cells(value: &str, line: Place) -> Vec<Place> {
    let text = &value[line.start as usize..line.end as usize];
    let mut bars = Vec::new();
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '|' => bars.push(at as u32),
            _ => {}
        }
    }
    let mut out = Vec::new();
    for (n, bar) in bars.iter().enumerate() {
        let end = bars.get(n + 1).copied().unwrap_or(text.len() as u32);
        let cell = line.start + bar + 1..line.start + end;
        let last = n + 1 == bars.len();
        let cell = trimmed(value, cell);
        if !(last && cell.is_empty()) {
            out.push(cell);
        }
    }
    out
}

/// A cell of the row of dashes.
fn align(cell: &str) -> Option<Option<Align>> {
    let left = cell.starts_with(':');
    let right = cell.ends_with(':') && cell.len() > 1;
    let dashes = cell.trim_start_matches(':').trim_end_matches(':');
    if dashes.is_empty() || !dashes.bytes().all(|byte| byte == b'-') {
        return None;
    }
    Some(match (left, right) {
        (true, true) => Some(Align::Center),
        (true, false) => Some(Align::Left),
        (false, true) => Some(Align::Right),
        (false, false) => None,
    })
}
