//! Tables, and what of them a pipe table cannot hold.

use super::{Block, Reader, Run, Table, What, left, whole};
use crate::diagnostic::Text;
use crate::passage::{Passage, Role};
use crate::reader::script::{Area, FILE, Line};
use crate::reader::story::{Paragraph, Stand};
use crate::reader::styles::Align;
use crate::say;
use std::collections::HashMap;

/// Most cells of a table.
const CELLS: u64 = 100_000;

impl<'a> Reader<'a, '_> {
    pub(super) fn table(&mut self, at: usize, table: u32) {
        let story = &self.docx.story;
        let cells = self.cells.get(&table).into_iter().flatten();
        let cells: Vec<(usize, _)> =
            cells.filter_map(|at| Some((*at, story.cells.get(*at)?))).collect();
        let rows = cells.iter().map(|(_, cell)| cell.row + 1).max().unwrap_or(0);
        let width = cells.iter().map(|(_, cell)| cell.column + cell.span).max().unwrap_or(0);
        let line = &self.script.lines[at];
        let place = line.whole();
        if u64::from(rows) * u64::from(width) > CELLS {
            let message = say!(
                "bảng quá lớn ({rows} hàng, {width} cột)",
                "a table of {rows} rows and {width} columns is too large"
            );
            left(self.sink, place, message);
            return;
        }
        let mut out = Table {
            rows: vec![vec![Vec::new(); width as usize]; rows as usize],
            columns: vec![None; width as usize],
            lines: Vec::new(),
            lost: Vec::new(),
        };
        let found = self.paragraphs(at, table);
        out.lines = self.lines_of(at, table);
        let mut aligns: Vec<Vec<Option<Align>>> = vec![Vec::new(); width as usize];
        let (mut merged, mut nested, mut several) = (false, false, false);
        for (number, cell) in cells {
            merged |= cell.span > 1 || cell.below;
            nested |= cell.nested;
            let mut runs: Vec<Run> = Vec::new();
            for paragraph in found.get(&number).into_iter().flatten() {
                let mut more = self.runs(paragraph, story, None, whole(paragraph));
                if more.is_empty() {
                    continue;
                }
                if let Some(label) = &paragraph.label {
                    more.insert(0, Run::text(format!("{} ", label.text.trim())));
                }
                if !runs.is_empty() {
                    several = true;
                    runs.push(Run::text(" "));
                }
                runs.append(&mut more);
                if cell.row > 0
                    && let Some(list) = aligns.get_mut(cell.column as usize)
                {
                    list.push(paragraph.shape.align);
                }
            }
            let row = out.rows.get_mut(cell.row as usize);
            if let Some(into) = row.and_then(|row| row.get_mut(cell.column as usize)) {
                *into = runs;
            }
        }
        for (column, found) in out.columns.iter_mut().zip(aligns) {
            let first = found.first().copied().flatten();
            let one = matches!(first, Some(Align::Centre | Align::Right));
            *column = first.filter(|_| one && found.iter().all(|align| *align == first));
        }
        out.lost = parts_lost((merged, nested, several));
        if out.rows.iter().flatten().all(Vec::is_empty) {
            return;
        }
        head_of(&mut out);
        let section = story.sections.get(line.paragraph.section as usize);
        self.out.blocks.push(Block {
            area: Area::Body,
            role: Role::Cell,
            label: String::new(),
            runs: Vec::new(),
            text: String::new(),
            bold: false,
            italic: false,
            centred: false,
            right: false,
            style: String::new(),
            cell: None,
            names: Vec::new(),
            landscape: section.is_some_and(|section| section.width > section.height),
            span: place,
            table: Some(out),
        });
    }

    /// The paragraphs of a small table that begins at line `at`.
    fn lines_of(&mut self, at: usize, table: u32) -> Vec<Block> {
        const FEW: usize = 40;
        let script = self.script;
        let of = |line: &Line<'_>| line.paragraph.stand == Stand::Cell(table);
        let lines = script.lines[at..script.main].iter().enumerate();
        let lines = lines.take_while(|(_, line)| of(line)).take(FEW + 1);
        let lines: Vec<_> =
            lines.filter(|(_, line)| !line.paragraph.text.trim().is_empty()).collect();
        if lines.len() > FEW {
            return Vec::new();
        }
        let one = |(n, line): (usize, &Line<'_>)| {
            let text = line.paragraph.text.trim();
            let start = line.text
                + (line.paragraph.text.len() - line.paragraph.text.trim_start().len()) as u32;
            let passage = Passage::verbatim(Role::Line, FILE, start, text, 0..0);
            self.block(&passage, at + n, true)
        };
        lines.into_iter().map(one).collect()
    }

    /// The paragraphs of each cell of a table that line `at` stands in.
    fn paragraphs(&self, at: usize, table: u32) -> HashMap<usize, Vec<&'a Paragraph>> {
        let mut found: HashMap<usize, Vec<&Paragraph>> = HashMap::new();
        let first = self.script.lines[..at]
            .iter()
            .rposition(|line| line.paragraph.stand != Stand::Cell(table))
            .map_or(0, |at| at + 1);
        for line in &self.script.lines[first..self.script.main] {
            match (line.paragraph.stand, line.paragraph.cell) {
                (Stand::Cell(other), Some(cell)) if other == table => {
                    found.entry(cell as usize).or_default().push(line.paragraph);
                }
                (Stand::Box, _) => {}
                _ => break,
            }
        }
        found
    }
}

fn parts_lost((merged, nested, several): (bool, bool, bool)) -> Vec<Text> {
    let all = [
        (
            merged,
            say!("ô gộp trong bảng: tách thành ô riêng", "merged cells of a table: each is parted"),
        ),
        (nested, say!("bảng lồng trong bảng: chỉ giữ chữ", "a table in a table: its words only")),
        (
            several,
            say!(
                "ô bảng có nhiều đoạn: nối thành một",
                "cells of several paragraphs: joined into one"
            ),
        ),
    ];
    all.into_iter().filter(|(is, _)| *is).map(|(_, message)| message).collect()
}

/// The heading row is bold by itself.
fn head_of(table: &mut Table) {
    if let Some(head) = table.rows.first_mut() {
        let letters = |run: &&mut Run| matches!(&run.what, What::Text(text) if text.chars().any(char::is_alphabetic));
        if head.iter_mut().flatten().filter(letters).all(|run| run.bold) {
            head.iter_mut().flatten().for_each(|run| run.bold = false);
        }
    }
}
