//! Findings as text for people: the source line with the mark underlined, and what to do.

use super::{Finding, Lang, Report, Severity};
use crate::folder::Folder;
use crate::source::{FileId, Source, Sources, Span};
use crate::text::is_forbidden;
use std::fmt::Write;
use unicode_normalization::char::is_combining_mark;
use unicode_width::UnicodeWidthStr;

/// Whether a character shows nothing of its own, or changes how what is around it shows.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    is_combining_mark(c) || is_control(c)
}

/// Characters that a terminal obeys instead of showing them, and those nobody sees.
fn is_control(c: char) -> bool {
    c.is_control()
        || is_forbidden(c)
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// A text in which a person sees every character: a tab is a space, and what a terminal would obey or
/// hide is shown by its number.
#[must_use]
pub fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\t' => out.push(' '),
            '\n' => out.push(c),
            _ if is_control(c) => {
                let _ = write!(out, "<{:04X}>", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out
}

/// Columns of a source line that are shown around the mark.
const WINDOW: usize = 96;

/// What findings are shown with: the files, and who answers for each.
pub trait Input {
    /// The files.
    fn sources(&self) -> &Sources;
    /// The unit that answers for a file.
    fn unit(&self, _file: FileId) -> Option<&str> {
        None
    }
}

impl Input for Folder {
    fn sources(&self) -> &Sources {
        &self.sources
    }

    fn unit(&self, file: FileId) -> Option<&str> {
        Folder::unit(self, file)
    }
}

impl Input for Sources {
    fn sources(&self) -> &Sources {
        self
    }
}

/// A place as a person finds it: line and column, or the paragraph of a DOCX.
fn place(sources: &Sources, span: Span, lang: Lang) -> String {
    let (source, (start, _)) = (sources.get(span.file), sources.positions(span));
    match source.place(start.line) {
        Some(place) => format!("{}: {}", source.name, place.get(lang)),
        None => format!("{}:{}:{}", source.name, start.line, start.column),
    }
}

/// Renders all findings; `colour` adds terminal colours.
#[must_use]
pub fn render(report: &Report, folder: &impl Input, lang: Lang, colour: bool) -> String {
    let mut out = String::new();
    for finding in &report.findings {
        one(&mut out, finding, folder, lang, colour);
        out.push('\n');
    }
    out
}

fn one(out: &mut String, finding: &Finding, folder: &impl Input, lang: Lang, colour: bool) {
    let paint = |code: &str, text: &str| {
        if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    };
    let (word, code) = match (finding.severity, lang) {
        (Severity::Error, Lang::Vi) => ("lỗi", "1;31"),
        (Severity::Error, Lang::En) => ("error", "1;31"),
        (Severity::Warning, Lang::Vi) => ("cảnh báo", "1;33"),
        (Severity::Warning, Lang::En) => ("warning", "1;33"),
    };
    let head = format!("{word}[{}]", finding.rule.name());
    let _ = writeln!(out, "{}: {}", paint(code, &head), visible(finding.message.get(lang)));
    let sources = folder.sources();
    let source = sources.get(finding.span.file);
    let start = source.position(finding.span.start);
    let unit = folder.unit(finding.span.file).map_or(String::new(), |unit| format!(" ({unit})"));
    let at = place(sources, finding.span, lang);
    let _ = writeln!(out, "  --> {}", visible(&format!("{at}{unit}")));
    let line = source.line(start.line);
    if !line.is_empty() {
        let (from, to) = marked(source, finding.span, start.line, line);
        // Of a line without end only what is near the mark is looked at.
        let near = near(line, from);
        let chars: Vec<char> = line[near.clone()].chars().collect();
        let to = to.min(near.end).saturating_sub(from);
        let to = line[from..].get(..to).unwrap_or("").chars().count();
        let from = line[near.start..from].chars().count();
        let to = from + to;
        // A letter keeps its marks on both sides of a cut.
        let mut left = if chars.len() <= WINDOW { 0 } else { from.saturating_sub(WINDOW / 3) };
        left = left.min(chars.len().saturating_sub(WINDOW));
        left -= chars[..=left.min(chars.len() - 1)]
            .iter()
            .rev()
            .take_while(|c| is_combining_mark(**c))
            .count()
            .min(left);
        // Many marks may have moved the left end far back.
        let mut right = chars.len().min((left + WINDOW).max(from));
        right += chars[right..].iter().take_while(|c| is_combining_mark(**c)).count();
        let to = to.min(right);
        let text =
            |range: std::ops::Range<usize>| visible(&chars[range].iter().collect::<String>());
        let cut = left > 0 || near.start > 0;
        let more = right < chars.len() || near.end < line.len();
        let dots = |cut: bool| if cut { "…" } else { "" };
        let shown = format!("{}{}{}", dots(cut), text(left..right), dots(more));
        let gutter = start.line.to_string();
        let pad = " ".repeat(gutter.len());
        let before = usize::from(cut) + text(left..from).width();
        let marks = "^".repeat(text(from..to).width().max(1));
        let _ = writeln!(out, "  {pad} |\n  {gutter} | {shown}");
        let _ = writeln!(out, "  {pad} | {}{}", " ".repeat(before), paint(code, &marks));
    }
    for related in &finding.related {
        let at = place(sources, related.span, lang);
        let _ = writeln!(out, "  = {}", visible(&format!("{at}: {}", related.message.get(lang))));
    }
    if let Some(help) = &finding.help {
        let word = match lang {
            Lang::Vi => "cách sửa",
            Lang::En => "help",
        };
        let _ = writeln!(out, "  = {word}: {}", visible(help.get(lang)));
    }
}

/// The bytes of its first line that a finding is about.
fn marked(source: &Source, span: Span, number: u32, line: &str) -> (usize, usize) {
    let start = source.start(number);
    let within = |offset: u32| floor(line, (offset as usize).saturating_sub(start));
    let from = within(span.start);
    (from, within(span.end).max(from))
}

/// The bytes of a line around an offset: all of them but for a line far longer than is shown.
fn near(line: &str, at: usize) -> std::ops::Range<usize> {
    const FAR: usize = 4 << 10;
    floor(line, at.saturating_sub(FAR))..floor(line, at + FAR)
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{Levels, Rule, Sink};
    use crate::say;
    use crate::source::Source;

    /// The source line and the marks under it, for the words `mark` of a line.
    fn shown(line: &str, mark: &str) -> (String, String) {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("a.yaml", line));
        let at = line.find(mark).unwrap_or_default();
        let mut sink = Sink::new();
        let span = Span::new(file, at..at + mark.len());
        sink.push(Finding::new(Rule::SpaceRun, span, say!("sai", "wrong")));
        let text = render(&sink.close(&Levels::default()), &sources, Lang::Vi, false);
        let mut lines = text.lines().skip(3).map(|line| line[6..].to_owned());
        (lines.next().unwrap_or_default(), lines.next().unwrap_or_default())
    }

    /// The words that stand over the marks, as a terminal draws them.
    fn over_marks(line: &str, mark: &str) -> String {
        let (line, marks) = shown(line, mark);
        let from = marks.len() - marks.trim_start().len();
        let (mut column, mut words) = (0, String::new());
        let mut inside = false;
        for c in line.chars() {
            let width = c.to_string().width();
            if width > 0 {
                inside = (from..marks.len()).contains(&column);
            }
            if inside {
                words.push(c);
            }
            column += width;
        }
        words
    }

    #[test]
    fn marks_stand_under_the_words() {
        for (line, mark) in [
            ("body: báo cáo tháng 5", "tháng"),
            ("body: e\u{302}\u{301} được rồi", "được"), // marks of their own
            ("body: e\u{302}\u{301} được rồi", "e\u{302}\u{301}"),
            ("body: 漢字 và chữ", "và"), // wide
            ("body: 漢字 và chữ", "字"),
            ("\tbody:\tchữ", "chữ"),
        ] {
            assert_eq!(over_marks(line, mark), mark, "{line}");
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_shown_by_its_number() {
        let (line, marks) = shown("a\u{202e}b\u{1b}[31m \u{200b}c", "\u{200b}");
        assert_eq!(line, "a<202E>b<001B>[31m <200B>c");
        assert_eq!(marks.trim_start(), "^^^^^^");
        assert_eq!(marks.find('^'), line.find("<200B>"));
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let line = format!("{}chỗ sai{}", "trước ".repeat(300), " sau".repeat(300));
        let (text, _) = shown(&line, "chỗ sai");
        assert!(text.starts_with('…') && text.ends_with('…'), "{text}");
        assert!(text.width() <= WINDOW + 2, "{}", text.width());
        assert_eq!(over_marks(&line, "chỗ sai"), "chỗ sai");
        // Letters with marks of their own are not cut apart.
        let letters = "e\u{302}\u{301}".repeat(500);
        let line = format!("{letters}sai{letters}");
        let (text, _) = shown(&line, "sai");
        assert!(!text['…'.len_utf8()..].starts_with(is_combining_mark), "{text}");
        assert_eq!(over_marks(&line, "sai"), "sai");
        // A mark longer than the window is cut too.
        let long = "dài ".repeat(200);
        let (text, marks) = shown(&long, &long);
        assert!(text.width() <= WINDOW + 2 && marks.width() <= WINDOW + 1, "{text}\n{marks}");
        assert_eq!(over_marks(&format!("{}hết", "x ".repeat(200)), "hết"), "hết");
    }
}
