//! The decree's layout (Nghị định 30/2020/NĐ-CP, Phụ lục I), as far as the file tells. What is wrong
//! in many places is one finding with their number: fewer alarms are more use.

use super::Margin;
use super::labels::pattern;
use super::script::{Area, Line, Script, is_heading, stretches};
use super::story::{Section, Story};
use super::styles::{Align, Line as Spacing, Look, Styles};
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::say;
use regex::Regex;
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// Twentieths of a point in a millimetre.
const MM: f64 = 1440.0 / 25.4;
/// What rounding and rulers marked in inches may be off by, in mm.
const OFF: f64 = 0.6;
/// A paragraph of fewer characters may be a caption, an addressee, a line of a form.
const LONG: usize = 60;
/// Beyond so many characters a document certainly has a second page.
const PAGE: usize = 3600;

/// All of a layout's rules.
pub(super) fn run(
    script: &Script<'_>,
    story: &Story,
    styles: &Styles,
    margins: &[Margin],
    sink: &mut Sink,
) {
    pages(script, &story.sections, sink);
    if script.national.is_some() {
        page_numbers(script, &story.sections, margins, sink);
    }
    characters(script, styles, sink);
    body(script, sink);
}

fn mm(twips: i64) -> f64 {
    twips as f64 / MM
}

/// A length as it is written: `25,4`.
fn length(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.replace('.', ","), str::to_owned)
}

/// The sides of a page in the order of [`Section::margins`], and their least and most in mm.
const SIDES: [(&str, &str, f64, f64); 4] = [
    ("trên", "top", 20.0, 25.0),
    ("phải", "right", 15.0, 20.0),
    ("dưới", "bottom", 20.0, 25.0),
    ("trái", "left", 30.0, 35.0),
];

/// Mục I.1 and I.3: A4; top and bottom 20–25, left 30–35, right 15–20 mm.
fn pages(script: &Script<'_>, sections: &[Section], sink: &mut Sink) {
    let near = |value: i64, wanted: f64| (mm(value) - wanted).abs() <= 1.5;
    let several = sections.len() > 1;
    let which = |at: usize| {
        let n = at + 1;
        if several { say!(" (phần {n})", " (section {n})") } else { say!("", "") }
    };
    let wrong = sections.iter().enumerate().find_map(|(at, section)| {
        let (width, height) = (section.width?, section.height?);
        let (short, long) = (width.min(height), width.max(height));
        (!(near(short, 210.0) && near(long, 297.0))).then_some((at, width, height))
    });
    if let Some((at, width, height)) = wrong {
        let (Text { vi, en }, width, height) = (which(at), length(mm(width)), length(mm(height)));
        sink.push(
            Finding::new(
                Rule::PageSize,
                script.whole(),
                say!(
                    "khổ giấy {width} × {height} mm, không phải A4{vi}",
                    "the paper is {width} × {height} mm, not A4{en}"
                ),
            )
            .help(say!("chọn khổ giấy A4 (210 × 297 mm)", "choose A4 (210 × 297 mm)")),
        );
    }
    for (at, section) in sections.iter().enumerate() {
        // A page that lies across turns its margins.
        if section.width > section.height {
            continue;
        }
        let wrong: Vec<(String, String)> = section
            .margins
            .iter()
            .zip(SIDES)
            .filter_map(|(margin, (vi, en, least, most))| {
                // Word writes a margin below zero for text that may not move.
                let found = mm((*margin)?.abs());
                (found < least - OFF || found > most + OFF).then(|| {
                    let found = length(found);
                    (
                        format!("{vi} {found} mm ({least}–{most})"),
                        format!("{en} {found} mm ({least}–{most})"),
                    )
                })
            })
            .collect();
        if wrong.is_empty() {
            continue;
        }
        let Text { vi, en } = which(at);
        let (list, english): (Vec<_>, Vec<_>) = wrong.into_iter().unzip();
        let (list, english) = (list.join(", "), english.join(", "));
        sink.push(
            Finding::new(
                Rule::PageMargins,
                script.whole(),
                say!(
                    "lề trang ngoài quy định: {list}{vi}",
                    "margins outside the decree's: {english}{en}"
                ),
            )
            .help(say!(
                "đặt lề trên, dưới 20–25 mm; trái 30–35 mm; phải 15–20 mm",
                "top and bottom 20–25 mm, left 30–35 mm, right 15–20 mm"
            )),
        );
        return;
    }
}

/// Mục II.8: Arabic figures, centred in the top margin, not on the first page.
fn page_numbers(script: &Script<'_>, sections: &[Section], margins: &[Margin], sink: &mut Sink) {
    let mut push = |message: Text| {
        sink.push(Finding::new(Rule::PageNumber, script.whole(), message).help(say!(
            "đánh số trang ở giữa lề trên (Top of Page, canh giữa), đánh dấu «Different First Page» để trang đầu không có số",
            "number pages at the top, centred, and tick «Different First Page»"
        )));
    };
    let Some(first) = sections.first() else { return };
    let of = |what: &str, pages: &str| {
        let named = first.margins_text.iter().find(|(w, p, _)| w == what && p == pages)?;
        margins.iter().find(|margin| margin.id == named.2)
    };
    let number = |what: &str, pages: &str| -> Option<Option<Align>> {
        of(what, pages).and_then(Margin::number)
    };
    if number("footer", "default").is_some() {
        return push(say!(
            "số trang đặt ở chân trang",
            "the page number is at the foot of the page"
        ));
    }
    let Some(align) = number("header", "default") else {
        let count: usize = script.lines[..script.main]
            .iter()
            .map(|line| line.paragraph.text.chars().count())
            .sum();
        if count > PAGE && number("header", "even").is_none() && number("header", "first").is_none()
        {
            push(say!(
                "văn bản nhiều trang mà không có số trang",
                "there are several pages and no page number"
            ));
        }
        return;
    };
    if !first.title {
        push(say!("số trang hiện cả ở trang đầu", "the first page shows its number"));
    } else if number("header", "first").is_some() || number("footer", "first").is_some() {
        push(say!("trang đầu có số trang", "the first page has a page number"));
    } else if align.is_some_and(|align| align != Align::Centre) {
        push(say!("số trang không ở giữa", "the page number is not centred"));
    }
}

/// What is wrong, in how many paragraphs, and where first.
#[derive(Default)]
struct Tally<'l> {
    found: BTreeMap<String, usize>,
    first: Option<&'l Line<'l>>,
    count: usize,
}

impl<'l> Tally<'l> {
    fn add(&mut self, line: &'l Line<'l>, what: &str) {
        self.first.get_or_insert(line);
        self.count += 1;
        *self.found.entry(what.to_owned()).or_default() += 1;
    }

    /// The values found, the commonest first.
    fn list(&self) -> String {
        let mut all: Vec<_> = self.found.iter().collect();
        all.sort_by_key(|(what, count)| (std::cmp::Reverse(**count), (*what).clone()));
        let more = if all.len() > 3 { ", …" } else { "" };
        let names: Vec<&str> = all.iter().take(3).map(|(what, _)| what.as_str()).collect();
        format!("{}{more}", names.join(", "))
    }

    fn report(&self, rule: Rule, message: Text, help: Text, sink: &mut Sink) {
        if let Some(line) = self.first {
            let (count, Text { vi, en }) = (self.count, message);
            let message = if count == 1 {
                say!("{vi}", "{en}")
            } else {
                say!(
                    "{vi} ({count} đoạn, đây là đoạn đầu tiên)",
                    "{en} ({count} paragraphs, this is the first)"
                )
            };
            sink.push(Finding::new(rule, line.first_words(), message).help(help));
        }
    }
}

/// Red marks of security and urgency are the decree's own (mục II.10).
static STAMP: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\W*(?:(?:tối |tuyệt )?mật|(?:thượng )?khẩn|h(?:ỏa|oả) tốc.*|xem xong trả lại|lưu hành nội bộ|tài liệu thu hồi)\W*$",
    )
});

/// Mục I.2: Times New Roman, black.
fn characters(script: &Script<'_>, styles: &Styles, sink: &mut Sink) {
    let mut fonts = Tally::default();
    let mut colours = Tally::default();
    for line in script.lines.iter().filter(|line| line.area != Area::Aside) {
        let (mut font, mut colour) = (None, None);
        for (text, look) in stretches(line.paragraph) {
            font = font.or_else(|| foreign_font(text, look, styles));
        }
        for (piece, (text, look)) in line.paragraph.pieces.iter().zip(stretches(line.paragraph)) {
            let dark = |rgb: u32| rgb.to_be_bytes()[1..].iter().all(|channel| *channel <= 0x30);
            if let Some(Some(rgb)) = look.colour
                && !dark(rgb)
                && piece.link.is_none()
                && text.chars().any(char::is_alphanumeric)
                && !STAMP.is_match(line.paragraph.text.trim())
            {
                colour = colour.or(Some(format!("#{rgb:06X}")));
            }
        }
        if let Some(font) = font {
            fonts.add(line, font);
        }
        if let Some(colour) = colour {
            colours.add(line, &colour);
        }
    }
    let list = fonts.list();
    fonts.report(
        Rule::FontFamily,
        say!(
            "chữ không phải Times New Roman: {list}",
            "text that is not in Times New Roman: {list}"
        ),
        say!(
            "chọn toàn văn bản và đặt phông Times New Roman",
            "set the whole document in Times New Roman"
        ),
        sink,
    );
    let list = colours.list();
    colours.report(
        Rule::TextColour,
        say!("chữ không phải màu đen: {list}", "text that is not black: {list}"),
        say!("đặt màu chữ đen", "make it black"),
        sink,
    );
}

fn foreign_font<'s>(text: &str, look: Look, styles: &'s Styles) -> Option<&'s str> {
    let name = |font: Option<u16>| styles.fonts.get(usize::from(font?)).map(String::as_str);
    let foreign = |font: &&str| !font.trim().eq_ignore_ascii_case("times new roman");
    let ascii = text.chars().any(|c| c.is_ascii_alphabetic());
    let other = text.chars().any(|c| c.is_alphabetic() && !c.is_ascii());
    let found = name(look.ascii).filter(foreign).filter(|_| ascii);
    found.or_else(|| name(look.other).filter(foreign).filter(|_| other))
}

static CAPTION: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^(?:bảng|biểu|hình|ảnh|đơn vị tính|nguồn|ghi chú)\b"));

/// A paragraph of running text, long enough to be sure of.
fn running(line: &Line<'_>) -> bool {
    let paragraph = line.paragraph;
    line.area == Area::Body
        && !is_heading(paragraph)
        && !matches!(paragraph.shape.align, Some(Align::Centre | Align::Right))
        && paragraph.text.chars().count() >= LONG
        && !CAPTION.is_match(paragraph.text.trim_start())
        && !paragraph.style.contains("caption")
}

/// The size that most characters have, in half points.
fn size(line: &Line<'_>) -> Option<u32> {
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for (text, look) in stretches(line.paragraph) {
        // A word processor's own size is 10 points (17.3.2.38).
        *counts.entry(look.size.unwrap_or(20)).or_default() += text.chars().count();
    }
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(size, _)| size)
}

fn points(half: u32) -> String {
    if half.is_multiple_of(2) { (half / 2).to_string() } else { format!("{},5", half / 2) }
}

/// Mục II.6: size 13–14, justified, first line in by 1 or 1.27 cm, 6 points between paragraphs,
/// lines from single to one and a half.
fn body(script: &Script<'_>, sink: &mut Sink) {
    let mut sizes = Tally::default();
    let mut indents = Tally::default();
    let mut aligned = Tally::default();
    let mut lines = Tally::default();
    let mut spaces = Tally::default();
    let main: Vec<&Line<'_>> =
        script.lines[..script.main].iter().filter(|line| running(line)).collect();
    for line in &main {
        let (paragraph, shape) = (line.paragraph, line.paragraph.shape);
        let size = size(line).unwrap_or(28);
        if !(26..=28).contains(&size) && !script.party {
            sizes.add(line, &points(size));
        }
        // Items of a list may stand further in.
        let item = paragraph.text.trim_start().starts_with(['-', '–', '+', '*', '•']);
        let typed = paragraph.text.starts_with([' ', '\t', '\u{a0}']);
        let start = mm(shape.left.unwrap_or(0) + shape.first.unwrap_or(0));
        let right = [10.0, 12.7].iter().any(|wanted| (start - wanted).abs() <= OFF);
        if typed {
            indents.add(line, "[Tab, Space]");
        } else if !right
            && !item
            && paragraph.label.is_none()
            && shape.first.is_none_or(|first| first >= 0)
        {
            indents.add(line, &format!("{} mm", length(start)));
        }
        if shape.align != Some(Align::Both) && paragraph.text.chars().count() > 2 * LONG {
            aligned.add(line, "");
        }
        // A single line of Times New Roman is 1.15 of its size.
        let single = f64::from(size) / 2.0 * 1.15 * 20.0;
        let part = match shape.line {
            None => 1.0,
            Some(Spacing::Lines(count)) => count as f64 / 240.0,
            Some(Spacing::Exactly(height)) => height as f64 / single,
            Some(Spacing::AtLeast(height)) => (height as f64 / single).max(1.0),
        };
        if !(0.92..=1.54).contains(&part) {
            lines.add(line, &length(part));
        }
    }
    for pair in script.lines[..script.main].windows(2).filter(|pair| pair.iter().all(running)) {
        let (above, below) = (pair[0].paragraph, pair[1].paragraph);
        let same = above.style == below.style;
        let none = |shape: &super::styles::Shape| same && shape.contextual == Some(true);
        let after = if none(&above.shape) { 0 } else { above.shape.after.unwrap_or(0) };
        let before = if none(&below.shape) { 0 } else { below.shape.before.unwrap_or(0) };
        if after + before < 6 * 20 - 2 {
            spaces.add(&pair[1], "");
        }
    }
    let list = sizes.list();
    sizes.report(
        Rule::BodySize,
        say!(
            "cỡ chữ phần nội dung {list}, quy định 13–14",
            "body text in size {list}; the decree has 13–14"
        ),
        say!("đặt cỡ chữ 13 hoặc 14", "use size 13 or 14"),
        sink,
    );
    let list = indents.list();
    indents.report(
        Rule::BodyIndent,
        say!(
            "thụt dòng đầu {list}, quy định 1 cm hoặc 1,27 cm",
            "first lines are indented by {list}; the decree has 1 cm or 1.27 cm"
        ),
        say!(
            "đặt thụt dòng đầu (First line) 1 cm hoặc 1,27 cm, không dùng dấu cách hay phím Tab",
            "set the first line's indent to 1 cm or 1.27 cm, without spaces or tabs"
        ),
        sink,
    );
    // A paragraph or two may be a quotation or an address.
    if aligned.count * 3 > main.len() {
        aligned.report(
            Rule::BodyAlignment,
            say!("nội dung không canh đều hai lề", "the text is not justified"),
            say!("canh đều cả hai lề (Ctrl+J)", "justify it (Ctrl+J)"),
            sink,
        );
    }
    let list = lines.list();
    lines.report(
        Rule::LineSpacing,
        say!(
            "khoảng cách dòng {list}, quy định từ 1 đến 1,5",
            "lines are {list} apart; the decree has 1 to 1.5"
        ),
        say!("đặt khoảng cách dòng từ đơn đến 1,5", "set lines from single to one and a half"),
        sink,
    );
    spaces.report(
        Rule::ParagraphSpacing,
        say!("khoảng cách giữa các đoạn dưới 6 pt", "less than 6 points between paragraphs"),
        say!(
            "đặt khoảng cách đoạn (Before hoặc After) từ 6 pt",
            "set 6 points or more before or after paragraphs"
        ),
        sink,
    );
}
