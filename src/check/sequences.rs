//! Labels: lettered points, numbered clauses and articles are the author's, and are checked;
//! headings' numbers are the program's, and must not be typed.

use super::facts::pattern;
use crate::assemble::{Element, Role as Part};
use crate::diagnostic::{Edit, Finding, Rule, Sink};
use crate::markup::BlockKind;
use crate::passage::{Passage, Role};
use crate::say;
use crate::source::Span;
use crate::text::POINTS;
use regex::Regex;
use std::sync::LazyLock;

/// Where a document's articles have come to; they run through all its texts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Articles {
    found: u32,
    mended: u32,
    /// Some text is missing, and maybe its articles: each text's first is taken as it is.
    partial: bool,
}

impl Articles {
    /// Before the first article of a document, of which some text may be missing.
    pub(super) fn new(partial: bool) -> Self {
        Self { partial, ..Self::default() }
    }

    /// Passes over a text: where its articles leave the document.
    pub(super) fn pass(&mut self, element: &Element<'_>) {
        if matches!(element.role, Part::Appendix { .. }) {
            *self = Self::new(self.partial);
        }
        for block in element.text.blocks() {
            if let BlockKind::Article { number } = block.kind {
                self.found = number;
                self.mended += 1;
            }
        }
    }
}

/// Where a text's points and clauses have come to: as found, and as they would be when mended.
#[derive(Debug, Default)]
struct Labels {
    letter: Option<usize>,
    clause: u32,
    mended_letter: Option<usize>,
    mended_clause: u32,
    /// The finding whose fix also changes the labels that follow.
    last_letter: Option<Finding>,
    last_clause: Option<Finding>,
    last_article: Option<Finding>,
    /// An article came already.
    began: bool,
}

/// Gives a finding away, now that no label is left that its fix would change.
fn report(finding: &mut Option<Finding>, sink: &mut Sink) {
    if let Some(finding) = finding.take() {
        sink.push(finding);
    }
}

impl Labels {
    fn end_letters(&mut self, sink: &mut Sink) {
        (self.letter, self.mended_letter) = (None, None);
        report(&mut self.last_letter, sink);
    }

    fn end_clauses(&mut self, sink: &mut Sink) {
        self.end_letters(sink);
        (self.clause, self.mended_clause) = (0, 0);
        report(&mut self.last_clause, sink);
    }
}

/// `letter-sequence` and `clause-sequence` in one text. A list begins again with `a)` or `1.` at
/// will; points also begin again under a heading, a clause or an article, clauses under a heading or
/// an article. Articles run through the whole document and begin again in an appendix.
pub(super) fn run(passages: &[Passage<'_>], articles: &mut Articles, sink: &mut Sink) {
    let mut labels = Labels::default();
    for passage in passages {
        match passage.role {
            Role::Heading { level } => {
                labels.end_clauses(sink);
                if level == 0 {
                    *articles = Articles::new(articles.partial);
                }
            }
            Role::Point { letter } => labels.point(passage, letter, sink),
            Role::Clause { number } => labels.clause(passage, number, sink),
            Role::Article { number } => labels.article(passage, number, articles, sink),
            _ => {}
        }
    }
    labels.end_clauses(sink);
    report(&mut labels.last_article, sink);
}

/// The edit that gives a label another number or letter; `from` is what stands there now.
fn relabel(passage: &Passage<'_>, from: &str, to: &str) -> Option<Edit> {
    let label = passage.label();
    let len = (label.end - label.start) as usize;
    // `a)`, `1.`, `Điều 1.`: the number ends one byte before the label does.
    let end = label.end.checked_sub(1)?;
    let start = end.checked_sub(from.len() as u32)?;
    (len > from.len()).then(|| Edit { span: Span { start, end, ..label }, text: to.to_owned() })
}

impl Labels {
    fn point(&mut self, passage: &Passage<'_>, found: char, sink: &mut Sink) {
        let place = POINTS.iter().position(|point| *point == found);
        let wanted = self.letter.map_or(0, |last| last + 1);
        if place == Some(0) {
            report(&mut self.last_letter, sink);
            (self.letter, self.mended_letter) = (Some(0), Some(0));
            return;
        }
        if place != Some(wanted) {
            report(&mut self.last_letter, sink);
            self.last_letter = Some(point(passage.label(), found, place, wanted));
        }
        self.letter = place.or(Some(wanted)).map(|place| place.min(POINTS.len() - 1));
        let mended = self.mended_letter.map_or(0, |last| last + 1);
        self.mended_letter = Some(mended);
        if let (Some(right), Some(finding)) = (POINTS.get(mended), &mut self.last_letter)
            && *right != found
        {
            finding.fix.extend(relabel(passage, &found.to_string(), &right.to_string()));
        }
    }

    fn clause(&mut self, passage: &Passage<'_>, number: u32, sink: &mut Sink) {
        self.end_letters(sink);
        if number == 1 {
            report(&mut self.last_clause, sink);
            (self.clause, self.mended_clause) = (1, 1);
            return;
        }
        if number != self.clause + 1 {
            report(&mut self.last_clause, sink);
            let wanted = self.clause + 1;
            self.last_clause =
                Some(count(passage.label(), &format!("{number}."), &format!("{wanted}.")));
        }
        self.clause = number;
        self.mended_clause += 1;
        let right = self.mended_clause;
        if let Some(finding) = &mut self.last_clause
            && right != number
        {
            finding.fix.extend(relabel(passage, &number.to_string(), &right.to_string()));
        }
    }

    fn article(
        &mut self,
        passage: &Passage<'_>,
        number: u32,
        articles: &mut Articles,
        sink: &mut Sink,
    ) {
        self.end_clauses(sink);
        if articles.partial && !self.began {
            (articles.found, articles.mended) =
                (number.saturating_sub(1), number.saturating_sub(1));
        }
        self.began = true;
        if number != articles.found + 1 {
            report(&mut self.last_article, sink);
            let wanted = articles.found + 1;
            let (found, wanted) = (format!("Điều {number}"), format!("Điều {wanted}"));
            self.last_article = Some(count(passage.label(), &found, &wanted));
        }
        articles.found = number;
        articles.mended += 1;
        if let Some(finding) = &mut self.last_article
            && articles.mended != number
        {
            let right = articles.mended.to_string();
            finding.fix.extend(relabel(passage, &number.to_string(), &right));
        }
    }
}

fn point(at: Span, found: char, place: Option<usize>, wanted: usize) -> Finding {
    let order: String = POINTS.map(String::from).join(" ");
    let finding = |message| Finding::new(Rule::LetterSequence, at, message);
    match (place, POINTS.get(wanted)) {
        (None, _) => finding(say!(
            "điểm «{found})» không có trong thứ tự chữ cái của điểm",
            "`{found})` is no letter of points"
        ))
        .help(say!("thứ tự là {order}", "the order is {order}")),
        (_, Some(next)) => finding(say!(
            "điểm «{found})» đứng ở chỗ của điểm «{next})»",
            "point `{found})` stands where `{next})` should"
        ))
        .help(say!("đánh lại thứ tự: {order}", "the order is {order}")),
        (_, None) => {
            finding(say!("hết chữ cái để đánh thứ tự điểm", "no letter is left after `y)`"))
        }
    }
}

fn count(at: Span, found: &str, wanted: &str) -> Finding {
    Finding::new(
        Rule::ClauseSequence,
        at,
        say!("«{found}» đứng ở chỗ của «{wanted}»", "`{found}` stands where `{wanted}` should"),
    )
    .help(say!("đánh lại số thứ tự", "number them again"))
}

static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:[a-zđ]\)|[0-9]{1,3}\.|Điều [0-9]{1,3}\.)\s"));

/// `label-in-text`: a line inside a paragraph begins with the label of a point or a clause, right
/// after the end of a sentence or a colon, so a blank line is missing before it.
pub(super) fn inside(passage: &Passage<'_>, sink: &mut Sink) {
    for at in &passage.breaks {
        let at = *at as usize;
        if !matches!(passage.text.as_bytes()[..at], [.., b':' | b';' | b'.']) {
            continue;
        }
        let Some(found) = LABEL.find(&passage.text[at + 1..]) else { continue };
        let label = found.as_str().trim_end();
        let start = at + 1;
        sink.push(
            Finding::new(
                Rule::LabelInText,
                passage.span(start..start + label.len()),
                say!(
                    "«{label}» nằm trong đoạn văn phía trên, nên không thành điểm, khoản riêng",
                    "`{label}` is part of the paragraph above, and begins no point or clause"
                ),
            )
            .help(say!(
                "để một dòng trống phía trên dòng này",
                "leave a blank line above this one"
            )),
        );
        return; // what follows is the same list
    }
}

static TYPED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"^(?:(?:[IVX]{1,6}|\d{1,2}(?:\.\d{1,2}){0,3}|[a-zđA-H])[.)]|\d{1,2}(?:\.\d{1,2}){1,3})\s+",
    )
});

/// `number-typed`: a heading that begins with a number; the program gives it one as well.
pub(super) fn typed(passage: &Passage<'_>, sink: &mut Sink) {
    let Role::Heading { .. } = passage.role else { return };
    let text = passage.text.as_str();
    // A label ends with its first blank.
    if !text.split(char::is_whitespace).next().is_some_and(|first| first.contains(['.', ')'])) {
        return;
    }
    let Some(found) = TYPED.find(text) else { return };
    let label = found.as_str().trim_end();
    let rest = &text[found.end()..];
    let finding = Finding::new(
        Rule::NumberTyped,
        passage.span(0..label.len()),
        say!(
            "tiêu đề đã gõ sẵn số «{label}», khi in ra sẽ có hai số",
            "the heading has its number `{label}` typed, and would print two numbers"
        ),
    )
    .help(say!("bỏ số này: số được đánh tự động", "take it out: numbers are given by the program"));
    let plain = rest.starts_with(char::is_alphabetic);
    sink.push(if plain { finding.edit(passage.span(0..found.end()), "") } else { finding });
}
