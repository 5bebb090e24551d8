//! `vanthu build DIR…`: many folders side by side, each into its own file, with one summary.

use super::build::{Built, End, Options, build, nothing, place};
use super::progress::Progress;
use super::{FAILED, coloured, count, render, say_error, tell};
use crate::cli::Format;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap};
use std::io::IsTerminal;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use vanthu::diagnostic::{Lang, Report, Text, json, sarif};
use vanthu::folder::{self, Folder};
use vanthu::{say, work};

/// Builds every folder, whatever becomes of the others; the status is the worst of all.
pub(super) fn run(dirs: &[PathBuf], output: Option<&Path>, options: &Options) -> Result<u8, u8> {
    let refused = if output.is_some() {
        Some(say!(
            "-o chỉ dùng được với một thư mục; nhiều thư mục thì mỗi văn bản nằm trong thư mục của nó",
            "-o goes with one folder; of several, each document goes into its own folder"
        ))
    } else {
        collision(dirs)
    };
    if let Some(message) = refused {
        return Err(say_error(options.lang, &message));
    }
    let colour = coloured(options.color, std::io::stderr().is_terminal());
    let printer =
        Mutex::new(Printer { options, total: Total::default(), waiting: BTreeMap::new() });
    let mut all = work::several(dirs.len(), |at| {
        let dir = &dirs[at];
        let mut shown = Shown::nothing(options.format);
        let built = guarded(|| {
            build(dir, None, options, &Progress::none(), |report, folder| {
                shown = Shown::new(report, folder, dir, options, colour);
            })
        });
        let mut printer = printer.lock().unwrap_or_else(PoisonError::into_inner);
        printer.take(at, dir, &built, &shown);
        shown.into_value(dir, &built, options.lang)
    });
    let total = printer.into_inner().unwrap_or_else(PoisonError::into_inner).total;
    match options.format {
        Format::Text => tell(&total.said(options.lang)),
        Format::Json => {
            let log = json!({ "folders": all, "summary": total.json() });
            eprintln!("{log:#}");
        }
        Format::Sarif => {
            let (mut results, mut failures) = (Vec::new(), Vec::new());
            for one in &mut all {
                if let Value::Array(some) = one["results"].take() {
                    results.extend(some);
                }
                failures.extend(one["failure"].as_str().map(str::to_owned));
            }
            let log = sarif::log(&results, &failures, options.lang);
            eprintln!("{log:#}");
        }
    }
    Ok(total.status)
}

/// Two folders whose documents would be one file. It is seen before anything is written.
fn collision(dirs: &[PathBuf]) -> Option<Text> {
    let places = work::map(dirs.len(), 8, |at| {
        let dir = dirs[at].canonicalize().ok()?;
        let path = place(&dir, folder::kind(&dir).map_or("", |kind| kind.slug));
        // Where a link leads, when the document is one.
        Some(path.canonicalize().unwrap_or(path))
    });
    let mut seen: HashMap<PathBuf, &Path> = HashMap::new();
    for (place, dir) in places.into_iter().zip(dirs) {
        let Some(place) = place else { continue };
        let path = place.display().to_string();
        if let Some(first) = seen.insert(place, dir) {
            let (first, second) = (first.display(), dir.display());
            return Some(say!(
                "«{first}» và «{second}» cùng ghi vào một tệp ({path}); chưa ghi tệp nào\n  cách sửa: bỏ bớt một thư mục",
                "`{first}` and `{second}` write the same file ({path}); nothing was written\n  help: leave one of them out"
            ));
        }
    }
    None
}

/// A fault of the program in one folder is that folder's alone.
fn guarded(job: impl FnOnce() -> Built) -> Built {
    catch_unwind(AssertUnwindSafe(job)).unwrap_or_else(|panic| {
        let what = panic.downcast_ref::<String>().map(String::as_str);
        let what = what.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("?");
        Built::failed(say!(
            "lỗi của chương trình, xin báo cho người làm ra nó: {what}",
            "a fault of the program, please report it: {what}"
        ))
    })
}

/// The findings of one folder, as they will be printed.
enum Shown {
    Text(String),
    Json(Value),
    Sarif(Vec<Value>),
}

impl Shown {
    /// Of a folder that was not read.
    fn nothing(format: Format) -> Self {
        match format {
            Format::Text => Self::Text(String::new()),
            Format::Json => {
                Self::Json(json!({ "findings": [], "summary": { "errors": 0, "warnings": 0 } }))
            }
            Format::Sarif => Self::Sarif(Vec::new()),
        }
    }

    fn new(report: &Report, folder: &Folder, dir: &Path, options: &Options, colour: bool) -> Self {
        let (sources, lang) = (&folder.sources, options.lang);
        match options.format {
            Format::Text => Self::Text(render(report, folder, options.format, lang, colour)),
            Format::Json => Self::Json(json::render(report, sources, lang)),
            Format::Sarif => {
                let dir = dir.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/");
                let dir = format!("{}/", dir.trim_end_matches('/'));
                Self::Sarif(sarif::results(report, sources, &dir, lang))
            }
        }
    }

    /// What the whole log holds of this folder.
    fn into_value(self, dir: &Path, built: &Built, lang: Lang) -> Value {
        let found = match self {
            Self::Text(_) => return Value::Null,
            Self::Sarif(results) => {
                let failure = match &built.end {
                    End::Failed(message) => {
                        Some(format!("{}: {}", dir.display(), message.get(lang)))
                    }
                    _ => None,
                };
                return json!({ "results": results, "failure": failure });
            }
            Self::Json(found) => found,
        };
        let (output, error) = match &built.end {
            End::Written { path, .. } => (Some(path.display().to_string()), None),
            End::Refused(_) => (None, None),
            End::Failed(message) => (None, Some(message.get(lang))),
        };
        json!({
            "dir": dir.display().to_string(), "output": output, "error": error,
            "status": built.status(),
            "findings": found["findings"], "summary": found["summary"],
        })
    }
}

/// Prints what came of the folders in the order in which they were given, each as soon as all before it are done.
struct Printer<'a> {
    options: &'a Options,
    total: Total,
    waiting: BTreeMap<usize, (String, String)>,
}

impl Printer<'_> {
    fn take(&mut self, at: usize, dir: &Path, built: &Built, shown: &Shown) {
        self.total.add(built);
        let lang = self.options.lang;
        let (mut found, mut done) = (String::new(), String::new());
        if let Shown::Text(text) = shown {
            let dir = dir.display();
            let head = say!("Thư mục {dir}", "Folder {dir}");
            let head = head.get(lang);
            match &built.end {
                End::Written { said, .. } => {
                    if !text.is_empty() {
                        found = format!("{head}\n\n{text}");
                    }
                    said.get(lang).clone_into(&mut done);
                }
                End::Refused(_) => found = format!("{head}\n\n{text}{}\n\n", nothing(built, lang)),
                End::Failed(message) => {
                    let word = say!("lỗi", "error");
                    found =
                        format!("{head}\n\n{text}{}: {}\n\n", word.get(lang), message.get(lang));
                }
            }
        }
        self.waiting.insert(at, (found, done));
        while let Some(first) = self.waiting.first_entry() {
            if *first.key() != self.total.printed {
                return;
            }
            self.total.printed += 1;
            let (found, done) = first.remove();
            eprint!("{found}");
            tell(&done);
        }
    }
}

/// What came of all folders.
#[derive(Default)]
struct Total {
    printed: usize,
    written: usize,
    refused: usize,
    failed: usize,
    errors: usize,
    warnings: usize,
    silenced: usize,
    status: u8,
}

impl Total {
    fn add(&mut self, built: &Built) {
        let status = built.status();
        self.status = self.status.max(status);
        match status {
            0 => self.written += 1,
            FAILED => self.failed += 1,
            _ => self.refused += 1,
        }
        self.errors += built.errors;
        self.warnings += built.warnings;
        self.silenced += built.silenced;
    }

    fn said(&self, lang: Lang) -> String {
        let Self { printed: folders, written, refused, failed, errors, warnings, silenced, .. } =
            self;
        let tally = count(*errors, *warnings, *silenced, lang);
        say!(
            "Tất cả {folders} thư mục: {written} đã ghi, {refused} có lỗi phải sửa, {failed} không làm được; {tally}\n",
            "{folders} folders: {written} written, {refused} with errors to mend, {failed} that could not be built; {tally}\n"
        )
        .get(lang)
        .to_owned()
    }

    fn json(&self) -> Value {
        json!({
            "folders": self.printed, "written": self.written, "refused": self.refused, "failed": self.failed,
            "errors": self.errors, "warnings": self.warnings,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)] // what is tested

    use super::*;

    #[test]
    fn a_fault_stays_in_its_folder() {
        let built = guarded(|| panic!("hỏng {}", 1));
        assert_eq!(built.status(), FAILED);
        let End::Failed(message) = &built.end else { panic!("it went on") };
        assert!(message.vi.contains("hỏng 1") && message.en.contains("hỏng 1"));
    }
}
