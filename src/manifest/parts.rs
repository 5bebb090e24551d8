//! Parts of `document.yaml`: signers, appendices, details of a kind's form, levels of rules.

use super::kind_of;
use crate::diagnostic::{Finding, Level, Levels, Rule, Severity, Sink};
use crate::kind::Kind;
use crate::say;
use crate::section::{Name, name};
use crate::text::nearest;
use crate::yaml::{Node, Scalar, Value, fields::Fields};

/// A signer.
#[derive(Debug)]
pub struct Signature {
    /// Lines above the position.
    pub authority: Vec<Scalar>,
    /// The position.
    pub position: Option<Scalar>,
    /// Another title, over the name (box 7b): posts in councils and committees.
    pub title: Option<Scalar>,
    /// The name; open on a draft.
    pub name: Option<Scalar>,
}

/// A section set after the signature.
#[derive(Debug)]
pub struct Appendix {
    /// Its section.
    pub name: Name,
    /// The kind of an attached text, such as `quy-che` (Mẫu 1.3); `None` for an appendix.
    pub kind: Option<&'static Kind>,
    /// Whether it lies across the page, when that is not for the program to decide.
    pub landscape: Option<bool>,
}

/// Something that a line of the kind's form prints.
#[derive(Debug)]
pub struct Detail {
    /// Its key.
    pub key: Scalar,
    /// What is printed: one text, or several each on a line of its own.
    pub values: Vec<Scalar>,
}

pub(super) fn signature(node: Node, sink: &mut Sink) -> Signature {
    let what = say!("phần chữ ký", "the signature");
    let mut fields = Fields::new(node, what, false, sink);
    let out = Signature {
        authority: fields.texts("authority"),
        position: fields.text("position"),
        title: fields.text("title"),
        name: fields.text("name"),
    };
    fields.end();
    out
}

/// An id, or a mapping with an id and how the appendix is to look.
pub(super) fn appendix(node: Node, sink: &mut Sink) -> Option<Appendix> {
    if let Value::Scalar(text) = &node.value {
        return Some(Appendix { name: name(text, sink), kind: None, landscape: None });
    }
    if matches!(node.value, Value::Blank) {
        return None;
    }
    let mut fields = Fields::new(node, say!("phụ lục", "an appendix"), false, sink);
    let id = fields.need_text("id").map(|text| name(&text, fields.sink()));
    let kind = fields.text("kind").and_then(|text| kind_of(&text, fields.sink()));
    let page = fields.text("page");
    let landscape = page.and_then(|text| match text.value.trim() {
        "landscape" => Some(true),
        "portrait" => Some(false),
        given => {
            let finding = Finding::new(
                Rule::WrongType,
                text.span,
                say!(
                    "«{given}» không phải là chiều giấy",
                    "`{given}` is not a way to turn the page"
                ),
            );
            fields.sink().push(finding.help(say!(
                "ghi landscape (giấy ngang) hoặc portrait (giấy đứng)",
                "write landscape or portrait"
            )));
            None
        }
    });
    fields.end();
    Some(Appendix { name: id?, kind, landscape })
}

/// `details:`; which keys it may have depends on the kind and the style.
pub(super) fn details(node: Node, sink: &mut Sink) -> Vec<Detail> {
    let Value::Map(entries) = node.value else {
        sink.push(Finding::new(
            Rule::WrongType,
            node.span,
            say!(
                "«details» phải gồm các dòng «khóa: giá trị»",
                "`details` must be lines of `key: value`"
            ),
        ));
        return Vec::new();
    };
    let mut out = Vec::new();
    for entry in entries {
        let nodes = match entry.value.value {
            Value::List(nodes) => nodes,
            _ => vec![entry.value],
        };
        let mut values = Vec::new();
        for node in nodes {
            match node.value {
                Value::Scalar(text) if !text.value.trim().is_empty() => values.push(text),
                Value::Scalar(_) | Value::Blank => {}
                _ => {
                    let key = &entry.key.value;
                    sink.push(Finding::new(
                        Rule::WrongType,
                        entry.key.span,
                        say!("khóa «{key}» phải là chữ", "`{key}` must be text"),
                    ));
                }
            }
        }
        if !values.is_empty() {
            out.push(Detail { key: entry.key, values });
        }
    }
    out
}

/// `checks:`
pub(super) fn checks(node: Node, sink: &mut Sink) -> Levels {
    let mut levels = Levels::default();
    let Value::Map(entries) = node.value else {
        let text = say!(
            "«checks» phải gồm các dòng «tên quy tắc: mức»",
            "`checks` must be lines of `rule: level`"
        );
        sink.push(Finding::new(Rule::WrongType, node.span, text));
        return levels;
    };
    for entry in entries {
        let key = &entry.key.value;
        let Some(rule) = Rule::named(key) else {
            let finding = Finding::new(
                Rule::UnknownRule,
                entry.key.span,
                say!("không có quy tắc «{key}»", "there is no rule `{key}`"),
            );
            sink.push(
                match nearest(key, crate::diagnostic::rules::ALL.iter().map(|page| page.name)) {
                    Some(near) => {
                        finding.help(say!("có phải là «{near}»?", "did you mean `{near}`?"))
                    }
                    None => finding,
                },
            );
            continue;
        };
        let level = match &entry.value.value {
            Value::Scalar(text) => match &*text.value {
                "error" => Some(Level::On(Severity::Error)),
                "warning" => Some(Level::On(Severity::Warning)),
                "off" => Some(Level::Off),
                _ => None,
            },
            _ => None,
        };
        match level {
            Some(level) if rule.page().fixed && level != rule.level() => sink.push(
                Finding::new(
                    Rule::WrongType,
                    entry.value.span,
                    say!("mức của quy tắc «{key}» không đổi được", "the level of `{key}` is fixed"),
                )
                .help(say!(
                    "bỏ dòng này: còn lỗi này thì văn bản không thể in đúng",
                    "take the line out: with this fault the document cannot come out right"
                )),
            ),
            Some(level) => levels.set(rule, level),
            None => sink.push(Finding::new(
                Rule::WrongType,
                entry.value.span,
                say!("mức phải là error, warning hoặc off", "a level is error, warning or off"),
            )),
        }
    }
    levels
}
