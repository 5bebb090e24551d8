//! Deflated parts → a ZIP archive (PKWARE's APPNOTE 6.3), with one fixed date in it, while they come.
//!
//! The `zip` crate reads archives here and does not write them: it deflates what it is given, on one
//! thread, and these parts are deflated already.

use super::deflate::Packed;
use super::fingerprint::List;
use crc32fast::Hasher;
use std::io::{Error, Result, Seek, SeekFrom, Write};

/// 1 January 1980, the first day a ZIP knows (APPNOTE 4.4.6).
const DATE: u16 = 1 << 5 | 1;
/// Deflated entries want version 2.0 of a reader (4.4.3).
const VERSION: u16 = 20;
const DEFLATED: u16 = 8;
/// Bytes before the name of an entry (4.3.7).
const HEADER: usize = 30;

/// Where an archive is written to.
pub(super) trait Out: Write + Seek {}

impl<T: Write + Seek> Out for T {}

/// An archive that is being written.
pub(super) struct Archive<'o> {
    out: &'o mut dyn Out,
    directory: Vec<u8>,
    count: u16,
    /// Where the next entry begins.
    offset: u64,
    /// All parts, and all bytes before `offset`.
    list: List,
    bytes: Hasher,
    open: Open,
}

/// What came of a part that is not whole yet.
#[derive(Default)]
struct Open {
    name: String,
    deflated: u64,
    bytes: Hasher,
}

impl<'o> Archive<'o> {
    pub(super) fn new(out: &'o mut dyn Out) -> Self {
        Self {
            out,
            directory: Vec::new(),
            count: 0,
            offset: 0,
            list: List::default(),
            bytes: Hasher::new(),
            open: Open::default(),
        }
    }

    /// Writes a whole part.
    pub(super) fn part(&mut self, part: &Packed) -> Result<()> {
        let mut bytes = Hasher::new();
        bytes.update(&part.block);
        let header =
            self.entry(&part.name, part.block.len() as u64, &bytes, part.crc, part.size)?;
        self.out.write_all(&header)?;
        self.out.write_all(&part.block)
    }

    /// Begins a part that comes in blocks. Room is left for what stands before it and says how large it is.
    pub(super) fn begin(&mut self, name: &str) -> Result<()> {
        self.open = Open { name: name.to_owned(), ..Open::default() };
        self.out.write_all(&vec![0; HEADER + name.len()])
    }

    /// Writes its next block.
    pub(super) fn block(&mut self, block: &[u8]) -> Result<()> {
        self.open.deflated += block.len() as u64;
        self.open.bytes.update(block);
        self.out.write_all(block)
    }

    /// Ends it; `crc` and `size` are those of its text.
    pub(super) fn end(&mut self, crc: u32, size: u64) -> Result<()> {
        let (start, Open { name, deflated, bytes }) = (self.offset, std::mem::take(&mut self.open));
        let header = self.entry(&name, deflated, &bytes, crc, size)?;
        self.out.seek(SeekFrom::Start(start))?;
        self.out.write_all(&header)?;
        self.out.seek(SeekFrom::Start(self.offset)).map(drop)
    }

    /// Notes an entry: `bytes` are the sum of its deflated ones. Gives what stands before it.
    fn entry(
        &mut self,
        name: &str,
        deflated: u64,
        bytes: &Hasher,
        crc: u32,
        size: u64,
    ) -> Result<Vec<u8>> {
        let mut header = b"PK\x03\x04".to_vec();
        for half in [VERSION, 0, DEFLATED, 0, DATE] {
            header.extend_from_slice(&half.to_le_bytes());
        }
        for word in [crc, small(deflated)?, small(size)?] {
            header.extend_from_slice(&word.to_le_bytes());
        }
        header.extend_from_slice(&(name.len() as u16).to_le_bytes());
        header.extend_from_slice(&0u16.to_le_bytes());
        // The same words again in the directory, and where the entry starts (4.3.12).
        self.directory.extend_from_slice(b"PK\x01\x02");
        self.directory.extend_from_slice(&VERSION.to_le_bytes());
        self.directory.extend_from_slice(&header[4..]);
        self.directory.extend_from_slice(&[0; 10]);
        self.directory.extend_from_slice(&small(self.offset)?.to_le_bytes());
        self.directory.extend_from_slice(name.as_bytes());
        header.extend_from_slice(name.as_bytes());
        self.count = self.count.checked_add(1).ok_or_else(|| Error::other("too many parts"))?;
        self.offset += header.len() as u64 + deflated;
        self.list.add(name, crc, size);
        self.bytes.update(&header);
        self.bytes.combine(bytes);
        Ok(header)
    }

    /// What was written until now: the parts, and the sum of all bytes.
    pub(super) fn written(&self) -> (&List, Hasher) {
        (&self.list, self.bytes.clone())
    }

    /// Writes the directory.
    pub(super) fn finish(self) -> Result<()> {
        let Self { out, directory, count, offset, .. } = self;
        out.write_all(&directory)?;
        out.write_all(b"PK\x05\x06\0\0\0\0")?;
        out.write_all(&count.to_le_bytes())?;
        out.write_all(&count.to_le_bytes())?;
        out.write_all(&small(directory.len() as u64)?.to_le_bytes())?;
        out.write_all(&small(offset)?.to_le_bytes())?;
        out.write_all(&[0, 0])
    }
}

/// Sizes and places fit 32 bits, for Word opens no archive that needs more.
fn small(size: u64) -> Result<u32> {
    u32::try_from(size).map_err(|_| Error::other("a part of the document is over 4 GiB"))
}
