//! Tables: captions, column widths from text widths, the repeated heading row.

use super::body::{Place, Writer};
use super::flow::Placed;
use crate::markup::{Align, BlockKind, Marked, Table};
use crate::metrics::{self, Face};
use crate::style::{fill, points};
use std::fmt::Write;

/// Points that a cell's margins take from its width.
const PADDING: f64 = 12.0;

impl Writer<'_> {
    /// A table with its caption; its first row is repeated on each page.
    pub(super) fn table(&mut self, place: Place<'_>, table: &Table) {
        self.tables += 1;
        if let Some(caption) = &table.caption {
            let number = self.tables;
            let label = fill(&self.style.strings.table, |_| number.to_string());
            self.out.begin("Caption", "<w:keepNext/>");
            self.out.run("", &label);
            self.inlines(place, caption);
            self.out.push_str("</w:p>");
        }
        let widths = self.widths(place.text, table);
        let total: i64 = widths.iter().sum();
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"Grid\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:jc w:val=\"center\"/>\
             <w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\" w:firstRow=\"1\" w:lastRow=\"0\" \
             w:firstColumn=\"0\" w:lastColumn=\"0\" w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>"
        );
        for width in &widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        for (row, cells) in table.rows.iter().enumerate() {
            let header = if row == 0 { "<w:tblHeader/>" } else { "" };
            let _ = write!(self.out, "<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>");
            for (column, cell) in cells.iter().enumerate() {
                let width = widths[column];
                let _ = write!(
                    self.out,
                    "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/><w:vAlign w:val=\"center\"/></w:tcPr>"
                );
                let style = if row == 0 { "CellHead" } else { "Cell" };
                let align = match table.columns[column] {
                    _ if row == 0 => "",
                    Some(Align::Center) => "<w:jc w:val=\"center\"/>",
                    Some(Align::Right) => "<w:jc w:val=\"right\"/>",
                    Some(Align::Left) | None => "",
                };
                self.out.begin(style, align);
                self.inlines(place, &cell.content);
                self.out.push_str("</w:p></w:tc>");
            }
            self.out.push_str("</w:tr>");
        }
        // Two tables that touch would be one.
        self.out.push_str("</w:tbl>");
        self.out.spacer("", 120, "");
    }

    /// Whether one of the texts holds a table too wide for an upright page: of as many columns as
    /// the style says, or with words that do not fit.
    pub(super) fn is_wide(&self, text: &[Placed<'_>]) -> bool {
        let room = points(self.style.text_width());
        text.iter()
            .flat_map(|(place, ..)| place.text.blocks().map(|block| (place.text, block)))
            .any(|(text, block)| match &block.kind {
                BlockKind::Table(table) => {
                    let (least, _) = self.needs(text, table);
                    table.columns.len() >= self.style.appendix.wide
                        || least.iter().map(|width| width + PADDING).sum::<f64>() > room
                }
                _ => false,
            })
    }

    /// For each column the width of its longest word and of its longest text, in points.
    fn needs(&self, text: &Marked, table: &Table) -> (Vec<f64>, Vec<f64>) {
        let head = &self.style.boxes.cell_head;
        let (face, size) = (Face { bold: head.bold, italic: head.italic }, head.size);
        let columns = table.columns.len();
        let mut least = vec![24.0f64; columns];
        let mut whole = vec![24.0f64; columns];
        for row in &table.rows {
            for (column, cell) in row.iter().enumerate() {
                let plain = text.plain(&cell.content);
                let word = plain.split_whitespace().map(|word| metrics::width(word, face, size));
                least[column] = word.fold(least[column], f64::max);
                whole[column] = whole[column].max(metrics::width(&plain, face, size));
            }
        }
        (least, whole)
    }

    /// Column widths in twentieths of a point: each at least its longest word, the rest shared by
    /// the length of the text.
    fn widths(&self, text: &Marked, table: &Table) -> Vec<i64> {
        let total = points(self.width);
        let columns = table.columns.len();
        let (least, whole) = self.needs(text, table);
        let least_sum: f64 = least.iter().map(|width| width + PADDING).sum();
        let room = (total - least_sum).max(0.0);
        let wish: f64 = whole.iter().zip(&least).map(|(whole, least)| whole - least).sum();
        let shrink = if least_sum > total { total / least_sum } else { 1.0 };
        (0..columns)
            .map(|column| {
                let share = if wish > 0.0 {
                    (whole[column] - least[column]) / wish
                } else {
                    1.0 / columns as f64
                };
                (((least[column] + PADDING) * shrink + room * share) * 20.0) as i64
            })
            .collect()
    }
}
