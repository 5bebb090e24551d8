//! A DOCX → its content in no format of ours: blocks with runs, tables, notes and pictures. What a
//! plain text cannot hold is a finding.

mod runs;
mod table;

pub(crate) use runs::trim;

use super::package::{Package, Relation};
use super::script::{Area, FILE, Line, Script};
use super::story::{Kind, Paragraph, Stand};
use super::styles::Align;
use super::{Docx, outline};
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::passage::{Passage, Role};
use crate::say;
use crate::source::Span;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// What was read.
#[derive(Debug, Default)]
pub(crate) struct Content {
    pub(crate) blocks: Vec<Block>,
    /// The paragraphs of each note.
    pub(crate) notes: Vec<Vec<Vec<Run>>>,
    pub(crate) pictures: Vec<Picture>,
    pub(crate) margins: Vec<Margin>,
    /// It bears the state's name, or number and date of an official document.
    pub(crate) official: bool,
}

/// A picture's file.
#[derive(Debug)]
pub(crate) struct Picture {
    pub(crate) bytes: Vec<u8>,
    pub(crate) extension: &'static str,
}

/// The text of a header or footer, without page numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Margin {
    pub(crate) footer: bool,
    pub(crate) lines: Vec<String>,
}

/// A paragraph, or a table.
#[allow(clippy::struct_excessive_bools)] // each is what one look at the paragraph tells
#[derive(Clone, Debug)]
pub(crate) struct Block {
    pub(crate) area: Area,
    pub(crate) role: Role,
    /// The label it begins with, typed or counted.
    pub(crate) label: String,
    pub(crate) runs: Vec<Run>,
    /// Its words, without the label.
    pub(crate) text: String,
    /// All its letters are bold, or italic.
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    pub(crate) centred: bool,
    pub(crate) right: bool,
    /// The name of its style, in lower case.
    pub(crate) style: String,
    /// Table, row and column, when it stands in the frame's.
    pub(crate) cell: Option<(u32, u32, u32)>,
    /// Bookmarks in it.
    pub(crate) names: Vec<String>,
    /// Its section of the document lies across the page.
    pub(crate) landscape: bool,
    pub(crate) span: Span,
    pub(crate) table: Option<Table>,
}

/// A table: all rows have as many cells.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: Vec<Vec<Vec<Run>>>,
    pub(crate) columns: Vec<Option<Align>>,
    /// Its paragraphs, when they are few: it may be a signature.
    pub(crate) lines: Vec<Block>,
    /// What of it cannot be kept.
    pub(crate) lost: Vec<Text>,
}

/// Words that look alike, or a mark between words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) what: What,
    pub(crate) bold: bool,
    pub(crate) italic: bool,
    /// The address it leads to.
    pub(crate) link: Option<Arc<str>>,
}

/// What a run is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Text(String),
    /// A note, by its number in [`Content::notes`].
    Note(usize),
    /// The number of what bears a bookmark, and how it was printed.
    Reference(String, String),
    /// A picture, by its number in [`Content::pictures`], and its alternative text.
    Picture(usize, String),
}

impl Run {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self { what: What::Text(text.into()), bold: false, italic: false, link: None }
    }
}

/// The words of runs.
pub(crate) fn plain(runs: &[Run]) -> String {
    let word = |run: &Run| match &run.what {
        What::Text(text) | What::Reference(_, text) => text.clone(),
        What::Note(_) | What::Picture(..) => String::new(),
    };
    runs.iter().map(word).collect()
}

/// Relations of the parts that hold text.
struct Relations {
    main: Vec<Relation>,
    notes: [Vec<Relation>; 2],
}

struct Reader<'a, 'p> {
    docx: &'a Docx,
    script: &'a Script<'a>,
    package: &'p mut Package,
    relations: Relations,
    /// Numbers of notes.
    notes: HashMap<(Kind, i64), usize>,
    /// Where bookmarks are: paragraph, and marks before them.
    names: HashMap<String, (usize, u32)>,
    /// Names of bookmarks, by the paragraph they stand in.
    bookmarks: HashMap<usize, Vec<String>>,
    /// Cells, by their table.
    cells: HashMap<u32, Vec<usize>>,
    /// Lines, by their paragraph.
    lines: HashMap<*const Paragraph, usize>,
    /// Numbers of pictures, by their names in the archive.
    known: HashMap<String, Option<usize>>,
    out: Content,
    sink: &'p mut Sink,
}

/// A part that could be carried over is not: what, where.
pub(crate) fn left(sink: &mut Sink, at: Span, message: Text) {
    sink.push(Finding::new(Rule::ImportLeftOut, at, message));
}

/// Reads the content.
pub(super) fn read(
    docx: &Docx,
    script: &Script<'_>,
    package: &mut Package,
    sink: &mut Sink,
) -> Content {
    let mut of = |kind: &str| {
        let name = package.related(kind);
        name.and_then(|name| package.relations_of(&name).ok()).unwrap_or_default()
    };
    let notes = [of("footnotes"), of("endnotes")];
    let relations = Relations { main: package.relations.clone(), notes };
    let bookmarks = docx.story.bookmarks.iter();
    let names = bookmarks
        .map(|found| (found.name.to_lowercase(), (found.paragraph, found.marks)))
        .collect();
    let mut bookmarks: HashMap<usize, Vec<String>> = HashMap::new();
    for found in &docx.story.bookmarks {
        bookmarks.entry(found.paragraph).or_default().push(found.name.to_lowercase());
    }
    let mut cells: HashMap<u32, Vec<usize>> = HashMap::new();
    for (at, cell) in docx.story.cells.iter().enumerate() {
        cells.entry(cell.table).or_default().push(at);
    }
    let lines = script.lines.iter().enumerate();
    let lines = lines.map(|(at, line)| (std::ptr::from_ref(line.paragraph), at)).collect();
    let mut reader = Reader {
        docx,
        script,
        package,
        relations,
        notes: HashMap::new(),
        names,
        bookmarks,
        cells,
        lines,
        known: HashMap::new(),
        out: Content::default(),
        sink,
    };
    reader.notes();
    reader.main();
    reader.margins();
    super::losses::run(docx, script, reader.sink);
    reader.out.official =
        script.national.is_some() || (script.date.is_some() && script.recipients.is_some());
    reader.out
}

impl Reader<'_, '_> {
    fn notes(&mut self) {
        let cited = super::script::numbers(&self.docx.story.paragraphs);
        let mut endnotes = None;
        for (at, (kind, note)) in self.docx.notes.iter().enumerate() {
            if note.special {
                continue;
            }
            let (first, last) = self.script.notes[at];
            let lines = &self.script.lines[first..last];
            if !cited.contains_key(&(*kind, note.id)) {
                if let Some(line) = lines.iter().find(|line| !line.paragraph.text.trim().is_empty())
                {
                    left(
                        self.sink,
                        line.whole(),
                        say!(
                            "chú thích không có dấu trong văn bản",
                            "a note that nothing in the text refers to"
                        ),
                    );
                }
                continue;
            }
            let mut paragraphs = Vec::new();
            for line in lines {
                let paragraph = line.paragraph;
                let mut runs = self.runs(paragraph, &note.story, Some(*kind), whole(paragraph));
                if runs.is_empty() {
                    continue;
                }
                if let Some(label) = &paragraph.label {
                    runs.insert(0, Run::text(format!("{} ", label.text.trim())));
                }
                if *kind == Kind::End && endnotes.is_none() {
                    endnotes = Some(line.whole());
                }
                paragraphs.push(runs);
            }
            self.notes.insert((*kind, note.id), self.out.notes.len());
            self.out.notes.push(paragraphs);
        }
        if let Some(at) = endnotes {
            left(
                self.sink,
                at,
                say!(
                    "chú thích cuối bài trở thành chú thích cuối trang",
                    "endnotes become footnotes"
                ),
            );
        }
    }

    fn main(&mut self) {
        let mut own = Sink::new(); // faults of numbers are told when the text is checked
        let passages = outline::passages(self.script, &mut own);
        let script = self.script;
        let mut passages = passages.iter().flatten().peekable();
        let mut done: Option<u32> = None;
        for (at, line) in script.lines[..script.main].iter().enumerate() {
            let here = |passage: &&Passage<'_>| script.line_of(passage.whole().start) == at;
            let paragraph = line.paragraph;
            match paragraph.stand {
                Stand::Cell(table) if line.area == Area::Cell => {
                    while passages.next_if(here).is_some() {}
                    if done != Some(table) {
                        done = Some(table);
                        self.table(at, table);
                    }
                    continue;
                }
                _ if line.area == Area::Aside => {
                    while passages.next_if(here).is_some() {}
                    self.aside(line);
                    continue;
                }
                _ => {}
            }
            let seen = !paragraph.pictures.is_empty() || !paragraph.marks.is_empty();
            if paragraph.text.trim().is_empty() && line.area == Area::Body && seen {
                // No words, and something to be seen.
                let none = Passage::verbatim(Role::Paragraph, FILE, line.text, "", 0..0);
                let block = self.block(&none, at, true);
                self.out.blocks.push(block);
            }
            let mut first = true;
            while let Some(passage) = passages.next_if(here) {
                let block = self.block(passage, at, first);
                first = false;
                self.out.blocks.push(block);
            }
        }
    }

    fn aside(&mut self, line: &Line<'_>) {
        if line.paragraph.stand == Stand::Box && !line.paragraph.text.trim().is_empty() {
            let words = shown(&line.paragraph.text);
            left(self.sink, line.whole(), say!("hộp văn bản: «{words}»", "a text box: `{words}`"));
        }
    }

    fn block(&mut self, passage: &Passage<'_>, at: usize, first: bool) -> Block {
        let script = self.script;
        let line = &script.lines[at];
        let paragraph = line.paragraph;
        let start = passage.whole().start.saturating_sub(line.text) as usize;
        // A mark may stand beyond the blanks around the words.
        let end = start + passage.text.len();
        let before = &paragraph.text[..start];
        let after = &paragraph.text[end..];
        let start = before.trim_end().len();
        let end = paragraph.text.len() - after.trim_start().len();
        let mut range = start..end;
        let mut label = script.text.get(passage.label().range()).unwrap_or("").to_owned();
        let counted = paragraph.label.as_ref().filter(|_| first);
        let keeps = matches!(passage.role, Role::Paragraph | Role::Line | Role::Cell);
        if keeps && counted.is_none() {
            label.clear();
        }
        // A heading that is nothing but its label has it as its text.
        if !keeps
            && counted.is_none()
            && passage.whole().start == passage.label().start
            && !label.is_empty()
        {
            range.start = range.end;
        }
        let mut runs = self.runs(paragraph, &self.docx.story, None, range);
        if let Some(label) = counted.filter(|_| keeps) {
            runs.insert(0, Run::text(format!("{} ", label.text.trim())));
        }
        let letters = |run: &Run| match &run.what {
            What::Text(text) => text.chars().any(char::is_alphabetic),
            _ => false,
        };
        let all = |look: fn(&Run) -> bool| {
            runs.iter().any(letters) && runs.iter().filter(|run| letters(run)).all(look)
        };
        let cell = paragraph.cell.and_then(|at| self.docx.story.cells.get(at as usize));
        let section = self.docx.story.sections.get(paragraph.section as usize);
        // A label in a heading's style is a heading's.
        let role = match (passage.role, paragraph.shape.outline) {
            (
                Role::Article { .. } | Role::Point { .. } | Role::Clause { .. },
                Some(level @ 0..=8),
            ) if first => Role::Heading { level: usize::from(level) + 1 },
            // Bold or not, in the style of clauses it is one.
            (Role::Heading { .. }, None | Some(9..)) if paragraph.style == "khoản" => {
                let number = label.trim().trim_end_matches('.').parse();
                number.map_or(passage.role, |number| Role::Clause { number })
            }
            (role, _) => role,
        };
        let names = if first { self.bookmarks.get(&at).cloned() } else { None };
        Block {
            area: line.area,
            role,
            label,
            text: plain(&runs).trim().to_owned(),
            bold: all(|run| run.bold),
            italic: all(|run| run.italic),
            runs,
            centred: paragraph.shape.align == Some(Align::Centre),
            right: paragraph.shape.align == Some(Align::Right),
            style: paragraph.style.clone(),
            cell: cell.map(|cell| (cell.table, cell.row, cell.column)),
            names: names.unwrap_or_default(),
            landscape: section.is_some_and(|section| section.width > section.height),
            span: passage.whole(),
            table: None,
        }
    }

    fn margins(&mut self) {
        for margin in &self.docx.margins {
            let relation = self.relations.main.iter().find(|one| one.id == margin.id);
            let footer = relation.is_some_and(|one| one.kind == "footer");
            let lines = margin.story.paragraphs.iter().filter(|paragraph| {
                !paragraph.text.trim().is_empty()
                    && paragraph.fields.iter().all(|field| field.word != "PAGE")
            });
            let lines: Vec<String> =
                lines.map(|paragraph| paragraph.text.trim().to_owned()).collect();
            let found = Margin { footer, lines };
            if !found.lines.is_empty() && !self.out.margins.contains(&found) {
                self.out.margins.push(found);
            }
        }
    }

    fn place(&self, paragraph: &Paragraph) -> Span {
        let at = self.lines.get(&std::ptr::from_ref(paragraph));
        let line = at.and_then(|at| self.script.lines.get(*at));
        line.map_or_else(|| self.script.whole(), Line::whole)
    }
}

fn whole(paragraph: &Paragraph) -> Range<usize> {
    0..paragraph.text.len()
}

/// The first words of a text.
pub(crate) fn shown(text: &str) -> String {
    const LONG: usize = 40;
    let text = text.trim();
    let mut out: String = text.chars().take(LONG).collect();
    if text.chars().nth(LONG).is_some() {
        out.push('…');
    }
    out
}
