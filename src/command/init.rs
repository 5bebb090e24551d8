//! `vanthu init`: a new document folder, from flags or from answers.

use super::{lang, not_made, say_error, tell};
use crate::cli::InitArgs;
use std::fmt::Write as _;
use std::io::{BufRead, IsTerminal, Write};
use std::path::{Path, PathBuf};
use vanthu::diagnostic::{Lang, Text};
use vanthu::kind::{self, Kind};
use vanthu::save::{NewFile, create};
use vanthu::scaffold::{self, Plan};
use vanthu::text::{nearest, slug};
use vanthu::{say, style::Part, style::Style};

pub(super) fn run(args: InitArgs) -> Result<u8, u8> {
    let lang = lang(args.lang);
    let mut dir = args.dir.clone();
    free(&dir, lang)?;
    let mut kind = match &args.kind {
        Some(given) => Some(kind_named(given).map_err(|message| say_error(lang, &message))?),
        None => None,
    };
    let stdin = std::io::stdin();
    let asking = args.office.is_none() && stdin.is_terminal() && std::io::stderr().is_terminal();
    let plan = if asking {
        let mut ask = Ask { from: stdin.lock(), to: std::io::stderr(), lang };
        ask.greet();
        if dir == Path::new(".") {
            dir = ask.folder().unwrap_or(dir);
            free(&dir, lang)?;
        }
        ask.plan(args, kind)
    } else {
        let kind = *kind.get_or_insert(
            &kind::ALL[kind::ALL.iter().position(|kind| kind.slug == "bao-cao").unwrap_or(0)],
        );
        from_flags(args, kind)
    };
    let Some(plan) = plan else {
        return Err(say_error(
            lang,
            &say!(
                "chưa biết cơ quan ban hành\n  cách sửa: thêm --office \"Sở Khoa học và Công nghệ\"; xem các mục khác: vanthu init --help",
                "the issuing body is not known\n  help: add --office \"Sở Khoa học và Công nghệ\"; for the rest: vanthu init --help"
            ),
        ));
    };
    let files = scaffold::document(&plan, lang);
    create(&dir, &files).map_err(|refused| not_made(&refused, lang))?;
    tell(done(&dir, &plan, &files).get(lang));
    Ok(0)
}

/// Refuses a folder that holds a document already.
fn free(dir: &Path, lang: Lang) -> Result<(), u8> {
    if !dir.join("document.yaml").exists() {
        return Ok(());
    }
    let name = dir.display();
    Err(say_error(
        lang,
        &say!(
            "«{name}» đã là một hồ sơ văn bản (có tệp document.yaml), nên không tạo mới\n  cách sửa: tạo ở thư mục khác, ví dụ: vanthu init bao-cao-quy-2",
            "`{name}` is a document folder already (it has a document.yaml); nothing was made\n  help: choose another folder, such as: vanthu init report-2"
        ),
    ))
}

fn from_flags(args: InitArgs, kind: &'static Kind) -> Option<Plan> {
    let office = args.office.filter(|office| !office.trim().is_empty())?;
    let mut plan = Plan::new(kind, office.trim());
    plan.parent = args.parent.unwrap_or_default();
    plan.subject = args.subject.unwrap_or_default();
    plan.place = args.place.unwrap_or_default();
    plan.symbol = args.symbol.unwrap_or_default();
    plan.position = args.position.unwrap_or_default();
    plan.signer = args.signer.unwrap_or_default();
    let full = |list: Vec<String>| list.into_iter().filter(|one| !one.trim().is_empty()).collect();
    plan.to = full(args.to);
    plan.units = full(args.units);
    plan.authority = full(args.authority);
    Some(plan)
}

fn kind_named(given: &str) -> Result<&'static Kind, Text> {
    scaffold::kind_of(given).ok_or_else(|| {
        match nearest(&slug(given), kind::ALL.iter().map(|kind| kind.slug)) {
            Some(near) => say!(
                "không có loại văn bản «{given}»; có phải là «{near}»?",
                "there is no kind of document `{given}`; did you mean `{near}`?"
            ),
            None => {
                let all = kind::ALL.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
                say!(
                    "không có loại văn bản «{given}»; các loại có: {all}",
                    "there is no kind of document `{given}`; there are: {all}"
                )
            }
        }
    })
}

/// Asks a person; an empty answer leaves the matter open.
struct Ask<R, W> {
    from: R,
    to: W,
    lang: Lang,
}

impl<R: BufRead, W: Write> Ask<R, W> {
    fn say(&mut self, text: &Text) {
        let _ = write!(self.to, "{}", text.get(self.lang));
        let _ = self.to.flush();
    }

    /// One line; `None` when the person has gone.
    fn line(&mut self, question: &Text) -> Option<String> {
        self.say(question);
        let mut line = String::new();
        match self.from.read_line(&mut line) {
            Ok(count) if count > 0 => Some(line.trim().to_owned()),
            _ => None,
        }
    }

    /// What a flag gave, else what the person says.
    fn or(&mut self, given: Option<String>, question: &Text) -> Option<String> {
        given.map_or_else(|| self.line(question), Some)
    }

    fn greet(&mut self) {
        self.say(&say!(
            "Tạo hồ sơ văn bản mới. Mục nào chưa biết thì bấm Enter để bỏ qua, sau này điền vào tệp document.yaml.\n\n",
            "A new document folder. Press Enter at what is not known yet; it can be filled in later in document.yaml.\n\n"
        ));
    }

    /// Where to make it: a person who names no folder may be anywhere.
    fn folder(&mut self) -> Option<PathBuf> {
        let name = self.line(&say!(
            "Tên thư mục của hồ sơ, ví dụ bao-cao-quy-1 (Enter: ngay trong thư mục đang đứng): ",
            "Name of the new folder, such as report-1 (Enter: here): "
        ))?;
        (!name.is_empty()).then(|| PathBuf::from(name))
    }

    fn plan(&mut self, args: InitArgs, kind: Option<&'static Kind>) -> Option<Plan> {
        let kind = match kind {
            Some(kind) => kind,
            None => self.kind()?,
        };
        let office = loop {
            let office =
                self.line(&say!("Cơ quan ban hành (bắt buộc): ", "Issuing body (required): "))?;
            if !office.is_empty() {
                break office;
            }
        };
        let mut plan = Plan::new(kind, &office);
        plan.parent = self.or(
            args.parent,
            &say!("Cơ quan chủ quản, ví dụ UBND tỉnh Cao Bằng: ", "Superior body: "),
        )?;
        let style = Style::nd30();
        let frame = style.frame(kind);
        if frame.about || frame.parts.contains(&Part::Subject) {
            plan.subject = self.or(
                args.subject,
                &say!("Trích yếu (văn bản nói về việc gì): ", "What the document is about: "),
            )?;
        }
        if frame.number {
            plan.symbol = self.or(
                args.symbol,
                &say!(
                    "Chữ viết tắt của cơ quan trong ký hiệu, ví dụ SKHCN: ",
                    "The office's letters in the symbol: "
                ),
            )?;
        }
        plan.place = self.or(
            args.place,
            &say!("Địa danh ghi trước ngày tháng, ví dụ Cao Bằng: ", "Place before the date: "),
        )?;
        plan.to = args.to;
        plan.units = args.units;
        if plan.units.is_empty() {
            self.say(&say!(
                "Các đơn vị nộp phần, mỗi đơn vị một dòng; hết thì bấm Enter:\n",
                "Units that hand in a section, a line each; Enter to end:\n"
            ));
            loop {
                let count = plan.units.len() + 1;
                let unit = self.line(&say!("  {count}. ", "  {count}. "))?;
                if unit.is_empty() {
                    break;
                }
                plan.units.push(unit);
            }
        }
        plan.position = self.or(
            args.position,
            &say!("Chức vụ người ký, ví dụ Phó Giám đốc: ", "The signer's position: "),
        )?;
        plan.authority = args.authority;
        if plan.authority.is_empty() && slug(&plan.position).starts_with("pho") {
            let head = self.line(&say!(
                "Ký thay ai, ví dụ Giám đốc: ",
                "Signs for whom, such as Giám đốc: "
            ))?;
            if !head.is_empty() {
                let line = if head.to_uppercase().starts_with("KT") {
                    head
                } else {
                    format!("KT. {head}")
                };
                plan.authority.push(line);
            }
        }
        plan.signer = self.or(args.signer, &say!("Họ và tên người ký: ", "The signer's name: "))?;
        self.say(&say!("\n", "\n"));
        Some(plan)
    }

    fn kind(&mut self) -> Option<&'static Kind> {
        loop {
            let given = self.line(&say!(
                "Loại văn bản [báo cáo] (ghi ? để xem các loại): ",
                "Kind of document [báo cáo] (? shows all): "
            ))?;
            if given == "?" {
                let all = kind::ALL.iter().map(|kind| kind.name).collect::<Vec<_>>().join(", ");
                self.say(&say!("  {all}\n", "  {all}\n"));
                continue;
            }
            let given = if given.is_empty() { "bao-cao" } else { &given };
            match kind_named(given) {
                Ok(kind) => return Some(kind),
                Err(message) => {
                    let (vi, en) = (message.vi, message.en);
                    self.say(&say!("  {vi}\n", "  {en}\n"));
                }
            }
        }
    }
}

/// What was made, and what to do next.
fn done(dir: &Path, plan: &Plan, files: &[NewFile]) -> Text {
    let name = dir.display();
    let kind = plan.kind.name;
    let here = dir == Path::new(".");
    let mut text = if here {
        say!("Đã tạo hồ sơ {kind} trong thư mục này:\n", "Made a document folder ({kind}) here:\n")
    } else {
        say!(
            "Đã tạo hồ sơ {kind} trong thư mục «{name}»:\n",
            "Made a document folder ({kind}), `{name}`:\n"
        )
    };
    let sections: Vec<&str> = files
        .iter()
        .map(|file| file.path.as_str())
        .filter(|path| path.starts_with("sections/"))
        .collect();
    let width = sections.iter().map(|path| path.len()).max().unwrap_or(0).max(13);
    let mut row = |path: &str, about: &Text| {
        let pad = " ".repeat(width.saturating_sub(path.len()) + 3);
        let _ = writeln!(text.vi, "  {path}{pad}{}", about.vi);
        let _ = writeln!(text.en, "  {path}{pad}{}", about.en);
    };
    row(
        "document.yaml",
        &say!(
            "văn phòng điền: trích yếu, người ký, nơi nhận",
            "the office's: subject, signer, recipients"
        ),
    );
    for (path, unit) in sections.iter().zip(&plan.units) {
        row(path, &say!("{unit} viết", "{unit}"));
    }
    let quoted =
        if name.to_string().contains(' ') { format!("\"{name}\"") } else { name.to_string() };
    let (go, units) =
        (if here { String::new() } else { format!("  cd {quoted}\n") }, plan.units.is_empty());
    let next = if units {
        say!(
            "\nTiếp theo:\n{go}  vanthu new \"Tên đơn vị\"   thêm phần cho từng đơn vị\n  vanthu check              kiểm tra\n  vanthu build              ghép thành tệp Word\n",
            "\nNext:\n{go}  vanthu new \"NAME OF UNIT\"   a section for each unit\n  vanthu check                all findings\n  vanthu build                writes the Word file\n"
        )
    } else {
        say!(
            "\nTiếp theo:\n{go}  vanthu status   ai đã nộp, ai chưa\n  vanthu check    kiểm tra\n  vanthu build    ghép thành tệp Word\n",
            "\nNext:\n{go}  vanthu status   who has handed in, who has not\n  vanthu check    all findings\n  vanthu build    writes the Word file\n"
        )
    };
    text.vi.push_str(&next.vi);
    text.en.push_str(&next.en);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answers(text: &str) -> (Option<Plan>, String) {
        let mut out = Vec::new();
        let args = <crate::cli::Cli as clap::Parser>::parse_from(["vanthu", "init"]);
        let crate::cli::Command::Init(args) = args.command else { panic!() };
        let mut ask = Ask { from: text.as_bytes(), to: &mut out, lang: Lang::Vi };
        let plan = ask.plan(args, None);
        (plan, String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_person_is_asked_until_all_is_known() {
        let (plan, said) = answers(
            "?\nbáo cao\n\nSở Tư pháp\nUBND tỉnh A\nKết quả\nSTP\nA\nPhòng Một\nPhòng Hai\n\nPhó Giám đốc\nGiám đốc\nLê Văn B\n",
        );
        let plan = plan.unwrap();
        assert!(said.contains("nghị quyết, quyết định"), "{said}");
        assert_eq!((plan.kind.slug, plan.issuer.as_str()), ("bao-cao", "Sở Tư pháp"));
        assert_eq!(plan.units, ["Phòng Một", "Phòng Hai"]);
        assert_eq!(plan.authority, ["KT. Giám đốc"]);
        assert_eq!(plan.signer, "Lê Văn B");
        let (plan, said) = answers("giấy mờ\ngiay-moi\n");
        assert!(plan.is_none() && said.contains("có phải là «giay-moi»?"), "{said}");
    }
}
