//! How fast `vanthu` is beside what the bytes themselves cost, and beside other programs.
//!
//! ```console
//! $ cargo bench --bench scale                  # the table and the targets; 1 when one is missed
//! $ cargo bench --bench scale -- peers         # other programs on the same input, in the same run
//! $ cargo bench --bench scale -- make large    # a folder only; prints its path
//! ```

#![allow(clippy::print_stdout, clippy::print_stderr)] // the table is what it is for

mod floor;
mod folder;
mod measure;

use floor::Floor;
use folder::{HUGE, LARGE, MEDIUM, SMALL, STEPS, Size};
use measure::{Taken, mb, ms};
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

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
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match words[..] {
        ["floor", document] => floor::print(Path::new(document)).map(|line| {
            println!("{line}");
            true
        }),
        ["make", name] => match Size::named(name) {
            Some(size) => folder::make(Path::new(ROOT), size).map(|dir| {
                println!("{}", dir.display());
                true
            }),
            None => Err(io::Error::other(format!("no size is called {name}"))),
        },
        [] => scale(),
        _ => Err(io::Error::other("unknown words; see the head of benches/scale/main.rs")),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::from(2)
        }
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
        ms(self.build.wall) / ms(self.floor.one)
    }

    /// Megabytes of source a second.
    fn checked(&self) -> f64 {
        mb(self.source) / self.check.wall.as_secs_f64()
    }

    /// Microseconds.
    fn per_note(&self) -> f64 {
        ms(self.build.wall) * 1000.0 / self.size.all_notes() as f64
    }

    fn print(&self) {
        println!(
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
        );
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

fn scale() -> io::Result<bool> {
    println!(
        "times in ms, sizes in MB, best of several runs; cpu: on all cores; floor: on one thread, on two\n"
    );
    println!(
        "{:<12} {:>6} {:>8} {:>8} {:>6} {:>8} {:>8} {:>8} {:>8} {:>6} {:>7} {:>7} {:>8} {:>9}",
        "folder",
        "notes",
        "source",
        "check",
        "MB/s",
        "build",
        "cpu",
        "floor",
        "floor 2",
        "ratio",
        "peak",
        "XML",
        "output",
        "µs/note"
    );
    let mut steps = Vec::new();
    for size in STEPS {
        let rounds = if size == HUGE { 4 } else { 8 };
        steps.push(row(size, rounds)?);
        steps[steps.len() - 1].print();
    }
    println!();
    let small = row(SMALL, 40)?;
    small.print();
    row(MEDIUM, 10)?.print();
    let large = row(LARGE, 10)?;
    large.print();
    let huge = steps.pop().ok_or_else(|| io::Error::other("no steps"))?;
    let start = measure::best(40, || measure::run(&vanthu(), &["--version"]))?;
    println!("{:<12} {:>45.1}\n", "--version", ms(start.wall));

    let mut targets = Targets { met: true };
    for row in [&large, &huge] {
        let name = row.size.name;
        targets.at_most(&format!("{name}: build, in floors"), row.to_floor(), BUILD_TO_FLOOR);
        let six = row.floor.size as f64 / row.floor.size6 as f64;
        targets.at_most(&format!("{name}: deflated, in sizes of level 6"), six, SIZE_TO_SIX);
    }
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

/// What is asked, and whether it was met.
struct Targets {
    met: bool,
}

impl Targets {
    fn at_most(&mut self, what: &str, is: f64, limit: f64) {
        self.one(what, is, "at most", limit, is <= limit);
    }

    fn at_least(&mut self, what: &str, is: f64, limit: f64) {
        self.one(what, is, "at least", limit, is >= limit);
    }

    fn one(&mut self, what: &str, is: f64, word: &str, limit: f64, met: bool) {
        self.met &= met;
        let colour =
            std::io::stdout().is_terminal() || std::env::var_os("CLICOLOR_FORCE").is_some();
        let (start, end) = if colour && !met { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
        let verdict = if met { "ok" } else { "MISSED" };
        println!("{start}{verdict:<7} {what}: {is:.2} ({word} {limit:.2}){end}");
    }
}
