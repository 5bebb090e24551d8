//! The office's own lines, and what they promise about the rest.

use super::facts::pattern;
use crate::assemble::{Element, Role};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::manifest::Manifest;
use crate::markup::InlineKind;
use crate::passage::Passage;
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

/// `appendix-unmentioned` and `appendix-missing` (Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II): what
/// the texts before the appendices say of them.
pub(super) struct Appendices<'a> {
    manifest: &'a Manifest,
    mentioned: bool,
    /// Appendices come last, and do not mention themselves.
    past: bool,
}

impl<'a> Appendices<'a> {
    pub(super) fn new(manifest: &'a Manifest) -> Self {
        Self { manifest, mentioned: false, past: false }
    }

    /// Takes a text; texts come in reading order.
    pub(super) fn read(
        &mut self,
        element: &Element<'_>,
        passages: &[Passage<'_>],
        sink: &mut Sink,
    ) {
        self.past |= matches!(element.role, Role::Appendix { .. });
        if self.past {
            return;
        }
        let given = &self.manifest.appendices;
        element.text.each(|inline| {
            if let InlineKind::Reference { id, .. } = &inline.kind {
                let id = element.text.text(id);
                self.mentioned |= given.iter().any(|one| one.name.text == id);
            }
        });
        if !MENTION.is_match(&element.text.scalar.value) {
            return;
        }
        self.mentioned = true;
        if !given.is_empty() {
            return;
        }
        for passage in passages {
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

    /// Reports an appendix that nothing pointed to.
    pub(super) fn close(self, sink: &mut Sink) {
        let Some(first) = self.manifest.appendices.first().filter(|_| !self.mentioned) else {
            return;
        };
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
