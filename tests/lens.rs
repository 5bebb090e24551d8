//! Each character of a value is found where it stands in its file, in whatever style it is written: values are
//! made up together with their places, and the lens, the parser and the maker have to agree.

#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on should stop

use proptest::prelude::*;
use std::ops::Range;
use vanthu::diagnostic::Sink;
use vanthu::source::{Source, Sources};
use vanthu::yaml::lens::Lens;
use vanthu::yaml::{Node, Scalar, Style, Value, parse};

/// A scalar in a file, and where each character of its value stands.
#[derive(Clone, Debug, Default)]
struct Written {
    text: String,
    value: String,
    /// One for each character of the value.
    places: Vec<Range<usize>>,
}

impl Written {
    /// Characters that stand for themselves.
    fn same(&mut self, text: &str) {
        for c in text.chars() {
            self.other(c.encode_utf8(&mut [0; 4]), &c.to_string());
        }
    }

    /// Text that stands as a whole for each of these characters, if any.
    fn other(&mut self, text: &str, value: &str) {
        let place = self.text.len()..self.text.len() + text.len();
        self.text.push_str(text);
        self.value.push_str(value);
        self.places.extend(value.chars().map(|_| place.clone()));
    }

    /// Text that stands for nothing.
    fn none(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Where the value is over.
    fn end(&self) -> usize {
        self.places.last().unwrap().end
    }

    /// Every character, every stretch of two, every point.
    fn hold(&self, locate: &dyn Fn(Range<u32>) -> Range<usize>) -> Result<(), TestCaseError> {
        let mut last: Option<(usize, &Range<usize>)> = None;
        for ((at, c), place) in self.value.char_indices().zip(&self.places) {
            let (start, end) = (at as u32, (at + c.len_utf8()) as u32);
            let said = || format!("{c:?} at {at} of {:?} in {:?}", self.value, self.text);
            prop_assert_eq!(&locate(start..end), place, "{}", said());
            prop_assert_eq!(locate(start..start), place.start..place.start, "point: {}", said());
            if let Some((from, first)) = last {
                let both = locate(from as u32..end);
                prop_assert_eq!(both, first.start..place.end, "two: {}", said());
            }
            last = Some((at, place));
        }
        let len = self.value.len() as u32;
        prop_assert_eq!(locate(len..len), self.end()..self.end(), "end of {:?}", self.text);
        prop_assert_eq!(locate(0..len), self.places[0].start..self.end(), "{:?}", self.text);
        Ok(())
    }

    /// What the parser makes of the file.
    fn is_read(&self, style: Style) -> Result<Range<usize>, TestCaseError> {
        let mut sources = Sources::default();
        let file = sources.add(Source::new("a.yaml", &self.text));
        let mut sink = Sink::new();
        let tree = parse(file, sources.get(file), &mut sink);
        prop_assert!(sink.is_empty() && !tree.broken, "not read: {:?}", self.text);
        let scalar = first(&tree.root);
        prop_assert_eq!(&*scalar.value, self.value.as_str(), "{:?}", self.text);
        prop_assert_eq!(scalar.style, style);
        prop_assert!(scalar.is_exact(), "no lens: {:?} {:?}", self.value, self.text);
        self.hold(&|range| scalar.locate(range).range())?;
        Ok(scalar.span.range())
    }
}

fn first(node: &Node) -> &Scalar {
    match &node.value {
        Value::Scalar(scalar) => scalar,
        Value::List(nodes) => first(&nodes[0]),
        Value::Map(entries) => first(&entries[0].value),
        Value::Blank => panic!("nothing"),
    }
}

/// How a piece is written, and the character it comes to where that is another.
type Word = (&'static str, Option<char>);

/// What any style takes as it is.
const WORDS: [&str; 6] = ["Sở", "ă", "e\u{302}\u{301}", "漢字", "😀", "a:b"];

fn words(style: Style) -> Vec<Word> {
    let own: &[Word] = match style {
        Style::SingleQuoted => &[
            ("''", Some('\'')),
            ("''", Some('\'')),
            ("\\n", None),
            ("\\", None),
            ("\"", None),
            ("d: e", None),
        ],
        Style::DoubleQuoted => &[
            ("'", None),
            ("''", None),
            ("d #e", None),
            ("\\0", Some('\0')),
            ("\\a", Some('\u{7}')),
            ("\\b", Some('\u{8}')),
            ("\\t", Some('\t')),
            ("\\\t", Some('\t')),
            ("\\n", Some('\n')),
            ("\\v", Some('\u{b}')),
            ("\\f", Some('\u{c}')),
            ("\\r", Some('\r')),
            ("\\e", Some('\u{1b}')),
            ("\\ ", Some(' ')),
            ("\\\"", Some('"')),
            ("\\/", Some('/')),
            ("\\\\", Some('\\')),
            ("\\N", Some('\u{85}')),
            ("\\_", Some('\u{a0}')),
            ("\\L", Some('\u{2028}')),
            ("\\P", Some('\u{2029}')),
            ("\\x41", Some('A')),
            ("\\xe9", Some('é')),
            ("\\u0041", Some('A')),
            ("\\u1EBF", Some('ế')),
            ("\\ud7ff", Some('\u{d7ff}')),
            ("\\ue000", Some('\u{e000}')),
            ("\\U0001F600", Some('😀')),
            ("\\ud83d\\ude00", Some('😀')),
            ("\\uD800\\uDC00", Some('\u{10000}')),
            ("\\udbff\\udfff", Some('\u{10ffff}')),
        ],
        _ => &[("d'e", None), ("d''e", None), ("\\n", None), ("d\"e", None), ("x#y", None)],
    };
    WORDS.iter().map(|word| (*word, None)).chain(own.iter().copied()).collect()
}

/// What stands between two words.
#[derive(Clone, Debug)]
enum Gap {
    Nothing,
    Blank(&'static str),
    /// White space before the first line break, and after each of them.
    Breaks(&'static str, Vec<&'static str>),
    /// The same with a backslash before the first break.
    Continued(&'static str, Vec<&'static str>),
}

fn gap() -> impl Strategy<Value = Gap> {
    let before = || prop::sample::select(vec!["", " ", " \t"]);
    let after = |most| prop::collection::vec(prop::sample::select(vec!["", " ", "   "]), 1..=most);
    prop_oneof![
        2 => Just(Gap::Nothing),
        3 => prop::sample::select(vec![" ", "  ", "\t", " \t "]).prop_map(Gap::Blank),
        3 => (before(), after(4)).prop_map(|(before, after)| Gap::Breaks(before, after)),
        2 => (before(), after(3)).prop_map(|(before, after)| Gap::Continued(before, after)),
    ]
}

const BREAKS: [&str; 3] = ["\n", "\r\n", "\r"];
/// What stands before the scalar in the file, and after it.
const AROUND: [(&str, &str); 4] = [("k: ", "z: 1"), ("- ", "- z"), ("kế: ", ""), ("- - ", "")];

fn flow(style: Style) -> impl Strategy<Value = (Written, Range<usize>)> {
    let word = prop::sample::select(words(style));
    let pieces = prop::collection::vec((gap(), word), 0..8);
    let edges = prop::option::of((gap(), gap()));
    (pieces, edges, 0..BREAKS.len(), 0..AROUND.len(), any::<bool>()).prop_map(
        move |(pieces, edges, brk, around, over)| {
            let (brk, (before, after)) = (BREAKS[brk], AROUND[around]);
            let quote = match style {
                Style::SingleQuoted => "'",
                Style::DoubleQuoted => "\"",
                _ => "",
            };
            let mut out = Written::default();
            out.none(before);
            let start = out.text.len();
            out.none(quote);
            let edges = edges.filter(|_| !quote.is_empty());
            if let Some((first, _)) = &edges {
                put(&mut out, first, style, brk);
            }
            out.same("Đ");
            for (gap, (text, value)) in &pieces {
                put(&mut out, gap, style, brk);
                match value {
                    None => out.same(text),
                    Some(c) => out.other(text, &c.to_string()),
                }
            }
            // A plain scalar ends in a letter.
            out.same("ố");
            if let Some((_, last)) = &edges {
                put(&mut out, last, style, brk);
            }
            out.none(quote);
            let span = start..out.text.len();
            if !after.is_empty() || over {
                out.none(brk);
                out.none(after);
            }
            (out, span)
        },
    )
}

fn put(out: &mut Written, gap: &Gap, style: Style, brk: &str) {
    match gap {
        Gap::Nothing => {}
        Gap::Blank(text) => out.same(text),
        Gap::Continued(before, pads) if style == Style::DoubleQuoted => {
            out.same(before);
            out.none("\\");
            out.none(brk);
            // Empty lines after it are line breaks.
            for pad in &pads[1..] {
                out.none(pad);
                out.other(brk, "\n");
            }
            out.none("   ");
            out.none(pads[0]);
        }
        Gap::Breaks(before, pads) | Gap::Continued(before, pads) => {
            let inner = &pads[1..];
            if inner.is_empty() {
                out.other(&format!("{before}{brk}   {}", pads[0]), " ");
                return;
            }
            out.none(before);
            out.none(brk);
            for pad in inner {
                out.none(pad);
                out.other(brk, "\n");
            }
            out.none("   ");
            out.none(pads[0]);
        }
    }
}

/// A line of a block: spaces past the indentation and words; `None` is an empty line with some of the
/// indentation's spaces.
type Line = (usize, Option<(&'static str, &'static str)>);

fn line() -> impl Strategy<Value = Line> {
    let word =
        prop::sample::select(vec!["Sở", "漢字 😀", "# c", "- a: b", "'x\"\\n", "a  b", "\tt"]);
    let tail = prop::sample::select(vec!["", "", "  ", "\t"]);
    (prop_oneof![3 => Just(0usize), 1 => 1..4usize], prop::option::weighted(0.7, (word, tail)))
}

/// A block, and the offsets of the lines it may be said to start in.
fn block(style: Style) -> impl Strategy<Value = (Written, Vec<usize>)> {
    (
        (prop::collection::vec(0..4usize, 0..3), line(), prop::collection::vec(line(), 0..6)),
        (0..3usize, 1..4usize, any::<bool>(), 0..4usize),
        (0..BREAKS.len(), 0..AROUND.len(), any::<bool>(), prop::sample::select(vec!["", " # |"])),
    )
        .prop_map(move |((before, head, mut lines), (chomp, indent, given, empty), last)| {
            let (brk, around, over, comment) = last;
            let (brk, (prefix, after)) = (BREAKS[brk], AROUND[around]);
            // Within a list in a list two columns are taken already.
            let base = if prefix == "- - " { 2 } else { 0 };
            let (extra, words) = (head.0, head.1.unwrap_or(("Đầu", "")));
            lines.insert(0, (extra, Some(words)));
            while lines.last().unwrap().1.is_none() {
                lines.pop();
            }
            let given = given || extra > 0;
            let sign = if style == Style::Literal { "|" } else { ">" };
            let mut out = Written::default();
            out.none(prefix);
            out.none(sign);
            if given {
                out.none(&indent.to_string());
            }
            out.none(["", "-", "+"][chomp]);
            out.none(comment);
            out.none(brk);
            let indent = base + indent;
            let pad = |spaces: usize| " ".repeat(spaces);
            let mut starts = Vec::new();
            for spaces in &before {
                starts.push(out.text.len());
                out.none(&pad(*spaces.min(&indent)));
                out.other(brk, "\n");
            }
            starts.push(out.text.len());
            // Breaks since the last line of text, and whether that line was indented further.
            let mut open = 0;
            let mut deep = false;
            let mut gap = String::new();
            for (n, (extra, words)) in lines.iter().enumerate() {
                let Some((word, tail)) = words else {
                    if style == Style::Literal {
                        // Spaces past the indentation are text.
                        out.none(&pad(indent));
                        out.same(&pad(*extra));
                        out.other(brk, "\n");
                    } else {
                        gap.push_str(&pad(*extra.min(&indent)));
                        gap.push_str(brk);
                        open += 1;
                    }
                    continue;
                };
                let was = std::mem::replace(&mut deep, *extra > 0 || word.starts_with('\t'));
                gap.push_str(&pad(indent));
                if style == Style::Literal || n == 0 {
                    out.none(&gap);
                } else {
                    let value = match (was || deep, open) {
                        (true, _) => "\n".repeat(open),
                        (false, 1) => " ".to_owned(),
                        (false, _) => "\n".repeat(open - 1),
                    };
                    out.other(&gap, &value);
                }
                out.same(&pad(*extra));
                out.same(word);
                out.same(tail);
                gap.clear();
                if n + 1 == lines.len() {
                    break;
                }
                if style == Style::Literal {
                    out.other(brk, "\n");
                } else {
                    gap.push_str(brk);
                    open = 1;
                }
            }
            ends(&mut out, style, chomp, brk, after, if over { empty } else { 0 }, over);
            (out, starts)
        })
}

/// The line breaks after a block's last line of text.
fn ends(
    out: &mut Written,
    style: Style,
    chomp: usize,
    brk: &str,
    after: &str,
    empty: usize,
    over: bool,
) {
    let end = out.text.len();
    let breaks = if after.is_empty() && !over { 0 } else { 1 + empty };
    let kept = match chomp {
        0 => 1,
        1 => 0,
        _ => breaks.max(1),
    };
    for n in 0..breaks.max(kept) {
        let there = n < breaks;
        match (n < kept, style, there) {
            (true, Style::Literal, true) => out.other(brk, "\n"),
            // YAML adds a break that is not there; and of those after a folded text none is looked up.
            (true, ..) => {
                out.value.push('\n');
                let end = if style == Style::Literal { out.text.len() } else { end };
                out.places.push(end..end);
                out.none(if there { brk } else { "" });
            }
            (false, ..) => out.none(if there { brk } else { "" }),
        }
    }
    out.none(after);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, ..ProptestConfig::default() })]

    #[test]
    fn plain((written, span) in flow(Style::Plain)) {
        holds_in_flow(&written, span, Style::Plain)?;
    }

    #[test]
    fn single_quoted((written, span) in flow(Style::SingleQuoted)) {
        holds_in_flow(&written, span, Style::SingleQuoted)?;
    }

    #[test]
    fn double_quoted((written, span) in flow(Style::DoubleQuoted)) {
        holds_in_flow(&written, span, Style::DoubleQuoted)?;
    }

    #[test]
    fn literal((written, starts) in block(Style::Literal)) {
        holds_in_block(&written, &starts, Style::Literal)?;
    }

    #[test]
    fn folded((written, starts) in block(Style::Folded)) {
        holds_in_block(&written, &starts, Style::Folded)?;
    }
}

fn holds_in_flow(written: &Written, span: Range<usize>, style: Style) -> Result<(), TestCaseError> {
    let Written { text, value, .. } = written;
    prop_assert_eq!(written.is_read(style)?, span.clone(), "{:?}", text);
    let lens = Lens::new(text, span.clone(), style, value);
    prop_assert!(lens.is_some(), "no lens: {:?} {:?}", value, text);
    written.hold(&|range| lens.as_ref().unwrap().locate(range))?;
    no_other(text, span, style, value)
}

fn holds_in_block(written: &Written, starts: &[usize], style: Style) -> Result<(), TestCaseError> {
    let Written { text, value, .. } = written;
    let span = written.is_read(style)?;
    for start in starts.iter().chain([&span.start]) {
        let lens = Lens::new(text, *start..span.end, style, value);
        prop_assert!(lens.is_some(), "no lens from {}: {:?} {:?}", start, value, text);
        written.hold(&|range| lens.as_ref().unwrap().locate(range))?;
    }
    no_other(text, span, style, value)
}

/// There is no lens for a value that the scalar does not have.
fn no_other(
    text: &str,
    span: Range<usize>,
    style: Style,
    value: &str,
) -> Result<(), TestCaseError> {
    let start = value.find(|c: char| !c.is_whitespace()).unwrap();
    let c = value[start..].chars().next().unwrap();
    for other in [
        format!("{}ẩ{}", &value[..start], &value[start + c.len_utf8()..]),
        format!("{}{}", &value[..start], &value[start + c.len_utf8()..]),
        format!("{value}a"),
    ] {
        prop_assert!(Lens::new(text, span.clone(), style, &other).is_none(), "{other:?} {text:?}");
    }
    Ok(())
}

#[test]
fn what_stands_word_for_word() {
    let lens = Lens::verbatim(3, 5);
    assert_eq!(lens.locate(0..5), 3..8);
    assert_eq!(lens.locate(1..2), 4..5);
    assert_eq!(lens.locate(4..4), 7..7);
    assert_eq!(lens.locate(5..5), 8..8);
}

/// What no parser takes for a scalar, and a value that a careless look would find in it all the same.
#[test]
fn what_is_no_scalar_has_no_lens() {
    for (text, value) in [
        // The quote that ends it is none.
        ("\"a\\\"", "a\""),
        // An escape of no letter of ASCII; half a pair, and another half somewhere behind it.
        ("\"\\é\"", "é"),
        ("\"\\ud83d--de00\"", "😀"),
        ("\"\\ud83d\"", "\u{fffd}"),
        ("\"\\ud83d\\u0041\"", "A"),
        ("\"\\U00110000\"", "\u{fffd}"),
        ("\"\\x4\"", "\u{4}"),
    ] {
        let lens = Lens::new(text, 0..text.len(), Style::DoubleQuoted, value);
        assert!(lens.is_none(), "{text}");
    }
    assert!(Lens::new("", 0..0, Style::SingleQuoted, "").is_none());
}

/// What stands in the indentation belongs to no line of the block, whatever the value says.
#[test]
fn text_in_the_indentation_ends_a_block() {
    let text = "k: |\n  ab\n c\n";
    assert!(Lens::new(text, 7..10, Style::Literal, "ab\n").is_some());
    assert!(Lens::new(text, 7..13, Style::Literal, "ab\nc\n").is_none());
}
