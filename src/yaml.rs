//! YAML events → a tree of spanned nodes. The one file that knows the parser.

pub mod fields;
pub mod lens;

use crate::diagnostic::Sink;
use crate::source::{FileId, Source, Span};
use lens::Lens;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Bare text.
    Plain,
    /// `'…'`
    SingleQuoted,
    /// `"…"`
    DoubleQuoted,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A scalar: its value, and the way back from the value to the file.
#[derive(Debug)]
pub struct Scalar {
    /// The decoded value.
    pub value: Box<str>,
    /// How it is written.
    pub style: Style,
    /// The whole scalar in its file: quotes included; for `|` and `>` the lines of text, from the
    /// first character after the indentation.
    pub span: Span,
    source: Arc<str>,
    lens: OnceLock<Lens>,
}

impl Scalar {
    /// The place in the file of a byte range of the value. An empty range is the point before its
    /// character. Where the value cannot be matched with the file, the whole scalar.
    #[must_use]
    pub fn locate(&self, range: Range<u32>) -> Span {
        let _ = range;
        todo!()
    }
}

/// A node of the tree.
#[derive(Debug)]
pub struct Node {
    /// What it is.
    pub value: Value,
    /// Where: for a collection, from its first to its last node.
    pub span: Span,
}

/// What a node is.
#[derive(Debug)]
pub enum Value {
    /// Nothing: an empty value, `~` or `null` unquoted.
    Blank,
    /// Text of any style.
    Scalar(Arc<Scalar>),
    /// A list.
    List(Vec<Node>),
    /// Keys and values, in the order of the file. A key given twice is reported and kept once.
    Map(Vec<Entry>),
}

/// A key with its value.
#[derive(Debug)]
pub struct Entry {
    /// The key.
    pub key: Arc<Scalar>,
    /// The value.
    pub value: Node,
}

/// Reads one file.
pub fn parse(file: FileId, source: &Source, sink: &mut Sink) -> Node {
    let _ = (file, source, sink);
    todo!()
}
