//! YAML events → a tree of spanned nodes. The one file that knows the parser.
//!
//! What a clerk never writes is refused with its own finding (`yaml-feature`): anchors, aliases,
//! merge keys, tags, directives, several documents in one file. After a syntax error reading goes
//! on at the next key that starts a line, so that one run reports all of a file's faults.

pub mod fields;
pub(crate) mod flat;
mod hold;
pub mod lens;
mod quick;
mod scalar;

use crate::diagnostic::{Finding, Rule, Sink, Text, silence};
use crate::limits::{self, DEPTH};
use crate::say;
use crate::source::{FileId, Held, Source, Span};
use crate::text::nfc;
use granit_parser::{Event, Parser, ScalarStyle};
use memchr::memchr;
pub use scalar::{Decoded, Scalar, Style};
use std::collections::HashMap;
use std::sync::Arc;

/// Syntax errors reported for one file before reading gives up.
const ERRORS: usize = 20;

/// A node of the tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where: for a collection, from its first to its last node.
    pub span: Span,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Value {
    /// Nothing: an empty value, `~` or `null` unquoted.
    Blank,
    /// Text of any style.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order of the file. A key given twice is reported and kept once.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: Scalar,
    /// The value.
    pub value: Node,
}

impl Entry {
    /// Whether nothing stands after the key.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        matches!(self.value.value, Value::Blank)
    }
}

/// A file as read.
#[derive(Debug)]
pub struct Tree {
    /// The top of the tree.
    pub root: Node,
    /// A syntax error was reported, so that something may be absent here that stands in the file.
    pub broken: bool,
}

/// Room in which files are read one after another.
#[derive(Debug, Default)]
pub struct Room {
    items: quick::Items,
    /// Where the lines of the last file's `|` blocks end in what is held of it.
    ends: Vec<u32>,
}

impl Room {
    /// Where the lines of a value of the last file end.
    #[must_use]
    pub fn lines(&self, value: &Decoded) -> Lines<'_> {
        let Some(place) = value.place() else { return Lines::default() };
        let first = self.ends.partition_point(|end| *end <= place.start);
        let count = self.ends[first..].partition_point(|end| *end <= place.end);
        Lines { ends: &self.ends[first..first + count], start: place.start, next: 0 }
    }
}

/// Where the lines of a value end, as far as that was seen when its file was read; others are sought.
#[derive(Debug, Default)]
pub struct Lines<'a> {
    /// With their line breaks, in what is held of the file.
    ends: &'a [u32],
    /// Where the value begins in that.
    start: u32,
    /// The one after the last that was asked for.
    next: usize,
}

impl Lines<'_> {
    /// The end of the line of the value that a byte is in, without its line break.
    pub fn end(&mut self, value: &str, at: usize) -> usize {
        let end = |end: u32| (end - self.start) as usize;
        while self.next > 0 && end(self.ends[self.next - 1]) > at {
            self.next -= 1;
        }
        while let Some(next) = self.ends.get(self.next) {
            self.next += 1;
            if end(*next) > at {
                let end = end(*next) - 1;
                debug_assert_eq!(memchr(b'\n', &value.as_bytes()[at..]), Some(end - at));
                return end;
            }
        }
        memchr(b'\n', &value.as_bytes()[at..]).map_or(value.len(), |len| at + len)
    }
}

/// Reads a file of which there may be many and large ones: its text is held once, as its values hold it.
pub fn take(
    file: FileId,
    name: String,
    text: &str,
    room: &mut Room,
    sink: &mut Sink,
) -> (Source, Tree) {
    if let Some((root, held)) = quick::read(file, text, room) {
        return (Source::held_as(name, held), Tree { root, broken: false });
    }
    room.ends.clear();
    let mut source = Source::new(name, text);
    let mut tree = parse(file, &source, sink);
    let blocks = hold::blocks(&tree.root, source.text());
    if let Some(held) = hold::values(&mut tree.root, source.text(), &blocks) {
        source.hold(held);
    }
    (source, tree)
}

/// Reads a file.
pub fn parse(file: FileId, source: &Source, sink: &mut Sink) -> Tree {
    let text = source.text();
    let mut root: Option<Node> = None;
    let mut comments = Vec::new();
    let mut start = 0;
    let mut errors = 0;
    loop {
        let mut builder = Builder {
            file,
            text: source.held().clone(),
            base: start,
            comments: Vec::new(),
            stack: Vec::new(),
            root: None,
            stopped: false,
        };
        let failed = builder.run(sink);
        comments.append(&mut builder.comments);
        let part = builder.finish();
        root = match (root, part) {
            (Some(mut all), Some(part)) => {
                join(&mut all, part, sink);
                Some(all)
            }
            (all, part) => all.or(part),
        };
        let Some((at, message)) = failed else { break };
        errors += 1;
        sink.push(syntax_finding(file, source, at, &message));
        let Some(next) = next_key(text, at).filter(|_| errors < ERRORS) else { break };
        start = next;
    }
    let root = root.unwrap_or(Node { value: Value::Blank, span: Span::file(file) });
    silence::read(file, text, &comments, &root, sink);
    Tree { root, broken: errors > 0 }
}

/// Whether a comment may be meant for us; else none is asked for.
fn may_silence(text: &str) -> bool {
    let len = silence::MARK.len();
    let marked = |at: usize| {
        let rest = text[at + 1..].trim_start();
        rest.get(..len).is_some_and(|word| word.eq_ignore_ascii_case(silence::MARK))
    };
    text.match_indices('#').any(|(at, _)| marked(at))
}

/// The start of the next line after `at` that begins with a key in its first column.
fn next_key(text: &str, at: usize) -> Option<usize> {
    let mut from = at;
    while let Some(offset) = text.get(from..)?.find('\n') {
        from += offset + 1;
        let line = text[from..].lines().next().unwrap_or("");
        let key = line.split(':').next().unwrap_or("");
        let is_key = key.len() < line.len()
            && !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_');
        if is_key {
            return Some(from);
        }
    }
    None
}

/// Adds the keys read after a syntax error to those read before it.
fn join(all: &mut Node, part: Node, sink: &mut Sink) {
    if let (Value::Map(entries), Value::Map(more)) = (&mut all.value, part.value) {
        let mut seen: Seen = entries
            .iter()
            .map(|entry| (nfc(&entry.key.value).into_owned(), entry.key.span))
            .collect();
        for entry in more {
            insert(entries, &mut seen, entry, sink);
        }
        all.span.end = all.span.end.max(part.span.end);
    }
}

/// The keys of a mapping so far, in NFC, with their places.
type Seen = HashMap<String, Span>;

/// Adds an entry unless its key is there already.
fn insert(entries: &mut Vec<Entry>, seen: &mut Seen, entry: Entry, sink: &mut Sink) {
    let name = nfc(&entry.key.value).into_owned();
    match seen.get(&name) {
        Some(first) => sink.push(
            Finding::new(
                Rule::DuplicateKey,
                entry.key.span,
                say!("khóa «{name}» ghi hai lần", "the key `{name}` is given twice"),
            )
            .help(say!(
                "giữ lại một; chỉ giá trị ghi trước được dùng",
                "keep one of them; only the first is used"
            ))
            .related(*first, say!("ghi lần đầu ở đây", "first given here")),
        ),
        None => {
            seen.insert(name, entry.key.span);
            entries.push(entry);
        }
    }
}

struct Builder {
    file: FileId,
    text: Arc<Held>,
    /// Where in the file this run of the parser began.
    base: usize,
    comments: Vec<Span>,
    stack: Vec<Open>,
    root: Option<Node>,
    /// Reading stopped for good, without an error of syntax.
    stopped: bool,
}

/// A collection that is still being read.
struct Open {
    start: Span,
    node: Value,
    key: Option<Scalar>,
    seen: Seen,
    /// The key under way is no text: its value is passed over.
    skipping: bool,
    /// It is such a key itself.
    is_key: bool,
}

impl Open {
    fn new(start: Span, node: Value) -> Self {
        Self { start, node, key: None, seen: Seen::new(), skipping: false, is_key: false }
    }

    /// Whether what comes next is a key.
    fn wants_key(&self) -> bool {
        matches!(self.node, Value::Map(_)) && self.key.is_none() && !self.skipping
    }
}

impl Builder {
    /// Reads events to the end, or to the first error: its offset and the parser's words.
    fn run(&mut self, sink: &mut Sink) -> Option<(usize, String)> {
        let held = self.text.clone();
        let text = held.text();
        let options = granit_parser::options! {
            emit_comments: may_silence(text),
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
        };
        for next in Parser::new_from_str_with_options(&text[self.base..], options) {
            let (event, span) = match next {
                Ok(next) => next,
                Err(error) => {
                    let at = error.marker().byte_offset().unwrap_or(0) + self.base;
                    return Some((at.min(text.len()), error.info()));
                }
            };
            let range = span.byte_range().unwrap_or(0..0);
            let place = Span::new(self.file, range.start + self.base..range.end + self.base);
            if event.tag().is_some() {
                let at = span.tag_span().and_then(|tag| tag.byte_range()).map_or(place, |tag| {
                    Span::new(self.file, tag.start + self.base..tag.end + self.base)
                });
                Self::refuse(sink, at, &say!("nhãn kiểu (!…)", "a tag (`!…`)"));
            }
            self.event(event, place, sink);
            if self.stopped {
                return None;
            }
        }
        None
    }

    fn event(&mut self, event: Event<'_>, place: Span, sink: &mut Sink) {
        match event {
            Event::Scalar(value, style, ..) => {
                let style = match style {
                    ScalarStyle::Plain => Style::Plain,
                    ScalarStyle::SingleQuoted => Style::SingleQuoted,
                    ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
                    ScalarStyle::Literal => Style::Literal,
                    ScalarStyle::Folded => Style::Folded,
                };
                // The parser calls a key that is not there `~`.
                let absent = style == Style::Plain && place.start == place.end;
                let long = value.len() > limits::TEXT;
                if long {
                    let most = limits::TEXT >> 20;
                    sink.push(limits::exceeded(
                        Span { end: place.start, ..place },
                        say!("giá trị dài quá {most} MB", "a value of over {most} MB"),
                    ));
                }
                let value = if absent || long { "".into() } else { value };
                let written = hold::written(style, place.range())
                    .and_then(|written| self.text.place(written))
                    .filter(|written| self.text.kept_at(written) == Some(&value));
                let value = match written {
                    Some(written) => Decoded::held(written, &self.text),
                    None => Decoded::own(value, &self.text),
                };
                self.scalar(Scalar::new(value, style, place), sink);
            }
            Event::SequenceStart(..) => self.open(Value::List(Vec::new()), place, sink),
            Event::MappingStart(..) => self.open(Value::Map(Vec::new()), place, sink),
            Event::SequenceEnd | Event::MappingEnd => self.close(place, sink),
            Event::Alias(_) | Event::UnresolvedAlias(_) => {
                Self::refuse(sink, place, &say!("bí danh (*…)", "an alias (`*…`)"));
                self.value(Node { value: Value::Blank, span: place }, sink);
            }
            Event::Anchor(..) => Self::refuse(sink, place, &say!("neo (&…)", "an anchor (`&…`)")),
            Event::Comment(..) => self.comments.push(place),
            Event::DocumentStart(..) if self.root.is_some() => {
                let what = say!("tài liệu thứ hai (---)", "a second document (`---`)");
                Self::refuse(sink, place, &what);
                self.stopped = true;
            }
            _ => {}
        }
    }

    fn refuse(sink: &mut Sink, at: Span, what: &Text) {
        let (vi, en) = (&what.vi, &what.en);
        sink.push(
            Finding::new(
                Rule::YamlFeature,
                at,
                say!(
                    "không dùng {vi} trong hồ sơ văn bản",
                    "{en} is not used in a document folder"
                ),
            )
            .help(say!(
                "viết nguyên văn nội dung; nếu là chữ thường thì đặt trong ngoặc kép \"…\"",
                "write the text out; if it is meant as text, put it in double quotes"
            )),
        );
    }

    fn scalar(&mut self, scalar: Scalar, sink: &mut Sink) {
        let span = scalar.span;
        if let Some(open) = self.stack.last_mut().filter(|open| open.wants_key()) {
            if &*scalar.value == "<<" && scalar.style == Style::Plain {
                let what = say!("khóa gộp (<<)", "a merge key (`<<`)");
                Self::refuse(sink, span, &what);
                open.skipping = true;
                return;
            }
            if scalar.value.chars().nth(limits::KEY).is_some() {
                let most = limits::KEY;
                sink.push(limits::exceeded(
                    span,
                    say!("khóa dài quá {most} ký tự", "a key of over {most} characters"),
                ));
                open.skipping = true;
                return;
            }
            open.key = Some(scalar);
            return;
        }
        let blank = scalar.style == Style::Plain
            && matches!(&*scalar.value, "" | "~" | "null" | "Null" | "NULL");
        let value = if blank { Value::Blank } else { Value::Scalar(scalar) };
        self.value(Node { value, span }, sink);
    }

    fn open(&mut self, node: Value, place: Span, sink: &mut Sink) {
        if self.stack.len() >= DEPTH {
            sink.push(Finding::new(
                Rule::YamlFeature,
                place,
                say!("lồng nhau quá {DEPTH} tầng", "nested more than {DEPTH} deep"),
            ));
            self.stopped = true;
            return;
        }
        if let Some(open) = self.stack.last_mut().filter(|open| open.wants_key()) {
            open.skipping = true;
            sink.push(Finding::new(
                Rule::WrongType,
                place,
                say!("khóa phải là chữ", "a key must be text"),
            ));
            // The collection that is the key comes first, then its value: both are dropped.
            self.stack.push(Open { is_key: true, ..Open::new(place, node) });
            return;
        }
        self.stack.push(Open::new(place, node));
    }

    fn close(&mut self, place: Span, sink: &mut Sink) {
        let Some(open) = self.stack.pop() else { return };
        if open.is_key {
            return;
        }
        let span = Span { end: self.last_end(&open.node, place), ..open.start };
        self.value(Node { value: open.node, span }, sink);
    }

    /// Where a collection's last node ends; the parser's own end may lie past blank lines.
    fn last_end(&self, node: &Value, place: Span) -> u32 {
        let last = match node {
            Value::List(nodes) => nodes.last().map(|node| node.span.end),
            Value::Map(entries) => {
                entries.last().map(|entry| entry.value.span.end.max(entry.key.span.end))
            }
            _ => None,
        };
        let flow = self
            .text
            .text()
            .as_bytes()
            .get(place.start as usize)
            .is_some_and(|b| b"]}".contains(b));
        if flow { place.end } else { last.unwrap_or(place.end) }
    }

    fn value(&mut self, node: Node, sink: &mut Sink) {
        match self.stack.last_mut() {
            None => self.root = self.root.take().or(Some(node)),
            Some(open) => match &mut open.node {
                Value::List(nodes) => nodes.push(node),
                Value::Map(entries) => match open.key.take() {
                    Some(key) => insert(entries, &mut open.seen, Entry { key, value: node }, sink),
                    None => open.skipping = false,
                },
                _ => {}
            },
        }
    }

    /// Closes what an error left open.
    fn finish(mut self) -> Option<Node> {
        let mut quiet = Sink::new();
        while let Some(open) = self.stack.last_mut() {
            if let (Value::Map(entries), Some(key)) = (&mut open.node, open.key.take()) {
                let value = Node { value: Value::Blank, span: key.span };
                insert(entries, &mut open.seen, Entry { key, value }, &mut quiet);
            }
            let place = open.start;
            self.close(place, &mut quiet);
        }
        self.root
    }
}

/// Says what is wrong in a clerk's words where the line shows it, in the parser's otherwise.
fn syntax_finding(file: FileId, source: &Source, at: usize, message: &str) -> Finding {
    let at_line = source.position(at as u32).line;
    // The parser often notices only at the next line's start: the fault is on the last line that
    // holds something.
    let line = (1..=at_line).rev().find(|line| !source.line(*line).trim().is_empty());
    let line = line.unwrap_or(at_line);
    let text = source.line(line);
    let span = Span::new(file, at..at);
    let value = text.split_once(": ").map_or("", |(_, value)| value.trim_start());
    let finding =
        |message: Text, help: Text| Finding::new(Rule::YamlSyntax, span, message).help(help);
    if text.trim_start_matches(' ').starts_with('\t') || text.starts_with('\t') {
        return finding(
            say!("thụt đầu dòng bằng phím Tab", "the line is indented with a tab"),
            say!("thay phím Tab bằng dấu cách", "use spaces instead of the tab"),
        );
    }
    if value.starts_with(['"', '\'']) {
        return finding(
            say!(
                "ngoặc kép mở mà không đóng, hoặc còn chữ sau ngoặc đóng",
                "a quote is not closed, or text follows the closing quote"
            ),
            say!(
                "đóng ngoặc ở cuối giá trị; dấu \" nằm trong chữ viết là \\\"",
                "close the quote at the end of the value; write a quote inside it as \\\""
            ),
        );
    }
    if value.contains(": ") || value.ends_with(':') {
        return finding(
            say!(
                "giá trị có dấu hai chấm nên không đọc được",
                "the value holds a colon and cannot be read"
            ),
            say!(
                "đặt cả giá trị trong ngoặc kép: \"…\", hoặc viết dưới dạng khối sau dấu |",
                "put the whole value in double quotes, or write it as a block after `|`"
            ),
        );
    }
    finding(
        say!("không đọc được tại đây: {message}", "cannot be read here: {message}"),
        say!(
            "xem lại thụt đầu dòng, dấu hai chấm và ngoặc kép ở dòng này và dòng trên",
            "look at the indentation, colons and quotes of this line and the one above"
        ),
    )
}

#[cfg(test)]
mod tests;
