//! Who has handed in, and how it stands: a row for the office and for each unit's section.

use crate::diagnostic::{Lang, Report, Severity};
use crate::folder::Folder;
use crate::language::counted;
use crate::manifest::{Manifest, Outline};
use crate::markup::{InlineKind, Marked};
use crate::say;
use crate::section::{Section, id_of_file};
use crate::source::FileId;
use crate::text::rfc3339;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use unicode_width::UnicodeWidthStr;

/// How far a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// There is text.
    Written,
    /// There is a file without text.
    Empty,
    /// The file cannot be read as a section.
    Broken,
    /// The outline names it, and nobody has handed it in.
    Missing,
}

impl State {
    /// Its name in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Empty => "empty",
            Self::Broken => "broken",
            Self::Missing => "missing",
        }
    }

    fn shown(self, lang: Lang) -> &'static str {
        match (self, lang) {
            (Self::Written, Lang::Vi) => "đã viết",
            (Self::Written, Lang::En) => "written",
            (Self::Empty, Lang::Vi) => "còn trống",
            (Self::Empty, Lang::En) => "empty",
            (Self::Broken, Lang::Vi) => "không đọc được",
            (Self::Broken, Lang::En) => "unreadable",
            (Self::Missing, Lang::Vi) => "chưa nộp",
            (Self::Missing, Lang::En) => "missing",
        }
    }
}

/// A part of the document, as it stands.
#[derive(Clone, Debug)]
pub struct Row {
    /// The unit; `None` for the office's own file and for a section that nobody has handed in.
    pub unit: Option<String>,
    /// The section's id; `None` for the office's own file.
    pub id: Option<String>,
    /// The heading.
    pub title: Option<String>,
    /// The file.
    pub file: Option<String>,
    /// How far it is.
    pub state: State,
    /// Words of its text and notes.
    pub words: usize,
    /// Its notes.
    pub notes: usize,
    /// Findings in its file.
    pub errors: usize,
    /// Likewise.
    pub warnings: usize,
    /// When the file was last changed.
    pub changed: Option<SystemTime>,
}

impl Row {
    /// Whether this is the office's own file.
    #[must_use]
    pub fn is_office(&self) -> bool {
        self.id.is_none()
    }
}

/// All parts: the office's file, the sections in path order, then those that are missing.
#[must_use]
pub fn rows(folder: &Folder, report: &Report) -> Vec<Row> {
    let mut rows = Vec::new();
    for (file, source) in folder.sources.iter() {
        let section = folder.sections.iter().find(|section| section.file == file);
        let office = source.name == "document.yaml";
        if !office && !source.name.starts_with("sections/") {
            continue;
        }
        let (errors, warnings) = findings(report, file);
        let mut row = Row {
            unit: section.map(|section| section.unit.value.trim().to_owned()),
            id: (!office).then(|| id_of_file(&source.name)),
            title: section.map(|section| section.title.scalar.value.trim().to_owned()),
            file: Some(source.name.clone()),
            state: State::Broken,
            words: 0,
            notes: 0,
            errors,
            warnings,
            changed: changed(folder, &source.name),
        };
        if let Some(section) = section {
            row.id = Some(section.id.text.clone());
            row.state = if section.body.is_some() { State::Written } else { State::Empty };
            row.words = section_words(section);
            row.notes = section.notes.len() + section.body.as_ref().map_or(0, in_place);
        }
        if let Some(manifest) = folder.manifest.as_ref().filter(|_| office) {
            row.state = State::Written;
            row.words = office_words(manifest);
            row.notes = manifest.notes.len();
        }
        rows.push(row);
    }
    let there: BTreeSet<String> = rows.iter().filter_map(|row| row.id.clone()).collect();
    let mut seen = BTreeSet::new();
    for id in named(folder) {
        if !there.contains(id) && seen.insert(id) {
            rows.push(Row {
                unit: None,
                id: Some(id.to_owned()),
                title: None,
                file: None,
                state: State::Missing,
                words: 0,
                notes: 0,
                errors: 0,
                warnings: 0,
                changed: None,
            });
        }
    }
    rows
}

/// Ids that the outline and the list of appendices name.
fn named(folder: &Folder) -> Vec<&str> {
    fn walk<'a>(entries: &'a [Outline], out: &mut Vec<&'a str>) {
        for entry in entries {
            match entry {
                Outline::Section(name) => out.push(&name.text),
                Outline::Group(group) => walk(&group.children, out),
            }
        }
    }
    let mut out = Vec::new();
    if let Some(manifest) = &folder.manifest {
        walk(manifest.outline.as_deref().unwrap_or_default(), &mut out);
        out.extend(manifest.appendices.iter().map(|appendix| appendix.name.text.as_str()));
    }
    out
}

fn findings(report: &Report, file: FileId) -> (usize, usize) {
    let all = report.findings.iter().filter(|finding| finding.span.file == file);
    let errors = all.clone().filter(|finding| finding.severity == Severity::Error).count();
    (errors, all.count() - errors)
}

fn changed(folder: &Folder, name: &str) -> Option<SystemTime> {
    std::fs::metadata(folder.dir.join(name)).and_then(|meta| meta.modified()).ok()
}

/// Words as a person counts them: marks of items and cells are none.
fn of(text: &Marked) -> usize {
    let words = text.scalar.value.split_whitespace();
    words.filter(|word| word.contains(char::is_alphanumeric)).count()
}

fn section_words(section: &Section) -> usize {
    let notes: usize = section.notes.iter().map(|note| of(&note.text)).sum();
    section.body.as_ref().map_or(0, of) + notes
}

fn office_words(manifest: &Manifest) -> usize {
    let texts = [&manifest.subject, &manifest.opening, &manifest.body, &manifest.closing];
    let texts = texts.into_iter().flatten().chain(&manifest.basis);
    texts.map(of).sum::<usize>() + manifest.notes.iter().map(|note| of(&note.text)).sum::<usize>()
}

/// Notes written in their place.
fn in_place(text: &Marked) -> usize {
    let mut count = 0;
    text.each(|inline| {
        count += usize::from(matches!(text.kind(inline), InlineKind::NoteHere(_)));
    });
    count
}

/// As JSON, with a summary.
#[must_use]
pub fn json(rows: &[Row]) -> Value {
    let parts: Vec<Value> = rows
        .iter()
        .map(|row| {
            json!({
                "office": row.is_office(),
                "unit": row.unit,
                "id": row.id,
                "title": row.title,
                "file": row.file,
                "state": row.state.name(),
                "words": row.words,
                "notes": row.notes,
                "errors": row.errors,
                "warnings": row.warnings,
                "changed": row.changed.and_then(utc),
            })
        })
        .collect();
    let count = |state: State| units(rows).filter(|row| row.state == state).count();
    json!({
        "parts": parts,
        "summary": {
            "sections": units(rows).count(),
            "written": count(State::Written),
            "empty": count(State::Empty),
            "broken": count(State::Broken),
            "missing": count(State::Missing),
            "words": rows.iter().map(|row| row.words).sum::<usize>(),
            "notes": rows.iter().map(|row| row.notes).sum::<usize>(),
            "errors": rows.iter().map(|row| row.errors).sum::<usize>(),
            "warnings": rows.iter().map(|row| row.warnings).sum::<usize>(),
        },
    })
}

fn units(rows: &[Row]) -> impl Iterator<Item = &Row> {
    rows.iter().filter(|row| !row.is_office())
}

/// A table for people; what is not in order comes with what to do, and times are told as they are
/// from `now`.
#[must_use]
pub fn table(rows: &[Row], now: SystemTime, lang: Lang) -> String {
    let head = match lang {
        Lang::Vi => {
            ["Đơn vị", "Tình trạng", "Số từ", "Chú thích", "Lỗi", "Cảnh báo", "Sửa lần cuối"]
        }
        Lang::En => ["Unit", "State", "Words", "Notes", "Errors", "Warnings", "Last changed"],
    };
    let mut lines: Vec<[String; 7]> = vec![head.map(str::to_owned)];
    for row in rows {
        let office = say!("Văn phòng (document.yaml)", "Office (document.yaml)");
        let name = match (&row.unit, &row.id, &row.file) {
            (Some(unit), ..) => unit.clone(),
            (None, None, _) => office.get(lang).to_owned(),
            (None, _, Some(file)) => file.clone(),
            (None, Some(id), None) => format!("«{id}»"),
        };
        let number = |count: usize| match (count, row.state) {
            (0, _) | (_, State::Missing) => "-".to_owned(),
            (count, _) => count.to_string(),
        };
        lines.push([
            name,
            row.state.shown(lang).to_owned(),
            number(row.words),
            number(row.notes),
            number(row.errors),
            number(row.warnings),
            row.changed.map_or_else(|| "-".to_owned(), |then| ago(then, now, lang)),
        ]);
    }
    let widths: Vec<usize> =
        (0..7).map(|at| lines.iter().map(|line| line[at].width()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for line in &lines {
        let mut text = String::new();
        for (at, cell) in line.iter().enumerate() {
            let pad = " ".repeat(widths[at] - cell.width());
            let gap = if at == 0 { "" } else { "  " };
            let right = (2..6).contains(&at);
            let _ = if right {
                write!(text, "{gap}{pad}{cell}")
            } else {
                write!(text, "{gap}{cell}{pad}")
            };
        }
        let _ = writeln!(out, "{}", text.trim_end());
    }
    out.push('\n');
    out.push_str(&summary(rows, lang));
    out
}

/// What is still to come, in sentences.
fn summary(rows: &[Row], lang: Lang) -> String {
    let all = units(rows).count();
    let of = |state: State| -> Vec<String> {
        let name = |row: &Row| {
            let id = row.id.clone().unwrap_or_default();
            row.unit.clone().or_else(|| row.file.clone()).unwrap_or(id)
        };
        units(rows).filter(|row| row.state == state).map(name).collect()
    };
    let written = of(State::Written).len();
    let mut out = String::new();
    out.push_str(
        say!("{written}/{all} phần đã viết.\n", "{written} of {all} sections are written.\n")
            .get(lang),
    );
    let mut one = |list: &[String], text: &dyn Fn(String) -> crate::diagnostic::Text| {
        if !list.is_empty() {
            out.push_str(text(list.join("; ")).get(lang));
        }
    };
    one(&of(State::Missing), &|list| {
        say!(
            "Chưa nộp (có trong bố cục, chưa có tệp): {list}.\n",
            "Not handed in (in the outline, no file): {list}.\n"
        )
    });
    one(&of(State::Empty), &|list| say!("Còn trống: {list}.\n", "Empty: {list}.\n"));
    one(&of(State::Broken), &|list| say!("Không đọc được: {list}.\n", "Unreadable: {list}.\n"));
    let errors: usize = rows.iter().map(|row| row.errors).sum();
    let warnings: usize = rows.iter().map(|row| row.warnings).sum();
    if errors + warnings > 0 {
        let (e, w) = (counted(errors, "error"), counted(warnings, "warning"));
        out.push_str(
            say!(
                "{errors} lỗi, {warnings} cảnh báo; xem từng chỗ và cách sửa: vanthu check\n",
                "{e}, {w}; for each and what to do: vanthu check\n"
            )
            .get(lang),
        );
    }
    out
}

fn utc(time: SystemTime) -> Option<String> {
    Some(rfc3339(time.duration_since(UNIX_EPOCH).ok()?.as_secs()))
}

/// How long ago, roughly: what a person wants to know, and the same in every time zone.
fn ago(then: SystemTime, now: SystemTime, lang: Lang) -> String {
    let seconds = now.duration_since(then).unwrap_or(Duration::ZERO).as_secs();
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    let text = match (minutes, hours, days) {
        (0, ..) => say!("vừa xong", "just now"),
        (_, 0, _) => say!("{minutes} phút trước", "{minutes} min ago"),
        (_, _, 0) => say!("{hours} giờ trước", "{hours} h ago"),
        (_, _, 1) => say!("1 ngày trước", "1 day ago"),
        _ => say!("{days} ngày trước", "{days} days ago"),
    };
    text.get(lang).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times() {
        let at = |seconds| UNIX_EPOCH + Duration::from_secs(seconds);
        let now = at(1_000_000);
        let said = [0, 59, 60, 7199, 86_399, 86_400, 400_000]
            .map(|seconds| ago(at(1_000_000 - seconds), now, Lang::Vi));
        assert_eq!(
            said,
            [
                "vừa xong",
                "vừa xong",
                "1 phút trước",
                "1 giờ trước",
                "23 giờ trước",
                "1 ngày trước",
                "4 ngày trước"
            ]
        );
        assert_eq!(ago(at(2_000_000), now, Lang::En), "just now", "a clock that runs ahead");
    }
}
