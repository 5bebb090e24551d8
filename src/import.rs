//! A DOCX → a unit's section, or a whole document folder, as people write them.
//!
//! The reader gives the file's content in no format of ours; here it becomes files of text. Nothing is
//! written: [`create`](crate::save::create) does that, all of it or none.

mod body;
mod document;
mod forms;
mod frame;
mod keys;
mod marks;
mod section;
mod tree;
mod typed;
mod yaml;

use crate::diagnostic::{Finding, Lang, Rule, Sink, Text};
use crate::reader::content::{self, Content};
use crate::reader::{self, Finished};
use crate::save::NewFile;
use crate::say;
use crate::scaffold;
use crate::schema::What;
use crate::source::{FileId, Span};
use std::collections::HashSet;

/// What a file becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A unit's section.
    Section,
    /// A document folder.
    Document,
}

/// What a person asks for.
#[derive(Clone, Debug, Default)]
pub struct Wish {
    /// The shape; by default a document folder when the file has the head of an official document.
    pub shape: Option<Shape>,
    /// The unit that answers for the text.
    pub unit: Option<String>,
    /// The name of a section's file, without `.yaml`.
    pub name: Option<String>,
    /// Names of section files that are there already, so that a new one comes after them.
    pub present: Vec<String>,
}

/// What came of a DOCX.
#[derive(Debug)]
pub struct Imported {
    /// What it became.
    pub shape: Shape,
    /// The name of the folder for a whole document.
    pub folder: String,
    /// The files, in the order in which a person reads them.
    pub files: Vec<NewFile>,
    /// The ids of the sections.
    pub sections: Vec<String>,
    /// How many notes were carried over.
    pub notes: usize,
}

impl Imported {
    /// Lets an editor find the schemas, which come along with a whole document.
    pub fn wire(&mut self, lang: Lang) {
        for made in &mut self.files {
            let what = match made.path.as_str() {
                "document.yaml" => What::Document,
                path if path.starts_with("sections/") => What::Section,
                _ => continue,
            };
            let mut bytes = what.line(&made.path).into_bytes();
            bytes.append(&mut made.bytes);
            made.bytes = bytes;
        }
        if self.shape == Shape::Document {
            self.files.extend(scaffold::schemas(lang));
        }
    }
}

/// Reads a DOCX, shown as `name`. What could not be carried over, and what was guessed, is told as
/// findings in the file that is returned with the outcome; `None` when it could not be read.
#[must_use]
pub fn read(
    name: &str,
    bytes: Vec<u8>,
    wish: &Wish,
    sink: &mut Sink,
) -> (Finished, Option<Imported>) {
    let (finished, content) = reader::read(name, bytes, sink);
    let Some(mut content) = content else { return (finished, None) };
    typed::pair(&mut content, sink);
    let stem = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    let whole = if content.official { Shape::Document } else { Shape::Section };
    let stem: String = stem.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let stem = stem.as_str();
    let imported = match wish.shape.unwrap_or(whole) {
        Shape::Section => section::make(content, stem, wish, sink),
        Shape::Document => document::make(content, stem, wish, sink),
    };
    (finished, Some(imported))
}

/// Tells the notes whose marks stood where no note can.
fn uncited(content: &Content, cited: &HashSet<usize>, sink: &mut Sink) {
    for note in (0..content.notes.len()).filter(|note| !cited.contains(note)) {
        let words: Vec<String> =
            content.notes[note].iter().map(|runs| content::plain(runs)).collect();
        let words = content::shown(&words.join(" "));
        let message = say!(
            "chú thích ở phần đầu hoặc phần ký: «{words}»",
            "a note of the head or the signature: `{words}`"
        );
        content::left(sink, Span::file(FileId(0)), message);
    }
}

/// Something was guessed, and a person should look.
fn unsure(sink: &mut Sink, at: Span, message: Text) {
    sink.push(Finding::new(Rule::ImportUnsure, at, message));
}
