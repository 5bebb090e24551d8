//! Parts → deflated blocks, while they are being written.
//!
//! A part that grows is cut into blocks of about [`BLOCK`] bytes. Each is deflated on its own, with
//! the end of the one before it as its dictionary, and ends on a whole byte; one after the other they are
//! one deflate stream (RFC 1951). So blocks can be deflated on any thread in any order, and the bytes
//! do not depend on how many threads there are. The archive gets each when those before it are written.

use super::archive::Archive;
use crate::work::{self, Pieces};
use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress, Status};
use std::collections::{BTreeMap, VecDeque};
use std::io::{Error, Result};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{JoinHandle, spawn};

/// The level of small parts and of most of the body. Levels are the fastest ones of this library with which a large
/// document stays within 15 % of its size at level 6, the usual one; measured in docs/performance.md.
const LEVEL: u32 = 4;
/// The level of the notes, which are more alike, and of two of five blocks of a large body: of all of them it would
/// be too large.
const FAST: u32 = 3;

/// The level at which a block of a part is deflated, counted from 0.
#[must_use]
pub fn level(part: &str, block: usize) -> u32 {
    let fast = part == "word/footnotes.xml" || matches!(block % 5, 2 | 4);
    if fast { FAST } else { LEVEL }
}

/// Bytes of text in a block.
pub const BLOCK: usize = 512 << 10;
/// Bytes of the block before that a block may refer to: half of what deflate could. The other half would
/// make the file 0.3 % smaller, and give a compressor its dictionary in twice the time.
const WINDOW: usize = 16 << 10;

/// A part, deflated as one block.
pub(super) struct Packed {
    pub(super) name: String,
    pub(super) crc: u32,
    /// Before it was deflated.
    pub(super) size: u64,
    pub(super) block: Vec<u8>,
}

impl Packed {
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
        Ok(Self { name: name.into(), crc, size, block })
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
    crc: Hasher,
    size: u64,
    last: bool,
    block: Result<Vec<u8>>,
}

#[derive(Default)]
struct Queue {
    jobs: VecDeque<Job>,
    /// How many are being done.
    taken: usize,
    closed: bool,
    /// By the number of their part and their own.
    done: BTreeMap<(usize, usize), Done>,
    /// Emptied texts of blocks that are deflated. The writer takes them again: each page of fresh memory
    /// would be a fault.
    spare: Vec<String>,
}

/// Takes the text of parts as it is written, has it deflated by threads of its own, and gives it to the archive.
pub(super) struct Press<'o> {
    archive: Archive<'o>,
    shared: Arc<Shared>,
    /// How many threads of its own the press wants; none are started for little.
    wanted: usize,
    helpers: Vec<JoinHandle<()>>,
    parts: Vec<String>,
    /// Number of the block that is being written, and where it begins in the text.
    at: usize,
    start: usize,
    /// The block that the archive gets next, and what is known of its part.
    next: (usize, usize),
    crc: Hasher,
    size: u64,
    /// Why the archive gets no more.
    failed: Option<Error>,
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
                Some(job) => {
                    queue.taken += 1;
                    return Some(job);
                }
                None if queue.closed => return None,
                None => queue = self.ready.wait(queue).unwrap_or_else(PoisonError::into_inner),
            }
        }
    }

    /// The next job, if one waits.
    fn waiting(&self) -> Option<Job> {
        self.with(|queue| {
            let job = queue.jobs.pop_front()?;
            queue.taken += 1;
            Some(job)
        })
    }

    /// Waits until no job is being done.
    fn settle(&self) {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.ready.wait_while(queue, |queue| queue.taken > 0));
    }

    /// Deflates a block with a compressor of its own: which blocks a thread did before must not show.
    fn run(&self, job: Job) {
        let _taken = Taken(self);
        let Job { part, at, level, mut text, start, last } = job;
        let (before, block) = text.as_bytes().split_at(start);
        let mut crc = Hasher::new();
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
        self.with(|queue| {
            queue.spare.push(text);
            queue.done.insert((part, at), Done { crc, size, last, block });
        });
    }
}

/// A job that is being done; it is no more, whatever came of it, when this is dropped.
struct Taken<'s>(&'s Shared);

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.0.with(|queue| queue.taken -= 1);
        self.0.ready.notify_all();
    }
}

impl Pieces for Shared {
    fn one(&self) -> bool {
        self.waiting().map(|job| self.run(job)).is_some()
    }
}

impl<'o> Press<'o> {
    pub(super) fn new(archive: Archive<'o>) -> Self {
        let shared: Arc<Shared> = Arc::default();
        let beside = work::hand_out(shared.clone());
        Self {
            archive,
            shared,
            wanted: work::threads() - 1 - usize::from(beside),
            helpers: Vec::new(),
            parts: Vec::new(),
            at: 0,
            start: 0,
            next: (0, 0),
            crc: Hasher::new(),
            size: 0,
            failed: None,
        }
    }

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
        let level = level(&self.parts[part], self.at);
        let job = Job { part, at: self.at, level, text, start: self.start, last };
        self.at += 1;
        // A part of one block waits for the next part: for one of them no thread is started.
        let alone = last && job.at == 0 && self.helpers.is_empty();
        let waiting = self.shared.with(|queue| {
            queue.jobs.push_back(job);
            queue.jobs.len()
        });
        let threads = work::threads();
        if threads < 2 {
            self.shared.one();
            return self.give();
        }
        if alone && waiting < 2 {
            return;
        }
        if self.helpers.is_empty() {
            let help = || {
                let shared = self.shared.clone();
                spawn(move || std::iter::from_fn(|| shared.next()).for_each(|job| shared.run(job)))
            };
            self.helpers = (0..self.wanted).map(|_| help()).collect();
        }
        self.shared.ready.notify_one();
        work::handed_out();
        // With enough waiting for the others, the writer deflates too: memory stays bounded.
        if waiting > threads {
            self.shared.one();
        }
        self.give();
    }

    /// Gives the archive what is its turn.
    fn give(&mut self) {
        while let Some(done) = self.shared.with(|queue| queue.done.remove(&self.next)) {
            if self.failed.is_none() {
                self.failed = self.write(done).err();
            }
        }
    }

    fn write(&mut self, done: Done) -> Result<()> {
        let Done { crc, size, last, block } = done;
        let (part, at) = self.next;
        if at == 0 {
            let name = &self.parts[part];
            if last {
                self.next = (part + 1, 0);
                let crc = crc.finalize();
                return self.archive.part(&Packed { name: name.clone(), crc, size, block: block? });
            }
            self.archive.begin(name)?;
        }
        self.archive.block(&block?)?;
        self.crc.combine(&crc);
        self.size += size;
        self.next.1 += 1;
        if last {
            let crc = std::mem::take(&mut self.crc).finalize();
            self.archive.end(crc, std::mem::take(&mut self.size))?;
            self.next = (part + 1, 0);
        }
        Ok(())
    }

    /// The archive, which has all parts.
    pub(super) fn finish(mut self) -> Result<Archive<'o>> {
        self.shared.with(|queue| queue.closed = true);
        self.shared.ready.notify_all();
        while self.shared.one() {
            self.give();
        }
        self.shared.settle();
        for helper in std::mem::take(&mut self.helpers) {
            if let Err(panic) = helper.join() {
                std::panic::resume_unwind(panic);
            }
        }
        self.give();
        match self.failed {
            Some(error) => Err(error),
            // Whoever had it came to grief.
            None if self.next != (self.parts.len(), 0) => Err(Error::other("a block is missing")),
            None => Ok(self.archive),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write as _;
    use std::io::{Cursor, ErrorKind, Read, Seek, SeekFrom, Write};
    use zip::ZipArchive;

    /// Takes everything but for one moment.
    struct Drive(Cursor<Vec<u8>>, usize);

    impl Write for Drive {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            if self.0.position() as usize >= self.1 {
                self.1 = usize::MAX;
                return Err(ErrorKind::StorageFull.into());
            }
            self.0.write(bytes)
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    impl Seek for Drive {
        fn seek(&mut self, to: SeekFrom) -> Result<u64> {
            self.0.seek(to)
        }
    }

    #[test]
    fn what_the_disk_said_once_is_said_at_the_end() {
        for full in [0, 40, 2000, 6000, usize::MAX] {
            let mut drive = Drive(Cursor::new(Vec::new()), full);
            let mut press = Press::new(Archive::new(&mut drive));
            let mut out = String::new();
            press.begin("word/document.xml");
            for number in 0..4 * BLOCK / 8 {
                let _ = write!(out, "{:08}", number * 7919 % 10_007);
                press.flow(&mut out);
            }
            press.end(&mut out);
            let said = press.finish().map(drop).map_err(|error| error.kind());
            let expected = if full == usize::MAX { Ok(()) } else { Err(ErrorKind::StorageFull) };
            assert_eq!(said, expected, "{full}");
        }
    }

    #[test]
    fn blocks_are_one_stream() {
        let names = ["word/document.xml", "word/footnotes.xml"];
        let mut bytes = Cursor::new(Vec::new());
        let (mut press, mut out) = (Press::new(Archive::new(&mut bytes)), String::new());
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
        press.finish().unwrap().finish().unwrap();
        // Each block ends on a whole byte with four that say so: its first part has several.
        let ends = bytes.get_ref().windows(4).filter(|four| four == b"\0\0\xff\xff").count();
        assert!(ends >= 4);
        let mut archive = ZipArchive::new(bytes).unwrap();
        for (name, written) in names.iter().zip(written) {
            // Reading to the end checks the sum.
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            assert!(text == written, "{name} comes back");
        }
    }

    /// A part of several blocks, pressed.
    fn pressed() -> Result<Vec<u8>> {
        let mut bytes = Cursor::new(Vec::new());
        let (mut press, mut out) = (Press::new(Archive::new(&mut bytes)), String::new());
        press.begin("word/document.xml");
        for number in 0..9 * BLOCK / 8 {
            let _ = write!(out, "{:08}", number * 7919 % 10_007);
            press.flow(&mut out);
        }
        press.end(&mut out);
        press.finish()?.finish()?;
        Ok(bytes.into_inner())
    }

    #[test]
    fn whoever_deflates_the_bytes_are_the_same() {
        let other = || work::map(64, 1, |at| at).len();
        let (beside, _) = work::both(|_| pressed().unwrap(), other);
        assert!(beside == pressed().unwrap());
    }

    #[test]
    fn a_block_that_got_lost_is_missed() {
        if work::threads() < 2 {
            return; // nobody takes one
        }
        let mut bytes = Cursor::new(Vec::new());
        let (mut press, mut out) = (Press::new(Archive::new(&mut bytes)), String::new());
        press.begin("word/document.xml");
        loop {
            out.push_str(&"0123456789".repeat(BLOCK / 10 + 1));
            press.flow(&mut out);
            if press.shared.waiting().is_some() {
                drop(Taken(&press.shared));
                break;
            }
        }
        press.end(&mut out);
        let said = press.finish().map(drop).map_err(|error| error.to_string());
        assert_eq!(said, Err("a block is missing".to_owned()));
    }
}
