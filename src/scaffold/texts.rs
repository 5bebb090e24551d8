//! The texts of new files, with their hints.

use super::Plan;
use crate::check::office;
use crate::diagnostic::{Lang, Text};
use crate::say;
use crate::schema::{self, What};
use crate::style::{Frame, Part, Style};
use std::fmt::Write as _;

/// `key: value  # comment`, the comment in one column where there is room.
fn line(out: &mut String, indent: &str, key: &str, value: &str, comment: &Text, lang: Lang) {
    let start = match value {
        "" => format!("{indent}{key}:"),
        value => format!("{indent}{key}: {}", scalar(value)),
    };
    let comment = comment.get(lang);
    let width = unicode_width::UnicodeWidthStr::width(start.as_str());
    if comment.is_empty() {
        let _ = writeln!(out, "{start}");
    } else {
        let _ =
            writeln!(out, "{start}{}# {comment}", " ".repeat(34usize.saturating_sub(width).max(2)));
    }
}

fn list(out: &mut String, key: &str, values: &[String], comment: &Text, lang: Lang) {
    line(out, "", key, "", comment, lang);
    for value in values {
        let _ = writeln!(out, "  - {}", scalar(value));
    }
}

/// `document.yaml`
pub(super) fn manifest(plan: &Plan, lang: Lang) -> String {
    let style = Style::nd30();
    let frame = style.frame(plan.kind);
    let has = |part| frame.parts.contains(&part);
    let mut out = What::Document.line("document.yaml");
    out.push_str(
        say!(
            "# Phần do văn phòng viết. Chữ sau dấu # là lời nhắc, không in ra; ô để trống là chưa có.\n# Sửa xong thì lưu tệp, rồi chạy:  vanthu check  (kiểm tra)  hoặc  vanthu build  (ghép thành tệp Word).\n\n",
            "# What the office writes. Text after # is a hint and is not printed; an empty value is still open.\n# Save the file after a change, then run:  vanthu check  or  vanthu build  (writes the Word file).\n\n"
        )
        .get(lang),
    );
    let name = plan.kind.name;
    line(&mut out, "", "kind", plan.kind.slug, &say!("{name}", "{name}"), lang);
    out.push_str("issuer:\n");
    line(
        &mut out,
        "  ",
        "parent",
        &plan.parent,
        &say!("cơ quan chủ quản", "the superior body"),
        lang,
    );
    line(&mut out, "  ", "name", &plan.issuer, &say!("cơ quan ban hành", "the issuing body"), lang);
    if frame.number {
        line(
            &mut out,
            "",
            "number",
            "",
            &say!("số văn bản; để trống khi còn là dự thảo", "blank on a draft"),
            lang,
        );
        let given = plan.symbol.trim();
        let comment = match plan.kind.short {
            Some(short) => say!(
                "ký hiệu: {short}-chữ viết tắt của cơ quan",
                "the symbol: {short}-the office's letters"
            ),
            None => say!(
                "ký hiệu: chữ viết tắt của cơ quan và đơn vị soạn thảo",
                "the symbol: the office's and the drafting unit's letters"
            ),
        };
        line(&mut out, "", "symbol", given, &comment, lang);
    }
    line(
        &mut out,
        "",
        "place",
        &plan.place,
        &say!("địa danh trước ngày tháng", "the place before the date"),
        lang,
    );
    line(
        &mut out,
        "",
        "date",
        "",
        &say!(
            "năm-tháng-ngày, ví dụ 2026-03-09; chưa có ngày thì ghi 2026-03",
            "year-month-day, such as 2026-03-09; 2026-03 with the day open"
        ),
        lang,
    );
    if frame.about || has(Part::Subject) {
        line(
            &mut out,
            "",
            "subject",
            &plan.subject,
            &say!("trích yếu: văn bản nói về việc gì", "what the document is about"),
            lang,
        );
    }
    if has(Part::To) {
        list(
            &mut out,
            "to",
            &plan.to,
            &say!("Kính gửi, mỗi nơi một dòng «  - »", "addressees, a line `  - ` each"),
            lang,
        );
    }
    details(&mut out, plan, frame, lang);
    hints(&mut out, frame, lang);
    ending(&mut out, plan, lang);
    out
}

/// What the kind's form needs.
fn details(out: &mut String, plan: &Plan, frame: &Frame, lang: Lang) {
    let name = plan.kind.name;
    let wanted = office::wanted(frame);
    if !wanted.is_empty() {
        line(
            out,
            "",
            "details",
            "",
            &say!(
                "các dòng riêng của {name}; chưa biết thì để \"…\"",
                "the fixed lines of the form; \"…\" for what is not known yet"
            ),
            lang,
        );
        for (key, needed) in &wanted {
            let text = schema::detail(key, lang).to_owned();
            let comment = Text { vi: text.clone(), en: text };
            line(out, "  ", key, if *needed { "…" } else { "" }, &comment, lang);
        }
    }
}

/// What may be wanted later.
fn hints(out: &mut String, frame: &Frame, lang: Lang) {
    if frame.parts.contains(&Part::Basis) {
        hint(
            out,
            &["basis:", "  - Căn cứ …"],
            &say!("Căn cứ ban hành, mỗi căn cứ một dòng:", "The legal basis, a line each:"),
            lang,
        );
    }
    hint(
        out,
        &["opening: |", "  Thực hiện …, cơ quan báo cáo như sau:"],
        &say!(
            "Đoạn mở đầu (bỏ dấu # ở đầu dòng để dùng):",
            "The lead-in (take the # away to use it):"
        ),
        lang,
    );
    hint(
        out,
        &["body: |", "  …"],
        &say!(
            "Nội dung do văn phòng tự viết, đứng trước phần của các đơn vị:",
            "Text of the office's own, before the units' sections:"
        ),
        lang,
    );
    hint(
        out,
        &["outline:", "  - title: …", "    children: [ma-phan-1, ma-phan-2]"],
        &say!(
            "Thứ tự các phần. Không ghi thì theo số ở đầu tên tệp trong thư mục sections.\n# Muốn gộp thành mục lớn thì ghi mã phần (tên tệp bỏ số đầu và .yaml):",
            "The order of sections. Without it they follow the numbers of their files.\n# To group them, name them by their ids (the file's name without NN- and .yaml):"
        ),
        lang,
    );
    hint(
        out,
        &["closing: |", "  Trên đây là …"],
        &say!("Đoạn kết; dấu ./. tự thêm:", "The last paragraph; `./.` is added:"),
        lang,
    );
}

/// The signer, the recipients.
fn ending(out: &mut String, plan: &Plan, lang: Lang) {
    out.push_str("\nsignature:\n");
    match plan.authority.as_slice() {
        [] => line(
            out,
            "  ",
            "authority",
            "",
            &say!(
                "cấp phó ký thay thì ghi: KT. và chức vụ người đứng đầu",
                "a deputy writes: KT. and the head's title"
            ),
            lang,
        ),
        many => {
            out.push_str("  authority:\n");
            for one in many {
                let _ = writeln!(out, "    - {}", scalar(one));
            }
        }
    }
    line(
        out,
        "  ",
        "position",
        &plan.position,
        &say!("chức vụ người ký", "the signer's position"),
        lang,
    );
    line(out, "  ", "name", &plan.signer, &say!("họ và tên người ký", "the signer's name"), lang);
    list(
        out,
        "recipients",
        &[],
        &say!("Nơi nhận, mỗi nơi một dòng «  - »", "recipients, a line `  - ` each"),
        lang,
    );
    line(
        out,
        "",
        "filing",
        "VT",
        &say!("nơi lưu, in thành dòng «Lưu: VT.»", "where it is kept"),
        lang,
    );
}

/// Lines for later, behind `#`.
fn hint(out: &mut String, lines: &[&str], comment: &Text, lang: Lang) {
    let _ = writeln!(out, "\n# {}", comment.get(lang));
    for line in lines {
        let _ = writeln!(out, "#{line}");
    }
}

/// A unit's file.
#[must_use]
pub fn section(unit: &str, title: &str, lang: Lang) -> String {
    let mut out = What::Section.line("sections/x.yaml");
    out.push_str(
        say!(
            "# Phần do đơn vị viết. Chữ sau dấu # ở đầu dòng là lời nhắc, không in ra.\n\n",
            "# What the unit writes. A line that begins with # is a hint and is not printed.\n\n"
        )
        .get(lang),
    );
    let none = Text::default();
    line(&mut out, "", "unit", unit, &none, lang);
    line(&mut out, "", "title", title, &none, lang);
    out.push_str(
        say!(
            "# Tên phần ở dòng trên không ghi số thứ tự: số được đánh tự động.\n\
             #\n\
             # Viết nội dung dưới dòng «body: |», mỗi dòng lùi vào hai dấu cách, gõ như trong Word:\n\
             #   để một dòng trống         sang đoạn mới\n\
             #   - ý    + ý nhỏ    * ý nhỏ hơn nữa\n\
             #   a) điểm    1. khoản    ## đề mục con\n\
             #   **chữ đậm**    *chữ nghiêng*\n\
             #   chữ cần chú thích[^cong-van]    nội dung chú thích ghi ở cuối tệp\n\
             body: |\n\
             \n\
             # Có chú thích thì bỏ dấu # ở đầu hai dòng dưới và ghi nội dung; số in ra được đánh tự động.\n\
             #footnotes:\n\
             #  cong-van: Công văn số …\n",
            "# The heading above has no number: numbers are given by the program.\n\
             #\n\
             # Write the text below `body: |`, each line two spaces in:\n\
             #   an empty line              a new paragraph\n\
             #   - item    + smaller item    * smallest\n\
             #   a) point    1. clause    ## heading\n\
             #   **bold**    *italic*\n\
             #   a word with a note[^letter]    its text stands at the end of the file\n\
             body: |\n\
             \n\
             # For notes take the # away from the two lines below; printed numbers are given by the program.\n\
             #footnotes:\n\
             #  letter: Công văn số …\n"
        )
        .get(lang),
    );
    out
}

/// A value as YAML: bare where that is safe, in double quotes elsewhere.
#[must_use]
pub fn scalar(value: &str) -> String {
    let value = value.trim();
    let first = value.chars().next();
    let bare = first.is_some_and(|c| c.is_alphabetic() || c == '…')
        && !value.contains(": ")
        && !value.contains(" #")
        && !value.ends_with(':')
        && !value.chars().any(char::is_control)
        && !matches!(value.to_lowercase().as_str(), "null" | "true" | "false" | "yes" | "no");
    if bare {
        return value.to_owned();
    }
    let mut out = String::from("\"");
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
