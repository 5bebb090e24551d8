//! Values as a clerk would write them in YAML.

use std::fmt::Write;

/// Whether YAML 1.2 lets a character stand in a text as it is.
fn is_printable(c: char) -> bool {
    matches!(c, '\t' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fefe}' | '\u{ff00}'..='\u{fffd}' | '\u{10000}'..)
        && !matches!(c, '\u{2028}' | '\u{2029}')
}

/// A text on one line: plain where that is safe, else in quotes.
pub(super) fn scalar(text: &str) -> String {
    let word = text.to_ascii_lowercase();
    let special = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n"];
    let first = text.chars().next().is_some_and(char::is_alphabetic);
    let plain = first
        && text.chars().all(is_printable)
        && !text.contains(": ")
        && !text.contains(" #")
        && !text.contains('\t')
        && !text.ends_with([':', ' ', '\u{a0}'])
        && !special.contains(&word.as_str());
    if plain {
        return text.to_owned();
    }
    quoted(text)
}

fn quoted(text: &str) -> String {
    if text.chars().all(is_printable) && text.contains(['"', '\\']) && !text.contains('\t') {
        return format!("'{}'", text.replace('\'', "''"));
    }
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if is_printable(c) => out.push(c),
            c if u32::from(c) < 0x100 => {
                let _ = write!(out, "\\x{:02X}", u32::from(c));
            }
            c if u32::from(c) < 0x10000 => {
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => {
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

/// `key: text`, the text on the same line or as a literal block below; `indent` spaces before the key.
pub(super) fn entry(out: &mut String, indent: usize, key: &str, text: &str) {
    let pad = " ".repeat(indent);
    if text.contains('\n') {
        let _ = write!(out, "{pad}{key}: ");
        literal(out, indent, text);
    } else {
        let _ = writeln!(out, "{pad}{key}: {}", scalar(text));
    }
}

/// `key: |` with the text under it, however short it is.
pub(super) fn block(out: &mut String, indent: usize, key: &str, text: &str) {
    let pad = " ".repeat(indent);
    let _ = write!(out, "{pad}{key}: ");
    literal(out, indent, text);
}

/// A literal block, which begins on the line that stands already.
fn literal(out: &mut String, indent: usize, text: &str) {
    let text = text.trim_end_matches('\n');
    if !text.chars().all(|c| c == '\n' || is_printable(c)) {
        let _ = writeln!(out, "{}", quoted(text));
        return;
    }
    // A text that begins with a blank needs to be told how far in it stands.
    let first = text.trim_start_matches('\n');
    let told = if first.starts_with([' ', '\t']) { "2" } else { "" };
    let _ = writeln!(out, "|{told}");
    let pad = " ".repeat(indent + 2);
    for line in text.split('\n') {
        if line.is_empty() {
            out.push('\n');
        } else {
            let _ = writeln!(out, "{pad}{line}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Sink;
    use crate::source::{FileId, Source};
    use crate::yaml::{Value, parse};
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        let mut sink = Sink::new();
        let tree = parse(FileId(0), &Source::new("a.yaml", text), &mut sink);
        let Value::Map(mut entries) = tree.root.value else { return None };
        let value = entries.pop()?.value.value;
        match value {
            Value::Scalar(scalar) if sink.is_empty() => Some(scalar.value.to_string()),
            _ => None,
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(text in r#"([ -~]|[àđĐ\u{a0}\u{85}\u{2028}\u{feff}“\n]|: |#| #|- |'|"|\\|\|){1,40}"#) {
            let line = text.replace('\n', " ");
            let mut out = String::new();
            entry(&mut out, 0, "a", &line);
            let found = read(&out);
            prop_assert_eq!(found.as_deref(), Some(line.as_str()), "{}", out);
            // Lines of a body have no blanks at their ends, and the last has no break of its own.
            let body: Vec<&str> = text.split('\n').map(|line| line.trim_end_matches([' ', '\t'])).collect();
            let body = body.join("\n");
            let body = body.trim_matches('\n');
            if !body.is_empty() {
                let mut out = String::new();
                block(&mut out, 0, "a", body);
                let found = read(&out);
                prop_assert_eq!(found.as_deref().map(|text| text.trim_end_matches('\n')), Some(body), "{}", out);
            }
        }
    }
}
