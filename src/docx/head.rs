//! Boxes 1 to 5, 9a, 10 and 11: what stands above the text.

use super::body::{Place, Writer};
use super::frame::{self, balanced, cased, cell, face, fit, framed, row, rule, table};
use super::xml::Xml;
use crate::check::office::mark;
use crate::manifest::printed::Line;
use crate::metrics;
use crate::style::{Style, fill, mm, twips};

impl<'a> Writer<'a> {
    /// Boxes 1 to 4: the state's name and motto on the right, the bodies on the left; number and
    /// date unless it is an attached text's head (Mẫu 1.3). Box 5b and the marks of box 10 stand
    /// under the number.
    pub(super) fn head(&mut self, attached: bool, about: Option<Place<'a>>) {
        let (document, style) = (self.numbered.document(), self.style);
        let (manifest, frame) = (document.manifest, document.frame);
        let (boxes, header) = (&style.boxes, &style.header);
        let national = cased(&boxes.national, &style.strings.national);
        let right = mm(metrics::width(&national, face(&boxes.national), boxes.national.size)) + 1.0;
        // As in nearly all real documents, the columns may reach a little into the margins where
        // that keeps the issuer's name on one line: first to the right, where the decree allows
        // 15 mm.
        let issuer = cased(&boxes.issuer, &manifest.issuer.value);
        let wanted = mm(metrics::width(&issuer, face(&boxes.issuer), boxes.issuer.size));
        let wanted = wanted + header.gap + 0.5;
        // A shorter state's or Party's name leaves the halves even.
        let right = right.max(self.width / 2.0);
        let spare = self.width - right;
        let reach = header.reach_right + header.reach_left;
        let over = if wanted > spare && wanted <= spare + reach { wanted - spare } else { 0.0 };
        let left = spare + over;
        table(&mut self.out, &[left, right], (over - header.reach_right).max(0.0));
        row(&mut self.out);
        cell(&mut self.out, left);
        let room = left - header.gap;
        if let Some(parent) = &manifest.parent {
            let text = cased(&boxes.parent, &parent.value);
            let (lines, condensed) = fit(&text, &boxes.parent, left, room, header.condense);
            self.out.paragraph("Parent", &lines.xml, &condensed, &text);
        }
        let (lines, condensed) = fit(&issuer, &boxes.issuer, left, room, header.condense);
        self.out.paragraph("Issuer", &lines.xml, &condensed, &issuer);
        if !style.strings.issuer_mark.is_empty() {
            self.out.paragraph("IssuerMark", "", "", &style.strings.issuer_mark);
        }
        rule(&mut self.out, "", left, mm(lines.widest) * style.rules.issuer);
        self.out.push_str("</w:tc>");
        cell(&mut self.out, right);
        self.out.paragraph("National", "", "", &national);
        let motto = cased(&boxes.motto, &style.strings.motto);
        let last =
            if motto.is_empty() { (&national, &boxes.national) } else { (&motto, &boxes.motto) };
        if !motto.is_empty() {
            self.out.paragraph("Motto", "", "", &motto);
        }
        let length = mm(metrics::width(last.0, face(last.1), last.1.size));
        rule(&mut self.out, "", right, length * style.rules.motto);
        self.out.push_str("</w:tc></w:tr>");
        if !attached {
            row(&mut self.out);
            cell(&mut self.out, left);
            if frame.number {
                let text = manifest.number_line(style);
                self.out.paragraph("DocumentNumber", "", "", &text);
            }
            if let Some(place) = about {
                self.about(place, left);
            }
            self.marks(left);
            if self.out.written().ends_with("</w:tcPr>") {
                self.out.paragraph("Box", "", "", "");
            }
            self.out.push_str("</w:tc>");
            cell(&mut self.out, right);
            let date = if frame.date { manifest.date_line(style) } else { String::new() };
            self.out.paragraph("PlaceDate", "", "", &date);
            self.out.push_str("</w:tc></w:tr>");
        }
        self.out.push_str("</w:tbl>");
    }

    /// Box 5b: the subject of an official letter under its number.
    fn about(&mut self, place: Place<'a>, column: f64) {
        let style = self.style;
        let (before, after) =
            style.strings.about.split_once("{subject}").unwrap_or((&style.strings.about, ""));
        let plain: String =
            place.text.blocks().map(|block| place.text.plain(block.content)).collect();
        let plain = format!("{before}{plain}{after}");
        let lines = balanced(&plain, &style.boxes.about, column, column - 6.0);
        self.out.begin("About", &lines.xml);
        self.out.run("", before);
        for block in place.text.blocks() {
            self.inlines(place, block.content);
        }
        self.out.run("", after);
        self.out.push_str("</w:p>");
    }

    /// Boxes 10a and 10b, in a column of `column` mm.
    fn marks(&mut self, column: f64) {
        let style = self.style;
        let stamps = &self.numbered.document().manifest.stamps;
        let boxes = [
            ("Security", &style.boxes.security, &style.marks.security),
            ("Urgency", &style.boxes.urgency, &style.marks.urgency),
        ];
        for (given, (id, style, list)) in stamps.iter().zip(boxes) {
            let Some(mark) = given.as_ref().and_then(|given| mark(&given.value, list)) else {
                continue;
            };
            // Frames that touch would become one.
            self.out.spacer("", 100, "");
            let side = (column - mark.width) / 2.0;
            framed(&mut self.out, id, style, &mark.text, (side, side));
        }
    }

    /// Box 5a with its rule.
    pub(super) fn subject(&mut self, place: Place<'a>) {
        let plain: String =
            place.text.blocks().map(|block| place.text.plain(block.content)).collect();
        self.ruled("Subject", &plain, |writer| {
            for block in place.text.blocks() {
                writer.inlines(place, block.content);
            }
        });
    }

    /// A subject whose text `inside` writes, and what stands under it.
    pub(super) fn ruled(&mut self, id: &str, plain: &str, inside: impl FnOnce(&mut Self)) {
        let style = self.style;
        let subject = &style.boxes.subject;
        let lines = balanced(plain, subject, self.width, self.width - 10.0);
        self.out.begin(id, &lines.xml);
        inside(self);
        self.out.push_str("</w:p>");
        if !style.strings.subject_mark.is_empty() {
            self.out.paragraph(id, "", "", &style.strings.subject_mark);
        }
        rule(&mut self.out, "", self.width, mm(lines.widest) * style.rules.subject);
    }

    /// A centred line of a box, broken evenly.
    pub(super) fn centred(&mut self, id: &str, style: &crate::style::BoxStyle, text: &str) {
        let text = cased(style, text);
        let lines = balanced(&text, style, self.width, self.width - 10.0);
        self.out.paragraph(id, &lines.xml, "", &text);
    }

    /// Box 9a: one addressee on the line of `Kính gửi:`, several each on a line of their own under
    /// it.
    pub(super) fn to(&mut self) {
        let (document, style) = (self.numbered.document(), self.style);
        let (manifest, frame) = (document.manifest, document.frame);
        let template = if frame.to.is_empty() { &style.strings.to } else { &frame.to };
        let Some(Line { text: word, .. }) = manifest.line(template, style) else { return };
        let bare = |text: &str| {
            text.trim().trim_start_matches("- ").trim_end_matches(['.', ';', ',']).to_owned()
        };
        match manifest.to.as_slice() {
            [] => {}
            [one] if !frame.to_always_list => {
                let text = format!("{word} {}", bare(&one.value));
                let lines = balanced(&text, &style.boxes.to, self.width, self.width - 10.0);
                let indents =
                    if lines.xml.is_empty() { "<w:ind w:left=\"0\"/>" } else { &lines.xml };
                let more = format!("{indents}<w:jc w:val=\"center\"/>");
                self.out.paragraph("To", &more, "", &text);
            }
            many => {
                // Words longer than the usual two stand at the left edge.
                let long = !frame.to.is_empty();
                let more = if long { "<w:ind w:left=\"0\"/>" } else { "" };
                self.out.paragraph("To", more, "", &word);
                // Lines that go on stand under the words, not under the dash.
                let item = &style.boxes.to_item;
                let dash = style.strings.to_item.split('{').next().unwrap_or_default();
                let dash = mm(metrics::width(dash, face(item), item.size));
                let (left, hang) = (twips(item.left + dash), twips(dash));
                let more = format!("<w:ind w:left=\"{left}\" w:hanging=\"{hang}\"/>");
                for (at, one) in many.iter().enumerate() {
                    let last = at + 1 == many.len();
                    let strings = &style.strings;
                    let text = if last { &strings.to_last } else { &strings.to_item };
                    let text = fill(text, |_| bare(&one.value));
                    self.out.paragraph("ToItem", &more, "", &text);
                }
            }
        }
    }
}

/// Box 11, over the first page: the header part's content, `None` without a mark.
pub(super) fn over(stamps: &[Option<crate::yaml::Scalar>; 4], style: &Style) -> Option<String> {
    let lists = [
        ("Circulation", &style.boxes.circulation, &style.marks.circulation),
        ("Retrieval", &style.boxes.retrieval, &style.marks.retrieval),
    ];
    let found: Vec<_> = stamps[2..]
        .iter()
        .zip(lists)
        .filter_map(|(given, (id, look, list))| {
            Some((id, look, mark(&given.as_ref()?.value, list)?))
        })
        .collect();
    if found.is_empty() {
        return None;
    }
    // Beside one another at the right edge: both fit between the paper's edge and the text.
    let between = 4.0;
    // A border on the cell's very edge is cut off.
    let edge = 0.5;
    let wide: f64 = found.iter().map(|(.., mark)| mark.width + between + edge).sum();
    let mut widths = vec![(style.text_width() - wide).max(1.0)];
    widths.extend(found.iter().map(|(.., mark)| mark.width + between + edge));
    let mut out = Xml::default();
    table(&mut out, &widths, 0.0);
    row(&mut out);
    cell(&mut out, widths[0]);
    out.paragraph("Box", "", "", "");
    out.push_str("</w:tc>");
    for (id, look, mark) in found {
        cell(&mut out, mark.width + between + edge);
        framed(&mut out, id, look, &mark.text, (between, edge));
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr></w:tbl>");
    frame::gap(&mut out);
    Some(out.into())
}
