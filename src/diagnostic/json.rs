//! Findings as JSON.

use super::{Finding, Lang, Report};
use crate::source::{Sources, Span};
use serde_json::{Value, json};

/// Renders all findings.
#[must_use]
pub fn render(report: &Report, sources: &Sources, lang: Lang) -> Value {
    let findings: Vec<Value> =
        report.findings.iter().map(|finding| one(finding, sources, lang)).collect();
    json!({
        "findings": findings,
        "summary": { "errors": report.errors(), "warnings": report.warnings() },
    })
}

fn one(finding: &Finding, sources: &Sources, lang: Lang) -> Value {
    let name = |span: Span| sources.get(span.file).name.clone();
    let (start, end) = sources.positions(finding.span);
    let related: Vec<Value> = finding
        .related
        .iter()
        .map(|related| {
            let (place, _) = sources.positions(related.span);
            let mut related_to = json!({
                "file": name(related.span), "line": place.line, "column": place.column,
                "message": related.message.get(lang),
            });
            found_at(&mut related_to, sources, related.span, lang);
            related_to
        })
        .collect();
    let mut out = json!({
        "rule": finding.rule.name(),
        "severity": finding.severity.word(),
        "message": finding.message.get(lang),
        "file": name(finding.span),
        "line": start.line, "column": start.column,
        "end_line": end.line, "end_column": end.column,
        "help": finding.help.as_ref().map(|help| help.get(lang)),
        "related": related,
    });
    found_at(&mut out, sources, finding.span, lang);
    out
}

/// Adds where a person finds it, when the file has no lines.
fn found_at(out: &mut Value, sources: &Sources, span: Span, lang: Lang) {
    let (start, _) = sources.positions(span);
    if let Some(place) = sources.get(span.file).place(start.line) {
        out["place"] = json!(place.get(lang));
    }
}
