//! The boxes of an official document (Nghị định 30/2020/NĐ-CP, Phụ lục I, mục II): whether they are
//! there, what they say, how they look.

use super::labels::pattern;
use super::script::{Area, Line, Script, is_bold, stretches};
use super::story::Stand;
use super::styles::Align;
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::say;
use regex::Regex;
use std::sync::LazyLock;

static MOTTO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)độc\s+lập\s*[-–—‑_.]*\s*tự\s+do\s*[-–—‑_.]*\s*hạnh\s+phúc"));
static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)^\s*số\s*(:?)\s*([\d.…_ \x{a0}]*)\s*(?:[/-]\s*([^\s].*?)?)?\s*$")
});
static DAY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)(,?)\s*ngày\s*([\d.…]*)\s*tháng\s*([\d.…]*)\s*năm\s*([\d.…]*)"));
static SIGNER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:\p{Lu}\p{Ll}*[.]?\s+){1,6}\p{Lu}\p{Ll}+$"));
/// Kinds of document that end without `./.`, or that two sides sign: they have no recipients.
static OWN_END: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^\s*(?:HỢP ĐỒNG|BẢN GHI NHỚ|BẢN TH(?:ỎA|OẢ) THUẬN|BIÊN BẢN|GIẤY|PHIẾU|THƯ|PHỤ LỤC HỢP ĐỒNG)",
    )
});

/// The rules about boxes; `None` of them beyond the first when the document is not official.
pub(super) fn run(script: &Script<'_>, sink: &mut Sink) {
    if script.party {
        return; // Hướng dẫn 05-HD/VPTW, not the decree
    }
    let missing = |message: Text, help: Text| {
        Finding::new(Rule::FrameMissing, script.whole(), message).help(help)
    };
    let Some(national) = script.national else {
        sink.push(missing(
            say!(
                "không thấy Quốc hiệu ở đầu văn bản, nên không kiểm tra các thành phần thể thức khác",
                "the state's name is not above the text, so that the other boxes are not looked for"
            ),
            say!(
                "văn bản hành chính có «CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM» ở trên cùng, bên phải",
                "an official document has `CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM` at the top right"
            ),
        ));
        return;
    };
    let lines = &script.lines[..script.main];
    let top = &lines[..lines.len().min(national + 40)];
    let nation = &lines[national];
    // When the motto stands in the same paragraph, its size is there too.
    if !MOTTO.is_match(&nation.paragraph.text) {
        sized(nation, &say!("Quốc hiệu", "the state's name"), (24, 26), Some(true), None, sink);
    }
    match top.iter().find(|line| MOTTO.is_match(&line.paragraph.text)) {
        Some(line) => motto(line, sink),
        None => sink.push(missing(
            say!("không thấy Tiêu ngữ dưới Quốc hiệu", "the motto is not under the state's name"),
            say!("thêm «Độc lập - Tự do - Hạnh phúc»", "add `Độc lập - Tự do - Hạnh phúc`"),
        )),
    }
    let kind = top.iter().find(|line| {
        let text = line.paragraph.text.trim();
        OWN_END.is_match(text) && text.chars().count() < 60
    });
    match top.iter().find(|line| line.area == Area::Head && NUMBER.is_match(&line.paragraph.text)) {
        Some(line) => number(line, sink),
        None if kind.is_some() => {}
        None => sink.push(missing(
            say!(
                "không thấy dòng số, ký hiệu («Số: …/…»)",
                "the line of number and symbol (`Số: …/…`) is not there"
            ),
            say!("thêm dòng «Số: …/…» dưới tên cơ quan", "add `Số: …/…` under the issuer's name"),
        )),
    }
    match script.date.map(|at| &lines[at]) {
        Some(line) => date(line, sink),
        None if kind.is_some() => {}
        None => sink.push(missing(
            say!(
                "không thấy dòng địa danh, ngày tháng năm",
                "the line of place and date is not there"
            ),
            say!("thêm «Địa danh, ngày … tháng … năm …»", "add `Place, ngày … tháng … năm …`"),
        )),
    }
    ending(script, kind.is_some(), &missing, sink);
}

fn ending(
    script: &Script<'_>,
    own: bool,
    missing: &dyn Fn(Text, Text) -> Finding,
    sink: &mut Sink,
) {
    let lines = &script.lines[..script.main];
    if let Some(at) = script.recipients {
        recipients(lines, at, sink);
    } else if !own {
        sink.push(missing(
            say!("không thấy «Nơi nhận:»", "`Nơi nhận:` is not there"),
            say!(
                "thêm «Nơi nhận:» bên trái chữ ký",
                "add `Nơi nhận:` to the left of the signature"
            ),
        ));
    }
    let signed = lines.iter().any(|line| {
        let text = line.paragraph.text.trim();
        line.area == Area::Tail && is_bold(line.paragraph) && SIGNER.is_match(text)
    });
    // Names stand in many ways; only their absence beside the recipients tells.
    if script.recipients.is_some() && !signed && !own {
        let title = lines.iter().any(|line| {
            let text = line.paragraph.text.trim();
            line.area == Area::Tail
                && line.paragraph.shape.align == Some(Align::Centre)
                && text.chars().any(char::is_alphabetic)
        });
        if !title {
            sink.push(missing(
                say!(
                    "không thấy chức vụ, họ tên người ký",
                    "the signer's title and name are not there"
                ),
                say!(
                    "thêm chức vụ và họ tên ở bên phải «Nơi nhận:»",
                    "add them to the right of `Nơi nhận:`"
                ),
            ));
        }
    }
    let ended = lines.iter().any(|line| line.paragraph.text.trim_end().ends_with("./."));
    if !ended && !own {
        let end = lines.iter().position(|line| line.area == Area::Tail).unwrap_or(lines.len());
        let last = lines[..end].iter().rfind(|line| {
            line.paragraph.stand == Stand::Flow && !line.paragraph.text.trim().is_empty()
        });
        let whole = last.map_or_else(|| script.whole(), Line::whole);
        let at = crate::source::Span { start: whole.end, ..whole };
        sink.push(
            Finding::new(
                Rule::EndMarkMissing,
                at,
                say!("cuối nội dung không có dấu «./.»", "the text does not end with `./.`"),
            )
            .help(say!("kết thúc đoạn cuối bằng «./.»", "end the last paragraph with `./.`")),
        );
    }
}

/// Sizes are in half points.
fn sized(
    line: &Line<'_>,
    what: &Text,
    (least, most): (u32, u32),
    bold: Option<bool>,
    italic: Option<bool>,
    sink: &mut Sink,
) {
    let Text { vi, en } = what;
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    let looks: Vec<_> =
        stretches(line.paragraph).filter(|(text, _)| letters(text)).map(|(_, look)| look).collect();
    let mut said: Vec<(String, String)> = Vec::new();
    let half = |size: u32| {
        if size.is_multiple_of(2) { format!("{}", size / 2) } else { format!("{},5", size / 2) }
    };
    if let Some(look) = looks.iter().find(|look| !(least..=most).contains(&look.size.unwrap_or(20)))
    {
        let (found, least, most) = (half(look.size.unwrap_or(20)), half(least), half(most));
        let range = if least == most { least } else { format!("{least}–{most}") };
        said.push((
            format!("cỡ chữ {found} (quy định {range})"),
            format!("size {found} (the decree has {range})"),
        ));
    }
    let differs = |wanted: Option<bool>, get: fn(&super::styles::Look) -> Option<bool>| {
        wanted.filter(|wanted| looks.iter().any(|look| get(look).unwrap_or(false) != *wanted))
    };
    if let Some(wanted) = differs(bold, |look| look.bold) {
        let (v, e) = if wanted { ("chưa đậm", "not bold") } else { ("in đậm", "bold") };
        said.push((v.to_owned(), e.to_owned()));
    }
    if let Some(wanted) = differs(italic, |look| look.italic) {
        let (v, e) =
            if wanted { ("chưa nghiêng", "not italic") } else { ("in nghiêng", "italic") };
        said.push((v.to_owned(), e.to_owned()));
    }
    if said.is_empty() {
        return;
    }
    let (list, english): (Vec<_>, Vec<_>) = said.into_iter().unzip();
    let (list, english) = (list.join(", "), english.join(", "));
    sink.push(
        Finding::new(Rule::FrameType, line.whole(), say!("{vi}: {list}", "{en}: {english}")).help(
            say!(
                "trình bày theo Phụ lục I Nghị định 30/2020/NĐ-CP, mục V",
                "set it as annex I of the decree (mục V) has it"
            ),
        ),
    );
}

fn wording(
    line: &Line<'_>,
    range: std::ops::Range<usize>,
    message: Text,
    help: Text,
    sink: &mut Sink,
) {
    sink.push(Finding::new(Rule::FrameWording, line.span(range), message).help(help));
}

fn motto(line: &Line<'_>, sink: &mut Sink) {
    let text = &line.paragraph.text;
    let Some(found) = MOTTO.find(text) else { return };
    let words = found.as_str();
    if words != "Độc lập - Tự do - Hạnh phúc" {
        wording(
            line,
            found.range(),
            say!("Tiêu ngữ viết «{words}»", "the motto is written `{words}`"),
            say!(
                "viết «Độc lập - Tự do - Hạnh phúc»: gạch nối ngắn, có cách chữ hai bên, viết hoa chữ đầu mỗi cụm từ",
                "write `Độc lập - Tự do - Hạnh phúc`: hyphens with a space on both sides"
            ),
            sink,
        );
    }
    // With the state's name in one paragraph its size is not the motto's alone.
    if found.start() == text.len() - text.trim_start().len() {
        sized(line, &say!("Tiêu ngữ", "the motto"), (26, 28), Some(true), None, sink);
    }
}

fn number(line: &Line<'_>, sink: &mut Sink) {
    let text = &line.paragraph.text;
    let Some(found) = NUMBER.captures(text) else { return };
    let (Some(colon), Some(digits)) = (found.get(1), found.get(2)) else { return };
    if colon.is_empty() {
        wording(
            line,
            colon.range(),
            say!("sau chữ «Số» thiếu dấu hai chấm", "a colon is missing after `Số`"),
            say!("viết «Số: …»", "write `Số: …`"),
            sink,
        );
    }
    let number = digits.as_str().trim();
    if number.len() == 1 && number.starts_with(|c: char| c.is_ascii_digit()) {
        wording(
            line,
            digits.range(),
            say!("số văn bản dưới 10 thiếu số 0 phía trước", "a number below 10 lacks its zero"),
            say!("viết «0{number}»", "write `0{number}`"),
            sink,
        );
    }
    if let Some(symbol) = found.get(3) {
        let words = symbol.as_str();
        if words.contains([' ', '\u{a0}']) && words.chars().count() < 30 {
            let right: String = words.split_whitespace().collect();
            wording(
                line,
                symbol.range(),
                say!("ký hiệu «{words}» có dấu cách", "the symbol `{words}` has blanks"),
                say!("viết liền: «{right}»", "write it without: `{right}`"),
                sink,
            );
        }
    }
    sized(
        line,
        &say!("Số, ký hiệu", "number and symbol"),
        (26, 26),
        Some(false),
        Some(false),
        sink,
    );
}

fn date(line: &Line<'_>, sink: &mut Sink) {
    let text = &line.paragraph.text;
    let Some(found) = DAY.captures(text) else { return };
    let blank = |group: usize| {
        found.get(group).filter(|part| {
            part.as_str().len() == 1 && part.as_str().starts_with(|c: char| c.is_ascii_digit())
        })
    };
    if let Some(day) = blank(2) {
        let number = day.as_str();
        wording(
            line,
            day.range(),
            say!("ngày dưới 10 thiếu số 0 phía trước", "a day below 10 lacks its zero"),
            say!("viết «ngày 0{number}»", "write `ngày 0{number}`"),
            sink,
        );
    }
    if let Some(month) = blank(3).filter(|month| ["1", "2"].contains(&month.as_str())) {
        let number = month.as_str();
        wording(
            line,
            month.range(),
            say!("tháng 1, tháng 2 phải có số 0 phía trước", "months 1 and 2 need a zero"),
            say!("viết «tháng 0{number}»", "write `tháng 0{number}`"),
            sink,
        );
    }
    sized(
        line,
        &say!("Địa danh, ngày tháng", "place and date"),
        (26, 28),
        Some(false),
        Some(true),
        sink,
    );
}

fn recipients(lines: &[Line<'_>], at: usize, sink: &mut Sink) {
    let line = &lines[at];
    let text = line.paragraph.text.trim();
    let title = text.to_lowercase();
    if title.trim_end_matches(':').trim() == "nơi nhận" {
        sized(line, &say!("«Nơi nhận:»", "`Nơi nhận:`"), (24, 24), Some(true), Some(true), sink);
    }
    let stand = line.paragraph.stand;
    let list: Vec<&Line<'_>> = lines[at + 1..]
        .iter()
        .take_while(|line| line.paragraph.stand == stand && line.area == Area::Tail)
        .filter(|line| line.paragraph.text.trim_start().starts_with(['-', '–']))
        .collect();
    let wrong = list.iter().find(|line| {
        stretches(line.paragraph).any(|(text, look)| {
            text.chars().any(char::is_alphabetic) && look.size.unwrap_or(20) != 22
        })
    });
    if let Some(line) = wrong {
        sized(
            line,
            &say!("Danh sách nơi nhận", "the list of recipients"),
            (22, 22),
            None,
            None,
            sink,
        );
    }
}
