//! Quick looks at a text: whether a pattern could match at all.
//!
//! A pattern over Vietnamese letters costs milliseconds to make and some nanoseconds for every byte it
//! searches. Most texts hold nothing that any rule looks for, and a loop over bytes tells that at once. A
//! look may say yes in vain, never no: `looks_miss_nothing` compares each with its pattern.
#![allow(clippy::needless_bitwise_bool)] // no branches, so that many bytes are judged at once

use crate::text::find;

/// Whether three bytes in a row are somewhere what `odd` asks for; past the end they are 0.
fn any3(text: &str, odd: impl Fn(u8, u8, u8) -> bool) -> bool {
    let bytes = text.as_bytes();
    let at = |at: usize| bytes.get(at).copied().unwrap_or(0);
    let ends = match bytes.len() {
        0 => false,
        1 => odd(at(0), 0, 0),
        len => odd(at(len - 2), at(len - 1), 0) | odd(at(len - 1), 0, 0),
    };
    let threes = bytes.iter().zip(bytes.get(1..).unwrap_or_default());
    let threes = threes.zip(bytes.get(2..).unwrap_or_default());
    threes.fold(ends, |any, ((a, b), c)| any | odd(*a, *b, *c))
}

/// Raised digits: `²`, `⁴`.
pub(super) fn raised(text: &str) -> bool {
    any3(text, |a, b, _| {
        (a == 0xc2) & ((b == 0xb9) | (b == 0xb2) | (b == 0xb3)) | (a == 0xe2) & (b == 0x81)
    })
}

/// Something left to be filled in: `??`, `[`, `...`, `…`, `xx`, `todo`, `lorem`, `#ref!`, `error!`.
pub(super) fn open(text: &str) -> bool {
    any3(text, |a, b, c| {
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
    })
}

/// A letter that old encodings show as Vietnamese, or how garbled UTF-8 begins.
pub(super) fn legacy(text: &str) -> bool {
    // The second bytes of «, », degree, soft hyphen, non-breaking space; and of the letters that
    // Vietnamese shares with Latin-1, but for Ã.
    let sign = |b: u8| (b == 0xa0) | (b == 0xab) | (b == 0xad) | (b == 0xb0) | (b == 0xbb);
    let shared = |b: u8| {
        let low = b & 0xdf; // upper case
        (low.wrapping_sub(0x80) < 3)
            | (b == 0xa3)
            | (low.wrapping_sub(0x88) < 3)
            | (low.wrapping_sub(0x8c) < 2)
            | (low.wrapping_sub(0x92) < 4)
            | (low.wrapping_sub(0x99) < 2)
            | (low == 0x9d)
    };
    any3(text, |a, b, c| {
        (a == 0xc2) & !sign(b) | (a == 0xc3) & !shared(b) | (a == 0xc3) & (b == 0xa1) & (c == 0xc2)
    })
}

/// A letter that only looks like a Vietnamese one: `Ð`, `ð`, `Ɖ`, `ɖ`, Cyrillic.
pub(super) fn alike(text: &str) -> bool {
    any3(text, |a, b, _| {
        (a == 0xc3) & ((b == 0x90) | (b == 0xb0))
            | (a == 0xc6) & (b == 0x89)
            | (a == 0xc9) & (b == 0x96)
            | (a == 0xd0)
            | (a == 0xd1)
    })
}

/// A quotation mark or a bracket; or a sign that begins as some of these do.
pub(super) fn paired(text: &str) -> bool {
    let mark = |b| matches!(b, b'"' | b'(' | b')' | b'[' | b']' | b'{' | b'}' | 0xc2 | 0xe2);
    find(text.as_bytes(), mark).is_some()
}

/// `phụ lục`, `kèm theo`, `đính kèm`.
pub(super) fn mention(text: &str) -> bool {
    ["lục", "kèm", "LỤC", "KÈM", "Lục", "Kèm"].iter().any(|word| text.contains(word))
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
pub(super) fn pasted(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(start) = find(&bytes[at..], |byte| byte.is_ascii_digit()).map(|found| at + found)
    {
        at = start + bytes[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
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

/// Where in the text a syllable ends whose tone mark has two lawful places: the offsets of its last two
/// letters. `true` when the mark stands on the last: `hoà`, `thuý`.
pub(super) fn tones(text: &str) -> Vec<(usize, usize, bool)> {
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
    let mut out = Vec::new();
    let ends = bytes.iter().chain([&b' ']).enumerate().skip(1);
    for (at, next) in ends {
        if LETTER[usize::from(*next)] {
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
        if *next >= 0x80 && text[at..].starts_with(char::is_alphabetic) {
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
        out.push((start, end + second.len_utf8(), new));
    }
    out
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
            "\t",
        ]);
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
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
            let looks = [
                ("raised", raised(&text), is("[⁰¹²³⁴⁵⁶⁷⁸⁹]")),
                ("paired", paired(&text), is(r#"[“”„«»"()\[\]{}]"#)),
                ("mention", mention(&text), is("(?i)phụ lục|kèm theo|đính kèm")),
                ("alien", legacy(&text), is("[µ¸¶¹¨¾¼½ÆÇËÎÏÑªÖØÜÞßäåæç¬ëîïñøöûüþ÷®§]")),
                ("garbled", legacy(&text), is(r"á[»º]|Ä[‘ƒ‚]|Ã[\x{a0}-\x{bf}]")),
                ("open", open(&text), wording::is_open(&text)),
                ("capital", capital(&text), wording::is_capital(&text)),
                ("pasted", pasted(&text), notes::is_pasted(&text)),
            ];
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
            let found: Vec<_> = tones(&text).into_iter().map(|(start, _, new)| (start, new)).collect();
            prop_assert_eq!(found, wanted);
        }
    }
}
