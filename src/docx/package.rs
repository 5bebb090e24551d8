//! Parts → one archive; and how that archive gets to disk without harm.

use super::archive;
use super::body::{Links, Written};
use super::deflate::{Deflater, Packed, Press};
use super::xml::{HEAD, escaped};
use super::{Properties, parts};
use crate::picture::Pictures;
use crate::style::Style;
use std::fmt::Write as _;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use zip::ZipArchive;

const MARK: &str = "vanthu";
pub(super) const CUSTOM: &str = "docProps/custom.xml";
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
    let text = press.finish()?;
    let mut deflater = Deflater::new();
    let mut parts = Vec::with_capacity(list.len() + text.len() + media.len() + 1);
    for (name, bytes) in &list {
        parts.push(Packed::new(name, bytes, &mut deflater)?);
    }
    parts.extend(text);
    for (name, bytes) in &media {
        parts.push(Packed::new(format!("word/{name}"), bytes, &mut deflater)?);
    }
    finish(parts, &mut deflater)
}

/// Adds the fingerprint.
pub(super) fn finish(mut parts: Vec<Packed>, deflater: &mut Deflater) -> std::io::Result<Package> {
    let mut digest = Digest::default();
    for part in &parts {
        digest.add(&part.name, part.crc, part.size);
    }
    parts.push(Packed::new(CUSTOM, custom(&digest.text()).as_bytes(), deflater)?);
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

/// `docProps/custom.xml`: the fingerprint by which a later build knows its own, unchanged work.
fn custom(digest: &str) -> String {
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">\
         <property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"2\" name=\"{MARK}\"><vt:lpwstr>{digest}</vt:lpwstr></property></Properties>"
    )
}

/// A sum over names, checksums and sizes of the parts (FNV-1a, 64 bits): tells an edited file from
/// an untouched one; it is no protection against somebody who forges it.
struct Digest(u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    fn add(&mut self, name: &str, crc: u32, size: u64) {
        let bytes = name.bytes().chain(crc.to_le_bytes()).chain(size.to_le_bytes());
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }

    fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}

/// Whose work a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// There is no file.
    Absent,
    /// We wrote it, and nobody changed it since.
    Ours,
    /// Somebody wrote or changed it.
    Changed,
}

/// Whose work the file at `path` is.
#[must_use]
pub fn origin(path: &Path) -> Origin {
    let Ok(file) = fs::File::open(path) else {
        return if path.exists() { Origin::Changed } else { Origin::Absent };
    };
    let ours = || -> Option<bool> {
        let mut archive = ZipArchive::new(file).ok()?;
        let mut digest = Digest::default();
        for at in 0..archive.len() {
            let entry = archive.by_index_raw(at).ok()?;
            if entry.name() != CUSTOM {
                digest.add(entry.name(), entry.crc32(), entry.size());
            }
        }
        let mut text = String::new();
        archive.by_name(CUSTOM).ok()?.take(1 << 16).read_to_string(&mut text).ok()?;
        Some(text.contains(&format!("name=\"{MARK}\"><vt:lpwstr>{}<", digest.text())))
    };
    if ours() == Some(true) { Origin::Ours } else { Origin::Changed }
}

/// Puts the package at `path`, whole or not at all: written beside, synced, renamed. Gives its size
/// in bytes.
///
/// # Errors
/// What the system says.
pub fn save(path: &Path, package: &Package) -> std::io::Result<u64> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let name = real.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let beside: PathBuf = real.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let write = || -> std::io::Result<u64> {
        let mut file = std::io::BufWriter::with_capacity(1 << 16, fs::File::create(&beside)?);
        package.write(&mut file)?;
        let file = file.into_inner()?;
        file.sync_all()?;
        let size = file.metadata()?.len();
        fs::rename(&beside, &real)?;
        Ok(size)
    };
    write().inspect_err(|_| {
        let _ = fs::remove_file(&beside);
    })
}
