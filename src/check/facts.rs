//! What a paragraph says in figures: dates, numbers of documents, counts, percentages.
//!
//! One pass tells them apart, so that the `24` of `24/QĐ-UBND` or the `10` of `10/01/2023` is never
//! taken for a count.

use super::look::Looks;
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
    match alike(text.bytes(), word.bytes()) {
        Some(true) => return Some(&text[word.len()..]),
        Some(false) => return None,
        None => {}
    }
    let mut letters = text.chars();
    word.chars().all(|letter| letters.next().map(lower) == Some(letter)).then_some(letters.as_str())
}

/// What stands before `word` at the end of a text, likewise.
pub(super) fn before<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    match alike(text.bytes().rev(), word.bytes().rev()) {
        Some(true) => return Some(&text[..text.len() - word.len()]),
        Some(false) => return None,
        None => {}
    }
    let mut letters = text.chars();
    word.chars()
        .rev()
        .all(|letter| letters.next_back().map(lower) == Some(letter))
        .then_some(letters.as_str())
}

/// Whether a text goes like a word in lower case, as far as its bytes tell: they do not where letters beyond ASCII
/// differ, which may be one letter, capital and small.
fn alike(mut text: impl Iterator<Item = u8>, word: impl Iterator<Item = u8>) -> Option<bool> {
    for wanted in word {
        let byte = text.next()?;
        if byte.is_ascii() {
            if byte.to_ascii_lowercase() != wanted {
                return Some(false);
            }
        } else if byte != wanted {
            return None;
        }
    }
    Some(true)
}

impl Facts {
    /// What a paragraph says.
    pub(super) fn of(text: &str) -> Self {
        let mut facts = Self::default();
        facts.read(text);
        facts
    }

    /// Reads a paragraph, and forgets what was read before.
    pub(super) fn read(&mut self, text: &str) {
        self.looks.read(text);
        self.dates.clear();
        self.cites.clear();
        self.figures.clear();
        let (bytes, runs, slashes) = (text.as_bytes(), &self.looks.digits, self.looks.slash());
        // Where what is read already ends: dates and numbers of documents are not read twice.
        let mut read = 0;
        for (at, run) in runs.iter().enumerate() {
            let run = run.start as usize..run.end as usize;
            if run.start < read {
                continue;
            }
            if goes_on(&bytes[run.end..]) {
                // Nothing is both, and dates are told sooner.
                let range = if let Some(dated) = date(text, &run, &runs[at + 1..]) {
                    let range = dated.range.clone();
                    self.dates.push(dated);
                    Some(range)
                } else if slashes && let Some(cite) = cite(text, &run) {
                    let range = cite.range.clone();
                    self.cites.push(cite);
                    Some(range)
                } else {
                    None
                };
                if let Some(range) = range {
                    read = range.end;
                    // What ran into it was no number.
                    while self.figures.pop_if(|last| last.range.end > range.start).is_some() {}
                    continue;
                }
            }
            // Groups of digits and decimals that are seen again on their own are no figure then.
            let range = run.start..number(bytes, &run);
            self.figures.extend(figure(text, range));
        }
    }
}

/// Whether what follows digits leaves them the first of a date or of a document's number: after most stands a
/// word or a mark that ends them.
fn goes_on(rest: &[u8]) -> bool {
    let (blank, next) = match rest {
        [b' ', next, ..] => (true, *next),
        [next, ..] => (false, *next),
        [] => return false,
    };
    match next {
        b'/' | b'.' | b'-' | b't' | b'T' | b' ' | b'\t'..=b'\r' => true,
        b'a'..=b'z' => !blank,
        _ => !next.is_ascii(),
    }
}

/// The number that a few digits are.
fn value(digits: &[u8]) -> u32 {
    digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
}

/// The document whose number the digits at `run` begin, if they do.
fn cite(text: &str, run: &Range<usize>) -> Option<Cite> {
    // Number, year of legal documents, symbol: groups of letters joined by `-` or `&`.
    let mut rest = Rest { text, at: run.end };
    rest.take(|c| c.is_ascii_lowercase() || c == 'đ');
    rest.take(char::is_whitespace);
    rest.take(|c| c == '/').then_some(())?;
    let year = rest.digits();
    let is_year = year.len() == 4 && rest.take(|c| c == '/');
    // Other digits, as of a date, are no symbol.
    if !is_year && !year.is_empty() {
        return None;
    }
    let before = text[..run.start].chars().next_back();
    if run.len() > 6
        || before.is_some_and(|c| c.is_alphanumeric() || matches!(c, ':' | '/' | '.' | '-' | '&'))
    {
        return None;
    }
    rest.take(char::is_whitespace);
    let symbol = rest.symbol()?;
    if is_share(&text[symbol.clone()]) {
        return None;
    }
    Some(Cite {
        range: run.start..symbol.end,
        number: value(&text.as_bytes()[run.clone()]),
        year: is_year.then(|| value(&text.as_bytes()[year]) as u16),
        symbol,
    })
}

/// The date whose day the digits at `run` are, if they are; `next` are the digits after them.
fn date(text: &str, run: &Range<usize>, next: &[Range<u32>]) -> Option<Dated> {
    let glued = |c: char| c.is_alphanumeric() || c == '/';
    if run.len() > 2 {
        return None;
    }
    let bytes = text.as_bytes();
    let (start, month, year) = match joined(bytes, run, next) {
        Joined::Date(month, year) => (run.start, month, year),
        Joined::Nothing => return None,
        Joined::Other => spaced(text, run)?,
    };
    if !(1..=2).contains(&month.len()) || year.len() < 4 {
        return None;
    }
    let range = start..year.start + 4;
    if text[..range.start].chars().next_back().is_some_and(glued)
        || text[range.end..].chars().next().is_some_and(glued)
    {
        return None;
    }
    let year = value(&bytes[year.start..year.start + 4]) as u16;
    let (month, day) = (value(&bytes[month]) as u8, value(&bytes[run.clone()]) as u8);
    Some(Dated { range, date: Date { year, month, day } })
}

/// What digits are, as far as the marks right between them tell.
enum Joined {
    /// The day of this month and year.
    Date(Range<usize>, Range<usize>),
    /// No day.
    Nothing,
    /// Blanks or words may follow.
    Other,
}

/// A date in figures as nearly all stand, one mark between two numbers: the digits are known, and not read again.
fn joined(bytes: &[u8], run: &Range<usize>, next: &[Range<u32>]) -> Joined {
    let follows = |end: usize, next: &Range<u32>| {
        next.start as usize == end + 1 && matches!(bytes[end], b'/' | b'.' | b'-')
    };
    let place = |run: &Range<u32>| run.start as usize..run.end as usize;
    match next {
        [month, ..] if follows(run.end, month) && month.len() > 2 => Joined::Nothing,
        [month, year, ..] if follows(run.end, month) && follows(month.end as usize, year) => {
            Joined::Date(place(month), place(year))
        }
        _ => Joined::Other,
    }
}

/// Where a date with words or blanks begins, whose day the digits at `run` may be; its month and its year.
fn spaced(text: &str, run: &Range<usize>) -> Option<(usize, Range<usize>, Range<usize>)> {
    let mut ahead = Rest { text, at: run.end };
    ahead.blanks();
    let long = match ahead.next()? {
        '/' | '.' | '-' | '–' => false,
        't' | 'T' => true,
        _ => return None,
    };
    let mut start = run.start;
    if long {
        let before = text[..run.start].trim_end();
        start = before.char_indices().nth_back(3).map(|(at, _)| at)?;
        if before.len() == run.start || !before[start..].chars().map(lower).eq("ngày".chars()) {
            return None;
        }
    }
    let mut rest = Rest { text, at: run.end };
    let month = rest.number(long.then_some("tháng")).filter(|month| !month.is_empty())?;
    Some((start, month, rest.number(long.then_some("năm"))?))
}

/// What is left of a text, read piece by piece.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl Rest<'_> {
    #[inline]
    fn next(&self) -> Option<char> {
        match self.text.as_bytes().get(self.at) {
            Some(byte) if byte.is_ascii() => Some(char::from(*byte)),
            Some(_) => self.wide(),
            None => None,
        }
    }

    /// A character beyond ASCII; few are.
    #[cold]
    fn wide(&self) -> Option<char> {
        self.text[self.at..].chars().next()
    }

    /// Passes one character, if it is wanted.
    #[inline]
    fn take(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let found = self.next().filter(|c| wanted(*c));
        self.at += found.map_or(0, char::len_utf8);
        found.is_some()
    }

    #[inline]
    fn take_all(&mut self, wanted: impl Fn(char) -> bool) -> bool {
        let start = self.at;
        while self.take(&wanted) {}
        self.at > start
    }

    #[inline]
    fn blanks(&mut self) -> bool {
        self.take_all(char::is_whitespace)
    }

    /// Passes the next number of a date, and before it a word between blanks, or a mark.
    fn number(&mut self, word: Option<&str>) -> Option<Range<usize>> {
        let blank = self.blanks();
        let fits = match word {
            Some(word) => blank && self.word(word) && self.blanks(),
            None => self.take(|c| matches!(c, '/' | '.' | '-' | '–')),
        };
        self.blanks();
        fits.then(|| self.digits())
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
        let (start, rest) = (self.at, &self.text.as_bytes()[self.at..]);
        self.at += rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        start..self.at
    }

    /// Passes the letters at hand.
    fn letters(&mut self) {
        loop {
            let rest = self.text.as_bytes()[self.at..].iter();
            self.at += rest.take_while(|byte| byte.is_ascii_alphabetic()).count();
            if !self.take(|c| c == 'Đ' || c.is_alphabetic()) {
                break;
            }
        }
    }

    /// Passes a symbol: groups that begin with a capital, such as `QĐ-UBND`.
    fn symbol(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut end = None;
        while self.take(|c| c == 'Đ' || c.is_uppercase()) {
            self.letters();
            let digits = self.text.as_bytes()[self.at..].iter().take(3);
            self.at += digits.take_while(|byte| byte.is_ascii_digit()).count();
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
    symbol.chars().nth(1).is_none()
}

/// A number that stands by itself: no part of a code, a share, a fraction or an address.
fn figure(text: &str, range: Range<usize>) -> Option<Figure> {
    let bytes = text.as_bytes();
    let blank = |byte: Option<&u8>| byte == Some(&b' ');
    // Between two spaces, as most numbers stand, it is no part of anything.
    let next = bytes.get(range.end);
    let alone = blank(next) && blank(range.start.checked_sub(1).and_then(|at| bytes.get(at)));
    // Many are percentages.
    if next == Some(&b'%') || !alone && !is_alone(text, &range) {
        return None;
    }
    let written = &bytes[range.clone()];
    let comma = written.iter().position(|byte| *byte == b',').unwrap_or(written.len());
    let (whole, part) = (&written[..comma], written.get(comma + 1..).unwrap_or_default());
    let decimals = part.len() as u32;
    if decimals > 6 || whole.len() > 20 {
        return None;
    }
    let digits = |text: &[u8]| {
        let digits = text.iter().filter(|byte| byte.is_ascii_digit());
        digits
            .fold(0_u64, |sum, digit| sum.saturating_mul(10).saturating_add((digit - b'0').into()))
    };
    let (whole, part) = (digits(whole), digits(part) * 10_u64.pow(6 - decimals));
    if whole >= 1_000_000_000_000_000 {
        return None;
    }
    Some(Figure { range, value: i128::from(whole) * ONE + i128::from(part), decimals })
}

/// Whether what stands around a number leaves it one.
fn is_alone(text: &str, range: &Range<usize>) -> bool {
    let before = text[..range.start].chars().next_back();
    let after = text[range.end..].chars().next();
    let glued =
        |c: char| c.is_alphanumeric() || matches!(c, '/' | '_' | '@' | ':' | '&' | '#' | '+');
    let joined = |c: char, next: Option<char>| {
        matches!(c, '-' | '–' | '.' | ',') && next.is_some_and(|c| c.is_ascii_digit())
    };
    let after_that = text[range.end..].chars().nth(1);
    let before_that = text[..range.start].chars().nth_back(1);
    let dotted = before == Some('.') && before_that.is_some_and(char::is_alphanumeric);
    !(dotted
        || before.is_some_and(|c| glued(c) || c == '-' || joined(c, before_that))
        || after.is_some_and(|c| glued(c) || c == '%' || joined(c, after_that)))
}

#[cfg(test)]
mod tests;
