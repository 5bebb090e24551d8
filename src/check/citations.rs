//! Numbers and dates of the documents that the text refers to.

mod symbols;

use super::facts::{Cite, Date, Facts, after, before};
use super::gathered::{Again, Gathered, Several, find};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::kind;
use crate::manifest::Date as Own;
use crate::passage::{Passage, Spot};
use crate::say;
use crate::text::lower;
use foldhash::fast::FixedState;
use std::collections::{BTreeSet, HashMap};
use std::hash::{BuildHasher, Hasher};
use std::sync::LazyLock;
use symbols::{OTHERS, are_spelled_otherwise, groups, is_kind, letters, spellings, used};

/// A document with a date, as the text cites it.
#[derive(Debug)]
struct Dated<'a> {
    /// Which document: its number, the year of its series and the letters of its symbol, as one number.
    which: u64,
    /// As written, number and symbol.
    name: String,
    date: Date,
    at: Spot<'a>,
}

/// What is kept of it: the lower half of its number, and the date below that. Two documents of one half make some
/// work, no finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Kept(u64);

impl Kept {
    fn new(which: u64, Date { year, month, day }: Date) -> Self {
        Self(which << 32 | u64::from(year) << 16 | u64::from(month) << 8 | u64::from(day))
    }

    fn which(self) -> u64 {
        self.0 >> 32
    }
}

/// What all citations of a document came to so far.
#[derive(Debug, Default)]
pub(super) struct Citations {
    /// Documents that are dated.
    dated: Gathered<Kept>,
    /// Every symbol as written: most are used many times.
    symbols: HashMap<Box<str>, Symbol, FixedState>,
}

/// A symbol such as `QĐ-UBND`.
#[derive(Clone, Copy, Debug)]
struct Symbol {
    /// Its letters and digits alone, as a number.
    letters: u64,
    /// Its first group, when that is a kind's abbreviation and others follow.
    kind: Option<Short>,
}

/// A kind's abbreviation in a symbol.
#[derive(Clone, Copy, Debug)]
struct Short {
    /// Its bytes.
    len: u8,
    /// Which of [`KINDS`] it is short for, if one.
    name: Option<u8>,
}

impl Short {
    fn new(group: &str) -> Self {
        let name = SHORTS.iter().position(|short| *short == Some(group));
        Self { len: group.len() as u8, name: name.map(|name| name as u8) }
    }

    /// Whether a text ends with the name and `số`, as nearly all do that stand before a number: `Quyết định số `.
    fn precedes(self, text: &str) -> bool {
        let (Some(name), Some(text)) = (self.name, text.strip_suffix(" số ")) else {
            return false;
        };
        let name = KINDS[usize::from(name)].as_bytes();
        let Some(start) = text.len().checked_sub(name.len()) else { return false };
        let text = &text.as_bytes()[start..];
        text[0].eq_ignore_ascii_case(&name[0]) && text[1..] == name[1..]
    }
}

impl Symbol {
    fn new(written: &str) -> Self {
        let mut groups = groups(written);
        let first_group = groups.next().filter(|group| is_kind(group) && groups.next().is_some());
        let kind = first_group.map(Short::new);
        let mut hash = FixedState::default().build_hasher();
        letters(written).for_each(|letter| hash.write_u32(letter.into()));
        Self { letters: hash.finish(), kind }
    }
}

/// Whether a text may stand between the last number of a list and the date that all of it has; and
/// whether it says that they share the date.
fn leads_to_date(between: &str) -> Option<bool> {
    // The longest that is usual is «, đều cùng được ban hành ngày».
    if between.len() > 120 {
        return None;
    }
    // As it stands nearly always.
    if between == " ngày " || matches!(between.trim(), "" | "ngày") {
        return Some(false);
    }
    let text: String = between.chars().map(lower).collect();
    let mut rest = text.trim_start();
    rest = rest.strip_prefix(',').unwrap_or(rest).trim_start();
    while let Some(after) =
        ["đều", "cùng", "ban hành", "được ban hành", "ký"].iter().find_map(|word| {
            rest.strip_prefix(word).filter(|after| after.starts_with(char::is_whitespace))
        })
    {
        rest = after.trim_start();
    }
    rest = rest.strip_prefix("ngày").unwrap_or(rest).trim_start();
    rest.is_empty().then(|| text.contains("cùng"))
}

/// What may follow a comma, a semicolon, «và» or «, và» at the start of what stands between two numbers.
fn after_comma(between: &str) -> impl Iterator<Item = &str> {
    let start = between.trim_start();
    let mark = start.strip_prefix([',', ';']);
    let comma = start.strip_prefix(',').and_then(|rest| after(rest.trim_start(), "và"));
    [mark, after(start, "và"), comma].into_iter().flatten().map(str::trim_start)
}

/// Whether two bare numbers of one list may have this between them: `, `, ` và số `.
fn is_comma(between: &str) -> bool {
    let number = |rest: &str| {
        rest.is_empty()
            || after(rest, "số")
                .is_some_and(|rest| !rest.is_empty() && rest.trim_start().is_empty())
    };
    after_comma(between).any(number)
}

/// Whether two numbers that «cùng ngày» joins may: up to five words more, as in `, Quyết định số `.
fn is_words(between: &str) -> bool {
    let number = |rest: &str| {
        let end = after(rest, "số").map_or(rest, str::trim_start);
        end.strip_prefix(':')
            .filter(|_| end.len() < rest.len())
            .unwrap_or(end)
            .trim_start()
            .is_empty()
    };
    let words = |mut rest: &str| {
        (0..5).any(|_| {
            let blank = rest.trim_start_matches(char::is_alphabetic);
            let next = blank.trim_start();
            let word = blank.len() < rest.len() && next.len() < blank.len();
            rest = if word { next } else { "-" };
            word && number(next)
        })
    };
    after_comma(between).any(words)
}

/// Names of kinds that stand before numbers, the most usual first.
const KINDS: [&str; 15] = [
    "quyết định",
    "kế hoạch",
    "báo cáo",
    "tờ trình",
    "thông báo",
    "nghị quyết",
    "nghị định",
    "công văn",
    "thông tư",
    "thông tư liên tịch",
    "chỉ thị",
    "hướng dẫn",
    "chương trình",
    "kết luận",
    "công điện",
];

/// The kind's name that ends a text: `Quyết định số`, `Nghị định `. Gives it as written, and which of
/// [`KINDS`] it is.
fn named(text: &str) -> Option<(&str, usize)> {
    let trimmed = text.trim_end();
    let without = trimmed.strip_suffix(':').map_or(trimmed, str::trim_end);
    let name = match before(without, "số") {
        Some(name) => name,
        None if trimmed.len() < text.len() && without.len() == trimmed.len() => text,
        None => return None,
    };
    let end = name.trim_end();
    if end.len() == name.len() {
        return None;
    }
    // «Thông báo kết luận số 456/TB-VP» is a notice of what was concluded.
    let notice =
        |kind: &str, rest: &str| kind == "kết luận" && rest.to_lowercase().ends_with("thông báo ");
    KINDS.iter().enumerate().find_map(|(which, kind)| {
        let rest = before(end, kind).filter(|rest| !notice(kind, rest))?;
        Some((&end[rest.len()..], which))
    })
}

/// The abbreviations that the names of [`KINDS`] ask for.
static SHORTS: LazyLock<[Option<&str>; KINDS.len()]> = LazyLock::new(|| {
    KINDS.map(|name| {
        let other = OTHERS.iter().find(|(other, _)| *other == name).map(|(_, short)| *short);
        let own = || kind::ALL.iter().find(|kind| kind.name.to_lowercase() == name)?.short;
        other.or_else(own)
    })
});

impl Citations {
    /// Takes a paragraph's; what can be told at once is reported.
    pub(super) fn read(&mut self, passage: &Passage<'_>, facts: &Facts, own: Own, sink: &mut Sink) {
        for dated in &facts.dates {
            if !dated.date.exists() {
                let words = &passage.text[dated.range.clone()];
                sink.push(
                    Finding::new(
                        Rule::DateInvalid,
                        passage.span(dated.range.clone()),
                        say!("không có ngày «{words}»", "there is no such date as `{words}`"),
                    )
                    .help(say!("kiểm tra lại ngày, tháng", "check the day and the month")),
                );
            }
        }
        for (at, cite) in facts.cites.iter().enumerate() {
            let written = &passage.text[cite.symbol.clone()];
            let symbol = self.symbol(written);
            if let Some(short) = symbol.kind
                && !short.precedes(&passage.text[..cite.range.start])
            {
                kinds(passage, cite, &written[..short.len.into()], sink);
            }
            let Some(date) = date_of(&passage.text, facts, at) else { continue };
            if is_before(own, date) {
                let name = &passage.text[cite.range.clone()];
                sink.push(
                    Finding::new(
                        Rule::DateInvalid,
                        passage.span(cite.range.clone()),
                        say!(
                            "«{name}» đề ngày {date}, sau ngày của văn bản này",
                            "`{name}` is dated {date}, later than this document"
                        ),
                    )
                    .help(say!(
                        "kiểm tra lại ngày của văn bản được viện dẫn, hoặc «date:» trong document.yaml",
                        "check the date of the cited document, or `date:` in document.yaml"
                    )),
                );
            }
            self.dated.push(Kept::new(which(cite, symbol), date));
        }
    }

    /// What there is to know about a symbol.
    fn symbol(&mut self, written: &str) -> Symbol {
        if let Some(known) = self.symbols.get(written) {
            return *known;
        }
        let new = Symbol::new(written);
        self.symbols.insert(written.into(), new);
        new
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.dated.end();
    }

    /// Takes what was read further on.
    pub(super) fn absorb(&mut self, other: Citations) {
        self.dated.absorb(other.dated);
        self.symbols.extend(other.symbols);
    }

    /// Reports what only the whole document tells.
    pub(super) fn close(self, again: &Again<'_, '_>, sink: &mut Sink) {
        self.conflicts(again, sink);
        if are_spelled_otherwise(self.symbols.keys().map(AsRef::as_ref)) {
            spellings(&used(self.dated.pieces(), again), sink);
        }
    }

    /// Reports documents that bear several dates. Nearly all bear one wherever they are cited.
    fn conflicts(&self, again: &Again<'_, '_>, sink: &mut Sink) {
        let several =
            Several::of(self.dated.len(), self.dated.iter().map(|(_, kept)| kept.which()));
        let cited = self.dated.iter().map(|(_, kept)| *kept);
        let mut dates: Vec<Kept> = cited.filter(|kept| several.may(kept.which())).collect();
        dates.sort_unstable();
        dates.dedup();
        let same = dates.windows(2).filter(|two| two[0].which() == two[1].which());
        let differ: BTreeSet<u64> = same.map(|two| two[0].which()).collect();
        let wanted = self.dated.iter().filter(|(_, kept)| differ.contains(&kept.which()));
        let wanted: Vec<_> = wanted.map(|(nth, _)| nth).collect();
        let found = find(wanted, again, |text, see| {
            for passage in text.passages() {
                let facts = Facts::of(&passage.text);
                for (at, cite) in facts.cites.iter().enumerate() {
                    let Some(date) = date_of(&passage.text, &facts, at) else { continue };
                    see(&|| Dated {
                        which: which(cite, Symbol::new(&passage.text[cite.symbol.clone()])),
                        name: passage.text[cite.range.clone()].to_owned(),
                        date,
                        at: passage.spot(cite.range.clone()),
                    });
                }
            }
        });
        let mut dated: Vec<Dated<'_>> = found.into_values().collect();
        // Stable: those of one document stay in the order of the text.
        dated.sort_by_key(|dated| dated.which);
        for cites in dated.chunk_by(|one, other| one.which == other.which) {
            conflict(cites, sink);
        }
    }
}

/// Which document is cited: its number, the year of its series and the letters of its symbol, as one number.
fn which(cite: &Cite, symbol: Symbol) -> u64 {
    FixedState::default().hash_one((cite.number, cite.year, symbol.letters))
}

/// The date that the citation `at` is given, or shares with the numbers after it, if there is such a date.
fn date_of(text: &str, facts: &Facts, at: usize) -> Option<Date> {
    written_date(text, facts, at).filter(|date| date.exists())
}

fn written_date(text: &str, facts: &Facts, at: usize) -> Option<Date> {
    let mut named = false;
    for next in at..facts.cites.len() {
        let end = facts.cites[next].range.end;
        let date = facts.dates.iter().find(|dated| dated.range.start >= end);
        if let Some(dated) = date {
            let between = &text[end..dated.range.start];
            if let Some(joint) = leads_to_date(between) {
                return (!named || joint).then_some(dated.date);
            }
        }
        let between = &text[end..facts.cites.get(next + 1)?.range.start];
        let start = between.trim_start();
        if !(start.starts_with([',', ';']) || start.chars().map(lower).take(2).eq("và".chars())) {
            return None;
        }
        if !is_comma(between) {
            named = true;
            if !is_words(between) {
                return None;
            }
        }
    }
    None
}

/// One number, two dates. Numbers begin again each year, so dates that differ in year and in day
/// are two documents.
fn conflict(cites: &[Dated<'_>], sink: &mut Sink) {
    if cites.iter().all(|cite| cite.date == cites[0].date) {
        return;
    }
    let mut counts: HashMap<Date, usize> = HashMap::new();
    for cite in cites {
        *counts.entry(cite.date).or_default() += 1;
    }
    if counts.len() < 2 {
        return;
    }
    // The date that most citations give; of equals the first.
    let Some(usual) = cites.iter().rev().max_by_key(|cite| counts[&cite.date]) else { return };
    for cite in cites {
        let same_day = (cite.date.month, cite.date.day) == (usual.date.month, usual.date.day);
        if cite.date == usual.date || (cite.date.year != usual.date.year && !same_day) {
            continue;
        }
        let (name, date, other) = (&cite.name, cite.date, usual.date);
        sink.push(
            Finding::new(
                Rule::CitationConflict,
                cite.at.span(),
                say!(
                    "«{name}» ở đây đề ngày {date}, nơi khác đề ngày {other}",
                    "`{name}` is dated {date} here and {other} elsewhere"
                ),
            )
            .related(usual.at.span(), say!("đề ngày {other} ở đây", "dated {other} here"))
            .help(say!(
                "đối chiếu với văn bản gốc rồi sửa cho thống nhất",
                "look at the document itself and make them agree"
            )),
        );
    }
}

/// `Nghị định số 166/2013/NQ-CP`: the kind's name asks for another abbreviation.
fn kinds(passage: &Passage<'_>, cite: &Cite, group: &str, sink: &mut Sink) {
    let Some((name, which)) = named(&passage.text[..cite.range.start]) else { return };
    let wanted = SHORTS[which];
    if wanted == Some(group) || (wanted.is_none() && KINDS[which] != "công văn") {
        return;
    }
    let start = cite.symbol.start;
    let finding = Finding::new(
        Rule::CitationKind,
        passage.span(start..start + group.len()),
        say!("«{name}» mà ký hiệu là «{group}»", "`{name}` with the symbol `{group}`"),
    );
    sink.push(match wanted {
        Some(wanted) => finding.help(say!(
            "{name} có ký hiệu «{wanted}»: xem lại tên loại hoặc ký hiệu",
            "the symbol of `{name}` is `{wanted}`: check the kind's name or the symbol"
        )),
        None => finding.help(say!(
            "công văn không có chữ viết tắt tên loại trong ký hiệu: xem lại tên loại hoặc ký hiệu",
            "an official letter (công văn) has no kind in its symbol: check the kind's name or the symbol"
        )),
    });
}

/// Whether a document that bears the date `own`, as far as it is known, is surely older than a date.
fn is_before(own: Own, date: Date) -> bool {
    let Some(year) = own.year else { return false };
    let Some(month) = own.month else { return year < date.year };
    match own.day {
        Some(day) => (year, month, day) < (date.year, date.month, date.day),
        None => (year, month) < (date.year, date.month),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn what_joins_numbers_is_found_as_by_a_pattern(pieces in prop::collection::vec(prop::sample::select(vec![
            " ", " ", "\u{a0}", ",", ";", "và", "VÀ", "và ", "vàng ", "số", "Số ", ":", "Quyết ", "định ", "a ", "1",
        ]), 0..10)) {
            static COMMA: LazyLock<Regex> = LazyLock::new(|| Regex::new(
                r"(?i)^\s*(?:,|;|và|,\s*và)\s*(?:số\s+)?$",
            ).unwrap());
            static WORDS: LazyLock<Regex> = LazyLock::new(|| Regex::new(
                r"(?i)^\s*(?:,|;|và|,\s*và)\s*(?:\p{L}+\s+){1,5}?(?:số\s*:?\s*)?$",
            ).unwrap());
            let text = format!(", {}", pieces.concat());
            for text in [&text[..], &text[1..], &text[2..]] {
                prop_assert_eq!(is_comma(text), COMMA.is_match(text), "{:?}", text);
                prop_assert_eq!(is_words(text), WORDS.is_match(text), "{:?}", text);
            }
        }
    }
}
