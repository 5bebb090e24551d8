//! The main text, notes and headers as paragraphs: what is seen, how it looks, what it points to.
//!
//! Deleted text is not there, inserted text is; of alternatives the first is taken; the instructions
//! of fields are kept, their results are text.

mod inline;

use super::numbering::{Label, Numbering};
use super::styles::{Look, Shape, Styles, shape_of};
use super::xml::{Fault, Outcome, Tag, Xml};
use std::collections::HashSet;
use std::ops::Range;

/// Most paragraphs of a story that are read: ten thousand pages and more.
const PARAGRAPHS: usize = 500_000;

/// Where a paragraph stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Stand {
    /// In the flow of the text.
    #[default]
    Flow,
    /// In a table, by the number of the outermost.
    Cell(u32),
    /// In a text box.
    Box,
}

/// Which list of notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Kind {
    Foot,
    End,
}

/// A reference to a note.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Where in the text.
    pub(super) at: u32,
    /// The note; `None` for a note cited again by a field.
    pub(super) note: Option<(Kind, i64)>,
    /// Which of the paragraph's fields cites it again.
    pub(super) field: Option<u32>,
}

/// Something that the text does not show.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Unseen {
    Comment,
    Inserted,
    Deleted,
    Equation,
    /// A shape, a chart, an embedded object: drawn, and no picture.
    Drawing,
    Symbol,
}

/// A picture in a paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Picture {
    /// Where in the text, and after how many marks of notes.
    pub(super) at: u32,
    pub(super) marks: u32,
    /// The relation that names its file, in the part being read.
    pub(super) relation: String,
    /// The file is elsewhere.
    pub(super) linked: bool,
    pub(super) alternative: String,
}

/// A cell of an outermost table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    pub(super) table: u32,
    pub(super) row: u32,
    /// In columns of the grid.
    pub(super) column: u32,
    pub(super) span: u32,
    /// It goes on the cell above.
    pub(super) below: bool,
    /// It holds a table.
    pub(super) nested: bool,
}

/// A bookmark that begins.
#[derive(Clone, Debug)]
pub(super) struct Bookmark {
    pub(super) name: String,
    pub(super) id: i64,
    /// Its paragraph, and after how many marks of notes.
    pub(super) paragraph: usize,
    pub(super) marks: u32,
}

/// A field with its result.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// Its result in the paragraph's text.
    pub(super) range: Range<u32>,
    /// `REF`, `PAGE`.
    pub(super) word: String,
    /// The bookmark it points to.
    pub(super) target: Option<String>,
    /// The address that it leads to.
    pub(super) address: Option<String>,
}

/// A stretch of characters that look alike, up to the next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Piece {
    pub(super) at: u32,
    pub(super) look: Look,
    /// Part of a link, by its number in the story.
    pub(super) link: Option<u32>,
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub(super) struct Paragraph {
    /// What is seen, without labels that are counted and marks of notes. Raised figures are the
    /// characters that Unicode has for them.
    pub(super) text: String,
    pub(super) pieces: Vec<Piece>,
    /// Where a line was broken by hand; there is a space.
    pub(super) breaks: Vec<u32>,
    pub(super) marks: Vec<Mark>,
    pub(super) pictures: Vec<Picture>,
    pub(super) fields: Vec<Field>,
    /// Places where fields begin that end nowhere.
    pub(super) unclosed: Vec<u32>,
    pub(super) label: Option<Label>,
    pub(super) shape: Shape,
    /// The look of a character without one of its own.
    pub(super) base: Look,
    /// The name of its style, in lower case.
    pub(super) style: String,
    pub(super) stand: Stand,
    /// Its cell, by number in the story.
    pub(super) cell: Option<u32>,
    /// Its section, by number.
    pub(super) section: u32,
    /// Something that is no text: a picture, a formula.
    pub(super) drawn: bool,
}

/// A page layout.
#[derive(Clone, Debug, Default)]
pub(super) struct Section {
    /// In twentieths of a point, as the rest; `None`: not said.
    pub(super) width: Option<i64>,
    pub(super) height: Option<i64>,
    /// Top, right, bottom, left with the gutter.
    pub(super) margins: [Option<i64>; 4],
    pub(super) title: bool,
    /// `header` or `footer`, its pages, and the relation that names it.
    pub(super) margins_text: Vec<(String, String, String)>,
    /// The number of the last paragraph.
    pub(super) last: u32,
}

/// A text in reading order.
#[derive(Debug, Default)]
pub(super) struct Story {
    pub(super) paragraphs: Vec<Paragraph>,
    pub(super) sections: Vec<Section>,
    pub(super) bookmarks: Vec<Bookmark>,
    pub(super) ended: HashSet<i64>,
    pub(super) cells: Vec<Cell>,
    /// The relations of links; empty for a link to a place of the text.
    pub(super) links: Vec<String>,
    /// What the text does not show, with its paragraph.
    pub(super) unseen: Vec<(Unseen, usize)>,
}

/// A note.
#[derive(Debug)]
pub(super) struct Note {
    pub(super) id: i64,
    /// A separator, which nobody refers to.
    pub(super) special: bool,
    pub(super) story: Story,
}

struct Open {
    code: String,
    result: bool,
    /// Where it begins: paragraph and offset.
    paragraph: usize,
    at: u32,
}

/// Reads stories, which count lists together.
pub(super) struct Teller<'s> {
    pub(super) styles: &'s mut Styles,
    pub(super) numbering: &'s mut Numbering,
    story: Story,
    stand: Stand,
    tables: u32,
    open: Vec<Open>,
    /// How many of them have not come to their result: what stands there is not seen.
    hidden: usize,
    link: Option<u32>,
    /// Rows, columns and depth of the table being read.
    row: u32,
    column: u32,
    depth: u32,
    /// The paragraph before, when its end was deleted.
    joined: Option<Paragraph>,
    /// Text boxes of the paragraph being read: they follow it.
    boxes: Vec<Paragraph>,
    inside: u32,
}

impl<'s> Teller<'s> {
    pub(super) fn new(styles: &'s mut Styles, numbering: &'s mut Numbering) -> Self {
        Self {
            styles,
            numbering,
            story: Story::default(),
            stand: Stand::Flow,
            tables: 0,
            open: Vec::new(),
            hidden: 0,
            link: None,
            row: 0,
            column: 0,
            depth: 0,
            joined: None,
            boxes: Vec::new(),
            inside: 0,
        }
    }

    /// Reads the main part, a header or a footer.
    pub(super) fn tell(&mut self, text: &str) -> Outcome<Story> {
        Xml::new(text).root(|xml, _| xml.children(|xml, tag| self.block(xml, tag)))?;
        Ok(self.end())
    }

    /// Reads `footnotes.xml` or `endnotes.xml`.
    pub(super) fn notes(&mut self, text: &str) -> Outcome<Vec<Note>> {
        let mut out = Vec::new();
        Xml::new(text).root(|xml, _| {
            xml.children(|xml, tag| {
                if !matches!(tag.name(), "footnote" | "endnote") {
                    return Ok(());
                }
                let special = tag.get("type").is_some_and(|kind| kind != "normal");
                xml.children(|xml, tag| self.block(xml, tag))?;
                out.push(Note {
                    id: tag.number("id").unwrap_or(i64::MIN),
                    special,
                    story: self.end(),
                });
                Ok(())
            })
        })?;
        Ok(out)
    }

    fn end(&mut self) -> Story {
        if let Some(last) = self.joined.take() {
            self.story.paragraphs.push(last);
        }
        for open in std::mem::take(&mut self.open) {
            if let Some(paragraph) = self.story.paragraphs.get_mut(open.paragraph) {
                paragraph.unclosed.push(open.at.min(paragraph.text.len() as u32));
            }
        }
        self.hidden = 0;
        self.stand = Stand::Flow;
        std::mem::take(&mut self.story)
    }

    fn block<'a>(&mut self, xml: &mut Xml<'a>, tag: &Tag<'a>) -> Outcome {
        match tag.name() {
            "p" => self.paragraph(xml),
            "tbl" => {
                let before = self.stand;
                if self.stand == Stand::Flow {
                    self.tables += 1;
                    self.stand = Stand::Cell(self.tables);
                    self.row = 0;
                } else if let Some(cell) = self.story.cells.last_mut().filter(|_| self.inside == 0)
                {
                    cell.nested = true;
                }
                self.depth += 1;
                xml.children(|xml, tag| self.block(xml, tag))?;
                self.depth -= 1;
                self.stand = before;
                Ok(())
            }
            "tr" if self.outermost() => {
                self.column = 0;
                xml.children(|xml, tag| match tag.name() {
                    "trPr" => xml.children(|_, inner| {
                        if inner.name() == "gridBefore" {
                            self.column += width(inner);
                        }
                        Ok(())
                    }),
                    _ => self.block(xml, tag),
                })?;
                self.row += 1;
                Ok(())
            }
            "tc" if self.outermost() => {
                let Stand::Cell(table) = self.stand else { return Ok(()) };
                let at = self.story.cells.len();
                let (row, column) = (self.row, self.column);
                self.story.cells.push(Cell { table, row, column, span: 1, ..Cell::default() });
                xml.children(|xml, tag| match tag.name() {
                    "tcPr" => xml.children(|_, inner| {
                        let Some(cell) = self.story.cells.get_mut(at) else { return Ok(()) };
                        match inner.name() {
                            "gridSpan" => cell.span = width(inner),
                            "vMerge" => cell.below = inner.val().is_none_or(|v| v != "restart"),
                            _ => {}
                        }
                        Ok(())
                    }),
                    _ => self.block(xml, tag),
                })?;
                self.column += self.story.cells.get(at).map_or(1, |cell| cell.span);
                Ok(())
            }
            "sectPr" => self.section(xml),
            "bookmarkStart" | "bookmarkEnd" => {
                self.bookmark(tag, 0);
                Ok(())
            }
            "ins" | "moveTo" => {
                self.unseen(Unseen::Inserted);
                xml.children(|xml, tag| self.block(xml, tag))
            }
            "del" | "moveFrom" => {
                self.unseen(Unseen::Deleted);
                Ok(())
            }
            _ if tag.local().starts_with("oMath") => {
                self.unseen(Unseen::Equation);
                Ok(())
            }
            "body" | "tr" | "tc" | "sdt" | "sdtContent" | "customXml" | "smartTag" => {
                xml.children(|xml, tag| self.block(xml, tag))
            }
            _ if tag.local() == "AlternateContent" => {
                Self::first(xml, |xml, tag| self.block(xml, tag))
            }
            _ => Ok(()),
        }
    }

    /// The first of several alternatives (ISO/IEC 29500-3).
    fn first<'a>(
        xml: &mut Xml<'a>,
        mut each: impl FnMut(&mut Xml<'a>, &Tag<'a>) -> Outcome,
    ) -> Outcome {
        let mut seen = false;
        xml.children(|xml, tag| {
            if std::mem::replace(&mut seen, true) {
                return Ok(());
            }
            let _ = tag;
            xml.children(&mut each)
        })
    }

    /// Whether rows and cells are those of an outermost table of the text.
    fn outermost(&self) -> bool {
        self.depth == 1 && self.inside == 0
    }

    fn unseen(&mut self, what: Unseen) {
        self.story.unseen.push((what, self.story.paragraphs.len()));
    }

    fn bookmark(&mut self, tag: &Tag<'_>, marks: usize) {
        let id = tag.number("id").unwrap_or(-1);
        if tag.name() == "bookmarkStart" {
            let name = tag.get("name").unwrap_or_default().into_owned();
            let (paragraph, marks) = (self.story.paragraphs.len(), marks as u32);
            self.story.bookmarks.push(Bookmark { name, id, paragraph, marks });
        } else {
            self.story.ended.insert(id);
        }
    }

    fn paragraph(&mut self, xml: &mut Xml<'_>) -> Outcome {
        if self.story.paragraphs.len() >= PARAGRAPHS {
            return Err(Fault);
        }
        let mut paragraph = self.joined.take().filter(|_| self.inside == 0).unwrap_or_default();
        let continued = !paragraph.text.is_empty();
        let (base, shape) = self.styles.paragraph(None);
        if !continued {
            (paragraph.base, paragraph.shape) = (base, shape);
        }
        paragraph.stand = if self.inside > 0 { Stand::Box } else { self.stand };
        let cell = matches!(paragraph.stand, Stand::Cell(_)).then(|| self.story.cells.len());
        paragraph.cell = cell.and_then(|count| count.checked_sub(1)).map(|at| at as u32);
        let mut deleted = false;
        let mut section = None;
        xml.children(|xml, tag| match tag.name() {
            "pPr" => self.properties(xml, &mut paragraph, &mut deleted, &mut section),
            _ => self.inline(xml, tag, &mut paragraph),
        })?;
        paragraph.section = self.story.sections.len() as u32;
        if self.inside > 0 {
            self.boxes.push(paragraph);
        } else if deleted {
            self.joined = Some(paragraph);
        } else {
            self.story.paragraphs.push(paragraph);
            self.story.paragraphs.append(&mut self.boxes);
        }
        if let Some(mut section) = section {
            section.last = self.story.paragraphs.len().saturating_sub(1) as u32;
            self.story.sections.push(section);
        }
        Ok(())
    }

    fn properties(
        &mut self,
        xml: &mut Xml<'_>,
        paragraph: &mut Paragraph,
        deleted: &mut bool,
        section: &mut Option<Section>,
    ) -> Outcome {
        let mut style: Option<String> = None;
        let mut own = Shape::default();
        xml.children(|xml, tag| {
            match tag.name() {
                "pStyle" => style = tag.owned("val"),
                "sectPr" => *section = Some(read_section(xml)?),
                "rPr" => xml.children(|_, mark| {
                    *deleted |= matches!(mark.name(), "del" | "moveFrom");
                    Ok(())
                })?,
                _ => shape_of(&mut own, xml, tag)?,
            }
            Ok(())
        })?;
        let (look, mut shape) = self.styles.paragraph(style.as_deref());
        let list = own.list.or(shape.list).filter(|id| *id != 0);
        // A level that only the style's list has is found by the style's name.
        let level = own.level.or(if own.list.is_some() { Some(0) } else { shape.level });
        let label =
            list.and_then(|id| self.numbering.next(id, level, style.as_deref(), self.styles));
        if let Some(label) = &label {
            shape = shape.under(Shape { outline: None, ..label.shape });
        }
        paragraph.label = label;
        paragraph.shape = shape.under(own);
        paragraph.base = look;
        self.styles.name(style.as_deref()).clone_into(&mut paragraph.style);
        Ok(())
    }

    fn section(&mut self, xml: &mut Xml<'_>) -> Outcome {
        let mut section = read_section(xml)?;
        section.last = self.story.paragraphs.len().saturating_sub(1) as u32;
        self.story.sections.push(section);
        Ok(())
    }
}

/// How many columns of the grid a cell covers.
fn width(tag: &Tag<'_>) -> u32 {
    tag.number("val").unwrap_or(1).clamp(1, 100) as u32
}

/// What a word processor prints for a field that leads nowhere, in English and Vietnamese.
pub(super) fn is_error(text: &str) -> bool {
    let text = text.trim_start();
    text.starts_with("Error! ") || text.starts_with("Lỗi! ")
}

fn read_section(xml: &mut Xml<'_>) -> Outcome<Section> {
    let mut section = Section::default();
    xml.children(|_, tag| {
        match tag.name() {
            "pgSz" => {
                section.width = tag.number("w");
                section.height = tag.number("h");
            }
            "pgMar" => {
                let side = |name| tag.number(name);
                let left = side("left").map(|left| left + side("gutter").unwrap_or(0));
                section.margins = [side("top"), side("right"), side("bottom"), left];
            }
            "titlePg" => section.title = tag.on(),
            "headerReference" | "footerReference" => {
                let what = tag.name().trim_end_matches("Reference").to_owned();
                let pages = tag.owned("type").unwrap_or_else(|| "default".to_owned());
                let id = tag.get("id").unwrap_or_default().into_owned();
                section.margins_text.push((what, pages, id));
            }
            _ => {}
        }
        Ok(())
    })?;
    Ok(section)
}
