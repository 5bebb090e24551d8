//! Lines of a kind's form → `details:`.

use super::frame::Frame;
use crate::manifest::printed::OWN_NAMES;
use crate::passage::Role;
use crate::reader::content::Block;
use crate::style::Frame as Form;
use regex::Regex;

/// The name of our own style for such lines.
const OWN: &str = "dòng mẫu";

/// A detail and its values.
pub(super) type Detail = (String, Vec<String>);

/// Addressees in a form's own words: `… điện:`.
pub(super) fn addressees(frame: &mut Frame, form: &Form, blocks: &mut Vec<Block>) {
    let Some((_, words)) = form.to.split_once("{authority}") else { return };
    let Some(first) = blocks.first() else { return };
    let text = first.text.trim();
    let Some(who) = text.strip_suffix(words.trim_end()) else { return };
    frame.authority = Some(who.trim().to_owned());
    let is_item = |block: &&Block| matches!(block.role, Role::Item { .. });
    let items = blocks.iter().skip(1).take_while(is_item).count();
    frame.to.extend(blocks.drain(..=items).skip(1).map(|block| bare(&block.text)));
}

fn bare(text: &str) -> String {
    text.trim().trim_end_matches([';', '.', ',', '/']).trim().to_owned()
}

/// Takes the lines that the form prints out of the text.
pub(super) fn take(form: &Form, blocks: &mut Vec<Block>) -> Vec<Detail> {
    let mut out: Vec<Detail> = Vec::new();
    for template in &form.lines {
        let Some(found) = blocks.first().and_then(|block| read(template, block)) else { continue };
        let mut used = 0;
        put(&mut out, found, || {
            let next = blocks.get(used + 1);
            let item = next.filter(|block| matches!(block.role, Role::Item { .. }))?;
            used += 1;
            Some(bare(&item.text))
        });
        blocks.drain(..=used);
    }
    for template in form.last_lines.iter().rev() {
        let items = blocks.iter().rev().take_while(|block| matches!(block.role, Role::Item { .. }));
        let items = items.count();
        let at = blocks.len().checked_sub(1);
        let over = blocks.len().checked_sub(items + 1);
        let found = |at: Option<usize>| Some((at?, read(template, blocks.get(at?)?)?));
        let Some((at, found)) = found(at).or_else(|| found(over)) else { continue };
        let mut rest = blocks.split_off(at).into_iter().skip(1);
        put(&mut out, found, || rest.next().map(|block| bare(&block.text)));
    }
    out
}

fn put(
    out: &mut Vec<Detail>,
    found: Vec<(String, String)>,
    mut next: impl FnMut() -> Option<String>,
) {
    let count = found.len();
    for (n, (key, value)) in found.into_iter().enumerate() {
        if out.iter().any(|(known, _)| *known == key) {
            continue;
        }
        let mut values = vec![value];
        if n + 1 == count && values[0].is_empty() {
            values = std::iter::from_fn(&mut next).collect();
        }
        values.retain(|value| !value.is_empty());
        if !values.is_empty() {
            out.push((key, values));
        }
    }
}

/// The details in a line, when it is one of this template.
fn read(template: &str, block: &Block) -> Option<Vec<(String, String)>> {
    if block.table.is_some() || !matches!(block.role, Role::Paragraph | Role::Line) {
        return None;
    }
    let mut pattern = String::from("^");
    let mut keys = Vec::new();
    let mut letters = 0;
    let mut rest = template;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        letters += before.chars().filter(|c| c.is_alphabetic()).count();
        pattern.push_str(&spaced(before));
        let name = name.trim_end_matches('?');
        if OWN_NAMES.contains(&name) {
            pattern.push_str(".*?");
        } else {
            pattern.push_str("(.*?)");
            keys.push(name.to_owned());
        }
        rest = after;
    }
    let end = rest.trim_end_matches(['.', ';', ',', '/', ' ']);
    letters += end.chars().filter(|c| c.is_alphabetic()).count();
    pattern.push_str(&spaced(end));
    pattern.push_str(r"[.;,/\s]*$");
    if letters < 3 && block.style != OWN {
        return None;
    }
    // A text is taken for a form's line only where it is one: the whole of the line has to fit.
    let found = Regex::new(&pattern).ok()?;
    let found = found.captures(block.text.trim())?;
    let value = |n: usize| found.get(n + 1).map_or("", |part| part.as_str()).trim().to_owned();
    Some(keys.into_iter().enumerate().map(|(n, key)| (key, value(n))).collect())
}

/// Literal words of a template; a blank at its end may be missing.
fn spaced(text: &str) -> String {
    let kept = text.trim_end();
    let blank = if kept.len() < text.len() { r"\s*" } else { "" };
    format!("{}{blank}", regex::escape(kept))
}
