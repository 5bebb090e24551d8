//! Findings as text for people: the source line with the mark underlined, and what to do.

use super::{Finding, Lang, Report, Severity};
use crate::folder::Folder;
use crate::source::{FileId, Source, Sources, Span};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Columns of a source line that are shown around the mark.
const WINDOW: usize = 96;

/// Most columns of a mark that are shown.
const MOST: usize = 480;

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
    let start = source.position(finding.span.start);
    let unit = folder.unit(finding.span.file).map_or(String::new(), |unit| format!(" ({unit})"));
    let _ = writeln!(out, "  --> {}{unit}", place(sources, finding.span, lang));
    let line = source.line(start.line);
    if !line.is_empty() {
        let (from, to) = marked(source, finding.span, start.line, line);
        let left = if line.chars().nth(WINDOW).is_none() {
            0
        } else {
            let before = line[..from].char_indices().rev().take(WINDOW / 3);
            before.last().map_or(from, |(at, _)| at)
        };
        let end = |from: usize, count: usize| {
            line[from..].char_indices().nth(count).map_or(line.len(), |(at, _)| from + at)
        };
        // A mark as long as a paragraph is shown in part.
        let to = to.min(end(from, MOST));
        let right = to.max(end(left, WINDOW));
        let text = |range: std::ops::Range<usize>| line[range].replace('\t', " ");
        let dots = |cut: bool| if cut { "…" } else { "" };
        let shown = format!("{}{}{}", dots(left > 0), text(left..right), dots(right < line.len()));
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

/// The bytes of its first line that a finding is about.
fn marked(source: &Source, span: Span, number: u32, line: &str) -> (usize, usize) {
    let start = source.start(number);
    let within = |offset: u32| {
        let mut at = (offset as usize).saturating_sub(start).min(line.len());
        while !line.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let from = within(span.start);
    (from, within(span.end).max(from))
}
