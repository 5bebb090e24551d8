//! What the office writes against its kind of document and its style: symbol, marks, details, keys
//! that the kind does not print, and who signs how.

use crate::diagnostic::{Finding, Rule, Sink};
use crate::kind;
use crate::manifest::printed::{OWN_NAMES, form, joint, same};
use crate::manifest::{Manifest, Signature};
use crate::say;
use crate::source::Span;
use crate::style::{Frame, Mark, Part, Style, names};
use crate::text::{nearest, nfc};
use crate::yaml::Scalar;
use std::collections::BTreeMap;

/// Runs the checks that need no text.
pub fn run(manifest: &Manifest, style: &Style, sink: &mut Sink) {
    let frame = style.frame(manifest.kind);
    if let Some(given) = &manifest.symbol {
        symbol(given, manifest, style, sink);
    }
    prefix(manifest, frame, sink);
    unused(manifest, frame, sink);
    details(manifest, frame, sink);
    marks(manifest, style, sink);
    for signature in &manifest.signatures {
        authority(signature, style, sink);
        degree(signature, sink);
    }
}

/// `subject-prefix`: the program prints `V/v` in a letter, and a kind with a name of its own has none.
fn prefix(manifest: &Manifest, frame: &Frame, sink: &mut Sink) {
    let Some(subject) = &manifest.subject else { return };
    let value: &str = &subject.scalar.value;
    let start = value.len() - value.trim_start().len();
    let given = ["V/v", "v/v", "V/V", "Về việc", "về việc"]
        .iter()
        .find(|word| value[start..].starts_with(**word))
        .filter(|word| frame.about || word.to_lowercase() == "v/v");
    let Some(word) = given else { return };
    let end = start + word.len();
    let after = &value[end..];
    let blanks = after.len() - after.trim_start_matches([':', ' ', '\u{a0}']).len();
    let place = subject.scalar.locate(start as u32..end as u32);
    let finding = if frame.about {
        Finding::new(
            Rule::SubjectPrefix,
            place,
            say!(
                "trích yếu ghi sẵn «{word}», khi in ra sẽ thành «V/v {word}»",
                "the subject begins with `{word}`, and would print as `V/v {word}`"
            ),
        )
        .help(say!(
            "bỏ «{word}»: chương trình tự in «V/v»",
            "take it out: the program prints `V/v`"
        ))
        .edit(subject.scalar.locate(start as u32..(end + blanks) as u32), "")
    } else {
        let name = manifest.kind.name.to_lowercase();
        Finding::new(
            Rule::SubjectPrefix,
            place,
            say!(
                "«{word}» chỉ dùng trong công văn; {name} ghi «Về việc», hoặc ghi thẳng nội dung",
                "`{word}` is for letters alone; here the subject begins with «Về việc» or without it"
            ),
        )
        .help(say!("thay bằng «Về việc», hoặc bỏ đi", "write «Về việc» instead, or leave it out"))
    };
    sink.push(finding);
}

/// `symbol-mismatch`: mục II.3; no spaces, capitals (but for the abbreviations that have small
/// letters), and the abbreviation of the document's own kind first.
fn symbol(given: &Scalar, manifest: &Manifest, style: &Style, sink: &mut Sink) {
    let text = given.value.trim();
    let mut report = |message, help| {
        sink.push(Finding::new(Rule::SymbolMismatch, given.span, message).help(help));
    };
    if text.contains(char::is_whitespace) {
        let close: String = text.split_whitespace().collect();
        report(
            say!("ký hiệu «{text}» có dấu cách", "the symbol `{text}` has spaces in it"),
            say!("viết liền: {close}", "write it without: {close}"),
        );
    }
    let joint = joint(style);
    if let Some(at) = text.find(['-', '/'])
        && !text[at..].starts_with(joint)
        && kind::abbreviated(&text[..at]).is_some()
    {
        let (first, rest) = (&text[..at], &text[at + 1..]);
        return report(
            say!(
                "ký hiệu «{text}» không theo kiểu trình bày này",
                "the symbol `{text}` is not written as this style has it"
            ),
            say!("ghi: {first}{joint}{rest}", "write: {first}{joint}{rest}"),
        );
    }
    let groups: Vec<&str> = text.split(joint).map(str::trim).collect();
    let first = groups[0];
    let of_a_kind = kind::abbreviated(first);
    let own = groups.iter().skip(usize::from(of_a_kind.is_some()));
    if own.clone().any(|group| group.chars().any(char::is_lowercase)) {
        let rest = own.map(|group| group.to_uppercase());
        let upper: Vec<String> =
            of_a_kind.map(|_| first.to_owned()).into_iter().chain(rest).collect();
        let upper = upper.join(joint);
        report(
            say!("ký hiệu «{text}» phải viết hoa", "the symbol `{text}` should be in capitals"),
            say!("ghi: {upper}", "write: {upper}"),
        );
    }
    let name = manifest.kind.name;
    match (manifest.kind.short, of_a_kind) {
        (Some(short), _) if groups.len() > 1 && first != short => {
            let rest =
                if of_a_kind.is_some() { groups[1..].join(joint) } else { groups.join(joint) };
            report(
                say!(
                    "ký hiệu «{text}» không bắt đầu bằng «{short}», chữ viết tắt của {name}",
                    "the symbol `{text}` does not begin with `{short}`, the abbreviation of {name}"
                ),
                say!("ghi: {short}{joint}{rest}", "write: {short}{joint}{rest}"),
            );
        }
        (Some(short), _) if groups.len() == 1 && first == short => report(
            say!(
                "ký hiệu «{text}» thiếu chữ viết tắt tên cơ quan",
                "the symbol `{text}` lacks the abbreviation of the issuing body"
            ),
            say!("ghi thêm: {short}{joint}…", "write {short}{joint}…"),
        ),
        (None, Some(other)) if groups.len() > 1 => {
            let (other, rest) = (other.name, groups[1..].join(joint));
            report(
                say!(
                    "ký hiệu «{text}» mang chữ viết tắt của {other}, nhưng {name} không có chữ viết tắt tên loại",
                    "the symbol `{text}` has the abbreviation of {other}, but {name} has none"
                ),
                say!("ghi: {rest}", "write: {rest}"),
            );
        }
        _ => {}
    }
}

/// `key-unused`: keys that the kind of document has no place for.
fn unused(manifest: &Manifest, frame: &Frame, sink: &mut Sink) {
    let has = |part| frame.parts.contains(&part);
    let text = |scalar: &Option<Scalar>| scalar.as_ref().map(|text| text.span);
    let given: [(&str, bool, Option<Span>); 6] = [
        ("to", has(Part::To), manifest.to.first().map(|to| to.span)),
        ("basis", has(Part::Basis), manifest.basis.first().map(|line| line.scalar.span)),
        (
            "subject",
            frame.about || has(Part::Subject),
            manifest.subject.as_ref().map(|subject| subject.scalar.span),
        ),
        ("number", frame.number, text(&manifest.number)),
        ("symbol", frame.number, text(&manifest.symbol)),
        (
            "authority",
            has(Part::Authority) || frame.to.contains("{authority}"),
            text(&manifest.authority),
        ),
    ];
    let name = manifest.kind.name;
    for (key, printed, span) in given {
        let Some(span) = span.filter(|_| !printed) else { continue };
        let finding = Finding::new(
            Rule::KeyUnused,
            span,
            say!(
                "{name} không có phần «{key}» nên nội dung này không được in",
                "{name} has no place for `{key}`: this is not printed"
            ),
        );
        sink.push(finding.help(if key == "to" {
            say!(
                "ghi nơi gửi vào «recipients»; «Kính gửi» chỉ dùng trong công văn và trong tờ trình, báo cáo gửi cấp trên",
                "name them in `recipients`; only official letters, and proposals and reports to a superior, are addressed"
            )
        } else {
            say!("bỏ khóa «{key}»", "take the key `{key}` out")
        }));
    }
}

/// The details that the frame's lines name, each with whether it must be there.
#[must_use]
pub fn wanted(frame: &Frame) -> BTreeMap<String, bool> {
    let mut wanted = BTreeMap::new();
    for name in frame.lines.iter().chain(&frame.last_lines).flat_map(|line| names(line)) {
        let key = name.strip_suffix('?');
        if !OWN_NAMES.contains(&name) {
            *wanted.entry(key.unwrap_or(name).to_owned()).or_insert(false) |= key.is_none();
        }
    }
    wanted
}

fn details(manifest: &Manifest, frame: &Frame, sink: &mut Sink) {
    let wanted = wanted(frame);
    let name = manifest.kind.name;
    for detail in &manifest.details {
        let key = nfc(&detail.key.value);
        if wanted.contains_key(&*key) {
            continue;
        }
        let finding = Finding::new(
            Rule::UnknownKey,
            detail.key.span,
            say!("{name} không có chi tiết «{key}»", "{name} has no detail `{key}`"),
        );
        sink.push(finding.help(match nearest(&key, wanted.keys().map(String::as_str)) {
            Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
            None if wanted.is_empty() => {
                say!("bỏ khóa này khỏi «details»", "take it out of `details`")
            }
            None => {
                let list = wanted.keys().cloned().collect::<Vec<_>>().join(", ");
                say!("các khóa được dùng: {list}", "the keys are: {list}")
            }
        }));
    }
    let given = |key: &str| manifest.details.iter().any(|detail| nfc(&detail.key.value) == key);
    for (key, needed) in &wanted {
        if *needed && !given(key) {
            sink.push(
                Finding::new(
                    Rule::MissingKey,
                    manifest.span(),
                    say!("{name} thiếu chi tiết «{key}»", "{name} lacks the detail `{key}`"),
                )
                .help(say!(
                    "thêm dòng «{key}: …» dưới «details:»; chưa biết thì ghi \"…\"",
                    "add a line `{key}: …` under `details:`; write \"…\" when it is not known yet"
                )),
            );
        }
    }
}

fn marks(manifest: &Manifest, style: &Style, sink: &mut Sink) {
    let marks = &style.marks;
    let lists = [&marks.security, &marks.urgency, &marks.circulation, &marks.retrieval];
    for (given, list) in manifest.stamps.iter().zip(lists) {
        let Some(given) = given else { continue };
        let text = given.value.trim();
        if mark(text, list).is_some() {
            continue;
        }
        let known = || list.iter().map(|mark| mark.text.as_str());
        let all = known().collect::<Vec<_>>().join(", ");
        let finding = Finding::new(
            Rule::WrongType,
            given.span,
            say!("không có dấu «{text}»", "there is no mark `{text}`"),
        );
        sink.push(finding.help(match nearest(text, known()) {
            Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
            None => say!("chọn một trong: {all}", "choose one of: {all}"),
        }));
    }
}

/// The mark of a list that a text means; both ways of placing a tone (HỎA, HOẢ) are one.
#[must_use]
pub fn mark<'a>(text: &str, list: &'a [Mark]) -> Option<&'a Mark> {
    let plain = |text: &str| nfc(text.trim()).to_uppercase().replace("OẢ", "ỎA");
    list.iter().find(|mark| plain(&mark.text) == plain(text))
}

/// Words that make a title a deputy's.
const DEPUTIES: [&str; 2] = ["PHÓ", "THỨ TRƯỞNG"];

fn is_deputy(title: &str) -> bool {
    let title = nfc(title.trim()).to_uppercase();
    DEPUTIES.iter().any(|word| title == *word || title.starts_with(&format!("{word} ")))
}

/// Forms of authority that some style or some habit has, by their letters alone.
fn letters(line: &str) -> Option<&'static str> {
    const KNOWN: [&str; 5] = ["TM", "KT", "TL", "TUQ", "Q"];
    const WORDS: [(&str, &str); 4] =
        [("THAY MẶT", "TM"), ("KÝ THAY", "KT"), ("THỪA LỆNH", "TL"), ("THỪA ỦY QUYỀN", "TUQ")];
    let upper = nfc(line.trim()).to_uppercase();
    if let Some((_, known)) = WORDS.iter().find(|(words, _)| upper.starts_with(words)) {
        return Some(known);
    }
    let word = upper.split_whitespace().next()?;
    let bare: String = word.chars().filter(|c| !matches!(c, '.' | '/')).collect();
    KNOWN.into_iter().find(|known| *known == bare)
}

/// `signature-authority`: Điều 13 and Phụ lục I, mục II.7.
fn authority(signature: &Signature, style: &Style, sink: &mut Sink) {
    let lines: Vec<&Scalar> = signature.authority.iter().chain(&signature.position).collect();
    let forms = &style.signature.forms;
    let mut report = |line: &Scalar, message, help| {
        sink.push(Finding::new(Rule::SignatureAuthority, line.span, message).help(help));
    };
    let mut stack: Vec<&str> = Vec::new();
    for line in &lines {
        let text = line.value.trim();
        match form(text, style) {
            Some((at, rest)) => {
                let prefix = forms[at].as_str();
                stack.push(prefix);
                if is_deputy(rest) {
                    report(
                        line,
                        say!(
                            "«{prefix}» đứng trước chức vụ cấp phó («{rest}»)",
                            "`{prefix}` stands before a deputy's title (`{rest}`)"
                        ),
                        say!(
                            "ghi «{prefix}» trước chức vụ của người đứng đầu, chức vụ cấp phó ở dòng dưới («position»)",
                            "write `{prefix}` before the head's title, and the deputy's below it (`position`)"
                        ),
                    );
                }
            }
            None => {
                let Some(known) = letters(text) else { continue };
                let right = forms.iter().find(|form| letters(form) == Some(known));
                let Some(right) = right else { continue };
                stack.push(right);
                report(
                    line,
                    say!(
                        "«{text}» không phải cách ghi quyền hạn của kiểu trình bày này",
                        "`{text}` is not how this style writes the authority"
                    ),
                    say!("ghi «{right} …»", "write `{right} …`"),
                );
            }
        }
    }
    let stacked = stack.join(" ");
    let lawful = style.signature.stacks.iter().any(|lawful| same(lawful, &stacked));
    if !lawful && !stack.is_empty() {
        let list = style.signature.stacks.join("; ");
        report(
            lines[0],
            say!("không có cách ký «{stacked}»", "`{stacked}` is no lawful order of signing"),
            say!("các cách ký: {list}", "the lawful ones are: {list}"),
        );
    }
    let Some(position) = &signature.position else { return };
    let deputies = &style.signature.deputy;
    if is_deputy(&position.value) && !stack.iter().any(|form| deputies.iter().any(|d| d == form)) {
        let (title, prefix) = (position.value.trim(), deputies.join(" / "));
        report(
            position,
            say!(
                "«{title}» ký thay người đứng đầu mà phía trên không có «{prefix}»",
                "`{title}` signs for the head without `{prefix}` above"
            ),
            say!(
                "thêm dòng «{prefix} <chức vụ người đứng đầu>» vào «authority»",
                "add `{prefix} <the head's title>` to `authority`"
            ),
        );
    }
}

/// Degrees and ranks, as they are shortened before a name and in full.
const SHORT: &[&str] = &[
    "GS", "PGS", "TS", "TSKH", "THS", "BS", "BSCK", "BSCKI", "BSCKII", "CKI", "CKII", "KS", "KTS",
    "CN", "LS", "DS", "NGƯT", "NGND", "NSƯT", "NSND", "TTƯT", "TTND",
];
const LONG: &[&str] = &[
    "Giáo sư",
    "Phó Giáo sư",
    "Tiến sĩ",
    "Tiến sỹ",
    "Thạc sĩ",
    "Thạc sỹ",
    "Bác sĩ",
    "Bác sỹ",
    "Kỹ sư",
    "Kiến trúc sư",
    "Cử nhân",
    "Luật sư",
    "Dược sĩ",
    "Dược sỹ",
    "Nhà giáo",
    "Nghệ sĩ",
    "Thầy thuốc",
    "Đại tướng",
    "Thượng tướng",
    "Trung tướng",
    "Thiếu tướng",
    "Đại tá",
    "Thượng tá",
    "Trung tá",
    "Thiếu tá",
    "Đại úy",
    "Thượng úy",
    "Trung úy",
    "Thiếu úy",
];

/// `signature-degree`: mục II.7, no rank or degree before the name.
fn degree(signature: &Signature, sink: &mut Sink) {
    let Some(name) = &signature.name else { return };
    let text = name.value.trim();
    let lead = text.split(|c: char| c.is_whitespace() || c == '.').next().unwrap_or("");
    let short = SHORT.iter().any(|short| nfc(lead).to_uppercase() == *short)
        // Only what is written as an abbreviation: followed by a full stop, or in capitals.
        && (text[lead.len()..].starts_with('.') || lead.chars().skip(1).any(char::is_uppercase));
    let upper = nfc(text).to_uppercase();
    let long = LONG.iter().find(|long| upper.starts_with(&format!("{} ", long.to_uppercase())));
    let given = match long {
        Some(long) => *long,
        None if short => lead,
        None => return,
    };
    sink.push(
        Finding::new(
            Rule::SignatureDegree,
            name.span,
            say!(
                "«{given}» đứng trước họ tên người ký",
                "`{given}` stands before the signer's name"
            ),
        )
        .help(say!(
            "chỉ ghi họ và tên; ngành được phép ghi (lực lượng vũ trang, y tế, giáo dục, khoa học) thì đặt «signature-degree: off» trong «checks»",
            "write the name alone; where the branch allows it (forces, health, education, science) set `signature-degree: off` in `checks`"
        )),
    );
}
