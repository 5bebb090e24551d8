//! The schemas say what the decoders take: no key more, none less, none without a text.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use vanthu::diagnostic::{Lang, Rule, Sink};
use vanthu::schema::shape::{Record, Shape};
use vanthu::schema::{self, What};

/// The keys that a decoder names when it meets one that nobody has.
fn known(files: &[(&str, &str)]) -> BTreeSet<String> {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("sections")).unwrap();
    fs::create_dir_all(dir.path().join("styles")).unwrap();
    for (name, text) in files {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let mut sink = Sink::new();
    let folder = vanthu::folder::load(dir.path(), &mut sink);
    let report = sink.close(&folder.levels);
    let said: Vec<&str> = report
        .findings
        .iter()
        .filter(|finding| finding.rule == Rule::UnknownKey)
        .filter_map(|finding| finding.help.as_ref()?.en.strip_prefix("the keys are: "))
        .collect();
    assert_eq!(said.len(), 1, "{files:?}: {:?}", report.findings);
    said[0].split(", ").map(str::to_owned).collect()
}

const ODD: &str = "zzzzzzzzzzzzzzzzzzzz: 1";

fn keys(schema: &Value) -> BTreeSet<String> {
    schema["properties"].as_object().unwrap().keys().cloned().collect()
}

#[test]
fn keys_are_those_of_the_decoders() {
    let document = "kind: bao-cao\nissuer: {name: S}\n";
    let section = schema::schema(What::Section, Lang::Vi);
    let found = known(&[
        ("document.yaml", document),
        ("sections/a.yaml", &format!("unit: U\ntitle: T\nbody: B\n{ODD}\n")),
    ]);
    assert_eq!(keys(&section), found);
    let schema = schema::schema(What::Document, Lang::Vi);
    assert_eq!(keys(&schema), known(&[("document.yaml", &format!("{document}{ODD}\n"))]));
    for (name, text) in [
        ("Issuer", format!("kind: bao-cao\nissuer:\n  name: S\n  {ODD}\n")),
        ("SignerPart", format!("{document}signature:\n  {ODD}\n")),
        ("Group", format!("{document}outline:\n  - title: T\n    {ODD}\n")),
        ("AppendixEntry", format!("{document}appendices:\n  - id: a\n    {ODD}\n")),
    ] {
        assert_eq!(keys(&schema["$defs"][name]), known(&[("document.yaml", &text)]), "{name}");
    }
    // A style's are made by the decoder's own macro; its root shows that this is so.
    let mut style = keys(&schema::schema(What::Style, Lang::Vi));
    assert!(style.remove("extends"));
    let text = format!("{document}style: rieng\n");
    let found = known(&[("document.yaml", &text), ("styles/rieng.yaml", ODD)]);
    assert_eq!(style, found);
}

fn records(record: &Record, out: &mut Vec<(&'static str, &'static str)>) {
    out.push((record.name, ""));
    for key in &record.keys {
        out.push((record.name, key.name));
        inside(&key.shape, out);
    }
}

fn inside(shape: &Shape, out: &mut Vec<(&'static str, &'static str)>) {
    match shape {
        Shape::List(of) | Shape::OneOrMore(of) | Shape::Named(of) => inside(of, out),
        Shape::Either(shapes) => shapes.iter().for_each(|one| inside(one, out)),
        Shape::Record(record) => records(record, out),
        _ => {}
    }
}

#[test]
fn every_key_has_a_text_and_no_text_is_left_over() {
    let mut needed = Vec::new();
    for record in [schema::section(), schema::document(), vanthu::style::Style::keys()] {
        records(&record, &mut needed);
    }
    needed.push(("Style", "extends"));
    let style = vanthu::style::Style::nd30();
    let details: BTreeSet<String> = vanthu::kind::ALL
        .iter()
        .flat_map(|kind| vanthu::check::office::wanted(style.frame(kind)).into_keys())
        .collect();
    let has =
        |record: &str, key: &str| schema::texts().iter().any(|row| row.0 == record && row.1 == key);
    for (record, key) in &needed {
        // Only the three files themselves have a title.
        let title = key.is_empty() && !matches!(*record, "Section" | "Document" | "Style");
        assert!(title || has(record, key), "{record} {key}");
    }
    for key in &details {
        assert!(has("Details", key), "Details {key}");
    }
    for (record, key, vi, en) in schema::texts() {
        assert!(!vi.is_empty() && !en.is_empty(), "{record} {key}");
        let used = needed.contains(&(record, key));
        assert!(used || (*record == "Details" && details.contains(*key)), "{record} {key}");
    }
}

#[test]
fn lists_of_words_are_whole() {
    let schema = schema::schema(What::Document, Lang::Vi);
    let words = |value: &Value| -> BTreeSet<String> {
        value["enum"].as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
    };
    let properties = &schema["properties"];
    let kinds = vanthu::kind::ALL.iter().map(|kind| kind.slug.to_owned()).collect();
    assert_eq!(words(&properties["kind"]), kinds);
    let style = vanthu::style::Style::nd30();
    for (key, marks) in [
        ("security", &style.marks.security),
        ("urgency", &style.marks.urgency),
        ("circulation", &style.marks.circulation),
        ("retrieval", &style.marks.retrieval),
    ] {
        let marks = marks.iter().map(|mark| mark.text.clone()).collect();
        assert_eq!(words(&properties[key]["anyOf"][0]), marks, "{key}");
    }
    let rules: BTreeSet<String> =
        vanthu::diagnostic::rules::ALL.iter().map(|page| page.name.to_owned()).collect();
    assert_eq!(keys(&properties["checks"]), rules);
    let forms = properties["signature"].to_string();
    assert!(forms.contains("Signer"));
    let authority = schema["$defs"]["SignerPart"]["properties"]["authority"].to_string();
    for form in &style.signature.forms {
        assert!(authority.contains(&format!("\"{form} ")), "{form}");
    }
}

#[test]
fn both_languages_differ_in_texts_only() {
    fn bare(value: &mut Value) {
        match value {
            Value::Object(map) => {
                // `description` and `title` are keys of ours, too: those hold no text.
                map.retain(|key, value| {
                    !(matches!(
                        key.as_str(),
                        "description" | "title" | "errorMessage" | "patternErrorMessage" | "label"
                    ) && value.is_string())
                });
                map.values_mut().for_each(bare);
            }
            Value::Array(all) => all.iter_mut().for_each(bare),
            _ => {}
        }
    }
    for what in What::ALL {
        let (mut vi, mut en) = (schema::schema(what, Lang::Vi), schema::schema(what, Lang::En));
        assert_ne!(vi, en);
        bare(&mut vi);
        bare(&mut en);
        assert_eq!(vi, en, "{}", what.name());
    }
}
