//! JSON Schemas (draft 7) of what people write, for an editor's completion and inline errors.
//!
//! They are made from tables: kinds, rules and styles from those of the program itself, the keys of a
//! section and of a document from [`section`] and [`document`], which `tests/schema.rs` holds equal to
//! what the decoders take. A schema never refuses what the program accepts; what depends on several
//! keys or files is left to `vanthu check`. What is said about each key stands in `schema/texts.rs`.

pub mod shape;
mod texts;

use crate::check::office;
use crate::diagnostic::{Lang, reference};
use crate::kind;
use crate::style::{BUILT_IN, Mark, Style};
use serde_json::{Map, Value, json};
use shape::{Key, Record, Shape};

/// What there is a schema of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A unit's file.
    Section,
    /// `document.yaml`
    Document,
    /// A file of `styles/`.
    Style,
    /// The value of `checks:`.
    Checks,
}

impl What {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Section, Self::Document, Self::Style, Self::Checks];

    /// Its name on the command line and in the file's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Section => "section",
            Self::Document => "document",
            Self::Style => "style",
            Self::Checks => "checks",
        }
    }

    /// Where the schema lies in a document folder, wired to by a first line in the file itself.
    #[must_use]
    pub fn path(self) -> String {
        format!(".vanthu/{}.schema.json", self.name())
    }

    /// The line by which an editor finds it, at the top of the file at `path` in the document folder.
    #[must_use]
    pub fn line(self, path: &str) -> String {
        let up = "../".repeat(path.matches('/').count());
        format!("# yaml-language-server: $schema={up}{}\n", self.path())
    }
}

/// The schema of `what`, its texts in `lang`.
#[must_use]
pub fn schema(what: What, lang: Lang) -> Value {
    let record = match what {
        What::Section => section(),
        What::Document => document(),
        What::Style => style(),
        What::Checks => return reference::schema(lang),
    };
    let mut writer = Writer { lang, style: what == What::Style, defs: Map::new() };
    let mut root = writer.object(&record);
    let mut out = Map::new();
    out.insert("$schema".into(), json!("http://json-schema.org/draft-07/schema#"));
    out.insert("title".into(), json!(texts::of(record.name, "", lang)));
    out.append(&mut root);
    if what == What::Document {
        out.insert("allOf".into(), details(lang));
    }
    out.insert("$defs".into(), Value::Object(writer.defs));
    Value::Object(out)
}

/// The same as text, for a file.
#[must_use]
pub fn text(what: What, lang: Lang) -> String {
    format!("{:#}\n", schema(what, lang))
}

/// Ids and keys of notes: letters of any script, digits, `-`, `_`, `.`. Written as what they are not,
/// for engines differ in how they name letters.
const NAME: &str = r"^\s*[^\s!-,/:-@\[-^`{-~]+\s*$";
const DATE: &str = r"^\s*[0-9]{4}-[0-9]{2}(-[0-9]{2})?\s*$";

/// The keys of a unit's file.
#[must_use]
pub fn section() -> Record {
    Record {
        name: "Section",
        keys: vec![
            Key::needed("unit", Shape::Text),
            Key::needed("title", Shape::Text),
            Key::new("id", Shape::Form(NAME)),
            Key::new("number", Shape::Text),
            Key::new("body", Shape::Text),
            Key::new("footnotes", notes()),
        ],
    }
}

fn notes() -> Shape {
    Shape::Named(Box::new(Shape::Text))
}

/// The keys of `document.yaml`.
#[must_use]
pub fn document() -> Record {
    let style = Style::nd30();
    let texts = || Shape::OneOrMore(Box::new(Shape::Text));
    let marks = |marks: &[Mark]| Shape::Usual(marks.iter().map(|mark| mark.text.clone()).collect());
    let issuer = Record {
        name: "Issuer",
        keys: vec![Key::new("parent", Shape::Text), Key::needed("name", Shape::Text)],
    };
    // The style's forms of authority, each before the title that it most often stands before.
    let title = |form: &str| if form == "TM." { "Ủy ban nhân dân" } else { "Giám đốc" };
    let forms = style.signature.forms.iter().map(|form| format!("{form} {}", title(form)));
    let forms = forms.collect();
    let signature = Record {
        name: "Signer",
        keys: vec![
            Key::new("authority", Shape::OneOrMore(Box::new(Shape::Usual(forms)))),
            Key::new("position", Shape::Text),
            Key::new("title", Shape::Text),
            Key::new("name", Shape::Text),
        ],
    };
    let group = Record {
        name: "Group",
        keys: vec![
            Key::needed("title", Shape::Text),
            Key::new("id", Shape::Form(NAME)),
            Key::new("body", Shape::Text),
            Key::new(
                "children",
                Shape::OneOrMore(Box::new(Shape::Either(vec![
                    Shape::Form(NAME),
                    Shape::Ref("Group"),
                ]))),
            ),
        ],
    };
    let page = ["portrait", "landscape"].map(|word| (word.to_owned(), String::new()));
    let appendix = Record {
        name: "AppendixEntry",
        keys: vec![
            Key::needed("id", Shape::Form(NAME)),
            Key::new("kind", kinds()),
            Key::new("page", Shape::Choice(page.into())),
        ],
    };
    Record {
        name: "Document",
        keys: vec![
            Key::new("style", usual(BUILT_IN)),
            Key::needed("kind", kinds()),
            Key::needed("issuer", Shape::Record(issuer)),
            Key::new("number", Shape::Text),
            Key::new("symbol", Shape::Text),
            Key::new("place", Shape::Text),
            Key::new("date", Shape::Form(DATE)),
            Key::new("subject", Shape::Text),
            Key::new("to", texts()),
            Key::new("authority", Shape::Text),
            Key::new("basis", texts()),
            Key::new("details", Shape::Details),
            Key::new("opening", Shape::Text),
            Key::new("body", Shape::Text),
            Key::new("headings", Shape::Usual(style.headings.keys().cloned().collect())),
            Key::new(
                "outline",
                Shape::List(Box::new(Shape::Either(vec![Shape::Form(NAME), Shape::Record(group)]))),
            ),
            Key::new("closing", Shape::Text),
            Key::new("signature", Shape::OneOrMore(Box::new(Shape::Record(signature)))),
            Key::new("recipients", texts()),
            Key::new("filing", Shape::Text),
            Key::new("drafter", Shape::Text),
            Key::new("copies", Shape::Text),
            Key::new("address", texts()),
            Key::new("footnotes", notes()),
            Key::new(
                "appendices",
                Shape::OneOrMore(Box::new(Shape::Either(vec![
                    Shape::Form(NAME),
                    Shape::Record(appendix),
                ]))),
            ),
            Key::new("security", marks(&style.marks.security)),
            Key::new("urgency", marks(&style.marks.urgency)),
            Key::new("circulation", marks(&style.marks.circulation)),
            Key::new("retrieval", marks(&style.marks.retrieval)),
            Key::new("checks", Shape::Checks),
        ],
    }
}

/// The keys of a style. Each may be left out, for a style says only what it changes.
fn style() -> Record {
    let mut record = Style::keys();
    record.keys.insert(0, Key::new("extends", usual(BUILT_IN)));
    record
}

fn usual(words: &[&str]) -> Shape {
    Shape::Usual(words.iter().map(|word| (*word).to_owned()).collect())
}

fn kinds() -> Shape {
    Shape::Choice(kind::ALL.iter().map(|kind| (kind.slug.into(), kind.name.into())).collect())
}

/// Which details each kind's form needs. A style may have others, so others are not refused.
fn details(lang: Lang) -> Value {
    let style = Style::nd30();
    let of_kind = |kind: &'static kind::Kind| {
        let wanted = office::wanted(style.frame(kind));
        (!wanted.is_empty()).then(|| {
            let properties: Map<String, Value> = wanted
                .keys()
                .map(|key| (key.clone(), json!({ "description": texts::of("Details", key, lang) })))
                .collect();
            json!({
                "if": { "required": ["kind"], "properties": { "kind": { "const": kind.slug } } },
                "then": { "properties": { "details": { "properties": properties } } },
            })
        })
    };
    Value::Array(kind::ALL.iter().filter_map(of_kind).collect())
}

/// What a detail of a kind's form is.
#[must_use]
pub fn detail(key: &str, lang: Lang) -> &'static str {
    texts::of("Details", key, lang)
}

struct Writer {
    lang: Lang,
    /// A style says only what it changes, so outside lists none of its keys is required.
    style: bool,
    defs: Map<String, Value>,
}

impl Writer {
    fn object(&mut self, record: &Record) -> Map<String, Value> {
        self.record(record, !self.style)
    }

    fn record(&mut self, record: &Record, whole: bool) -> Map<String, Value> {
        let mut properties = Map::new();
        let mut required = Vec::new();
        for key in &record.keys {
            let needed = whole && key.required;
            let mut value = self.value(&key.shape, needed);
            let text = texts::of(record.name, key.name, self.lang);
            value.insert("description".into(), json!(text));
            if matches!(key.name, "body" | "opening" | "closing") && !self.style {
                let label = self.say("viết từ dòng dưới", "text from the next line on");
                let snippet = json!([{ "label": label, "body": "|\n  $1" }]);
                value.insert("defaultSnippets".into(), snippet);
            }
            properties.insert(key.name.into(), Value::Object(value));
            if needed {
                required.push(key.name);
            }
        }
        let mut out = Map::new();
        out.insert("type".into(), json!(types(&["object"], whole)));
        out.insert("additionalProperties".into(), json!(false));
        out.insert("properties".into(), Value::Object(properties));
        if !required.is_empty() {
            out.insert("required".into(), json!(required));
        }
        out
    }

    fn say(&self, vi: &str, en: &str) -> Value {
        match self.lang {
            Lang::Vi => json!(vi),
            Lang::En => json!(en),
        }
    }

    /// Any plain value. Not said by a list of types, lest an editor offers `true`, `false` and `null`;
    /// `anyOf` of one makes it put the colon after the key.
    fn scalar(&self, needed: bool) -> Value {
        let (kinds, message) = if needed {
            let message = self.say("phải ghi nội dung ở đây", "something must be written here");
            (json!(["array", "object", "null"]), message)
        } else {
            (json!(["array", "object"]), self.say("phải là chữ", "must be text"))
        };
        json!({ "anyOf": [{
            "if": { "type": kinds },
            "then": { "type": "string", "errorMessage": message },
        }] })
    }

    fn number(most: f64, whole: bool, needed: bool) -> Value {
        let kind = if whole { "integer" } else { "number" };
        json!({ "anyOf": [
            { "type": types(&[kind], needed), "minimum": 0, "maximum": most },
            { "type": "string", "pattern": r"^\s*\+?[0-9]*\.?[0-9]*([eE][+-]?[0-9]+)?\s*$" },
        ] })
    }

    /// `needed`: it may not be blank.
    fn value(&mut self, shape: &Shape, needed: bool) -> Map<String, Value> {
        let value = match shape {
            Shape::Text => {
                let mut value = self.scalar(needed);
                if needed {
                    value["pattern"] = json!(r"\S");
                    value["patternErrorMessage"] =
                        self.say("phải ghi nội dung ở đây", "something must be written here");
                }
                value
            }
            Shape::Form(pattern) => {
                let mut value = self.scalar(needed);
                value["pattern"] = json!(pattern);
                value["patternErrorMessage"] = if *pattern == DATE {
                    self.say(
                        "ghi năm-tháng-ngày, ví dụ 2026-03-09",
                        "write year-month-day: 2026-03-09",
                    )
                } else {
                    self.say(
                        "mã chỉ gồm chữ, số, dấu - _ và dấu chấm, không có dấu cách",
                        "letters, digits, `-`, `_` and `.`, no spaces",
                    )
                };
                value
            }
            Shape::Choice(words) => {
                let mut all: Vec<Value> = words.iter().map(|(word, _)| json!(word)).collect();
                if !needed {
                    all.push(Value::Null);
                }
                let message =
                    self.say("không có giá trị này trong danh sách", "not one of the list");
                let mut value = json!({ "enum": all, "errorMessage": message });
                if words.iter().any(|(_, text)| !text.is_empty()) {
                    value["enumDescriptions"] = words.iter().map(|(_, text)| json!(text)).collect();
                }
                value
            }
            Shape::Usual(words) => json!({ "anyOf": [{ "enum": words }, self.scalar(needed)] }),
            Shape::Number(most) => Self::number(*most, false, needed),
            Shape::Whole(most) => Self::number(*most, true, needed),
            Shape::Switch => {
                let mut all = vec![json!(true), json!(false), json!("true"), json!("false")];
                if !needed {
                    all.push(Value::Null);
                }
                json!({ "enum": all })
            }
            Shape::List(of) => {
                let items = self.item(of);
                json!({ "type": types(&["array"], needed), "items": items })
            }
            Shape::OneOrMore(of) => {
                let (one, items) = (self.value(of, needed), self.item(of));
                json!({ "anyOf": [one, { "type": "array", "items": items }] })
            }
            Shape::Named(of) => {
                let note = matches!(**of, Shape::Text) && !self.style;
                let each = if note { self.value(of, true) } else { self.value(of, false) };
                let mut value = json!({
                    "type": types(&["object"], needed), "additionalProperties": each,
                });
                if note {
                    value["propertyNames"] = json!({ "pattern": NAME });
                }
                value
            }
            Shape::Record(record) => {
                self.define(record, needed);
                json!({ "$ref": reference(record.name, needed) })
            }
            Shape::Ref(name) => json!({ "$ref": reference(name, true) }),
            Shape::Either(shapes) => {
                let all: Vec<Value> =
                    shapes.iter().map(|one| Value::Object(self.value(one, true))).collect();
                json!({ "anyOf": all })
            }
            Shape::Checks => {
                let mut checks = reference::schema(self.lang);
                if let Some(map) = checks.as_object_mut() {
                    map.remove("$schema");
                    if let Some(Value::Object(defs)) = map.remove("$defs") {
                        self.defs.extend(defs);
                    }
                    map.insert("type".into(), json!(types(&["object"], needed)));
                }
                checks
            }
            Shape::Details => json!({
                "type": types(&["object"], needed),
                "additionalProperties": { "anyOf": [
                    self.scalar(false), { "type": "array", "items": self.scalar(false) },
                ] },
            }),
        };
        match value {
            Value::Object(map) => map,
            _ => Map::new(),
        }
    }

    /// An entry of a list: a record in it is whole. Blank entries of the office's lists are passed
    /// over; those of a style are not.
    fn item(&mut self, shape: &Shape) -> Value {
        let mut value = self.value(shape, true);
        if self.style {
            return Value::Object(value);
        }
        if matches!(shape, Shape::Text) {
            value.remove("pattern"); // an empty text is passed over too
        }
        json!({ "anyOf": [value, { "type": "null" }] })
    }

    fn define(&mut self, record: &Record, whole: bool) {
        let name = definition(record.name, whole);
        if !self.defs.contains_key(&name) {
            self.defs.insert(name.clone(), Value::Null); // it may hold itself
            let object = self.record(record, whole);
            self.defs.insert(name, Value::Object(object));
        }
    }
}

fn definition(name: &str, whole: bool) -> String {
    if whole { name.to_owned() } else { format!("{name}Part") }
}

fn reference(name: &str, whole: bool) -> String {
    format!("#/$defs/{}", definition(name, whole))
}

/// Types that a value may have; one that may be blank is also null.
fn types(names: &[&str], needed: bool) -> Value {
    match (names, needed) {
        ([one], true) => json!(one),
        (many, true) => json!(many),
        (many, false) => json!(many.iter().copied().chain(["null"]).collect::<Vec<_>>()),
    }
}

/// Every text that a schema may ask for, as `record`, `key`, Vietnamese, English: for the test that
/// none is missing and none is left over.
#[must_use]
pub fn texts() -> &'static [(&'static str, &'static str, &'static str, &'static str)] {
    texts::TEXTS
}
