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

pub use copy::{Original, copy};
pub use deflate::level;
pub(crate) use fingerprint::is_unchanged;
pub use package::Package;

use crate::number::Numbered;
use crate::picture::Pictures;
use crate::style::Style;

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
    let mut bytes = Vec::new();
    package(numbered, style, pictures, epoch)?.write(&mut bytes)?;
    Ok(bytes)
}

/// Makes the package: all parts, deflated, not yet an archive.
///
/// # Errors
/// When a part cannot be deflated, which in memory does not happen.
pub fn package(
    numbered: &Numbered<'_>,
    style: &Style,
    pictures: &Pictures,
    epoch: Option<u64>,
) -> std::io::Result<Package> {
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
    let (written, press) = body::write(numbered, style, pictures, deflate::Press::default());
    package::pack(&written, press, style, pictures, &properties)
}
