//! Whether an edit of a file means, in YAML, just what it says.

use crate::diagnostic::{Edit, Sink};
use crate::source::{FileId, Source, Sources, Span};
use crate::yaml::{self, Node, Scalar, Tree, Value};
use std::collections::HashMap;

/// Trees of files, read when they are asked for.
#[derive(Debug, Default)]
pub(super) struct Trees {
    scalars: HashMap<FileId, Vec<(Span, bool)>>,
}

impl Trees {
    /// Whether an edit stays on one line and within one value of which every byte's place is known.
    pub(super) fn holds(&mut self, edit: &Edit, sources: &Sources) -> bool {
        let Some(text) = sources.get(edit.span.file).text().get(edit.span.range()) else {
            return false;
        };
        if text.is_empty() || text.contains(['\n', '\r']) || edit.text.contains(['\n', '\r']) {
            return false;
        }
        let scalars = self.scalars.entry(edit.span.file).or_insert_with(|| {
            let tree = parse(sources.get(edit.span.file), edit.span.file);
            let mut all = Vec::new();
            each(&tree.root, &mut |scalar| all.push((scalar.span, scalar.is_exact())));
            all
        });
        let at = scalars.partition_point(|(span, _)| span.start <= edit.span.start);
        at.checked_sub(1).is_some_and(|at| {
            let (span, exact) = scalars[at];
            exact && edit.span.end <= span.end
        })
    }
}

fn parse(source: &Source, file: FileId) -> Tree {
    yaml::parse(file, source, &mut Sink::new())
}

/// Every value that is text, in the order of the file.
fn each<'a>(node: &'a Node, visit: &mut impl FnMut(&'a Scalar)) {
    match &node.value {
        Value::Blank => {}
        Value::Scalar(scalar) => visit(scalar),
        Value::List(nodes) => nodes.iter().for_each(|node| each(node, visit)),
        Value::Map(entries) => entries.iter().for_each(|entry| each(&entry.value, visit)),
    }
}

/// Whether `after` has the shape and values of `before` with `edits` made in them, and nothing else.
pub(super) fn as_meant<'a>(
    before: &Source,
    after: &Source,
    edits: impl Iterator<Item = &'a &'a Edit>,
) -> bool {
    let mut edits: Vec<&Edit> = edits.copied().collect();
    edits.sort_by_key(|edit| edit.span);
    let (one, two) = (parse(before, FileId(0)), parse(after, FileId(0)));
    one.broken == two.broken && same(&one.root, &two.root, &edits)
}

fn same(one: &Node, two: &Node, edits: &[&Edit]) -> bool {
    match (&one.value, &two.value) {
        (Value::Blank, Value::Blank) => true,
        (Value::Scalar(one), Value::Scalar(two)) => {
            one.style == two.style && mended(one, edits) == *two.value
        }
        // A value of nothing but what was taken out.
        (Value::Scalar(one), Value::Blank) => mended(one, edits).is_empty(),
        (Value::List(ones), Value::List(twos)) => {
            ones.len() == twos.len()
                && ones.iter().zip(twos).all(|(one, two)| same(one, two, edits))
        }
        (Value::Map(ones), Value::Map(twos)) => {
            ones.len() == twos.len()
                && ones.iter().zip(twos).all(|(one, two)| {
                    *one.key.value == *two.key.value && same(&one.value, &two.value, edits)
                })
        }
        _ => false,
    }
}

/// The value of a scalar as its edits would have it.
fn mended(scalar: &Scalar, edits: &[&Edit]) -> String {
    let from = edits.partition_point(|edit| edit.span.start < scalar.span.start);
    let to = edits.partition_point(|edit| edit.span.start < scalar.span.end);
    let edits = &edits[from..to];
    let mut out = String::with_capacity(scalar.value.len());
    if edits.is_empty() {
        out.push_str(&scalar.value);
        return out;
    }
    let mut done = None;
    for (at, c) in scalar.value.char_indices() {
        let place = scalar.locate(at as u32..(at + c.len_utf8()) as u32);
        let next = edits.partition_point(|edit| edit.span.end <= place.start);
        match edits.get(next) {
            Some(edit) if edit.span.start < place.end => {
                if done != Some(next) {
                    out.push_str(&edit.text);
                    done = Some(next);
                }
            }
            _ => out.push(c),
        }
    }
    out
}
