//! The least that a document of these bytes can take: its `document.xml` and `footnotes.xml`, pushed
//! from memory through the same deflate at the same level into a zip in memory, and no more.

use flate2::Compression;
use flate2::write::DeflateEncoder;
use std::fs::File;
use std::io::{self, Cursor, Read, Write};
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};
use vanthu::docx::LEVEL;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// What the floor of a document is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Floor {
    /// On one thread.
    pub(crate) one: Duration,
    /// With a thread for each part.
    pub(crate) two: Duration,
    /// Bytes of XML.
    pub(crate) xml: u64,
    /// Deflated at our level, and at level 6.
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

/// What that process prints.
pub(crate) fn print(document: &Path) -> io::Result<String> {
    let mut archive = ZipArchive::new(File::open(document)?)?;
    let mut parts = Vec::new();
    for name in ["word/document.xml", "word/footnotes.xml"] {
        let mut bytes = Vec::new();
        archive.by_name(name)?.read_to_end(&mut bytes)?;
        parts.push((name, bytes));
    }
    let (mut one, mut two) = (Duration::MAX, Duration::MAX);
    let (mut size, mut size6) = (0, 0);
    for _ in 0..3 {
        let begun = Instant::now();
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(LEVEL.into()));
        for (name, bytes) in &parts {
            zip.start_file(*name, options)?;
            zip.write_all(bytes)?;
        }
        size = zip.finish()?.into_inner().len() as u64;
        one = one.min(begun.elapsed());
        let begun = Instant::now();
        deflate(&parts, LEVEL)?;
        two = two.min(begun.elapsed());
    }
    for (_, len) in deflate(&parts, 6)? {
        size6 += len;
    }
    let xml: usize = parts.iter().map(|(_, bytes)| bytes.len()).sum();
    Ok(format!("{} {} {xml} {size} {size6}", one.as_nanos(), two.as_nanos()))
}

/// Each part on a thread of its own: checksum and size.
fn deflate(parts: &[(&str, Vec<u8>)], level: u32) -> io::Result<Vec<(u32, u64)>> {
    std::thread::scope(|scope| {
        let all: Vec<_> = parts
            .iter()
            .map(|(_, bytes)| {
                scope.spawn(move || -> io::Result<(u32, u64)> {
                    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(level));
                    encoder.write_all(bytes)?;
                    Ok((crc32fast::hash(bytes), encoder.finish()?.len() as u64))
                })
            })
            .collect();
        all.into_iter()
            .map(|one| one.join().map_err(|_| io::Error::other("a thread failed"))?)
            .collect()
    })
}
