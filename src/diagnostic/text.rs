//! Findings as text for people: the source line with the mark underlined, and what to do.

use super::{Finding, Lang, Report, Severity};
use crate::folder::Folder;
use crate::source::{FileId, Sources, Span};
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
    let _ = writeln!(out, "{}: {}", paint(code, &head), finding.message.get(lang));
    let sources = folder.sources();
    let source = sources.get(finding.span.file);
    let (start, end) = sources.positions(finding.span);
    let unit = folder.unit(finding.span.file).map_or(String::new(), |unit| format!(" ({unit})"));
    let _ = writeln!(out, "  --> {}{unit}", place(sources, finding.span, lang));
    let line = source.line(start.line);
    if !line.is_empty() {
        let last =
            if end.line == start.line { end.column } else { line.chars().count() as u32 + 1 };
        let chars: Vec<char> = line.chars().collect();
        let from = (start.column as usize - 1).min(chars.len());
        let to = (last as usize - 1).clamp(from, chars.len());
        // A letter keeps its marks on both sides of a cut.
        let mut left = if chars.len() <= WINDOW { 0 } else { from.saturating_sub(WINDOW / 3) };
        left = left.min(chars.len().saturating_sub(WINDOW));
        left -= chars[..=left.min(chars.len() - 1)]
            .iter()
            .rev()
            .take_while(|c| is_combining_mark(**c))
            .count()
            .min(left);
        let mut right = chars.len().min(left + WINDOW);
        right += chars[right..].iter().take_while(|c| is_combining_mark(**c)).count();
        let to = to.min(right);
        let text =
            |range: std::ops::Range<usize>| visible(&chars[range].iter().collect::<String>());
        let dots = |cut: bool| if cut { "…" } else { "" };
        let shown = format!("{}{}{}", dots(left > 0), text(left..right), dots(right < chars.len()));
        let gutter = start.line.to_string();
        let pad = " ".repeat(gutter.len());
        let before = usize::from(left > 0) + text(left..from).width();
        let marks = "^".repeat(text(from..to).width().max(1));
        let _ = writeln!(out, "  {pad} |\n  {gutter} | {shown}");
        let _ = writeln!(out, "  {pad} | {}{}", " ".repeat(before), paint(code, &marks));
    }
    for related in &finding.related {
        let at = place(sources, related.span, lang);
        let _ = writeln!(out, "  = {at}: {}", related.message.get(lang));
    }
    if let Some(help) = &finding.help {
        let word = match lang {
            Lang::Vi => "cách sửa",
            Lang::En => "help",
        };
        let _ = writeln!(out, "  = {word}: {}", help.get(lang));
    }
}
