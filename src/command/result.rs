//! What is done with a document that was built: a PDF of it, and showing it.

use std::path::Path;
use std::process::{Command, Stdio};
use vanthu::diagnostic::Text;
use vanthu::pdf::{self, Failed};
use vanthu::say;

/// What is wanted, and what was done already.
pub(super) struct Finish {
    open: bool,
    pdf: bool,
    force: bool,
}

impl Finish {
    pub(super) fn new(open: bool, pdf: bool, force: bool) -> Self {
        Self { open, pdf, force }
    }

    /// Does it; the text says what. A result is shown once: later ones are the same file.
    pub(super) fn take(&mut self, docx: &Path) -> Result<Text, Text> {
        let mut said = Text::default();
        let mut shown = docx.to_owned();
        let mut failed = None;
        if self.pdf {
            match pdf::write(docx, self.force) {
                Ok(path) => {
                    let name = path.display();
                    said = say!("Đã ghi {name}\n", "Wrote {name}\n");
                    shown = path;
                }
                Err(error) => failed = Some(reason(&error)),
            }
        }
        if std::mem::take(&mut self.open) {
            let name = shown.display();
            if let Err(error) = show(&shown) {
                failed.get_or_insert(say!(
                    "không mở được «{name}»: {error}; hãy tự mở tệp này",
                    "`{name}` cannot be opened: {error}; open it yourself"
                ));
            }
        }
        match failed {
            None => Ok(said),
            Some(message) => Err(message),
        }
    }
}

fn reason(failed: &Failed) -> Text {
    match failed {
        Failed::NoOffice => say!(
            "chưa ghi được PDF: máy này không có LibreOffice\n  cách sửa: cài LibreOffice (miễn phí) từ libreoffice.org, hoặc mở tệp DOCX bằng Word rồi chọn Lưu thành (Save As), kiểu PDF",
            "no PDF: this machine has no LibreOffice\n  help: install LibreOffice from libreoffice.org, or open the DOCX in Word and save it as PDF"
        ),
        Failed::Changed(path) => {
            let name = path.display();
            say!(
                "«{name}» do người khác tạo hoặc đã được ký, nên không ghi đè\n  cách sửa: đổi tên tệp đó, hoặc thêm --force",
                "`{name}` was made or signed by somebody, so it is not written over\n  help: rename that file, or add --force"
            )
        }
        Failed::Late(seconds) => say!(
            "chưa ghi được PDF: LibreOffice không trả lời sau {seconds} giây",
            "no PDF: LibreOffice gave no answer in {seconds} s"
        ),
        Failed::Office(text) => {
            say!("chưa ghi được PDF: LibreOffice báo: {text}", "no PDF: LibreOffice says: {text}")
        }
        Failed::System(path, error) => {
            let name = path.display();
            say!("không ghi được «{name}»: {error}", "`{name}` cannot be written: {error}")
        }
    }
}

/// Opens a file with the program that the person has for it.
fn show(path: &Path) -> std::io::Result<()> {
    // None of these is a shell (`cmd /C start` is one): nothing in a name is a command. A whole path begins
    // with no `-`.
    let mut command = Command::new(if cfg!(windows) {
        "explorer.exe"
    } else if cfg!(target_os = "macos") {
        "open"
    } else {
        "xdg-open"
    });
    let real = std::fs::canonicalize(path)?;
    // Windows' own form of long paths is not understood by Explorer.
    let plain = real.to_string_lossy().trim_start_matches(r"\\?\").to_owned();
    command.arg(plain).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().map(|_| ())
}
