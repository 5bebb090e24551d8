//! The office's values as they are printed: number and symbol, date, who decides, what an appendix
//! belongs to.

use super::{Date, Manifest};
use crate::kind;
use crate::style::{Style, fill};
use crate::text::nfc;

const BLANK: char = '\u{a0}';

fn blank(count: usize) -> String {
    BLANK.to_string().repeat(count)
}

/// The prefix of an office's own making that a line of authority begins with, and the rest.
#[must_use]
pub fn form<'a>(line: &'a str, style: &Style) -> Option<(usize, &'a str)> {
    let line = line.trim();
    let word = line.split_whitespace().next()?;
    let at = style.signature.forms.iter().position(|form| same(form, word))?;
    Some((at, line[word.len()..].trim_start()))
}

/// Whether two words are one, whatever their case.
#[must_use]
pub fn same(one: &str, other: &str) -> bool {
    nfc(one).to_uppercase() == nfc(other).to_uppercase()
}

impl Manifest {
    /// The number; below ten with a zero before it (mục II.3), `None` on a draft.
    fn number_text(&self) -> Option<String> {
        let number = self.number.as_ref()?.value.trim().to_owned();
        let short = number.len() == 1 && number != "0";
        Some(if short { format!("0{number}") } else { number })
    }

    /// The symbol: as given, or made of the kind's abbreviation and the office's symbol when only
    /// the latter is given.
    #[must_use]
    pub fn symbol_text(&self, style: &Style) -> Option<String> {
        let given = self.symbol.as_ref()?.value.trim();
        // Another style's mark between the two parts is a finding, not a missing part.
        let first = given.split(['-', '/']).next().unwrap_or_default();
        let whole = given.contains(joint(style)) || kind::abbreviated(first).is_some();
        Some(match self.kind.short {
            Some(short) if !whole => fill(&style.strings.symbol, |name| match name {
                "kind" => short.to_owned(),
                _ => given.to_owned(),
            }),
            _ => given.to_owned(),
        })
    }

    fn value(&self, name: &str, style: &Style) -> String {
        let blanks = &style.blanks;
        match name {
            "number" => self.number_text().unwrap_or_else(|| blank(blanks.number)),
            "symbol" => self.symbol_text(style).unwrap_or_default(),
            "place" => self.place.as_ref().map_or("", |place| place.value.trim()).to_owned(),
            // Days below ten and months below three get a zero (mục II.4).
            "day" => self.date.day.map_or_else(|| blank(blanks.day), |day| format!("{day:02}")),
            "month" => match self.date.month {
                Some(month) if month < 3 => format!("{month:02}"),
                Some(month) => month.to_string(),
                None => blank(blanks.month),
            },
            "year" => self.date.year.map_or_else(|| blank(blanks.year), |year| year.to_string()),
            "issuer" => self.issuer.value.trim().to_owned(),
            "authority" => self.authority_text(style).to_uppercase(),
            "kind" => capital(self.kind.name),
            _ => String::new(),
        }
    }

    /// Box 3.
    #[must_use]
    pub fn number_line(&self, style: &Style) -> String {
        let template = &style.strings.number;
        let filled = |template: &str| fill(template, |name| self.value(name, style));
        match (template.split_once("{number}"), &self.symbol) {
            (Some((before, after)), None) => {
                let rest = after.split_once("{symbol}").map_or(after, |(_, rest)| rest);
                filled(&format!("{before}{{number}}{rest}"))
            }
            _ => filled(template),
        }
    }

    /// Box 4.
    #[must_use]
    pub fn date_line(&self, style: &Style) -> String {
        let text = fill(&style.strings.date, |name| self.value(name, style));
        text.trim_start_matches([',', ' ']).to_owned()
    }

    /// The line under an appendix's title.
    #[must_use]
    pub fn attached_line(&self, style: &Style) -> String {
        fill(&style.strings.attached, |name| self.value(name, style))
    }

    /// A fixed text of the style, with the office's own values and `details` filled in; `None` when
    /// a detail that may be absent is.
    #[must_use]
    pub fn line(&self, template: &str, style: &Style) -> Option<Line> {
        let mut out = Line { text: String::new(), items: Vec::new() };
        let mut rest = template;
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            out.text.push_str(before);
            let key = name.strip_suffix('?');
            match self.details.iter().find(|detail| nfc(&detail.key.value) == key.unwrap_or(name)) {
                Some(detail) => match detail.values.as_slice() {
                    [one] => out.text.push_str(one.value.trim()),
                    many => {
                        out.items = many.iter().map(|one| one.value.trim().to_owned()).collect();
                    }
                },
                None if key.is_some() => return None,
                None => out.text.push_str(&self.value(name, style)),
            }
            rest = after;
        }
        out.text.push_str(rest);
        out.text.truncate(out.text.trim_end().len());
        Some(out)
    }

    /// Who decides: as given; or the issuing body when it signs as a collective, the first of the
    /// style's forms; or its head's title with its name.
    #[must_use]
    pub fn authority_text(&self, style: &Style) -> String {
        if let Some(given) = &self.authority {
            return given.value.trim().to_owned();
        }
        let issuer = self.issuer.value.trim();
        let Some(signature) = self.signatures.first() else { return issuer.to_owned() };
        let top = signature.authority.first().or(signature.position.as_ref());
        let Some(top) = top.map(|line| line.value.trim()) else { return issuer.to_owned() };
        match form(top, style) {
            Some((0, _)) => issuer.to_owned(),
            Some((_, head)) => format!("{head} {issuer}"),
            None => format!("{top} {issuer}"),
        }
    }
}

/// What stands between the kind's abbreviation and the office's symbol.
#[must_use]
pub fn joint(style: &Style) -> &str {
    let text = &style.strings.symbol;
    let between = text.split_once('}').and_then(|(_, rest)| rest.split_once('{'));
    between.map(|(between, _)| between).filter(|between| !between.is_empty()).unwrap_or("-")
}

/// A line of a form: its text, and the items under it when a detail has several values.
#[derive(Debug)]
pub struct Line {
    /// The text.
    pub text: String,
    /// The items.
    pub items: Vec<String>,
}

/// The text with its first letter in upper case.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// What the program says itself in these lines: names that are no detail.
pub const OWN_NAMES: &[&str] = &["issuer", "authority", "kind", "number", "symbol", "place"];

impl Date {
    /// Whether nothing of it is open.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.day.is_some()
    }
}
