//! Decoding a mapping by its keys: take what is known, report what is missing, mistyped or left.

use super::{Entry, Node, Scalar, Value};
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::say;
use crate::source::Span;
use crate::text::{nearest, nfc};

/// The keys of one mapping, taken one by one; what is left at the [end](Fields::end) is unknown.
pub struct Fields<'a> {
    entries: Vec<Entry>,
    known: Vec<&'static str>,
    span: Span,
    /// Something may be absent that stands in the file, so nothing is reported as missing.
    broken: bool,
    what: Text,
    sink: &'a mut Sink,
}

impl<'a> Fields<'a> {
    /// Opens a mapping; anything else is a `wrong-type` finding and has no keys. `what` names the
    /// mapping for messages.
    pub fn new(node: Node, what: Text, broken: bool, sink: &'a mut Sink) -> Self {
        let span = node.span;
        let mut broken = broken;
        let entries = match node.value {
            Value::Map(entries) => entries,
            Value::Blank => Vec::new(),
            Value::Scalar(_) | Value::List(_) => {
                let (vi, en) = (&what.vi, &what.en);
                sink.push(
                    Finding::new(
                        Rule::WrongType,
                        first_line(&node),
                        say!(
                            "{vi} phải gồm các dòng «khóa: giá trị»",
                            "{en} must be lines of `key: value`"
                        ),
                    )
                    .help(say!(
                        "sau dấu hai chấm phải có một dấu cách",
                        "a space must follow the colon"
                    )),
                );
                broken = true;
                Vec::new()
            }
        };
        Self { entries, known: Vec::with_capacity(8), span, broken, what, sink }
    }

    /// Where findings go.
    pub fn sink(&mut self) -> &mut Sink {
        self.sink
    }

    /// Whether absent keys are not to be reported.
    #[must_use]
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Takes out a key with its value, also one without.
    fn entry(&mut self, key: &'static str) -> Option<Entry> {
        self.known.push(key);
        let at = self.entries.iter().position(|entry| is(&entry.key, key))?;
        Some(self.entries.remove(at))
    }

    /// The value of a key, with the key's place; `None` when absent or blank.
    pub fn take(&mut self, key: &'static str) -> Option<(Span, Node)> {
        let entry = self.entry(key).filter(|entry| !entry.is_blank())?;
        Some((entry.key.span, entry.value))
    }

    /// The place of a key, also of one without a value.
    #[must_use]
    pub fn key_span(&self, key: &str) -> Option<Span> {
        self.entries.iter().find(|entry| is(&entry.key, key)).map(|entry| entry.key.span)
    }

    /// A value that must be there.
    pub fn need(&mut self, key: &'static str) -> Option<(Span, Node)> {
        let entry = self.entry(key);
        let at = entry.as_ref().map(|entry| entry.key.span);
        match entry.filter(|entry| !entry.is_blank()) {
            Some(entry) => Some((entry.key.span, entry.value)),
            None => {
                if !self.broken {
                    self.missing(key, at);
                }
                None
            }
        }
    }

    fn missing(&mut self, key: &str, at: Option<Span>) {
        let (vi, en) = (&self.what.vi, &self.what.en);
        let (message, help) = match at {
            Some(_) => (
                say!("khóa «{key}» để trống", "the key `{key}` is empty"),
                say!("ghi giá trị sau dấu hai chấm", "write its value after the colon"),
            ),
            None => (
                say!("{vi} thiếu khóa bắt buộc «{key}»", "{en} lacks the required key `{key}`"),
                say!("thêm một dòng «{key}: …»", "add a line `{key}: …`"),
            ),
        };
        let place = at.unwrap_or(Span { end: self.span.start, ..self.span });
        self.sink.push(Finding::new(Rule::MissingKey, place, message).help(help));
    }

    /// A text, or a `wrong-type` finding.
    fn as_text(&mut self, key: &str, node: Node) -> Option<Scalar> {
        match node.value {
            Value::Scalar(scalar) => Some(scalar),
            _ => {
                self.wrong(&node, say!("khóa «{key}» phải là chữ", "`{key}` must be text"));
                None
            }
        }
    }

    /// Reports a value of the wrong kind.
    pub fn wrong(&mut self, node: &Node, message: Text) {
        self.sink.push(Finding::new(Rule::WrongType, first_line(node), message));
    }

    /// A text that may be absent.
    pub fn text(&mut self, key: &'static str) -> Option<Scalar> {
        let (_, node) = self.take(key)?;
        let text = self.as_text(key, node)?;
        (!text.value.trim().is_empty()).then_some(text)
    }

    /// A text that must be there and hold something.
    pub fn need_text(&mut self, key: &'static str) -> Option<Scalar> {
        let (at, node) = self.need(key)?;
        let text = self.as_text(key, node)?;
        if text.value.trim().is_empty() {
            self.missing(key, Some(at));
            return None;
        }
        Some(text)
    }

    /// A list that may be absent; one value that is no list stands for a list of one.
    pub fn list(&mut self, key: &'static str) -> Vec<Node> {
        match self.take(key) {
            None => Vec::new(),
            Some((_, Node { value: Value::List(nodes), .. })) => nodes,
            Some((_, node)) => vec![node],
        }
    }

    /// A list of texts that may be absent; one text stands for a list of one.
    pub fn texts(&mut self, key: &'static str) -> Vec<Scalar> {
        let nodes = self.list(key);
        nodes
            .into_iter()
            .filter(|node| !matches!(node.value, Value::Blank))
            .filter_map(|node| self.as_text(key, node))
            .collect()
    }

    /// Reports every key that was not taken.
    pub fn end(self) {
        for entry in &self.entries {
            let name = nfc(&entry.key.value);
            let (vi, en) = (&self.what.vi, &self.what.en);
            let finding = Finding::new(
                Rule::UnknownKey,
                entry.key.span,
                say!("{vi} không có khóa «{name}»", "{en} has no key `{name}`"),
            );
            let help = match nearest(&name, self.known.iter().copied()) {
                Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
                None => {
                    let known = self.known.join(", ");
                    say!("các khóa được dùng: {known}", "the keys are: {known}")
                }
            };
            self.sink.push(finding.help(help));
        }
    }
}

/// Whether a key is called so.
fn is(key: &Scalar, name: &str) -> bool {
    *key.value == *name || nfc(&key.value) == name
}

/// A node's place, cut down to a point for a collection: underlining all of it shows nothing.
fn first_line(node: &Node) -> Span {
    match node.value {
        Value::Scalar(_) | Value::Blank => node.span,
        _ => Span { end: node.span.start, ..node.span },
    }
}
