//! What is made from the table of rules for the repository: `docs/rules.md` and the JSON Schema of
//! `checks:`. `tests/rules.rs` holds the files equal to what is made here.

use super::catalogue::{Doc, Example, families};
use super::{Lang, Level, rules};
use serde_json::{Map, Value, json};
use std::fmt::Write;

const HEAD: &str = "# Rules

Made from the table of rules by `UPDATE=1 cargo test --test rules`; do not edit. The same is shown by
`vanthu explain RULE`, in Vietnamese or English (`--lang`).

A rule's level can be changed in `document.yaml`:

```yaml
checks: {letter-sequence: error, footnote-unused: off}
```

Levels are `error` (nothing is built), `warning` (built, but not by `build --final`) and `off`. Rules marked
*fixed* keep their level: with such a fault the document cannot come out right.

*Limits* say what a rule does not try to see.

Examples are parts of a document folder; without a file's name they are a section's. What they leave out is there:
`kind: bao-cao` and `issuer: {name: Sở Tư pháp}` in `document.yaml`; `unit`, `title` and `body` in a section. The wrong
example fires its rule, the right one comes near and fires nothing: a test runs them all. In an example `‹E9›` stands
for a byte that is no UTF-8.
";

/// `docs/rules.md`.
#[must_use]
pub fn markdown() -> String {
    let mut out = String::from(HEAD);
    for family in families() {
        let _ = writeln!(out, "\n## {} ({})\n", family.name.en, family.name.vi);
        out.push_str("| rule | level | fires on |\n|---|---|---|\n");
        for (rule, doc) in &family.rules {
            let level = Doc::level(*rule, Lang::En);
            let name = rule.name();
            let _ = writeln!(out, "| [`{name}`](#{name}) | {level} | {} |", doc.title.en);
        }
        for (rule, doc) in &family.rules {
            let _ = writeln!(out, "\n### {}\n", rule.name());
            let fix = if doc.fix { "; `--fix` can mend it" } else { "" };
            let level = Doc::level(*rule, Lang::En);
            let _ = writeln!(out, "**{}** · *{}* · {level}{fix}\n", doc.title.en, doc.title.vi);
            let _ = writeln!(out, "{}", doc.why.en);
            if let Some(source) = &doc.source {
                let _ = writeln!(out, "Laid down in: {source}.");
            }
            let _ = writeln!(out, "\n**What to do.** {}", doc.mend.en);
            let _ = writeln!(out, "\n**Limits.** {}", doc.limits.en);
            example(&mut out, "Wrong", &doc.wrong);
            example(&mut out, "Right", &doc.right);
        }
    }
    out
}

fn example(out: &mut String, head: &str, example: &Example) {
    let _ = writeln!(out, "\n{head}:");
    if let Example::Words(words) = example {
        let _ = writeln!(out, "\n{}", words.en);
    }
    for file in example.files() {
        let text = file.plain();
        if file.name.ends_with('/') {
            let _ = writeln!(out, "\nA folder called `{}`.", file.name);
            continue;
        }
        if !example.is_section() {
            let _ = writeln!(out, "\n`{}`", file.name);
        }
        let ending = file.name.rsplit_once('.').map_or("", |(_, ending)| ending);
        let _ = writeln!(out, "\n```{ending}\n{text}\n```");
    }
}

/// The JSON Schema (draft 2020-12) of `checks:`.
#[must_use]
pub fn schema(lang: Lang) -> Value {
    let mut properties = Map::new();
    for page in rules::ALL {
        let title = page.rule.doc().map_or("", |doc| doc.title.get(lang));
        let mut one = json!({ "description": title });
        if page.fixed {
            one["const"] = json!(page.level.word());
        } else {
            one["$ref"] = json!("#/$defs/level");
            one["default"] = json!(page.level.word());
        }
        properties.insert(page.name.to_owned(), one);
    }
    let levels =
        [Level::On(super::Severity::Error), Level::On(super::Severity::Warning), Level::Off];
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "checks",
        "description": match lang {
            Lang::Vi => "Mức của các quy tắc kiểm tra: khóa «checks» của document.yaml",
            Lang::En => "Levels of rules: the key `checks` of document.yaml",
        },
        "type": "object",
        "additionalProperties": false,
        "properties": properties,
        "$defs": { "level": { "enum": levels.map(Level::word) } },
    })
}
