//! Values as slices of what is held of their file.
//!
//! Of the text of a file nothing is held twice: its `|` blocks are held without their indentation, and
//! every value that then stands there word for word is a slice.

use super::scalar::Content;
use super::{Decoded, Node, Scalar, Style, Value};
use crate::source::Held;
use std::ops::Range;
use std::sync::Arc;

/// Whole lines of a file, and the bytes of indentation of those that are not empty.
pub(super) type Indented = (Range<usize>, usize);

/// The `|` blocks of a tree whose values are their lines without indentation, and no more.
pub(super) fn blocks(root: &Node, text: &str) -> Vec<Indented> {
    let mut found = Vec::new();
    gather(root, text, &mut found);
    found
}

fn gather(node: &Node, text: &str, found: &mut Vec<Indented>) {
    match &node.value {
        Value::Blank => {}
        Value::Scalar(scalar) => found.extend(block(scalar, text)),
        Value::List(nodes) => nodes.iter().for_each(|node| gather(node, text, found)),
        Value::Map(entries) => entries.iter().for_each(|entry| gather(&entry.value, text, found)),
    }
}

fn block(scalar: &Scalar, text: &str) -> Option<Indented> {
    if scalar.style != Style::Literal || scalar.value.is_empty() {
        return None;
    }
    let first = scalar.span.start as usize;
    let start = line(text.get(..first)?);
    let indent = &text[start..first];
    let (mut at, mut rest) = (start, &*scalar.value);
    while !rest.is_empty() {
        let line = text[at..].split_inclusive('\n').next()?;
        at += line.len();
        rest = match line.strip_prefix(indent) {
            Some(words) => rest.strip_prefix(words)?,
            None => rest.strip_prefix('\n').filter(|_| line == "\n")?,
        };
    }
    Some((start..at, indent.len()))
}

/// Holds a text without the indentation of its `blocks`, and turns the values of its tree into slices of that.
/// `None` when one that was a slice of the text cannot be one of it any more.
pub(super) fn values(root: &mut Node, text: &str, blocks: &[Indented]) -> Option<Arc<Held>> {
    let held = Arc::new(Held::without_indents(text, blocks.iter().cloned()));
    slice(root, text, &held)?;
    Some(held)
}

fn slice(node: &mut Node, text: &str, held: &Arc<Held>) -> Option<()> {
    match &mut node.value {
        Value::Blank => Some(()),
        Value::Scalar(scalar) => value(scalar, text, held),
        Value::List(nodes) => nodes.iter_mut().try_for_each(|node| slice(node, text, held)),
        Value::Map(entries) => entries.iter_mut().try_for_each(|entry| {
            value(&mut entry.key, text, held)?;
            slice(&mut entry.value, text, held)
        }),
    }
}

fn value(scalar: &mut Scalar, text: &str, held: &Arc<Held>) -> Option<()> {
    let block = |start: usize| Some(held.block(start)?.kept());
    let place = match &scalar.value.0 {
        Content::Part(_, place) => {
            let place = place.start as usize..place.end as usize;
            let literal = scalar.style == Style::Literal;
            if literal { block(place.start) } else { held.place(place) }?
        }
        Content::Own(own) => {
            let place = match scalar.style {
                Style::Literal => {
                    text.get(..scalar.span.start as usize).and_then(|before| block(line(before)))
                }
                style => written(style, scalar.span.range()).and_then(|place| held.place(place)),
            };
            let is_own = |place: &Range<u32>| held.kept_at(place) == Some(&own.text);
            // Others go on holding the text that they came from.
            let Some(place) = place.filter(is_own) else { return Some(()) };
            place
        }
    };
    scalar.value = Decoded::held(place, held);
    Some(())
}

/// Where the words of a scalar stand that is written in one piece: within its quotes, if it has any.
pub(super) fn written(style: Style, span: Range<usize>) -> Option<Range<usize>> {
    match style {
        Style::Plain => Some(span),
        Style::SingleQuoted | Style::DoubleQuoted => Some(span.start + 1..span.end.checked_sub(1)?),
        Style::Literal | Style::Folded => None,
    }
}

/// The start of the line that a text ends in.
fn line(text: &str) -> usize {
    text.rfind('\n').map_or(0, |end| end + 1)
}
