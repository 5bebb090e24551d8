//! A section's place in the outline of `document.yaml`, put in as one line so that everything else in
//! the file stays as it is, comments and all.

use crate::diagnostic::Sink;
use crate::source::{FileId, Source};
use crate::text::nfc;
use crate::yaml::{self, Node, Value};

/// Where in the outline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place<'a> {
    /// After all others.
    End,
    /// At the end of the group with this id or title.
    Group(&'a str),
}

/// What came of it.
#[derive(Debug, PartialEq, Eq)]
pub enum Placed {
    /// There is no outline: sections follow in path order, and nothing need be done.
    NoOutline,
    /// The line to put in, and the line of the file, from 1, after which it goes.
    Line {
        /// The line.
        line: String,
        /// After this one.
        after: u32,
        /// The whole file with it.
        text: String,
    },
    /// There is no such group.
    NoGroup,
    /// The outline is written in a way in which no line can be added safely.
    Unclear,
}

/// Where the id goes into `text`, a `document.yaml`.
#[must_use]
pub fn place(text: &str, id: &str, at: Place<'_>) -> Placed {
    let source = Source::new("document.yaml", text);
    let Some(outline) = read(&source) else { return Placed::NoOutline };
    let Value::List(nodes) = &outline.value else { return Placed::Unclear };
    let target = match at {
        Place::End => &outline,
        Place::Group(name) => match find(nodes, name) {
            Some(Node { value: Value::Map(entries), .. }) => {
                let children = entries.iter().find(|entry| &*entry.key.value == "children");
                match children {
                    Some(entry) => &entry.value,
                    None => return Placed::Unclear,
                }
            }
            _ => return Placed::NoGroup,
        },
    };
    let Some((line, at)) = insertion(source.text(), target, id) else { return Placed::Unclear };
    let mut whole = source.text().to_owned();
    whole.insert_str(at, &line);
    // Nothing but the one id may have changed.
    let after = Source::new("document.yaml", &whole);
    let sound = read(&after).is_some_and(|node| {
        let (mut old, mut new) = (Vec::new(), Vec::new());
        ids(&outline, &mut old);
        ids(&node, &mut new);
        let position = new.iter().position(|one| one == id);
        position.is_some_and(|position| {
            new.remove(position);
            new == old
        })
    });
    if !sound {
        return Placed::Unclear;
    }
    let number = source.position(at.saturating_sub(1) as u32).line;
    let bom = if text.starts_with('\u{feff}') { "\u{feff}" } else { "" };
    let line = line.trim_matches(['\r', '\n']).to_owned();
    Placed::Line { line, after: number, text: format!("{bom}{whole}") }
}

/// Ids, or else titles, of the groups of an outline.
#[must_use]
pub fn groups(text: &str) -> Vec<String> {
    let source = Source::new("document.yaml", text);
    let mut out = Vec::new();
    if let Some(Node { value: Value::List(nodes), .. }) = read(&source) {
        names(&nodes, &mut out);
    }
    out
}

fn names(nodes: &[Node], out: &mut Vec<String>) {
    for node in nodes {
        out.extend(key(node, "id").or_else(|| key(node, "title")));
        names(children(node), out);
    }
}

/// The outline, when there is one.
fn read(source: &Source) -> Option<Node> {
    let tree = yaml::parse(FileId(0), source, &mut Sink::new());
    let Value::Map(entries) = tree.root.value else { return None };
    let entry = entries.into_iter().find(|entry| nfc(&entry.key.value) == "outline")?;
    (!matches!(entry.value.value, Value::Blank)).then_some(entry.value)
}

fn key(node: &Node, name: &str) -> Option<String> {
    let Value::Map(entries) = &node.value else { return None };
    let entry = entries.iter().find(|entry| &*entry.key.value == name)?;
    let Value::Scalar(text) = &entry.value.value else { return None };
    Some(nfc(text.value.trim()).into_owned())
}

fn children(node: &Node) -> &[Node] {
    let Value::Map(entries) = &node.value else { return &[] };
    let entry = entries.iter().find(|entry| &*entry.key.value == "children");
    match entry.map(|entry| &entry.value.value) {
        Some(Value::List(nodes)) => nodes,
        _ => &[],
    }
}

fn find<'a>(nodes: &'a [Node], name: &str) -> Option<&'a Node> {
    let name = nfc(name.trim());
    let same = |text: Option<String>| text.is_some_and(|text| text.eq_ignore_ascii_case(&name));
    nodes.iter().find_map(|node| {
        if same(key(node, "id")) || same(key(node, "title")) {
            return Some(node);
        }
        find(children(node), &name)
    })
}

/// Every id that the outline places, in order.
fn ids(node: &Node, out: &mut Vec<String>) {
    match &node.value {
        Value::Scalar(text) => out.push(nfc(text.value.trim()).into_owned()),
        Value::List(nodes) => nodes.iter().for_each(|node| ids(node, out)),
        Value::Map(_) => children(node).iter().for_each(|node| ids(node, out)),
        Value::Blank => {}
    }
}

/// What to put in for `id`, and before which byte.
fn insertion(text: &str, list: &Node, id: &str) -> Option<(String, usize)> {
    let Value::List(nodes) = &list.value else { return None };
    let range = list.span.range();
    if text.get(range.clone())?.starts_with('[') {
        let close = range.end.checked_sub(1).filter(|at| text[*at..].starts_with(']'))?;
        let inside = text[range.start + 1..close].trim_end();
        let at = range.start + 1 + inside.len();
        let comma = if nodes.is_empty() || inside.ends_with(',') { "" } else { ", " };
        return Some((format!("{comma}{id}"), at));
    }
    let first = nodes.first()?.span.start as usize;
    let start = text[..first].rfind('\n').map_or(0, |at| at + 1);
    let indent = text[start..first].split('-').next()?;
    if !indent.trim().is_empty() {
        return None;
    }
    // The last entry may be a block of text, whose place ends with its line.
    let last = text[..range.end].trim_end().len();
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    match text[last..].find('\n') {
        Some(offset) => Some((format!("{indent}- {id}{ending}"), last + offset + 1)),
        None => Some((format!("{ending}{indent}- {id}{ending}"), text.len())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(text: &str, at: Place<'_>) -> String {
        match place(text, "moi", at) {
            Placed::Line { text, .. } => text,
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn one_line_and_nothing_else() {
        let text = "kind: bao-cao\noutline:   # thứ tự\n  # trước\n  - a   # một\n  - title: Lớn\n    id: lon\n    children:\n    - b\n    - c # ba\n    # sau\n  - d\n\n# hết\nplace: X\n";
        let end = placed(text, Place::End);
        assert_eq!(end, text.replace("  - d\n", "  - d\n  - moi\n"));
        for name in ["lon", "Lớn"] {
            let group = placed(text, Place::Group(name));
            assert_eq!(group, text.replace("    - c # ba\n", "    - c # ba\n    - moi\n"));
        }
        assert_eq!(place(text, "moi", Place::Group("khac")), Placed::NoGroup);
        assert_eq!(groups(text), ["lon"]);
    }

    #[test]
    fn other_ways_of_writing() {
        assert_eq!(placed("outline: [a, b]\n", Place::End), "outline: [a, b, moi]\n");
        assert_eq!(placed("outline: []\n", Place::End), "outline: [moi]\n");
        assert_eq!(placed("outline:\n- a", Place::End), "outline:\n- a\n- moi\n");
        let crlf = "\u{feff}outline:\r\n- a\r\nplace: X\r\n";
        assert_eq!(placed(crlf, Place::End), "\u{feff}outline:\r\n- a\r\n- moi\r\nplace: X\r\n");
        let block = "outline:\n- title: T\n  body: |\n    một\n\n    hai\n\nplace: X\n";
        let wanted = block.replace("    hai\n", "    hai\n- moi\n");
        assert_eq!(placed(block, Place::End), wanted);
        let flow = "outline:\n  - {title: T, children: [a]}\n";
        assert_eq!(placed(flow, Place::Group("t")), flow.replace("[a]", "[a, moi]"));
        assert_eq!(place("kind: x\n", "moi", Place::End), Placed::NoOutline);
        assert_eq!(place("outline:\nplace: X\n", "moi", Place::End), Placed::NoOutline);
        assert_eq!(place("outline: a\n", "moi", Place::End), Placed::Unclear);
        let bare = "outline:\n- title: T\n";
        assert_eq!(place(bare, "moi", Place::Group("T")), Placed::Unclear);
    }
}
