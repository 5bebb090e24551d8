//! Notes typed by hand: a raised number in the text, and a paragraph that begins with it at the end of
//! the page or of the document.

use super::unsure;
use crate::diagnostic::Sink;
use crate::passage::Role;
use crate::reader::content::{Block, Content, Run, What, plain, trim};
use crate::reader::script::Area;
use crate::say;
use std::collections::{BTreeSet, HashMap};

/// A raised number in the text.
struct Marker {
    block: usize,
    /// Which of the block's lists of runs, which run, and where in it.
    list: usize,
    run: usize,
    at: usize,
    len: usize,
    number: u32,
    note: Option<usize>,
}

fn digit(c: char) -> Option<u32> {
    Some(match c {
        '¹' => 1,
        '²' => 2,
        '³' => 3,
        '⁰' => 0,
        '⁴'..='⁹' => u32::from(c) - 0x2070,
        _ => return None,
    })
}

/// The raised number that a text begins with, and its length.
fn raised(text: &str) -> Option<(u32, usize)> {
    let digits = text.chars().map_while(|c| digit(c).map(|n| (n, c.len_utf8())));
    let mut out: Option<(u32, usize)> = None;
    for (n, len) in digits.take(4) {
        let (number, all) = out.unwrap_or_default();
        out = Some((number * 10 + n, all + len));
    }
    out
}

/// Lists of runs of a block: its own, and those of its cells.
fn lists(block: &mut Block) -> impl Iterator<Item = &mut Vec<Run>> {
    let cells = block.table.iter_mut().flat_map(|table| table.rows.iter_mut().flatten());
    std::iter::once(&mut block.runs).chain(cells)
}

/// Square and cubic measures, and powers of ten.
fn is_measure(before: &str, number: u32) -> bool {
    // The longest of the units has three letters; more need not be looked at.
    let back = before.chars().rev().take_while(|c| c.is_alphanumeric()).take(4);
    let word: String = back.collect::<Vec<_>>().into_iter().rev().collect();
    let units = ["m", "km", "cm", "dm", "mm", "dam", "hm", "s"];
    (2..=3).contains(&number) && units.contains(&word.to_lowercase().as_str())
}

/// The raised numbers of a text that may be marks: where, how long, which.
fn numbers(text: &str) -> impl Iterator<Item = (usize, usize, u32)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = from + text[from..].find(|c| digit(c).is_some())?;
            let (number, len) = raised(&text[at..])?;
            from = at + len;
            let before = &text[..at];
            let hangs = !before.is_empty() && !before.ends_with(char::is_whitespace);
            if hangs && number > 0 && !is_measure(before, number) {
                return Some((at, len, number));
            }
        }
    })
}

/// Makes notes of those that can be paired.
pub(super) fn pair(content: &mut Content, sink: &mut Sink) {
    let is_note = |block: &Block| {
        let plain = matches!(block.role, Role::Paragraph | Role::Line);
        let found = raised(&block.text).filter(|_| block.area == Area::Body && plain)?;
        (!block.text[found.1..].trim().is_empty()).then_some(found)
    };
    let mut markers: Vec<Marker> = Vec::new();
    // Markers without a note, by their numbers.
    let mut free: HashMap<u32, Vec<usize>> = HashMap::new();
    let mut notes: Vec<(usize, usize)> = Vec::new();
    let mut unpaired: Vec<usize> = Vec::new();
    for (at, block) in content.blocks.iter_mut().enumerate() {
        if let Some((number, len)) = is_note(block) {
            match free.get_mut(&number).and_then(Vec::pop) {
                Some(marker) => {
                    markers[marker].note = Some(notes.len());
                    notes.push((at, len));
                }
                None => unpaired.push(at),
            }
            continue;
        }
        if block.area != Area::Body {
            continue;
        }
        for (list, runs) in lists(block).enumerate() {
            for (run, found) in runs.iter().enumerate() {
                if let What::Text(text) = &found.what {
                    for (start, len, number) in numbers(text) {
                        free.entry(number).or_default().push(markers.len());
                        markers.push(Marker {
                            block: at,
                            list,
                            run,
                            at: start,
                            len,
                            number,
                            note: None,
                        });
                    }
                }
            }
        }
    }
    for at in unpaired {
        let message = say!(
            "đoạn trông như chú thích gõ tay, nhưng không thấy số mũ tương ứng ở phía trên",
            "a paragraph like a note typed by hand, but no raised number above it is its mark"
        );
        unsure(sink, content.blocks[at].span, message);
    }
    if notes.is_empty() {
        return;
    }
    for marker in markers.iter().filter(|marker| marker.note.is_none()) {
        let number = marker.number;
        let message = say!(
            "số mũ {number} không có chú thích nào bắt đầu bằng số đó",
            "no note begins with the raised number {number}"
        );
        unsure(sink, content.blocks[marker.block].span, message);
    }
    settle(content, &markers, &notes);
    let count = notes.len();
    let message = say!(
        "đã ghép {count} số mũ gõ tay với chú thích gõ tay thành chú thích thật",
        "{count} raised numbers and notes typed by hand were paired and are notes now"
    );
    unsure(sink, content.blocks[notes[0].0].span, message);
    take_out(content, &notes, sink);
}

/// Puts marks in the place of the numbers; from the last on, so that places before stay right.
fn settle(content: &mut Content, markers: &[Marker], notes: &[(usize, usize)]) {
    let first = content.notes.len();
    for (at, len) in notes {
        let mut runs = content.blocks[*at].runs.clone();
        let mut skip = *len;
        for run in &mut runs {
            if let What::Text(text) = &mut run.what {
                let cut = skip.min(text.len());
                skip -= cut;
                text.drain(..cut);
            }
        }
        content.notes.push(vec![trim(runs)]);
    }
    let mut lists_changed = BTreeSet::new();
    for marker in markers.iter().rev() {
        let Some(note) = marker.note else { continue };
        let block = &mut content.blocks[marker.block];
        let Some(runs) = lists(block).nth(marker.list) else { continue };
        let Some(run) = runs.get_mut(marker.run) else { continue };
        let What::Text(text) = &mut run.what else { continue };
        let after = text.split_off(marker.at + marker.len);
        text.truncate(marker.at);
        let rest = Run { what: What::Text(after), ..run.clone() };
        let mark = Run { what: What::Note(first + note), bold: false, italic: false, link: None };
        runs.splice(marker.run + 1..=marker.run, [mark, rest]);
        lists_changed.insert((marker.block, marker.list));
    }
    // Once each: a paragraph may hold thousands.
    for (at, list) in lists_changed {
        let block = &mut content.blocks[at];
        if let Some(runs) = lists(block).nth(list) {
            let settled = trim(std::mem::take(runs));
            *runs = settled;
        }
        if list == 0 {
            plain(&block.runs).trim().clone_into(&mut block.text);
        }
    }
}

/// Takes the typed notes out of the text, and joins the paragraphs that they had parted.
fn take_out(content: &mut Content, notes: &[(usize, usize)], sink: &mut Sink) {
    let mut out: Vec<Block> = Vec::new();
    let mut joined = BTreeSet::new();
    let mut parted = false;
    let mut notes = notes.iter().map(|(at, _)| *at).peekable();
    for (at, block) in std::mem::take(&mut content.blocks).into_iter().enumerate() {
        if notes.next_if_eq(&at).is_some() {
            // The line over the notes goes with them.
            let is_rule = |block: &Block| {
                block.text.len() >= 5
                    && block.text.chars().all(|c| matches!(c, '_' | '-' | '–' | '—'))
            };
            out.pop_if(|last| !parted && is_rule(last));
            parted = true;
            continue;
        }
        let low = block.text.chars().next().is_some_and(char::is_lowercase);
        let open = |last: &Block| {
            last.table.is_none()
                && last.text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == ',')
        };
        let goes_on = std::mem::take(&mut parted)
            && low
            && block.table.is_none()
            && block.area == Area::Body
            && block.role == Role::Paragraph;
        match out.last_mut().filter(|last| goes_on && open(last)) {
            Some(last) => {
                let message = say!(
                    "đoạn bị chú thích gõ tay cắt đôi: đã nối lại",
                    "a paragraph that typed notes had parted: joined again"
                );
                unsure(sink, block.span, message);
                // Until all is joined only the end of the text is looked at.
                last.text.push_str(plain(&block.runs).trim_end());
                last.runs.push(Run::text(" "));
                last.runs.extend(block.runs);
                joined.insert(out.len() - 1);
            }
            None => out.push(block),
        }
    }
    // Once each: a paragraph may have been parted by thousands.
    for at in joined {
        let block = &mut out[at];
        block.runs = trim(std::mem::take(&mut block.runs));
        plain(&block.runs).trim().clone_into(&mut block.text);
    }
    content.blocks = out;
}
