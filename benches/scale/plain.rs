//! The plainest document with notes that docx-rs makes, as a peer: `scale plain PIECES.json OUT.docx`.

use docx_rs::{Docx, Footnote, Paragraph, Run};
use serde_json::Value;
use std::fs::File;
use std::io;
use std::path::Path;

/// Writes what `benches/peers/run.py` made of a folder's text.
pub(crate) fn write(pieces: &Path, output: &Path) -> io::Result<()> {
    let given: Value = serde_json::from_slice(&std::fs::read(pieces)?)?;
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let notes = list(&given["notes"]);
    let mut document = Docx::new();
    for paragraph in list(&given["paragraphs"]) {
        let mut made = Paragraph::new();
        if let Some(level @ 1..) = paragraph["level"].as_u64() {
            made = made.style(&format!("Heading{level}"));
        }
        for piece in list(&paragraph["pieces"]) {
            let run = match (piece.as_str(), piece.as_u64()) {
                (Some(text), _) => Some(Run::new().add_text(text)),
                (_, Some(note)) => {
                    let text = notes.get(note as usize).and_then(Value::as_str).unwrap_or_default();
                    let content = Paragraph::new().add_run(Run::new().add_text(text));
                    let mut footnote = Footnote::new().add_content(content);
                    footnote.id = note as usize + 1;
                    Some(Run::new().add_footnote_reference(footnote))
                }
                _ => None,
            };
            if let Some(run) = run {
                made = made.add_run(run);
            }
        }
        document = document.add_paragraph(made);
    }
    document.build().pack(io::BufWriter::new(File::create(output)?)).map_err(io::Error::other)
}
