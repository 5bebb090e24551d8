//! Lettered points, numbered clauses and articles: their labels are the author's, and are checked.

use crate::assemble::Role;
use crate::diagnostic::{Finding, Rule, Sink};
use crate::markup::BlockKind;
use crate::number::Numbered;
use crate::say;
use crate::text::POINTS;

/// `letter-sequence` and `clause-sequence`. A list begins again with `a)` or `1.` at will; points
/// also begin again under a heading, a clause or an article, clauses under a heading or an article.
/// Articles run through the whole document and begin again in an appendix.
pub(super) fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    let mut article = 0;
    for (element, ..) in numbered.elements() {
        if matches!(element.role, Role::Appendix { .. }) {
            article = 0;
        }
        let (mut letter, mut clause) = (None, 0);
        for block in &element.text.blocks {
            let at = || element.text.locate(&block.mark);
            match block.kind {
                BlockKind::Heading { .. } => (letter, clause) = (None, 0),
                BlockKind::Point { letter: found } => {
                    let place = POINTS.iter().position(|point| *point == found);
                    let wanted = letter.map_or(0, |last: usize| last + 1);
                    if place != Some(0) && place != Some(wanted) {
                        sink.push(point(at(), found, place, wanted));
                    }
                    letter = place.or(Some(wanted)).map(|place| place.min(POINTS.len() - 1));
                }
                BlockKind::Clause { number } => {
                    letter = None;
                    if number != 1 && number != clause + 1 {
                        sink.push(count(at(), &format!("{number}."), &format!("{}.", clause + 1)));
                    }
                    clause = number;
                }
                BlockKind::Article { number } => {
                    (letter, clause) = (None, 0);
                    if number != article + 1 {
                        sink.push(count(
                            at(),
                            &format!("Điều {number}"),
                            &format!("Điều {}", article + 1),
                        ));
                    }
                    article = number;
                }
                _ => {}
            }
        }
    }
}

fn point(at: crate::source::Span, found: char, place: Option<usize>, wanted: usize) -> Finding {
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

fn count(at: crate::source::Span, found: &str, wanted: &str) -> Finding {
    Finding::new(
        Rule::ClauseSequence,
        at,
        say!("«{found}» đứng ở chỗ của «{wanted}»", "`{found}` stands where `{wanted}` should"),
    )
    .help(say!("đánh lại số thứ tự", "number them again"))
}
