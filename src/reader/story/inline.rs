//! What stands in a paragraph: runs, fields, marks, drawings and the text in their boxes.

use super::{Field, Kind, Mark, Open, Paragraph, Picture, Piece, Teller, Unseen, is_error};
use crate::reader::styles::Look;
use crate::reader::xml::{Outcome, Tag, Xml};

impl Teller<'_> {
    pub(super) fn inline<'a>(
        &mut self,
        xml: &mut Xml<'a>,
        tag: &Tag<'a>,
        paragraph: &mut Paragraph,
    ) -> Outcome {
        match tag.name() {
            "r" => self.run(xml, paragraph),
            "hyperlink" => {
                let start = paragraph.text.len() as u32;
                let number = self.story.links.len() as u32;
                self.story.links.push(tag.owned("id").unwrap_or_default());
                let before = self.link.replace(number);
                xml.children(|xml, tag| self.inline(xml, tag, paragraph))?;
                self.link = before;
                if let Some(anchor) = tag.get("anchor").filter(|name| !name.is_empty())
                    && tag.get("id").is_none()
                {
                    paragraph.fields.push(Field {
                        range: start..paragraph.text.len() as u32,
                        word: "HYPERLINK".into(),
                        target: Some(anchor.into_owned()),
                        address: None,
                    });
                }
                Ok(())
            }
            "fldSimple" => {
                let code = tag.get("instr").unwrap_or_default().into_owned();
                self.open(code, paragraph);
                self.separate();
                xml.children(|xml, tag| self.inline(xml, tag, paragraph))?;
                self.close(paragraph);
                Ok(())
            }
            "bookmarkStart" | "bookmarkEnd" => {
                self.bookmark(tag, paragraph.marks.len());
                Ok(())
            }
            "del" | "moveFrom" => {
                self.unseen(Unseen::Deleted);
                Ok(())
            }
            "ins" | "moveTo" => {
                self.unseen(Unseen::Inserted);
                xml.children(|xml, tag| self.inline(xml, tag, paragraph))
            }
            "smartTag" | "customXml" | "sdt" | "sdtContent" | "dir" | "bdo" => {
                xml.children(|xml, tag| self.inline(xml, tag, paragraph))
            }
            _ if tag.local() == "AlternateContent" => {
                Self::first(xml, |xml, tag| self.inline(xml, tag, paragraph))
            }
            _ => {
                if tag.local().starts_with("oMath") {
                    paragraph.drawn = true;
                    self.unseen(Unseen::Equation);
                }
                Ok(())
            }
        }
    }

    fn open(&mut self, code: String, paragraph: &Paragraph) {
        let at = paragraph.text.len() as u32;
        let paragraph = self.story.paragraphs.len();
        self.open.push(Open { code, result: false, paragraph, at });
        self.hidden += 1;
    }

    /// The innermost field comes to its result.
    fn separate(&mut self) {
        if let Some(open) = self.open.last_mut().filter(|open| !open.result) {
            open.result = true;
            self.hidden -= 1;
        }
    }

    fn close(&mut self, paragraph: &mut Paragraph) {
        let Some(open) = self.open.pop() else { return };
        self.hidden -= usize::from(!open.result);
        let here = open.paragraph == self.story.paragraphs.len();
        let end = paragraph.text.len() as u32;
        let start = if here { open.at.min(end) } else { 0 };
        let mut words = open.code.split_whitespace();
        let word = words.next().unwrap_or("").to_uppercase();
        let target = match word.as_str() {
            "REF" | "NOTEREF" | "PAGEREF" => words.find(|word| !word.starts_with('\\')),
            "HYPERLINK" => words.clone().skip_while(|word| *word != "\\l").nth(1),
            _ => None,
        };
        let bare = |name: &str| name.trim_matches(['"', '“', '”']).to_owned();
        let target = target.map(bare);
        let address = words.next().filter(|first| word == "HYPERLINK" && !first.starts_with('\\'));
        let address = address.map(bare);
        if word == "NOTEREF" && here && !is_error(&paragraph.text[start as usize..]) {
            // The number of a note cited again.
            paragraph.text.truncate(start as usize);
            paragraph.pieces.retain(|piece| piece.at < start);
            let field = Some(paragraph.fields.len() as u32);
            paragraph.marks.push(Mark { at: start, note: None, field });
        }
        let range = start..paragraph.text.len() as u32;
        paragraph.fields.push(Field { range, word, target, address });
    }

    fn run(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph) -> Outcome {
        let mut look = paragraph.base;
        // The words after a note's reference are its mark (17.11.14, customMarkFollows).
        let mut own_mark = false;
        xml.children(|xml, tag| {
            let at = paragraph.text.len() as u32;
            match tag.name() {
                "rPr" => {
                    let (own, style) = self.styles.look(xml)?;
                    look = self.styles.run(paragraph.base, style.as_deref()).under(own);
                }
                "t" => {
                    let mut text = String::new();
                    xml.text(&mut text)?;
                    if own_mark {
                        return Ok(());
                    }
                    let kept = tag.get("space").is_some_and(|space| space == "preserve");
                    let blank = [' ', '\t', '\r', '\n'];
                    self.say(paragraph, look, if kept { &text } else { text.trim_matches(blank) });
                }
                "tab" | "ptab" => self.say(paragraph, look, "\t"),
                "noBreakHyphen" => self.say(paragraph, look, "-"),
                "sym" => {
                    self.unseen(Unseen::Symbol);
                    self.say(paragraph, look, "\u{25a1}");
                }
                "commentReference" => self.unseen(Unseen::Comment),
                "br" | "cr"
                    if !matches!(tag.get("type").as_deref(), Some("page" | "column"))
                        && !paragraph.text.is_empty()
                        && self.hidden == 0 =>
                {
                    paragraph.breaks.push(at);
                    self.say(paragraph, look, " ");
                }
                "footnoteReference" | "endnoteReference" => {
                    let kind =
                        if tag.name() == "footnoteReference" { Kind::Foot } else { Kind::End };
                    let id = tag.number("id").unwrap_or(i64::MIN);
                    own_mark = tag
                        .get("customMarkFollows")
                        .is_some_and(|given| !matches!(&*given, "0" | "false" | "off"));
                    paragraph.marks.push(Mark { at, note: Some((kind, id)), field: None });
                }
                "fldChar" => match tag.get("fldCharType").as_deref() {
                    Some("begin") => self.open(String::new(), paragraph),
                    Some("separate") => self.separate(),
                    Some("end") => self.close(paragraph),
                    _ => {}
                },
                "instrText" => {
                    let mut code = String::new();
                    xml.text(&mut code)?;
                    if let Some(open) = self.open.last_mut().filter(|open| !open.result) {
                        open.code.push_str(&code);
                    }
                }
                "drawing" | "pict" | "object" => {
                    self.drawing(xml, paragraph)?;
                }
                _ if tag.local() == "AlternateContent" => {
                    Self::first(xml, |xml, _| self.drawing(xml, paragraph))?;
                }
                _ => {}
            }
            Ok(())
        })
    }

    /// A drawing: its picture, or its text boxes.
    fn drawing(&mut self, xml: &mut Xml<'_>, paragraph: &mut Paragraph) -> Outcome {
        paragraph.drawn = true;
        let mut found = Drawn::default();
        let boxes = self.boxes.len();
        self.boxes(xml, &mut found)?;
        if self.hidden > 0 {
            return Ok(());
        }
        match found.relation {
            Some((relation, linked)) => paragraph.pictures.push(Picture {
                at: paragraph.text.len() as u32,
                marks: paragraph.marks.len() as u32,
                relation,
                linked,
                alternative: found.alternative,
            }),
            None if self.boxes.len() == boxes => self.unseen(Unseen::Drawing),
            None => {}
        }
        Ok(())
    }

    /// Pictures and text boxes within a drawing.
    fn boxes(&mut self, xml: &mut Xml<'_>, found: &mut Drawn) -> Outcome {
        xml.children(|xml, tag| {
            match tag.local() {
                "docPr" => found.alternative = tag.owned("descr").unwrap_or_default(),
                "shape" if found.alternative.is_empty() => {
                    found.alternative = tag.owned("alt").unwrap_or_default();
                }
                "blip" | "imagedata" if found.relation.is_none() => {
                    let own = tag.owned("embed").or_else(|| tag.owned("id"));
                    let linked = own.is_none();
                    let id = own.or_else(|| tag.owned("link")).filter(|id| !id.is_empty());
                    found.relation = id.map(|id| (id, linked));
                }
                _ => {}
            }
            if tag.name() != "txbxContent" {
                return self.boxes(xml, found);
            }
            let open = std::mem::take(&mut self.open);
            let hidden = std::mem::take(&mut self.hidden);
            let mut held = std::mem::take(&mut self.boxes);
            self.inside += 1;
            xml.children(|xml, tag| self.block(xml, tag))?;
            self.inside -= 1;
            (self.open, self.hidden) = (open, hidden);
            held.append(&mut self.boxes);
            self.boxes = held;
            Ok(())
        })
    }

    fn say(&self, paragraph: &mut Paragraph, look: Look, text: &str) {
        if text.is_empty() || self.hidden > 0 || look.hidden == Some(true) {
            return;
        }
        let at = paragraph.text.len() as u32;
        let link = self.link;
        let same = |last: &Piece| last.look == look && last.link == link;
        if !paragraph.pieces.last().is_some_and(same) {
            paragraph.pieces.push(Piece { at, look, link });
        }
        let (caps, raised) = (look.caps == Some(true), look.raised == Some(true));
        for c in text.chars() {
            match c {
                '\n' | '\r' => paragraph.text.push(' '),
                '0'..='9' if raised => paragraph.text.push(raise(c)),
                _ if caps => paragraph.text.extend(c.to_uppercase()),
                _ => paragraph.text.push(c),
            }
        }
    }
}

/// What is found in a drawing.
#[derive(Default)]
struct Drawn {
    /// The picture's relation, and whether the file is elsewhere.
    relation: Option<(String, bool)>,
    alternative: String,
}

fn raise(c: char) -> char {
    match c {
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        '0' => '⁰',
        other => char::from_u32(u32::from(other) - u32::from('4') + 0x2074).unwrap_or(other),
    }
}
