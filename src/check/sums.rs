//! Sums: «46 nhiệm vụ (bao gồm 05 …, 32 …, 09 …)».

use super::counts::{FAR, after_stop, noun};
use super::facts::{Facts, Figure, ONE, after};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::Passage;
use crate::say;
use std::ops::Range;

/// Words that open the parts of a sum.
const OPENERS: [(&str, Claim); 4] = [
    ("bao gồm", Claim::Whole),
    ("gồm có", Claim::Whole),
    ("gồm", Claim::Whole),
    ("trong đó", Claim::Some),
];
/// Things and measures whose name is one word: «đoàn quốc tế» and «đoàn trong nước» are both «đoàn».
const SINGLE: [&str; 22] = [
    "đoàn",
    "lớp",
    "đơn",
    "xã",
    "phường",
    "người",
    "vụ",
    "cuộc",
    "lượt",
    "hộ",
    "suất",
    "ca",
    "tin",
    "bài",
    "trường",
    "ha",
    "km",
    "m",
    "kg",
    "tấn",
    "tạ",
    "lít",
];
/// Second words with which those are something else.
const COMPOUND: [&str; 9] = ["vị", "chiếu", "khẩu", "hội", "viên", "học", "hợp", "đội", "vuông"];
/// Words before a number that names something.
const NAMES: [&str; 30] = [
    "năm", "tháng", "quý", "ngày", "số", "điều", "khoản", "điểm", "mục", "đợt", "lần", "thứ",
    "khóa", "khoá", "hạng", "loại", "nhóm", "đoạn", "từ", "đến", "tuần", "kỳ", "lục", "biểu",
    "bảng", "án", "định", "luật", "quyết", "phần",
];
/// Words before a number that compares, and is no part.
const COMPARES: [&str; 20] = [
    " tăng ",
    " giảm ",
    " so với ",
    " vượt ",
    " còn ",
    " thiếu ",
    " tương ứng ",
    " bình quân ",
    " trung bình ",
    " mỗi ",
    " bằng ",
    " chiếm ",
    " trong đó ",
    " trong đó: ",
    " riêng ",
    " với ",
    " gấp ",
    " thêm ",
    " khoảng ",
    " hơn ",
];
/// Words by which one thing may be two of the parts.
const OVERLAPS: [&str; 20] = [
    " nữ",
    " dân tộc",
    " đảng viên",
    " đạt ",
    " được ",
    " là ",
    " có ",
    " trên ",
    " dưới ",
    " trẻ ",
    " tôn giáo",
    " khuyết tật",
    " nghèo",
    " trình độ",
    " lượt ",
    " tham gia",
    " đã ",
    " biết ",
    " sử dụng",
    " thuộc diện",
];
/// How far from its total a colon or a bracket may stand, in characters.
const NEAR: usize = 60;
/// Words that follow a number of things left unnamed: «05 cấp tỉnh, 32 cấp huyện».
const ELLIPSIS: [&str; 15] = [
    "cấp", "thuộc", "của", "loại", "ở", "tại", "nam", "nữ", "trực", "đúng", "quá", "trước", "đã",
    "đang", "chưa",
];

/// What a number counts or measures, for comparing: a scale for money, else its first word.
fn unit(text: &str, figure: &Figure) -> (String, i128) {
    let noun = noun(text, figure);
    let mut words = noun.split(' ');
    let first = words.next().unwrap_or("").to_owned();
    let money = |rest: &str| rest.is_empty() || rest.starts_with("đồng") || rest.starts_with("usd");
    let rest = words.next().unwrap_or("");
    let single = SINGLE.contains(&first.as_str()) && !COMPOUND.contains(&rest);
    match first.as_str() {
        "đồng" | "đ" => ("đồng".into(), 1),
        "nghìn" | "ngàn" if money(rest) => ("đồng".into(), 1_000),
        "triệu" if money(rest) => ("đồng".into(), 1_000_000),
        "tỷ" | "tỉ" if money(rest) => ("đồng".into(), 1_000_000_000),
        _ if rest.is_empty() || single => (first, 1),
        _ => (format!("{first} {rest}"), 1),
    }
}

/// How sure it is that the parts are all there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Claim {
    /// «gồm»: they make up the whole.
    Whole,
    /// «trong đó»: some of it, and one thing may be two of them.
    Some,
    /// A colon or a bracket alone: they are the whole or some of it.
    Bare,
}

/// What opens parts, how sure they are, and whether «có» follows.
type Opener = (Range<usize>, Claim, bool);

/// [`OPENERS`] after a mark or a blank, with what stands around them: `(bao gồm: `, ` trong đó có `.
/// Written out, for as a pattern it took longer to make than a small report to check.
fn named(text: &str) -> Vec<Opener> {
    let mut all = Vec::new();
    // Where the mark or the blanks before a word begin.
    let mut start = None;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if matches!(c, '(' | ',' | ';' | ':') {
            start = Some(at);
        } else if c.is_whitespace() {
            start = start.or(Some(at));
        } else if let Some(start) = start.take()
            && let Some((rest, claim)) =
                OPENERS.iter().find_map(|(word, claim)| Some((after(&text[at..], word)?, *claim)))
        {
            let rest = rest.trim_start();
            let has = after(rest, "có");
            let rest = has.unwrap_or(rest).trim_start();
            let rest = rest.strip_prefix(':').unwrap_or(rest).trim_start();
            at = text.len() - rest.len();
            all.push((start..at, claim, has.is_some()));
            continue;
        }
        at += c.len_utf8();
    }
    all
}

/// Where parts begin.
fn openers(text: &str) -> Vec<Opener> {
    let mut all = named(text);
    let named = all.len();
    for (at, mark) in text.match_indices([':', '(']) {
        let range = at..at + mark.len();
        let taken = all[..named].iter().any(|(other, ..)| other.contains(&at));
        let word = text[range.end..].chars().next();
        let opens = match mark {
            "(" => word.is_some_and(|c| c.is_ascii_digit()),
            _ => word.is_some_and(char::is_whitespace),
        };
        if opens && !taken {
            all.push((range, Claim::Bare, false));
        }
    }
    all
}

#[cfg(test)]
pub(super) fn has_openers(text: &str) -> bool {
    !openers(text).is_empty()
}

/// `sum-mismatch` within a paragraph.
pub(super) fn run(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    let text = passage.text.as_str();
    if facts.figures.len() < 3 || !facts.looks.parts(text) {
        return;
    }
    for (opener, claim, has) in openers(text) {
        // «trong đó có 67 tin» names one part and is silent about the rest.
        if claim == Claim::Some && has {
            continue;
        }
        let end = end_of_parts(text, opener.clone());
        let Some(Parts { figures, cut, overlap }) = parts(text, facts, opener.end..end) else {
            continue;
        };
        let money = figures.first().is_some_and(|part| unit(text, part.figure).0 == "đồng");
        if figures.len() < 2 || (overlap && !money && claim != Claim::Whole) {
            continue;
        }
        let Some((total, listed)) = total(text, facts, &opener, claim, &figures) else { continue };
        let exact = !cut && (claim == Claim::Whole || listed);
        let parts: Vec<&Figure> = figures.into_iter().map(|part| part.figure).collect();
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
        grouped(sum / scale, text[total.range.clone()].contains('.'))
    } else {
        let made = format!("{:.3}", sum as f64 / scale as f64).replace('.', ",");
        made.trim_end_matches('0').to_owned()
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

/// A number with its thousands apart, where the text has them so.
fn grouped(number: i128, dots: bool) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if dots && at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    out
}

/// Parts end with the bracket they stand in, else with their sentence.
fn end_of_parts(text: &str, opener: Range<usize>) -> usize {
    let bracketed = text[opener.clone()].starts_with('(');
    let mut deep = 0_i32;
    for (at, c) in text[opener.end..].char_indices() {
        if at > FAR {
            return opener.end; // no sentence is that long: what it sums up cannot be told
        }
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

/// A number among the parts.
struct Part<'f> {
    figure: &'f Figure,
    /// It stands at the head of its part: what it counts may be left unnamed.
    head: bool,
}

/// What stands after an opener.
struct Parts<'f> {
    figures: Vec<Part<'f>>,
    /// Something else follows in the sentence: there may be parts behind it.
    cut: bool,
    /// One thing may be two of the parts: «60 người là nữ, 70 người là đảng viên».
    overlap: bool,
}

/// Whether a number names something instead of counting: «năm 2026», «giai đoạn 1».
fn is_name(text: &str, figure: &Figure) -> bool {
    let mut before = text[..figure.range.start].split_whitespace();
    let mut word = || before.next_back().unwrap_or("").trim_start_matches('(').to_lowercase();
    let last = word();
    NAMES.contains(&last.as_str()) && !(last == "số" && word() == "tổng")
}

/// Whether a number says by how much something changed: «giảm 5 vụ».
fn is_change(text: &str, figure: &Figure) -> bool {
    let before = text[..figure.range.start].split_whitespace().next_back().unwrap_or("");
    ["tăng", "giảm", "thêm", "vượt", "hơn", "còn", "thiếu"].contains(&before)
}

/// The number of each part; `None` when a part cannot be understood.
fn parts<'f>(text: &str, facts: &'f Facts, range: Range<usize>) -> Option<Parts<'f>> {
    let mut pieces = Vec::new();
    let (mut deep, mut start) = (0_i32, range.start);
    let slice = &text[range.clone()];
    // Brackets within: what stands in them says more about a part.
    let mut nested: Vec<Range<usize>> = Vec::new();
    for (at, c) in slice.char_indices() {
        let place = range.start + at;
        match c {
            '(' | '[' => {
                if deep == 0 {
                    nested.push(place..range.end);
                }
                deep += 1;
            }
            ')' | ']' => {
                deep -= 1;
                if let Some(last) = nested.last_mut().filter(|_| deep == 0) {
                    last.end = place;
                }
            }
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
    let mut out = Parts { figures: Vec::new(), cut: false, overlap: false };
    for piece in pieces {
        let words = text[piece.clone()].trim_start();
        let head = piece.end - words.len();
        let inside: Vec<&Figure> = facts
            .figures
            .iter()
            .filter(|figure| piece.contains(&figure.range.start))
            .filter(|figure| !nested.iter().any(|inner| inner.contains(&figure.range.start)))
            .filter(|figure| !is_name(text, figure))
            .collect();
        let Some(first) = inside.first() else { continue };
        let lower = format!(" {} ", words.to_lowercase());
        // Lower case may be shorter or longer, so each stretch is made on its own.
        let before = format!(" {} ", text[head..first.range.start].to_lowercase());
        if COMPARES.iter().any(|word| before.contains(word)) {
            out.cut = true;
            break;
        }
        out.overlap |= OVERLAPS.iter().any(|word| lower.contains(word));
        if first.range.start == head {
            out.figures.push(Part { figure: first, head: true });
        } else if inside.len() == 1 {
            out.figures.push(Part { figure: first, head: false });
        } else {
            return None;
        }
    }
    Some(out)
}

/// The number that the parts are parts of: the nearest before them, in their sentence, that counts
/// the same things; and whether it names the things that the parts count one by one («162 xã, phường
/// (150 xã, 12 phường)»).
fn total<'f>(
    text: &str,
    facts: &'f Facts,
    opener: &Range<usize>,
    claim: Claim,
    parts: &[Part<'_>],
) -> Option<(&'f Figure, bool)> {
    let start = after_stop(text, opener.start, &['.', ';']);
    let units: Vec<String> = parts.iter().map(|part| unit(text, part.figure).0).collect();
    let elliptic = |unit: &str| ELLIPSIS.contains(&unit.split(' ').next().unwrap_or(""));
    let last = facts.figures.partition_point(|figure| figure.range.end <= opener.start);
    let mut candidates = facts.figures[..last]
        .iter()
        .rev()
        .take_while(|figure| figure.range.start >= start)
        .filter(|figure| !is_name(text, figure) && !is_change(text, figure));
    let heads = parts.iter().all(|part| part.head);
    if claim != Claim::Bare && heads && units.iter().all(|unit| elliptic(unit)) {
        return candidates.next().map(|total| (total, false));
    }
    candidates.find_map(|figure| {
        let whole = unit(text, figure).0;
        // A colon or a bracket alone belongs to what stands right before it.
        let between = text.get(figure.range.end..opener.start)?;
        // What stands in a bracket that is closed is said by the way.
        let mut deep = 0_i32;
        let closed = between.chars().any(|c| {
            deep += i32::from(c == '(') - i32::from(c == ')');
            deep < 0
        });
        if closed {
            return None;
        }
        if whole.is_empty() || claim == Claim::Bare && between.chars().count() > NEAR {
            return None;
        }
        // All parts must count what the whole counts: «01 đoàn gồm 05 cán bộ, 02 lái xe» does not.
        let same = parts.iter().zip(&units).all(|(part, unit)| {
            *unit == whole || claim != Claim::Bare && part.head && elliptic(unit)
        });
        if same {
            return Some((figure, false));
        }
        let named = between.to_lowercase().replace(" và ", ", ");
        let named: Vec<&str> = named.split(',').map(str::trim).collect();
        let one_by_one = named.len() == parts.len()
            && parts.iter().zip(&named).all(|(part, name)| {
                let noun = noun(text, part.figure);
                let rest = noun.strip_prefix(name);
                part.head
                    && !name.is_empty()
                    && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
            });
        one_by_one.then_some((figure, true))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::passage::Role;
    use crate::source::FileId;
    use proptest::prelude::*;
    use regex::Regex;
    use std::sync::LazyLock;

    fn found(text: &str) -> usize {
        let mut sink = Sink::new();
        let passage = Passage::verbatim(Role::Paragraph, FileId(0), 0, text, 0..0);
        run(&passage, &Facts::of(text), &mut sink);
        sink.len()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

        #[test]
        fn openers_are_found_as_by_a_pattern(pieces in prop::collection::vec(prop::sample::select(vec![
            " ", "  ", "\n", "\u{a0}", "(", ",", ";", ":", "bao gồm", "Bao Gồm", "gồm có", "gồm", "GỒM", "bao",
            "trong đó", "TRONG ĐÓ", "trong", "đó", "có", "Có", "5 xã", "gồmxã", "a",
        ]), 0..12)) {
            static PARTS: LazyLock<Regex> = LazyLock::new(|| Regex::new(
                r"(?i)(?:[(,;:]|\s)\s*(?:(bao gồm|gồm có|gồm)|(trong đó))\s*(có)?\s*(:)?\s*",
            ).unwrap());
            let text = pieces.concat();
            let wanted: Vec<_> = PARTS
                .captures_iter(&text)
                .map(|found| {
                    let claim = if found.get(1).is_some() { Claim::Whole } else { Claim::Some };
                    (found.get(0).unwrap().range(), claim, found.get(3).is_some())
                })
                .collect();
            prop_assert_eq!(named(&text), wanted);
        }
    }

    /// Letters whose lower case has another length, at every place.
    #[test]
    fn letters_that_change_their_length_do_no_harm() {
        let text = "Có 10 đoàn (5 đoàn A, B 6 đoàn C và D 7 đoàn): gồm 3 xã, 4 phường, 5 người.";
        for c in ['\u{212a}', 'İ', 'ẞ', 'Ⱥ', '\u{301}', '漢'] {
            for (at, _) in text.char_indices().chain([(text.len(), ' ')]) {
                let _ = found(&format!("{}{c}{}", &text[..at], &text[at..]));
                let _ = found(&format!("{}{c}{c}{c} {}", &text[..at], &text[at..]));
            }
        }
        assert_eq!(found("Có 10 đoàn (5 đoàn A, 6 đoàn B)."), 1);
    }
}
