//! Document folders of any size, the same bytes every time.
//!
//! The text is made from phrases of administrative prose by a small random number generator that
//! starts from the section and the paragraph, so that no two paragraphs are alike and none depends
//! on how many others there are. Numbers, places and dates vary, for a text that repeats itself
//! would deflate as no report does.

use crate::words::{
    COMMUNES, DID, DISTRICTS, ENDS, FAMILY, FIELDS, FOR, GIVEN, HEADS, HOW, ISSUERS, KINDS, MIDDLE,
    ONSETS, RIMES, THINGS, TIMES, UNITS, VERBS, WHAT,
};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// How many sections, paragraphs in a section, and notes in a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) name: &'static str,
    pub(crate) sections: usize,
    pub(crate) paragraphs: usize,
    pub(crate) notes: usize,
}

const fn size(name: &'static str, sections: usize, paragraphs: usize, notes: usize) -> Size {
    Size { name, sections, paragraphs, notes }
}

/// A report of 11 pages.
pub(crate) const SMALL: Size = size("small", 8, 10, 3);
pub(crate) const MEDIUM: Size = size("medium", 100, 20, 20);
pub(crate) const LARGE: Size = size("large", 1000, 20, 20);
/// 100 000 notes: their ids start below zero.
pub(crate) const HUGE: Size = size("huge", 5000, 20, 20);
/// From one note to 100 000, for the time of each.
pub(crate) const STEPS: [Size; 6] = [
    size("notes-1", 1, 1, 1),
    size("notes-20", 1, 20, 20),
    size("notes-100", 5, 20, 20),
    size("notes-1000", 50, 20, 20),
    size("notes-10000", 500, 20, 20),
    HUGE,
];

impl Size {
    pub(crate) fn all_notes(self) -> usize {
        self.sections * self.notes
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        [SMALL, MEDIUM, LARGE, HUGE].into_iter().chain(STEPS).find(|size| size.name == name)
    }
}

/// Raised whenever the text below changes, so that folders made before are made anew.
const EDITION: u32 = 3;

/// Makes the folder under `root`, or finds it made already. Gives its path.
pub(crate) fn make(root: &Path, size: Size) -> io::Result<PathBuf> {
    let dir = root.join(size.name);
    let stamp = dir.join(".made");
    let wanted = format!("{EDITION} {size:?}");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(dir);
    }
    if dir.exists() {
        fs::remove_dir_all(&dir)?;
    }
    fs::create_dir_all(dir.join("sections"))?;
    fs::create_dir_all(dir.join("markdown"))?;
    fs::write(dir.join("document.yaml"), document(size))?;
    for section in 0..size.sections {
        let made = Section::new(size, section);
        let name = format!("{:04}-{}", section + 1, id(section));
        fs::write(dir.join(format!("sections/{name}.yaml")), made.yaml())?;
        fs::write(dir.join(format!("markdown/{name}.md")), made.markdown())?;
    }
    fs::write(stamp, wanted)?;
    Ok(dir)
}

/// A folder of the same text.
pub(crate) fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to.join("sections"))?;
    for entry in fs::read_dir(from.join("sections"))? {
        let entry = entry?;
        fs::copy(entry.path(), to.join("sections").join(entry.file_name()))?;
    }
    fs::copy(from.join("document.yaml"), to.join("document.yaml")).map(|_| ())
}

/// Bytes of all that `vanthu` reads of a folder.
pub(crate) fn bytes(dir: &Path) -> io::Result<u64> {
    let mut sum = fs::metadata(dir.join("document.yaml"))?.len();
    for entry in fs::read_dir(dir.join("sections"))? {
        sum += entry?.metadata()?.len();
    }
    Ok(sum)
}

fn id(section: usize) -> String {
    format!("phan-{:04}", section + 1)
}

/// Ten sections stand under each heading of the outline.
fn document(size: Size) -> String {
    let mut out = String::from(
        "kind: bao-cao\nissuer:\n  parent: UBND tỉnh Cao Bằng\n  name: Sở Khoa học và Công nghệ\n\
         symbol: BC-SKHCN\nplace: Cao Bằng\ndate: 2023-03\nsubject: Kết quả công tác năm 2022 của các đơn vị trong tỉnh\n\
         opening: |\n  Tổng hợp báo cáo của các đơn vị, Sở Khoa học và Công nghệ báo cáo UBND tỉnh như sau:\noutline:\n",
    );
    for group in 0..size.sections.div_ceil(10) {
        let _ = writeln!(out, "  - title: Kết quả của khối {}\n    children:", group + 1);
        for section in group * 10..(group * 10 + 10).min(size.sections) {
            let _ = writeln!(out, "      - {}", id(section));
        }
    }
    out + "closing: |\n  Trên đây là báo cáo của Sở, kính trình UBND tỉnh xem xét, chỉ đạo\n\
           signature:\n  position: Giám đốc\n  name: Lương Đức Tố\nrecipients:\n  - UBND tỉnh\nfiling: VT\n"
}

/// `SplitMix64`.
struct Dice(u64);

impl Dice {
    fn new(section: usize, part: usize) -> Self {
        Self((section as u64) << 32 | part as u64)
    }

    fn roll(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut x = self.0;
        x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((x ^ (x >> 31)) % below as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

struct Section {
    unit: String,
    title: String,
    /// Each with the keys of the notes after it.
    paragraphs: Vec<(String, Vec<usize>)>,
    notes: Vec<String>,
}

impl Section {
    fn new(size: Size, section: usize) -> Self {
        let mut dice = Dice::new(section, 1 << 30);
        let unit = dice.pick(&UNITS).to_owned();
        let title = format!("Công tác {} tại {}", dice.pick(&FIELDS), place(&mut dice));
        let paragraphs = (0..size.paragraphs)
            .map(|at| {
                let mut dice = Dice::new(section, at);
                // Notes are spread evenly over the paragraphs.
                let keys = (at * size.notes / size.paragraphs + 1
                    ..=(at + 1) * size.notes / size.paragraphs)
                    .collect();
                (paragraph(&mut dice), keys)
            })
            .collect();
        let notes = (0..size.notes).map(|at| note(section, at)).collect();
        Self { unit, title, paragraphs, notes }
    }

    /// As a unit hands it in: lines of at most 100 columns, as the sample has them.
    fn yaml(&self) -> String {
        let mut out = format!("unit: {}\ntitle: {}\nbody: |\n", self.unit, self.title);
        for (at, (text, keys)) in self.paragraphs.iter().enumerate() {
            // Every third paragraph is an item.
            let mark = if at % 3 == 1 { "- " } else { "" };
            wrap(&mut out, &format!("{mark}{}", cited(text, keys)), "  ");
            if at + 1 < self.paragraphs.len() {
                out.push('\n');
            }
        }
        out.push_str("footnotes:\n");
        for (at, note) in self.notes.iter().enumerate() {
            // Of ten notes two are quoted and one is a block of its own.
            let key = at + 1;
            let _ = match at % 10 {
                3 | 7 => writeln!(out, "  {key}: \"{note}\""),
                9 => writeln!(out, "  {key}: |\n    {note}"),
                _ => writeln!(out, "  {key}: {note}"),
            };
        }
        out
    }

    /// The same for programs that read Markdown.
    fn markdown(&self) -> String {
        let mut out = format!("# {}\n\n", self.title);
        for (text, keys) in &self.paragraphs {
            wrap(&mut out, &cited(text, keys), "");
            out.push('\n');
        }
        for (at, note) in self.notes.iter().enumerate() {
            let _ = writeln!(out, "[^{}]: {note}\n", at + 1);
        }
        out
    }
}

/// The text with its markers before the last full stop.
fn cited(text: &str, keys: &[usize]) -> String {
    let mut out = text.trim_end_matches('.').to_owned();
    for key in keys {
        let _ = write!(out, "[^{key}]");
    }
    out.push('.');
    out
}

fn wrap(out: &mut String, text: &str, indent: &str) {
    let mut column = 0;
    for word in text.split(' ') {
        let len = word.chars().count();
        if column > 0 && column + 1 + len > 98 {
            out.push('\n');
            column = 0;
        }
        if column == 0 {
            out.push_str(indent);
        } else {
            out.push(' ');
        }
        out.push_str(word);
        column += len + 1;
    }
    out.push('\n');
}

/// About 60 words.
fn paragraph(dice: &mut Dice) -> String {
    let mut out = String::new();
    while out.split(' ').count() < 36 {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&sentence(dice));
    }
    out
}

fn sentence(dice: &mut Dice) -> String {
    let thing = thing(dice);
    let verb = dice.pick(&VERBS);
    match dice.roll(7) {
        0 => format!(
            "Trong {}, {} đã {verb} {thing} tại {}, {}.",
            dice.pick(&TIMES),
            lower(dice.pick(&UNITS)),
            place(dice),
            end(dice)
        ),
        1 => {
            let (whole, part) = (60 + dice.roll(40), 1 + dice.roll(9));
            let unit = dice.pick(&UNITS);
            format!("{unit} {verb} {thing}, đạt {whole},{part}% kế hoạch, {}.", end(dice))
        }
        2 => format!("Việc {verb} {thing} do {} phụ trách, {}.", person(dice), end(dice)),
        3 => {
            let (millions, rest) = (1 + dice.roll(90), dice.roll(1000));
            let (place, end) = (place(dice), end(dice));
            format!("Kinh phí {verb} {thing} ở {place} là {millions}.{rest:03} triệu đồng, {end}.")
        }
        4 => format!("{} {}; {}.", capital(&end(dice)), dice.pick(&TIMES), end(dice)),
        5 => {
            let (households, hectares) = (20 + dice.roll(900), 1 + dice.roll(300));
            format!(
                "Toàn {} có {households} hộ tham gia {thing} trên {hectares} ha, {}.",
                place(dice),
                end(dice)
            )
        }
        _ => {
            let number = 1 + dice.roll(8999);
            format!("Thực hiện {}, {} {verb} {thing}.", letter(number), person(dice))
        }
    }
}

/// What is worked on: many more of them than any list.
fn thing(dice: &mut Dice) -> String {
    let (head, about) = (dice.pick(&HEADS), dice.pick(&THINGS));
    match dice.roll(3) {
        0 => about.to_owned(),
        1 => format!("{head} {about}"),
        _ => format!("{head} {} {}", dice.pick(&FIELDS), dice.pick(&FOR)),
    }
}

/// How it went.
fn end(dice: &mut Dice) -> String {
    match dice.roll(3) {
        0 => dice.pick(&ENDS).to_owned(),
        _ => format!("{} {} {}", dice.pick(&WHAT), dice.pick(&DID), dice.pick(&HOW)),
    }
}

fn person(dice: &mut Dice) -> String {
    let (family, middle, given) = (dice.pick(&FAMILY), dice.pick(&MIDDLE), dice.pick(&GIVEN));
    match dice.roll(2) {
        0 => format!("đồng chí {family} {middle} {given}"),
        _ => format!("đồng chí {family} {} {given}", syllable(dice)),
    }
}

/// A document cited. One number and symbol always go with one date and one issuer.
fn note(section: usize, at: usize) -> String {
    let mut dice = Dice::new(section, (1 << 20) + at);
    let number = 1 + dice.roll(8999);
    let about = thing(&mut dice);
    let verb = dice.pick(&VERBS);
    format!("{} về việc {verb} {about} tại {}.", capital(&letter(number)), place(&mut dice))
}

fn letter(number: usize) -> String {
    let mut dice = Dice::new(number, 2 << 20);
    let (name, short) = KINDS[dice.roll(KINDS.len())];
    let (issuer, symbol) = ISSUERS[dice.roll(ISSUERS.len())];
    let (day, month) = (1 + dice.roll(28), 1 + dice.roll(12));
    let year = 2019 + dice.roll(4);
    format!("{name} số {number}/{short}-{symbol} ngày {day:02}/{month:02}/{year} của {issuer}")
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

fn place(dice: &mut Dice) -> String {
    let kind = dice.pick(&["xã", "thị trấn", "xóm", "bản"]);
    let commune = match dice.roll(3) {
        0 => dice.pick(&COMMUNES).to_owned(),
        _ => format!("{} {}", syllable(dice), syllable(dice)),
    };
    format!("{kind} {commune}, huyện {}", dice.pick(&DISTRICTS))
}

/// A syllable as names of places have it.
fn syllable(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(&ONSETS), dice.pick(&RIMES))
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_lowercase().chain(chars).collect())
}
