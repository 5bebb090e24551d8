use crate::diagnostic::Sink;
use crate::source::{FileId, Source};
use crate::yaml::scalar::Content;
use crate::yaml::tests::{held, is_held, read, scalars};
use crate::yaml::{Node, Room, Scalar, Value, parse, quick};
use proptest::prelude::*;
use std::fmt::Write;

/// A node with everything in it, to compare.
fn described(node: &Node) -> String {
    fn scalar(out: &mut String, scalar: &Scalar) {
        let _ = write!(out, "{:?} {:?} {:?}", scalar.value, scalar.style, scalar.span.range());
    }
    fn walk(out: &mut String, node: &Node) {
        let _ = write!(out, "@{:?} ", node.span.range());
        match &node.value {
            Value::Blank => out.push_str("blank"),
            Value::Scalar(text) => scalar(out, text),
            Value::List(nodes) => nodes.iter().for_each(|node| walk(out, node)),
            Value::Map(entries) => {
                for entry in entries {
                    out.push_str("\n[");
                    scalar(out, &entry.key);
                    out.push_str("] ");
                    walk(out, &entry.value);
                }
                out.push_str("\nend ");
            }
        }
    }
    let mut out = String::new();
    walk(&mut out, node);
    out
}

/// Reads a text both ways. Whether the quick way took it.
fn both(text: &str) -> Result<bool, String> {
    let source = Source::new("a.yaml", text);
    let Some((quick, held)) = quick::read(FileId(0), text, &mut Room::default()) else {
        return Ok(false);
    };
    is_held(&quick, &held, text)?;
    let mut sink = Sink::new();
    let tree = parse(FileId(0), &source, &mut sink);
    let (quick, slow) = (described(&quick), described(&tree.root));
    if quick != slow || !sink.is_empty() || tree.broken {
        return Err(format!("{text:?}\nquick: {quick}\nparser: {slow}\nbroken: {}", tree.broken));
    }
    is_held(&tree.root, source.held(), text)?;
    Ok(true)
}

/// How many values are no slices of what is held of their file.
fn held_apart(node: &Node) -> usize {
    let own = |scalar: &Scalar| matches!(scalar.value.0, Content::Own(_));
    scalars(node).into_iter().filter(own).count()
}

/// A line of a file that is nearly of the everyday shape.
fn line() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec![
        "unit", "a", "1", "ghi-chú", "x.y", "null", "a b", "-", "- k", "\"q\"", "?", "k_", "<<",
        "—", "...", "---",
    ]);
    let value = prop::sample::select(vec![
        "",
        " |",
        " |",
        " |",
        "  |",
        " |-",
        " >",
        " | ",
        " x",
        " Sở: y",
        " Sở Tư pháp",
        " 08",
        "x",
        " a #b",
        " a#b",
        " #",
        " \"q\"",
        " \"q\\\"\"",
        " \"q\" ",
        " \"a: b\"",
        " \"\"",
        " \"q",
        " 'q'",
        " ế:",
        " a:b",
        " [a]",
        " {}",
        " &a",
        " *a",
        " !t",
        " ~",
        " null",
        " true",
        " -",
        " - x",
        " x ",
        " @x",
        " %x",
        " (x)",
        " «x»",
        " a, b]",
        " x\u{a0}",
        " 1: 2",
        " `",
        " a | b",
        " |\n    sâu",
        " |\n  nông",
        " Null",
        " ---",
        " x\u{feff}",
    ]);
    let text = prop::sample::select(vec![
        "",
        "",
        "",
        "chữ",
        "- ý",
        "a: b",
        "# c",
        "#",
        "\"",
        "x  ",
        " ",
        "  ",
        "| a | b |",
        "---",
        "...",
        "k: |",
        "\ttab",
        "a\tb",
        "ế[^1]",
    ]);
    let keyed = (0..5usize, key, value).prop_map(|(pad, key, value)| {
        format!("{}{key}:{value}", " ".repeat(if pad < 3 { 0 } else { 2 * (pad - 2) }))
    });
    let words = (0..6usize, text).prop_map(|(pad, text)| format!("{}{text}", " ".repeat(pad)));
    prop_oneof![keyed, words]
}

/// A file of the everyday shape, but for what [`line`] puts into it.
fn everyday() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "chữ",
        "a: b",
        "# c",
        "- ý",
        "  sâu hơn",
        "\"",
        "x: |",
        "---",
        ": ",
        "&a",
        "ế",
    ]);
    let block =
        prop::collection::vec(prop_oneof![3 => words.prop_map(Some), 1 => Just(None)], 1..5);
    let entry =
        (block, 0..4usize, 1..4usize, 0..3usize).prop_map(|(lines, form, indent, empty)| {
            let tail = "\n".repeat(empty);
            let pad = " ".repeat(indent);
            match form {
                0 => format!(" Sở Tư pháp\n{tail}"),
                1 => format!(" \"a: b\"\n{tail}"),
                _ => {
                    let body: Vec<String> = std::iter::once(Some("đầu"))
                        .chain(lines)
                        .map(|line| line.map_or(String::new(), |line| format!("{pad}{line}")))
                        .collect();
                    format!(" |\n{}\n{tail}", body.join("\n"))
                }
            }
        });
    (
        prop::collection::vec(entry, 1..5),
        any::<bool>(),
        prop::option::weighted(0.3, (line(), any::<prop::sample::Index>())),
    )
        .prop_map(|(entries, deep, stray)| {
            let mut out = String::new();
            for (at, entry) in entries.iter().enumerate() {
                if deep && at > 0 {
                    if at == 1 {
                        out.push_str("notes:\n");
                    }
                    // One level below, everything two further in.
                    let text = format!("k{at}:{entry}");
                    for line in text.split_inclusive('\n') {
                        out.push_str(if line == "\n" { "" } else { "  " });
                        out.push_str(line);
                    }
                } else {
                    let _ = write!(out, "k{at}:{entry}");
                }
            }
            if let Some((line, at)) = stray {
                let ends: Vec<usize> = out.match_indices('\n').map(|(at, _)| at + 1).collect();
                out.insert_str(ends[at.index(ends.len())], &format!("{line}\n"));
            }
            out
        })
}

/// A value, by its form.
#[derive(Clone, Debug)]
enum Form {
    Words(&'static str),
    Block(&'static str),
    /// As far out as its key, or further in.
    List(bool, Vec<Form>),
    Map(Vec<Form>),
}

/// Values within one another, as `document.yaml` has them.
fn form() -> impl Strategy<Value = Form> {
    let words =
        prop::sample::select(vec!["chữ", "a:b", "\"a: b\"", "08", "x - y", "null", "k: v", "- x"]);
    let block = prop::sample::select(vec!["một", "một\n\nhai", "một\n  sâu", "- ý\n", "a: b\n\n"]);
    let leaf = prop_oneof![6 => words.prop_map(Form::Words), 1 => block.prop_map(Form::Block)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner, 1..4);
        prop_oneof![
            (any::<bool>(), several.clone()).prop_map(|(out, list)| Form::List(out, list)),
            several.prop_map(Form::Map),
        ]
    })
}

impl Form {
    /// Writes it after its key or dash, which stands `indent` spaces in.
    fn write(&self, indent: usize, dash: bool, out: &mut String) {
        let pad = " ".repeat(indent + 2);
        match self {
            Form::Words(words) => {
                let _ = writeln!(out, " {words}");
            }
            Form::Block(lines) => {
                out.push_str(" |\n");
                for line in lines.split('\n') {
                    let _ = writeln!(out, "{}{line}", if line.is_empty() { "" } else { &pad });
                }
            }
            Form::List(as_far_out, items) => {
                let indent = if *as_far_out && !dash { indent } else { indent + 2 };
                out.push('\n');
                for item in items {
                    let _ = write!(out, "{}-", " ".repeat(indent));
                    item.write(indent, true, out);
                }
            }
            Form::Map(values) => {
                out.push_str(if dash { " " } else { "\n" });
                for (at, value) in values.iter().enumerate() {
                    let _ = write!(out, "{}k{at}:", if dash && at == 0 { "" } else { &pad });
                    value.write(indent + 2, false, out);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30_000, ..ProptestConfig::default() })]

    /// The same for values within one another, and a line that does not belong there.
    #[test]
    fn quick_reading_of_nested_values_is_the_parsers(
        forms in prop::collection::vec(form(), 1..4),
        stray in prop::option::weighted(0.3, (line(), any::<prop::sample::Index>())),
    ) {
        let mut text = String::new();
        for (at, form) in forms.iter().enumerate() {
            let _ = write!(text, "k{at}:");
            form.write(0, false, &mut text);
        }
        if let Some((line, at)) = stray {
            let ends: Vec<usize> = text.match_indices('\n').map(|(at, _)| at + 1).collect();
            text.insert_str(ends[at.index(ends.len())], &format!("{line}\n"));
        }
        both(&text).map_err(TestCaseError::fail)?;
    }

    /// What the quick reader takes, it reads as the parser does.
    #[test]
    fn quick_reading_is_the_parsers(lines in prop::collection::vec(line(), 1..9), last in 0..4usize) {
        let mut text = lines.join("\n");
        text.push_str(["\n", "\n\n", "", "\n "][last]);
        both(&text).map_err(TestCaseError::fail)?;
    }

    /// The same for files that it mostly takes.
    #[test]
    fn quick_reading_of_everyday_files_is_the_parsers(text in everyday()) {
        both(&text).map_err(TestCaseError::fail)?;
    }
}

/// Any character but those that the parser refuses or that are no value's, wherever it stands.
#[test]
fn any_character_is_read_as_the_parser_does() {
    let odd = ['\u{d7ff}', '\u{e000}', '\u{f8ff}', '\u{fefe}', '\u{feff}', '\u{ff01}'];
    let few = ('\u{3100}'..=char::MAX).step_by(257);
    let last = '\u{fff0}'..='\u{1000f}';
    for c in ('\0'..'\u{3100}').chain(few).chain(odd).chain(last).filter(|c| *c != '\n') {
        let printable = !c.is_control() && !matches!(c, '\u{feff}' | '\u{fffe}' | '\u{ffff}');
        let values =
            format!("a: x{c}y\nb: \"x{}\"\nc: |\n  x{c}\n  y\n", if c == '"' { ' ' } else { c });
        // A blank and `#` begin nothing here; `\\` is an escape in quotes.
        assert_eq!(both(&values), Ok(printable && c != '\\'), "U+{:04X}", u32::from(c));
        for text in [format!("a: {c}x\n"), format!("a: x{c}\n"), format!("k{c}: v\n{c}: v\n")] {
            assert!(both(&text).is_ok(), "U+{:04X}: {:?}", u32::from(c), both(&text));
        }
    }
    // Keys that are the same when they are composed.
    assert_eq!(both("\u{ea}: a\ne\u{302}: b\n"), Ok(false));
}

/// Where lines end is known of the last file's blocks, and is sought in all other values.
#[test]
fn ends_of_lines_are_known() {
    let mut room = Room::default();
    let mut known = |text: &str| {
        let (_, tree) =
            crate::yaml::take(FileId(0), String::new(), text, &mut room, &mut Sink::new());
        let Value::Map(entries) = tree.root.value else { panic!("no keys") };
        let mut known = 0;
        for entry in entries {
            let Value::Scalar(scalar) = &entry.value.value else { continue };
            let value = &*scalar.value;
            let mut lines = room.lines(&scalar.value);
            known += lines.ends.len();
            // Forwards and backwards.
            for at in (0..value.len()).chain((0..value.len()).rev()) {
                let len = value.as_bytes()[at..].iter().position(|byte| *byte == b'\n');
                assert_eq!(
                    lines.end(value, at),
                    len.map_or(value.len(), |len| at + len),
                    "{value:?} {at}"
                );
            }
        }
        known
    };
    assert_eq!(known("a: |\n  một\n\n\n    hai\n\nb: |\n ba\nc: d\ne: |\n  f\n  g\n"), 7);
    assert_eq!(known("a: |\n  f\tg\n  h\n\n  i\n"), 0);
    assert_eq!(known("a: |\n  i\n\n  j\n"), 3);
}

/// What is known of a text's words, so that they are not looked at when they are written.
#[test]
fn bare_words_are_known() {
    let bare = |text: &str| {
        let (source, _) = crate::yaml::take(
            FileId(0),
            String::new(),
            text,
            &mut Room::default(),
            &mut Sink::new(),
        );
        source.held().is_bare()
    };
    assert!(bare("a: b c\nd:\n    e: \"f\"\n    g: |\n      h\n         i j\n\n      k\n"));
    for odd in
        ["b  c", "b & c", "b <c", "b> c", "\"  b\"", "|\n  b\n   c  d", "|\n  -  b", "|\n  b\tc"]
    {
        assert!(!bare(&format!("a: {odd}\n")), "{odd}");
    }
}

#[test]
fn everyday_files_are_read_quickly() {
    let taken = |text: &str| both(text).unwrap();
    assert!(taken(
        "unit: P\ntitle: \"T: a\"\nbody: |\n  a\n\n    b\n\nfootnotes:\n  1: x\n\n  hai: |\n    y\n  3: \"z\"\n\n"
    ));
    assert!(taken(
        "a:\n  - b\n  - c: d\n    e:\n    - \"f\"\n\n  - g\nh:\n  i:\n    j: |\n      k\nl:\n- m\n"
    ));
    assert!(!taken("a:\n  - - b\n") && !taken("a:\n  -  b\n") && !taken("a:\n  - |\n    b\n"));
    let deep = |levels: usize| {
        let keys = (0..levels).map(|at| " ".repeat(at) + "a:\n").collect::<String>();
        format!("{keys}{}a: b\n", " ".repeat(levels))
    };
    assert!(taken(&deep(23)) && !taken(&deep(24)));
    assert!(
        !taken("a: b\n c\n")
            && !taken("a: b # c\n")
            && !taken("a: [b]\n")
            && !taken("a: b\na: c\n")
    );
    // What is read is held once.
    let text = "unit: P\nbody: | # ghi\n  a\n\n    b\nnotes:\n - {k: 'x'}\n - |\n  y\n";
    let (sources, tree, _) = read(text);
    assert!(!taken(text) && held_apart(&tree.root) == 0);
    assert_eq!(
        held(&sources).kept(),
        "unit: P\nbody: | # ghi\na\n\n  b\nnotes:\n - {k: 'x'}\n - |\ny\n"
    );
    assert_eq!(held_apart(&read("a: \"b\\n\"\nc: >\n  d\n").1.root), 2);
    // The sample's sections, but for those that fold a note's text over lines.
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("sections");
    let files = std::fs::read_dir(root).unwrap();
    let quick = files
        .filter(|file| taken(&std::fs::read_to_string(file.as_ref().unwrap().path()).unwrap()));
    assert!(quick.count() >= 3);
}
