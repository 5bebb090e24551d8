//! A document folder on disk → sources, the manifest and the sections.

use crate::check;
use crate::diagnostic::{Finding, Levels, Rule, Sink, Text};
use crate::kind::Kind;
use crate::limits::{self, FILES};
use crate::manifest::{self, Manifest};
use crate::say;
use crate::section::{self, Name, Section};
use crate::source::{FileId, Source, Sources, Span};
use crate::style::{self, BUILT_IN, Layer, Style};
use crate::text::{nearest, nfc};
use crate::work;
use crate::yaml::Scalar;
use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

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
    let size: u64 = work::map(names.len(), STEP, |at| names[at].size(dir)).into_iter().sum();
    if size > limits::FOLDER {
        let file = folder.sources.add(Source::new("sections", ""));
        let (size, most) = (size >> 20, limits::FOLDER >> 20);
        let message = say!(
            "các tệp cộng lại {size} MB, quá giới hạn {most} MB",
            "the files come to {size} MB, more than {most} MB"
        );
        folder.unread(file, message, sink);
        return folder;
    }
    // Each file becomes one source, read or not, so its number is known before it is read.
    let first = folder.sources.len();
    let files = work::map(names.len(), STEP, |at| {
        let file = FileId((first + at) as u32);
        let mut sink = Sink::new();
        let Listed { name, link } = &names[at];
        let mut read = read(dir, &folder.over, name, *link || linked, file, &mut sink);
        let decoded = read.whole.then(|| section::decode(file, &mut read.source, &mut sink));
        (read, decoded, sink)
    });
    for (read, decoded, found) in files {
        sink.append(found);
        folder.unreadable |= read.unreadable;
        let (id, section) = decoded.unwrap_or_else(|| {
            let text = section::id_of_file(&read.source.name);
            (Name { text, span: Span::file(FileId(0)) }, None)
        });
        folder.sources.add(read.source);
        match section {
            Some(section) => folder.sections.push(section),
            None => folder.broken.push(id),
        }
    }
    folder.style(sink);
    folder
}

/// The kind of document that a folder holds; `None` when its `document.yaml` is broken.
#[must_use]
pub fn kind(dir: &Path) -> Option<&'static Kind> {
    let (file, mut sink) = (FileId(0), Sink::new());
    let read = read(dir, &Overlay::new(), "document.yaml", true, file, &mut sink);
    let (_, manifest) = manifest::decode(file, &read.source, &mut sink);
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
        let mut names = Vec::new();
        for entry in walkdir::WalkDir::new(&root).sort_by_file_name() {
            match entry {
                Ok(entry) => {
                    let name = relative(entry.path(), &self.dir);
                    let hidden = entry.file_name().to_string_lossy().starts_with(['.', '~']);
                    let yaml = matches!(
                        entry.path().extension().and_then(|e| e.to_str()),
                        Some("yaml" | "yml")
                    );
                    if yaml && !hidden {
                        names.push(Listed { name, link: entry.path_is_symlink() });
                    }
                }
                Err(error) => {
                    let name =
                        error.path().map_or("sections".into(), |path| relative(path, &self.dir));
                    let file = self.sources.add(Source::new(name, ""));
                    let reason = error.to_string();
                    self.unread(
                        file,
                        say!("không đọc được: {reason}", "cannot be read: {reason}"),
                        sink,
                    );
                }
            }
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
        let file = FileId(self.sources.len() as u32);
        let read = read(&self.dir, &self.over, name, true, file, sink);
        self.unreadable |= read.unreadable;
        let file = self.sources.add(read.source);
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
    /// It is a link.
    link: bool,
}

impl Listed {
    /// Bytes of it; none when that cannot be told.
    fn size(&self, dir: &Path) -> u64 {
        fs::metadata(dir.join(&self.name)).map_or(0, |meta| meta.len())
    }
}

/// A file as read, and whether it was.
struct Read {
    source: Source,
    /// All of it is there; else a finding says why not.
    whole: bool,
    /// It could not be read at all.
    unreadable: bool,
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

/// Reads a file, which is to be `file`; with `link` it may be a link, or lie in a folder that is one.
fn read(dir: &Path, over: &Overlay, name: &str, link: bool, file: FileId, sink: &mut Sink) -> Read {
    if let Some(text) = over.get(name) {
        return Read { source: Source::new(name, text), whole: true, unreadable: false };
    }
    let path = dir.join(name);
    let folder = || say!("đây là thư mục, không phải tệp", "this is a folder, not a file");
    let read = || -> std::io::Result<Result<Vec<u8>, Text>> {
        if link && leads_out(dir, name) {
            return Ok(Err(say!(
                "tệp này là liên kết ra ngoài thư mục hồ sơ",
                "this file is a link that leads out of the document folder"
            )));
        }
        let meta = fs::metadata(&path)?;
        if meta.is_dir() {
            return Ok(Err(folder()));
        }
        // To open a pipe would wait for its other end.
        if !meta.is_file() {
            return Ok(Err(say!("đây không phải tệp", "this is no file")));
        }
        let open = fs::File::open(&path)?;
        let mut bytes = Vec::with_capacity(meta.len().min(limits::FILE) as usize + 1);
        open.take(limits::FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > limits::FILE {
            let size = meta.len() >> 20;
            let limit = limits::FILE >> 20;
            return Ok(Err(say!(
                "tệp quá lớn ({size} MB; giới hạn {limit} MB)",
                "the file is too large ({size} MB; the limit is {limit} MB)"
            )));
        }
        Ok(Ok(bytes))
    };
    let message = match read() {
        Ok(Ok(bytes)) => return decode(name, &bytes, file, sink),
        Ok(Err(message)) => message,
        Err(_) if path.is_dir() => folder(),
        Err(error) => match error.kind() {
            std::io::ErrorKind::NotFound => say!(
                "không thấy tệp này trong thư mục hồ sơ",
                "this file is not in the document folder"
            ),
            std::io::ErrorKind::PermissionDenied => {
                say!("không có quyền đọc tệp này", "no permission to read this file")
            }
            _ => say!("không đọc được tệp: {error}", "the file cannot be read: {error}"),
        },
    };
    sink.push(Finding::new(Rule::FileUnreadable, Span::file(file), message));
    Read { source: Source::new(name, ""), whole: false, unreadable: true }
}

/// The text of a file; as much of it as is UTF-8.
fn decode(name: &str, bytes: &[u8], file: FileId, sink: &mut Sink) -> Read {
    let (text, whole) = match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => (text, true),
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            (std::str::from_utf8(good).unwrap_or_default(), false)
        }
    };
    let source = Source::new(name, text);
    if !whole {
        let at = source.text().len();
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
    }
    Read { source, whole, unreadable: false }
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
