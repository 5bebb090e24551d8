//! `copy.yaml`, decoded: who copies a document, and the copy's own number, date and signer (Nghị định
//! 30/2020/NĐ-CP, Điều 25; Phụ lục III, Mẫu 3.1).

use super::{Date, Manifest, checks, date, issuer, signature};
use crate::diagnostic::{Finding, Levels, Rule, Sink};
use crate::kind::{COPIES, Kind};
use crate::say;
use crate::source::{FileId, Span};
use crate::yaml::{Tree, fields::Fields};

/// Decodes `copy.yaml`; `form` is one of [`COPIES`](crate::kind::COPIES). What a copy has no place
/// for is empty.
pub fn decode(
    file: FileId,
    tree: Tree,
    form: &'static Kind,
    sink: &mut Sink,
) -> (Levels, Option<Manifest>) {
    let mut fields = Fields::new(tree.root, say!("bản sao", "the copy"), tree.broken, sink);
    let levels =
        fields.take("checks").map_or_else(Levels::default, |(_, node)| checks(node, fields.sink()));
    let style = fields.text("style");
    let (parent, issuer) = match fields.need("issuer") {
        Some((_, node)) => issuer(node, fields.sink()),
        None => (None, None),
    };
    let number = fields.text("number");
    let symbol = fields.text("symbol");
    let place = fields.text("place");
    let date = fields.text("date").map_or_else(Date::default, |text| date(&text, fields.sink()));
    let signatures = fields.list("signature");
    let recipients = fields.texts("recipients");
    let filing = fields.text("filing");
    let at = fields.key_span("parts");
    let parts = fields.texts("parts");
    fields.end();
    let excerpt = form == &COPIES[1];
    if excerpt && parts.is_empty() && !tree.broken {
        let finding = Finding::new(
            Rule::MissingKey,
            at.unwrap_or_else(|| Span::file(file)),
            say!("trích sao phải nói trích phần nào", "an excerpt must say of what it is made"),
        );
        sink.push(finding.help(say!(
            "thêm khóa «parts», ví dụ: parts: [II, III/2, Điều 3]",
            "add the key `parts`, such as parts: [II, III/2, Điều 3]"
        )));
    }
    if let (false, Some(at)) = (excerpt, at) {
        let name = form.name;
        let finding = Finding::new(
            Rule::KeyUnused,
            at,
            say!(
                "{name} là sao toàn văn, nên «parts» không được dùng",
                "a copy of this form is whole: `parts` is not used"
            ),
        );
        sink.push(finding.help(say!(
            "bỏ khóa «parts», hoặc dùng --form TrS",
            "take the key `parts` out, or say --form TrS"
        )));
    }
    if let Some(second) = signatures.get(1) {
        let message = say!("bản sao do một người ký", "one person signs a copy");
        sink.push(Finding::new(Rule::WrongType, second.span, message));
    }
    let signatures = signatures.into_iter().map(|node| signature(node, sink)).collect();
    let manifest = issuer.map(|issuer| Manifest {
        file,
        style,
        kind: form,
        parent,
        issuer,
        number,
        symbol,
        place,
        date,
        subject: None,
        to: Vec::new(),
        authority: None,
        basis: Vec::new(),
        details: Vec::new(),
        opening: None,
        body: None,
        headings: None,
        outline: None,
        closing: None,
        signatures,
        recipients,
        filing,
        notes: Vec::new(),
        appendices: Vec::new(),
        stamps: Default::default(),
        drafter: None,
        copies: None,
        address: Vec::new(),
        parts,
        levels: levels.clone(),
    });
    (levels, manifest)
}
