//! The lines of a document as passages, by their labels; and whether the numbers of headings follow
//! one another.

use super::labels::{self, Found, Says, pattern};
use super::script::{Area, FILE, Line, Script, is_bold, is_heading, is_nation};
use super::story::{Paragraph, Stand};
use super::styles::Align;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::{Passage, Role};
use crate::say;
use crate::source::Span;
use crate::text::roman;
use regex::Regex;
use std::sync::LazyLock;

static ATTACHED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\(?\s*(?:ban hành )?kèm theo (?:quyết định|nghị quyết|thông báo|tờ trình|kế hoạch|văn bản|công văn)",
    )
});

/// The passages of the main text: lines of the frame each alone, the text from heading to heading.
pub(super) fn passages<'a>(script: &Script<'_>, sink: &mut Sink) -> Vec<Vec<Passage<'a>>> {
    let mut out: Vec<Vec<Passage<'a>>> = vec![Vec::new()];
    let mut outline = Outline::default();
    let long = quotations(script);
    for (at, line) in script.lines[..script.main].iter().enumerate() {
        let text = line.paragraph.text.trim();
        if text.is_empty() {
            continue;
        }
        // A text that is attached counts its articles and headings anew.
        let attached = (line.area == Area::Head && is_nation(text) && script.national < Some(at))
            || (line.paragraph.shape.align == Some(Align::Centre) && ATTACHED.is_match(text));
        if attached {
            outline = Outline::default();
            let role = Role::Heading { level: 0 };
            out.push(vec![passage(line, role, 0..line.paragraph.text.len(), None)]);
            out.push(Vec::new());
            continue;
        }
        let plain = match line.area {
            Area::Aside if line.paragraph.stand == Stand::Flow => continue,
            Area::Head | Area::Tail | Area::Aside => Some(Role::Line),
            Area::Cell => Some(Role::Cell),
            Area::Body | Area::Note => long[at].then_some(Role::Paragraph),
        };
        if let Some(role) = plain {
            let found = passage(line, role, 0..line.paragraph.text.len(), None);
            if role == Role::Line {
                out.push(vec![found]);
                out.push(Vec::new());
            } else if let Some(last) = out.last_mut() {
                last.push(found);
            }
            continue;
        }
        for (n, range) in segments(line.paragraph).into_iter().enumerate() {
            let found = outline.read(line, range, n == 0, sink);
            if matches!(found.role, Role::Heading { .. }) {
                out.push(Vec::new());
            }
            if let Some(last) = out.last_mut() {
                last.push(found);
            }
        }
    }
    out.retain(|text| !text.is_empty());
    out
}

/// The passages of each note.
pub(super) fn notes<'a>(script: &Script<'_>) -> Vec<Vec<Passage<'a>>> {
    let one = |(first, last): &(usize, usize)| {
        script.lines[*first..*last]
            .iter()
            .filter(|line| !line.paragraph.text.trim().is_empty())
            .map(|line| passage(line, Role::Note, 0..line.paragraph.text.len(), None))
            .collect::<Vec<_>>()
    };
    script.notes.iter().map(one).filter(|note| !note.is_empty()).collect()
}

/// A paragraph's parts: a line broken by hand begins another where a label follows.
fn segments(paragraph: &Paragraph) -> Vec<std::ops::Range<usize>> {
    let text = paragraph.text.as_str();
    let mut out = Vec::new();
    let mut start = 0;
    for at in &paragraph.breaks {
        let next = *at as usize + 1;
        let Some(rest) = text.get(next..) else { continue };
        let label = labels::read(rest.trim_start(), false);
        if label.is_some_and(|found| found.rest < rest.trim_start().len()) {
            out.push(start..*at as usize);
            start = next;
        }
    }
    out.push(start..text.len());
    out.retain(|range| !text[range.clone()].trim().is_empty());
    out
}

/// Whether each line stands inside a long quotation, as an amending document has it: it opens at the
/// start of a paragraph and closes at the end of a later one. Labels in it count for themselves.
fn quotations(script: &Script<'_>) -> Vec<bool> {
    const FAR: usize = 80;
    let lines = &script.lines[..script.main];
    let mut out = vec![false; lines.len()];
    let balance =
        |text: &str| text.chars().map(|c| i32::from(c == '“') - i32::from(c == '”')).sum::<i32>();
    let mut at = 0;
    while at < lines.len() {
        let text = lines[at].paragraph.text.trim_start();
        let mut open = balance(text);
        if !text.starts_with('“') || open <= 0 {
            at += 1;
            continue;
        }
        let end = (at + 1..lines.len().min(at + FAR)).find(|next| {
            open += balance(&lines[*next].paragraph.text);
            open <= 0
        });
        if let Some(end) = end {
            out[at..=end].fill(true);
            at = end;
        }
        at += 1;
    }
    out
}

fn passage<'a>(
    line: &Line<'_>,
    role: Role,
    range: std::ops::Range<usize>,
    label: Option<std::ops::Range<u32>>,
) -> Passage<'a> {
    let whole = &line.paragraph.text;
    let text = &whole[range.clone()];
    let start = range.start + text.len() - text.trim_start().len();
    let text = text.trim();
    let label = label.unwrap_or(0..0);
    let mut passage = Passage::verbatim(role, FILE, line.text + start as u32, text, label);
    let end = start + text.len();
    // Places come rising; a paragraph of many parts is searched for each.
    let first = |list: &[u32]| list.partition_point(|at| (*at as usize) < start);
    let breaks = &line.paragraph.breaks;
    let blank = |at: &u32| text.as_bytes().get(*at as usize) == Some(&b' ');
    passage.breaks = breaks[first(breaks)..]
        .iter()
        .take_while(|at| (**at as usize) < end)
        .map(|at| at - start as u32)
        .filter(blank)
        .collect();
    let marks = &line.paragraph.marks;
    let from = marks.partition_point(|mark| (mark.at as usize) < start);
    passage.markers = marks[from..]
        .iter()
        .take_while(|mark| mark.at as usize <= end)
        .map(|mark| mark.at - start as u32)
        .collect();
    passage
}

/// Where the numbers of headings have come to.
#[derive(Default)]
struct Outline {
    /// Phần, chương, mục, tiểu mục, and Roman numbers.
    counts: [Option<(u32, Span)>; 5],
    upper: Option<(char, Span)>,
    /// The last `1.`, `1.1.`.
    path: Vec<u32>,
    at: Option<Span>,
    /// A higher heading came since: numbers may begin again, or go on.
    fresh: bool,
    /// The last clause since the last heading.
    clause: u32,
}

impl Outline {
    /// Makes a passage of a part of a paragraph, by its label.
    fn read<'a>(
        &mut self,
        line: &Line<'_>,
        range: std::ops::Range<usize>,
        first: bool,
        sink: &mut Sink,
    ) -> Passage<'a> {
        let paragraph = line.paragraph;
        let text = &paragraph.text[range.clone()];
        let blank = text.len() - text.trim_start().len();
        let text = text.trim();
        let heading = first && is_heading(paragraph);
        let strong = heading || (is_bold(paragraph) && text.chars().count() <= 250);
        let level = usize::from(paragraph.shape.outline.unwrap_or(0)) + 1;
        let (found, label, rest) = match paragraph.label.as_ref().filter(|_| first) {
            Some(label) => {
                let found = if label.bullet {
                    Some(Says::Item(label.level.min(2) + 1))
                } else {
                    counted(&label.text, label.roman)
                };
                let len = label.text.trim_end().len() as u32;
                (found, line.start..line.start + len, range.start)
            }
            None => match labels::read(text, strong) {
                Some(Found { says, len, rest }) => {
                    let start = line.text + (range.start + blank) as u32;
                    (Some(says), start..start + len as u32, range.start + blank + rest)
                }
                None => (None, 0..0, range.start),
            },
        };
        let place = Span { file: FILE, start: label.start, end: label.end };
        let role = match &found {
            Some(Says::Appendix) => {
                *self = Self::default();
                Role::Heading { level: 0 }
            }
            Some(says) => {
                let title = text.chars().count() <= 120 && !text.ends_with(['.', ';', ':']);
                let level = heading.then_some(level);
                self.role(says, place, (strong, title), level, sink)
            }
            None if heading => {
                self.clause = 0;
                Role::Heading { level }
            }
            None if paragraph.shape.align == Some(Align::Centre) => Role::Line,
            None => Role::Paragraph,
        };
        let keeps = matches!(role, Role::Paragraph | Role::Line) || rest >= range.end;
        let from = if keeps { range.start } else { rest };
        passage(line, role, from..range.end, Some(label).filter(|label| !label.is_empty()))
    }

    fn role(
        &mut self,
        says: &Says,
        at: Span,
        (strong, title): (bool, bool),
        level: Option<usize>,
        sink: &mut Sink,
    ) -> Role {
        match says {
            Says::Division(which, number) => {
                self.count(*which, *number, at, sink, &["Phần", "Chương", "Mục", "Tiểu mục"]);
                Role::Heading { level: level.unwrap_or(which + 1) }
            }
            Says::Roman(number) => {
                self.count(4, *number, at, sink, &[]);
                Role::Heading { level: level.unwrap_or(1) }
            }
            // C and L are also a hundred and fifty.
            Says::Upper(letter)
                if self.counts[4].is_some_and(|(last, _)| {
                    labels::of_roman(&letter.to_string()) == last.checked_add(1)
                }) =>
            {
                let number = labels::of_roman(&letter.to_string()).unwrap_or_default();
                self.count(4, number, at, sink, &[]);
                Role::Heading { level: level.unwrap_or(1) }
            }
            Says::Upper(letter) => {
                self.letter(*letter, at, sink);
                Role::Heading { level: level.unwrap_or(1) }
            }
            Says::Article(number) => {
                self.above();
                Role::Article { number: *number }
            }
            Says::Letter(letter) => Role::Point { letter: *letter },
            Says::Item(level) => Role::Item { level: *level },
            Says::Numbers(numbers) => match numbers.as_slice() {
                [number] => {
                    let goes_on = |last: u32| *number > 1 && last + 1 == *number;
                    let (clause, heading) =
                        (goes_on(self.clause), self.path.first().is_some_and(|n| goes_on(*n)));
                    // A list may have some numbers in bold and some not: what goes on tells.
                    let plain = heading && !clause && (self.clause == 0 || title);
                    if level.is_some() || if strong { heading || !clause } else { plain } {
                        self.numbers(numbers, at, sink);
                        return Role::Heading { level: level.unwrap_or(2) };
                    }
                    self.clause = *number;
                    Role::Clause { number: *number }
                }
                many if strong => {
                    self.numbers(many, at, sink);
                    Role::Heading { level: level.unwrap_or(many.len() + 1) }
                }
                many => {
                    self.numbers(many, at, sink);
                    Role::Paragraph
                }
            },
            Says::Appendix => Role::Heading { level: 0 },
        }
    }

    /// A heading above those that are numbered `1.`.
    fn above(&mut self) {
        self.clause = 0;
        self.fresh = true;
    }

    fn count(&mut self, which: usize, number: u32, at: Span, sink: &mut Sink, words: &[&str]) {
        self.above();
        let shown = |number: u32| match words.get(which) {
            Some(word) if which < 2 => format!("{word} {}", roman(number)),
            Some(word) => format!("{word} {number}"),
            None => format!("{}.", roman(number)),
        };
        let last = self.counts[which].replace((number, at));
        let wanted = last.map_or(1, |(last, _)| last + 1);
        if number != wanted && number != 1 {
            sink.push(astray(at, &shown(number), &shown(wanted), last.map(|(_, at)| at)));
        }
    }

    fn letter(&mut self, letter: char, at: Span, sink: &mut Sink) {
        const ORDER: [char; 11] = ['A', 'B', 'C', 'D', 'Đ', 'E', 'F', 'G', 'H', 'I', 'K'];
        self.above();
        let place = |letter: char| ORDER.iter().position(|other| *other == letter);
        let last = self.upper.replace((letter, at));
        let Some(now) = place(letter).filter(|now| *now > 0) else { return };
        let before = last.and_then(|(last, _)| place(last));
        // D may be followed by Đ or by E, E by F or by G.
        let right =
            before.is_some_and(|before| now == before + 1 || (now == before + 2 && before >= 3));
        if !right {
            let wanted = ORDER[before.map_or(0, |before| (before + 1).min(10))];
            let (found, wanted) = (format!("{letter}."), format!("{wanted}."));
            sink.push(astray(at, &found, &wanted, last.map(|(_, at)| at)));
        }
    }

    fn numbers(&mut self, numbers: &[u32], at: Span, sink: &mut Sink) {
        self.clause = 0;
        let fresh = std::mem::take(&mut self.fresh);
        let shown = |numbers: &[u32]| {
            let all: Vec<String> = numbers.iter().map(u32::to_string).collect();
            format!("{}.", all.join("."))
        };
        let path = std::mem::replace(&mut self.path, numbers.to_vec());
        let before = self.at.replace(at);
        let Some((last, above)) = numbers.split_last() else { return };
        let depth = numbers.len();
        // A parent that is a clause, not a heading, is not in the path.
        let parent = depth > 1 && above.first() != path.first();
        let begins =
            *last == 1 && (above.is_empty() || fresh || path.is_empty() || path == above || parent);
        let goes_on = path.len() >= depth
            && path[..depth - 1] == *above
            && path[depth - 1].checked_add(1) == Some(*last);
        if begins || goes_on {
            return;
        }
        let wanted = if path.len() >= depth && path[..depth - 1] == *above {
            shown(&[above, &[path[depth - 1] + 1]].concat())
        } else if fresh || path.is_empty() {
            shown(&[above, &[1]].concat())
        } else if path.len() >= depth {
            let mut next = path[..depth].to_vec();
            next[depth - 1] += 1;
            shown(&next)
        } else {
            shown(&[path.as_slice(), &[1]].concat())
        };
        sink.push(astray(at, &shown(numbers), &wanted, before));
    }
}

/// `heading-sequence`.
fn astray(at: Span, found: &str, wanted: &str, before: Option<Span>) -> Finding {
    let finding = Finding::new(
        Rule::HeadingSequence,
        at,
        say!(
            "mục «{found}» đứng ở chỗ của «{wanted}»",
            "heading `{found}` stands where `{wanted}` should"
        ),
    )
    .help(say!("đánh lại số thứ tự các mục", "number the headings again"));
    match before {
        Some(before) => finding.related(before, say!("mục trước ở đây", "the one before is here")),
        None => finding,
    }
}

/// What a counted label says.
fn counted(label: &str, roman: bool) -> Option<Says> {
    let text = label.trim();
    // «a.» and «1)» are how word processors label points and clauses.
    let bare = text.trim_end_matches(['.', ')', ':']);
    let mut chars = bare.chars();
    match (chars.next(), chars.next()) {
        (Some(letter), None) if letter.is_lowercase() && !roman => {
            return Some(Says::Letter(letter));
        }
        _ => {}
    }
    // A counter that a damaged file has set astray is no label.
    if let Some(number) = bare.parse::<u32>().ok().filter(|number| *number < 10_000) {
        return Some(Says::Numbers(vec![number]));
    }
    let dotted = format!("{bare}.");
    labels::read(if roman || bare.contains('.') { &dotted } else { text }, true)
        .map(|found| found.says)
}
