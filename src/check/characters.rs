//! Characters that a reader cannot see, and text that is not composed.

use crate::diagnostic::{Finding, Rule, Sink};
use crate::markup::Marked;
use crate::number::Numbered;
use crate::say;
use crate::text::{is_forbidden, is_plain, nfc};
use crate::work;
use unicode_normalization::char::is_combining_mark;

/// `invisible-character` and `not-nfc`, in every text that is printed and every note handed in.
pub(super) fn run(numbered: &Numbered<'_>, sink: &mut Sink) {
    let document = numbered.document();
    let (elements, authors) = (&document.elements, &document.authors);
    let found = work::map(elements.len() + authors.len(), STEP, |at| {
        let mut sink = Sink::new();
        match elements.get(at) {
            Some(element) => text(element.text, &mut sink),
            None => {
                for note in authors[at - elements.len()].notes {
                    text(&note.text, &mut sink);
                }
            }
        }
        sink
    });
    for found in found {
        sink.append(found);
    }
}

/// How many texts a thread takes at a time.
const STEP: usize = 64;

/// Characters without a shape of their own; the non-breaking space and the soft hyphen are lawful.
fn is_invisible(c: char) -> bool {
    is_forbidden(c)
        || matches!(c,
            '\u{7f}'..='\u{9f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

fn text(marked: &Marked, sink: &mut Sink) {
    let value = &*marked.scalar.value;
    if is_plain(value) {
        return;
    }
    for (at, c) in value.char_indices().filter(|(_, c)| is_invisible(*c)) {
        let code = format!("U+{:04X}", u32::from(c));
        let place = marked.locate(&(at as u32..(at + c.len_utf8()) as u32));
        sink.push(
            Finding::new(
                Rule::InvisibleCharacter,
                place,
                say!("có ký tự không nhìn thấy ({code})", "an invisible character ({code})"),
            )
            .help(say!(
                "xóa ký tự này; thường lẫn vào khi chép từ trang web hoặc tệp PDF",
                "delete it; such characters come along when text is copied from a web page or a PDF"
            )),
        );
    }
    if nfc(value) != value {
        // Only the first place: such text is so from end to end.
        let at = value.char_indices().find(|(_, c)| is_combining_mark(*c)).map_or(0, |(at, _)| at);
        let start = value[..at].char_indices().next_back().map_or(0, |(at, _)| at);
        let end = at + value[at..].chars().next().map_or(0, char::len_utf8);
        sink.push(
            Finding::new(
                Rule::NotNfc,
                marked.locate(&(start as u32..end as u32)),
                say!(
                    "chữ có dấu ở dạng tổ hợp (dấu rời), Word có thể hiện sai",
                    "letters and their marks are separate characters, which Word may show wrongly"
                ),
            )
            .help(say!(
                "chuyển sang Unicode dựng sẵn bằng bộ gõ (UniKey: Ctrl+Shift+F6)",
                "convert the text to composed Unicode (NFC)"
            )),
        );
    }
}
