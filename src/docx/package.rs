//! Parts → one archive.

use super::archive::{Archive, Out};
use super::body::{self, Links, Margin, Written};
use super::deflate::{Deflater, Packed, Press};
use super::fingerprint::{self, CUSTOM};
use super::xml::{HEAD, escaped};
use super::{Properties, parts};
use crate::number::Numbered;
use crate::picture::Pictures;
use crate::style::Style;
use std::fmt::Write as _;
use std::io::Result;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// Writes the parts, always in the same order: what can be told beforehand, the text, what it refers to.
pub(super) fn write(
    numbered: &Numbered<'_>,
    style: &Style,
    pictures: &Pictures,
    properties: &Properties,
    out: &mut dyn Out,
) -> Result<()> {
    // What docx-rs lays out rightly: the package's relationships and the table of fonts.
    let plain = docx_rs::Docx::new().build();
    let margins = parts::margins(numbered.document().manifest, style);
    let headings = parts::headings(numbered.levels());
    let separators = body::separators(numbered);
    let (mut archive, mut deflater) = (Archive::new(out), Deflater::new());
    let mut add =
        |name: &str, bytes: &[u8]| archive.part(&Packed::new(name, bytes, &mut deflater)?);
    add("[Content_Types].xml", content_types(&margins).as_bytes())?;
    add("_rels/.rels", &plain.rels)?;
    add("docProps/app.xml", &plain.doc_props.app)?;
    add("docProps/core.xml", parts::core(properties, style).as_bytes())?;
    add("word/styles.xml", parts::styles(style, &headings).as_bytes())?;
    add("word/settings.xml", parts::settings(style, separators).as_bytes())?;
    add("word/fontTable.xml", &plain.font_table)?;
    add("word/header1.xml", parts::header().as_bytes())?;
    add("word/header2.xml", parts::first_header().as_bytes())?;
    for margin in &margins {
        add(&format!("word/{}", margin.name), margin.xml.as_bytes())?;
    }
    let (written, press) = body::write(numbered, style, pictures, Press::new(archive));
    let mut archive = press.finish()?;
    let media: Vec<(String, &[u8])> = written
        .media
        .iter()
        .enumerate()
        .map(|(at, number)| {
            let picture = pictures.get(*number);
            (format!("media/image{}.{}", at + 1, picture.format), picture.bytes.as_slice())
        })
        .collect();
    let mut add =
        |name: &str, bytes: &[u8]| archive.part(&Packed::new(name, bytes, &mut deflater)?);
    let rels = document_rels(&written, &margins, &media);
    add("word/_rels/document.xml.rels", rels.as_bytes())?;
    if !written.note_links.targets.is_empty() || !media.is_empty() {
        let rels = relationships(&[], &written.note_links, &media);
        add("word/_rels/footnotes.xml.rels", rels.as_bytes())?;
    }
    for (name, bytes) in &media {
        add(&format!("word/{name}"), bytes)?;
    }
    finish(archive, &mut deflater)
}

/// Writes the fingerprint and the directory.
pub(super) fn finish(mut archive: Archive<'_>, deflater: &mut Deflater) -> Result<()> {
    let custom = fingerprint::part(&archive);
    archive.part(&Packed::new(CUSTOM, custom.as_bytes(), deflater)?)?;
    archive.finish()
}

fn content_types(margins: &[Margin]) -> String {
    let mut out = format!(
        "{HEAD}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
    );
    for (extension, kind) in [
        ("rels", "application/vnd.openxmlformats-package.relationships+xml"),
        ("xml", "application/xml"),
        ("png", "image/png"),
        ("jpeg", "image/jpeg"),
        ("gif", "image/gif"),
        ("bmp", "image/bmp"),
    ] {
        let _ = write!(out, "<Default Extension=\"{extension}\" ContentType=\"{kind}\"/>");
    }
    let word = |part: &str| format!("{WORD}.{part}+xml");
    for (name, kind) in [
        (
            "docProps/app.xml",
            "application/vnd.openxmlformats-officedocument.extended-properties+xml".to_owned(),
        ),
        (
            "docProps/core.xml",
            "application/vnd.openxmlformats-package.core-properties+xml".to_owned(),
        ),
        (CUSTOM, "application/vnd.openxmlformats-officedocument.custom-properties+xml".to_owned()),
        ("word/document.xml", word("document.main")),
        ("word/styles.xml", word("styles")),
        ("word/settings.xml", word("settings")),
        ("word/fontTable.xml", word("fontTable")),
        ("word/header1.xml", word("header")),
        ("word/header2.xml", word("header")),
        ("word/footnotes.xml", word("footnotes")),
    ] {
        let _ = write!(out, "<Override PartName=\"/{name}\" ContentType=\"{kind}\"/>");
    }
    for margin in margins {
        let (name, kind) = (margin.name, word(margin.kind));
        let _ = write!(out, "<Override PartName=\"/word/{name}\" ContentType=\"{kind}\"/>");
    }
    out + "</Types>"
}

fn relationships(
    list: &[(String, &str, String)],
    links: &Links,
    media: &[(String, &[u8])],
) -> String {
    let mut out = format!(
        "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
    );
    for (id, kind, target) in list {
        let _ =
            write!(out, "<Relationship Id=\"{id}\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/>");
    }
    for (at, (name, _)) in media.iter().enumerate() {
        let _ = write!(
            out,
            "<Relationship Id=\"rIdP{}\" Type=\"{OFFICE}/image\" Target=\"{name}\"/>",
            at + 1
        );
    }
    for (at, target) in links.targets.iter().enumerate() {
        let target = escaped(target);
        let _ = write!(
            out,
            "<Relationship Id=\"rIdL{}\" Type=\"{OFFICE}/hyperlink\" Target=\"{target}\" TargetMode=\"External\"/>",
            at + 1
        );
    }
    out + "</Relationships>"
}

fn document_rels(written: &Written, margins: &[Margin], media: &[(String, &[u8])]) -> String {
    let own = [
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "fontTable", "fontTable.xml"),
        ("rId4", "footnotes", "footnotes.xml"),
        ("rIdH1", "header", "header1.xml"),
        ("rIdH2", "header", "header2.xml"),
    ];
    let margins = margins.iter().map(|margin| (margin.id, margin.kind, margin.name));
    let list: Vec<_> = own
        .into_iter()
        .chain(margins)
        .map(|(id, kind, target)| (id.to_owned(), kind, target.to_owned()))
        .collect();
    relationships(&list, &written.links, media)
}
