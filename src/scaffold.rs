//! Document folders and sections to begin with: what `vanthu init` and `vanthu new` write.
//!
//! Files are texts first ([`document`], [`section`]); [`create`](crate::save::create) puts them on disk.

mod outline;
mod texts;

pub use outline::{Place, Placed, groups, place};
pub use texts::{scalar, section};

use crate::diagnostic::Lang;
use crate::kind::{self, Kind};
use crate::save::NewFile;
use crate::save::beside::Beside;
use crate::schema::{self, What};
use crate::section::id_of_file;
use crate::text::{nfc, slug};
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// What an office says at the beginning; what is empty stays open.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Plan {
    pub kind: &'static Kind,
    pub issuer: String,
    pub parent: String,
    pub subject: String,
    pub place: String,
    pub symbol: String,
    pub to: Vec<String>,
    /// The units that are to hand in a section.
    pub units: Vec<String>,
    /// Lines over the position, such as `KT. Giám đốc`.
    pub authority: Vec<String>,
    pub position: String,
    pub signer: String,
}

impl Plan {
    /// A document of which nothing is known but its kind and who issues it.
    #[must_use]
    pub fn new(kind: &'static Kind, issuer: &str) -> Self {
        Self {
            kind,
            issuer: issuer.to_owned(),
            parent: String::new(),
            subject: String::new(),
            place: String::new(),
            symbol: String::new(),
            to: Vec::new(),
            units: Vec::new(),
            authority: Vec::new(),
            position: String::new(),
            signer: String::new(),
        }
    }
}

/// The kind that a person means by `text`: its name with or without accents.
#[must_use]
pub fn kind_of(text: &str) -> Option<&'static Kind> {
    let wanted = slug(text);
    kind::ALL.iter().find(|kind| kind.slug == wanted)
}

/// All files of a new document folder.
#[must_use]
pub fn document(plan: &Plan, lang: Lang) -> Vec<NewFile> {
    let mut files = vec![NewFile::text("document.yaml", texts::manifest(plan, lang))];
    let mut ids: Vec<String> = Vec::new();
    for (at, unit) in plan.units.iter().enumerate() {
        let base = file_slug(unit);
        let again = ids.iter().filter(|id| **id == base).count();
        ids.push(base.clone());
        let id = if again == 0 { base } else { format!("{base}-{}", again + 1) };
        let title = title_of(unit, plan.kind);
        files.push(NewFile::text(
            format!("sections/{:02}-{id}.yaml", at + 1),
            section(unit, &title, lang),
        ));
    }
    files.extend(schemas(lang));
    files
}

/// The schemas that an editor needs beside the files.
#[must_use]
pub fn schemas(lang: Lang) -> Vec<NewFile> {
    [What::Document, What::Section, What::Style]
        .map(|what| NewFile::text(what.path(), schema::text(what, lang)))
        .into()
}

fn file_slug(unit: &str) -> String {
    let slug = slug(unit);
    if slug.is_empty() { "phan".to_owned() } else { slug }
}

/// A heading to begin with.
#[must_use]
pub fn title_of(unit: &str, kind: &Kind) -> String {
    match kind.slug {
        "bao-cao" | "bien-ban" => format!("Kết quả công tác của {unit}"),
        _ => format!("Nhiệm vụ của {unit}"),
    }
}

/// The name of a new section's file, and the id it gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewName {
    /// Its path from the document folder.
    pub path: String,
    /// Its id.
    pub id: String,
}

/// A free name for a unit's section: after the last number in use.
///
/// # Errors
/// The file that bears the id already.
pub fn name(unit: &str, id: Option<&str>, taken: &[String]) -> Result<NewName, String> {
    let id = id.map_or_else(|| file_slug(unit), |id| nfc(id.trim()).into_owned());
    if let Some(other) = taken.iter().find(|name| id_of_file(name) == id) {
        return Err(other.clone());
    }
    let number = |name: &String| {
        let base = name.strip_prefix("sections/").unwrap_or(name);
        let digits: String = base.chars().take_while(char::is_ascii_digit).collect();
        digits.parse::<u32>().ok().filter(|_| base[digits.len()..].starts_with(['-', '/']))
    };
    let last = taken.iter().filter_map(number).max().unwrap_or(0);
    Ok(NewName { path: format!("sections/{:02}-{id}.yaml", last.saturating_add(1)), id })
}

/// Puts a text in a file's place, whole or not at all; a link stays, and so do permissions.
///
/// # Errors
/// What the system says.
pub fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let real = fs::canonicalize(path)?;
    let mut beside = Beside::new(real.parent().unwrap_or(Path::new(".")))?;
    beside.fill(|file| file.write_all(text.as_bytes()))?;
    beside.permit(fs::metadata(&real)?.permissions());
    beside.rename(&real)
}
