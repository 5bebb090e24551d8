//! `numbering.xml`: the labels that a word processor counts itself (ISO/IEC 29500-1, 17.9).

use super::styles::{Shape, Styles, shape_of};
use super::xml::{Outcome, Tag, Xml};
use crate::text::roman;
use std::collections::HashMap;

const LEVELS: usize = 9;

#[derive(Clone, Debug)]
struct Level {
    start: i64,
    format: String,
    text: String,
    /// All numbers of the label in Arabic figures.
    legal: bool,
    /// The level after which it begins again, from 1; 0: never. `None`: after any above it.
    restart: Option<i64>,
    style: Option<String>,
    shape: Shape,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            start: 1,
            format: "decimal".into(),
            text: String::new(),
            legal: false,
            restart: None,
            style: None,
            shape: Shape::default(),
        }
    }
}

#[derive(Clone, Debug, Default)]
struct List {
    levels: [Option<Level>; LEVELS],
    /// The style whose numbering this is a link to.
    link: Option<String>,
}

#[derive(Debug, Default)]
struct Instance {
    list: i64,
    starts: [Option<i64>; LEVELS],
    levels: [Option<Level>; LEVELS],
    used: [bool; LEVELS],
}

/// The label of a paragraph.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Label {
    /// As printed; a plain dot for a bullet.
    pub(super) text: String,
    /// It is a bullet.
    pub(super) bullet: bool,
    /// Its letters are a Roman number.
    pub(super) roman: bool,
    /// From 0.
    pub(super) level: u8,
    /// The indents of its level.
    pub(super) shape: Shape,
}

/// All lists, and where they have come to.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    lists: HashMap<i64, List>,
    instances: HashMap<i64, Instance>,
    counters: HashMap<i64, [Option<i64>; LEVELS]>,
}

impl Numbering {
    /// Reads `numbering.xml`.
    pub(super) fn read(&mut self, text: &str) -> Outcome {
        Xml::new(text).root(|xml, _| {
            xml.children(|xml, tag| match tag.name() {
                "abstractNum" => {
                    let id = tag.number("abstractNumId").unwrap_or(-1);
                    let mut list = List::default();
                    xml.children(|xml, inner| {
                        match inner.name() {
                            "lvl" => level(&mut list.levels, xml, inner)?,
                            "numStyleLink" => list.link = inner.owned("val"),
                            _ => {}
                        }
                        Ok(())
                    })?;
                    self.lists.insert(id, list);
                    Ok(())
                }
                "num" => {
                    let id = tag.number("numId").unwrap_or(-1);
                    let mut instance = Instance { list: -1, ..Instance::default() };
                    xml.children(|xml, inner| match inner.name() {
                        "abstractNumId" => {
                            instance.list = inner.number("val").unwrap_or(-1);
                            Ok(())
                        }
                        "lvlOverride" => {
                            let at = place(inner);
                            xml.children(|xml, what| {
                                match what.name() {
                                    "startOverride" => instance.starts[at] = what.number("val"),
                                    "lvl" => level(&mut instance.levels, xml, what)?,
                                    _ => {}
                                }
                                Ok(())
                            })
                        }
                        _ => Ok(()),
                    })?;
                    self.instances.insert(id, instance);
                    Ok(())
                }
                _ => Ok(()),
            })
        })
    }

    /// Counts a paragraph of list `id` on; `style`: the style that brings the list along.
    pub(super) fn next(
        &mut self,
        id: i64,
        at: Option<u8>,
        style: Option<&str>,
        styles: &Styles,
    ) -> Option<Label> {
        let Self { lists, instances, counters } = self;
        let mut number = instances.get(&id)?.list;
        if let Some(link) = lists.get(&number).and_then(|list| list.link.as_ref()) {
            let linked = styles.list_of(link).and_then(|id| instances.get(&id));
            number = linked.map_or(number, |instance| instance.list);
        }
        let list = lists.get(&number)?;
        let instance = instances.get_mut(&id)?;
        let own = |at: usize| instance.levels[at].as_ref().or(list.levels[at].as_ref());
        let named = || {
            let is = |at: &usize| own(*at).is_some_and(|level| level.style.as_deref() == style);
            style.and_then(|_| (0..LEVELS).find(is))
        };
        let at = at.map(usize::from).or_else(named).unwrap_or(0).min(LEVELS - 1);
        let level = own(at)?.clone();
        let levels: Vec<Option<Level>> = (0..=at).map(|at| own(at).cloned()).collect();
        let restarts: Vec<Option<i64>> =
            (0..LEVELS).map(|at| own(at).and_then(|level| level.restart)).collect();
        let counter = counters.entry(number).or_default();
        let first = !std::mem::replace(&mut instance.used[at], true);
        counter[at] = match (instance.starts[at].filter(|_| first), counter[at]) {
            (Some(start), _) => Some(start),
            (None, Some(count)) => Some(count.saturating_add(1)),
            (None, None) => Some(level.start),
        };
        for above in 0..at {
            let start = levels[above].as_ref().map_or(1, |level| level.start);
            counter[above].get_or_insert(start);
        }
        for below in at + 1..LEVELS {
            let after = restarts[below];
            if after.is_none_or(|after| after > at as i64) {
                counter[below] = None;
            }
        }
        let mut label = Label {
            bullet: level.format == "bullet",
            roman: level.format.ends_with("Roman"),
            level: at as u8,
            shape: level.shape,
            text: String::new(),
        };
        if label.bullet {
            label.text.push('•');
            return Some(label);
        }
        let mut chars = level.text.chars().peekable();
        while let Some(c) = chars.next() {
            let digit = chars.peek().and_then(|c| c.to_digit(10)).filter(|n| *n > 0);
            let Some(n) = digit.filter(|_| c == '%') else {
                label.text.push(c);
                continue;
            };
            chars.next();
            let k = n as usize - 1;
            let format = levels.get(k).and_then(Option::as_ref).map_or("decimal", |l| &l.format);
            let format = if level.legal { "decimal" } else { format };
            if let Some(count) = counter.get(k).copied().flatten() {
                label.text.push_str(&shown(count, format));
            }
        }
        (level.format != "none" || !label.text.is_empty()).then_some(label)
    }
}

fn place(tag: &Tag<'_>) -> usize {
    tag.number("ilvl").unwrap_or(0).clamp(0, LEVELS as i64 - 1) as usize
}

fn level<'a>(levels: &mut [Option<Level>; LEVELS], xml: &mut Xml<'a>, tag: &Tag<'a>) -> Outcome {
    let mut level = Level::default();
    xml.children(|xml, inner| {
        match inner.name() {
            "start" => level.start = inner.number("val").unwrap_or(1),
            "numFmt" => level.format = inner.val().unwrap_or_default().into_owned(),
            "lvlText" => level.text = inner.val().unwrap_or_default().chars().take(64).collect(),
            "isLgl" => level.legal = inner.on(),
            "lvlRestart" => level.restart = inner.number("val"),
            "pStyle" => level.style = inner.owned("val"),
            "pPr" => {
                return xml.children(|xml, what| shape_of(&mut level.shape, xml, what));
            }
            _ => {}
        }
        Ok(())
    })?;
    levels[place(tag)] = Some(level);
    Ok(())
}

/// A count in a format of `ST_NumberFormat`; those that no Vietnamese document has, in figures.
fn shown(count: i64, format: &str) -> String {
    let letter = |first: u8| {
        // z is followed by aa, bb and so on (17.18.59).
        let at = count.max(1) - 1;
        let c = char::from(first + (at % 26) as u8);
        c.to_string().repeat((at / 26 + 1).min(50) as usize)
    };
    let small = || u32::try_from(count).ok().filter(|count| (1..4000).contains(count));
    match (format, small()) {
        ("lowerLetter", Some(_)) => letter(b'a'),
        ("upperLetter", Some(_)) => letter(b'A'),
        ("lowerRoman", Some(count)) => roman(count).to_lowercase(),
        ("upperRoman", Some(count)) => roman(count),
        ("decimalZero", _) => format!("{count:02}"),
        ("none", _) => String::new(),
        _ => count.to_string(),
    }
}
