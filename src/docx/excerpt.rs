//! A part of a document that was built, word for word: `document.xml` and `footnotes.xml` without what
//! was not asked for.
//!
//! What stands above the first heading and from the signature on stays. Notes keep the numbers that
//! they have in the document: a run of them begins with another number, and where some between are
//! left out they have marks of their own (`customMarkFollows`).

use super::xml::Xml;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::say;
use crate::text::nfc;
use crate::yaml::Scalar;
use regex::{Captures, Regex};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

/// Patterns over what [`xml`](super::xml) and [`body`](super::body) write.
static REFERENCE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"<w:footnoteReference w:id="(-?\d+)"/>"#));
static MARKED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"<w:bookmarkStart w:id="\d+" w:name="(_RefNote\d+)"/><w:r>{RUN}<w:footnoteReference w:id="(-?\d+)"/>"#
    ))
});
static FIELD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(&format!(
        r#"<w:r>({RUN})<w:fldChar w:fldCharType="begin"/></w:r><w:r>{RUN}<w:instrText xml:space="preserve"> (REF|NOTEREF) (\S+) [^<]*</w:instrText></w:r><w:r>{RUN}<w:fldChar w:fldCharType="separate"/></w:r><w:r>{RUN}<w:t>([^<]*)</w:t></w:r><w:r>{RUN}<w:fldChar w:fldCharType="end"/></w:r>"#
    ))
});
static BOOKMARK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r#"<w:bookmarkStart w:id="(\d+)" w:name="([^"]*)"/>"#));
static TEXT: LazyLock<Regex> = LazyLock::new(|| pattern(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:br/>"));
/// Properties of a run: each of them is one empty element.
const RUN: &str = r"(?:<w:rPr>(?:<w:[^<>]*/>)*</w:rPr>)?";

#[allow(clippy::expect_used)]
fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("the pattern is tried by a test")
}

/// Levels of articles, clauses and points typed by the author, under those of headings.
const TYPED: [(&str, u8); 3] = [("Article", 20), ("Clause", 21), ("Point", 22)];

/// Something with a label: a heading, an article, an appendix.
struct Unit {
    /// Items from its label on.
    items: Range<usize>,
    level: u8,
    text: String,
}

/// A section: its items, those of its text, and its layout.
struct Section<'a> {
    items: Range<usize>,
    /// Where the text ends and the signature begins.
    text_end: usize,
    /// Where the first labelled part begins.
    first: usize,
    layout: &'a str,
}

/// Body and notes of the excerpt; `None` when a finding says that a part is not there.
pub(super) fn make(
    body: &str,
    notes: &str,
    parts: &[Scalar],
    sink: &mut Sink,
) -> Option<(String, String)> {
    let start = body.find("<w:body>")? + "<w:body>".len();
    let stop = body.rfind("</w:body>")?;
    let items = children(body, start..stop);
    let (sections, units) = outline(body, &items)?;
    let mut keep = vec![false; items.len()];
    let main = sections.first()?;
    keep[main.items.start..main.first].fill(true);
    keep[main.text_end..main.items.end].fill(true);
    let mut sound = true;
    for part in parts {
        match find(part, &units, main) {
            Ok(unit) => mark(unit, &units, &sections, &mut keep),
            Err(finding) => {
                sound = false;
                sink.push(*finding);
            }
        }
    }
    if !sound {
        return None;
    }
    let kept: Vec<&Section<'_>> =
        sections.iter().filter(|section| keep[section.items.clone()].contains(&true)).collect();
    let mut out = vec![body[..start].to_owned()];
    for (at, section) in kept.iter().enumerate() {
        let mut text = Xml::default();
        for item in section.items.clone().filter(|item| keep[*item]) {
            text.push_str(&body[items[item].clone()]);
        }
        if at + 1 == kept.len() {
            text.push_str(section.layout);
        } else {
            text.spacer("", 20, section.layout);
        }
        out.push(text.into());
    }
    out.push(body[stop..].to_owned());
    Some(renumber(body, &sections, &items, out, notes))
}

/// The elements right below the one whose content is `range`. In what we write no `<` or `>` stands
/// in a text or an attribute.
fn children(xml: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let (mut out, mut depth, mut from, mut at) = (Vec::new(), 0usize, range.start, range.start);
    while let Some(open) = xml[at..range.end].find('<') {
        let open = at + open;
        let Some(close) = xml[open..range.end].find('>') else { break };
        let close = open + close;
        if depth == 0 {
            from = open;
        }
        if xml[open..].starts_with("</") {
            depth = depth.saturating_sub(1);
        } else if !xml[..close].ends_with('/') {
            depth += 1;
        }
        at = close + 1;
        if depth == 0 {
            out.push(from..at);
        }
    }
    out
}

/// The style of a paragraph.
fn style(xml: &str) -> Option<&str> {
    xml.strip_prefix("<w:p><w:pPr><w:pStyle w:val=\"")?.split('"').next()
}

/// What a paragraph says; a line break is a line break.
fn text(xml: &str) -> String {
    let words =
        TEXT.captures_iter(xml).map(|found| found.get(1).map_or("\n", |text| text.as_str()));
    let text: String = words.collect();
    nfc(&text.replace("&amp;", "&").replace("&quot;", "\"")).to_lowercase()
}

fn outline<'a>(body: &'a str, items: &[Range<usize>]) -> Option<(Vec<Section<'a>>, Vec<Unit>)> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut units: Vec<Unit> = Vec::new();
    let mut begin = 0;
    for (at, item) in items.iter().enumerate() {
        let xml = &body[item.clone()];
        let Some(from) = xml.find("<w:sectPr>").filter(|_| !xml.starts_with("<w:tbl>")) else {
            continue;
        };
        let to = xml.find("</w:sectPr>")? + "</w:sectPr>".len();
        let range = begin..at;
        begin = at + 1;
        let ending = |item: usize| {
            let xml = &body[items[item].clone()];
            xml.starts_with("<w:tbl>")
                && ["SignerPosition", "SignerName", "RecipientsTitle"]
                    .iter()
                    .any(|id| xml.contains(&format!("<w:pStyle w:val=\"{id}\"/>")))
        };
        // A spacer stands before the signature.
        let main = sections.is_empty();
        let text_end = range.clone().find(|item| main && ending(*item));
        let text_end = text_end.map_or(range.end, |at| at.saturating_sub(1).max(range.start));
        let labelled = |item: usize| {
            let xml = &body[items[item].clone()];
            let style = style(xml)?;
            let level = match style {
                "Appendix" => 0,
                "Kind" if !main => 0,
                _ => match style.strip_prefix("Heading") {
                    Some(rest) => rest.bytes().next()?.checked_sub(b'0')?,
                    None => TYPED.iter().find(|(id, _)| *id == style)?.1,
                },
            };
            Some(Unit { items: item..text_end, level, text: text(xml) })
        };
        let mut own: Vec<Unit> = (range.start..text_end).filter_map(labelled).collect();
        for unit in 0..own.len() {
            let next = own[unit + 1..].iter().find(|next| next.level <= own[unit].level);
            if let Some(end) = next.map(|next| next.items.start) {
                own[unit].items.end = end;
            }
        }
        let first =
            own.iter().find(|unit| unit.level > 0).map_or(text_end, |unit| unit.items.start);
        sections.push(Section { items: range, text_end, first, layout: &xml[from..to] });
        units.extend(own);
    }
    Some((sections, units))
}

/// The unit that a path such as `II/2` names.
fn find<'a>(
    part: &Scalar,
    units: &'a [Unit],
    main: &Section<'_>,
) -> Result<&'a Unit, Box<Finding>> {
    let path = part.value.trim();
    let mut scope: Option<&Unit> = None;
    for step in path.split('/') {
        let step = step.trim().trim_end_matches(['.', ')', ':']);
        let label = nfc(step).to_lowercase();
        let within = |unit: &&Unit| {
            scope.is_none_or(|scope| {
                unit.items.start > scope.items.start && unit.items.end <= scope.items.end
            })
        };
        let named = |unit: &&Unit| !label.is_empty() && says(&unit.text, &label);
        let all: Vec<&Unit> = units.iter().filter(within).filter(named).collect();
        // What the office means without saying more stands in the main text, as high as may be.
        let in_main = |unit: &&&Unit| unit.items.start < main.items.end;
        let here: Vec<&Unit> = match all.iter().filter(in_main).count() {
            0 => all,
            _ => all.into_iter().filter(|unit| unit.items.start < main.items.end).collect(),
        };
        let level = here.iter().map(|unit| unit.level).min();
        let mut highest = here.into_iter().filter(|unit| Some(unit.level) == level);
        let report = |message, help| {
            Box::new(Finding::new(Rule::ReferenceUndefined, part.span, message).help(help))
        };
        scope = Some(match (highest.next(), highest.next()) {
            (Some(one), None) => one,
            (None, _) => {
                return Err(report(
                    say!(
                        "văn bản không có phần «{step}» (trong «{path}»)",
                        "the document has no part `{step}` (of `{path}`)"
                    ),
                    say!(
                        "ghi số của phần như đã in, ví dụ: II, II/1, Điều 3, Phụ lục I",
                        "write its number as printed, such as II, II/1, Điều 3, Phụ lục I"
                    ),
                ));
            }
            (Some(_), Some(_)) => {
                return Err(report(
                    say!("có nhiều phần «{step}»", "there are several parts `{step}`"),
                    say!(
                        "ghi cả phần cấp trên, ví dụ: II/{step}",
                        "name the part above it too, such as II/{step}"
                    ),
                ));
            }
        });
    }
    scope.ok_or_else(|| {
        let message = say!("để trống tên phần", "the part has no name");
        Box::new(Finding::new(Rule::ReferenceUndefined, part.span, message))
    })
}

/// Whether a text begins with this label and nothing more of a label.
fn says(text: &str, label: &str) -> bool {
    let Some(rest) = text.trim_start().strip_prefix(label) else { return false };
    let rest =
        rest.strip_prefix(['.', ')', ':']).map_or(rest, |after| match after.chars().next() {
            Some(c) if !c.is_whitespace() => rest,
            _ => "",
        });
    rest.is_empty() || rest.starts_with('\n')
}

/// Keeps a unit, and the headings over it.
fn mark(unit: &Unit, units: &[Unit], sections: &[Section<'_>], keep: &mut [bool]) {
    let section = sections.iter().find(|one| one.items.contains(&unit.items.start));
    let Some(section) = section else { return };
    if unit.level == 0 {
        return keep[section.items.clone()].fill(true);
    }
    keep[unit.items.clone()].fill(true);
    keep[section.items.start..section.first].fill(true);
    for above in units {
        let over = above.level > 0
            && above.level < unit.level
            && above.items.start <= unit.items.start
            && above.items.end >= unit.items.end;
        if over {
            keep[above.items.start] = true;
        }
    }
}

/// Notes and fields of an excerpt. `out` is what stays of the body: its head, its sections, its end.
fn renumber(
    body: &str,
    sections: &[Section<'_>],
    items: &[Range<usize>],
    mut out: Vec<String>,
    notes: &str,
) -> (String, String) {
    let whole = sections.iter().filter_map(|section| {
        let end = items.get(section.items.end)?.end;
        let start = items.get(section.items.start)?.start;
        body.get(start..end)
    });
    let printed: HashMap<String, usize> = numbers(whole).into_iter().collect();
    let marked: HashMap<&str, &str> = MARKED
        .captures_iter(body)
        .map(|found| found.extract())
        .map(|(_, [name, id])| (name, id))
        .collect();
    let mut present: HashSet<String> = out
        .iter()
        .flat_map(|text| BOOKMARK.captures_iter(text).map(|found| found[2].to_owned()))
        .collect();
    let ids = BOOKMARK.captures_iter(body).filter_map(|found| found[1].parse::<u32>().ok());
    let mut next = ids.max().unwrap_or(0);
    let mut mend = |text: &str| {
        FIELD
            .replace_all(text, |found: &Captures<'_>| {
                let name = &found[3];
                if present.contains(name) {
                    return found[0].to_owned();
                }
                let look = &found[1];
                match marked.get(name).filter(|_| &found[2] == "NOTEREF") {
                    // The first citation is gone: this one takes its place.
                    Some(id) => {
                        present.insert(name.to_owned());
                        next += 1;
                        format!(
                            "<w:bookmarkStart w:id=\"{next}\" w:name=\"{name}\"/><w:r>{look}<w:footnoteReference w:id=\"{id}\"/></w:r><w:bookmarkEnd w:id=\"{next}\"/>"
                        )
                    }
                    None => format!("<w:r>{look}<w:t>{}</w:t></w:r>", &found[4]),
                }
            })
            .into_owned()
    };
    for text in &mut out {
        *text = mend(text);
    }
    let now = numbers(out.iter().map(String::as_str));
    let number = |id: &str| printed.get(id).copied().unwrap_or_default();
    let mut own = now.iter().any(|(id, now)| number(id) != *now);
    // A run of notes needs no marks of its own: it begins with another number.
    let first = now.first().map_or(1, |(id, _)| number(id));
    let run = now.iter().enumerate().all(|(at, (id, _))| number(id) == first + at);
    let page = out.get(1).and_then(|text| text.rfind("<w:pgSz "));
    if own
        && run
        && !body.contains("<w:numRestart ")
        && let (Some(page), Some(text)) = (page, out.get_mut(1))
    {
        let start = format!("<w:footnotePr><w:numStart w:val=\"{first}\"/></w:footnotePr>");
        text.insert_str(page, &start);
        own = false;
    }
    if own {
        for text in &mut out {
            let with = |found: &Captures<'_>| {
                let (id, number) = (&found[1], number(&found[1]));
                format!(
                    "<w:footnoteReference w:customMarkFollows=\"1\" w:id=\"{id}\"/><w:t>{number}</w:t>"
                )
            };
            *text = REFERENCE.replace_all(text, with).into_owned();
        }
    }
    let kept: HashSet<&str> = now.iter().map(|(id, _)| id.as_str()).collect();
    let mut texts = String::with_capacity(notes.len());
    let begin = notes.find("<w:footnote ").unwrap_or(notes.len());
    let end = notes.rfind("</w:footnotes>").unwrap_or(notes.len());
    texts.push_str(&notes[..begin]);
    for note in children(notes, begin..end) {
        let note = &notes[note];
        let tag = note.split('>').next().unwrap_or_default();
        let id = tag.split_once("w:id=\"").and_then(|(_, rest)| rest.split('"').next());
        let id = id.unwrap_or_default();
        if tag.contains("w:type=") {
            texts.push_str(note);
        } else if kept.contains(id) {
            let note = mend(note);
            let with = format!("<w:t>{}</w:t>", number(id));
            texts.push_str(&if own { note.replace("<w:footnoteRef/>", &with) } else { note });
        }
    }
    texts.push_str(&notes[end..]);
    (out.concat(), texts)
}

/// The notes of some sections with the numbers that they get there.
fn numbers<'a>(sections: impl Iterator<Item = &'a str>) -> Vec<(String, usize)> {
    let mut out = Vec::new();
    let mut number = 0;
    for section in sections {
        if section.contains("<w:numRestart w:val=\"eachSect\"/>") {
            number = 0;
        }
        for found in REFERENCE.captures_iter(section) {
            number += 1;
            out.push((found[1].to_owned(), number));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_longer_ones() {
        for (text, label, wanted) in [
            ("ii. kết quả", "ii", true),
            ("iii. kết quả", "ii", false),
            ("1.1. một", "1", false),
            ("1.1. một", "1.1", true),
            ("điều 1. một", "điều 1", true),
            ("điều 10. mười", "điều 1", false),
            ("chương i\nquy định", "chương i", true),
            ("phụ lục", "phụ lục", true),
            ("a) một", "a", true),
            ("năm 2026", "năm", false),
        ] {
            assert_eq!(says(text, label), wanted, "{text} {label}");
        }
    }

    #[test]
    fn elements_are_parted() {
        let xml = "<a><b x=\"1\"/><c><c/>t</c></a><d/>";
        let parts: Vec<&str> = children(xml, 0..xml.len()).into_iter().map(|r| &xml[r]).collect();
        assert_eq!(parts, ["<a><b x=\"1\"/><c><c/>t</c></a>", "<d/>"]);
    }
}
