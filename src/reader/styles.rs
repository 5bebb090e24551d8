//! `styles.xml`: what a paragraph and a run look like once all styles are laid over one another
//! (ISO/IEC 29500-1, 17.7.2).

use super::xml::{Outcome, Tag, Xml};
use std::collections::HashMap;

/// A font, by its place in [`Styles::fonts`].
pub(super) type Font = u16;

/// How characters look; `None`: not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Look {
    /// The font of ASCII characters, and of the others that Vietnamese has.
    pub(super) ascii: Option<Font>,
    pub(super) other: Option<Font>,
    /// In half points.
    pub(super) size: Option<u32>,
    pub(super) bold: Option<bool>,
    pub(super) italic: Option<bool>,
    pub(super) caps: Option<bool>,
    pub(super) hidden: Option<bool>,
    /// Up or down.
    pub(super) raised: Option<bool>,
    pub(super) struck: Option<bool>,
    pub(super) underlined: Option<bool>,
    /// A coloured ground.
    pub(super) marked: Option<bool>,
    /// Red, green, blue; `Some(None)` for automatic.
    pub(super) colour: Option<Option<u32>>,
}

/// How lines are aligned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
    Both,
}

/// The distance between lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// In 240ths of a single line.
    Lines(i64),
    /// In twentieths of a point.
    Exactly(i64),
    /// In twentieths of a point.
    AtLeast(i64),
}

/// How a paragraph lies on the page, in twentieths of a point; `None`: not said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) align: Option<Align>,
    pub(super) left: Option<i64>,
    /// Of the first line, from `left`; negative when it hangs.
    pub(super) first: Option<i64>,
    pub(super) before: Option<i64>,
    pub(super) after: Option<i64>,
    /// No space to a neighbour of the same style.
    pub(super) contextual: Option<bool>,
    pub(super) line: Option<Line>,
    /// Level of the outline, from 0; 9 is body text.
    pub(super) outline: Option<u8>,
    /// `w:numId`; 0 takes the numbering away.
    pub(super) list: Option<i64>,
    pub(super) level: Option<u8>,
    /// It has tab stops of its own.
    pub(super) tabs: Option<bool>,
    /// Where a frame of the paragraph stands.
    pub(super) frame: Option<Align>,
}

macro_rules! over {
    ($base:ident, $top:ident, $($field:ident)*) => { Self { $($field: $top.$field.or($base.$field)),* } };
}

impl Look {
    /// What `top` says, and what it leaves open as here.
    pub(super) fn under(self, top: Self) -> Self {
        let base = self;
        over!(base, top, ascii other size bold italic caps hidden raised struck underlined marked colour)
    }

    /// A character style over a paragraph's: what both switch on is off (17.7.3).
    fn toggled(self, top: Self) -> Self {
        let both = |base: Option<bool>, top: Option<bool>| match (base, top) {
            (Some(base), Some(top)) => Some(base != top),
            (base, top) => top.or(base),
        };
        Self {
            bold: both(self.bold, top.bold),
            italic: both(self.italic, top.italic),
            caps: both(self.caps, top.caps),
            ..self.under(top)
        }
    }
}

impl Shape {
    /// What `top` says, and what it leaves open as here.
    pub(super) fn under(self, top: Self) -> Self {
        let base = self;
        over!(base, top, align left first before after contextual line outline list level tabs frame)
    }
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    base: Option<String>,
    look: Look,
    shape: Shape,
}

/// All styles of a document.
#[derive(Debug, Default)]
pub(super) struct Styles {
    all: HashMap<String, Style>,
    look: Look,
    shape: Shape,
    /// The paragraph style of paragraphs that name none.
    default: Option<String>,
    /// Names of fonts.
    pub(super) fonts: Vec<String>,
    /// The theme's fonts: for headings, for text.
    theme: [Option<String>; 2],
}

/// A chain of styles longer than this goes in a circle.
const CHAIN: usize = 40;

impl Styles {
    /// Reads the theme's Latin fonts; before [`Self::read`].
    pub(super) fn read_theme(&mut self, text: &str) -> Outcome {
        let theme = &mut self.theme;
        Xml::new(text).root(|xml, _| {
            xml.children(|xml, _| {
                xml.children(|xml, scheme| {
                    if scheme.local() != "fontScheme" {
                        return Ok(());
                    }
                    xml.children(|xml, which| {
                        let at = usize::from(which.local() == "minorFont");
                        xml.children(|_, font| {
                            if font.local() == "latin" {
                                theme[at] = font.owned("typeface");
                            }
                            Ok(())
                        })
                    })
                })
            })
        })
    }

    /// Reads `styles.xml`.
    pub(super) fn read(&mut self, text: &str) -> Outcome {
        Xml::new(text).root(|xml, _| {
            xml.children(|xml, tag| match tag.name() {
                "docDefaults" => xml.children(|xml, which| {
                    xml.children(|xml, inner| {
                        match (which.name(), inner.name()) {
                            ("rPrDefault", "rPr") => self.look = self.look(xml)?.0,
                            ("pPrDefault", "pPr") => self.shape = shape(xml)?,
                            _ => {}
                        }
                        Ok(())
                    })
                }),
                "style" => self.style(xml, tag),
                _ => Ok(()),
            })
        })
    }

    fn style<'a>(&mut self, xml: &mut Xml<'a>, tag: &Tag<'a>) -> Outcome {
        let id = tag.get("styleId").unwrap_or_default().into_owned();
        let plain = tag.get("type").is_none_or(|kind| kind == "paragraph");
        if plain && tag.get("default").is_some_and(|value| value == "1" || value == "true") {
            self.default = Some(id.clone());
        }
        let mut style = Style::default();
        xml.children(|xml, inner| {
            match inner.name() {
                "name" => style.name = inner.val().unwrap_or_default().to_lowercase(),
                "basedOn" => style.base = inner.owned("val"),
                "rPr" => style.look = self.look(xml)?.0,
                "pPr" => style.shape = shape(xml)?,
                _ => {}
            }
            Ok(())
        })?;
        // The built-in headings are such by their names.
        if style.shape.outline.is_none()
            && let Some(level) = style.name.strip_prefix("heading ").and_then(|n| n.parse().ok())
        {
            style.shape.outline = Some(u8::clamp(level, 1, 9) - 1);
        }
        self.all.insert(id, style);
        Ok(())
    }

    /// A style and what it is based on, the last first.
    fn chain(&self, id: &str) -> Vec<&Style> {
        let mut out = Vec::new();
        let mut next = self.all.get(id);
        while let Some(style) = next.filter(|_| out.len() < CHAIN) {
            out.push(style);
            next = style.base.as_ref().and_then(|base| self.all.get(base));
        }
        out
    }

    /// A paragraph style with all under it; the default one when there is none of that name.
    pub(super) fn paragraph(&self, id: Option<&str>) -> (Look, Shape) {
        let id = id.filter(|id| self.all.contains_key(*id)).or(self.default.as_deref());
        let (mut look, mut shape) = (self.look, self.shape);
        for style in self.chain(id.unwrap_or("")).iter().rev() {
            (look, shape) = (look.under(style.look), shape.under(style.shape));
        }
        (look, shape)
    }

    /// A run in a paragraph that looks like `base`, in a character style.
    pub(super) fn run(&self, base: Look, id: Option<&str>) -> Look {
        let Some(id) = id else { return base };
        let own =
            self.chain(id).iter().rev().fold(Look::default(), |look, style| look.under(style.look));
        base.toggled(own)
    }

    /// The name of a style, in lower case.
    pub(super) fn name(&self, id: Option<&str>) -> &str {
        id.and_then(|id| self.all.get(id)).map_or("", |style| style.name.as_str())
    }

    /// The numbering that a style brings along.
    pub(super) fn list_of(&self, id: &str) -> Option<i64> {
        self.chain(id).iter().find_map(|style| style.shape.list)
    }

    fn font(&mut self, name: &str) -> Font {
        let name = name.trim();
        let at = self.fonts.iter().position(|font| font == name);
        at.unwrap_or_else(|| {
            self.fonts.push(name.to_owned());
            self.fonts.len() - 1
        })
        .min(usize::from(Font::MAX)) as Font
    }

    /// Reads `w:rPr`; also the character style it names.
    pub(super) fn look(&mut self, xml: &mut Xml<'_>) -> Outcome<(Look, Option<String>)> {
        let mut look = Look::default();
        let mut style = None;
        xml.children(|_, tag| {
            match tag.name() {
                "rStyle" => style = tag.owned("val"),
                "rFonts" => {
                    let mut pick = |theme: &str, own: &str| {
                        let name = match tag.get(theme) {
                            Some(name) => {
                                self.theme[usize::from(name.starts_with("minor"))].clone()
                            }
                            None => tag.owned(own),
                        };
                        name.map(|name| self.font(&name))
                    };
                    look.ascii = pick("asciiTheme", "ascii").or(look.ascii);
                    look.other = pick("hAnsiTheme", "hAnsi").or(look.other);
                }
                "sz" => look.size = tag.number("val").and_then(|size| u32::try_from(size).ok()),
                "b" => look.bold = Some(tag.on()),
                "i" => look.italic = Some(tag.on()),
                "caps" => look.caps = Some(tag.on()),
                "vanish" => look.hidden = Some(tag.on()),
                "vertAlign" => {
                    let value = tag.val().filter(|value| value != "baseline");
                    look.raised = value.map(|value| value == "superscript").or(look.raised);
                }
                // LibreOffice also raises by a distance; text set lower is not.
                "position" => {
                    let height = tag.number("val").filter(|height| *height != 0);
                    look.raised = look.raised.or(height.map(|height| height > 0));
                }
                "strike" | "dstrike" => look.struck = Some(tag.on()),
                "u" => look.underlined = Some(tag.on()),
                "highlight" => look.marked = Some(tag.on()),
                "shd" => {
                    let fill = tag.get("fill");
                    let plain = |fill: &str| matches!(fill, "auto" | "FFFFFF" | "ffffff");
                    look.marked = fill.map(|fill| !plain(&fill)).or(look.marked);
                }
                "color" => {
                    let value = tag.val().unwrap_or_default();
                    look.colour = Some(u32::from_str_radix(value.trim(), 16).ok());
                }
                _ => {}
            }
            Ok(())
        })?;
        Ok((look, style))
    }
}

fn align(tag: &Tag<'_>) -> Option<Align> {
    Some(match &*tag.val()? {
        "left" | "start" => Align::Left,
        "center" => Align::Centre,
        "right" | "end" => Align::Right,
        "both" | "distribute" => Align::Both,
        _ => return None,
    })
}

/// Reads what of `w:pPr` one element says.
pub(super) fn shape_of<'a>(shape: &mut Shape, xml: &mut Xml<'a>, tag: &Tag<'a>) -> Outcome {
    match tag.name() {
        "jc" => shape.align = align(tag),
        "ind" => {
            shape.left = tag.number("start").or(tag.number("left")).or(shape.left);
            let hanging = tag.number("hanging").map(|length| -length);
            shape.first = hanging.or(tag.number("firstLine")).or(shape.first);
        }
        "spacing" => {
            let auto =
                |name: &str| tag.get(name).is_some_and(|value| value == "1" || value == "true");
            // «Auto» is 14 points (17.3.1.33).
            let space = |own: &str, switch: &str| {
                if auto(switch) { Some(280) } else { tag.number(own) }
            };
            shape.before = space("before", "beforeAutospacing").or(shape.before);
            shape.after = space("after", "afterAutospacing").or(shape.after);
            if let Some(line) = tag.number("line") {
                shape.line = Some(match tag.get("lineRule").as_deref() {
                    Some("exact") => Line::Exactly(line),
                    Some("atLeast") => Line::AtLeast(line),
                    _ => Line::Lines(line),
                });
            }
        }
        "contextualSpacing" => shape.contextual = Some(tag.on()),
        "outlineLvl" => {
            shape.outline = tag.number("val").map(|level| level.clamp(0, 9) as u8);
        }
        "tabs" => shape.tabs = Some(true),
        "framePr" => {
            shape.frame = match tag.get("xAlign").as_deref() {
                Some("center") => Some(Align::Centre),
                Some("right" | "outside") => Some(Align::Right),
                _ => Some(Align::Left),
            };
        }
        "numPr" => xml.children(|_, inner| {
            match inner.name() {
                "numId" => shape.list = inner.number("val"),
                "ilvl" => shape.level = inner.number("val").map(|level| level.clamp(0, 8) as u8),
                _ => {}
            }
            Ok(())
        })?,
        _ => {}
    }
    Ok(())
}

fn shape(xml: &mut Xml<'_>) -> Outcome<Shape> {
    let mut shape = Shape::default();
    xml.children(|xml, tag| shape_of(&mut shape, xml, tag))?;
    Ok(shape)
}
