//! `vanthu build`: checks, merges and writes the DOCX.

use super::{FOUND, coloured, lang, open, print, render, say_error, status, tally};
use crate::cli::{BuildArgs, Format};
use std::io::IsTerminal;
use vanthu::diagnostic::Sink;
use vanthu::save::Target;
use vanthu::{compose, docx, say};

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
    let target = Target::new(&path, force).map_err(|why| say_error(lang, &why))?;
    let name = path.display();
    let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|value| value.parse().ok());
    let saved = docx::package(&numbered, &folder.style, &pictures, epoch)
        .map_err(|error| {
            say!("không ghi được «{name}»: {error}", "`{name}` cannot be written: {error}")
        })
        .and_then(|package| target.write(&package))
        .map_err(|why| say_error(lang, &why))?;
    if let Some(kept) = saved.kept {
        let kept = kept.display();
        let message = say!(
            "Bản cũ được giữ lại ở {kept} (giờ Việt Nam)",
            "The old file is kept at {kept} (Vietnam time)"
        );
        eprintln!("{}", message.get(lang));
    }
    let size = saved.size.div_ceil(1024);
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
