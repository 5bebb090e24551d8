//! The hot stages one by one, on the medium folder (100 sections, 2000 paragraphs, 2000 notes):
//! `VANTHU_THREADS=1 cargo bench --bench stages`. Wall time of one thread; docs/performance.md says where the whole
//! goes.

#![allow(clippy::unwrap_used)] // a bench that cannot go on should stop

#[allow(dead_code)] // the other sizes
#[path = "scale/folder.rs"]
mod folder;
#[path = "scale/words.rs"]
mod words;

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use flate2::{Compress, Compression, FlushCompress};
use std::io::Read;
use std::path::Path;
use std::sync::LazyLock;
use vanthu::diagnostic::Sink;
use vanthu::folder::Folder;
use vanthu::markup::{self, Extent};
use vanthu::{assemble, check, docx, merge, number, yaml};

static FOLDER: LazyLock<Folder> = LazyLock::new(|| {
    let dir = folder::make(Path::new(env!("CARGO_TARGET_TMPDIR")), folder::MEDIUM).unwrap();
    vanthu::folder::load(&dir, &mut Sink::new())
});

/// Bytes of all sections.
fn source() -> usize {
    FOLDER.sections.iter().map(|section| FOLDER.sources.get(section.file).text().len()).sum()
}

fn main() {
    divan::main();
}

#[divan::bench]
fn read(bencher: Bencher) {
    let dir = &FOLDER.dir;
    bencher
        .counter(BytesCount::new(source()))
        .bench(|| black_box(vanthu::folder::load(dir, &mut Sink::new())));
}

#[divan::bench]
fn yaml(bencher: Bencher) {
    let sources: Vec<_> = FOLDER
        .sections
        .iter()
        .map(|section| (section.file, FOLDER.sources.get(section.file)))
        .collect();
    bencher.counter(BytesCount::new(source())).bench(|| {
        for (file, source) in &sources {
            black_box(yaml::parse(*file, source, &mut Sink::new()));
        }
    });
}

#[divan::bench]
fn marks(bencher: Bencher) {
    let scalars: Vec<_> = FOLDER
        .sections
        .iter()
        .filter_map(|section| Some(section.body.as_ref()?.scalar.clone()))
        .collect();
    let bytes: usize = scalars.iter().map(|scalar| scalar.value.len()).sum();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for scalar in &scalars {
            black_box(markup::parse(scalar.clone(), Extent::Body, &mut Sink::new()));
        }
    });
}

#[divan::bench]
fn assembly_and_numbers(bencher: Bencher) {
    let manifest = FOLDER.manifest.as_ref().unwrap();
    let style = &FOLDER.style;
    bencher.counter(BytesCount::new(source())).bench(|| {
        let mut sink = Sink::new();
        let document =
            assemble::assemble(manifest, &FOLDER.sections, &FOLDER.broken, style, &mut sink);
        black_box(number::number(document, style, &mut sink));
    });
}

#[divan::bench]
fn checks(bencher: Bencher) {
    let (numbered, _) = merge(&FOLDER, &mut Sink::new()).unwrap();
    bencher.counter(BytesCount::new(source())).bench(|| {
        let mut sink = Sink::new();
        check::run(&numbered, &mut sink);
        black_box(sink)
    });
}

/// All parts written and deflated; less `deflate` it is the writing.
#[divan::bench]
fn body_and_deflate(bencher: Bencher) {
    let (numbered, pictures) = merge(&FOLDER, &mut Sink::new()).unwrap();
    bencher
        .counter(BytesCount::new(xml().iter().map(|(_, text)| text.len()).sum::<usize>()))
        .bench(|| black_box(docx::write(&numbered, &FOLDER.style, &pictures, None).unwrap()));
}

#[divan::bench]
fn deflate(bencher: Bencher) {
    let xml = xml();
    let bytes = xml.iter().map(|(_, text)| text.len()).sum::<usize>();
    bencher.counter(BytesCount::new(bytes)).bench(|| {
        for (name, text) in &xml {
            for (at, block) in text.chunks(docx::BLOCK).enumerate() {
                let mut compress = Compress::new(Compression::new(docx::level(name, at)), false);
                let mut out = Vec::with_capacity(block.len());
                compress.compress_vec(block, &mut out, FlushCompress::Finish).unwrap();
                black_box(out);
            }
        }
    });
}

/// The document's text and notes as they are written.
fn xml() -> Vec<(&'static str, Vec<u8>)> {
    let (numbered, pictures) = merge(&FOLDER, &mut Sink::new()).unwrap();
    let bytes = docx::write(&numbered, &FOLDER.style, &pictures, None).unwrap();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    ["word/document.xml", "word/footnotes.xml"]
        .map(|name| {
            let mut text = Vec::new();
            archive.by_name(name).unwrap().read_to_end(&mut text).unwrap();
            (name, text)
        })
        .to_vec()
}
