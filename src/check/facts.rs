//! What a paragraph says in figures: dates, numbers of documents, counts, percentages.
//!
//! One pass tells them apart, so that the `24` of `24/QĐ-UBND` or the `10` of `10/01/2023` is never
//! taken for a count.

use crate::manifest::days;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A pattern that stands in this program; the tests of its rule would fail were it malformed.
#[allow(clippy::expect_used)]
pub(super) fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a pattern of this program")
}

/// A calendar date as written; it may not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Date {
    pub(super) year: u16,
    pub(super) month: u8,
    pub(super) day: u8,
}

impl Date {
    pub(super) fn exists(self) -> bool {
        (1..=12).contains(&self.month) && self.day >= 1 && self.day <= days(self.year, self.month)
    }
}

impl std::fmt::Display for Date {
    /// As the decree writes dates: a zero before days below 10 and before months 1 and 2.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { year, month, day } = self;
        let month = if *month < 3 { format!("{month:02}") } else { month.to_string() };
        write!(f, "{day:02}/{month}/{year}")
    }
}

/// A date in the text.
#[derive(Clone, Debug)]
pub(super) struct Dated {
    pub(super) range: Range<usize>,
    pub(super) date: Date,
}

/// The number of a document, such as `24/QĐ-UBND` or `166/2013/NĐ-CP`.
#[derive(Clone, Debug)]
pub(super) struct Cite {
    /// Number and symbol.
    pub(super) range: Range<usize>,
    pub(super) number: u32,
    pub(super) year: Option<u16>,
    /// The symbol as written.
    pub(super) symbol: Range<usize>,
}

/// A number that counts or measures something.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    /// Its digits.
    pub(super) range: Range<usize>,
    /// Its value in millionths.
    pub(super) value: i128,
    /// Digits after the decimal comma.
    pub(super) decimals: u32,
}

/// All of a paragraph's, each in the order of the text.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) dates: Vec<Dated>,
    pub(super) cites: Vec<Cite>,
    pub(super) figures: Vec<Figure>,
}

/// One in [`Figure::value`].
pub(super) const ONE: i128 = 1_000_000;

static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(concat!(
        r"(\d{1,2})\s*[/.\-–]\s*(\d{1,2})\s*[/.\-–]\s*(\d{4})",
        r"|(?i:ngày)\s+(\d{1,2})\s+(?i:tháng)\s+(\d{1,2})\s+(?i:năm)\s+(\d{4})"
    ))
});
static CITE: LazyLock<Regex> = LazyLock::new(|| {
    // number, year of legal documents, symbol: groups of letters joined by `-` or `&`
    pattern(
        r"(\d{1,6})[a-zđ]?\s?/(?:(\d{4})/)?\s?([\p{Lu}][\p{L}]*\d{0,3}(?:\s?[-–&]\s?[\p{Lu}][\p{L}]*\d{0,3})*)",
    )
});
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"));

impl Facts {
    /// Reads a paragraph.
    pub(super) fn read(text: &str) -> Self {
        let mut facts = Self::default();
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return facts;
        }
        // What is taken already, so that nothing is read twice.
        let mut taken: Vec<Range<usize>> = Vec::new();
        let free = |taken: &[Range<usize>], range: &Range<usize>| {
            taken.iter().all(|other| range.end <= other.start || range.start >= other.end)
        };
        if text.contains('/') {
            for found in CITE.captures_iter(text) {
                let (Some(whole), Some(symbol)) = (found.get(0), found.get(3)) else { continue };
                let before = text[..whole.start()].chars().next_back();
                if before.is_some_and(|c| c.is_alphanumeric() || ":/.-&".contains(c))
                    || is_share(symbol.as_str())
                {
                    continue;
                }
                let number = found[1].parse().unwrap_or(0);
                let year = found.get(2).and_then(|year| year.as_str().parse().ok());
                taken.push(whole.range());
                facts.cites.push(Cite {
                    range: whole.range(),
                    number,
                    year,
                    symbol: symbol.range(),
                });
            }
        }
        for found in DATE.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            let glued = |c: char| c.is_alphanumeric() || c == '/';
            let range = whole.range();
            if text[..range.start].chars().next_back().is_some_and(glued)
                || text[range.end..].chars().next().is_some_and(glued)
                || !free(&taken, &range)
            {
                continue;
            }
            let part = |a: usize, b: usize| {
                found.get(a).or(found.get(b)).and_then(|part| part.as_str().parse::<u16>().ok())
            };
            let (Some(day), Some(month), Some(year)) = (part(1, 4), part(2, 5), part(3, 6)) else {
                continue;
            };
            let date = Date { year, month: month as u8, day: day as u8 };
            taken.push(range.clone());
            facts.dates.push(Dated { range, date });
        }
        for found in NUMBER.find_iter(text) {
            let range = found.range();
            if free(&taken, &range)
                && let Some(figure) = figure(text, range)
            {
                facts.figures.push(figure);
            }
        }
        facts
    }
}

/// `48/49 TTHC`: a share, for the symbol is a word of the sentence.
fn is_share(symbol: &str) -> bool {
    symbol.chars().count() < 2
}

/// A number that stands by itself: no part of a code, a share, a fraction or an address.
fn figure(text: &str, range: Range<usize>) -> Option<Figure> {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let glued = |c: char| c.is_alphanumeric() || "/_@:&#+".contains(c);
    let joined = |c: char, next: Option<char>| {
        matches!(c, '-' | '–' | '.' | ',') && next.is_some_and(|c| c.is_ascii_digit())
    };
    let after_that = text[range.end..].chars().nth(1);
    let before_that = text[..range.start].chars().nth_back(1);
    let dotted = before == Some('.') && before_that.is_some_and(char::is_alphanumeric);
    if dotted
        || before.is_some_and(|c| glued(c) || c == '-' || joined(c, before_that))
        || after.is_some_and(|c| glued(c) || c == '%' || joined(c, after_that))
    {
        return None;
    }
    let digits = &text[range.clone()];
    let (whole, part) = digits.split_once(',').unwrap_or((digits, ""));
    let whole: i128 = whole.replace('.', "").parse().ok().filter(|n| *n < 1_000_000_000_000_000)?;
    let decimals = part.len() as u32;
    if decimals > 6 {
        return None;
    }
    let part: i128 = if part.is_empty() { 0 } else { part.parse().ok()? };
    Some(Figure { range, value: whole * ONE + part * 10_i128.pow(6 - decimals), decimals })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Vec<String>, Vec<String>, Vec<String>) {
        let facts = Facts::read(text);
        let slice = |range: &Range<usize>| text[range.clone()].to_owned();
        (
            facts.cites.iter().map(|cite| slice(&cite.range)).collect(),
            facts.dates.iter().map(|dated| dated.date.to_string()).collect(),
            facts.figures.iter().map(|figure| slice(&figure.range)).collect(),
        )
    }

    #[test]
    fn figures_are_told_apart() {
        let (cites, dates, figures) = read(
            "Trong 03 tháng, theo Quyết định số 1888/QĐ-UBND, 1889/QĐ-UBND ngày 15 tháng 12 năm \
             2022 và Nghị định số 166/2013/NĐ-CP, giao 4.997,470 triệu đồng cho 02 dự án; từ \
             05/12/2022 đến 04/3/2023 có 48/49 TTHC (97,96%).",
        );
        assert_eq!(cites, ["1888/QĐ-UBND", "1889/QĐ-UBND", "166/2013/NĐ-CP"]);
        assert_eq!(dates, ["15/12/2022", "05/12/2022", "04/3/2023"]);
        assert_eq!(figures, ["03", "4.997,470", "02"]);
    }

    #[test]
    fn codes_are_no_documents_and_no_counts() {
        let (cites, dates, figures) = read(
            "QCVN 01:2022/BKHCN, ISO 9001:2015, số 10A, H5N1, bộ quả cân (1-2-2-5-10), tỷ lệ 48/49, Quý I.2023",
        );
        assert!(cites.is_empty(), "{cites:?}");
        assert!(dates.is_empty());
        assert!(figures.is_empty(), "{figures:?}");
    }

    #[test]
    fn money() {
        let facts = Facts::read("tổng 31.225.000 đồng, 2,5 tỷ");
        let values: Vec<_> = facts.figures.iter().map(|f| (f.value, f.decimals)).collect();
        assert_eq!(values, [(31_225_000 * ONE, 0), (2_500_000, 1)]);
    }
}
