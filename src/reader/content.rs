//! A DOCX → its content in no format of ours: blocks with runs, tables, notes and pictures. What a
//! plain text cannot hold is a finding.

use super::package::{Package, Relation};
use super::script::{Area, FILE, Line, Script};
use super::story::{Kind, Paragraph, Stand, Story, Unseen};
use super::styles::Align;
use super::{Docx, outline};
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::passage::{Passage, Role};
use crate::say;
use crate::source::Span;
use std::collections::{BTreeMap, HashMap};
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

/// Most cells of a table.
const CELLS: u64 = 100_000;

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
    let mut reader = Reader {
        docx,
        script,
        package,
        relations,
        notes: HashMap::new(),
        names,
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

impl<'a> Reader<'a, '_> {
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
        let names = self.docx.story.bookmarks.iter().filter(|found| first && found.paragraph == at);
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
            names: names.map(|found| found.name.to_lowercase()).collect(),
            landscape: section.is_some_and(|section| section.width > section.height),
            span: passage.whole(),
            table: None,
        }
    }

    fn table(&mut self, at: usize, table: u32) {
        let story = &self.docx.story;
        let cells: Vec<(usize, _)> =
            story.cells.iter().enumerate().filter(|(_, cell)| cell.table == table).collect();
        let rows = cells.iter().map(|(_, cell)| cell.row + 1).max().unwrap_or(0);
        let width = cells.iter().map(|(_, cell)| cell.column + cell.span).max().unwrap_or(0);
        let line = &self.script.lines[at];
        let place = line.whole();
        if u64::from(rows) * u64::from(width) > CELLS {
            let message = say!(
                "bảng quá lớn ({rows} hàng, {width} cột)",
                "a table of {rows} rows and {width} columns is too large"
            );
            left(self.sink, place, message);
            return;
        }
        let mut out = Table {
            rows: vec![vec![Vec::new(); width as usize]; rows as usize],
            columns: vec![None; width as usize],
            lines: Vec::new(),
            lost: Vec::new(),
        };
        let found = self.cells(at, table);
        out.lines = self.lines_of(at, table);
        let mut aligns: Vec<Vec<Option<Align>>> = vec![Vec::new(); width as usize];
        let (mut merged, mut nested, mut several) = (false, false, false);
        for (number, cell) in cells {
            merged |= cell.span > 1 || cell.below;
            nested |= cell.nested;
            let mut runs: Vec<Run> = Vec::new();
            for paragraph in found.get(&number).into_iter().flatten() {
                let mut more = self.runs(paragraph, story, None, whole(paragraph));
                if more.is_empty() {
                    continue;
                }
                if let Some(label) = &paragraph.label {
                    more.insert(0, Run::text(format!("{} ", label.text.trim())));
                }
                if !runs.is_empty() {
                    several = true;
                    runs.push(Run::text(" "));
                }
                runs.append(&mut more);
                if cell.row > 0
                    && let Some(list) = aligns.get_mut(cell.column as usize)
                {
                    list.push(paragraph.shape.align);
                }
            }
            let row = out.rows.get_mut(cell.row as usize);
            if let Some(into) = row.and_then(|row| row.get_mut(cell.column as usize)) {
                *into = runs;
            }
        }
        for (column, found) in out.columns.iter_mut().zip(aligns) {
            let first = found.first().copied().flatten();
            let one = matches!(first, Some(Align::Centre | Align::Right));
            *column = first.filter(|_| one && found.iter().all(|align| *align == first));
        }
        out.lost = parts_lost((merged, nested, several));
        if out.rows.iter().flatten().all(Vec::is_empty) {
            return;
        }
        head_of(&mut out);
        let section = story.sections.get(line.paragraph.section as usize);
        self.out.blocks.push(Block {
            area: Area::Body,
            role: Role::Cell,
            label: String::new(),
            runs: Vec::new(),
            text: String::new(),
            bold: false,
            italic: false,
            centred: false,
            right: false,
            style: String::new(),
            cell: None,
            names: Vec::new(),
            landscape: section.is_some_and(|section| section.width > section.height),
            span: place,
            table: Some(out),
        });
    }

    /// The paragraphs of a small table that begins at line `at`.
    fn lines_of(&mut self, at: usize, table: u32) -> Vec<Block> {
        const FEW: usize = 40;
        let script = self.script;
        let of = |line: &Line<'_>| line.paragraph.stand == Stand::Cell(table);
        let lines = script.lines[at..script.main].iter().enumerate();
        let lines = lines.take_while(|(_, line)| of(line)).take(FEW + 1);
        let lines: Vec<_> =
            lines.filter(|(_, line)| !line.paragraph.text.trim().is_empty()).collect();
        if lines.len() > FEW {
            return Vec::new();
        }
        let one = |(n, line): (usize, &Line<'_>)| {
            let text = line.paragraph.text.trim();
            let start = line.text
                + (line.paragraph.text.len() - line.paragraph.text.trim_start().len()) as u32;
            let passage = Passage::verbatim(Role::Line, FILE, start, text, 0..0);
            self.block(&passage, at + n, true)
        };
        lines.into_iter().map(one).collect()
    }

    /// The paragraphs of each cell of a table that line `at` stands in.
    fn cells(&self, at: usize, table: u32) -> HashMap<usize, Vec<&'a Paragraph>> {
        let mut found: HashMap<usize, Vec<&Paragraph>> = HashMap::new();
        let first = self.script.lines[..at]
            .iter()
            .rposition(|line| line.paragraph.stand != Stand::Cell(table))
            .map_or(0, |at| at + 1);
        for line in &self.script.lines[first..self.script.main] {
            match (line.paragraph.stand, line.paragraph.cell) {
                (Stand::Cell(other), Some(cell)) if other == table => {
                    found.entry(cell as usize).or_default().push(line.paragraph);
                }
                (Stand::Box, _) => {}
                _ => break,
            }
        }
        found
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

    /// The marks of notes and the pictures of a part of a paragraph, in order.
    fn marks(
        &mut self,
        paragraph: &Paragraph,
        notes: Option<Kind>,
        range: &Range<usize>,
    ) -> Vec<(u32, u32, What)> {
        let inside = |at: u32| (range.start as u32..=range.end as u32).contains(&at);
        let mut marks: Vec<(u32, u32, What)> = Vec::new();
        for (n, mark) in paragraph.marks.iter().enumerate().filter(|(_, mark)| inside(mark.at)) {
            let again = mark.field.and_then(|at| paragraph.fields.get(at as usize));
            let note = mark.note.or_else(|| {
                let name = again?.target.as_ref()?.to_lowercase();
                let (at, marks) = *self.names.get(&name)?;
                self.docx.story.paragraphs.get(at)?.marks.get(marks as usize)?.note
            });
            match note.and_then(|note| self.notes.get(&note)) {
                Some(note) => marks.push((mark.at, n as u32 * 2 + 1, What::Note(*note))),
                None => {
                    let at = self.place(paragraph);
                    let message = say!(
                        "dấu chú thích không có nội dung",
                        "the mark of a note that is not there"
                    );
                    left(self.sink, at, message);
                }
            }
        }
        for picture in paragraph.pictures.iter().filter(|picture| inside(picture.at)) {
            let relations = match notes {
                None => &self.relations.main,
                Some(kind) => &self.relations.notes[usize::from(kind == Kind::End)],
            };
            let relation = relations.iter().find(|one| one.id == picture.relation);
            let name = relation.filter(|one| !one.external && !picture.linked);
            let name = name.map(|one| one.target.clone());
            match name.and_then(|name| self.picture(name)) {
                Some(number) => {
                    let what = What::Picture(number, picture.alternative.trim().to_owned());
                    marks.push((picture.at, picture.marks * 2, what));
                }
                None => {
                    let at = self.place(paragraph);
                    let message = say!(
                        "ảnh không thuộc dạng PNG, JPEG, GIF, BMP hoặc nằm ngoài tệp",
                        "a picture that is no PNG, JPEG, GIF or BMP, or is not in the file"
                    );
                    left(self.sink, at, message);
                }
            }
        }
        marks.sort_by_key(|(at, order, _)| (*at, *order));
        marks
    }

    /// The runs of a part of a paragraph, without blanks around them.
    fn runs(
        &mut self,
        paragraph: &Paragraph,
        story: &Story,
        notes: Option<Kind>,
        range: Range<usize>,
    ) -> Vec<Run> {
        let (start, end) = (range.start as u32, range.end as u32);
        let inside = |at: u32| (start..=end).contains(&at);
        let marks = self.marks(paragraph, notes, &range);
        let references: Vec<_> = paragraph
            .fields
            .iter()
            .filter(|field| {
                field.word == "REF" && field.range.start >= start && field.range.end <= end
            })
            .filter_map(|field| Some((field.range.clone(), field.target.clone()?)))
            .filter(|(range, _)| !range.is_empty())
            .collect();
        let addresses: Vec<_> = paragraph
            .fields
            .iter()
            .filter_map(|field| Some((field.range.clone(), field.address.clone()?)))
            .collect();
        let mut cuts: Vec<u32> = vec![start, end];
        cuts.extend(paragraph.pieces.iter().map(|piece| piece.at));
        cuts.extend(marks.iter().map(|(at, ..)| *at));
        for (range, _) in references.iter().chain(&addresses) {
            cuts.extend([range.start, range.end]);
        }
        cuts.retain(|at| inside(*at));
        cuts.sort_unstable();
        cuts.dedup();
        let mut out: Vec<Run> = Vec::new();
        let mut marks = marks.into_iter().peekable();
        let mut said: Option<u32> = None;
        for (n, cut) in cuts.iter().enumerate() {
            let piece = paragraph.pieces.partition_point(|piece| piece.at <= *cut).checked_sub(1);
            let piece = piece.and_then(|at| paragraph.pieces.get(at));
            let (bold, italic) = piece.map_or((false, false), |piece| {
                (piece.look.bold == Some(true), piece.look.italic == Some(true))
            });
            while let Some((.., what)) = marks.next_if(|(at, ..)| at <= cut) {
                let alike = !matches!(what, What::Note(_));
                out.push(Run { what, bold: bold && alike, italic: italic && alike, link: None });
            }
            let Some(next) = cuts.get(n + 1) else { break };
            let text = paragraph.text.get(*cut as usize..*next as usize).unwrap_or("");
            let link = piece.and_then(|piece| piece.link).and_then(|link| {
                let id = story.links.get(link as usize).filter(|id| !id.is_empty())?;
                let relations = match notes {
                    None => &self.relations.main,
                    Some(kind) => &self.relations.notes[usize::from(kind == Kind::End)],
                };
                let found = relations.iter().find(|one| one.id == *id && one.external)?;
                Some(Arc::from(found.target.as_str()))
            });
            let field = addresses.iter().find(|(range, _)| range.contains(cut));
            let link = link.or_else(|| field.map(|(_, address)| Arc::from(address.as_str())));
            let reference = references.iter().find(|(range, _)| range.contains(cut));
            if let Some((range, target)) = reference {
                if said != Some(range.start) {
                    said = Some(range.start);
                    let words = &paragraph.text[range.start as usize..range.end as usize];
                    let what = What::Reference(target.to_lowercase(), words.to_owned());
                    out.push(Run { what, bold, italic, link: None });
                }
                continue;
            }
            out.push(Run { what: What::Text(text.to_owned()), bold, italic, link });
        }
        trim(out)
    }

    fn picture(&mut self, name: String) -> Option<usize> {
        if let Some(known) = self.known.get(&name) {
            return *known;
        }
        let bytes = self.package.bytes(&name).ok().flatten();
        let found = bytes.and_then(|bytes| {
            let extension = match imagesize::image_type(&bytes) {
                Ok(imagesize::ImageType::Png) => "png",
                Ok(imagesize::ImageType::Jpeg) => "jpg",
                Ok(imagesize::ImageType::Gif) => "gif",
                Ok(imagesize::ImageType::Bmp) => "bmp",
                _ => return None,
            };
            imagesize::blob_size(&bytes).ok()?;
            self.out.pictures.push(Picture { bytes, extension });
            Some(self.out.pictures.len() - 1)
        });
        self.known.insert(name, found);
        found
    }

    fn place(&self, paragraph: &Paragraph) -> Span {
        let mut lines = self.script.lines.iter();
        let line = lines.find(|line| std::ptr::eq(line.paragraph, paragraph));
        line.map_or_else(|| self.script.whole(), Line::whole)
    }
}

fn parts_lost((merged, nested, several): (bool, bool, bool)) -> Vec<Text> {
    let all = [
        (
            merged,
            say!("ô gộp trong bảng: tách thành ô riêng", "merged cells of a table: each is parted"),
        ),
        (nested, say!("bảng lồng trong bảng: chỉ giữ chữ", "a table in a table: its words only")),
        (
            several,
            say!(
                "ô bảng có nhiều đoạn: nối thành một",
                "cells of several paragraphs: joined into one"
            ),
        ),
    ];
    all.into_iter().filter(|(is, _)| *is).map(|(_, message)| message).collect()
}

/// The heading row is bold by itself.
fn head_of(table: &mut Table) {
    if let Some(head) = table.rows.first_mut() {
        let letters = |run: &&mut Run| matches!(&run.what, What::Text(text) if text.chars().any(char::is_alphabetic));
        if head.iter_mut().flatten().filter(letters).all(|run| run.bold) {
            head.iter_mut().flatten().for_each(|run| run.bold = false);
        }
    }
}

fn whole(paragraph: &Paragraph) -> Range<usize> {
    0..paragraph.text.len()
}

/// Runs without empty ones and without blanks around them; those alike are one.
pub(crate) fn trim(runs: Vec<Run>) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    for mut run in runs {
        if let What::Text(text) = &mut run.what {
            if out.is_empty() {
                *text = text.trim_start().to_owned();
            }
            if text.is_empty() {
                continue;
            }
            if let Some(last) = out.last_mut()
                && (last.bold, last.italic, &last.link) == (run.bold, run.italic, &run.link)
                && let What::Text(before) = &mut last.what
            {
                before.push_str(text);
                continue;
            }
        }
        out.push(run);
    }
    while let Some(Run { what: What::Text(text), .. }) = out.last_mut() {
        text.truncate(text.trim_end().len());
        if !text.is_empty() {
            break;
        }
        out.pop();
    }
    out
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

/// How often something is seen, and where first.
pub(super) type Tally<K> = BTreeMap<K, (usize, Span)>;

/// Words of what a text does not show.
pub(super) fn unseen(what: Unseen) -> Text {
    match what {
        Unseen::Comment => say!("ghi chú bên lề (comment)", "comments"),
        Unseen::Inserted => {
            say!("phần thêm vào còn theo dõi: được giữ lại", "tracked insertions: kept as text")
        }
        Unseen::Deleted => say!("phần đã xóa còn theo dõi: bỏ đi", "tracked deletions: taken out"),
        Unseen::Equation => say!("công thức toán", "equations"),
        Unseen::Drawing => {
            say!("hình vẽ, biểu đồ hoặc đối tượng nhúng", "drawings, charts, objects")
        }
        Unseen::Symbol => say!(
            "ký hiệu của phông riêng: thay bằng «□»",
            "symbols of a font of their own: replaced by `□`"
        ),
    }
}
