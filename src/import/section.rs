//! A unit's section.

use super::body::{File, Shared, runs};
use super::{Imported, Shape, Wish, keys, unsure, yaml};
use crate::diagnostic::Sink;
use crate::passage::Role;
use crate::reader::content::{Block, Content, left, shown};
use crate::reader::script::Area;
use crate::save::NewFile;
use crate::say;
use crate::source::{FileId, Span};
use std::collections::HashSet;

/// Makes it.
pub(super) fn make(mut content: Content, stem: &str, wish: &Wish, sink: &mut Sink) -> Imported {
    let mut blocks = std::mem::take(&mut content.blocks);
    let first = blocks.first().map_or(Span::file(FileId(0)), |block| block.span);
    frame(&blocks, sink);
    let issuer = issuer(&blocks);
    blocks.retain(|block| block.area == Area::Body);
    let title = title(&blocks).then(|| blocks.remove(0));
    let unit = wish.unit.clone().or(issuer).unwrap_or_else(|| {
        unsure(
            sink,
            first,
            say!(
                "không biết đơn vị nào viết: tạm ghi «{stem}»; nêu bằng --unit \"Tên đơn vị\"",
                "the unit is not known: `{stem}` for now; give it with --unit \"Name\""
            ),
        );
        stem.to_owned()
    });
    let name = wish.name.clone().unwrap_or_else(|| {
        let words = title.as_ref().map_or(stem, |title| title.text.as_str());
        let slug = match keys::slug(words, 6, 40) {
            slug if slug.is_empty() => "phan".to_owned(),
            slug => slug,
        };
        let next = wish.present.iter().filter_map(|name| number(name)).max().unwrap_or(0) + 1;
        format!("{next:02}-{slug}")
    });
    let id = crate::section::id_of_file(&format!("{name}.yaml"));
    let mut shared = Shared::default();
    let mut files = Vec::new();
    for (at, picture) in std::mem::take(&mut content.pictures).into_iter().enumerate() {
        let path = format!("pictures/{id}-{}.{}", at + 1, picture.extension);
        shared.pictures.push(path.clone());
        files.push(NewFile { path, bytes: picture.bytes });
    }
    ids(&blocks, &content, &mut HashSet::from([id.clone()]), &mut shared);
    let levels = levels(&blocks);
    let depth = |block: &Block| match block.role {
        Role::Heading { level } => levels.iter().position(|one| *one == level).map(|at| at + 1),
        _ => None,
    };
    let all = title.iter().chain(&blocks).flat_map(runs);
    let file = File::new(&content, &shared, all);
    let mut out =
        format!("# Nhập từ tệp {stem}.docx bằng vanthu import; xem lại rồi sửa tiếp ở đây.\n");
    yaml::entry(&mut out, 0, "unit", &unit);
    match &title {
        Some(title) => {
            yaml::entry(&mut out, 0, "title", &file.line(title));
            let number = title.label.trim().trim_end_matches(['.', ')', ':']);
            if !number.is_empty() && number.chars().all(|c| c.is_alphanumeric() || c == '.') {
                yaml::entry(&mut out, 0, "number", number);
            }
        }
        None => {
            unsure(
                sink,
                first,
                say!(
                    "không thấy tiêu đề của cả phần: tạm ghi «{stem}»",
                    "no heading of the whole section is seen: `{stem}` for now"
                ),
            );
            yaml::entry(&mut out, 0, "title", stem);
        }
    }
    let body = file.body(&blocks, &depth, sink);
    if !body.is_empty() {
        yaml::block(&mut out, 0, "body", &body);
    }
    file.footnotes(&mut out, &content);
    super::uncited(&content, &file.order().collect(), sink);
    margins(&content, sink);
    let path = format!("sections/{name}.yaml");
    files.insert(0, NewFile { path, bytes: crate::text::nfc(&out).into_owned().into_bytes() });
    let folder = keys::slug(stem, 8, 60);
    Imported {
        shape: Shape::Section,
        folder,
        files,
        sections: vec![id],
        notes: content.notes.len(),
    }
}

/// The number that a file's name begins with.
fn number(name: &str) -> Option<u32> {
    let base = name.rsplit('/').next()?;
    let digits = base.bytes().take_while(u8::is_ascii_digit).count();
    base[..digits].parse().ok().filter(|number| *number < 10_000)
}

/// Whether the text begins with the title of all of it: the only heading of its level, a title by its
/// style, or a bold line in the middle.
fn title(blocks: &[Block]) -> bool {
    let Some(first) = blocks.first().filter(|first| first.table.is_none()) else { return false };
    if first.text.is_empty() || first.text.chars().count() > 300 {
        return false;
    }
    let level = |block: &Block| match block.role {
        Role::Heading { level } => Some(level),
        _ => None,
    };
    match level(first) {
        Some(own) => blocks[1..].iter().filter_map(level).all(|other| other > own),
        None => first.style == "title" || (first.centred && first.bold),
    }
}

/// The levels of the headings, the highest first.
fn levels(blocks: &[Block]) -> Vec<usize> {
    let mut levels: Vec<usize> = blocks
        .iter()
        .filter_map(|block| match block.role {
            Role::Heading { level } => Some(level),
            _ => None,
        })
        .collect();
    levels.sort_unstable();
    levels.dedup();
    levels
}

/// An id made of a heading's words.
pub(super) fn id_for(block: &Block, other: &str, taken: &mut HashSet<String>) -> String {
    let slug = keys::slug(&block.text, 6, 40);
    keys::unique(if slug.is_empty() { other } else { &slug }, taken)
}

/// Ids for the headings that something refers to by their number, and that have none yet.
pub(super) fn ids(
    blocks: &[Block],
    content: &Content,
    taken: &mut HashSet<String>,
    shared: &mut Shared,
) {
    let mut wanted: HashSet<&str> = HashSet::new();
    let notes = content.notes.iter().flatten().flatten();
    for run in blocks.iter().flat_map(runs).chain(notes) {
        if let crate::reader::content::What::Reference(name, _) = &run.what {
            wanted.insert(name);
        }
    }
    for block in blocks {
        let heading = matches!(block.role, Role::Heading { level } if level > 0);
        if block.names.iter().any(|name| shared.ids.contains_key(name)) {
            continue;
        }
        if !heading || !block.names.iter().any(|name| wanted.contains(name.as_str())) {
            continue;
        }
        let id = id_for(block, "muc", taken);
        shared.refer(block, &id);
    }
}

/// The number of a label, as references print it: `II`, `1.1`.
pub(super) fn number_of(label: &str) -> String {
    let last = label.split_whitespace().next_back().unwrap_or("");
    last.trim_end_matches(['.', ')', ':', '/']).to_owned()
}

/// The head and the signature of an official document have no place in a section.
fn frame(blocks: &[Block], sink: &mut Sink) {
    let first = |area: Area| blocks.iter().find(|block| block.area == area);
    if let Some(block) = first(Area::Head) {
        let message = say!(
            "phần đầu văn bản (cơ quan, số, ngày, tên loại, trích yếu)",
            "the head of the document (body, number, date, kind, subject)"
        );
        left(sink, block.span, message);
    }
    if let Some(block) = first(Area::Tail) {
        let message = say!("phần ký và nơi nhận", "signature and recipients");
        left(sink, block.span, message);
    }
}

fn issuer(_blocks: &[Block]) -> Option<String> {
    None
}

/// Headers and footers.
pub(super) fn margins(content: &Content, sink: &mut Sink) {
    for margin in &content.margins {
        let words = shown(&margin.lines.join(" "));
        let at = Span::file(FileId(0));
        left(
            sink,
            at,
            if margin.footer {
                say!("chân trang: «{words}»", "the footer: `{words}`")
            } else {
                say!("đầu trang: «{words}»", "the header: `{words}`")
            },
        );
    }
}
