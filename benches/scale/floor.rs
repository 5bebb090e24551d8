//! The least that a document of these bytes can take: its `document.xml` and `footnotes.xml`, pushed
//! from memory through the same deflate at the same levels into a zip in memory, and no more: on one thread
//! as a whole, and on as many as a build uses, in blocks as large as a build's.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use vanthu::docx::level;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What the floor of a document is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Floor {
    /// On one thread.
    pub(crate) one: Duration,
    /// On as many threads as a build uses.
    pub(crate) two: Duration,
    /// Bytes of XML.
    pub(crate) xml: u64,
    /// Deflated at our levels, and at level 6.
    pub(crate) size: u64,
    pub(crate) size6: u64,
}

impl Floor {
    pub(crate) fn best(self, other: Self) -> Self {
        Self { one: self.one.min(other.one), two: self.two.min(other.two), ..self }
    }
}

/// Measures in a process of its own, so that this one stays small: a child's peak of memory counts
/// from its parent's.
pub(crate) fn of(document: &Path) -> io::Result<Floor> {
    let output = Command::new(std::env::current_exe()?).arg("floor").arg(document).output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let numbers: Vec<u64> = text.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    let [one, two, xml, size, size6] = numbers[..] else {
        return Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()));
    };
    let (one, two) = (Duration::from_nanos(one), Duration::from_nanos(two));
    Ok(Floor { one, two, xml, size, size6 })
}

/// Bytes in a block when several threads deflate.
const BLOCK: usize = 512 << 10;
/// Levels that were weighed.
const LEVELS: std::ops::RangeInclusive<u32> = 1..=6;

type Part = (&'static str, Vec<u8>);

fn parts(document: &Path) -> io::Result<Vec<Part>> {
    let mut archive = ZipArchive::new(File::open(document)?)?;
    let mut parts = Vec::new();
    for name in ["word/document.xml", "word/footnotes.xml"] {
        let mut bytes = Vec::new();
        archive.by_name(name)?.read_to_end(&mut bytes)?;
        parts.push((name, bytes));
    }
    Ok(parts)
}

/// What that process prints.
pub(crate) fn print(document: &Path) -> io::Result<String> {
    let parts = parts(document)?;
    let (mut one, mut two) = (Duration::MAX, Duration::MAX);
    let mut size = 0;
    for _ in 0..3 {
        let begun = Instant::now();
        size = zipped(&parts, level)?;
        one = one.min(begun.elapsed());
        let begun = Instant::now();
        deflate(&parts, level)?;
        two = two.min(begun.elapsed());
    }
    let size6 = zipped(&parts, |_| 6)?;
    let xml: usize = parts.iter().map(|(_, bytes)| bytes.len()).sum();
    Ok(format!("{} {} {xml} {size} {size6}", one.as_nanos(), two.as_nanos()))
}

/// Each part at each level: time on one thread and on several, size, and size beside level 6's.
pub(crate) fn levels(document: &Path) -> io::Result<String> {
    let mut out = format!(
        "{:<20} {:>5} {:>12} {:>12} {:>10} {:>12}\n",
        "part", "level", "1 thread, ms", "threads, ms", "size, MB", "to level 6"
    );
    for part in parts(document)? {
        let name = part.0;
        let part = [part];
        let size6 = zipped(&part, |_| 6)?;
        for weighed in LEVELS {
            let (mut one, mut two, mut size) = (Duration::MAX, Duration::MAX, 0);
            for _ in 0..3 {
                let begun = Instant::now();
                size = zipped(&part, |_| weighed)?;
                one = one.min(begun.elapsed());
                let begun = Instant::now();
                deflate(&part, |_| weighed)?;
                two = two.min(begun.elapsed());
            }
            let mark = if weighed == level(name) { " <- ours" } else { "" };
            let _ = writeln!(
                out,
                "{name:<20} {weighed:>5} {:>12.1} {:>12.1} {:>10.2} {:>12.3}{mark}",
                one.as_secs_f64() * 1e3,
                two.as_secs_f64() * 1e3,
                size as f64 / 1e6,
                size as f64 / size6 as f64
            );
        }
    }
    Ok(out)
}

/// All parts into a zip in memory, on one thread; gives its size.
fn zipped(parts: &[Part], level: impl Fn(&str) -> u32) -> io::Result<u64> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        let options = options.compression_level(Some(level(name).into()));
        zip.start_file(*name, options)?;
        zip.write_all(bytes)?;
    }
    Ok(zip.finish()?.into_inner().len() as u64)
}

/// Blocks of the parts, each deflated by one of the threads of a build; gives the sum of sizes.
fn deflate(parts: &[Part], level: impl Fn(&str) -> u32) -> io::Result<u64> {
    let blocks: Vec<(u32, &[u8])> = parts
        .iter()
        .flat_map(|(name, bytes)| bytes.chunks(BLOCK).map(|block| (level(name), block)))
        .collect();
    let done = vanthu::work::map(blocks.len(), 1, |at| -> io::Result<u64> {
        let (level, block) = blocks[at];
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
        encoder.write_all(block)?;
        crc32fast::hash(block);
        Ok(encoder.finish()?.len() as u64)
    });
    done.into_iter().sum()
}
