//! `vanthu new`: a section for one more unit.

use super::{lang, not_made, say_error, tell};
use crate::cli::NewArgs;
use std::fs;
use vanthu::diagnostic::{Lang, Sink, Text};
use vanthu::save::{NewFile, create};
use vanthu::scaffold::{self, NewName, Place, Placed};
use vanthu::{kind, markup, say};

pub(super) fn run(args: &NewArgs) -> Result<u8, u8> {
    let lang = lang(args.lang);
    let unit = args.unit.trim();
    if unit.is_empty() {
        return Err(say_error(lang, &say!("chưa ghi tên đơn vị", "the unit has no name")));
    }
    let folder = super::open(&args.dir, lang, &mut Sink::new())?;
    let taken: Vec<String> = folder
        .sources
        .iter()
        .map(|(_, source)| source.name.as_str())
        .filter(|name| name.starts_with("sections/"))
        .map(str::to_owned)
        .collect();
    let given = args.id.as_deref();
    if let Some(id) = given.filter(|id| !id.chars().all(markup::is_name_char) || id.is_empty()) {
        return Err(say_error(
            lang,
            &say!(
                "«{id}» không dùng làm mã được: mã chỉ gồm chữ, số, dấu - _ và dấu chấm",
                "`{id}` cannot be an id: an id has letters, digits, `-`, `_` and `.`"
            ),
        ));
    }
    // An id may also be written in a file, whatever that is called.
    let own = |id: &str| {
        let section = folder.sections.iter().find(|section| section.id.text == id)?;
        Some(folder.sources.get(section.file).name.clone())
    };
    let name = scaffold::name(unit, given, &taken)
        .and_then(|name| own(&name.id).map_or(Ok(name), Err))
        .map_err(|file| {
            say_error(
                lang,
                &say!(
                    "đơn vị này đã có phần trong tệp «{file}», nên không tạo thêm\n  cách sửa: mở tệp đó để viết; muốn thêm một phần nữa thì đặt mã khác, ví dụ --id phan-2",
                    "this unit has a section already, `{file}`; nothing was made\n  help: write there; for one more section give it another id, such as --id part-2"
                ),
            )
        })?;
    let NewName { path, id } = name;
    let kind = folder.manifest.as_ref().map_or(&kind::ALL[0], |manifest| manifest.kind);
    let title = args.title.clone().unwrap_or_else(|| scaffold::title_of(unit, kind));
    let mut files = vec![NewFile::text(path.clone(), scaffold::section(unit, &title, lang))];
    files.extend(
        scaffold::schemas(lang).into_iter().filter(|file| !args.dir.join(&file.path).exists()),
    );
    let document = args.dir.join("document.yaml");
    let text = fs::read_to_string(&document).unwrap_or_default();
    let at = match args.place.as_deref() {
        None | Some(".") => Place::End,
        Some(group) => Place::Group(group),
    };
    let placed = scaffold::place(&text, &id, at);
    let asked = args.place.is_some();
    if let (Placed::NoGroup, Place::Group(group)) = (&placed, at) {
        return Err(say_error(lang, &no_group(group, &scaffold::groups(&text))));
    }
    create(&args.dir, &files).map_err(|refused| not_made(&refused, lang))?;
    let shown = args.dir.join(&path);
    let shown = shown.display();
    let mut said = match lang {
        Lang::Vi => format!("Đã tạo {shown} ({unit})\n"),
        Lang::En => format!("Made {shown} ({unit})\n"),
    };
    match placed {
        Placed::Line { text, after, .. } if asked => {
            if let Err(error) = scaffold::replace(&document, &text) {
                let _ = fs::remove_file(args.dir.join(&path));
                let name = document.display();
                return Err(say_error(
                    lang,
                    &say!(
                        "không ghi được «{name}»: {error}",
                        "`{name}` cannot be written: {error}"
                    ),
                ));
            }
            let line = after + 1;
            said.push_str(
                say!(
                    "Đã ghi phần này vào bố cục: document.yaml, dòng {line}\n",
                    "Put into the outline: document.yaml, line {line}\n"
                )
                .get(lang),
            );
        }
        Placed::NoOutline => {}
        other => said.push_str(by_hand(&other, &id).get(lang)),
    }
    said.push_str(
        say!(
            "Tiếp theo: mở tệp đó, viết nội dung dưới dòng «body: |», lưu lại, rồi chạy  vanthu check\n",
            "Next: open the file, write the text below `body: |`, save it, and run  vanthu check\n"
        )
        .get(lang),
    );
    tell(&said);
    Ok(0)
}

/// What the office writes itself.
fn by_hand(placed: &Placed, id: &str) -> Text {
    match placed {
        Placed::Line { line, after, .. } if line.trim_start().starts_with("- ") => say!(
            "Văn bản có bố cục riêng (outline), nên văn phòng cần ghi phần này vào: mở document.yaml, thêm vào sau dòng {after}:\n{line}\n",
            "The document has an outline, so the office must name this section in it: in document.yaml, after line {after}, add\n{line}\n"
        ),
        Placed::Line { after, .. } => say!(
            "Văn bản có bố cục riêng (outline), nên văn phòng cần ghi phần này vào: mở document.yaml, thêm «{id}» vào danh sách ở dòng {after}.\n",
            "The document has an outline, so the office must name this section in it: in document.yaml, add `{id}` to the list in line {after}.\n"
        ),
        _ => say!(
            "Văn bản có bố cục riêng (outline), nên văn phòng cần ghi phần này vào: mở document.yaml, thêm mã «{id}» vào chỗ của nó.\n",
            "The document has an outline, so the office must name this section in it: in document.yaml, add `{id}` where it belongs.\n"
        ),
    }
}

fn no_group(group: &str, all: &[String]) -> Text {
    if all.is_empty() {
        return say!(
            "bố cục không có mục lớn nào; muốn đặt ở cuối thì ghi --place .",
            "the outline has no groups; for its end write --place ."
        );
    }
    let list = all.join(", ");
    say!(
        "bố cục không có mục «{group}»; các mục có: {list}. Muốn đặt ở cuối thì ghi --place .",
        "the outline has no group `{group}`; there are: {list}. For its end write --place ."
    )
}
