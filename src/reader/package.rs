//! The archive: parts by name, within bounds.

use super::xml::Xml;
use crate::diagnostic::Text;
use crate::say;
use crate::text::find;
use std::collections::HashSet;
use std::io::{Cursor, Read};
use zip::ZipArchive;
use zip::result::ZipError;

/// Largest file that is read.
pub(super) const MAX_FILE: u64 = 256 << 20;
/// Largest part, uncompressed: a report of 100 000 notes comes to a fifth of it.
const MAX_PART: u64 = 128 << 20;
/// All parts that are read, uncompressed.
const MAX_ALL: u64 = 512 << 20;
/// Most entries of an archive; pictures are entries too.
const MAX_ENTRIES: usize = 20_000;

/// What one part says of another.
#[derive(Clone, Debug)]
pub(super) struct Relation {
    pub(super) id: String,
    /// The last word of its type: `styles`, `footnotes`, `header`.
    pub(super) kind: String,
    /// The other part's name in the archive.
    pub(super) target: String,
    pub(super) external: bool,
}

/// An opened DOCX.
pub(super) struct Package {
    archive: ZipArchive<Cursor<Vec<u8>>>,
    /// Bytes that may still be unpacked.
    left: u64,
    /// The main part.
    pub(super) main: String,
    /// Its relations.
    pub(super) relations: Vec<Relation>,
}

impl Package {
    /// Opens an archive.
    ///
    /// # Errors
    /// Why it is none, or holds no document.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Text> {
        if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
            return Err(say!(
                "tệp được đặt mật khẩu, hoặc là tệp .doc đời cũ mang đuôi .docx",
                "the file is protected by a password, or is an old .doc under another name"
            ));
        }
        // Counted before the library keeps something of each.
        let count = entries(&bytes);
        if count > MAX_ENTRIES {
            return Err(say!(
                "tệp có {count} thành phần, quá giới hạn {MAX_ENTRIES}",
                "the file has {count} entries, more than {MAX_ENTRIES}"
            ));
        }
        if let Some(name) = twice(&bytes) {
            return Err(say!(
                "trong tệp có hai thành phần cùng tên «{name}»",
                "the file has two parts of one name, `{name}`"
            ));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| {
            say!(
                "đây không phải tệp DOCX, hoặc tệp bị hỏng hay chưa tải về hết",
                "this is no DOCX, or it is damaged or cut short"
            )
        })?;
        let mut package =
            Self { archive, left: MAX_ALL, main: String::new(), relations: Vec::new() };
        let found = package.relations_of("")?;
        let office = found.into_iter().find(|one| one.kind == "officeDocument" && !one.external);
        package.main = office.map_or_else(|| "word/document.xml".to_owned(), |one| one.target);
        package.relations = package.relations_of(&package.main.clone())?;
        Ok(package)
    }

    /// The text of a part; `None` when there is no such part.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn part(&mut self, name: &str) -> Result<Option<String>, Text> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        decode(bytes).map(Some).ok_or_else(|| {
            say!(
                "thành phần «{name}» trong tệp bị hỏng",
                "the part `{name}` of the file is damaged"
            )
        })
    }

    /// The bytes of a part; `None` when there is no such part.
    ///
    /// # Errors
    /// Why it cannot be read.
    pub(super) fn bytes(&mut self, name: &str) -> Result<Option<Vec<u8>>, Text> {
        let damaged = || {
            say!(
                "thành phần «{name}» trong tệp bị hỏng",
                "the part `{name}` of the file is damaged"
            )
        };
        let mut bytes = Vec::new();
        match self.archive.by_name(name) {
            Ok(mut entry) => {
                let most = MAX_PART.min(self.left) + 1;
                let size = entry.by_ref().take(most).read_to_end(&mut bytes);
                size.map_err(|_| damaged())?;
            }
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => {
                return Err(say!("tệp được đặt mật khẩu", "the file is protected by a password"));
            }
            Err(_) => return Err(damaged()),
        }
        let size = bytes.len() as u64;
        if size > self.left {
            let limit = MAX_ALL >> 20;
            return Err(say!(
                "các thành phần trong tệp lớn quá {limit} MB khi giải nén",
                "the parts of the file are over {limit} MB when unpacked"
            ));
        }
        self.left -= size;
        if size > MAX_PART {
            let limit = MAX_PART >> 20;
            return Err(say!(
                "thành phần «{name}» lớn quá {limit} MB khi giải nén",
                "the part `{name}` is over {limit} MB when unpacked"
            ));
        }
        Ok(Some(bytes))
    }

    /// The relations of a part; of the package itself for an empty name.
    pub(super) fn relations_of(&mut self, part: &str) -> Result<Vec<Relation>, Text> {
        let (folder, file) = part.rsplit_once('/').unwrap_or(("", part));
        let base = if folder.is_empty() { String::new() } else { format!("{folder}/") };
        let name = format!("{base}_rels/{file}.rels");
        let Some(text) = self.part(&name)? else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        let read = Xml::new(&text).root(|xml, _| {
            xml.children(|_, tag| {
                let get = |name: &str| tag.get(name).unwrap_or_default().into_owned();
                let kind = get("Type").rsplit('/').next().unwrap_or("").to_owned();
                let external = get("TargetMode") == "External";
                let target = get("Target");
                let target = if external { target } else { resolve(&base, &target) };
                out.push(Relation { id: get("Id"), kind, target, external });
                Ok(())
            })
        });
        read.map_err(|_| {
            say!(
                "thành phần «{name}» trong tệp bị hỏng",
                "the part `{name}` of the file is damaged"
            )
        })?;
        Ok(out)
    }

    /// The part that the main one calls `kind`.
    pub(super) fn related(&self, kind: &str) -> Option<String> {
        let found = self.relations.iter().find(|one| one.kind == kind && !one.external)?;
        Some(found.target.clone())
    }
}

/// Entries in the archive's directory, as their marks tell (APPNOTE 4.3.12).
fn entries(bytes: &[u8]) -> usize {
    let (mut count, mut at) = (0, 0);
    while let Some(found) = find(&bytes[at..], |byte| byte == b'P') {
        at += found + 1;
        count += usize::from(bytes[at - 1..].starts_with(b"PK\x01\x02"));
    }
    count
}

/// A name that two entries bear: readers differ in which of them they take. The library keeps one of
/// them, so the directory itself is read.
fn twice(bytes: &[u8]) -> Option<String> {
    let start = ZipArchive::new(Cursor::new(bytes)).ok()?.central_directory_start();
    let start = usize::try_from(start).ok()?;
    let mut names = HashSet::new();
    let mut entry = bytes.get(start..)?;
    while entry.starts_with(b"PK\x01\x02") {
        let length = |at: usize| {
            Some(usize::from(u16::from_le_bytes([*entry.get(at)?, *entry.get(at + 1)?])))
        };
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let name = entry.get(46..46 + name)?;
        // Names of parts are alike in capitals and small letters (ISO/IEC 29500-2, 6.2.2.3).
        if !names.insert(name.to_ascii_lowercase()) {
            return Some(String::from_utf8_lossy(name).into_owned());
        }
        entry = entry.get(46 + name.len() + extra + comment..)?;
    }
    None
}

/// A target as a name in the archive.
fn resolve(base: &str, target: &str) -> String {
    let whole = target.strip_prefix('/').map_or_else(|| format!("{base}{target}"), str::to_owned);
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// UTF-8, or UTF-16 with a byte-order mark, as the standard allows parts to be.
fn decode(bytes: Vec<u8>) -> Option<String> {
    let wide = |order: fn([u8; 2]) -> u16| {
        let units = bytes[2..].chunks_exact(2).map(|pair| order([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().ok()
    };
    match bytes.get(..2) {
        Some([0xff, 0xfe]) => wide(u16::from_le_bytes),
        Some([0xfe, 0xff]) => wide(u16::from_be_bytes),
        _ => String::from_utf8(bytes).ok(),
    }
}
