"""Ways to spoil the look of a good document, and which of them each layout row must notice."""

import copy

from ..package import FOOTNOTES, NS, STYLES, w

LETTER = ("12240", "15840")  # twentieths of a point


def _all(package, path):
    for part in [*package.text_parts, STYLES]:
        yield from package.find(part, path)


def bigger(package):
    """Every size three points up."""
    for size in _all(package, "//w:sz"):
        size.set(w("val"), str(int(size.get(w("val"))) + 6))


def flipped_faces(package):
    """Bold becomes regular and regular bold, likewise italics, in every run with text."""
    bold, italic = _style_faces(package)
    for run in _all(package, "//w:r[w:t or w:fldChar]"):
        properties = run.find(w("rPr"))
        if properties is None:
            properties = run.makeelement(w("rPr"))
            run.insert(0, properties)
        for tag, of_style in (("b", bold), ("i", italic)):
            mark = properties.find(w(tag))
            on = _is_on(mark) if mark is not None else of_style(run)
            if mark is not None:
                properties.remove(mark)
            new = properties.makeelement(w(tag))
            new.set(w("val"), "0" if on else "1")
            style = properties.find(w("rStyle"))
            properties.insert(0 if style is None else 1, new)


def _style_faces(package):
    """Whether a run's paragraph or character style makes it bold or italic, ancestors included."""
    styles = {style.get(w("styleId")): style for style in package.find(STYLES, "/w:styles/w:style")}

    def is_set(identity, tag, depth=0):
        style = styles.get(identity)
        if style is None or depth > 20:
            return False
        mark = style.find(f"w:rPr/w:{tag}", NS)
        if mark is not None:
            return _is_on(mark)
        base = style.find("w:basedOn", NS)
        return base is not None and is_set(base.get(w("val")), tag, depth + 1)

    def of(tag):
        def decide(run):
            names = run.xpath("w:rPr/w:rStyle/@w:val | ancestor::w:p[1]/w:pPr/w:pStyle/@w:val", namespaces=NS)
            return any(is_set(name, tag) for name in names)

        return decide

    return of("b"), of("i")


def _is_on(mark):
    return mark.get(w("val")) not in ("0", "false", "none")


def to_the_left(package):
    """Nothing centred, nothing justified."""
    for alignment in _all(package, "//w:jc"):
        alignment.set(w("val"), "left")


def no_drawn_lines(package):
    """No borders, no shapes."""
    for line in list(_all(package, "//w:pBdr | //w:tcBorders | //w:drawing | //w:pict")):
        line.getparent().remove(line)


def long_lines(package):
    """Lines over the whole width: borders lose the indents that make them short."""
    bordered = package.find(STYLES, "//w:style[w:pPr/w:pBdr]/@w:styleId")
    for paragraph in _all(package, "//w:p[w:pPr]"):
        style = paragraph.find("w:pPr/w:pStyle", NS)
        by_style = style is not None and style.get(w("val")) in bordered
        if by_style or paragraph.find("w:pPr/w:pBdr", NS) is not None:
            for indent in paragraph.findall("w:pPr/w:ind", NS):
                indent.getparent().remove(indent)
    for extent in _all(package, "//*[local-name()='ext' or local-name()='extent']"):
        if extent.get("cx"):
            extent.set("cx", str(int(extent.get("cx")) * 3))


def narrow_margins(package):
    for margins in _all(package, "//w:pgMar"):
        for side in ("top", "bottom", "left", "right"):
            margins.set(w(side), "600")


def letter_paper(package):
    for paper in _all(package, "//w:pgSz"):
        paper.set(w("w"), LETTER[0])
        paper.set(w("h"), LETTER[1])


def number_on_page_one(package):
    for title in list(_all(package, "//w:titlePg")):
        title.getparent().remove(title)


def other_font(package):
    for fonts in _all(package, "//w:rFonts"):
        for name in list(fonts.attrib):
            del fonts.attrib[name]
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(w(script), "DejaVu Sans")


def wide_indent(package):
    for indent in _all(package, "//w:ind[@w:firstLine]"):
        indent.set(w("firstLine"), "1134")


def second_end_mark(package):
    """The end mark written a second time, at the end of another paragraph."""
    texts = package.find("word/document.xml", "/w:document/w:body/w:p/w:r/w:t[string-length(.) > 20]")
    texts[-2].text += "./."


def raised_number(package):
    """The number and the symbol on another row than the date."""
    for text in package.find("word/document.xml", "//w:tbl[1]//w:t[contains(., 'Số:')]"):
        paragraph = next(text.iterancestors(w("p")))
        empty = paragraph.makeelement(w("p"))
        paragraph.addprevious(empty)


def lowered_head(package):
    """Empty paragraphs over everything else."""
    body = package.find("word/document.xml", "/w:document/w:body")[0]
    for _ in range(2):
        body.insert(0, body.makeelement(w("p")))


def torn_end(package):
    """A page break between the signature's title and the signer's name."""
    cell = package.find("word/document.xml", "//w:tbl")[-1].xpath(".//w:tc[last()]", namespaces=NS)[-1]
    last = cell.findall(w("p"))[-1]
    broken = copy.deepcopy(last)
    for run in broken.findall(w("r")):
        broken.remove(run)
    run = broken.makeelement(w("r"))
    page_break = run.makeelement(w("br"))
    page_break.set(w("type"), "page")
    run.append(page_break)
    broken.append(run)
    table = next(cell.iterancestors(w("tbl")))
    table.addnext(broken)
    broken.addnext(last)


def lost_recipient(package):
    for text in package.find("word/document.xml", "//w:t[starts-with(., '- Lưu') or starts-with(., 'Lưu:')]"):
        text.text = text.text.replace("Lưu", "Gửi")


def lost_note_text(package):
    for text in package.find(FOOTNOTES, "//w:footnote[not(@w:type)][1]//w:t"):
        text.text = "khác"


MUTANTS = {
    spoil.__name__.replace("_", "-"): spoil
    for spoil in (
        bigger,
        flipped_faces,
        to_the_left,
        no_drawn_lines,
        long_lines,
        narrow_margins,
        letter_paper,
        number_on_page_one,
        other_font,
        wide_indent,
        second_end_mark,
        raised_number,
        lowered_head,
        torn_end,
        lost_recipient,
        lost_note_text,
    )
}

# For each row of the tables the copy that it, of all rows, is there to reject.
INTENDED = {
    "paper": "letter-paper",
    "margins": "narrow-margins",
    "fonts": "other-font",
    "head at the top": "lowered-head",
    "national name": "flipped-faces",
    "motto": "to-the-left",
    "motto's line": "no-drawn-lines",
    "scale of head sizes": "bigger",
    "parent agency": "flipped-faces",
    "issuer": "flipped-faces",
    "issuer's line": "long-lines",
    "number and symbol": "bigger",
    "place and date": "flipped-faces",
    "number and date level": "raised-number",
    "kind": "to-the-left",
    "subject": "flipped-faces",
    "subject's line": "long-lines",
    "body size": "bigger",
    "body justified": "to-the-left",
    "first-line indent": "wide-indent",
    "page number": "number-on-page-one",
    "end mark": "second-end-mark",
    "recipients' title": "flipped-faces",
    "recipients": "lost-recipient",
    "signature title": "to-the-left",
    "signer's name": "flipped-faces",
    "end on one page": "torn-end",
    "footnotes": "lost-note-text",
}
