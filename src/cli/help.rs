//! The help in Vietnamese; the English stands in `cli.rs` itself. A test fails when a command or an
//! argument has none.

use super::Cli;
use clap::{Arg, ArgAction, Command, CommandFactory};
use vanthu::diagnostic::Lang;

/// The command line with its help in `lang`.
pub(crate) fn command(lang: Lang) -> Command {
    let mut command = Cli::command();
    command.build();
    match lang {
        Lang::En => command,
        Lang::Vi => translated(command, ""),
    }
}

fn translated(mut command: Command, path: &str) -> Command {
    for one in command.get_subcommands_mut() {
        let path = one.get_name().to_owned();
        *one = translated(std::mem::take(one), &path);
    }
    let usage = command.render_usage().to_string();
    let usage = words(usage.strip_prefix("Usage: ").unwrap_or(&usage));
    command = command
        .about(about(path))
        .long_about(None)
        .override_usage(usage)
        .subcommand_help_heading("Các lệnh")
        .help_template("{about-with-newline}\nCách dùng: {usage}\n\n{all-args}{after-help}\n");
    if path.is_empty() {
        command = command
            .after_help("Cách dùng từng lệnh: vanthu LỆNH --help, ví dụ: vanthu build --help");
    }
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for id in ids {
        command = command.mut_arg(&id, |arg| argument(arg, path, &id));
    }
    command
}

fn argument(arg: Arg, path: &str, id: &str) -> Arg {
    let heading = if arg.is_positional() { "Ghi sau lệnh" } else { "Tùy chọn" };
    let mut arg = arg
        .help(help(path, id))
        .long_help(None)
        .help_heading(heading)
        .hide_default_value(true)
        .hide_possible_values(true);
    if !matches!(arg.get_action(), ArgAction::SetTrue | ArgAction::Help | ArgAction::Version) {
        let names: Vec<String> = match arg.get_value_names() {
            Some(names) => names.iter().map(|name| words(name)).collect(),
            None => vec![words(&id.to_uppercase())],
        };
        arg = arg.value_names(names);
    }
    arg
}

/// The Vietnamese words for what the library itself puts in.
fn words(text: &str) -> String {
    let mut text = text.to_owned();
    for (en, vi) in WORDS {
        text = text.replace(en, vi);
    }
    text
}

/// Longer ones first, where one holds another.
const WORDS: &[(&str, &str)] = &[
    ("[OPTIONS]", "[TÙY CHỌN]"),
    ("FILE.yaml", "TỆP.yaml"),
    ("DIR|FILE.docx", "THƯ MỤC|TỆP.docx"),
    ("FILE.docx", "TỆP.docx"),
    ("COMMAND", "LỆNH"),
    ("NN-SLUG", "NN-TÊN"),
    ("DIR", "THƯ MỤC"),
    ("NAME", "TÊN"),
    ("RULE", "QUY TẮC"),
    ("UNIT", "ĐƠN VỊ"),
    ("GROUP", "MỤC"),
    ("LINE", "DÒNG"),
    ("SHELL", "LOẠI"),
    ("WHAT", "TỆP"),
    ("KIND", "LOẠI"),
    ("TITLE", "TÊN"),
    ("SUBJECT", "TRÍCH YẾU"),
    ("PLACE", "ĐỊA DANH"),
    ("SYMBOL", "KÝ HIỆU"),
    ("POSITION", "CHỨC VỤ"),
    ("FORMAT", "DẠNG"),
    ("FORM", "HÌNH THỨC"),
    ("LANG", "NGÔN NGỮ"),
    ("COLOR", "KHI NÀO"),
];

/// An argument as a message shows it.
pub(crate) fn placeholder(arg: &str, lang: Lang) -> String {
    match lang {
        Lang::Vi => words(arg),
        Lang::En => arg.to_owned(),
    }
}

fn about(path: &str) -> &'static str {
    COMMANDS.iter().find(|row| row.0 == path).map_or("", |row| row.1)
}

/// What stands for a command's argument, else for that of all commands.
fn help(path: &str, id: &str) -> &'static str {
    let row = |command: &str| ARGUMENTS.iter().find(|row| row.0 == command && row.1 == id);
    row(path).or_else(|| row("*")).map_or("", |row| row.2)
}

const COMMANDS: &[(&str, &str)] = &[
    ("", "Ghép phần của các đơn vị thành một văn bản hành chính và kiểm tra nó"),
    ("init", "Tạo hồ sơ văn bản mới"),
    ("new", "Thêm phần của một đơn vị vào hồ sơ"),
    ("import", "Chuyển tệp Word thành phần của một đơn vị, hoặc thành một hồ sơ"),
    ("check", "Kiểm tra và chỉ ra mọi chỗ sai, không ghi tệp nào"),
    ("status", "Xem ai đã nộp, ai chưa; số từ, chú thích, lỗi của từng đơn vị"),
    ("build", "Kiểm tra, ghép và ghi tệp Word"),
    ("watch", "Ghép lại ngay mỗi khi có tệp được lưu"),
    ("copy", "Ghép phần sao y, trích sao, sao lục vào dưới văn bản đã ghép"),
    ("notes", "Liệt kê chú thích: số in ra, đơn vị, tệp, nội dung"),
    ("explain", "Giải thích một quy tắc, kèm ví dụ sai và đúng; không ghi tên thì liệt kê tất cả"),
    ("schema", "In lược đồ JSON để trình soạn thảo gợi ý và báo lỗi khi gõ"),
    ("completions", "In phần gợi ý lệnh (bấm phím Tab) cho cửa sổ dòng lệnh"),
    ("man", "Ghi các trang hướng dẫn sử dụng (man)"),
    ("help", "Xem cách dùng của chương trình hoặc của một lệnh"),
];

const ARGUMENTS: &[(&str, &str, &str)] = &[
    ("copy", "file", "Văn bản do lệnh build hoặc copy ghi ra"),
    ("copy", "form", "Hình thức sao: SY (sao y), TrS (trích sao), SL (sao lục của bản sao y)"),
    (
        "copy",
        "values",
        "Tệp ghi cơ quan sao, số, ngày và người ký bản sao; bỏ trống là copy.yaml cạnh văn bản",
    ),
    ("copy", "output", "Tệp cần ghi; bỏ trống thì lấy tên văn bản, thêm hình thức sao"),
    ("*", "help", "Xem cách dùng"),
    ("*", "version", "Xem số phiên bản"),
    ("*", "quiet", "Chỉ in chỗ sai, lỗi và những gì được hỏi"),
    ("*", "verbose", "In thêm việc đang làm và thời gian"),
    ("*", "lang", "Ngôn ngữ: vi (tiếng Việt), en (tiếng Anh); bỏ trống thì theo máy"),
    ("*", "color", "Tô màu: auto (khi có người xem), always (luôn luôn), never (không bao giờ)"),
    ("*", "dir", "Thư mục hồ sơ; bỏ trống là thư mục đang đứng"),
    (
        "*",
        "format",
        "Cách in: text (cho người đọc), json, sarif (cho chương trình khác); bỏ trống là text",
    ),
    ("*", "output", "Tệp Word cần ghi; bỏ trống thì lấy tên loại văn bản, trong thư mục hồ sơ"),
    (
        "*",
        "force",
        "Ghi đè cả tệp đã được người khác sửa; bản cũ được giữ lại với ngày giờ trong tên",
    ),
    ("*", "open", "Mở kết quả sau khi ghép xong"),
    ("*", "pdf", "Ghi thêm tệp PDF (cần có LibreOffice)"),
    ("init", "dir", "Thư mục cần tạo, hoặc một thư mục trống; bỏ trống là thư mục đang đứng"),
    (
        "init",
        "kind",
        "Loại văn bản, ghi có dấu hay không dấu đều được: \"báo cáo\", cong-van; bỏ trống là báo cáo",
    ),
    ("init", "office", "Tên cơ quan ban hành; bỏ trống thì chương trình hỏi"),
    ("init", "parent", "Tên cơ quan chủ quản"),
    ("init", "subject", "Trích yếu: văn bản nói về việc gì"),
    ("init", "place", "Địa danh ghi trước ngày tháng"),
    ("init", "symbol", "Ký hiệu văn bản, hoặc chỉ chữ viết tắt của cơ quan"),
    ("init", "to", "Nơi gửi (Kính gửi); ghi nhiều lần được"),
    ("init", "units", "Đơn vị phải nộp phần; ghi nhiều lần được"),
    (
        "init",
        "authority",
        "Dòng ghi trên chức vụ người ký, ví dụ \"KT. Giám đốc\"; ghi nhiều lần được",
    ),
    ("init", "position", "Chức vụ người ký"),
    ("init", "signer", "Họ và tên người ký"),
    ("new", "unit", "Tên đơn vị, đặt trong ngoặc kép"),
    ("new", "title", "Tên phần, không ghi số thứ tự"),
    ("new", "id", "Mã của phần; bỏ trống thì lấy tên đơn vị viết không dấu"),
    (
        "new",
        "place",
        "Ghi phần này vào cuối một mục của bố cục (mã hoặc tên mục); \".\" là cuối bố cục",
    ),
    ("import", "file", "Tệp Word"),
    (
        "import",
        "into",
        "Thư mục hồ sơ cần ghi vào; bỏ trống: phần của đơn vị thì ghi vào thư mục đang đứng, cả văn bản thì ghi vào thư mục mới mang tên tệp",
    ),
    ("import", "unit", "Đơn vị chịu trách nhiệm về nội dung"),
    ("import", "name", "Tên tệp của phần, ví dụ 03-thanh-tra"),
    ("import", "section", "Luôn chuyển thành phần của một đơn vị"),
    ("import", "document", "Luôn chuyển thành một hồ sơ"),
    ("import", "dry_run", "Chỉ in ra những gì sẽ ghi, không ghi tệp nào"),
    (
        "check",
        "dir",
        "Thư mục hồ sơ, hoặc một tệp Word đã xong, do ai làm cũng được; bỏ trống là thư mục đang đứng",
    ),
    (
        "check",
        "fix",
        "Sửa giúp trong các tệp những chỗ chỉ có một cách sửa đúng, rồi chỉ ra những chỗ còn lại",
    ),
    ("check", "dry_run", "Dùng với --fix: chỉ cho xem sẽ sửa gì, không ghi tệp nào"),
    (
        "status",
        "format",
        "Cách in: text (cho người đọc), json (cho chương trình khác); bỏ trống là text",
    ),
    (
        "build",
        "dirs",
        "Thư mục hồ sơ; ghi nhiều thư mục thì mỗi hồ sơ được ghép vào thư mục của nó; bỏ trống là thư mục đang đứng",
    ),
    (
        "build",
        "output",
        "Tệp Word cần ghi, khi chỉ có một thư mục; bỏ trống thì lấy tên loại văn bản, trong thư mục hồ sơ",
    ),
    (
        "build",
        "last",
        "Bản trình ký: không cho để trống số, ngày, người ký, và không cho còn cảnh báo nào",
    ),
    (
        "notes",
        "format",
        "Cách in: text (cho người đọc), json (cho chương trình khác), csv (cho bảng tính); bỏ trống là text",
    ),
    ("explain", "rule", "Tên quy tắc, như in trong ngoặc vuông khi kiểm tra"),
    (
        "schema",
        "what",
        "Lược đồ của: section (phần của đơn vị), document (document.yaml), style (kiểu trình bày), checks (mức của các quy tắc)",
    ),
    ("completions", "shell", "Loại cửa sổ dòng lệnh: bash, zsh, fish, powershell"),
    ("man", "dir", "Thư mục để ghi vào"),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Every command and argument, with whether it has a text.
    fn all(command: &Command, path: &str, each: &mut impl FnMut(&str, &str, Option<String>)) {
        each(path, "", command.get_about().map(ToString::to_string));
        for arg in command.get_arguments() {
            each(path, arg.get_id().as_str(), arg.get_help().map(ToString::to_string));
        }
    }

    #[test]
    fn nothing_is_without_help_in_either_language() {
        for lang in [Lang::Vi, Lang::En] {
            let whole = command(lang);
            let mut count = 0;
            let mut each = |path: &str, id: &str, text: Option<String>| {
                count += 1;
                assert!(text.is_some_and(|text| !text.is_empty()), "{lang:?} «{path}» «{id}»");
            };
            all(&whole, "", &mut each);
            for one in whole.get_subcommands() {
                all(one, one.get_name(), &mut each);
            }
            assert!(count > 70, "{count}");
        }
    }

    #[test]
    fn no_text_is_left_over() {
        let whole = command(Lang::En);
        let command = |name: &str| {
            if name.is_empty() { Some(&whole) } else { whole.find_subcommand(name) }
        };
        for (path, _) in COMMANDS {
            assert!(command(path).is_some(), "{path}");
        }
        for (path, id, _) in ARGUMENTS {
            let has = |one: &Command| one.get_arguments().any(|arg| arg.get_id() == *id);
            let used = if *path == "*" {
                whole.get_subcommands().any(has)
            } else {
                command(path).is_some_and(has)
            };
            // The version belongs to the program.
            assert!(used || *id == "version", "{path} {id}");
        }
    }

    /// Words of the library's that a person who reads no English would meet.
    #[test]
    fn help_in_vietnamese_holds_no_english_words() {
        let mut whole = command(Lang::Vi);
        let mut pages = vec![whole.render_long_help().to_string()];
        for one in whole.get_subcommands_mut() {
            pages.push(one.render_long_help().to_string());
            pages.push(one.render_help().to_string());
        }
        for page in pages {
            for word in [
                "Usage",
                "Options",
                "Arguments",
                "Commands",
                "default:",
                "possible",
                "Print",
                "OPTIONS",
                "COMMAND",
                "DIR",
                "FILE",
            ] {
                assert!(!page.contains(word), "{word} in\n{page}");
            }
        }
    }
}
