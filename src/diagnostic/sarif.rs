//! Findings as SARIF 2.1.0 (OASIS), for code-scanning views. What a comment silences is there as well, as
//! suppressed (§3.27.23).

use super::{Finding, Lang, Level, Report, rules};
use crate::source::{FileId, Sources, Span};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fmt::Write;

/// Renders all findings as one run.
#[must_use]
pub fn render(report: &Report, sources: &Sources, lang: Lang) -> Value {
    log(&results(report, sources, "", lang), &[], lang)
}

/// The findings alone, for a log of several folders; `dir` stands before the files' names.
#[must_use]
pub fn results(report: &Report, sources: &Sources, dir: &str, lang: Lang) -> Vec<Value> {
    let place = |span: Span| {
        let (start, end) = sources.positions(span);
        let mut at = json!({ "physicalLocation": {
            "artifactLocation": { "uri": uri(dir) + &uri(&sources.get(span.file).name) },
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
    let result = |finding: &Finding| {
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
            "ruleIndex": finding.rule as usize,
            "level": finding.severity.word(),
            "message": { "text": finding.message.get(lang) },
            "locations": [place(finding.span)],
            "relatedLocations": related,
        })
    };
    let mut results: Vec<Value> = Vec::new();
    for finding in &report.findings {
        let mut out = result(finding);
        // All results of a run have the property, or none (§3.27.23).
        out["suppressions"] = json!([]);
        if !finding.fix.is_empty() {
            out["fixes"] = json!([fix(finding, sources, dir, lang)]);
        }
        results.push(out);
    }
    for silenced in &report.silenced {
        let mut out = result(&silenced.finding);
        let mut by = json!({ "kind": "inSource", "location": place(silenced.by.span) });
        if let Some(reason) = &silenced.by.reason {
            by["justification"] = json!(reason);
        }
        out["suppressions"] = json!([by]);
        results.push(out);
    }
    results
}

/// A log of one run with these results, and with what could not be looked at (§3.20.21 of the standard).
#[must_use]
pub fn log(results: &[Value], failures: &[String], lang: Lang) -> Value {
    let rules: Vec<Value> = rules::ALL.iter().map(|page| rule(page, lang)).collect();
    let mut run = json!({
        "tool": { "driver": { "name": "vanthu", "version": env!("CARGO_PKG_VERSION"), "rules": rules } },
        "columnKind": "unicodeCodePoints",
        "results": results,
    });
    if !failures.is_empty() {
        let notes: Vec<Value> = failures
            .iter()
            .map(|text| json!({ "level": "error", "message": { "text": text } }))
            .collect();
        run["invocations"] =
            json!([{ "executionSuccessful": false, "toolExecutionNotifications": notes }]);
    }
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    })
}

/// What mends a finding (§3.55), a file at a time.
fn fix(finding: &Finding, sources: &Sources, dir: &str, lang: Lang) -> Value {
    let mut files: BTreeMap<FileId, Vec<Value>> = BTreeMap::new();
    for edit in &finding.fix {
        let (start, end) = sources.positions(edit.span);
        files.entry(edit.span.file).or_default().push(json!({
            "deletedRegion": {
                "startLine": start.line, "startColumn": start.column,
                "endLine": end.line, "endColumn": end.column,
            },
            "insertedContent": { "text": edit.text },
        }));
    }
    let change = |(file, replacements): (FileId, Vec<Value>)| {
        json!({
            "artifactLocation": { "uri": uri(dir) + &uri(&sources.get(file).name) },
            "replacements": replacements,
        })
    };
    let changes: Vec<Value> = files.into_iter().map(change).collect();
    let mut out = json!({ "artifactChanges": changes });
    if let Some(help) = &finding.help {
        out["description"] = json!({ "text": help.get(lang) });
    }
    out
}

/// A path as a reference of RFC 3986: what such a reference cannot hold is encoded.
fn uri(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// A rule's own description (§3.49 of the standard).
fn rule(page: &rules::Page, lang: Lang) -> Value {
    // A rule that is off has the level it gets when it is switched on.
    let level = match page.level {
        Level::On(level) => level,
        Level::Off => super::Severity::Error,
    };
    let mut out = json!({
        "id": page.name,
        "defaultConfiguration": {
            "enabled": page.level != Level::Off, "level": level.word(),
        },
    });
    if let Some(doc) = page.rule.doc() {
        let (mend, limits) = (doc.mend.get(lang), doc.limits.get(lang));
        out["shortDescription"] = json!({ "text": doc.title.get(lang) });
        out["fullDescription"] = json!({ "text": doc.why.get(lang) });
        out["help"] = json!({ "text": format!("{mend}\n\n{limits}") });
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn paths_are_references() {
        assert_eq!(super::uri("sections/01-a.yaml"), "sections/01-a.yaml");
        assert_eq!(super::uri("sections/tài chính.yaml"), "sections/t%C3%A0i%20ch%C3%ADnh.yaml");
    }
}
