//! [`Numbered`] + [`Style`] → the bytes of a DOCX.
//!
//! The body, notes, styles and settings are our own parts, written in the schema's element order;
//! the package's relationships and the font table come from docx-rs. The same input gives the same
//! bytes: no clock, no hash order, one fixed date in the archive.

mod archive;
mod body;
mod copy;
mod deflate;
mod ending;
mod excerpt;
mod fingerprint;
mod flow;
mod frame;
mod head;
mod package;
mod parts;
mod table;
mod xml;

pub use copy::{Copied, Original, copy};
pub use deflate::{BLOCK, level};
pub(crate) use fingerprint::is_unchanged;

use crate::number::Numbered;
use crate::picture::Pictures;
use crate::style::Style;
use std::io::{Cursor, Seek, Write};

/// What the document says of itself.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    /// Its title: kind and subject.
    pub title: String,
    /// Its author: the issuing body.
    pub author: String,
    /// Its kind.
    pub kind: String,
    /// Seconds since 1970 for the dates it must carry; from `SOURCE_DATE_EPOCH`.
    pub epoch: Option<u64>,
}

/// Writes the whole package to memory.
///
/// # Errors
/// When a part is larger than an archive can hold.
pub fn write(
    numbered: &Numbered<'_>,
    style: &Style,
    pictures: &Pictures,
    epoch: Option<u64>,
) -> std::io::Result<Vec<u8>> {
    let mut out = Cursor::new(Vec::new());
    write_to(numbered, style, pictures, epoch, &mut out)?;
    Ok(out.into_inner())
}

/// Writes the whole package. Parts that grow go out while they are being written and deflated.
///
/// # Errors
/// What `out` says; or a part is larger than an archive can hold.
pub fn write_to(
    numbered: &Numbered<'_>,
    style: &Style,
    pictures: &Pictures,
    epoch: Option<u64>,
    out: &mut (impl Write + Seek),
) -> std::io::Result<()> {
    let manifest = numbered.document().manifest;
    let subject = manifest
        .subject
        .as_ref()
        .map(|text| text.blocks().map(|block| text.plain(block.content)).collect::<String>());
    let kind = crate::manifest::printed::capital(manifest.kind.name);
    let properties = Properties {
        title: match subject {
            Some(subject) => format!("{kind} {subject}"),
            None => kind.clone(),
        },
        author: manifest.issuer.value.trim().to_owned(),
        kind,
        epoch,
    };
    package::write(numbered, style, pictures, &properties, out)
}
