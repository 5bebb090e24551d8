//! The document as lines of text: one paragraph a line, so that a finding has a place; and as
//! passages, so that the rules about text read it like any other.

use super::labels::{self, Says, pattern};
use super::story::{Kind, Note, Paragraph, Stand};
use super::styles::Align;
use crate::diagnostic::Text;
use crate::manifest::Date;
use crate::say;
use crate::source::{FileId, Span};
use crate::text::nfc;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// The only file of a run.
pub(super) const FILE: FileId = FileId(0);

/// What part of the document a paragraph belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Area {
    /// The boxes above the text.
    Head,
    /// The text.
    Body,
    /// A table's.
    Cell,
    /// Recipients and signers.
    Tail,
    /// A table of contents, a text box.
    Aside,
    /// A note.
    Note,
}

/// A paragraph as a line.
pub(super) struct Line<'a> {
    pub(super) paragraph: &'a Paragraph,
    pub(super) area: Area,
    /// Where it begins, and where its text does: a counted label stands between.
    pub(super) start: u32,
    pub(super) text: u32,
}

impl Line<'_> {
    /// The place of a byte range of its text.
    pub(super) fn span(&self, range: std::ops::Range<usize>) -> Span {
        let (start, end) = (self.text + range.start as u32, self.text + range.end as u32);
        Span { file: FILE, start, end }
    }

    /// The place of its text.
    pub(super) fn whole(&self) -> Span {
        let text = &self.paragraph.text;
        let start = text.len() - text.trim_start().len();
        self.span(start..text.trim_end().len().max(start))
    }

    /// The place of its first words: enough to find it by.
    pub(super) fn first_words(&self) -> Span {
        let whole = self.whole();
        let text = self.paragraph.text.trim();
        let end = text.char_indices().skip(24).find(|(_, c)| c.is_whitespace());
        Span { end: end.map_or(whole.end, |(at, _)| whole.start + at as u32), ..whole }
    }

    /// The word before an offset: where a mark of a note hangs.
    pub(super) fn word_before(&self, at: u32) -> Span {
        const LONG: usize = 40;
        let before = &self.paragraph.text[..at as usize];
        let end = before.trim_end().len();
        let letters = before[..end].char_indices().rev().take(LONG);
        let word = letters.take_while(|(_, c)| !c.is_whitespace());
        let start = word.last().map_or(end, |(at, _)| at);
        self.span(start..end)
    }
}

/// The whole document as lines.
pub(super) struct Script<'a> {
    pub(super) lines: Vec<Line<'a>>,
    /// How many lines are the main text's; those of notes follow.
    pub(super) main: usize,
    pub(super) text: String,
    pub(super) places: Vec<Text>,
    /// Numbers of the first and last line of each note.
    pub(super) notes: Vec<(usize, usize)>,
    /// The document bears the state's name and motto, or the Party's name.
    pub(super) national: Option<usize>,
    pub(super) party: bool,
    pub(super) date: Option<usize>,
    pub(super) recipients: Option<usize>,
}

static NATIONAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam\s*$")
});
static PARTY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM\s*$"));
/// The state's name may share its paragraph with the motto when the line is broken by hand.
static BOTH: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*cộng\s+h(?:òa|oà)\s+xã\s+hội\s+chủ\s+nghĩa\s+việt\s+nam\s+độc lập")
});
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:[\p{L} .'’-]{2,60},)?\s*ngày[\s.…]*(\d{0,2})[\s.…]*tháng[\s.…]*(\d{0,2})[\s.…]*năm[\s.…]*(\d{0,4})[\s.…]*$",
    )
});
static RECIPIENTS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*nơi\s+nhận\s*:?\s*$|^\s*nơi\s+nhận\s*:"));
static TO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\s*kính\s+(?:gửi|trình)\s*:?"));
static SIGNED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*(?:TM|T/M|KT|K/T|TL|T/L|TUQ|Q)\.?\s+\p{Lu}{2}[^\p{Ll}]*$"));

/// The state's name, with the motto or without.
pub(crate) fn is_nation(text: &str) -> bool {
    if text.chars().count() > 120 {
        return false;
    }
    let text = nfc(text);
    NATIONAL.is_match(&text) || BOTH.is_match(&text)
}

/// How far down the boxes above the text are looked for.
const TOP: usize = 60;
/// Words of a heading that a place is told by.
const SHOWN: usize = 48;

/// Whether all letters of a paragraph are bold.
pub(super) fn is_bold(paragraph: &Paragraph) -> bool {
    let mut any = false;
    for (text, piece) in stretches(paragraph) {
        if text.chars().any(char::is_alphabetic) {
            any = true;
            if piece.bold != Some(true) {
                return false;
            }
        }
    }
    any
}

/// A paragraph's text by looks.
pub(super) fn stretches(
    paragraph: &Paragraph,
) -> impl Iterator<Item = (&str, super::styles::Look)> {
    paragraph.pieces.iter().enumerate().map(|(at, piece)| {
        let end = paragraph.pieces.get(at + 1).map_or(paragraph.text.len(), |p| p.at as usize);
        (paragraph.text.get(piece.at as usize..end).unwrap_or(""), piece.look)
    })
}

impl<'a> Script<'a> {
    /// Lays out the main text and the notes as lines.
    pub(super) fn new(paragraphs: &'a [Paragraph], notes: &'a [(Kind, Note)]) -> Self {
        let mut script = Self {
            lines: Vec::with_capacity(paragraphs.len()),
            main: paragraphs.len(),
            text: String::new(),
            places: Vec::new(),
            notes: Vec::new(),
            national: None,
            party: false,
            date: None,
            recipients: None,
        };
        for paragraph in paragraphs {
            script.push(paragraph, Area::Body);
        }
        for (_, note) in notes {
            let first = script.lines.len();
            for paragraph in &note.story.paragraphs {
                script.push(paragraph, Area::Note);
            }
            script.notes.push((first, script.lines.len()));
        }
        script.areas();
        script.place(paragraphs, notes);
        script
    }

    fn push(&mut self, paragraph: &'a Paragraph, area: Area) {
        let start = self.text.len() as u32;
        if let Some(label) = &paragraph.label
            && !label.text.is_empty()
        {
            self.text.push_str(&label.text.replace(['\n', '\r'], " "));
            self.text.push(' ');
        }
        let text = self.text.len() as u32;
        self.text.push_str(&paragraph.text);
        self.text.push('\n');
        self.lines.push(Line { paragraph, area, start, text });
    }

    /// The number of the line that holds the byte `at`.
    pub(super) fn line_of(&self, at: u32) -> usize {
        self.lines.partition_point(|line| line.start <= at).saturating_sub(1)
    }

    /// The place of findings about the document as a whole: an empty line after the last.
    pub(super) fn whole(&self) -> Span {
        let end = self.text.len() as u32;
        Span { file: FILE, start: end, end }
    }

    fn areas(&mut self) {
        let main = self.main;
        let tables = |lines: &[Line<'_>], at: usize| match lines[at].paragraph.stand {
            Stand::Cell(table) => {
                let same = |line: &Line<'_>| line.paragraph.stand == Stand::Cell(table);
                let first = lines[..at].iter().rposition(|line| !same(line)).map_or(0, |at| at + 1);
                let more = lines[at..main].iter().position(|line| !same(line));
                (first, more.map_or(main, |more| at + more))
            }
            _ => (at, at + 1),
        };
        for line in &mut self.lines[..main] {
            line.area = match line.paragraph.stand {
                Stand::Cell(_) => Area::Cell,
                Stand::Box => Area::Aside,
                Stand::Flow if line.paragraph.style.starts_with("toc") => Area::Aside,
                Stand::Flow => Area::Body,
            };
        }
        let text = |at: usize| self.lines[at].paragraph.text.as_str();
        let top = main.min(TOP);
        self.national = (0..top).find(|at| is_nation(text(*at)));
        self.party = (0..top).any(|at| PARTY.is_match(text(at)));
        self.date = (0..top).find(|at| {
            let text = text(*at);
            text.chars().count() < 100 && DATE.is_match(text)
        });
        let framed: Vec<usize> = (0..main)
            .filter(|at| {
                let text = text(*at);
                is_nation(text) || PARTY.is_match(text)
            })
            .collect();
        let signed = |at: &usize| RECIPIENTS.is_match(text(*at)) || SIGNED.is_match(text(*at));
        let tails: Vec<usize> = (0..main).filter(signed).collect();
        self.recipients = tails.iter().copied().find(|at| RECIPIENTS.is_match(text(*at)));
        for at in framed {
            if self.lines[at].area == Area::Head {
                continue;
            }
            let (first, last) = tables(&self.lines, at);
            self.fill(first, last, Area::Head);
        }
        if let Some(at) = self.national.or(self.date) {
            let (_, last) = tables(&self.lines, at);
            let last =
                last.max(self.date.filter(|date| *date < at + 20).map_or(0, |date| date + 1));
            let last = self.above_text(last);
            self.fill(0, last, Area::Head);
        }
        for at in tails {
            if self.lines[at].area == Area::Tail {
                continue;
            }
            let (mut first, mut last) = tables(&self.lines, at);
            if self.lines[at].paragraph.stand == Stand::Flow {
                // Without a table recipients and signers follow one another to the end, or to an
                // appendix.
                let section = self.lines[at].paragraph.section;
                let ends = |line: &Line<'_>| {
                    line.paragraph.section != section
                        || labels::read(line.paragraph.text.trim(), true)
                            .is_some_and(|found| found.says == Says::Appendix)
                };
                last = self.lines[at..main].iter().position(ends).map_or(main, |more| at + more);
            } else {
                // Several signers have a table of their own above the recipients'.
                while let Some(before) = first.checked_sub(1) {
                    let paragraph = self.lines[before].paragraph;
                    let bare = paragraph.text.trim().is_empty();
                    if self.lines[before].area == Area::Tail {
                        break;
                    }
                    let Stand::Cell(_) = paragraph.stand else {
                        if bare {
                            first = before;
                            continue;
                        }
                        break;
                    };
                    let (start, end) = tables(&self.lines, before);
                    let short = |line: &Line<'_>| line.paragraph.text.chars().count() < 80;
                    let titled = self.lines[start..end]
                        .iter()
                        .find(|line| !line.paragraph.text.trim().is_empty())
                        .is_some_and(|line| is_bold(line.paragraph));
                    if !titled || !self.lines[start..end].iter().all(short) {
                        break;
                    }
                    first = start;
                }
            }
            self.fill(first, last, Area::Tail);
        }
    }

    /// Goes on from the header over what is centred, and over the addressees, to the text.
    fn above_text(&self, from: usize) -> usize {
        let mut addressed = false;
        let mut last = from;
        for at in from..self.main.min(from + TOP) {
            let paragraph = self.lines[at].paragraph;
            let text = paragraph.text.trim();
            let centred = paragraph.shape.align == Some(Align::Centre);
            let heading = || {
                let strong = is_bold(paragraph) || is_heading(paragraph);
                paragraph.label.is_some() || labels::read(text, strong).is_some()
            };
            if text.is_empty() {
                continue;
            }
            if TO.is_match(text) {
                addressed = true;
            } else if addressed && text.starts_with(['-', '–']) {
                // One more addressee.
            } else if !centred || heading() {
                break;
            }
            last = at + 1;
        }
        last
    }

    fn fill(&mut self, first: usize, last: usize, area: Area) {
        for line in &mut self.lines[first..last] {
            if line.area != Area::Aside {
                line.area = area;
            }
        }
    }

    /// Says of every line where a person finds it.
    fn place(&mut self, paragraphs: &[Paragraph], notes: &[(Kind, Note)]) {
        let mut heading = String::new();
        for (at, line) in self.lines[..self.main].iter().enumerate() {
            let number = at + 1;
            if line.area == Area::Body {
                let paragraph = line.paragraph;
                let text = paragraph.text.trim();
                let label = paragraph.label.as_ref().map_or("", |label| label.text.as_str());
                let strong = is_heading(paragraph) || is_bold(paragraph);
                let read = if label.is_empty() {
                    labels::read(text, strong)
                } else {
                    labels::read(label, strong)
                };
                let titled = is_heading(paragraph)
                    || read.is_some_and(|found| match found.says {
                        Says::Item(_) | Says::Letter(_) => false,
                        Says::Roman(_) | Says::Article(_) => true,
                        _ => strong,
                    });
                if titled && !text.is_empty() {
                    heading = shortened(format!("{label} {text}").trim());
                }
            }
            let here = match line.area {
                Area::Cell => say!("đoạn {number} (trong bảng)", "paragraph {number} (in a table)"),
                Area::Aside if line.paragraph.stand == Stand::Box => {
                    say!("đoạn {number} (trong hộp văn bản)", "paragraph {number} (in a text box)")
                }
                _ => say!("đoạn {number}", "paragraph {number}"),
            };
            let Text { vi, en } = here;
            self.places.push(if heading.is_empty() || line.area == Area::Head {
                Text { vi, en }
            } else {
                say!("{vi}, mục «{heading}»", "{en}, section `{heading}`")
            });
        }
        let numbers = numbers(paragraphs);
        for ((kind, note), (first, last)) in notes.iter().zip(&self.notes) {
            let place = match (kind, numbers.get(&(*kind, note.id))) {
                (Kind::Foot, Some(n)) => say!("chú thích {n} (cuối trang)", "footnote {n}"),
                (Kind::End, Some(n)) => say!("chú thích {n} (cuối bài)", "endnote {n}"),
                (_, None) => say!("chú thích không có dấu", "a note without a mark"),
            };
            self.places.extend(std::iter::repeat_n(place, last - first));
        }
        self.places.push(say!("cả văn bản", "the whole document"));
    }

    /// The day of issue, as far as the header tells.
    pub(super) fn own_date(&self) -> Date {
        let line = self.date.map(|at| self.lines[at].paragraph.text.as_str());
        let Some(found) = line.and_then(|text| DATE.captures(text)) else { return Date::default() };
        Date {
            day: found[1].parse().ok().filter(|day| (1..=31).contains(day)),
            month: found[2].parse().ok().filter(|month| (1..=12).contains(month)),
            year: found[3].parse().ok().filter(|year| (1900..=9999).contains(year)),
        }
    }
}

/// The number that each cited note is printed with.
pub(super) fn numbers(paragraphs: &[Paragraph]) -> HashMap<(Kind, i64), u32> {
    let mut out = HashMap::new();
    let mut last = [0_u32; 2];
    for mark in paragraphs.iter().flat_map(|paragraph| &paragraph.marks) {
        let Some((kind, id)) = mark.note else { continue };
        let count = &mut last[usize::from(kind == Kind::End)];
        *count += 1;
        out.entry((kind, id)).or_insert(*count);
    }
    out
}

/// Whether a paragraph has a level in the outline.
pub(super) fn is_heading(paragraph: &Paragraph) -> bool {
    paragraph.shape.outline.is_some_and(|level| level < 9)
}

fn shortened(text: &str) -> String {
    let mut out: String = text.chars().take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() {
        let cut = out.rfind(' ').unwrap_or(out.len());
        out.truncate(cut);
        out.push('…');
    }
    out
}
