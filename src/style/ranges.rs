//! A style's values against what its `ranges` and `scale` allow, and against one another.

use crate::diagnostic::{Finding, Rule, Sink};
use crate::kind;
use crate::say;
use crate::source::Span;
use crate::text::{nearest, nfc};
use crate::yaml::{Entry, Node, Value};

/// Least width and height of the text, in millimetres: below that nothing can be laid out.
const LEAST: f64 = 50.0;

/// Word has so many levels of headings.
const LEVELS: usize = 9;

/// Checks the whole tree of a style.
pub(super) fn check(root: &Node, sink: &mut Sink) {
    for entry in entries(root, "ranges") {
        if let Some(rule) = text(&entry.value) {
            one(root, &nfc(&entry.key.value), rule, sink);
        }
    }
    scale(root, sink);
    room(root, sink);
    frames(root, sink);
    colours(root, sink);
}

/// The value at a path of keys with dots between.
fn at<'a>(root: &'a Node, path: &str) -> Option<&'a Node> {
    path.split('.').try_fold(root, |node, key| {
        let Value::Map(entries) = &node.value else { return None };
        entries.iter().find(|entry| nfc(&entry.key.value) == key).map(|entry| &entry.value)
    })
}

fn entries<'a>(root: &'a Node, path: &str) -> &'a [Entry] {
    match at(root, path).map(|node| &node.value) {
        Some(Value::Map(entries)) => entries,
        _ => &[],
    }
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Scalar(text) => Some(text.value.trim()),
        _ => None,
    }
}

fn number(root: &Node, path: &str) -> Option<(f64, Span)> {
    let node = at(root, path)?;
    Some((text(node)?.parse().ok()?, node.span))
}

fn report(path: &str, value: f64, span: Span, allowed: &str, sink: &mut Sink) {
    sink.push(
        Finding::new(
            Rule::StyleOutOfRange,
            span,
            say!(
                "{path} là {value}, ngoài mức quy định ({allowed})",
                "{path} is {value}, outside what is laid down ({allowed})"
            ),
        )
        .help(say!("ghi giá trị trong mức {allowed}", "give a value within {allowed}")),
    );
}

/// One value against alternatives such as `20-25` or `10 | 12.7`.
fn one(root: &Node, path: &str, rule: &str, sink: &mut Sink) {
    let Some((value, span)) = number(root, path) else { return };
    let fits = |alternative: &str| {
        let (low, high) = alternative.split_once('-').unwrap_or((alternative, alternative));
        let bound = |text: &str| text.trim().parse::<f64>().ok();
        matches!((bound(low), bound(high)), (Some(low), Some(high))
            if value >= low - 1e-6 && value <= high + 1e-6)
    };
    if !rule.split('|').any(fits) {
        report(path, value, span, rule, sink);
    }
}

fn scale(root: &Node, sink: &mut Sink) {
    let list = |path: &str| match at(root, path).map(|node| &node.value) {
        Some(Value::List(nodes)) => nodes.iter().filter_map(text).collect(),
        _ => Vec::new(),
    };
    let sizes: Vec<(String, f64, Span)> = list("scale.boxes")
        .into_iter()
        .filter_map(|name| {
            let path = format!("boxes.{name}.size");
            number(root, &path).map(|(value, span)| (path, value, span))
        })
        .collect();
    let lawful = list("scale.sizes");
    let fits = |scale: &&str| {
        let wanted = scale.split('/').filter_map(|size| size.trim().parse::<f64>().ok());
        wanted.zip(&sizes).all(|(wanted, (_, value, _))| (wanted - value).abs() < 1e-6)
    };
    if lawful.is_empty() || lawful.iter().any(fits) {
        return;
    }
    // The place is the first of the sizes that the document's own style gives.
    let own = sizes.iter().find(|(_, _, span)| span.file != super::INSIDE);
    if let Some((path, value, span)) = own {
        report(path, *value, *span, &lawful.join(" | "), sink);
    }
}

/// Margins must leave room for text.
fn room(root: &Node, sink: &mut Sink) {
    for (whole, one, other) in [("width", "left", "right"), ("height", "top", "bottom")] {
        let page = |name: &str| number(root, &format!("page.{name}"));
        let (Some((size, _)), Some((a, at_a)), Some((b, at_b))) =
            (page(whole), page(one), page(other))
        else {
            continue;
        };
        if size - a - b < LEAST {
            let span = if at_a.file == super::INSIDE { at_b } else { at_a };
            sink.push(Finding::new(
                Rule::WrongType,
                span,
                say!("lề quá rộng, không còn chỗ cho chữ", "the margins leave no room for text"),
            ));
        }
    }
}

/// Colours are six hexadecimal digits; a set of headings has no more levels than Word's nine.
fn colours(root: &Node, sink: &mut Sink) {
    for style in entries(root, "boxes") {
        let Some(node) = at(&style.value, "color") else { continue };
        let Some(given) = text(node).filter(|given| !given.is_empty()) else { continue };
        if given.len() != 6 || !given.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let finding = Finding::new(
                Rule::WrongType,
                node.span,
                say!("«{given}» không phải là mã màu", "`{given}` is not a colour"),
            );
            sink.push(finding.help(say!(
                "ghi sáu chữ số thập lục phân, ví dụ FF0000 (đỏ)",
                "write six hexadecimal digits, such as FF0000 (red)"
            )));
        }
    }
    for set in entries(root, "headings") {
        if let Value::List(levels) = &set.value.value
            && let Some(tenth) = levels.get(LEVELS)
        {
            sink.push(Finding::new(
                Rule::WrongType,
                Span { end: tenth.span.start, ..tenth.span },
                say!("nhiều nhất {LEVELS} cấp tiêu đề", "there are {LEVELS} levels at most"),
            ));
        }
    }
}

/// Frames name kinds that exist and sets of headings that exist, and keep reading order.
fn frames(root: &Node, sink: &mut Sink) {
    let sets: Vec<String> =
        entries(root, "headings").iter().map(|set| nfc(&set.key.value).into_owned()).collect();
    let set = |node: Option<&Node>, sink: &mut Sink| {
        if let Some(node) = node
            && let Some(name) = text(node)
            && !sets.iter().any(|set| set == name)
        {
            let finding = Finding::new(
                Rule::WrongType,
                node.span,
                say!("không có bộ cấp tiêu đề «{name}»", "there is no set of headings `{name}`"),
            );
            sink.push(match nearest(name, sets.iter().map(String::as_str)) {
                Some(near) => finding.help(say!("có phải là «{near}»?", "did you mean `{near}`?")),
                None => finding,
            });
        }
    };
    set(at(root, "appendix.headings"), sink);
    let known = || kind::ALL.iter().flat_map(|kind| [kind.slug, kind.frame]);
    for frame in entries(root, "frames") {
        let name = nfc(&frame.key.value);
        if !known().any(|other| other == name) {
            let finding = Finding::new(
                Rule::UnknownKey,
                frame.key.span,
                say!("không có loại văn bản «{name}»", "there is no kind of document `{name}`"),
            );
            sink.push(match nearest(&name, known()) {
                Some(near) => finding.help(say!("có phải là «{near}»?", "did you mean `{near}`?")),
                None => finding,
            });
        }
        set(at(&frame.value, "headings"), sink);
        order(&frame.value, sink);
    }
}

/// The text stands in a frame once, and subject, basis and text in reading order: notes are counted
/// so.
fn order(frame: &Node, sink: &mut Sink) {
    let Some(parts) = at(frame, "parts") else { return };
    let Value::List(nodes) = &parts.value else { return };
    let names: Vec<&str> = nodes.iter().filter_map(text).collect();
    let places = ["subject", "basis", "text"].map(|name| {
        let mut found = names.iter().enumerate().filter(|(_, part)| **part == name);
        (found.next().map(|(at, _)| at), found.next().is_some())
    });
    let twice = places.iter().any(|(_, twice)| *twice);
    let order: Vec<usize> = places.iter().filter_map(|(at, _)| *at).collect();
    if places[2].0.is_none() || twice || !order.is_sorted() {
        sink.push(Finding::new(
            Rule::WrongType,
            Span { end: parts.span.start, ..parts.span },
            say!(
                "«parts» phải có «text» đúng một lần, và theo thứ tự subject, basis, text",
                "`parts` must have `text` once, and subject, basis, text in this order"
            ),
        ));
    }
}
