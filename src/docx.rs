//! [`Numbered`] + [`Style`] → the bytes of a DOCX.
//!
//! The body, notes, styles and settings are our own parts, written in the schema's element order;
//! the package's relationships and the font table come from docx-rs. The same input gives the same
//! bytes: no clock, no hash order, one fixed date in the archive.

mod body;
mod ending;
mod flow;
mod frame;
mod head;
mod package;
mod parts;
mod table;
mod xml;

pub use package::{Origin, origin, save};

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

/// Writes the whole package.
///
/// # Errors
/// When the archive cannot be written, which in memory does not happen.
pub fn write(
    numbered: &Numbered<'_>,
    style: &Style,
    pictures: &Pictures,
    epoch: Option<u64>,
) -> std::io::Result<Vec<u8>> {
    let manifest = numbered.document().manifest;
    let subject = manifest
        .subject
        .as_ref()
        .map(|text| text.blocks.iter().map(|block| text.plain(&block.content)).collect::<String>());
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
    let written = body::write(numbered, style, pictures);
    package::pack(&written, style, pictures, &properties)
}
