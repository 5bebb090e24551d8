//! `symbol-spelling`: symbols of documents, and whether one body's is spelled in several ways.

use super::super::facts::Facts;
use super::super::gathered::Again;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::kind;
use crate::passage::Spot;
use crate::say;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Kinds outside the decree on administrative documents, by their abbreviation.
pub(super) const OTHERS: [(&str, &str); 5] = [
    ("nghị định", "NĐ"),
    ("thông tư", "TT"),
    ("thông tư liên tịch", "TTLT"),
    ("kết luận", "KL"),
    ("luật", "QH"),
];

pub(super) fn letters(symbol: &str) -> impl Iterator<Item = char> {
    symbol.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_uppercase)
}

/// What a symbol's hyphens join.
pub(super) fn groups(symbol: &str) -> impl Iterator<Item = &str> {
    symbol.split(['-', '–']).map(str::trim)
}

/// A symbol's groups after the kind, unless the first of these is a kind's as well.
fn body(symbol: &str) -> Option<Vec<&str>> {
    let mut groups: Vec<&str> = groups(symbol).collect();
    if groups.len() > 1 && is_kind(groups[0]) {
        groups.remove(0);
    }
    (!is_kind(groups[0])).then_some(groups)
}

/// Whether a group of a symbol is the abbreviation of some kind.
pub(super) fn is_kind(group: &str) -> bool {
    OTHERS.iter().any(|(_, short)| *short == group) || kind::abbreviated(group).is_some()
}

/// A symbol as written, how often, and where first.
type Used<'a> = (String, usize, Spot<'a>);

/// The symbols of all pieces, in the order of their first use.
pub(super) fn used<'a>(pieces: usize, again: &Again<'_, 'a>) -> Vec<Used<'a>> {
    let mut used: Vec<Used<'a>> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    for piece in 0..pieces {
        again(piece, &mut |text| {
            for passage in text.passages() {
                for cite in Facts::of(&passage.text).cites {
                    let written = &passage.text[cite.symbol.clone()];
                    match known.get(written) {
                        Some(at) => used[*at].1 += 1,
                        None => {
                            known.insert(written.to_owned(), used.len());
                            used.push((written.to_owned(), 1, passage.spot(cite.symbol)));
                        }
                    }
                }
            }
        });
    }
    used
}

/// Each symbol's body, which is its letters, and how that is spelled; but for symbols that have none.
fn bodies<'s>(symbols: &[&'s str]) -> Vec<Option<(String, String)>> {
    let all: Vec<Option<Vec<&'s str>>> = symbols.iter().map(|written| body(written)).collect();
    let known: HashSet<String> =
        all.iter().flatten().map(|groups| letters(groups[0]).collect()).collect();
    let named = |groups: Option<Vec<&str>>| {
        let groups = groups?;
        let mut name: String = letters(groups[0]).collect();
        let mut spelling = groups[0].to_owned();
        // Two groups together may be what others write as one.
        if let Some(second) = groups.get(1) {
            let joined: String = name.chars().chain(letters(second)).collect();
            if known.contains(&joined) {
                name = joined;
                spelling = format!("{spelling}-{second}");
            }
        }
        Some((name, spelling))
    };
    all.into_iter().map(named).collect()
}

/// Whether some body's symbol has several spellings.
pub(super) fn are_spelled_otherwise<'s>(symbols: impl Iterator<Item = &'s str>) -> bool {
    let mut bodies: Vec<_> = bodies(&symbols.collect::<Vec<_>>()).into_iter().flatten().collect();
    bodies.sort_unstable();
    bodies.windows(2).any(|two| two[0].0 == two[1].0 && two[0].1 != two[1].1)
}

/// `SKHCN`, `SKH&CN`, `SKH-CN`: one body's symbol in several spellings.
pub(super) fn spellings(symbols: &[Used<'_>], sink: &mut Sink) {
    // How each body is spelled: letters → spelling → (times, first place).
    let mut found: BTreeMap<String, Vec<Used<'_>>> = BTreeMap::new();
    let written: Vec<&str> = symbols.iter().map(|(written, ..)| written.as_str()).collect();
    for ((_, times, first), body) in symbols.iter().zip(bodies(&written)) {
        let Some((name, spelling)) = body else { continue };
        let all = found.entry(name).or_default();
        match all.iter_mut().find(|(other, ..)| *other == spelling) {
            Some((_, before, _)) => *before += times,
            None => all.push((spelling, *times, *first)),
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
