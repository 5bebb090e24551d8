"""Rows about appendices and attached texts: what stands on the sheets after the signature."""

import yaml

from . import forms, measure
from .found import MOTTO, NATIONAL_NAME, Missing, block_of

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
WIDE = 8  # columns


def entries(found):
    """The manifest's appendices as mappings, each with its section."""
    sections = {}
    for path in sorted((found.folder / "sections").rglob("*.yaml")):
        section = yaml.safe_load(path.read_text(encoding="utf-8"))
        identity = section.get("id") or path.stem.lstrip("0123456789").lstrip("-")
        sections[identity] = section
    for entry in found.manifest["appendices"]:
        given = entry if isinstance(entry, dict) else {"id": entry}
        yield given, sections[given["id"]]


def _starts(found):
    """For each appendix its entry, its section and its sheets: each begins on a page without a number."""
    sheets = found.all_sheets[len(found.sheets) :]
    groups = []
    for sheet in sheets:
        if found.page_number(sheet) is None:
            groups.append([])
        if not groups:
            raise Missing("the first page of an appendix, without a number")
        groups[-1].append(sheet)
    wanted = list(entries(found))
    if len(groups) != len(wanted):
        raise Missing(f"{len(wanted)} appendices; {len(groups)} begin on a page of their own")
    return [(given, section, group) for (given, section), group in zip(wanted, groups)]


def plain(found):
    return [start for start in _starts(found) if "kind" not in start[0]]


def attached(found):
    return [start for start in _starts(found) if "kind" in start[0]]


def _block(sheet, text, what, after=-1):
    lines = [line for line in sheet.lines if line.baseline > after]
    if block := block_of(lines, text):
        return block
    raise Missing(f"{what} on page {sheet.number}")


def heading(found):
    """«Phụ lục I» in mixed case, 14 bold; numbered in Roman when there are two or more; the title in capitals."""
    all_plain = plain(found)
    for place, (_, section, sheets) in enumerate(all_plain):
        sheet = sheets[0]
        label = f"Phụ lục {ROMAN[place]}" if len(all_plain) > 1 else "Phụ lục"
        middle = sheet.width / 2 + (found.left - (found.first.width - found.right)) / 2
        block = _block(sheet, label, f"«{label}»")
        yield from measure.size(label, block.lines, 14, 14)
        yield from measure.face(label, block.lines, bold=True, italic=False)
        yield from measure.centred(label, block, middle, "the text")
        title = _block(sheet, section["title"].upper(), "the appendix's title")
        yield from measure.size("the title", title.lines, 13, 14)
        yield from measure.face("the title", title.lines, bold=True, italic=False)
        yield from measure.centred("the title", title, middle, "the text")
        yield from measure.below("the title", title, block, label)


def reference(found):
    """(Kèm theo …): italic, centred, a short line under it; with the number and date of the main text."""
    kind = found.manifest["kind"]
    day, month, year = forms.date(found.manifest)
    number = f"{forms.number(found.manifest)}/{forms.symbol(found.form, found.manifest)}"
    name = forms.FORMS[kind].title.capitalize() if forms.FORMS[kind].title else "Công văn"
    issuer = found.manifest["issuer"]["name"]
    wanted = f"(Kèm theo {name} số {number} ngày {day} tháng {month} năm {year} của {issuer})"
    for _, _, sheets in _starts(found):
        block = _block(sheets[0], wanted, f"«{wanted}»")
        yield from measure.size("(Kèm theo …)", block.lines, 13, 14)
        yield from measure.face("(Kèm theo …)", block.lines, bold=False, italic=True)
        yield from measure.centred("(Kèm theo …)", block, block.centre, "its lines")
        yield from measure.rule_below("(Kèm theo …)", block, found.all_sheets, (0.1, 0.5))


def no_head(found):
    """An appendix has neither Quốc hiệu nor signature."""
    for _, _, sheets in plain(found):
        for sheet in sheets:
            for text in (NATIONAL_NAME, MOTTO, "Nơi nhận:"):
                if any(line.find(text) for line in sheet.lines):
                    yield f"page {sheet.number} of an appendix has «{text}»"


def page_numbers(found):
    """Each appendix counts its pages from 1, and its page 1 shows no number."""
    for _, _, sheets in _starts(found):
        for place, sheet in enumerate(sheets, 1):
            line = found.page_number(sheet)
            if place > 1 and (line is None or line.text != str(place)):
                yield f"page {place} of an appendix shows {line.text if line else 'no number'}"


def end_mark(found):
    """An appendix that ends with words ends `./.`"""
    for _, section, sheets in _starts(found):
        if section["body"].rstrip().splitlines()[-1].lstrip().startswith("|"):
            continue
        notes = found.notes(sheets[-1])
        text = [line for line in sheets[-1].lines if line not in notes]
        if not text[-1].squeezed.endswith("./."):
            yield f"the appendix «{section['title']}» ends «{text[-1].text[-30:]}»"


def across(found):
    """A wide table lies across the page; everything else stands upright."""
    for given, section, sheets in _starts(found):
        rows = [line for line in section["body"].splitlines() if line.lstrip().startswith("|")]
        wide = any(row.count("|") - 1 >= WIDE for row in rows)
        wide = {"landscape": True, "portrait": False}.get(given.get("page"), wide)
        for sheet in sheets:
            if (sheet.width > sheet.height) != wide:
                yield f"page {sheet.number} is {sheet.width:.0f} mm wide; the table is {'' if wide else 'not '}wide"


def regulation(found):
    """Mẫu 1.3: its own head without number and date, kind and subject, no signature."""
    for given, section, sheets in attached(found):
        sheet = sheets[0]
        national = next((line.find(NATIONAL_NAME) for line in sheet.lines if line.find(NATIONAL_NAME)), None)
        if national is None:
            yield "the attached text has no Quốc hiệu"
            continue
        yield from measure.size("Quốc hiệu", [national], 12, 13)
        title = forms.FORMS[given["kind"]].title
        kind = _block(sheet, title, f"«{title}»", national.baseline)
        yield from measure.face("the kind", kind.lines, bold=True, italic=False)
        subject = _block(sheet, section["title"], "the subject", kind.lines[0].baseline)
        yield from measure.face("the subject", subject.lines, bold=True, italic=False)
        for line in sheet.lines:
            if line.baseline < kind.lines[0].baseline and ("Số:" in line.text or "ngày" in line.text):
                yield f"the head has number or date: «{line.text}»"
        for one in sheets:
            if any(line.squeezed.startswith("Nơinhận") for line in one.lines):
                yield "the attached text has a list of recipients"
