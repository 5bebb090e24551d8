//! `vanthu check --fix`: mends what has one right answer, tells it, and shows what remains.

use super::{FAILED, FOUND, coloured, lang, open, print, render, say_error, status, tally, tell};
use crate::cli::{CheckArgs, Format};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::io::IsTerminal;
use vanthu::diagnostic::{Lang, Sink, json as findings, text};
use vanthu::fix::{self, Done, Mended, Plan};
use vanthu::language::counted;
use vanthu::say;

/// Edits of one finding that are told one by one.
const TOLD: usize = 8;

pub(super) fn run(args: &CheckArgs) -> Result<u8, u8> {
    let CheckArgs { dir, dry_run, show, .. } = args;
    let lang = lang(show.lang);
    open(dir, lang, &mut Sink::new())?;
    let plan = fix::plan(dir);
    if !dry_run && let Err(failed) = plan.write() {
        let (name, why) = (failed.name, failed.why);
        let (vi, en) = (why.vi, why.en);
        return Err(say_error(lang, &say!("«{name}»: {vi}", "`{name}`: {en}")));
    }
    let colour = coloured(show.color, std::io::stdout().is_terminal());
    match show.format {
        Format::Text => {
            if *dry_run {
                for change in &plan.changes {
                    print(&fix::unified(&change.name, &change.before, &change.after, colour));
                }
            }
            print(&account(&plan, *dry_run, lang));
            print(&render(&plan.report, &plan.folder, show.format, lang, colour));
            tell(&summary(&plan, *dry_run, lang));
        }
        Format::Json => {
            let mut all = findings::render(&plan.report, &plan.folder.sources, lang);
            all["fixed"] = plan.mended.iter().flat_map(fixed).collect();
            print(&format!("{all:#}\n"));
        }
        Format::Sarif => {
            print(&render(&plan.report, &plan.folder, show.format, lang, colour));
        }
    }
    // What is on the disk counts.
    let before = if *dry_run && plan.errors_before > 0 { FOUND } else { 0 };
    let status = status(&plan.report, &plan.folder);
    Ok(if status == FAILED { FAILED } else { status.max(before) })
}

fn fixed(mended: &Mended) -> Vec<Value> {
    let one = |done: &Done| {
        json!({
            "rule": mended.rule.name(), "file": done.file, "line": done.line,
            "column": done.column, "from": done.from, "to": done.to,
        })
    };
    mended.edits.iter().map(one).collect()
}

/// What was mended and what could not be, one finding a line.
fn account(plan: &Plan, dry_run: bool, lang: Lang) -> String {
    let mut out = String::new();
    if !plan.mended.is_empty() {
        let head = if dry_run {
            say!("Sẽ sửa:", "To be mended:")
        } else {
            say!("Đã sửa:", "Mended:")
        };
        let _ = writeln!(out, "{}", head.get(lang));
    }
    for mended in &plan.mended {
        let Some(first) = mended.edits.first() else { continue };
        let (file, mut line) = (first.file.as_str(), first.line);
        let mut told = Vec::new();
        for done in mended.edits.iter().take(TOLD) {
            let change = format!("{} → {}", shown(&done.from, lang), shown(&done.to, lang));
            let (name, at) = (&done.file, done.line);
            let place = match () {
                () if name != file => format!("{name}:{at}: "),
                () if at != line => say!("dòng {at}: ", "line {at}: ").get(lang).to_owned(),
                () => String::new(),
            };
            line = at;
            told.push(place + &change);
        }
        let more = mended.edits.len().saturating_sub(TOLD);
        if more > 0 {
            told.push(say!("và {more} chỗ nữa", "and {more} more").get(lang).to_owned());
        }
        let _ =
            writeln!(out, "  {file}:{} [{}] {}", first.line, mended.rule.name(), told.join(", "));
        for (file, line, words) in &mended.beware {
            let text = say!(
                "xem lại «{words}» ở {file}:{line}: có thể trỏ tới chỗ vừa đánh lại, chữ này không tự sửa",
                "look at `{words}` in {file}:{line}: it may name what was renumbered, and is not changed"
            );
            let _ = writeln!(out, "    {}", text.get(lang));
        }
    }
    for refused in &plan.refused {
        let (rule, file, line) = (refused.rule.name(), &refused.file, refused.line);
        let (vi, en) = (&refused.why.vi, &refused.why.en);
        let text = say!(
            "  {file}:{line} [{rule}] không tự sửa: {vi}",
            "  {file}:{line} [{rule}] not mended: {en}"
        );
        let _ = writeln!(out, "{}", text.get(lang));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn summary(plan: &Plan, dry_run: bool, lang: Lang) -> String {
    let places: usize = plan.mended.iter().map(|mended| mended.edits.len()).sum();
    let files = plan.changes.len();
    let tally = tally(&plan.report, lang);
    let (p, f) = (counted(places, "place"), counted(files, "file"));
    let text = match (places, dry_run) {
        (0, _) => say!("không có gì để tự sửa; {tally}\n", "nothing to mend; {tally}\n"),
        (_, true) => say!(
            "sẽ sửa {places} chỗ trong {files} tệp (chưa ghi gì); sau đó: {tally}\n",
            "{p} in {f} would be mended (nothing was written); after that: {tally}\n"
        ),
        (_, false) => say!(
            "đã sửa {places} chỗ trong {files} tệp; còn lại: {tally}\n",
            "{p} in {f} mended; what remains: {tally}\n"
        ),
    };
    text.get(lang).to_owned()
}

/// A few characters so that a person sees them.
fn shown(words: &str, lang: Lang) -> String {
    let count = words.chars().count();
    if words.is_empty() {
        return say!("(xóa)", "(nothing)").get(lang).to_owned();
    }
    if words.chars().all(|c| matches!(c, ' ' | '\u{a0}' | '\t')) {
        return match (count, words) {
            (1, "\t") => say!("dấu tab", "a tab"),
            (1, _) => say!("một dấu cách", "one space"),
            _ => say!("{count} dấu cách hoặc tab", "{count} spaces or tabs"),
        }
        .get(lang)
        .to_owned();
    }
    if count < 6 && words.chars().any(text::is_hidden) {
        let codes: Vec<String> = words.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect();
        return codes.join(" ");
    }
    match lang {
        Lang::Vi => format!("«{}»", text::visible(words)),
        Lang::En => format!("`{}`", text::visible(words)),
    }
}
