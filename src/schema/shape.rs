//! What a key may hold, as the decoders have it and as a JSON Schema says it.

/// The shape of a value.
#[derive(Clone, Debug)]
pub enum Shape {
    /// Any plain value: a text, also one that YAML would read as a number.
    Text,
    /// A text of a certain form, as a regular expression.
    Form(&'static str),
    /// One of these words, each with what it means, where that is known.
    Choice(Vec<(String, String)>),
    /// Any text; these are the usual ones.
    Usual(Vec<String>),
    /// A number from 0 on, at most so great.
    Number(f64),
    /// Likewise a whole number.
    Whole(f64),
    /// `true` or `false`.
    Switch,
    /// A list.
    List(Box<Shape>),
    /// A list, or one value that stands for a list of one.
    OneOrMore(Box<Shape>),
    /// A mapping with names of the author's own.
    Named(Box<Shape>),
    /// A mapping with known keys.
    Record(Record),
    /// The record of this name, which stands elsewhere.
    Ref(&'static str),
    /// One of these.
    Either(Vec<Shape>),
    /// `checks:`
    Checks,
    /// `details:`
    Details,
}

/// A mapping with known keys.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its name, by which its texts are found.
    pub name: &'static str,
    /// Its keys.
    pub keys: Vec<Key>,
}

/// A key of a [`Record`].
#[derive(Clone, Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What it may hold.
    pub shape: Shape,
    /// Whether it must be there.
    pub required: bool,
}

impl Key {
    /// A key that may be left out.
    #[must_use]
    pub fn new(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, required: false }
    }

    /// A key that must be there.
    #[must_use]
    pub fn needed(name: &'static str, shape: Shape) -> Self {
        Self { name, shape, required: true }
    }
}
