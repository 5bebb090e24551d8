//! Quotation marks and brackets, in pairs within one paragraph, cell or note.

use super::facts::{Facts, pattern};
use crate::diagnostic::{Finding, Rule, Sink};
use crate::passage::{Passage, Role};
use crate::say;
use regex::Regex;
use std::sync::LazyLock;

/// A mark that waits for its other half.
#[derive(Clone, Copy)]
struct Open {
    mark: char,
    at: usize,
}

/// `1)`, `a)`, `iv)` inside a sentence: a label, whose bracket never opened.
static LABEL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?:^|[\s;,:.(“«])(?:\p{Ll}|\d{1,2}|[ivx]{1,4})$"));
/// `[0; 5)`: an interval.
static INTERVAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^[(\[]\s*[-−+\d.,∞]+\s*;\s*[-−+\d.,∞]+\s*$"));

/// Longest interval that is looked for, in bytes.
const LONG: usize = 128;

fn is_label(before: &str) -> bool {
    // A label is short: what stands far before it is not searched.
    let start = before.char_indices().rev().take(6).last().map_or(0, |(at, _)| at);
    LABEL.is_match_at(before, start)
}

fn closing(open: char) -> char {
    match open {
        '“' | '„' => '”',
        '«' => '»',
        '(' => ')',
        '[' => ']',
        '{' => '}',
        other => other,
    }
}

/// A long quotation, as an amending document has it, opens at the start of a paragraph and closes
/// at the end of a later one.
#[derive(Default)]
pub(super) struct Pairs {
    long: Option<(Finding, char)>,
}

impl Pairs {
    /// Takes a passage; passages come in reading order.
    pub(super) fn read(&mut self, passage: &Passage<'_>, facts: &Facts, sink: &mut Sink) {
        let text = passage.text.as_str();
        if !facts.looks.paired() {
            return;
        }
        brackets(passage, sink);
        let mut stack: Vec<Open> = Vec::new();
        for (at, c) in text.char_indices() {
            match c {
                '“' | '„' | '«' => stack.push(Open { mark: c, at }),
                '"' => {
                    // An inch mark follows a digit, unless a quotation is open.
                    let inch = text[..at].ends_with(|c: char| c.is_ascii_digit());
                    match stack.last() {
                        Some(open) if open.mark == '"' => {
                            stack.pop();
                        }
                        Some(open) if ends(text, at) => {
                            sink.push(mixed(passage, *open, c, at));
                            stack.pop();
                        }
                        _ if inch => {}
                        _ => stack.push(Open { mark: c, at }),
                    }
                }
                '”' | '»' => match stack.last() {
                    Some(open) if closing(open.mark) == c => {
                        stack.pop();
                    }
                    // German and Polish „…“ aside, a left mark closes nothing.
                    Some(open) => {
                        sink.push(mixed(passage, *open, c, at));
                        stack.pop();
                    }
                    None if self.long.as_ref().is_some_and(|(_, close)| *close == c) => {
                        self.long = None;
                    }
                    None => sink.push(single(passage, c, at, false)),
                },
                _ => {}
            }
        }
        for open in stack {
            let finding = single(passage, open.mark, open.at, true);
            let starts =
                open.at == 0 && matches!(passage.role, Role::Paragraph | Role::Article { .. });
            if starts && open.mark != '"' && self.long.is_none() {
                self.long = Some((finding, closing(open.mark)));
            } else if starts && self.long.is_some() {
                // Each paragraph of a long quotation may open anew.
            } else {
                sink.push(finding);
            }
        }
    }

    /// The end of a text: what is still open never closed.
    pub(super) fn close(self, sink: &mut Sink) {
        if let Some((finding, _)) = self.long {
            sink.push(finding);
        }
    }
}

/// Whether a straight mark stands where a quotation ends.
fn ends(text: &str, at: usize) -> bool {
    let after = text[at + 1..].chars().next();
    after.is_none_or(|c| !c.is_alphanumeric()) && !text[..at].ends_with(char::is_whitespace)
}

/// The rule about a mark.
fn rule(mark: char) -> Rule {
    if "“”„«»\"".contains(mark) { Rule::QuoteUnbalanced } else { Rule::BracketUnbalanced }
}

fn single(passage: &Passage<'_>, mark: char, at: usize, open: bool) -> Finding {
    let message = if open {
        say!(
            "dấu {mark} mở mà không đóng trong đoạn này",
            "`{mark}` opens and never closes in this paragraph"
        )
    } else {
        say!(
            "dấu {mark} đóng mà không có dấu mở trong đoạn này",
            "`{mark}` closes what never opened in this paragraph"
        )
    };
    Finding::new(rule(mark), passage.span(at..at + mark.len_utf8()), message).help(say!(
        "thêm dấu còn thiếu, hoặc bỏ dấu thừa này",
        "add the one that is missing, or take this one out"
    ))
}

fn mixed(passage: &Passage<'_>, open: Open, mark: char, at: usize) -> Finding {
    let (first, wanted) = (open.mark, closing(open.mark));
    Finding::new(
        rule(mark),
        passage.span(at..at + mark.len_utf8()),
        say!(
            "mở bằng {first} mà đóng bằng {mark}",
            "opened with `{first}` and closed with `{mark}`"
        ),
    )
    .related(passage.span(open.at..open.at + first.len_utf8()), say!("mở ở đây", "opened here"))
    .help(say!("đóng bằng {wanted}", "close it with `{wanted}`"))
}

fn brackets(passage: &Passage<'_>, sink: &mut Sink) {
    let text = passage.text.as_str();
    let mut stack: Vec<Open> = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => stack.push(Open { mark: c, at }),
            ')' | ']' | '}' => match stack.last() {
                Some(open) if closing(open.mark) == c => {
                    stack.pop();
                }
                Some(open) if at - open.at < LONG && INTERVAL.is_match(&text[open.at..at]) => {
                    stack.pop();
                }
                _ if c == ')' && is_label(&text[..at]) => {}
                Some(open) => {
                    sink.push(mixed(passage, *open, c, at));
                    stack.pop();
                }
                None => sink.push(single(passage, c, at, false)),
            },
            _ => {}
        }
    }
    for open in stack {
        sink.push(single(passage, open.mark, open.at, true));
    }
}
