//! Announced counts: «08 nội dung sau:» and the list that follows, or «(1) …; (2) …» in the sentence.

use super::facts::{Facts, Figure, ONE, before};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::{Passage, Role};
use crate::say;

/// What a list of things is announced with, before a colon at the end of a paragraph; longer ones first.
const ANNOUNCES: [&str; 10] = [
    "cụ thể sau",
    "sau đây",
    "như sau",
    "dưới đây",
    "cụ thể",
    "gồm có",
    "bao gồm",
    "sau",
    "gồm",
    "là",
];
/// Things that are counted and then listed, by their first words. Measures, money, time and people
/// that are broken down instead of listed are not among them.
const LISTED: [&str; 53] = [
    "nội dung",
    "nhiệm vụ",
    "giải pháp",
    "nhóm",
    "vấn đề",
    "kế hoạch",
    "việc",
    "công việc",
    "mặt",
    "lĩnh vực",
    "hoạt động",
    "chỉ tiêu",
    "đơn vị",
    "dự án",
    "đề tài",
    "đề án",
    "văn bản",
    "mục",
    "ý kiến",
    "kiến nghị",
    "đề xuất",
    "khó khăn",
    "hạn chế",
    "tồn tại",
    "nguyên nhân",
    "bước",
    "tiêu chí",
    "phần",
    "tổ chức",
    "cơ quan",
    "báo cáo",
    "quyết định",
    "chương trình",
    "mục tiêu",
    "yêu cầu",
    "biện pháp",
    "nguyên tắc",
    "bài học",
    "kết quả",
    "sản phẩm",
    "mô hình",
    "phương án",
    "cuộc",
    "hội nghị",
    "lớp",
    "đợt",
    "trọng tâm",
    "thành viên",
    "tờ trình",
    "thông báo",
    "công trình",
    "hạng mục",
    "chuyên đề",
];
/// A list that was announced and is being counted.
struct Announced {
    /// How many, and where it says so.
    count: u32,
    words: String,
    at: crate::source::Span,
    /// The role of the paragraph that announces.
    role: Role,
    /// The role of the list's elements, once the first has come.
    listed: Option<Role>,
    /// First and last of them.
    first: Option<crate::source::Span>,
    found: u32,
    /// How many of them carry a count of the same things: then the list breaks the number down.
    counting: u32,
    noun: String,
    /// A paragraph stands after the last element: only a label that goes on can follow.
    paused: bool,
}

/// Lists that were announced and have not ended.
#[derive(Default)]
pub(super) struct Counts {
    open: Vec<Announced>,
}

fn depth(role: Role) -> Option<u8> {
    match role {
        Role::Article { .. } => Some(1),
        Role::Clause { .. } => Some(2),
        Role::Point { .. } => Some(3),
        Role::Item { level } => Some(3 + level),
        _ => None,
    }
}

impl Counts {
    /// Takes a passage; passages of one text come in reading order.
    pub(super) fn read(&mut self, passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
        if matches!(passage.role, Role::Note | Role::Line) {
            return;
        }
        let mut open = std::mem::take(&mut self.open);
        open.retain_mut(|list| {
            let goes_on = list.take(passage, facts);
            if !goes_on {
                list.report(sink);
            }
            goes_on
        });
        self.open = open;
        if let Some(list) = announced(passage, facts) {
            self.open.push(list);
        }
    }

    /// The end of a text ends its lists.
    pub(super) fn close(self, sink: &mut Sink) {
        for list in &self.open {
            list.report(sink);
        }
    }
}

impl Announced {
    /// Whether the list may go on after this passage.
    fn take(&mut self, passage: &Passage<'_>, facts: &Facts) -> bool {
        let here = depth(passage.role);
        let Some(listed) = self.listed else {
            // The very next passage begins the list, one step deeper than what announces it.
            let deeper = match (here, depth(self.role)) {
                (Some(here), Some(above)) => here > above,
                (here, _) => here.is_some(),
            };
            if deeper {
                self.listed = Some(passage.role);
                self.first = Some(passage.label());
                self.count_in(passage, facts);
            }
            return deeper;
        };
        match (here, depth(listed)) {
            (Some(here), Some(there)) if here == there => {
                // A label that begins anew begins another list.
                let anew = matches!(
                    passage.role,
                    Role::Point { letter: 'a' }
                        | Role::Clause { number: 1 }
                        | Role::Article { number: 1 }
                );
                let plain_after = self.paused && matches!(passage.role, Role::Item { .. });
                if anew || plain_after {
                    return false;
                }
                self.paused = false;
                self.count_in(passage, facts);
                true
            }
            (Some(here), Some(there)) => here > there,
            (None, _) => {
                let pause = matches!(passage.role, Role::Paragraph | Role::Cell)
                    && !matches!(listed, Role::Item { .. });
                self.paused = pause;
                pause || matches!(passage.role, Role::Note)
            }
            _ => false,
        }
    }

    fn count_in(&mut self, passage: &Passage<'_>, facts: &Facts) {
        self.found += 1;
        let same =
            facts.figures.iter().any(|figure| noun(&passage.text, figure).starts_with(&self.noun));
        self.counting += u32::from(same);
    }

    fn report(&self, sink: &mut Sink) {
        let Some(first) = self.first else { return };
        // Elements that count the same things break the number down: «đúng hạn: 09 hồ sơ».
        if self.found == self.count || self.counting > 0 {
            return;
        }
        let (words, found) = (&self.words, self.found);
        sink.push(
            Finding::new(
                Rule::CountMismatch,
                self.at,
                say!(
                    "ghi «{words}» nhưng liệt kê {found}",
                    "says `{words}`, and {found} are listed"
                ),
            )
            .related(first, say!("danh sách bắt đầu ở đây", "the list begins here"))
            .help(say!(
                "sửa con số, hoặc xem có ý nào thiếu, thừa hay bị tách đôi",
                "correct the number, or see whether an item is missing, too many or split in two"
            )),
        );
    }
}

/// Up to three words that follow a number.
pub(super) fn noun(text: &str, figure: &Figure) -> String {
    let rest = text[figure.range.end..].trim_start_matches([' ', '\u{a0}']);
    let end = rest
        .find(|c: char| !(c.is_alphabetic() || c == ' ' || c == '\u{a0}'))
        .unwrap_or(rest.len());
    rest[..end].split_whitespace().take(3).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// How far back and ahead a sentence is followed, in bytes.
pub(super) const FAR: usize = 4096;

/// Where the sentence that holds `before` begins, when these marks end one; a mark inside a number or
/// an abbreviation has no blank after it.
pub(super) fn after_stop(text: &str, before: usize, marks: &[char]) -> usize {
    let mut from = before.saturating_sub(FAR);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    text[from..before]
        .rmatch_indices(marks)
        .map(|(at, mark)| from + at + mark.len())
        .find(|at| text[*at..].starts_with(char::is_whitespace))
        .unwrap_or(from)
}

/// Where the words begin that announce a list: one of [`ANNOUNCES`], or «gồm các» and two words.
fn announcement(text: &str) -> Option<usize> {
    let said = text.strip_suffix(':')?.trim_end();
    let word = |text: &str| {
        let rest = text.trim_end_matches(char::is_alphabetic);
        (rest.len() < text.len()).then_some(rest.len())
    };
    let named = || {
        let last = said[..word(said)?].strip_suffix(' ')?;
        before(&last[..word(last)?], "gồm các ")
    };
    let known = || ANNOUNCES.iter().find_map(|words| before(said, words));
    named().or_else(known).map(str::len)
}

fn announced(passage: &Passage<'_>, facts: &Facts) -> Option<Announced> {
    let text = passage.text.trim_end();
    if facts.figures.is_empty() || !text.ends_with(':') {
        return None;
    }
    let found = announcement(text)?;
    // The number stands in the last sentence, and is the last that counts something listed.
    let start = after_stop(text, found, &['.', ';', '!', '?']);
    let figure = facts.figures.iter().rfind(|figure| {
        figure.range.start >= start && figure.range.end <= found && figure.decimals == 0
    })?;
    let noun = noun(text, figure);
    let head = LISTED.iter().find(|listed| {
        noun.strip_prefix(**listed).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    })?;
    let count = u32::try_from(figure.value / ONE).ok().filter(|count| (2..100).contains(count))?;
    let end = figure.range.end + text[figure.range.end..].to_lowercase().find(head)? + head.len();
    let words = text.get(figure.range.start..end)?.to_owned();
    Some(Announced {
        count,
        words,
        at: passage.span(figure.range.start..end),
        role: passage.role,
        listed: None,
        first: None,
        found: 0,
        counting: 0,
        noun: (*head).to_owned(),
        paused: false,
    })
}

/// `count-mismatch` within a sentence: «06 nội dung sau: (1) …; (2) …».
pub(super) fn inline(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    let text = passage.text.as_str();
    if !facts.looks.first() || facts.figures.is_empty() || matches!(passage.role, Role::Line) {
        return;
    }
    let Some(first) = text.find("(1) ") else { return };
    // Numbered from 1 without a gap, each once: else they are something else.
    let (mut found, mut at) = (0, first);
    loop {
        let mark = format!("({}) ", found + 1);
        match text[at..].find(&mark) {
            Some(next) => {
                found += 1;
                at += next + mark.len();
            }
            None => break,
        }
    }
    let unique = (1..=found).all(|n| text.matches(&format!("({n}) ")).count() == 1);
    let start = after_stop(text, first, &['.', '!', '?']);
    let before = text[start..first].trim_end();
    if found < 2 || !unique || !before.ends_with([':', 'm', 'à']) {
        return;
    }
    let counted = facts.figures.iter().rev().find_map(|figure| {
        if figure.range.start < start || figure.range.end > first || figure.decimals > 0 {
            return None;
        }
        let noun = noun(text, figure);
        let head = LISTED.iter().find(|listed| {
            noun.strip_prefix(**listed).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        })?;
        Some((figure, head))
    });
    let Some((figure, head)) = counted else { return };
    let count = figure.value / ONE;
    if count == i128::from(found) || !(2..100).contains(&count) {
        return;
    }
    let end = figure.range.end
        + text[figure.range.end..].to_lowercase().find(head).unwrap_or(0)
        + head.len();
    let Some(words) = text.get(figure.range.start..end) else { return };
    let last = text[at..].chars().next().map_or(at, |_| at - 1);
    sink.push(
        Finding::new(
            Rule::CountMismatch,
            passage.span(figure.range.start..end),
            say!("ghi «{words}» nhưng liệt kê {found}", "says `{words}`, and {found} are listed"),
        )
        .related(
            passage.span(first..last),
            say!("từ (1) đến ({found}) ở đây", "(1) to ({found}) are here"),
        )
        .help(say!(
            "sửa con số, hoặc xem có ý nào thiếu, thừa hay bị tách đôi",
            "correct the number, or see whether an item is missing, too many or split in two"
        )),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4000, ..ProptestConfig::default() })]

        #[test]
        fn announcements_are_found_as_by_a_pattern(pieces in prop::collection::vec(prop::sample::select(vec![
            " ", " ", "  ", "sau", "đây", "như", "NHƯ SAU", "cụ thể", "dưới đây", "gồm", "Gồm có", "bao", "bao gồm",
            "gồm các ", "gồm các nội dung", "nội", "là", "1", ",", ":",
        ]), 0..8)) {
            static PATTERN: LazyLock<Regex> = LazyLock::new(|| Regex::new(
                r"(?i)(sau đây|như sau|cụ thể sau|sau|dưới đây|cụ thể|gồm có|bao gồm|gồm|gồm các \p{L}+ \p{L}+|là)\s*:\s*$",
            ).unwrap());
            let text = pieces.concat() + ":";
            prop_assert_eq!(announcement(&text), PATTERN.find(&text).map(|found| found.start()), "{:?}", text);
        }
    }
}
