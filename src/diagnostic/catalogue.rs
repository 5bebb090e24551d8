//! What is said about each rule: read from `rules/*.yaml`, which stand inside the program, one file
//! per family.
//!
//! From this and the [table](super::rules) come `vanthu explain`, `docs/rules.md`, the rules'
//! metadata in SARIF and the schema of `checks:`. `tests/rules.rs` holds that nothing is missing
//! and that every example does what it says.

use super::{Lang, Rule, Sink, Text, rules};
use crate::source::{FileId, Source};
use crate::yaml::{self, Entry, Node, Value};
use std::ops::Range;
use std::sync::LazyLock;

/// The files, in the order in which families are shown.
const FILES: [&str; 11] = [
    include_str!("rules/files.yaml"),
    include_str!("rules/notes.yaml"),
    include_str!("rules/marks.yaml"),
    include_str!("rules/outline.yaml"),
    include_str!("rules/numbering.yaml"),
    include_str!("rules/facts.yaml"),
    include_str!("rules/wording.yaml"),
    include_str!("rules/characters.yaml"),
    include_str!("rules/office.yaml"),
    include_str!("rules/finished.yaml"),
    include_str!("rules/import.yaml"),
];

/// A family of rules.
#[derive(Debug, Default)]
pub struct Family {
    /// Its name.
    pub name: Text,
    /// Its rules, in the order in which they are shown.
    pub rules: Vec<(Rule, Doc)>,
}

/// What is said about a rule.
#[derive(Debug, Default)]
pub struct Doc {
    /// What is wrong, in a few words.
    pub title: Text,
    /// Why it is wrong.
    pub why: Text,
    /// Where that is laid down, if it is: the decree's article or annex, or a standard.
    pub source: Option<String>,
    /// What to do.
    pub mend: Text,
    /// What the rule does not try to see.
    pub limits: Text,
    /// Whether `--fix` can mend it.
    pub fix: bool,
    /// What fires it, at the places marked.
    pub wrong: Example,
    /// What comes near and is right.
    pub right: Example,
    /// The file of tests that runs examples told in words.
    pub proof: Option<String>,
}

/// An example.
#[derive(Debug)]
pub enum Example {
    /// Files of a small document. Keys that everybody needs are left out: see `docs/rules.md`.
    Files(Vec<File>),
    /// What is no text, such as the layout of a finished DOCX.
    Words(Text),
}

impl Default for Example {
    fn default() -> Self {
        Self::Files(Vec::new())
    }
}

impl Example {
    /// Its files; none when it is told in words.
    #[must_use]
    pub fn files(&self) -> &[File] {
        match self {
            Self::Files(files) => files,
            Self::Words(_) => &[],
        }
    }

    /// Whether it is nothing but a section, whose file need not be named.
    #[must_use]
    pub fn is_section(&self) -> bool {
        matches!(self.files(), [file] if file.name == SECTION)
    }
}

/// A file of an example.
#[derive(Debug)]
pub struct File {
    /// Its path in the document folder; a folder's ends with `/`.
    pub name: String,
    /// Its text. `⟦…⟧` stands around what is wrong; `‹E9›` is a byte that is no UTF-8.
    pub text: String,
}

/// The file of an example that is nothing but a section.
pub const SECTION: &str = "sections/01-a.yaml";

impl File {
    /// The text without marks.
    #[must_use]
    pub fn plain(&self) -> String {
        self.text.replace(['⟦', '⟧'], "")
    }

    /// Byte ranges of the marked places, in the text without marks.
    #[must_use]
    pub fn marked(&self) -> Vec<Range<usize>> {
        let (mut places, mut from, mut at) = (Vec::new(), 0, 0);
        for c in self.text.chars() {
            match c {
                '⟦' => from = at,
                '⟧' => places.push(from..at),
                _ => at += c.len_utf8(),
            }
        }
        places
    }
}

static FAMILIES: LazyLock<Vec<Family>> =
    LazyLock::new(|| FILES.iter().map(|text| family(text)).collect());

/// Every family, in order.
#[must_use]
pub fn families() -> &'static [Family] {
    &FAMILIES
}

impl Rule {
    /// What is said about the rule; `None` when `rules/*.yaml` lack it, which a test excludes.
    #[must_use]
    pub fn doc(self) -> Option<&'static Doc> {
        let mut all = families().iter().flat_map(|family| &family.rules);
        all.find(|(rule, _)| *rule == self).map(|(_, doc)| doc)
    }
}

/// Faults of the catalogue's own files: syntax, and names that are no rule's.
#[must_use]
pub fn faults() -> Vec<String> {
    let mut faults = Vec::new();
    for (at, text) in FILES.iter().enumerate() {
        let mut sink = Sink::new();
        let source = Source::new(format!("file {at}"), text);
        let tree = yaml::parse(FileId(0), &source, &mut sink);
        for finding in sink.close(&super::Levels::default()).findings {
            let place = source.position(finding.span.start);
            faults.push(format!("file {at}, line {}: {}", place.line, finding.message.en));
        }
        for entry in entries(&tree.root) {
            let name = &*entry.key.value;
            if name != "family" && Rule::named(name).is_none() {
                faults.push(format!("file {at}: no rule `{name}`"));
            }
        }
    }
    for page in rules::ALL {
        let all = families().iter().flat_map(|family| &family.rules);
        let count = all.filter(|(rule, _)| *rule == page.rule).count();
        if count != 1 {
            faults.push(format!("`{}` is described {count} times", page.name));
        }
    }
    faults
}

fn entries(node: &Node) -> &[Entry] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}

fn get<'a>(node: &'a Node, key: &str) -> Option<&'a Node> {
    entries(node).iter().find(|entry| &*entry.key.value == key).map(|entry| &entry.value)
}

fn string(node: Option<&Node>) -> String {
    match node.map(|node| &node.value) {
        Some(Value::Scalar(text)) => text.value.trim_end().to_owned(),
        _ => String::new(),
    }
}

fn text(node: Option<&Node>) -> Text {
    let lang = |lang| string(node.and_then(|node| get(node, lang)));
    Text { vi: lang("vi"), en: lang("en") }
}

fn example(node: Option<&Node>) -> Example {
    let Some(node) = node else { return Example::default() };
    if let Value::Scalar(_) = node.value {
        return Example::Files(vec![File { name: SECTION.to_owned(), text: string(Some(node)) }]);
    }
    if get(node, "vi").is_some() {
        return Example::Words(text(Some(node)));
    }
    let file = |entry: &Entry| File {
        name: entry.key.value.to_string(),
        text: string(Some(&entry.value)),
    };
    Example::Files(entries(node).iter().map(file).collect())
}

fn family(yaml: &str) -> Family {
    let tree = yaml::parse(FileId(0), &Source::new("rules", yaml), &mut Sink::new());
    let root = &tree.root;
    let rules = entries(root).iter().filter_map(|entry| {
        let rule = Rule::named(&entry.key.value)?;
        let node = &entry.value;
        let doc = Doc {
            title: text(get(node, "title")),
            why: text(get(node, "why")),
            source: get(node, "source").map(|node| string(Some(node))),
            mend: text(get(node, "mend")),
            limits: text(get(node, "limits")),
            fix: string(get(node, "fix")) == "yes",
            wrong: example(get(node, "wrong")),
            right: example(get(node, "right")),
            proof: get(node, "proof").map(|node| string(Some(node))),
        };
        Some((rule, doc))
    });
    Family { name: text(get(root, "family")), rules: rules.collect() }
}

impl Doc {
    /// The words for a rule's level in `lang`, and whether a document may change it.
    #[must_use]
    pub fn level(rule: Rule, lang: Lang) -> String {
        let page = rule.page();
        let word = match (page.level.word(), lang) {
            ("error", Lang::Vi) => "lỗi",
            ("warning", Lang::Vi) => "cảnh báo",
            ("off", Lang::Vi) => "tắt",
            (word, _) => word,
        };
        let fixed = match lang {
            Lang::Vi => "không đổi được",
            Lang::En => "fixed",
        };
        if page.fixed { format!("{word}, {fixed}") } else { word.to_owned() }
    }
}
