//! `document.yaml`, decoded: what the office writes.

use crate::diagnostic::{Finding, Levels, Rule, Sink};
use crate::kind::{self, Kind};
use crate::markup::{self, Extent, Marked};
use crate::say;
use crate::section::{Name, NoteText, decode_notes, name};
use crate::source::{FileId, Span};
use crate::text::{nearest, nfc};
use crate::yaml::{Node, Scalar, Tree, Value, fields::Fields};

mod copy;
mod parts;
pub mod printed;

pub use copy::decode as decode_copy;
pub use parts::{Appendix, Detail, Signature};
use parts::{appendix, checks, details, signature};

/// What the office writes.
#[derive(Debug)]
pub struct Manifest {
    /// `document.yaml`
    pub file: FileId,
    /// The style's name; `nd30` unless given.
    pub style: Option<Scalar>,
    /// The kind of document.
    pub kind: &'static Kind,
    /// The superior body.
    pub parent: Option<Scalar>,
    /// The issuing body.
    pub issuer: Scalar,
    /// The number; `None` on a draft.
    pub number: Option<Scalar>,
    /// The symbol, such as `BC-SKHCN`.
    pub symbol: Option<Scalar>,
    /// The place of issue.
    pub place: Option<Scalar>,
    /// The date, as far as it is known.
    pub date: Date,
    /// What the document is about.
    pub subject: Option<Marked>,
    /// Addressees.
    pub to: Vec<Scalar>,
    /// Who decides, as `Giám đốc Sở …`; computed from issuer and signature when absent.
    pub authority: Option<Scalar>,
    /// Lines of the legal basis.
    pub basis: Vec<Marked>,
    /// What the fixed lines of the kind's form need.
    pub details: Vec<Detail>,
    /// The lead-in.
    pub opening: Option<Marked>,
    /// Text of the office's own, before the outline.
    pub body: Option<Marked>,
    /// The set of headings that counts in the text, when not the kind's own.
    pub headings: Option<Scalar>,
    /// The order of the text; `None`: sections in path order.
    pub outline: Option<Vec<Outline>>,
    /// The last paragraph.
    pub closing: Option<Marked>,
    /// The signers.
    pub signatures: Vec<Signature>,
    /// The recipients, without the line of filing.
    pub recipients: Vec<Scalar>,
    /// Where the document is kept.
    pub filing: Option<Scalar>,
    /// Notes for the markers of this file.
    pub notes: Vec<NoteText>,
    /// Sections set after the signature.
    pub appendices: Vec<Appendix>,
    /// Marks of security, urgency, circulation and retrieval, in this order.
    pub stamps: [Option<Scalar>; 4],
    /// The drafter's code (box 12).
    pub drafter: Option<Scalar>,
    /// How many copies are issued (box 12).
    pub copies: Option<Scalar>,
    /// Lines of the address block (box 13).
    pub address: Vec<Scalar>,
    /// The parts that an excerpt holds; only a copy has them.
    pub parts: Vec<Scalar>,
    /// Changed levels of rules.
    pub levels: Levels,
}

/// A date of which the day, or all, may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Date {
    /// Year, four digits.
    pub year: Option<u16>,
    /// Month, 1 to 12.
    pub month: Option<u8>,
    /// Day.
    pub day: Option<u8>,
}

/// An entry of the outline.
#[derive(Debug)]
pub enum Outline {
    /// A section.
    Section(Name),
    /// A heading of the office's own, with what stands under it.
    Group(Box<Group>),
}

/// A heading of the office's own.
#[derive(Debug)]
pub struct Group {
    /// Its heading.
    pub title: Marked,
    /// Its id.
    pub id: Option<Name>,
    /// Text under the heading.
    pub body: Option<Marked>,
    /// What stands under it.
    pub children: Vec<Outline>,
}

/// Decodes `document.yaml`.
pub fn decode(file: FileId, tree: Tree, sink: &mut Sink) -> (Levels, Option<Manifest>) {
    let what = say!("hồ sơ văn bản", "the document");
    let mut fields = Fields::new(tree.root, what, tree.broken, sink);
    let levels =
        fields.take("checks").map_or_else(Levels::default, |(_, node)| checks(node, fields.sink()));
    let style = fields.text("style");
    let kind = fields.need_text("kind").and_then(|text| kind_of(&text, fields.sink()));
    let (parent, issuer) = match fields.need("issuer") {
        Some((_, node)) => issuer(node, fields.sink()),
        None => (None, None),
    };
    let number = fields.text("number");
    let symbol = fields.text("symbol");
    let place = fields.text("place");
    let date = fields.text("date").map_or_else(Date::default, |text| date(&text, fields.sink()));
    let subject = fields.text("subject");
    let to = fields.texts("to");
    let basis = fields.texts("basis");
    let authority = fields.text("authority");
    let details =
        fields.take("details").map_or_else(Vec::new, |(_, node)| details(node, fields.sink()));
    let opening = fields.text("opening");
    let own_body = fields.text("body");
    let headings = fields.text("headings");
    let outline_nodes = fields.take("outline");
    let closing = fields.text("closing");
    let signature_nodes = fields.list("signature");
    let recipients = fields.texts("recipients");
    let filing = fields.text("filing");
    let notes = fields.take("footnotes");
    let appendices = fields.list("appendices");
    let stamps = ["security", "urgency", "circulation", "retrieval"].map(|key| fields.text(key));
    let drafter = fields.text("drafter");
    let copies = fields.text("copies");
    let address = fields.texts("address");
    fields.end();

    let outline = outline_nodes.map(|(_, node)| match node.value {
        Value::List(nodes) => outline(nodes, sink),
        _ => {
            let at = node.span;
            let text = say!(
                "«outline» phải là danh sách (mỗi dòng bắt đầu bằng «- »)",
                "`outline` must be a list"
            );
            sink.push(Finding::new(Rule::WrongType, at, text));
            Vec::new()
        }
    });
    let signatures = signature_nodes.into_iter().map(|node| signature(node, sink)).collect();
    let notes = notes
        .map_or_else(Vec::new, |(_, node)| decode_notes(node, &mut markup::Room::default(), sink));
    let appendices = appendices.into_iter().filter_map(|node| appendix(node, sink)).collect();
    let mut line = |text: Scalar| markup::parse(text, Extent::Line, sink);
    let subject = subject.map(&mut line);
    let basis = basis.into_iter().map(line).collect();
    let mut body = |text: Scalar| markup::parse(text, Extent::Body, sink);
    let opening = opening.map(&mut body);
    let own_body = own_body.map(&mut body);
    let closing = closing.map(&mut body);
    let (Some(kind), Some(issuer)) = (kind, issuer) else { return (levels, None) };
    let manifest = Manifest {
        file,
        style,
        kind,
        parent,
        issuer,
        number,
        symbol,
        place,
        date,
        subject,
        to,
        authority,
        basis,
        details,
        opening,
        body: own_body,
        headings,
        outline,
        closing,
        signatures,
        recipients,
        filing,
        notes,
        appendices,
        stamps,
        drafter,
        copies,
        address,
        parts: Vec::new(),
        levels: levels.clone(),
    };
    (levels, Some(manifest))
}

fn kind_of(text: &Scalar, sink: &mut Sink) -> Option<&'static Kind> {
    let slug = nfc(text.value.trim()).into_owned();
    let found = kind::named(&slug);
    if found.is_none() {
        let finding = Finding::new(
            Rule::WrongType,
            text.span,
            say!("không có loại văn bản «{slug}»", "there is no kind of document `{slug}`"),
        );
        let help = match nearest(&slug, kind::ALL.iter().map(|kind| kind.slug)) {
            Some(near) => say!("có phải là «{near}»?", "did you mean `{near}`?"),
            None => say!(
                "ghi tên loại không dấu, nối bằng gạch ngang, ví dụ: bao-cao, ke-hoach, cong-van",
                "write the kind without accents, such as bao-cao, ke-hoach, cong-van"
            ),
        };
        sink.push(finding.help(help));
    }
    found
}

fn issuer(node: Node, sink: &mut Sink) -> (Option<Scalar>, Option<Scalar>) {
    let what = say!("phần cơ quan ban hành", "the issuer");
    let mut fields = Fields::new(node, what, false, sink);
    let out = (fields.text("parent"), fields.need_text("name"));
    fields.end();
    out
}

fn date(text: &Scalar, sink: &mut Sink) -> Date {
    let value = text.value.trim();
    let parts: Vec<&str> = value.split('-').collect();
    let digits = |part: &&str, len| part.len() == len && part.bytes().all(|b| b.is_ascii_digit());
    let shaped = matches!(parts.len(), 2 | 3)
        && digits(&parts[0], 4)
        && parts[1..].iter().all(|part| digits(part, 2));
    let mut date = Date::default();
    if shaped {
        date.year = parts[0].parse().ok();
        date.month = parts[1].parse().ok();
        date.day = parts.get(2).and_then(|day| day.parse().ok());
    }
    let exists = date.month.is_some_and(|month| (1..=12).contains(&month))
        && date.day.is_none_or(|day| {
            day >= 1 && day <= days(date.year.unwrap_or(0), date.month.unwrap_or(1))
        });
    if !exists {
        sink.push(
            Finding::new(
                Rule::WrongType,
                text.span,
                say!("«{value}» không phải là ngày có thật", "`{value}` is not a date"),
            )
            .help(say!(
                "ghi năm-tháng-ngày, ví dụ 2023-03-09; để trống ngày thì ghi 2023-03",
                "write year-month-day, such as 2023-03-09; 2023-03 leaves the day blank"
            )),
        );
        return Date::default();
    }
    date
}

/// How many days a month has.
#[must_use]
pub fn days(year: u16, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    }
}

fn outline(nodes: Vec<Node>, sink: &mut Sink) -> Vec<Outline> {
    let mut out = Vec::new();
    for node in nodes {
        match node.value {
            Value::Scalar(text) => out.push(Outline::Section(name(&text, sink))),
            Value::Blank => {}
            _ => {
                if let Some(group) = group(node, sink) {
                    out.push(Outline::Group(Box::new(group)));
                }
            }
        }
    }
    out
}

fn group(node: Node, sink: &mut Sink) -> Option<Group> {
    let what = say!("mục của bố cục", "an entry of the outline");
    let mut fields = Fields::new(node, what, false, sink);
    let title = fields.need_text("title");
    let id = fields.text("id").map(|text| name(&text, fields.sink()));
    let body = fields.text("body");
    let children = fields.list("children");
    fields.end();
    let children = outline(children, sink);
    Some(Group {
        title: markup::parse(title?, Extent::Line, sink),
        id,
        body: body.map(|text| markup::parse(text, Extent::Body, sink)),
        children,
    })
}

/// The whole of the manifest's place, for findings about it.
impl Manifest {
    /// The beginning of `document.yaml`.
    #[must_use]
    pub fn span(&self) -> Span {
        Span::file(self.file)
    }
}
