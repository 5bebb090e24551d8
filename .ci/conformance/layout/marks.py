"""Rows about marks in frames (boxes 10 and 11) and the address block (box 13)."""

from . import measure
from .pdf import squeeze

# Width in mm; height is 8 throughout.
URGENCY = {"KHẨN": 20, "THƯỢNG KHẨN": 40, "HỎA TỐC": 30}
HEIGHT = 8
FRAME_TOLERANCE = 0.8  # mm


def _mark(found, name):
    line = found.marks[name]
    if line is None:
        yield f"«{found.manifest[name]}» is not printed"
        return
    yield from measure.size(name, [line], 13, 14)
    yield from measure.face(name, [line], bold=True, italic=False)
    if found.first.frame(line) is None:
        yield f"no frame is drawn around «{line.text}»"


def closed(found):
    """A rectangle has four sides."""
    for line in found.marks.values():
        frame = line and found.first.frame(line)
        if frame and not found.first.is_closed(frame):
            yield f"the frame around «{line.text}» is open at a side"


def security(found):
    yield from _mark(found, "security")
    yield from _left_under_number(found, "security")


def urgency(found):
    yield from _mark(found, "urgency")
    yield from _left_under_number(found, "urgency")
    line = found.marks["urgency"]
    frame = line and found.first.frame(line)
    if frame:
        x0, top, x1, bottom = frame
        width = URGENCY[" ".join(found.manifest["urgency"].upper().split())]
        yield from measure.between("the width of the frame", x1 - x0, width, width, FRAME_TOLERANCE)
        yield from measure.between("the height of the frame", bottom - top, HEIGHT, HEIGHT, FRAME_TOLERANCE)
    if line and any(glyph.color != (1, 0, 0) for glyph in line.inked):
        yield f"the mark is not bright red: {line.inked[0].color}"


def _left_under_number(found, name):
    line = found.marks[name]
    above = found.about if found.form.title is None else found.number
    if line and line.baseline <= above.lines[-1].baseline:
        yield f"the mark «{line.text}» should stand under number and V/v"
    if line:
        yield from measure.centred(name, line, found.number.centre, "the number")


def circulation(found):
    """In the top margin, in the right half."""
    for name in ("circulation", "retrieval"):
        if name not in found.marks:
            continue
        yield from _mark(found, name)
        line = found.marks[name]
        if line is None:
            continue
        if line.bottom > found.national_name.top:
            yield f"«{line.text}» should stand in the top margin"
        if line.centre < found.first.width / 2:
            yield f"«{line.text}» should stand in the right half"


def black(found):
    """Everything but the marks of secrecy and urgency."""
    red = {squeeze(str(found.manifest.get(name, ""))).upper() for name in ("security", "urgency")}
    for sheet in found.all_sheets:
        for line in sheet.lines:
            for piece in line.pieces():
                if any(glyph.color != (0, 0, 0) for glyph in piece.inked) and piece.squeezed.upper() not in red:
                    yield f"page {sheet.number}: not black: «{piece.text}» {piece.inked[0].color}"


def address(found):
    """Box 13 at the foot of page 1, under a line as long as the text is wide; on no other page."""
    texts = found.manifest["address"]
    lines = [found.line(text, found.first) for text in texts]
    yield from measure.size("the address", lines, 11, 12)
    yield from measure.face("the address", lines, bold=False, italic=False)
    above = [rule for rule in found.first.rules if 0 < lines[0].baseline - rule.y < 8]
    if not above:
        yield "no line is drawn over the address"
    for rule in above[:1]:
        yield from measure.between("the line over the address", rule.length, found.width, found.width, 1.5)
    if found.first.height - lines[-1].bottom > 20:
        yield "the address should stand in the bottom margin"
    for sheet in found.all_sheets[1:]:
        if any(line.find(texts[0]) for line in sheet.lines):
            yield f"the address is printed on page {sheet.number}"
