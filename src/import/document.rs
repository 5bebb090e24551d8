//! A whole document: its frame, its outline, a section for each heading that has one.

use super::body::{File, Shared, runs};
use super::frame::{self, Frame, kind_of};
use super::section::{id_for, ids};
use super::tree::{self, Node, Plan, level};
use super::{Imported, Shape, Wish, forms, keys, unsure, yaml};
use crate::diagnostic::Sink;
use crate::kind;
use crate::passage::Role;
use crate::reader::content::{Block, Content, left, shown};
use crate::reader::labels::pattern;
use crate::reader::script::Area;
use crate::save::NewFile;
use crate::say;
use crate::source::{FileId, Span};
use crate::style::{Part, Style};
use regex::Regex;
use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::LazyLock;

static BASIS: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:Căn cứ|Theo đề nghị|Xét) "));
static ATTACHED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\(\s*(?:ban hành )?kèm theo\s"));
static APPENDIX: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^phụ lục\b"));

/// An appendix, or an attached text of a kind of its own.
#[derive(Default)]
struct Appendix {
    kind: Option<&'static str>,
    landscape: bool,
    title: Vec<Block>,
    blocks: Vec<Block>,
    id: String,
}

/// Everything that is written.
struct Book<'a> {
    content: &'a Content,
    shared: &'a Shared,
    unit: String,
    source: String,
    out: Vec<NewFile>,
    sections: Vec<String>,
    /// Notes that a file has.
    cited: HashSet<usize>,
}

/// Makes it.
pub(super) fn make(mut content: Content, stem: &str, wish: &Wish, sink: &mut Sink) -> Imported {
    let style = Style::nd30();
    let mut blocks = std::mem::take(&mut content.blocks);
    let mut frame = Frame::default();
    let head = frame::head_of(&blocks);
    let head: Vec<Block> = blocks.drain(..head).collect();
    // What the reader takes for the head and is none is text.
    let outer = blocks.iter_mut().take_while(|block| block.area == Area::Head);
    outer.filter(|block| block.cell.is_none()).for_each(|block| block.area = Area::Body);
    frame.head(&head, sink);
    let kind = known_kind(&mut frame, &head, sink);
    let form = style.frame(kind);
    let tail = blocks.iter().position(|block| block.area == Area::Tail).unwrap_or(blocks.len());
    let end = blocks
        .iter()
        .enumerate()
        .position(|(at, block)| begins_appendix(&blocks[..at], tail < at, block));
    let rest = blocks.split_off(end.unwrap_or(blocks.len()));
    let mut attached: Vec<String> = Vec::new();
    let mut appendices = appendices(rest, &mut attached);
    let texts = attached.iter().chain(blocks.iter().map(|block| &block.text));
    frame.recase(&texts.map(String::as_str).collect::<Vec<_>>());
    let confirms = |block: &Block| {
        let printed = |line: &Block| {
            let text = line.text.to_lowercase();
            form.confirmation.iter().any(|wanted| wanted.to_lowercase() == text)
        };
        block.table.as_ref().is_some_and(|table| table.lines.iter().all(printed))
    };
    blocks.pop_if(|last| confirms(last));
    let tail = tail_of(&mut blocks);
    frame.tail(&tail, form, sink);
    for block in blocks.iter().filter(|block| block.area == Area::Head) {
        let words = shown(&block.text);
        left(sink, block.span, say!("dòng ở phần đầu: «{words}»", "a line of the head: `{words}`"));
    }
    blocks.retain(|block| block.area == Area::Body);
    unend(&mut blocks);
    for appendix in &mut appendices {
        unend(&mut appendix.blocks);
    }
    forms::addressees(&mut frame, form, &mut blocks);
    let mut basis = if form.parts.contains(&Part::Basis) { basis(&mut blocks) } else { Vec::new() };
    let upper = |text: &str| text.trim().trim_end_matches(':').to_uppercase();
    let resolve = |block: &Block| upper(&block.text) == upper(&form.resolve);
    if form.parts.contains(&Part::Resolve) && blocks.first().is_some_and(resolve) {
        blocks.remove(0);
    }
    for block in &mut basis {
        strip_end(block, &['.', ';', ',', ' ']);
    }
    let details = forms::take(form, &mut blocks);
    let office: Vec<&Block> = frame.subject.iter().chain(&basis).collect();
    let mut plan = tree::plan(blocks, &office, &form.headings, &style, sink);
    let address = margins(&content, &mut frame, sink);

    let mut shared = Shared::default();
    let mut pictures = Vec::new();
    for (at, picture) in std::mem::take(&mut content.pictures).into_iter().enumerate() {
        let path = format!("pictures/anh-{}.{}", at + 1, picture.extension);
        shared.pictures.push(path.clone());
        pictures.push(NewFile { path, bytes: picture.bytes });
    }
    name(&mut plan, &mut appendices, &content, &mut shared);
    let unit = wish.unit.clone().or_else(|| frame.issuer.clone());
    let mut book = Book {
        content: &content,
        shared: &shared,
        unit: unit.unwrap_or_else(|| stem.to_owned()),
        source: stem.to_owned(),
        out: Vec::new(),
        sections: Vec::new(),
        cited: HashSet::new(),
    };
    book.document(&frame, &basis, &details, &plan, &address, &appendices, sink);
    for node in &plan.nodes {
        book.node(node, sink);
    }
    for appendix in &appendices {
        book.appendix(appendix, sink);
    }
    let cited = book.cited;
    super::uncited(&content, &cited, sink);
    let (mut files, sections) = (book.out, book.sections);
    files.append(&mut pictures);
    let folder = match keys::slug(stem, 8, 60) {
        slug if slug.is_empty() => "ho-so".to_owned(),
        slug => slug,
    };
    Imported { shape: Shape::Document, folder, files, sections, notes: content.notes.len() }
}

/// The kind that the head names; else what the head looks like.
fn known_kind(frame: &mut Frame, head: &[Block], sink: &mut Sink) -> &'static kind::Kind {
    if let Some(kind) = frame.kind {
        return kind;
    }
    let letter = !frame.subject.is_empty() || !frame.to.is_empty();
    if !letter {
        let at = head.last().map_or(Span::file(FileId(0)), |block| block.span);
        let message = say!(
            "không nhận ra tên loại văn bản: tạm ghi bao-cao",
            "the kind of document is not recognised: bao-cao for now"
        );
        unsure(sink, at, message);
    }
    let slug = if letter { "cong-van" } else { "bao-cao" };
    let found = kind::named(slug).unwrap_or(&kind::ALL[0]);
    frame.kind = Some(found);
    found
}

/// Whether a block begins an appendix, or an attached text with a head of its own. `signed`: a signature
/// stands before it.
fn begins_appendix(before: &[Block], signed: bool, block: &Block) -> bool {
    match block.role {
        Role::Heading { level: 0 } => APPENDIX.is_match(block.label.trim()),
        _ => {
            block.area == Area::Head
                && signed
                && before.last().is_none_or(|last| last.area != Area::Head)
        }
    }
}

fn appendices(blocks: Vec<Block>, attached: &mut Vec<String>) -> Vec<Appendix> {
    let mut out: Vec<Appendix> = Vec::new();
    let mut titled = false;
    let mut in_head = false;
    for block in blocks {
        let labelled = matches!(block.role, Role::Heading { level: 0 })
            && APPENDIX.is_match(block.label.trim());
        let head = block.area == Area::Head;
        if labelled || (head && !in_head) || out.is_empty() {
            out.push(Appendix { landscape: block.landscape, ..Appendix::default() });
            titled = false;
        }
        in_head = head;
        let Some(last) = out.last_mut() else { continue };
        if head || (labelled && block.text.is_empty()) {
            continue;
        }
        if ATTACHED.is_match(&block.text) && last.blocks.is_empty() {
            attached.push(block.text);
            titled = true;
        } else if labelled {
            last.title.push(block);
        } else if !titled
            && last.kind.is_none()
            && last.title.is_empty()
            && let Some(kind) = kind_of(&block.text)
        {
            last.kind = Some(kind.slug);
        } else if !titled && block.centred && block.table.is_none() && last.blocks.is_empty() {
            last.title.push(block);
        } else {
            titled = true;
            last.blocks.push(block);
        }
    }
    out
}

/// Signature and recipients; without the latter a table at the end may be the former.
fn tail_of(blocks: &mut Vec<Block>) -> Vec<Block> {
    let tail: Vec<Block> =
        blocks.iter().filter(|block| block.area == Area::Tail).cloned().collect();
    blocks.retain(|block| block.area != Area::Tail);
    let table = blocks.last().and_then(|block| block.table.as_ref());
    if let Some(lines) = table.map(|table| &table.lines).filter(|lines| frame::is_signature(lines))
        && tail.is_empty()
    {
        let lines = lines.clone();
        blocks.pop();
        return lines;
    }
    tail
}

/// Takes `./.` off the end.
fn unend(blocks: &mut [Block]) {
    let Some(last) = blocks.last_mut().filter(|last| last.table.is_none()) else { return };
    let text = last.text.trim_end();
    // A paragraph that is nothing else is printed the same again.
    if text != "./." && text.ends_with("/.") {
        strip_end(last, &['.', '/', ' ']);
    }
}

/// Takes marks off the last words of a block; notes may stand after them.
fn strip_end(block: &mut Block, marks: &[char]) {
    use crate::reader::content::What;
    for run in block.runs.iter_mut().rev() {
        match &mut run.what {
            What::Note(_) => {}
            What::Text(text) => {
                text.truncate(text.trim_end_matches(marks).len());
                break;
            }
            _ => break,
        }
    }
    block.runs = crate::reader::content::trim(std::mem::take(&mut block.runs));
    crate::reader::content::plain(&block.runs).trim().clone_into(&mut block.text);
}

/// The lines of the legal basis at the beginning.
fn basis(blocks: &mut Vec<Block>) -> Vec<Block> {
    let is = |block: &&Block| {
        let ended = block.text.ends_with(';') || block.italic;
        block.role == Role::Paragraph && BASIS.is_match(&block.text) && ended
    };
    let mut count = blocks.iter().take_while(is).count();
    // The last may end with a full stop.
    let more = blocks.get(count).filter(|block| {
        count > 0 && BASIS.is_match(&block.text) && block.text.ends_with(['.', ','])
    });
    count += usize::from(more.is_some());
    blocks.drain(..count).collect()
}

/// Marks over the first page go to the frame; lines at its foot are the address.
fn margins(content: &Content, frame: &mut Frame, sink: &mut Sink) -> Vec<String> {
    let mut address = Vec::new();
    for margin in &content.margins {
        if margin.footer && address.is_empty() {
            address.clone_from(&margin.lines);
            continue;
        }
        let other: Vec<&str> =
            margin.lines.iter().map(String::as_str).filter(|line| !frame.stamp(line)).collect();
        if !other.is_empty() {
            let words = shown(&other.join(" "));
            let message = say!("đầu, chân trang: «{words}»", "a header or footer: `{words}`");
            left(sink, Span::file(FileId(0)), message);
        }
    }
    address
}

fn name_nodes(list: &mut [Node], taken: &mut HashSet<String>, shared: &mut Shared) {
    for node in list {
        node.id = id_for(&node.heading, "muc", taken);
        shared.refer(&node.heading, &node.id);
        if node.group {
            name_nodes(&mut node.children, taken, shared);
        }
    }
}

/// Ids for all that has one, and what references call them.
fn name(plan: &mut Plan, appendices: &mut [Appendix], content: &Content, shared: &mut Shared) {
    let mut taken: HashSet<String> = HashSet::new();
    name_nodes(&mut plan.nodes, &mut taken, shared);
    for appendix in appendices.iter_mut() {
        appendix.id = match appendix.title.first() {
            Some(title) => id_for(title, "phu-luc", &mut taken),
            None => keys::unique("phu-luc", &mut taken),
        };
    }
    let mut all: Vec<Block> =
        plan.opening.iter().chain(&plan.body).chain(&plan.closing).cloned().collect();
    all.extend(
        plan.nodes
            .iter()
            .flat_map(|node| std::iter::once(node.heading.clone()).chain(node.blocks())),
    );
    all.extend(appendices.iter().flat_map(|appendix| appendix.blocks.clone()));
    ids(&all, content, &mut taken, shared);
}

impl Book<'_> {
    #[allow(clippy::too_many_arguments)] // the parts of one file, in its order
    fn document(
        &mut self,
        frame: &Frame,
        basis: &[Block],
        details: &[forms::Detail],
        plan: &Plan,
        address: &[String],
        appendices: &[Appendix],
        sink: &mut Sink,
    ) {
        let mut own: Vec<&Block> = frame.subject.iter().chain(basis).collect();
        own.extend(plan.opening.iter().chain(&plan.body));
        groups(&plan.nodes, &mut own);
        own.extend(&plan.closing);
        let file = File::new(self.content, self.shared, own.into_iter().flat_map(runs));
        let source = &self.source;
        let mut out = format!(
            "# Nhập từ tệp {source}.docx bằng vanthu import; xem lại rồi sửa tiếp ở đây.\n"
        );
        let subject: Vec<String> = frame.subject.iter().map(|block| file.line(block)).collect();
        let subject = Some(subject.join(" ")).filter(|text| !text.is_empty());
        frame.write_head(&mut out, subject.as_deref());
        let basis: Vec<String> = basis.iter().map(|block| file.line(block)).collect();
        frame::list(&mut out, "basis", &basis);
        if !details.is_empty() {
            out.push_str("details:\n");
        }
        for (key, values) in details {
            match values.as_slice() {
                [one] => yaml::entry(&mut out, 2, key, one),
                many => frame::list_in(&mut out, 2, key, many),
            }
        }
        let text = |out: &mut String, key: &str, blocks: &[Block], sink: &mut Sink| {
            let text = file.body(blocks, &level, sink);
            if !text.is_empty() {
                yaml::block(out, 0, key, &text);
            }
        };
        text(&mut out, "opening", &plan.opening, sink);
        text(&mut out, "body", &plan.body, sink);
        if let Some(set) = &plan.set {
            yaml::entry(&mut out, 0, "headings", set);
        }
        if !plan.nodes.is_empty() {
            out.push_str("outline:\n");
            outline(&mut out, 2, &plan.nodes, &file, sink);
        } else if !appendices.is_empty() {
            out.push_str("outline: []\n");
        }
        text(&mut out, "closing", &plan.closing, sink);
        frame.write_tail(&mut out);
        frame::list(&mut out, "address", address);
        if !appendices.is_empty() {
            out.push_str("appendices:\n");
        }
        for appendix in appendices {
            let wide = appendix.blocks.iter().filter_map(|block| block.table.as_ref());
            let wide = wide.map(|table| table.columns.len()).max().unwrap_or(0);
            if appendix.kind.is_none() && !appendix.landscape && wide < 5 {
                let _ = writeln!(out, "  - {}", appendix.id);
                continue;
            }
            let _ = writeln!(out, "  - id: {}", appendix.id);
            if let Some(kind) = appendix.kind {
                yaml::entry(&mut out, 4, "kind", kind);
            }
            yaml::entry(
                &mut out,
                4,
                "page",
                if appendix.landscape { "landscape" } else { "portrait" },
            );
        }
        file.footnotes(&mut out, self.content);
        self.cited.extend(file.order());
        self.put("document.yaml".to_owned(), &out);
    }

    fn put(&mut self, path: String, text: &str) {
        self.out.push(NewFile { path, bytes: crate::text::nfc(text).into_owned().into_bytes() });
    }

    fn node(&mut self, node: &Node, sink: &mut Sink) {
        if node.group {
            node.children.iter().for_each(|child| self.node(child, sink));
            return;
        }
        let depth = |block: &Block| level(block).map(|level| level.saturating_sub(node.level));
        let title = std::slice::from_ref(&node.heading);
        self.section(&node.id, title, &node.blocks(), &depth, sink);
    }

    fn appendix(&mut self, appendix: &Appendix, sink: &mut Sink) {
        let least = appendix.blocks.iter().filter_map(level).min().unwrap_or(1);
        let over = if least > 2 { least - 1 } else { 0 };
        let depth = |block: &Block| level(block).map(|level| level - over);
        self.section(&appendix.id, &appendix.title, &appendix.blocks, &depth, sink);
    }

    fn section(
        &mut self,
        id: &str,
        title: &[Block],
        blocks: &[Block],
        depth: &dyn Fn(&Block) -> Option<usize>,
        sink: &mut Sink,
    ) {
        let file = File::new(self.content, self.shared, title.iter().chain(blocks).flat_map(runs));
        let source = &self.source;
        let mut out = format!("# Nhập từ tệp {source}.docx bằng vanthu import.\n");
        yaml::entry(&mut out, 0, "unit", &self.unit);
        let words: Vec<String> = title.iter().map(|block| file.line(block)).collect();
        let words = words.join(" ");
        yaml::entry(&mut out, 0, "title", if words.is_empty() { "…" } else { &words });
        let body = file.body(blocks, depth, sink);
        if !body.is_empty() {
            yaml::block(&mut out, 0, "body", &body);
        }
        file.footnotes(&mut out, self.content);
        self.cited.extend(file.order());
        let number = self.sections.len() + 1;
        self.sections.push(id.to_owned());
        self.put(format!("sections/{number:02}-{id}.yaml"), &out);
    }
}

/// The blocks of groups that stand in the office's file.
fn groups<'n>(nodes: &'n [Node], out: &mut Vec<&'n Block>) {
    for node in nodes.iter().filter(|node| node.group) {
        out.push(&node.heading);
        out.extend(&node.text);
        groups(&node.children, out);
    }
}

fn outline(out: &mut String, indent: usize, nodes: &[Node], file: &File<'_>, sink: &mut Sink) {
    let pad = " ".repeat(indent);
    for node in nodes {
        if !node.group {
            let _ = writeln!(out, "{pad}- {}", yaml::scalar(&node.id));
            continue;
        }
        let mut lines = String::new();
        yaml::entry(&mut lines, indent + 2, "title", &file.line(&node.heading));
        yaml::entry(&mut lines, indent + 2, "id", &node.id);
        let body = file.body(&node.text, &|_| None, sink);
        if !body.is_empty() {
            yaml::block(&mut lines, indent + 2, "body", &body);
        }
        let _ = writeln!(lines, "{pad}  children:");
        outline(&mut lines, indent + 4, &node.children, file, sink);
        let _ = write!(out, "{pad}- {}", lines.get(indent + 2..).unwrap_or_default());
    }
}
