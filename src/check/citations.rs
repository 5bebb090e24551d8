//! Numbers and dates of the documents that the text refers to.

use super::facts::{Cite, Date, Facts, pattern};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::kind;
use crate::manifest::Date as Own;
use crate::passage::{Passage, Spot};
use crate::say;
use crate::text::lower;
use regex::Regex;
use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

/// A document with a date, as the text cites it.
#[derive(Debug)]
struct Dated<'a> {
    /// As written: number and symbol.
    name: String,
    date: Date,
    at: Spot<'a>,
}

/// What all citations of a document came to so far.
#[derive(Debug, Default)]
pub(super) struct Citations<'a> {
    /// Number, year of its series and letters of its symbol → where it is dated.
    dated: HashMap<(u32, Option<u16>, String), Vec<Dated<'a>>>,
    /// The groups of every symbol after its kind, with the place of the symbol.
    bodies: Vec<(Vec<String>, Spot<'a>)>,
}

/// Whether a text may stand between the last number of a list and the date that all of it has; and
/// whether it says that they share the date.
fn leads_to_date(between: &str) -> Option<bool> {
    // The longest that is usual is «, đều cùng được ban hành ngày».
    if between.len() > 120 {
        return None;
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

/// What may stand between two bare numbers of one list.
static COMMA: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:,|;|và|,\s*và)\s*(?:số\s+)?$"));
/// What may stand between two numbers that «cùng ngày» joins.
static WORDS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*(?:,|;|và|,\s*và)\s*(?:\p{L}+\s+){1,5}?(?:số\s*:?\s*)?$"));
/// Names of kinds that stand before numbers.
const KINDS: [&str; 15] = [
    "nghị quyết",
    "nghị định",
    "quyết định",
    "thông tư liên tịch",
    "thông tư",
    "chỉ thị",
    "kế hoạch",
    "báo cáo",
    "tờ trình",
    "thông báo",
    "hướng dẫn",
    "chương trình",
    "công điện",
    "kết luận",
    "công văn",
];

/// The kind's name that ends a text: `Quyết định số`, `Nghị định `. Gives it as written.
fn named(before: &str) -> Option<&str> {
    let trimmed = before.trim_end();
    let without = trimmed.strip_suffix(':').unwrap_or(trimmed).trim_end();
    let is = |text: &str, word: &str| text.chars().map(lower).eq(word.chars());
    let tail = |text: &str, count: usize| text.char_indices().nth_back(count - 1).map(|(at, _)| at);
    let name = match tail(without, 2).filter(|at| is(&without[*at..], "số")) {
        Some(at) => &without[..at],
        None if trimmed.len() < before.len() && without.len() == trimmed.len() => before,
        None => return None,
    };
    let end = name.trim_end();
    if end.len() == name.len() {
        return None;
    }
    KINDS.iter().find_map(|kind| {
        let at = tail(end, kind.chars().count())?;
        // «Thông báo kết luận số 456/TB-VP» is a notice of what was concluded.
        let notice = *kind == "kết luận" && end[..at].to_lowercase().ends_with("thông báo ");
        (is(&end[at..], kind) && !notice).then(|| &end[at..])
    })
}

/// Kinds outside the decree on administrative documents, by their abbreviation.
const OTHERS: [(&str, &str); 5] = [
    ("nghị định", "NĐ"),
    ("thông tư", "TT"),
    ("thông tư liên tịch", "TTLT"),
    ("kết luận", "KL"),
    ("luật", "QH"),
];

fn letters(symbol: &str) -> String {
    symbol.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase).collect()
}

/// Names of kinds in lower case, with their abbreviations.
static SHORTS: LazyLock<Vec<(String, &str)>> = LazyLock::new(|| {
    let others = OTHERS.iter().map(|(name, short)| ((*name).to_owned(), *short));
    let own = kind::ALL.iter().filter_map(|kind| Some((kind.name.to_lowercase(), kind.short?)));
    others.chain(own).collect()
});

/// The abbreviation that a kind's name asks for.
fn abbreviation(name: &str) -> Option<&'static str> {
    let same = |other: &str| name.chars().map(lower).eq(other.chars());
    SHORTS.iter().find(|(other, _)| same(other)).map(|(_, short)| *short)
}

/// Whether a group of a symbol is the abbreviation of some kind.
fn is_kind(group: &str) -> bool {
    OTHERS.iter().any(|(_, short)| *short == group) || kind::abbreviated(group).is_some()
}

impl<'a> Citations<'a> {
    /// Takes a paragraph's; what can be told at once is reported.
    pub(super) fn read(&mut self, passage: &Passage<'a>, facts: &Facts, own: Own, sink: &mut Sink) {
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
            kinds(passage, cite, sink);
            let symbol = &passage.text[cite.symbol.clone()];
            let mut groups: Vec<String> =
                symbol.split(['-', '–']).map(|group| group.trim().to_owned()).collect();
            if groups.len() > 1 && is_kind(&groups[0]) {
                groups.remove(0);
            }
            if !is_kind(&groups[0]) {
                self.bodies.push((groups, passage.spot(cite.symbol.clone())));
            }
            let Some(date) = date_of(&passage.text, facts, at) else { continue };
            if !date.exists() {
                continue;
            }
            let at = passage.spot(cite.range.clone());
            let name = passage.text[cite.range.clone()].to_owned();
            if is_before(own, date) {
                sink.push(
                    Finding::new(
                        Rule::DateInvalid,
                        at.span(),
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
            let key = (cite.number, cite.year, letters(symbol));
            self.dated.entry(key).or_default().push(Dated { name, date, at });
        }
    }

    /// Takes what was read further on.
    pub(super) fn absorb(&mut self, other: Citations<'a>) {
        for (key, dated) in other.dated {
            self.dated.entry(key).or_default().extend(dated);
        }
        self.bodies.extend(other.bodies);
    }

    /// Reports what only the whole document tells.
    pub(super) fn close(self, sink: &mut Sink) {
        for cites in self.dated.values() {
            conflict(cites, sink);
        }
        spellings(&self.bodies, sink);
    }
}

/// The date that the citation `at` is given, or shares with the numbers after it.
fn date_of(text: &str, facts: &Facts, at: usize) -> Option<Date> {
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
        if !COMMA.is_match(between) {
            named = true;
            if !WORDS.is_match(between) {
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
fn kinds(passage: &Passage<'_>, cite: &Cite, sink: &mut Sink) {
    let symbol = &passage.text[cite.symbol.clone()];
    let Some((group, _)) = symbol.split_once(['-', '–']) else { return };
    let group = group.trim();
    let Some(name) = named(&passage.text[..cite.range.start]) else { return };
    let wanted = abbreviation(name);
    let is_letter = name.to_lowercase() == "công văn";
    if !is_kind(group) || wanted == Some(group) || (wanted.is_none() && !is_letter) {
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

/// `SKHCN`, `SKH&CN`, `SKH-CN`: one body's symbol in several spellings.
fn spellings(bodies: &[(Vec<String>, Spot<'_>)], sink: &mut Sink) {
    let known: std::collections::HashSet<String> =
        bodies.iter().map(|(groups, _)| letters(&groups[0])).collect();
    // How each body is spelled: letters → spelling → (times, first place).
    let mut found: BTreeMap<String, Vec<(String, usize, Spot<'_>)>> = BTreeMap::new();
    for (groups, at) in bodies {
        let mut name = letters(&groups[0]);
        let mut spelling = groups[0].clone();
        // Two groups together may be what others write as one.
        if let Some(second) = groups.get(1) {
            let joined = format!("{name}{}", letters(second));
            if known.contains(&joined) {
                name = joined;
                spelling = format!("{spelling}-{second}");
            }
        }
        let all = found.entry(name).or_default();
        match all.iter_mut().find(|(other, ..)| *other == spelling) {
            Some((_, times, _)) => *times += 1,
            None => all.push((spelling, 1, *at)),
        }
    }
    for all in found.values().filter(|all| all.len() > 1) {
        let Some((usual, _, first)) = all.iter().rev().max_by_key(|(_, times, _)| *times) else {
            continue;
        };
        for (spelling, times, at) in all.iter().filter(|(spelling, ..)| spelling != usual) {
            sink.push(
                Finding::new(
                    Rule::SymbolSpelling,
                    at.span(),
                    say!(
                        "ký hiệu «{spelling}» ({times} lần) nơi khác viết là «{usual}»",
                        "the symbol `{spelling}` ({times} times) is spelled `{usual}` elsewhere"
                    ),
                )
                .related(first.span(), say!("viết «{usual}» ở đây", "spelled `{usual}` here"))
                .help(say!(
                    "dùng một cách viết do cơ quan quy định; văn bản cũ đã ghi như vậy thì giữ nguyên",
                    "use the one spelling that the body has laid down, unless the cited document bears this one"
                )),
            );
        }
    }
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
