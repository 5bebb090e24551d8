//! `vanthu check`: every finding, nothing written.

use super::{FAILED, FOUND, coloured, lang, open, print, render, status, tally};
use crate::cli::{CheckArgs, Format, Show};
use std::io::IsTerminal;
use std::path::Path;
use vanthu::diagnostic::{Levels, Sink};
use vanthu::{compose, reader};

pub(super) fn run(args: &CheckArgs) -> Result<u8, u8> {
    if is_docx(&args.dir) { Ok(docx(&args.dir, &args.show)) } else { folder(&args.dir, &args.show) }
}

fn folder(dir: &Path, show: &Show) -> Result<u8, u8> {
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

fn docx(path: &Path, show: &Show) -> u8 {
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
