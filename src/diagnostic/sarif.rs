//! Findings as SARIF 2.1.0 (OASIS), for code-scanning views.

use super::{Lang, Report, json::severity, rules};
use crate::source::{Sources, Span};
use serde_json::{Value, json};

/// Renders all findings as one run.
#[must_use]
pub fn render(report: &Report, sources: &Sources, lang: Lang) -> Value {
    let place = |span: Span| {
        let (start, end) = sources.positions(span);
        let mut at = json!({ "physicalLocation": {
            "artifactLocation": { "uri": sources.get(span.file).name },
            "region": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
            },
        }});
        if let Some(place) = sources.get(span.file).place(start.line) {
            at["logicalLocations"] = json!([{ "fullyQualifiedName": place.get(lang) }]);
        }
        at
    };
    let results: Vec<Value> = report
        .findings
        .iter()
        .map(|finding| {
            let related: Vec<Value> = finding
                .related
                .iter()
                .map(|related| {
                    let mut at = place(related.span);
                    at["message"] = json!({ "text": related.message.get(lang) });
                    at
                })
                .collect();
            json!({
                "ruleId": finding.rule.name(),
                "level": severity(finding.severity),
                "message": { "text": finding.message.get(lang) },
                "locations": [place(finding.span)],
                "relatedLocations": related,
            })
        })
        .collect();
    let rules: Vec<Value> = rules::ALL.iter().map(|page| json!({ "id": page.name })).collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "vanthu", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}
