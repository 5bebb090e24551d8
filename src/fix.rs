//! Findings with one right answer → changed texts → files.
//!
//! A [`plan`] is made in memory: all of a finding's edits or none are laid over the texts, the folder
//! is read again with them, and what does not come out right is taken back: a finding that is still
//! there, an error that was not there before, a value of YAML in which more changed than the edits
//! say. This goes on until nothing is left to mend, so that mending twice is mending once. Only then
//! [`write`](Plan::write) touches the disk.

mod diff;
mod values;

pub use diff::unified;

use crate::diagnostic::{Edit, Finding, Report, Rule, Severity, Sink, Text};
use crate::folder::{self, Folder, Overlay};
use crate::save::beside::{self, Beside, Writer};
use crate::save::reason;
use crate::say;
use crate::source::{Source, Sources, Span};
use regex::Regex;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// How often a folder is read again; each reading mends all it can or finds out what cannot be.
const ROUNDS: usize = 100;

/// What mending a folder comes to.
#[derive(Debug)]
pub struct Plan {
    /// The files that change, by name.
    pub changes: Vec<Change>,
    /// What was mended, by place.
    pub mended: Vec<Mended>,
    /// What has an answer that cannot be written safely.
    pub refused: Vec<Refused>,
    /// The folder as it will be. A line has the number it had before: no edit makes or ends one.
    pub folder: Folder,
    /// What will remain.
    pub report: Report,
    /// Findings at error level before anything is mended.
    pub errors_before: usize,
}

/// A file that changes. Neither text has a byte-order mark.
#[derive(Debug)]
pub struct Change {
    /// Its name in the folder.
    pub name: String,
    /// Its text on the disk.
    pub before: String,
    /// Its text mended.
    pub after: String,
}

/// A finding that was mended.
#[derive(Debug)]
pub struct Mended {
    /// Its rule.
    pub rule: Rule,
    /// What changed, in the order of the file.
    pub edits: Vec<Done>,
    /// Words elsewhere that may name a point, clause or article by its old label: file and line.
    pub beware: Vec<(String, u32, String)>,
}

/// An edit, told.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Done {
    /// The file's name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Character in the line as it was, from 1.
    pub column: u32,
    /// What stood there.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// A finding that is left as it is.
#[derive(Debug)]
pub struct Refused {
    /// Its rule.
    pub rule: Rule,
    /// The file's name.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Why.
    pub why: Text,
}

/// What identifies a finding from one reading to the next.
type Key = (Rule, String, u32);

fn key(finding: &Finding, sources: &Sources) -> Key {
    let source = sources.get(finding.span.file);
    (finding.rule, source.name.clone(), source.position(finding.span.start).line)
}

fn read(dir: &Path, over: Overlay) -> (Folder, Report) {
    let mut sink = Sink::new();
    let folder = folder::load_with(dir, over, &mut sink);
    let _ = crate::compose(&folder, &mut sink);
    let report = sink.close(&folder.levels);
    (folder, report)
}

/// Works out what mending the folder at `dir` comes to. Nothing is written.
#[must_use]
pub fn plan(dir: &Path) -> Plan {
    let (mut folder, mut report) = read(dir, Overlay::new());
    let errors_before = report.errors();
    let mut over = Overlay::new();
    let mut before: BTreeMap<String, String> = BTreeMap::new();
    let mut mended = Vec::new();
    let mut refused: BTreeMap<Key, Text> = BTreeMap::new();
    // Files of which only one finding is mended at a time, since a heap of them went wrong.
    let mut careful: BTreeSet<String> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let chosen = choose(&folder, &report, &careful, &mut refused);
        if chosen.is_empty() {
            break;
        }
        let changed = apply(&folder.sources, &chosen);
        let mut trial = over.clone();
        trial.extend(changed.iter().map(|(name, text)| (name.clone(), text.clone())));
        let (next, left) = read(dir, trial.clone());
        let faults = faults((&folder, &report), (&next, &left), &chosen, &changed);
        if faults.is_empty() {
            for finding in &chosen {
                mended.push(told(finding, &folder.sources));
            }
            for name in changed.keys() {
                let source = named(&folder.sources, name).map_or("", |(source, _)| source.text());
                before.entry(name.clone()).or_insert_with(|| source.to_owned());
            }
            (over, folder, report) = (trial, next, left);
            continue;
        }
        for (name, why) in faults {
            let those: Vec<_> =
                chosen.iter().filter(|one| touches(one, &name, &folder.sources)).collect();
            if those.len() < 2 || !careful.insert(name) {
                for finding in those {
                    refused.insert(key(finding, &folder.sources), why.clone());
                }
            }
        }
    }
    let changes = over
        .into_iter()
        .map(|(name, after)| Change {
            before: before.remove(&name).unwrap_or_default(),
            name,
            after,
        })
        .filter(|change| change.before != change.after)
        .collect();
    mended.sort_by(|one: &Mended, two| one.edits.cmp(&two.edits));
    let refused = refused.into_iter();
    let refused = refused.map(|((rule, file, line), why)| Refused { rule, file, line, why });
    Plan { changes, mended, refused: refused.collect(), folder, report, errors_before }
}

fn named<'a>(sources: &'a Sources, name: &str) -> Option<(&'a Source, crate::source::FileId)> {
    sources.iter().find(|(_, source)| source.name == name).map(|(id, source)| (source, id))
}

fn touches(finding: &Finding, name: &str, sources: &Sources) -> bool {
    let mut files = finding.fix.iter().map(|edit| edit.span.file);
    files.any(|file| sources.get(file).name == name) || sources.get(finding.span.file).name == name
}

/// The findings to mend in this reading: none of their edits meets another's. Those whose edits could
/// not be written as they are meant are refused.
fn choose<'a>(
    folder: &Folder,
    report: &'a Report,
    careful: &BTreeSet<String>,
    refused: &mut BTreeMap<Key, Text>,
) -> Vec<&'a Finding> {
    let mut chosen: Vec<&Finding> = Vec::new();
    let mut taken: BTreeMap<crate::source::FileId, BTreeMap<u32, u32>> = BTreeMap::new();
    let mut trees = values::Trees::default();
    for finding in report.findings.iter().filter(|finding| !finding.fix.is_empty()) {
        let key = key(finding, &folder.sources);
        if refused.contains_key(&key) {
            continue;
        }
        if !finding.fix.iter().all(|edit| trees.holds(edit, &folder.sources)) {
            refused.insert(
                key,
                say!(
                    "cách ghi YAML ở chỗ này không cho sửa tự động an toàn",
                    "the way this place is written in YAML cannot be changed safely"
                ),
            );
            continue;
        }
        let files: BTreeSet<_> = finding.fix.iter().map(|edit| edit.span.file).collect();
        let waits = files.iter().any(|file| {
            careful.contains(&folder.sources.get(*file).name) && taken.contains_key(file)
        });
        if waits || meets(&finding.fix, &taken) {
            continue;
        }
        for edit in &finding.fix {
            taken.entry(edit.span.file).or_default().insert(edit.span.start, edit.span.end);
        }
        chosen.push(finding);
    }
    chosen
}

/// Whether one of the edits overlaps or touches one that is taken, or another of its own.
fn meets(edits: &[Edit], taken: &BTreeMap<crate::source::FileId, BTreeMap<u32, u32>>) -> bool {
    let mut own: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
    own.sort_unstable();
    own.windows(2).any(|two| two[0].file == two[1].file && two[0].end > two[1].start)
        || own.iter().any(|span| {
            let Some(taken) = taken.get(&span.file) else { return false };
            let before = taken.range(..=span.end).next_back();
            before.is_some_and(|(_, end)| *end >= span.start)
        })
}

/// The texts of the files that change.
fn apply(sources: &Sources, chosen: &[&Finding]) -> BTreeMap<String, String> {
    let mut by_file: BTreeMap<_, Vec<&Edit>> = BTreeMap::new();
    for edit in chosen.iter().flat_map(|finding| &finding.fix) {
        by_file.entry(edit.span.file).or_default().push(edit);
    }
    let mut changed = BTreeMap::new();
    for (file, mut edits) in by_file {
        edits.sort_by_key(|edit| edit.span);
        let source = sources.get(file);
        let (mut text, mut last) = (String::with_capacity(source.text().len()), 0);
        for edit in edits {
            let range = edit.span.range();
            text.push_str(source.text().get(last..range.start).unwrap_or_default());
            text.push_str(&edit.text);
            last = range.end;
        }
        text.push_str(source.text().get(last..).unwrap_or_default());
        changed.insert(source.name.clone(), text);
    }
    changed
}

/// What went wrong when `chosen` were mended, by file.
fn faults(
    (old, before): (&Folder, &Report),
    (new, after): (&Folder, &Report),
    chosen: &[&Finding],
    changed: &BTreeMap<String, String>,
) -> BTreeMap<String, Text> {
    let mut faults = BTreeMap::new();
    let edits: Vec<&Edit> = chosen.iter().flat_map(|finding| &finding.fix).collect();
    for name in changed.keys() {
        let texts = (named(&old.sources, name), named(&new.sources, name));
        if let (Some((one, file)), Some((two, _))) = texts
            && !values::as_meant(one, two, edits.iter().filter(|edit| edit.span.file == file))
        {
            faults.insert(
                name.clone(),
                say!(
                    "sửa ở đây sẽ làm thay đổi chỗ khác của tệp",
                    "mending this would change more of the file"
                ),
            );
        }
    }
    // A finding stands where it stood, moved by what was mended before it.
    let moved = |span: Span| -> i64 {
        let before = edits.iter().filter(|edit| edit.span.file == span.file);
        let before = before.filter(|edit| edit.span.end <= span.start);
        let shift = |edit: &&Edit| edit.text.len() as i64 - edit.span.range().len() as i64;
        i64::from(span.start) + before.map(shift).sum::<i64>()
    };
    let left: BTreeSet<(Rule, &str, i64)> = after
        .findings
        .iter()
        .map(|finding| {
            let name = new.sources.get(finding.span.file).name.as_str();
            (finding.rule, name, i64::from(finding.span.start))
        })
        .collect();
    for finding in chosen {
        let name = &old.sources.get(finding.span.file).name;
        if left.contains(&(finding.rule, name.as_str(), moved(finding.span))) {
            let file = finding.fix.first().map_or(finding.span.file, |edit| edit.span.file);
            faults
                .entry(old.sources.get(file).name.clone())
                .or_insert(say!("sửa rồi mà vẫn còn lỗi này", "it is still there after mending"));
        }
    }
    let errors = |folder: &Folder, report: &Report| {
        let mut count: HashMap<(Rule, String), usize> = HashMap::new();
        for finding in report.findings.iter().filter(|one| one.severity == Severity::Error) {
            let name = folder.sources.get(finding.span.file).name.clone();
            *count.entry((finding.rule, name)).or_default() += 1;
        }
        count
    };
    let had = errors(old, before);
    for ((rule, name), count) in errors(new, after) {
        if count > had.get(&(rule, name.clone())).copied().unwrap_or(0) {
            let why = rule.name();
            let why =
                say!("sửa sẽ sinh ra lỗi khác ({why})", "mending makes another error ({why})");
            // Where the error shows is not always what was changed.
            let blamed: Vec<&String> =
                if changed.contains_key(&name) { vec![&name] } else { changed.keys().collect() };
            for name in blamed {
                faults.entry(name.clone()).or_insert(why.clone());
            }
        }
    }
    faults
}

/// A mended finding, told.
fn told(finding: &Finding, sources: &Sources) -> Mended {
    let mut edits: Vec<Done> = finding
        .fix
        .iter()
        .map(|edit| {
            let source = sources.get(edit.span.file);
            let place = source.position(edit.span.start);
            Done {
                file: source.name.clone(),
                line: place.line,
                column: place.column,
                from: sources.slice(edit.span).to_owned(),
                to: edit.text.clone(),
            }
        })
        .collect();
    edits.sort();
    Mended { rule: finding.rule, edits, beware: named_in_words(finding, sources) }
}

/// Words such as «điểm đ» or «Điều 5» that name one of the labels that change. A point or clause is
/// looked for in its own file, an article everywhere.
fn named_in_words(finding: &Finding, sources: &Sources) -> Vec<(String, u32, String)> {
    if !matches!(finding.rule, Rule::LetterSequence | Rule::ClauseSequence) {
        return Vec::new();
    }
    let mut found = BTreeSet::new();
    for edit in &finding.fix {
        let own = sources.get(edit.span.file);
        let (line_text, from) =
            (own.line(own.position(edit.span.start).line), sources.slice(edit.span));
        let article = finding.rule == Rule::ClauseSequence && line_text.contains("Điều");
        let word = match finding.rule {
            Rule::LetterSequence => "[đĐ]iểm",
            _ if article => "[đĐ]iều",
            _ => "[kK]hoản",
        };
        let Ok(pattern) = Regex::new(&format!(r"\b{word} {}\b", regex::escape(from))) else {
            continue;
        };
        for (file, source) in sources.iter() {
            if file != edit.span.file && !article {
                continue;
            }
            for words in pattern.find_iter(source.text()) {
                let label = words.range().contains(&(edit.span.start as usize));
                if !(label && file == edit.span.file) {
                    let line = source.position(words.start() as u32).line;
                    found.insert((source.name.clone(), line, words.as_str().to_owned()));
                }
            }
        }
    }
    found.into_iter().collect()
}

/// Why files were not written.
#[derive(Debug)]
pub struct Failed {
    /// The file.
    pub name: String,
    /// Why.
    pub why: Text,
}

/// A file made beside its place.
struct Staged<'a> {
    name: &'a str,
    beside: Beside,
    real: PathBuf,
}

impl Plan {
    /// Writes the files that change: all are written beside first and synced, then each takes its
    /// place at once. Permissions stay; a symbolic link stays one, and the file it leads to changes.
    ///
    /// # Errors
    /// Which file, and why. Before the first file takes its place a fault leaves everything as it was.
    pub fn write(&self) -> Result<(), Failed> {
        let mut staged: Vec<Staged<'_>> = Vec::new();
        for change in &self.changes {
            let failed = |why| Failed { name: change.name.clone(), why };
            let one = stage(&self.folder.dir, change).map_err(failed)?;
            if staged.iter().any(|other| other.real == one.real) {
                return Err(failed(say!(
                    "hai tên trỏ tới cùng một tệp",
                    "two names lead to one file"
                )));
            }
            staged.push(one);
        }
        for (at, one) in staged.into_iter().enumerate() {
            one.beside.rename(&one.real).map_err(|error| {
                let Text { vi, en } = reason(&error);
                let why = say!(
                    "không ghi được: {vi} ({at} tệp trước đó đã ghi)",
                    "cannot be written: {en} ({at} files before it were)"
                );
                Failed { name: one.name.to_owned(), why }
            })?;
        }
        Ok(())
    }
}

/// Writes a changed file beside its place.
fn stage<'a>(dir: &Path, change: &'a Change) -> Result<Staged<'a>, Text> {
    let said = |error: std::io::Error| {
        let Text { vi, en } = reason(&error);
        say!("không ghi được: {vi}", "cannot be written: {en}")
    };
    let real = fs::canonicalize(dir.join(&change.name)).map_err(said)?;
    let bytes = fs::read(&real).map_err(said)?;
    let mark = "\u{feff}".as_bytes();
    let (mark, text) = match bytes.strip_prefix(mark) {
        Some(text) => (mark, text),
        None => (&[][..], bytes.as_slice()),
    };
    if text != change.before.as_bytes() {
        return Err(say!(
            "tệp vừa bị người khác sửa; chạy lại lệnh này",
            "the file was changed meanwhile; run the command again"
        ));
    }
    let permissions = fs::metadata(&real).map_err(said)?.permissions();
    if permissions.readonly() {
        return Err(say!("tệp này chỉ cho đọc", "the file is read-only"));
    }
    let folder = real.parent().unwrap_or(dir);
    beside::clear(folder);
    let mut beside = Beside::new(folder).map_err(said)?;
    let write = |out: &mut Writer<'_>| {
        out.write_all(mark)?;
        out.write_all(change.after.as_bytes())
    };
    beside.fill(write).map_err(said)?;
    beside.permit(permissions);
    Ok(Staged { name: &change.name, beside, real })
}
