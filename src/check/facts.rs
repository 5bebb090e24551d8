//! What a paragraph says in figures: dates, numbers of documents, counts, percentages.
//!
//! One pass tells them apart, so that the `24` of `24/QĐ-UBND` or the `10` of `10/01/2023` is never
//! taken for a count.

use super::look::{self, Looks};
use crate::manifest::days;
use crate::text::lower;
use regex::Regex;
use std::ops::Range;

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

/// All of a paragraph's, each in the order of the text; and what looks at its text have told.
#[derive(Debug, Default)]
pub(super) struct Facts {
    pub(super) looks: Looks,
    pub(super) dates: Vec<Dated>,
    pub(super) cites: Vec<Cite>,
    pub(super) figures: Vec<Figure>,
}

/// One in [`Figure::value`].
pub(super) const ONE: i128 = 1_000_000;

/// The matches of a pattern with its groups. A search for a match alone is many times as fast as one
/// for its groups, and most texts hold none.
pub(super) fn captures<'t>(
    pattern: &Regex,
    text: &'t str,
) -> impl Iterator<Item = regex::Captures<'t>> {
    pattern.find_iter(text).filter_map(|found| pattern.captures_at(text, found.start()))
}

/// What follows `word` at the start of a text, capitals or not; `word` is in lower case.
pub(super) fn after<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut letters = text.chars();
    word.chars().all(|letter| letters.next().map(lower) == Some(letter)).then_some(letters.as_str())
}

/// What stands before `word` at the end of a text, likewise.
pub(super) fn before<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let mut letters = text.chars();
    word.chars()
        .rev()
        .all(|letter| letters.next_back().map(lower) == Some(letter))
        .then_some(letters.as_str())
}

impl Facts {
    /// Reads a paragraph.
    pub(super) fn read(text: &str) -> Self {
        let mut facts = Self { looks: Looks::of(text), ..Self::default() };
        let runs = std::mem::take(&mut facts.looks.digits);
        facts.figures(text, &runs);
        facts.looks.digits = runs;
        facts
    }

    fn figures(&mut self, text: &str, runs: &[Range<u32>]) {
        // Places of what is read already, rising, so that nothing is read twice.
        let mut taken: Vec<Range<usize>> = Vec::new();
        let slashes = self.looks.slash();
        let mut at = 0;
        while let Some(run) = look::digits(runs, at) {
            at = run.end;
            let found = if slashes { self.cite(text, &run) } else { None };
            if let Some(range) = found.or_else(|| self.date(text, &run)) {
                at = at.max(range.end);
                taken.push(range);
            }
        }
        let (mut at, mut past) = (0, 0);
        while let Some(run) = look::digits(runs, at) {
            let range = run.start..number(text.as_bytes(), &run);
            at = range.end;
            while taken.get(past).is_some_and(|other| other.end <= range.start) {
                past += 1;
            }
            let free = taken.get(past).is_none_or(|other| range.end <= other.start);
            if free && let Some(figure) = figure(text, range) {
                self.figures.push(figure);
            }
        }
    }

    /// The document whose number the digits at `run` begin, if they do.
    fn cite(&mut self, text: &str, run: &Range<usize>) -> Option<Range<usize>> {
        let before = text[..run.start].chars().next_back();
        let slash = text[run.end..].chars().take(3).position(|c| c == '/');
        if run.len() > 6
            || slash.is_none()
            || before.is_some_and(|c| c.is_alphanumeric() || ":/.-&".contains(c))
        {
            return None;
        }
        // Number, year of legal documents, symbol: groups of letters joined by `-` or `&`.
        let mut rest = Rest { text, at: run.end };
        rest.take(|c| c.is_ascii_lowercase() || c == 'đ');
        rest.take(char::is_whitespace);
        rest.take(|c| c == '/').then_some(())?;
        let year = rest.digits();
        let is_year = year.len() == 4 && text[year.end..].starts_with('/');
        rest.at = if is_year { year.end + 1 } else { year.start };
        rest.take(char::is_whitespace);
        let symbol = rest.symbol()?;
        if is_share(&text[symbol.clone()]) {
            return None;
        }
        let range = run.start..symbol.end;
        self.cites.push(Cite {
            range: range.clone(),
            number: text[run.clone()].parse().unwrap_or(0),
            year: if is_year { text[year].parse().ok() } else { None },
            symbol,
        });
        Some(range)
    }

    /// The date whose day the digits at `run` are, if they are.
    fn date(&mut self, text: &str, run: &Range<usize>) -> Option<Range<usize>> {
        let glued = |c: char| c.is_alphanumeric() || c == '/';
        let next = text[run.end..].trim_start().chars().next()?;
        if run.len() > 2 || !matches!(next, '/' | '.' | '-' | '–' | 't' | 'T') {
            return None;
        }
        let long = matches!(next, 't' | 'T');
        let mut start = run.start;
        let mut rest = Rest { text, at: run.end };
        let mut between = |word: &str| {
            let blank = rest.blanks();
            let marks = ['/', '.', '-', '–'];
            let fits =
                if long { blank && rest.word(word) } else { rest.take(|c| marks.contains(&c)) };
            let blank = rest.blanks();
            (fits && (blank || !long)).then(|| rest.digits())
        };
        if long {
            let before = text[..run.start].trim_end();
            start = before.char_indices().nth_back(3).map(|(at, _)| at)?;
            if before.len() == run.start || !before[start..].chars().map(lower).eq("ngày".chars())
            {
                return None;
            }
        }
        let month = between("tháng").filter(|month| (1..=2).contains(&month.len()))?;
        let year = between("năm").filter(|year| year.len() >= 4)?;
        let range = start..year.start + 4;
        if text[..range.start].chars().next_back().is_some_and(glued)
            || text[range.end..].chars().next().is_some_and(glued)
        {
            return None;
        }
        let part = |range: Range<usize>| text[range].parse::<u16>().ok();
        let (year, month) = (part(year.start..year.start + 4)?, part(month)? as u8);
        let date = Date { year, month, day: part(run.clone())? as u8 };
        self.dates.push(Dated { range: range.clone(), date });
        Some(range)
    }
}

/// What is left of a text, read piece by piece.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl Rest<'_> {
    fn next(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Passes one character, if it is wanted.
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let found = self.next().filter(|c| wanted(*c));
        self.at += found.map_or(0, char::len_utf8);
        found.is_some()
    }

    fn take_all(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let start = self.at;
        while self.take(&wanted) {}
        self.at > start
    }

    fn blanks(&mut self) -> bool {
        self.take_all(char::is_whitespace)
    }

    /// Passes a word, in capitals or not.
    fn word(&mut self, word: &str) -> bool {
        let start = self.at;
        let found = word.chars().all(|letter| self.take(|c| lower(c) == letter));
        if !found {
            self.at = start;
        }
        found
    }

    /// Passes the digits at hand.
    fn digits(&mut self) -> Range<usize> {
        let start = self.at;
        self.take_all(|c| c.is_ascii_digit());
        start..self.at
    }

    /// Passes a symbol: groups that begin with a capital, such as `QĐ-UBND`.
    fn symbol(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut end = None;
        while self.take(char::is_uppercase) {
            self.take_all(char::is_alphabetic);
            for _ in 0..3 {
                self.take(|c| c.is_ascii_digit());
            }
            end = Some(self.at);
            self.take(char::is_whitespace);
            if !self.take(|c| matches!(c, '-' | '–' | '&')) {
                break;
            }
            self.take(char::is_whitespace);
        }
        self.at = end?;
        Some(start..self.at)
    }
}

/// Where the number ends that a run of digits begins: `1.234.567,8`, `1234,5`.
fn number(bytes: &[u8], run: &Range<usize>) -> usize {
    let count = |at: usize| bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is = |at: usize, mark: u8| bytes.get(at) == Some(&mark);
    let mut end = run.end;
    if run.len() <= 3 {
        while is(end, b'.') && count(end + 1) >= 3 {
            end += 4;
        }
    }
    // Digits that go on after three are no part of a group: the number is over.
    if is(end, b',') && count(end + 1) > 0 {
        end += 1 + count(end + 1);
    }
    end
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
    let written = &text[range.clone()];
    let (whole, part) = written.split_once(',').unwrap_or((written, ""));
    let decimals = part.len() as u32;
    if decimals > 6 || whole.len() > 20 {
        return None;
    }
    let digits = |text: &str| {
        let digits = text.bytes().filter(u8::is_ascii_digit);
        digits.fold(0_i128, |sum, digit| sum * 10 + i128::from(digit - b'0'))
    };
    let (whole, part) = (digits(whole), digits(part));
    if whole >= 1_000_000_000_000_000 {
        return None;
    }
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
