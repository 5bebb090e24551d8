//! Runs → text with marks; what would be read as a mark and is none gets a `\`, and nothing else.

use crate::diagnostic::Sink;
use crate::markup::{self, Emphasis, Extent, Inline, InlineKind, Marked};
use crate::reader::content::{Run, What};
use crate::source::FileId;
use crate::yaml::Scalar;
use std::fmt::Write;

/// What marks are called in the file that is written.
pub(super) trait Names {
    /// The key of a note.
    fn note(&self, note: usize) -> Option<&str>;
    /// The id of what bears a bookmark, when its number is what was printed.
    fn reference(&self, bookmark: &str, printed: &str) -> Option<&str>;
    /// The path of a picture.
    fn picture(&self, picture: usize) -> Option<&str>;
}

/// Where a text stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// A title, the subject: nothing but its inlines.
    Line,
    /// After the mark of an item, point, clause or article.
    Item,
    /// A paragraph of its own.
    Paragraph,
    /// A heading, after its `##`.
    Heading,
    /// A cell of a table.
    Cell,
    /// A note.
    Note,
}

/// The text with marks, and whether some of its looks could not be kept.
pub(super) fn write(runs: &[Run], place: Place, names: &dyn Names) -> (String, bool) {
    let runs = settle(runs, names);
    for (lost, drop) in [(false, 0), (true, 1), (true, 2), (true, 3)] {
        let runs = without(&runs, drop);
        let text = lead(spell(&runs, place, names), place);
        if reads_as(&text, &runs, place, names) {
            return (text, lost);
        }
    }
    // Every mark of a plain text is escaped, so that one of the above holds; to be safe all the same:
    let plain: String = runs.iter().map(|run| words(run, names)).collect();
    (lead(guarded(&plain), place), true)
}

fn words(run: &Run, names: &dyn Names) -> String {
    match &run.what {
        What::Text(text) | What::Reference(_, text) => text.clone(),
        What::Note(note) => names.note(*note).map(|key| format!("[^{key}]")).unwrap_or_default(),
        What::Picture(..) => String::new(),
    }
}

/// Runs as they will be read: references that lead nowhere are words, links that cannot be written are
/// none, blanks at the edge of an emphasis stand outside it.
fn settle(runs: &[Run], names: &dyn Names) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut put = |run: Run| {
        if matches!(&run.what, What::Text(text) if text.is_empty()) {
            return;
        }
        match (out.last_mut(), &run.what) {
            (Some(Run { what: What::Text(before), bold, italic, link }), What::Text(text))
                if (*bold, *italic, &*link) == (run.bold, run.italic, &run.link) =>
            {
                before.push_str(text);
            }
            _ => out.push(run),
        }
    };
    for run in runs {
        let mut run = run.clone();
        if run.link.as_ref().is_some_and(|link| address(link).is_none()) {
            run.link = None;
        }
        match &run.what {
            What::Reference(name, printed) if names.reference(name, printed).is_none() => {
                run.what = What::Text(printed.clone());
            }
            What::Note(_) => (run.bold, run.italic) = (false, false),
            _ => {}
        }
        put(run);
    }
    // Blanks go out of what is emphasised; once more, for alike neighbours have come together.
    let mut parted: Vec<Run> = Vec::new();
    for run in out {
        let What::Text(text) = &run.what else {
            parted.push(run);
            continue;
        };
        let core = text.trim();
        if (!run.bold && !run.italic) || core.len() == text.len() {
            parted.push(run);
            continue;
        }
        let blank = |text: &str| Run { link: run.link.clone(), ..Run::text(text) };
        let lead = text.len() - text.trim_start().len();
        if core.is_empty() {
            parted.push(blank(text));
            continue;
        }
        parted.push(blank(&text[..lead]));
        parted.push(Run { what: What::Text(core.to_owned()), ..run.clone() });
        parted.push(blank(&text[lead + core.len()..]));
    }
    crate::reader::content::trim(parted)
}

/// Runs with less emphasis: 1, no italic next to what is both; 2, no italic; 3, none.
fn without(runs: &[Run], drop: u8) -> Vec<Run> {
    let mut runs = runs.to_vec();
    let both: Vec<bool> = runs.iter().map(|run| run.bold && run.italic).collect();
    for (at, run) in runs.iter_mut().enumerate() {
        let near = |at: Option<usize>| at.and_then(|at| both.get(at)).copied().unwrap_or(false);
        let beside = near(at.checked_sub(1)) || near(Some(at + 1));
        match drop {
            0 => {}
            1 => run.italic &= both[at] || !beside,
            2 => run.italic = false,
            _ => (run.bold, run.italic) = (false, false),
        }
    }
    crate::reader::content::trim(runs)
}

/// A link's address as it can be written; `None` when it is none that may be used.
fn address(link: &str) -> Option<String> {
    let lower = link.trim().to_ascii_lowercase();
    let schemes = ["http://", "https://", "mailto:"];
    let rest = schemes.iter().find_map(|scheme| lower.strip_prefix(scheme))?;
    let mut out = String::new();
    for c in link.trim().chars() {
        match c {
            ')' | '(' | '|' | '\\' | '<' | '>' | '"' => {
                let _ = write!(out, "%{:02X}", u32::from(c));
            }
            c if c.is_whitespace() || c.is_control() => out.push_str("%20"),
            c => out.push(c),
        }
    }
    (!rest.is_empty()).then_some(out)
}

/// Whether a run has a link that is none to http, https or mailto.
pub(super) fn is_unusable(run: &Run) -> bool {
    run.link.as_deref().is_some_and(|link| address(link).is_none())
}

/// Whether a link shows nothing but its own address.
fn is_bare(text: &str, target: &str) -> bool {
    text == target && !target.contains(['<', '>', ' ', '*', '[', ']', '|'])
}

fn spell(runs: &[Run], place: Place, names: &dyn Names) -> String {
    let mut out = stretch(&grouped(runs), place, names, false);
    if place == Place::Heading
        && let Some(at) = out.rfind("{#")
    {
        out.insert(at + 1, '\\');
    }
    out
}

/// Words of one link are one, whatever they look like: what they have in common stands around it.
struct Group<'r> {
    runs: &'r [Run],
    bold: bool,
    italic: bool,
}

fn grouped(runs: &[Run]) -> Vec<Group<'_>> {
    let alike = |one: &Run, other: &Run| one.link.is_some() && one.link == other.link;
    let group =
        |runs| Group { runs, bold: all(runs, |run| run.bold), italic: all(runs, |run| run.italic) };
    runs.chunk_by(alike).map(group).collect()
}

fn all(runs: &[Run], look: fn(&Run) -> bool) -> bool {
    runs.iter().all(look)
}

fn stretch(groups: &[Group<'_>], place: Place, names: &dyn Names, link: bool) -> String {
    let mut out = String::new();
    let mut open: Vec<&str> = Vec::new();
    for (at, run) in groups.iter().enumerate() {
        let wants = |mark: &str| if mark == "**" { run.bold } else { run.italic };
        while let Some(from) = open.iter().position(|mark| !wants(mark)) {
            // Marks are closed from the inside; what goes on is opened again.
            let closed = open.split_off(from);
            for mark in closed.iter().rev() {
                out.push_str(mark);
            }
        }
        let lasts = |italic: bool| {
            groups[at..].iter().take_while(|run| if italic { run.italic } else { run.bold }).count()
        };
        let mut fresh: Vec<&str> =
            ["**", "*"].into_iter().filter(|mark| wants(mark) && !open.contains(mark)).collect();
        if fresh.len() == 2 && lasts(true) > lasts(false) {
            fresh.reverse();
        }
        for mark in fresh {
            out.push_str(mark);
            open.push(mark);
        }
        let last = at + 1 == groups.len();
        let cell = place == Place::Cell;
        let [first, ..] = run.runs else { continue };
        if let Some(target) = first.link.as_deref().filter(|_| !link).and_then(address) {
            match &first.what {
                What::Text(text) if run.runs.len() == 1 && is_bare(text, &target) => {
                    let _ = write!(out, "<{target}>");
                }
                _ => {
                    let inner: Vec<Run> = run
                        .runs
                        .iter()
                        .map(|one| Run {
                            bold: one.bold && !run.bold,
                            italic: one.italic && !run.italic,
                            link: None,
                            what: one.what.clone(),
                        })
                        .collect();
                    let text = stretch(&grouped(&inner), place, names, true);
                    let _ = write!(out, "[{text}]({target})");
                }
            }
            continue;
        }
        match &first.what {
            What::Text(text) => {
                out.push_str(&escaped(text, link, cell, last && open.is_empty()));
            }
            What::Note(note) => {
                if let Some(key) = names.note(*note) {
                    let _ = write!(out, "[^{key}]");
                }
            }
            What::Reference(name, printed) => {
                if let Some(id) = names.reference(name, printed) {
                    let _ = write!(out, "[@{id}]");
                }
            }
            What::Picture(number, alternative) => {
                if let Some(path) = names.picture(*number) {
                    let text = caption(alternative);
                    let text = if cell { text.replace('|', "/") } else { text };
                    let _ = write!(out, "![{text}]({path})");
                }
            }
        }
    }
    for mark in open.iter().rev() {
        out.push_str(mark);
    }
    out
}

/// A picture's caption: it is read as it stands, without escapes.
pub(super) fn caption(text: &str) -> String {
    let text: String = text
        .chars()
        .map(|c| match c {
            '[' => '(',
            ']' => ')',
            '\\' => '/',
            c if c.is_control() => ' ',
            c => c,
        })
        .collect();
    text.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Text with a `\` before what would be a mark. `end`: nothing follows it in its paragraph.
fn escaped(text: &str, link: bool, cell: bool, end: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len() + 4);
    let at = |n: usize| chars.get(n).copied();
    let last_close = chars.iter().rposition(|c| *c == ']');
    let last_link = chars.windows(2).rposition(|pair| pair == [']', '(']);
    for (n, c) in chars.iter().copied().enumerate() {
        let (before, after) = (n.checked_sub(1).and_then(at), at(n + 1));
        let unknown = after.is_none() && !end;
        let closes = last_close.is_some_and(|at| at > n);
        let links = last_link.is_some_and(|at| at > n);
        let mark = match c {
            '\\' => {
                after.is_some_and(|c| c.is_ascii_punctuation())
                    || unknown
                    || (cell && after.is_none())
            }
            '*' => {
                let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
                let blank = |c: Option<char>| c.is_some_and(char::is_whitespace);
                !(word(before) && word(after) || blank(before) && blank(after))
            }
            '[' => {
                let next = after == Some('^') || after == Some('@');
                link || links || (closes && (next || !end))
            }
            ']' => link,
            '^' => (after == Some('[') && closes) || unknown,
            '!' => unknown || (after == Some('[') && (!end || links)),
            '<' => {
                let rest = &chars[n + 1..];
                let scheme = rest.iter().take_while(|c| c.is_ascii_alphanumeric()).count();
                scheme > 1 && rest.get(scheme) == Some(&':')
            }
            '|' => cell,
            _ => false,
        };
        if mark {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text of which every mark is escaped.
fn guarded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '*' | '[' | ']' | '^' | '!' | '<' | '|' | '{') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Escapes the mark that a paragraph would begin with.
fn lead(text: String, place: Place) -> String {
    if !matches!(place, Place::Paragraph | Place::Note) {
        return text;
    }
    let rest = |skip: usize| text.get(skip..).unwrap_or("");
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let article = if text.starts_with("Điều ") { "Điều ".len() } else { 0 };
    let count = digits(rest(article));
    let marks = ["- ", "+ ", "* ", "## ", "### ", "|"];
    let at = if marks.iter().any(|mark| text.starts_with(mark)) {
        Some(0)
    } else if (1..=3).contains(&count) && rest(article + count).starts_with('.') {
        let more = rest(article + count + 1);
        (more.starts_with(' ') || (article > 0 && more.is_empty())).then_some(article + count)
    } else if text.starts_with("Bảng:") {
        Some("Bảng".len())
    } else {
        let first = text.chars().next().filter(|c| c.is_lowercase());
        first.map(char::len_utf8).filter(|at| rest(*at).starts_with(") "))
    };
    let Some(at) = at else { return text };
    format!("{}\\{}", &text[..at], &text[at..])
}

/// One thing that is read: words with their looks, or a mark.
#[derive(Debug, PartialEq, Eq)]
enum Read {
    Text(String, bool, bool, Option<String>),
    Note(String),
    Reference(String),
    Picture(String),
}

fn add(out: &mut Vec<Read>, text: &str, bold: bool, italic: bool, link: Option<&str>) {
    if text.is_empty() {
        return;
    }
    if let Some(Read::Text(before, b, i, l)) = out.last_mut()
        && (*b, *i, l.as_deref()) == (bold, italic, link)
    {
        before.push_str(text);
        return;
    }
    out.push(Read::Text(text.to_owned(), bold, italic, link.map(str::to_owned)));
}

/// Whether the text is read as just these runs.
fn reads_as(text: &str, runs: &[Run], place: Place, names: &dyn Names) -> bool {
    let mut wanted = Vec::new();
    for run in runs {
        match &run.what {
            What::Text(text) => {
                let target = run.link.as_deref().and_then(address);
                add(&mut wanted, text, run.bold, run.italic, target.as_deref());
            }
            What::Note(note) => {
                wanted.extend(names.note(*note).map(|key| Read::Note(key.to_owned())));
            }
            What::Reference(name, printed) => {
                let id = names.reference(name, printed);
                wanted.extend(id.map(|id| Read::Reference(id.to_owned())));
            }
            What::Picture(number, _) => {
                let path = names.picture(*number);
                wanted.extend(path.map(|path| Read::Picture(path.to_owned())));
            }
        }
    }
    let (extent, whole) = match place {
        Place::Line => (Extent::Line, text.to_owned()),
        Place::Item => (Extent::Body, format!("- {text}")),
        Place::Paragraph => (Extent::Body, format!("{text}\n\n| a |\n| b |")),
        Place::Heading => (Extent::Body, format!("## {text}")),
        Place::Cell => (Extent::Body, format!("| {text} | a |\n|---|---|")),
        Place::Note => (Extent::Note, text.to_owned()),
    };
    let mut sink = Sink::new();
    let marked = markup::parse(Scalar::verbatim(FileId(0), &whole), extent, &mut sink);
    if !sink.is_empty() {
        return false;
    }
    let expected = if place == Place::Paragraph { 2 } else { 1 };
    let Some(block) = marked.blocks().next().filter(|_| marked.blocks().len() == expected) else {
        return wanted.is_empty();
    };
    let content = match (&block.kind, place) {
        (markup::BlockKind::Paragraph, Place::Line | Place::Paragraph | Place::Note)
        | (markup::BlockKind::Item { .. }, _) => block.content,
        (markup::BlockKind::Heading(heading), _) if heading.id.is_none() => block.content,
        (markup::BlockKind::Table(table), Place::Cell) => match table.rows.first() {
            Some(row) if row.len() == 2 => &row[0].content,
            _ => return false,
        },
        _ => return false,
    };
    let mut read = Vec::new();
    flatten(&marked, content, None, &mut read);
    read == wanted
}

fn flatten(marked: &Marked, content: &[Inline], link: Option<&str>, out: &mut Vec<Read>) {
    for inline in content {
        let Emphasis { bold, italic } = inline.emphasis();
        match marked.kind(inline) {
            InlineKind::Text => add(out, marked.text(&inline.place()), bold, italic, link),
            InlineKind::Space => add(out, " ", bold, italic, link),
            InlineKind::Note { key, .. } => out.push(Read::Note(marked.text(&key).to_owned())),
            InlineKind::NoteHere(_) => out.push(Read::Note(String::new())),
            InlineKind::Reference { id, .. } => {
                out.push(Read::Reference(marked.text(&id).to_owned()));
            }
            InlineKind::Link(link) => {
                let target = marked.text(&link.target).to_owned();
                let before = out.len();
                flatten(marked, &link.content, Some(&target), out);
                // Emphasis of the whole link stands on the link alone.
                for read in &mut out[before..] {
                    if let Read::Text(_, b, i, _) = read {
                        (*b, *i) = (*b || bold, *i || italic);
                    }
                }
            }
            InlineKind::Picture(picture) => {
                out.push(Read::Picture(marked.text(&picture.path).to_owned()));
            }
        }
    }
}
