use super::lens::Lens;
use super::*;
use crate::diagnostic::Levels;
use crate::source::Sources;
use proptest::prelude::*;

pub(super) fn read(text: &str) -> (Sources, Tree, Vec<Finding>) {
    let mut sources = Sources::default();
    let mut sink = Sink::new();
    let (source, tree) = take(FileId(0), "a.yaml".into(), text, &mut Room::default(), &mut sink);
    sources.add(source);
    let findings = sink.close(&Levels::default()).findings;
    (sources, tree, findings)
}

pub(super) fn held(sources: &Sources) -> &Held {
    sources.get(FileId(0)).held()
}

pub(super) fn scalars(node: &Node) -> Vec<Scalar> {
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
pub(super) fn is_held(root: &Node, held: &Held, text: &str) -> Result<(), String> {
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
