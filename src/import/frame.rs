//! The boxes of an official document: head, signature, recipients.

use super::yaml;
use crate::diagnostic::Sink;
use crate::kind::{self, Kind};
use crate::reader::content::{Block, left, plain, shown};
use crate::reader::labels::pattern;
use crate::reader::script::{Area, is_nation};
use crate::say;
use crate::style::{Frame as Form, Part};
use crate::text::nfc;
use regex::Regex;
use std::fmt::Write as _;
use std::sync::LazyLock;

static MOTTO: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)độc\s+lập\s*[-–—‑_.]*\s*tự\s+do\s*[-–—‑_.]*\s*hạnh\s+phúc"));
static PARTY: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^\s*ĐẢNG\s+CỘNG\s+SẢN\s+VIỆT\s+NAM\s*$"));
static NUMBER: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)^\s*số\s*:?\s*([\d.…_\s]*?)\s*(?:[/-]\s*([^\s].*?)?)?\s*$"));
static DATE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:([\p{L} .'’-]{2,60}),)?\s*ngày[\s.…]*(\d{0,2})[\s.…]*tháng[\s.…]*(\d{0,2})[\s.…]*năm[\s.…]*(\d{0,4})[\s.…]*$",
    )
});
static ABOUT: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?i:v/v|về việc)\s*:?\s+"));
static TO: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^kính\s+(?:gửi|trình)\s*(?::\s*|$)"));
static RECIPIENTS: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^nơi\s+nhận\s*:?\s*"));
static FILING: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^lưu\s*:?\s*"));
static CODE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\t\s*([\p{L}\d]*)\.?\s*(?:\((\d+)\))?\s*\.?$"));
static FORM: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(?:TM|T/M|KT|K/T|TL|T/L|TUQ|Q)\.?\s+"));
/// Words of offices.
static OFFICE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)giám đốc|chủ tịch|chủ nhiệm|chủ tọa|chủ trì|trưởng|phó|chánh|bộ trưởng|thư ký|bí thư|viên|đại diện|cục|sở|ban|phòng|(?:TM|KT|TL|TUQ|Q)\.|bên|thủ",
    )
});
static SIGNED: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?i)^\(\s*(?:đã\s+)?ký"));

/// A signer's column of a table, and its lines.
type Signer<'b> = (Option<(u32, u32)>, Vec<&'b Block>);

/// What the office's frame says.
#[derive(Default)]
pub(super) struct Frame {
    pub(super) party: bool,
    pub(super) kind: Option<&'static Kind>,
    pub(super) parent: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) number: Option<String>,
    pub(super) symbol: Option<String>,
    pub(super) place: Option<String>,
    pub(super) date: Option<String>,
    pub(super) subject: Vec<Block>,
    pub(super) to: Vec<String>,
    pub(super) authority: Option<String>,
    /// Security, urgency, circulation, retrieval.
    pub(super) stamps: [Option<String>; 4],
    pub(super) signatures: Vec<Signature>,
    pub(super) recipients: Vec<String>,
    pub(super) filing: Option<String>,
    pub(super) drafter: Option<String>,
    pub(super) copies: Option<String>,
}

/// A signer.
#[derive(Default)]
pub(super) struct Signature {
    authority: Vec<String>,
    position: Option<String>,
    title: Option<String>,
    name: Option<String>,
}

const STAMPS: [&[&str]; 4] = [
    &["MẬT", "TỐI MẬT", "TUYỆT MẬT"],
    &["KHẨN", "THƯỢNG KHẨN", "HỎA TỐC"],
    &["XEM XONG TRẢ LẠI", "LƯU HÀNH NỘI BỘ"],
    &["TÀI LIỆU THU HỒI"],
];

fn is_upper(text: &str) -> bool {
    text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase)
}

/// A line drawn with characters, or the mark under a Party body's name.
fn is_rule(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

fn bare(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix(['-', '–', '+', '*']).unwrap_or(text);
    text.trim().trim_end_matches([';', '.', ',']).trim().to_owned()
}

/// The kind that a line names.
pub(super) fn kind_of(text: &str) -> Option<&'static Kind> {
    let name = nfc(text.trim()).to_lowercase();
    kind::ALL.iter().find(|kind| kind.name == name)
}

impl Frame {
    /// A mark of security, urgency and so on; whether it is one.
    pub(super) fn stamp(&mut self, text: &str) -> bool {
        let upper = nfc(text.trim()).to_uppercase().replace("HOẢ", "HỎA");
        let found = STAMPS.iter().position(|list| list.contains(&upper.as_str()));
        if let Some(at) = found {
            self.stamps[at].get_or_insert(upper);
        }
        found.is_some()
    }

    /// Reads the head.
    pub(super) fn head(&mut self, blocks: &[Block], sink: &mut Sink) {
        let mut bodies: Vec<&Block> = Vec::new();
        let mut numbered = false;
        let mut addressed = false;
        for block in blocks {
            let text = nfc(&block.text).into_owned();
            let text = text.trim();
            if is_nation(text) || MOTTO.is_match(text) {
                continue;
            }
            if PARTY.is_match(text) {
                self.party = true;
            } else if self.stamp(text) || (is_rule(text) && !addressed) {
            } else if let Some(found) = NUMBER.captures(text).filter(|_| !numbered) {
                numbered = true;
                let digits: String = found[1].chars().filter(char::is_ascii_digit).collect();
                self.number = Some(digits).filter(|digits| !digits.is_empty());
                self.symbol = found.get(2).map(|symbol| symbol.as_str().trim().to_owned());
            } else if let Some(found) = DATE.captures(text).filter(|_| self.date.is_none()) {
                self.place = found.get(1).map(|place| place.as_str().trim().to_owned());
                self.date = day(&found[2], &found[3], &found[4]);
            } else if ABOUT.is_match(text) && self.kind.is_none() {
                self.subject.push(about(block));
            } else if let Some(found) = TO.find(text) {
                addressed = true;
                let rest = bare(&text[found.end()..]);
                self.to.extend(Some(rest).filter(|rest| !rest.is_empty()));
            } else if addressed && block.cell.is_none() {
                let one = Some(bare(&format!("{} {text}", block.label)));
                self.to.extend(one.filter(|one| !one.is_empty()));
            } else if let Some(kind) = kind_of(text).filter(|_| self.kind.is_none()) {
                self.kind = Some(kind);
            } else if self.kind.is_some() && block.cell.is_none() {
                self.subject.push(block.clone());
            } else if !numbered && self.kind.is_none() && bodies.len() < 6 {
                bodies.push(block);
            } else {
                let words = shown(text);
                let message = say!("dòng ở phần đầu: «{words}»", "a line of the head: `{words}`");
                left(sink, block.span, message);
            }
        }
        self.bodies(&bodies);
        self.decider();
    }

    /// The superior body over the issuer: the issuer is bold, or the last.
    fn bodies(&mut self, lines: &[&Block]) {
        let mixed = lines.iter().any(|line| line.bold) && lines.iter().any(|line| !line.bold);
        let last = lines.len().saturating_sub(1);
        let split =
            if mixed { lines.iter().position(|line| line.bold).unwrap_or(last) } else { last };
        let join = |lines: &[&Block]| {
            let words: Vec<&str> = lines.iter().map(|line| line.text.trim()).collect();
            Some(words.join(" ")).filter(|text| !text.is_empty())
        };
        self.parent = join(&lines[..split.min(lines.len())]);
        self.issuer = join(&lines[split.min(lines.len())..]);
    }

    /// Under the subject of a decision stands who decides, in capitals.
    fn decider(&mut self) {
        if self.subject.len() > 1
            && self.subject.last().is_some_and(|last| is_upper(&last.text) && last.bold)
            && self.kind.is_some_and(|kind| matches!(kind.slug, "quyet-dinh" | "nghi-quyet"))
        {
            self.authority = self.subject.pop().map(|block| block.text);
        }
    }

    /// Reads signature and recipients.
    pub(super) fn tail(&mut self, blocks: &[Block], form: &Form, sink: &mut Sink) {
        let above = form.parts.contains(&Part::To) && !self.to.is_empty();
        let place = |block: &Block| block.cell.map(|(table, _, column)| (table, column));
        let begins = blocks.iter().position(|block| RECIPIENTS.is_match(block.text.trim()));
        let mut groups: Vec<Signer<'_>> = Vec::new();
        let mut listed = false;
        for (at, block) in blocks.iter().enumerate() {
            let text = block.text.trim();
            if form.confirmation.iter().any(|line| line.to_lowercase() == text.to_lowercase()) {
                continue;
            }
            let cell = begins.map(|at| blocks[at].cell);
            if Some(at) == begins {
                listed = true;
                let rest = RECIPIENTS.replace(text, "");
                self.recipient(&rest, above);
                continue;
            }
            let same = cell == Some(block.cell) && begins.is_some_and(|begins| at > begins);
            let dashed = block.label.starts_with(['-', '–', '•'])
                || text.starts_with(['-', '–'])
                || text.ends_with(';');
            if same && listed && (block.cell.is_some() || dashed) {
                self.recipient(text, above);
                continue;
            }
            listed &= block.cell.is_some();
            if is_rule(text) || SIGNED.is_match(text) {
                continue;
            }
            match groups.iter_mut().find(|(other, _)| *other == place(block)) {
                Some((_, group)) => group.push(block),
                None => groups.push((place(block), vec![block])),
            }
        }
        for (_, mut lines) in groups {
            let mut signature = Signature::default();
            // A name may stand in capitals: it comes last, and is no office.
            let several = lines.len() > 1;
            let name = lines.pop_if(|last| {
                let text = last.text.trim();
                let words = text.split_whitespace().count();
                let like = several && is_upper(text) && (2..6).contains(&words);
                last.style == "họ tên" || (like && !OFFICE.is_match(text))
            });
            let count = lines.iter().filter(|line| is_upper(&line.text)).count();
            let mut names: Vec<&&Block> = Vec::new();
            let mut seen = 0;
            for line in &lines {
                let text = line.text.trim();
                if !is_upper(text) {
                    names.push(line);
                    continue;
                }
                seen += 1;
                if FORM.is_match(text) || seen < count {
                    signature.authority.push(text.to_owned());
                } else {
                    signature.position = Some(text.to_owned());
                }
            }
            let title_only = names.last().is_some_and(|last| last.style == "chức danh khác");
            if let Some(name) = name {
                signature.name = Some(name.text.trim().to_owned());
            } else if !title_only {
                signature.name = names.pop().map(|name| name.text.trim().to_owned());
            }
            let titles: Vec<&str> = names.iter().map(|line| line.text.trim()).collect();
            signature.title = Some(titles.join(" ")).filter(|title| !title.is_empty());
            for line in &lines {
                if line
                    .runs
                    .iter()
                    .any(|run| matches!(run.what, crate::reader::content::What::Picture(..)))
                {
                    let message =
                        say!("ảnh chữ ký hoặc con dấu", "a picture of a signature or seal");
                    left(sink, line.span, message);
                }
            }
            self.signatures.push(signature);
        }
    }

    fn recipient(&mut self, text: &str, above: bool) {
        let mut text = text.to_owned();
        if let Some(found) = CODE.captures(&text) {
            let get = |n: usize| found.get(n).map(|part| part.as_str().to_owned());
            let (drafter, copies) = (get(1), get(2));
            self.drafter = drafter.filter(|text| !text.is_empty());
            self.copies = copies;
            let end = found.get(0).map_or(text.len(), |whole| whole.start());
            text.truncate(end);
        }
        let one = bare(&text);
        if let Some(found) = FILING.find(&one) {
            self.filing = Some(one[found.end()..].trim().to_owned());
        } else if above && one.to_lowercase() == "như trên" {
            // The program sets it itself.
        } else if !one.is_empty() {
            self.recipients.push(one);
        }
    }

    /// Names in the letters that the text has them in: in the frame they stand in capitals.
    pub(super) fn recase(&mut self, texts: &[&str]) {
        for name in [&mut self.issuer, &mut self.parent] {
            if let Some(found) = name.as_deref().and_then(|name| cased(name, texts.iter().copied()))
            {
                *name = Some(found);
            }
        }
    }

    /// The frame as lines of `document.yaml`, up to the subject.
    pub(super) fn write_head(&self, out: &mut String, subject: Option<&str>) {
        if self.party {
            yaml::entry(out, 0, "style", "dang");
        }
        yaml::entry(out, 0, "kind", self.kind.map_or("cong-van", |kind| kind.slug));
        out.push_str("issuer:\n");
        if let Some(parent) = &self.parent {
            yaml::entry(out, 2, "parent", parent);
        }
        yaml::entry(out, 2, "name", self.issuer.as_deref().unwrap_or("Cơ quan ban hành"));
        let mut one = |key: &str, value: Option<&str>| {
            if let Some(value) = value {
                yaml::entry(out, 0, key, value);
            }
        };
        one("number", self.number.as_deref());
        one("symbol", self.symbol.as_deref());
        one("place", self.place.as_deref());
        one("date", self.date.as_deref());
        one("subject", subject);
        one("authority", self.authority.as_deref());
        list(out, "to", &self.to);
    }

    /// Signature, recipients and marks.
    pub(super) fn write_tail(&self, out: &mut String) {
        if !self.signatures.is_empty() {
            out.push_str("signature:\n");
        }
        for signature in &self.signatures {
            let mut lines = String::new();
            list_in(&mut lines, 4, "authority", &signature.authority);
            for (key, value) in [
                ("position", &signature.position),
                ("title", &signature.title),
                ("name", &signature.name),
            ] {
                if let Some(value) = value {
                    yaml::entry(&mut lines, 4, key, value);
                }
            }
            match lines.get(4..) {
                Some(rest) => {
                    let _ = write!(out, "  - {rest}");
                }
                None => out.push_str("  - {}\n"),
            }
        }
        list(out, "recipients", &self.recipients);
        let stamps =
            ["security", "urgency", "circulation", "retrieval"].into_iter().zip(&self.stamps);
        let more = [("filing", &self.filing), ("drafter", &self.drafter), ("copies", &self.copies)];
        for (key, value) in more.into_iter().chain(stamps) {
            if let Some(value) = value {
                yaml::entry(out, 0, key, value);
            }
        }
    }
}

/// A key with its list, an entry a line.
pub(super) fn list(out: &mut String, key: &str, items: &[String]) {
    list_in(out, 0, key, items);
}

pub(super) fn list_in(out: &mut String, indent: usize, key: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let pad = " ".repeat(indent);
    let _ = writeln!(out, "{pad}{key}:");
    for item in items {
        let _ = writeln!(out, "{pad}  - {}", yaml::scalar(item));
    }
}

/// The subject of an official letter, without the words before it.
fn about(block: &Block) -> Block {
    let mut block = block.clone();
    let mut skip = ABOUT.find(&block.text).map_or(0, |found| found.end());
    for run in &mut block.runs {
        if let crate::reader::content::What::Text(text) = &mut run.what {
            let cut = skip.min(text.len());
            skip -= cut;
            text.drain(..cut);
        }
    }
    block.runs = crate::reader::content::trim(std::mem::take(&mut block.runs));
    block.text = plain(&block.runs);
    block
}

fn day(day: &str, month: &str, year: &str) -> Option<String> {
    let year = year.parse::<u16>().ok().filter(|year| (1000..=9999).contains(year))?;
    let month = month.parse::<u8>().ok().filter(|month| (1..=12).contains(month))?;
    Some(match day.parse::<u8>().ok().filter(|day| (1..=31).contains(day)) {
        Some(day) => format!("{year}-{month:02}-{day:02}"),
        None => format!("{year}-{month:02}"),
    })
}

/// A name as one of the texts writes it when that is not in capitals.
fn cased<'b>(name: &str, mut texts: impl Iterator<Item = &'b str>) -> Option<String> {
    let wanted: Vec<char> = name.to_lowercase().chars().collect();
    texts.find_map(|text| {
        let chars: Vec<char> = text.chars().collect();
        let low: Vec<char> = chars.iter().map(|c| crate::text::lower(*c)).collect();
        let at = low.windows(wanted.len().max(1)).position(|part| part == wanted.as_slice())?;
        let found: String = chars[at..at + wanted.len()].iter().collect();
        let whole = chars.get(at + wanted.len()).is_none_or(|c| !c.is_alphanumeric());
        (whole && found.chars().any(char::is_lowercase)).then_some(found)
    })
}

/// Whether a block of a table is a line of a signature that stands without recipients.
pub(super) fn is_signature(lines: &[Block]) -> bool {
    let short = lines.iter().all(|line| line.text.chars().count() < 80);
    let Some(first) = lines.first() else { return false };
    short
        && first.bold
        && is_upper(&first.text)
        && lines.iter().any(|line| !is_upper(&line.text) || line.bold)
}

/// How many blocks at the beginning are the head's.
pub(super) fn head_of(blocks: &[Block]) -> usize {
    let mut addressed = false;
    let mut belongs = |block: &Block| {
        let text = block.text.trim();
        let to = TO.is_match(text);
        addressed |= to;
        let item = addressed && format!("{}{text}", block.label).starts_with(['-', '–', '•']);
        block.area == Area::Head && (block.cell.is_some() || block.centred || to || item)
    };
    blocks.iter().take_while(|block| belongs(block)).count()
}
