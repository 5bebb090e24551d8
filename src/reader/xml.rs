//! A part as a stream of elements: nothing is kept that the caller does not keep.

use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use quick_xml::reader::NsReader;
use std::borrow::Cow;

/// Deepest nesting that is followed; Word itself stays below 100.
const DEPTH: u32 = 250;
/// `WordprocessingML` (ISO/IEC 29500-1), transitional and strict.
const WORD: [&[u8]; 2] = [
    b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"http://purl.oclc.org/ooxml/wordprocessingml/main",
];

/// The part is no well-formed XML, or is nested too deep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fault;

pub(super) type Outcome<T = ()> = Result<T, Fault>;

/// The beginning of an element.
#[derive(Debug)]
pub(super) struct Tag<'a> {
    start: BytesStart<'a>,
    word: bool,
}

impl Tag<'_> {
    /// Its name when it is one of `WordprocessingML`, else nothing.
    pub(super) fn name(&self) -> &str {
        if self.word { self.local() } else { "" }
    }

    /// Its name without its prefix, whatever its namespace.
    pub(super) fn local(&self) -> &str {
        std::str::from_utf8(self.start.local_name().into_inner()).unwrap_or("")
    }

    /// The value of the attribute of that local name, whatever its prefix.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        let mut all = self.start.attributes();
        let found = all.with_checks(false).flatten().find(|attribute| {
            attribute.key.local_name().into_inner() == name.as_bytes()
                && attribute.key.as_namespace_binding().is_none()
        })?;
        let raw = match found.value {
            Cow::Borrowed(bytes) => Cow::Borrowed(std::str::from_utf8(bytes).ok()?),
            Cow::Owned(bytes) => Cow::Owned(String::from_utf8(bytes).ok()?),
        };
        if raw.contains('&') {
            return quick_xml::escape::unescape(&raw).ok().map(|text| text.into_owned().into());
        }
        Some(raw)
    }

    /// The same, kept.
    pub(super) fn owned(&self, name: &str) -> Option<String> {
        self.get(name).map(Cow::into_owned)
    }

    /// `w:val`.
    pub(super) fn val(&self) -> Option<Cow<'_, str>> {
        self.get("val")
    }

    /// A whole number; lengths with a fraction, which some writers make, are cut off.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        let text = self.get(name)?;
        let text = text.trim();
        let whole = text.split('.').next().unwrap_or(text);
        whole.parse::<i64>().ok().filter(|value| value.abs() < 1 << 40)
    }

    /// A switch (`ST_OnOff`): on unless it says otherwise.
    pub(super) fn on(&self) -> bool {
        self.val().is_none_or(|value| !matches!(value.trim(), "0" | "false" | "off" | "none"))
    }
}

enum Step<'a> {
    Open(Tag<'a>),
    Text(Cow<'a, str>),
    Close,
    End,
}

/// A part being read.
pub(super) struct Xml<'a> {
    reader: NsReader<&'a [u8]>,
    depth: u32,
}

impl<'a> Xml<'a> {
    /// Begins a part.
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = NsReader::from_str(text.trim_start_matches('\u{feff}'));
        reader.config_mut().expand_empty_elements = true;
        Self { reader, depth: 0 }
    }

    fn step(&mut self) -> Outcome<Step<'a>> {
        loop {
            let (space, event) = self.reader.read_resolved_event().map_err(|_| Fault)?;
            let word =
                matches!(space, ResolveResult::Bound(Namespace(name)) if WORD.contains(&name));
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > DEPTH {
                        return Err(Fault);
                    }
                    Step::Open(Tag { start, word })
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Step::Close
                }
                Event::Text(text) => Step::Text(text.decode().map_err(|_| Fault)?),
                Event::CData(text) => Step::Text(text.decode().map_err(|_| Fault)?),
                Event::GeneralRef(reference) => {
                    let c = match reference.resolve_char_ref().map_err(|_| Fault)? {
                        Some(c) => c,
                        None => match &*reference.decode().map_err(|_| Fault)? {
                            "amp" => '&',
                            "lt" => '<',
                            "gt" => '>',
                            "quot" => '"',
                            "apos" => '\'',
                            _ => return Err(Fault),
                        },
                    };
                    Step::Text(Cow::Owned(c.to_string()))
                }
                Event::Eof if self.depth > 0 => return Err(Fault),
                Event::Eof => Step::End,
                _ => continue,
            });
        }
    }

    /// Reads the whole part: `each` gets the root.
    pub(super) fn root(&mut self, each: impl FnOnce(&mut Self, &Tag<'a>) -> Outcome) -> Outcome {
        let mut each = Some(each);
        loop {
            match self.step()? {
                Step::Open(tag) => {
                    if let Some(each) = each.take() {
                        each(self, &tag)?;
                    }
                    self.leave(0)?;
                }
                Step::End => return if each.is_some() { Err(Fault) } else { Ok(()) },
                Step::Text(_) | Step::Close => {}
            }
        }
    }

    /// Reads what is left of the element just opened: `each` gets each of its children, and may leave
    /// any of it unread.
    pub(super) fn children(
        &mut self,
        mut each: impl FnMut(&mut Self, &Tag<'a>) -> Outcome,
    ) -> Outcome {
        let level = self.depth;
        while self.depth >= level {
            match self.step()? {
                Step::Open(tag) => {
                    each(self, &tag)?;
                    self.leave(level)?;
                }
                Step::End => return Err(Fault),
                Step::Text(_) | Step::Close => {}
            }
        }
        Ok(())
    }

    /// The text of the element just opened.
    pub(super) fn text(&mut self, out: &mut String) -> Outcome {
        let level = self.depth;
        while self.depth >= level {
            match self.step()? {
                Step::Text(text) => out.push_str(&text),
                Step::End => return Err(Fault),
                Step::Open(_) | Step::Close => {}
            }
        }
        Ok(())
    }

    fn leave(&mut self, level: u32) -> Outcome {
        while self.depth > level {
            if let Step::End = self.step()? {
                return Err(Fault);
            }
        }
        Ok(())
    }
}
