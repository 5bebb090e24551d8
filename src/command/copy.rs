//! `vanthu copy`: the frame of a copy under a document that was built.

use super::{FOUND, coloured, lang, print, render, say_error, status, tally};
use crate::cli::{CopyArgs, CopyForm, Format};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use vanthu::diagnostic::{Lang, Sink, Text};
use vanthu::docx::{self, Original};
use vanthu::save::{Prepared, Target};
use vanthu::{folder, kind, say};

pub(super) fn run(args: CopyArgs) -> Result<u8, u8> {
    let CopyArgs { file, form, values, output, force, show } = args;
    let lang = lang(show.lang);
    let original = open(&file, lang)?;
    let form = &kind::COPIES[match form {
        CopyForm::True => 0,
        CopyForm::Excerpt => 1,
        CopyForm::Later => 2,
    }];
    let values = values.unwrap_or_else(|| file.with_file_name("copy.yaml"));
    let (dir, name) = parted(&values);
    if !values.is_file() {
        return Err(say_error(lang, &no_values(&values)));
    }
    let mut sink = Sink::new();
    let folder = folder::load_copy(&dir, &name, form, &mut sink);
    let copied = match &folder.manifest {
        Some(manifest) => {
            if let Some(why) = original.refusal(manifest) {
                return Err(say_error(lang, &why));
            }
            docx::copy(original, manifest, &folder.style, &mut sink)
        }
        None => None,
    };
    let report = sink.close(&folder.levels);
    let colour = coloured(show.color, std::io::stderr().is_terminal());
    eprint!("{}", render(&report, &folder, show.format, lang, colour));
    let path = output.unwrap_or_else(|| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        file.with_file_name(format!("{stem}-{}.docx", form.slug))
    });
    let copied = match copied {
        Some(copied) if report.errors() == 0 && !folder.unreadable => copied,
        _ => {
            if show.format == Format::Text {
                let tally = tally(&report, lang);
                let text = say!("{tally}; chưa ghi tệp nào", "{tally}; nothing was written");
                eprintln!("{}", text.get(lang));
            }
            return Ok(status(&report, &folder).max(FOUND));
        }
    };
    if same(&path, &file) {
        return Err(say_error(
            lang,
            &say!(
                "bản sao phải là tệp khác, không ghi đè văn bản chính\n  cách sửa: đặt tên khác sau -o",
                "the copy must be another file than the document\n  help: give another name after -o"
            ),
        ));
    }
    let saved = Target::new(&path, force)
        .and_then(|target| target.prepare(|out| copied.write_to(out)))
        .and_then(Prepared::put);
    let saved = saved.map_err(|why| say_error(lang, &why))?;
    if show.format == Format::Text {
        let (name, tally) = (path.display(), tally(&report, lang));
        print(say!("Đã ghi {name}\n  {tally}\n", "Wrote {name}\n  {tally}\n").get(lang));
        if let Some(kept) = saved.kept {
            let kept = kept.display();
            print(
                say!("  bản cũ được giữ lại: {kept}\n", "  the old file is kept: {kept}\n")
                    .get(lang),
            );
        }
    }
    Ok(0)
}

/// The document, if it is as the program wrote it.
fn open(path: &Path, lang: Lang) -> Result<Original, u8> {
    let name = path.display();
    if !path.is_file() {
        let message = say!("không thấy tệp «{name}»", "there is no file `{name}`");
        return Err(say_error(lang, &message));
    }
    let bytes = std::fs::read(path).map_err(|error| {
        let message = say!("không đọc được «{name}»: {error}", "`{name}` cannot be read: {error}");
        say_error(lang, &message)
    })?;
    match Original::read(&bytes) {
        Some(original) => Ok(original),
        None => Err(say_error(
            lang,
            &say!(
                "«{name}» không phải tệp do chương trình ghi, hoặc đã được sửa sau đó; bản sao chỉ làm từ văn bản còn nguyên như đã dựng\n  cách sửa: dựng lại từ hồ sơ bằng vanthu build, rồi sao tệp đó",
                "`{name}` was not written by this program, or was changed since: a copy is made of a document as it was built\n  help: build it again with vanthu build, and copy that file"
            ),
        )),
    }
}

/// The folder and the name of a file.
fn parted(path: &Path) -> (PathBuf, String) {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
    let dir = dir.unwrap_or_else(|| Path::new(".")).to_owned();
    (dir, path.file_name().unwrap_or_default().to_string_lossy().into_owned())
}

fn same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    one == other || real(one).is_some_and(|one| Some(one) == real(other))
}

fn no_values(path: &Path) -> Text {
    let name = path.display();
    say!(
        "không thấy «{name}», tệp nói ai sao, số, ngày và người ký bản sao\n  cách sửa: tạo tệp với các dòng «issuer: {{name: …}}», «number: …», «symbol: …», «place: …», «date: …», «signature: …», hoặc chỉ tệp khác sau --with",
        "there is no `{name}`, which says who copies, and the copy's number, date and signer\n  help: write it with lines `issuer: {{name: …}}`, `number: …`, `symbol: …`, `place: …`, `date: …`, `signature: …`, or name another after --with"
    )
}
