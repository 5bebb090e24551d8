//! `vanthu notes`: the register of footnotes.

use super::{coloured, lang, open, print, status};
use crate::cli::{ColorArg, NotesArgs, NotesFormat};
use std::io::IsTerminal;
use vanthu::diagnostic::{Sink, text};
use vanthu::{compose, register};

pub(super) fn run(args: &NotesArgs) -> Result<u8, u8> {
    let lang = lang(args.lang);
    let mut sink = Sink::new();
    let folder = open(&args.dir, lang, &mut sink)?;
    let composed = compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    if let Some((numbered, _)) = composed {
        let rows = register::rows(&numbered, &folder.sources);
        print(&match args.format {
            NotesFormat::Text => register::table(&rows),
            NotesFormat::Json => format!("{:#}\n", register::json(&rows)),
            NotesFormat::Csv => register::csv(&rows),
        });
    }
    if report.errors() > 0 {
        eprint!(
            "{}",
            text::render(
                &report,
                &folder,
                lang,
                coloured(ColorArg::Auto, std::io::stderr().is_terminal())
            )
        );
    }
    Ok(status(&report, &folder))
}
