//! One file → its text, within bounds and without waiting for anything.

use super::Overlay;
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::limits;
use crate::say;
use crate::source::{FileId, Span};
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

/// A file as read, and whether it was.
pub(super) struct Read<'a> {
    pub(super) text: &'a str,
    /// All of it is there; else a finding says why not.
    pub(super) whole: bool,
    /// It could not be read at all.
    pub(super) unreadable: bool,
    /// Bytes of the file.
    pub(super) size: u64,
}

/// Bytes that are read at once at first: more than nearly every section has.
const ROOM: usize = 32 << 10;

/// Reads a file into `buffer` from its start, up to one byte more than a file may have; how many there are.
fn fill(mut file: &fs::File, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let (mut len, most) = (0, limits::FILE as usize + 1);
    loop {
        if len == buffer.len() {
            if len == most {
                return Ok(len);
            }
            buffer.resize((len * 2).clamp(ROOM, most), 0);
        }
        match file.read(&mut buffer[len..]) {
            Ok(0) => return Ok(len),
            Ok(more) => len += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

/// Whether a file, or the folder it is listed in, is a link to something outside `dir`.
fn leads_out(dir: &Path, name: &str) -> bool {
    let first = dir.join(name.split('/').next().unwrap_or(name));
    let path = dir.join(name);
    if !is_link(&first) && !is_link(&path) {
        return false;
    }
    match (fs::canonicalize(dir), fs::canonicalize(&path)) {
        (Ok(dir), Ok(path)) => !path.starts_with(dir),
        _ => false, // it leads nowhere, and is reported as such
    }
}

/// Whether a path is a link itself.
pub(super) fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink())
}

/// Reads a file, which is to be `file`, into `buffer`; of a `plain` one it is known that it is a file within `dir`.
pub(super) fn read<'a>(
    dir: &Path,
    over: &'a Overlay,
    name: &str,
    plain: bool,
    buffer: &'a mut Vec<u8>,
    file: FileId,
    sink: &mut Sink,
) -> Read<'a> {
    if let Some(text) = over.get(name) {
        return Read { text, whole: true, unreadable: false, size: 0 };
    }
    let path = dir.join(name);
    let folder = || say!("đây là thư mục, không phải tệp", "this is a folder, not a file");
    let mut size = 0;
    let mut read = || -> io::Result<Result<usize, Text>> {
        if !plain && leads_out(dir, name) {
            return Ok(Err(say!(
                "tệp này là liên kết ra ngoài thư mục hồ sơ",
                "this file is a link that leads out of the document folder"
            )));
        }
        if !plain {
            let meta = fs::metadata(&path)?;
            if meta.is_dir() {
                return Ok(Err(folder()));
            }
            // To open a pipe would wait for its other end.
            if !meta.is_file() {
                return Ok(Err(say!("đây không phải tệp", "this is no file")));
            }
        }
        let open = fs::File::open(&path)?;
        let len = fill(&open, buffer)?;
        size = len as u64;
        if size > limits::FILE {
            size = open.metadata()?.len();
            let (size, limit) = (size >> 20, limits::FILE >> 20);
            return Ok(Err(say!(
                "tệp quá lớn ({size} MB; giới hạn {limit} MB)",
                "the file is too large ({size} MB; the limit is {limit} MB)"
            )));
        }
        Ok(Ok(len))
    };
    let message = match read() {
        Ok(Ok(len)) => {
            let (text, whole) = decode(&buffer[..len], file, sink);
            return Read { text, whole, unreadable: false, size };
        }
        Ok(Err(message)) => message,
        Err(_) if path.is_dir() => folder(),
        Err(error) => match error.kind() {
            io::ErrorKind::NotFound => say!(
                "không thấy tệp này trong thư mục hồ sơ",
                "this file is not in the document folder"
            ),
            io::ErrorKind::PermissionDenied => {
                say!("không có quyền đọc tệp này", "no permission to read this file")
            }
            _ => say!("không đọc được tệp: {error}", "the file cannot be read: {error}"),
        },
    };
    sink.push(Finding::new(Rule::FileUnreadable, Span::file(file), message));
    Read { text: "", whole: false, unreadable: true, size }
}

/// The text of a file, as much of it as is UTF-8; and whether that is all.
fn decode<'a>(bytes: &'a [u8], file: FileId, sink: &mut Sink) -> (&'a str, bool) {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return (text, true);
    }
    let text = bytes.utf8_chunks().next().map_or("", |chunk| chunk.valid());
    let at = text.strip_prefix('\u{feff}').unwrap_or(text).len();
    sink.push(
        Finding::new(
            Rule::FileEncoding,
            Span::new(file, at..at),
            say!("tệp không ở bảng mã UTF-8 (byte đầu tiên sai ở đây)", "the file is not UTF-8 (the first wrong byte is here)"),
        )
        .help(say!(
            "mở tệp bằng Notepad, chọn Lưu thành (Save As) với Encoding: UTF-8; chữ TCVN3, VNI phải chuyển sang Unicode",
            "save the file again as UTF-8; convert TCVN3 or VNI text to Unicode"
        )),
    );
    (text, false)
}

#[cfg(test)]
mod tests {
    use super::{ROOM, fill};
    use std::fs;

    /// Files of any length are read whole, one after another into the same room, and too long ones not to
    /// their end.
    #[test]
    fn files_are_read_whole() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let most = crate::limits::FILE as usize;
        let mut buffer = Vec::new();
        for len in [5, 0, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM, 7, most, most + 1, most + 2, 3] {
            let bytes: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
            fs::write(&path, &bytes).unwrap();
            let read = fill(&fs::File::open(&path).unwrap(), &mut buffer).unwrap();
            assert_eq!(read, len.min(most + 1));
            assert!(buffer[..read] == bytes[..read], "{len}");
        }
    }
}
