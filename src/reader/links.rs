//! Notes, bookmarks and fields: what points to what. No validator sees these faults, and word
//! processors print something all the same.

use super::Margin;
use super::script::{FILE, Line, Script, numbers};
use super::story::{Bookmark, Kind, Note, Paragraph, Story, is_error};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::say;
use crate::source::Span;
use std::collections::{HashMap, HashSet};

/// All rules about notes and references.
pub(super) fn run(
    script: &Script<'_>,
    story: &Story,
    notes: &[(Kind, Note)],
    more: &[Margin],
    sink: &mut Sink,
) {
    marks(script, &story.paragraphs, notes, sink);
    bookmarks(script, story, sink);
    let stories = notes
        .iter()
        .map(|(_, note)| &note.story)
        .chain(more.iter().map(|margin| &margin.story))
        .chain([story]);
    let names: HashSet<String> = stories
        .flat_map(|story| &story.bookmarks)
        .map(|bookmark| bookmark.name.to_lowercase())
        .collect();
    fields(script, &names, sink);
}

fn marks(script: &Script<'_>, paragraphs: &[Paragraph], notes: &[(Kind, Note)], sink: &mut Sink) {
    let mut known: HashMap<(Kind, i64), usize> = HashMap::new();
    for (at, (kind, note)) in notes.iter().enumerate() {
        if known.insert((*kind, note.id), at).is_some() {
            let id = note.id;
            sink.push(
                Finding::new(
                    Rule::FootnoteDuplicate,
                    place(script, at),
                    say!("hai chú thích mang cùng mã {id}", "two notes have the id {id}"),
                )
                .help(again()),
            );
        }
    }
    let seen = cited(script, paragraphs, notes, &known, sink);
    for (at, (kind, note)) in notes.iter().enumerate().filter(|(_, (_, note))| !note.special) {
        let mark = seen.get(&(*kind, note.id));
        if note
            .story
            .paragraphs
            .iter()
            .all(|paragraph| paragraph.text.trim().is_empty() && !paragraph.drawn)
        {
            sink.push(
                Finding::new(
                    Rule::FootnoteEmpty,
                    mark.copied().unwrap_or_else(|| place(script, at)),
                    say!("chú thích không có nội dung", "the note has no text"),
                )
                .help(say!(
                    "viết nội dung, hoặc xóa dấu chú thích",
                    "write it, or delete its mark"
                )),
            );
        } else if mark.is_none() {
            sink.push(
                Finding::new(
                    Rule::FootnoteUnused,
                    place(script, at),
                    say!(
                        "chú thích này không có dấu trong bài",
                        "no mark in the text leads to this note"
                    ),
                )
                .help(say!(
                    "đặt lại dấu vào chỗ cần chú thích bằng Chèn cước chú (Insert Footnote)",
                    "set its mark anew with References > Insert Footnote"
                )),
            );
        }
    }
}

/// Marks in the order of the text: each note that is cited, with its first mark.
fn cited(
    script: &Script<'_>,
    paragraphs: &[Paragraph],
    notes: &[(Kind, Note)],
    known: &HashMap<(Kind, i64), usize>,
    sink: &mut Sink,
) -> HashMap<(Kind, i64), Span> {
    let printed = numbers(paragraphs);
    let mut seen: HashMap<(Kind, i64), Span> = HashMap::new();
    let mut highest: HashMap<Kind, i64> = HashMap::new();
    for (line, mark) in all(script) {
        let Some((kind, id)) = mark.note else { continue };
        let at = line.word_before(mark.at);
        let number = printed.get(&(kind, id)).copied().unwrap_or_default();
        if line.area == super::script::Area::Note {
            sink.push(
                Finding::new(
                    Rule::FootnoteNested,
                    at,
                    say!("trong chú thích lại có dấu chú thích", "a note holds a mark of a note"),
                )
                .help(say!("gộp hai chú thích làm một", "make one note of both")),
            );
            continue;
        }
        match known.get(&(kind, id)) {
            Some(note) if !notes[*note].1.special => {}
            _ => {
                sink.push(
                    Finding::new(
                        Rule::FootnoteUndefined,
                        at,
                        say!(
                            "dấu chú thích {number} không có nội dung chú thích",
                            "the mark of note {number} has no note"
                        ),
                    )
                    .help(again()),
                );
                continue;
            }
        }
        if let Some(first) = seen.get(&(kind, id)) {
            sink.push(Finding::new(
                Rule::FootnoteDuplicate,
                at,
                say!(
                    "chú thích {number} được gắn dấu hai lần, Word sẽ in thành hai số khác nhau",
                    "note {number} has two marks, which Word prints with two numbers"
                ),
            ).related(*first, say!("dấu thứ nhất ở đây", "the first mark is here")).help(say!(
                "ở chỗ thứ hai, dùng Tham khảo > Tham chiếu chéo (References > Cross-reference) tới chú thích",
                "use References > Cross-reference at the second place"
            )));
            continue;
        }
        seen.insert((kind, id), at);
        let before = highest.entry(kind).or_insert(id);
        if id < *before && kind == Kind::Foot {
            sink.push(Finding::new(
                Rule::FootnoteOrder,
                at,
                say!(
                    "mã của chú thích {number} không theo thứ tự xuất hiện, LibreOffice sẽ in nhầm nội dung",
                    "the id of note {number} is not in the order of citation: LibreOffice prints the wrong text"
                ),
            ).help(say!(
                "mở bằng Word rồi lưu lại, Word sẽ đánh lại mã",
                "open the file in Word and save it: Word gives ids anew"
            )));
        }
        *before = id.max(*before);
    }
    seen
}

fn again() -> crate::diagnostic::Text {
    say!(
        "xóa dấu này rồi chèn lại bằng Tham khảo > Chèn cước chú (References > Insert Footnote)",
        "delete the mark and set it again with References > Insert Footnote"
    )
}

/// The place of a note's text.
fn place(script: &Script<'_>, note: usize) -> Span {
    let (first, last) = script.notes[note];
    script.lines[first..last]
        .iter()
        .find(|line| !line.paragraph.text.trim().is_empty())
        .or(script.lines.get(first).filter(|_| first < last))
        .map_or_else(|| script.whole(), Line::whole)
}

fn all<'s>(script: &'s Script<'_>) -> impl Iterator<Item = (&'s Line<'s>, super::story::Mark)> {
    script.lines.iter().flat_map(|line| line.paragraph.marks.iter().map(move |mark| (line, *mark)))
}

fn bookmarks(script: &Script<'_>, story: &Story, sink: &mut Sink) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for Bookmark { name, id, paragraph, .. } in &story.bookmarks {
        let line = |at: usize| {
            script.lines[..script.main].get(at).map_or_else(|| script.whole(), Line::whole)
        };
        if !story.ended.contains(id) {
            sink.push(
                Finding::new(
                    Rule::BookmarkBroken,
                    line(*paragraph),
                    say!(
                        "dấu trang «{name}» có đầu mà không có cuối",
                        "the bookmark `{name}` begins and never ends"
                    ),
                )
                .help(say!("xóa dấu trang rồi đặt lại", "delete the bookmark and set it again")),
            );
        }
        if let Some(first) = seen.insert(name.to_lowercase(), *paragraph) {
            sink.push(
                Finding::new(
                    Rule::BookmarkBroken,
                    line(*paragraph),
                    say!("hai dấu trang cùng tên «{name}»", "two bookmarks are called `{name}`"),
                )
                .related(line(first), say!("dấu trang kia ở đây", "the other is here"))
                .help(say!("xóa dấu trang rồi đặt lại", "delete the bookmark and set it again")),
            );
        }
    }
}

/// Fields whose target is gone; each target is reported once.
fn fields(script: &Script<'_>, names: &HashSet<String>, sink: &mut Sink) {
    let mut said: HashSet<String> = HashSet::new();
    for line in &script.lines {
        for field in &line.paragraph.fields {
            let range = field.range.start as usize..field.range.end as usize;
            let result = line.paragraph.text.get(range.clone()).unwrap_or("");
            let missing = field
                .target
                .as_ref()
                .filter(|name| !names.contains(&name.to_lowercase()) && *name != "_top");
            let at = if result.trim().is_empty() {
                line.word_before(field.range.start)
            } else {
                line.span(range)
            };
            let finding = |message| {
                Finding::new(Rule::ReferenceUndefined, at, message).help(say!(
                    "chèn lại tham chiếu chéo (References > Cross-reference), rồi cập nhật bằng F9",
                    "set the cross-reference anew, then update it with F9"
                ))
            };
            if is_error(result) {
                sink.push(finding(say!(
                    "tham chiếu bị mất đích: «{result}»",
                    "a reference has lost its target: `{result}`"
                )));
            } else if let Some(name) = missing
                && said.insert(name.to_lowercase())
            {
                let word = &field.word;
                sink.push(finding(say!(
                    "trường {word} trỏ tới dấu trang «{name}» không có trong văn bản",
                    "the {word} field points to the bookmark `{name}`, which is not there"
                )));
            }
        }
        for at in &line.paragraph.unclosed {
            let start = line.text + at;
            let end = line.text + line.paragraph.text.len() as u32;
            sink.push(
                Finding::new(
                    Rule::FieldBroken,
                    Span { file: FILE, start, end },
                    say!("trường (field) mở ra mà không đóng", "a field begins and never ends"),
                )
                .help(say!("xóa trường này rồi chèn lại", "delete the field and set it again")),
            );
        }
    }
}
