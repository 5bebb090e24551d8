//! Text as XML.

use crate::text::is_forbidden;
use std::fmt::Write;
use std::ops::Range;

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

/// Bold type.
pub(super) const BOLD: &str = "<w:b/><w:bCs/>";
/// Italic type.
pub(super) const ITALIC: &str = "<w:i/><w:iCs/>";

/// XML while it is written.
///
/// A run of text stays open until something else follows. Text of the same look goes on in it, so that a label and its
/// words, or the lines of a paragraph, are one run however they were given.
#[derive(Debug, Default)]
pub(super) struct Xml {
    out: String,
    open: Option<Run>,
    /// The last number without its last digit, and as it is written.
    tens: u64,
    head: String,
}

/// A run of text that may go on.
#[derive(Debug)]
struct Run {
    /// Where its properties stand.
    look: Range<usize>,
    /// Where its text begins, which is escaped at its end.
    text: usize,
    /// It is known that its text so far stands in XML as it is, and that no two blanks in it touch.
    simple: bool,
}

impl Xml {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        String::with_capacity(bytes).into()
    }

    /// What is written.
    #[inline]
    pub(super) fn written(&mut self) -> &mut String {
        if let Some(run) = self.open.take() {
            self.end_run(&run);
        }
        &mut self.out
    }

    /// Adds XML.
    pub(super) fn push_str(&mut self, xml: &str) {
        self.written().push_str(xml);
    }

    /// Adds a number; ids of notes are many, and mostly differ from the one before in their last digit.
    pub(super) fn number(&mut self, number: i64) {
        let (tens, last) = (number.unsigned_abs() / 10, (number.unsigned_abs() % 10) as u8);
        if tens != self.tens {
            self.tens = tens;
            self.head = if tens > 0 { tens.to_string() } else { String::new() };
        }
        if number < 0 {
            self.push_str("-");
        }
        self.written();
        self.out.push_str(&self.head);
        self.out.push(char::from(b'0' + last));
    }

    /// Adds text to a run with these properties, which are XML already.
    pub(super) fn run(&mut self, properties: &str, text: &str) {
        self.words(properties, text, is_simple(text.as_bytes()));
    }

    /// The same; of `simple` text it is known that it stands in XML as it is, and that no two blanks in it touch.
    #[inline]
    pub(super) fn words(&mut self, properties: &str, text: &str, simple: bool) {
        debug_assert!(!simple || content(text) == text && !text.contains("  "), "{text:?}");
        if text.is_empty() {
            return;
        }
        // Most have no properties; to compare nothing with nothing takes glibc 50 ns on processors with AVX-512.
        let same = |look: &Range<usize>| {
            look.is_empty() && properties.is_empty() || self.out[look.clone()] == *properties
        };
        match &mut self.open {
            Some(run) if same(&run.look) => {
                let touch = text.starts_with(' ') && self.out.ends_with(' ');
                run.simple &= simple && !touch;
            }
            _ => self.begin_run(properties, simple),
        }
        self.out.push_str(text);
    }

    fn begin_run(&mut self, properties: &str, simple: bool) {
        let out = self.written();
        let mut look = out.len()..out.len();
        if properties.is_empty() {
            out.push_str("<w:r><w:t>");
        } else {
            out.push_str("<w:r><w:rPr>");
            look = out.len()..out.len() + properties.len();
            out.extend([properties, "</w:rPr><w:t>"]);
        }
        self.open = Some(Run { look, text: out.len(), simple });
    }

    #[inline(never)] // most XML that is added ends no run, and is not to pay for it
    fn end_run(&mut self, run: &Run) {
        let start = run.text;
        let simple = run.simple || is_simple(&self.out.as_bytes()[start..]);
        if !simple {
            let text = self.out.split_off(start);
            escape(&mut self.out, &text);
        }
        // XML leaves it to an application what white space means to it, unless it is told (XML 1.0, 2.10; ECMA-376
        // Part 1, 17.3.3.31). Word cuts it off at both ends of a text and keeps it within; two blanks in a row are
        // told of for others' sake.
        let text = &self.out[start..];
        let black = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
        let (first, last) = (text.as_bytes().first(), text.as_bytes().last());
        if !black(first) && text.starts_with(char::is_whitespace)
            || !black(last) && text.ends_with(char::is_whitespace)
            || !simple && text.contains("  ")
        {
            self.out.insert_str(start - 1, " xml:space=\"preserve\"");
        }
        self.out.push_str("</w:t></w:r>");
    }

    /// Begins a paragraph; `more` stands in its properties after the style.
    pub(super) fn begin(&mut self, style: &str, more: &str) {
        let out = self.written();
        out.push_str("<w:p>");
        // The default style is that of paragraphs which name none (ECMA-376 Part 1, 17.7.4.17).
        let named = style != "Normal";
        if named || !more.is_empty() {
            out.push_str("<w:pPr>");
            if named {
                out.extend(["<w:pStyle w:val=\"", style, "\"/>"]);
            }
            out.extend([more, "</w:pPr>"]);
        }
    }

    /// A paragraph of one run; `more` stands in its properties after the style.
    pub(super) fn paragraph(&mut self, style: &str, more: &str, properties: &str, text: &str) {
        self.begin(style, more);
        self.run(properties, text);
        self.push_str("</w:p>");
    }

    /// An empty paragraph `height` twentieths of a point high; `more` stands before the height in its
    /// properties, `after` behind it.
    pub(super) fn spacer(&mut self, more: &str, height: u32, after: &str) {
        let more = format!("{more}<w:spacing w:line=\"{height}\" w:lineRule=\"exact\"/>{after}");
        self.paragraph("Box", &more, "", "");
    }

    /// A field: each of its parts in a run of its own, as every reader needs it.
    pub(super) fn field(&mut self, properties: &str, instruction: &str, result: &str) {
        let properties = if properties.is_empty() {
            String::new()
        } else {
            format!("<w:rPr>{properties}</w:rPr>")
        };
        let out = self.written();
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
}

impl From<String> for Xml {
    fn from(xml: String) -> Self {
        Self { out: xml, ..Self::default() }
    }
}

impl From<Xml> for String {
    fn from(mut xml: Xml) -> Self {
        std::mem::take(xml.written())
    }
}

impl Write for Xml {
    fn write_str(&mut self, xml: &str) -> std::fmt::Result {
        self.push_str(xml);
        Ok(())
    }
}

/// Whether a text stands in XML as it is, and no two blanks in it touch.
#[allow(clippy::needless_bitwise_bool)] // no branch, so that the compiler judges many bytes at once
fn is_simple(text: &[u8]) -> bool {
    // 0xEF begins U+FFFE and U+FFFF, among others.
    let odd = |byte: u8, next: u8| {
        (byte < b' ')
            | (byte == b'&')
            | (byte == b'<')
            | (byte == b'>')
            | (byte == 0xef)
            | (byte.max(next) == b' ')
    };
    let Some((last, rest)) = text.split_last() else { return true };
    let pairs = rest.iter().zip(&text[1..]);
    !pairs.fold(odd(*last, u8::MAX), |any, (byte, next)| any | odd(*byte, *next))
}

/// Adds text, escaped for content. Characters that XML 1.0 cannot hold are left out; `invisible-character` reports
/// them.
fn escape(out: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if is_forbidden(c) => {}
            c => out.push(c),
        }
    }
}

/// The text, escaped for content.
fn content(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// The text, escaped for an attribute.
pub(super) fn escaped(text: &str) -> String {
    let out = content(text);
    if out.contains('"') { out.replace('"', "&quot;") } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What `write` makes of nothing.
    fn xml(write: impl FnOnce(&mut Xml)) -> String {
        let mut out = Xml::default();
        write(&mut out);
        out.into()
    }

    #[test]
    fn text_becomes_well_formed() {
        assert_eq!(escaped("a<b>&\"c\"\u{1}\u{0}\td]]>"), "a&lt;b&gt;&amp;&quot;c&quot; d]]&gt;");
        for c in '\0'..=char::MAX {
            let text = format!("ế{c}<");
            let clean = if is_forbidden(c) { String::new() } else { c.to_string() };
            let clean = clean.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
            let clean = clean.replace(['\t', '\n', '\r'], " ");
            let run = xml(|out| out.run("", &text));
            assert_eq!(
                run,
                format!("<w:r><w:t>ế{clean}&lt;</w:t></w:r>"),
                "U+{:04X}",
                u32::from(c)
            );
            let clean = clean.replace('"', "&quot;");
            assert_eq!(escaped(&text), format!("ế{clean}&lt;"), "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn only_text_of_one_look_is_one_run() {
        let written = xml(|out| {
            out.run("", "- ");
            out.run("", "một");
            out.run(BOLD, "hai");
            out.run("", "");
            out.run(BOLD, "ba");
            out.run(ITALIC, "bốn");
            out.run("", "năm");
            out.push_str("<w:br/>");
            out.run("", "sáu");
        });
        let runs = [
            "<w:r><w:t>- một</w:t></w:r>",
            "<w:r><w:rPr><w:b/><w:bCs/></w:rPr><w:t>haiba</w:t></w:r>",
            "<w:r><w:rPr><w:i/><w:iCs/></w:rPr><w:t>bốn</w:t></w:r>",
            "<w:r><w:t>năm</w:t></w:r><w:br/><w:r><w:t>sáu</w:t></w:r>",
        ];
        assert_eq!(written, runs.concat());
    }

    /// Of text that is known to be simple only where its pieces touch is looked at.
    #[test]
    fn simple_words_are_not_looked_at() {
        let told = " xml:space=\"preserve\"";
        for (pieces, text) in [
            (&[("a b", true), (" ", true), ("c", true)][..], ">a b c<"),
            (&[("a ", true), (" b", true)], &format!("{told}>a  b<")),
            (&[(" ", true), (" ", true), ("a", true)], &format!("{told}>  a<")),
            (&[("a", true), ("<", false), ("b", true)], ">a&lt;b<"),
            (&[("<", false), ("b", true)], ">&lt;b<"),
            (&[("b", true), ("c\u{1}\td", false)], ">bc d<"),
        ] {
            let written = xml(|out| {
                for (text, simple) in pieces {
                    out.words("", text, *simple);
                }
            });
            assert_eq!(written, format!("<w:r><w:t{text}/w:t></w:r>"));
        }
    }

    #[test]
    fn white_space_that_might_be_lost_is_told_of() {
        for (text, told) in [
            ("a", false),
            ("a b", false),
            ("a\u{a0}b", false),
            (" a", true),
            ("a ", true),
            ("a\u{a0}", true),
            ("\u{3000}a", true),
            ("a\n", true),
            ("a  b", true),
            ("a \tb", true),
            ("a \u{1} b", true),
        ] {
            let written = xml(|out| out.run("", text));
            assert_eq!(written.contains(" xml:space=\"preserve\">"), told, "{text:?}");
        }
    }

    #[test]
    fn numbers_are_written_as_the_formatter_does() {
        let all = [
            0,
            1,
            9,
            10,
            11,
            19,
            20,
            9,
            -9,
            -10,
            32_767,
            32_768,
            -1,
            -100_001,
            i64::MAX,
            i64::MIN,
            0,
        ];
        let written = xml(|out| {
            for number in all {
                out.number(number);
                out.push_str(" ");
            }
        });
        assert_eq!(written, all.map(|number| format!("{number} ")).concat());
    }

    proptest! {
        /// Wherever a sign stands, the quick look sees it.
        #[test]
        fn the_quick_look_misses_nothing(
            before in 0..70usize, sign in "[ -~]{0,2}|\\PC|[\u{0}-\u{1f}\u{fffe}]", after in 0..70usize,
        ) {
            let text = format!("{}{sign}{}", "ế".repeat(before), "b".repeat(after));
            let mut plain = String::new();
            escape(&mut plain, &text);
            let simple = plain == text && !text.contains("  ");
            let quick = is_simple(text.as_bytes());
            prop_assert!(simple || !quick);
            // What begins with 0xEF is looked at in vain.
            let far = text.chars().any(|c| c >= '\u{f000}');
            prop_assert!(!simple || quick || far);
        }
    }
}
