//! Text widths from font metrics that travel with the program, so that a column or a rule comes
//! out the same on a machine with no font installed.
//!
//! The advances are those of Liberation Serif, which is made to be metric-compatible with Times
//! New Roman, the face that official documents are set in. They are summed as they stand: word
//! processors do not kern unless told to. Only `+ - * /` are used on floats, so that every
//! platform gets the same bits.
//!
//! Provenance and licence of the numbers (SIL Open Font License 1.1) are told in
//! `metrics/liberation_serif.rs`, which `src/metrics/extract.py` generates. That table is Rust rather
//! than text read at start-up: a `static` costs no parsing and no allocation, and a wrong one does
//! not compile. It has one byte for each character, an index into the two hundred or so distinct
//! sets of widths, in the few runs of characters that the fonts have: under 4 KiB, searched in
//! five steps.

mod liberation_serif;

use std::ops::Range;

use liberation_serif::{CLASSES, GROWTH, RUNS, UNITS_PER_EM, WIDTHS};

/// One of the four faces of the family. The default is the regular one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Face {
    /// Bold rather than of regular weight.
    pub bold: bool,
    /// Italic rather than upright.
    pub italic: bool,
}

impl Face {
    /// The face's place in the rows of the generated table.
    fn of<T: Copy>(self, row: [T; 4]) -> T {
        let [regular, bold, italic, bold_italic] = row;
        match (self.bold, self.italic) {
            (false, false) => regular,
            (true, false) => bold,
            (false, true) => italic,
            (true, true) => bold_italic,
        }
    }
}

/// Width of `text` on one line, in points, at `size` points.
///
/// Precomposed and decomposed spellings are equally wide. Tabs and line breaks count nothing.
/// What the fonts lack counts one em if East Asian wide, otherwise as much as an `n`.
#[must_use]
pub fn width(text: &str, face: Face, size: f64) -> f64 {
    points(measure(text, face).0, size)
}

/// Width of `text` on one line, in points, at `size` points with `tracking` extra points (fewer
/// if negative) after every character, the last one too, as word processors have it.
///
/// Combining marks and other characters that take no room get no tracking either.
#[must_use]
pub fn width_tracked(text: &str, face: Face, size: f64, tracking: f64) -> f64 {
    let (units, count) = measure(text, face);
    points(units, size) + count * tracking
}

/// Breaks `text` at spaces into the fewest lines no wider than `limit` points at `size` points
/// and, with that number of lines, as equal in width as can be: the widest line is as narrow as
/// possible and, among such breaks, the widths differ least. On a draw the last line is shorter.
///
/// Returns the byte ranges of the lines, in order, without the spaces around them; none if there
/// is no word. No-break spaces do not break. A word wider than the limit gets a line of its own.
#[must_use]
pub fn balance(text: &str, face: Face, size: f64, limit: f64) -> Vec<Range<usize>> {
    let words = words(text, face);
    let (widest, _) = lay(&words, size, limit, |max, width| if width > max { width } else { max });
    // With their sum and number given, widths are most equal when the sum of their squares is
    // least. It comes second, as it may be least where the widest line is not.
    let (_, lines) = lay(&words, size, points(widest, size), |sum, width| sum + width * width);
    lines
}

/// A word, and where it begins and ends on an endless line, in font units.
struct Word {
    bytes: Range<usize>,
    from: f64,
    to: f64,
}

fn words(text: &str, face: Face) -> Vec<Word> {
    let (mut words, mut start, mut from) = (Vec::new(), 0, 0.0);
    for piece in text.split_inclusive(is_break) {
        let word = piece.trim_end_matches(is_break);
        if !word.is_empty() {
            let to = from + measure(word, face).0;
            words.push(Word { bytes: start..start + word.len(), from, to });
        }
        start += piece.len();
        from += measure(piece, face).0;
    }
    words
}

fn is_break(c: char) -> bool {
    c.is_whitespace() && !matches!(c, '\u{A0}' | '\u{2007}' | '\u{202F}')
}

/// The best way found to break the words so far; its last line starts at the word `from`.
struct Best {
    lines: usize,
    cost: f64,
    from: usize,
}

/// Breaks `words` into the fewest lines within `limit` points and, of these, those with the least
/// cost, which `join` adds up from the widths in font units: those are whole numbers, so that sums
/// are exact and a draw is a draw. A lone overlong word costs nothing, as nothing can be done
/// about it. Returns the cost and the lines.
fn lay(
    words: &[Word],
    size: f64,
    limit: f64,
    join: impl Fn(f64, f64) -> f64,
) -> (f64, Vec<Range<usize>>) {
    let mut best = vec![Best { lines: 0, cost: 0.0, from: 0 }];
    for (last, end) in words.iter().enumerate() {
        let mut found: Option<Best> = None;
        for (from, (start, before)) in words.iter().zip(&best).enumerate().rev() {
            let units = end.to - start.from;
            let fits = points(units, size) <= limit;
            if !fits && from < last {
                break;
            }
            let cost = if fits { join(before.cost, units) } else { before.cost };
            let new = Best { lines: before.lines + 1, cost, from };
            if found.as_ref().is_none_or(|old| (new.lines, new.cost) < (old.lines, old.cost)) {
                found = Some(new);
            }
        }
        best.extend(found);
    }
    let cost = best.last().map_or(0.0, |best| best.cost);
    let (mut lines, mut rest) = (Vec::new(), words);
    while let (Some(end), Some(best)) = (rest.last(), best.get(rest.len())) {
        let (before, line) = rest.split_at(best.from);
        lines.extend(line.first().map(|start| start.bytes.start..end.bytes.end));
        rest = before;
    }
    lines.reverse();
    (cost, lines)
}

fn points(units: f64, size: f64) -> f64 {
    units * size / UNITS_PER_EM
}

/// The width in font units, and how many characters take room. Both are whole numbers, which a
/// float holds exactly at any length that fits in memory.
fn measure(text: &str, face: Face) -> (f64, f64) {
    let (mut units, mut count, mut letter) = (0.0, 0.0, None);
    for c in text.chars() {
        if let '\u{300}'..='\u{36F}' = c {
            units += letter.map_or(0.0, |letter| growth(letter, c, face));
            continue;
        }
        let advance = advance(c, face);
        if advance > 0.0 {
            count += 1.0;
        }
        units += advance;
        letter = Some(c);
    }
    (units, count)
}

fn advance(c: char, face: Face) -> f64 {
    let run = RUNS.partition_point(|&(first, ..)| first <= c).checked_sub(1);
    let class = match run.and_then(|run| RUNS.get(run)) {
        Some(&(first, last, at)) if c <= last => {
            CLASSES.get(at + (c as usize - first as usize)).copied().unwrap_or_default()
        }
        _ if is_zero(c) => return 0.0,
        _ if is_wide(c) => return UNITS_PER_EM,
        _ => 0,
    };
    WIDTHS.get(usize::from(class)).map_or(0.0, |&row| f64::from(face.of(row)))
}

fn growth(letter: char, mark: char, face: Face) -> f64 {
    let found = GROWTH.binary_search_by_key(&(letter, mark), |&(pair, _)| pair);
    found.ok().and_then(|at| GROWTH.get(at)).map_or(0.0, |&(_, row)| f64::from(face.of(row)))
}

/// Controls, and the marks and format characters outside the table.
fn is_zero(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{1160}'..='\u{11FF}' // Hangul vowels and finals: drawn within the first consonant
            | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}'
            | '\u{302A}'..='\u{302F}' | '\u{3099}' | '\u{309A}' | '\u{FE00}'..='\u{FE0F}'
            | '\u{FE20}'..='\u{FE2F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// The blocks of East Asian width W or F (Unicode Standard Annex 11), whole: which of their
/// code points are assigned makes no odds here.
fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115F}' | '\u{2E80}'..='\u{A4CF}' | '\u{A960}'..='\u{A97F}'
        | '\u{AC00}'..='\u{D7A3}' | '\u{F900}'..='\u{FAFF}' | '\u{FE10}'..='\u{FE1F}'
        | '\u{FE30}'..='\u{FE6F}' | '\u{FF01}'..='\u{FF60}' | '\u{FFE0}'..='\u{FFE6}'
        | '\u{16FE0}'..='\u{1B2FF}' | '\u{1F300}'..='\u{1F64F}' | '\u{1F680}'..='\u{1F6FF}'
        | '\u{1F900}'..='\u{1F9FF}' | '\u{20000}'..='\u{3FFFD}')
}

#[cfg(test)]
mod tests;
