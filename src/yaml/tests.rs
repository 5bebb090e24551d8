use super::lens::Lens;
use super::scalar::Content;
use super::*;
use crate::diagnostic::Levels;
use crate::source::Sources;
use proptest::prelude::*;
use std::fmt::Write;

fn read(text: &str) -> (Sources, Tree, Vec<Finding>) {
    let mut sources = Sources::default();
    let mut sink = Sink::new();
    let (source, tree) = take(FileId(0), "a.yaml".into(), text, &mut Room::default(), &mut sink);
    sources.add(source);
    let findings = sink.close(&Levels::default()).findings;
    (sources, tree, findings)
}

fn held(sources: &Sources) -> &Held {
    sources.get(FileId(0)).held()
}

fn scalars(node: &Node) -> Vec<Scalar> {
    match &node.value {
        Value::Blank => vec![],
        Value::Scalar(scalar) => vec![scalar.clone()],
        Value::List(nodes) => nodes.iter().flat_map(scalars).collect(),
        Value::Map(entries) => entries.iter().flat_map(|entry| scalars(&entry.value)).collect(),
    }
}

#[test]
fn faults_of_one_file_are_all_reported() {
    let (_, tree, findings) =
        read("a: 1\na: 2\nb: x: y\nc: &n 1\nd: *n\n<<: {}\ne: !!str 1\nf: \"q\n");
    let rules: Vec<_> = findings.iter().map(|finding| finding.rule.name()).collect();
    assert!(tree.broken);
    assert_eq!(
        rules,
        [
            "duplicate-key",
            "yaml-syntax",
            "yaml-feature",
            "yaml-feature",
            "yaml-feature",
            "yaml-feature",
            "yaml-syntax"
        ]
    );
}

#[test]
fn second_document_is_refused() {
    let (_, _, findings) = read("a: 1\n---\nb: 2\n");
    assert_eq!(findings.len(), 1);
    assert_eq!(findings[0].rule, Rule::YamlFeature);
}

/// One way to write a value, with a marker in it whose place in the file is known.
#[derive(Clone, Debug)]
struct Written {
    yaml: String,
}

const MARK: &str = "[^dấu-1]";

fn words() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "Sở",
        "KH&CN",
        "quý",
        "I",
        "ă",
        "e\u{302}\u{301}",
        "漢字",
        "a",
        "1888/QĐ-UBND,",
        "«x»",
        "=",
        "😀",
    ])
    .prop_map(str::to_owned)
}

/// Lines of words; `None` is an empty line.
fn lines() -> impl Strategy<Value = Vec<Vec<String>>> {
    prop::collection::vec(prop::collection::vec(words(), 0..5), 1..6)
}

fn written() -> impl Strategy<Value = Written> {
    (lines(), 0..8usize, any::<bool>(), 1..5usize, any::<prop::sample::Index>(), 0..3usize)
        .prop_map(|(mut lines, style, crlf, indent, at, trail)| {
            lines[0].insert(0, "Đầu".into());
            let last = lines.len() - 1;
            lines[last].push("cuối".into());
            let line = at.index(lines.len());
            let line = if lines[line].is_empty() { 0 } else { line };
            let word = at.index(lines[line].len());
            lines[line].insert(word + 1, MARK.into());
            let pad = " ".repeat(indent);
            let escape = |text: &str| match style {
                1 => text.replace('I', "''"),
                2 => text.replace('I', "\\u0110").replace("ă", "\\\""),
                _ => text.to_owned(),
            };
            let body: Vec<String> = lines
                .iter()
                .enumerate()
                .map(|(n, words)| {
                    let text = escape(&words.join(" "));
                    // In blocks some lines are indented further: YAML folds those otherwise.
                    let more = if style >= 3 && n > 0 && words.len() == 2 { "  " } else { "" };
                    let pad = if n == 0 && style < 3 || text.is_empty() { "" } else { &pad };
                    format!("{pad}{more}{text}")
                })
                .collect();
            let body = body.join("\n");
            let tail = "\n".repeat(trail);
            let yaml = match style {
                0 => format!("k: {body}{tail}\nz: 1\n"),
                1 => format!("k: '{body}'{tail}\nz: 1\n"),
                2 => format!("k: \"{body}\"{tail}\nz: 1\n"),
                block => {
                    let header = ["|", ">-", ">", "|-", ">+"][block - 3];
                    format!("k: {header}\n{body}{tail}\nz: 1\n")
                }
            };
            Written { yaml: if crlf { yaml.replace('\n', "\r\n") } else { yaml } }
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, ..ProptestConfig::default() })]

    /// A marker in any of the five styles is found at its very place.
    #[test]
    fn places_of_markers_are_exact(written in written()) {
        let (sources, tree, findings) = read(&written.yaml);
        prop_assert!(findings.is_empty(), "{findings:?}");
        is_held(&tree.root, held(&sources), &written.yaml).map_err(TestCaseError::fail)?;
        let scalar = scalars(&tree.root).remove(0);
        let at = scalar.value.find(MARK).unwrap();
        let span = scalar.locate(at as u32..(at + MARK.len()) as u32);
        prop_assert_eq!(sources.slice(span), MARK);
        prop_assert_eq!(span.start as usize, written.yaml.find(MARK).unwrap());
    }

    /// Nothing makes the reader panic or loop.
    #[test]
    fn any_text_is_read(text in "[a-z:|>\"'\\-\\[\\]{}&*!#\n\r \tăđ\\\\]{0,80}") {
        let (sources, tree, _) = read(&text);
        is_held(&tree.root, held(&sources), &text).map_err(TestCaseError::fail)?;
        for scalar in scalars(&tree.root) {
            for at in 0..=scalar.value.len() as u32 {
                let span = scalar.locate(at..at);
                prop_assert!(span.end as usize <= text.len());
            }
        }
    }
}

/// Whether the text can be had back, and every byte of every value leads where the file itself would
/// lead it.
fn is_held(root: &Node, held: &Held, text: &str) -> Result<(), String> {
    fn every<'a>(node: &'a Node, out: &mut Vec<&'a Scalar>) {
        match &node.value {
            Value::Blank => {}
            Value::Scalar(scalar) => out.push(scalar),
            Value::List(nodes) => nodes.iter().for_each(|node| every(node, out)),
            Value::Map(entries) => {
                for entry in entries {
                    out.push(&entry.key);
                    every(&entry.value, out);
                }
            }
        }
    }
    if held.text() != text {
        return Err(format!("{text:?} comes back as {:?}", held.text()));
    }
    let mut all = Vec::new();
    every(root, &mut all);
    for scalar in all {
        let lens = Lens::new(text, scalar.span.range(), scalar.style, &scalar.value);
        for at in 0..=scalar.value.len() as u32 {
            for range in [at..at, at..at + 1, 0..at] {
                let span = scalar.locate(range.clone()).range();
                let wanted =
                    lens.as_ref().map_or(scalar.span.range(), |it| it.locate(range.clone()));
                if span != wanted {
                    return Err(format!("{range:?} of {scalar:?} is at {wanted:?}, in {text:?}"));
                }
            }
        }
    }
    Ok(())
}

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
    let Some((quick, held)) = quick::read(FileId(0), text, &mut Vec::new()) else {
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

proptest! {
    #![proptest_config(ProptestConfig { cases: 30_000, ..ProptestConfig::default() })]

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

#[test]
fn everyday_files_are_read_quickly() {
    let taken = |text: &str| both(text).unwrap();
    assert!(taken(
        "unit: P\ntitle: \"T: a\"\nbody: |\n  a\n\n    b\n\nfootnotes:\n  1: x\n\n  hai: |\n    y\n  3: \"z\"\n\n"
    ));
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

#[test]
fn each_break_of_a_fold_stands_where_it_is() {
    for (text, places) in [
        ("a: \"x\n\n\n\n\"\n", &[(1, 6..7), (2, 7..8), (3, 8..9)][..]),
        ("a: \"x \r\n \r\n\r\n  y\"\n", &[(1, 9..11), (2, 11..13), (3, 15..16)]),
        ("a: 'x\n\n\n\n  y'\n", &[(1, 6..7), (2, 7..8), (3, 8..9), (4, 11..12)]),
        ("a: x\n\n\n  y\n", &[(0, 3..4), (1, 5..6), (2, 6..7), (3, 9..10)]),
    ] {
        let (_, tree, _) = read(text);
        let scalar = &scalars(&tree.root)[0];
        for (at, place) in places {
            let end = scalar.value[*at..].chars().next().unwrap().len_utf8() + at;
            let span = scalar.locate(*at as u32..end as u32);
            assert_eq!(span.range(), *place, "{at} of {text:?}");
        }
    }
}
