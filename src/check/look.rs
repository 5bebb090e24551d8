//! Quick looks at a text: whether a pattern could match at all.
//!
//! A pattern over Vietnamese letters costs milliseconds to make and some nanoseconds for every byte it
//! searches. Most texts hold nothing that any rule looks for, and one loop over their bytes tells that for
//! all rules at once. A look may say yes in vain, never no: `looks_miss_nothing` compares each with its
//! pattern.
#![allow(clippy::needless_bitwise_bool)] // no branches, so that many bytes are judged at once
#![allow(clippy::many_single_char_names)] // bytes in a row

use super::facts::{after, before};
use memchr::memmem;
use std::ops::Range;

/// Bytes judged at once.
const BLOCK: usize = 64;
/// How many bytes after one are looked at with it.
const AHEAD: usize = 4;
/// What stands after the end of a text: it ends a word and is no part of anything.
const END: u8 = b'-';

/// Not [plain](crate::text::is_plain).
const ODD: u8 = 1;
const RAISED: u8 = 1 << 1;
const OPEN: u8 = 1 << 2;
const LEGACY: u8 = 1 << 3;
const PAIRED: u8 = 1 << 4;
const TONE: u8 = 1 << 5;
const WIDE: u8 = 1 << 6;
const CAPITAL: u8 = 1 << 7;
const DIGIT: u8 = 1;
const SLASH: u8 = 1 << 1;
const PERCENT: u8 = 1 << 2;
const ALIKE: u8 = 1 << 3;

/// What a text holds, as far as a loop over its bytes tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Looks {
    one: u8,
    two: u8,
    /// Runs of digits.
    pub(super) digits: Vec<Range<u32>>,
    /// Where a syllable ends whose tone mark has two lawful places: the offsets of its last two letters;
    /// `true` when the mark stands on the last: `hoà`, `thuý`.
    pub(super) tones: Vec<(u32, u32, bool)>,
}

impl Looks {
    /// Looks at a text.
    pub(super) fn of(text: &str) -> Self {
        let mut looks = Self::default();
        let bytes = text.as_bytes();
        let mut at = 0;
        // What ends with the first bytes has too few before it to be judged with them.
        let mut past = (AHEAD + 1).min(bytes.len() + 1);
        tones(text, 1..past, &mut looks.tones);
        while at < bytes.len() {
            let (one, two) = match bytes[at..].first_chunk() {
                Some(block) => judge(block),
                None => {
                    let mut block = [END; BLOCK + AHEAD];
                    block[..bytes.len() - at].copy_from_slice(&bytes[at..]);
                    judge(&block)
                }
            };
            let end = (at + BLOCK).min(bytes.len());
            looks.one |= one;
            looks.two |= two;
            if two & DIGIT != 0 {
                looks.digits_of(bytes, at..end);
            }
            if one & TONE != 0 {
                let reach = (end + AHEAD).min(bytes.len());
                tones(text, past.max(at + AHEAD)..reach + 1, &mut looks.tones);
                past = reach + 1;
            }
            at = end;
        }
        looks
    }

    fn digits_of(&mut self, bytes: &[u8], block: Range<usize>) {
        let end = block.end;
        let mut at = block.start;
        while at < end {
            let start = at;
            while at < end && bytes[at].is_ascii_digit() {
                at += 1;
            }
            if at > start {
                match self.digits.last_mut() {
                    Some(last) if last.end as usize == start => last.end = at as u32,
                    _ => self.digits.push(start as u32..at as u32),
                }
            }
            at += 1;
        }
    }

    /// Characters beyond those of everyday Vietnamese.
    pub(super) fn odd(&self) -> bool {
        self.one & ODD != 0
    }

    /// Raised digits: `²`, `⁴`.
    pub(super) fn raised(&self) -> bool {
        self.one & RAISED != 0
    }

    /// Something left to be filled in: `??`, `[`, `...`, `…`, `xx`, `todo`, `lorem`, `#ref!`, `error!`.
    pub(super) fn open(&self) -> bool {
        self.one & OPEN != 0
    }

    /// A letter that old encodings show as Vietnamese, or how garbled UTF-8 begins.
    pub(super) fn legacy(&self) -> bool {
        self.one & LEGACY != 0
    }

    /// A letter that only looks like a Vietnamese one: `Ð`, `ð`, `Ɖ`, `ɖ`, Cyrillic.
    pub(super) fn alike(&self) -> bool {
        self.two & ALIKE != 0
    }

    /// A quotation mark or a bracket; or a sign that begins as some of these do.
    pub(super) fn paired(&self) -> bool {
        self.one & PAIRED != 0
    }

    /// Two spaces, a tab, a line break or a non-breaking space.
    pub(super) fn wide(&self) -> bool {
        self.one & WIDE != 0
    }

    /// How `Khoản`, `Điểm` and `điều` begin.
    pub(super) fn capital(&self) -> bool {
        self.one & CAPITAL != 0
    }

    /// A slash.
    pub(super) fn slash(&self) -> bool {
        self.two & SLASH != 0
    }

    /// A percent sign.
    pub(super) fn percent(&self) -> bool {
        self.two & PERCENT != 0
    }
}

/// Which looks say yes to some byte of a block, each seen with those after it. Without a branch, so that the
/// compiler judges many bytes at once.
fn judge(block: &[u8; BLOCK + AHEAD]) -> (u8, u8) {
    let flag = |set: bool, flag: u8| if set { flag } else { 0 };
    let (mut one, mut two) = (0, 0);
    for at in 0..BLOCK {
        let (a, b, c) = (block[at], block[at + 1], block[at + 2]);
        let (d, e) = (block[at + 3], block[at + 4]);
        one |= flag(odd(a, b, c), ODD)
            | flag(raised(a, b), RAISED)
            | flag(open(a, b, c), OPEN)
            | flag(legacy(a, b, c), LEGACY)
            | flag(paired(a), PAIRED)
            | flag(tone(a, b, c, d, e), TONE)
            | flag(wide(a, b), WIDE)
            | flag(cited(a, b, c), CAPITAL);
        two |= flag(a.is_ascii_digit(), DIGIT)
            | flag(a == b'/', SLASH)
            | flag(a == b'%', PERCENT)
            | flag(alike(a, b), ALIKE);
    }
    (one, two)
}

fn odd(a: u8, b: u8, c: u8) -> bool {
    let control = (a < b' ') & (a != b'\n') & (a != b'\t') | (a == 0x7f);
    let latin = (a == 0xc2) & (b < 0xa0) | (a == 0xe1) & (b.wrapping_sub(0xb8) > 3);
    let general = (a == 0xe2) & ((b != 0x80) | (c.wrapping_sub(0x90) > 0x17));
    let far = (a > 0xcb) & (a != 0xe1) & (a != 0xe2);
    control | latin | general | far
}

fn raised(a: u8, b: u8) -> bool {
    (a == 0xc2) & ((b == 0xb9) | (b == 0xb2) | (b == 0xb3)) | (a == 0xe2) & (b == 0x81)
}

fn open(a: u8, b: u8, c: u8) -> bool {
    let (x, y, z) = (a | 0x20, b | 0x20, c | 0x20);
    (a == b'?') & (b == b'?')
        | (a == b'[')
        | (a == b'#')
        | (a == b'.') & (b == b'.') & (c == b'.')
        | (a == 0xe2) & (b == 0x80) & (c == 0xa6)
        | (x == b'x') & (y == b'x') & (z == b'x')
        | (x == b't') & (y == b'o') & (z == b'd')
        | (x == b'l') & (y == b'o') & (z == b'r')
        | (x == b'e') & (y == b'r') & (z == b'r')
}

fn legacy(a: u8, b: u8, c: u8) -> bool {
    // The second bytes of «, », degree, soft hyphen, non-breaking space; and of the letters that
    // Vietnamese shares with Latin-1, but for Ã.
    let sign = (b == 0xa0) | (b == 0xab) | (b == 0xad) | (b == 0xb0) | (b == 0xbb);
    let low = b & 0xdf; // upper case
    let shared = (low.wrapping_sub(0x80) < 3)
        | (b == 0xa3)
        | (low.wrapping_sub(0x88) < 3)
        | (low.wrapping_sub(0x8c) < 2)
        | (low.wrapping_sub(0x92) < 4)
        | (low.wrapping_sub(0x99) < 2)
        | (low == 0x9d);
    (a == 0xc2) & !sign | (a == 0xc3) & !shared | (a == 0xc3) & (b == 0xa1) & (c == 0xc2)
}

fn alike(a: u8, b: u8) -> bool {
    (a == 0xc3) & ((b == 0x90) | (b == 0xb0))
        | (a == 0xc6) & (b == 0x89)
        | (a == 0xc9) & (b == 0x96)
        | ((a & 0xfe) == 0xd0)
}

fn paired(a: u8) -> bool {
    let round = (a == b'"') | (a == b'(') | (a == b')') | (a == 0xc2) | (a == 0xe2);
    round | matches!(a | 0x20, b'{' | b'}')
}

fn wide(a: u8, b: u8) -> bool {
    (a == b' ') & (b == b' ') | (a == b'\t') | (a == b'\n') | (a == 0xc2) & (b == 0xa0)
}

fn cited(a: u8, b: u8, c: u8) -> bool {
    (a == b'K') & (b == b'h') & (c == b'o') | (a == 0xc4) & ((b | 1) == 0x91) & (c == b'i')
}

/// Whether `e` ends a syllable that [`tones`] may want; the four bytes before it are judged.
fn tone(a: u8, b: u8, c: u8, d: u8, e: u8) -> bool {
    let low = |byte: u8| byte | 0x20;
    let ends = (low(e).wrapping_sub(b'a') > 25) & ((e < 0x80) | ((e & 0xdf) == 0xc2));
    let (glide_o, glide_u) = (|byte: u8| low(byte) == b'o', |byte: u8| low(byte) == b'u');
    // ò ó õ ỏ ọ before a plain vowel, by their last bytes; ù ú ũ ủ ụ before y.
    let first = ((low(d) == b'a') | (low(d) == b'e'))
        & ((low(c).wrapping_sub(0xb2) < 4) | ((c & 0xfc) == 0x8c))
        | (low(d) == b'y')
            & ((low(c).wrapping_sub(0xb9) < 2) | ((c | 1) == 0xa9) | ((c & 0xfc) == 0xa4));
    // à á ã è é, ý after a plain one; ả ạ ẻ ẽ ẹ, ỳ ỵ ỷ ỹ.
    let of_two = (c == 0xc3)
        & (glide_o(b) & ((low(d).wrapping_sub(0xa0) < 4) | (low(d).wrapping_sub(0xa8) < 2))
            | glide_u(b) & (low(d) == 0xbd));
    let of_three = (b == 0xe1)
        & (glide_o(a) & (c == 0xba) & ((d.wrapping_sub(0xa0) < 4) | (d.wrapping_sub(0xb8) < 6))
            | glide_u(a) & (c == 0xbb) & (d.wrapping_sub(0xb2) < 8));
    ends & (first | of_two | of_three)
}

/// The next run of digits from `at` on.
pub(super) fn digits(runs: &[Range<u32>], at: usize) -> Option<Range<usize>> {
    let index = runs.partition_point(|run| run.end as usize <= at);
    runs.get(index).map(|run| (run.start as usize).max(at)..run.end as usize)
}

/// `phụ lục`, `kèm theo`, `đính kèm`, capitals or not: exactly these.
pub(super) fn mention(text: &str) -> bool {
    // The letters that few other words have, and what stands around them.
    let has = |(left, ends, right): (&str, [&str; 2], &str)| {
        ends.iter().any(|end| {
            memmem::find_iter(text.as_bytes(), end).any(|at| {
                before(&text[..at], left).is_some()
                    && after(&text[at + end.len()..], right).is_some()
            })
        })
    };
    [("phụ l", ["ục", "ỤC"], ""), ("k", ["èm", "ÈM"], " theo"), ("đính k", ["èm", "ÈM"], "")]
        .into_iter()
        .any(has)
}

/// `, Khoản 2`, `điều 5` inside a sentence.
pub(super) fn capital(text: &str) -> bool {
    // Asking whether a word is there at all is many times as fast as asking where.
    let inside = |word: &str| {
        text.contains(word)
            && text.match_indices(word).any(|(at, _)| {
                let mut before = text[..at].chars().rev();
                before.next().is_some_and(char::is_whitespace)
                    && before.next().is_some_and(|c| c == ',' || c.is_lowercase())
            })
    };
    let article = || {
        text.contains("điều")
            && text.match_indices("điều").any(|(at, word)| {
                let rest = &text[at + word.len()..];
                rest.starts_with(char::is_whitespace)
                    && rest.trim_start().starts_with(char::is_numeric)
            })
    };
    inside("Khoản") || inside("Điểm") || article()
}

/// A number right after a word or in small brackets: `Sở1`, `Sở(1)`, `[1]`, `<sup>1`, `^1^`.
pub(super) fn pasted(text: &str, digits: &[Range<u32>]) -> bool {
    let bytes = text.as_bytes();
    for run in digits {
        let (start, at) = (run.start as usize, run.end as usize);
        let before = |back: usize| start.checked_sub(back).map_or(b' ', |at| bytes[at]);
        let next = bytes.get(at).copied().unwrap_or(b' ');
        let word = |byte: u8| byte.is_ascii_alphabetic() || byte >= 0x80;
        let pasted = match before(1) {
            b'[' => next == b']',
            b'(' => next == b')' && (word(before(2)) || before(2) == b')'),
            b'^' => next == b'^',
            b'>' => true,
            b' ' | b'\t' | b'\n' => text[..start].trim_end().ends_with('>'),
            byte => word(byte),
        };
        if pasted {
            return true;
        }
    }
    false
}

/// Finds the syllables of [`Looks::tones`] whose ends lie in `ends`.
fn tones(text: &str, ends: Range<usize>, out: &mut Vec<(u32, u32, bool)>) {
    // Whether a byte is part of a letter, or may be; so that what it begins ends no syllable.
    const LETTER: [bool; 256] = {
        let mut letter = [true; 256];
        let mut byte = 0;
        while byte < 256 {
            let b = byte as u8;
            letter[byte] = b.is_ascii_alphabetic() || (b >= 0x80 && b != 0xc2 && b != 0xe2);
            byte += 1;
        }
        letter
    };
    let bytes = text.as_bytes();
    for at in ends {
        let next = bytes.get(at).copied().unwrap_or(END);
        if LETTER[usize::from(next)] {
            continue;
        }
        // Before that, a plain vowel after a marked one, or a marked one after a plain one: marked ones
        // take two bytes or three.
        let before = |back: usize| at.checked_sub(back).map_or(b' ', |at| bytes[at]);
        let glide = |byte: u8| matches!(byte | 0x20, b'o' | b'u');
        let vowel = if before(1) < 0x80 {
            matches!(before(1) | 0x20, b'a' | b'e' | b'y') && before(2) >= 0x80
        } else {
            (before(2) == 0xc3 && glide(before(3))) || (before(3) == 0xe1 && glide(before(4)))
        };
        if !vowel {
            continue;
        }
        let mut back = text[..at].char_indices().rev();
        let (Some((end, second)), Some((start, first))) = (back.next(), back.next()) else {
            continue;
        };
        if next >= 0x80 && text[at..].starts_with(char::is_alphabetic) {
            continue;
        }
        let (first, second) = (crate::text::lower(first), crate::text::lower(second));
        let new = match (first, second) {
            ('ò' | 'ó' | 'ỏ' | 'õ' | 'ọ', 'a' | 'e') | ('ù' | 'ú' | 'ủ' | 'ũ' | 'ụ', 'y') => {
                false
            }
            ('o', 'à' | 'á' | 'ả' | 'ã' | 'ạ' | 'è' | 'é' | 'ẻ' | 'ẽ' | 'ẹ')
            | ('u', 'ỳ' | 'ý' | 'ỷ' | 'ỹ' | 'ỵ') => true,
            _ => continue,
        };
        out.push((start as u32, (end + second.len_utf8()) as u32, new));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{notes, wording};
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;
    use std::cell::RefCell;
    use std::collections::HashMap;
    use std::sync::LazyLock;

    thread_local! {
        static PATTERNS: RefCell<HashMap<&'static str, Regex>> = RefCell::default();
    }

    /// Text in which most of what the looks look for turns up.
    fn text() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "hòa",
            "hoà",
            "thủy",
            "thuỷ",
            "Hoà",
            "THUÝ",
            "quý",
            "quả",
            "hoạt",
            "toàn",
            "úy",
            " ",
            ", ",
            ".",
            ":",
            "(",
            ")",
            "[1]",
            "(1)",
            "1",
            "12",
            "sup>",
            "<sup>",
            "^",
            "²",
            "¹",
            "⁴",
            "m",
            "…",
            "...",
            "??",
            "xxx",
            "XXX",
            "todo",
            "lorem ipsum",
            "#ref!",
            "error! bookmark",
            "[cần",
            "Khoản 2",
            "Điểm a",
            "điều 5",
            "điều",
            "Phụ lục",
            "PHỤ ",
            "lục",
            " theo",
            "đính ",
            "kèm theo",
            "ĐÍNH KÈM",
            "\u{a0}",
            "“",
            "«",
            "\"",
            "–",
            "ế",
            "Ở",
            "a",
            "Sở",
            "µ",
            "á»",
            "Ã³",
            "Æ°",
            "Ê",
            "/",
            "%",
            "Ð",
            "ð",
            "Ɖ",
            "ѕ",
            "e\u{302}",
            "\u{200b}",
            "tọa",
            "TỎA",
            "ngoẹ",
            "lũy",
            "toả",
            "luỹ",
            "\t",
        ]);
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn looks_miss_nothing(text in text()) {
            let is = |pattern: &'static str| {
                PATTERNS.with_borrow_mut(|all| {
                    all.entry(pattern).or_insert_with(|| Regex::new(pattern).unwrap()).is_match(&text)
                })
            };
            let all = Looks::of(&text);
            let looks = [
                ("raised", all.raised(), is("[⁰¹²³⁴⁵⁶⁷⁸⁹]")),
                ("paired", all.paired(), is(r#"[“”„«»"()\[\]{}]"#)),
                ("mention", mention(&text), is("(?i)phụ lục|kèm theo|đính kèm")),
                ("alien", all.legacy(), is("[µ¸¶¹¨¾¼½ÆÇËÎÏÑªÖØÜÞßäåæç¬ëîïñøöûüþ÷®§]")),
                ("garbled", all.legacy(), is(r"á[»º]|Ä[‘ƒ‚]|Ã[\x{a0}-\x{bf}]")),
                ("open", all.open(), wording::is_open(&text)),
                ("capital", all.capital() && capital(&text), wording::is_capital(&text)),
                ("alike", all.alike(), is("[ÐðƉɖ\u{400}-\u{45f}]")),
                ("wide", all.wide(), is("[\t\u{a0}\n]|  ")),
                ("digits", !all.digits.is_empty(), is("[0-9]")),
                ("slash", all.slash(), is("/")),
                ("percent", all.percent(), is("%")),
                ("odd", all.odd(), !crate::text::is_plain(&text)),
                ("pasted", pasted(&text, &all.digits), notes::is_pasted(&text)),
            ];
            prop_assert_eq!(mention(&text), is("(?i)phụ lục|kèm theo|đính kèm"));
            prop_assert_eq!(all.odd(), !crate::text::is_plain(&text));
            let runs: Vec<_> = text
                .split(|c: char| !c.is_ascii_digit())
                .filter(|run| !run.is_empty())
                .map(|run| (run.as_ptr() as usize - text.as_ptr() as usize) as u32)
                .collect();
            prop_assert_eq!(all.digits.iter().map(|run| run.start).collect::<Vec<_>>(), runs);
            for (name, look, found) in looks {
                prop_assert!(look || !found, "{} misses {:?}", name, text);
            }
        }

        #[test]
        fn both_places_of_tone_marks_are_found(text in text()) {
            static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(
                r"(?i)(?:[òóỏõọ][ae]|[ùúủũụ]y|(o[àáảãạèéẻẽẹ]|u[ỳýỷỹỵ]))(?:[^\p{L}\p{M}]|$)",
            ).unwrap());
            let wanted: Vec<_> = PATTERN
                .captures_iter(&text)
                .map(|found| (found.get(0).unwrap().start(), found.get(1).is_some()))
                .collect();
            let found = Looks::of(&text).tones;
            let found: Vec<_> = found.into_iter().map(|(start, _, new)| (start as usize, new)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
