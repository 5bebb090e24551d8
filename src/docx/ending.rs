//! Boxes 7, 9b and 12: what stands below the text.

use super::body::Writer;
use super::frame::{balanced, cased, cell, face, gap, row, table};
use super::xml::Xml;
use crate::manifest::{Manifest, Signature};
use crate::metrics;
use crate::style::{BoxStyle, Part, Style, fill, mm, points, twips};
use crate::yaml::Scalar;

impl Writer<'_> {
    /// Recipients and signers in rows that no page break parts; every paragraph keeps with the next.
    /// Several signers stand side by side, the recipients below them (Mẫu 1.9).
    pub(super) fn ending(&mut self) {
        let (style, text) = (self.style, self.width);
        let document = self.numbered.document();
        let (manifest, frame) = (document.manifest, document.frame);
        let above = frame.parts.contains(&Part::To) && !manifest.to.is_empty();
        let out = &mut self.out;
        out.spacer("<w:keepNext/>", (style.signature.before * 20.0).max(1.0) as u32, "");
        let right = style.signature.width.min(text - 40.0);
        if manifest.signatures.len() > 1 {
            let width = text / manifest.signatures.len() as f64;
            table(out, &vec![width; manifest.signatures.len()], 0.0);
            // Room under shorter titles, so that names stand level; one row, for a page break may
            // part rows.
            let lines = |signature: &Signature| title_lines(signature, width, style);
            let most = manifest.signatures.iter().map(lines).max().unwrap_or(0);
            row(out);
            for signature in &manifest.signatures {
                cell(out, width);
                let short = most - lines(signature);
                signer(out, signature, width, short, style);
                out.push_str("</w:tc>");
            }
            out.push_str("</w:tr>");
            out.push_str("</w:tbl>");
            out.spacer("<w:keepNext/>", (style.signature.before * 20.0).max(1.0) as u32, "");
            table(out, &[text], 0.0);
            row(out);
            cell(out, text);
            recipients(out, manifest, above, text - right, style);
            out.push_str("</w:tc></w:tr></w:tbl>");
        } else {
            table(out, &[text - right, right], 0.0);
            row(out);
            cell(out, text - right);
            recipients(out, manifest, above, text - right, style);
            out.push_str("</w:tc>");
            cell(out, right);
            match manifest.signatures.first() {
                Some(signature) => signer(out, signature, right, 0, style),
                None => out.paragraph("Box", "", "", ""),
            }
            out.push_str("</w:tc></w:tr></w:tbl>");
        }
        if let [title, notes @ ..] = frame.confirmation.as_slice() {
            gap(out);
            table(out, &[text - right, right], 0.0);
            row(out);
            cell(out, text - right);
            out.paragraph("Box", "<w:keepNext/>", "", "");
            out.push_str("</w:tc>");
            cell(out, right);
            line(out, "Confirmation", &style.boxes.confirmation, title, right);
            for note in notes {
                line(out, "ConfirmationNote", &style.boxes.confirmation_note, note, right);
            }
            out.push_str("</w:tc></w:tr></w:tbl>");
        }
        gap(out);
    }
}

/// A centred line of a signer's column, broken evenly when it is too long.
fn line(out: &mut Xml, id: &str, style: &BoxStyle, text: &str, width: f64) {
    let text = cased(style, text);
    let lines = balanced(&text, style, width, width - 2.0);
    out.paragraph(id, &format!("<w:keepNext/>{}", lines.xml), "", &text);
}

/// How many lines the title of a signer takes.
fn title_lines(signature: &Signature, width: f64, style: &Style) -> usize {
    let boxes = &style.boxes;
    let count = |text: &Scalar, style: &BoxStyle| {
        let text = cased(style, &text.value);
        metrics::balance(&text, face(style), style.size, points(width - 2.0)).len()
    };
    let authority = signature.authority.iter().map(|line| count(line, &boxes.signer_authority));
    let position = signature.position.iter().map(|line| count(line, &boxes.signer_position));
    authority.chain(position).sum()
}

/// A single-spaced line of Times New Roman, as a part of its size.
const LINE: f64 = 1.149;

/// Boxes 7a, 7c and 7b; `short`: how many lines the title has less than the longest beside it.
pub(super) fn signer(
    out: &mut Xml,
    signature: &Signature,
    width: f64,
    short: usize,
    style: &Style,
) {
    let boxes = &style.boxes;
    for text in &signature.authority {
        // TM., KT., TL., TUQ. and Q. are followed by one space.
        line(out, "SignerAuthority", &boxes.signer_authority, &text.value, width);
    }
    if let Some(position) = &signature.position {
        line(out, "SignerPosition", &boxes.signer_position, &position.value, width);
    }
    let missing = mm(short as f64 * boxes.signer_position.size * LINE);
    let space = format!("<w:spacing w:before=\"{}\"/>", twips(style.signature.space + missing));
    let mut before = space.as_str();
    if let Some(title) = &signature.title {
        let text = cased(&boxes.signer_title, &title.value);
        let lines = balanced(&text, &boxes.signer_title, width, width - 2.0);
        out.paragraph("SignerTitle", &format!("<w:keepNext/>{before}{}", lines.xml), "", &text);
        before = "";
    }
    let name = signature.name.as_ref().map_or("", |name| name.value.trim());
    let name = cased(&boxes.signer_name, name);
    out.paragraph("SignerName", &format!("<w:keepNext/>{before}"), "", &name);
}

/// An entry of a list without the marks that the program sets itself.
fn bare(text: &Scalar) -> &str {
    text.value.trim().trim_start_matches("- ").trim_end_matches([';', '.', ','])
}

/// Box 9b in a column of `width` mm, and box 12 at its lower right corner; `above`: the document
/// has addressees, who come first.
pub(super) fn recipients(
    out: &mut Xml,
    manifest: &Manifest,
    above: bool,
    width: f64,
    style: &Style,
) {
    let strings = &style.strings;
    if manifest.recipients.is_empty() && manifest.filing.is_none() {
        out.paragraph("Box", "<w:keepNext/>", "", "");
        return;
    }
    out.paragraph("RecipientsTitle", "<w:keepNext/>", "", &strings.recipients);
    let item = |out: &mut Xml, text: &str| {
        let text = fill(&strings.recipient, |_| text.to_owned());
        out.paragraph("Recipient", "<w:keepNext/>", "", &text);
    };
    let said = manifest.recipients.first().is_some_and(|first| {
        let first = bare(first).to_lowercase();
        first.starts_with("như ")
    });
    if above && !said && !strings.as_above.is_empty() {
        item(out, &strings.as_above);
    }
    for recipient in &manifest.recipients {
        item(out, bare(recipient));
    }
    let Some(filing) = &manifest.filing else { return };
    let word = strings.filing.split('{').next().unwrap_or("").trim();
    let bare = bare(filing);
    let kept = bare.strip_prefix(word).unwrap_or(bare).trim();
    let text = fill(&strings.filing, |_| kept.to_owned());
    let mut tab = String::new();
    let copies = [&manifest.drafter, &manifest.copies]
        .map(|value| value.as_ref().map_or("", |value| value.value.trim()));
    let has_copies = copies.iter().any(|value| !value.is_empty());
    if has_copies {
        let at = twips(width - 4.0);
        tab = format!("<w:tabs><w:tab w:val=\"right\" w:pos=\"{at}\"/></w:tabs>");
    }
    out.begin("Recipient", &format!("<w:keepNext/>{tab}"));
    out.run("", &fill(&strings.recipient_last, |_| text.clone()));
    if has_copies {
        let text = fill(&strings.copies, |name| copies[usize::from(name == "copies")].to_owned());
        // Without a number of copies, no empty brackets; without a code, no lone full stop.
        let text = text.replace(".()", "").trim_start_matches('.').to_owned();
        out.push_str("<w:r><w:tab/></w:r>");
        let half = (style.boxes.drafter.size * 2.0 + 0.5) as i64;
        out.run(&format!("<w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/>"), &text);
    }
    out.push_str("</w:p>");
}
