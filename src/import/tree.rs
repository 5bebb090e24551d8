//! The text of a document by its headings: what is the office's own, what are sections.

use super::body::runs;
use super::section::number_of;
use super::unsure;
use crate::diagnostic::Sink;
use crate::passage::Role;
use crate::reader::content::{Block, Run, What};
use crate::say;
use crate::style::{Counter, HeadingStyle, Style};
use crate::text::{POINTS, roman};
use std::collections::HashMap;

/// A heading with what stands under it.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) level: usize,
    pub(super) heading: Block,
    pub(super) text: Vec<Block>,
    pub(super) children: Vec<Node>,
    /// It is a heading of the office's own, and its children stand in the outline.
    pub(super) group: bool,
    pub(super) id: String,
}

/// Where the parts of the text go.
#[derive(Default)]
pub(super) struct Plan {
    pub(super) opening: Vec<Block>,
    /// Text of the office's own with its headings, when no part of it is a section.
    pub(super) body: Vec<Block>,
    pub(super) nodes: Vec<Node>,
    pub(super) closing: Vec<Block>,
    /// The set of levels, when it is not the kind's own.
    pub(super) set: Option<String>,
}

/// The level of a heading.
pub(super) fn level(block: &Block) -> Option<usize> {
    match block.role {
        Role::Heading { level } if level > 0 => Some(level),
        _ => None,
    }
}

impl Node {
    /// How many levels of headings stand below it.
    fn height(&self) -> usize {
        self.children
            .iter()
            .map(|child| child.level - self.level + child.height())
            .max()
            .unwrap_or(0)
    }

    /// All blocks below the heading.
    pub(super) fn blocks(&self) -> Vec<Block> {
        let mut out = self.text.clone();
        for child in &self.children {
            out.push(child.heading.clone());
            out.extend(child.blocks());
        }
        out
    }

    /// Says which nodes are groups. `fine`: every heading of the first level with headings below it.
    fn split(&mut self, fine: bool) {
        let next = self.level + 1;
        let regular =
            !self.children.is_empty() && self.children.iter().all(|one| one.level == next);
        self.group = regular && ((fine && self.level == 1) || self.height() > 2);
        if self.group {
            self.children.iter_mut().for_each(|child| child.split(fine));
        }
    }

    /// The runs of each file: the office's first.
    fn files<'n>(&'n self, out: &mut Vec<Vec<&'n Run>>) {
        if !self.group {
            let mut own = Vec::new();
            self.all(&mut own);
            out.push(own);
            return;
        }
        let office = out.first_mut().into_iter();
        office.for_each(|list| {
            list.extend(runs(&self.heading).chain(self.text.iter().flat_map(runs)));
        });
        self.children.iter().for_each(|child| child.files(out));
    }

    fn all<'n>(&'n self, out: &mut Vec<&'n Run>) {
        out.extend(runs(&self.heading).chain(self.text.iter().flat_map(runs)));
        self.children.iter().for_each(|child| child.all(out));
    }
}

/// Plans the text; `office`: what else stands in the office's file; `own`: the kind's levels.
pub(super) fn plan(
    mut blocks: Vec<Block>,
    office: &[&Block],
    own: &str,
    style: &Style,
    sink: &mut Sink,
) -> Plan {
    let mut plan = Plan::default();
    let least = blocks.iter().filter_map(level).min().unwrap_or(1);
    let most = blocks.iter().filter_map(level).max().unwrap_or(1);
    if (least, most) == (2, 2) && own == "muc" {
        // «1.» is a heading of the second level, and keeps its number only in one text.
        plan.body = blocks;
        return plan;
    }
    for block in &mut blocks {
        if let Some(level) = level(block) {
            block.role = Role::Heading { level: level + 1 - least };
        }
    }
    let Some(first) = blocks.iter().position(|block| level(block).is_some()) else {
        plan.body = blocks;
        return plan;
    };
    plan.set = set(&blocks).filter(|set| *set != own).map(str::to_owned);
    numbers(&blocks, style.levels(plan.set.as_deref().unwrap_or(own)), sink);
    let ends = |block: &Block| block.role == Role::Paragraph && block.text.starts_with("Trên đây");
    let tail = blocks.len().saturating_sub(4).max(first + 1);
    if let Some(at) = blocks[tail.min(blocks.len())..].iter().position(ends) {
        let closing = tail + at;
        if blocks[closing..].iter().all(|block| level(block).is_none() && block.table.is_none()) {
            plan.closing = blocks.split_off(closing);
        }
    }
    let rest = blocks.split_off(first);
    plan.opening = blocks;
    plan.nodes = nest(rest.clone());
    for fine in [true, false] {
        plan.nodes.iter_mut().for_each(|node| node.split(fine));
        if !crosses(&plan, office) {
            return plan;
        }
    }
    // A note cited in two files can only stay one where all is one text.
    if rest.iter().filter_map(level).all(|level| level <= 2) {
        plan.nodes.clear();
        plan.body = rest;
        return plan;
    }
    plan.nodes.iter_mut().for_each(|node| node.split(true));
    if let Some(node) = plan.nodes.first() {
        let message = say!(
            "có chú thích được dẫn ở hai phần: mỗi phần nay có một bản của chú thích đó",
            "a note is cited in two sections: each has a copy of it now"
        );
        unsure(sink, node.heading.span, message);
    }
    plan
}

/// Headings with what stands under them; the blocks begin with a heading.
fn nest(blocks: Vec<Block>) -> Vec<Node> {
    let mut open: Vec<Node> = Vec::new();
    let mut roots: Vec<Node> = Vec::new();
    for block in blocks {
        let Some(level) = level(&block) else {
            if let Some(last) = open.last_mut() {
                last.text.push(block);
            }
            continue;
        };
        close(&mut open, &mut roots, level);
        let (text, children, id) = (Vec::new(), Vec::new(), String::new());
        open.push(Node { level, heading: block, text, children, group: false, id });
    }
    close(&mut open, &mut roots, 0);
    roots
}

/// Hands the open headings from a level down to those above them.
fn close(open: &mut Vec<Node>, roots: &mut Vec<Node>, level: usize) {
    while let Some(node) = open.pop_if(|node| node.level >= level) {
        match open.last_mut() {
            Some(above) => above.children.push(node),
            None => roots.push(node),
        }
    }
}

/// Whether a note is cited in two files.
fn crosses(plan: &Plan, office: &[&Block]) -> bool {
    let own = office.iter().copied().chain(&plan.opening).chain(&plan.closing);
    let mut files: Vec<Vec<&Run>> = vec![own.flat_map(runs).collect()];
    plan.nodes.iter().for_each(|node| node.files(&mut files));
    let mut seen: HashMap<usize, usize> = HashMap::new();
    files.iter().enumerate().any(|(at, runs)| {
        runs.iter().any(|run| match run.what {
            What::Note(note) => *seen.entry(note).or_insert(at) != at,
            _ => false,
        })
    })
}

/// The set of levels that the labels of headings tell.
fn set(blocks: &[Block]) -> Option<&'static str> {
    let word = |wanted: usize| {
        let found = blocks.iter().find(|block| level(block) == Some(wanted))?;
        let label = found.label.trim().to_lowercase();
        Some(label).filter(|label| !label.is_empty())
    };
    let has = |level: usize, start: &str| word(level).is_some_and(|label| label.starts_with(start));
    let first = word(1)?;
    Some(if first.starts_with("phần") {
        if has(2, "chương") { "phan-chuong-dieu" } else { "phan-muc" }
    } else if first.starts_with("chương") {
        if has(2, "mục") { "chuong-muc-dieu" } else { "chuong-dieu" }
    } else if first.starts_with("điều") {
        "dieu"
    } else if first.starts_with(['i', 'v', 'x']) {
        "muc"
    } else {
        return None;
    })
}

/// Tells the headings that get another number than they had.
fn numbers(blocks: &[Block], levels: &[HeadingStyle], sink: &mut Sink) {
    let mut counts = vec![0_u32; levels.len()];
    for block in blocks {
        let Some(level) = level(block).filter(|level| *level <= levels.len()) else { continue };
        for (at, count) in counts.iter_mut().enumerate().skip(level) {
            if !levels[at].continues {
                *count = 0;
            }
        }
        counts[level - 1] += 1;
        let one = |at: usize| {
            let count = counts[at].max(1);
            match levels[at].number {
                Counter::Roman => roman(count),
                Counter::Arabic => count.to_string(),
                Counter::Letter => {
                    POINTS.get(count as usize - 1).map_or(String::new(), char::to_string)
                }
            }
        };
        let first = level - 1 - levels[level - 1].parents.min(level - 1);
        let new = (first..level).map(one).collect::<Vec<_>>().join(".");
        let old = number_of(&block.label);
        if !old.is_empty() && old.to_lowercase() != new.to_lowercase() {
            let message = say!(
                "mục này mang số «{old}», chương trình sẽ đánh «{new}»",
                "this heading had the number `{old}`, it will get `{new}`"
            );
            unsure(sink, block.span, message);
        }
    }
}
