//! A finished DOCX, whoever made it → findings.
//!
//! The package is read within bounds and as a stream; its paragraphs become the lines of one virtual
//! [`Source`], so that findings have places and are shown like any other. The rules about text are
//! those of [`mod@crate::check`]; the rest looks at what only a DOCX has: notes, fields, bookmarks, and the
//! decree's layout as far as the file tells.

pub(crate) mod content;
mod frame;
pub(crate) mod labels;
mod layout;
mod links;
mod losses;
mod numbering;
mod outline;
mod package;
pub(crate) mod script;
mod story;
pub(crate) mod styles;
mod xml;

use crate::check::{Again, Given, Reading};
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::say;
use crate::source::{Source, Sources, Span};
use content::Content;
use numbering::Numbering;
use package::Package;
use script::Script;
use std::io::Read as _;
use std::path::Path;
use story::{Kind, Note, Story, Teller};
use styles::{Align, Styles};

/// What was read of a DOCX.
#[derive(Debug)]
pub struct Finished {
    /// Its text: one file, a paragraph a line.
    pub sources: Sources,
    /// It could not be read at all; a finding says why.
    pub unreadable: bool,
}

/// Checks the DOCX at `path`.
pub fn check(path: &Path, sink: &mut Sink) -> Finished {
    let name = path.to_string_lossy().replace('\\', "/");
    match load(path) {
        Ok(bytes) => check_bytes(&name, bytes, sink),
        Err(why) => refused(&name, why, sink),
    }
}

/// The bytes of the file at `path`.
///
/// # Errors
/// Why it cannot be read.
pub fn load(path: &Path) -> Result<Vec<u8>, Text> {
    let read = || -> std::io::Result<Vec<u8>> {
        let meta = std::fs::metadata(path)?;
        if meta.is_dir() {
            return Err(std::io::ErrorKind::IsADirectory.into());
        }
        // To open a pipe would wait for its other end.
        if !meta.is_file() {
            return Err(std::io::Error::other("not a regular file"));
        }
        let file = std::fs::File::open(path)?;
        let mut bytes = Vec::new();
        file.take(package::MAX_FILE + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    match read() {
        Ok(bytes) if bytes.len() as u64 > package::MAX_FILE => {
            let limit = package::MAX_FILE >> 20;
            Err(say!("tệp lớn quá {limit} MB", "the file is over {limit} MB"))
        }
        Ok(bytes) => Ok(bytes),
        Err(error) => Err(match error.kind() {
            std::io::ErrorKind::NotFound => say!("không thấy tệp này", "there is no such file"),
            std::io::ErrorKind::PermissionDenied => {
                say!("không có quyền đọc tệp này", "no permission to read this file")
            }
            std::io::ErrorKind::IsADirectory => {
                say!("đây là thư mục, không phải tệp", "this is a folder, not a file")
            }
            _ => say!("không đọc được tệp: {error}", "the file cannot be read: {error}"),
        }),
    }
}

/// Checks a DOCX in memory, shown as `name`.
pub fn check_bytes(name: &str, bytes: Vec<u8>, sink: &mut Sink) -> Finished {
    let mut broken = Vec::new();
    match Docx::read(bytes, &mut broken) {
        Ok((docx, _)) => {
            let script = Script::new(&docx.story.paragraphs, &docx.notes);
            for message in broken {
                sink.push(Finding::new(Rule::PartBroken, script.whole(), message).help(say!(
                    "mở bằng Word, để Word sửa tệp rồi lưu lại",
                    "open the file in Word, let it repair the file, and save it"
                )));
            }
            findings(&docx, &script, sink);
            let mut sources = Sources::default();
            sources.add(Source::with_places(name, &script.text, script.places));
            Finished { sources, unreadable: false }
        }
        Err(why) => refused(name, why, sink),
    }
}

/// The content of a DOCX in memory, shown as `name`, and its text as findings point to it.
pub(crate) fn read(name: &str, bytes: Vec<u8>, sink: &mut Sink) -> (Finished, Option<Content>) {
    let mut broken = Vec::new();
    match Docx::read(bytes, &mut broken) {
        Ok((docx, mut package)) => {
            let script = Script::new(&docx.story.paragraphs, &docx.notes);
            for message in broken {
                sink.push(Finding::new(Rule::PartBroken, script.whole(), message));
            }
            let content = content::read(&docx, &script, &mut package, sink);
            let mut sources = Sources::default();
            sources.add(Source::with_places(name, &script.text, script.places));
            (Finished { sources, unreadable: false }, Some(content))
        }
        Err(why) => (refused(name, why, sink), None),
    }
}

fn refused(name: &str, why: Text, sink: &mut Sink) -> Finished {
    let mut sources = Sources::default();
    let file = sources.add(Source::new(name, ""));
    sink.push(Finding::new(Rule::FileUnreadable, Span::file(file), why));
    Finished { sources, unreadable: true }
}

/// A header or footer.
struct Margin {
    /// The relation that names it.
    id: String,
    story: Story,
}

impl Margin {
    /// Where its page number stands, if it has one; `Some(None)` when that cannot be told.
    fn number(&self) -> Option<Option<Align>> {
        let paragraph = self
            .story
            .paragraphs
            .iter()
            .find(|paragraph| paragraph.fields.iter().any(|field| field.word == "PAGE"))?;
        let field = paragraph.fields.iter().find(|field| field.word == "PAGE")?;
        let before = paragraph.text.get(..field.range.start as usize).unwrap_or("");
        let tabs = before.matches('\t').count();
        let stand = paragraph.stand;
        Some(match (paragraph.shape.frame, stand, tabs) {
            (Some(align), ..) => Some(align),
            (None, story::Stand::Flow, 0) => Some(paragraph.shape.align.unwrap_or(Align::Left)),
            // The header's own tab stops are in the middle and at the right.
            (None, story::Stand::Flow, 1) => Some(Align::Centre),
            (None, story::Stand::Flow, _) => Some(Align::Right),
            _ => None,
        })
    }
}

/// The parts that are looked at.
struct Docx {
    story: Story,
    notes: Vec<(Kind, Note)>,
    margins: Vec<Margin>,
    styles: Styles,
}

/// Most headers and footers that are read.
const MARGINS: usize = 200;

impl Docx {
    fn read(bytes: Vec<u8>, broken: &mut Vec<Text>) -> Result<(Self, Package), Text> {
        let mut package = Package::open(bytes)?;
        let main = package.main.clone();
        let no_text = || {
            say!("trong tệp không có phần nội dung ({main})", "the file has no main text ({main})")
        };
        let text = package.part(&main)?.ok_or_else(no_text)?;
        let mut styles = Styles::default();
        let mut numbering = Numbering::default();
        let damaged = |name: &str| {
            say!(
                "thành phần «{name}» trong tệp bị hỏng",
                "the part `{name}` of the file is damaged"
            )
        };
        let mut part = |kind: &str, broken: &mut Vec<Text>| -> Option<(String, String)> {
            let name = package.related(kind)?;
            match package.part(&name) {
                Ok(Some(text)) => return Some((name, text)),
                Ok(None) => {
                    broken.push(say!("thiếu thành phần «{name}»", "the part `{name}` is missing"));
                }
                Err(why) => broken.push(why),
            }
            None
        };
        if let Some((name, text)) = part("theme", broken) {
            broken.extend(styles.read_theme(&text).err().map(|_| damaged(&name)));
        }
        if let Some((name, text)) = part("styles", broken) {
            broken.extend(styles.read(&text).err().map(|_| damaged(&name)));
        }
        if let Some((name, text)) = part("numbering", broken) {
            broken.extend(numbering.read(&text).err().map(|_| damaged(&name)));
        }
        let notes_of = [("footnotes", Kind::Foot), ("endnotes", Kind::End)]
            .map(|(relation, kind)| (part(relation, broken), kind));
        let mut teller = Teller::new(&mut styles, &mut numbering);
        let story = teller.tell(&text).map_err(|_| damaged(&main))?;
        let mut notes = Vec::new();
        for (found, kind) in notes_of {
            let Some((name, text)) = found else { continue };
            let mut teller = Teller::new(&mut styles, &mut numbering);
            match teller.notes(&text) {
                Ok(found) => notes.extend(found.into_iter().map(|note| (kind, note))),
                Err(_) => broken.push(damaged(&name)),
            }
        }
        let mut margins = Vec::new();
        let named: Vec<_> = package
            .relations
            .iter()
            .filter(|one| matches!(one.kind.as_str(), "header" | "footer") && !one.external)
            .take(MARGINS)
            .cloned()
            .collect();
        for one in named {
            match package.part(&one.target) {
                Ok(Some(text)) => match Teller::new(&mut styles, &mut numbering).tell(&text) {
                    Ok(story) => margins.push(Margin { id: one.id, story }),
                    Err(_) => broken.push(damaged(&one.target)),
                },
                Ok(None) => {
                    let name = one.target;
                    broken.push(say!("thiếu thành phần «{name}»", "the part `{name}` is missing"));
                }
                Err(why) => broken.push(why),
            }
        }
        Ok((Self { story: inherited(story), notes, margins, styles }, package))
    }
}

/// A section without a header of its own has that of the one before it (17.10.5).
fn inherited(mut story: Story) -> Story {
    let mut last: Vec<(String, String, String)> = Vec::new();
    for section in &mut story.sections {
        for (what, pages, id) in &last {
            if !section.margins_text.iter().any(|(w, p, _)| w == what && p == pages) {
                section.margins_text.push((what.clone(), pages.clone(), id.clone()));
            }
        }
        last.clone_from(&section.margins_text);
    }
    story
}

fn findings(docx: &Docx, script: &Script<'_>, sink: &mut Sink) {
    let mut own = Sink::new();
    let texts = outline::passages(script, &mut own);
    let notes = outline::notes(script);
    let mut reading = Reading::new(script.own_date());
    for text in &texts {
        reading.text(text, &mut own);
    }
    for note in &notes {
        reading.note(note, &mut own);
    }
    let again: &Again<'_, '_> = &|_, see| {
        for text in &texts {
            see(Given::Body(text));
        }
        for note in &notes {
            see(Given::Note(note));
        }
    };
    reading.close(again, &mut own);
    links::run(script, &docx.story, &docx.notes, &docx.margins, sink);
    // An excerpt leaves out what stands between, and may end anywhere (Điều 25 khoản 3).
    let excerpt = script.lines.iter().any(|line| line.paragraph.text.trim() == "TRÍCH SAO");
    let mut dotted = 0_usize;
    own.retain_mut(|finding| {
        if excerpt && LEFT_OPEN.contains(&finding.rule) {
            return false;
        }
        dotted += usize::from(is_dotted(finding, script));
        fits(finding, script)
    });
    // So many dotted lines are a form to be filled in by others.
    own.retain_mut(|finding| dotted <= FORM || !is_dotted(finding, script));
    sink.append(own);
    let mut looks = Sink::new();
    layout::run(script, &docx.story, &docx.styles, &docx.margins, &mut looks);
    frame::run(script, &mut looks);
    looks.retain_mut(|finding| {
        if excerpt && LEFT_OPEN.contains(&finding.rule) {
            return false;
        }
        finding.message.en = english(&finding.message.en);
        true
    });
    sink.append(looks);
}

/// Lengths are written as Vietnamese has them; English has a point before the decimals.
fn english(message: &str) -> String {
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let chars: Vec<char> = message.chars().collect();
    let at = |at: usize| chars.get(at).copied();
    let decimal = |n: usize| n > 0 && digit(at(n - 1)) && digit(at(n + 1));
    let mend = |(n, c): (usize, &char)| if *c == ',' && decimal(n) { '.' } else { *c };
    chars.iter().enumerate().map(mend).collect()
}

/// Rules that an excerpt cannot keep.
const LEFT_OPEN: [Rule; 7] = [
    Rule::HeadingSequence,
    Rule::LetterSequence,
    Rule::ClauseSequence,
    Rule::CountMismatch,
    Rule::EndMarkMissing,
    Rule::AppendixMissing,
    Rule::AppendixUnmentioned,
];

/// More rows of dots than somebody forgets to fill in.
const FORM: usize = 5;

/// Whether a finding is about a row of dots.
fn is_dotted(finding: &Finding, script: &Script<'_>) -> bool {
    let words = script.text.get(finding.span.range()).unwrap_or("");
    finding.rule == Rule::PlaceholderLeft && words.starts_with(['.', '…'])
}

/// Whether a finding about text holds in a DOCX; what it says to do is put in a word processor's
/// words.
fn fits(finding: &mut Finding, script: &Script<'_>) -> bool {
    finding.fix.clear();
    let at = script.lines.partition_point(|line| line.start <= finding.span.start);
    let line = at.checked_sub(1).and_then(|at| script.lines.get(at));
    match finding.rule {
        // Tab stops are how word processors set columns; lines of the frame are set by them too.
        Rule::SpaceRun => {
            let Some(line) = line else { return true };
            let set = line.paragraph.shape.tabs == Some(true)
                || line.paragraph.drawn
                || line.paragraph.marks.iter().any(|mark| {
                    (finding.span.start..=finding.span.end).contains(&(line.text + mark.at))
                })
                || matches!(
                    line.area,
                    script::Area::Head | script::Area::Tail | script::Area::Aside
                );
            finding.help = Some(say!(
                "chỉ để một dấu cách; thụt dòng, canh lề bằng thước hoặc định dạng đoạn",
                "leave one space; set indents and columns in the paragraph's format"
            ));
            !set
        }
        Rule::PlaceholderLeft => {
            // A field that has lost its target is told as such; number and day may be open on a draft.
            let draft = |area| area == script::Area::Head && is_dotted(finding, script);
            line.is_none_or(|line| {
                !draft(line.area)
                    && line.paragraph.fields.iter().all(|field| {
                        let span = line.span(field.range.start as usize..field.range.end as usize);
                        finding.span.start < span.start || finding.span.end > span.end
                    })
            })
        }
        Rule::FootnoteTypedByHand => {
            finding.help = Some(say!(
                "xóa số này và chèn chú thích bằng Tham khảo > Chèn cước chú (References > Insert Footnote)",
                "delete it and set a note with References > Insert Footnote"
            ));
            true
        }
        Rule::FootnoteRepeated => {
            finding.help = Some(say!(
                "giữ một chú thích; chỗ kia dùng tham chiếu chéo (Cross-reference) tới số của nó",
                "keep one, and refer to its number with a cross-reference"
            ));
            true
        }
        Rule::NumberTyped => {
            finding.help = Some(say!(
                "bỏ số gõ tay: Word đã đánh số mục này",
                "take it out: the word processor numbers this heading"
            ));
            true
        }
        Rule::DateInvalid => {
            finding.help = Some(say!("kiểm tra lại ngày", "check the date"));
            true
        }
        _ => true,
    }
}
