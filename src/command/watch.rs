//! `vanthu watch`: builds again whenever a file is saved.

use super::build::{Built, End, Options, build, nothing};
use super::progress::Progress;
use super::result::Finish;
use super::{coloured, lang, print, render};
use crate::cli::{Format, WatchArgs};
use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use vanthu::diagnostic::{Lang, Report, Sink};
use vanthu::folder::Folder;
use vanthu::say;
use vanthu::watch::Watch;

/// Clears the screen and goes to its top; what has scrolled away stays.
const CLEAR: &str = "\x1b[2J\x1b[H";

pub(super) fn run(args: &WatchArgs) -> Result<u8, u8> {
    let lang = lang(args.lang);
    // A folder that is not there is told once, not waited for.
    super::open(&args.dir, lang, &mut Sink::new())?;
    let options = Options {
        last: false,
        force: args.force,
        format: Format::Text,
        lang,
        color: args.color,
        alone: false,
    };
    let terminal = std::io::stdout().is_terminal();
    let colour = coloured(args.color, terminal);
    let mut result = Finish::new(args.result.open, args.result.pdf, args.force);
    let mut watch = Watch::new(&args.dir);
    loop {
        let mut out = String::new();
        let findings = |report: &Report, folder: &Folder| {
            out = render(report, folder, Format::Text, lang, colour);
        };
        let built = build(&args.dir, args.output.as_deref(), &options, &Progress::none(), findings);
        said(&mut out, &built, lang);
        if let End::Written { path, .. } = &built.end {
            match result.take(path) {
                Ok(text) => out.push_str(text.get(lang)),
                Err(message) => {
                    let _ = writeln!(out, "{}", message.get(lang));
                }
            }
        }
        out.push_str(
            say!(
                "Đang chờ: sửa và lưu tệp là ghép lại ngay (dừng: Ctrl+C)\n",
                "Waiting: builds again whenever a file is saved (stop: Ctrl+C)\n"
            )
            .get(lang),
        );
        print(&if terminal { format!("{CLEAR}{out}") } else { format!("{out}\n") });
        if std::io::stdout().flush().is_err() {
            return Ok(0); // nobody reads any more
        }
        watch.wait();
    }
}

fn said(out: &mut String, built: &Built, lang: Lang) {
    match &built.end {
        End::Written { said, .. } => out.push_str(said.get(lang)),
        End::Refused(_) => {
            let _ = writeln!(out, "{}", nothing(built, lang));
        }
        End::Failed(message) => {
            let word = if lang == Lang::Vi { "lỗi" } else { "error" };
            let _ = writeln!(out, "{word}: {}", message.get(lang));
        }
    }
}
