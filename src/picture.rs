//! Pictures that texts name: found, bounded, measured.

use crate::assemble::Document;
use crate::diagnostic::{Finding, Rule, Sink, Text};
use crate::markup::InlineKind;
use crate::say;
use crate::source::Sources;
use std::collections::HashMap;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// Largest picture file.
const MAX_BYTES: u64 = 32 << 20;
/// Most pixels on a side.
const MAX_PIXELS: usize = 20_000;

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

/// All pictures of a document, by the path that the text gives.
pub type Pictures = HashMap<String, Picture>;

/// Reads every picture; each must lie inside `dir`, given from there or from its own file's folder.
pub fn collect(
    document: &Document<'_>,
    dir: &Path,
    sources: &Sources,
    sink: &mut Sink,
) -> Pictures {
    let mut pictures = Pictures::new();
    for element in &document.elements {
        element.text.each(|inline| {
            let InlineKind::Picture { path, .. } = &inline.kind else { return };
            let name = element.text.text(path).trim();
            if pictures.contains_key(name) {
                return;
            }
            let own = sources.get(element.author.file).name.rsplit_once('/').map_or("", |(dir, _)| dir);
            match read(dir, own, name) {
                Ok(picture) => {
                    pictures.insert(name.to_owned(), picture);
                }
                Err((rule, message)) => {
                    sink.push(
                        Finding::new(rule, element.text.locate(path), message).help(say!(
                            "đặt ảnh (PNG, JPEG, GIF, BMP) trong thư mục hồ sơ và ghi đường dẫn từ thư mục đó",
                            "put the picture (PNG, JPEG, GIF, BMP) into the document folder and give its path from there"
                        )),
                    );
                }
            }
        });
    }
    pictures
}

fn read(dir: &Path, own: &str, name: &str) -> Result<Picture, (Rule, Text)> {
    let missing = |message| (Rule::PictureMissing, message);
    let unreadable = |message| (Rule::PictureUnreadable, message);
    let inside = Path::new(name)
        .components()
        .all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !inside || name.contains(['\\', ':']) {
        return Err(missing(say!(
            "ảnh «{name}» nằm ngoài thư mục hồ sơ",
            "the picture `{name}` is outside the document folder"
        )));
    }
    let found: Option<PathBuf> =
        [dir.join(name), dir.join(own).join(name)].into_iter().find(|path| path.is_file());
    let Some(path) = found else {
        return Err(missing(say!("không thấy ảnh «{name}»", "there is no picture `{name}`")));
    };
    // A link may lead out of the folder.
    let real = fs::canonicalize(&path).ok().zip(fs::canonicalize(dir).ok());
    if real.is_none_or(|(path, dir)| !path.starts_with(dir)) {
        return Err(missing(say!(
            "ảnh «{name}» nằm ngoài thư mục hồ sơ",
            "the picture `{name}` is outside the document folder"
        )));
    }
    let size = fs::metadata(&path).map_or(0, |meta| meta.len());
    if size > MAX_BYTES {
        let limit = MAX_BYTES >> 20;
        return Err(unreadable(say!(
            "ảnh «{name}» quá {limit} MB",
            "the picture `{name}` is over {limit} MB"
        )));
    }
    let bytes = fs::read(&path).map_err(|error| {
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
    if size.width == 0 || size.height == 0 || size.width > MAX_PIXELS || size.height > MAX_PIXELS {
        return Err(unreadable(say!(
            "kích thước ảnh «{name}» không dùng được",
            "the size of the picture `{name}` cannot be used"
        )));
    }
    Ok(Picture { bytes, format, width: size.width, height: size.height })
}
