//! The least that a document of these bytes can take: its `document.xml` and `footnotes.xml`, pushed
//! from memory through the same deflate at the same levels into what a zip of them holds, and no more: on one thread
//! as a whole, and on as many as a build uses, in blocks as large as a build's.

use flate2::write::DeflateEncoder;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use vanthu::docx::{BLOCK, level};
use zip::ZipArchive;

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
    let size6 = zipped(&parts, |_, _| 6)?;
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
        let (name, blocks) = (part.0, part.1.len().div_ceil(BLOCK));
        let part = [part];
        let size6 = zipped(&part, |_, _| 6)?;
        for weighed in LEVELS {
            let (mut one, mut two, mut size) = (Duration::MAX, Duration::MAX, 0);
            for _ in 0..3 {
                let begun = Instant::now();
                size = zipped(&part, |_, _| weighed)?;
                one = one.min(begun.elapsed());
                let begun = Instant::now();
                deflate(&part, |_, _| weighed)?;
                two = two.min(begun.elapsed());
            }
            let own = (0..blocks).filter(|at| level(name, *at) == weighed).count();
            let mark = match own {
                0 => String::new(),
                own => format!(" <- {own} of our {blocks} blocks"),
            };
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

/// All parts, one after the other on one thread, deflated and summed up; gives the size of what a zip holds of them.
fn zipped(parts: &[Part], level: impl Fn(&str, usize) -> u32) -> io::Result<u64> {
    let mut out = Vec::new();
    for (name, bytes) in parts {
        let mut compress = Compress::new(Compression::new(level(name, 0)), false);
        for (at, block) in bytes.chunks(BLOCK).enumerate() {
            compress.set_level(Compression::new(level(name, at)))?;
            crc32fast::hash(block);
            let before = compress.total_in();
            let last = (at + 1) * BLOCK >= bytes.len();
            let flush = if last { FlushCompress::Finish } else { FlushCompress::None };
            loop {
                out.reserve(64 << 10);
                let read = (compress.total_in() - before) as usize;
                let status = compress.compress_vec(&block[read..], &mut out, flush)?;
                let all = (compress.total_in() - before) as usize == block.len();
                if status == Status::StreamEnd || (!last && all) {
                    break;
                }
            }
        }
    }
    Ok(out.len() as u64)
}

/// Blocks of the parts, each deflated by one of the threads of a build; gives the sum of sizes.
fn deflate(parts: &[Part], level: impl Fn(&str, usize) -> u32) -> io::Result<u64> {
    let blocks: Vec<(u32, &[u8])> = parts
        .iter()
        .flat_map(|(name, bytes)| {
            let blocks = bytes.chunks(BLOCK).enumerate();
            blocks.map(|(at, block)| (level(name, at), block))
        })
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
