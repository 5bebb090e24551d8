//! The small parts: styles, settings, headers, properties.

use super::Properties;
use super::xml::{BOLD, HEAD, ITALIC, SPACES, escaped, field};
use crate::style::{Style, twips};
use std::fmt::Write;

fn half_points(size: f64) -> i64 {
    (size * 2.0 + 0.5) as i64
}

fn size(points: f64) -> String {
    let half = half_points(points);
    format!("<w:sz w:val=\"{half}\"/><w:szCs w:val=\"{half}\"/>")
}

const CENTRE: &str = "<w:jc w:val=\"center\"/>";

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
}

/// `styles.xml`: one style for every box of the decree and every kind of block.
#[allow(clippy::too_many_lines)] // a table, and nothing else
pub(super) fn styles(style: &Style) -> String {
    let font = escaped(&style.font);
    let language = escaped(&style.language);
    let body = &style.body;
    let sizes = &style.sizes;
    let indent = twips(body.indent);
    let before = (body.before * 20.0) as i64;
    let line = (body.line * 240.0 + 0.5) as i64;
    let mut styles = Styles { out: String::new() };
    let _ = write!(
        styles.out,
        "{HEAD}<w:styles {SPACES}><w:docDefaults><w:rPrDefault><w:rPr>\
         <w:rFonts w:ascii=\"{font}\" w:eastAsia=\"{font}\" w:hAnsi=\"{font}\" w:cs=\"{font}\"/>{}\
         <w:lang w:val=\"{language}\" w:eastAsia=\"{language}\" w:bidi=\"ar-SA\"/></w:rPr></w:rPrDefault>\
         <w:pPrDefault><w:pPr/></w:pPrDefault></w:docDefaults>\
         <w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/><w:qFormat/><w:pPr>\
         <w:spacing w:before=\"{before}\" w:after=\"0\" w:line=\"{line}\" w:lineRule=\"auto\"/>\
         <w:ind w:firstLine=\"{indent}\"/><w:jc w:val=\"both\"/></w:pPr></w:style>\
         <w:style w:type=\"character\" w:default=\"1\" w:styleId=\"DefaultParagraphFont\"><w:name w:val=\"Default Paragraph Font\"/>\
         <w:uiPriority w:val=\"1\"/><w:semiHidden/></w:style>\
         <w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/><w:uiPriority w:val=\"99\"/>\
         <w:semiHidden/><w:tblPr><w:tblInd w:w=\"0\" w:type=\"dxa\"/><w:tblCellMar><w:top w:w=\"0\" w:type=\"dxa\"/>\
         <w:left w:w=\"108\" w:type=\"dxa\"/><w:bottom w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"108\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr></w:style>",
        size(body.size)
    );
    headings(&mut styles.out, style);
    let _ = write!(
        styles.out,
        "<w:style w:type=\"paragraph\" w:styleId=\"FootnoteText\"><w:name w:val=\"footnote text\"/><w:basedOn w:val=\"Normal\"/>\
         <w:pPr><w:spacing w:before=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/></w:pPr><w:rPr>{}</w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"FootnoteReference\"><w:name w:val=\"footnote reference\"/><w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr></w:style>\
         <w:style w:type=\"character\" w:styleId=\"Hyperlink\"><w:name w:val=\"Hyperlink\"/></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Header\"><w:name w:val=\"header\"/><w:basedOn w:val=\"Normal\"/>\
         <w:pPr><w:spacing w:before=\"0\"/><w:ind w:firstLine=\"0\"/>{CENTRE}</w:pPr><w:rPr>{}</w:rPr></w:style>\
         <w:style w:type=\"paragraph\" w:styleId=\"Caption\"><w:name w:val=\"caption\"/><w:basedOn w:val=\"Normal\"/><w:qFormat/>\
         <w:pPr><w:ind w:firstLine=\"0\"/>{CENTRE}</w:pPr><w:rPr>{ITALIC}{}</w:rPr></w:style>\
         <w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Grid\"><w:name w:val=\"vanthu Grid\"/><w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>{}</w:tblBorders></w:tblPr></w:style>",
        size(sizes.note),
        size(sizes.page_number),
        size(sizes.table),
        ["top", "left", "bottom", "right", "insideH", "insideV"]
            .map(|side| format!(
                "<w:{side} w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"auto\"/>"
            ))
            .concat(),
    );
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
    styles.paragraph("Basis", "Căn cứ", "Normal", "", ITALIC);
    let flat = "<w:spacing w:before=\"0\" w:after=\"0\" w:line=\"240\" w:lineRule=\"auto\"/><w:ind w:firstLine=\"0\"/>";
    styles.paragraph("Box", "Ô", "Normal", &format!("{flat}<w:jc w:val=\"left\"/>"), "");
    let box_centre = |styles: &mut Styles, id, name, before: u32, run: String| {
        styles.paragraph(
            id,
            name,
            "Box",
            &format!("<w:spacing w:before=\"{before}\"/>{CENTRE}"),
            &run,
        );
    };
    box_centre(&mut styles, "National", "Quốc hiệu", 0, format!("{BOLD}{}", size(sizes.national)));
    box_centre(&mut styles, "Motto", "Tiêu ngữ", 0, format!("{BOLD}{}", size(sizes.motto)));
    box_centre(&mut styles, "Parent", "Cơ quan chủ quản", 0, size(sizes.issuer));
    box_centre(
        &mut styles,
        "Issuer",
        "Cơ quan ban hành",
        0,
        format!("{BOLD}{}", size(sizes.issuer)),
    );
    box_centre(&mut styles, "DocumentNumber", "Số và ký hiệu", 120, size(sizes.number));
    box_centre(
        &mut styles,
        "PlaceDate",
        "Địa danh và thời gian",
        120,
        format!("{ITALIC}{}", size(sizes.date)),
    );
    box_centre(&mut styles, "Kind", "Tên loại", 360, format!("{BOLD}{}", size(sizes.kind)));
    box_centre(&mut styles, "Subject", "Trích yếu", 0, format!("{BOLD}{}", size(sizes.subject)));
    box_centre(
        &mut styles,
        "Signer",
        "Quyền hạn và chức vụ",
        0,
        format!("{BOLD}{}", size(sizes.signer)),
    );
    box_centre(&mut styles, "SignerName", "Họ tên", 0, format!("{BOLD}{}", size(sizes.signer)));
    box_centre(&mut styles, "Appendix", "Phụ lục", 0, format!("{BOLD}{}", size(sizes.appendix)));
    box_centre(
        &mut styles,
        "AppendixTitle",
        "Tên phụ lục",
        0,
        format!("{BOLD}{}", size(sizes.appendix)),
    );
    box_centre(&mut styles, "Figure", "Hình", 120, String::new());
    styles.paragraph(
        "Rule",
        "Đường kẻ",
        "Box",
        "<w:pBdr><w:bottom w:val=\"single\" w:sz=\"6\" w:space=\"0\" w:color=\"auto\"/></w:pBdr><w:spacing w:after=\"120\" w:line=\"60\" w:lineRule=\"exact\"/>",
        &size(2.0),
    );
    styles.paragraph(
        "To",
        "Kính gửi",
        "Box",
        "<w:spacing w:before=\"240\" w:after=\"120\"/><w:ind w:left=\"1982\"/>",
        &size(sizes.to),
    );
    styles.paragraph("ToItem", "Nơi kính gửi", "Box", "<w:ind w:left=\"2840\"/>", &size(sizes.to));
    styles.paragraph(
        "RecipientsTitle",
        "Nơi nhận",
        "Box",
        "",
        &format!("{BOLD}{ITALIC}{}", size(sizes.recipients_title)),
    );
    styles.paragraph("Recipient", "Nơi nhận cụ thể", "Box", "", &size(sizes.recipients));
    styles.paragraph(
        "Cell",
        "Ô bảng",
        "Box",
        "<w:spacing w:before=\"40\" w:after=\"40\"/>",
        &size(sizes.table),
    );
    styles.paragraph("CellHead", "Ô tiêu đề bảng", "Cell", CENTRE, BOLD);
    let mut out = styles.out;
    out.push_str("</w:styles>");
    out
}

fn headings(out: &mut String, style: &Style) {
    for (at, heading) in style.headings.iter().enumerate().take(9) {
        let level = at + 1;
        let bold = if heading.bold { BOLD } else { "" };
        let italic = if heading.italic { ITALIC } else { "" };
        let _ = write!(
            out,
            "<w:style w:type=\"paragraph\" w:styleId=\"Heading{level}\"><w:name w:val=\"heading {level}\"/><w:basedOn w:val=\"Normal\"/>\
             <w:next w:val=\"Normal\"/><w:qFormat/><w:pPr><w:keepNext/><w:outlineLvl w:val=\"{at}\"/></w:pPr><w:rPr>{bold}{italic}</w:rPr></w:style>"
        );
    }
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
    let mut out = format!("{HEAD}<w:hdr {SPACES}><w:p><w:pPr><w:pStyle w:val=\"Header\"/></w:pPr>");
    field(&mut out, "", "PAGE", "2");
    out.push_str("</w:p></w:hdr>");
    out
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
        let date = rfc3339(epoch);
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

/// Seconds since 1970 as a date and time (civil-from-days, proleptic Gregorian calendar).
pub(super) fn rfc3339(epoch: u64) -> String {
    let (days, rest) = (epoch / 86400 + 719_468, epoch % 86400);
    let era = days / 146_097;
    let day = days % 146_097;
    let year_of_era = (day - day / 1460 + day / 36524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}Z",
        rest / 3600,
        rest / 60 % 60,
        rest % 60
    )
}

#[cfg(test)]
mod tests {
    #[test]
    fn dates() {
        assert_eq!(super::rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(super::rfc3339(1_709_208_000), "2024-02-29T12:00:00Z");
    }
}
