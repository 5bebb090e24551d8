//! What is still open on a draft.

use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::number::Numbered;
use crate::say;

/// `draft-blank`: number, day or signer is open. Off until `build --final`.
pub(super) fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    let (manifest, frame) = (numbered.document().manifest, numbered.document().frame);
    let mut blank =
        |message: Text| sink.push(Finding::new(Rule::DraftBlank, manifest.span(), message));
    if manifest.number.is_none() && frame.number {
        blank(say!(
            "chưa có số văn bản (khóa «number»)",
            "the document has no number yet (`number`)"
        ));
    }
    if manifest.date.day.is_none() && frame.date {
        blank(say!(
            "chưa có ngày ban hành đầy đủ (khóa «date»)",
            "the date has no day yet (`date`)"
        ));
    }
    let unsigned = manifest.signatures.iter().any(|signature| signature.name.is_none());
    if manifest.signatures.is_empty() || unsigned {
        blank(say!(
            "chưa có người ký (khóa «signature»)",
            "the signer is not named yet (`signature`)"
        ));
    }
}
