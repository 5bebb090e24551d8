//! Small facts about Vietnamese text that several stages need.

use std::borrow::Cow;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// The letters of points (điểm), in the order of the decree's own text and of real laws; there is
/// none after `y`.
pub const POINTS: [char; 23] = [
    'a', 'b', 'c', 'd', 'đ', 'e', 'g', 'h', 'i', 'k', 'l', 'm', 'n', 'o', 'p', 'q', 'r', 's', 't',
    'u', 'v', 'x', 'y',
];

/// The composed form (Unicode NFC); borrowed when the text is in it already.
#[must_use]
pub fn nfc(text: &str) -> Cow<'_, str> {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.nfc().collect())
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
pub fn words(text: &str) -> usize {
    text.split_whitespace().count()
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
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, other)| other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roman_numbers() {
        let made: Vec<_> = [1, 4, 9, 14, 40, 90, 400, 1994, 4000].map(roman).into();
        assert_eq!(made, ["I", "IV", "IX", "XIV", "XL", "XC", "CD", "MCMXCIV", "4000"]);
    }

    #[test]
    fn nearest_word() {
        assert_eq!(nearest("titel", ["unit", "title"]), Some("title"));
        assert_eq!(nearest("x", ["unit", "title"]), None);
    }

    #[test]
    fn composed_text_is_borrowed() {
        assert!(matches!(nfc("Tiếng Việt"), Cow::Borrowed(_)));
        assert_eq!(nfc("e\u{302}\u{301}"), "ế");
    }
}
