//! Sections in outline order → one [`Document`]: a list of texts in reading order.

use crate::diagnostic::{Finding, Rule, Sink};
use crate::manifest::{Appendix, Group, Manifest, Outline};
use crate::markup::Marked;
use crate::say;
use crate::section::{Name, NoteText, Section};
use crate::source::{FileId, Span};
use crate::style::{Frame, HeadingStyle, Part, Style};
use crate::text::{Guesses, nearest};
use std::collections::HashMap;

/// Who wrote a text, and which notes its markers mean.
#[derive(Clone, Copy, Debug)]
pub struct Author<'a> {
    /// The unit; `None` for the office's own texts.
    pub unit: Option<&'a str>,
    /// Its file.
    pub file: FileId,
    /// The notes of that file.
    pub notes: &'a [NoteText],
    /// Some of them are [marked](NoteText::is_marked).
    pub marked: bool,
}

/// What a text is in the document.
#[derive(Clone, Copy, Debug)]
pub enum Role<'a> {
    /// The subject under the kind's name.
    Subject,
    /// A line of the legal basis.
    Basis,
    /// The lead-in.
    Opening,
    /// A heading of the outline: a group's or a section's.
    Heading {
        /// From 1.
        level: usize,
        /// Its id.
        id: Option<&'a Name>,
        /// The number its unit believes it has.
        claim: Option<&'a crate::yaml::Scalar>,
    },
    /// Text under a heading of `level`.
    Body {
        /// Of the heading above it, from 1; 0 in an appendix and in the document's own body.
        level: usize,
    },
    /// The last paragraph.
    Closing,
    /// The title of an appendix.
    Appendix {
        /// Its id.
        id: &'a Name,
        /// What the office says of it.
        given: &'a Appendix,
    },
}

/// A text in its place.
#[derive(Clone, Copy, Debug)]
pub struct Element<'a> {
    /// What it is.
    pub role: Role<'a>,
    /// The text.
    pub text: &'a Marked,
    /// Who wrote it.
    pub author: Author<'a>,
}

/// The whole document in reading order; nothing in it has a number yet.
#[derive(Debug)]
pub struct Document<'a> {
    /// What the office wrote.
    pub manifest: &'a Manifest,
    /// What stands where in its kind of document.
    pub frame: &'a Frame,
    /// Its levels of headings.
    pub levels: &'a [HeadingStyle],
    /// All texts; appendices come last.
    pub elements: Vec<Element<'a>>,
    /// All authors, also of sections that stand nowhere.
    pub authors: Vec<Author<'a>>,
    /// How many sections stand in it.
    pub sections: usize,
    /// A section that belongs in it could not be read, or was not handed in: what follows may get
    /// other numbers yet.
    pub partial: bool,
    /// Ids of those that could not be read; they hold headings whose ids nobody knows.
    pub broken: &'a [Name],
}

struct Assembler<'a, 's> {
    sections: HashMap<&'a str, &'a Section>,
    broken: &'a [Name],
    placed: HashMap<&'a str, Span>,
    guesses: Guesses,
    elements: Vec<Element<'a>>,
    office: Author<'a>,
    depth: usize,
    partial: bool,
    sink: &'s mut Sink,
}

/// Puts the sections in the outline's order. `broken` are the ids of files that could not be
/// decoded.
pub fn assemble<'a>(
    manifest: &'a Manifest,
    sections: &'a [Section],
    broken: &'a [Name],
    style: &'a Style,
    sink: &mut Sink,
) -> Document<'a> {
    let frame = style.frame(manifest.kind);
    let levels = levels(manifest, frame, style, sink);
    let (notes, file) = (&manifest.notes, manifest.file);
    let marked = notes.iter().any(NoteText::is_marked);
    let office = Author { unit: None, file, notes, marked };
    let mut by_id: HashMap<&str, &Section> = HashMap::with_capacity(sections.len());
    for section in sections {
        match by_id.get(section.id.text.as_str()) {
            Some(first) => {
                let id = &section.id.text;
                sink.push(
                    Finding::new(
                        Rule::SectionDuplicate,
                        section.id.span,
                        say!("hai phần cùng mã «{id}»", "two sections have the id `{id}`"),
                    )
                    .help(say!(
                        "đặt «id:» khác cho một trong hai phần",
                        "give one of them another `id:`"
                    ))
                    .related(first.id.span, say!("phần kia ở đây", "the other one is here")),
                );
            }
            None => {
                by_id.insert(&section.id.text, section);
            }
        }
    }
    let mut assembler = Assembler {
        sections: by_id,
        guesses: Guesses::default(),
        broken,
        placed: HashMap::with_capacity(sections.len()),
        // A heading and a text for each section.
        elements: Vec::with_capacity(2 * sections.len() + 16),
        office,
        depth: levels.len(),
        partial: !broken.is_empty(),
        sink,
    };
    assembler.run(manifest, frame, sections);
    let Assembler { elements, placed, partial, .. } = assembler;
    let authors = std::iter::once(office).chain(sections.iter().map(author)).collect();
    let sections = placed.len();
    Document { manifest, frame, levels, elements, authors, sections, partial, broken }
}

/// The levels of headings that the office asks for, or the kind's own.
fn levels<'a>(
    manifest: &Manifest,
    frame: &Frame,
    style: &'a Style,
    sink: &mut Sink,
) -> &'a [HeadingStyle] {
    if let Some(given) = &manifest.headings {
        let name = given.value.trim();
        if style.headings.contains_key(name) {
            return style.levels(name);
        }
        let finding = Finding::new(
            Rule::WrongType,
            given.span,
            say!("không có bộ cấp tiêu đề «{name}»", "there is no set of headings `{name}`"),
        );
        let known = style.headings.keys().map(String::as_str);
        sink.push(finding.help(match nearest(name, known) {
            Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
            None => {
                let list = style.headings.keys().cloned().collect::<Vec<_>>().join(", ");
                say!("chọn một trong: {list}", "choose one of: {list}")
            }
        }));
    }
    style.levels(&frame.headings)
}

fn author(section: &Section) -> Author<'_> {
    let Section { file, notes, marked, .. } = section;
    Author { unit: Some(section.unit.value.trim()), file: *file, notes, marked: *marked }
}

impl<'a> Assembler<'a, '_> {
    fn run(&mut self, manifest: &'a Manifest, frame: &Frame, sections: &'a [Section]) {
        let office = self.office;
        let mut own =
            |role, text: &'a Marked| self.elements.push(Element { role, text, author: office });
        // What the kind has no place for is not printed; a check says so.
        if let Some(subject) = &manifest.subject
            && (frame.about || frame.parts.contains(&Part::Subject))
        {
            own(Role::Subject, subject);
        }
        if frame.parts.contains(&Part::Basis) {
            manifest.basis.iter().for_each(|line| own(Role::Basis, line));
        }
        if let Some(opening) = &manifest.opening {
            own(Role::Opening, opening);
        }
        if let Some(body) = &manifest.body {
            own(Role::Body { level: 0 }, body);
        }
        match &manifest.outline {
            Some(outline) => self.entries(outline, 1),
            None => {
                let appendix =
                    |id: &str| manifest.appendices.iter().any(|given| given.name.text == id);
                for section in sections.iter().filter(|section| !appendix(&section.id.text)) {
                    if !self.placed.contains_key(section.id.text.as_str()) {
                        self.section(section, 1);
                    }
                }
            }
        }
        if let Some(closing) = &manifest.closing {
            self.elements.push(Element { role: Role::Closing, text: closing, author: office });
        }
        for given in &manifest.appendices {
            let Some(section) = self.find(&given.name) else { continue };
            let author = author(section);
            let role = Role::Appendix { id: &section.id, given };
            self.elements.push(Element { role, text: &section.title, author });
            if let Some(body) = &section.body {
                self.elements.push(Element { role: Role::Body { level: 0 }, text: body, author });
            }
        }
        for section in sections {
            if !self.placed.contains_key(section.id.text.as_str()) {
                let id = &section.id.text;
                self.sink.push(
                    Finding::new(
                        Rule::SectionUnplaced,
                        section.id.span,
                        say!(
                            "phần «{id}» không có trong bố cục nên không được in",
                            "the section `{id}` stands nowhere in the outline and is not printed"
                        ),
                    )
                    .help(say!(
                        "thêm «{id}» vào «outline» hoặc «appendices» của document.yaml",
                        "add `{id}` to `outline` or `appendices` of document.yaml"
                    )),
                );
            }
        }
    }

    fn entries(&mut self, outline: &'a [Outline], level: usize) {
        for entry in outline {
            match entry {
                Outline::Section(name) => {
                    if let Some(section) = self.find(name) {
                        self.section(section, level);
                    }
                }
                Outline::Group(group) => self.group(group, level),
            }
        }
    }

    /// The section an entry names, unless there is none or it is placed already.
    fn find(&mut self, name: &'a Name) -> Option<&'a Section> {
        let id = name.text.as_str();
        let Some(section) = self.sections.get(id).copied() else {
            self.partial = true;
            if self.broken.iter().all(|broken| broken.text != id) {
                let finding = Finding::new(
                    Rule::SectionMissing,
                    name.span,
                    say!(
                        "chưa có đơn vị nào nộp phần «{id}»",
                        "no unit has handed in the section `{id}`"
                    ),
                );
                let known = self.sections.keys().copied();
                let help = match self.guesses.nearest(id, known) {
                    Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
                    None => say!(
                        "nộp tệp sections/{id}.yaml, hoặc bỏ mã này khỏi bố cục",
                        "hand in sections/{id}.yaml, or take the id out of the outline"
                    ),
                };
                self.sink.push(finding.help(help));
            }
            return None;
        };
        if let Some(first) = self.placed.get(section.id.text.as_str()) {
            self.sink.push(
                Finding::new(
                    Rule::SectionDuplicate,
                    name.span,
                    say!("phần «{id}» được đặt hai lần", "the section `{id}` is placed twice"),
                )
                .related(*first, say!("đặt lần đầu ở đây", "first placed here")),
            );
            return None;
        }
        self.placed.insert(&section.id.text, name.span);
        Some(section)
    }

    fn section(&mut self, section: &'a Section, level: usize) {
        self.placed.entry(&section.id.text).or_insert(section.id.span);
        let author = author(section);
        let role = Role::Heading { level, id: Some(&section.id), claim: section.number.as_ref() };
        self.heading(Element { role, text: &section.title, author }, level);
        if let Some(body) = &section.body {
            self.elements.push(Element { role: Role::Body { level }, text: body, author });
        }
    }

    fn group(&mut self, group: &'a Group, level: usize) {
        let author = self.office;
        let role = Role::Heading { level, id: group.id.as_ref(), claim: None };
        self.heading(Element { role, text: &group.title, author }, level);
        if let Some(body) = &group.body {
            self.elements.push(Element { role: Role::Body { level }, text: body, author });
        }
        self.entries(&group.children, level + 1);
    }

    fn heading(&mut self, element: Element<'a>, level: usize) {
        if level > self.depth {
            too_deep(element.text.scalar.span, self.depth, self.sink);
        }
        self.elements.push(element);
    }
}

/// Reports a heading below the style's last level.
pub(crate) fn too_deep(at: Span, depth: usize, sink: &mut Sink) {
    sink.push(
        Finding::new(
            Rule::HeadingTooDeep,
            at,
            say!(
                "tiêu đề sâu quá {depth} cấp của kiểu trình bày",
                "the heading is deeper than the style's {depth} levels"
            ),
        )
        .help(say!(
            "bớt một cấp trong bố cục, hoặc viết thành gạch đầu dòng",
            "take out a level of the outline, or write it as an item"
        )),
    );
}
