"""Rows about the head of page 1."""

import re

from . import forms, measure
from .found import Missing

# Quốc hiệu, Tiêu ngữ and date go up and down together.
SCALES = ((13, 14, 14), (12, 13, 13))


def top(found):
    """An empty paragraph over the head, typed or made up by the reader of the file, pushes it down."""
    return measure.between("the space over the head", found.national_name.top, 20, 25)


def national_name(found):
    block = found.national_name
    yield from measure.size("Quốc hiệu", block.lines, 12, 13)
    yield from measure.face("Quốc hiệu", block.lines, bold=True, italic=False)
    yield from measure.right_half("Quốc hiệu", block, found.first)


def motto(found):
    block = found.motto
    yield from measure.size("Tiêu ngữ", block.lines, 13, 14)
    yield from measure.face("Tiêu ngữ", block.lines, bold=True, italic=False)
    yield from measure.below("Tiêu ngữ", block, found.national_name, "Quốc hiệu")
    yield from measure.centred("Tiêu ngữ", block, found.national_name.centre, "Quốc hiệu")


def motto_rule(found):
    return measure.rule_below("Tiêu ngữ", found.motto, found.sheets, (1, 1))


def scale(found):
    parts = [found.national_name, found.motto] + ([found.date] if found.form.date else [])
    sizes = tuple(block.lines[0].sizes[-1] for block in parts)
    # Without a date (biên bản) the two sizes alone must be a pair of one scale.
    if not any(all(abs(is_ - should) < 0.2 for is_, should in zip(sizes, row)) for row in SCALES):
        yield f"Quốc hiệu, Tiêu ngữ and date are {sizes} pt, should be one of {SCALES}"


def parent(found):
    if found.parent is None:
        return
    yield from measure.size("the parent agency", found.parent.lines, 12, 13)
    yield from measure.face("the parent agency", found.parent.lines, bold=False, italic=False)
    yield from measure.upper("the parent agency", found.parent)


def issuer(found):
    yield from measure.size("the issuer", found.issuer.lines, 12, 13)
    yield from measure.face("the issuer", found.issuer.lines, bold=True, italic=False)
    yield from measure.upper("the issuer", found.issuer)
    if found.parent:
        yield from measure.centred("the parent agency", found.parent, found.issuer.centre, "the issuer")


def issuer_rule(found):
    return measure.rule_below("the issuer", found.issuer, found.sheets, (1 / 3, 1 / 2))


def number(found):
    yield from measure.size("the number", found.number.lines, 13, 13)
    yield from measure.face("the number", found.number.lines, bold=False, italic=False)
    yield from measure.centred("the number", found.number, found.issuer.centre, "the issuer")


def date(found):
    yield from measure.size("place and date", found.date.lines, 13, 14)
    yield from measure.face("place and date", found.date.lines, bold=False, italic=True)
    yield from measure.centred("place and date", found.date, found.national_name.centre, "Quốc hiệu")
    yield from measure.below("place and date", found.date, found.motto, "Tiêu ngữ")


def number_and_date(found):
    return measure.level("the number and the date", found.number.lines[0].baseline, found.date.lines[0].baseline)


def symbol(found):
    """`/` between number and symbol, `-` between groups, no spaces, the kind's abbreviation first."""
    wanted = forms.symbol(found.form, found.manifest)
    level = [line for line in found.first.lines if abs(line.baseline - found.number.lines[0].baseline) < 0.1]
    # The line itself, for a part of it has lost its blanks.
    if not any(f"/{wanted}" in line.text for line in level):
        yield f"the number reads «{level[0].text}», should hold «/{wanted}» without a space"
    first = wanted.split("-")[0]
    if found.form.short and first != found.form.short:
        yield f"the symbol begins with {first}, the kind's abbreviation is {found.form.short}"


def kind(found):
    yield from measure.size("the kind", found.kind.lines, 13, 14)
    yield from measure.face("the kind", found.kind.lines, bold=True, italic=False)
    yield from measure.centred("the kind", found.kind, found.text_centre, "the text")
    above = found.date if found.form.date else found.number
    yield from measure.below("the kind", found.kind, above, "the number and the date")


def subject(found):
    yield from measure.size("the subject", found.subject.lines, 13, 14)
    yield from measure.face("the subject", found.subject.lines, bold=True, italic=False)
    yield from measure.centred("the subject", found.subject, found.text_centre, "the text")


def subject_rule(found):
    return measure.rule_below("the subject", found.subject, found.sheets, (1 / 3, 1 / 2))


def _printed(found, pattern):
    """What stands at a place of the head, as its digits."""
    text = "".join(line.squeezed for line in found.first.lines if line.baseline < found.first.height / 2)
    hits = re.findall(pattern, text)
    if not hits:
        raise Missing(f"«{pattern}» in the head")
    return hits[0]


def padded_number(found):
    """2.1: below ten with a zero, from ten on without."""
    wanted = int(found.manifest["number"])
    printed = _printed(found, r"Số:(\d+)/")
    if printed != (f"0{wanted}" if wanted < 10 else str(wanted)):
        yield f"the number {wanted} is printed «{printed}»"


def _date(found, place, pattern):
    return int(str(found.manifest["date"]).split("-")[place]), _printed(found, pattern)


def padded_day(found):
    day, printed = _date(found, 2, r",ngày(\d+)tháng")
    if printed != (f"0{day}" if day < 10 else str(day)):
        yield f"the day {day} is printed «{printed}»"


def padded_month(found):
    """2.1: January and February with a zero, and no other month."""
    month, printed = _date(found, 1, r"tháng(\d+)năm")
    if printed != (f"0{month}" if month in (1, 2) else str(month)):
        yield f"the month {month} is printed «{printed}»"


def year(found):
    year, printed = _date(found, 0, r"năm(\d+)")
    if printed[:4] != f"{year:04}" or len(printed) > 4:
        yield f"the year {year} is printed «{printed}»"
