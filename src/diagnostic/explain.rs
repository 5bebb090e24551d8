//! `vanthu explain`: a rule's page, and the list of all rules, as text for a terminal.

use super::catalogue::{Doc, Example, File, families};
use super::{Lang, Rule};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

/// Columns of a line of text.
const WIDTH: usize = 88;

/// All rules, by family, with their levels and titles.
#[must_use]
pub fn list(lang: Lang) -> String {
    let mut out = String::new();
    for family in families() {
        let _ = writeln!(out, "{}", family.name.get(lang));
        for (rule, doc) in &family.rules {
            let level = Doc::level(*rule, lang);
            let _ = writeln!(out, "  {:<24} {level:<20} {}", rule.name(), doc.title.get(lang));
        }
        out.push('\n');
    }
    out.push_str(match lang {
        Lang::Vi => "Xem một quy tắc: vanthu explain TÊN-QUY-TẮC\n",
        Lang::En => "A rule's page: vanthu explain RULE\n",
    });
    out
}

/// The page of one rule.
#[must_use]
pub fn page(rule: Rule, lang: Lang) -> String {
    let Some(doc) = rule.doc() else { return format!("{}\n", rule.name()) };
    let mut out = format!("{}: {}\n", rule.name(), doc.title.get(lang));
    let level = Doc::level(rule, lang);
    let family = families()
        .iter()
        .find(|family| family.rules.iter().any(|(other, _)| *other == rule))
        .map_or("", |family| family.name.get(lang));
    let _ = match lang {
        Lang::Vi => {
            // The word that `checks:` takes is English.
            let word = rule.level().word();
            writeln!(out, "Nhóm: {family}. Mức: {level} ({word}).")
        }
        Lang::En => writeln!(out, "Family: {family}. Level: {level}."),
    };
    let [why, source, mend, limits, fix, wrong, right] = match lang {
        Lang::Vi => [
            "Vì sao",
            "Căn cứ",
            "Cách sửa",
            "Giới hạn",
            "Lệnh vanthu check --fix sửa được lỗi này.",
            "Sai",
            "Đúng",
        ],
        Lang::En => [
            "Why",
            "Laid down in",
            "What to do",
            "Limits",
            "`vanthu check --fix` can mend it.",
            "Wrong",
            "Right",
        ],
    };
    section(&mut out, why, doc.why.get(lang));
    if let Some(text) = &doc.source {
        section(&mut out, source, text);
    }
    section(&mut out, mend, doc.mend.get(lang));
    if doc.fix {
        wrap(&mut out, fix);
    }
    section(&mut out, limits, doc.limits.get(lang));
    example(&mut out, wrong, &doc.wrong, lang);
    example(&mut out, right, &doc.right, lang);
    out
}

fn section(out: &mut String, head: &str, text: &str) {
    let _ = writeln!(out, "\n{head}");
    wrap(out, text);
}

/// Text in lines of [`WIDTH`], two columns from the left.
fn wrap(out: &mut String, text: &str) {
    let mut width = 0;
    for word in text.split_whitespace() {
        if width == 0 || width + 1 + word.width() > WIDTH {
            out.push_str(if width == 0 { "  " } else { "\n  " });
            width = 2;
        } else {
            out.push(' ');
            width += 1;
        }
        out.push_str(word);
        width += word.width();
    }
    out.push('\n');
}

fn example(out: &mut String, head: &str, example: &Example, lang: Lang) {
    let _ = writeln!(out, "\n{head}");
    if let Example::Words(words) = example {
        wrap(out, words.get(lang));
    }
    for file in example.files() {
        if !example.is_section() {
            let _ = writeln!(out, "  # {}", file.name);
        }
        lines(out, file);
    }
}

/// The lines of a file, what is wrong underlined.
fn lines(out: &mut String, file: &File) {
    let (plain, marked) = (file.plain(), file.marked());
    let mut start = 0;
    for line in plain.split('\n') {
        let _ = writeln!(out, "{}", format!("  {line}").trim_end());
        let end = start + line.len();
        let mut under = String::new();
        for place in marked.iter().filter(|place| place.start >= start && place.start <= end) {
            let upto = place.end.min(end);
            let blank = plain[start..place.start].width().saturating_sub(under.width());
            under.push_str(&" ".repeat(blank));
            under.push_str(&"^".repeat(plain[place.start..upto].width().max(1)));
        }
        if !under.is_empty() {
            let _ = writeln!(out, "  {under}");
        }
        start = end + 1;
    }
}
