//! What the boxes of the decree are made of: balanced lines, rules, frames, tables without borders,
//! the page. Box numbers in these modules are those of Phụ lục I, mục IV.

use super::xml::{Xml, escaped};
use crate::manifest::Manifest;
use crate::metrics::{self, Face};
use crate::style::{BoxStyle, Restart, Style, mm, points, twips};
use std::fmt::Write;

/// The face of a box.
pub(super) fn face(style: &BoxStyle) -> Face {
    Face { bold: style.bold, italic: style.italic }
}

/// A text as a box prints it.
pub(super) fn cased(style: &BoxStyle, text: &str) -> String {
    if style.upper { text.trim().to_uppercase() } else { text.trim().to_owned() }
}

/// Indents that make a centred text break into lines of like width.
pub(super) struct Balanced {
    /// `w:ind`, or nothing when the text fits one line.
    pub(super) xml: String,
    /// Width of the widest line, in points.
    pub(super) widest: f64,
}

/// Balances `text` in a column of `column` mm, of which `limit` mm may be used.
pub(super) fn balanced(text: &str, style: &BoxStyle, column: f64, limit: f64) -> Balanced {
    let (face, size) = (face(style), style.size);
    let lines = metrics::balance(text, face, size, points(limit));
    let width =
        |line: &std::ops::Range<usize>| metrics::width(text[line.clone()].trim(), face, size);
    let widest = lines.iter().map(width).fold(0.0, f64::max);
    if lines.len() < 2 {
        return Balanced { xml: String::new(), widest };
    }
    // A little more than the widest line, so that rounding in a word processor breaks no line.
    let side = twips(((column - mm(widest) - 1.5) / 2.0).max(0.0));
    Balanced {
        xml: format!("<w:ind w:left=\"{side}\" w:right=\"{side}\" w:firstLine=\"0\"/>"),
        widest,
    }
}

/// The text on one line if it fits, condensed a little if that makes it fit, else balanced lines.
pub(super) fn fit(
    text: &str,
    style: &BoxStyle,
    column: f64,
    room: f64,
    condense: f64,
) -> (Balanced, String) {
    let (face, size) = (face(style), style.size);
    let width = metrics::width(text, face, size);
    let over = width - points(room);
    let count = text.chars().count().max(1) as f64;
    if over > 0.0 && over / count <= condense {
        let twentieths = (over / count * 20.0) as i64 + 1;
        let widest = metrics::width_tracked(text, face, size, -(twentieths as f64) / 20.0);
        return (
            Balanced { xml: String::new(), widest },
            format!("<w:spacing w:val=\"-{twentieths}\"/>"),
        );
    }
    (balanced(text, style, column, room), String::new())
}

/// A rule of `length` mm centred in `column` mm: the lower border of a low paragraph; `more` stands
/// in its properties. Of no length, nothing.
pub(super) fn rule(out: &mut Xml, more: &str, column: f64, length: f64) {
    if length <= 0.0 {
        return;
    }
    let side = twips(((column - length) / 2.0).max(0.0));
    let more = format!("{more}<w:ind w:left=\"{side}\" w:right=\"{side}\" w:firstLine=\"0\"/>");
    out.paragraph("Rule", &more, "", "");
}

/// A paragraph of one point before the first table: `LibreOffice` sets a whole empty line before a
/// table that opens a document with notes.
pub(super) fn start(out: &mut Xml) {
    out.spacer("", 20, "");
}

/// A mark in a frame of `width` mm: a paragraph with four borders, `left` and `right` mm of room
/// beside it. With three points inside above and below, a line of 13 pt makes the 8 mm of the
/// decree.
pub(super) fn framed(out: &mut Xml, id: &str, style: &BoxStyle, text: &str, sides: (f64, f64)) {
    let color = if style.color.is_empty() { "auto".to_owned() } else { escaped(&style.color) };
    let border = |side: &str, space: u8| {
        format!("<w:{side} w:val=\"single\" w:sz=\"6\" w:space=\"{space}\" w:color=\"{color}\"/>")
    };
    let (left, right) = (twips(sides.0.max(0.0)), twips(sides.1.max(0.0)));
    let more = format!(
        "<w:pBdr>{}{}{}{}</w:pBdr><w:ind w:left=\"{left}\" w:right=\"{right}\" w:firstLine=\"0\"/>",
        border("top", 3),
        border("left", 0),
        border("bottom", 3),
        border("right", 0),
    );
    out.paragraph(id, &more, "", &cased(style, text));
}

/// A table must be followed by a paragraph; this one takes no room.
pub(super) fn gap(out: &mut Xml) {
    out.spacer("<w:keepNext/>", 20, "");
}

/// Opens a table without borders whose columns are `widths` mm, `indent` mm left of the text.
pub(super) fn table(out: &mut Xml, widths: &[f64], indent: f64) {
    let total: i64 = widths.iter().map(|width| twips(*width)).sum();
    let indent = -twips(indent);
    let _ = write!(
        out,
        "<w:tbl><w:tblPr><w:tblW w:w=\"{total}\" w:type=\"dxa\"/><w:tblInd w:w=\"{indent}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/><w:tblCellMar>\
         <w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"0\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>"
    );
    for width in widths {
        let _ = write!(out, "<w:gridCol w:w=\"{}\"/>", twips(*width));
    }
    out.push_str("</w:tblGrid>");
}

/// Opens a row that no page break parts.
pub(super) fn row(out: &mut Xml) {
    out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
}

/// Opens a cell.
pub(super) fn cell(out: &mut Xml, width: f64) {
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>", twips(width));
}

/// A section of the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    /// The main text.
    Main,
    /// An appendix: its pages are numbered from 1.
    Appendix {
        /// It lies across the page.
        landscape: bool,
    },
}

/// The page of a section.
pub(super) fn section(manifest: &Manifest, style: &Style, section: Section) -> String {
    let page = &style.page;
    let main = section == Section::Main;
    let marked = main && super::head::over(&manifest.stamps, style).is_some();
    let first = if marked { "rIdH3" } else { "rIdH2" };
    // Without its own, a section would repeat the footer of the one before it.
    let footer = match (manifest.address.is_empty(), main) {
        (true, _) => "",
        (false, true) => "<w:footerReference w:type=\"first\" r:id=\"rIdF1\"/>",
        (false, false) => "<w:footerReference w:type=\"first\" r:id=\"rIdF2\"/>",
    };
    let notes = match style.notes.restart {
        Restart::Document => "",
        Restart::Appendix => "<w:footnotePr><w:numRestart w:val=\"eachSect\"/></w:footnotePr>",
    };
    let (width, height) = (twips(page.width), twips(page.height));
    let size = if section == (Section::Appendix { landscape: true }) {
        format!("w:w=\"{height}\" w:h=\"{width}\" w:orient=\"landscape\"")
    } else {
        format!("w:w=\"{width}\" w:h=\"{height}\"")
    };
    let restart = if main { "" } else { "<w:pgNumType w:start=\"1\"/>" };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdH1\"/><w:headerReference w:type=\"first\" r:id=\"{first}\"/>\
         {footer}{notes}<w:pgSz {size}/><w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"{}\" \
         w:footer=\"{}\" w:gutter=\"0\"/>{restart}<w:titlePg/></w:sectPr>",
        twips(page.top),
        twips(page.right),
        twips(page.bottom),
        twips(page.left),
        twips(page.header),
        twips(page.footer),
    )
}
