//! The commands, one file each, and what they share: the language, the terminal, a folder opened.

mod batch;
mod build;
mod check;
mod completions;
mod copy;
mod explain;
mod fix;
mod import;
mod init;
mod man;
mod memory;
mod new;
mod notes;
pub(crate) mod progress;
mod result;
mod schema;
mod status;
mod watch;

use crate::cli::{Cli, ColorArg, Command, Format, LangArg};
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;
use std::time::Instant;
use vanthu::diagnostic::{Lang, Report, Sink, Text, json, sarif, text};
use vanthu::folder::{self, Folder};
use vanthu::language::counted;
use vanthu::save::Refused;
use vanthu::say;

/// Exit status: findings at error level.
const FOUND: u8 = 1;
/// Exit status: could not run.
const FAILED: u8 = 2;

/// How much is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Says {
    /// Findings, errors, and what was asked for.
    Little,
    Usual,
    /// Also what is done, and how long it takes.
    Much,
}

static SAYS: OnceLock<Says> = OnceLock::new();

/// The language that was given before the command's name.
static BEFORE: OnceLock<Option<LangArg>> = OnceLock::new();

fn says() -> Says {
    *SAYS.get().unwrap_or(&Says::Usual)
}

/// Runs what the command line asks for and gives the exit status.
pub(crate) fn run(cli: Cli) -> u8 {
    let _ = BEFORE.set(cli.lang);
    let _ = SAYS.set(if cli.quiet {
        Says::Little
    } else if cli.verbose {
        Says::Much
    } else {
        Says::Usual
    });
    let outcome = match cli.command {
        Command::Build(args) => build::run(args),
        Command::Check(args) => check::run(&args),
        Command::Copy(args) => copy::run(args),
        Command::Notes(args) => notes::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Init(args) => init::run(args),
        Command::New(args) => new::run(&args),
        Command::Status(args) => status::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Schema(args) => Ok(schema::run(&args)),
        Command::Import(args) => import::run(&args),
        Command::Completions(args) => Ok(completions::run(&args)),
        Command::Man(args) => man::run(&args),
    };
    outcome.unwrap_or_else(|failed| failed)
}

/// What `--lang` says; else English where the locale is English, and Vietnamese everywhere else, in
/// the locales `C` and `POSIX` too: the people and the documents are Vietnamese.
pub(crate) fn lang(given: Option<LangArg>) -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(|name| std::env::var(name).ok())
        .find(|value| !value.is_empty());
    match given.or_else(|| BEFORE.get().copied().flatten()) {
        Some(LangArg::En) => Lang::En,
        None if locale.is_some_and(|value| value.starts_with("en")) => Lang::En,
        Some(LangArg::Vi) | None => Lang::Vi,
    }
}

fn print(text: &str) {
    // A closed pipe is the reader's wish, not a fault.
    let _ = std::io::stdout().write_all(text.as_bytes());
}

/// Says what a person may want to know and no program needs.
fn tell(text: &str) {
    if says() != Says::Little {
        print(text);
    }
}

/// Says what was done, and how long it took, to whom wants to know all.
fn detail(lang: Lang, since: Instant, text: &Text) {
    if says() == Says::Much {
        let milliseconds = since.elapsed().as_secs_f64() * 1000.0;
        let text = text.get(lang);
        eprintln!("  {text} ({milliseconds:.1} ms)");
    }
}

pub(crate) fn say_error(lang: Lang, message: &Text) -> u8 {
    let word = if lang == Lang::Vi { "lỗi" } else { "error" };
    eprintln!("{word}: {}", message.get(lang));
    FAILED
}

/// Reads a folder, or says why it cannot be one.
fn open(dir: &Path, lang: Lang, sink: &mut Sink) -> Result<Folder, u8> {
    load(dir, sink).map_err(|message| say_error(lang, &message))
}

/// Reads a folder; else why it cannot be one.
fn load(dir: &Path, sink: &mut Sink) -> Result<Folder, Text> {
    let name = dir.display();
    if !dir.exists() {
        return Err(say!(
            "không thấy thư mục «{name}»\n  cách sửa: xem lại tên; tên có dấu cách thì đặt trong ngoặc kép: \"{name}\"",
            "there is no folder `{name}`\n  help: look at the name; one with spaces goes in quotes: \"{name}\""
        ));
    }
    if !dir.is_dir() {
        return Err(say!(
            "«{name}» không phải thư mục hồ sơ (thư mục có tệp document.yaml)",
            "`{name}` is no document folder (a folder with a document.yaml)"
        ));
    }
    if !dir.join("document.yaml").exists() && !dir.join("sections").is_dir() {
        return Err(no_document(dir));
    }
    Ok(folder::load(dir, sink))
}

/// That a folder holds no document, and where the person may have meant to be.
fn no_document(dir: &Path) -> Text {
    let (vi, en) = if dir == Path::new(".") {
        ("thư mục này".to_owned(), "this folder".to_owned())
    } else {
        let name = dir.display();
        (format!("thư mục «{name}»"), format!("the folder `{name}`"))
    };
    let is_one = |path: &Path| path.join("document.yaml").is_file();
    let above = dir.canonicalize().ok();
    let above = above.as_deref().and_then(Path::parent).filter(|above| is_one(above));
    let below = std::fs::read_dir(dir).ok().and_then(|entries| {
        let mut found: Vec<_> =
            entries.flatten().map(|entry| entry.path()).filter(|path| is_one(path)).collect();
        found.sort();
        found.into_iter().next()
    });
    let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match (above.map(name), below.as_deref().map(name)) {
        (Some(_), _) => say!(
            "{vi} không phải hồ sơ văn bản, nhưng thư mục trên nó là hồ sơ\n  cách sửa: gõ  cd ..  rồi chạy lại",
            "{en} is no document folder, but the one above it is\n  help: type  cd ..  and run this again"
        ),
        (None, Some(name)) => say!(
            "{vi} không phải hồ sơ văn bản (không có tệp document.yaml), nhưng trong đó có hồ sơ «{name}»\n  cách sửa: gõ  cd \"{name}\"  rồi chạy lại",
            "{en} is no document folder (it has no document.yaml), but it holds one, `{name}`\n  help: type  cd \"{name}\"  and run this again"
        ),
        (None, None) => say!(
            "{vi} không phải hồ sơ văn bản (không có tệp document.yaml)\n  cách sửa: dùng lệnh cd để vào thư mục có tệp đó, hoặc tạo hồ sơ mới: vanthu init",
            "{en} is no document folder (it has no document.yaml)\n  help: go to the folder that has one (cd), or make a new one: vanthu init"
        ),
    }
}

/// Says why no file was made.
fn not_made(refused: &Refused, lang: Lang) -> u8 {
    let message = match refused {
        Refused::Exists(files) => {
            let list = files.join(", ");
            say!(
                "đã có sẵn {list}, nên không tạo gì\n  cách sửa: chọn thư mục khác, hoặc đổi tên tệp cũ rồi chạy lại",
                "{list} is there already; nothing was made\n  help: choose another folder, or rename the old file and run this again"
            )
        }
        Refused::System(path, error) => {
            let name = path.display();
            say!(
                "không ghi được «{name}»: {error}; không tệp nào được tạo",
                "`{name}` cannot be written: {error}; no file was made"
            )
        }
    };
    say_error(lang, &message)
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

/// Whether to colour what goes to a stream that is a `terminal` or not.
fn coloured(wish: ColorArg, terminal: bool) -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    match wish {
        ColorArg::Always => true,
        ColorArg::Never => false,
        ColorArg::Auto => {
            terminal && set("NO_COLOR").is_none() && set("TERM").is_none_or(|term| term != "dumb")
        }
    }
}

fn tally(report: &Report, lang: Lang) -> String {
    count(report.errors(), report.warnings(), report.silenced.len(), lang)
}

fn count(errors: usize, warnings: usize, silenced: usize, lang: Lang) -> String {
    let text = if errors + warnings == 0 {
        say!("không có lỗi, không có cảnh báo", "no errors, no warnings")
    } else {
        let (e, w) = (counted(errors, "error"), counted(warnings, "warning"));
        say!("{errors} lỗi, {warnings} cảnh báo", "{e}, {w}")
    };
    let more = say!(
        " (bỏ qua {silenced} theo lời ghi trong tệp)",
        " ({silenced} ignored by comments in the files)"
    );
    let more = if silenced > 0 { more.get(lang) } else { "" };
    format!("{}{more}", text.get(lang))
}
