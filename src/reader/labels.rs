//! What a paragraph begins with: the labels that people type, or a word processor counts.

use crate::text::roman;
use regex::Regex;
use std::sync::LazyLock;

/// A pattern that stands in this program; the tests would fail were it malformed.
#[allow(clippy::expect_used)]
pub(crate) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program")
}

/// What a label says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// `Phần I`, `Chương I`, `Mục 1`, `Tiểu mục 1`: which of them, from 0, and its number.
    Division(usize, u32),
    /// `Phụ lục I`.
    Appendix,
    /// `Điều 1.`
    Article(u32),
    /// `I.`
    Roman(u32),
    /// `A.`
    Upper(char),
    /// `1.`, `1.1.`
    Numbers(Vec<u32>),
    /// `a)`
    Letter(char),
    /// `-`, `+`, `*`, a bullet.
    Item(u8),
}

/// A label and where the text goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) says: Says,
    /// Its length, without the blank after it.
    pub(super) len: usize,
    /// Where the text begins.
    pub(super) rest: usize,
}

static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"^(?:",
        r"(?P<article>(?i:điều)\s+(?P<a>\d{1,3})\s?[.:])",
        r"|(?P<letter>(?P<l>[a-zđ])\s?\))",
        r"|(?P<roman>(?P<r>[IVX]|[IVXLC]{2,8})\s?[./])",
        r"|(?P<upper>(?P<u>[A-HKLĐ])\s?\.)",
        r"|(?P<many>(?P<m>\d{1,2}(?:\.\d{1,2}){1,3})(?P<dot>\.?))",
        r"|(?P<one>(?P<o>\d{1,3})\s?\.)",
        r"|(?P<item>(?P<i>[-–—−+*•▪●○◦]))",
        r")(?P<blank>[ \t\x{a0}]*)(?P<next>.?)",
    ))
});
static DIVISION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?i:(?P<d>phần|chương|tiểu mục|mục)\s+(?:thứ\s+)?(?P<n>[ivx]{1,7}|\d{1,3}|nhất|hai|ba|tư|năm|sáu|bảy|tám|chín|mười))(?P<end>[.:]|\s|$)",
    )
});
static APPENDIX: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?i:phụ lục)(?:\s+(?:(?i:số)\s+)?[IVX\d]{1,6}[A-Z]?)?\s*[.:]?\s*(?:$|\()")
});

const DIVISIONS: [&str; 4] = ["phần", "chương", "mục", "tiểu mục"];
const WORDS: [&str; 10] = ["nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười"];

/// The value of a Roman number.
pub(super) fn of_roman(text: &str) -> Option<u32> {
    (1..400).find(|number| roman(*number) == text)
}

/// The label at the start of `text`, which has no blank before it. `strong`: the paragraph is bold
/// or a heading, so that words may be labels too.
pub(super) fn read(text: &str, strong: bool) -> Option<Found> {
    if strong {
        if APPENDIX.is_match(text) {
            let len = text.split('(').next().unwrap_or(text).trim_end().len();
            return Some(Found { says: Says::Appendix, len, rest: len });
        }
        if let Some(found) = DIVISION.captures(text) {
            let (word, number) = (found["d"].to_lowercase(), found["n"].to_lowercase());
            let which = DIVISIONS.iter().position(|division| *division == word)?;
            let number = number
                .parse()
                .ok()
                .or_else(|| of_roman(&number.to_uppercase()))
                .or_else(|| WORDS.iter().position(|w| *w == number).map(|at| at as u32 + 1))?;
            let len = found.get(0)?.as_str().trim_end().len();
            let rest = len + text[len..].len() - text[len..].trim_start().len();
            return Some(Found { says: Says::Division(which, number), len, rest });
        }
    }
    let found = LABEL.captures(text)?;
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let blank = !part("blank").unwrap_or("").is_empty();
    let next = part("next").unwrap_or("");
    let ended = blank || next.is_empty();
    // «1.Nội dung» is a label as well; «1.5» and «a)-b)» are none.
    let word = ended || next.chars().all(char::is_alphabetic);
    let says = if let Some(number) = part("a") {
        Says::Article(number.parse().ok()?)
    } else if let Some(letter) = part("l").filter(|_| word) {
        Says::Letter(letter.chars().next()?)
    } else if let Some(number) = part("r").filter(|_| ended) {
        Says::Roman(of_roman(number)?)
    } else if let Some(letter) = part("u").filter(|_| ended && strong) {
        Says::Upper(letter.chars().next()?)
    // «1.5 tỷ» is no label; without its full stop only a heading's is.
    } else if let Some(numbers) =
        part("m").filter(|_| ended && (strong || part("dot") == Some(".")))
    {
        Says::Numbers(numbers.split('.').map(str::parse).collect::<Result<_, _>>().ok()?)
    } else if let Some(number) = part("o").filter(|_| word) {
        Says::Numbers(vec![number.parse().ok()?])
    } else if let Some(mark) = part("i").filter(|_| ended) {
        Says::Item(match mark {
            "+" => 2,
            "*" => 3,
            _ => 1,
        })
    } else {
        return None;
    };
    let label = ["article", "letter", "roman", "upper", "many", "one", "item"];
    let len = label.iter().find_map(|name| found.name(name))?.end();
    let rest = found.name("next").map_or(text.len(), |next| next.start());
    // An initial of a name, a date: «V. I. Lênin», «10.3.2023».
    let initial = text[rest..].chars().nth(1) == Some('.');
    let name = matches!(says, Says::Roman(_) | Says::Upper(_)) && initial;
    (!name).then_some(Found { says, len, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(text: &str) -> Option<Says> {
        read(text, false).map(|found| found.says)
    }

    #[test]
    fn labels_are_told_from_text() {
        assert_eq!(says("a) Điểm"), Some(Says::Letter('a')));
        assert_eq!(says("đ)Điểm"), Some(Says::Letter('đ')));
        assert_eq!(says("1. Khoản"), Some(Says::Numbers(vec![1])));
        assert_eq!(says("12.Khoản"), Some(Says::Numbers(vec![12])));
        assert_eq!(says("2.1. Mục"), Some(Says::Numbers(vec![2, 1])));
        assert_eq!(read("2.1 Mục", true).map(|found| found.len), Some(3));
        assert_eq!(says("IV. KẾT QUẢ"), Some(Says::Roman(4)));
        assert_eq!(says("Điều 12. Hiệu lực"), Some(Says::Article(12)));
        assert_eq!(says("- Ý"), Some(Says::Item(1)));
        for text in [
            "2023. Năm",
            "1.5 tỷ đồng",
            "10.3.2023",
            "-5 độ",
            "V. I. Lênin",
            "IIII. Sai",
            "Điều 5 của Luật",
            "A. Nguyễn",
            "a, b",
            "1.000 đồng",
            "3,5%",
            "",
        ] {
            assert_eq!(says(text), None, "{text}");
        }
        let strong = |text| read(text, true).map(|found| found.says);
        assert_eq!(strong("Chương II QUY ĐỊNH"), Some(Says::Division(1, 2)));
        assert_eq!(strong("Phần thứ ba"), Some(Says::Division(0, 3)));
        assert_eq!(strong("Tiểu mục 2"), Some(Says::Division(3, 2)));
        assert_eq!(strong("Phụ lục II"), Some(Says::Appendix));
        assert_eq!(strong("Mục tiêu, nhiệm vụ"), None);
        assert_eq!(strong("Phần mềm dùng chung"), None);
        assert_eq!(strong("Phụ lục ban hành kèm theo"), None);
    }
}
