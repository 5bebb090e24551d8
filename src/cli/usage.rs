//! Reads the command line; what is wrong with it is said in the person's language, with what to do.

use super::{Cli, LangArg, help};
use crate::command::{lang, say_error};
use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Command, CommandFactory, FromArgMatches};
use std::ffi::OsString;
use std::io::Write;
use vanthu::diagnostic::{Lang, Text};
use vanthu::say;
use vanthu::text::nearest;

/// Exit status of a command line that cannot be understood.
const FAILED: u8 = 2;

/// Reads it; otherwise says why not, or the help that was asked for, and gives the exit status.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Cli, u8> {
    let args: Vec<OsString> = args.into_iter().collect();
    // Help is put into words only for those who will read it: that takes longer than a small report.
    let understood = |command: Command| {
        let matches = command.try_get_matches_from(&args)?;
        Cli::from_arg_matches(&matches)
    };
    if let Ok(cli) = understood(Cli::command()) {
        return Ok(cli);
    }
    let lang = lang(asked(&args));
    understood(help::command(lang)).map_err(|error| match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let text = error.render();
            let colour = std::io::IsTerminal::is_terminal(&std::io::stdout())
                && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
            let text = if colour { text.ansi().to_string() } else { text.to_string() };
            let _ = std::io::stdout().write_all(format!("{}\n", text.trim_end()).as_bytes());
            0
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand | ErrorKind::MissingSubcommand => {
            eprint!("{}", welcome().get(lang));
            FAILED
        }
        _ => say_error(lang, &reason(&error, lang)),
    })
}

/// What `--lang` says, before anything else of the command line is understood.
fn asked(args: &[OsString]) -> Option<LangArg> {
    let words: Vec<_> = args.iter().map(|arg| arg.to_string_lossy()).collect();
    let value =
        words.iter().enumerate().find_map(|(at, word)| match word.strip_prefix("--lang")? {
            "" => words.get(at + 1).map(ToString::to_string),
            rest => rest.strip_prefix('=').map(str::to_owned),
        })?;
    match &*value {
        "vi" => Some(LangArg::Vi),
        "en" => Some(LangArg::En),
        _ => None,
    }
}

/// For somebody who typed the program's name and nothing else.
fn welcome() -> Text {
    say!(
        "vanthu ghép phần của các đơn vị thành một văn bản hành chính và kiểm tra nó.\n\n\
         Bắt đầu:\n  vanthu init bao-cao-quy-1   tạo hồ sơ mới (chương trình hỏi từng mục)\n\
         Đã có hồ sơ thì vào thư mục của nó (lệnh cd) rồi gõ một trong các lệnh:\n\
         \x20 vanthu status               ai đã nộp, ai chưa\n  vanthu check                kiểm tra: sai ở đâu, sửa thế nào\n  vanthu build                ghép thành tệp Word\n\n\
         Tất cả các lệnh: vanthu --help\n",
        "vanthu merges units' sections into one official document and checks it.\n\n\
         To begin:\n  vanthu init report-1   makes a new document folder (it asks for what it needs)\n\
         In a document folder (go there with cd):\n\
         \x20 vanthu status          who has handed in, who has not\n  vanthu check           what is wrong, and what to do\n  vanthu build           writes the Word file\n\n\
         All commands: vanthu --help\n"
    )
}

fn strings(error: &Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(many)) => many.clone(),
        Some(ContextValue::StyledStr(one)) => vec![one.to_string()],
        Some(ContextValue::StyledStrs(many)) => many.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

/// What is wrong with the command line.
fn reason(error: &Error, lang: Lang) -> Text {
    let one = |kind| strings(error, kind).into_iter().next().unwrap_or_default();
    let arg = || help::placeholder(&one(ContextKind::InvalidArg), lang);
    let value = || one(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let given = one(ContextKind::InvalidSubcommand);
            let command = help::command(Lang::En);
            match nearest(&given, command.get_subcommands().map(Command::get_name)) {
                Some(near) => say!(
                    "không có lệnh «{given}»; có phải là «{near}»?\n  cách sửa: vanthu {near}; các lệnh khác: vanthu --help",
                    "there is no command `{given}`; did you mean `{near}`?\n  help: vanthu {near}; for the others: vanthu --help"
                ),
                None => say!(
                    "không có lệnh «{given}»\n  cách sửa: xem các lệnh: vanthu --help",
                    "there is no command `{given}`\n  help: for the commands: vanthu --help"
                ),
            }
        }
        ErrorKind::UnknownArgument => {
            let given = one(ContextKind::InvalidArg);
            let near = strings(error, ContextKind::SuggestedArg).into_iter().next();
            match near {
                Some(near) => say!(
                    "không có tùy chọn «{given}»; có phải là «{near}»?",
                    "there is no option `{given}`; did you mean `{near}`?"
                ),
                None if given.starts_with('-') => say!(
                    "không có tùy chọn «{given}»\n  cách sửa: xem các tùy chọn của một lệnh bằng --help, ví dụ: vanthu build --help",
                    "there is no option `{given}`\n  help: for a command's options add --help, as in: vanthu build --help"
                ),
                None => say!(
                    "thừa chữ «{given}» trong lệnh\n  cách sửa: tên có dấu cách thì đặt trong ngoặc kép, ví dụ \"Phòng Tổng hợp\"",
                    "`{given}` is one word too many\n  help: a name with spaces goes in quotes, as in \"Phòng Tổng hợp\""
                ),
            }
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value().is_empty() => {
            let arg = arg();
            say!("thiếu giá trị sau «{arg}»", "a value must follow `{arg}`")
        }
        ErrorKind::InvalidValue => {
            let (arg, value) = (arg(), value());
            let list = strings(error, ContextKind::ValidValue).join(", ");
            say!(
                "«{value}» không dùng được cho «{arg}»\n  cách sửa: chọn một trong: {list}",
                "`{value}` cannot be used for `{arg}`\n  help: choose one of: {list}"
            )
        }
        ErrorKind::MissingRequiredArgument => {
            let list = strings(error, ContextKind::InvalidArg);
            let list: Vec<String> = list.iter().map(|arg| help::placeholder(arg, lang)).collect();
            let list = list.join(" ");
            say!(
                "lệnh còn thiếu: {list}\n  cách sửa: xem cách dùng bằng --help, ví dụ: vanthu new --help",
                "the command lacks: {list}\n  help: for how it is used add --help, as in: vanthu new --help"
            )
        }
        ErrorKind::ArgumentConflict => {
            let (arg, prior) = (arg(), strings(error, ContextKind::PriorArg).join(", "));
            if arg == prior {
                return say!("«{arg}» được ghi hai lần", "`{arg}` is given twice");
            }
            say!("«{arg}» không đi cùng «{prior}»", "`{arg}` does not go with `{prior}`")
        }
        ErrorKind::NoEquals | ErrorKind::TooManyValues | ErrorKind::WrongNumberOfValues => {
            let arg = arg();
            say!("«{arg}» không nhận giá trị như vậy", "`{arg}` takes no such value")
        }
        ErrorKind::InvalidUtf8 => {
            say!("lệnh có chữ không đọc được", "the command holds text that cannot be read")
        }
        _ => say!(
            "không hiểu lệnh này\n  cách sửa: xem cách dùng: vanthu --help",
            "this command is not understood\n  help: vanthu --help"
        ),
    }
}
