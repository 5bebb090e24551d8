//! House styles: how a document looks, as data (`styles/*.yaml`).
//!
//! Lengths are millimetres, sizes and spacing points. The built-in `nd30` follows Nghị định
//! 30/2020/NĐ-CP, Phụ lục I; every other style says what it changes ([`Layer`]).

mod decode;
mod ranges;

pub use decode::Layer;

use crate::diagnostic::Sink;
use crate::kind::Kind;
use crate::source::FileId;
use crate::yaml::flat;
use decode::{Decode, choice, data};
use std::collections::BTreeMap;
use std::sync::LazyLock;

/// The styles inside the program, as `build.rs` took their files apart.
const FLAT: &[(&str, &str)] = &[
    ("nd30", include_str!(concat!(env!("OUT_DIR"), "/nd30.flat"))),
    ("nd30-small", include_str!(concat!(env!("OUT_DIR"), "/nd30-small.flat"))),
    ("dang", include_str!(concat!(env!("OUT_DIR"), "/dang.flat"))),
];

/// The names of the styles inside the program.
pub const BUILT_IN: &[&str] = &["nd30", "nd30-small", "dang"];

/// The file that places in a built-in style name: nobody can mend it there, so nothing is reported.
const INSIDE: FileId = FileId(u32::MAX);

data! {
    /// A whole style.
    Style {
        /// Its name for people.
        name "name": String,
        /// The language of the text, as in `vi-VN`.
        language "language": String,
        /// The font of everything.
        font "font": String,
        /// The page.
        page "page": Page,
        /// Running text.
        body "body": Body,
        /// The boxes' type.
        boxes "boxes": Boxes,
        /// Lengths of rules, as parts of the text above them.
        rules "rules": Rules,
        /// The two columns at the top.
        header "header": Header,
        /// The block at the end, and the forms of signing.
        signature "signature": Signature,
        /// Notes.
        notes "notes": Notes,
        /// Appendices.
        appendix "appendix": Appendix,
        /// What the marks of security, urgency and circulation may say.
        marks "marks": Marks,
        /// Open space of a draft, counted in non-breaking spaces.
        blanks "blanks": Blanks,
        /// Fixed words.
        strings "strings": Strings,
        /// Sets of levels of headings, by name.
        headings "headings": BTreeMap<String, Vec<HeadingStyle>>,
        /// What stands where, by kind or family of kinds.
        frames "frames": BTreeMap<String, Frame>,
        /// What values the decree allows; see `ranges`.
        ranges "ranges": BTreeMap<String, String>,
        /// Sizes that go up and down together.
        scale "scale": Scale,
    }
}
data! {
    /// The page, in millimetres.
    #[allow(missing_docs)]
    Page {
        width "width": f64, height "height": f64, top "top": f64, bottom "bottom": f64,
        left "left": f64, right "right": f64, header "header": f64, footer "footer": f64,
    }
}
data! {
    /// Running text: size and space before in points, indent in millimetres, line in lines, or
    /// exactly so many points unless that is 0.
    #[allow(missing_docs)]
    Body {
        size "size": f64, indent "indent": f64, before "before": f64, line "line": f64,
        exactly "exactly": f64,
    }
}
data! {
    /// The type of a box: size and spacing in points, `left` in millimetres.
    #[allow(missing_docs)]
    BoxStyle {
        size "size": f64,
        bold "bold": bool = false, italic "italic": bool = false,
        underline "underline": bool = false, upper "upper": bool = false,
        before "before": f64 = 0.0, after "after": f64 = 0.0, left "left": f64 = 0.0,
        align "align": Align = Align::Center,
        color "color": String = String::new(),
    }
}
data! {
    /// The boxes.
    #[allow(missing_docs)]
    Boxes {
        national "national": BoxStyle, motto "motto": BoxStyle, parent "parent": BoxStyle,
        issuer "issuer": BoxStyle, issuer_mark "issuer-mark": BoxStyle, number "number": BoxStyle,
        date "date": BoxStyle, kind "kind": BoxStyle, subject "subject": BoxStyle,
        about "about": BoxStyle, authority "authority": BoxStyle, resolve "resolve": BoxStyle,
        basis "basis": BoxStyle, to "to": BoxStyle, to_item "to-item": BoxStyle,
        detail "detail": BoxStyle, security "security": BoxStyle, urgency "urgency": BoxStyle,
        circulation "circulation": BoxStyle, retrieval "retrieval": BoxStyle,
        recipients_title "recipients-title": BoxStyle, recipient "recipient": BoxStyle,
        drafter "drafter": BoxStyle, signer_authority "signer-authority": BoxStyle,
        signer_position "signer-position": BoxStyle, signer_title "signer-title": BoxStyle,
        signer_name "signer-name": BoxStyle, confirmation "confirmation": BoxStyle,
        confirmation_note "confirmation-note": BoxStyle, page_number "page-number": BoxStyle,
        address "address": BoxStyle, appendix "appendix": BoxStyle,
        appendix_title "appendix-title": BoxStyle, attached "attached": BoxStyle,
        caption "caption": BoxStyle, figure "figure": BoxStyle, cell "cell": BoxStyle,
        cell_head "cell-head": BoxStyle, note "note": BoxStyle,
        copy_form "copy-form": BoxStyle,
    }
}
data! {
    /// Parts of the text above; the weight, the gap to that text and the space after in points.
    #[allow(missing_docs)]
    Rules {
        motto "motto": f64, issuer "issuer": f64, subject "subject": f64,
        attached "attached": f64, address "address": f64, copy "copy": f64,
        weight "weight": f64, gap "gap": f64, after "after": f64,
    }
}
data! {
    /// The two columns at the top.
    Header {
        /// Points that may be taken from each character so that the issuer's name fits its line.
        condense "condense": f64,
        /// Millimetres at least between the two columns' texts.
        gap "gap": f64,
        /// Millimetres that the columns may reach into the left margin for the issuer's name.
        reach_left "reach-left": f64,
        /// Likewise into the right margin.
        reach_right "reach-right": f64,
    }
}
data! {
    /// The block at the end, and the forms of signing.
    Signature {
        /// Millimetres for the hand signature.
        space "space": f64,
        /// Millimetres of the signer's column.
        width "width": f64,
        /// Points above the block.
        before "before": f64,
        /// The forms of authority, such as `KT.`
        forms "forms": Vec<String>,
        /// How forms may stand over one another, from the top, parted by spaces.
        stacks "stacks": Vec<String>,
        /// The forms of which one stands over a deputy's title.
        deputy "deputy": Vec<String>,
    }
}
data! {
    /// Notes.
    Notes {
        /// Where their numbers begin again.
        restart "restart": Restart,
    }
}
data! {
    /// Appendices.
    Appendix {
        /// The set of headings that counts in an appendix.
        headings "headings": String,
        /// A table with so many columns lies across the page.
        wide "wide": usize,
    }
}
data! {
    /// What a mark may say, and the width of its frame in millimetres.
    #[allow(missing_docs)]
    Mark { text "text": String, width "width": f64, }
}
data! {
    /// The marks.
    #[allow(missing_docs)]
    Marks {
        security "security": Vec<Mark>, urgency "urgency": Vec<Mark>,
        circulation "circulation": Vec<Mark>, retrieval "retrieval": Vec<Mark>,
    }
}
data! {
    /// Open space, in non-breaking spaces.
    #[allow(missing_docs)]
    Blanks {
        number "number": usize, day "day": usize, month "month": usize, year "year": usize,
    }
}
data! {
    /// Fixed words; names in braces are filled in.
    #[allow(missing_docs)]
    Strings {
        national "national": String, motto "motto": String, issuer_mark "issuer-mark": String,
        number "number": String, symbol "symbol": String, date "date": String,
        about "about": String, to "to": String, recipients "recipients": String,
        as_above "as-above": String, filing "filing": String, copies "copies": String,
        subject_mark "subject-mark": String, end "end": String, table "table": String,
        appendix "appendix": String, attached "attached": String,
        items "items": Vec<String>,
        to_item "to-item": String, to_last "to-last": String,
        basis_end "basis-end": String, basis_last "basis-last": String,
        recipient "recipient": String, recipient_last "recipient-last": String,
        true_copy "sao-y": String, excerpt "trich-sao": String, later_copy "sao-luc": String,
    }
}
data! {
    /// What stands where in a kind of document.
    Frame {
        /// Box 3 is printed.
        number "number": bool = true,
        /// Box 4 is printed.
        date "date": bool = true,
        /// The subject stands under the number, as box 5b.
        about "about": bool = false,
        /// What stands between head and signature, from the top.
        parts "parts": Vec<Part>,
        /// The set of headings that counts in the text.
        headings "headings": String = "muc".to_owned(),
        /// Words before the addressees, when not [`Strings::to`].
        to "to": String = String::new(),
        /// One addressee, too, stands on a line of its own.
        to_always_list "to-always-list": bool = false,
        /// Words such as `QUYẾT ĐỊNH:`.
        resolve "resolve": String = String::new(),
        /// Lines with details of the document.
        lines "lines": Vec<String> = Vec::new(),
        /// Lines after the text.
        last_lines "last-lines": Vec<String> = Vec::new(),
        /// A place under the signature for somebody else to confirm: its title and a note.
        confirmation "confirmation": Vec<String> = Vec::new(),
    }
}
data! {
    /// Sizes that go up and down together.
    Scale {
        /// The boxes.
        boxes "boxes": Vec<String>,
        /// The lawful sizes, such as `13/14/14`.
        sizes "sizes": Vec<String>,
    }
}
data! {
    /// A level of headings.
    HeadingStyle {
        /// Words before the number.
        prefix "prefix": String = String::new(),
        /// How it is counted.
        number "number": Counter,
        /// How many levels' numbers stand before its own.
        parents "parents": usize = 0,
        /// What closes the number.
        suffix "suffix": String = String::new(),
        /// Bold.
        bold "bold": bool = false,
        /// Italic.
        italic "italic": bool = false,
        /// Printed in capitals.
        upper "upper": bool = false,
        /// The label stands over the title, both centred.
        own_line "own-line": bool = false,
        /// Points above it; 0: as above a paragraph.
        before "before": f64 = 0.0,
        /// Size in points; 0: as the text.
        size "size": f64 = 0.0,
        /// Counted through the whole text, not anew under each higher heading.
        continues "continues": bool = false,
    }
}
choice! {
    /// How headings of a level are counted.
    Counter {
        /// I, II, III
        Roman "roman",
        /// 1, 2, 3
        Arabic "arabic",
        /// a, b, c, d, đ
        Letter "letter",
    }
}
choice! {
    /// How lines of a box stand.
    #[allow(missing_docs)]
    Align { Left "left", Center "center", Right "right", Both "both", }
}
choice! {
    /// Where the numbers of notes begin again.
    Restart {
        /// Nowhere.
        Document "document",
        /// In every appendix.
        Appendix "appendix",
    }
}
choice! {
    /// A part of a frame.
    Part {
        /// The kind's name.
        Kind "kind",
        /// The subject with its rule.
        Subject "subject",
        /// Who decides.
        Authority "authority",
        /// The legal basis.
        Basis "basis",
        /// `QUYẾT ĐỊNH:`
        Resolve "resolve",
        /// The addressees.
        To "to",
        /// [`Frame::lines`]
        Lines "lines",
        /// Opening, sections, closing.
        Text "text",
        /// [`Frame::last_lines`]
        LastLines "last-lines",
    }
}

impl Style {
    /// The built-in style of the decree.
    ///
    /// # Panics
    /// Never in a released program: a test reads every built-in style.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn nd30() -> Self {
        // Read once: a run over many folders asks for it with each.
        static READ: LazyLock<Style> = LazyLock::new(|| {
            Style::built_in("nd30").expect("the built-in style is read by a test")
        });
        READ.clone()
    }

    /// The built-in style called `name`.
    #[must_use]
    pub fn built_in(name: &str) -> Option<Self> {
        Self::from_layers(built_in_layers(name)?, &mut Sink::new())
    }

    /// Puts a style together: the first layer is the style itself, each one after it what the one
    /// before extends. Faults of all files go to the sink; `None` when a value cannot be used.
    pub fn from_layers(layers: Vec<Layer>, sink: &mut Sink) -> Option<Self> {
        let broken = layers.iter().any(|layer| layer.broken);
        let mut root = layers.into_iter().rev().map(|layer| layer.root).reduce(decode::merge)?;
        decode::inherit_frames(&mut root);
        let mut found = Sink::new();
        ranges::check(&root, &mut found);
        let style = decode::root::<Self>(root, broken, &mut found);
        let sound = decode::pass_on(found, sink);
        style.filter(|_| sound)
    }

    /// The frame of a kind: one of its own name, or that of its family.
    ///
    /// # Panics
    /// Never: every style rests on one that has all frames, which a test reads.
    #[must_use]
    #[allow(clippy::expect_used)]
    pub fn frame(&self, kind: &Kind) -> &Frame {
        let frame = self.frames.get(kind.slug).or_else(|| self.frames.get(kind.frame));
        frame.expect("a test asks every built-in style for every kind")
    }

    /// The keys of a style, for its JSON Schema.
    #[must_use]
    pub fn keys() -> crate::schema::shape::Record {
        <Self as decode::Record>::keys()
    }

    /// A set of headings; one that does not exist has no levels.
    #[must_use]
    pub fn levels(&self, set: &str) -> &[HeadingStyle] {
        self.headings.get(set).map_or(&[], Vec::as_slice)
    }

    /// Width of the text on an upright page, in millimetres.
    #[must_use]
    pub fn text_width(&self) -> f64 {
        self.page.width - self.page.left - self.page.right
    }
}

/// The layers of a built-in style, itself first.
#[must_use]
pub fn built_in_layers(name: &str) -> Option<Vec<Layer>> {
    let (_, lines) = FLAT.iter().find(|(other, _)| *other == name)?;
    let layer = Layer::of(flat::read(INSIDE, lines)?, false, &mut Sink::new());
    let below = match &layer.extends {
        Some(base) => built_in_layers(base.value.trim())?,
        None => Vec::new(),
    };
    Some(std::iter::once(layer).chain(below).collect())
}

/// A text with names in braces filled in; what `value` does not know stays empty.
#[must_use]
pub fn fill(template: &str, value: impl Fn(&str) -> String) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        out.push_str(before);
        out.push_str(&value(name));
        rest = after;
    }
    out.push_str(rest);
    out
}

/// The names in braces of a template, in order.
pub fn names(template: &str) -> impl Iterator<Item = &str> {
    template.split('{').skip(1).filter_map(|piece| Some(piece.split_once('}')?.0))
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
    use crate::source::Source;
    use crate::yaml::{Node, Value};

    const TEXTS: &[(&str, &str)] = &[
        ("nd30", include_str!("../styles/nd30.yaml")),
        ("nd30-small", include_str!("../styles/nd30-small.yaml")),
        ("dang", include_str!("../styles/dang.yaml")),
    ];

    /// What was taken apart when the program was built is what the parser reads.
    #[test]
    fn built_in_styles_are_their_files() {
        fn same(one: &Node, other: &Node) -> bool {
            match (&one.value, &other.value) {
                (Value::Blank, Value::Blank) => true,
                (Value::Scalar(one), Value::Scalar(other)) => *one.value == *other.value,
                (Value::List(one), Value::List(other)) => {
                    one.len() == other.len() && one.iter().zip(other).all(|(a, b)| same(a, b))
                }
                (Value::Map(one), Value::Map(other)) => {
                    one.len() == other.len()
                        && one
                            .iter()
                            .zip(other)
                            .all(|(a, b)| *a.key.value == *b.key.value && same(&a.value, &b.value))
                }
                _ => false,
            }
        }
        for (name, text) in TEXTS {
            let layers = built_in_layers(name).unwrap_or_default();
            let file = Layer::read(FileId(0), &Source::new(*name, text), &mut Sink::new());
            assert!(same(&layers[0].root, &file.root), "{name}");
            let base = |layer: &Layer| layer.extends.as_ref().map(|name| name.value.to_string());
            assert_eq!(base(&layers[0]), base(&file));
        }
    }

    #[test]
    fn built_in_styles_are_read_without_a_finding() {
        assert!(TEXTS.iter().map(|(name, _)| name).eq(BUILT_IN));
        assert!(FLAT.iter().map(|(name, _)| name).eq(BUILT_IN));
        for name in BUILT_IN {
            // Read as a file of one's own, nothing is passed over.
            let mut layers = built_in_layers(name).unwrap_or_default();
            let (_, text) =
                TEXTS.iter().find(|(other, _)| other == name).copied().unwrap_or_default();
            let mut sink = Sink::new();
            layers[0] = Layer::read(FileId(0), &Source::new(*name, text), &mut sink);
            let style = Style::from_layers(layers, &mut sink);
            let findings = sink.close(&crate::diagnostic::Levels::default()).findings;
            assert!(style.is_some() && findings.is_empty(), "{name}: {findings:?}");
        }
        assert!((Style::nd30().text_width() - 160.0).abs() < 0.001);
        assert_eq!(twips(210.0), 11906);
    }

    /// Another reader sees the same in the built-in files, values written without quotes included.
    #[test]
    fn another_reader_agrees() {
        for (name, text) in TEXTS {
            let other: serde_yaml::Value = serde_yaml::from_str(text).unwrap_or_default();
            let style = Style::built_in(name).unwrap_or_else(Style::nd30);
            let given = |path: [&str; 3]| path.iter().try_fold(&other, |value, key| value.get(key));
            assert_eq!(other["name"].as_str(), Some(style.name.as_str()));
            for (path, value) in [
                (["boxes", "national", "size"], style.boxes.national.size),
                (["boxes", "date", "size"], style.boxes.date.size),
                (["boxes", "recipient", "size"], style.boxes.recipient.size),
            ] {
                assert!(
                    given(path)
                        .and_then(serde_yaml::Value::as_f64)
                        .is_none_or(|v| (v - value).abs() < 1e-9)
                );
            }
        }
    }

    #[test]
    fn templates_are_filled() {
        assert_eq!(fill("{a}-{b}, {c", str::to_uppercase), "A-B, {c");
        assert_eq!(names("x {a} {b?}").collect::<Vec<_>>(), ["a", "b?"]);
    }
}
