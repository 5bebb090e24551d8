//! House styles: how a document looks, as data (`styles/*.yaml`).
//!
//! Lengths are millimetres, sizes and spacing points. The built-in `nd30` follows Nghị định
//! 30/2020/NĐ-CP, Phụ lục I.

use crate::diagnostic::{Finding, Rule, Sink};
use crate::say;
use crate::source::{FileId, Source, Span};
use serde::Deserialize;

const ND30: &str = include_str!("../styles/nd30.yaml");

/// The names of the styles inside the program.
pub const BUILT_IN: &[&str] = &["nd30"];

macro_rules! data {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    };
}

data! {
    /// A whole style.
    Style {
        /// Its name for people.
        name: String,
        /// The language of the text, as in `vi-VN`.
        language: String,
        /// The font of everything.
        font: String,
        /// The page.
        page: Page,
        /// Running text.
        body: Body,
        /// Sizes of type in the boxes.
        sizes: Sizes,
        /// Lengths of rules, as parts of the text above them.
        rules: Rules,
        /// The two columns at the top.
        header: Header,
        /// The block at the end.
        signature: Signature,
        /// Open space of a draft, counted in non-breaking spaces.
        blanks: Blanks,
        /// Fixed words.
        strings: Strings,
        /// The levels of headings, from the first.
        headings: Vec<HeadingStyle>,
    }
}
data! {
    /// The page, in millimetres.
    #[allow(missing_docs)]
    Page { width: f64, height: f64, top: f64, bottom: f64, left: f64, right: f64, header: f64, }
}
data! {
    /// Running text: size and space before in points, indent in millimetres, line in lines.
    #[allow(missing_docs)]
    Body { size: f64, indent: f64, before: f64, line: f64, }
}
data! {
    /// Sizes in points.
    #[allow(missing_docs)]
    Sizes {
        national: f64, motto: f64, issuer: f64, number: f64, date: f64, kind: f64, subject: f64,
        to: f64, recipients_title: f64, recipients: f64, signer: f64, page_number: f64,
        appendix: f64, note: f64, table: f64,
    }
}
data! {
    /// Parts of the text above.
    #[allow(missing_docs)]
    Rules { motto: f64, issuer: f64, subject: f64, }
}
data! {
    /// The two columns at the top.
    Header {
        /// Points that may be taken from each character so that the issuer's name fits its line.
        condense: f64,
        /// Millimetres at least between the two columns' texts.
        gap: f64,
        /// Millimetres that the columns may reach into the left margin for the issuer's name.
        reach_left: f64,
        /// Likewise into the right margin.
        reach_right: f64,
    }
}
data! {
    /// The block at the end.
    Signature {
        /// Millimetres for the hand signature.
        space: f64,
        /// Millimetres of the signer's column.
        width: f64,
    }
}
data! {
    /// Open space, in non-breaking spaces.
    #[allow(missing_docs)]
    Blanks { number: usize, day: usize, month: usize, year: usize, }
}
data! {
    /// Fixed words.
    #[allow(missing_docs)]
    Strings {
        national: String, motto: String, number: String, day: String, month: String, year: String,
        to: String, recipients: String, filing: String, end: String, table: String,
        appendix: String,
    }
}

/// How headings of a level are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counter {
    /// I, II, III
    Roman,
    /// 1, 2, 3
    Arabic,
    /// a, b, c, d, đ
    Letter,
}

/// A level of headings.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct HeadingStyle {
    /// How it is counted.
    pub number: Counter,
    /// How many levels' numbers stand before its own.
    #[serde(default)]
    pub parents: usize,
    /// What closes the number.
    pub suffix: String,
    /// Bold.
    #[serde(default)]
    pub bold: bool,
    /// Italic.
    #[serde(default)]
    pub italic: bool,
    /// Printed in capitals.
    #[serde(default)]
    pub upper: bool,
}

impl Style {
    /// The built-in style of the decree.
    ///
    /// # Panics
    /// Never in a released program: a test reads every built-in style.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn nd30() -> Self {
        serde_yaml::from_str(ND30).expect("the built-in style is read by a test")
    }

    /// The built-in style called `name`.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        (name == "nd30").then(Self::nd30)
    }

    /// Width of the text, in millimetres.
    #[must_use]
    pub fn text_width(&self) -> f64 {
        self.page.width - self.page.left - self.page.right
    }

    /// Reads a document's own style.
    pub fn read(file: FileId, source: &Source, sink: &mut Sink) -> Option<Self> {
        match serde_yaml::from_str(&source.text) {
            Ok(style) => Some(style),
            Err(error) => {
                let at = error.location().map_or(0, |place| place.index());
                let reason = error.to_string();
                sink.push(Finding::new(
                    Rule::WrongType,
                    Span::new(file, at..at),
                    say!(
                        "không đọc được kiểu trình bày: {reason}",
                        "the style cannot be read: {reason}"
                    ),
                ));
                None
            }
        }
    }
}

/// Millimetres to twentieths of a point.
#[must_use]
pub fn twips(mm: f64) -> i64 {
    (mm * 1440.0 / 25.4 + 0.5) as i64
}

/// Millimetres to points.
#[must_use]
pub fn points(mm: f64) -> f64 {
    mm * 72.0 / 25.4
}

/// Points to millimetres.
#[must_use]
pub fn mm(points: f64) -> f64 {
    points * 25.4 / 72.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn built_in_styles_are_read() {
        for name in BUILT_IN {
            assert!(Style::built_in(name).is_some());
        }
        assert!((Style::nd30().text_width() - 160.0).abs() < 0.001);
        assert_eq!(twips(210.0), 11906);
    }
}
