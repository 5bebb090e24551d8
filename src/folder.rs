//! A document folder on disk → sources, the manifest and the sections.

use crate::check;
use crate::diagnostic::{Finding, Levels, Rule, Sink, Text};
use crate::kind::Kind;
use crate::limits::{self, FILES};
use crate::manifest::{self, Manifest};
use crate::say;
use crate::section::{self, Handed, Name, Section};
use crate::source::{FileId, Source, Sources, Span};
use crate::style::{self, BUILT_IN, Layer, Style};
use crate::text::{nearest, nfc};
use crate::work;
use crate::yaml::Scalar;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// How many files a thread takes at a time.
const STEP: usize = 8;

/// Texts that stand for files' own, by their names: what an editor holds and has not saved.
pub type Overlay = BTreeMap<String, String>;

/// A document folder as read.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub dir: PathBuf,
    /// What stands for files' own texts.
    over: Overlay,
    /// Every file that was read.
    pub sources: Sources,
    /// `document.yaml`, unless it is broken.
    pub manifest: Option<Manifest>,
    /// The sections, in path order.
    pub sections: Vec<Section>,
    /// Ids of section files that could not be decoded.
    pub broken: Vec<Name>,
    /// Levels of rules.
    pub levels: Levels,
    /// The style.
    pub style: Style,
    /// A file could not be read at all.
    pub unreadable: bool,
}

/// Reads what is said of a copy, in `dir`; it is checked like a document's manifest.
pub fn load_copy(dir: &Path, name: &str, form: &'static Kind, sink: &mut Sink) -> Folder {
    let mut folder = Folder::new(dir, Overlay::new());
    if let Some(file) = folder.read(name, sink) {
        let (levels, manifest) = manifest::decode_copy(file, folder.sources.get(file), form, sink);
        folder.levels = levels;
        folder.manifest = manifest;
    }
    folder.style(sink);
    if let Some(manifest) = &folder.manifest {
        check::office::run(manifest, &folder.style, sink);
        check::copy(manifest, sink);
    }
    folder
}

/// Reads a folder; faults of all files go to the sink.
pub fn load(dir: &Path, sink: &mut Sink) -> Folder {
    load_with(dir, Overlay::new(), sink)
}

/// Reads a folder of which some files have other texts than on the disk.
pub fn load_with(dir: &Path, over: Overlay, sink: &mut Sink) -> Folder {
    let mut folder = Folder::new(dir, over);
    if let Some(file) = folder.read("document.yaml", sink) {
        let source = folder.sources.get(file);
        let (levels, manifest) = manifest::decode(file, source, sink);
        folder.levels = levels;
        folder.manifest = manifest;
    }
    let names = folder.section_files(sink);
    let linked = is_link(&dir.join("sections"));
    // Each file becomes one source, read or not, so its number is known before it is read.
    let first = folder.sources.len();
    let sum = AtomicU64::new(0);
    let files = work::map_with(names.len(), STEP, |buffer, at| {
        // What is too much is not read to its end.
        if sum.load(Ordering::Relaxed) > limits::FOLDER {
            return None;
        }
        let file = FileId((first + at) as u32);
        let mut sink = Sink::new();
        let Listed { name, plain } = &names[at];
        let read = read(dir, &folder.over, name, *plain && !linked, buffer, file, &mut sink);
        sum.fetch_add(read.size, Ordering::Relaxed);
        let handed = if read.whole {
            section::decode(file, name.clone(), read.text, &mut sink)
        } else {
            let text = section::id_of_file(name);
            let id = Name { text, span: Span::file(FileId(0)) };
            Handed { source: Source::new(name, read.text), id, section: None }
        };
        Some((handed, read.unreadable, sink))
    });
    if sum.into_inner() > limits::FOLDER {
        let file = folder.sources.add(Source::new("sections", ""));
        let (size, most) = (size(dir, &names) >> 20, limits::FOLDER >> 20);
        let message = say!(
            "các tệp cộng lại {size} MB, quá giới hạn {most} MB",
            "the files come to {size} MB, more than {most} MB"
        );
        folder.unread(file, message, sink);
        return folder;
    }
    for (handed, unreadable, found) in files.into_iter().flatten() {
        sink.append(found);
        folder.unreadable |= unreadable;
        folder.sources.add(handed.source);
        match handed.section {
            Some(section) => folder.sections.push(section),
            None => folder.broken.push(handed.id),
        }
    }
    folder.style(sink);
    folder
}

/// The kind of document that a folder holds; `None` when its `document.yaml` is broken.
#[must_use]
pub fn kind(dir: &Path) -> Option<&'static Kind> {
    let (file, mut sink) = (FileId(0), Sink::new());
    let (over, mut buffer) = (Overlay::new(), Vec::new());
    let read = read(dir, &over, "document.yaml", false, &mut buffer, file, &mut sink);
    let (_, manifest) = manifest::decode(file, &Source::new("document.yaml", read.text), &mut sink);
    manifest.map(|manifest| manifest.kind)
}

impl Folder {
    fn new(dir: &Path, over: Overlay) -> Self {
        Self {
            dir: dir.to_owned(),
            over,
            sources: Sources::default(),
            manifest: None,
            sections: Vec::new(),
            broken: Vec::new(),
            levels: Levels::default(),
            style: Style::nd30(),
            unreadable: false,
        }
    }

    /// Names of the section files, sorted by path.
    fn section_files(&mut self, sink: &mut Sink) -> Vec<Listed> {
        let root = self.dir.join("sections");
        if !root.is_dir() {
            return Vec::new();
        }
        let (mut names, mut faults) = (Vec::new(), Vec::new());
        for entry in walkdir::WalkDir::new(&root) {
            match entry {
                Ok(entry) => {
                    let hidden = entry.file_name().to_string_lossy().starts_with(['.', '~']);
                    let yaml = matches!(
                        entry.path().extension().and_then(|e| e.to_str()),
                        Some("yaml" | "yml")
                    );
                    if yaml && !hidden {
                        let plain = entry.file_type().is_file();
                        names.push(Listed { name: relative(entry.path(), &self.dir), plain });
                    }
                }
                Err(error) => {
                    let name =
                        error.path().map_or("sections".into(), |path| relative(path, &self.dir));
                    faults.push((name, error.to_string()));
                }
            }
        }
        names.sort_unstable_by(|a, b| by_path(&a.name, &b.name));
        faults.sort_by(|(a, _), (b, _)| by_path(a, b));
        for (name, reason) in faults {
            let file = self.sources.add(Source::new(name, ""));
            let message = say!("không đọc được: {reason}", "cannot be read: {reason}");
            self.unread(file, message, sink);
        }
        if names.len() > FILES {
            let file = self.sources.add(Source::new("sections", ""));
            let count = names.len();
            self.unread(
                file,
                say!("có {count} tệp, quá giới hạn {FILES}", "{count} files, more than {FILES}"),
                sink,
            );
            names.truncate(FILES);
        }
        names
    }

    fn unread(&mut self, file: FileId, message: Text, sink: &mut Sink) {
        self.unreadable = true;
        sink.push(Finding::new(Rule::FileUnreadable, Span::file(file), message));
    }

    /// Reads a file of the folder; `None` when a finding says why not.
    fn read(&mut self, name: &str, sink: &mut Sink) -> Option<FileId> {
        let (file, mut buffer) = (FileId(self.sources.len() as u32), Vec::new());
        let read = read(&self.dir, &self.over, name, false, &mut buffer, file, sink);
        self.unreadable |= read.unreadable;
        self.sources.add(Source::new(name, read.text));
        read.whole.then_some(file)
    }

    /// Finds the style that the manifest names, and what it extends.
    fn style(&mut self, sink: &mut Sink) {
        let Some(mut given) = self.manifest.as_ref().and_then(|manifest| manifest.style.clone())
        else {
            return;
        };
        let (mut layers, mut seen) = (Vec::new(), Vec::new());
        loop {
            let name = nfc(given.value.trim()).into_owned();
            if layers.len() > limits::STYLES {
                let most = limits::STYLES;
                return sink.push(limits::exceeded(
                    given.span,
                    say!(
                        "hơn {most} kiểu trình bày kế thừa nhau",
                        "more than {most} styles that extend one another"
                    ),
                ));
            }
            let plain = !name.is_empty()
                && !is_device(&name)
                && name.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            let own = format!("styles/{name}.yaml");
            // A style of a built-in one's name may extend that.
            if plain && !seen.contains(&name) && self.dir.join(&own).is_file() {
                let Some(file) = self.read(&own, sink) else { return };
                let layer = Layer::read(file, self.sources.get(file), sink);
                let extends = layer.extends.clone();
                layers.push(layer);
                seen.push(name);
                match extends {
                    Some(next) => given = next,
                    None => {
                        break layers.extend(style::built_in_layers("nd30").unwrap_or_default());
                    }
                }
            } else if layers.is_empty() && name == "nd30" {
                return; // what a folder begins with
            } else if let Some(inside) = style::built_in_layers(&name) {
                break layers.extend(inside);
            } else {
                return sink.push(no_style(&given, &name, seen.contains(&name)));
            }
        }
        if let Some(style) = Style::from_layers(layers, sink) {
            self.style = style;
        }
    }

    /// The unit that answers for a file.
    #[must_use]
    pub fn unit(&self, file: FileId) -> Option<&str> {
        // Sections stand in the order of their files.
        let at = self.sections.binary_search_by_key(&file, |section| section.file).ok()?;
        Some(self.sections[at].unit.value.trim())
    }
}

/// A section's file, as its folder lists it.
struct Listed {
    name: String,
    /// It is a file: no link, folder or pipe.
    plain: bool,
}

/// Bytes of files, as far as that can be told.
fn size(dir: &Path, names: &[Listed]) -> u64 {
    let size = |listed: &Listed| fs::metadata(dir.join(&listed.name)).map_or(0, |meta| meta.len());
    names.iter().map(size).sum()
}

/// The order of paths, in which the names of each folder are sorted by themselves: `/` comes first.
fn by_path(a: &str, b: &str) -> std::cmp::Ordering {
    let key = |byte| if byte == b'/' { 0 } else { byte };
    a.bytes().map(key).cmp(b.bytes().map(key))
}

/// A file as read, and whether it was.
struct Read<'a> {
    text: &'a str,
    /// All of it is there; else a finding says why not.
    whole: bool,
    /// It could not be read at all.
    unreadable: bool,
    /// Bytes of the file.
    size: u64,
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

/// Names that Windows keeps for devices, whatever stands after a full stop.
#[must_use]
pub fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or("").trim().to_ascii_uppercase();
    let port = |prefix: &str| {
        let number = stem.strip_prefix(prefix).unwrap_or("");
        matches!(number, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
    };
    matches!(&*stem, "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$")
        || port("COM")
        || port("LPT")
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

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|meta| meta.is_symlink())
}

/// Reads a file, which is to be `file`, into `buffer`; of a `plain` one it is known that it is a file within `dir`.
fn read<'a>(
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
    let error = match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => return (text, true),
        Err(error) => error,
    };
    let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
    let text = std::str::from_utf8(good).unwrap_or_default();
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

/// Why a style's name leads nowhere.
fn no_style(given: &Scalar, name: &str, cycle: bool) -> Finding {
    if cycle {
        return Finding::new(
            Rule::StyleUnknown,
            given.span,
            say!(
                "kiểu trình bày «{name}» kế thừa vòng tròn chính nó",
                "the style `{name}` extends itself"
            ),
        )
        .help(say!(
            "ghi extends: nd30, hoặc một kiểu khác không dựa vào kiểu này",
            "write extends: nd30, or another style that does not rest on this one"
        ));
    }
    let finding = Finding::new(
        Rule::StyleUnknown,
        given.span,
        say!("không có kiểu trình bày «{name}»", "there is no style `{name}`"),
    );
    let list = BUILT_IN.join(", ");
    finding.help(match nearest(name, BUILT_IN.iter().copied()) {
        Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
        None => say!(
            "dùng {list}, hoặc đặt tệp styles/{name}.yaml vào thư mục hồ sơ",
            "use {list}, or put styles/{name}.yaml in the document folder"
        ),
    })
}

/// A path inside `dir`, with `/` on every system.
fn relative(path: &Path, dir: &Path) -> String {
    let path = path.strip_prefix(dir).unwrap_or(path);
    let parts: Vec<_> = path.components().map(|part| part.as_os_str().to_string_lossy()).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{ROOM, by_path, fill};
    use std::fs;
    use std::path::Path;

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

    #[test]
    fn names_are_sorted_as_paths() {
        let mut names = ["b", "a/c", "a.yaml", "a/b/z", "a", "a-b", "a/b", "ă", "á"];
        names.sort_unstable_by(|a, b| by_path(a, b));
        assert!(names.is_sorted_by_key(Path::new), "{names:?}");
    }
}
