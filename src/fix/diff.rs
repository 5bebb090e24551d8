//! What changes in a file, as a unified diff.

use std::fmt::Write;

/// Lines shown around a change.
const AROUND: usize = 3;

/// The unified diff of two texts of a file called `name`. Both have the same number of lines, as
/// every [plan](super::plan) leaves it; `colour` adds terminal colours.
#[must_use]
pub fn unified(name: &str, before: &str, after: &str, colour: bool) -> String {
    let paint = |code: &str, line: &str| {
        // A carriage return stays outside, or a terminal would paint over the line.
        let text = line.trim_end_matches(['\n', '\r']);
        let end = &line[text.len()..];
        if colour { format!("\x1b[{code}m{text}\x1b[0m{end}") } else { line.to_owned() }
    };
    let (old, new): (Vec<&str>, Vec<&str>) =
        (before.split_inclusive('\n').collect(), after.split_inclusive('\n').collect());
    let count = old.len().min(new.len());
    let changed: Vec<usize> = (0..count).filter(|at| old[*at] != new[*at]).collect();
    let mut out = String::new();
    if changed.is_empty() {
        return out;
    }
    out += &paint("1", &format!("--- a/{name}\n"));
    out += &paint("1", &format!("+++ b/{name}\n"));
    let mut at = 0;
    while at < changed.len() {
        let from = changed[at].saturating_sub(AROUND);
        let mut last = at;
        while changed.get(last + 1).is_some_and(|next| *next <= changed[last] + 2 * AROUND) {
            last += 1;
        }
        let to = (changed[last] + AROUND + 1).min(count);
        let len = to - from;
        out += &paint("36", &format!("@@ -{0},{len} +{0},{len} @@\n", from + 1));
        let mut line = from;
        while line < to {
            if old[line] == new[line] {
                put(&mut out, " ", old[line], str::to_owned);
                line += 1;
                continue;
            }
            let run = (line..to).take_while(|at| old[*at] != new[*at]).count();
            for text in &old[line..line + run] {
                put(&mut out, "-", text, |text| paint("31", text));
            }
            for text in &new[line..line + run] {
                put(&mut out, "+", text, |text| paint("32", text));
            }
            line += run;
        }
        at = last + 1;
    }
    out
}

fn put(out: &mut String, mark: &str, line: &str, paint: impl Fn(&str) -> String) {
    *out += &paint(&format!("{mark}{line}"));
    if !line.ends_with('\n') {
        let _ = writeln!(out, "\n\\ No newline at end of file");
    }
}
