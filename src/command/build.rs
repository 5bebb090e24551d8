//! `vanthu build`: checks, merges and writes the DOCX.

use super::{FOUND, coloured, lang, open, print, render, say_error, status, tally};
use crate::cli::{BuildArgs, Format};
use std::io::IsTerminal;
use std::path::Path;
use vanthu::diagnostic::{Lang, Sink};
use vanthu::docx::{self, Origin};
use vanthu::{compose, say};

pub(super) fn run(args: BuildArgs) -> Result<u8, u8> {
    let BuildArgs { dir, output, last, force, show } = args;
    let lang = lang(show.lang);
    let mut sink = Sink::new();
    let mut folder = open(&dir, lang, &mut sink)?;
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
pub(super) fn guard(path: &Path, force: bool, lang: Lang) -> Result<(), u8> {
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
