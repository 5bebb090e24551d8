//! What must hold for any input holds for every input of `fuzz/corpus`, and for every fixture.

#![allow(clippy::unwrap_used)] // a test that cannot go on should stop

#[path = "../fuzz/properties.rs"]
mod properties;

use std::fs;
use std::path::Path;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn properties_hold_for_the_corpus() {
    for (name, holds) in properties::TARGETS {
        let mut files: Vec<_> = fs::read_dir(root().join("fuzz/corpus").join(name))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.sort();
        assert!(files.len() > 20, "{name}");
        for file in files {
            let bytes = fs::read(&file).unwrap();
            let outcome = std::panic::catch_unwind(|| holds(&bytes));
            assert!(outcome.is_ok(), "{}", file.display());
        }
    }
}

#[test]
fn text_in_is_text_out_for_every_fixture() {
    let mut built = 0;
    for entry in fs::read_dir(root().join("fixtures")).unwrap() {
        let dir = entry.unwrap().path();
        if dir.join("document.yaml").exists() {
            println!("{}", dir.display());
            built += usize::from(properties::folder_holds(&dir));
        }
    }
    assert!(built > 40, "{built}");
    assert!(properties::folder_holds(root()));
}

#[test]
fn mending_holds_for_every_fixture() {
    let mut mended = 0;
    for entry in fs::read_dir(root().join("fixtures")).unwrap() {
        let dir = entry.unwrap().path();
        if dir.join("document.yaml").exists() {
            println!("{}", dir.display());
            let copy = tempfile::tempdir().unwrap();
            copy_folder(&dir, copy.path());
            mended += properties::mending_holds(copy.path());
        }
    }
    assert!(mended > 20, "{mended}");
}

fn copy_folder(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            fs::create_dir(&to).unwrap();
            copy_folder(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}
