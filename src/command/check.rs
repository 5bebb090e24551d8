//! `vanthu check`: every finding, nothing written.

use super::build::stages;
use super::progress::Progress;
use super::{
    FAILED, FOUND, coloured, detail, fix, lang, memory, open, print, render, say_error, status,
    tally, tell,
};
use crate::cli::{CheckArgs, Format, Show};
use std::io::IsTerminal;
use std::path::Path;
use std::time::Instant;
use vanthu::diagnostic::{Levels, Sink};
use vanthu::{compose, reader, say, work};

pub(super) fn run(args: &CheckArgs) -> Result<u8, u8> {
    if args.fix {
        return if is_docx(&args.dir) {
            Err(refuse(&args.dir, &args.show))
        } else {
            fix::run(args)
        };
    }
    if is_docx(&args.dir) { Ok(docx(&args.dir, &args.show)) } else { folder(&args.dir, &args.show) }
}

fn folder(dir: &Path, show: &Show) -> Result<u8, u8> {
    memory::ask(&[dir]);
    let lang = lang(show.lang);
    let mut sink = Sink::new();
    let (since, progress) = (Instant::now(), Progress::start(&stages(), lang));
    let folder = open(dir, lang, &mut sink)?;
    let count = folder.sources.len();
    progress.step();
    let _fitted = work::fit(folder.sources.size());
    let composed = compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    progress.end();
    detail(lang, since, &say!("đã đọc và kiểm tra {count} tệp", "read and checked {count} files"));
    print(&render(
        &report,
        &folder,
        show.format,
        lang,
        coloured(show.color, std::io::stdout().is_terminal()),
    ));
    if show.format == Format::Text {
        tell(&format!("{}\n", tally(&report, lang)));
        let count = report.findings.iter().filter(|finding| !finding.fix.is_empty()).count();
        if count > 0 {
            let name = dir.display();
            let name = if dir == Path::new(".") { String::new() } else { format!(" {name}") };
            let text = say!(
                "{count} trong số đó tự sửa được: vanthu check --fix{name} (thêm --dry-run để xem trước)\n",
                "{count} of them can be mended: vanthu check --fix{name} (--dry-run shows it first)\n"
            );
            tell(text.get(lang));
        }
    }
    let status = status(&report, &folder);
    // Freed with the process, which ends here: one by one it would take a twentieth of the time.
    std::mem::forget(composed);
    std::mem::forget((folder, report));
    Ok(status)
}

/// A file to be checked as it stands; a folder may have any name.
fn is_docx(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("docx"))
        && !path.is_dir()
}

/// A finished document is not changed: Word keeps more in it than is read.
fn refuse(path: &Path, show: &Show) -> u8 {
    let name = path.display();
    say_error(
        lang(show.lang),
        &say!(
            "--fix chỉ sửa tệp YAML trong thư mục hồ sơ, không sửa «{name}»\n  cách sửa: chạy «vanthu check {name}», rồi sửa trong Word hoặc LibreOffice",
            "--fix mends the YAML files of a document folder, not `{name}`\n  help: run `vanthu check {name}` and mend it in Word or LibreOffice"
        ),
    )
}

fn docx(path: &Path, show: &Show) -> u8 {
    let lang = lang(show.lang);
    let mut sink = Sink::new();
    let finished = reader::check(path, &mut sink);
    let report = sink.close(&Levels::default());
    let colour = coloured(show.color, std::io::stdout().is_terminal());
    print(&render(&report, &finished.sources, show.format, lang, colour));
    if show.format == Format::Text {
        tell(&format!("{}\n", tally(&report, lang)));
    }
    if finished.unreadable { FAILED } else { u8::from(report.errors() > 0) * FOUND }
}
