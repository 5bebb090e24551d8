//! Deflated parts → a ZIP archive (PKWARE's APPNOTE 6.3), with one fixed date in it.
//!
//! The `zip` crate reads archives here and does not write them: it deflates what it is given, on one
//! thread, and these parts are deflated already.

use super::deflate::Packed;
use std::io::{Error, Result, Write};

/// 1 January 1980, the first day a ZIP knows (APPNOTE 4.4.6).
const DATE: u16 = 1 << 5 | 1;
/// Deflated entries want version 2.0 of a reader (4.4.3).
const VERSION: u16 = 20;
const DEFLATED: u16 = 8;

/// Writes the archive.
pub(super) fn write(parts: &[Packed], out: &mut impl Write) -> Result<()> {
    let mut offset = 0u64;
    let mut directory = Vec::new();
    for part in parts {
        let entry = entry(part, |bytes| out.write_all(bytes))?;
        // The same words again in the directory, and where the entry starts (4.3.12).
        directory.extend_from_slice(b"PK\x01\x02");
        directory.extend_from_slice(&VERSION.to_le_bytes());
        directory.extend_from_slice(&entry);
        directory.extend_from_slice(&[0; 10]);
        directory.extend_from_slice(&small(offset)?.to_le_bytes());
        directory.extend_from_slice(part.name.as_bytes());
        offset += 4 + entry.len() as u64 + part.name.len() as u64 + part.deflated();
    }
    let count = u16::try_from(parts.len()).map_err(Error::other)?.to_le_bytes();
    out.write_all(&directory)?;
    out.write_all(b"PK\x05\x06\0\0\0\0")?;
    out.write_all(&count)?;
    out.write_all(&count)?;
    out.write_all(&small(directory.len() as u64)?.to_le_bytes())?;
    out.write_all(&small(offset)?.to_le_bytes())?;
    out.write_all(&[0, 0])
}

/// Gives `out` a part as it stands in the archive. Returns the words about it that are said again in
/// the directory.
pub(super) fn entry(part: &Packed, mut out: impl FnMut(&[u8]) -> Result<()>) -> Result<Vec<u8>> {
    let mut entry = Vec::with_capacity(64);
    for half in [VERSION, 0, DEFLATED, 0, DATE] {
        entry.extend_from_slice(&half.to_le_bytes());
    }
    for word in [part.crc, small(part.deflated())?, small(part.size)?] {
        entry.extend_from_slice(&word.to_le_bytes());
    }
    entry.extend_from_slice(&(part.name.len() as u16).to_le_bytes());
    entry.extend_from_slice(&0u16.to_le_bytes());
    out(b"PK\x03\x04")?;
    out(&entry)?;
    out(part.name.as_bytes())?;
    for block in &part.blocks {
        out(block)?;
    }
    Ok(entry)
}

/// Sizes and places fit 32 bits, for Word opens no archive that needs more.
fn small(size: u64) -> Result<u32> {
    u32::try_from(size).map_err(|_| Error::other("a part of the document is over 4 GiB"))
}
