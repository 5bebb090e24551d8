//! Offset in a scalar's value → offset in its file.
//!
//! A lens is a table of runs. It is made by decoding the scalar's source again, by the rules of its
//! style (YAML 1.2.2, chapters 7 and 8), and is only used when that gives the parser's value byte
//! for byte; otherwise a finding shows the whole scalar rather than a guess.

use super::Style;
use std::ops::Range;

/// A stretch of the value and the stretch of the file it comes from.
#[derive(Clone, Copy, Debug)]
struct Run {
    value: u32,
    source: u32,
    /// Bytes in the file.
    len: u32,
    /// The bytes are the same on both sides; else the stretch maps as a whole (an escape, a fold).
    verbatim: bool,
}

/// Where each byte of a value stands in its file.
#[derive(Clone, Debug)]
pub struct Lens {
    runs: Vec<Run>,
    /// The offset in the file just after the value's last byte.
    end: u32,
}

impl Lens {
    /// The lens of a text that stands at `source` word for word.
    #[must_use]
    pub fn verbatim(source: usize, len: usize) -> Self {
        let run = Run { value: 0, source: source as u32, len: len as u32, verbatim: true };
        Self { runs: vec![run], end: (source + len) as u32 }
    }

    /// Decodes the scalar that stands at `span` of `text`; `None` when the outcome is not `value`.
    #[must_use]
    pub fn new(text: &str, span: Range<usize>, style: Style, value: &str) -> Option<Self> {
        let mut decoder =
            Decoder { text, value: String::with_capacity(value.len()), runs: Vec::new() };
        match style {
            Style::Literal | Style::Folded => decoder.block(span.start, style, value)?,
            Style::Plain => decoder.flow(span.clone(), Style::Plain)?,
            Style::SingleQuoted | Style::DoubleQuoted => {
                let inner = span.start + 1..span.end.checked_sub(1)?;
                decoder.flow(inner, style)?;
            }
        }
        (decoder.value == value).then(|| {
            let end = decoder.runs.last().map_or(span.start as u32, |run| run.source + run.len);
            Self { runs: decoder.runs, end }
        })
    }

    /// The lens of a text that is itself a part of the file, from byte `start` on.
    #[must_use]
    pub fn further_on(mut self, start: usize) -> Self {
        self.end += start as u32;
        self.runs.iter_mut().for_each(|run| run.source += start as u32);
        self
    }

    /// The range in the file of a range of the value.
    #[must_use]
    pub fn locate(&self, range: Range<u32>) -> Range<usize> {
        let start = self.before(range.start);
        let end = if range.end > range.start { self.after(range.end - 1) } else { start };
        start as usize..end.max(start) as usize
    }

    fn run(&self, at: u32) -> Option<(Run, u32)> {
        let next = self.runs.partition_point(|run| run.value <= at);
        let run = *self.runs.get(next.checked_sub(1)?)?;
        let value_end = self.runs.get(next).map_or(u32::MAX, |run| run.value);
        Some((run, value_end))
    }

    /// Where the byte at `at` starts.
    fn before(&self, at: u32) -> u32 {
        match self.run(at) {
            Some((run, _)) if run.verbatim && at - run.value >= run.len => self.end,
            Some((run, _)) if run.verbatim => run.source + (at - run.value),
            Some((run, end)) if end == u32::MAX && at > run.value => self.end,
            Some((run, _)) => run.source,
            None => self.end,
        }
    }

    /// Where the byte at `at` ends.
    fn after(&self, at: u32) -> u32 {
        match self.run(at) {
            Some((run, _)) if run.verbatim => (run.source + (at - run.value) + 1).min(self.end),
            Some((run, _)) => run.source + run.len,
            None => self.end,
        }
    }
}

struct Decoder<'a> {
    text: &'a str,
    value: String,
    runs: Vec<Run>,
}

impl Decoder<'_> {
    /// Source bytes that are value bytes; runs that touch on both sides become one.
    fn copy(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        let value = self.value.len() as u32;
        let source = range.start as u32;
        match self.runs.last_mut() {
            Some(run)
                if run.verbatim
                    && run.value + run.len == value
                    && run.source + run.len == source =>
            {
                run.len += range.len() as u32;
            }
            _ => self.runs.push(Run { value, source, len: range.len() as u32, verbatim: true }),
        }
        self.value.push_str(&self.text[range]);
    }

    /// Source bytes that stand for other value bytes.
    fn replace(&mut self, range: Range<usize>, with: &str) {
        if with.is_empty() {
            return;
        }
        if &self.text[range.clone()] == with {
            return self.copy(range);
        }
        let (value, source) = (self.value.len() as u32, range.start as u32);
        self.runs.push(Run { value, source, len: range.len() as u32, verbatim: false });
        self.value.push_str(with);
    }

    /// The end of the line at `at`, and the start of the next.
    fn line_end(&self, at: usize, limit: usize) -> (usize, usize) {
        let bytes = self.text.as_bytes();
        let end = (at..limit).find(|i| matches!(bytes[*i], b'\n' | b'\r')).unwrap_or(limit);
        let next = match bytes.get(end) {
            Some(b'\r') if end < limit && bytes.get(end + 1) == Some(&b'\n') => end + 2,
            Some(_) if end < limit => end + 1,
            _ => limit,
        };
        (end, next)
    }

    /// Plain and quoted scalars: lines folded, escapes resolved (YAML 1.2.2, 7.3).
    fn flow(&mut self, span: Range<usize>, style: Style) -> Option<()> {
        let mut at = span.start;
        let bytes = self.text.as_bytes();
        let limit = span.end;
        while at < limit {
            match bytes[at] {
                b' ' | b'\t' | b'\n' | b'\r' => {
                    let blank = at;
                    while at < limit && matches!(bytes[at], b' ' | b'\t' | b'\n' | b'\r') {
                        at += 1;
                    }
                    self.fold(blank..at);
                }
                b'\'' if style == Style::SingleQuoted => {
                    self.replace(at..at + 2, "'");
                    at += 2;
                }
                b'\\' if style == Style::DoubleQuoted => at = self.escape(at, limit)?,
                _ => {
                    let start = at;
                    while at < limit && !matches!(bytes[at], b' ' | b'\t' | b'\n' | b'\r') {
                        if (style == Style::SingleQuoted && bytes[at] == b'\'')
                            || (style == Style::DoubleQuoted && bytes[at] == b'\\')
                        {
                            break;
                        }
                        at += 1;
                    }
                    self.copy(start..at);
                }
            }
        }
        Some(())
    }

    /// A stretch of white space: itself when it holds no line break; else one break is a space, and
    /// of more the first is nothing and each other is itself.
    fn fold(&mut self, range: Range<usize>) {
        let mut breaks = Vec::new();
        let mut at = range.start;
        while at < range.end {
            let (end, next) = self.line_end(at, range.end);
            if end < range.end {
                breaks.push(end..next);
            }
            at = next.max(end);
        }
        match breaks.len() {
            0 => self.copy(range),
            1 => self.replace(range, " "),
            _ => breaks.drain(1..).for_each(|one| self.replace(one, "\n")),
        }
    }

    /// An escape of a double-quoted scalar; gives the offset after it.
    fn escape(&mut self, at: usize, limit: usize) -> Option<usize> {
        let bytes = self.text.as_bytes();
        let hex = |range: Range<usize>| {
            self.text.get(range).and_then(|digits| u32::from_str_radix(digits, 16).ok())
        };
        let (with, end) = match *bytes.get(at + 1).filter(|_| at + 1 < limit)? {
            b'0' => ('\0', at + 2),
            b'a' => ('\u{7}', at + 2),
            b'b' => ('\u{8}', at + 2),
            b't' | b'\t' => ('\t', at + 2),
            b'n' => ('\n', at + 2),
            b'v' => ('\u{b}', at + 2),
            b'f' => ('\u{c}', at + 2),
            b'r' => ('\r', at + 2),
            b'e' => ('\u{1b}', at + 2),
            b'N' => ('\u{85}', at + 2),
            b'_' => ('\u{a0}', at + 2),
            b'L' => ('\u{2028}', at + 2),
            b'P' => ('\u{2029}', at + 2),
            b'x' => (char::from_u32(hex(at + 2..at + 4)?)?, at + 4),
            b'u' => match hex(at + 2..at + 6)? {
                // A pair of surrogates is one character.
                high @ 0xD800..=0xDBFF if bytes.get(at + 6..at + 8) == Some(b"\\u") => {
                    let low = hex(at + 8..at + 12)?.checked_sub(0xDC00)?;
                    (char::from_u32(0x10000 + ((high - 0xD800) << 10) + low)?, at + 12)
                }
                code => (char::from_u32(code)?, at + 6),
            },
            b'U' => (char::from_u32(hex(at + 2..at + 10)?)?, at + 10),
            b'\n' | b'\r' => {
                // A line that ends in a backslash goes on in the next, after its white space; blank
                // lines between are line breaks.
                let (_, mut next) = self.line_end(at + 1, limit);
                loop {
                    let mut text = next;
                    while text < limit && matches!(bytes[text], b' ' | b'\t') {
                        text += 1;
                    }
                    if text < limit && matches!(bytes[text], b'\n' | b'\r') {
                        let (end, after) = self.line_end(text, limit);
                        self.replace(end..after, "\n");
                        next = after;
                    } else {
                        return Some(text);
                    }
                }
            }
            other if other.is_ascii() => (other as char, at + 2),
            _ => return None,
        };
        self.replace(at..end, with.encode_utf8(&mut [0; 4]));
        Some(end)
    }

    /// Literal and folded scalars (YAML 1.2.2, 8.1): the indentation goes, the rest of each line
    /// stands in the value as it is. `start` is in the first line with text, or before it.
    fn block(&mut self, start: usize, style: Style, value: &str) -> Option<()> {
        let limit = self.text.len();
        if value.trim_matches(['\n', '\r']).is_empty() {
            return None;
        }
        // The first line of the value that is not empty, and the file's line it comes from.
        let skipped = value.bytes().take_while(|byte| *byte == b'\n').count();
        let first = value[skipped..].split('\n').next()?;
        let mut at = self.text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        let indent = loop {
            let (end, next) = self.line_end(at, limit);
            let line = &self.text[at..end];
            if !line.trim_matches(' ').is_empty() {
                let spaces = |text: &str| text.bytes().take_while(|byte| *byte == b' ').count();
                break spaces(line).checked_sub(spaces(first))?;
            }
            if next >= limit {
                return None;
            }
            at = next;
        };
        // Empty lines before the text.
        let mut starts = Vec::new();
        let mut before = at;
        for _ in 0..skipped {
            let end = before.checked_sub(1)?;
            let bytes = self.text.as_bytes();
            let brk = if bytes[end] == b'\n' && end > 0 && bytes[end - 1] == b'\r' {
                end - 1
            } else {
                end
            };
            starts.push(brk..before);
            before = self.text[..brk].rfind(['\n', '\r']).map_or(0, |at| at + 1);
        }
        for range in starts.into_iter().rev() {
            self.replace(range, "\n");
        }
        while self.value.len() < value.len() {
            let rest = value.get(self.value.len()..)?;
            if style == Style::Folded && rest.bytes().all(|byte| byte == b'\n') {
                break; // only the breaks after the last line are left
            }
            let (end, next) = self.line_end(at, limit);
            let spaces = self.text[at..end].bytes().take_while(|byte| *byte == b' ').count();
            if spaces < indent && at + spaces < end {
                return None; // text in the indentation: no line of this scalar
            }
            let content = at + spaces.min(indent)..end;
            if style == Style::Folded {
                self.folded(content.clone(), value)?;
            } else {
                self.copy(content);
                if self.value.len() < value.len() {
                    self.replace(end..next, if next > end { "\n" } else { "" });
                    if next == end {
                        // A last line without a break: YAML adds one.
                        self.value.push('\n');
                    }
                }
            }
            if next >= limit {
                break;
            }
            at = next;
        }
        while value.get(self.value.len()..).is_some_and(|rest| rest.starts_with('\n')) {
            self.value.push('\n');
        }
        Some(())
    }

    /// One line of a folded scalar: what the value holds before its text is the fold of the breaks
    /// since the last line.
    fn folded(&mut self, content: Range<usize>, value: &str) -> Option<()> {
        let line = &self.text[content.clone()];
        if line.is_empty() {
            return Some(());
        }
        let rest = value.get(self.value.len()..)?;
        let breaks = rest.bytes().take_while(|byte| *byte == b'\n').count();
        let gap = if rest[breaks..].starts_with(line) && (breaks > 0 || self.value.is_empty()) {
            breaks
        } else if breaks == 0 && rest.starts_with(' ') && rest[1..].starts_with(line) {
            1
        } else if rest.starts_with(line) {
            0
        } else {
            return None;
        };
        if gap > 0 {
            let from =
                self.runs.last().map_or(content.start, |run| (run.source + run.len) as usize);
            let gap = rest[..gap].to_owned();
            self.replace(from..content.start, &gap);
        }
        self.copy(content);
        Some(())
    }
}
