//! The footnote register: every note with its final number, its unit, its place and its text.

use crate::number::Numbered;
use crate::source::Sources;
use serde_json::{Value, json};
use std::fmt::Write;

/// A row of the register.
#[derive(Debug)]
pub struct Row {
    /// The printed number.
    pub number: usize,
    /// The appendix it stands in, from 1; 0 for the main text.
    pub part: usize,
    /// The unit; the office's notes name the issuing body.
    pub unit: String,
    /// The file.
    pub file: String,
    /// Line and column of its key, or of the note written in place.
    pub place: (u32, u32),
    /// Its key.
    pub key: Option<String>,
    /// Its text.
    pub text: String,
    /// Line and column of each citation, all in the same file.
    pub uses: Vec<(u32, u32)>,
}

/// Makes the register.
#[must_use]
pub fn rows(numbered: &Numbered<'_>, sources: &Sources) -> Vec<Row> {
    let office = numbered.document().manifest.issuer.value.trim();
    let place = |span| {
        let (start, _) = sources.positions(span);
        (start.line, start.column)
    };
    let row = |(at, note): (usize, &crate::number::Note<'_>)| Row {
        number: note.number as usize,
        part: note.part as usize,
        unit: numbered.author(note).unit.unwrap_or(office).to_owned(),
        file: sources.get(numbered.author(note).file).name.clone(),
        place: place(note.span()),
        key: note.key().map(str::to_owned),
        text: numbered.plain(note),
        uses: numbered.uses(at).map(|at| place(at.span())).collect(),
    };
    numbered.notes().iter().enumerate().map(row).collect()
}

/// The register as JSON.
#[must_use]
pub fn json(rows: &[Row]) -> Value {
    let notes: Vec<Value> = rows
        .iter()
        .map(|row| {
            let uses: Vec<Value> = row
                .uses
                .iter()
                .map(|(line, column)| json!({"file": row.file, "line": line, "column": column}))
                .collect();
            json!({
                "number": row.number, "appendix": row.part, "unit": row.unit, "file": row.file, "line": row.place.0,
                "column": row.place.1, "key": row.key, "text": row.text, "uses": uses,
            })
        })
        .collect();
    json!({ "notes": notes })
}

/// The register as CSV (RFC 4180), with a heading row.
#[must_use]
pub fn csv(rows: &[Row]) -> String {
    let mut out = String::from("number,unit,file,line,key,text\r\n");
    let quote = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for row in rows {
        let fields = [
            row.number.to_string(),
            quote(&row.unit),
            quote(&row.file),
            row.place.0.to_string(),
            quote(row.key.as_deref().unwrap_or("")),
            quote(&row.text),
        ];
        out.push_str(&fields.join(","));
        out.push_str("\r\n");
    }
    out
}

/// The register as a table for people.
#[must_use]
pub fn table(rows: &[Row]) -> String {
    let mut out = String::new();
    for row in rows {
        let key = row.key.as_ref().map_or("^[…]".to_owned(), |key| format!("[^{key}]"));
        let times =
            if row.uses.len() > 1 { format!(" ×{}", row.uses.len()) } else { String::new() };
        let text = row.text.replace('\n', " ¶ ");
        let _ = writeln!(
            out,
            "{:>4}  {}:{}  {key}{times}  ({})\n      {text}",
            row.number, row.file, row.place.0, row.unit
        );
    }
    out
}
