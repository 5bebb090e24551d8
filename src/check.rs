//! Checks of the numbered document; one file per family of rules.

mod characters;
mod drafts;
mod notes;
pub mod office;
mod sequences;

use crate::diagnostic::Sink;
use crate::number::Numbered;

/// Runs every check.
pub fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    characters::run(numbered, sink);
    notes::run(numbered, sink);
    sequences::run(numbered, sink);
    drafts::run(numbered, sink);
}
