//! The office's own lines, and what they promise about the rest.

use super::{facts::pattern, look};
use crate::assemble::Element;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::manifest::Manifest;
use crate::markup::InlineKind;
use crate::passage::Passage;
use crate::say;
use crate::yaml::Scalar;
use regex::Regex;
use std::sync::LazyLock;

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
}

/// Printed values that are no texts.
pub(super) fn figures(manifest: &Manifest) -> impl Iterator<Item = &Scalar> {
    let end = manifest.drafter.iter().chain(&manifest.copies);
    manifest.number.iter().chain(end).chain(manifest.stamps.iter().flatten())
}

/// «(có phụ lục kèm theo)», but not the annex of another document.
static PROMISED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\((?:[\p{L} ]{0,24})?((?:phụ lục|biểu|bảng biểu|danh sách)[^()]{0,40}(?:kèm theo|đính kèm))\)",
    )
});

/// Whether a text before the appendices speaks of them; `appendix-missing` where it promises one and
/// there is none (Nghị định 30/2020/NĐ-CP, Phụ lục I, phần I, mục III.1). Of its passages none is needed
/// that cannot speak of one.
pub(super) fn mentions(
    manifest: &Manifest,
    element: &Element<'_>,
    passages: &[Passage<'_>],
    sink: &mut Sink,
) -> bool {
    let given = &manifest.appendices;
    let mut mentioned = false;
    if !given.is_empty() {
        element.text.each(|inline| {
            if let InlineKind::Reference { id, .. } = element.text.kind(inline) {
                let id = element.text.text(&id);
                mentioned |= given.iter().any(|one| one.name.text == id);
            }
        });
    }
    for passage in passages.iter().filter(|passage| look::mention(&passage.text)) {
        mentioned = true;
        if !given.is_empty() {
            break;
        }
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
    mentioned
}

/// `appendix-unmentioned`: reports an appendix that nothing pointed to.
pub(super) fn unmentioned(manifest: &Manifest, sink: &mut Sink) {
    let Some(first) = manifest.appendices.first() else { return };
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
