//! Footnotes: the order of numeric keys.

use crate::diagnostic::{Finding, Rule, Sink};
use crate::number::{Numbered, Use};
use crate::say;
use std::collections::HashMap;

/// `footnote-order`: keys that are numbers should first be used in rising order in their file.
pub(super) fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    let mut highest: HashMap<u32, (u64, Use<'_>)> = HashMap::new();
    for note in numbered.notes() {
        let Some(number) = note.key().and_then(|key| key.parse::<u64>().ok()) else { continue };
        let file = note.author.file.0;
        let at = note.uses[0];
        match highest.get(&file) {
            Some((before, place)) if number < *before => sink.push(
                Finding::new(
                    Rule::FootnoteOrder,
                    at.span(),
                    say!("dấu [^{number}] đứng sau dấu [^{before}]", "[^{number}] comes after [^{before}]"),
                )
                .related(place.span(), say!("dấu [^{before}] ở đây", "[^{before}] is here"))
                .help(say!(
                    "số in ra vẫn đúng; sửa lại dấu cho dễ theo dõi",
                    "the printed numbers are right; renumber the markers so that they can be followed"
                )),
            ),
            _ => {
                highest.insert(file, (number, at));
            }
        }
    }
}
