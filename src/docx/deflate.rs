//! Parts → deflated blocks, while they are being written.
//!
//! A part that grows is cut into blocks of about [`BLOCK`] bytes. Each is deflated on its own, with
//! the end of the one before it as its dictionary, and ends on a whole byte; one after the other they are
//! one deflate stream (RFC 1951). So blocks can be deflated on any thread in any order, and the bytes
//! do not depend on how many threads there are.

use crate::work;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::collections::VecDeque;
use std::io::{Error, Result};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{JoinHandle, spawn};

/// The level of small parts and of the body. Levels are the fastest ones of this library whose output is
/// within 15 % of level 6's, the usual one; measured in docs/performance.md.
const LEVEL: u32 = 4;
/// The level of the notes, which are more alike.
const NOTES: u32 = 3;

/// The level at which a part is deflated.
#[must_use]
pub fn level(part: &str) -> u32 {
    if part == "word/footnotes.xml" { NOTES } else { LEVEL }
}

/// Bytes of text in a block.
const BLOCK: usize = 512 << 10;
/// Bytes of the block before that a block may refer to: half of what deflate could. The other half would
/// make the file 0.3 % smaller, and give a compressor its dictionary in twice the time.
const WINDOW: usize = 16 << 10;

/// A part, deflated.
#[derive(Debug, Default)]
pub(super) struct Packed {
    pub(super) name: String,
    pub(super) crc: u32,
    /// Before it was deflated.
    pub(super) size: u64,
    pub(super) blocks: Vec<Vec<u8>>,
}

impl Packed {
    /// A part that is whole already.
    pub(super) fn new(
        name: impl Into<String>,
        bytes: &[u8],
        deflater: &mut Deflater,
    ) -> Result<Self> {
        let Deflater(compress) = deflater;
        // A new one is clean, and cleaning costs as much as a small part.
        if compress.total_in() > 0 {
            compress.reset();
        }
        let block = deflate(compress, bytes, true)?;
        let (crc, size) = (crc32fast::hash(bytes), bytes.len() as u64);
        Ok(Self { name: name.into(), crc, size, blocks: vec![block] })
    }

    /// Bytes in the archive.
    pub(super) fn deflated(&self) -> u64 {
        self.blocks.iter().map(|block| block.len() as u64).sum()
    }
}

/// Deflates small parts with the same memory. What it did before may show in the bytes (zlib-rs 0.6.8 keeps
/// its window through a reset), so its parts must come in the same order in every build.
pub(super) struct Deflater(Compress);

impl Deflater {
    pub(super) fn new() -> Self {
        Self(Compress::new(Compression::new(LEVEL), false))
    }
}

fn deflate(compress: &mut Compress, text: &[u8], last: bool) -> Result<Vec<u8>> {
    let flush = if last { FlushCompress::Finish } else { FlushCompress::Sync };
    let mut out = Vec::with_capacity(text.len() / 6 + 64);
    loop {
        let read = compress.total_in() as usize;
        let status = compress.compress_vec(&text[read..], &mut out, flush).map_err(Error::other)?;
        // Space left over after a flush says that nothing is held back.
        let done = match status {
            Status::StreamEnd => true,
            _ => !last && compress.total_in() as usize == text.len() && out.len() < out.capacity(),
        };
        if done {
            out.shrink_to_fit();
            return Ok(out);
        }
        out.reserve(text.len() / 8 + 64);
    }
}

/// A block that waits to be deflated.
struct Job {
    part: usize,
    at: usize,
    level: u32,
    /// The block, and before it what it may refer to.
    text: String,
    /// Where the block begins in it.
    start: usize,
    last: bool,
}

/// A block that was.
struct Done {
    part: usize,
    at: usize,
    crc: crc32fast::Hasher,
    size: u64,
    block: Result<Vec<u8>>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    closed: bool,
    /// Emptied texts of blocks that are deflated. The writer takes them again: each page of fresh memory
    /// would be a fault.
    spare: Vec<String>,
}

/// Takes the text of parts as it is written, and has it deflated by threads of its own.
#[derive(Default)]
pub(super) struct Press {
    shared: Arc<Shared>,
    helpers: Vec<JoinHandle<Vec<Done>>>,
    parts: Vec<String>,
    /// Number of the block that is being written, and where it begins in the text.
    at: usize,
    start: usize,
    done: Vec<Done>,
}

/// What the threads of a [`Press`] share.
#[derive(Default)]
struct Shared {
    queue: Mutex<Queue>,
    ready: Condvar,
}

impl Shared {
    fn with<R>(&self, act: impl FnOnce(&mut Queue) -> R) -> R {
        act(&mut self.queue.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Room for a text.
    fn room(&self) -> String {
        self.with(|queue| queue.spare.pop()).unwrap_or_default()
    }

    /// The next job; waits for one unless all have come.
    fn next(&self) -> Option<Job> {
        let mut queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            match queue.jobs.pop_front() {
                Some(job) => return Some(job),
                None if queue.closed => return None,
                None => queue = self.ready.wait(queue).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// Deflates a block with a compressor of its own: which blocks a thread did before must not show.
    fn run(&self, job: Job) -> Done {
        let Job { part, at, level, mut text, start, last } = job;
        let (before, block) = text.as_bytes().split_at(start);
        let mut crc = crc32fast::Hasher::new();
        crc.update(block);
        let size = block.len() as u64;
        let mut compress = Compress::new(Compression::new(level), false);
        let ready = if before.is_empty() {
            Ok(())
        } else {
            compress.set_dictionary(before).map(drop).map_err(Error::other)
        };
        let block = ready.and_then(|()| deflate(&mut compress, block, last));
        text.clear();
        self.with(|queue| queue.spare.push(text));
        Done { part, at, crc, size, block }
    }
}

impl Press {
    /// Begins a part; the one before it has [ended](Self::end).
    pub(super) fn begin(&mut self, name: &str) {
        self.parts.push(name.to_owned());
        (self.at, self.start) = (0, 0);
    }

    /// Takes the text when it fills a block; its end stays, for the next block may refer to it. Called between
    /// paragraphs, so that where blocks end depends on the document alone.
    pub(super) fn flow(&mut self, text: &mut String) {
        if text.len() - self.start < BLOCK {
            return;
        }
        let mut next = self.shared.room();
        next.reserve(WINDOW + BLOCK + (BLOCK >> 3));
        let mut window = text.len() - WINDOW;
        while !text.is_char_boundary(window) {
            window += 1;
        }
        next.push_str(&text[window..]);
        let start = next.len();
        self.block(std::mem::replace(text, next), false);
        self.start = start;
    }

    /// Takes the rest of the part.
    pub(super) fn end(&mut self, text: &mut String) {
        let next = self.shared.room();
        self.block(std::mem::replace(text, next), true);
    }

    fn block(&mut self, text: String, last: bool) {
        let part = self.parts.len() - 1;
        let level = level(&self.parts[part]);
        let job = Job { part, at: self.at, level, text, start: self.start, last };
        self.at += 1;
        let threads = work::threads();
        if threads < 2 {
            self.done.push(self.shared.run(job));
            return;
        }
        // A part of one block is not worth a thread: it waits for the end, when there are small parts
        // to be deflated beside it.
        if last && job.at == 0 {
            self.shared.with(|queue| queue.jobs.push_back(job));
            return;
        }
        if self.helpers.is_empty() {
            let help = || {
                let shared = self.shared.clone();
                spawn(move || {
                    std::iter::from_fn(|| shared.next().map(|job| shared.run(job))).collect()
                })
            };
            self.helpers = (1..threads).map(|_| help()).collect();
        }
        // With enough waiting for the others, the writer deflates too: memory stays bounded.
        let first = self.shared.with(|queue| {
            queue.jobs.push_back(job);
            (queue.jobs.len() > 2 * threads).then(|| queue.jobs.pop_front()).flatten()
        });
        self.shared.ready.notify_one();
        if let Some(job) = first {
            self.done.push(self.shared.run(job));
        }
    }

    /// All parts, deflated.
    pub(super) fn finish(mut self) -> Result<Vec<Packed>> {
        self.shared.with(|queue| queue.closed = true);
        self.shared.ready.notify_all();
        while let Some(job) = self.shared.with(|queue| queue.jobs.pop_front()) {
            self.done.push(self.shared.run(job));
        }
        for helper in self.helpers {
            match helper.join() {
                Ok(done) => self.done.extend(done),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        let mut parts: Vec<Packed> =
            self.parts.into_iter().map(|name| Packed { name, ..Packed::default() }).collect();
        let mut sums = vec![crc32fast::Hasher::new(); parts.len()];
        self.done.sort_unstable_by_key(|done| (done.part, done.at));
        for done in self.done {
            let part = &mut parts[done.part];
            sums[done.part].combine(&done.crc);
            part.size += done.size;
            part.blocks.push(done.block?);
        }
        for (part, sum) in parts.iter_mut().zip(sums) {
            part.crc = sum.finalize();
        }
        Ok(parts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::read::DeflateDecoder;
    use std::io::Read;

    #[test]
    fn blocks_are_one_stream() {
        let names = ["word/document.xml", "word/footnotes.xml"];
        let (mut press, mut out) = (Press::default(), String::new());
        let mut written = [String::new(), String::new()];
        let mut number = 1u32;
        for (name, written) in names.iter().zip(&mut written) {
            press.begin(name);
            while written.len() < 3 * BLOCK {
                // Letters of one, two, three and four bytes, so that a window begins within each in turn.
                number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let paragraph = format!("aéế😀{}{}", number, "ế".repeat(number as usize >> 25));
                out.push_str(&paragraph);
                written.push_str(&paragraph);
                press.flow(&mut out);
            }
            press.end(&mut out);
        }
        let parts = press.finish().unwrap();
        for ((part, name), written) in parts.iter().zip(names).zip(written) {
            assert_eq!((&*part.name, part.size), (name, written.len() as u64));
            assert_eq!(part.crc, crc32fast::hash(written.as_bytes()));
            assert!(part.blocks.len() > 2);
            let mut text = String::new();
            DeflateDecoder::new(&*part.blocks.concat()).read_to_string(&mut text).unwrap();
            assert!(text == written, "{name} comes back");
        }
    }
}
