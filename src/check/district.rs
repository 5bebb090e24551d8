//! `district-body`: since 1/7/2025 local government has two tiers, and a new document has nothing to ask
//! of a district.

use super::facts::{Facts, captures, pattern};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::manifest::Date as Own;
use crate::passage::{Passage, Role, Spot};
use crate::say;
use regex::Regex;
use std::sync::LazyLock;

/// A district's committee, council, Party committee or office, with the district's name or for all.
static BODY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?:UBND|HĐND|Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân|Huyện ủy|Phòng \p{Lu}[\p{L} ]{3,40}?)\s+(?:(?:các\s+)?(?:huyện|quận|thị xã)(?:(?:\s+\p{Lu}\p{Ll}*)+|,)|cấp huyện)|Ban Thường vụ Huyện ủy",
    )
});

/// What tells of the time before: the mention is history.
const BEFORE: [&str; 17] = [
    "(cũ)",
    " cũ",
    "trước đây",
    "trước ngày",
    "trước khi",
    "trước thời điểm",
    "sáp nhập",
    "sắp xếp",
    "nay là",
    "giải thể",
    "kết thúc hoạt động",
    "bàn giao",
    "chuyển giao",
    "tiếp nhận từ",
    "không tổ chức",
    "bãi bỏ",
    "thay thế",
];

/// The mentions of a document, if it is one of the new time.
#[derive(Debug, Default)]
pub(super) struct Districts<'a> {
    first: Option<(Spot<'a>, String)>,
    count: u32,
}

/// Whether a document is dated after the change, as far as its date is known.
fn is_new(own: Own) -> bool {
    own.year.is_some_and(|year| year > 2025 || year == 2025 && own.month.is_some_and(|m| m >= 7))
}

impl<'a> Districts<'a> {
    /// Takes a passage.
    pub(super) fn read(&mut self, passage: &Passage<'a>, facts: &Facts, own: Own) {
        let text = passage.text.as_str();
        let may = ["huyện", "quận", "thị xã", "Huyện ủy"];
        if !is_new(own) || passage.role == Role::Note || !may.iter().any(|word| text.contains(word))
        {
            return;
        }
        for found in captures(&BODY, text) {
            let Some(whole) = found.get(0) else { continue };
            // The sentence, in which a date, a year or a document before the change makes it history.
            let from = super::counts::after_stop(text, whole.start(), &['.', ';', '!', '?']);
            let to = text[whole.end()..].find(['.', ';']).map_or(text.len(), |at| whole.end() + at);
            let sentence = &text[from..to];
            let lower = sentence.to_lowercase();
            let old = BEFORE.iter().any(|word| lower.contains(word))
                || (1990..=2025).any(|year| sentence.contains(&year.to_string()))
                || facts.cites.iter().any(|cite| (from..to).contains(&cite.range.start));
            let quoted = text[..whole.start()].chars().rev().find(|c| "“”«»\"".contains(*c));
            if old || quoted.is_some_and(|c| "“«\"".contains(c)) {
                continue;
            }
            self.count += 1;
            let words = whole.as_str().trim_end_matches(',').to_owned();
            let range = whole.start()..whole.start() + words.len();
            self.first.get_or_insert_with(|| (passage.spot(range), words));
        }
    }

    /// Takes what was read further on.
    pub(super) fn absorb(&mut self, other: Districts<'a>) {
        self.count += other.count;
        if self.first.is_none() {
            self.first = other.first;
        }
    }

    /// Reports the first.
    pub(super) fn close(self, sink: &mut Sink) {
        let (Some((at, words)), count) = (self.first, self.count) else { return };
        let message = if count == 1 {
            say!(
                "«{words}»: từ ngày 01/7/2025 không còn cấp huyện",
                "`{words}`: there are no districts since 1 July 2025"
            )
        } else {
            say!(
                "«{words}»: từ ngày 01/7/2025 không còn cấp huyện; {count} chỗ như vậy trong văn bản",
                "`{words}`: there are no districts since 1 July 2025; {count} such places in the document"
            )
        };
        sink.push(Finding::new(Rule::DistrictBody, at.span(), message).help(say!(
            "ghi tên xã, phường hoặc cơ quan cấp tỉnh hiện nay; nói về thời gian trước thì ghi rõ năm, hoặc thêm «(cũ)»",
            "name the commune, the ward or the provincial body of today; where the time before is meant, give the year or add «(cũ)»"
        )));
    }
}
