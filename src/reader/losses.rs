//! What of a DOCX a plain text with light marks cannot hold: each kind of it once, with its first
//! place and how often.

use super::Docx;
use super::content::left;
use super::script::{Area, Line, Script, stretches};
use super::story::{Stand, Unseen};
use crate::diagnostic::{Sink, Text};
use crate::say;
use crate::source::Span;
use std::collections::BTreeMap;

/// Looks that get lost, in the order in which they are told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lost {
    Colour,
    Ground,
    Underline,
    Struck,
    Raised,
    Lowered,
    Contents,
}

/// Reports it.
pub(super) fn run(docx: &Docx, script: &Script<'_>, sink: &mut Sink) {
    let mut seen: Tally<Unseen> = Tally::new();
    for (what, paragraph) in &docx.story.unseen {
        let line = script.lines[..script.main].get(*paragraph);
        let at = line.map_or_else(|| script.whole(), Line::whole);
        seen.entry(*what).or_insert((0, at)).0 += 1;
    }
    for (at, (_, note)) in docx.notes.iter().enumerate() {
        let line = script.notes.get(at).and_then(|(first, _)| script.lines.get(*first));
        for (what, _) in &note.story.unseen {
            let at = line.map_or_else(|| script.whole(), Line::whole);
            seen.entry(*what).or_insert((0, at)).0 += 1;
        }
    }
    for (what, (count, at)) in seen {
        tell(sink, unseen(what), count, at);
    }
    let mut lost: Tally<Lost> = Tally::new();
    let mut fields: Tally<String> = Tally::new();
    for line in &script.lines {
        let contents = line.area == Area::Aside && line.paragraph.stand == Stand::Flow;
        if contents && !line.paragraph.text.trim().is_empty() {
            lost.entry(Lost::Contents).or_insert((0, line.whole())).0 += 1;
        }
        if !matches!(line.area, Area::Body | Area::Cell | Area::Note) {
            continue;
        }
        // Titles get their look anew.
        let title = super::script::is_heading(line.paragraph) || line.paragraph.style == "title";
        for what in looks(line).into_iter().filter(|_| !title) {
            lost.entry(what).or_insert((0, line.whole())).0 += 1;
        }
        for field in &line.paragraph.fields {
            let known = ["REF", "NOTEREF", "HYPERLINK", "PAGE", "SEQ", "TOC", ""];
            if !known.contains(&field.word.as_str()) {
                fields.entry(field.word.clone()).or_insert((0, line.whole())).0 += 1;
            }
        }
    }
    for (what, (count, at)) in lost {
        tell(sink, words(what), count, at);
    }
    for (word, (count, at)) in fields {
        let message = say!(
            "trường {word}: chỉ giữ chữ đang hiện",
            "{word} fields: what they show is kept as text"
        );
        tell(sink, message, count, at);
    }
}

fn tell(sink: &mut Sink, message: Text, count: usize, at: Span) {
    let Text { vi, en } = message;
    left(
        sink,
        at,
        if count == 1 {
            say!("{vi}", "{en}")
        } else {
            say!(
                "{vi} ({count} chỗ, đây là chỗ đầu tiên)",
                "{en} ({count} places, this is the first)"
            )
        },
    );
}

/// The looks of a line that get lost.
fn looks(line: &Line<'_>) -> Vec<Lost> {
    let paragraph = line.paragraph;
    let mut out = Vec::new();
    for (piece, (text, look)) in paragraph.pieces.iter().zip(stretches(paragraph)) {
        if text.trim().is_empty() || piece.link.is_some() {
            continue;
        }
        let dark = |rgb: u32| rgb.to_be_bytes()[1..].iter().all(|channel| *channel <= 0x30);
        let letters = || text.chars().any(|c| c.is_alphanumeric() && !c.is_numeric());
        let found = [
            (matches!(look.colour, Some(Some(rgb)) if !dark(rgb)), Lost::Colour),
            (look.marked == Some(true), Lost::Ground),
            (look.underlined == Some(true), Lost::Underline),
            (look.struck == Some(true), Lost::Struck),
            (look.raised == Some(true) && letters(), Lost::Raised),
            (look.raised == Some(false), Lost::Lowered),
        ];
        out.extend(found.into_iter().filter(|(is, _)| *is).map(|(_, what)| what));
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn words(what: Lost) -> Text {
    match what {
        Lost::Colour => say!("màu chữ", "coloured text"),
        Lost::Ground => say!("chữ tô nền", "highlighted text"),
        Lost::Underline => say!("chữ gạch chân", "underlined text"),
        Lost::Struck => {
            say!("chữ gạch ngang: được giữ như chữ thường", "struck-out text: kept as plain text")
        }
        Lost::Raised => say!("chữ nâng lên (chỉ số trên)", "raised letters"),
        Lost::Lowered => say!("chữ hạ xuống (chỉ số dưới)", "lowered letters and figures"),
        Lost::Contents => say!("mục lục", "the table of contents"),
    }
}

/// How often something is seen, and where first.
type Tally<K> = BTreeMap<K, (usize, Span)>;

/// Words of what a text does not show.
fn unseen(what: Unseen) -> Text {
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
