//! Small facts about Vietnamese text that several stages need.

use memchr::{memchr_iter, memchr3, memchr3_iter, memmem};
use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The letters of points (điểm), in the order of the decree's own text and of real laws; there is
/// none after `y`.
pub const POINTS: [char; 23] = [
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't',
    'u', 'v', 'x', 'y',
];

/// Whether a text holds nothing but characters of everyday Vietnamese: ASCII without controls, Latin
/// letters, and the dashes, quotes and dots of U+2010–U+2027. All of them are composed, visible and
/// allowed in XML, so that most texts need no closer look; `false` says nothing.
#[must_use]
#[allow(clippy::needless_bitwise_bool)] // no branch, see below
pub fn is_plain(text: &str) -> bool {
    // Every byte is judged with the two after it and without a branch, so that the compiler judges
    // many at once. Bytes that only continue a character are fine: what they continue is judged.
    let odd = |a: u8, b: u8, c: u8| {
        let control = (a < b' ') & (a != b'\n') & (a != b'\t') | (a == 0x7f);
        let latin = (a == 0xc2) & (b < 0xa0) | (a == 0xe1) & (b.wrapping_sub(0xb8) > 3);
        let general = (a == 0xe2) & ((b != 0x80) | (c.wrapping_sub(0x90) > 0x17));
        let far = (a > 0xcb) & (a != 0xe1) & (a != 0xe2);
        control | latin | general | far
    };
    // Whether a byte needs that judgement: most are printable ASCII, line breaks and letters of Vietnamese.
    let rare = |a: u8, b: u8| {
        let usual = (a == b'\n') | (a == 0xe1) & (b & 0xfc == 0xb8);
        !usual & (a.wrapping_sub(b' ') > 0xab) | (a == 0x7f) | (a == 0xc2)
    };
    let bytes = text.as_bytes();
    let whole = bytes.len().saturating_sub(2);
    (0..whole).step_by(BLOCK).all(|at| {
        let end = (at + BLOCK).min(whole);
        let (a, b, c) = (&bytes[at..end], &bytes[at + 1..=end], &bytes[at + 2..][..end - at]);
        !a.iter().zip(b).fold(false, |any, (a, b)| any | rare(*a, *b))
            || !a.iter().zip(b).zip(c).fold(false, |any, ((a, b), c)| any | odd(*a, *b, *c))
    }) && match bytes[whole..] {
        [a, b] => !odd(a, b, 0) && !odd(b, 0, 0),
        [a] => !odd(a, 0, 0),
        _ => true,
    }
}

/// Bytes looked at before asking whether to go on.
const BLOCK: usize = 512;

/// Whether the words of a text's lines stand in XML as they are, and no two blanks touch in them; of a text without
/// control characters and [what XML cannot hold](is_forbidden). Blanks that a line begins with are not of its words.
#[must_use]
pub(crate) fn is_bare(text: &str) -> bool {
    let bytes = text.as_bytes();
    // Of blanks in a row the first two are judged.
    let begins = |at: usize| at == 0 || matches!(bytes[at - 1], b'\n' | b' ');
    memchr3(b'&', b'<', b'>', bytes).is_none() && memmem::find_iter(bytes, "  ").all(begins)
}

/// Where the first byte is that `wanted` accepts. Sixty-four bytes are judged at once, so `wanted` is
/// best made of comparisons alone.
pub(crate) fn find(bytes: &[u8], wanted: impl Fn(u8) -> bool) -> Option<usize> {
    let mut at = 0;
    for block in bytes.chunks(64) {
        if block.iter().fold(false, |any, byte| any | wanted(*byte)) {
            return block.iter().position(|byte| wanted(*byte)).map(|found| at + found);
        }
        at += block.len();
    }
    None
}

/// The composed form (Unicode NFC); borrowed when the text is in it already.
#[must_use]
pub fn nfc(text: &str) -> Cow<'_, str> {
    // Keys and numbers are ASCII; longer texts show in their first bytes that they are not.
    if text.is_ascii() || is_plain(text) || is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
    }
}

/// A character in lower case; of those few that become several, the first. Quick for the letters of
/// Vietnamese.
#[must_use]
pub fn lower(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        'à'..='ö' | 'ø'..='ÿ' | 'ă' | 'đ' | 'ĩ' | 'ũ' | 'ơ' | 'ư' => c,
        '\u{1ea0}'..='\u{1ef9}' => char::from_u32(u32::from(c) | 1).unwrap_or(c),
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Makes the letters of Vietnamese in a UTF-8 text lower case, where they stand; other scripts keep
/// theirs. For comparing.
pub(crate) fn lower_bytes(text: &mut [u8]) {
    let mut before = [0, 0];
    for byte in text {
        let (was, [two, one]) = (*byte, before);
        *byte = match (two, one, was) {
            (_, _, b'A'..=b'Z') | (_, 0xc3, 0x80..=0x96 | 0x98..=0x9e) => was | 0x20,
            (_, 0xc4, 0x82 | 0x90 | 0xa8)
            | (_, 0xc5, 0xa8)
            | (_, 0xc6, 0xa0)
            | (0xe1, 0xba, 0xa0..=0xbf)
            | (0xe1, 0xbb, 0x80..=0xb9) => was | 1,
            (_, 0xc6, 0xaf) => 0xb0,
            _ => was,
        };
        before = [one, was];
    }
}

/// Whether XML 1.0 cannot hold a character (production 2 of the recommendation), so that it is left
/// out of the document; `invisible-character` reports it.
#[must_use]
pub fn is_forbidden(c: char) -> bool {
    matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
}

/// A Roman number, 1 to 3999; Arabic above that.
#[must_use]
pub fn roman(number: u32) -> String {
    const DIGITS: [(u32, &str); 13] = [
        (1000, "M"),
        (900, "CM"),
        (500, "D"),
        (400, "CD"),
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ];
    if number > 3999 {
        return number.to_string();
    }
    let mut rest = number;
    let mut out = String::new();
    for (value, digits) in DIGITS {
        while rest >= value {
            out.push_str(digits);
            rest -= value;
        }
    }
    out
}

/// How many words a text has, as Word counts them: runs between white space.
#[must_use]
#[allow(clippy::needless_bitwise_bool)] // no branch, as above
pub fn words(text: &str) -> usize {
    let bytes = text.as_bytes();
    // White space beyond ASCII begins with one of three bytes, or has 0x9A in its midst.
    let wide = |at: usize| text[at..].starts_with(char::is_whitespace);
    let ogham = |at: usize| at > 0 && bytes[at - 1] == 0xe1 && wide(at - 1);
    if memchr3_iter(0xc2, 0xe2, 0xe3, bytes).any(wide) || memchr_iter(0x9a, bytes).any(ogham) {
        return text.split_whitespace().count();
    }
    // Else a word begins where a byte is no white space and the one before is.
    let white = |byte: u8| (byte == b' ') | (byte.wrapping_sub(b'\t') < 5);
    let begins = |before: u8, byte: u8| u8::from(white(before) & !white(byte));
    let mut count = usize::from(begins(b' ', bytes.first().copied().unwrap_or(b' ')));
    // Counts of a block fit a byte.
    for at in (1..bytes.len()).step_by(240) {
        let block = &bytes[at - 1..bytes.len().min(at + 240)];
        let pairs = block.iter().zip(&block[1..]);
        count += usize::from(pairs.map(|(before, byte)| begins(*before, *byte)).sum::<u8>());
    }
    count
}

/// A name as letters without marks, digits and single hyphens, for files and ids: `Phòng Địa chính` is
/// `phong-dia-chinh`. Empty when the name has no letter or digit of the Latin script.
#[must_use]
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in name.nfd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)) {
        let c = if matches!(c, 'đ' | 'Đ') { 'd' } else { c.to_ascii_lowercase() };
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with('-') {
            out.push('-');
        }
    }
    out.truncate(out.trim_end_matches('-').len());
    out
}

/// The known word nearest to a mistyped one, when one is near enough to be meant.
#[must_use]
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let limit = word.chars().count().div_ceil(3).max(1);
    known
        .into_iter()
        .map(|other| (strsim::damerau_levenshtein(&word, &other.to_lowercase()), other))
        .filter(|(distance, _)| *distance <= limit)
        // Of several as near, the same one each time, in whatever order they come.
        .min_by_key(|(distance, other)| (*distance, *other))
        .map(|(_, other)| other)
}

/// [`nearest`] for names of which people write as many as they like: after some hundred thousand comparisons
/// (a tenth of a second) nothing is guessed any more, for then no slip of the pen is the cause.
#[derive(Debug)]
pub struct Guesses {
    /// Pairs of letters that may still be compared.
    left: usize,
}

impl Default for Guesses {
    fn default() -> Self {
        Self { left: 30_000_000 }
    }
}

impl Guesses {
    /// The known word nearest to a mistyped one. The order of the words does not matter.
    pub fn nearest<'a>(
        &mut self,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        let left = &mut self.left;
        let affordable = known.into_iter().take_while(|other| {
            *left = left.saturating_sub((word.len() + 8) * (other.len() + 8));
            *left > 0
        });
        let found = nearest(word, affordable);
        // Of some of the words only, the nearest might be another one in the next run.
        found.filter(|_| self.left > 0)
    }
}

/// Seconds since 1970 as a date and time (civil-from-days, proleptic Gregorian calendar).
#[must_use]
pub fn rfc3339(epoch: u64) -> String {
    let (days, rest) = (epoch / 86400 + 719_468, epoch % 86400);
    let era = days / 146_097;
    let day = days % 146_097;
    let year_of_era = (day - day / 1460 + day / 36524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What is guessed costs a tenth of a second at most, however many names there are, and it is the same in
    /// whatever order the known ones come.
    #[test]
    fn guesses_come_to_an_end() {
        let known: Vec<String> = (0..20_000).map(|at| format!("abcdefgh{at}")).collect();
        let mut guesses = Guesses::default();
        let found = (0..2_000).filter(|at| {
            let word = format!("abcdefgx{at}");
            guesses.nearest(&word, known.iter().map(String::as_str)).is_some()
        });
        let found = found.count();
        assert!((1..20).contains(&found), "{found}");
        let mut guesses = (Guesses::default(), Guesses::default());
        for at in 0..20 {
            let word = format!("abcdefgx{at}");
            let one = guesses.0.nearest(&word, known.iter().map(String::as_str));
            assert_eq!(one, guesses.1.nearest(&word, known.iter().rev().map(String::as_str)));
        }
    }

    #[test]
    fn roman_numbers() {
        let made: Vec<_> = [1, 4, 9, 14, 40, 90, 400, 1994, 4000].map(roman).into();
        assert_eq!(made, ["I", "IV", "IX", "XIV", "XL", "XC", "CD", "MCMXCIV", "4000"]);
    }

    #[test]
    fn lower_case() {
        for c in '\0'..=char::MAX {
            assert_eq!(Some(lower(c)), c.to_lowercase().next(), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn lower_case_in_place() {
        for c in "AZazÀÝàÿ×ĂĐĨŨƠƯăđĩũơưẠỸạỹẮỘửß.—".chars() {
            let mut bytes = format!("ế{c}").into_bytes();
            lower_bytes(&mut bytes);
            let wanted = format!("ế{}", c.to_lowercase());
            assert_eq!(String::from_utf8(bytes), Ok(wanted), "{c}");
        }
    }

    #[test]
    fn slugs() {
        assert_eq!(slug("Phòng Địa chính – Xây dựng (số 2)"), "phong-dia-chinh-xay-dung-so-2");
        assert_eq!(slug("  e\u{302}\u{301} Ưỡ "), "e-uo");
        assert_eq!(slug("…"), "");
    }

    #[test]
    fn nearest_word() {
        assert_eq!(nearest("titel", ["unit", "title"]), Some("title"));
        assert_eq!(nearest("x", ["unit", "title"]), None);
    }

    /// What the quick look calls plain is so for every character, by the slow look.
    #[test]
    fn plain_characters_are_composed_and_visible() {
        let mut plain = 0;
        let mut longer = String::new();
        for c in '\0'..=char::MAX {
            let text = c.to_string();
            longer.clear();
            longer.extend(["Tiếng Việt đủ dấu\n", &text, " ế"]);
            assert_eq!(is_plain(&longer), is_plain(&text), "U+{:04X}", u32::from(c));
            if is_plain(&text) {
                plain += 1;
                assert!(is_nfc_quick(text.chars()) == IsNormalized::Yes, "U+{:04X}", u32::from(c));
                assert!(!is_forbidden(c) && (!c.is_control() || matches!(c, '\n' | '\t')));
                assert!(
                    !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{feff}')
                );
            }
        }
        assert_eq!(plain, 97 + 32 + 576 + 256 + 24);
        assert!(is_plain("Ưu tiên – “Đề án số 1”…\n\tế ệ ỹ «x»\u{a0}"));
        assert!(!is_plain("e\u{302}") && !is_plain("a\u{200b}") && !is_plain("\r"));
    }

    #[test]
    fn bare_text_has_no_marks_of_xml_and_no_blanks_that_touch() {
        for text in ["", "a b\nc", "  a\n   b c\n\n    ", "\"a\" 'b' – ế"] {
            assert!(is_bare(text), "{text:?}");
        }
        for text in ["a&b", "<", "a\n>", "a  b", "  a\nb  ", "a   b", "\u{a0}  a", " a\n  b  \n"] {
            assert!(!is_bare(text), "{text:?}");
        }
    }

    #[test]
    fn words_are_counted_as_between_any_white_space() {
        for text in [
            "",
            " ",
            "a",
            "Sở  Tư\npháp ",
            "a\u{a0}ê\u{2003}ế\u{3000}漢\u{85}x\u{200b}y",
            "\u{2003}ế",
            "ế\u{b}a",
        ] {
            assert_eq!(words(text), text.split_whitespace().count(), "{text:?}");
        }
        for text in [
            "a",
            "a b",
            " a",
            "a ",
            "ab",
            "  ",
            "\u{a0}",
            "\u{a0}à",
            "à\u{a0}à \u{a0} à",
            "ab c\nd",
        ] {
            assert_eq!(words(text), text.split_whitespace().count(), "{text:?}");
        }
        for c in '\0'..=char::MAX {
            for text in [format!("a{c}b{c}"), format!("{c}")] {
                assert_eq!(words(&text), text.split_whitespace().count(), "U+{:04X}", u32::from(c));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn words_of_any_text_are_counted(pieces in prop::collection::vec(prop::sample::select(vec![
            " ", "  ", "\n", "\n\n", "\t", "\u{b}", "\u{1c}", "\u{1}", "a", "ế", "Ớ", "Ú", "Việt Nam", "–", "“", "°", "漢",
            "\u{a0}", "\u{85}", "\u{1680}", "\u{2003}", "\u{202f}", "\u{205f}", "\u{3000}", "từ ngữ trong một câu dài ",
        ]), 0..200)) {
            // Of white space beyond ASCII none, or some.
            let plain: String = pieces.iter().filter(|one| !one.trim().is_empty() || one.is_ascii()).copied().collect();
            for text in [pieces.concat(), plain] {
                prop_assert_eq!(words(&text), text.split_whitespace().count(), "{:?}", text);
            }
        }
    }

    #[test]
    fn composed_text_is_borrowed() {
        assert!(matches!(nfc("Tiếng Việt"), Cow::Borrowed(_)));
        assert_eq!(nfc("e\u{302}\u{301}"), "ế");
    }

    #[test]
    fn dates() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(1_709_208_000), "2024-02-29T12:00:00Z");
    }
}
