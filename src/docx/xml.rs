//! Text as XML.

use crate::text::{find, is_forbidden};
use std::fmt::Write;

/// Namespaces of the parts we write.
pub(super) const SPACES: &str = concat!(
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" ",
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" ",
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" ",
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" ",
    "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\""
);
/// The first line of every part.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// Adds text, escaped for content and attributes. Characters that XML 1.0 cannot hold are left out;
/// `invisible-character` reports them.
pub(super) fn escape(out: &mut String, text: &str) {
    let mut clean = 0;
    let mut from = 0;
    // Only these bytes can begin what is to be changed; 0xEF begins U+FFFE and U+FFFF among others.
    let special = |byte| matches!(byte, 0..b' ' | b'&' | b'<' | b'>' | b'"' | 0xef);
    while let Some(found) = find(&text.as_bytes()[from..], special) {
        let at = from + found;
        let c = text[at..].chars().next().unwrap_or(' ');
        from = at + c.len_utf8();
        let with = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            '\t' | '\n' | '\r' => " ",
            c if is_forbidden(c) => "",
            _ => continue,
        };
        out.push_str(&text[clean..at]);
        out.push_str(with);
        clean = from;
    }
    out.push_str(&text[clean..]);
}

/// The escaped text.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// A run with properties already written as XML.
pub(super) fn run(out: &mut String, properties: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    start_run(out, properties);
    escape(out, text);
    out.push_str(END_RUN);
}

/// Begins a run of text; [`END_RUN`] ends it.
pub(super) fn start_run(out: &mut String, properties: &str) {
    out.push_str("<w:r>");
    if !properties.is_empty() {
        out.push_str("<w:rPr>");
        out.push_str(properties);
        out.push_str("</w:rPr>");
    }
    out.push_str("<w:t xml:space=\"preserve\">");
}

/// Ends a run of text.
pub(super) const END_RUN: &str = "</w:t></w:r>";

/// A paragraph of one run; `more` stands in its properties after the style.
pub(super) fn paragraph(out: &mut String, style: &str, more: &str, properties: &str, text: &str) {
    let _ = write!(out, "<w:p><w:pPr><w:pStyle w:val=\"{style}\"/>{more}</w:pPr>");
    run(out, properties, text);
    out.push_str("</w:p>");
}

/// Bold type.
pub(super) const BOLD: &str = "<w:b/><w:bCs/>";
/// Italic type.
pub(super) const ITALIC: &str = "<w:i/><w:iCs/>";

/// An empty paragraph `height` twentieths of a point high; `more` stands before the height in its
/// properties, `after` behind it.
pub(super) fn spacer(out: &mut String, more: &str, height: u32, after: &str) {
    let _ = write!(
        out,
        "<w:p><w:pPr><w:pStyle w:val=\"Box\"/>{more}<w:spacing w:line=\"{height}\" w:lineRule=\"exact\"/>{after}</w:pPr></w:p>"
    );
}

/// A field: each of its parts in a run of its own, as every reader needs it.
pub(super) fn field(out: &mut String, properties: &str, instruction: &str, result: &str) {
    let properties =
        if properties.is_empty() { String::new() } else { format!("<w:rPr>{properties}</w:rPr>") };
    let part = |out: &mut String, kind: &str| {
        let _ = write!(out, "<w:r>{properties}<w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
    };
    part(out, "begin");
    let _ = write!(
        out,
        "<w:r>{properties}<w:instrText xml:space=\"preserve\"> {instruction} </w:instrText></w:r>"
    );
    part(out, "separate");
    let _ = write!(out, "<w:r>{properties}<w:t>{}</w:t></w:r>", escaped(result));
    part(out, "end");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_well_formed() {
        assert_eq!(escaped("a<b>&\"c\"\u{1}\u{0}\td]]>"), "a&lt;b&gt;&amp;&quot;c&quot; d]]&gt;");
        for c in '\0'..=char::MAX {
            let text = format!("ế{c}<");
            let clean = if is_forbidden(c) { String::new() } else { c.to_string() };
            let clean = clean.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let clean = clean.replace('"', "&quot;").replace(['\t', '\n', '\r'], " ");
            assert_eq!(escaped(&text), format!("ế{clean}&lt;"), "U+{:04X}", u32::from(c));
        }
    }
}
