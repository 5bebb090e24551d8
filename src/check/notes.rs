//! Footnotes: order of keys, marks typed by hand, notes that repeat, how notes end.

use super::facts::{Facts, captures, pattern};
use super::gathered::Gathered;
use super::look;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::number::{Numbered, Use};
use crate::passage::{Passage, Role, Spot};
use crate::say;
use crate::source::FileId;
use crate::text::lower_bytes;
use foldhash::fast::FixedState;
use memchr::memchr_iter;
use regex::Regex;
use std::collections::HashMap;
use std::hash::BuildHasher;
use std::sync::LazyLock;

/// `footnote-order`: keys that are numbers should first be used in rising order in their file.
pub(super) fn order(numbered: &Numbered<'_>, sink: &mut Sink) {
    // By file.
    let mut highest: Vec<Option<(u64, Use<'_>)>> = Vec::new();
    for note in numbered.notes() {
        let Some(number) = note.key().and_then(|key| key.parse::<u64>().ok()) else { continue };
        let file = numbered.author(note).file.0 as usize;
        let at = note.first;
        if highest.len() <= file {
            highest.resize(file + 1, None);
        }
        match highest[file] {
            Some((before, place)) if number < before => sink.push(
                Finding::new(
                    Rule::FootnoteOrder,
                    at.span(),
                    say!("dấu [^{number}] đứng sau dấu [^{before}]", "[^{number}] comes after [^{before}]"),
                )
                .related(place.span(), say!("dấu [^{before}] ở đây", "[^{before}] is here"))
                .help(say!(
                    "số in ra vẫn đúng; sửa lại dấu cho dễ theo dõi",
                    "the printed numbers are right; renumber the markers so that they can be followed"
                )),
            ),
            _ => highest[file] = Some((number, at)),
        }
    }
}

static RAISED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+"));
/// `[1]`, `(1)` and `<sup>1</sup>` right after a word, and a digit pasted to a Vietnamese word.
static PASTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"\S\s?(\[[0-9]{1,3}\])(?:[^(\[]|$)|[\p{L}”»)](\([0-9]{1,2}\))(?:[\s.,;:]|$)|(<(?i:sup)>\s*[0-9]{1,3}\s*</(?i:sup)>)|(\^[0-9]{1,3}\^)|(?:^|[\s(“«])(\p{L}+?)([0-9]{1,2})(?:[\s.,;:)”»]|$)",
    )
});
#[cfg(test)]
pub(super) fn is_pasted(text: &str) -> bool {
    PASTED.is_match(text)
}

/// Units and symbols that carry a power: `m²`, `km³`, `10⁶`.
static POWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^\p{L}])(?:[kcdm]?m|ha|dam|hm|\p{L}|\p{L}\))$|(?:^|\D)(?:10|2)$")
});

/// A mark typed by hand, and whether its shape alone tells.
#[derive(Debug)]
struct Typed<'a> {
    number: u32,
    at: Spot<'a>,
    words: String,
    sure: bool,
}

/// Marks typed by hand so far.
#[derive(Debug, Default)]
pub(super) struct ByHand<'a> {
    found: Vec<Typed<'a>>,
}

fn value(digits: &str) -> u32 {
    digits.chars().fold(0_u32, |sum, c| {
        let digit = match c {
            '¹' => 1,
            '²' => 2,
            '³' => 3,
            '⁰' => 0,
            '⁴'..='⁹' => u32::from(c) - u32::from('⁰'),
            _ => c.to_digit(10).unwrap_or(0),
        };
        sum.saturating_mul(10).saturating_add(digit)
    })
}

impl<'a> ByHand<'a> {
    /// Takes a passage's.
    pub(super) fn read(&mut self, passage: &Passage<'a>, facts: &Facts) {
        let text = passage.text.as_str();
        if passage.role == Role::Note {
            return;
        }
        if facts.looks.raised() {
            for found in RAISED.find_iter(text) {
                let before = &text[..found.start()];
                let number = value(found.as_str());
                let sure = !before.is_empty() && !POWER.is_match(before);
                self.push(passage, found.range(), number, sure);
            }
        }
        if !look::pasted(text, &facts.looks.digits) {
            return;
        }
        for found in captures(&PASTED, text) {
            if let Some(mark) = (1..=4).find_map(|group| found.get(group)) {
                let number = value(&mark.as_str().replace(|c: char| !c.is_ascii_digit(), ""));
                self.push(passage, mark.range(), number, true);
            } else if let (Some(word), Some(digits)) = (found.get(5), found.get(6)) {
                let word = word.as_str();
                // A Vietnamese word in lower case takes no digits; capitals may be a code.
                let sure = word.chars().all(char::is_lowercase) && !word.is_ascii();
                if sure || word.chars().count() > 1 {
                    self.push(passage, digits.range(), value(digits.as_str()), sure);
                }
            }
        }
    }

    fn push(
        &mut self,
        passage: &Passage<'a>,
        range: std::ops::Range<usize>,
        number: u32,
        sure: bool,
    ) {
        let words = passage.text[range.clone()].to_owned();
        self.found.push(Typed { number, at: passage.spot(range), words, sure });
    }

    /// Takes what was found further on.
    pub(super) fn absorb(&mut self, other: ByHand<'a>) {
        self.found.extend(other.found);
    }

    /// Reports the sure ones, and those that stand in line with them.
    pub(super) fn close(self, sink: &mut Sink) {
        // First and last place of each sure number in each file.
        let mut sure: HashMap<(FileId, u32), (u32, u32)> = HashMap::new();
        for typed in self.found.iter().filter(|typed| typed.sure) {
            let at = typed.at.span().start;
            let ends = sure.entry((typed.at.file(), typed.number)).or_insert((at, at));
            *ends = (ends.0.min(at), ends.1.max(at));
        }
        for typed in &self.found {
            let in_line = || {
                let at = typed.at.span().start;
                let place = |number: Option<u32>| sure.get(&(typed.at.file(), number?));
                place(typed.number.checked_sub(1)).is_some_and(|(first, _)| *first < at)
                    || place(typed.number.checked_add(1)).is_some_and(|(_, last)| *last > at)
            };
            if !typed.sure && !in_line() {
                continue;
            }
            let (words, number) = (&typed.words, typed.number);
            sink.push(
                Finding::new(
                    Rule::FootnoteTypedByHand,
                    typed.at.span(),
                    say!(
                        "số chú thích «{words}» gõ bằng tay, sẽ không được đánh lại theo văn bản",
                        "the note number `{words}` is typed by hand and will not be renumbered"
                    ),
                )
                .help(say!(
                    "thay bằng dấu [^{number}] và ghi nội dung dưới «footnotes:»",
                    "write [^{number}] instead, with its note under `footnotes:`"
                )),
            );
        }
    }
}

/// How far a note's text is from being words with one space between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Spacing {
    /// It is that.
    Even,
    /// There are other blanks.
    Wide,
    /// There are characters beyond those of everyday Vietnamese.
    Odd,
}

impl Spacing {
    /// A passage's.
    pub(super) fn of(facts: &Facts) -> Self {
        match (facts.looks.odd(), facts.looks.wide()) {
            (true, _) => Self::Odd,
            (_, true) => Self::Wide,
            _ => Self::Even,
        }
    }
}

/// Writes everyday Vietnamese so that capitals are as good as small letters: two texts come out alike only
/// when they are the same but for capitals. (Signs that nobody would tell notes apart by may become one.)
#[allow(clippy::needless_bitwise_bool)] // no branches, so that many bytes are done at once
fn fold(text: &[u8], out: &mut Vec<u8>) {
    let one = |before: u8, byte: u8| {
        let capital = byte.wrapping_sub(b'A') < 26;
        let latin = before == 0xc3; // À–Þ: small letters are 32 further on
        let horn = (before == 0xc6) & ((byte == 0xaf) | (byte == 0xb0)); // Ư, ư
        // Elsewhere the small letter is the next; the byte after 0xE1 tells of 64 letters at once.
        let inner = (byte.wrapping_sub(0x80) < 0x40) & (before != 0xe1);
        let flag = |set: bool, value: u8| if set { value } else { 0 };
        flag(capital | inner & latin, 0x20) | flag(inner & !latin, 1) | flag(horn, 0x1f) | byte
    };
    out.reserve(text.len());
    out.extend(text.first().map(|byte| one(0, *byte)));
    let pairs = text.iter().zip(text.get(1..).unwrap_or_default());
    out.extend(pairs.map(|(before, byte)| one(*before, *byte)));
}

/// How notes end, and which say the same.
#[derive(Debug, Default)]
pub(super) struct Endings<'a> {
    stopped: Gathered<Spot<'a>>,
    open: Gathered<Spot<'a>>,
    /// What each note says, as a number, and where.
    said: Gathered<(u64, Spot<'a>)>,
    /// Where notes are folded.
    folded: Vec<u8>,
}

impl<'a> Endings<'a> {
    /// Takes a note's paragraphs.
    pub(super) fn read(&mut self, note: &[Passage<'a>], spacing: Spacing) {
        let trimmed = note.iter().rev().map(|passage| (passage, passage.text.trim_end()));
        let Some((last, text)) = trimmed.into_iter().find(|(_, text)| !text.is_empty()) else {
            return;
        };
        let inner = text.trim_end_matches(['”', '"', '»', ')', '’']);
        let end = last.spot(text.char_indices().next_back().map_or(0, |(at, _)| at)..text.len());
        if inner.ends_with(['.', '!', '?', '…']) || text.ends_with('.') {
            self.stopped.push(end);
        } else {
            self.open.push(end);
        }
        let short = match note {
            // One space between two words.
            [_] if spacing == Spacing::Even => {
                memchr_iter(b' ', text.trim_start().as_bytes()).nth(1).is_none()
            }
            _ => note.iter().flat_map(|one| one.text.split_whitespace()).nth(2).is_none(),
        };
        if short {
            return;
        }
        let mut whole = std::mem::take(&mut self.folded);
        whole.clear();
        match note {
            [_] if spacing == Spacing::Even => fold(text.trim_start().as_bytes(), &mut whole),
            _ => {
                let words = || note.iter().flat_map(|one| one.text.split_ascii_whitespace());
                let mut joined = Vec::with_capacity(words().map(|word| word.len() + 1).sum());
                for word in words() {
                    joined.extend_from_slice(if joined.is_empty() { b"" } else { b" " });
                    joined.extend_from_slice(word.as_bytes());
                }
                if spacing == Spacing::Odd {
                    lower_bytes(&mut joined);
                    whole = joined;
                } else {
                    fold(&joined, &mut whole);
                }
            }
        }
        let end = whole.iter().rposition(|byte| !b".;,".contains(byte)).map_or(0, |at| at + 1);
        let said = FixedState::default().hash_one(&whole[..end]);
        self.said.push((said, note[0].spot(0..note[0].text.len())));
        self.folded = whole;
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.stopped.end_piece();
        self.open.end_piece();
        self.said.end_piece();
        self.folded = Vec::new();
    }

    /// Takes what was read further on.
    pub(super) fn absorb(&mut self, other: Endings<'a>) {
        self.stopped.absorb(other.stopped);
        self.open.absorb(other.open);
        self.said.absorb(other.said);
    }

    /// Reports notes that say what another one said before them.
    fn repeated(&self, sink: &mut Sink) {
        for (at, first) in self.said.again() {
            sink.push(
                Finding::new(
                    Rule::FootnoteRepeated,
                    at.span(),
                    say!("chú thích này trùng với một chú thích khác", "another note says the same"),
                )
                .related(first.span(), say!("chú thích kia ở đây", "the other one is here"))
                .help(say!(
                    "cùng một đơn vị thì dùng lại một khóa [^…]; khác đơn vị thì giữ ở một nơi nếu được",
                    "within a unit use one key twice; between units keep it in one place if possible"
                )),
            );
        }
    }

    /// Reports the rarer ending.
    pub(super) fn close(self, sink: &mut Sink) {
        self.repeated(sink);
        if self.stopped.len() + self.open.len() < 3 {
            return;
        }
        if self.stopped.len() >= self.open.len() {
            for end in self.open.iter() {
                sink.push(
                    Finding::new(
                        Rule::FootnoteStop,
                        end.span(),
                        say!(
                            "chú thích này không kết thúc bằng dấu chấm như các chú thích khác",
                            "this note does not end with a full stop, as the others do"
                        ),
                    )
                    .help(say!("thêm dấu chấm ở cuối", "end it with a full stop")),
                );
            }
        } else {
            for end in self.stopped.iter() {
                sink.push(
                    Finding::new(
                        Rule::FootnoteStop,
                        end.span(),
                        say!(
                            "chú thích này kết thúc bằng dấu chấm, khác với các chú thích khác",
                            "this note ends with a full stop, and the others do not"
                        ),
                    )
                    .help(say!("thống nhất cách kết thúc chú thích", "end all notes alike")),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_as_good_as_small_letters() {
        let fold = |text: &str| {
            let mut out = Vec::new();
            fold(text.as_bytes(), &mut out);
            out
        };
        let letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz0123456789./-;:% ";
        for one in letters.chars() {
            let capital: String = one.to_uppercase().collect();
            assert_eq!(fold(&format!("a{one}")), fold(&format!("A{capital}")));
            for other in letters.chars().filter(|other| *other != one) {
                assert_ne!(fold(&one.to_string()), fold(&other.to_string()), "{one} {other}");
            }
        }
    }
}
