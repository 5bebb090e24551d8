//! Trees of nodes → styles: layers laid over one another, every value with its place.

use super::INSIDE;
use crate::diagnostic::{Finding, Levels, Rule, Severity, Sink};
use crate::kind;
use crate::say;
use crate::schema::shape::{Key, Shape};
use crate::source::{FileId, Source};
use crate::text::{is_forbidden, nearest, nfc};
use crate::yaml::{self, Node, Scalar, Value, fields::Fields};
use std::collections::BTreeMap;

/// Largest number a style may hold: two metres, and far above any size of type.
const MOST: f64 = 2000.0;

/// One file of a style: what it says itself.
#[derive(Debug)]
pub struct Layer {
    pub(super) root: Node,
    pub(super) broken: bool,
    /// The style it changes.
    pub extends: Option<Scalar>,
}

impl Layer {
    /// Reads a file.
    pub fn read(file: FileId, source: &Source, sink: &mut Sink) -> Self {
        let tree = yaml::parse(file, source, sink);
        Self::of(tree.root, tree.broken, sink)
    }

    /// The layer that a tree holds.
    pub(crate) fn of(mut root: Node, broken: bool, sink: &mut Sink) -> Self {
        let mut extends = None;
        if let Value::Map(entries) = &mut root.value
            && let Some(at) = entries.iter().position(|entry| nfc(&entry.key.value) == "extends")
        {
            match entries.remove(at).value {
                Node { value: Value::Scalar(name), .. } => extends = Some(name),
                Node { value: Value::Blank, .. } => {}
                node => wrong(&node, sink),
            }
        }
        Self { root, broken, extends }
    }
}

/// `over` laid on `base`: mappings key by key, everything else whole. A blank value changes
/// nothing.
pub(super) fn merge(base: Node, over: Node) -> Node {
    match (base.value, over.value) {
        (Value::Map(mut entries), Value::Map(more)) => {
            for entry in more {
                let name = nfc(&entry.key.value).into_owned();
                match entries.iter().position(|other| nfc(&other.key.value) == name) {
                    Some(at) => {
                        let below = entries.remove(at);
                        let value = merge(below.value, entry.value);
                        entries.insert(at, yaml::Entry { key: entry.key, value });
                    }
                    None => entries.push(entry),
                }
            }
            Node { value: Value::Map(entries), span: over.span }
        }
        (value, Value::Blank) => Node { value, span: base.span },
        (_, value) => Node { value, span: over.span },
    }
}

/// A kind's own frame says only what differs from its family's.
pub(super) fn inherit_frames(root: &mut Node) {
    let Value::Map(entries) = &mut root.value else { return };
    let frames = entries.iter_mut().find(|entry| nfc(&entry.key.value) == "frames");
    let Some(Node { value: Value::Map(frames), .. }) = frames.map(|entry| &mut entry.value) else {
        return;
    };
    for kind in kind::ALL.iter().filter(|kind| kind.slug != kind.frame) {
        let find = |name: &str, frames: &[yaml::Entry]| {
            frames.iter().position(|frame| nfc(&frame.key.value) == name)
        };
        let (Some(own), Some(family)) = (find(kind.slug, frames), find(kind.frame, frames)) else {
            continue;
        };
        let base = frames[family].value.clone();
        let blank = Node { value: Value::Blank, span: base.span };
        let over = std::mem::replace(&mut frames[own].value, blank);
        frames[own].value = merge(base, over);
    }
}

/// Gives on the findings that lie in a file of the document's; whether none of them is an error.
pub(super) fn pass_on(found: Sink, sink: &mut Sink) -> bool {
    let mut sound = true;
    for finding in found.close(&Levels::default()).findings {
        sound &= finding.severity != Severity::Error;
        if finding.span.file != INSIDE {
            sink.push(finding);
        }
    }
    sound
}

/// A value of a style.
pub(super) trait Decode: Sized {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self>;
    /// The same for the JSON Schema.
    fn shape() -> Shape;
}

/// A mapping with known keys.
pub(super) trait Record: Sized {
    fn record(fields: &mut Fields<'_>) -> Option<Self>;
    fn keys() -> crate::schema::shape::Record;
}

impl<T: Record> Decode for T {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self> {
        let broken = matches!(node.value, Value::Scalar(_) | Value::List(_));
        let what = say!("phần này của kiểu trình bày", "this part of the style");
        let mut fields = Fields::new(node, what, broken, sink);
        let value = T::record(&mut fields);
        fields.end();
        value
    }

    fn shape() -> Shape {
        Shape::Record(T::keys())
    }
}

/// Decodes a whole file.
pub(super) fn root<T: Record>(node: Node, broken: bool, sink: &mut Sink) -> Option<T> {
    let mut fields = Fields::new(node, say!("kiểu trình bày", "the style"), broken, sink);
    let value = T::record(&mut fields);
    fields.end();
    value
}

/// A key's value; without it `default`, without that a finding.
pub(super) fn key<T: Decode>(
    fields: &mut Fields<'_>,
    key: &'static str,
    default: Option<T>,
) -> Option<T> {
    if default.is_some() && fields.key_span(key).is_none() {
        let _ = fields.take(key);
        return default;
    }
    match default {
        Some(default) => match fields.take(key) {
            Some((_, node)) => T::decode(node, fields.sink()),
            None => Some(default),
        },
        None => {
            let (_, node) = fields.need(key)?;
            T::decode(node, fields.sink())
        }
    }
}

/// A record's key for the schema; one with a default may be left out.
pub(super) fn shape_of<T: Decode>(key: &'static str, required: bool) -> Key {
    Key { name: key, shape: T::shape(), required }
}

/// Defines a record: `field "key": Type` or, when the key may be left out, `= default`.
macro_rules! data {
    ($(#[$doc:meta])* $name:ident {
        $($(#[$field_doc:meta])* $field:ident $key:literal: $type:ty $(= $default:expr)?,)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }

        impl decode::Record for $name {
            fn record(fields: &mut crate::yaml::fields::Fields<'_>) -> Option<Self> {
                // All of them first, so that all faults are seen.
                $(let $field: Option<$type> =
                    decode::key(fields, $key, None$(.or(Some($default)))?);)*
                Some(Self { $($field: $field?,)* })
            }

            fn keys() -> crate::schema::shape::Record {
                crate::schema::shape::Record {
                    name: stringify!($name),
                    keys: vec![$(decode::shape_of::<$type>($key, concat!($(stringify!($default))?).is_empty()),)*],
                }
            }
        }
    };
}

/// Defines a choice among words.
macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$variant_doc])* $variant,)* }

        impl Decode for $name {
            fn decode(node: crate::yaml::Node, sink: &mut Sink) -> Option<Self> {
                let words = [$($word),*];
                let at = decode::word(&node, &words, sink)?;
                [$(Self::$variant),*].get(at).copied()
            }

            fn shape() -> crate::schema::shape::Shape {
                decode::choice_of(&[$($word),*])
            }
        }
    };
}

pub(super) use {choice, data};

/// A choice for the schema.
pub(super) fn choice_of(words: &[&str]) -> Shape {
    Shape::Choice(words.iter().map(|word| ((*word).to_owned(), String::new())).collect())
}

/// Which of `words` a value is.
pub(super) fn word(node: &Node, words: &[&str], sink: &mut Sink) -> Option<usize> {
    let Value::Scalar(text) = &node.value else {
        wrong(node, sink);
        return None;
    };
    let given = nfc(text.value.trim()).into_owned();
    let found = words.iter().position(|word| **word == *given);
    if found.is_none() {
        let list = words.join(", ");
        let finding = Finding::new(
            Rule::WrongType,
            text.span,
            say!("«{given}» không dùng được ở đây", "`{given}` cannot be used here"),
        );
        sink.push(finding.help(match nearest(&given, words.iter().copied()) {
            Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
            None => say!("chọn một trong: {list}", "choose one of: {list}"),
        }));
    }
    found
}

fn wrong(node: &Node, sink: &mut Sink) {
    let span = match node.value {
        Value::Scalar(_) | Value::Blank => node.span,
        _ => crate::source::Span { end: node.span.start, ..node.span },
    };
    sink.push(Finding::new(
        Rule::WrongType,
        span,
        say!(
            "giá trị này không đúng kiểu (số, chữ hay danh sách)",
            "this value is of the wrong kind (number, text or list)"
        ),
    ));
}

impl Decode for String {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self> {
        match node.value {
            Value::Scalar(text) => {
                if let Some(c) = text.value.chars().find(|c| is_forbidden(*c)) {
                    let code = format!("U+{:04X}", u32::from(c));
                    let message = say!(
                        "có ký tự mà Word không ghi được ({code})",
                        "a character that Word cannot hold ({code})"
                    );
                    let finding = Finding::new(Rule::InvisibleCharacter, text.span, message);
                    sink.push(finding.help(say!("xóa ký tự này", "delete it")));
                }
                Some(text.value.trim_end_matches('\n').to_owned())
            }
            _ => {
                wrong(&node, sink);
                None
            }
        }
    }

    fn shape() -> Shape {
        Shape::Text
    }
}

impl Decode for f64 {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self> {
        if let Value::Scalar(text) = &node.value {
            match text.value.trim().parse::<f64>() {
                Ok(number) if (0.0..=MOST).contains(&number) => return Some(number),
                _ => {}
            }
            let given = text.value.trim();
            sink.push(
                Finding::new(
                    Rule::WrongType,
                    text.span,
                    say!(
                        "«{given}» phải là số từ 0 đến {MOST}",
                        "`{given}` must be a number from 0 to {MOST}"
                    ),
                )
                .help(say!(
                    "dùng dấu chấm thập phân, không ghi đơn vị, ví dụ 12.7",
                    "write it with a decimal point and without a unit, such as 12.7"
                )),
            );
            return None;
        }
        wrong(&node, sink);
        None
    }

    fn shape() -> Shape {
        Shape::Number(MOST)
    }
}

impl Decode for usize {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self> {
        let span = node.span;
        let number = f64::decode(node, sink)?;
        if number.fract() > 0.0 {
            sink.push(Finding::new(
                Rule::WrongType,
                span,
                say!("phải là số nguyên", "must be a whole number"),
            ));
            return None;
        }
        Some(number as Self)
    }

    fn shape() -> Shape {
        Shape::Whole(MOST)
    }
}

impl Decode for bool {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self> {
        word(&node, &["false", "true"], sink).map(|at| at == 1)
    }

    fn shape() -> Shape {
        Shape::Switch
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self> {
        let Value::List(nodes) = node.value else {
            wrong(&node, sink);
            return None;
        };
        let values: Vec<Option<T>> = nodes.into_iter().map(|node| T::decode(node, sink)).collect();
        values.into_iter().collect()
    }

    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(node: Node, sink: &mut Sink) -> Option<Self> {
        let Value::Map(entries) = node.value else {
            wrong(&node, sink);
            return None;
        };
        let pair = |entry: yaml::Entry, sink: &mut Sink| {
            Some((nfc(&entry.key.value).into_owned(), T::decode(entry.value, sink)?))
        };
        let pairs: Vec<Option<(String, T)>> =
            entries.into_iter().map(|entry| pair(entry, sink)).collect();
        pairs.into_iter().collect()
    }

    fn shape() -> Shape {
        Shape::Named(Box::new(T::shape()))
    }
}
