//! What stands around the text: the two columns at the top, the kind, the addressees, the block of
//! recipients and signature, the page. Box numbers are those of Phụ lục I, mục IV.

use super::xml::{paragraph, spacer};
use crate::manifest::Manifest;
use crate::metrics::{self, Face};
use crate::style::{Style, mm, points, twips};
use crate::yaml::Scalar;
use std::fmt::Write;

const BOLD: Face = Face { bold: true, italic: false };
const PLAIN: Face = Face { bold: false, italic: false };
const BLANK: char = '\u{a0}';

/// Indents that make a centred text break into lines of like width.
pub(super) struct Balanced {
    /// `w:ind`, or nothing when the text fits one line.
    pub(super) xml: String,
    /// Width of the widest line, in points.
    pub(super) widest: f64,
}

/// Balances `text` in a column of `column` mm, of which `limit` mm may be used.
pub(super) fn balanced(text: &str, face: Face, size: f64, column: f64, limit: f64) -> Balanced {
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

/// A rule of `length` mm centred in `column` mm: the lower border of a low paragraph.
pub(super) fn rule(out: &mut String, column: f64, length: f64) {
    let side = twips(((column - length) / 2.0).max(0.0));
    let _ = write!(
        out,
        "<w:p><w:pPr><w:pStyle w:val=\"Rule\"/><w:ind w:left=\"{side}\" w:right=\"{side}\" w:firstLine=\"0\"/></w:pPr></w:p>"
    );
}

/// A paragraph of one point before the first table: `LibreOffice` sets a whole empty line before a
/// table that opens a document with notes.
pub(super) fn start(out: &mut String) {
    spacer(out, "", 20, "");
}

/// Boxes 1 to 4: the state's name and motto on the right, the bodies on the left, number and date.
pub(super) fn header(out: &mut String, manifest: &Manifest, style: &Style) {
    let sizes = &style.sizes;
    let national = mm(metrics::width(&style.strings.national, BOLD, sizes.national));
    let right = national + 1.0;
    // As in nearly all real documents, the columns may reach a little into the margins where that
    // keeps the issuer's name on one line: first to the right, where the decree allows 15 mm.
    let issuer = manifest.issuer.value.trim().to_uppercase();
    let wanted = mm(metrics::width(&issuer, BOLD, sizes.issuer)) + style.header.gap + 0.5;
    let spare = style.text_width() - right;
    let reach = style.header.reach_right + style.header.reach_left;
    let over = if wanted > spare && wanted <= spare + reach { wanted - spare } else { 0.0 };
    let left = spare + over;
    let indent = (over - style.header.reach_right).max(0.0);
    table(out, &[left, right], indent);
    out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
    cell(out, left);
    let room = left - style.header.gap;
    if let Some(parent) = &manifest.parent {
        let text = parent.value.trim().to_uppercase();
        let (lines, condensed) = fit(&text, PLAIN, sizes.issuer, left, room, style.header.condense);
        paragraph(out, "Parent", &lines.xml, &condensed, &text);
    }
    let (lines, condensed) = fit(&issuer, BOLD, sizes.issuer, left, room, style.header.condense);
    paragraph(out, "Issuer", &lines.xml, &condensed, &issuer);
    rule(out, left, mm(lines.widest) * style.rules.issuer);
    out.push_str("</w:tc>");
    cell(out, right);
    paragraph(out, "National", "", "", &style.strings.national);
    paragraph(out, "Motto", "", "", &style.strings.motto);
    let motto = mm(metrics::width(&style.strings.motto, BOLD, sizes.motto));
    rule(out, right, motto * style.rules.motto);
    out.push_str("</w:tc></w:tr><w:tr><w:trPr><w:cantSplit/></w:trPr>");
    cell(out, left);
    paragraph(out, "DocumentNumber", "", "", &number(manifest, style));
    out.push_str("</w:tc>");
    cell(out, right);
    paragraph(out, "PlaceDate", "", "", &place_date(manifest, style));
    out.push_str("</w:tc></w:tr></w:tbl>");
}

/// The text on one line if it fits, condensed a little if that makes it fit, else balanced lines.
fn fit(
    text: &str,
    face: Face,
    size: f64,
    column: f64,
    room: f64,
    condense: f64,
) -> (Balanced, String) {
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
    (balanced(text, face, size, column, room), String::new())
}

/// Box 3. A number below ten gets a zero; a draft has open space.
pub(super) fn number(manifest: &Manifest, style: &Style) -> String {
    let number = manifest.number.as_ref().map(|number| number.value.trim().to_owned());
    let number = match number {
        Some(number) if number.len() == 1 && number != "0" => format!("0{number}"),
        Some(number) => number,
        None => BLANK.to_string().repeat(style.blanks.number),
    };
    let symbol = manifest
        .symbol
        .as_ref()
        .map_or(String::new(), |symbol| format!("/{}", symbol.value.trim()));
    format!("{} {number}{symbol}", style.strings.number)
}

/// Box 4. Days below ten and months below three get a zero (mục II.4).
pub(super) fn place_date(manifest: &Manifest, style: &Style) -> String {
    let strings = &style.strings;
    let blank = |count: usize| BLANK.to_string().repeat(count);
    let day = manifest.date.day.map_or_else(|| blank(style.blanks.day), |day| format!("{day:02}"));
    let month = match manifest.date.month {
        Some(month) if month < 3 => format!("{month:02}"),
        Some(month) => month.to_string(),
        None => blank(style.blanks.month),
    };
    let year = manifest.date.year.map_or_else(|| blank(style.blanks.year), |year| year.to_string());
    let place = manifest.place.as_ref().map_or("", |place| place.value.trim());
    let comma = if place.is_empty() { "" } else { ", " };
    format!("{place}{comma}{} {day} {} {month} {} {year}", strings.day, strings.month, strings.year)
}

/// Box 5a: the kind's name. The subject and its rule follow as text of the document.
pub(super) fn kind(out: &mut String, manifest: &Manifest) {
    if manifest.kind.slug == "cong-van" {
        // The spacing that a kind's name would bring.
        paragraph(out, "Box", "<w:spacing w:before=\"240\"/>", "", "");
        return;
    }
    paragraph(out, "Kind", "", "", &manifest.kind.name.to_uppercase());
}

/// Box 9a: one addressee on the line of `Kính gửi:`, several each on a line of their own under it.
pub(super) fn to(out: &mut String, manifest: &Manifest, style: &Style) {
    let word = &style.strings.to;
    match manifest.to.as_slice() {
        [] => {}
        [one] => {
            let text = format!("{word} {}", one.value.trim().trim_end_matches(['.', ';']));
            paragraph(out, "To", "<w:jc w:val=\"center\"/>", "", &text);
        }
        many => {
            paragraph(out, "To", "", "", word);
            for (at, one) in many.iter().enumerate() {
                let mark = if at + 1 == many.len() { "." } else { ";" };
                let text =
                    format!("- {}{mark}", one.value.trim().trim_end_matches(['.', ';', ',']));
                paragraph(out, "ToItem", "", "", &text);
            }
        }
    }
}

/// Boxes 7 and 9b in one row that no page break parts; the row keeps with nothing after it.
pub(super) fn signature(out: &mut String, manifest: &Manifest, style: &Style) {
    spacer(out, "<w:keepNext/>", 240, "");
    let signers = manifest.signatures.len().max(1);
    let text = style.text_width();
    if signers > 1 {
        let width = text / signers as f64;
        table(out, &vec![width; signers], 0.0);
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        for signature in &manifest.signatures {
            cell(out, width);
            signer(out, signature, style);
            out.push_str("</w:tc>");
        }
        out.push_str("</w:tr></w:tbl>");
        gap(out);
        table(out, &[text], 0.0);
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        cell(out, text);
        recipients(out, manifest, style);
        out.push_str("</w:tc></w:tr></w:tbl>");
    } else {
        let right = style.signature.width;
        table(out, &[text - right, right], 0.0);
        out.push_str("<w:tr><w:trPr><w:cantSplit/></w:trPr>");
        cell(out, text - right);
        recipients(out, manifest, style);
        out.push_str("</w:tc>");
        cell(out, right);
        match manifest.signatures.first() {
            Some(signature) => signer(out, signature, style),
            None => paragraph(out, "Box", "", "", ""),
        }
        out.push_str("</w:tc></w:tr></w:tbl>");
    }
    gap(out);
}

/// A table must be followed by a paragraph; this one takes no room.
fn gap(out: &mut String) {
    spacer(out, "<w:keepNext/>", 20, "");
}

fn signer(out: &mut String, signature: &crate::manifest::Signature, style: &Style) {
    for line in signature.authority.iter().chain(&signature.position) {
        // TM., KT., TL., TUQ. and Q. are followed by one space.
        paragraph(out, "Signer", "<w:keepNext/>", "", &line.value.trim().to_uppercase());
    }
    let space = twips(style.signature.space);
    let name = signature.name.as_ref().map_or("", |name| name.value.trim());
    let more = format!("<w:keepNext/><w:spacing w:before=\"{space}\"/>");
    paragraph(out, "SignerName", &more, "", name);
}

/// An entry of a list without the marks that the program sets itself.
fn bare(text: &Scalar) -> &str {
    text.value.trim().trim_start_matches("- ").trim_end_matches([';', '.', ','])
}

fn recipients(out: &mut String, manifest: &Manifest, style: &Style) {
    if manifest.recipients.is_empty() && manifest.filing.is_none() {
        paragraph(out, "Box", "<w:keepNext/>", "", "");
        return;
    }
    paragraph(out, "RecipientsTitle", "<w:keepNext/>", "", &style.strings.recipients);
    for recipient in &manifest.recipients {
        let text = bare(recipient);
        paragraph(out, "Recipient", "<w:keepNext/>", "", &format!("- {text};"));
    }
    if let Some(filing) = &manifest.filing {
        let word = &style.strings.filing;
        let text = bare(filing).trim_start_matches(word.as_str()).trim();
        paragraph(out, "Recipient", "<w:keepNext/>", "", &format!("- {word} {text}."));
    }
}

/// Opens a table without borders whose columns are `widths` mm, `indent` mm left of the text.
fn table(out: &mut String, widths: &[f64], indent: f64) {
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

fn cell(out: &mut String, width: f64) {
    let _ = write!(out, "<w:tc><w:tcPr><w:tcW w:w=\"{}\" w:type=\"dxa\"/></w:tcPr>", twips(width));
}

/// The page of a section; `restart` numbers its pages from 1 (an appendix).
pub(super) fn section(style: &Style, restart: bool) -> String {
    let page = &style.page;
    let restart = if restart { "<w:pgNumType w:start=\"1\"/>" } else { "" };
    format!(
        "<w:sectPr><w:headerReference w:type=\"default\" r:id=\"rIdH1\"/><w:headerReference w:type=\"first\" r:id=\"rIdH2\"/>\
         <w:pgSz w:w=\"{}\" w:h=\"{}\"/><w:pgMar w:top=\"{}\" w:right=\"{}\" w:bottom=\"{}\" w:left=\"{}\" w:header=\"{}\" \
         w:footer=\"{}\" w:gutter=\"0\"/>{restart}<w:titlePg/></w:sectPr>",
        twips(page.width),
        twips(page.height),
        twips(page.top),
        twips(page.right),
        twips(page.bottom),
        twips(page.left),
        twips(page.header),
        twips(page.header),
    )
}
