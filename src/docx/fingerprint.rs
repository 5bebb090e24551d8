//! The mark by which a later build knows its own, unchanged work.
//!
//! It covers names, checksums and sizes of all parts, and every byte of the archive before the mark
//! itself, which is the last part. So a file that Word or LibreOffice saved again, that was cut short
//! or in which one byte differs, is somebody else's. It is no protection against forgery.

use super::archive::Archive;
use super::xml::HEAD;
use std::io::{Cursor, Read, Seek, SeekFrom};
use zip::ZipArchive;

/// The part that holds it.
pub(super) const CUSTOM: &str = "docProps/custom.xml";
const NAME: &str = "vanthu";

/// `docProps/custom.xml` for an archive of which so much is written.
pub(super) fn part(archive: &Archive<'_>) -> String {
    let (list, bytes) = archive.written();
    let property = property(list, bytes);
    format!(
        "{HEAD}<Properties xmlns=\"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties\" \
         xmlns:vt=\"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes\">\
         <property fmtid=\"{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}\" pid=\"2\" {property}</property></Properties>"
    )
}

/// Up to this size a file is read at once: a directory is read in many small steps.
const SMALL: u64 = 1 << 20;

/// Whether an archive is as it was written.
pub(crate) fn is_unchanged(mut file: impl Read + Seek) -> bool {
    let unchanged = || {
        if file.seek(SeekFrom::End(0)).ok()? > SMALL {
            return unchanged(file);
        }
        let mut bytes = Vec::new();
        file.seek(SeekFrom::Start(0)).ok()?;
        file.take(SMALL + 1).read_to_end(&mut bytes).ok()?;
        unchanged(Cursor::new(bytes))
    };
    unchanged().unwrap_or(false)
}

fn unchanged(file: impl Read + Seek) -> Option<bool> {
    let mut archive = ZipArchive::new(file).ok()?;
    let mut list = List::default();
    // Nothing may follow what was written: the directory, 46 bytes and a name each, and its end.
    let mut end = archive.central_directory_start() + 22;
    for at in 0..archive.len() {
        let entry = archive.by_index_raw(at).ok()?;
        end += 46 + entry.name_raw().len() as u64;
        if entry.name() != CUSTOM {
            list.add(entry.name(), entry.crc32(), entry.size());
        }
    }
    let mut text = String::new();
    let custom = archive.by_name(CUSTOM).ok()?;
    let start = custom.header_start();
    custom.take(1 << 16).read_to_string(&mut text).ok()?;
    let mut file = archive.into_inner();
    if file.seek(SeekFrom::End(0)).ok()? != end {
        return Some(false);
    }
    file.seek(SeekFrom::Start(0)).ok()?;
    let (mut bytes, mut buffer) = (crc32fast::Hasher::new(), vec![0; 1 << 16]);
    let mut before = file.take(start);
    loop {
        match before.read(&mut buffer).ok()? {
            0 => break,
            len => bytes.update(&buffer[..len]),
        }
    }
    Some(text.contains(&property(&list, bytes)))
}

fn property(list: &List, bytes: crc32fast::Hasher) -> String {
    format!("name=\"{NAME}\"><vt:lpwstr>{:016x}{:08x}</vt:lpwstr>", list.0, bytes.finalize())
}

/// A sum over names, checksums and sizes of parts (FNV-1a, 64 bits).
pub(super) struct List(u64);

impl Default for List {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl List {
    pub(super) fn add(&mut self, name: &str, crc: u32, size: u64) {
        let bytes = name.bytes().chain(crc.to_le_bytes()).chain(size.to_le_bytes());
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
}
