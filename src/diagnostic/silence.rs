//! Silences: a comment in the YAML that takes findings away at its place.
//!
//! `# vanthu: bỏ qua letter-sequence, count-mismatch -- lý do`, or `ignore` for `bỏ qua`. On a line of
//! its own it covers the key or list item below it with all it holds; at the end of a line it covers
//! that line, and the value that begins there. Comments come from the YAML parser: a `#` inside a
//! value is text.

use super::{Finding, MOST_ALIKE, MOST_PLACES, Rule, Sink, Text, rules};
use crate::say;
use crate::source::{FileId, Span};
use crate::text::{nearest, nfc};
use crate::yaml::{Node, Value};
use std::collections::HashMap;
use std::ops::Range;

/// The word with which such a comment begins.
pub(crate) const MARK: &str = "vanthu";

/// A comment that silences rules at its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Silence {
    /// The comment.
    pub span: Span,
    /// What it covers: findings that begin here.
    pub covers: Range<u32>,
    /// It stands above everything, so that it also covers findings about the file as a whole.
    pub whole: bool,
    /// The rules, each with the place of its name.
    pub rules: Vec<(Rule, Span)>,
    /// Why, as the author says.
    pub reason: Option<String>,
}

impl Silence {
    /// Whether a finding there is in its place.
    pub(super) fn covers(&self, span: Span) -> bool {
        span.file == self.span.file
            && (self.covers.contains(&span.start) || self.whole && is_file(span))
    }

    /// Whether one of these places, sorted and all of its file, is in its place.
    pub(super) fn is_used(&self, places: &[Span]) -> bool {
        let first = places.partition_point(|span| span.start < self.covers.start);
        places.get(first).is_some_and(|span| self.covers.contains(&span.start))
            || self.whole && places.first().is_some_and(|span| is_file(*span))
    }
}

/// The place of what is said of a file as a whole.
fn is_file(span: Span) -> bool {
    (span.start, span.end) == (0, 0)
}

/// What silences cover together, for one rule in one file: rising ranges apart from one another, and
/// whether the file as a whole.
#[derive(Default)]
struct Covered {
    ranges: Vec<Range<u32>>,
    whole: bool,
}

/// What all silences cover.
pub(super) struct Hush(HashMap<(FileId, Rule), Covered>);

impl Hush {
    pub(super) fn new(silences: &[Silence]) -> Self {
        let mut all: HashMap<_, Covered> = HashMap::new();
        for silence in silences {
            for (rule, _) in &silence.rules {
                let covered = all.entry((silence.span.file, *rule)).or_default();
                covered.ranges.push(silence.covers.clone());
                covered.whole |= silence.whole;
            }
        }
        for covered in all.values_mut() {
            covered.ranges.sort_unstable_by_key(|range| range.start);
            covered.ranges.dedup_by(|next, last| {
                let meet = next.start <= last.end;
                if meet {
                    last.end = last.end.max(next.end);
                }
                meet
            });
        }
        Self(all)
    }

    /// Whether a finding is silenced.
    pub(super) fn covers(&self, rule: Rule, span: Span) -> bool {
        self.0.get(&(span.file, rule)).is_some_and(|covered| covered.holds(span))
    }

    /// The first place that is not silenced, of a rule and file that have silences. A list of places
    /// at its bound may go on, and is never silenced whole.
    pub(super) fn open(&self, file: FileId, rule: Rule, places: &[Span]) -> Option<Span> {
        let covered = self.0.get(&(file, rule))?;
        let open = places.iter().filter(|span| !covered.holds(**span)).min().copied();
        open.or_else(|| places.last().filter(|_| places.len() >= MOST_PLACES).copied())
    }
}

impl Covered {
    fn holds(&self, span: Span) -> bool {
        let after = self.ranges.partition_point(|range| range.start <= span.start);
        let last = after.checked_sub(1).and_then(|at| self.ranges.get(at));
        last.is_some_and(|range| range.contains(&span.start)) || self.whole && is_file(span)
    }
}

/// Reads the comments of a file; what is wrong in one goes to the sink as well.
pub(crate) fn read(file: FileId, text: &str, comments: &[Span], root: &Node, sink: &mut Sink) {
    let mut nodes = Vec::new();
    below(root, &mut nodes);
    for comment in comments {
        let Some(words) = text.get(comment.range()).and_then(|text| text.strip_prefix('#')) else {
            continue;
        };
        let start = comment.start as usize + 1;
        if let Some(mut silence) = one(file, start, words, *comment, sink) {
            (silence.covers, silence.whole) = covered(text, *comment, &nodes);
            sink.silence(silence);
        }
    }
}

/// Every key with its value and every list item, in the order of the file; what holds others comes
/// before them.
fn below(node: &Node, out: &mut Vec<Range<u32>>) {
    match &node.value {
        Value::Map(entries) => {
            for entry in entries {
                let end = entry.value.span.end.max(entry.key.span.end);
                out.push(entry.key.span.start..end);
                below(&entry.value, out);
            }
        }
        Value::List(nodes) => {
            for node in nodes {
                out.push(node.span.start..node.span.end);
                below(node, out);
            }
        }
        Value::Blank | Value::Scalar(_) => {}
    }
}

/// What a comment covers, and whether it stands above everything.
fn covered(text: &str, comment: Span, nodes: &[Range<u32>]) -> (Range<u32>, bool) {
    let breaks = ['\n', '\r'];
    let at = comment.start as usize;
    let line = text[..at].rfind(breaks).map_or(0, |end| end + 1);
    let after = nodes.partition_point(|node| node.start < comment.start);
    if text[line..at].trim_matches([' ', '\t']).is_empty() {
        return (nodes.get(after).cloned().unwrap_or(0..0), after == 0);
    }
    // The innermost that begins before the comment: its value may begin on this line and go on, or
    // end here.
    let last = after.checked_sub(1).and_then(|at| nodes.get(at)).cloned().unwrap_or(0..0);
    let (line, end) = (line as u32, comment.end);
    if last.start >= line { (line..end.max(last.end), false) } else { (last.start..end, false) }
}

/// A comment's words, if they are meant for us. `start` is their place in the file.
fn one(file: FileId, start: usize, words: &str, comment: Span, sink: &mut Sink) -> Option<Silence> {
    let rest = words.trim_start();
    let head = rest.get(..MARK.len()).filter(|head| head.eq_ignore_ascii_case(MARK))?;
    let rest = rest[head.len()..].trim_start().strip_prefix(':')?;
    let mut at = start + words.len() - rest.len();
    // Words with their places; a comma belongs to none.
    let mut tokens = Vec::new();
    for token in rest.split_inclusive([' ', '\t', ',', ';', '\u{a0}']) {
        let word = token.trim_end_matches([' ', '\t', ',', ';', '\u{a0}']);
        if !word.is_empty() {
            tokens.push((word, at..at + word.len()));
        }
        at += token.len();
    }
    let span = |range: &Range<usize>| Span::new(file, range.clone());
    let is = |at: usize, wanted: &str| {
        tokens.get(at).is_some_and(|(word, _)| nfc(&word.to_lowercase()) == wanted)
    };
    let from = match () {
        () if is(0, "ignore") => 1,
        () if is(0, "bỏ") && is(1, "qua") => 2,
        () => {
            let place = tokens.first().map_or(comment, |(_, range)| span(range));
            sink.push(unused(
                place,
                say!(
                    "không hiểu lời ghi này sau «vanthu:»",
                    "what follows `vanthu:` is not understood"
                ),
                say!("viết: # vanthu: bỏ qua tên-quy-tắc", "write: # vanthu: ignore rule-name"),
            ));
            return None;
        }
    };
    let mut silence =
        Silence { span: comment, covers: 0..0, whole: false, rules: Vec::new(), reason: None };
    let mut named = false;
    for (word, range) in tokens.get(from..).unwrap_or_default() {
        // Every rule has a hyphen in its name; what has none begins the reason.
        let is_reason = word.starts_with(['-', '–', '—', '(']) || named && !word.contains('-');
        if is_reason {
            let said = comment.end as usize - range.start;
            let said = &words[words.len() - said..];
            let said = said.trim_start_matches(['-', '–', '—', ' ']).trim_end();
            silence.reason = Some(said.to_owned()).filter(|said| !said.is_empty());
            break;
        }
        named = true;
        match Rule::named(&word.to_lowercase()) {
            Some(rule) if rule.page().fixed => sink.push(unused(
                span(range),
                say!("quy tắc «{word}» không bỏ qua được", "`{word}` cannot be silenced"),
                say!(
                    "bỏ lời ghi này và sửa lỗi: còn lỗi này thì văn bản không thể in đúng",
                    "take it out and mend the fault: with it the document cannot come out right"
                ),
            )),
            Some(rule) => silence.rules.push((rule, span(range))),
            None => sink.push(
                Finding::new(
                    Rule::UnknownRule,
                    span(range),
                    say!("không có quy tắc «{word}»", "there is no rule `{word}`"),
                )
                .help(match nearest(word, rules::ALL.iter().map(|page| page.name)) {
                    Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
                    None => say!(
                        "ghi tên từng quy tắc, như thông báo lỗi ghi trong ngoặc vuông; xem danh sách: vanthu explain",
                        "name each rule, as findings show it in brackets; for the list: vanthu explain"
                    ),
                }),
            ),
        }
    }
    if !named {
        sink.push(unused(
            comment,
            say!("chưa ghi bỏ qua quy tắc nào", "no rule to ignore is named"),
            say!(
                "ghi tên quy tắc, như thông báo lỗi ghi trong ngoặc vuông",
                "name the rules, as findings show them in brackets"
            ),
        ));
    }
    Some(silence)
}

fn unused(at: Span, message: Text, help: Text) -> Finding {
    Finding::new(Rule::SilenceUnused, at, message).help(help)
}

/// A name in a silence under which nothing was found.
pub(super) fn idle(rule: Rule, at: Span) -> Finding {
    let name = rule.name();
    unused(
        at,
        say!(
            "lời ghi bỏ qua này thừa: ở đây không có lỗi «{name}»",
            "there is no `{name}` here to be ignored"
        ),
        say!(
            "xóa lời ghi này, hoặc đặt ngay trên khóa có lỗi",
            "take it out, or put it right above the key it is meant for"
        ),
    )
}

/// The first of more findings than are looked at one by one, which no silence covers.
pub(super) fn not_all(rule: Rule, at: Span) -> Finding {
    let name = rule.name();
    Finding::new(
        rule,
        at,
        say!(
            "ở đây còn lỗi «{name}» không được bỏ qua; tệp có hơn {MOST_ALIKE} lỗi này nên không nêu hết",
            "here is another `{name}` that is not silenced; the file has more than {MOST_ALIKE}, which are not all shown"
        ),
    )
    .help(say!(
        "sửa các chỗ đã nêu, hoặc đặt lời ghi bỏ qua cho cả chỗ này, rồi chạy lại",
        "mend what is shown, or silence this place too, and run again"
    ))
}
