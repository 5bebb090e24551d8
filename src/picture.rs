//! Pictures that texts name: found, bounded, measured.

use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::limits;
use crate::markup::InlineKind;
use crate::number::{NoteBody, Numbered};
use crate::say;
use crate::source::{FileId, Sources};
use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// A picture that can be printed.
#[derive(Debug)]
pub struct Picture {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// `png`, `jpeg`, `gif` or `bmp`.
    pub format: &'static str,
    /// Pixels across.
    pub width: usize,
    /// Pixels down.
    pub height: usize,
}

/// The pictures of a document. A path means what it means in the file that gives it: two units may
/// each have an `anh.png` of their own.
#[derive(Debug, Default)]
pub struct Pictures {
    all: Vec<Picture>,
    /// Which picture a path is, for each file that gives it.
    named: HashMap<(FileId, String), usize>,
}

impl Pictures {
    /// The number of the picture that `file` calls `path`; for [`Pictures::get`].
    #[must_use]
    pub fn find(&self, file: FileId, path: &str) -> Option<usize> {
        self.named.get(&(file, path.trim().to_owned())).copied()
    }

    /// A picture by its number.
    #[must_use]
    pub fn get(&self, number: usize) -> &Picture {
        &self.all[number]
    }
}

/// Reads every picture of the texts and notes that are printed; each must lie inside `dir`, given
/// from there or from its own file's folder.
pub fn collect(
    numbered: &Numbered<'_>,
    dir: &Path,
    sources: &Sources,
    sink: &mut Sink,
) -> Pictures {
    let mut pictures = Pictures::default();
    let mut size = 0;
    let mut read_already: HashMap<PathBuf, usize> = HashMap::new();
    let texts = numbered.elements().map(|(element, ..)| element.text);
    // Notes are many, and hardly ever have any.
    let marked = numbered.document().authors.iter().any(|author| author.marked);
    let notes = if marked { numbered.notes() } else { &[] };
    let notes = notes.iter().filter_map(|note| match note.body {
        NoteBody::Defined(note) => Some(&note.text),
        NoteBody::InPlace(..) => None, // read with the text it stands in
    });
    for text in texts.chain(notes) {
        if !text.has_pictures() {
            continue;
        }
        let file = text.scalar.span.file;
        let own = sources.get(file).name.rsplit_once('/').map_or("", |(dir, _)| dir);
        text.each(|inline| {
            let InlineKind::Picture(picture) = text.kind(inline) else { return };
            let name = text.text(&picture.path).trim();
            if pictures.find(file, name).is_some() {
                return;
            }
            let number = locate(dir, own, name).and_then(|path| {
                if let Some(number) = read_already.get(&path) {
                    return Ok(*number);
                }
                let picture = read(&path, name)?;
                size += picture.bytes.len() as u64;
                if size > limits::PICTURES {
                    let most = limits::PICTURES >> 20;
                    let message = say!(
                        "các ảnh cộng lại quá {most} MB",
                        "the pictures come to more than {most} MB"
                    );
                    return Err((Rule::PictureUnreadable, message));
                }
                pictures.all.push(picture);
                read_already.insert(path, pictures.all.len() - 1);
                Ok(pictures.all.len() - 1)
            });
            match number {
                Ok(number) => {
                    pictures.named.insert((file, name.to_owned()), number);
                }
                Err((rule, message)) => sink.push(
                    Finding::new(rule, text.locate(&picture.path), message).help(say!(
                        "đặt ảnh (PNG, JPEG, GIF, BMP) trong thư mục hồ sơ và ghi đường dẫn từ thư mục đó",
                        "put the picture (PNG, JPEG, GIF, BMP) into the document folder and give its path from there"
                    )),
                ),
            }
        });
    }
    pictures
}

type Refused = (Rule, Text);

/// Where the picture is on disk, without links.
fn locate(dir: &Path, own: &str, name: &str) -> Result<PathBuf, Refused> {
    let outside = || {
        let message = say!(
            "ảnh «{name}» nằm ngoài thư mục hồ sơ",
            "the picture `{name}` is outside the document folder"
        );
        (Rule::PictureMissing, message)
    };
    let inside = Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    let device = name.split('/').any(crate::folder::is_device);
    if !inside || device || name.contains(['\\', ':', '\0']) {
        return Err(outside());
    }
    let found = [dir.join(name), dir.join(own).join(name)].into_iter().find(|path| path.is_file());
    let Some(path) = found else {
        let message = say!("không thấy ảnh «{name}»", "there is no picture `{name}`");
        return Err((Rule::PictureMissing, message));
    };
    // A link may lead out of the folder.
    match fs::canonicalize(&path).ok().zip(fs::canonicalize(dir).ok()) {
        Some((path, dir)) if path.starts_with(&dir) => Ok(path),
        _ => Err(outside()),
    }
}

fn read(path: &Path, name: &str) -> Result<Picture, Refused> {
    let unreadable = |message| (Rule::PictureUnreadable, message);
    let size = fs::metadata(path).map_or(0, |meta| meta.len());
    if size > limits::PICTURE {
        let limit = limits::PICTURE >> 20;
        return Err(unreadable(say!(
            "ảnh «{name}» quá {limit} MB",
            "the picture `{name}` is over {limit} MB"
        )));
    }
    let bytes = fs::read(path).map_err(|error| {
        unreadable(say!(
            "không đọc được ảnh «{name}»: {error}",
            "the picture `{name}` cannot be read: {error}"
        ))
    })?;
    let not = || {
        unreadable(say!(
            "«{name}» không phải ảnh PNG, JPEG, GIF hay BMP",
            "`{name}` is no PNG, JPEG, GIF or BMP picture"
        ))
    };
    let format = match imagesize::image_type(&bytes) {
        Ok(imagesize::ImageType::Png) => "png",
        Ok(imagesize::ImageType::Jpeg) => "jpeg",
        Ok(imagesize::ImageType::Gif) => "gif",
        Ok(imagesize::ImageType::Bmp) => "bmp",
        _ => return Err(not()),
    };
    let size = imagesize::blob_size(&bytes).map_err(|_| not())?;
    if size.width == 0
        || size.height == 0
        || size.width.max(size.height) > limits::SIDE
        || size.width * size.height > limits::PIXELS
    {
        let (width, height) = (size.width, size.height);
        return Err(unreadable(say!(
            "kích thước ảnh «{name}» không dùng được ({width} × {height} điểm ảnh)",
            "the size of the picture `{name}` cannot be used ({width} × {height} pixels)"
        )));
    }
    Ok(Picture { bytes, format, width: size.width, height: size.height })
}
