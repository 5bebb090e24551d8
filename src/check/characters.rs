//! Characters: what nobody sees, what is not composed, what comes from an old encoding, blanks used
//! for layout, and two ways of placing tone marks.

use super::facts::{Facts, pattern};
use super::look::Looks;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::{Passage, Role, Spot};
use crate::say;
use crate::source::FileId;
use crate::text::{is_forbidden, nfc};
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

/// The rules that look at one passage alone.
pub(super) fn run(passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
    let looks = &facts.looks;
    blanks(passage, looks, sink);
    legacy(passage, looks, sink);
    if looks.alike() {
        alike(passage, sink);
    }
    if looks.odd() {
        invisible(passage, sink);
        composed(passage, sink);
    }
}

/// The letter that a letter of another alphabet looks like.
fn meant(c: char) -> Option<char> {
    const PAIRS: [(char, char); 28] = [
        // Icelandic and African letters that are drawn as Đ and đ.
        ('Ð', 'Đ'),
        ('Ɖ', 'Đ'),
        ('ð', 'đ'),
        ('ɖ', 'đ'),
        // Cyrillic.
        ('а', 'a'),
        ('е', 'e'),
        ('о', 'o'),
        ('р', 'p'),
        ('с', 'c'),
        ('у', 'y'),
        ('х', 'x'),
        ('і', 'i'),
        ('А', 'A'),
        ('В', 'B'),
        ('Е', 'E'),
        ('І', 'I'),
        ('К', 'K'),
        ('М', 'M'),
        ('Н', 'H'),
        ('О', 'O'),
        ('Р', 'P'),
        ('С', 'C'),
        ('Т', 'T'),
        ('Х', 'X'),
        ('У', 'Y'),
        ('ѕ', 's'),
        ('Ѕ', 'S'),
        ('ј', 'j'),
    ];
    PAIRS.iter().find(|(other, _)| *other == c).map(|(_, own)| *own)
}

/// `letter-lookalike`: such a letter in a word whose other letters are Latin.
fn alike(passage: &Passage<'_>, sink: &mut Sink) {
    let text = passage.text.as_str();
    let mut at = 0;
    for word in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let start = at;
        at += word.len();
        let letters = || word.char_indices().filter(|(_, c)| c.is_alphabetic());
        let others = || letters().filter(|(_, c)| meant(*c).is_none());
        // A word of another language, or of an old encoding, is none of ours. «Ð» alone is.
        let latin = others().all(|(_, c)| c < '\u{370}' || ('\u{1e00}'..='\u{1eff}').contains(&c));
        let eth = letters().all(|(_, c)| c < '\u{370}');
        if !latin || (!eth && others().next().is_none()) || others().any(|(_, c)| is_alien(c)) {
            continue;
        }
        for (place, c) in letters() {
            let Some(own) = meant(c) else { continue };
            let code = format!("U+{:04X}", u32::from(c));
            let range = start + place..start + place + c.len_utf8();
            let span = passage.span(range);
            sink.push(
                Finding::new(
                    Rule::LetterLookalike,
                    span,
                    say!(
                        "chữ «{c}» này ({code}) không phải chữ «{own}» tiếng Việt, chỉ nhìn giống",
                        "this `{c}` ({code}) only looks like the letter `{own}`"
                    ),
                )
                .help(say!(
                    "gõ lại chữ «{own}»; nếu để nguyên thì tìm kiếm không ra",
                    "type `{own}` again; as it is, no search finds the word"
                ))
                .edit(span, own.to_string()),
            );
        }
    }
}

/// Characters without a shape of their own; the non-breaking space and the soft hyphen are lawful.
fn is_invisible(c: char) -> bool {
    c != '\t'
        && (is_forbidden(c)
            || matches!(c,
            '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}'))
}

/// `invisible-character`.
pub(super) fn invisible(passage: &Passage<'_>, sink: &mut Sink) {
    for (at, c) in passage.text.char_indices().filter(|(_, c)| is_invisible(*c)) {
        let code = format!("U+{:04X}", u32::from(c));
        let place = passage.span(at..at + c.len_utf8());
        sink.push(
            Finding::new(
                Rule::InvisibleCharacter,
                place,
                say!("có ký tự không nhìn thấy ({code})", "an invisible character ({code})"),
            )
            .help(say!(
                "xóa ký tự này; thường lẫn vào khi chép từ trang web hoặc tệp PDF",
                "delete it; such characters come along when text is copied from a web page or a PDF"
            ))
            .edit(place, ""),
        );
    }
}

fn composed(passage: &Passage<'_>, sink: &mut Sink) {
    let text = passage.text.as_str();
    let whole = nfc(text);
    if whole == text {
        return;
    }
    // Letters with their marks; only those that change.
    let mut places: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices().chain([(text.len(), 'a')]) {
        if !is_combining_mark(c) || at == text.len() {
            if nfc(&text[start..at]) != text[start..at] {
                places.push((start, at));
            }
            start = at;
        }
    }
    let mended: String = {
        let mut out = String::new();
        let mut last = 0;
        for (from, to) in &places {
            out.push_str(&text[last..*from]);
            out.push_str(&nfc(&text[*from..*to]));
            last = *to;
        }
        out.push_str(&text[last..]);
        out
    };
    let (from, to) = places.first().copied().unwrap_or((0, text.len()));
    // Only the first place: such text is so from end to end.
    let mut finding = Finding::new(
        Rule::NotNfc,
        passage.span(from..to),
        say!(
            "chữ có dấu ở dạng tổ hợp (dấu rời), Word có thể hiện sai",
            "letters and their marks are separate characters, which Word may show wrongly"
        ),
    )
    .help(say!(
        "chuyển sang Unicode dựng sẵn bằng bộ gõ (UniKey: Ctrl+Shift+F6)",
        "convert the text to composed Unicode (NFC)"
    ));
    if mended == whole {
        for (from, to) in places {
            finding = finding.edit(passage.span(from..to), nfc(&text[from..to]));
        }
    }
    sink.push(finding);
}

/// Letters that no Vietnamese word has, and that TCVN3 (ABC) and VNI fonts show as Vietnamese.
fn is_alien(c: char) -> bool {
    "µ¸¶¹¨¾¼½ÆÇËÎÏÑªÖØÜÞßäåæç¬ëîïñøöûüþ÷®§".contains(c)
}

/// UTF-8 that was read as Windows-1252 or Latin-1 and saved again.
static MOJIBAKE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"á[»º][\x{80}-\x{bf}‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|Ä[‘\x{91}\x{90}ƒ‚]|Æ[°¡¯]|Ã[\x{a0}-\x{bf}\x{80}-\x{9f}]",
    )
});

fn legacy(passage: &Passage<'_>, looks: &Looks, sink: &mut Sink) {
    let text = passage.text.as_str();
    if !looks.legacy() {
        return;
    }
    let report = |from: usize, to: usize, sink: &mut Sink| {
        sink.push(
            Finding::new(
                Rule::LegacyEncoding,
                passage.span(from..to),
                say!(
                    "chữ ở bảng mã cũ (TCVN3, VNI) hoặc bị lỗi bảng mã, Word sẽ hiện sai",
                    "text in an old encoding (TCVN3, VNI) or garbled on the way, which Word will show wrongly"
                ),
            )
            .help(say!(
                "chuyển đoạn này sang Unicode (UniKey: Ctrl+Shift+F6, nguồn TCVN3 hoặc VNI, đích Unicode)",
                "convert this text to Unicode"
            )),
        );
    };
    let garbled: Vec<_> = MOJIBAKE.find_iter(text).collect();
    if let [first, _, ..] = garbled.as_slice() {
        let word = text[..first.start()].rfind(char::is_whitespace).map_or(0, |at| at + 1);
        let end =
            text[first.end()..].find(char::is_whitespace).map_or(text.len(), |at| first.end() + at);
        report(word.min(first.start()), end, sink);
        return;
    }
    let (mut words, mut odd, mut first) = (0_u32, 0_u32, None);
    let mut at = 0;
    for word in text.split(char::is_whitespace) {
        let start = at;
        at += word.len();
        at += text[at..].chars().next().map_or(0, char::len_utf8);
        if !word.contains(char::is_alphabetic) {
            continue;
        }
        words += 1;
        // A letter that belongs to Vietnamese alone: this word is in Unicode.
        let own = word.chars().any(|c| {
            matches!(c, 'ă' | 'đ' | 'ơ' | 'ư' | 'Đ' | 'ĩ' | 'ũ' | '\u{1ea0}'..='\u{1ef9}')
        });
        let letters = word.chars().any(|c| c.is_ascii_alphabetic());
        if !own && letters && word.chars().any(is_alien) {
            odd += 1;
            first = first.or(Some((start, start + word.len())));
        }
    }
    // One foreign name is not an encoding.
    if let Some((from, to)) = first
        && odd >= 2
        && odd * 4 >= words
    {
        report(from, to, sink);
    }
}

/// Two blanks or more, or a tab.
static BLANKS: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"[ \x{a0}]*(?:\t|[ \x{a0}]{2})[ \t\x{a0}]*"));

/// Blanks left open for a number or a day to come: «số    /QĐ-UBND ngày    tháng 3».
fn is_form(before: &str, after: &str) -> bool {
    let word = before.split_whitespace().next_back().unwrap_or("").to_lowercase();
    let word = word.trim_end_matches(':');
    after.starts_with(['/', '…', '.'])
        || before.ends_with(['…', '.'])
        || ["số", "ngày", "tháng", "năm"].contains(&word)
        || ["tháng", "năm"].iter().any(|next| {
            let word: String = after.chars().take(next.len()).collect();
            word.to_lowercase().starts_with(next)
        })
}

fn blanks(passage: &Passage<'_>, looks: &Looks, sink: &mut Sink) {
    let text = passage.text.as_str();
    if !looks.wide() {
        return;
    }
    let places: Vec<_> = BLANKS
        .find_iter(text)
        .filter(|found| !is_form(&text[..found.start()], &text[found.end()..]))
        .filter(|found| {
            let next = passage.breaks.partition_point(|at| (*at as usize) < found.start());
            passage.breaks.get(next).is_none_or(|at| *at as usize >= found.end())
        })
        .map(|found| found.range())
        .collect();
    let Some(first) = places.first() else { return };
    let count = places.len();
    let mut finding = Finding::new(
        Rule::SpaceRun,
        passage.span(first.clone()),
        if count == 1 {
            say!("có nhiều dấu cách (hoặc dấu tab) liền nhau", "a run of spaces or tabs")
        } else {
            say!(
                "có nhiều dấu cách (hoặc dấu tab) liền nhau, {count} chỗ trong đoạn này",
                "runs of spaces or tabs, {count} in this paragraph"
            )
        },
    )
    .help(say!(
        "chỉ để một dấu cách; thụt dòng và canh lề do chương trình trình bày",
        "leave one space; indents and alignment are the program's"
    ));
    for place in places {
        let ends = place.start == 0 || place.end == text.len();
        finding = finding.edit(passage.span(place), if ends { "" } else { " " });
    }
    sink.push(finding);
}

/// One way of placing tone marks: how often, and where first in each file.
#[derive(Debug, Default)]
struct Way<'a> {
    times: u32,
    first: BTreeMap<FileId, (Spot<'a>, String, u32)>,
}

impl<'a> Way<'a> {
    /// Takes what was found further on.
    fn absorb(&mut self, other: Way<'a>) {
        self.times += other.times;
        for (file, found) in other.first {
            match self.first.get_mut(&file) {
                Some((.., count)) => *count += found.2,
                None => {
                    self.first.insert(file, found);
                }
            }
        }
    }
}

/// The two ways of placing tone marks that a document uses: `hòa` and `hoà`.
#[derive(Debug, Default)]
pub(super) struct Tones<'a> {
    old: Way<'a>,
    new: Way<'a>,
}

impl<'a> Tones<'a> {
    /// Takes a passage's.
    pub(super) fn read(&mut self, passage: &Passage<'a>, facts: &Facts) {
        if passage.role == Role::Line {
            return;
        }
        let text = passage.text.as_str();
        for (first, end, new) in &facts.looks.tones {
            let (first, end) = (*first as usize, *end as usize);
            // `quý` has one place only.
            if text[first..].starts_with(['u', 'U']) && text[..first].ends_with(['q', 'Q']) {
                continue;
            }
            let way = if *new { &mut self.new } else { &mut self.old };
            way.times += 1;
            let place = way.first.get_mut(&passage.file);
            if let Some((.., count)) = place {
                *count += 1;
                continue;
            }
            let start = text[..first]
                .char_indices()
                .rev()
                .take_while(|(_, c)| c.is_alphabetic())
                .last()
                .map_or(first, |(at, _)| at);
            let word = text[start..end].to_owned();
            way.first.insert(passage.file, (passage.spot(start..end), word, 1));
        }
    }

    /// Takes what was found further on.
    pub(super) fn absorb(&mut self, other: Tones<'a>) {
        self.old.absorb(other.old);
        self.new.absorb(other.new);
    }

    /// Reports the rarer way, once in a file.
    pub(super) fn close(self, sink: &mut Sink) {
        let (rare, usual) = if self.new.times <= self.old.times {
            (self.new, self.old)
        } else {
            (self.old, self.new)
        };
        let Some((other, example, _)) = usual.first.values().next() else { return };
        for (at, word, count) in rare.first.values() {
            sink.push(
                Finding::new(
                    Rule::ToneMixed,
                    at.span(),
                    say!(
                        "«{word}» đặt dấu thanh khác với nơi khác («{example}»); {count} chữ như vậy trong tệp này",
                        "`{word}` places its tone mark otherwise than the rest (`{example}`); {count} such words in this file"
                    ),
                )
                .related(other.span(), say!("«{example}» ở đây", "`{example}` is here"))
                .help(say!(
                    "chọn một kiểu đặt dấu cho cả văn bản (UniKey: mục «Đặt dấu oà, uý»)",
                    "use one way through the whole document"
                )),
            );
        }
    }
}
