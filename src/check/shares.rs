//! Shares: `09/09 hồ sơ (đạt 100%)`, `80% (45/60 xã)`.

use super::facts::{Facts, captures, pattern};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::Passage;
use crate::say;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// `09/09 hồ sơ (đạt 100%)`: two numbers, what stands after them, and a percentage.
struct Share<'a> {
    part: &'a str,
    whole: &'a str,
    link: &'a str,
    percent: Range<usize>,
    /// Where it begins and ends.
    place: Range<usize>,
}

/// The share whose bar stands at `bar`, if there is one and a percentage within sixty characters.
fn share(text: &str, bar: usize) -> Option<Share<'_>> {
    let digit = |c: char| c.is_ascii_digit();
    let one_blank =
        |text: &str| text.chars().next().filter(|c| c.is_whitespace()).map_or(0, char::len_utf8);
    // `1.234` or `12`; longer runs are cut into threes by dots.
    let grouped = |text: &str| {
        let mut groups = text.split('.');
        groups.next().is_some_and(|first| (1..=3).contains(&first.len()))
            && groups.all(|group| group.len() == 3)
    };
    let end = match text[..bar].chars().next_back()? {
        c if c.is_whitespace() => bar - c.len_utf8(),
        _ => bar,
    };
    let start = text[..end]
        .rfind(|c| !digit(c) && c != '.')
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let part = text[start..end].trim_start_matches('.');
    if part.is_empty() || (part.contains('.') && !grouped(part)) {
        return None;
    }
    let after = bar + 1 + one_blank(&text[bar + 1..]);
    let run = |at: usize| text[at..].find(|c| !digit(c)).map_or(text.len(), |len| at + len);
    let mut whole = run(after);
    if (1..=3).contains(&(whole - after)) {
        while text[whole..].starts_with('.') && run(whole + 1) >= whole + 4 {
            whole += 4;
        }
    }
    if whole == after {
        return None;
    }
    let ends = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'%' | b';' | b'/');
    let link = text.as_bytes()[whole..].iter().position(ends)?;
    let from = whole + link;
    let mut to = run(from);
    if to == from || text[whole..from].chars().count() > 60 {
        return None;
    }
    if text[to..].starts_with(',') && run(to + 1) > to + 1 {
        to = run(to + 1);
    }
    let sign = to + one_blank(&text[to..]);
    text[sign..].starts_with('%').then(|| Share {
        part,
        whole: &text[after..whole],
        link: &text[whole..from],
        percent: from..to,
        place: end - part.len()..sign + 1,
    })
}

/// `ratio-mismatch`: a share and the percentage given for it.
pub(super) fn run(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    let text = passage.text.as_str();
    if !(facts.looks.percent() && facts.looks.slash()) {
        return;
    }
    turned(passage, sink);
    let mut past = 0;
    for (bar, _) in text.match_indices('/') {
        let Some(found) = share(text, bar).filter(|found| found.place.start >= past) else {
            continue;
        };
        past = found.place.end;
        let before = &text[..found.place.start];
        // Most are part of something else, such as a date.
        if before.ends_with(|c: char| c.is_alphanumeric() || "/.,-".contains(c)) {
            continue;
        }
        // «từ 05/12 đến nay đạt 80%»: a day.
        let last = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
        if ["từ", "đến", "ngày", "trước", "sau"].iter().any(|word| last.ends_with(word)) {
            continue;
        }
        let link = found.link.to_lowercase();
        let told = ["(", "đạt", "chiếm", "bằng", "tỷ lệ", "tỉ lệ", "tương đương", "="]
            .iter()
            .any(|word| link.contains(word));
        if !told {
            continue;
        }
        compare(passage, (found.part, found.whole), found.percent, sink);
    }
}

/// A percentage, and the share it stands for after it.
static TURNED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(\d{1,3}(?:,\d{1,3})?)\s?%[^\d%;.()]{0,40}\((?:(tương ứng|tương đương|tức)(?: với| là)?\s+)?(\d{1,3}(?:\.\d{3})*|\d+)\s?/\s?(\d{1,3}(?:\.\d{3})*|\d+)\s+\p{L}",
    )
});

/// `80% (tương ứng 48/60 xã)`.
fn turned(passage: &Passage<'_>, sink: &mut Sink) {
    if !passage.text.contains('(') {
        return;
    }
    for found in captures(&TURNED, &passage.text) {
        let (Some(percent), Some(part), Some(whole)) = (found.get(1), found.get(3), found.get(4))
        else {
            continue;
        };
        // «80% (12/2024 …)» is a month, «80% (05/12 …)» may be a day.
        let small = whole.as_str().parse::<u32>().is_ok_and(|number| number <= 12);
        let year = whole.len() == 4 && whole.as_str().starts_with(['1', '2']);
        let before = passage.text[..percent.start()].chars().next_back();
        let glued = before.is_some_and(|c| c.is_ascii_digit() || ",.-–".contains(c));
        if glued || found.get(2).is_none() && (small || year) {
            continue;
        }
        compare(passage, (part.as_str(), whole.as_str()), percent.range(), sink);
    }
}

/// Reports a percentage that is not what a share comes to.
fn compare(
    passage: &Passage<'_>,
    (part, whole): (&str, &str),
    percent: Range<usize>,
    sink: &mut Sink,
) {
    let said = &passage.text[percent.clone()];
    let number = |text: &str| text.replace('.', "").replace(',', ".").parse::<f64>().ok();
    let (Some(some), Some(all), Some(given)) = (number(part), number(whole), number(said)) else {
        return;
    };
    let decimals = said.split_once(',').map_or(0, |(_, part)| part.len() as i32);
    let is = some / all * 100.0;
    // Rounded or cut off: both are in use.
    if all <= 0.0 || (is - given).abs() < 10_f64.powi(-decimals) {
        return;
    }
    let is = format!("{is:.*}", usize::try_from(decimals).unwrap_or(0).max(1)).replace('.', ",");
    sink.push(
        Finding::new(
            Rule::RatioMismatch,
            passage.span(percent),
            say!(
                "{part}/{whole} là {is}%, không phải {said}%",
                "{part}/{whole} is {is}%, not {said}%"
            ),
        )
        .help(say!("tính lại tỷ lệ", "work the percentage out again")),
    );
}
