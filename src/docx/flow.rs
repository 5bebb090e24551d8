//! The order of the document: head, the parts of its kind's frame, signature, appendices.

use super::body::{Place, Writer};
use super::frame::{self, Section, balanced};
use super::xml::{HEAD, SPACES};
use crate::assemble::Role;
use crate::manifest::Appendix;
use crate::manifest::printed::Line;
use crate::markup::BlockKind;
use crate::number::Heading;
use crate::style::{Part, mm};
use std::fmt::Write;

/// A text in its place, what it is, and the heading it is.
pub(super) type Placed<'a> = (Place<'a>, Role<'a>, Option<usize>);

impl<'a> Writer<'a> {
    pub(super) fn document(&mut self) {
        let numbered = self.numbered;
        let _ = write!(self.out, "{HEAD}<w:document {SPACES}><w:body>");
        let (manifest, frame) = (numbered.document().manifest, numbered.document().frame);
        let all: Vec<Placed<'a>> = numbered
            .elements()
            .map(|(element, resolved, heading)| {
                (Place::new(element.text, resolved), element.role, heading)
            })
            .collect();
        let is_appendix = |placed: &Placed<'_>| matches!(placed.1, Role::Appendix { .. });
        let main = all.iter().position(is_appendix).unwrap_or(all.len());
        let (main, appendices) = all.split_at(main);
        let with = |wanted: fn(&Role<'_>) -> bool| {
            main.iter().filter(move |(_, role, _)| wanted(role)).copied().collect::<Vec<_>>()
        };
        let subject = with(|role| matches!(role, Role::Subject)).first().copied();
        let basis = with(|role| matches!(role, Role::Basis));
        let text = with(|role| !matches!(role, Role::Subject | Role::Basis));

        frame::start(&mut self.out);
        self.head(false, subject.filter(|_| frame.about).map(|(place, ..)| place));
        let lines = |templates: &[String]| -> Vec<Line> {
            templates.iter().filter_map(|line| manifest.line(line, self.style)).collect()
        };
        let (first, last) = (lines(&frame.lines), lines(&frame.last_lines));
        // The end mark follows the last words, wherever they stand.
        let at_last = !last.is_empty();
        let at_text = !at_last && !text.is_empty();
        let at_first = !at_last && !at_text && !first.is_empty();
        let mut ended = at_last || at_first;
        if !frame.parts.contains(&Part::Kind) {
            // The space that a kind's name would bring.
            let space = (self.style.boxes.kind.before * 20.0).max(1.0) as u32;
            self.out.spacer("", space, "");
        }
        for part in &frame.parts {
            match part {
                Part::Kind => self.centred("Kind", &self.style.boxes.kind, manifest.kind.name),
                Part::Subject => {
                    if let Some((place, ..)) = subject {
                        self.subject(place);
                    }
                }
                Part::Authority => {
                    let text = manifest.authority_text(self.style);
                    self.centred("Authority", &self.style.boxes.authority, &text);
                }
                Part::Basis => {
                    for (at, (place, ..)) in basis.iter().enumerate() {
                        self.basis(*place, at + 1 < basis.len());
                    }
                }
                Part::Resolve => self.centred("Resolve", &self.style.boxes.resolve, &frame.resolve),
                Part::To => self.to(),
                Part::Lines => self.lines(&first, at_first),
                Part::Text => ended |= self.text(&text, at_text),
                Part::LastLines => self.lines(&last, at_last),
            }
        }
        if !ended {
            self.out.paragraph("Normal", "<w:keepNext/>", "", &self.style.strings.end);
        }
        self.ending();
        let mut section = Section::Main;
        let mut rest = appendices;
        while let Some(((place, role, heading), after)) = rest.split_first() {
            let count = after.iter().position(is_appendix).unwrap_or(after.len());
            let (text, after) = after.split_at(count);
            rest = after;
            self.section_end(section);
            if let (Role::Appendix { given, .. }, Some(at)) = (role, heading) {
                let landscape = given.landscape.unwrap_or_else(|| self.is_wide(text));
                section = Section::Appendix { landscape };
                self.width = self.text_width(landscape);
                self.appendix(&numbered.headings()[*at], *place, given);
            }
            self.text(text, true);
        }
        let section = frame::section(self.numbered.document().manifest, self.style, section);
        let _ = write!(self.out, "{section}</w:body></w:document>");
    }

    /// Texts and headings, the end mark after the last words when it is wanted there; whether it
    /// was set.
    fn text(&mut self, text: &[Placed<'a>], end: bool) -> bool {
        let last = if end { last_text(text) } else { None };
        for (at, (place, role, heading)) in text.iter().enumerate() {
            match (role, heading) {
                (_, Some(heading)) => {
                    let blocks = place.text.blocks().map(|block| block.content);
                    self.heading(*heading, *place, blocks);
                }
                _ => {
                    let end = last == Some(at);
                    self.blocks(Place { end, ..*place }, end);
                }
            }
        }
        last.is_some()
    }

    /// Lines of a form; the last one gets the end mark when it is wanted there.
    fn lines(&mut self, lines: &[Line], end: bool) {
        let bare = |text: &str| text.trim_end_matches([';', '.', '/', ',', ' ']).to_owned();
        let count = lines.len();
        for (at, line) in lines.iter().enumerate() {
            let last = end && at + 1 == count;
            let keep = if last { "<w:keepNext/>" } else { "" };
            let end = if last { self.style.strings.end.clone() } else { String::new() };
            let own = if last && line.items.is_empty() {
                format!("{}{end}", bare(&line.text))
            } else {
                line.text.clone()
            };
            self.out.paragraph("Detail", keep, "", &own);
            for (n, item) in line.items.iter().enumerate() {
                let mark = match (n + 1 == line.items.len(), last) {
                    (true, true) => end.as_str(),
                    (true, false) => ".",
                    (false, _) => ";",
                };
                self.out.paragraph("Item1", keep, "", &format!("- {}{mark}", bare(item)));
            }
        }
    }

    /// Ends a section of the document: its page layout stands in an empty paragraph.
    fn section_end(&mut self, section: Section) {
        let section = frame::section(self.numbered.document().manifest, self.style, section);
        self.out.spacer("", 20, &section);
    }

    /// The width of the text in a section, in millimetres.
    fn text_width(&self, landscape: bool) -> f64 {
        let page = &self.style.page;
        if landscape { page.height - page.left - page.right } else { self.style.text_width() }
    }

    /// The head of an appendix; a text of a kind of its own has a head like a document's (Mẫu 1.3).
    fn appendix(&mut self, heading: &Heading, place: Place<'a>, given: &Appendix) {
        let (manifest, style) = (self.numbered.document().manifest, self.style);
        let plain: String =
            place.text.blocks().map(|block| place.text.plain(block.content)).collect();
        let upper = style.boxes.appendix_title.upper;
        if let Some(kind) = given.kind {
            frame::start(&mut self.out);
            self.head(true, None);
            self.centred("Kind", &style.boxes.kind, kind.name);
            let lines = balanced(&plain, &style.boxes.subject, self.width, self.width - 10.0);
            self.out.begin("Subject", &lines.xml);
            for block in place.text.blocks() {
                self.inlines(place, block.content);
            }
            self.out.push_str("</w:p>");
        } else {
            let label = format!("{} {}", style.strings.appendix, heading.number);
            self.out.paragraph("Appendix", "", "", label.trim());
            let cased = if upper { plain.to_uppercase() } else { plain };
            let lines =
                balanced(&cased, &style.boxes.appendix_title, self.width, self.width - 10.0);
            self.out.begin("AppendixTitle", &lines.xml);
            for block in place.text.blocks() {
                self.inlines(Place { upper, ..place }, block.content);
            }
            self.out.push_str("</w:p>");
        }
        let attached = manifest.attached_line(style);
        if !attached.is_empty() {
            let lines = balanced(&attached, &style.boxes.attached, self.width, self.width - 10.0);
            self.out.paragraph("Attached", &lines.xml, "", &attached);
            frame::rule(&mut self.out, "", self.width, mm(lines.widest) * style.rules.attached);
        }
    }
}

/// The text whose last words the end mark follows.
fn last_text(text: &[Placed<'_>]) -> Option<usize> {
    let at = text.len().checked_sub(1)?;
    let (place, role, _) = &text[at];
    let words = matches!(role, Role::Body { .. } | Role::Closing | Role::Opening);
    let block = place.text.blocks().last()?;
    (words && !matches!(block.kind, BlockKind::Table(_) | BlockKind::Heading(_))).then_some(at)
}
