//! The command line: runs the pipeline and turns the outcome into an exit status.

#![allow(clippy::print_stdout, clippy::print_stderr)] // this is where text meets the terminal

mod cli;

use clap::Parser;
use cli::{Cli, Command, Format, LangArg, NotesFormat, Show};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use vanthu::diagnostic::{
    Lang, Levels, Report, Rule, Sink, Text, explain, json, rules, sarif, text,
};
use vanthu::docx::{self, Origin};
use vanthu::folder::{self, Folder};
use vanthu::text::nearest;
use vanthu::{compose, reader, register, say};

const FOUND: u8 = 1;
const FAILED: u8 = 2;

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        Command::Build { dir, output, last, force, show } => {
            build(&dir, output, last, force, &show)
        }
        Command::Check { dir, show } if is_docx(&dir) => Ok(check_docx(&dir, &show)),
        Command::Check { dir, show } => check(&dir, &show),
        Command::Notes { dir, format, lang } => notes(&dir, format, lang),
        Command::Explain { rule, lang } => explain(rule.as_deref(), lang),
    };
    ExitCode::from(outcome.unwrap_or_else(|failed| failed))
}

/// What `--lang` says; else English where the locale is English, and Vietnamese everywhere else, in
/// the locales `C` and `POSIX` too: the people and the documents are Vietnamese.
fn lang(given: Option<LangArg>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match given {
        Some(LangArg::En) => Lang::En,
        None if locale.is_some_and(|value| value.starts_with("en")) => Lang::En,
        Some(LangArg::Vi) | None => Lang::Vi,
    }
}

fn print(text: &str) {
    // A closed pipe is the reader's wish, not a fault.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

fn say_error(lang: Lang, message: &Text) -> u8 {
    let word = if lang == Lang::Vi { "lỗi" } else { "error" };
    eprintln!("{word}: {}", message.get(lang));
    FAILED
}

/// Reads a folder, or says why it cannot be one.
fn open(dir: &Path, lang: Lang, sink: &mut Sink) -> Result<Folder, u8> {
    let name = dir.display();
    if !dir.exists() {
        return Err(say_error(
            lang,
            &say!("không thấy thư mục «{name}»", "there is no folder `{name}`"),
        ));
    }
    if !dir.is_dir() {
        return Err(say_error(
            lang,
            &say!(
                "«{name}» không phải thư mục hồ sơ (thư mục có tệp document.yaml)",
                "`{name}` is no document folder (a folder with a document.yaml)"
            ),
        ));
    }
    Ok(folder::load(dir, sink))
}

fn status(report: &Report, folder: &Folder) -> u8 {
    if folder.unreadable {
        FAILED
    } else if report.errors() > 0 {
        FOUND
    } else {
        0
    }
}

fn render(
    report: &Report,
    input: &impl text::Input,
    format: Format,
    lang: Lang,
    colour: bool,
) -> String {
    match format {
        Format::Text => text::render(report, input, lang, colour),
        Format::Json => format!("{:#}\n", json::render(report, input.sources(), lang)),
        Format::Sarif => format!("{:#}\n", sarif::render(report, input.sources(), lang)),
    }
}

fn coloured(terminal: bool) -> bool {
    terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn tally(report: &Report, lang: Lang) -> String {
    let (errors, warnings) = (report.errors(), report.warnings());
    let text = if errors + warnings == 0 {
        say!("không có lỗi, không có cảnh báo", "no errors, no warnings")
    } else {
        say!("{errors} lỗi, {warnings} cảnh báo", "{errors} errors, {warnings} warnings")
    };
    text.get(lang).to_owned()
}

fn check(dir: &Path, show: &Show) -> Result<u8, u8> {
    let lang = lang(show.lang);
    let mut sink = Sink::new();
    let folder = open(dir, lang, &mut sink)?;
    let _ = compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    print(&render(&report, &folder, show.format, lang, coloured(std::io::stdout().is_terminal())));
    if show.format == Format::Text {
        print(&format!("{}\n", tally(&report, lang)));
    }
    Ok(status(&report, &folder))
}

/// A file to be checked as it stands; a folder may have any name.
fn is_docx(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("docx"))
        && !path.is_dir()
}

fn check_docx(path: &Path, show: &Show) -> u8 {
    let lang = lang(show.lang);
    let mut sink = Sink::new();
    let finished = reader::check(path, &mut sink);
    let report = sink.close(&Levels::default());
    let colour = coloured(std::io::stdout().is_terminal());
    print(&render(&report, &finished.sources, show.format, lang, colour));
    if show.format == Format::Text {
        print(&format!("{}\n", tally(&report, lang)));
    }
    if finished.unreadable { FAILED } else { u8::from(report.errors() > 0) * FOUND }
}

fn notes(dir: &Path, format: NotesFormat, given: Option<LangArg>) -> Result<u8, u8> {
    let lang = lang(given);
    let mut sink = Sink::new();
    let folder = open(dir, lang, &mut sink)?;
    let composed = compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    if let Some((numbered, _)) = composed {
        let rows = register::rows(&numbered, &folder.sources);
        print(&match format {
            NotesFormat::Text => register::table(&rows),
            NotesFormat::Json => format!("{:#}\n", register::json(&rows)),
            NotesFormat::Csv => register::csv(&rows),
        });
    }
    if report.errors() > 0 {
        eprint!(
            "{}",
            text::render(&report, &folder, lang, coloured(std::io::stderr().is_terminal()))
        );
    }
    Ok(status(&report, &folder))
}

fn explain(name: Option<&str>, given: Option<LangArg>) -> Result<u8, u8> {
    let lang = lang(given);
    let Some(name) = name else {
        print(&explain::list(lang));
        return Ok(0);
    };
    let Some(rule) = Rule::named(name) else {
        let message = match nearest(name, rules::ALL.iter().map(|page| page.name)) {
            Some(near) => say!(
                "không có quy tắc «{name}»; có phải là «{near}»?",
                "there is no rule `{name}`; did you mean `{near}`?"
            ),
            None => say!(
                "không có quy tắc «{name}»; xem danh sách: vanthu explain",
                "there is no rule `{name}`; for the list: vanthu explain"
            ),
        };
        return Err(say_error(lang, &message));
    };
    print(&explain::page(rule, lang));
    Ok(0)
}

fn build(
    dir: &Path,
    output: Option<PathBuf>,
    last: bool,
    force: bool,
    show: &Show,
) -> Result<u8, u8> {
    let lang = lang(show.lang);
    let mut sink = Sink::new();
    let mut folder = open(dir, lang, &mut sink)?;
    if last {
        folder.levels.make_final();
    }
    let levels = folder.levels.clone();
    let composed = compose(&folder, &mut sink);
    let report = sink.close(&levels);
    let colour = coloured(std::io::stderr().is_terminal());
    eprint!("{}", render(&report, &folder, show.format, lang, colour));
    let refused = report.errors() > 0 || folder.unreadable || (last && report.warnings() > 0);
    let (Some((numbered, pictures)), false) = (composed, refused) else {
        if show.format == Format::Text {
            let tally = tally(&report, lang);
            eprintln!(
                "{}",
                say!("{tally}; chưa ghi tệp nào", "{tally}; nothing was written").get(lang)
            );
        }
        return Ok(status(&report, &folder).max(FOUND));
    };
    let kind = numbered.document().manifest.kind.slug;
    let path = output.unwrap_or_else(|| dir.join(format!("{kind}.docx")));
    guard(&path, force, lang)?;
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|value| value.parse().ok());
    let written = docx::package(&numbered, &folder.style, &pictures, epoch)
        .and_then(|package| docx::save(&path, &package));
    let name = path.display();
    let size = match written {
        Ok(size) => size.div_ceil(1024),
        Err(error) => {
            return Err(say_error(
                lang,
                &say!("không ghi được «{name}»: {error}", "`{name}` cannot be written: {error}"),
            ));
        }
    };
    if show.format == Format::Text {
        let elements = &numbered.document().elements;
        let count = |at: usize| vanthu::text::words(&elements[at].text.scalar.value);
        let words: usize = vanthu::work::map(elements.len(), 64, count).into_iter().sum();
        let (sections, count) = (numbered.document().sections, numbered.notes().len());
        let tally = tally(&report, lang);
        let text = say!(
            "Đã ghi {name} ({size} KB)\n  {sections} phần, {words} từ, {count} chú thích (số trang: xem khi mở bằng Word)\n  {tally}\n",
            "Wrote {name} ({size} KB)\n  {sections} sections, {words} words, {count} notes (pages: seen when opened in Word)\n  {tally}\n"
        );
        print(text.get(lang));
    }
    Ok(0)
}

/// Refuses to write over what a person made, or keeps a copy of it first.
fn guard(path: &Path, force: bool, lang: Lang) -> Result<(), u8> {
    let name = path.display();
    if path.is_dir() {
        return Err(say_error(
            lang,
            &say!("«{name}» là thư mục, không ghi đè được", "`{name}` is a folder"),
        ));
    }
    if docx::origin(path) != Origin::Changed {
        return Ok(());
    }
    if !force {
        return Err(say_error(
            lang,
            &say!(
                "«{name}» đã được người khác tạo hoặc sửa, nên không ghi đè\n  cách sửa: ghi ra tệp khác bằng -o, hoặc thêm --force (bản cũ được giữ lại với ngày giờ trong tên)",
                "`{name}` was made or changed by somebody, so it is not written over\n  help: write elsewhere with -o, or add --force (the old file is kept under a dated name)"
            ),
        ));
    }
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    let kept = path.with_extension(format!("{seconds}.bak.docx"));
    if let Err(error) = std::fs::copy(path, &kept) {
        let kept = kept.display();
        return Err(say_error(
            lang,
            &say!(
                "không giữ được bản cũ ở «{kept}»: {error}",
                "the old file cannot be kept at `{kept}`: {error}"
            ),
        ));
    }
    Ok(())
}
