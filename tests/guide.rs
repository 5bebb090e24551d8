//! Every command that the guides show is run, and what they show as its output is what comes out.
//!
//! In a page, a `console` block holds commands (`$ …`) with their output; a command with nothing under
//! it needs only to run. A block whose language is followed by a file's name is written to that file; a
//! `diff` block with a name changes its lines: one that begins with `-` gives way to the `+` after it.
//! `<!-- put: FILE -->` puts a file of the page's folder into the working folder, `<!-- folder: DIR -->`
//! begins in a copy of a folder of the repository, `<!-- run: COMMAND -->` runs something that is not shown.
//! `UPDATE=1 cargo test --test guide` writes the outputs anew: read the difference.

#![cfg(target_os = "linux")] // the pages use its tools
#![allow(clippy::unwrap_used, clippy::panic)] // a test that cannot go on should stop

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGES: [&str; 8] = [
    "docs/first-report.md",
    "docs/guide/unit.md",
    "docs/guide/don-vi.vi.md",
    "docs/guide/office.md",
    "docs/guide/van-phong.vi.md",
    "docs/guide/automation.md",
    "docs/guide/tu-dong.vi.md",
    "docs/editor.md",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Where a page's commands run.
struct Shell {
    home: tempfile::TempDir,
    dir: PathBuf,
    lang: &'static str,
}

impl Shell {
    fn new(page: &str) -> Self {
        let home = tempfile::tempdir().unwrap();
        let dir = fs::canonicalize(home.path()).unwrap().join("work");
        fs::create_dir(&dir).unwrap();
        // A page in English shows what an English locale shows.
        let name = page.rsplit('/').next().unwrap();
        let vietnamese = name.ends_with(".vi.md") || name == "first-report.md";
        Self { home, dir, lang: if vietnamese { "vi_VN.UTF-8" } else { "en_US.UTF-8" } }
    }

    /// What a command prints on a terminal, and whether it could run.
    fn run(&mut self, command: &str) -> (String, bool) {
        let state = self.home.path().join("state");
        let script = format!(
            "{{ {command}\n}} 2>&1; printf '%s\\n' \"$?\" > '{0}'; pwd >> '{0}'",
            state.display()
        );
        let bin = Path::new(env!("CARGO_BIN_EXE_vanthu")).parent().unwrap();
        let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
        let output = Command::new("sh")
            .args(["-c", &script])
            .current_dir(&self.dir)
            .env("PATH", path)
            .env("LC_ALL", self.lang)
            .env("XDG_CACHE_HOME", self.home.path().join("cache"))
            .env_remove("NO_COLOR")
            .stdin(std::process::Stdio::null())
            .output()
            .unwrap();
        let state = fs::read_to_string(state).unwrap();
        let (status, dir) = state.split_once('\n').unwrap();
        self.dir = PathBuf::from(dir.trim_end());
        (String::from_utf8(output.stdout).unwrap(), matches!(status, "0" | "1"))
    }

    fn change(&self, name: &str, lines: &[&str]) {
        let path = self.dir.join(name);
        let mut text = fs::read_to_string(&path).unwrap();
        let mut old = None;
        for line in lines {
            match (line.strip_prefix('-'), line.strip_prefix('+'), old) {
                (Some(line), ..) => old = Some(line),
                (_, Some(new), Some(old)) => {
                    let found = text.lines().filter(|line| line.starts_with(old)).count();
                    assert_eq!(found, 1, "{name}: «{old}» in\n{text}");
                    let whole = text.lines().find(|line| line.starts_with(old)).unwrap().to_owned();
                    text = text.replacen(&whole, new, 1);
                }
                _ => panic!("{name}: {line}"),
            }
        }
        fs::write(path, text).unwrap();
    }
}

fn copy(from: &Path, to: &Path) {
    for name in ["document.yaml", "sections", "styles"] {
        let from = from.join(name);
        for entry in walkdir::WalkDir::new(&from).into_iter().filter_map(Result::ok) {
            let to = to.join(name).join(entry.path().strip_prefix(&from).unwrap());
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).unwrap();
            } else {
                let to = if name == "document.yaml" { to.parent().unwrap().join(name) } else { to };
                fs::create_dir_all(to.parent().unwrap()).unwrap();
                fs::copy(entry.path(), to).unwrap();
            }
        }
    }
}

/// The page as it should be; every command that could not be run is a failure.
fn played(page: &str, text: &str) -> String {
    let mut shell = Shell::new(page);
    let mut out = String::new();
    let mut lines = text.lines();
    let beside = root().join(page).parent().unwrap().to_owned();
    while let Some(line) = lines.next() {
        let _ = writeln!(out, "{line}");
        let told = |word: &str| {
            let rest = line.strip_prefix("<!-- ")?.strip_prefix(word)?;
            rest.strip_suffix(" -->").map(str::trim)
        };
        if let Some(file) = told("put:") {
            let from = beside.join(file);
            fs::copy(&from, shell.dir.join(from.file_name().unwrap())).unwrap();
        }
        if let Some(command) = told("run:") {
            let (said, ran) = shell.run(command);
            assert!(ran, "{page}: {command}\n{said}");
        }
        if let Some(folder) = told("folder:") {
            copy(&root().join(folder), &shell.dir);
        }
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        match info.split_once(' ') {
            Some(("diff", name)) => shell.change(name, &block),
            Some((_, name)) => {
                let path = shell.dir.join(name);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, block.join("\n") + "\n").unwrap();
            }
            None => {}
        }
        if info == "console" {
            let mut at = 0;
            while at < block.len() {
                let command = block[at].strip_prefix("$ ").unwrap_or_else(|| {
                    panic!("{page}: a block begins with a command: {}", block[at])
                });
                let mut command = command.to_owned();
                let _ = writeln!(out, "{}", block[at]);
                at += 1;
                while command.ends_with('\\') {
                    command.push('\n');
                    command.push_str(block[at]);
                    let _ = writeln!(out, "{}", block[at]);
                    at += 1;
                }
                let shown = block[at..].iter().take_while(|line| !line.starts_with("$ ")).count();
                let (said, ran) = shell.run(&command);
                if shown > 0 {
                    out.push_str(said.trim_end());
                    out.push('\n');
                } else {
                    assert!(ran, "{page}: {command}\n{said}");
                }
                at += shown;
            }
        } else {
            for line in &block {
                let _ = writeln!(out, "{line}");
            }
        }
        out.push_str("```\n");
    }
    out
}

#[test]
fn every_command_shown_does_what_is_shown() {
    for page in PAGES {
        let path = root().join(page);
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
        let played = played(page, &text);
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&path, &played).unwrap();
        } else {
            assert_eq!(text, played, "{page}: UPDATE=1 cargo test --test guide");
        }
    }
}

/// A page that shows another output than the true one is found.
#[test]
fn a_page_that_is_out_of_date_is_found() {
    let page =
        "# A\n\n```console\n$ vanthu explain footnote-unused --lang vi | head -1\nkhác\n```\n";
    let true_page = page.replace("khác", "footnote-unused: Chú thích không có dấu trong bài");
    assert_eq!(played("a.vi.md", page), true_page);
    assert_eq!(played("a.vi.md", &true_page), true_page);
}
