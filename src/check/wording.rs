//! Wording: what was left to be filled in, capitals of citations, text handed in twice.

use super::facts::{Facts, pattern};
use super::gathered::{Again, Gathered, find};
use super::look;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::{Passage, Role, Spot};
use crate::say;
use crate::source::FileId;
use foldhash::fast::FixedState;
use regex::Regex;
use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::ops::Range;
use std::sync::LazyLock;

/// What is left open, or how it begins: [`open`] finds where a bracket or an error of Word ends, for
/// sixty characters of any kind make a pattern dear.
static OPEN: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\?{2,}|\[\s*(?:cần|chờ|chưa có|chưa rõ|điền|bổ sung|cập nhật|kiểm tra)|\.{6,}|…{2,}|\bxxx+\b|\btodo\b|lorem ipsum|#ref!|error! (?:reference|bookmark)",
    )
});

#[cfg(test)]
pub(super) fn is_open(text: &str) -> bool {
    open(text, 0).is_some()
}

/// The first stretch from `at` on that is left open: a bracket with up to 60 characters after its first
/// words, up to 40 after an error of Word.
fn open(text: &str, mut at: usize) -> Option<Range<usize>> {
    while let Some(found) = OPEN.find_at(text, at) {
        let rest = &text[found.end()..];
        let end = match found.as_str().as_bytes()[0] {
            b'[' => rest
                .char_indices()
                .take(61)
                .find_map(|(at, c)| (c == ']').then_some(found.end() + at + 1)),
            b'e' | b'E' => {
                let more = rest.chars().take(40).take_while(|c| *c != '.');
                Some(found.end() + more.map(char::len_utf8).sum::<usize>())
            }
            _ => Some(found.end()),
        };
        match end {
            Some(end) => return Some(found.start()..end),
            None => at = found.start() + 1,
        }
    }
    None
}

#[cfg(test)]
pub(super) fn is_capital(text: &str) -> bool {
    CAPITAL.is_match(text)
}

/// `placeholder-left`.
pub(super) fn placeholder(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    let text = passage.text.as_str();
    if !facts.looks.open() {
        return;
    }
    let mut at = 0;
    while let Some(found) = open(text, at) {
        at = found.end;
        let words = &text[found.clone()];
        // «lần thứ XXX» is thirty.
        if words == "XXX" {
            continue;
        }
        sink.push(
            Finding::new(
                Rule::PlaceholderLeft,
                passage.span(found),
                say!("«{words}» là chỗ còn để trống", "`{words}` is still to be filled in"),
            )
            .help(say!("điền nội dung, hoặc xóa đi", "fill it in, or delete it")),
        );
    }
}

static CAPITAL: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"[\p{Ll},]\s((Khoản)\s+\d{1,2}|(Điểm)\s+[a-zđ])(?:[^\p{L}\d]|$)|\b((điều)\s+\d{1,3})\s+(?:của\s+)?(?:Bộ luật|Luật|Nghị|Thông|Quy|Hiến)",
    )
});

/// `reference-capital`: the decree's annex II writes `khoản 2 Điều 5`, `điểm a`.
pub(super) fn capitals(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    let text = passage.text.as_str();
    if !(facts.looks.capital() && look::capital(text, &facts.looks)) {
        return;
    }
    for found in CAPITAL.captures_iter(text) {
        let Some(word) = found.get(2).or(found.get(3)).or(found.get(5)) else { continue };
        let right = match word.as_str() {
            "Khoản" => "khoản",
            "Điểm" => "điểm",
            _ => "Điều",
        };
        let word_text = word.as_str();
        sink.push(
            Finding::new(
                Rule::ReferenceCapital,
                passage.span(word.range()),
                say!(
                    "viện dẫn viết «{right}», không viết «{word_text}»",
                    "a citation has `{right}`, not `{word_text}`"
                ),
            )
            .help(say!(
                "viết hoa «Điều», viết thường «khoản», «điểm» giữa câu (Phụ lục II Nghị định 30/2020/NĐ-CP)",
                "`Điều` has a capital; `khoản` and `điểm` within a sentence have none (annex II of the decree)"
            ))
            .edit(passage.span(word.range()), right),
        );
    }
}

/// Long paragraphs, to find text that was handed in twice.
#[derive(Debug, Default)]
pub(super) struct Repeats {
    /// What each says, as a number.
    said: Gathered<u64>,
}

/// A paragraph of fewer words may be a formula that everybody uses.
const LONG: usize = 20;

/// Whether a text has so many words, of which one space stands between two.
fn is_long(text: &str) -> bool {
    // A count of spaces fits a byte, and the first block of most texts has enough of them.
    let mut left = LONG - 1;
    text.as_bytes().chunks(192).any(|block| {
        let spaces: u8 = block.iter().map(|byte| u8::from(*byte == b' ')).sum();
        left = left.saturating_sub(spaces.into());
        left == 0
    })
}

/// Whether a passage is prose, of which long pieces should not come twice.
fn is_prose(passage: &Passage<'_>) -> bool {
    !matches!(passage.role, Role::Line | Role::Note | Role::Cell)
}

impl Repeats {
    /// Takes a passage.
    pub(super) fn read(&mut self, passage: &Passage<'_>, facts: &Facts) {
        if !is_prose(passage) {
            return;
        }
        let text = passage.text.as_str();
        let hash = FixedState::default();
        let said = if !facts.looks.odd() && !facts.looks.wide() {
            let text = text.trim_ascii();
            if !is_long(text) {
                return;
            }
            hash.hash_one(text)
        } else {
            let words: Vec<&str> = text.split_whitespace().collect();
            if words.len() < LONG {
                return;
            }
            hash.hash_one(words.join(" "))
        };
        self.said.push(said);
    }

    /// Nothing more is read.
    pub(super) fn end(&mut self) {
        self.said.end();
    }

    /// Takes what was read further on.
    pub(super) fn absorb(&mut self, other: Repeats) {
        self.said.absorb(other.said);
    }

    /// Reports, once for two files.
    pub(super) fn close<'a>(self, again: &Again<'_, 'a>, sink: &mut Sink) {
        let repeated = self.said.repeated(|said| Some(*said));
        let wanted = repeated.iter().flat_map(|(at, first)| [*at, *first]);
        let long = |passage: &&Passage<'a>| {
            is_prose(passage) && passage.text.split_whitespace().nth(LONG - 1).is_some()
        };
        let places = find(wanted, again, |text, see| {
            for passage in text.passages().iter().filter(long) {
                see(&|| passage.spot(0..passage.text.len()));
            }
        });
        let repeated =
            repeated.iter().filter_map(|(at, first)| Some((*places.get(at)?, *places.get(first)?)));
        // By the file that repeats and the file that had it first.
        let mut found: BTreeMap<(FileId, FileId), (Spot<'a>, Spot<'a>, u32)> = BTreeMap::new();
        for (at, first) in repeated.filter(|(at, first)| !first.is(*at)) {
            found.entry((at.file(), first.file())).or_insert((at, first, 0)).2 += 1;
        }
        for (at, first, count) in found.into_values() {
            let message = if count == 1 {
                say!(
                    "đoạn này trùng nguyên văn với một đoạn khác",
                    "this paragraph stands elsewhere word for word"
                )
            } else {
                say!(
                    "{count} đoạn từ đây trở đi trùng nguyên văn với nơi khác",
                    "{count} paragraphs from here on stand elsewhere word for word"
                )
            };
            sink.push(
                Finding::new(Rule::TextRepeated, at.span(), message)
                    .related(first.span(), say!("đoạn kia ở đây", "the other one is here"))
                    .help(say!(
                        "giữ lại một nơi; nơi kia viết «xem mục …»",
                        "keep one, and refer to it from the other"
                    )),
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn long_texts_have_many_words(words in prop::collection::vec(1_usize..40, 1..40)) {
            let words: Vec<String> = words.into_iter().map(|len| "ă".repeat(len)).collect();
            prop_assert_eq!(is_long(&words.join(" ")), words.len() >= LONG);
        }

        #[test]
        fn what_is_open_is_found_as_by_a_pattern(pieces in prop::collection::vec(prop::sample::select(vec![
            " ", "?", "??", "[", "[ cần", "[chưa có", "[Điền", "]", ".", "...", "…", "x", "xxx", "XXX", "todo",
            "lorem ipsum", "#ref!", "Error! Reference", "error! bookmark", "số liệu chính thức ", "ề", "\n",
        ]), 0..16)) {
            static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(
                r"(?i)\?{2,}|\[\s*(?:cần|chờ|chưa có|chưa rõ|điền|bổ sung|cập nhật|kiểm tra)[^\]]{0,60}\]|\.{6,}|…{2,}|\bxxx+\b|\btodo\b|lorem ipsum|#ref!|error! (?:reference|bookmark)[^.]{0,40}",
            ).unwrap());
            let text = pieces.concat();
            let wanted: Vec<_> = PATTERN.find_iter(&text).map(|found| found.range()).collect();
            let mut found: Vec<Range<usize>> = Vec::new();
            while let Some(next) = open(&text, found.last().map_or(0, |last| last.end)) {
                found.push(next);
            }
            prop_assert_eq!(found, wanted, "{:?}", text);
        }
    }
}
