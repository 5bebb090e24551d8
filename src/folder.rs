//! A document folder on disk → sources, the manifest and the sections.

mod file;

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
use crate::yaml::{self, Scalar, Tree};
use file::{is_link, read};
use std::collections::BTreeMap;
use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf, is_separator};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// How many files a thread takes at a time: `document.yaml` and eight sections start no other thread.
const STEP: usize = 9;

/// Texts that stand for files' own, by their names: what an editor holds and has not saved.
pub type Overlay = BTreeMap<String, String>;

/// A document folder as read.
#[derive(Debug)]
pub struct Folder {
    /// Where it is.
    pub dir: PathBuf,
    /// What stands for files' own texts.
    over: Arc<Overlay>,
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
    let mut folder = Folder::new(dir, Arc::default());
    if let Some((file, tree)) = folder.read(name, sink) {
        (folder.levels, folder.manifest) = manifest::decode_copy(file, tree, form, sink);
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
    let listing = Listing::of(dir);
    // The document's own file is the first source, those that cannot be listed are next.
    let ((mut folder, found), sections) = listing.read(dir, &Arc::new(over));
    sink.append(found);
    for (name, message) in listing.faults {
        folder.unread(name, message, sink);
    }
    let sections = match sections {
        Ok(sections) => sections,
        Err(message) => {
            folder.unread("sections".to_owned(), message, sink);
            return folder;
        }
    };
    folder.sources.reserve(sections.len());
    folder.sections.reserve_exact(sections.len());
    for Found { handed, unreadable, sink: found } in sections.into_iter().flatten().map(|it| *it) {
        if let Some(found) = found {
            sink.append(*found);
        }
        folder.unreadable |= unreadable;
        folder.sources.add(handed.source);
        match handed.section {
            Ok(section) => folder.sections.push(section),
            Err(id) => folder.broken.push(id),
        }
    }
    folder.style(sink);
    folder
}

/// The kind of document that a folder holds; `None` when its `document.yaml` is broken.
#[must_use]
pub fn kind(dir: &Path) -> Option<&'static Kind> {
    let (folder, _) = Folder::open(dir, &Arc::default());
    folder.manifest.map(|manifest| manifest.kind)
}

impl Folder {
    fn new(dir: &Path, over: Arc<Overlay>) -> Self {
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

    /// A folder of which nothing is read but `document.yaml`, and what was found there.
    fn open(dir: &Path, over: &Arc<Overlay>) -> (Self, Sink) {
        let (mut folder, mut sink) = (Self::new(dir, over.clone()), Sink::new());
        if let Some((file, tree)) = folder.read("document.yaml", &mut sink) {
            (folder.levels, folder.manifest) = manifest::decode(file, tree, &mut sink);
        }
        (folder, sink)
    }

    /// Adds a file that could not be read at all.
    fn unread(&mut self, name: String, message: Text, sink: &mut Sink) {
        self.unreadable = true;
        let file = self.sources.add(Source::new(name, ""));
        sink.push(Finding::new(Rule::FileUnreadable, Span::file(file), message));
    }

    /// Reads a file of the folder; `None` when a finding says why not.
    fn read(&mut self, name: &str, sink: &mut Sink) -> Option<(FileId, Tree)> {
        let (file, mut buffer) = (FileId(self.sources.len() as u32), Vec::new());
        let read = read(&self.dir, &self.over, name, false, &mut buffer, file, sink);
        self.unreadable |= read.unreadable;
        if !read.whole {
            self.sources.add(Source::new(name, read.text));
            return None;
        }
        let room = &mut yaml::Room::default();
        let (source, tree) = yaml::take(file, name.to_owned(), read.text, room, sink);
        self.sources.add(source);
        Some((file, tree))
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
                let Some((_, Tree { root, broken })) = self.read(&own, sink) else { return };
                let layer = Layer::of(root, broken, sink);
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

/// The sections' files, sorted by path, and what could not be listed.
struct Listing {
    names: Vec<Listed>,
    faults: Vec<(String, Text)>,
}

/// A section's file, as its folder lists it.
struct Listed {
    name: String,
    /// It is a file: no link, folder or pipe.
    plain: bool,
}

/// A section's file as decoded.
struct Found {
    handed: Handed,
    /// It could not be read at all.
    unreadable: bool,
    /// What was found in it, if anything.
    sink: Option<Box<Sink>>,
}

/// Of each section's file what was found; nothing of `document.yaml`, which comes first.
type Files = Vec<Option<Box<Found>>>;

/// What a thread keeps from one file to the next.
#[derive(Default)]
struct Room {
    bytes: Vec<u8>,
    section: section::Room,
}

impl Listing {
    fn of(dir: &Path) -> Self {
        let (mut names, mut faults) = (Vec::new(), Vec::new());
        let root = dir.join("sections");
        if !root.is_dir() {
            return Self { names, faults };
        }
        let dir = dir.to_string_lossy();
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
                        names.push(Listed { name: relative(entry.path(), &dir), plain });
                    }
                }
                Err(error) => {
                    let name = error.path().map_or("sections".into(), |path| relative(path, &dir));
                    faults.push((name, say!("không đọc được: {error}", "cannot be read: {error}")));
                }
            }
        }
        // Within one folder the order of paths is that of bytes, which is told faster.
        if names.iter().all(|listed| listed.name.bytes().filter(|byte| *byte == b'/').count() < 2) {
            names.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        } else {
            names.sort_unstable_by(|a, b| by_path(&a.name, &b.name));
        }
        faults.sort_by(|(a, _), (b, _)| by_path(a, b));
        if names.len() > FILES {
            let count = names.len();
            let message =
                say!("có {count} tệp, quá giới hạn {FILES}", "{count} files, more than {FILES}");
            faults.push(("sections".to_owned(), message));
            names.truncate(FILES);
        }
        Self { names, faults }
    }

    /// [Opens](Folder::open) the folder and, beside that, reads the sections' files, each of which becomes one source,
    /// read or not, so that its number is known before. What all of them come to may be too much.
    fn read(&self, dir: &Path, over: &Arc<Overlay>) -> ((Folder, Sink), Result<Files, Text>) {
        let linked = is_link(&dir.join("sections"));
        let (sum, opened) = (AtomicU64::new(0), OnceLock::new());
        let files = work::map_with(1 + self.names.len(), STEP, |room: &mut Room, at| {
            let Some(at) = at.checked_sub(1) else {
                opened.get_or_init(|| Folder::open(dir, over));
                return None;
            };
            // What is too much is not read to its end.
            if sum.load(Ordering::Relaxed) > limits::FOLDER {
                return None;
            }
            let file = FileId((1 + self.faults.len() + at) as u32);
            let mut sink = Sink::new();
            let Listed { name, plain } = &self.names[at];
            let read = read(dir, over, name, *plain && !linked, &mut room.bytes, file, &mut sink);
            sum.fetch_add(read.size, Ordering::Relaxed);
            let handed = if read.whole {
                section::decode(file, name.clone(), read.text, &mut room.section, &mut sink)
            } else {
                let text = section::id_of_file(name);
                let id = Name { text, span: Span::file(FileId(0)) };
                Handed { source: Source::new(name, read.text), section: Err(id) }
            };
            let sink = (!sink.is_untouched()).then(|| Box::new(sink));
            Some(Box::new(Found { handed, unreadable: read.unreadable, sink }))
        });
        let opened = opened.into_inner().unwrap_or_else(|| Folder::open(dir, over));
        if sum.into_inner() <= limits::FOLDER {
            return (opened, Ok(files));
        }
        let (size, most) = (size(dir, &self.names) >> 20, limits::FOLDER >> 20);
        let message = say!(
            "các tệp cộng lại {size} MB, quá giới hạn {most} MB",
            "the files come to {size} MB, more than {most} MB"
        );
        (opened, Err(message))
    }
}

/// Bytes of files, as far as that can be told.
fn size(dir: &Path, names: &[Listed]) -> u64 {
    let size = |listed: &Listed| fs::metadata(dir.join(&listed.name)).map_or(0, |meta| meta.len());
    names.iter().map(size).sum()
}

/// The order of paths, in which the names of each folder are sorted by themselves: `/` comes first.
fn by_path(a: &str, b: &str) -> std::cmp::Ordering {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let key = |byte: &u8| if *byte == b'/' { 0 } else { *byte };
    match a.iter().zip(b).position(|(a, b)| a != b) {
        Some(at) => key(&a[at]).cmp(&key(&b[at])),
        None => a.len().cmp(&b.len()),
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
fn relative(path: &Path, dir: &str) -> String {
    let path = path.to_string_lossy();
    let below = path.strip_prefix(dir).unwrap_or(&path).trim_start_matches(is_separator);
    if MAIN_SEPARATOR == '/' { below.to_owned() } else { below.replace(MAIN_SEPARATOR, "/") }
}

#[cfg(test)]
mod tests {
    use super::{Listing, by_path};
    use std::fs;
    use std::path::Path;

    #[test]
    fn names_are_sorted_as_paths() {
        let mut names = ["b", "a/c", "a.yaml", "a/b/z", "a", "a-b", "a/b", "ă", "á"];
        names.sort_unstable_by(|a, b| by_path(a, b));
        assert!(names.is_sorted_by_key(Path::new), "{names:?}");
    }

    #[test]
    fn files_are_listed_in_the_order_of_their_paths() {
        let dir = tempfile::tempdir().unwrap();
        let sections = dir.path().join("sections");
        fs::create_dir_all(sections.join("a")).unwrap();
        let listed = || {
            let names = Listing::of(dir.path()).names.into_iter();
            names.map(|listed| listed.name["sections/".len()..].to_owned()).collect::<Vec<_>>()
        };
        for name in ["b.yaml", "a.yaml", "a-b.yaml", "ă.yml", ".c.yaml"] {
            fs::write(sections.join(name), "").unwrap();
        }
        assert_eq!(listed(), ["a-b.yaml", "a.yaml", "b.yaml", "ă.yml"]);
        fs::write(sections.join("a/z.yaml"), "").unwrap();
        assert_eq!(listed(), ["a/z.yaml", "a-b.yaml", "a.yaml", "b.yaml", "ă.yml"]);
    }
}
