//! Footnotes: order of keys, marks typed by hand, notes that repeat, how notes end.

use super::facts::{Facts, captures, pattern};
use super::gathered::{Again, Gathered, Nth, find};
use super::look;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::number::{Numbered, Use};
use crate::passage::{Passage, Role, Spot};
use crate::say;
use crate::source::{FileId, Span};
use crate::text::lower_bytes;
use foldhash::fast::FixedState;
use regex::Regex;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::hash_map::{Entry, HashMap};
use std::hash::{BuildHasher, Hasher};
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
fn fold(text: &[u8]) -> Vec<u8> {
    let mut before = 0;
    let small = |byte: &u8| {
        let small = match (before, *byte) {
            (_, b'A'..=b'Z') | (0xc3, 0x80..=0xbf) => byte | 0x20,
            // The byte after 0xE1 tells of 64 letters at once.
            (0xe1, _) => *byte,
            // Ư, ư
            (0xc6, 0xaf | 0xb0) => 0xbf,
            // Elsewhere the small letter is the next.
            (_, 0x80..=0xbf) => byte | 1,
            _ => *byte,
        };
        before = *byte;
        small
    };
    text.iter().map(small).collect()
}

/// What is kept of a note: its [shape], as a number whose lowest bit is set when it ends with a full stop. When it
/// says too little, the rest is nought.
#[derive(Clone, Copy, Debug)]
struct Kept(u64);

impl Kept {
    fn stopped(self) -> bool {
        self.0 & 1 == 1
    }

    fn shape(self) -> Option<u64> {
        Some(self.0 & !1).filter(|shape| *shape != 0)
    }
}

/// How notes end, and which say the same.
#[derive(Debug, Default)]
pub(super) struct Endings {
    notes: Gathered<Kept>,
}

/// The last paragraph of a note that has any text, and that text.
fn last<'p, 'a>(note: &'p [Passage<'a>]) -> Option<(&'p Passage<'a>, &'p str)> {
    let trimmed = note.iter().rev().map(|passage| (passage, passage.text.trim_end()));
    trimmed.into_iter().find(|(_, text)| !text.is_empty())
}

/// A note's words with one space between them, if they are more than two; without marks that end it.
fn words<'p>(note: &'p [Passage<'_>], spacing: Spacing) -> Option<Cow<'p, [u8]>> {
    let mut words: Cow<'_, [u8]> = match note {
        [one] if spacing == Spacing::Even => {
            let text = one.text.trim_ascii().as_bytes();
            text.iter().filter(|byte| **byte == b' ').nth(1)?;
            text.into()
        }
        _ => {
            let all = || note.iter().flat_map(|one| one.text.split_whitespace());
            all().nth(2)?;
            let words = || note.iter().flat_map(|one| one.text.split_ascii_whitespace());
            words().collect::<Vec<_>>().join(" ").into_bytes().into()
        }
    };
    let end = words.iter().rposition(|byte| !b".;,".contains(byte)).map_or(0, |at| at + 1);
    match &mut words {
        Cow::Borrowed(words) => *words = &words[..end],
        Cow::Owned(words) => words.truncate(end),
    }
    Some(words)
}

/// What letters without marks and capitals a text has, and where, as a number. It is the same for notes that say
/// the same, is made many times as fast as these are compared, and few others have it.
fn shape(text: &[u8]) -> u64 {
    let mut hash = FixedState::default().build_hasher();
    let mut room = [0; 256];
    for block in text.chunks(room.len()) {
        room[..block.len()].copy_from_slice(block);
        // Many bytes at once, some behind the block too; what is beyond ASCII becomes all ones.
        let (parts, _) = room.as_chunks_mut::<32>();
        for byte in parts[..block.len().div_ceil(32)].as_flattened_mut() {
            *byte = if byte.is_ascii() { *byte | 0x20 } else { 0xff };
        }
        hash.write(&room[..block.len()]);
    }
    hash.finish()
}

/// A note that may have to be reported.
struct Note<'a> {
    /// What it says, capitals or not.
    said: Option<Vec<u8>>,
    /// Where its first paragraph stands, and its last character.
    at: Spot<'a>,
    end: Spot<'a>,
}

impl<'a> Note<'a> {
    fn new(note: &[Passage<'a>]) -> Option<Self> {
        let (last, text) = last(note)?;
        let spacings = note.iter().map(|one| Spacing::of(&Facts::of(&one.text)));
        let spacing = spacings.max().unwrap_or(Spacing::Even);
        let said = words(note, spacing).map(|words| {
            let mut said = words.into_owned();
            if spacing == Spacing::Odd {
                lower_bytes(&mut said);
            } else {
                said = fold(&said);
            }
            said
        });
        let end = text.char_indices().next_back().map_or(0, |(at, _)| at)..text.len();
        Some(Self { said, at: note[0].spot(0..note[0].text.len()), end: last.spot(end) })
    }
}

impl Endings {
    /// Takes a note's paragraphs.
    pub(super) fn read(&mut self, note: &[Passage<'_>], spacing: Spacing) {
        let Some((_, text)) = last(note) else { return };
        let inner = text.trim_end_matches(['”', '"', '»', ')', '’']);
        let stopped = inner.ends_with(['.', '!', '?', '…']) || text.ends_with('.');
        let shape = words(note, spacing).map_or(0, |words| shape(&words));
        self.notes.push(Kept(shape & !1 | u64::from(stopped)));
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.notes.end();
    }

    /// Takes what was read further on.
    pub(super) fn absorb(&mut self, other: Endings) {
        self.notes.absorb(other.notes);
    }

    /// Reports notes that say what another one said before them, and the rarer ending.
    pub(super) fn close(self, again: &Again<'_, '_>, sink: &mut Sink) {
        let alike = self.notes.repeated(|kept| kept.shape());
        let ends = |stopped| {
            let notes = self.notes.iter();
            notes.filter_map(move |(nth, kept)| (kept.stopped() == stopped).then_some(nth))
        };
        let rare = ends(true).count() * 2 < self.notes.len();
        let odd: Vec<Nth> = if self.notes.len() < 3 { Vec::new() } else { ends(rare).collect() };
        let wanted = alike.iter().flat_map(|(at, first)| [*at, *first]);
        let notes = find(wanted.chain(odd.iter().copied()), again, |text, see| {
            for note in text.notes().filter(|note| last(note).is_some()) {
                see(&|| Note::new(note));
            }
        });
        let alike: BTreeSet<Nth> = alike.into_iter().flat_map(|(at, first)| [at, first]).collect();
        let mut said: HashMap<&[u8], Spot<'_>> = HashMap::new();
        for nth in alike {
            let Some(Some(note)) = notes.get(&nth) else { continue };
            let Some(words) = &note.said else { continue };
            match said.entry(words) {
                Entry::Occupied(first) => sink.push(repeated(note.at, *first.get())),
                Entry::Vacant(none) => {
                    none.insert(note.at);
                }
            }
        }
        for note in odd.iter().filter_map(|nth| notes.get(nth)?.as_ref()) {
            let end = note.end.span();
            sink.push(if rare { stop(end) } else { no_stop(end) });
        }
    }
}

/// A note says what another one says.
fn repeated(at: Spot<'_>, first: Spot<'_>) -> Finding {
    Finding::new(
        Rule::FootnoteRepeated,
        at.span(),
        say!("chú thích này trùng với một chú thích khác", "another note says the same"),
    )
    .related(first.span(), say!("chú thích kia ở đây", "the other one is here"))
    .help(say!(
        "cùng một đơn vị thì dùng lại một khóa [^…]; khác đơn vị thì giữ ở một nơi nếu được",
        "within a unit use one key twice; between units keep it in one place if possible"
    ))
}

/// A note ends with a full stop.
fn stop(end: Span) -> Finding {
    Finding::new(
        Rule::FootnoteStop,
        end,
        say!(
            "chú thích này kết thúc bằng dấu chấm, khác với các chú thích khác",
            "this note ends with a full stop, and the others do not"
        ),
    )
    .help(say!("thống nhất cách kết thúc chú thích", "end all notes alike"))
}

/// A note ends without one.
fn no_stop(end: Span) -> Finding {
    Finding::new(
        Rule::FootnoteStop,
        end,
        say!(
            "chú thích này không kết thúc bằng dấu chấm như các chú thích khác",
            "this note does not end with a full stop, as the others do"
        ),
    )
    .help(say!("thêm dấu chấm ở cuối", "end it with a full stop"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_has_its_part_in_the_shape() {
        let text = "Quyết định số 12/QĐ-UBND về việc a ".repeat(20);
        for len in [1, 31, 32, 33, 255, 256, 257, 300, 512, 600] {
            let text = &text.as_bytes()[..len];
            let mut texts: Vec<Vec<u8>> = vec![text.into(), text[1..].into()];
            // One byte is another one, at each place in turn.
            texts.extend((0..len).map(|at| {
                let mut other = text.to_vec();
                other[at] = if other[at].is_ascii() { 0xff } else { b' ' };
                other
            }));
            let shapes: BTreeSet<u64> = texts.iter().map(|text| shape(text)).collect();
            assert_eq!(shapes.len(), len + 2, "{len}");
            assert_eq!(shape(&text.to_ascii_uppercase()), shape(text));
        }
    }

    #[test]
    fn capitals_are_as_good_as_small_letters() {
        let fold = |text: &str| fold(text.as_bytes());
        let shape = |text: &str| shape(text.as_bytes());
        let letters = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệfghiìỉĩíịjklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvwxyỳỷỹýỵz0123456789./-;:% ";
        for one in letters.chars() {
            let capital: String = one.to_uppercase().collect();
            assert_eq!(fold(&format!("a{one}")), fold(&format!("A{capital}")));
            assert_eq!(shape(&format!("Mười chữ {one}")), shape(&format!("MƯỜI CHỮ {capital}")));
            for other in letters.chars().filter(|other| *other != one) {
                assert_ne!(fold(&one.to_string()), fold(&other.to_string()), "{one} {other}");
            }
        }
    }
}
