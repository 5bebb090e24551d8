"""Rows about the sheet and the running text."""

from itertools import pairwise

from . import measure
from .pdf import MM, squeeze

INDENTS = (10.0, 12.7)
SHORTEST_SAMPLE = 2  # wrapped paragraphs needed to speak of an indent
FONT_FAMILIES = ("LiberationSerif", "TimesNewRoman", "Times-", "TimesNewRomanPS")
SINGLE = 1.149  # of the size: a single-spaced line of Times New Roman
LINE = 7.0  # mm: a page without notes may end a line early


def paper(found):
    for sheet in found.all_sheets:
        sides = sorted((sheet.width, sheet.height))
        yield from measure.between(f"the short side of page {sheet.number}", sides[0], 210, 210, 0.5)
        yield from measure.between(f"the long side of page {sheet.number}", sides[1], 297, 297, 0.5)


def upright(found):
    for sheet in found.sheets:
        if sheet.width > sheet.height:
            yield f"page {sheet.number} of the main text lies across"


def margins(found):
    sheet = found.first
    yield from measure.between("the left margin", found.left, 30, 35)
    yield from measure.between("the right margin", sheet.width - found.right, 15, 20)
    yield from measure.between("the top margin", found.text_top, 20, 25)
    lowest = max(line.bottom for line in found.body)
    noted = [line.bottom for sheet in found.sheets for line in found.notes(sheet)]
    lowest = max([lowest, *noted])
    # Notes stand on the bottom margin itself; without any, the last line of a full page may end above it. A text of
    # one page may end anywhere.
    full = noted or len(found.sheets) > 1
    slack = 0 if noted else LINE
    yield from measure.between("the bottom margin", sheet.height - lowest, 20, 25 + slack if full else sheet.height)


def fonts(found):
    used = {
        glyph.font.rpartition("+")[2] for sheet in found.all_sheets for line in sheet.lines for glyph in line.inked
    }
    for font in sorted(used):
        if not font.startswith(FONT_FAMILIES):
            yield f"the font {font} is used"


def paragraph_spacing(found):
    """At least 6 pt between paragraphs."""
    for line, after in _pairs(found):
        indented = min(abs(after.x0 - found.left - allowed) for allowed in INDENTS) <= measure.TOLERANCE
        if indented and _is_text(line) and _is_text(after):
            room = after.baseline - line.baseline - SINGLE * after.sizes[-1] * MM
            if room < 6 * MM - 0.25:
                yield f"page {line.sheet}: {room / MM:.1f} pt over the paragraph «{after.text[:40]}»"


def line_spacing(found):
    """From single to one and a half lines."""
    for line, after in _pairs(found):
        if _continues(found, after) and _reaches(found, line):
            lines = (after.baseline - line.baseline) / (SINGLE * after.sizes[-1] * MM)
            if not 0.97 <= lines <= 1.53:
                yield f"page {line.sheet}: {lines:.2f} lines from «{line.text[:40]}» to the next"


def _is_text(line):
    return 13 - measure.SIZE_TOLERANCE <= line.sizes[-1] <= 14 + measure.SIZE_TOLERANCE


def size(found):
    yield from measure.size("body text", found.body, 13, 14)
    # Captions may be smaller; paragraphs that wrap are text.
    sizes = {value for line, after in _pairs(found) if _continues(found, after) for value in line.sizes}
    if len(sizes) > 1:
        yield f"paragraphs have several sizes: {sorted(sizes)}"


def justified(found):
    """A line that the next one continues reaches the right margin."""
    continued = [line for line, after in _pairs(found) if _continues(found, after)]
    if len(continued) < SHORTEST_SAMPLE:
        yield f"only {len(continued)} continued lines on all pages"
    for line in continued:
        if abs(line.x1 - found.right) > measure.TOLERANCE:
            yield (
                f"page {line.sheet}: a line ends at {line.x1:.1f} mm instead of {found.right:.1f}: «{line.text[:60]}»"
            )


def indent(found):
    indents = [
        line.x0 - found.left
        for line, after in _pairs(found)
        if _continues(found, after) and not _continues(found, line) and _reaches(found, line)
    ]
    if len(indents) < SHORTEST_SAMPLE:
        yield f"only {len(indents)} indented paragraphs on all pages"
    for value in sorted({round(value, 1) for value in indents}):
        if min(abs(value - allowed) for allowed in INDENTS) > measure.TOLERANCE:
            yield f"paragraphs are indented by {value} mm, should be {INDENTS}"
    if indents and max(indents) - min(indents) > measure.TOLERANCE:
        yield f"indents differ: {min(indents):.1f} to {max(indents):.1f} mm"


def page_numbers(found):
    for sheet in found.sheets:
        line = found.page_number(sheet)
        if sheet.number == 1:
            if line:
                yield f"page 1 shows the number {line.text}"
            continue
        if line is None:
            yield f"page {sheet.number} has no number in its top margin"
            continue
        if line.text != str(sheet.number):
            yield f"page {sheet.number} shows the number {line.text}"
        yield from measure.size("the page number", [line], 13, 14)
        yield from measure.face("the page number", [line], bold=False, italic=False)
        yield from measure.centred("the page number", line, found.text_centre, "the text")


def end_mark(found):
    text = "".join(line.squeezed for line in found.body)
    if text.count("./.") != 1:
        yield f"the end mark ./. stands {text.count('./.')} times in the text"
    if not text.endswith("./."):
        yield f"the text ends «{text[-20:]}»"


def footnotes(found):
    expected = [note["number"] for note in found.register]
    listed = []
    for sheet in found.all_sheets:
        lines = found.notes(sheet)
        yield from measure.size("a footnote", lines, 10, 11)
        here = [line.raised_numbers()[0] for line in lines if line.inked[0].raised and line.raised_numbers()]
        marked = {number for line in sheet.lines if line not in lines for number in line.raised_numbers()}
        for number in here:
            if number not in marked:
                yield f"note {number} stands on page {sheet.number}, its mark does not"
        listed += here
    if listed != expected:
        yield f"the notes at the feet are {listed}, the register has 1 to {len(expected)}"
    text = "".join(line.squeezed for sheet in found.all_sheets for line in found.notes(sheet))
    for note in found.register:
        start = squeeze(note["text"])[:30]
        if start not in text:
            yield f"note {note['number']} is not printed at a page's foot: «{note['text'][:60]}»"


def _pairs(found):
    """Each line of text with the one right under it on the same page."""
    return [(one, two) for one, two in pairwise(found.body) if one.sheet == two.sheet]


def _continues(found, line):
    return abs(line.x0 - found.left) <= measure.TOLERANCE


def _reaches(found, line):
    return abs(line.x1 - found.right) <= measure.TOLERANCE
