//! Assembles a Vietnamese state office's official documents: units' YAML sections in, one DOCX out.
//!
//! The modules stand in the order in which data flows:
//! files ([`folder`], [`source`]) → a tree of spanned nodes ([`yaml`]) → marked text ([`markup`]) →
//! what people wrote ([`section`], [`manifest`]) → one document in reading order ([`assemble`]) →
//! numbers ([`number`]) → a package ([`docx`]). Every stage gives its findings to a
//! [`diagnostic::Sink`]; the last runs only when none of them is an error.

pub mod folder;
pub mod language;
pub mod limits;
pub mod source;

pub mod diagnostic;

pub mod yaml;

pub mod markup;

pub mod kind;
pub mod manifest;
pub mod section;

pub mod assemble;
pub mod check;

pub mod number;
pub mod passage;
pub mod picture;

pub mod metrics;
pub mod style;

pub mod scaffold;
pub mod schema;
pub mod status;
pub mod watch;

pub mod docx;
pub mod fix;
pub mod import;
pub mod pdf;
pub mod reader;
pub mod register;
pub mod save;

pub mod text;
pub mod work;

use diagnostic::Sink;
use folder::Folder;
use number::Numbered;
use picture::Pictures;

/// From a folder that was read to a document with numbers, every check included; `None` when
/// `document.yaml` could not be decoded.
pub fn compose<'a>(folder: &'a Folder, sink: &mut Sink) -> Option<(Numbered<'a>, Pictures)> {
    let merged = merge(folder, sink)?;
    check(folder, &merged.0, sink);
    Some(merged)
}

/// The first half of [`compose`]: all that the writer needs.
pub fn merge<'a>(folder: &'a Folder, sink: &mut Sink) -> Option<(Numbered<'a>, Pictures)> {
    let Some(manifest) = &folder.manifest else {
        sink.partial();
        return None;
    };
    let style = &folder.style;
    let document = assemble::assemble(manifest, &folder.sections, &folder.broken, style, sink);
    let numbered = number::number(document, style, sink);
    let pictures = picture::collect(&numbered, &folder.dir, &folder.sources, sink);
    Some((numbered, pictures))
}

/// The other half: the checks, which may run while the document is being written.
pub fn check(folder: &Folder, numbered: &Numbered<'_>, sink: &mut Sink) {
    check::run(numbered, sink);
    check::office::run(numbered.document().manifest, &folder.style, sink);
}
