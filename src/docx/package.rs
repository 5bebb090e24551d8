//! Parts → one archive.

use super::body::{Links, Written};
use super::deflate::{Deflater, Packed, Press};
use super::fingerprint::{self, CUSTOM};
use super::xml::{HEAD, escaped};
use super::{Properties, archive, parts};
use crate::picture::Pictures;
use crate::style::Style;
use crate::work;
use std::fmt::Write as _;
use std::io::Write;

const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml";

/// All parts of a document, deflated.
#[derive(Debug)]
pub struct Package {
    parts: Vec<Packed>,
}

impl Package {
    /// Writes the archive.
    ///
    /// # Errors
    /// What the system says; or a part is larger than an archive can hold.
    pub fn write(&self, out: &mut impl Write) -> std::io::Result<()> {
        archive::write(&self.parts, out)
    }
}

/// Packs the parts, always in the same order.
pub(super) fn pack(
    written: &Written,
    press: Press,
    style: &Style,
    pictures: &Pictures,
    properties: &Properties,
) -> std::io::Result<Package> {
    // What docx-rs lays out rightly: the package's relationships and the table of fonts.
    let plain = docx_rs::Docx::new().build();
    let media: Vec<(String, &[u8])> = written
        .media
        .iter()
        .enumerate()
        .map(|(at, number)| {
            let picture = pictures.get(*number);
            (format!("media/image{}.{}", at + 1, picture.format), picture.bytes.as_slice())
        })
        .collect();
    let mut list: Vec<(String, Vec<u8>)> = vec![
        ("[Content_Types].xml".into(), content_types(written).into_bytes()),
        ("_rels/.rels".into(), plain.rels),
        ("docProps/app.xml".into(), plain.doc_props.app),
        ("docProps/core.xml".into(), parts::core(properties, style).into_bytes()),
        ("word/_rels/document.xml.rels".into(), document_rels(written, &media).into_bytes()),
        ("word/styles.xml".into(), parts::styles(style, &written.headings).into_bytes()),
        ("word/settings.xml".into(), parts::settings(style, written.separators).into_bytes()),
        ("word/fontTable.xml".into(), plain.font_table),
        ("word/header1.xml".into(), parts::header().into_bytes()),
        ("word/header2.xml".into(), parts::first_header().into_bytes()),
    ];
    for margin in &written.margins {
        list.push((format!("word/{}", margin.name), margin.xml.clone().into_bytes()));
    }
    if !written.note_links.targets.is_empty() || !media.is_empty() {
        list.push((
            "word/_rels/footnotes.xml.rels".into(),
            note_rels(written, &media).into_bytes(),
        ));
    }
    let small = || {
        let mut deflater = Deflater::new();
        let pack = |(name, bytes): &(String, Vec<u8>)| Packed::new(name, bytes, &mut deflater);
        let parts = list.iter().map(pack).collect::<std::io::Result<Vec<_>>>()?;
        Ok::<_, std::io::Error>((parts, deflater))
    };
    let (text, small) = work::both(|_| press.finish(), small);
    let (mut parts, mut deflater) = small?;
    let text = text?;
    parts.extend(text);
    for (name, bytes) in &media {
        parts.push(Packed::new(format!("word/{name}"), bytes, &mut deflater)?);
    }
    finish(parts, &mut deflater)
}

/// Adds the fingerprint.
pub(super) fn finish(mut parts: Vec<Packed>, deflater: &mut Deflater) -> std::io::Result<Package> {
    let custom = fingerprint::part(&parts)?;
    parts.push(Packed::new(CUSTOM, custom.as_bytes(), deflater)?);
    Ok(Package { parts })
}

fn content_types(written: &Written) -> String {
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
    for margin in &written.margins {
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

fn document_rels(written: &Written, media: &[(String, &[u8])]) -> String {
    let own = [
        ("rId1", "styles", "styles.xml"),
        ("rId2", "settings", "settings.xml"),
        ("rId3", "fontTable", "fontTable.xml"),
        ("rId4", "footnotes", "footnotes.xml"),
        ("rIdH1", "header", "header1.xml"),
        ("rIdH2", "header", "header2.xml"),
    ];
    let margins = written.margins.iter().map(|margin| (margin.id, margin.kind, margin.name));
    let list: Vec<_> = own
        .into_iter()
        .chain(margins)
        .map(|(id, kind, target)| (id.to_owned(), kind, target.to_owned()))
        .collect();
    relationships(&list, &written.links, media)
}

fn note_rels(written: &Written, media: &[(String, &[u8])]) -> String {
    relationships(&[], &written.note_links, media)
}
