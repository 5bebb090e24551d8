//! A tree that was read when the program was built (`build.rs`): the built-in styles.

use super::{Decoded, Entry, Node, Scalar, Style, Value};
use crate::source::{FileId, Held, Span};
use std::str::Lines;
use std::sync::Arc;

/// The tree; its places are those of `text` itself, which nobody sees. `None` when the lines are no tree.
pub(crate) fn read(file: FileId, text: &str) -> Option<Node> {
    let mut reader = Reader { file, text: Arc::new(Held::new(text)), lines: text.lines(), at: 0 };
    let first = reader.line()?;
    let root = reader.node(first)?;
    reader.line().is_none().then_some(root)
}

struct Reader<'a> {
    file: FileId,
    text: Arc<Held>,
    lines: Lines<'a>,
    /// Where the next line starts.
    at: usize,
}

impl<'a> Reader<'a> {
    fn line(&mut self) -> Option<&'a str> {
        let line = self.lines.next()?;
        self.at += line.len() + 1;
        Some(line)
    }

    /// The node that begins with this line.
    fn node(&mut self, line: &str) -> Option<Node> {
        let start = self.at - line.len() - 1;
        let value = match line {
            "-" => Value::Blank,
            "[" => {
                let mut nodes = Vec::new();
                loop {
                    match self.line()? {
                        "]" => break Value::List(nodes),
                        line => nodes.push(self.node(line)?),
                    }
                }
            }
            "{" => {
                let mut entries = Vec::new();
                loop {
                    let line = self.line()?;
                    if line == "}" {
                        break Value::Map(entries);
                    }
                    let key = self.scalar(line)?;
                    let line = self.line()?;
                    entries.push(Entry { key, value: self.node(line)? });
                }
            }
            _ => Value::Scalar(self.scalar(line)?),
        };
        Some(Node { value, span: Span::new(self.file, start..self.at) })
    }

    /// The scalar of the line just taken.
    fn scalar(&self, line: &str) -> Option<Scalar> {
        line.starts_with('\'').then(|| {
            let place = self.at - line.len()..self.at - 1;
            let value = Decoded::held(place.start as u32..place.end as u32, &self.text);
            Scalar::new(value, Style::Plain, Span::new(self.file, place))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_no_tree_are_refused() {
        for text in ["", "{", "[\n'a", "{\n'a", "{\n'a\n}", "'a\n'b\n", "a", "}", "{\n-\n-\n}"] {
            assert!(read(FileId(0), text).is_none(), "{text:?}");
        }
        assert!(read(FileId(0), "{\n'a\n[\n'b\n-\n]\n}\n").is_some());
    }
}
