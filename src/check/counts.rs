//! Announced counts, sums and shares.

use super::facts::{Facts, Figure, ONE, captures, pattern};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::{Passage, Role};
use crate::say;
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// What a list of things is announced with, at the end of a paragraph.
static ANNOUNCES: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)(sau đây|như sau|cụ thể sau|sau|dưới đây|cụ thể|gồm có|bao gồm|gồm|gồm các \p{L}+ \p{L}+|là)\s*:\s*$",
    )
});
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
/// What opens the parts of a sum: `exact` parts make up the whole, others are some of it.
static PARTS: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)(?:[(,;:]|\s)\s*(?:(bao gồm|gồm có|gồm)|(trong đó))\s*(có)?\s*(:)?\s*")
});
/// Words that follow a number of things left unnamed: «05 cấp tỉnh, 32 cấp huyện».
const ELLIPSIS: [&str; 15] = [
    "cấp", "thuộc", "của", "loại", "ở", "tại", "nam", "nữ", "trực", "đúng", "quá", "trước", "đã",
    "đang", "chưa",
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
fn noun(text: &str, figure: &Figure) -> String {
    let rest = text[figure.range.end..].trim_start_matches([' ', '\u{a0}']);
    let end = rest
        .find(|c: char| !(c.is_alphabetic() || c == ' ' || c == '\u{a0}'))
        .unwrap_or(rest.len());
    rest[..end].split_whitespace().take(3).collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Where the sentence that holds `before` begins, when these marks end one; a mark inside a number or
/// an abbreviation has no blank after it.
fn after_stop(text: &str, before: usize, marks: &[char]) -> usize {
    text[..before]
        .rmatch_indices(marks)
        .map(|(at, mark)| at + mark.len())
        .find(|at| text[*at..].starts_with(char::is_whitespace))
        .unwrap_or(0)
}

fn announced(passage: &Passage<'_>, facts: &Facts) -> Option<Announced> {
    let text = passage.text.trim_end();
    if facts.figures.is_empty() || !text.ends_with(':') {
        return None;
    }
    let found = ANNOUNCES.find(text)?;
    // The number stands in the last sentence, and is the last that counts something listed.
    let start = after_stop(text, found.start(), &['.', ';', '!', '?']);
    let figure = facts.figures.iter().rfind(|figure| {
        figure.range.start >= start && figure.range.end <= found.start() && figure.decimals == 0
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

/// What a number counts or measures, for comparing: a scale for money, else its first word.
fn unit(text: &str, figure: &Figure) -> (String, i128) {
    let noun = noun(text, figure);
    let mut words = noun.split(' ');
    let first = words.next().unwrap_or("").to_owned();
    let money = |rest: &str| rest.is_empty() || rest.starts_with("đồng") || rest.starts_with("usd");
    let rest = words.next().unwrap_or("");
    match first.as_str() {
        "đồng" | "đ" => ("đồng".into(), 1),
        "nghìn" | "ngàn" if money(rest) => ("đồng".into(), 1_000),
        "triệu" if money(rest) => ("đồng".into(), 1_000_000),
        "tỷ" | "tỉ" if money(rest) => ("đồng".into(), 1_000_000_000),
        _ => (if rest.is_empty() { first } else { format!("{first} {rest}") }, 1),
    }
}

/// `sum-mismatch` within a paragraph.
pub(super) fn sums(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    if facts.figures.len() < 3 {
        return;
    }
    let text = passage.text.as_str();
    if !["gồm", "rong đó", "GỒM", "RONG ĐÓ", "Gồm"].iter().any(|word| text.contains(word))
    {
        return;
    }
    for found in captures(&PARTS, text) {
        let Some(whole) = found.get(0) else { continue };
        let exact = found.get(1).is_some();
        // «trong đó có 67 tin» names one part and is silent about the rest.
        if !exact && found.get(3).is_some() {
            continue;
        }
        let end = end_of_parts(text, whole.range());
        let Some(parts) = parts(text, facts, whole.end()..end) else { continue };
        if parts.len() < 2 {
            continue;
        }
        let Some(total) = total(text, facts, whole.start(), &parts) else { continue };
        let scale = |figure: &Figure| figure.value * unit(text, figure).1;
        let (sum, all): (i128, i128) = (parts.iter().map(|part| scale(part)).sum(), scale(total));
        // Rounded parts may miss the whole by half of their last digit each.
        let slack: i128 = parts
            .iter()
            .chain([&total])
            .filter(|figure| figure.decimals > 0)
            .map(|figure| unit(text, figure).1 * ONE / 10_i128.pow(figure.decimals) / 2)
            .sum();
        if (sum - all).abs() <= slack || (!exact && sum < all) {
            continue;
        }
        report_sum(passage, total, &parts, sum, sink);
    }
}

fn report_sum(
    passage: &Passage<'_>,
    total: &Figure,
    parts: &[&Figure],
    sum: i128,
    sink: &mut Sink,
) {
    let text = passage.text.as_str();
    let whole = &text[total.range.clone()];
    let list: Vec<&str> = parts.iter().map(|part| &text[part.range.clone()]).collect();
    let list = list.join(" + ");
    let scale = unit(text, total).1 * ONE;
    let made = if sum % scale == 0 {
        (sum / scale).to_string()
    } else {
        format!("{:.3}", sum as f64 / scale as f64).replace('.', ",")
    };
    let first = parts[0].range.start;
    let last = parts[parts.len() - 1].range.end;
    sink.push(
        Finding::new(
            Rule::SumMismatch,
            passage.span(total.range.clone()),
            say!("ghi {whole} nhưng {list} = {made}", "says {whole}, but {list} = {made}"),
        )
        .related(passage.span(first..last), say!("các số thành phần", "the parts"))
        .help(say!(
            "cộng lại, rồi sửa số tổng hoặc số thành phần",
            "add them up again, and correct the whole or a part"
        )),
    );
}

/// Parts end with the bracket they stand in, else with their sentence.
fn end_of_parts(text: &str, opener: Range<usize>) -> usize {
    let bracketed = text[opener.clone()].starts_with('(');
    let mut deep = 0_i32;
    for (at, c) in text[opener.end..].char_indices() {
        let at = opener.end + at;
        match c {
            '(' | '[' => deep += 1,
            ')' | ']' if deep == 0 => return at,
            ')' | ']' => deep -= 1,
            '.' | '!' | '?'
                if deep == 0
                    && !bracketed
                    && text[at + 1..].chars().next().is_none_or(char::is_whitespace) =>
            {
                return at;
            }
            _ => {}
        }
    }
    text.len()
}

/// The number at the head of each part; `None` when a part cannot be understood.
fn parts<'f>(text: &str, facts: &'f Facts, range: Range<usize>) -> Option<Vec<&'f Figure>> {
    let mut pieces = Vec::new();
    let (mut deep, mut start) = (0_i32, range.start);
    let slice = &text[range.clone()];
    for (at, c) in slice.char_indices() {
        let place = range.start + at;
        match c {
            '(' | '[' => deep += 1,
            ')' | ']' => deep -= 1,
            ',' | ';'
                if deep == 0 && !slice[at + 1..].starts_with(|c: char| c.is_ascii_digit()) =>
            {
                pieces.push(start..place);
                start = place + 1;
            }
            _ if deep == 0 && slice[at..].starts_with(" và ") => {
                pieces.push(start..place);
                start = place + " và ".len();
            }
            _ => {}
        }
    }
    pieces.push(start..range.end);
    let mut out = Vec::new();
    for piece in pieces {
        if piece.is_empty() {
            continue;
        }
        let words = text[piece.clone()].trim_start();
        let head = piece.end - words.len();
        let mut inside = facts.figures.iter().filter(|figure| piece.contains(&figure.range.start));
        let Some(first) = inside.next() else { continue };
        if first.range.start == head {
            out.push(first);
        } else if inside.next().is_none() && unit(text, first).0 == "đồng" {
            // «vốn trung ương 20 triệu đồng»
            out.push(first);
        } else {
            return None;
        }
    }
    Some(out)
}

/// The number that the parts are parts of: the nearest before them, in their sentence, that counts
/// the same things.
fn total<'f>(text: &str, facts: &'f Facts, before: usize, parts: &[&Figure]) -> Option<&'f Figure> {
    let start = after_stop(text, before, &['.', ';']);
    let units: Vec<String> = parts.iter().map(|part| unit(text, part).0).collect();
    let elliptic = units
        .iter()
        .filter(|unit| ELLIPSIS.contains(&unit.split(' ').next().unwrap_or("")))
        .count();
    let mut candidates =
        facts.figures.iter().rev().filter(|f| f.range.start >= start && f.range.end <= before);
    if elliptic == parts.len() {
        return candidates.next();
    }
    // All parts must count what the whole counts: «01 đoàn gồm 05 cán bộ, 02 lái xe» does not.
    candidates.find(|figure| {
        let whole = unit(text, figure).0;
        let same = units.iter().filter(|unit| **unit == whole).count();
        !whole.is_empty() && same + elliptic == parts.len()
    })
}

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
    let link = text[whole..].find(|c: char| digit(c) || "%;/".contains(c))?;
    let from = whole + link;
    let mut to = run(from);
    if whole == after || to == from || text[whole..from].chars().count() > 60 {
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
pub(super) fn shares(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    let text = passage.text.as_str();
    if !(facts.looks.percent() && facts.looks.slash()) {
        return;
    }
    let mut past = 0;
    for (bar, _) in text.match_indices('/') {
        let Some(found) = share(text, bar).filter(|found| found.place.start >= past) else {
            continue;
        };
        past = found.place.end;
        let link = found.link.to_lowercase();
        let told = ["(", "đạt", "chiếm", "bằng", "tỷ lệ", "tỉ lệ", "tương đương", "="]
            .iter()
            .any(|word| link.contains(word));
        let before = &text[..found.place.start];
        let glued = before.chars().next_back();
        // «từ 05/12 đến nay đạt 80%»: a day.
        let last = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
        if ["từ", "đến", "ngày", "trước", "sau"].iter().any(|word| last.ends_with(word)) {
            continue;
        }
        if !told || glued.is_some_and(|c| c.is_alphanumeric() || "/.,-".contains(c)) {
            continue;
        }
        let percent = &text[found.percent.clone()];
        let number = |text: &str| text.replace('.', "").replace(',', ".").parse::<f64>().ok();
        let (Some(part), Some(whole), Some(said)) =
            (number(found.part), number(found.whole), number(percent))
        else {
            continue;
        };
        let decimals = percent.split_once(',').map_or(0, |(_, part)| part.len() as i32);
        let is = part / whole * 100.0;
        // Rounded or cut off: both are in use.
        if whole <= 0.0 || (is - said).abs() < 10_f64.powi(-decimals) {
            continue;
        }
        let (part, whole, said) = (found.part, found.whole, percent);
        let is =
            format!("{is:.*}", usize::try_from(decimals).unwrap_or(0).max(1)).replace('.', ",");
        sink.push(
            Finding::new(
                Rule::RatioMismatch,
                passage.span(found.percent),
                say!(
                    "{part}/{whole} là {is}%, không phải {said}%",
                    "{part}/{whole} is {is}%, not {said}%"
                ),
            )
            .help(say!("tính lại tỷ lệ", "work the percentage out again")),
        );
    }
}
