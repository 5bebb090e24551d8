"""Ways to spoil the look of a good document, and which of them each layout row must notice."""

import copy
import re

from ..package import DOCUMENT, FOOTNOTES, NS, STYLES, Package, w

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


def _word(old, new, part=DOCUMENT):
    """A copy with some words changed wherever they stand in one run."""

    def spoil(package):
        for text in package.find(part, "//w:t"):
            if text.text:
                text.text = text.text.replace(old, new)

    return spoil


def close_lines(package):
    """No space between paragraphs, and lines nearly touching."""
    for spacing in _all(package, "//w:spacing[@w:before or @w:line]"):
        for name in ("before", "after"):
            if spacing.get(w(name)):
                spacing.set(w(name), "0")
        if spacing.get(w("lineRule")) == "auto":
            spacing.set(w("line"), "200")


def across(package):
    """Every page turned by a quarter."""
    for paper in _all(package, "//w:pgSz"):
        width, height = paper.get(w("w")), paper.get(w("h"))
        paper.set(w("w"), height)
        paper.set(w("h"), width)
        paper.set(w("orient"), "portrait" if paper.get(w("orient")) else "landscape")


def blue(package):
    for run in _all(package, "//w:r[w:t]"):
        properties = run.find(w("rPr"))
        if properties is None:
            properties = run.makeelement(w("rPr"))
            run.insert(0, properties)
        color = properties.makeelement(w("color"))
        color.set(w("val"), "0000FF")
        place = [child.tag for child in properties if child.tag in (w("rStyle"), w("b"), w("bCs"), w("i"), w("iCs"))]
        properties.insert(len(place), color)


def running_pages(package):
    """Pages of appendices counted on."""
    for number in list(_all(package, "//w:pgNumType")):
        number.getparent().remove(number)


def swapped_signers(package):
    """The two signers change places."""
    table = next(one for one in package.find(DOCUMENT, "//w:tbl") if "SignerName" in str(_styles(one)))
    for row in table.findall(w("tr")):
        cells = row.findall(w("tc"))
        row.append(cells[0])


def _styles(element):
    return element.xpath(".//w:pStyle/@w:val", namespaces=NS)


def moved_down(package):
    """Everything under the number's row pushed away from it: V/v, marks."""
    for paragraph in package.find(DOCUMENT, "//w:p[w:pPr/w:pStyle/@w:val='About']"):
        paragraph.addprevious(paragraph.makeelement(w("p")))


def wide_frames(package):
    """Frames as wide as their column allows."""
    for indent in package.find(DOCUMENT, "//w:p[w:pPr/w:pBdr]/w:pPr/w:ind"):
        indent.set(w("left"), "0")
        indent.set(w("right"), "0")


def low_title(package):
    """The signature's title lower than the recipients."""
    for paragraph in package.find(DOCUMENT, "//w:p[w:pPr/w:pStyle/@w:val='SignerPosition']")[:1]:
        cell = paragraph.getparent()
        for _ in range(2):
            cell.insert(1, paragraph.makeelement(w("p")))


def extra_date(package):
    """A place and date in the head."""
    for paragraph in package.find(DOCUMENT, "//w:p[w:pPr/w:pStyle/@w:val='PlaceDate']"):
        _say(paragraph, "Cao Bằng, ngày 17 tháng 4 năm 2026")


def extra_number(package):
    for paragraph in package.find(DOCUMENT, "//w:p[w:pPr/w:pStyle/@w:val='Parent']"):
        number = copy.deepcopy(paragraph)
        for text in number.iter(w("t")):
            text.text = "Số: 05/SKHCN"
        paragraph.addprevious(number)


def extra_kind(package):
    for paragraph in package.find(DOCUMENT, "//w:p[w:pPr/w:pStyle/@w:val='To']")[:1]:
        word = paragraph.makeelement(w("p"))
        _say(word, "CÔNG VĂN")
        paragraph.addprevious(word)


def _say(paragraph, words):
    run = paragraph.makeelement(w("r"))
    text = run.makeelement(w("t"))
    text.text = words
    run.append(text)
    paragraph.append(run)


def repeated_head(package):
    """The head once more over the appendices, and a list of recipients."""
    for paragraph in package.find(DOCUMENT, "//w:p[w:pPr/w:pStyle/@w:val='Appendix']"):
        word = paragraph.makeelement(w("p"))
        _say(word, "Độc lập - Tự do - Hạnh phúc")
        paragraph.addnext(word)


def numbered_attachment(package):
    """Number and date in the head of an attached text."""
    for table in package.find(DOCUMENT, "//w:tbl")[-1:]:
        cell = table.findall(".//w:tc", NS)[0]
        word = cell.makeelement(w("p"))
        _say(word, "Số: 18/QĐ-SKHCN")
        cell.append(word)


def lost_end_mark(package):
    for text in package.find(DOCUMENT, "//w:t[contains(., './.')]"):
        text.text = text.text.replace("./.", ".")


def _zero(pattern, replacement):
    """A copy with a number in the head written otherwise."""

    def spoil(package):
        for text in package.find(DOCUMENT, "(//w:tbl)[1]//w:t"):
            text.text = re.sub(pattern, replacement, text.text or "")

    return spoil


def open_frames(package):
    """Frames without their right sides."""
    for part in package.text_parts:
        for side in package.find(part, "//w:pBdr/w:right"):
            side.getparent().remove(side)


def other_forms(package):
    """The signature's first line without its form, or with words before it."""
    for text in package.find(DOCUMENT, "//w:p[starts-with(w:pPr/w:pStyle/@w:val, 'Signer')]//w:t")[:1]:
        text.text = f"THAY MẶT {text.text}"


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
        close_lines,
        across,
        blue,
        running_pages,
        swapped_signers,
        moved_down,
        wide_frames,
        low_title,
        extra_date,
        extra_number,
        extra_kind,
        repeated_head,
        numbered_attachment,
        lost_end_mark,
        open_frames,
        other_forms,
    )
} | {
    "spaced-symbol": _word("-SKHCN", " - SKHCN"),
    "other-addressee": _word("- Ủy ban nhân dân các xã, phường", "- UBND các xã"),
    "other-receiver": _word("- Chủ tịch Ủy ban nhân dân", "- Chủ tịch UBND"),
    "other-words": _word(":", " -"),
    "other-reference": _word("(Kèm theo", "(Theo"),
    "other-roman": _word("Phụ lục I", "PHỤ LỤC 1"),
    "not-above": _word("Như trên", "Như kính gửi"),
    "other-copies": _word("PL.(", "PL ("),
    "unpadded-number": _zero(r"^Số: 0", "Số: "),
    "unpadded-day": _zero("ngày 0", "ngày "),
    "unpadded-month": _zero("tháng 0", "tháng "),
    "padded-month": _zero(r"tháng (\d) ", r"tháng 0\1 "),
    "short-year": _zero(r"năm 20(\d\d)", r"năm \1"),
}


# A copy that shows only in one kind of document: here in an appendix of several pages.
NEEDED = {"running-pages": "quyet-dinh"}


def subject(mutant, documents):
    """The document that a copy is made of: the sample where it will do, for it has several pages; else one in which
    the copy differs from it."""
    sample = [one for one in documents if one.name == "sample"]
    if sample:
        return sample[0]
    if mutant in NEEDED:
        return next(one for one in documents if one.manifest["kind"] == NEEDED[mutant])
    for document in documents:
        package = Package(document.docx)
        MUTANTS[mutant](package)
        if package.is_changed():
            return document
    return documents[0]

# For each row of the table the copy that it, of all rows, is there to reject.
INTENDED = {
    "paper": "letter-paper",
    "upright page": "across",
    "margins": "narrow-margins",
    "fonts": "other-font",
    "black": "blue",
    "page number": "number-on-page-one",
    "body justified": "to-the-left",
    "first-line indent": "wide-indent",
    "paragraph spacing": "close-lines",
    "line spacing": "close-lines",
    "body size": "bigger",
    "scale of head sizes": "bigger",
    "head at the top": "lowered-head",
    "national name": "flipped-faces",
    "motto": "to-the-left",
    "motto's line": "no-drawn-lines",
    "parent agency": "flipped-faces",
    "issuer": "flipped-faces",
    "issuer's line": "long-lines",
    "number": "bigger",
    "symbol": "spaced-symbol",
    "no number": "extra-number",
    "place and date": "flipped-faces",
    "no date": "extra-date",
    "number and date level": "raised-number",
    "kind": "to-the-left",
    "no kind": "extra-kind",
    "subject": "flipped-faces",
    "subject's line": "long-lines",
    "V/v": "moved-down",
    "basis": "flipped-faces",
    "authority": "flipped-faces",
    "QUYẾT ĐỊNH:": "to-the-left",
    "articles": "flipped-faces",
    "fixed lines": "other-words",
    "padded number": "unpadded-number",
    "padded day": "unpadded-day",
    "months with a zero": "unpadded-month",
    "months without a zero": "padded-month",
    "year": "short-year",
    "closed frames": "open-frames",
    "forms of signing": "other-forms",
    "several signers": "swapped-signers",
    "end mark": "second-end-mark",
    "Kính gửi": "other-addressee",
    "telegram's addressees": "other-receiver",
    "security": "no-drawn-lines",
    "urgency": "wide-frames",
    "circulation": "no-drawn-lines",
    "recipients' title": "flipped-faces",
    "recipients": "lost-recipient",
    "first recipient": "not-above",
    "copies": "other-copies",
    "address": "no-drawn-lines",
    "signature title": "to-the-left",
    "title level with recipients": "low-title",
    "two signers": "swapped-signers",
    "other title": "flipped-faces",
    "signer's name": "flipped-faces",
    "end on one page": "torn-end",
    "confirmation": "flipped-faces",
    "footnotes": "lost-note-text",
    "appendix's heading": "other-roman",
    "appendix's reference": "other-reference",
    "appendix without head": "repeated-head",
    "appendix's page numbers": "running-pages",
    "appendix's end mark": "lost-end-mark",
    "wide tables": "across",
    "attached regulation": "numbered-attachment",
}
