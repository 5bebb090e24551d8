//! How fast `vanthu` is beside what the bytes themselves cost, and beside other programs.
//!
//! ```console
//! $ cargo bench --bench scale                  # the table and the targets; 1 when one is missed
//! $ cargo bench --bench scale -- peers         # other programs on the same input: benches/peers/run.py
//! $ cargo bench --bench scale -- province      # what a thousand documents cost: docs/scale.md
//! $ cargo bench --bench scale -- make large    # a folder only; prints its path
//! $ cargo bench --bench scale -- --write docs/performance.md    # all of it, into the page's marked block
//! ```
//!
//! `--lenient` ends with 0 though a target is missed; it still says so, in red.

#![allow(clippy::print_stdout, clippy::print_stderr)] // the table is what it is for

mod floor;
mod folder;
mod measure;
mod plain;
mod words;

use floor::Floor;
use folder::{HUGE, LARGE, MEDIUM, SMALL, STEPS, Size};
use measure::{Taken, mb, ms};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// Where folders and documents are made.
const ROOT: &str = env!("CARGO_TARGET_TMPDIR");

/// The program that is measured: this one, unless `VANTHU` names another build of it.
fn vanthu() -> PathBuf {
    std::env::var_os("VANTHU").map_or_else(|| env!("CARGO_BIN_EXE_vanthu").into(), PathBuf::from)
}

/// The targets.
const BUILD_TO_FLOOR: f64 = 2.0;
const NOTE_TO_NOTE: f64 = 1.3;
const SMALL_TO_START: f64 = 3.0;
const CHECKED: f64 = 100.0;
const MEMORY: (u64, u64) = (2, 64 << 20);
const SIZE_TO_SIX: f64 = 1.15;

fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args().skip(1).filter(|word| word != "--bench").collect();
    let lenient = arguments.iter().any(|word| word == "--lenient");
    let words: Vec<&str> =
        arguments.iter().map(String::as_str).filter(|word| *word != "--lenient").collect();
    let outcome = match words[..] {
        ["floor", document] => show(floor::print(Path::new(document))),
        ["levels", document] => show(floor::levels(Path::new(document))),
        ["plain", pieces, output] => {
            plain::write(Path::new(pieces), Path::new(output)).map(|()| true)
        }
        ["make", name] => match Size::named(name) {
            Some(size) => show(folder::make(Path::new(ROOT), size).map(|dir| text(&dir))),
            None => Err(io::Error::other(format!("no size is called {name}"))),
        },
        ["province"] => show(province()),
        ["peers"] => peers(&mut Out::default()),
        [] => scale(&mut Out::default()),
        ["--write", page] => write(Path::new(page)),
        _ => Err(io::Error::other("unknown words; see the head of benches/scale/main.rs")),
    };
    match outcome {
        Ok(met) if met || lenient => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
    }
}

fn show(text: io::Result<String>) -> io::Result<bool> {
    text.map(|text| {
        println!("{text}");
        true
    })
}

/// What is printed, kept for a page.
#[derive(Default)]
struct Out(String);

impl Out {
    fn line(&mut self, line: &str) {
        println!("{line}");
        self.keep(line);
    }

    /// A target that was missed, in red where colours are seen; a page gets it without.
    fn missed(&mut self, line: &str) {
        if io::stdout().is_terminal() || std::env::var_os("CLICOLOR_FORCE").is_some() {
            println!("\x1b[1;31m{line}\x1b[0m");
            self.keep(line);
        } else {
            self.line(line);
        }
    }

    fn keep(&mut self, line: &str) {
        self.0 += line;
        self.0.push('\n');
    }
}

/// Around the block of a page that [`write`] makes anew.
const MARKS: [&str; 2] = ["<!-- measured: begin -->\n", "<!-- measured: end -->"];

/// Measures everything and puts it into a page.
fn write(page: &Path) -> io::Result<bool> {
    let old = std::fs::read_to_string(page)?;
    let (Some(begin), Some(end)) = (old.find(MARKS[0]), old.find(MARKS[1])) else {
        return Err(io::Error::other(format!("{} has no marks", page.display())));
    };
    let mut out = Out::default();
    out.line(&machine());
    let mut met = scale(&mut out)?;
    out.line("");
    let levels = Command::new(std::env::current_exe()?)
        .arg("levels")
        .arg(PathBuf::from(ROOT).join("large.docx"))
        .output()?;
    out.line("large, deflated at each level of zlib-rs:\n");
    out.line(&String::from_utf8_lossy(&levels.stdout));
    met &= peers(&mut out)?;
    let block = out.0.trim_end();
    let new = format!("{}```text\n{block}\n```\n{}", &old[..begin + MARKS[0].len()], &old[end..]);
    std::fs::write(page, new)?;
    Ok(met)
}

/// What it was measured on.
fn machine() -> String {
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let model = model.map_or("unknown processor", |(_, model)| model);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    format!("{model}, {} threads; load before: {load}", vanthu::work::threads())
}

/// Other programs, by the script beside.
fn peers(out: &mut Out) -> io::Result<bool> {
    let dir = folder::make(Path::new(ROOT), LARGE)?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers/run.py");
    let done = Command::new("python3")
        .arg(script)
        .arg(dir)
        .arg("--vanthu")
        .arg(vanthu())
        .arg("--plain")
        .arg(std::env::current_exe()?)
        .stderr(Stdio::inherit())
        .output()?;
    for line in String::from_utf8_lossy(&done.stdout).lines() {
        if line.starts_with("MISSED") { out.missed(line) } else { out.line(line) }
    }
    match done.status.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => Err(io::Error::other("benches/peers/run.py failed")),
    }
}

/// What was measured of one folder.
struct Row {
    size: Size,
    source: u64,
    check: Taken,
    build: Taken,
    floor: Floor,
    output: u64,
}

impl Row {
    fn to_floor(&self) -> f64 {
        ms(self.build.wall) / ms(self.floor.two)
    }

    /// Megabytes of source a second.
    fn checked(&self) -> f64 {
        mb(self.source) / self.check.wall.as_secs_f64()
    }

    /// Microseconds.
    fn per_note(&self) -> f64 {
        ms(self.build.wall) * 1000.0 / self.size.all_notes() as f64
    }

    fn print(&self, out: &mut Out) {
        out.line(&format!(
            "{:<12} {:>6} {:>8.2} {:>8.1} {:>6.0} {:>8.1} {:>8.1} {:>8.1} {:>8.1} {:>6.2} {:>7.1} {:>7.2} {:>8.2} {:>9.1}",
            self.size.name,
            self.size.all_notes(),
            mb(self.source),
            ms(self.check.wall),
            self.checked(),
            ms(self.build.wall),
            ms(self.build.cpu),
            ms(self.floor.one),
            ms(self.floor.two),
            self.to_floor(),
            mb(self.build.peak),
            mb(self.floor.xml),
            mb(self.output),
            self.per_note(),
        ));
    }
}

/// Builds, checks and floors in turn, so that a slow moment of the machine strikes all of them.
fn row(size: Size, rounds: usize) -> io::Result<Row> {
    let dir = folder::make(Path::new(ROOT), size)?;
    let output = PathBuf::from(ROOT).join(format!("{}.docx", size.name));
    let (folder, target) = (text(&dir), text(&output));
    let build = || measure::run(&vanthu(), &["build", &folder, "-o", &target, "--force"]);
    let check = || measure::run(&vanthu(), &["check", &folder]);
    let (mut built, mut checked) = (build()?, check()?);
    let mut floor = floor::of(&output)?;
    for _ in 1..rounds {
        built = built.best(build()?);
        checked = checked.best(check()?);
        floor = floor.best(floor::of(&output)?);
    }
    let source = folder::bytes(&dir)?;
    let output = std::fs::metadata(&output)?.len();
    Ok(Row { size, source, check: checked, build: built, floor, output })
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn scale(out: &mut Out) -> io::Result<bool> {
    out.line(
        "times in ms, sizes in MB, best of several runs; cpu: on all cores; floor: on one thread, and on as many as a\nbuild uses; ratio: build to that\n",
    );
    out.line(&format!(
        "{:<12} {:>6} {:>8} {:>8} {:>6} {:>8} {:>8} {:>8} {:>8} {:>6} {:>7} {:>7} {:>8} {:>9}",
        "folder",
        "notes",
        "source",
        "check",
        "MB/s",
        "build",
        "cpu",
        "floor 1",
        "floor",
        "ratio",
        "peak",
        "XML",
        "output",
        "µs/note"
    ));
    let mut steps = Vec::new();
    for size in STEPS {
        let rounds = if size == HUGE { 10 } else { 15 };
        steps.push(row(size, rounds)?);
        steps[steps.len() - 1].print(out);
    }
    out.line("");
    let small = row(SMALL, 60)?;
    small.print(out);
    row(MEDIUM, 15)?.print(out);
    let large = row(LARGE, 25)?;
    large.print(out);
    let huge = steps.pop().ok_or_else(|| io::Error::other("no steps"))?;
    let start = measure::best(60, || measure::run(&vanthu(), &["--version"]))?;
    out.line(&format!("{:<12} {:>45.1}\n", "--version", ms(start.wall)));

    out.line(&province()?);
    let mut targets = Targets { met: true, out };
    for row in [&large, &huge] {
        let name = row.size.name;
        let one = ms(row.build.wall) / ms(row.floor.one);
        targets.at_most(&format!("{name}: build, in floors"), one, BUILD_TO_FLOOR);
        let (two, wanted) = (row.to_floor(), BUILD_TO_FLOOR);
        targets.out.line(&format!(
            "besides {name}: build, in floors on as many threads: {two:.2} (no target; {wanted:.2} is wanted)"
        ));
        let six = row.floor.size as f64 / row.floor.size6 as f64;
        targets.at_most(&format!("{name}: deflated, in sizes of level 6"), six, SIZE_TO_SIX);
    }
    // A note of a small document bears the process's start; what is asked is that none of many costs more.
    let least = steps.iter().map(Row::per_note).fold(f64::MAX, f64::min);
    targets.at_most(
        "100 000 notes: time of one, in least times",
        huge.per_note() / least,
        NOTE_TO_NOTE,
    );
    let limit = MEMORY.0 * huge.source + MEMORY.1;
    targets.at_most("huge: peak of memory, MB", mb(huge.build.peak), mb(limit));
    let starts = ms(small.build.wall) / ms(start.wall);
    targets.at_most("small: build, in times of --version", starts, SMALL_TO_START);
    targets.at_least("large: source checked, MB/s", large.checked(), CHECKED);
    Ok(targets.met)
}

/// A thousand documents of 11 pages, in one batch and one by one.
fn province() -> io::Result<String> {
    const COUNT: usize = 1000;
    const ALONE: usize = 100;
    let one = folder::make(Path::new(ROOT), SMALL)?;
    let root = Path::new(ROOT).join("province");
    let mut dirs = Vec::new();
    for at in 0..COUNT {
        let dir = root.join(format!("{at:04}"));
        if !dir.join("document.yaml").exists() {
            folder::copy(&one, &dir)?;
        }
        dirs.push(text(&dir));
    }
    let batch: Vec<&str> =
        ["build", "--force"].into_iter().chain(dirs.iter().map(String::as_str)).collect();
    let together = measure::best(3, || measure::run(&vanthu(), &batch))?;
    let mut alone = (0.0, 0.0);
    for dir in &dirs[..ALONE] {
        let taken = measure::run(&vanthu(), &["build", "--force", dir])?;
        alone = (alone.0 + taken.wall.as_secs_f64(), alone.1 + taken.cpu.as_secs_f64());
    }
    let times = COUNT as f64 / ALONE as f64;
    Ok(format!(
        "1000 documents of 11 pages: in one batch {:.1} s, {:.1} s of CPU, {:.0} MB; one process each {:.1} s, {:.1} s of CPU\n",
        together.wall.as_secs_f64(),
        together.cpu.as_secs_f64(),
        mb(together.peak),
        alone.0 * times,
        alone.1 * times,
    ))
}

/// What is asked, and whether it was met.
struct Targets<'a> {
    met: bool,
    out: &'a mut Out,
}

impl Targets<'_> {
    fn at_most(&mut self, what: &str, is: f64, limit: f64) {
        self.one(what, is, "at most", limit, is <= limit);
    }

    fn at_least(&mut self, what: &str, is: f64, limit: f64) {
        self.one(what, is, "at least", limit, is >= limit);
    }

    fn one(&mut self, what: &str, is: f64, word: &str, limit: f64, met: bool) {
        self.met &= met;
        let verdict = if met { "ok" } else { "MISSED" };
        let line = format!("{verdict:<7} {what}: {is:.2} ({word} {limit:.2})");
        if met { self.out.line(&line) } else { self.out.missed(&line) }
    }
}
