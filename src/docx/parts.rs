//! The small parts: styles, settings, headers, properties.

use super::Properties;
use super::body::Margin;
use super::xml::{BOLD, HEAD, ITALIC, SPACES, Xml, escaped};
use crate::manifest::Manifest;
use crate::style::{Align, BoxStyle, HeadingStyle, Style, twips};
use std::fmt::Write;

fn size(points: f64) -> String {
    let half = (points * 2.0 + 0.5) as i64;
    format!("<w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/>")
}

fn twentieths(points: f64) -> i64 {
    (points * 20.0 + 0.5) as i64
}

/// The type of a box as run properties, in the schema's order.
fn face(style: &BoxStyle) -> String {
    let mut out = String::new();
    out.push_str(if style.bold { BOLD } else { "" });
    out.push_str(if style.italic { ITALIC } else { "" });
    if !style.color.is_empty() {
        let _ = write!(out, "<w:color w:val=\"{}\"/>", escaped(&style.color));
    }
    out.push_str(&size(style.size));
    out.push_str(if style.underline { "<w:u w:val=\"single\"/>" } else { "" });
    out
}

fn alignment(align: Align) -> &'static str {
    match align {
        Align::Left => "<w:jc w:val=\"left\"/>",
        Align::Center => "<w:jc w:val=\"center\"/>",
        Align::Right => "<w:jc w:val=\"right\"/>",
        Align::Both => "<w:jc w:val=\"both\"/>",
    }
}

fn spacing(style: &BoxStyle) -> String {
    let (before, after) = (twentieths(style.before), twentieths(style.after));
    format!("<w:spacing w:before=\"{before}\" w:after=\"{after}\"/>")
}

struct Styles {
    out: String,
}

impl Styles {
    fn paragraph(&mut self, id: &str, name: &str, base: &str, paragraph: &str, run: &str) {
        let _ = write!(
            self.out,
            "<w:style w:type=\"paragraph\" w:customStyle=\"1\" w:styleId=\"{id}\"><w:name w:val=\"{name}\"/>\
             <w:basedOn w:val=\"{base}\"/><w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
        );
    }

    /// A box: no spacing and no indents but its own.
    fn boxed(&mut self, id: &str, name: &str, style: &BoxStyle) {
        let left = twips(style.left);
        let indent = if left > 0 { format!("<w:ind w:left=\"{left}\"/>") } else { String::new() };
        let paragraph = format!("{}{indent}{}", spacing(style), alignment(style.align));
        self.paragraph(id, name, "Box", &paragraph, &face(style));
    }

    /// A box that is a paragraph of text.
    fn text(&mut self, id: &str, name: &str, style: &BoxStyle) {
        self.paragraph(id, name, "Normal", alignment(style.align), &face(style));
    }
}

/// `styles.xml`: one style for every box of the decree and every kind of block; `headings` are the
/// styles of the levels.
pub(super) fn styles(style: &Style, headings: &str) -> String {
    let boxes = &style.boxes;
    let mut styles = Styles { out: String::new() };
    base(&mut styles.out, style);
    styles.out.push_str(headings);
    built_in(&mut styles.out, style);
    for (id, name) in [
        ("Item1", "Ý -"),
        ("Item2", "Ý +"),
        ("Item3", "Ý *"),
        ("Point", "Điểm"),
        ("Clause", "Khoản"),
        ("Article", "Điều"),
    ] {
        styles.paragraph(id, name, "Normal", "", "");
    }
    styles.text("Basis", "Căn cứ", &boxes.basis);
    styles.text("Detail", "Dòng mẫu", &boxes.detail);
    let flat = "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/>";
    styles.paragraph("Box", "Ô", "Normal", &format!("{flat}<w:jc w:val=\"left\"/>"), "");
    for (id, name, style) in [
        ("National", "Quốc hiệu", &boxes.national),
        ("Motto", "Tiêu ngữ", &boxes.motto),
        ("Parent", "Cơ quan chủ quản", &boxes.parent),
        ("Issuer", "Cơ quan ban hành", &boxes.issuer),
        ("IssuerMark", "Dấu dưới tên cơ quan", &boxes.issuer_mark),
        ("DocumentNumber", "Số và ký hiệu", &boxes.number),
        ("PlaceDate", "Địa danh và thời gian", &boxes.date),
        ("Kind", "Tên loại", &boxes.kind),
        ("Subject", "Trích yếu", &boxes.subject),
        ("About", "Trích yếu công văn", &boxes.about),
        ("Authority", "Thẩm quyền ban hành", &boxes.authority),
        ("Resolve", "Quyết định", &boxes.resolve),
        ("To", "Kính gửi", &boxes.to),
        ("ToItem", "Nơi kính gửi", &boxes.to_item),
        ("Security", "Độ mật", &boxes.security),
        ("Urgency", "Mức độ khẩn", &boxes.urgency),
        ("Circulation", "Phạm vi lưu hành", &boxes.circulation),
        ("Retrieval", "Thu hồi", &boxes.retrieval),
        ("RecipientsTitle", "Nơi nhận", &boxes.recipients_title),
        ("Recipient", "Nơi nhận cụ thể", &boxes.recipient),
        ("SignerAuthority", "Quyền hạn", &boxes.signer_authority),
        ("SignerPosition", "Chức vụ", &boxes.signer_position),
        ("SignerTitle", "Chức danh khác", &boxes.signer_title),
        ("SignerName", "Họ tên", &boxes.signer_name),
        ("Confirmation", "Xác nhận", &boxes.confirmation),
        ("ConfirmationNote", "Ghi chú xác nhận", &boxes.confirmation_note),
        ("Address", "Địa chỉ", &boxes.address),
        ("Appendix", "Phụ lục", &boxes.appendix),
        ("AppendixTitle", "Tên phụ lục", &boxes.appendix_title),
        ("Attached", "Kèm theo", &boxes.attached),
        ("Figure", "Hình", &boxes.figure),
        ("Cell", "Ô bảng", &boxes.cell),
    ] {
        styles.boxed(id, name, style);
    }
    let head = &boxes.cell_head;
    let shape = format!("{}{}", spacing(head), alignment(head.align));
    styles.paragraph("CellHead", "Ô tiêu đề bảng", "Cell", &shape, &face(head));
    let weight = (style.rules.weight * 8.0 + 0.5) as i64;
    let (after, gap) = (twentieths(style.rules.after), twentieths(style.rules.gap).max(1));
    styles.paragraph(
        "Rule",
        "Đường kẻ",
        "Box",
        &format!("<w:pBdr><w:bottom w:val=\"single\" w:sz=\"{weight}\" w:space=\"0\" w:color=\"auto\"/></w:pBdr><w:spacing w:after=\"{after}\" w:line=\"{gap}\" w:lineRule=\"exact\"/>"),
        &size(2.0),
    );
    let mut out = styles.out;
    out.push_str("</w:styles>");
    out
}

/// The boxes of a copy's frame: styles of their own, for the copying body's style need not be the
/// document's.
pub(super) fn copy_styles(style: &Style) -> String {
    let boxes = &style.boxes;
    let mut styles = Styles { out: String::new() };
    for (id, name, style) in [
        ("CopyParent", "Bản sao: cơ quan chủ quản", &boxes.parent),
        ("CopyIssuer", "Bản sao: cơ quan sao", &boxes.issuer),
        ("CopyForm", "Bản sao: hình thức sao", &boxes.copy_form),
        ("CopyDocumentNumber", "Bản sao: số và ký hiệu", &boxes.number),
        ("CopyPlaceDate", "Bản sao: địa danh và thời gian", &boxes.date),
        ("CopyRecipientsTitle", "Bản sao: Nơi nhận", &boxes.recipients_title),
        ("CopyRecipient", "Bản sao: nơi nhận cụ thể", &boxes.recipient),
        ("CopySignerAuthority", "Bản sao: quyền hạn", &boxes.signer_authority),
        ("CopySignerPosition", "Bản sao: chức vụ", &boxes.signer_position),
        ("CopySignerTitle", "Bản sao: chức danh khác", &boxes.signer_title),
        ("CopySignerName", "Bản sao: họ tên", &boxes.signer_name),
    ] {
        styles.boxed(id, name, style);
    }
    styles.out
}

/// Defaults and the style of running text.
fn base(out: &mut String, style: &Style) {
    let font = escaped(&style.font);
    let language = escaped(&style.language);
    let body = &style.body;
    let (indent, before) = (twips(body.indent), twentieths(body.before));
    let line = if body.exactly > 0.0 {
        format!("w:line=\"{}\" w:lineRule=\"exact\"", twentieths(body.exactly))
    } else {
        format!("w:line=\"{}\" w:lineRule=\"auto\"", (body.line * 240.0 + 0.5) as i64)
    };
    let _ = write!(
        out,
        "{HEAD}<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{font}\" w:hAnsi=\"{font}\" w:cs=\"{font}\"/>{}\
         <w:lang w:val=\"{language}\" w:eastAsia=\"{language}\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr>\
         <w:spacing w:before=\"{before}\" w:after=\"0\" {line}/>\
         <w:ind w:firstLine=\"{indent}\"/><w:jc w:val=\"both\"/></w:pPr></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/>\
         <w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/>\
         <w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/>\
         <w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
        size(body.size)
    );
}

/// The styles that every word processor knows by name.
fn built_in(out: &mut String, style: &Style) {
    let boxes = &style.boxes;
    let _ = write!(
        out,
        "<w:style w:type=\"paragraph\" w:styleId=\"FootnoteText\"><w:name w:val=\"footnote text\"/><w:basedOn w:val=\"Normal\"/>\
         <w:pPr><w:spacing w:before=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/>{}</w:pPr><w:rPr>{}</w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Header\"><w:name w:val=\"header\"/><w:basedOn w:val=\"Normal\"/>\
         <w:pPr><w:spacing w:before=\"0\"/><w:ind w:firstLine=\"0\"/>{}</w:pPr><w:rPr>{}</w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Caption\"><w:name w:val=\"caption\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr>{}<w:ind w:firstLine=\"0\"/>{}</w:pPr><w:rPr>{}</w:rPr></w:style>\
         <w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Grid\"><w:name w:val=\"vanthu Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>{}</w:tblBorders></w:tblPr></w:style>",
        alignment(boxes.note.align),
        face(&boxes.note),
        alignment(boxes.page_number.align),
        face(&boxes.page_number),
        spacing(&boxes.caption),
        alignment(boxes.caption.align),
        face(&boxes.caption),
        ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|side| format!(
                "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
            ))
            .concat(),
    );
}

/// The style of a level: Word's own for the document's set of levels, others for further sets.
pub(super) fn heading_id(set: usize, level: usize) -> String {
    if set == 0 { format!("Heading{level}") } else { format!("Heading{level}Set{}", set + 1) }
}

/// The styles of the levels of all sets.
pub(super) fn headings(sets: &[&[HeadingStyle]]) -> String {
    let mut out = String::new();
    for (set, levels) in sets.iter().enumerate() {
        for (at, heading) in levels.iter().enumerate().take(9) {
            let level = at + 1;
            let bold = if heading.bold { BOLD } else { "" };
            let italic = if heading.italic { ITALIC } else { "" };
            let id = heading_id(set, level);
            let (custom, name) = if set == 0 {
                ("", format!("heading {level}"))
            } else {
                (" w:customStyle=\"1\"", format!("Tiêu đề {level} bộ {}", set + 1))
            };
            let centre = if heading.own_line {
                "<w:ind w:firstLine=\"0\"/><w:jc w:val=\"center\"/>"
            } else {
                ""
            };
            let before = match twentieths(heading.before) {
                0 => String::new(),
                before => format!("<w:spacing w:before=\"{before}\"/>"),
            };
            let size = if heading.size > 0.0 { size(heading.size) } else { String::new() };
            let _ = write!(
                out,
                "<w:style w:type=\"paragraph\"{custom} w:styleId=\"{id}\"><w:name w:val=\"{name}\"/><w:basedOn w:val=\"Normal\"/>\
                 <w:next w:val=\"Normal\"/><w:qFormat/><w:pPr><w:keepNext/>{before}{centre}<w:outlineLvl w:val=\"{at}\"/></w:pPr><w:rPr>{bold}{italic}{size}</w:rPr></w:style>"
            );
        }
    }
    out
}

/// The headers and footers that only some documents have: marks over the first page (box 11), the
/// address block under it (box 13).
pub(super) fn margins(manifest: &Manifest, style: &Style) -> Vec<Margin> {
    let mut out = Vec::new();
    if let Some(marks) = super::head::over(&manifest.stamps, style) {
        let xml = format!("{HEAD}<w:hdr {SPACES}>{marks}</w:hdr>");
        out.push(Margin { id: "rIdH3", kind: "header", name: "header3.xml", xml });
    }
    if !manifest.address.is_empty() {
        let mut xml = Xml::from(format!("{HEAD}<w:ftr {SPACES}>"));
        let side = twips(style.text_width() * (1.0 - style.rules.address.min(1.0)) / 2.0);
        let weight = (style.rules.weight * 8.0 + 0.5) as i64;
        for (at, line) in manifest.address.iter().enumerate() {
            let more = if at == 0 && style.rules.address > 0.0 {
                format!(
                    "<w:pBdr><w:top w:val=\"single\" w:sz=\"{weight}\" w:space=\"3\" w:color=\"auto\"/></w:pBdr>\
                     <w:ind w:left=\"{side}\" w:right=\"{side}\" w:firstLine=\"0\"/>"
                )
            } else {
                String::new()
            };
            xml.paragraph("Address", &more, "", line.value.trim());
        }
        xml.push_str("</w:ftr>");
        out.push(Margin { id: "rIdF1", kind: "footer", name: "footer1.xml", xml: xml.into() });
        let mut xml = Xml::from(format!("{HEAD}<w:ftr {SPACES}>"));
        xml.paragraph("Address", "", "", "");
        xml.push_str("</w:ftr>");
        out.push(Margin { id: "rIdF2", kind: "footer", name: "footer2.xml", xml: xml.into() });
    }
    out
}

/// `settings.xml`; names the separators so that Word does not repair the file.
pub(super) fn settings(style: &Style, separators: (i64, i64)) -> String {
    let (first, second) = separators;
    let language = escaped(&style.language);
    format!(
        "{HEAD}<w:settings {SPACES}><w:zoom w:percent=\"100\"/><w:defaultTabStop w:val=\"720\"/><w:characterSpacingControl w:val=\"doNotCompress\"/>\
         <w:footnotePr><w:footnote w:id=\"{first}\"/><w:footnote w:id=\"{second}\"/></w:footnotePr><w:compat>\
         <w:compatSetting w:name=\"compatibilityMode\" w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>\
         <w:themeFontLang w:val=\"{language}\"/><w:decimalSymbol w:val=\",\"/><w:listSeparator w:val=\";\"/></w:settings>"
    )
}

/// The header of every page but the first: its number.
pub(super) fn header() -> String {
    let mut out = Xml::from(format!("{HEAD}<w:hdr {SPACES}>"));
    out.begin("Header", "");
    out.field("", "PAGE", "2");
    out.push_str("</w:p></w:hdr>");
    out.into()
}

/// The empty header of the first page.
pub(super) fn first_header() -> String {
    format!("{HEAD}<w:hdr {SPACES}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr></w:p></w:hdr>")
}

/// `docProps/core.xml`.
pub(super) fn core(properties: &Properties, style: &Style) -> String {
    let (title, author) = (escaped(&properties.title), escaped(&properties.author));
    let (kind, language) = (escaped(&properties.kind), escaped(&style.language));
    let dates = properties.epoch.map_or(String::new(), |epoch| {
        let date = crate::text::rfc3339(epoch);
        format!(
            "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:created><dcterms:modified xsi:type=\"dcterms:W3CDTF\">{date}</dcterms:modified>"
        )
    });
    format!(
        "{HEAD}<cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><cp:category>{kind}</cp:category>{dates}<dc:language>{language}</dc:language></cp:coreProperties>"
    )
}
