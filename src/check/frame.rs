//! The office's own lines, and what they promise about the rest.

use super::facts::pattern;
use crate::assemble::Role;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::manifest::Manifest;
use crate::markup::InlineKind;
use crate::number::Numbered;
use crate::passage::{self, Numbers};
use crate::say;
use crate::yaml::Scalar;
use regex::Regex;
use std::sync::{Arc, LazyLock};

/// The plain texts that are printed.
pub(super) fn lines(manifest: &Manifest) -> impl Iterator<Item = &Scalar> {
    let signers = manifest.signatures.iter().flat_map(|signature| {
        let titles = signature.authority.iter().chain(&signature.position);
        titles.chain(&signature.title).chain(&signature.name)
    });
    manifest
        .parent
        .iter()
        .chain([&manifest.issuer])
        .chain(&manifest.symbol)
        .chain(&manifest.place)
        .chain(&manifest.to)
        .chain(&manifest.authority)
        .chain(manifest.details.iter().flat_map(|detail| &detail.values))
        .chain(signers)
        .chain(&manifest.recipients)
        .chain(&manifest.filing)
        .chain(&manifest.address)
        .map(Arc::as_ref)
}

/// «(có phụ lục kèm theo)», but not the annex of another document.
static PROMISED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\((?:[\p{L} ]{0,24})?((?:phụ lục|biểu|bảng biểu|danh sách)[^()]{0,40}(?:kèm theo|đính kèm))\)",
    )
});
static MENTION: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)phụ lục|kèm theo|đính kèm"));

/// `appendix-unmentioned` and `appendix-missing` (Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II).
pub(super) fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    let manifest = numbered.document().manifest;
    let mut mentioned = false;
    for (element, resolved, _) in numbered.elements() {
        if matches!(element.role, Role::Appendix { .. }) {
            break; // appendices come last, and do not mention themselves
        }
        element.text.each(|inline| {
            if let InlineKind::Reference { id, .. } = &inline.kind {
                let id = element.text.text(id);
                mentioned |= manifest.appendices.iter().any(|one| one.name.text == id);
            }
        });
        let numbers = Numbers { resolved, headings: numbered.headings() };
        let value = &*element.text.scalar.value;
        if !MENTION.is_match(value) {
            continue;
        }
        mentioned = true;
        if !manifest.appendices.is_empty() {
            continue;
        }
        for passage in passage::of_element(element, numbers) {
            for found in PROMISED.captures_iter(&passage.text) {
                let Some(words) = found.get(1) else { continue };
                sink.push(
                    Finding::new(
                        Rule::AppendixMissing,
                        passage.span(words.range()),
                        say!("văn bản không có phụ lục nào", "the document has no appendix"),
                    )
                    .help(say!(
                        "thêm phần đó vào «appendices» của document.yaml, hoặc bỏ câu này",
                        "add it to `appendices` of document.yaml, or take these words out"
                    )),
                );
            }
        }
    }
    if let Some(first) = manifest.appendices.first()
        && !mentioned
    {
        sink.push(
            Finding::new(
                Rule::AppendixUnmentioned,
                first.name.span,
                say!(
                    "văn bản có phụ lục nhưng trong bài không nhắc tới",
                    "there is an appendix, and the text does not mention it"
                ),
            )
            .help(say!(
                "chỉ dẫn trong bài, ví dụ «(chi tiết tại Phụ lục kèm theo)» hoặc [@mã-phụ-lục]",
                "point to it in the text, such as «(chi tiết tại Phụ lục kèm theo)» or [@id]"
            )),
        );
    }
}
