//! Bounds on what people hand in: far above any honest report, and low enough that whatever is handed in
//! costs little time and memory. docs/reliability.md lists them all.

use crate::diagnostic::{Finding, Rule};
use crate::language::Text;
use crate::say;
use crate::source::Span;

/// Bytes of a source file; a unit's section of a real report is under 100 KB.
pub const FILE: u64 = 16 << 20;
/// Section files of a folder.
pub const FILES: usize = 20_000;
/// Bytes of all source files of a folder.
pub const FOLDER: u64 = 512 << 20;
/// Nesting of lists and mappings; the format needs 2 + 3 × heading levels.
pub const DEPTH: usize = 48;
/// Characters of a key of YAML, of a note's key and of an id.
pub const KEY: usize = 200;
/// Bytes of one value.
pub const TEXT: usize = 8 << 20;
/// Bytes of one paragraph, item, title or cell: some twenty printed pages.
pub const PARAGRAPH: u32 = 64 << 10;
/// Notes of a file; and notes, references and headings of one text. A thick report has some hundreds.
pub const NOTES: usize = 20_000;
/// Columns of a table; Word lays out no more.
pub const COLUMNS: usize = 63;
/// Rows of a table; Word lays out 32 767.
pub const ROWS: usize = 20_000;
/// Styles that extend one another.
pub const STYLES: usize = 16;
/// Bytes of a picture file.
pub const PICTURE: u64 = 32 << 20;
/// Pixels on a side of a picture.
pub const SIDE: usize = 20_000;
/// Pixels of a picture: a sheet of A3 at 600 dots to the inch has 70 million.
pub const PIXELS: usize = 100_000_000;
/// Bytes of all pictures.
pub const PICTURES: u64 = 512 << 20;

/// The finding about something beyond its bound.
pub(crate) fn exceeded(span: Span, message: Text) -> Finding {
    Finding::new(Rule::LimitExceeded, span, message).help(say!(
        "chia nhỏ phần này; báo cáo thông thường không bao giờ tới mức này",
        "cut it into smaller parts; no ordinary report comes near this"
    ))
}
