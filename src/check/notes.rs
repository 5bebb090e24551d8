//! Footnotes: order of keys, marks typed by hand, notes that repeat, how notes end.

use super::facts::pattern;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::number::{Numbered, Use};
use crate::passage::{Passage, Role};
use crate::say;
use crate::source::Span;
use regex::Regex;
use std::collections::HashMap;
use std::sync::LazyLock;

/// `footnote-order`: keys that are numbers should first be used in rising order in their file.
pub(super) fn order(numbered: &Numbered<'_>, sink: &mut Sink) {
    let mut highest: HashMap<u32, (u64, Use<'_>)> = HashMap::new();
    for note in numbered.notes() {
        let Some(number) = note.key().and_then(|key| key.parse::<u64>().ok()) else { continue };
        let file = note.author.file.0;
        let at = note.uses[0];
        match highest.get(&file) {
            Some((before, place)) if number < *before => sink.push(
                Finding::new(
                    Rule::FootnoteOrder,
                    at.span(),
                    say!("dấu [^{number}] đứng sau dấu [^{before}]", "[^{number}] comes after [^{before}]"),
                )
                .related(place.span(), say!("dấu [^{before}] ở đây", "[^{before}] is here"))
                .help(say!(
                    "số in ra vẫn đúng; sửa lại dấu cho dễ theo dõi",
                    "the printed numbers are right; renumber the markers so that they can be followed"
                )),
            ),
            _ => {
                highest.insert(file, (number, at));
            }
        }
    }
}

static RAISED: LazyLock<Regex> = LazyLock::new(|| pattern(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]+"));
/// `[1]`, `(1)` and `<sup>1</sup>` right after a word, and a digit pasted to a Vietnamese word.
static PASTED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\S\s?(\[\d{1,3}\])(?:[^(\[]|$)|[\p{L}”»)](\(\d{1,2}\))(?:[\s.,;:]|$)|(<sup>\s*\d{1,3}\s*</sup>)|(\^\d{1,3}\^)|(?:^|[\s(“«])(\p{L}+?)(\d{1,2})(?:[\s.,;:)”»]|$)",
    )
});
/// Units and symbols that carry a power: `m²`, `km³`, `10⁶`.
static POWER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?:^|[^\p{L}])(?:[kcdm]?m|ha|dam|hm|\p{L}|\p{L}\))$|(?:^|\D)(?:10|2)$")
});

/// A mark typed by hand, and whether its shape alone tells.
#[derive(Debug)]
struct Typed {
    number: u32,
    at: Span,
    words: String,
    sure: bool,
}

/// Marks typed by hand so far.
#[derive(Debug, Default)]
pub(super) struct ByHand {
    found: Vec<Typed>,
}

fn value(digits: &str) -> u32 {
    digits.chars().fold(0_u32, |sum, c| {
        let digit = match c {
            '¹' => 1,
            '²' => 2,
            '³' => 3,
            '⁰' => 0,
            '⁴'..='⁹' => u32::from(c) - u32::from('⁰'),
            _ => c.to_digit(10).unwrap_or(0),
        };
        sum.saturating_mul(10).saturating_add(digit)
    })
}

impl ByHand {
    /// Takes a passage's.
    pub(super) fn read(&mut self, passage: &Passage<'_>) {
        let text = passage.text.as_str();
        if passage.role == Role::Note {
            return;
        }
        if !text.is_ascii() {
            for found in RAISED.find_iter(text) {
                let before = &text[..found.start()];
                let number = value(found.as_str());
                let sure = !before.is_empty() && !POWER.is_match(before);
                self.push(passage, found.range(), number, sure);
            }
        }
        if !text.bytes().any(|byte| byte.is_ascii_digit()) {
            return;
        }
        for found in PASTED.captures_iter(text) {
            if let Some(mark) = (1..=4).find_map(|group| found.get(group)) {
                let number = value(&mark.as_str().replace(|c: char| !c.is_ascii_digit(), ""));
                self.push(passage, mark.range(), number, true);
            } else if let (Some(word), Some(digits)) = (found.get(5), found.get(6)) {
                let word = word.as_str();
                // A Vietnamese word in lower case takes no digits; capitals may be a code.
                let sure = word.chars().all(char::is_lowercase) && !word.is_ascii();
                if sure || word.chars().count() > 1 {
                    self.push(passage, digits.range(), value(digits.as_str()), sure);
                }
            }
        }
    }

    fn push(
        &mut self,
        passage: &Passage<'_>,
        range: std::ops::Range<usize>,
        number: u32,
        sure: bool,
    ) {
        let words = passage.text[range.clone()].to_owned();
        self.found.push(Typed { number, at: passage.span(range), words, sure });
    }

    /// Reports the sure ones, and those that stand in line with them.
    pub(super) fn close(self, sink: &mut Sink) {
        let sure: Vec<(u32, Span)> = self
            .found
            .iter()
            .filter(|typed| typed.sure)
            .map(|typed| (typed.number, typed.at))
            .collect();
        for typed in &self.found {
            let in_line = || {
                sure.iter().any(|(number, at)| {
                    at.file == typed.at.file
                        && ((*number + 1 == typed.number && at.start < typed.at.start)
                            || (*number == typed.number + 1 && at.start > typed.at.start))
                })
            };
            if !typed.sure && !in_line() {
                continue;
            }
            let (words, number) = (&typed.words, typed.number);
            sink.push(
                Finding::new(
                    Rule::FootnoteTypedByHand,
                    typed.at,
                    say!(
                        "số chú thích «{words}» gõ bằng tay, sẽ không được đánh lại theo văn bản",
                        "the note number `{words}` is typed by hand and will not be renumbered"
                    ),
                )
                .help(say!(
                    "thay bằng dấu [^{number}] và ghi nội dung dưới «footnotes:»",
                    "write [^{number}] instead, with its note under `footnotes:`"
                )),
            );
        }
    }
}

/// How notes end, and which say the same.
#[derive(Debug, Default)]
pub(super) struct Endings {
    stopped: Vec<Span>,
    open: Vec<(Span, Span)>,
    seen: HashMap<String, Span>,
}

impl Endings {
    /// Takes a note's paragraphs.
    pub(super) fn read(&mut self, note: &[Passage<'_>], sink: &mut Sink) {
        let Some(last) = note.iter().rfind(|passage| !passage.text.trim().is_empty()) else {
            return;
        };
        let text = last.text.trim_end();
        let inner = text.trim_end_matches(['”', '"', '»', ')', '’']);
        let end = last.span(text.char_indices().next_back().map_or(0, |(at, _)| at)..text.len());
        if inner.ends_with(['.', '!', '?', '…']) || text.ends_with('.') {
            self.stopped.push(end);
        } else {
            self.open.push((end, last.whole()));
        }
        let all: Vec<&str> =
            note.iter().flat_map(|passage| passage.text.split_whitespace()).collect();
        if all.len() < 3 {
            return;
        }
        let whole = all.join(" ").trim_end_matches(['.', ';', ',']).to_lowercase();
        let at = note[0].whole();
        match self.seen.get(&whole) {
            Some(first) => sink.push(
                Finding::new(
                    Rule::FootnoteRepeated,
                    at,
                    say!("chú thích này trùng với một chú thích khác", "another note says the same"),
                )
                .related(*first, say!("chú thích kia ở đây", "the other one is here"))
                .help(say!(
                    "cùng một đơn vị thì dùng lại một khóa [^…]; khác đơn vị thì giữ ở một nơi nếu được",
                    "within a unit use one key twice; between units keep it in one place if possible"
                )),
            ),
            None => {
                self.seen.insert(whole, at);
            }
        }
    }

    /// Reports the rarer ending.
    pub(super) fn close(self, sink: &mut Sink) {
        if self.stopped.len() + self.open.len() < 3 {
            return;
        }
        if self.stopped.len() >= self.open.len() {
            for (end, _) in self.open {
                sink.push(
                    Finding::new(
                        Rule::FootnoteStop,
                        end,
                        say!(
                            "chú thích này không kết thúc bằng dấu chấm như các chú thích khác",
                            "this note does not end with a full stop, as the others do"
                        ),
                    )
                    .help(say!("thêm dấu chấm ở cuối", "end it with a full stop")),
                );
            }
        } else {
            for end in self.stopped {
                sink.push(
                    Finding::new(
                        Rule::FootnoteStop,
                        end,
                        say!(
                            "chú thích này kết thúc bằng dấu chấm, khác với các chú thích khác",
                            "this note ends with a full stop, and the others do not"
                        ),
                    )
                    .help(say!("thống nhất cách kết thúc chú thích", "end all notes alike")),
                );
            }
        }
    }
}
