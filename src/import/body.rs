//! Blocks → a text with marks, one line a paragraph.

use super::marks::{self, Names, Place, write};
use super::yaml;
use crate::diagnostic::Sink;
use crate::passage::Role;
use crate::reader::content::{Block, Content, Run, Table, What, left, plain, trim};
use crate::reader::labels::pattern;
use crate::reader::styles::Align;
use crate::say;
use regex::Regex;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::LazyLock;

static CAPTION: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(?i:bảng|biểu)(?:\s+(?i:số\s+)?(?:\d+|[IVX]+)(?:[.\-]\d+)*)?\s*[.:]\s*")
});
static FIGURE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:hình|ảnh|biểu đồ|sơ đồ)\s+\d*"));

/// A file that is written: its notes by their keys, and what the whole import shares.
pub(super) struct File<'a> {
    pub(super) shared: &'a Shared,
    keys: HashMap<usize, String>,
    order: Vec<usize>,
}

/// Ids of what references lead to, with the number it had; paths of pictures.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) ids: HashMap<String, (String, String)>,
    pub(super) pictures: Vec<String>,
}

impl Shared {
    /// References to a heading's number lead to this id.
    pub(super) fn refer(&mut self, block: &Block, id: &str) {
        for name in &block.names {
            let number = super::section::number_of(&block.label);
            self.ids.insert(name.clone(), (id.to_owned(), number));
        }
    }
}

impl Names for File<'_> {
    fn note(&self, note: usize) -> Option<&str> {
        self.keys.get(&note).map(String::as_str)
    }

    fn reference(&self, bookmark: &str, printed: &str) -> Option<&str> {
        let (id, number) = self.shared.ids.get(bookmark)?;
        (number == printed.trim()).then_some(id.as_str())
    }

    fn picture(&self, picture: usize) -> Option<&str> {
        self.shared.pictures.get(picture).map(String::as_str)
    }
}

/// The runs of a block, those of a table's cells included.
pub(super) fn runs(block: &Block) -> impl Iterator<Item = &Run> {
    let cells = block.table.iter().flat_map(|table| table.rows.iter().flatten().flatten());
    block.runs.iter().chain(cells)
}

impl<'a> File<'a> {
    /// A file that holds these runs: keys for the notes they cite, in the order of citation.
    pub(super) fn new<'r>(
        content: &Content,
        shared: &'a Shared,
        runs: impl Iterator<Item = &'r Run>,
    ) -> Self {
        let mut file = Self { shared, keys: HashMap::new(), order: Vec::new() };
        let mut taken = super::keys::Taken::new();
        for run in runs {
            let What::Note(note) = run.what else { continue };
            if file.keys.contains_key(&note) {
                continue;
            }
            let words: Vec<String> =
                content.notes.get(note).into_iter().flatten().map(|runs| plain(runs)).collect();
            let key = super::keys::unique(&super::keys::note(&words.join(" ")), &mut taken);
            file.keys.insert(note, key);
            file.order.push(note);
        }
        file
    }

    /// The notes that it cites.
    pub(super) fn order(&self) -> impl Iterator<Item = usize> {
        self.order.iter().copied()
    }

    /// `footnotes:`, when there are any.
    pub(super) fn footnotes(&self, out: &mut String, content: &Content) {
        if self.order.is_empty() {
            return;
        }
        out.push_str("footnotes:\n");
        for note in &self.order {
            let (Some(key), Some(paragraphs)) = (self.keys.get(note), content.notes.get(*note))
            else {
                continue;
            };
            let lines: Vec<String> =
                paragraphs.iter().map(|runs| write(runs, Place::Note, self).0).collect();
            let text = lines.join("\n\n");
            yaml::entry(out, 2, key, if text.is_empty() { "…" } else { &text });
        }
    }

    /// A title or another text of one line, in the look that its place brings along.
    pub(super) fn line(&self, block: &Block) -> String {
        write(&settled(block), Place::Line, self).0
    }

    /// The text of blocks; `depth` says how far below its file's own heading a heading stands.
    pub(super) fn body(
        &self,
        blocks: &[Block],
        depth: &dyn Fn(&Block) -> Option<usize>,
        sink: &mut Sink,
    ) -> String {
        let mut out = String::new();
        let mut listed = false;
        let mut aligned: Vec<&Block> = Vec::new();
        let mut at = 0;
        while let Some(block) = blocks.get(at) {
            at += 1;
            let next = blocks.get(at);
            let table = block.table.as_ref();
            for message in table.into_iter().flat_map(|table| &table.lost) {
                left(sink, block.span, message.clone());
            }
            if let Some(table) = table {
                apart(&mut out);
                self.table(&mut out, table);
                listed = false;
                continue;
            }
            // A paragraph before a table, and one after a picture, may be their captions.
            if next.is_some_and(|next| next.table.is_some())
                && let Some(caption) = table_caption(block)
            {
                apart(&mut out);
                for message in
                    next.and_then(|next| next.table.as_ref()).iter().flat_map(|t| &t.lost)
                {
                    left(sink, block.span, message.clone());
                }
                let text = write(&caption, Place::Line, self).0;
                let _ = writeln!(out, "Bảng: {text}");
                self.table(
                    &mut out,
                    next.and_then(|next| next.table.as_ref()).unwrap_or(&Table::default()),
                );
                at += 1;
                listed = false;
                continue;
            }
            if let [Run { what: What::Picture(number, alternative), .. }] = block.runs.as_slice() {
                let caption = next.filter(|next| figure_caption(next, alternative));
                at += usize::from(caption.is_some());
                let text = caption.map(|next| next.text.as_str()).unwrap_or_default();
                if caption.is_none() && !alternative.is_empty() {
                    let words = crate::reader::content::shown(alternative);
                    let message = say!(
                        "văn bản thay thế của ảnh: «{words}»",
                        "a picture's alternative text: `{words}`"
                    );
                    left(sink, block.span, message);
                }
                if let Some(path) = self.picture(*number) {
                    apart(&mut out);
                    let _ = writeln!(out, "![{}]({path})", marks::caption(text));
                }
                listed = false;
                continue;
            }
            let (mark, place) = Self::mark(block, depth);
            let heading = mark.starts_with('#');
            let strong = heading || matches!(block.role, Role::Heading { .. });
            let runs = if heading { settled(block) } else { block.runs.clone() };
            let runs = if strong && !heading { Self::demoted(block, sink) } else { runs };
            for run in runs.iter().filter(|run| marks::is_unusable(run)) {
                let link = run.link.as_deref().unwrap_or_default();
                let message = say!(
                    "liên kết không dùng được, chỉ giữ chữ: {link}",
                    "a link that cannot be used, its words are kept: {link}"
                );
                left(sink, block.span, message);
            }
            let (text, lost) = write(&runs, place, self);
            if lost {
                let message = say!("một phần chữ đậm, nghiêng", "some of the bold or italic");
                left(sink, block.span, message);
            }
            if text.is_empty() {
                continue;
            }
            if place == Place::Paragraph && (block.centred || block.right) {
                aligned.push(block);
            }
            let item = place == Place::Item;
            if !(item && listed) {
                apart(&mut out);
            }
            listed = item;
            out.push_str(&mark);
            out.push_str(&text);
            if heading && let Some(id) = self.id(block) {
                let _ = write!(out, " {{#{id}}}");
            }
            out.push('\n');
        }
        if let Some(first) = aligned.first() {
            let count = aligned.len();
            let message = say!(
                "đoạn canh giữa hoặc canh phải, thành đoạn thường: {count}",
                "centred or right-aligned paragraphs, plain ones now: {count}"
            );
            left(sink, first.span, message);
        }
        out
    }

    /// The id that references to a block use.
    fn id(&self, block: &Block) -> Option<&str> {
        block.names.iter().find_map(|name| self.shared.ids.get(name)).map(|(id, _)| id.as_str())
    }

    /// The mark that makes a block, and where its text stands.
    fn mark(block: &Block, depth: &dyn Fn(&Block) -> Option<usize>) -> (String, Place) {
        match block.role {
            Role::Heading { .. } => match depth(block) {
                Some(depth @ 1..=2) => (format!("{} ", "#".repeat(depth + 1)), Place::Heading),
                _ => (String::new(), Place::Paragraph),
            },
            Role::Item { level } => {
                let mark = ["-", "+", "*"][usize::from(level.clamp(1, 3)) - 1];
                (format!("{mark} "), Place::Item)
            }
            Role::Point { letter } => (format!("{letter}) "), Place::Item),
            Role::Clause { number } if number < 1000 => (format!("{number}. "), Place::Item),
            Role::Article { number } if number < 1000 => (format!("Điều {number}. "), Place::Item),
            _ => (String::new(), Place::Paragraph),
        }
    }

    /// A heading that stands too deep, as a paragraph with its label.
    fn demoted(block: &Block, sink: &mut Sink) -> Vec<Run> {
        let message = say!(
            "tiêu đề quá sâu: thành đoạn in đậm",
            "a heading that is too deep: a bold paragraph now"
        );
        left(sink, block.span, message);
        let mut runs = settled(block);
        if !block.label.is_empty() {
            runs.insert(0, Run::text(format!("{} ", block.label.trim())));
        }
        for run in runs.iter_mut().filter(|run| !matches!(run.what, What::Note(_))) {
            run.bold = true;
        }
        trim(runs)
    }

    fn table(&self, out: &mut String, table: &Table) {
        for (n, row) in table.rows.iter().enumerate() {
            out.push('|');
            for cell in row {
                let text = write(cell, Place::Cell, self).0;
                let _ = if text.is_empty() { write!(out, " |") } else { write!(out, " {text} |") };
            }
            out.push('\n');
            if n == 0 {
                out.push('|');
                for column in &table.columns {
                    out.push_str(match column {
                        Some(Align::Centre) => ":---:|",
                        Some(Align::Right) => "---:|",
                        _ => "---|",
                    });
                }
                out.push('\n');
            }
        }
    }
}

/// Begins a block of its own.
fn apart(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
    }
}

/// Runs without the looks that all of a line has: its place brings them along.
pub(super) fn settled(block: &Block) -> Vec<Run> {
    let mut runs = block.runs.clone();
    for run in &mut runs {
        run.bold &= !block.bold;
        run.italic &= !block.italic;
    }
    trim(runs)
}

/// The words of a table's caption, when the block is one.
fn table_caption(block: &Block) -> Option<Vec<Run>> {
    let named = block.style.contains("caption");
    let label = CAPTION.find(&block.text).map(|found| found.end());
    let end = label.or(named.then_some(0))?;
    let caption = block.style.contains("caption") || block.centred || block.italic || block.bold;
    if !matches!(block.role, Role::Paragraph | Role::Line) || !caption {
        return None;
    }
    let mut skip = end;
    let mut runs = settled(block);
    for run in &mut runs {
        if let What::Text(text) | What::Reference(_, text) = &mut run.what {
            let cut = skip.min(text.len());
            skip -= cut;
            text.drain(..cut);
        }
    }
    let runs = trim(runs);
    (!runs.is_empty()).then_some(runs)
}

/// Whether a block after a picture is its caption.
fn figure_caption(block: &Block, alternative: &str) -> bool {
    let line = matches!(block.role, Role::Paragraph | Role::Line) && block.table.is_none();
    let own = !alternative.is_empty() && block.text == alternative;
    let like = block.style.contains("caption") && !CAPTION.is_match(&block.text)
        || block.centred && FIGURE.is_match(&block.text) && block.text.chars().count() < 200;
    line && (own || like) && !block.runs.iter().any(|run| matches!(run.what, What::Note(_)))
}
