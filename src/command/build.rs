//! `vanthu build`: checks, merges and writes the DOCX.

use super::progress::Progress;
use super::result::Finish;
use super::{
    FAILED, FOUND, batch, coloured, count, detail, lang, load, memory, render, say_error, tell,
};
use crate::cli::{BuildArgs, ColorArg, Format};
use std::collections::{HashMap, HashSet};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Instant;
use vanthu::assemble::Element;
use vanthu::diagnostic::{Lang, Report, Sink, Text};
use vanthu::folder::Folder;
use vanthu::markup::Marked;
use vanthu::number::Numbered;
use vanthu::picture::Pictures;
use vanthu::save::{Prepared, Target};
use vanthu::section::Section;
use vanthu::source::FileId;
use vanthu::work::Cores;
use vanthu::{docx, merge, say, work};

/// What a bar shows of a build: the stages that may take long.
pub(super) fn stages() -> [Text; 2] {
    [say!("đang đọc các tệp", "reading"), say!("đang ghép và kiểm tra", "merging and checking")]
}

/// How folders are built.
pub(super) struct Options {
    pub(super) last: bool,
    pub(super) force: bool,
    pub(super) format: Format,
    pub(super) lang: Lang,
    pub(super) color: ColorArg,
    /// Nothing comes after this build in the process.
    pub(super) alone: bool,
}

/// What came of one folder.
pub(super) struct Built {
    pub(super) errors: usize,
    pub(super) warnings: usize,
    pub(super) silenced: usize,
    pub(super) end: End,
}

/// How a build ended.
pub(super) enum End {
    /// The file is there.
    Written { path: PathBuf, said: Text },
    /// Findings forbid it; with the exit status.
    Refused(u8),
    /// It could not be done.
    Failed(Text),
}

impl Built {
    /// Before anything was found.
    pub(super) fn failed(message: Text) -> Self {
        Self { errors: 0, warnings: 0, silenced: 0, end: End::Failed(message) }
    }

    pub(super) fn status(&self) -> u8 {
        match self.end {
            End::Written { .. } => 0,
            End::Refused(status) => status,
            End::Failed(_) => FAILED,
        }
    }
}

pub(super) fn run(args: BuildArgs) -> Result<u8, u8> {
    let BuildArgs { dirs, output, last, force, result, show } = args;
    let alone = dirs.len() == 1;
    memory::keep();
    // What those start is not told how to use memory.
    if !result.open && !result.pdf {
        memory::ask(&dirs);
    }
    let (format, lang, color) = (show.format, lang(show.lang), show.color);
    let options = Options { last, force, format, lang, color, alone };
    let [dir] = &dirs[..] else {
        if result.open || result.pdf {
            let message = say!(
                "--open và --pdf chỉ dùng được với một thư mục",
                "--open and --pdf go with one folder"
            );
            return Err(say_error(options.lang, &message));
        }
        return batch::run(&dirs, output.as_deref(), &options);
    };
    let colour = coloured(show.color, std::io::stderr().is_terminal());
    let progress = Progress::start(&stages(), options.lang);
    let built = build(dir, output.as_deref(), &options, &progress, |report, folder| {
        eprint!("{}", render(report, folder, options.format, options.lang, colour));
    });
    match &built.end {
        End::Failed(message) => return Err(say_error(options.lang, message)),
        _ if options.format != Format::Text => {}
        End::Written { said, .. } => tell(said.get(options.lang)),
        End::Refused(_) => eprintln!("{}", nothing(&built, options.lang)),
    }
    if let End::Written { path, .. } = &built.end {
        let done = Finish::new(result.open, result.pdf, force).take(path);
        match done {
            Ok(said) if options.format == Format::Text => tell(said.get(options.lang)),
            Ok(_) => {}
            Err(message) => return Err(say_error(options.lang, &message)),
        }
    }
    Ok(built.status())
}

/// That findings forbade it.
pub(super) fn nothing(built: &Built, lang: Lang) -> String {
    let tally = count(built.errors, built.warnings, built.silenced, lang);
    say!("{tally}; chưa ghi tệp nào", "{tally}; nothing was written").get(lang).to_owned()
}

/// Builds one folder; its findings go to `show` before anything is written.
pub(super) fn build(
    dir: &Path,
    output: Option<&Path>,
    options: &Options,
    progress: &Progress,
    show: impl FnOnce(&Report, &Folder),
) -> Built {
    let since = Instant::now();
    let mut sink = Sink::new();
    let mut folder = match load(dir, &mut sink) {
        Ok(folder) => folder,
        Err(message) => return Built::failed(message),
    };
    let _fitted = work::fit(folder.sources.size());
    if options.last {
        folder.levels.make_final();
    }
    let (count, style) = (folder.sources.len(), &folder.style.name);
    progress.step();
    detail(
        options.lang,
        since,
        &say!("đã đọc {count} tệp; kiểu trình bày: {style}", "read {count} files; style: {style}"),
    );
    let since = Instant::now();
    let levels = folder.levels.clone();
    let prepare = |(numbered, pictures): &Merged<'_>, cores: Option<Cores>| {
        let path = output
            .map_or_else(|| place(dir, numbered.document().manifest.kind.slug), Path::to_owned);
        let epoch = std::env::var("SOURCE_DATE_EPOCH").ok().and_then(|value| value.parse().ok());
        let prepared = Target::new(&path, options.force).and_then(|target| {
            target.prepare(|out| {
                docx::write_to(numbered, &folder.style, pictures, epoch, out)?;
                // What is left waits for the disk.
                drop(cores);
                Ok(())
            })
        });
        (path, prepared)
    };
    let Made { merged, early, words } = make(&folder, &mut sink, prepare);
    let report = sink.close(&levels);
    progress.step();
    detail(
        options.lang,
        since,
        &say!("đã ghép, đánh số và kiểm tra", "merged, numbered and checked"),
    );
    progress.end();
    show(&report, &folder);
    let since = Instant::now();
    let (errors, warnings, silenced) = (report.errors(), report.warnings(), report.silenced.len());
    let refused = errors > 0 || folder.unreadable || (options.last && warnings > 0);
    let (Some(merged), false) = (merged, refused) else {
        let status = if folder.unreadable { FAILED } else { FOUND };
        return Built { errors, warnings, silenced, end: End::Refused(status) };
    };
    let (path, prepared) = early.unwrap_or_else(|| prepare(&merged, None));
    let (numbered, pictures) = merged;
    let written = prepared.and_then(Prepared::put);
    let end = match written {
        Err(message) => End::Failed(message),
        Ok(saved) => {
            detail(options.lang, since, &say!("đã dựng và ghi tệp", "laid out and written"));
            let (sections, notes) = (numbered.document().sections, numbered.notes().len());
            let words = words.of(&numbered);
            let (name, size) = (path.display(), saved.size.div_ceil(1024));
            let tally = |lang| super::count(errors, warnings, silenced, lang);
            let (vi, en) = (tally(Lang::Vi), tally(Lang::En));
            let kept = saved.kept.map_or_else(Text::default, |kept| {
                let kept = kept.display();
                say!("  bản cũ được giữ lại: {kept}\n", "  the old file is kept: {kept}\n")
            });
            let (old, kept) = (kept.vi, kept.en);
            let said = say!(
                "Đã ghi {name} ({size} KB)\n  {sections} phần, {words} từ, {notes} chú thích (số trang: xem khi mở bằng Word)\n  {vi}\n{old}",
                "Wrote {name} ({size} KB)\n  {sections} sections, {words} words, {notes} notes (pages: seen when opened in Word)\n  {en}\n{kept}"
            );
            End::Written { path, said }
        }
    };
    if options.alone {
        // The process ends: the system takes its memory back faster than piece by piece.
        std::mem::forget((numbered, pictures));
        std::mem::forget((folder, report));
    }
    Built { errors, warnings, silenced, end }
}

/// What is written, and its pictures.
type Merged<'a> = (Numbered<'a>, Pictures);
/// A place, and the document written beside it, or why not.
type Placed = (PathBuf, Result<Prepared, Text>);

/// What was made of a folder's files.
struct Made<'a> {
    /// None without a manifest.
    merged: Option<Merged<'a>>,
    /// Written while it was being checked.
    early: Option<Placed>,
    words: Words,
}

/// Merges and checks; writes meanwhile if there are cores for it and nothing found so far forbids it, in the hope that no
/// check finds an error: if one does, what was made is thrown away.
fn make<'a>(
    folder: &'a Folder,
    sink: &mut Sink,
    prepare: impl Fn(&Merged<'a>, Option<Cores>) -> Placed + Sync,
) -> Made<'a> {
    let slot = OnceLock::new();
    let (promised, awaited) = work::promise(&slot);
    let check = || {
        let merged = merge(folder, sink);
        let sound = !folder.unreadable && !sink.has_error(&folder.levels);
        let (merged, _) = promised.keep((merged, sound));
        if let Some((numbered, _)) = merged {
            vanthu::check(folder, numbered, sink);
        }
    };
    // Numbers are given one after the other: another core counts words meanwhile, and then writes.
    let write = |cores: Cores| {
        let words = Words::count(&folder.sections);
        let early = match awaited.get() {
            Some((Some(merged), true)) => Some(prepare(merged, Some(cores))),
            _ => None,
        };
        (words, early)
    };
    let (words, early) = if work::threads() < 2 {
        check();
        (Words::count(&folder.sections), None)
    } else {
        work::both(write, check).0
    };
    Made { merged: slot.into_inner().and_then(|(merged, _)| merged), early, words }
}

/// How many words each section has, without notes.
struct Words(HashMap<FileId, usize>);

impl Words {
    fn count(sections: &[Section]) -> Self {
        let count = |section: &Section| {
            let texts = std::iter::once(&section.title).chain(&section.body);
            (section.file, texts.map(words).sum())
        };
        Self(sections.iter().map(count).collect())
    }

    /// How many words are printed that units and the office wrote.
    fn of(&self, numbered: &Numbered<'_>) -> usize {
        let (mut sum, mut placed) = (0, HashSet::new());
        for Element { text, author, .. } in &numbered.document().elements {
            sum += match self.0.get(&author.file) {
                Some(section) if placed.insert(author.file) => *section,
                Some(_) => 0,
                None => words(text),
            };
        }
        sum
    }
}

fn words(text: &Marked) -> usize {
    vanthu::text::words(&text.scalar.value)
}

/// Where a folder's document goes when nothing else is said.
pub(super) fn place(dir: &Path, kind: &str) -> PathBuf {
    dir.join(format!("{kind}.docx"))
}
