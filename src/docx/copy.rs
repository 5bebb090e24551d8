//! Copies of a document that was built (Nghị định 30/2020/NĐ-CP, Điều 25; Phụ lục III, Mẫu 3.1): under
//! the last line of the copied text a line across the page, the copying body with the copy's number,
//! the form of the copy with place and date, recipients and signer.

use super::archive::Archive;
use super::deflate::{Deflater, Packed};
use super::ending::{recipients, signer};
use super::fingerprint::{CUSTOM, is_unchanged};
use super::frame::{cased, cell, fit, gap, row, rule, table};
use super::package;
use super::xml::Xml;
use super::{excerpt, parts};
use crate::diagnostic::{Sink, Text};
use crate::kind::COPIES;
use crate::manifest::Manifest;
use crate::say;
use crate::style::{Style, mm};
use std::io::{Cursor, Read, Seek, Write};
use zip::ZipArchive;

/// Largest part that is read.
const MOST: u64 = 512 << 20;
const BODY: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";
pub(super) const NOTES: &str = "word/footnotes.xml";
/// The mark by which a copy is known: the style of «SAO Y».
const FORM: &str = "<w:pStyle w:val=\"CopyForm\"/>";

/// A document as [`write`](super::write) made it, its parts in memory.
#[derive(Debug)]
pub struct Original {
    parts: Vec<(String, Vec<u8>)>,
}

impl Original {
    /// Unpacks a file; `None` unless we wrote it and nobody changed it since.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        if !is_unchanged(Cursor::new(bytes)) {
            return None;
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).ok()?;
        let mut parts = Vec::new();
        for at in 0..archive.len() {
            let entry = archive.by_index(at).ok()?;
            let name = entry.name().to_owned();
            let mut part = Vec::new();
            entry.take(MOST + 1).read_to_end(&mut part).ok()?;
            if part.len() as u64 > MOST {
                return None;
            }
            if name != CUSTOM {
                parts.push((name, part));
            }
        }
        let original = Self { parts };
        [BODY, STYLES, NOTES].iter().all(|name| original.text(name).is_some()).then_some(original)
    }

    fn text(&self, name: &str) -> Option<&str> {
        let (_, bytes) = self.parts.iter().find(|(part, _)| part == name)?;
        std::str::from_utf8(bytes).ok()
    }

    /// Takes out pictures and links that the text does not show any more: an excerpt is not to carry
    /// what it leaves out.
    fn prune(&mut self) {
        let mut shown = String::new();
        for (rels, part) in
            [("word/_rels/document.xml.rels", BODY), ("word/_rels/footnotes.xml.rels", NOTES)]
        {
            let (Some(list), Some(text)) = (self.text(rels), self.text(part)) else { continue };
            let mut kept = String::with_capacity(list.len());
            for (at, piece) in list.split("<Relationship ").enumerate() {
                let id = piece.split_once("Id=\"").and_then(|(_, rest)| rest.split('"').next());
                let gone = at > 0
                    && id.is_some_and(|id| {
                        (id.starts_with("rIdP") || id.starts_with("rIdL"))
                            && !text.contains(&format!("\"{id}\""))
                    });
                match (gone, piece.split_once("/>")) {
                    (true, Some((_, rest))) => kept.push_str(rest),
                    _ if at == 0 => kept.push_str(piece),
                    _ => kept.extend(["<Relationship ", piece]),
                }
            }
            let list = kept;
            shown.push_str(&list);
            self.set(rels, list);
        }
        self.parts.retain(|(name, _)| {
            let media = name.strip_prefix("word/").filter(|name| name.starts_with("media/"));
            media.is_none_or(|media| shown.contains(&format!("\"{media}\"")))
        });
    }

    fn set(&mut self, name: &str, text: String) {
        if let Some((_, bytes)) = self.parts.iter_mut().find(|(part, _)| part == name) {
            *bytes = text.into_bytes();
        }
    }

    /// Why no copy of this form may be made of it.
    #[must_use]
    pub fn refusal(&self, manifest: &Manifest) -> Option<Text> {
        let body = self.text(BODY).unwrap_or_default();
        let copied = body.contains(FORM);
        if manifest.kind == &COPIES[2] {
            return (!copied).then(|| {
                say!(
                    "sao lục là sao từ bản sao y (Nghị định 30/2020/NĐ-CP, Điều 3 khoản 11), mà tệp này chưa phải bản sao y\n  cách sửa: dùng --form SY, hoặc đưa tệp bản sao y vào",
                    "a sao lục is a copy of a sao y (Nghị định 30/2020/NĐ-CP, Điều 3 khoản 11), and this file is none\n  help: say --form SY, or name the file of the sao y"
                )
            });
        }
        if copied {
            return Some(say!(
                "tệp này đã là bản sao; sao y và trích sao phải làm từ bản gốc hoặc bản chính (Nghị định 30/2020/NĐ-CP, Điều 3)\n  cách sửa: dùng --form SL để sao lục, hoặc đưa tệp văn bản chính vào",
                "this file is a copy; sao y and trích sao are made of an original (Nghị định 30/2020/NĐ-CP, Điều 3)\n  help: say --form SL, or name the file of the document itself"
            ));
        }
        let open = ["DocumentNumber", "PlaceDate"].iter().any(|id| {
            let line = body.split_once(&format!("<w:pStyle w:val=\"{id}\"/>"));
            line.and_then(|(_, rest)| rest.split_once("</w:p>"))
                .is_some_and(|(line, _)| line.contains("\u{a0}\u{a0}"))
        });
        open.then(|| {
            say!(
                "văn bản còn để trống số hoặc ngày, chưa phải bản chính nên chưa sao được\n  cách sửa: ghi số, ngày vào document.yaml rồi dựng lại bằng vanthu build",
                "number or date of the document are open: it is not issued yet, and cannot be copied\n  help: write them into document.yaml and build it again"
            )
        })
    }
}

/// Makes the copy: everything of the original, or of an excerpt what its parts name, and the frame.
/// `None` when a finding says that a part is not there.
pub fn copy(
    mut original: Original,
    manifest: &Manifest,
    style: &Style,
    sink: &mut Sink,
) -> Option<Copied> {
    let (body, styles) = (original.text(BODY)?, original.text(STYLES)?);
    let notes = original.text(NOTES)?;
    let mut body = body.to_owned();
    let mut notes = notes.to_owned();
    let mut styles = styles.to_owned();
    if !manifest.parts.is_empty() {
        (body, notes) = excerpt::make(&body, &notes, &manifest.parts, sink)?;
    }
    let end = body.rfind("<w:sectPr>")?;
    let frame = frame(manifest, style, width(&body[end..]).unwrap_or_else(|| style.text_width()));
    body.insert_str(end, &frame);
    // The document's own signature must not follow the frame to another page.
    if let Some(at) = body[..end].rfind("<w:p>").filter(|at| !body[*at..end].contains("<w:t"))
        && let Some(keep) = body[at..end].find(KEEP)
    {
        body.replace_range(at + keep..at + keep + KEEP.len(), "");
    }
    if !styles.contains("w:styleId=\"CopyForm\"")
        && let Some(end) = styles.rfind("</w:styles>")
    {
        styles.insert_str(end, &parts::copy_styles(style));
    }
    original.set(BODY, body);
    original.set(NOTES, notes);
    original.set(STYLES, styles);
    original.prune();
    Some(Copied(original))
}

/// A copy, not yet deflated.
#[derive(Debug)]
pub struct Copied(Original);

impl Copied {
    /// Writes the package.
    ///
    /// # Errors
    /// What `out` says; or a part is larger than an archive can hold.
    pub fn write_to(&self, out: &mut (impl Write + Seek)) -> std::io::Result<()> {
        let (mut archive, mut deflater) = (Archive::new(out), Deflater::new());
        for (name, bytes) in &self.0.parts {
            archive.part(&Packed::new(name, bytes, &mut deflater)?)?;
        }
        package::finish(archive, &mut deflater)
    }
}

/// Millimetres of text on the pages of a section.
fn width(section: &str) -> Option<f64> {
    let value = |tag: &str, name: &str| -> Option<f64> {
        let (_, rest) = section.split_once(&format!("<w:{tag} "))?;
        let (tag, _) = rest.split_once("/>")?;
        let (_, value) = tag.split_once(&format!("w:{name}=\""))?;
        value.split_once('"')?.0.parse().ok()
    };
    let twentieths = value("pgSz", "w")? - value("pgMar", "left")? - value("pgMar", "right")?;
    Some(mm(twentieths / 20.0))
}

const KEEP: &str = "<w:keepNext/>";

/// The frame, `text` mm wide; no page break parts it.
fn frame(manifest: &Manifest, style: &Style, text: f64) -> String {
    let (boxes, strings) = (&style.boxes, &style.strings);
    let mut out = Xml::default();
    let room = (style.signature.before * 20.0).max(1.0) as u32;
    out.spacer(KEEP, room, "");
    rule(&mut out, KEEP, text, text * style.rules.copy);
    let half = text / 2.0;
    table(&mut out, &[half, half], 0.0);
    row(&mut out);
    cell(&mut out, half);
    let issuer = [("CopyParent", &boxes.parent, manifest.parent.as_ref())];
    let issuer = issuer.into_iter().chain([("CopyIssuer", &boxes.issuer, Some(&manifest.issuer))]);
    let mut widest = 0.0;
    for (id, look, body) in issuer {
        let Some(body) = body else { continue };
        let body = cased(look, &body.value);
        let fits = half - style.header.gap;
        let (lines, condensed) = fit(&body, look, half, fits, style.header.condense);
        out.paragraph(id, &format!("{KEEP}{}", lines.xml), &condensed, &body);
        widest = lines.widest;
    }
    rule(&mut out, KEEP, half, mm(widest) * style.rules.issuer);
    out.push_str("</w:tc>");
    cell(&mut out, half);
    let form = [&strings.true_copy, &strings.excerpt, &strings.later_copy];
    let at = COPIES.iter().position(|kind| kind == manifest.kind).unwrap_or(0);
    out.paragraph("CopyForm", KEEP, "", &cased(&boxes.copy_form, form[at]));
    out.push_str("</w:tc></w:tr>");
    row(&mut out);
    for (id, line) in [
        ("CopyDocumentNumber", manifest.number_line(style)),
        ("CopyPlaceDate", manifest.date_line(style)),
    ] {
        cell(&mut out, half);
        out.paragraph(id, KEEP, "", &line);
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr></w:tbl>");
    out.spacer(KEEP, room, "");
    let right = style.signature.width.min(text - 40.0);
    table(&mut out, &[text - right, right], 0.0);
    row(&mut out);
    let mut end = Xml::default();
    cell(&mut end, text - right);
    recipients(&mut end, manifest, false, text - right, style);
    end.push_str("</w:tc>");
    cell(&mut end, right);
    match manifest.signatures.first() {
        Some(signature) => signer(&mut end, signature, right, 0, style),
        None => end.paragraph("Box", "", "", ""),
    }
    end.push_str("</w:tc></w:tr></w:tbl>");
    let mut end = String::from(end);
    for id in [
        "RecipientsTitle",
        "Recipient",
        "SignerAuthority",
        "SignerPosition",
        "SignerTitle",
        "SignerName",
    ] {
        end = end.replace(&format!("w:val=\"{id}\""), &format!("w:val=\"Copy{id}\""));
    }
    out.push_str(&end);
    gap(&mut out);
    out.into()
}
