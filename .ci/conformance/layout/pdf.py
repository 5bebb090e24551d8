"""A PDF as sheets of text lines and drawn rules. Lengths are millimetres from the top left, sizes points."""

from dataclasses import dataclass, field
from functools import cached_property

import pdfplumber

MM = 25.4 / 72

# Of Liberation Serif and Times New Roman alike, in parts of the size.
ASCENT, DESCENT = 0.891, 0.216

SAME_BASELINE = 0.35  # mm
SHORTEST_RULE = 5.0  # mm
THICKEST_RULE = 1.0  # mm


@dataclass
class Glyph:
    text: str
    x0: float
    x1: float
    baseline: float
    size: float
    font: str
    raised: bool = False
    # Parts of red, green and blue, 0 to 1.
    color: tuple = (0, 0, 0)

    @property
    def bold(self):
        return "bold" in self.font.lower()

    @property
    def italic(self):
        return any(word in self.font.lower() for word in ("italic", "oblique"))


@dataclass
class Line:
    """Glyphs on one baseline, from left to right. Blanks are kept, but count for no extent."""

    sheet: int
    glyphs: list

    @cached_property
    def inked(self):
        return [glyph for glyph in self.glyphs if not glyph.text.isspace()]

    @cached_property
    def level(self):
        """The glyphs that stand on the baseline: all but the superscripts."""
        return [glyph for glyph in self.inked if not glyph.raised]

    @property
    def text(self):
        return " ".join("".join(glyph.text for glyph in self.glyphs).split())

    @cached_property
    def squeezed(self):
        """The text without blanks, glyph by glyph: how expected texts are looked for."""
        return "".join(glyph.text for glyph in self.inked)

    @property
    def x0(self):
        return self.inked[0].x0

    @property
    def x1(self):
        return max(glyph.x1 for glyph in self.inked)

    @property
    def width(self):
        return self.x1 - self.x0

    @property
    def centre(self):
        return (self.x0 + self.x1) / 2

    @property
    def baseline(self):
        return (self.level or self.inked)[0].baseline

    @property
    def sizes(self):
        return sorted({round(glyph.size, 1) for glyph in self.level or self.inked})

    @property
    def top(self):
        return self.baseline - ASCENT * self.sizes[-1] * MM

    @property
    def bottom(self):
        return self.baseline + DESCENT * self.sizes[-1] * MM

    @property
    def bold(self):
        return all(glyph.bold for glyph in self.level)

    @property
    def italic(self):
        return all(glyph.italic for glyph in self.level)

    @property
    def regular(self):
        return not any(glyph.bold for glyph in self.level)

    @property
    def upright(self):
        return not any(glyph.italic for glyph in self.level)

    def part(self, start, end):
        """The line between two places of its squeezed text."""
        return Line(self.sheet, self.inked[start:end])

    def find(self, text):
        """The part that holds `text`, blanks aside; None where it does not stand in this line."""
        wanted = squeeze(text)
        start = self.squeezed.find(wanted)
        return self.part(start, start + len(wanted)) if start >= 0 else None

    def pieces(self, gap=3.0):
        """The line cut wherever more than `gap` mm of nothing stands: the columns of a row."""
        cuts = [[]]
        for glyph in self.inked:
            if cuts[-1] and glyph.x0 - cuts[-1][-1].x1 > gap:
                cuts.append([])
            cuts[-1].append(glyph)
        return [Line(self.sheet, glyphs) for glyphs in cuts]

    def raised_numbers(self):
        """The superscript numbers in the line, digits that touch read as one number."""
        numbers, last = [], None
        for glyph in self.inked:
            if glyph.raised and glyph.text.isdigit():
                if last is not None and abs(glyph.x0 - last.x1) < 0.3:
                    numbers[-1] += glyph.text
                else:
                    numbers.append(glyph.text)
                last = glyph
            else:
                last = None
        return [int(number) for number in numbers]


@dataclass
class Rule:
    x0: float
    x1: float
    y: float

    @property
    def length(self):
        return self.x1 - self.x0

    @property
    def centre(self):
        return (self.x0 + self.x1) / 2


@dataclass
class Sheet:
    number: int
    width: float
    height: float
    lines: list
    rules: list
    tables: list = field(default_factory=list)
    # Drawn lines that stand upright: (x, top, bottom).
    uprights: list = field(default_factory=list)

    def frame(self, line):
        """The drawn frame around a line: (x0, top, x1, bottom); None without one."""
        above = [rule for rule in self.rules if rule.y < line.baseline and rule.x0 <= line.x0 and rule.x1 >= line.x1]
        below = [rule for rule in self.rules if rule.y > line.baseline and rule.x0 <= line.x0 and rule.x1 >= line.x1]
        if not above or not below:
            return None
        top, bottom = max(above, key=lambda rule: rule.y), min(below, key=lambda rule: rule.y)
        return (top.x0, top.y, top.x1, bottom.y) if abs(top.length - bottom.length) < 0.5 else None

    def is_closed(self, frame):
        """Whether a frame has its left and its right side, over its whole height."""
        x0, top, x1, bottom = frame

        def side(at):
            return any(abs(x - at) < 0.5 and a < top + 0.7 and b > bottom - 0.7 for x, a, b in self.uprights)

        return side(x0) and side(x1)

    def in_table(self, line):
        middle = (line.top + line.bottom) / 2
        return any(x0 - 1 <= line.x0 <= x1 and top <= middle <= bottom for x0, top, x1, bottom in self.tables)


def squeeze(text):
    return "".join(text.split())


def read(path):
    """All sheets of a PDF."""
    with pdfplumber.open(path) as document:
        return [_sheet(page) for page in document.pages]


def _sheet(page):
    glyphs = [
        Glyph(
            char["text"],
            char["x0"] * MM,
            char["x1"] * MM,
            (float(page.height) - char["matrix"][5]) * MM,
            char["size"],
            char["fontname"],
            color=_rgb(char.get("non_stroking_color")),
        )
        for char in page.chars
    ]
    tables = [tuple(edge * MM for edge in table.bbox) for table in page.find_tables()]
    lines = _lines(page.page_number, glyphs)
    size = float(page.width) * MM, float(page.height) * MM
    return Sheet(page.page_number, *size, lines, _rules(page), tables, _uprights(page))


def _rgb(color):
    """A PDF's grey or RGB; what is neither counts as no black."""
    if color is None or color == ():
        return (0, 0, 0)
    values = tuple(color) if isinstance(color, (tuple, list)) else (color,)
    if len(values) == 1:
        return values * 3
    return values if len(values) == 3 else (1, 1, 1)


def _rules(page):
    found = set()
    for shape in [*page.lines, *page.rects, *page.curves]:
        thickness, length = (shape["bottom"] - shape["top"]) * MM, (shape["x1"] - shape["x0"]) * MM
        if thickness <= THICKEST_RULE and length >= SHORTEST_RULE:
            y = (shape["top"] + shape["bottom"]) / 2 * MM
            # LibreOffice may draw one border twice; once is enough here.
            found.add((round(shape["x0"] * MM, 1), round(shape["x1"] * MM, 1), round(y, 1)))
    return [Rule(*edges) for edges in sorted(found, key=lambda edges: (edges[2], edges[0]))]


def _uprights(page):
    found = []
    for shape in [*page.lines, *page.rects, *page.curves]:
        thickness, length = (shape["x1"] - shape["x0"]) * MM, (shape["bottom"] - shape["top"]) * MM
        if thickness <= THICKEST_RULE and length >= SHORTEST_RULE:
            found.append(((shape["x0"] + shape["x1"]) / 2 * MM, shape["top"] * MM, shape["bottom"] * MM))
    return found


def _lines(sheet, glyphs):
    rows = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if rows and glyph.baseline - rows[-1][0].baseline < SAME_BASELINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    rows = [row for row in rows if any(not glyph.text.isspace() for glyph in row)]
    lines = []
    for row, below in zip(rows, [*rows[1:], None]):
        if below is not None and _is_raised(row, below):
            for glyph in row:
                glyph.raised = True
            below.extend(row)
        else:
            lines.append(Line(sheet, sorted(row, key=lambda glyph: glyph.x0)))
    return lines


def _is_raised(row, below):
    """Superscripts make a row of their own, small and just above the row they belong to."""
    size = max(glyph.size for glyph in below)
    rise = below[0].baseline - row[0].baseline
    return max(glyph.size for glyph in row) < 0.75 * size and rise < 0.6 * size * MM
