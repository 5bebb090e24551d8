//! `vanthu import`: a DOCX becomes a section or a document folder.

use super::{FAILED, coloured, lang, not_made, print, render, say_error, tell};
use crate::cli::{Format, ImportArgs};
use std::fs;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use vanthu::diagnostic::{Levels, Sink, Text};
use vanthu::import::{self, Imported, Shape, Wish};
use vanthu::save::{NewFile, Refused, create};
use vanthu::schema::What;
use vanthu::{reader, say};

pub(super) fn run(args: &ImportArgs) -> Result<u8, u8> {
    let lang = lang(args.show.lang);
    let bytes = reader::load(&args.file).map_err(|Text { vi, en }| {
        let file = args.file.display();
        say_error(lang, &say!("«{file}»: {vi}", "`{file}`: {en}"))
    })?;
    if let Some(name) = args.name.as_deref().filter(|name| !is_name(name)) {
        return Err(say_error(
            lang,
            &say!(
                "«{name}» không dùng làm tên tệp được: chỉ dùng chữ, số, dấu - _ và dấu chấm, không có đuôi .yaml",
                "`{name}` cannot be the name of a file: use letters, digits, `-`, `_` and `.`, without .yaml"
            ),
        ));
    }
    let here = args.into.clone().unwrap_or_else(|| PathBuf::from("."));
    let shape = match (args.section, args.document) {
        (true, _) => Some(Shape::Section),
        (_, true) => Some(Shape::Document),
        // In a document folder, or with a section's name, a file is a section.
        _ if args.name.is_some() || here.join("document.yaml").exists() => Some(Shape::Section),
        _ => None,
    };
    let (unit, name) = (args.unit.clone(), args.name.clone());
    let wish = Wish { shape, unit, name, present: present(&here) };
    let mut sink = Sink::new();
    let file = args.file.to_string_lossy().replace('\\', "/");
    let (finished, imported) = import::read(&file, bytes, &wish, &mut sink);
    let report = sink.close(&Levels::default());
    let colour = coloured(args.show.color, std::io::stderr().is_terminal());
    eprint!("{}", render(&report, &finished.sources, args.show.format, lang, colour));
    let Some(mut imported) = imported else { return Err(FAILED) };
    if imported.shape == Shape::Document || here.join(What::Section.path()).exists() {
        imported.wire(lang);
    }
    if args.dry_run {
        show(&imported);
        return Ok(0);
    }
    let dir = match (&args.into, imported.shape) {
        (None, Shape::Document) => PathBuf::from(&imported.folder),
        _ => here,
    };
    create(&dir, &imported.files).map_err(|refused| match refused {
        Refused::Exists(there) => say_error(lang, &in_the_way(&dir, &there)),
        refused @ Refused::System(..) => not_made(&refused, lang),
    })?;
    if args.show.format == Format::Text {
        tell(told(&imported, &dir, report.findings.len()).get(lang));
    }
    Ok(0)
}

/// That files of these names are in the folder already.
fn in_the_way(dir: &Path, there: &[String]) -> Text {
    const SHOWN: usize = 3;
    let more = if there.len() > SHOWN { " …" } else { "" };
    let (list, dir) = (there[..there.len().min(SHOWN)].join(", "), dir.display());
    say!(
        "trong «{dir}» đã có: {list}{more}; không ghi đè, chưa ghi tệp nào (đặt tên khác bằng --name, hoặc thư mục khác bằng --into)",
        "`{dir}` has already: {list}{more}; nothing is written over, nothing was written (choose another name with --name, or another folder with --into)"
    )
}

/// A name without a path in it.
fn is_name(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with('.')
        && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && !Path::new(name).extension().is_some_and(|end| end == "yaml" || end == "yml")
}

/// Names of the section files of a folder.
fn present(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir.join("sections")).into_iter().flatten().flatten();
    entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect()
}

/// The files that people read; the schemas are for their editors.
fn people(imported: &Imported) -> impl Iterator<Item = &NewFile> {
    imported.files.iter().filter(|made| !made.path.starts_with('.'))
}

/// All files as they would be written; of pictures the size.
fn show(imported: &Imported) {
    for made in people(imported) {
        let (path, size) = (&made.path, made.bytes.len().div_ceil(1024));
        match std::str::from_utf8(&made.bytes) {
            Ok(text) => print(&format!("--- {path}\n{text}\n")),
            Err(_) => print(&format!("--- {path} ({size} KB)\n")),
        }
    }
}

fn told(imported: &Imported, dir: &Path, findings: usize) -> Text {
    let dir = dir.display();
    let list: Vec<String> = people(imported).map(|made| format!("  {}\n", made.path)).collect();
    let (list, notes) = (list.concat(), imported.notes);
    let Text { vi, en } = match findings {
        0 => say!("không bỏ sót gì", "nothing was left out"),
        _ => say!("{findings} điều cần xem ở trên", "{findings} things to look at above"),
    };
    let Text { vi: next, en: then } = match imported.shape {
        Shape::Section => {
            let ids = imported.sections.join(", ");
            say!(
                "Xem lại tệp, rồi đặt «{ids}» vào «outline» của document.yaml nếu hồ sơ có bố cục.\n",
                "Look it through, then put `{ids}` into `outline` of document.yaml if the folder has one.\n"
            )
        }
        Shape::Document => say!(
            "Xem lại, rồi chạy: vanthu build \"{dir}\"\n",
            "Look it through, then run: vanthu build \"{dir}\"\n"
        ),
    };
    say!(
        "Đã ghi vào {dir}:\n{list}  {notes} chú thích; {vi}\n{next}",
        "Wrote into {dir}:\n{list}  {notes} notes; {en}\n{then}"
    )
}
