//! The main text and the notes: `document.xml`, `footnotes.xml` and what they refer to.

use super::deflate::Press;
use super::parts;
use super::xml::{BOLD, HEAD, ITALIC, SPACES, Xml, escaped};
use crate::markup::{self, Block, BlockKind, Emphasis, Inline, InlineKind, Marked};
use crate::number::{Note, Numbered, Resolved};
use crate::picture::Pictures;
use crate::style::Style;
use std::collections::HashMap;
use std::fmt::Write;

/// Word reads note ids up to 32767 (MS-OI29500 2.1.300); above this many notes ids start negative.
const POSITIVE: usize = 32_000;
/// Begins the run of a note's number, in its paragraph and where it is cited; what stands in that goes with it at one stroke.
macro_rules! note_run {
    ($within:literal) => {
        concat!("<w:r><w:rPr><w:rStyle w:val=\"FootnoteReference\"/></w:rPr>", $within)
    };
}
/// Begins a note's first paragraph, with its number.
const NOTE: &str = concat!(
    "<w:p><w:pPr><w:pStyle w:val=\"FootnoteText\"/></w:pPr>",
    note_run!("<w:footnoteRef/></w:r>")
);

/// What the parts that hold text refer to; the parts themselves are in the press.
#[derive(Debug, Default)]
pub(super) struct Written {
    pub(super) links: Links,
    pub(super) note_links: Links,
    /// Numbers of the pictures that are used, in order of first use.
    pub(super) media: Vec<usize>,
}

/// A header or footer of one document.
#[derive(Debug)]
pub(super) struct Margin {
    pub(super) id: &'static str,
    /// `header` or `footer`.
    pub(super) kind: &'static str,
    pub(super) name: &'static str,
    pub(super) xml: String,
}

/// Hyperlinks of one part, in order of first use.
#[derive(Debug, Default)]
pub(super) struct Links {
    pub(super) targets: Vec<String>,
    known: HashMap<String, usize>,
}

impl Links {
    fn id(&mut self, target: &str) -> usize {
        if let Some(at) = self.known.get(target) {
            return *at;
        }
        self.targets.push(target.to_owned());
        self.known.insert(target.to_owned(), self.targets.len());
        self.targets.len()
    }
}

pub(super) struct Writer<'a> {
    pub(super) numbered: &'a Numbered<'a>,
    pub(super) style: &'a Style,
    /// Width of the text in this section, in millimetres.
    pub(super) width: f64,
    pictures: &'a Pictures,
    /// What is written and not yet in the press.
    pub(super) out: Xml,
    press: Press<'a>,
    links: Links,
    media: Vec<usize>,
    bookmarks: u32,
    drawings: u32,
    pub(super) tables: u32,
    offset: i64,
}

/// Where inlines stand: what their slots came to, and what is special about the place.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) text: &'a Marked,
    pub(super) resolved: &'a [Resolved],
    pub(super) upper: bool,
    /// Put the end mark after the last word.
    pub(super) end: bool,
}

impl<'a> Place<'a> {
    pub(super) fn new(text: &'a Marked, resolved: &'a [Resolved]) -> Self {
        Self { text, resolved, upper: false, end: false }
    }
}

/// What is added to a note's number for its id.
fn offset(numbered: &Numbered<'_>) -> i64 {
    let count = numbered.notes().len();
    if count > POSITIVE { -(count as i64) - 1 } else { 0 }
}

/// Ids of the separator and the continuation separator.
pub(super) fn separators(numbered: &Numbered<'_>) -> (i64, i64) {
    match offset(numbered) {
        0 => (-1, 0),
        offset => (offset - 1, offset),
    }
}

/// Writes the body and the notes.
pub(super) fn write<'a>(
    numbered: &'a Numbered<'a>,
    style: &'a Style,
    pictures: &'a Pictures,
    press: Press<'a>,
) -> (Written, Press<'a>) {
    let mut writer = Writer {
        numbered,
        style,
        width: style.text_width(),
        pictures,
        out: Xml::with_capacity(1 << 16),
        press,
        links: Links::default(),
        media: Vec::new(),
        bookmarks: 0,
        drawings: 0,
        tables: 0,
        offset: offset(numbered),
    };
    writer.press.begin("word/document.xml");
    writer.document();
    writer.press.end(writer.out.written());
    let links = std::mem::take(&mut writer.links);
    writer.press.begin("word/footnotes.xml");
    writer.footnotes(separators(numbered));
    writer.press.end(writer.out.written());
    (Written { links, note_links: writer.links, media: writer.media }, writer.press)
}

impl<'a> Writer<'a> {
    /// A line of the basis; `more` follow.
    pub(super) fn basis(&mut self, place: Place<'_>, more: bool) {
        let strings = &self.style.strings;
        let mark = if more { &strings.basis_end } else { &strings.basis_last };
        self.out.begin("Basis", "");
        for block in place.text.blocks() {
            self.ended(place, block.content, mark);
        }
        self.out.push_str("</w:p>");
    }

    /// Inlines without the author's own end mark, then `mark`.
    fn ended(&mut self, place: Place<'_>, content: &[Inline], mark: &str) {
        let last = content.iter().rposition(|inline| !inline.is_note());
        for (at, inline) in content.iter().enumerate() {
            if Some(at) == last && inline.is_text() {
                let start = inline.place().start;
                let text = place.text.text(&inline.place());
                let kept = text.trim_end_matches(['.', '/', ';', ',', ' ', '\u{a0}']);
                let cut = Inline::text(start..start + kept.len() as u32, inline.emphasis());
                self.inline(place, &cut);
            } else {
                self.inline(place, inline);
            }
        }
        self.out.run("", mark);
    }

    pub(super) fn blocks(&mut self, place: Place<'_>, last: bool) {
        let count = place.text.blocks().len();
        for (at, block) in place.text.blocks().enumerate() {
            let end = place.end && at + 1 == count;
            self.block(Place { end, ..place }, &block, last && at + 1 == count);
            self.press.flow(self.out.written());
        }
    }

    fn block(&mut self, place: Place<'_>, block: &Block<'_>, keep: bool) {
        let style = match &block.kind {
            BlockKind::Table(table) => return self.table(place, table),
            BlockKind::Heading(heading) => {
                if let Resolved::Heading(at) = place.resolved[heading.slot as usize] {
                    self.heading(at as usize, place, std::iter::once(block.content));
                }
                return;
            }
            BlockKind::Paragraph if is_figure(place.text, block.content) => {
                return self.figure(place, &block.content[0]);
            }
            BlockKind::Paragraph => "Normal",
            BlockKind::Item { level } => {
                ["Item1", "Item2", "Item3"][usize::from(*level).clamp(1, 3) - 1]
            }
            BlockKind::Point { .. } => "Point",
            BlockKind::Clause { .. } => "Clause",
            BlockKind::Article { .. } => "Article",
        };
        let keep = if keep { "<w:keepNext/>" } else { "" };
        self.out.begin(style, keep);
        let mark = match &block.kind {
            BlockKind::Item { level } => {
                let marks = &self.style.strings.items;
                marks.get(usize::from(*level).max(1) - 1).map_or("", String::as_str)
            }
            _ => place.text.text(&block.mark()),
        };
        if !mark.is_empty() {
            let bold = if style == "Article" { BOLD } else { "" };
            self.out.run(bold, mark);
            self.out.run(bold, " ");
        }
        if place.end {
            self.ended(place, block.content, &self.style.strings.end);
        } else {
            self.inlines(place, block.content);
        }
        self.out.push_str("</w:p>");
    }

    /// The heading of number `at`, whose text is `content`.
    pub(super) fn heading<'t>(
        &mut self,
        at: usize,
        place: Place<'_>,
        content: impl Iterator<Item = &'t [Inline]>,
    ) {
        let heading = &self.numbered.headings()[at];
        let Some(format) = self.numbered.heading_style(heading) else { return };
        let id = parts::heading_id(heading.set, heading.level);
        self.out.begin(&id, "");
        self.out.run("", &format.prefix);
        if heading.referenced {
            self.bookmark(&format!("_RefMuc{}", at + 1), |writer| {
                writer.out.run("", &heading.number);
            });
        } else {
            self.out.run("", &heading.number);
        }
        self.out.run("", &format.suffix);
        if format.own_line {
            self.out.push_str("<w:r><w:br/></w:r>");
        } else {
            self.out.run("", " ");
        }
        for inlines in content {
            self.inlines(Place { upper: format.upper, end: false, ..place }, inlines);
        }
        self.out.push_str("</w:p>");
    }

    fn bookmark(&mut self, name: &str, inside: impl FnOnce(&mut Self)) {
        self.bookmarks += 1;
        let id = self.bookmarks;
        let _ = write!(self.out, "<w:bookmarkStart w:id=\"{id}\" w:name=\"{name}\"/>");
        inside(self);
        let _ = write!(self.out, "<w:bookmarkEnd w:id=\"{id}\"/>");
    }

    pub(super) fn inlines(&mut self, place: Place<'_>, content: &[Inline]) {
        let value = &place.text.scalar.value;
        let (bare, value): (bool, &str) = (value.is_bare(), value);
        for inline in content {
            if inline.is_words() && !place.upper {
                let text = if inline.is_text() { &value[inline.range()] } else { " " };
                self.out.words(emphasis(inline.emphasis()), text, bare);
            } else {
                self.inline(place, inline);
            }
        }
    }

    fn inline(&mut self, place: Place<'_>, inline: &Inline) {
        let properties = emphasis(inline.emphasis());
        match place.text.kind(inline) {
            InlineKind::Text if place.upper => {
                let text = place.text.text(&inline.place()).to_uppercase();
                self.out.run(properties, &text);
            }
            InlineKind::Text => self.out.run(properties, place.text.text(&inline.place())),
            InlineKind::Space => self.out.run(properties, " "),
            InlineKind::Note { slot, .. } => self.note(place, slot),
            InlineKind::NoteHere(note) => self.note(place, note.slot),
            InlineKind::Reference { slot, .. } => {
                if let Resolved::Reference(at) = place.resolved[slot as usize] {
                    let heading = &self.numbered.headings()[at as usize];
                    let number = &heading.number;
                    if heading.level == 0 {
                        self.out.run(properties, number);
                    } else {
                        self.out.field(properties, &format!("REF _RefMuc{} \\h", at + 1), number);
                    }
                }
            }
            InlineKind::Link(link) => {
                let id = self.links.id(place.text.text(&link.target));
                let _ = write!(self.out, "<w:hyperlink r:id=\"rIdL{id}\" w:history=\"1\">");
                for inner in &link.content {
                    let more = emphasis(inner.emphasis());
                    let properties = format!("<w:rStyle w:val=\"Hyperlink\"/>{more}");
                    match place.text.kind(inner) {
                        InlineKind::Text => {
                            self.out.run(&properties, place.text.text(&inner.place()));
                        }
                        InlineKind::Space => self.out.run(&properties, " "),
                        _ => self.inline(place, inner),
                    }
                }
                self.out.push_str("</w:hyperlink>");
            }
            InlineKind::Picture(picture) => {
                self.picture(place.text, &picture.path, place.text.text(&picture.caption));
            }
        }
    }

    fn note(&mut self, place: Place<'_>, slot: u32) {
        if let Resolved::Note { note, first } = place.resolved[slot as usize] {
            self.cite(note as usize, first);
        }
    }

    /// The reference of a note; a later citation is a field that shows the first one's number.
    fn cite(&mut self, note: usize, first: bool) {
        let number = note + 1;
        let printed = self.numbered.notes()[note].number;
        let repeated = self.numbered.notes()[note].again;
        if !first {
            self.out.field(
                "<w:rStyle w:val=\"FootnoteReference\"/>",
                &format!("NOTEREF _RefNote{number} \\f \\h"),
                &printed.to_string(),
            );
            return;
        }
        if repeated {
            self.bookmark(&format!("_RefNote{number}"), |writer| writer.reference(note));
        } else {
            self.reference(note);
        }
    }

    fn reference(&mut self, note: usize) {
        self.out.push_str(note_run!("<w:footnoteReference w:id=\""));
        self.out.number(note as i64 + 1 + self.offset);
        self.out.push_str("\"/></w:r>");
    }

    fn figure(&mut self, place: Place<'_>, inline: &Inline) {
        let InlineKind::Picture(picture) = place.text.kind(inline) else { return };
        let caption = place.text.text(&picture.caption);
        let keep = if caption.is_empty() { "" } else { "<w:keepNext/>" };
        self.out.begin("Figure", keep);
        self.picture(place.text, &picture.path, caption);
        self.out.push_str("</w:p>");
        if !caption.is_empty() {
            self.out.paragraph("Caption", "", "", caption);
        }
    }

    /// A picture at 96 pixels to the inch, made smaller when it is wider than the text.
    fn picture(&mut self, text: &Marked, path: &markup::Place, caption: &str) {
        let Some(used) = self.pictures.find(text.scalar.span.file, text.text(path)) else { return };
        let picture = self.pictures.get(used);
        let at = self.media.iter().position(|other| *other == used).unwrap_or_else(|| {
            self.media.push(used);
            self.media.len() - 1
        });
        let (width, height) = (picture.width as f64 * 9525.0, picture.height as f64 * 9525.0);
        let emu = |mm: f64| mm * 36000.0;
        let most = emu(self.width) / width;
        let tall =
            emu(self.style.page.height - self.style.page.top - self.style.page.bottom - 20.0)
                / height;
        let scale = most.min(tall).min(1.0);
        let (cx, cy) = ((width * scale) as u64, (height * scale) as u64);
        self.drawings += 1;
        let (id, number, alt) = (self.drawings, at + 1, escaped(caption));
        let _ = write!(
            self.out,
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"{cx}\" cy=\"{cy}\"/><wp:docPr id=\"{id}\" name=\"Picture {id}\" descr=\"{alt}\"/>\
             <a:graphic><a:graphicData uri=\"http://schemas.openxmlformats.org/drawingml/2006/picture\">\
             <pic:pic><pic:nvPicPr><pic:cNvPr id=\"{id}\" name=\"Picture {id}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"rIdP{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{cx}\" cy=\"{cy}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r>"
        );
    }

    fn footnotes(&mut self, separators: (i64, i64)) {
        let _ = write!(self.out, "{HEAD}<w:footnotes {SPACES}>");
        for (id, kind, mark) in [
            (separators.0, "separator", "separator"),
            (separators.1, "continuationSeparator", "continuationSeparator"),
        ] {
            let _ = write!(
                self.out,
                "<w:footnote w:type=\"{kind}\" w:id=\"{id}\"><w:p><w:pPr><w:pStyle w:val=\"Box\"/></w:pPr><w:r><w:{mark}/></w:r></w:p></w:footnote>"
            );
        }
        let numbered = self.numbered;
        for (at, note) in numbered.notes().iter().enumerate() {
            self.footnote(at, note);
            self.press.flow(self.out.written());
        }
        self.out.push_str("</w:footnotes>");
    }

    fn footnote(&mut self, at: usize, note: &Note<'a>) {
        self.out.push_str("<w:footnote w:id=\"");
        self.out.number(at as i64 + 1 + self.offset);
        self.out.push_str("\">");
        for (n, (text, content)) in note.paragraphs().enumerate() {
            if n == 0 {
                self.out.push_str(NOTE);
                self.out.words("", " ", true);
            } else {
                self.out.begin("FootnoteText", "");
            }
            self.inlines(Place::new(text, self.numbered.resolved(note)), content);
            self.out.push_str("</w:p>");
        }
        self.out.push_str("</w:footnote>");
    }
}

fn is_figure(text: &Marked, content: &[Inline]) -> bool {
    matches!(content, [one] if matches!(text.kind(one), InlineKind::Picture(_)))
}

fn emphasis(emphasis: Emphasis) -> &'static str {
    match (emphasis.bold, emphasis.italic) {
        (false, false) => "",
        (true, false) => BOLD,
        (false, true) => ITALIC,
        (true, true) => "<w:b/><w:bCs/><w:i/><w:iCs/>",
    }
}
