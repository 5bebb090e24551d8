"""A small DOCX written by hand, with everything that can go wrong: the seed of the broken files."""

import zipfile

NOTES = ["Công văn số 12/SXD-QLĐT ngày 06/3/2023.", "Báo cáo số 02/BC-STC.", "Ghi chú trong bảng."]

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def write(path):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in _parts().items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content)


def _parts():
    described = {"document": "document.main", "footnotes": "footnotes", "settings": "settings", "styles": "styles"}
    overrides = "".join(
        f'<Override PartName="/word/{name}.xml" ContentType="{TYPES}{kind}+xml"/>' for name, kind in described.items()
    )
    relations = "".join(
        f'<Relationship Id="r{name}" Type="{RELATIONS}{name}" Target="{name}.xml"/>'
        for name in ("footnotes", "settings", "styles")
    )
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{PACKAGE_RELATIONS}"><Relationship Id="r1"'
            f' Type="{RELATIONS}officeDocument" Target="word/document.xml"/></Relationships>'
        ),
        "word/document.xml": f"<w:document {W} {R}><w:body>{_body()}</w:body></w:document>",
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}">{relations}</Relationships>',
        "word/footnotes.xml": f"<w:footnotes {W}>{_separators()}{_notes()}</w:footnotes>",
        "word/settings.xml": (
            f'<w:settings {W}><w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr></w:settings>'
        ),
        "word/styles.xml": f"<w:styles {W}>{_styles()}</w:styles>",
    }


def _body():
    repeated = _field(r" NOTEREF _Note1 \f \h ", "1")
    shown = _field(r" REF dau \h ", "Đầu.") + _field(r" PAGEREF dau \h ", "1")
    first = (
        '<w:p><w:pPr><w:pStyle w:val="Heading1"/><w:jc w:val="both"/></w:pPr>'
        '<w:bookmarkStart w:id="1" w:name="dau"/><w:r><w:rPr><w:b/><w:i/></w:rPr><w:t>Đầu.</w:t></w:r>'
        '<w:bookmarkEnd w:id="1"/></w:p>'
    )
    cited = (
        '<w:p><w:r><w:t>Một</w:t></w:r><w:bookmarkStart w:id="2" w:name="_Note1"/>'
        f'{_reference(1)}<w:bookmarkEnd w:id="2"/><w:r><w:t xml:space="preserve"> hai</w:t></w:r>{_reference(2)}'
        f'<w:r><w:t xml:space="preserve"> lại một</w:t></w:r>{repeated}</w:p>'
    )
    linked = f'<w:p><w:hyperlink w:anchor="dau"><w:r><w:t>lên đầu</w:t></w:r></w:hyperlink>{shown}</w:p>'
    table = (
        '<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="dxa"/></w:tblPr><w:tblGrid><w:gridCol w:w="5000"/></w:tblGrid>'
        '<w:tr><w:tc><w:tcPr><w:tcW w:w="5000" w:type="dxa"/></w:tcPr>'
        f"<w:p><w:r><w:t>Ô</w:t></w:r>{_reference(3)}</w:p></w:tc></w:tr></w:tbl><w:p/>"
    )
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/></w:sectPr>'
    return first + cited + linked + table + section


def _reference(number):
    return f'<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteReference w:id="{number}"/></w:r>'


def _field(code, result):
    def mark(kind):
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    return (
        f'{mark("begin")}<w:r><w:instrText xml:space="preserve">{code}</w:instrText></w:r>'
        f"{mark('separate')}<w:r><w:t>{result}</w:t></w:r>{mark('end')}"
    )


def _separators():
    return "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )


def _notes():
    return "".join(
        f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:footnote>'
        for number, text in enumerate(NOTES, 1)
    )


def _styles():
    return (
        '<w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
        '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/>'
        '<w:basedOn w:val="Normal"/></w:style>'
        '<w:style w:type="character" w:styleId="FootnoteReference"><w:name w:val="footnote reference"/>'
        '<w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
    )
